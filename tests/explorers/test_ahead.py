"""The pictures that the browser keeps and asks for ahead: the module runs in Node here."""

import base64
import json
import shutil
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from backprop_lib.explorers import engine

MODULE = Path(engine.__file__).with_name("ahead.js").as_uri()
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")

pytestmark = pytest.mark.skipif(NODE is None, reason="needs Node")

SETUP = """
const { Ahead, around } = await import("%s");
const sent = [];
const ahead = new Ahead((message) => sent.push(message));
const picture = (key, stills = []) => ({ key, stills, moving: [`drawn for ${key}`] });
const line = (count) => Array.from({ length: count }, (_, n) => [`k${n}`, { x: n }]);
const packed = (text) =>
  new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
"""


def run(script):
    """Run a script after the setup and return what it leaves in `result`."""
    code = f"{SETUP % MODULE}let result;\n{script}\nconsole.log(JSON.stringify(result ?? null));"
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def answer(frames, stills=None):
    content = json.dumps({"frames": frames, "stills": stills or {}})
    return base64.b64encode(zlib.compress(content.encode(), 1)).decode()


def test_a_picture_is_shown_for_its_own_key_only():
    assert run("""
        for (const key of ["0|1", "0|2", "1|1"]) ahead.keep(picture(key));
        result = ["0|1", "0|2", "1|1"].map((key) => ahead.get(key).moving[0]);
        result.push(ahead.get("0|3") === undefined, ahead.get("0") === undefined);
    """) == ["drawn for 0|1", "drawn for 0|2", "drawn for 1|1", True, True]


def test_a_newer_picture_replaces_the_older_one():
    assert run("""
        ahead.keep(picture("0|1"));
        ahead.keep({ ...picture("0|1"), moving: ["newer"] });
        result = [ahead.get("0|1").moving[0], ahead.pictures.size];
    """) == ["newer", 1]


def test_a_picture_is_not_shown_before_all_of_its_still_layers_are_there():
    assert run("""
        ahead.keep(picture("0|1", ["a", "b"]));
        ahead.keepStills({ a: "<svg>" });
        result = [ahead.get("0|1") === undefined];
        ahead.keepStills({ b: "<svg>" });
        result.push(ahead.get("0|1").key);
    """) == [True, "0|1"]


def test_the_least_recently_used_pictures_are_thrown_away():
    assert run("""
        for (let n = 0; n < 500; n++) ahead.keep(picture(`k${n}`));
        ahead.get("k0");
        for (let n = 500; n < 600; n++) ahead.keep(picture(`k${n}`));
        result = [ahead.pictures.size, ...["k0", "k1", "k100", "k101", "k599"].map(
          (key) => ahead.get(key) !== undefined)];
    """) == [500, True, False, False, True, True]


def test_still_layers_are_kept_within_bounds():
    assert run("""
        for (let n = 0; n < 100; n++) ahead.keepStills({ [`s${n}`]: "<svg>" });
        result = [ahead.stills.size, ahead.stills.has("s99"), ahead.stills.has("s0")];
    """) == [60, True, False]


def test_a_question_names_the_places_the_nearest_first_and_the_stills_at_hand():
    messages = run("""
        ahead.keepStills({ a: "<svg>" });
        ahead.ask(line(20));
        result = sent;
    """)
    assert [message["kind"] for message in messages] == ["ahead", "ahead"]
    assert [message["ahead"] for message in messages] == [1, 2]
    assert [place["x"] for message in messages for place in message["places"]] == [*range(12)]
    assert all(message["stills"] == ["a"] for message in messages)


def test_at_most_two_questions_are_under_way():
    assert run(f"""
        ahead.ask(line(100));
        ahead.ask(line(100));
        result = [sent.length];
        await ahead.receive({{ ahead: 1, took: 0 }}, packed("{answer([])}"));
        ahead.ask(line(100));
        ahead.ask(line(100));
        result.push(sent.length, ahead.asked.size);
    """) == [2, 3, 2]


def test_what_is_known_or_under_way_is_not_asked_for_again():
    assert run("""
        ahead.keep(picture("k0"));
        ahead.ask(line(3));
        ahead.ask(line(5));
        ahead.ask(line(5));
        result = sent.map(({ places }) => places.map(({ x }) => x));
    """) == [[1, 2], [3, 4]]


def test_a_picture_whose_still_layers_are_lost_is_asked_for_again():
    assert (
        run("""
        ahead.keep(picture("k0", ["gone"]));
        ahead.ask(line(1));
        result = sent.length;
    """)
        == 1
    )


def test_an_answer_is_unpacked_and_kept():
    frames = [{"key": "k0", "stills": ["a"], "moving": ["ŷ ≈ 0.3333"]}]
    assert run(f"""
        ahead.ask(line(2));
        await ahead.receive({{ ahead: 1, took: 0 }}, packed("{answer(frames, {"a": "<svg>"})}"));
        result = [ahead.get("k0").moving[0], ahead.get("k1") === undefined, ahead.asked.size];
        ahead.ask(line(2));
        result.push(sent.at(-1).places);
    """) == ["ŷ ≈ 0.3333", True, 0, [{"x": 1}]]


@pytest.mark.parametrize(("took", "asked"), [(0.01, 2), (20, 1)])
def test_a_slow_kernel_gets_a_rest(took, asked):
    assert (
        run(f"""
        ahead.ask(line(2));
        await ahead.receive({{ ahead: 1, took: {took} }}, packed("{answer([])}"));
        ahead.ask(line(2));
        result = sent.length;
    """)
        == asked
    )


def test_questions_that_were_given_up_are_asked_again():
    assert run("""
        ahead.ask(line(20));
        ahead.giveUp();
        ahead.ask(line(20));
        result = sent.map(({ places }) => places[0].x);
    """) == [0, 6, 0, 6]


@pytest.mark.parametrize(
    ("here", "count", "places"),
    [
        (2, 5, [3, 1, 4, 0]),
        (0, 4, [1, 2, 3]),
        (3, 4, [2, 1, 0]),
        (0, 1, []),
    ],
)
def test_the_places_around_one_come_the_nearest_first_and_stay_in_range(here, count, places):
    assert run(f"result = [...around({here}, {count})];") == places


def test_the_places_around_one_do_not_reach_across_a_long_slider():
    assert max(run("result = [...around(500, 2000)];")) == 650

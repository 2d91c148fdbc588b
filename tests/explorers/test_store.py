"""What the front end sends to the kernel, in Node: nothing that a person did is lost or undone."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tools.repository import ROOT

STORE = (ROOT / "backprop_lib" / "explorers" / "engine" / "store.js").as_uri()
NODE = Path(sys.prefix, "bin", "node")
SETTING = """
const sent = [];
let now = 1e6;
Date.now = () => now;
globalThis.document = { hidden: true };
const timers = [];
globalThis.setTimeout = (task) => timers.push(task);
globalThis.clearTimeout = () => {};
const listeners = {};
const control = (value) => ({ label: "", kind: "number", quantity: "", log: false, home: "1",
  texts: ["0", "0.5", "1"], values: [0, 0.5, 1] });
const shown = (answer, w, x) => ({ key: `0|${w}|${x}`, stills: [], moving: [], touch: [],
  notices: [], ghosts: 0, kept: false, answers: answer ? { [store?.client]: answer } : {},
  controls: { w: [w, `${w / 2}`, `${w}`], x: [x, `${x / 2}`, `${x}`] } });
let store;
const state = { _made_of: { controls: { w: control(), x: control() }, panels: [], ghosts: true },
  _stills: {}, _shown: shown(0, 1, 1), disabled: false, veiled: false };
const model = { get: (name) => state[name], send: (content) => sent.push(content),
  on: (name, listener) => (listeners[name] = listener) };
const answer = (...of) => { state._shown = shown(...of); listeners["change:_shown"](); };
const moves = () => sent.filter(({ kind }) => kind === "move")
  .map(({ move, places, typed, presses }) => ({ move, places, typed, presses }));
"""


@pytest.fixture
def played():
    """Run a scene in Node; return what an expression is at its end."""

    def play(scene, expression):
        script = (
            f'import {{ Store }} from "{STORE}";{SETTING}'
            f"{scene};console.log(JSON.stringify({expression}));"
        )
        run = subprocess.run(
            [NODE, "--input-type=module", "--eval", script], capture_output=True, text=True
        )
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout)

    return play


@pytest.fixture
def moves(played):
    """Run a scene with a store; return the moves that were sent."""
    return lambda scene: played(f"store = new Store(model);{scene}", "moves()")


def move(number, places=None, typed=None, presses=()):
    return {
        "move": number,
        "places": places or {},
        "typed": typed or {},
        "presses": [*presses],
    }


def test_what_is_done_meanwhile_waits_for_the_answer(moves):
    scene = "store.move({ w: 2 }); store.move({ w: 0 }); store.move({ x: 2 }); answer(1, 2, 1)"
    assert moves(scene) == [move(1, {"w": 2}), move(2, {"w": 0, "x": 2})]


def test_what_was_typed_is_sent_again_and_not_undone(moves):
    scene = 'store.type("w", "1/3"); now += 7000; store.again()'
    assert moves(scene) == [move(1, typed={"w": "1/3"}), move(2, typed={"w": "1/3"})]


def test_a_later_move_takes_the_place_of_what_was_typed(moves):
    scene = 'store.type("w", "1/3"); store.move({ w: 2 }); now += 7000; store.again()'
    assert moves(scene) == [move(1, typed={"w": "1/3"}), move(2, {"w": 2})]
    scene = 'store.move({ x: 0 }); store.type("w", "1/3"); store.move({ w: 2 }); answer(1, 1, 0)'
    assert moves(scene) == [move(1, {"x": 0}), move(2, {"w": 2})]


def test_what_is_typed_later_takes_the_place_of_a_move(moves):
    scene = 'store.move({ w: 2 }); store.type("w", "1/3"); now += 7000; store.again()'
    assert moves(scene) == [move(1, {"w": 2}), move(2, typed={"w": "1/3"})]


def test_a_button_is_not_pressed_again(moves):
    scene = 'store.press("keep"); now += 7000; store.again(); store.move({ x: 2 })'
    assert moves(scene) == [move(1, presses=["keep"]), move(2, {"x": 2})]


def test_a_reset_ends_what_was_typed_and_not_sent(moves):
    scene = (
        'store.move({ x: 0 }); store.type("w", "1/3"); store.reset(); now += 100; answer(1, 1, 0)'
    )
    assert moves(scene) == [move(1, {"x": 0}), move(2, {"w": 1, "x": 1})]


def test_a_page_without_a_kernel_keeps_all_of_its_pictures(played):
    scene = """
        const places = [...Array(700).keys()];
        state._made_of.controls.w.texts = state._made_of.controls.w.values = places.map(String);
        state._stills = Object.fromEntries(places.map((place) => [`still ${place}`, ""]));
        state._alone = { home: { w: 1, x: 1 }, pictures: places.map(
          (place) => ({ ...shown(0, place, 1), stills: [`still ${place}`] })) };
        store = new Store(model);
        const seen = places.map((place) => { store.move({ w: place }); return store.picture.key; });
    """
    assert played(scene, "seen") == [f"0|{place}|1" for place in range(700)]


def test_what_was_typed_is_taken_although_another_control_goes_on_moving(played):
    scene = """
        store = new Store(model);
        store.type("x", "1");
        store.move({ w: 2 });
        answer(1, 1, 2);
    """
    assert played(scene, "[store.stands.x.place, store.stands.w.place]") == [2, 2]

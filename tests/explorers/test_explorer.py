"""What holds for every explorer: driven by its controls, it never lies and never stays silent."""

import base64
import json
import math
import random
import re
import threading
import xml.etree.ElementTree as ET
import zlib

import pytest

from backprop_lib import explorers
from backprop_lib.explorers import Explorer
from backprop_lib.explorers.engine import Choice, Number, Steps
from backprop_lib.explorers.engine import explorer as module
from backprop_lib.explorers.engine.explorer import coloured

from .small import SmallExplorer, SmallWalk

COURSE = [getattr(explorers, name) for name in explorers.__all__ if name != "Explorer"]
ALL = [SmallExplorer, SmallWalk, *COURSE]
EVERY_CONTROL = [(make, name) for make in ALL for name in make.CONTROLS]
MOST_COMBINATIONS = 12
OF_A_PICTURE = ("key", "stills", "moving", "sentence", "table", "touch", "why")


@pytest.fixture(params=ALL, ids=lambda make: make.__name__)
def explorer(request):
    return request.param()


@pytest.fixture(params=ALL, ids=lambda make: make.__name__, scope="module")
def untouched(request):
    """An explorer that no test changes: making one takes a while."""
    return request.param()


@pytest.fixture
def small():
    return SmallExplorer()


@pytest.fixture
def walk():
    return SmallWalk()


def picture(explorer):
    """What the page shows, apart from the controls: the picture with its words."""
    shown = explorer._shown
    assert set(shown["stills"]) <= set(explorer._stills)
    return {part: shown[part] for part in OF_A_PICTURE}


def ends_of(spec):
    if isinstance(spec, Choice):
        return [*spec.options]
    return [spec.low, spec.high, min(max(0, spec.low), spec.high)]


def combinations(ends):
    """Return all first, all second and all third ends, and a sample of the other combinations.

    The digits of a number to the base 3 choose the ends. The sample is always the same.
    """
    count = 3 ** len(ends)
    sample = random.Random(0).sample(range(count), min(MOST_COMBINATIONS, count))
    for number in sorted({0, count // 2, count - 1, *sample}):
        yield [three[number // 3**place % 3] for place, three in enumerate(ends)]


def random_places(explorer, count):
    """Places for some of the controls, always the same."""
    chance = random.Random(1)
    for _ in range(count):
        names = chance.sample([*explorer.controls], chance.randint(1, len(explorer.controls)))
        yield {name: chance.randrange(len(explorer.controls[name].places)) for name in names}


def sent_by(explorer, monkeypatch):
    """What the explorer sends from now on: (content, unpacked buffer) of each message."""
    sent = []

    def send(content, buffers=()):
        (packed,) = buffers
        sent.append((content, json.loads(zlib.decompress(packed))))

    monkeypatch.setattr(explorer, "send", send)
    return sent


def move(explorer, number=1, client="a", **message):
    explorer._receive({"kind": "move", "client": client, "move": number, **message})


def ask_ahead(explorer, places, stills=(), client="a", number=1):
    explorer._receive(
        {
            "kind": "ahead",
            "client": client,
            "ahead": number,
            "places": places,
            "stills": [*stills],
        }
    )


def fail(*args, **values):
    raise ZeroDivisionError("the <sky> fell")


def test_an_explorer_starts_with_a_picture_and_a_sentence(untouched):
    assert untouched.error is None
    assert untouched.sentence
    shown = picture(untouched)
    assert shown["sentence"] == coloured(untouched.sentence)
    assert len(shown["moving"]) == len(shown["stills"]) == len(untouched.picture.sizes) >= 1
    assert all(svg.startswith("<svg ") for svg in (*shown["moving"], *untouched._stills.values()))
    assert untouched._made_of["panels"] == untouched.picture.sizes


def test_a_table_is_shown_if_there_is_one(small, walk):
    assert small._shown["table"] == ""
    assert walk._shown["table"] == walk.table(walk.result).html(styled=False)
    walk.set(rule="double", steps=4)
    assert walk._shown["table"].count("<tr>") == 1 + 5
    assert "<td>16</td>" in walk._shown["table"]
    assert "style" not in walk._shown["table"]  # the page has its own


def test_all_that_the_browser_gets_is_json(untouched):
    for trait in (untouched._made_of, untouched._shown, untouched._stills):
        json.dumps(trait, allow_nan=False)


def test_a_cell_shows_text_picture_and_widget(untouched):
    bundle = untouched._repr_mimebundle_()
    assert bundle["text/plain"] == untouched.sentence
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert len(bundle) == 3


def test_equal_pictures_have_equal_bytes(untouched):
    again = type(untouched)()
    assert untouched.picture.png() == again.picture.png()
    assert picture(untouched) == picture(again)
    assert untouched._stills == again._stills


def test_the_html_is_well_formed_and_does_not_restyle_the_page(untouched):
    for svg in (*untouched._stills.values(), *untouched._shown["moving"]):
        ET.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))
        assert "stroke-linejoin: round" in svg
        for alien in ("<style", "<script", "<?xml", "<!DOCTYPE", "<metadata"):
            assert alien not in svg


@pytest.mark.parametrize(("make", "name"), EVERY_CONTROL)
def test_a_control_reaches_both_ends_and_the_start(make, name):
    spec = make.CONTROLS[name]
    if isinstance(spec, Number):
        assert (spec.places[0], spec.places[-1]) == (spec.low, spec.high)
        assert spec.places[spec.place(spec.start)] == pytest.approx(spec.start, rel=0.01)
    assert spec.fitted(spec.start) == spec.start


def test_each_control_redraws_at_its_extremes(explorer):
    before = picture(explorer)
    for name, control in explorer.controls.items():
        seen = set()
        for value in ends_of(control.spec):
            control.value = value
            assert explorer.error is None, name
            assert explorer.values[name] == value
            shown = picture(explorer)
            assert shown["sentence"] == coloured(explorer.sentence)
            assert explorer._shown["controls"][name] == [
                control.spec.place(value),
                control.spec.text(value),
                str(control.spec.place(value)),
            ]
            assert not re.search(r"nan|\binf\b|None|e[+-]\d\d", explorer.sentence)
            seen.add(str((shown["moving"], shown["sentence"])))
        assert len(seen) > 1, name
        control.value = control.initial
        assert picture(explorer) == before


def test_all_controls_may_be_at_their_extremes_together(explorer):
    ends = [(spec.places[0], spec.start, spec.places[-1]) for spec in explorer.CONTROLS.values()]
    for values in combinations(ends):
        explorer.set(**dict(zip(explorer.controls, values, strict=True)))
        assert explorer.error is None, values
        shown = picture(explorer)
        json.dumps(shown, allow_nan=False)
        for svg in shown["moving"]:
            for number in re.findall(r'[xyd]="([^"]*)"', svg):
                assert "nan" not in number


@pytest.mark.parametrize("controls", [1, 2, 3, 5, 9])
def test_the_combinations_hold_all_ends_and_are_few(controls):
    found = list(combinations([("low", "initial", "high")] * controls))
    for end in ("low", "initial", "high"):
        assert [end] * controls in found
    assert len({*map(tuple, found)}) == len(found)
    assert min(3**controls, MOST_COMBINATIONS) <= len(found) <= MOST_COMBINATIONS + 3


def test_reset_brings_every_control_back(explorer):
    first = picture(explorer)
    explorer.set(**{name: spec.places[-1] for name, spec in explorer.CONTROLS.items()})
    assert picture(explorer) != first
    explorer.reset()
    assert picture(explorer) == first
    assert explorer.values == {name: c.initial for name, c in explorer.controls.items()}


def test_an_explorer_can_start_elsewhere_and_is_reset_to_there():
    explorer = SmallExplorer(x=2)
    assert explorer.sentence == "At x = 2 the point is 4 high."
    assert [c["home"] for c in explorer._made_of["controls"].values()] == ["4", "3"]
    explorer.controls["x"].value = 0.5
    explorer.reset()
    assert explorer.sentence == "At x = 2 the point is 4 high."
    assert SmallExplorer.CONTROLS["x"].start == 1
    assert SmallExplorer(x=1 / 3)._made_of["controls"]["x"]["home"] == f"={1 / 3!r}"
    with pytest.raises(
        TypeError, match="speed is not a control of this explorer; its controls are: x, k"
    ):
        SmallExplorer(speed=2)
    with pytest.raises(
        TypeError, match="speed is not a control of this explorer; its controls are: x, k"
    ):
        explorer.set(speed=2)
    with pytest.raises(ValueError, match="input x must be a number"):
        SmallExplorer(x="far")


def test_setting_several_controls_draws_once(small, monkeypatch):
    updates = []
    monkeypatch.setattr(small, "compute", lambda **values: updates.append(values))
    small.set(x=2, k=-1)
    assert updates == [{"x": 2, "k": -1}]


def test_a_value_that_is_refused_moves_no_control(small):
    before = small._shown
    with pytest.raises(ValueError, match="factor k must be a number"):
        small.set(x=2, k="a")
    assert small.values == {"x": 1, "k": 2}
    assert small._shown == before


def test_a_result_is_handed_on_now_and_after_each_update(small, monkeypatch):
    seen = []
    small.on_result(seen.append)
    assert seen == [(1, 2, 2)]
    small.set(x=2)
    move(small, places={"x": 0})
    assert seen == [(1, 2, 2), (2, 4, 2), (0, 0, 2)]
    monkeypatch.setattr(small, "compute", fail)
    small.update()
    assert seen[-1] is None


@pytest.mark.parametrize("name", ["compute", "draw", "describe", "table"])
def test_a_failure_is_reported_in_place_of_the_picture(small, name, monkeypatch):
    old = picture(small)
    with monkeypatch.context() as patch:
        patch.setattr(small, name, fail)
        small.update()
        assert small.sentence == (
            "There is no picture for these values. ZeroDivisionError: the <sky> fell"
        )
        assert isinstance(small.error, ZeroDivisionError)
        assert small.result is None
        assert small._shown["failed"] == small.sentence
        assert "moving" not in small._shown
        bundle = small._repr_mimebundle_()
        assert bundle["text/plain"] == small.sentence
        assert "image/png" not in bundle
    small.update()
    assert picture(small) == old
    assert "failed" not in small._shown
    assert small.error is None
    assert "image/png" in small._repr_mimebundle_()


def test_a_table_or_a_run_that_fails_is_reported_too(walk, monkeypatch):
    for name in ("table", "frame"):
        with monkeypatch.context() as patch:
            patch.setattr(walk, name, fail)
            walk.update()
            assert isinstance(walk.error, ZeroDivisionError)
            assert walk._shown["failed"] == walk.sentence
        walk.update()
        assert walk.error is None
    monkeypatch.setattr(walk, "run", fail)
    walk.set(start=4)
    assert isinstance(walk.error, ZeroDivisionError)


@pytest.mark.parametrize("name", ["build", "compute", "draw", "describe"])
def test_an_explorer_without_its_methods_is_refused(name):
    part = type("Part", (SmallExplorer,), {name: getattr(Explorer, name)})
    if name == "build":
        with pytest.raises(NotImplementedError):
            part()
    else:
        assert isinstance(part().error, NotImplementedError)


@pytest.mark.parametrize(
    ("make", "steps"),
    [(make, name) for make, name in EVERY_CONTROL if isinstance(make.CONTROLS[name], Steps)],
)
def test_steps_forward_and_as_many_back_lead_to_the_same_pictures(make, steps):
    explorer = make()
    last = min(explorer.controls[steps].spec.places[-1], 6)
    forward = {}
    for step in range(last + 1):
        explorer.set(**{steps: step})
        forward[step] = picture(explorer)
    assert len({json.dumps(shown) for shown in forward.values()}) == last + 1
    for step in reversed(range(last + 1)):
        explorer.set(**{steps: step})
        assert picture(explorer) == forward[step]


def test_pictures_drawn_ahead_are_those_that_are_shown_there(explorer):
    places = list(random_places(explorer, 5))
    start = {name: control.value for name, control in explorer.controls.items()}
    frames = list(explorer.frames(places))
    assert len(frames) == len(places)
    for moved, (frame, stills) in zip(places, frames, strict=True):
        there = {name: explorer.controls[name].places[at] for name, at in moved.items()}
        explorer.set(**(start | there))
        assert frame == picture(explorer)
        assert [still.name for still in stills] == frame["stills"]
        assert {still.name: still.svg for still in stills}.items() <= explorer._stills.items()
    assert picture(type(explorer)(**(start | there))) == frame  # not even what was there before


def test_drawing_ahead_leaves_what_is_shown_as_it_is(explorer, monkeypatch):
    sent_by(explorer, monkeypatch)
    shown, stills = explorer._shown, explorer._stills
    result, values, png = explorer.result, explorer.values, explorer.picture.png()
    layers = explorer.picture.stills(), explorer.picture.moving()
    heard = []
    explorer.on_result(heard.append)
    for draw in (
        lambda places: list(explorer.frames(places)),
        lambda places: next(explorer.frames(places)),  # and stop there
        lambda places: ask_ahead(explorer, places),
    ):
        draw(list(random_places(explorer, 3)))
        assert explorer.result is result
        assert explorer.values == values
        assert (explorer.picture.stills(), explorer.picture.moving()) == layers
        assert explorer._shown is shown
        assert explorer._stills is stills
    assert explorer.picture.png() == png
    assert len(heard) == 1
    explorer.update()
    assert explorer._shown == shown
    assert explorer._stills == stills


def test_a_picture_drawn_ahead_keeps_a_control_that_stands_between_its_places(small):
    small.set(x=1 / 3)
    ((frame, _),) = small.frames([{"k": 0}])
    small.set(k=-1)
    assert frame == picture(small)
    assert frame["sentence"].startswith(coloured("At x = 0.3333 the"))


def test_a_place_where_the_picture_fails_is_left_out(small, monkeypatch):
    compute, before = small.compute, small.picture.png()

    def half(x, k):
        if x == 0.5:
            fail()
        return compute(x, k)

    monkeypatch.setattr(small, "compute", half)
    frames = list(small.frames([{"x": place} for place in range(5)]))
    assert [frame["key"] for frame, _ in frames] == ["0|0|3", "0|2|3", "0|3|3", "0|4|3"]
    assert small.error is None
    assert small.picture.png() == before


def test_pictures_are_drawn_ahead_from_where_the_picture_fails(small, monkeypatch):
    compute = small.compute
    monkeypatch.setattr(small, "compute", lambda x, k: compute(x, k) if x else fail())
    small.set(x=0)
    assert small.error is not None
    (frame, _) = next(small.frames([{"x": 4}]))
    assert small.error is not None
    assert small._shown["failed"]
    small.set(x=2)
    assert frame == picture(small)


def test_a_key_belongs_to_one_set_of_values(untouched):
    values = untouched.values
    keys = [untouched._key(values)]
    for name, spec in untouched.CONTROLS.items():
        there = [place for place in spec.places if place != values[name]]
        if isinstance(spec, Number) and not spec.whole:
            between = (spec.places[0] + spec.places[1]) / 2
            there += [between, math.nextafter(between, math.inf)]
        keys += [untouched._key({**values, name: value}) for value in there]
    assert len(set(keys)) == len(keys)


def test_a_key_is_made_of_the_places_that_the_browser_knows(walk):
    assert walk._shown["key"] == "0|1|0|2"
    assert [at for _, _, at in walk._shown["controls"].values()] == ["1", "0", "2"]
    walk.set(start=1 / 3, rule="double")
    assert walk._shown["key"] == f"0|={1 / 3!r}|1|2"
    assert walk._shown["controls"]["start"] == [0, "0.333333333333", f"={1 / 3!r}"]


def test_a_picture_with_ghosts_has_another_key_than_one_without(walk):
    keys = {walk._shown["key"]}
    for change in (walk.keep_run, walk.set, walk.keep_run, walk.remove_ghosts, walk.keep_run):
        change()
        keys.add(walk._shown["key"])
        assert walk._shown["key"].split("|")[0] == str(walk._shown["ghosts"])
    assert len(keys) == 5


def test_a_run_that_has_no_picture_cannot_be_kept(walk, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(walk, "run", fail)
        walk.set(start=3)
        walk.keep_run()
    walk.reset()
    assert "bp-ghost" not in "".join(walk._stills.values())


def test_only_an_explorer_whose_marks_leave_ghosts_offers_to_keep_a_run(small, walk):
    assert walk._made_of["ghosts"]
    assert not small._made_of["ghosts"]


def test_a_run_is_made_once_while_its_steps_are_walked(walk):
    assert walk.runs == 1
    for step in range(5):
        walk.set(steps=step)
        assert walk.sentence == f"After step {step}: {1 + step}."
    list(walk.frames([{"steps": place} for place in range(5)]))
    assert walk.runs == 1
    walk.set(rule="double")
    assert walk.sentence == "After step 4: 16."
    assert walk.runs == 2


def test_pictures_ahead_do_not_throw_away_the_run_that_is_shown(walk):
    list(walk.frames([{"start": place} for place in (2, 3, 4)]))
    assert walk.runs == 4
    walk.set(steps=3)
    assert walk.runs == 4
    walk.set(start=4)
    assert walk.runs == 4  # it was drawn ahead
    walk.set(start=1)
    assert walk.runs == 4


def test_runs_that_are_no_longer_shown_are_thrown_away(walk):
    for start in (0, 1, 2, 3, 4):
        walk.set(start=start)
        list(walk.frames([{"start": place} for place in range(5)]))
    assert len(walk._runs) <= 2


def test_a_message_of_the_widget_moves_its_controls(small):
    small._handle_custom_msg({"kind": "move", "client": "a", "move": 3, "places": {"x": 4}}, [])
    assert small.values == {"x": 2, "k": 2}
    assert small.sentence == "At x = 2 the point is 4 high."


def test_a_move_is_answered_with_its_number_and_the_picture(small):
    move(small, number=7, client="a", places={"x": 0, "k": 4})
    assert small._shown["answers"] == {"a": 7}
    assert small.sentence == "At x = 0 the point is 0 high."
    assert small._shown["sentence"] == coloured(small.sentence)
    move(small, number=8, client="a", places={})
    assert small._shown["answers"] == {"a": 8}


def test_only_the_presses_of_a_move_that_was_overtaken_count(small):
    move(small, number=8, places={"x": 2, "k": 4})
    later = small.values
    move(small, number=7, places={"x": 0})
    assert small.values == later
    assert small._shown["answers"]["a"] == 8
    move(small, number=10, typed={"x": "far"})
    notices = small._shown["notices"]
    assert notices
    move(small, number=9, places={"x": 0})
    assert small._shown["notices"] == notices
    move(small, number=9, places={"x": 0}, presses=["reset"])
    assert small.values != later


def test_several_browsers_are_answered_each_with_its_own_number(small):
    move(small, number=7, client="a", places={"x": 0})
    move(small, number=2, client="b", places={"x": 1})
    move(small, number=8, client="a", places={"x": 2})
    assert small._shown["answers"] == {"a": 8, "b": 2}


def test_only_the_browsers_heard_last_are_remembered(small):
    for client in range(20):
        move(small, number=1, client=f"c{client}", places={})
    move(small, number=2, client="c13", places={})
    answers = small._shown["answers"]
    assert len(answers) == module._CLIENTS
    assert answers["c13"] == 2
    assert "c19" in answers
    assert "c11" not in answers


def test_a_place_beyond_the_last_is_the_last(small):
    move(small, places={"x": 99, "k": -99})
    assert small.values == {"x": 2, "k": -1}


def test_a_typed_value_moves_its_control_and_nonsense_moves_nothing(walk):
    move(walk, number=1, typed={"start": "1/3"})
    assert walk.values["start"] == 1 / 3
    assert walk._shown["notices"] == []
    move(walk, number=2, typed={"start": "far"})
    assert walk.values["start"] == 1 / 3
    (notice,) = walk._shown["notices"]
    assert notice.startswith("“far” is not a number.")
    assert walk._shown["answers"] == {"a": 2}
    assert walk.error is None


def test_a_notice_lasts_until_the_next_change(small):
    notice = "input x takes values from 0 to 2 here, so 9 became 2."
    after = (
        lambda: move(small, places={"k": 2}),
        lambda: move(small, typed={"x": "2"}),
        lambda: small.set(k=1),
        small.reset,
    )
    for change in after:
        move(small, typed={"x": "9"})
        assert small._shown["notices"] == [notice]
        assert small.values["x"] == 2
        assert notice not in small.sentence
        change()
        assert small._shown["notices"] == []


def test_notices_on_several_fields_are_all_shown(small):
    move(small, typed={"x": "9", "k": "no"})
    assert len(small._shown["notices"]) == 2


def test_a_press_of_a_button_has_its_effect(walk):
    move(walk, number=1, places={"start": 3}, presses=["keep"])
    assert walk._shown["ghosts"] == 1
    assert "start = 3" in "".join(walk._shown["moving"])
    move(walk, number=2, presses=["forget"])
    assert "bp-ghost" not in "".join(walk._stills.values())
    move(walk, number=3, presses=["reset"])
    assert walk.values["start"] == 1
    move(walk, number=4, presses=["explode"])
    assert walk._shown["answers"] == {"a": 4}


def test_a_press_is_shown_and_answered_at_once(walk):
    shown = []
    walk.observe(lambda change: shown.append(change["new"]), "_shown")
    move(walk, number=1, places={"start": 3}, presses=["keep"])
    ((answered, ghosts, kept),) = [(one["answers"], one["ghosts"], one["kept"]) for one in shown]
    assert (answered, ghosts, kept) == ({"a": 1}, 1, True)


def test_every_view_can_learn_whether_runs_are_kept(walk):
    assert not walk._shown["kept"]
    walk.keep_run()
    walk.keep_run()
    assert walk._shown["kept"]
    walk.reset()
    assert walk._shown["kept"]
    walk.remove_ghosts()
    assert not walk._shown["kept"]


def test_a_locked_explorer_does_not_move_but_answers(walk):
    heard = []
    walk.on_move(lambda: heard.append(walk.values))
    walk.set(start=2)
    before = picture(walk)
    walk.disabled = True
    move(walk, 5, places={"start": 4}, typed={"steps": "1"}, presses=["reset", "keep", "forget"])
    assert picture(walk) == before
    assert walk.values["start"] == 2
    assert walk._shown["answers"] == {"a": 5}
    assert heard == []
    walk.set(start=3)
    assert walk.values["start"] == 3  # only the person's hand is tied
    walk.disabled = False
    move(walk, 6, places={"start": 4})
    assert walk.values["start"] == 4


def test_a_picture_ahead_is_drawn_for_a_locked_explorer_too(small, monkeypatch):
    small.disabled = True
    sent = sent_by(small, monkeypatch)
    ask_ahead(small, [{"x": 0}])
    assert len(sent) == 1


def test_an_explorer_starts_unlocked_and_unveiled(untouched):
    assert untouched.disabled is False
    assert untouched.veiled is False


@pytest.mark.parametrize("message", [{}, {"kind": "party"}, {"kind": None, "places": {"x": 0}}])
def test_a_message_of_an_unknown_kind_is_ignored(small, message):
    before = small._shown
    small._receive(message)
    assert small._shown is before


def test_only_a_persons_moves_reach_the_listeners(small):
    heard = []
    small.on_move(lambda: heard.append(small.sentence))
    small.set(x=2)
    small.controls["x"].value = 0
    move(small, places={})
    move(small, typed={"x": "far"})
    move(small, places={"x": 0})
    assert heard == []
    move(small, places={"x": 4})
    move(small, typed={"x": "1.5"})
    move(small, presses=["reset"])
    assert heard == [f"At x = {x} the point is {h} high." for x, h in ((2, 4), (1.5, 3), (1, 2))]


def test_an_answer_ahead_holds_the_pictures_for_just_the_places_asked_for(explorer, monkeypatch):
    monkeypatch.setattr(module, "_BUSY", math.inf)
    sent = sent_by(explorer, monkeypatch)
    places = list(random_places(explorer, 3))
    ask_ahead(explorer, places, client="b", number=12)
    ((content, answer),) = sent
    assert (content["kind"], content["client"], content["ahead"]) == ("frames", "b", 12)
    assert content["took"] >= 0
    frames = list(explorer.frames(places))
    assert answer["frames"] == [json.loads(json.dumps(frame)) for frame, _ in frames]
    assert answer["stills"] == {still.name: still.svg for _, stills in frames for still in stills}


def test_a_still_layer_that_the_browser_has_is_not_sent_again(small, monkeypatch):
    monkeypatch.setattr(module, "_BUSY", math.inf)
    sent = sent_by(small, monkeypatch)
    ask_ahead(small, [{"x": 0}, {"x": 4}], stills=small._stills)
    assert len(sent[0][1]["frames"]) == 2
    assert sent[0][1]["stills"] == {}
    ask_ahead(small, [{"x": 4}, {"k": 0}], stills=small._stills)
    (name,) = sent[1][1]["stills"]  # with k = −1 the axis goes down
    assert sent[1][1]["frames"][1]["stills"] == [name]
    assert name not in small._stills


def test_an_answer_ahead_ends_early_rather_than_keep_a_move_waiting(small, monkeypatch):
    monkeypatch.setattr(module, "_BUSY", -1)
    sent = sent_by(small, monkeypatch)
    ask_ahead(small, [{"x": 4}, {"x": 3}, {"x": 0}])
    ((_, answer),) = sent
    assert [frame["key"] for frame in answer["frames"]] == ["0|4|3"]


def test_a_question_ahead_for_nothing_is_answered(small, monkeypatch):
    sent = sent_by(small, monkeypatch)
    monkeypatch.setattr(small, "compute", fail)
    ask_ahead(small, [])
    ask_ahead(small, [{"x": 0}], number=2)
    assert [(content["ahead"], answer["frames"]) for content, answer in sent] == [(1, []), (2, [])]


def test_a_point_can_be_dragged_where_it_is_drawn(untouched):
    for touch in untouched._shown["touch"]:
        assert set(touch["moves"]) <= set(untouched.controls)
        assert 0 <= touch["panel"] < len(untouched.picture.sizes)
        left, top, right, bottom = touch["box"]
        assert 0 <= left < right <= 1
        assert 0 <= top < bottom <= 1
        across, down = touch["at"]
        assert left <= across <= right
        assert top <= down <= bottom
        for name, parts in zip(
            touch["moves"],
            ((across - left) / (right - left), (bottom - down) / (bottom - top)),
            strict=False,
        ):
            spec = untouched.CONTROLS[name]
            low, high = touch["from"][touch["moves"].index(name)]
            if spec.log:
                low, high = math.log10(low), math.log10(high)
            value = low + parts * (high - low)
            wanted = untouched.values[name]
            assert value == pytest.approx(math.log10(wanted) if spec.log else wanted)


def test_the_sentence_is_shown_in_the_colours_of_its_quantities():
    assert coloured("At w = 0.8 and x ≈ 1.5·10⁻⁹: w* = −∞.") == (
        'At <b class="bp-q-w">w&nbsp;=&nbsp;0.8</b> and '
        '<b class="bp-q-x">x&nbsp;≈&nbsp;1.5·10⁻⁹</b>: '
        '<b class="bp-q-w">w*&nbsp;=&nbsp;−∞</b>.'
    )
    assert coloured("w₁₁ = 2, x₁ and ŷ₂, dj/dw₁₁") == (
        '<b class="bp-q-w">w₁₁&nbsp;=&nbsp;2</b>, <b class="bp-q-x">x₁</b> and '
        '<b class="bp-q-y-hat">ŷ₂</b>, dj/dw₁₁'
    )
    assert coloured("ŷ − y is <no> tag") == (
        '<b class="bp-q-y-hat">ŷ</b>&nbsp;−&nbsp;<b class="bp-q-y">y</b> is &lt;no&gt; tag'
    )
    assert coloured("At w = 1, `w < 1` fails.") == (
        'At <b class="bp-q-w">w&nbsp;=&nbsp;1</b>, <code>w &lt; 1</code> fails.'
    )
    assert coloured("the text is by Max") == "the text is by Max"


def test_the_words_on_the_page_are_the_sentence(untouched):
    words = re.sub(r"<[^>]*>", "", untouched._shown["sentence"]).replace("&nbsp;", " ")
    assert words == untouched.sentence


def test_two_explorers_that_draw_at_once_do_not_disturb_each_other():
    """matplotlib's settings are those of the process: text would become paths."""
    explorers = [SmallWalk(), SmallWalk()]
    expected = explorers[0]._shown["moving"], explorers[0]._stills
    found = []

    def draw(explorer):
        for _ in range(40):
            explorer.picture.finish()
            explorer.update()
            found.append((explorer._shown["moving"], explorer._stills))

    threads = [threading.Thread(target=draw, args=[explorer]) for explorer in explorers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 80
    assert all(pictures == expected for pictures in found)

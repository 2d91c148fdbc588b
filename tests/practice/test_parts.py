"""Cards made of parts: what the browser is told, and what it may say."""

import itertools

import pytest

from backprop_lib.interface import (
    Button,
    Choice,
    Clock,
    Html,
    Lines,
    Live,
    Order,
    PartsCard,
    Row,
    TextBox,
    TextLine,
    Ticks,
)

NUMBERS = itertools.count(1_000)  # of the values that a page has set


def sent_by(card):
    """Record each message that a card sends to the browser, as the names of what it holds."""
    messages = []
    send = card.send_state

    def record(key=None):
        if key:
            messages.append({key} if isinstance(key, str) else set(key))
        send(key)

    card.send_state = record
    return messages


def browser(part, event="press", **content):
    """Do what the browser does when a person has done something."""
    if event == "value":
        content.setdefault("by", ["tab", next(NUMBERS)])
    part._card._handle_custom_msg({"part": part.id, "event": event, **content}, [])


def state(part):
    """Return what the browser knows of a part."""

    def found(states):
        for one in states:
            yield one
            yield from found(one.get("parts", ()))

    return next(one for one in found(part._card._parts) if one["id"] == part.id)


def test_a_change_of_a_part_reaches_the_browser():
    line = Live()
    button = Button("Go", lambda: line.say("a < b", "", "c"))
    card = PartsCard("a card", Row(button), line)
    assert state(button)["words"] == "Go"
    button.click()
    assert state(line)["value"] == "a &lt; b<br>c"
    line.hidden = True
    assert state(line)["hidden"]
    assert [one["kind"] for one in card._parts] == ["row", "live"]


def test_what_a_press_changes_is_one_message():
    one, other = Html(), Html()

    def press():
        one.value = other.value = "now"
        button.hidden = True
        one.focus()

    button = Button("Go", press)
    messages = sent_by(PartsCard("a card", button, one, other))
    browser(button)
    assert messages == [{"_parts", "_focus"}]
    assert state(one)["value"] == state(other)["value"] == "now"
    browser(button)  # a second press, made before the button was gone
    assert len(messages) == 1


def test_a_locked_button_cannot_be_pressed():
    pressed = []
    button = Button("Go", lambda: pressed.append(1))
    PartsCard("a card", button)
    button.disabled = True
    browser(button)
    assert pressed == []


def test_a_value_is_taken_in_and_confirmed():
    seen = []
    box = TextLine("Name:", lambda: seen.append(f"enter {box.value}"))
    PartsCard("a card", box)
    box.observe(lambda _: seen.append(box.value), names="value")
    browser(box, "value", value="Ad", by=["tab", 1])
    browser(box, "value", value="Ada", by=["tab", 2])
    browser(box, "enter")
    assert seen == ["Ad", "Ada", "enter Ada"]
    assert (state(box)["value"], state(box)["by"]) == ("Ada", ["tab", 2])


def test_messages_that_overtake_each_other_lose_nothing():
    seen = []
    name = TextLine("Name:", lambda: seen.append(f"enter {name.value}"))
    age = TextLine("Age:")
    check = Button("Check", lambda: seen.append(f"check {name.value}, {age.value}"))
    card = PartsCard("a card", name, age, check)

    def set_to(part, value, number, page="tab"):
        return {"part": part.id, "event": "value", "value": value, "by": [page, number]}

    values = [set_to(name, "Ada", 2), set_to(age, "36", 3)]
    browser(check, values=values)
    for late in (set_to(name, "Ad", 1), *values):
        card._handle_custom_msg(late, [])
    assert (name.value, age.value) == ("Ada", "36")
    newer = set_to(name, "Ada L", 4)
    browser(name, "enter", values=[newer])
    assert seen == ["check Ada, 36", "enter Ada L"]
    for message in (set_to(name, "Bob", 1, "another tab"), newer):
        card._handle_custom_msg(message, [])
    assert state(name)["value"] == "Bob"


def test_enter_in_the_last_of_several_lines_is_taken_in():
    seen = []
    lines = Lines("a", [("k", "K"), ("l", "L")], lambda: seen.append([*lines.value]))
    PartsCard("a card", lines)
    assert state(lines)["value"] == ["", ""]
    browser(lines, "value", value=["1", "2"], by=["tab", 1])
    browser(lines, "enter")
    lines.disabled = True
    browser(lines, "enter")
    assert seen == [["1", "2"]]
    lines.verdicts = {"k": ["good", "<b>✓</b>"]}
    assert state(lines)["verdicts"] == {"k": ["good", "<b>✓</b>"]}


@pytest.mark.parametrize(
    ("control", "good", "bad"),
    [
        (TextLine("a"), "x", [5, None, ["x"]]),
        (TextBox("a"), "x\ny", [5, None, ["x"]]),
        (Lines("a", [("k", "K"), ("l", "L")]), ["x", ""], ["xy", None, ["x"], ["x", 5], 5]),
        (Clock("a", 60), False, [0, None, "off", [True]]),
        (Choice("a", [("k", "K"), ("l", "L")]), "l", ["K", 5, None, ["k"]]),
        (Ticks("a", ["p", "q"]), ["q"], ["q", None, ["r"], [5], 5]),
        (Order("a", [("k", "K"), ("l", "L")]), ["l", "k"], ["k", ["k"], ["k", "k"], [5, "k"], 5]),
    ],
    ids=lambda value: getattr(value, "kind", None),
)
def test_only_a_value_that_fits_is_taken_in(control, good, bad):
    PartsCard("a card", control)
    browser(control, "value", value=good, by=["tab", 1])
    for number, value in enumerate(bad, start=2):
        browser(control, "value", value=value, by=["tab", number])
        assert control.value == good
        assert state(control)["by"] == ["tab", number]  # or the browser would wait for ever
    browser(control, "no such event")
    control.disabled = True
    browser(control, "value", value="x", by=["tab", 99])
    assert control.value == good


def test_ticks_are_kept_in_the_order_of_the_points():
    ticks = Ticks("a", ["p", "q", "r"])
    ticks.value = ["r", "p", "odd"]
    assert ticks.value == ["p", "r"]


def test_odd_messages_are_ignored():
    button = Button("Go", lambda: pytest.fail("it was not pressed"))
    card = PartsCard("a card", button)
    for odd in (None, 5, "press", {}, {"part": "none", "event": "press"}, {"part": button.id}):
        card._handle_custom_msg(odd, [])


def test_each_request_for_the_focus_is_a_new_one():
    box = TextLine("a")
    card = PartsCard("a card", box)
    before = card._focus
    box.focus()
    first = card._focus
    box.focus()
    assert before[0] == ""
    assert first[0] == card._focus[0] == box.id
    assert first != card._focus


def test_the_script_is_one_module():
    script = PartsCard._esm
    assert "export default { render };" in script
    assert script.count("export") == 1
    assert not any(line.startswith("import") for line in script.splitlines())

"""Exercises on a page without a kernel: answered by mouse and by keyboard, and kept."""

import json

import pytest
from playwright.sync_api import expect

from backprop_lib.practice import exercises
from backprop_lib.practice.engine import progress
from backprop_lib.practice.engine.records import Answered, Judged, State, Tries, as_json, blank
from backprop_lib.practice.engine.without_kernel import head, to_html
from drivers.site import serving
from tests.browser.in_storage import keep_text, paths_kept, text_kept

CHOICE, NUMBER, ORDER, STEP = (
    exercises[name] for name in ("which_way", "paths", "chain_rule", "one_step")
)
ASKED = (CHOICE, NUMBER, ORDER, STEP)
NOT_YET = "○ Not attempted yet."


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    cards = "".join(map(to_html, ASKED))
    (folder / "index.html").write_text(
        f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>A page</title>{head()}'
        f"<main><h1>A page</h1><h2>Practice</h2><h3>Exercises</h3>{cards}</main></html>",
        encoding="utf-8",
    )
    with serving(folder) as address:
        yield f"{address}/index.html"


@pytest.fixture
def context(browser):
    context = browser.new_context(viewport={"width": 1000, "height": 900})
    yield context
    context.close()


@pytest.fixture
def page(context, url):
    page, errors = opened(context, url)
    yield page
    assert errors == []


def opened(context, url):
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(url)
    expect(page.locator(".bp-card button:has-text('Check')")).to_have_count(len(ASKED))
    return page, errors


def card(page, exercise):
    return page.locator(".bp-card").nth(ASKED.index(exercise))


def button(page, exercise, words):
    return card(page, exercise).get_by_role("button", name=words, exact=True)


def feedback(page, exercise):
    return card(page, exercise).locator("[role=status]").nth(1 if exercise is STEP else 0)


def kept(page):
    return State.parse((text_kept(page) or "").encode())


def plain(text):
    return text.replace("`", "").replace("\N{NO-BREAK SPACE}", " ")


def test_a_choice_is_judged_under_the_option_by_mouse_and_by_keyboard(page):
    button(page, CHOICE, "Check").click()
    expect(feedback(page, CHOICE)).to_have_text("○ Not attempted yet. Choose an option first.")
    wrong = CHOICE.misconceptions[0]
    card(page, CHOICE).get_by_text(CHOICE.options[wrong.wrong], exact=True).click()
    button(page, CHOICE, "Check").click()
    judged = card(page, CHOICE).locator(".bp-judged.bp-bad")
    expect(judged.locator(".bp-reason")).to_have_text(plain(f"✗ Not right yet. {wrong.advice}"))
    tries = kept(page).get(Tries, CHOICE.name)
    assert (tries.tried, tries.passed, tries.misconceptions) == (1, False, (wrong.key,))
    button(page, CHOICE, "Check").press("Enter")
    assert kept(page).get(Tries, CHOICE.name).tried == 1  # the same answer is not counted again

    card(page, CHOICE).locator("input:checked").focus()
    for _ in CHOICE.options:
        if card(page, CHOICE).locator("input:checked").get_attribute("value") == CHOICE.answer:
            break
        page.keyboard.press("ArrowDown")
    changed = "○ Your answer has changed since the last check. Check it again."
    expect(feedback(page, CHOICE)).to_have_text(changed)
    button(page, CHOICE, "Check").press("Enter")
    right = card(page, CHOICE).locator(".bp-judged.bp-good .bp-reason")
    expect(right).to_have_text(plain(f"✓ Passed. {CHOICE.takeaway}"))
    assert kept(page).get(Tries, CHOICE.name).passed


def test_a_number_is_judged_by_enter_and_what_cannot_be_read_is_said(page):
    box = card(page, NUMBER).get_by_role("textbox")
    box.press("Enter")
    expect(feedback(page, NUMBER)).to_contain_text("Type a number first.")
    for typed in ("many", "24/2 apples", "1000", "3"):
        box.fill(typed)
        box.press("Enter")
        outcome = NUMBER.judge(typed)
        said = outcome.message.partition("right number.")
        expect(feedback(page, NUMBER)).to_contain_text(said[0] + said[1])
    box.fill("24/2")
    box.press("Enter")
    expect(feedback(page, NUMBER)).to_contain_text(plain(NUMBER.takeaway))
    tries = kept(page).get(Tries, NUMBER.name)
    assert (tries.tried, tries.passed, tries.passed_at) == (5, True, 5)


def test_an_order_is_judged_when_steps_were_moved_by_keyboard(page):
    button(page, ORDER, "Check").click()
    expect(feedback(page, ORDER)).to_contain_text("Move a step first.")
    order = list(ORDER.shuffled)
    for place, key in enumerate(ORDER.steps):
        row = card(page, ORDER).locator(f"li[data-key={key}]")
        for _ in range(order.index(key) - place):
            row.get_by_role("button", name="Move up").press("Enter")
        order.remove(key)
        order.insert(place, key)
        button(page, ORDER, "Check").click()
        expect(feedback(page, ORDER)).to_contain_text(plain(ORDER.judge(order).message))
    assert kept(page).get(Tries, ORDER.name).passed


def test_a_worked_step_is_judged_line_by_line_and_draws_other_numbers(page):
    boxes = card(page, STEP).get_by_role("textbox")
    mistake = STEP.misconceptions[0]
    texts = [f"{value:.6g}" for value in mistake.wrong]
    boxes.first.focus()
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    expect(feedback(page, STEP)).to_contain_text(plain(STEP.judge(texts).message))
    reasons = card(page, STEP).locator(".bp-reason")
    for place, verdict in enumerate(STEP.verdicts(texts)):
        expect(reasons.nth(place)).to_contain_text(plain(verdict.said))
    boxes.nth(2).fill("7")
    expect(feedback(page, STEP)).to_contain_text("has changed since the last check")
    expect(card(page, STEP).locator(".bp-judged")).to_have_count(2)

    given = card(page, STEP).locator(".bp-given")
    before = given.text_content()
    button(page, STEP, "New numbers").click()
    expect(given).not_to_have_text(before)
    expect(boxes.first).to_be_focused()
    expect(feedback(page, STEP)).to_have_text(NOT_YET)
    asked = STEP.redrawn(kept(page).get(Answered, STEP.name).draw)
    assert given.text_content() == asked.given
    for box, value in zip(boxes.all(), asked.trail().values(), strict=True):
        box.fill(f"{value:.10g}")
    button(page, STEP, "Check").click()
    expect(feedback(page, STEP)).to_contain_text(plain(STEP.takeaway))


def test_hints_come_one_after_another_and_the_solution_below_them(page):
    for exercise in ASKED:
        shown = card(page, exercise).locator(".bp-help")
        for count, hint in enumerate(exercise.hints, start=1):
            button(page, exercise, "Hint").press("Enter")
            expect(shown).to_contain_text(plain(hint))
            assert shown.locator("p").count() == count + (count == len(exercise.hints))
        button(page, exercise, "Show the solution").click()
        expect(shown.locator("h4")).to_have_text("Solution")
        expect(shown).to_contain_text(plain(exercise.takeaway))


def test_what_was_answered_is_there_after_a_reload(page, url):
    test_a_choice_is_judged_under_the_option_by_mouse_and_by_keyboard(page)
    test_an_order_is_judged_when_steps_were_moved_by_keyboard(page)
    test_a_worked_step_is_judged_line_by_line_and_draws_other_numbers(page)
    box = card(page, NUMBER).get_by_role("textbox")
    box.fill("1000")
    box.press("Enter")
    box.fill("1001")
    before = kept(page).document
    given = card(page, STEP).locator(".bp-given").text_content()
    page.reload()
    for exercise in (CHOICE, ORDER, STEP):
        expect(feedback(page, exercise)).to_contain_text(plain(exercise.takeaway))
    expect(box).to_have_value("1001")
    expect(feedback(page, NUMBER)).to_contain_text("has changed since the last check")
    expect(card(page, STEP).locator(".bp-given")).to_have_text(given)
    for exercise in (CHOICE, ORDER, STEP):
        button(page, exercise, "Check").click()
    assert kept(page).document["exercises"] == before["exercises"]


def test_python_goes_on_with_the_progress_of_a_page(page, tmp_path, monkeypatch):
    path = tmp_path / "progress.json"
    monkeypatch.setenv("BACKPROP_PROGRESS", str(path))
    box = card(page, NUMBER).get_by_role("textbox")
    box.fill("1000")
    box.press("Enter")
    button(page, STEP, "New numbers").click()
    card(page, STEP).get_by_role("textbox").first.fill("99,5")
    button(page, STEP, "Check").click()
    expect(feedback(page, STEP)).to_contain_text("✗")
    path.write_text(text_kept(page), encoding="utf-8")
    state = progress.current().read()
    for kind in (Tries, Judged):
        assert list(state.misfits(kind)) == []
    for exercise in (NUMBER, STEP):
        form = exercise.form()
        assert "✗" in form.feedback.value
        form.check.click()
        assert progress.current().get(Tries, exercise.name).tried == 1


def test_two_pages_side_by_side_keep_each_others_entries(page, context, url):
    other, errors = opened(context, url)
    box = card(page, NUMBER).get_by_role("textbox")
    box.fill("12")
    box.press("Enter")
    expect(feedback(page, NUMBER)).to_contain_text(plain(NUMBER.takeaway))
    other.bring_to_front()
    card(other, CHOICE).get_by_text(CHOICE.options[CHOICE.answer], exact=True).click()
    button(other, CHOICE, "Check").click()
    expect(feedback(other, CHOICE)).to_contain_text(plain(CHOICE.takeaway))
    for exercise in (NUMBER, CHOICE):
        assert kept(page).get(Tries, exercise.name).passed
    assert errors == []


def test_what_a_kernel_overwrites_is_put_back(page):
    before = as_json(blank())
    box = card(page, NUMBER).get_by_role("textbox")
    box.fill("12")
    box.press("Enter")
    expect(feedback(page, NUMBER)).to_contain_text(plain(NUMBER.takeaway))
    assert kept(page).get(Tries, NUMBER.name).passed
    keep_text(page, before)  # by a kernel that had read the file before
    for _ in range(50):
        page.wait_for_timeout(100)
        if kept(page).get(Tries, NUMBER.name).passed:
            break
    assert kept(page).get(Tries, NUMBER.name).passed
    assert kept(page).get(Answered, NUMBER.name).answer == "12"


def test_a_page_goes_on_if_nothing_can_be_stored_and_says_so_once(context, url):
    context.add_init_script(
        "Object.defineProperty(window, 'indexedDB', { get() { throw new Error('refused') } })"
    )
    page, errors = opened(context, url)
    box = card(page, NUMBER).get_by_role("textbox")
    said = "Your progress cannot be saved in this browser."
    for typed, times in (("3", 1), ("4", 0), ("12", 0)):
        box.fill(typed)
        box.press("Enter")
        expect(feedback(page, NUMBER)).to_contain_text(plain(NUMBER.judge(typed).message)[:40])
        page.wait_for_function("() => new Promise(done => setTimeout(() => done(true)))")
        assert feedback(page, NUMBER).text_content().count(said) == times
    assert errors == []


@pytest.mark.parametrize("text", ["not JSON", '{"version": 2}', '{"version": 1, "answers": []}'])
def test_progress_that_cannot_be_read_is_set_aside(page, text):
    keep_text(page, text)
    page.reload()
    box = card(page, NUMBER).get_by_role("textbox")
    box.fill("12")
    box.press("Enter")
    expect(feedback(page, NUMBER)).to_contain_text("could not be read")
    assert kept(page).get(Tries, NUMBER.name).passed
    (aside,) = (path for path in paths_kept(page) if path.startswith("progress.unread-"))
    assert text_kept(page, aside) == text


def test_what_a_newer_course_keeps_is_left_alone(page):
    document = {
        "version": 1,
        "newer": {"a": 1},
        "answers": {NUMBER.name: {"answer": "3", "how": 2}},
    }
    keep_text(page, json.dumps(document))
    page.reload()
    box = card(page, NUMBER).get_by_role("textbox")
    expect(box).to_have_value("3")
    box.fill("12")
    box.press("Enter")
    expect(feedback(page, NUMBER)).to_contain_text(plain(NUMBER.takeaway))
    after = kept(page).document
    assert after["newer"] == {"a": 1}
    assert after["answers"][NUMBER.name] == {"answer": "12", "how": 2}


def test_axe_finds_nothing_before_and_after_answers(page, axe):
    assert axe(page, "main") == []
    test_hints_come_one_after_another_and_the_solution_below_them(page)
    test_a_choice_is_judged_under_the_option_by_mouse_and_by_keyboard(page)
    test_a_worked_step_is_judged_line_by_line_and_draws_other_numbers(page)
    page.wait_for_timeout(500)  # until what fades in has its colour
    assert axe(page, "main") == []


def test_without_scripts_the_page_asks(browser, url):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(url)
    for exercise in ASKED:
        for line in exercise.question().splitlines():
            expect(card(page, exercise)).to_contain_text(plain(line.strip()))
    context.close()

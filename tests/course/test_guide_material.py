"""The hand-out and the slides: their numbers and what is put into them."""

import re
from fractions import Fraction

import nbformat
import pytest

from backprop_lib.practice.the_question import THE_QUESTION
from tools import handout, pages, slides
from tools.repository import NOTEBOOK_PATHS, WIDGET_VIEW


def text_of(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html.partition("<body>")[2]).split())


def test_the_hand_outs_numbers_are_those_of_exact_arithmetic():
    x, y, lr, w = Fraction(3, 2), Fraction(1, 2), Fraction(1, 10), Fraction(4, 5)
    steps = handout.values()["steps"]
    assert len(steps) == handout.STEPS + 1 == 4
    for step in steps:
        y_hat = x * w
        exact = (w, y_hat, y_hat - y, (y_hat - y) ** 2, 2 * (y_hat - y) * x)
        assert list(step.values()) == pytest.approx([float(value) for value in exact])
        w -= lr * exact[-1]


def test_the_hand_out_shows_them():
    text = text_of(handout.page())
    for shown in (
        *("= 1.5 · 0.8 = 1.2", "= 0.7² = 0.49", "= 2 · 0.7 · 1.5 = 2.1"),
        *("= 0.8 − 0.1 · 2.1 = 0.59", "4.5w − 1.5", "s = 0.55", "1/(2x²) = 0.2222"),
        *("1/x² = 0.4444", "w 0.4745", "w 0.410975", "x = 1.5, w₁ = 1.6, w₂ = 0.5"),
        *("2.4, 1.2, loss 0.49", "dj/dŷ 1.4", "dj/dw₂ 3.36", "dj/dh 0.7", "dj/dw₁ 1.05"),
    ):
        assert shown in text, shown
    assert "{{" not in text


def test_the_hand_out_has_a_box_for_each_point_of_the_question():
    assert text_of(handout.page()).count("☐") == len(THE_QUESTION.points) == 7


def test_the_hand_out_needs_nothing_but_itself():
    page = handout.page()
    assert not re.findall(r"(?:src|href)=\"(?!data:)", page)
    assert "url(" not in page


def test_the_hand_outs_values_are_not_typed_into_its_text():
    template = re.sub(
        r"<style>.*?</style>", "", handout.TEMPLATE.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    typed = re.findall(r"(?<![\w.])\d+\.\d+", re.sub(r"{{.*?}}|style=\"[^\"]*\"", "", template))
    assert typed == []


def test_without_a_browser_there_is_the_page_and_a_reason(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(handout, "find_chromium", lambda: None)
    assert handout.make(tmp_path) == [tmp_path / "handout.html"]
    assert "No Chromium" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == [tmp_path / "handout.html"]


def notebook(*cells):
    return nbformat.v4.new_notebook(cells=list(cells))


def code(source, *, png=None, text="", **metadata):
    data = {"text/plain": text, WIDGET_VIEW: {"model_id": "gone"}}
    if png:
        data["image/png"] = png
    output = nbformat.v4.new_output("execute_result", data=data, execution_count=1)
    return nbformat.v4.new_code_cell(source, outputs=[output], metadata=metadata)


def test_a_prediction_becomes_a_question_with_letters_and_a_picture():
    cell = code(
        "predictions['p'].before(E())", png="AAAA", text="What?\n  ( ) This.\n  ( ) That.\n\nNow 5."
    )
    asked, shown = slides.slides(notebook(cell)).cells
    assert '<ol type="A"><li>This.</li><li>That.</li></ol>' in asked.source
    assert "What?" in asked.source
    assert "Now 5." not in asked.source
    assert 'alt="Now 5."' in shown.source
    assert "base64,AAAA" in shown.source


@pytest.mark.parametrize("before", ["", "What?\n  ( ) This.\n  ( ) That.\n\n"])
def test_a_challenge_is_left_out(before):
    cell = code("challenges['c'].under(E())", png="AAAA", text=f"{before}Now 5.\n\nChallenge: Win.")
    shown = slides.slides(notebook(cell)).cells
    assert 'alt="Now 5."' in shown[-1].source
    assert not any("Win" in cell.source for cell in shown)


def test_a_picture_that_stands_still_has_its_sentence_on_slides_and_pages():
    made = notebook(code("P()", png="AAAA", text="Now 5."))
    (shown,) = slides.slides(notebook(*made.cells)).cells
    (output,) = pages.page(made).cells[0].outputs
    for html in (shown.source, output.data["text/html"]):
        assert 'alt="Now 5."' in html
        assert "base64,AAAA" in html


def test_an_exercise_becomes_what_it_asks():
    form = code("exercises['e'].form()", text="How many?\n  a) one\n○ Not attempted yet.")
    function = code("def f(): ...", text="○ Not attempted yet.")
    asked, stub = slides.slides(notebook(form, function)).cells
    assert "How many?\n  a) one" in asked.source
    assert "Not attempted" not in asked.source
    assert stub.source == "def f(): ..."
    assert stub.outputs == []


@pytest.mark.parametrize(("rows", "on_each"), [(slides.ROWS, [8]), (slides.ROWS + 3, [8, 3])])
def test_a_long_table_goes_on_on_the_next_slide(rows, on_each):
    table = "\n".join(f"| {row} | words |" for row in range(rows))
    text = nbformat.v4.new_markdown_cell(
        f"## Map\n\n| n | what |\n| --- | :---: |\n{table}\n\nThat is all."
    )
    shown = [each.source for each in slides.slides(notebook(text)).cells]
    assert [source.count("| words |") for source in shown] == on_each
    assert all("| n | what |\n| --- | :---: |\n| " in source for source in shown)
    assert shown[0].startswith("## Map")
    assert shown[-1].endswith("That is all.")


def test_formulas_become_mathml_and_links_go_to_slides():
    text = nbformat.v4.new_markdown_cell(r"$|s| < 1$, $$\frac{1}{x^2}$$ [02](02_slope.ipynb)")
    (shown,) = slides.slides(notebook(text)).cells
    assert "$" not in shown.source
    assert shown.source.count("<math") == 2
    assert "<mfrac>" in shown.source
    assert "(02_slope.slides.html)" in shown.source


def test_a_skipped_cell_is_left_out():
    skipped = code("import numpy", slideshow={"slide_type": "skip"})
    kept = nbformat.v4.new_markdown_cell("Kept.")
    assert [cell.source for cell in slides.slides(notebook(skipped, kept)).cells] == ["Kept."]


def test_the_imports_are_skipped_and_headings_begin_slides():
    for path in NOTEBOOK_PATHS:
        for cell in nbformat.read(path, as_version=4).cells:
            kind = cell.metadata.get("slideshow", {}).get("slide_type")
            if cell.source.startswith("#"):
                assert kind in ("slide", "skip"), cell.source
            if "import" in cell.source and cell.cell_type == "code":
                assert kind == "skip"

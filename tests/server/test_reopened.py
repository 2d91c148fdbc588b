"""Notebooks that are opened with no kernel: what a real server hands out."""

import asyncio
import json
import os

import nbformat
import pytest
from jupyter_server.serverapp import ServerApp
from nbformat.v4 import new_code_cell, new_notebook, new_output

from backprop_lib.interface import WIDGET_VIEW
from backprop_lib.practice import exercises, predictions
from backprop_lib.practice.engine.progress import Progress
from backprop_lib.practice.engine.records import Answered, Explained, Predicted
from backprop_lib.server.standing_still import PREDICT_FIRST, STANDS_STILL

pytestmark = pytest.mark.filterwarnings("ignore:The synchronous ContentsManager")

MANAGERS = {
    "sync": "jupyter_server.services.contents.largefilemanager.LargeFileManager",
    "async": "jupyter_server.services.contents.largefilemanager.AsyncLargeFileManager",
}
VIEW = {"model_id": "0123", "version_major": 2, "version_minor": 0}
CHOICE = exercises["twice_the_error"]
ORDER = exercises["training_loop"]
NUMBER = exercises["best_weight"]
STEP = exercises["one_step"]
PREDICTION = predictions["towards_zero"]
SENTENCE = 'ŷ < "1.2" & more.'
STATUS = "○ Not attempted yet."


def shown_by_widget(source, text, **more):
    data = {"text/plain": text, WIDGET_VIEW: VIEW, **more}
    return new_code_cell(
        source, execution_count=1, outputs=[new_output("execute_result", data, execution_count=1)]
    )


def form(exercise):
    return shown_by_widget(exercise.form_cell, f"{exercise.question()}\n{STATUS}")


def picture(**more):
    return shown_by_widget(
        f'predictions["{PREDICTION.name}"].before(Explorer())',
        f"{PREDICTION.text()}\n\n{SENTENCE}",
        **{"image/png": "iVBO\nRw0K", **more},
    )


def explanation():
    return shown_by_widget('say_it("descent")', "Say it in one minute: write it down.")


@pytest.fixture(params=MANAGERS.values(), ids=MANAGERS)
def folder(request, tmp_path, monkeypatch):
    """The folder of a real server with the extension; `open_notebook` asks the server."""
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("BACKPROP_PROGRESS")
    root = tmp_path / "root"
    (root / "notebooks").mkdir(parents=True)
    ServerApp.clear_instance()
    app = ServerApp.instance(
        root_dir=str(root),
        contents_manager_class=request.param,
        jpserver_extensions={"backprop_lib.server": True},
        open_browser=False,
        allow_root=True,
        token="",
    )
    app.initialize(argv=[], new_httpserver=False)
    yield root / "notebooks"
    ServerApp.clear_instance()


def contents():
    return ServerApp.instance().web_app.settings["contents_manager"]


def run(answer, session=None):
    """Return the server's answer while a session is running for a path, or none."""

    async def sessions():
        return [{"path": session}] if session else []

    ServerApp.instance().session_manager.list_sessions = sessions
    return asyncio.run(answer)


def open_notebook(folder, *cells, session=None, **asked):
    """Return the outputs' data as the server hands them out, and check that the file stays."""
    path = folder / "lesson.ipynb"
    text = json.dumps(new_notebook(cells=list(cells))).replace('"ODD"', "7")
    path.write_text(text, encoding="utf-8")
    before = path.read_bytes()
    model = run(contents().get("notebooks/lesson.ipynb", **asked), session)
    assert path.read_bytes() == before
    if model["type"] != "notebook" or not model["content"]:
        return model["content"]
    return [output["data"] for cell in model["content"]["cells"] for output in cell["outputs"]]


def html_of(folder, *cells):
    (data,) = open_notebook(folder, *cells)
    assert WIDGET_VIEW not in data
    return data["text/html"]


def progress(folder):
    return Progress(folder / "progress.json")


def test_a_picture_is_shown_as_it_was_drawn_with_how_to_go_on(folder):
    progress(folder).keep(Predicted, PREDICTION.name, skipped=True)
    (data,) = open_notebook(folder, picture())
    assert WIDGET_VIEW not in data
    assert data["image/png"].startswith("iVBO")
    html = data["text/html"]
    assert 'src="data:image/png;base64,iVBORw0K"' in html
    assert 'alt="ŷ &lt; &quot;1.2&quot; &amp; more."' in html
    assert "<p>ŷ &lt; &quot;1.2&quot; &amp; more.</p>" in html
    assert html.count(STANDS_STILL) == 1
    assert "It falls all the way." in html
    assert "Your prediction" not in html


@pytest.mark.parametrize("run", [True, False], ids=["run", "as committed"])
def test_before_the_prediction_there_is_no_picture_and_nothing_that_gives_it_away(folder, run):
    cell = picture()
    if not run:
        del cell.outputs[0].data[WIDGET_VIEW]
    html = html_of(folder, cell)
    assert PREDICTION.question in html
    assert PREDICT_FIRST in html
    assert "<img" not in html
    assert "1.2" not in html.replace(PREDICTION.question, "")
    progress(folder).keep(Predicted, PREDICTION.name, choice=PREDICTION.answer)
    (data,) = open_notebook(folder, cell)
    assert ("text/html" in data) == run  # the page has the picture itself


def test_a_picture_without_a_prediction_has_its_sentence_only(folder):
    html = html_of(folder, shown_by_widget("Explorer()", SENTENCE, **{"image/png": "iVBO"}))
    assert html.partition("<p>")[2].startswith(f"<b>{STANDS_STILL}")
    assert 'alt="ŷ &lt;' in html


def test_what_was_predicted_is_shown_in_its_words(folder):
    progress(folder).keep(Predicted, PREDICTION.name, choice=PREDICTION.answer)
    assert "Your prediction:</i> It falls, then rises.</p>" in html_of(folder, picture())
    progress(folder).keep(Predicted, PREDICTION.name, choice="of another edition", skipped=True)
    assert "Your prediction" not in html_of(folder, picture())


def test_of_two_predictions_the_last_is_shown(folder):
    first, last = PREDICTION.options[-1].key, PREDICTION.answer
    progress(folder).keep(Predicted, PREDICTION.name, choice=first, again=last)
    assert "Your prediction:</i> It falls, then rises.</p>" in html_of(folder, picture())


def test_a_challenge_stands_under_its_picture(folder):
    text = f"{PREDICTION.text()}\n\n{SENTENCE}\n\nChallenge: Win."
    source = f'challenges["c"].under(predictions["{PREDICTION.name}"].before(Explorer()))'
    progress(folder).keep(Predicted, PREDICTION.name, choice=PREDICTION.answer)
    html = html_of(folder, shown_by_widget(source, text, **{"image/png": "iVBO"}))
    assert "Your prediction:</i> It falls, then rises.</p>" in html
    assert 'alt="ŷ &lt;' in html
    assert html.count(PREDICTION.question) == html.count("<p>Challenge: Win.</p>") == 1


def test_a_question_is_shown_without_its_status(folder):
    html = html_of(folder, form(CHOICE))
    assert "What happens to the loss?</b>" in html
    assert "&nbsp;&nbsp;c) It becomes four times as large." in html
    assert STATUS not in html
    assert "Your answer" not in html


def test_what_was_answered_is_shown_in_its_words(folder):
    kept = progress(folder)
    kept.keep(Answered, CHOICE.name, answer="c")
    kept.keep(Answered, NUMBER.name, answer="<0.3>")
    kept.keep(Answered, ORDER.name, answer=list(ORDER.steps))
    kept.keep(Explained, "descent", text="First < this,\n  then that.")
    assert "Your answer:</i> It becomes four times as large.</p>" in html_of(folder, form(CHOICE))
    assert "Your answer:</i> &lt;0.3&gt;</p>" in html_of(folder, form(NUMBER))
    (order,) = html_of(folder, form(ORDER)).split("Your answer:</i>")[1:]
    (first, does_first), *_, (last, does_last) = ORDER.steps.items()
    assert order.startswith(f"<br>{first}: {does_first}<br>")
    assert f"<br>{last}: {does_last}</p>" in order
    said = html_of(folder, explanation())
    assert "Your answer:</i><br>First &lt; this,<br>&nbsp;&nbsp;then that.</p>" in said


def test_the_numbers_of_a_worked_step_stand_below_those_they_belong_to(folder):
    kept = progress(folder)
    kept.keep(Answered, STEP.name, answer=["1,6", " <b>", "", ""])
    (_, shown) = html_of(folder, form(STEP)).split("Your answer:</i>")
    assert f"<br>{STEP.given}<br>ŷ = 1,6<br>j = &lt;b&gt;</p>" in shown
    kept.keep(Answered, STEP.name, draw=7)
    (_, shown) = html_of(folder, form(STEP)).split("Your answer:</i>")
    assert f"<br>{STEP.redrawn(7).given}<br>ŷ = 1,6<br>" in shown
    kept.keep(Answered, STEP.name, answer=["", "", "", ""])
    assert "Your answer" not in html_of(folder, form(STEP))


def test_a_choice_that_the_question_does_not_have_is_not_shown(folder):
    progress(folder).keep(Answered, CHOICE.name, answer="z")
    assert "Your answer" not in html_of(folder, form(CHOICE))
    progress(folder).keep(Answered, ORDER.name, answer=["one", "two"])
    assert "Your answer" not in html_of(folder, form(ORDER))


def test_the_progress_is_where_the_environment_says(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("BACKPROP_PROGRESS", str(tmp_path / "mine.json"))
    Progress(tmp_path / "mine.json").keep(Answered, NUMBER.name, answer="0.25")
    progress(folder).keep(Answered, NUMBER.name, answer="0.75")
    assert "Your answer:</i> 0.25</p>" in html_of(folder, form(NUMBER))


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", '{"version": 1, "answers": []}', '{"version": 1, "answers": {"x": {}}}'],
)
def test_an_odd_progress_file_costs_the_answers_only_and_stays(folder, content):
    (folder / "progress.json").write_text(content)
    assert "What happens to the loss?</b>" in html_of(folder, form(CHOICE))
    assert [path.name for path in folder.iterdir() if "progress" in path.name] == ["progress.json"]
    assert (folder / "progress.json").read_text() == content


def test_with_a_session_everything_stays(folder):
    for session in ("notebooks/lesson.ipynb", "/notebooks/lesson.ipynb"):
        (data,) = open_notebook(folder, picture(), session=session)
        assert data[WIDGET_VIEW] == VIEW
        assert "text/html" not in data


def test_another_notebooks_session_knows_nothing_of_this_one(folder):
    (data,) = open_notebook(folder, picture(), session="lesson.ipynb")
    assert WIDGET_VIEW not in data


def test_a_kernel_that_came_later_knows_no_widget_until_the_file_is_written(folder):
    first = open_notebook(folder, picture())
    reloaded = run(contents().get("notebooks/lesson.ipynb"), session="notebooks/lesson.ipynb")
    assert reloaded["content"]["cells"][0]["outputs"][0]["data"] == first[0]
    os.utime(folder / "lesson.ipynb", (1, 1))
    reloaded = run(contents().get("notebooks/lesson.ipynb"), session="notebooks/lesson.ipynb")
    assert reloaded["content"]["cells"][0]["outputs"][0]["data"][WIDGET_VIEW] == VIEW


def test_without_content_and_as_a_plain_file_nothing_changes(folder):
    assert open_notebook(folder, picture(), content=False) is None
    text = open_notebook(folder, picture(), type="file")
    (cell,) = json.loads(text)["cells"]
    assert cell["outputs"][0]["data"][WIDGET_VIEW] == VIEW


def test_an_output_that_is_nothing_but_a_widget_stays(folder):
    cell = shown_by_widget("slider", "")
    del cell.outputs[0].data["text/plain"]
    assert open_notebook(folder, cell) == [{WIDGET_VIEW: VIEW}]


def test_html_of_its_own_stays_and_other_outputs_are_left_alone(folder):
    own = shown_by_widget("table", "1", **{"text/html": "<table></table>"})
    other = new_code_cell("1", outputs=[new_output("display_data", {"text/plain": "1"})])
    assert open_notebook(folder, own, other) == [
        {"text/plain": "1", "text/html": "<table></table>"},
        {"text/plain": "1"},
    ]


def test_an_odd_output_stays_and_its_neighbours_are_shown(folder):
    odd = shown_by_widget("Explorer()", "ODD", **{"image/png": "iVBO"})
    shown = open_notebook(folder, odd, form(NUMBER))
    assert shown[0][WIDGET_VIEW] == VIEW
    assert "text/html" in shown[1]


def test_what_was_saved_standing_still_is_made_again(folder):
    stood = html_of(folder, form(NUMBER))
    saved = form(NUMBER)
    del saved.outputs[0].data[WIDGET_VIEW]
    saved.outputs[0].data["text/html"] = stood
    progress(folder).keep(Answered, NUMBER.name, answer="0.25")
    assert "Your answer:</i> 0.25</p>" in html_of(folder, saved)


def test_trouble_with_the_sessions_does_not_reach_the_learner(folder):
    async def none():
        raise RuntimeError

    path = folder / "lesson.ipynb"
    nbformat.write(new_notebook(cells=[picture()]), path)
    ServerApp.instance().session_manager.list_sessions = none
    model = asyncio.run(contents().get("notebooks/lesson.ipynb"))
    assert model["content"]["cells"][0]["outputs"][0]["data"][WIDGET_VIEW] == VIEW


def test_a_copy_of_a_notebook_is_a_copy_of_the_file(folder):
    open_notebook(folder, picture())

    async def copied():
        made = contents().copy("notebooks/lesson.ipynb", "notebooks/copy.ipynb")
        return await made if asyncio.iscoroutine(made) else made

    asyncio.run(copied())
    (cell,) = nbformat.read(folder / "copy.ipynb", as_version=4).cells
    assert cell.outputs[0].data[WIDGET_VIEW] == VIEW
    assert "text/html" not in cell.outputs[0].data

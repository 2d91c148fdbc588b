"""What holds for every explorer: driven by its controls, it never lies and never stays silent."""

import base64
import itertools
import re

import pytest

from backprop_lib import explorers
from backprop_lib.explorers import DescentExplorer, Explorer, OneWeightExplorer

ALL = [getattr(explorers, name) for name in explorers.__all__ if name != "Explorer"]
EVERY_CONTROL = [(make, name) for make in ALL for name in make().controls]


@pytest.fixture(params=ALL, ids=lambda make: make.__name__)
def explorer(request):
    return request.param()


def picture(explorer):
    return explorer.picture.moving_layer.value


def test_it_starts_with_a_picture_and_a_sentence(explorer):
    assert explorer.error is None
    assert "<svg" in picture(explorer)
    assert "<svg" in explorer.picture.still_layer.value
    assert explorer.sentence in picture(explorer)


def test_a_cell_documents_text_picture_and_widget(explorer):
    bundle = explorer._repr_mimebundle_()
    assert bundle["text/plain"] == explorer.sentence
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_the_same_picture_gives_the_same_bytes(explorer):
    assert explorer.picture.png() == type(explorer)().picture.png()


@pytest.mark.parametrize(("make", "name"), EVERY_CONTROL)
def test_each_control_redraws_at_its_extremes(make, name):
    explorer = make()
    control = explorer.controls[name]
    before = (picture(explorer), explorer.sentence)
    for value in (control.low, control.high, min(max(0, control.low), control.high)):
        control.value = value
        assert explorer.error is None
        assert explorer.values[name] == value
        assert control.slider.value == pytest.approx(value)
        assert float(control.field.value) == value
        assert not re.search(r"nan|\binf\b|None|e[+-]\d\d", explorer.sentence)
    assert (picture(explorer), explorer.sentence) != before
    control.value = control.initial
    assert (picture(explorer), explorer.sentence) == before or make.__name__.startswith("Learning")


def test_all_controls_at_all_extremes_together(explorer):
    ends = [(c.low, c.initial, c.high) for c in explorer.controls.values()]
    for values in itertools.product(*ends):
        explorer.set(**dict(zip(explorer.controls, values, strict=True)))
        assert explorer.error is None, values
        assert explorer.sentence in picture(explorer)
        for number in re.findall(r'[xyd]="([^"]*)"', picture(explorer)):
            assert "nan" not in number


def test_reset_brings_every_control_back(explorer):
    first = explorer.sentence
    explorer.set(**{name: control.high for name, control in explorer.controls.items()})
    explorer.reset()
    assert explorer.sentence == first
    assert explorer.values == {name: c.initial for name, c in explorer.controls.items()}


def test_it_can_start_elsewhere_and_is_reset_to_there():
    explorer = DescentExplorer(steps=1)
    assert explorer.sentence.startswith("After step 1: w = 0.59")
    explorer.walker.forward.click()
    explorer.reset()
    assert explorer.sentence.startswith("After step 1: w = 0.59")
    with pytest.raises(
        TypeError, match="speed is not a control of this explorer; these are: w, lr"
    ):
        DescentExplorer(speed=2)


def test_it_can_be_locked_and_unlocked(explorer):
    explorer.disabled = True
    assert explorer.disabled
    assert all(c.slider.disabled and c.field.disabled for c in explorer.controls.values())
    explorer.disabled = False
    assert not explorer.disabled
    assert not any(c.slider.disabled or c.field.disabled for c in explorer.controls.values())


def test_a_notice_lasts_until_the_next_change():
    explorer = DescentExplorer()
    notice = "learning rate lr goes from 0 to 0.6 here, so 9 became 0.6."
    explorer.controls["lr"].field.value = "9"
    assert f"{notice} After step 6" in picture(explorer)
    assert notice not in explorer.sentence
    explorer.walker.forward.click()
    assert notice not in picture(explorer)
    explorer.controls["lr"].field.value = "9"
    explorer.reset()
    assert notice not in picture(explorer)


def test_setting_several_controls_draws_once(monkeypatch):
    explorer = OneWeightExplorer()
    updates = []
    monkeypatch.setattr(explorer, "compute", lambda **values: updates.append(values))
    explorer.set(x=1, w=2, y=3)
    assert updates == [{"x": 1, "w": 2, "y": 3}]


@pytest.mark.parametrize("method", ["compute", "draw", "describe"])
def test_a_failure_says_so_and_leaves_no_stale_picture(monkeypatch, method):
    explorer = DescentExplorer()
    old = picture(explorer)

    def fail(*args, **values):
        raise ZeroDivisionError("the <sky> fell")

    with monkeypatch.context() as patch:
        patch.setattr(explorer, method, fail)
        explorer.controls["w"].value = 1.5
        assert explorer.sentence == (
            "No picture for these values. ZeroDivisionError: the <sky> fell"
        )
        assert isinstance(explorer.error, ZeroDivisionError)
        assert explorer.result is None
        assert "the &lt;sky&gt; fell" in picture(explorer)
        assert 'role="alert"' in picture(explorer)
        assert "<svg" not in picture(explorer)
        assert explorer.picture.still_layer.layout.visibility == "hidden"
        assert "image/png" not in explorer._repr_mimebundle_()
    explorer.controls["w"].value = 0.8
    assert picture(explorer) == old
    assert explorer.picture.still_layer.layout.visibility == "visible"
    assert explorer.error is None


def test_a_subclass_must_say_what_it_does():
    with pytest.raises(NotImplementedError):
        Explorer()

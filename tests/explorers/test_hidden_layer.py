"""The explorers of notebook 09 that show both passes, driven by their controls."""

import math
import random
import re
from itertools import combinations
from types import SimpleNamespace

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.transforms import Bbox

from backprop_lib import chain
from backprop_lib.explorers import HiddenLayerExplorer, TwoOutputsExplorer
from backprop_lib.explorers.two_outputs import BIASES, INPUTS, TARGETS, WEIGHTS, _descended
from tests.answers import function_in
from tests.explorers.arithmetic import check_line
from tests.explorers.drawn_ahead import check_drawn_ahead

PARAMETERS = ("w11", "w12", "w21", "w22", "b1", "b2", "v1", "v2", "c")
SIGNS = ("w₁₁", "w₁₂", "w₂₁", "w₂₂", "b₁", "b₂", "v₁", "v₂", "c")
ACTIVATIONS = {
    "relu": lambda z: anp.maximum(z, 0),
    "tanh": anp.tanh,
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "identity": lambda z: z,
}
EXPLORERS = (HiddenLayerExplorer, TwoOutputsExplorer)
RIGHT = """
def my_backward(x, z, a, v, dj_dy_hat):
    d = [dj_dy_hat * v[k] * (z[k] > 0) for k in range(2)]
    w = [x[0] * d[0], x[0] * d[1], x[1] * d[0], x[1] * d[1]]
    return w + d + [dj_dy_hat * a[0], dj_dy_hat * a[1], dj_dy_hat]
"""


def drawn(explorer, count, seed=9):
    """Return settings drawn by chance, at the last step."""
    chance = random.Random(seed)
    places = {name: control.places for name, control in explorer.controls.items()}
    settings = [{name: chance.choice(each) for name, each in places.items()} for _ in range(count)]
    return [each | {"steps": explorer.controls["steps"].places[-1]} for each in settings]


def loss_of(activation):
    """Return the loss of the 2-2-1 network in plain arithmetic of HIPS autograd."""
    f = ACTIVATIONS[activation]

    def loss(p):
        w11, w12, w21, w22, b1, b2, v1, v2, c, x1, x2, y = p
        a1, a2 = f(x1 * w11 + x2 * w21 + b1), f(x1 * w12 + x2 * w22 + b2)
        return (a1 * v1 + a2 * v2 + c - y) ** 2

    return loss


def labels_of(explorer):
    """Return what is written in the picture, by the sign of the number that it shows."""
    written = {}
    for mark in explorer._marks():
        text = getattr(mark, "text", None)
        if text is not None and text.get_gid() and text.get_text():
            written[text.get_gid().partition("bp-of-")[2].replace("_", " ")] = text
    return written


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_all_slopes_are_those_of_autograd_and_of_nudging(activation):
    explorer = HiddenLayerExplorer(activation=activation)
    loss, checked = loss_of(activation), 0
    for values in drawn(explorer, 40):
        explorer.set(**values | {"activation": activation})
        known = explorer.result.known
        if min(abs(known["z₁"]), abs(known["z₂"])) < 1e-3:
            continue  # a ReLU has no slope at 0
        point = np.array([values[name] for name in (*PARAMETERS, "x1", "x2", "y")])
        expected = grad(loss)(point)
        found = [known[f"dj/d{sign}"] for sign in (*SIGNS, "x₁", "x₂")]
        np.testing.assert_allclose(found, expected[:11], rtol=1e-9, atol=1e-10)
        nudges = 1e-5 * np.eye(12)[:11]
        nudged = [(loss(point + by) - loss(point - by)) / 2e-5 for by in nudges]
        np.testing.assert_allclose(found, nudged, rtol=1e-5, atol=1e-6)
        checked += 1
    assert checked > 25


@pytest.mark.parametrize("activation", ["relu", "identity"])
def test_the_chain_of_05_is_in_it(activation):
    explorer = HiddenLayerExplorer(activation=activation, w21=0, v2=0, c=0, steps=24)
    known = explorer.result.known
    values = chain.forward(1.5, [1.6, 0.5])
    slopes = chain.backward(values, [1.6, 0.5], 0.5)
    expected = {"a₁": 2.4, "ŷ": 1.2, "j": 0.49, "dj/dŷ": 1.4, "dj/dv₁": 3.36, "dj/da₁": 0.7}
    expected |= {"dj/dw₁₁": 1.05}
    for sign, value in expected.items():
        assert known[sign] == pytest.approx(value, abs=1e-12)
    of_chain = (values[1], values[2], *slopes.weights)
    for sign, value in zip(("a₁", "ŷ", "dj/dw₁₁", "dj/dv₁"), of_chain, strict=True):
        assert known[sign] == pytest.approx(value, abs=1e-12)


def test_its_first_picture_has_the_article_s_output_and_slope():
    explorer = HiddenLayerExplorer()
    assert explorer.sentence == (
        "The two inputs, the target and the nine parameters are given. Press Forward to compute z₁."
    )
    assert set(labels_of(explorer)) == {*SIGNS, "x₁", "x₂", "y"}
    explorer.set(steps=24)
    known = explorer.result.known
    for sign, value in {"z₁": 2, "z₂": 0.6, "ŷ": 1.2, "j": 0.49, "dj/dŷ": 1.4}.items():
        assert known[sign] == pytest.approx(value, abs=1e-12)
    assert (labels_of(explorer)["ŷ"].get_text(), labels_of(explorer)["j"].get_text()) == (
        "1.2",
        "0.49",
    )


@pytest.mark.parametrize("make", EXPLORERS)
def test_a_step_finds_one_number_which_alone_is_bold(make):
    explorer = make()
    before = set(labels_of(explorer))
    for step in range(1, explorer.controls["steps"].spec.high + 1):
        explorer.set(steps=step)
        labels = labels_of(explorer)
        finds = explorer.result.last.finds
        via = {sign for sign in before if sign.startswith(f"{finds} via")}  # is replaced by the sum
        assert set(labels) == before - via | {finds}
        assert [sign for sign, text in labels.items() if text.get_weight() == "bold"
                and sign not in ("y", "t₁", "t₂")] == [finds]  # fmt: skip
        assert len(explorer.table(explorer.result).rows) == step
        assert explorer.sentence.split(": ")[1].startswith(f"{finds} = ")
        before = set(labels)


@pytest.mark.parametrize("make", EXPLORERS)
def test_each_phase_has_its_own_steps(make):
    steps, phases = make().result.steps, make.CONTROLS["steps"].phases
    expected, before = [], 0
    for phase, last in phases:
        expected += [phase] * (last - before)
        before = last
    assert [step.way for step in steps] == expected


def test_paths_that_meet_are_added_in_two_steps():
    explorer = HiddenLayerExplorer(steps=21)
    assert labels_of(explorer)["dj/dx₁ via z₁"].get_text() == "dj/dx₁\n1.12 + …"
    assert explorer.result.last.lit == ("w₁₁",)
    explorer.set(steps=22)
    assert labels_of(explorer)["dj/dx₁"].get_text() == "dj/dx₁\n0.7"
    assert explorer.result.last.lit == ("w₁₁", "w₁₂")
    assert len(explorer.drawing.lit.data()[0]) == 6  # two wires, each with a gap behind it
    assert explorer.why("dj/dx₁").startswith(
        "dj/dx₁ = (dj/dx₁ via z₁) + dj/dz₂ · w₁₂ = 1.12 + (−0.7) · 0.6 = 0.7."
    )


def test_sums_that_are_zero_show_no_rounding():
    explorer = HiddenLayerExplorer(steps=24)
    assert explorer.result.known["dj/dx₂"] == 0
    explorer.set(y=1.2)
    slopes = [value for sign, value in explorer.result.known.items() if sign.startswith("dj/")]
    assert len(slopes) == 18
    assert not any(slopes)


def test_a_unit_that_is_off_lets_nothing_through():
    explorer = HiddenLayerExplorer(b2=-2, steps=4)
    assert explorer.sentence.endswith("z₂ is not positive: the unit is off.")
    explorer.set(steps=17)
    assert explorer.sentence.endswith(
        "ReLU is off and lets nothing through: this unit's weights and its bias get the slope 0."
    )
    explorer.set(steps=24)
    off = ("a₂", "dj/dv₂", "dj/dz₂", "dj/db₂", "dj/dw₁₂", "dj/dw₂₂")
    assert {explorer.result.known[sign] for sign in off} == {0}


@pytest.mark.parametrize("step", [22, 24])
def test_only_the_paths_through_units_that_are_on_are_said_to_be_left(step):
    explorer = HiddenLayerExplorer(steps=step)
    assert explorer.sentence.endswith("over both paths, so the two paths add.")
    explorer.set(b2=-2)
    assert explorer.sentence.endswith("Unit 2 is off, so only the path through unit 1 is left.")
    explorer.set(w11=-2)
    assert explorer.sentence.endswith("Both units are off, so no path is left.")
    explorer.set(b2=0.1)
    assert explorer.sentence.endswith("Unit 1 is off, so only the path through unit 2 is left.")
    explorer.set(activation="tanh")
    assert explorer.sentence.endswith("over both paths, so the two paths add.")


@pytest.mark.parametrize("make", EXPLORERS)
def test_all_that_is_said_can_be_computed_anew(make):
    explorer = make()
    for values in drawn(explorer, 25, seed=4):
        explorer.set(**values)
        assert explorer.error is None
        assert not re.search(r"\bnan\b|\binf\b", explorer.sentence + explorer._shown["table"])
        derivation = explorer.derivation(explorer.result)
        for sign in derivation.signs:
            line = derivation.line(sign)
            if line.rule:
                check_line(sign, line)


@pytest.mark.parametrize("make", [*EXPLORERS, lambda: HiddenLayerExplorer(backward=all_wrong)])
def test_no_word_lies_on_another_or_is_cut_off(make):
    explorer = make()
    (figure,) = explorer.picture.figures
    renderer = FigureCanvasAgg(figure).get_renderer()
    explorer.set(steps=explorer.controls["steps"].spec.high)
    for values in [explorer.values, *drawn(explorer, 30, seed=6)]:
        explorer.set(**values)
        boxes = []
        for text in explorer.drawing.axes.texts:
            if text.get_text() and text.get_visible():
                box = text.get_window_extent(renderer)
                boxes.append((text.get_text(), Bbox.from_extents(box.p0 + 1, box.p1 - 1)))
        assert len(boxes) >= 40
        for words, box in boxes:
            assert 0 <= box.x0 < box.x1 <= figure.bbox.width, words
            assert 0 <= box.y0 < box.y1 <= figure.bbox.height, words
        for (one, first), (other, second) in combinations(boxes, 2):
            assert not first.overlaps(second), (one, other, values)


def test_thick_and_dashed_wires_show_the_weights():
    explorer = HiddenLayerExplorer(w11=2, w12=-1)
    lines = {sign: line.line for sign, (line, *_) in explorer.drawing.wires.items()}
    assert lines["w₁₁"].get_linewidth() > lines["w₁₂"].get_linewidth()
    assert (lines["w₁₁"].get_linestyle(), lines["w₁₂"].get_linestyle()) == ("-", "--")


def all_wrong(x, z, a, v, dj_dy_hat):
    return [100.25, -101.25, 102.25, -103.25, 104.25, -105.25, 106.25, -107.25, 108.25]


def own(code=RIGHT, judge=None, **start):
    backward = function_in(code, "my_backward")
    return HiddenLayerExplorer(backward=backward, judge=judge, **start)


def wrong(change):
    """Return a backward pass that is right but for one change."""
    return f"{RIGHT.replace('return', 's =')}    {change}\n    return s\n"


def test_an_own_backward_pass_that_is_right_is_shown_as_such():
    explorer = own()
    assert explorer.sentence.startswith(
        "Your own backward pass gives these 9 slopes, and they are right."
    )
    assert "activation" not in explorer.controls
    assert explorer.values["steps"] == 24
    assert labels_of(explorer).keys() == labels_of(HiddenLayerExplorer(steps=24)).keys()
    for values in drawn(explorer, 20):
        explorer.set(**values)
        assert explorer.sentence.startswith("Your own backward pass gives these 9 slopes")


@pytest.mark.parametrize(
    ("change", "first", "others", "signs"),
    [
        ("s[1], s[2] = s[2], s[1]", "dj/dw₂₁ = −1.05; dj/dw₂₁ = 0.7", 1, {"dj/dw₁₂", "dj/dw₂₁"}),
        ("s[6] = dj_dy_hat * z[0] + 1", "dj/dv₁ = 3.8; dj/dv₁ = 2.8", 0, {"dj/dv₁"}),
        ("s[5] = s[5] * x[0]", "dj/db₂ = −1.05; dj/db₂ = −0.7", 0, {"dj/db₂"}),
        ("s[0] = s[4] = 0", "dj/db₁ = 0; dj/db₁ = 0.7", 1, {"dj/dw₁₁", "dj/db₁"}),
    ],
)
def test_wrong_slopes_are_shown_with_the_right_ones_beside_them(change, first, others, signs):
    explorer = own(wrong(change))
    assert explorer.sentence.startswith(
        f"On the way back, your first wrong slope is {first} is right."
    )
    assert ("1 other slope is wrong, too." in explorer.sentence) == (others == 1)
    ghosts = {sign for sign in labels_of(explorer) if sign.startswith("right ")}
    assert ghosts == {f"right {sign}" for sign in signs}
    known, truth = explorer.result.known, HiddenLayerExplorer(steps=24).result.known
    for sign in signs:
        assert known[sign] != pytest.approx(truth[sign])
        assert known[f"right {sign}"] == truth[sign]
    for sign in set(truth) - signs:
        assert known[sign] == truth[sign]


def test_the_step_to_a_wrong_slope_says_both():
    explorer = own(wrong("s[6] = 1.8"), steps=9)
    assert "Back: your dj/dv₁ = 1.8, but dj/dv₁ = dj/dŷ · a₁ = 1.4 · 2 = 2.8." in explorer.sentence
    assert explorer.table(explorer.result).rows[-1][1:] == ("dj/dv₁", "yours", "1.8")
    assert explorer.why("right dj/dv₁").startswith("right dj/dv₁ = dj/dŷ · a₁ = 1.4 · 2 = 2.8.")
    explorer.set(steps=8)
    assert "right dj/dv₁" not in explorer.result.known
    assert "your first wrong slope is dj/dv₁" in explorer.sentence


def test_a_path_that_is_missing_is_found_only_where_the_unit_is_on():
    explorer = own(RIGHT.replace(" * (z[k] > 0)", ""))
    assert "they are right" in explorer.sentence
    explorer.set(b2=-2)
    assert "your first wrong slope is dj/db₂ = −1; dj/db₂ = 0 is right." in explorer.sentence


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (RIGHT.replace("return", "x[2]; return"), "stops in line 5 with IndexError"),
        (RIGHT.replace("return", "return [1, 2] or"), "a list of 2 numbers, but a list of 9"),
        (RIGHT.replace("return", "return {1} or"), "a list of 9 numbers is wanted."),
        (RIGHT.replace("return w", "return [float('nan')] * 4"), "which is not finite"),
        (RIGHT.replace("return", "while True: pass\n    return"), "running after 20,000 steps"),
        (RIGHT.replace("return", "w ="), "returns None: can it reach its end"),
        ("my_backward = 0.5", "A function is wanted, but this is 0.5."),
        ("my_backward = lambda x, z: 1", "but it is called with x, z, a, v, dj_dy_hat."),
    ],
)  # fmt: skip
def test_a_function_that_gives_no_slopes_is_answered_by_a_sentence(code, words):
    explorer = own(code)
    assert explorer.error is None
    assert words in explorer.sentence
    assert "Until that is mended, these are the right slopes." in explorer.sentence
    assert "Traceback" not in explorer.sentence
    assert explorer.result.known == HiddenLayerExplorer(steps=24).result.known


def test_a_function_that_is_not_written_yet_leaves_the_right_slopes():
    explorer = own("def my_backward(x, z, a, v, dj_dy_hat): ...")
    assert explorer.sentence.startswith(
        "Your backward pass is not written yet: these are the right slopes."
    )
    assert explorer.result.known == HiddenLayerExplorer(steps=24).result.known


def test_a_function_may_change_its_lists_and_return_an_array():
    code = RIGHT.replace("return w", "x.clear(); z.append(1); import numpy; return numpy.array(w")
    explorer = own(f"{code.rstrip()})")
    assert "they are right" in explorer.sentence


def test_the_judge_is_asked_once_and_nothing_is_printed(capsys):
    asked = []

    def judge(function):
        asked.append(function)
        print("judged")
        return SimpleNamespace(passed=False, message="You took w12 for w21.")

    explorer = own(wrong("print(s); s[1], s[2] = s[2], s[1]"), judge)
    for w11 in (1, 1.5, 2):
        explorer.set(w11=w11)
        assert "You took w12 for w21." in explorer.sentence
    assert len(asked) == 1
    assert capsys.readouterr().out == ""


def test_the_judge_sees_what_the_present_values_hide():
    explorer = own(RIGHT, lambda _: SimpleNamespace(passed=False, message="The ReLU is missing."))
    assert "With other values they are not. The ReLU is missing." in explorer.sentence
    explorer = own(RIGHT, lambda _: SimpleNamespace(passed=True, message=""))
    assert "With other values" not in explorer.sentence


def test_a_judge_needs_a_function():
    with pytest.raises(TypeError, match="a judge needs a function to judge"):
        HiddenLayerExplorer(judge=print)


@pytest.mark.parametrize("code", [RIGHT, wrong("s[6] = 1.8"), "my_backward = 3"])
def test_pictures_of_an_own_backward_pass_drawn_ahead_are_those_shown_later(code):
    explorer = own(code)
    check_drawn_ahead(explorer, [{"w11": 2}, {"steps": 9}])
    assert explorer.anew().sentence == own(code).sentence
    assert "activation" in HiddenLayerExplorer().controls


# Each to the digits that Mazur's article gives.
MAZUR = {
    "z₁": 0.3775, "h₁": 0.593269992, "h₂": 0.596884378, "z₃": 1.105905967,
    "o₁": 0.75136507, "o₂": 0.772928465, "j₁": 0.274811083, "j₂": 0.023560026, "j": 0.298371109,
    "dj/do₁": 0.74136507, "dj/dz₃": 0.138498562, "dj/dw₅": 0.082167041,
    "dj/dh₁ via o₁": 0.055399425, "dj/dh₁": 0.036350306, "dj/dw₁": 0.000438568,
    "w₅⁺": 0.35891648, "w₆⁺": 0.408666186, "w₇⁺": 0.511301270, "w₈⁺": 0.561370121,
    "w₁⁺": 0.149780716, "w₂⁺": 0.19956143, "w₃⁺": 0.24975114, "w₄⁺": 0.29950229,
}  # fmt: skip


def test_the_numbers_are_those_of_the_article_they_come_from():
    explorer = TwoOutputsExplorer(steps=38)
    known = explorer.result.known
    for sign, value in MAZUR.items():
        digits = len(str(value).partition(".")[2])
        assert known[sign] == pytest.approx(value, abs=0.51 * 10.0**-digits), sign
    rows = {row[1]: row[2:4] for row in explorer.table(explorer.result).rows}
    assert rows["h₁"] == ("out_h1", "0.593269992")
    assert rows["dj/dh₁"] == ("∂E_total/∂out_h1", "0.0363503064")
    assert rows["dj/dh₁ via o₁"] == ("∂E_o1/∂out_h1", "0.0553994247")
    assert rows["j⁺"] == ("", "0.291027774")  # he has no name for it


def test_the_later_losses_of_the_article_come_from_updates_that_are_too_early():
    once = TwoOutputsExplorer(updates=1, steps=11).result.known
    assert once["j"] == TwoOutputsExplorer(steps=38).result.known["j⁺"]
    assert once["j"] == pytest.approx(independent(1)[1], abs=1e-15)
    assert round(once["j"], 9) == 0.291027774  # the article has 0.291027924 …
    _, _, loss = too_early(1)
    assert round(loss, 9) == 0.291027924
    last = TwoOutputsExplorer(updates=10_000, steps=11).result.known
    assert round(last["o₁"], 6) == 0.015914  # … and 0.015912196 and 0.984065734
    o1, o2, _ = too_early(10_000)
    assert (round(o1, 9), round(o2, 9)) == (0.015912196, 0.984065734)
    assert last["j"] == pytest.approx(0.0000351085, abs=1e-8)


def too_early(updates):
    """Return the outputs and the loss if w₅ to w₈ move before the slopes go back through them."""

    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    inputs, targets = np.array(INPUTS), np.array(TARGETS)
    first, second = np.reshape(WEIGHTS, (2, 2, 2))
    for update in range(updates + 1):
        h = sigmoid(first @ inputs + BIASES[0])
        o = sigmoid(second @ h + BIASES[1])
        if update < updates:
            delta = (o - targets) * o * (1 - o)
            second = second - 0.5 * np.outer(delta, h)
            first = first - 0.5 * np.outer(delta @ second * h * (1 - h), inputs)
    return *o.tolist(), float(((o - targets) ** 2).sum() / 2)


def loss_of_two_outputs(w):
    def sigmoid(z):
        return 1 / (1 + anp.exp(-z))

    hidden = sigmoid(anp.dot(anp.reshape(w[:4], (2, 2)), anp.array(INPUTS)) + BIASES[0])
    output = sigmoid(anp.dot(anp.reshape(w[4:], (2, 2)), hidden) + BIASES[1])
    return anp.sum((output - anp.array(TARGETS)) ** 2) / 2


def independent(updates, lr=0.5):
    """Return the weights after so many updates by HIPS autograd, and their loss."""
    w = np.array(WEIGHTS)
    for _ in range(updates):
        w = w - lr * grad(loss_of_two_outputs)(w)
    return w, loss_of_two_outputs(w)


@pytest.mark.parametrize("lr", [0, 0.5, 2])
def test_the_weights_descend_as_autograd_says(lr):
    for updates in (1, 100):
        expected, loss = independent(updates, lr)
        np.testing.assert_allclose(_descended(lr, updates), expected, rtol=0, atol=1e-12)
        explorer = TwoOutputsExplorer(lr=lr, updates=updates, steps=38)
        known = explorer.result.known
        assert known["j"] == pytest.approx(loss, abs=1e-14)
        slopes = [known[f"dj/dw{n}"] for n in "₁₂₃₄₅₆₇₈"]
        np.testing.assert_allclose(slopes, grad(loss_of_two_outputs)(expected), atol=1e-14)
        after = [known[f"w{n}⁺"] for n in "₁₂₃₄₅₆₇₈"]
        np.testing.assert_allclose(after, independent(updates + 1, lr)[0], rtol=0, atol=1e-12)
        assert known["j⁺"] == pytest.approx(independent(updates + 1, lr)[1], abs=1e-14)


def test_the_more_updates_were_made_the_smaller_is_the_loss():
    explorer = TwoOutputsExplorer(steps=11)
    losses = []
    for updates in explorer.controls["updates"].places:
        explorer.set(updates=updates)
        losses.append(explorer.result.known["j"])
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < 1e-4
    assert all(map(math.isfinite, losses))

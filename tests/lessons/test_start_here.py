import pytest

from backprop_lib.explorers import StartHereExplorer


def test_the_dot_follows_the_weight():
    explorer = StartHereExplorer()
    assert explorer.sentence == (
        "With w = 0.8 the network answers ŷ = 1.5 · 0.8 = 1.2. "
        "The target is 0.5: the output is 0.7 too high."
    )
    explorer.controls["w"].value = -0.5
    assert explorer.line.output.at == pytest.approx((-0.75, 0))
    assert explorer.line.gap.data()[0] == pytest.approx([0.5, -0.75])
    assert explorer.line.label.text.get_text() == "ŷ = −0.75"
    assert explorer.line.label.text.get_visible()
    assert explorer.line.target.text.get_text() == "target 0.5"
    assert "1.5 · (−0.5) = −0.75" in explorer.sentence
    assert "1.25 too low" in explorer.sentence


def test_a_near_miss_is_not_rounded_away():
    explorer = StartHereExplorer(w=0.3337)
    assert explorer.sentence.endswith(
        "answers ŷ = 1.5 · 0.3337 = 0.50055. The target is 0.5: the output is 0.00055 too high."
    )
    assert not explorer.line.met.dot.get_visible()


@pytest.mark.parametrize("w", [1 / 3, 0.333, 0.3333])
def test_one_third_is_right_and_so_is_what_a_person_types_for_it(w):
    explorer = StartHereExplorer()
    explorer.controls["w"].value = w
    assert explorer.sentence.endswith(
        "It meets the target: you have just trained a network by hand."
    )
    assert explorer.line.met.dot.get_visible()
    assert explorer.line.target.text.get_text() == "ŷ = y"
    assert not explorer.line.label.text.get_visible()


def test_one_third_is_written_as_rounded():
    explorer = StartHereExplorer(w=1 / 3)
    assert explorer.sentence.startswith(
        "With w ≈ 0.333333 the network answers ŷ = 1.5 · 0.333333 ≈ 0.5"
    )


def test_the_point_sets_the_weight_though_it_shows_the_output():
    explorer = StartHereExplorer()
    (touch,) = explorer._shown["touch"]
    assert touch["moves"] == ["w"]
    low, high = touch["from"][0]
    assert (1.5 * low, 1.5 * high) == pytest.approx((-1.7, 3.2))

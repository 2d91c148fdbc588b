import pytest

from backprop_lib.explorers import StartHereExplorer


def test_the_dot_follows_the_weight():
    explorer = StartHereExplorer()
    assert explorer.sentence == (
        "With w = 0.8 the network answers ŷ = 1.5 · 0.8 = 1.2. "
        "The target is 0.5: the output is 0.7 too high."
    )
    explorer.controls["w"].value = -0.5
    assert explorer.output.get_xdata()[0] == pytest.approx(-0.75)
    assert explorer.gap.get_xdata() == pytest.approx([0.5, -0.75])
    assert explorer.label.get_text() == "ŷ = −0.75"
    assert "1.5 · (−0.5) = −0.75" in explorer.sentence
    assert "1.25 too low" in explorer.sentence


def test_a_near_miss_is_not_rounded_away():
    explorer = StartHereExplorer()
    explorer.controls["w"].value = 0.3333
    assert "= 0.49995. The target is 0.5: the output is 5·10⁻⁵ too low." in explorer.sentence


def test_one_third_is_right():
    explorer = StartHereExplorer()
    explorer.controls["w"].value = 1 / 3
    assert explorer.sentence.endswith("the output is right.")

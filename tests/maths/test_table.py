import pytest

from backprop_lib.notation import Table


def test_a_row_for_each_number():
    table = Table({"old": [0.8, 0.59], "new": [0.59, -1e-9]})
    assert repr(table).splitlines() == [" old    new", " 0.8   0.59", "0.59  −10⁻⁹"]
    assert table.to_html().count("<td") == 4


def test_single_numbers_make_one_row():
    assert repr(Table({"x": 1.5, "y": 0.5})) == "  x    y\n1.5  0.5"


def test_headings_are_text():
    assert '<th scope="col" style' in Table({"a<b": 1}).to_html()
    assert "a&lt;b" in Table({"a<b": 1}).to_html()


def test_columns_of_unequal_length_are_named():
    with pytest.raises(ValueError, match="'w': 3"):
        Table({"step": [0, 1], "w": [1, 2, 3]})

import importlib

import pytest

from backprop_lib.notation import Table


def test_a_table_has_a_row_for_each_number():
    table = Table({"old": [0.8, 0.59], "new": [0.59, -1e-9]})
    assert repr(table).splitlines() == [" old    new", " 0.8   0.59", "0.59  −10⁻⁹"]
    assert table.html().count("<td") == 4


def test_single_numbers_make_one_row():
    assert repr(Table({"x": 1.5, "y": 0.5})) == "  x    y\n1.5  0.5"


def test_headings_are_escaped():
    assert '<th scope="col" style' in Table({"a<b": 1}).html()
    assert "a&lt;b" in Table({"a<b": 1}).html()


def test_columns_of_unequal_length_are_named():
    with pytest.raises(ValueError, match="'w': 3"):
        Table({"step": [0, 1], "w": [1, 2, 3]})


def test_a_table_of_rows_holds_numbers_as_they_are_written():
    table = Table.of_rows(("took", "way"), [("3 ms", "loop"), (0.1 + 0.2, "`descend`")], "way")
    assert repr(table).splitlines() == ["took  way", "3 ms  loop", " 0.3  `descend`"]
    assert Table.of_rows(("a", "b"), [], "b").rows == []
    with pytest.raises(ValueError, match="zip"):
        Table.of_rows(("a", "b"), [("1",)], "b")


def test_words_are_wrapped_beside_the_numbers():
    words = "the inner derivative is missing here"
    table = Table({"n": [1, 12], "what": [words, ""]}, words=("what",))
    assert table.text(width=24).splitlines() == [
        " n  what",
        " 1  the inner derivative",
        "    is missing here",
        "12",
    ]
    assert table.text(width=1) == table.text(width=24)
    assert table.text(width=80) == table.text() == f" n  what\n 1  {words}\n12"
    assert table.text(width=80) == repr(table)


def test_words_may_stand_in_any_column():
    table = Table({"way": ["a loop", "`descend`"], "ms": [1200, 3]}, words=("way",))
    assert repr(table).splitlines() == ["way          ms", "a loop     1200", "`descend`     3"]
    assert table.markdown().splitlines() == [
        "| way | ms |",
        "| --- | ---: |",
        "| a loop | 1200 |",
        "| `descend` | 3 |",
    ]


def test_a_table_of_numbers_is_written_as_markdown():
    assert Table({"w": 0.5, "lr": 1e-9}).markdown() == "| w | lr |\n| ---: | ---: |\n| 0.5 | 10⁻⁹ |"


def test_html_without_style_is_for_a_page_that_has_its_own():
    table = Table({"n": [1], "what": ["a < `b`"]}, words=("what",))
    assert table.html(styled=False) == (
        '<table><thead><tr><th scope="col">n</th>'
        '<th scope="col" class="bp-left">what</th></tr></thead>'
        '<tbody><tr><td>1</td><td class="bp-left">a &lt; <code>b</code></td></tr></tbody></table>'
    )
    assert table.html().count("text-align: right") == table.html().count("text-align: left") == 2
    assert table._repr_html_() == table.html()


def test_older_notebooks_find_it_where_it_was():
    assert importlib.import_module("backprop_lib.table").Table is Table


def test_columns_of_words_share_the_width():
    table = Table(
        {"a": ["one two three four five"], "n": [7], "b": ["six seven eight nine ten"]},
        words=("a", "b"),
    )
    first, *rest = table.text(width=45).splitlines()
    assert max(map(len, (first, *rest))) <= 45
    assert rest == ["one two three four    7  six seven eight nine", "five                     ten"]
    assert table.markdown().splitlines()[1] == "| --- | ---: | --- |"

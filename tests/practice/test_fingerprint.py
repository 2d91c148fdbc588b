import functools
import subprocess
import sys

from backprop_lib.practice.engine.fingerprint import fingerprint
from tests.answers import function_in

PLAIN = "def f(x, w):\n    return x * w if x in {'a', 'b', 'c', 1} else [x for _ in range(3)]"


def test_a_function_is_recognised_when_its_cell_is_run_again():
    again = f"# a comment\n\n{PLAIN}  # another\n"
    assert fingerprint(function_in(PLAIN)) == fingerprint(function_in(again))


def test_another_function_has_another_mark():
    marks = {
        fingerprint(function_in(code))
        for code in (
            PLAIN,
            PLAIN.replace("x * w", "x + w"),
            PLAIN.replace("range(3)", "range(4)"),
            PLAIN.replace("'c'", "'d'"),
            PLAIN.replace("range", "list"),
            PLAIN.replace("w):", "w=2):"),
        )
    }
    assert len(marks) == 6


def test_the_mark_is_the_same_in_another_kernel():
    code = (
        "from backprop_lib.practice.engine.fingerprint import fingerprint\n"
        "from tests.answers import function_in\n"
        f"print(fingerprint(function_in({PLAIN!r})), fingerprint({{'a': 1}}), fingerprint(0.5))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    here = (fingerprint(function_in(PLAIN)), fingerprint({"a": 1}), fingerprint(0.5))
    assert tuple(run.stdout.split()) == here


def test_any_answer_has_a_mark():
    class Odd:
        def __repr__(self):
            raise ValueError

    assert fingerprint(object()) == fingerprint(object())  # its address does not count
    assert fingerprint(["a", "b"]) == fingerprint(("a", "b")) != fingerprint(["b", "a"])
    assert fingerprint("a\ud800")
    for odd in (Odd(), functools.partial(print, 1), Odd, max, float("nan")):
        assert fingerprint(odd) == fingerprint(odd)
    assert fingerprint(1, "passed") != fingerprint(1, "incorrect")

"""The package as a whole: what it imports, and that its public names are all described."""

import inspect
import subprocess
import sys

import backprop_lib


def imported_by(statement):
    """Return the top-level modules, outside the standard library, that a statement loads."""
    program = (
        f"import sys; before = set(sys.modules); {statement}; "
        "print(*{name.partition('.')[0] for name in set(sys.modules) - before})"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return {name for name in run.stdout.split() if name not in sys.stdlib_module_names}


def test_the_maths_costs_no_more_than_numpy():
    extra = imported_by("import backprop_lib, backprop_lib.notation") - imported_by("import numpy")
    assert extra == {"backprop_lib"}


def test_every_public_name_says_what_it_is_and_where_it_is_explained():
    for name in backprop_lib.__all__:
        thing = getattr(backprop_lib, name)
        if inspect.isfunction(thing):
            assert "notebook 0" in thing.__doc__, name
            assert "Raises\n" in thing.__doc__ or "errors are those of" in thing.__doc__, name
            assert inspect.signature(thing).return_annotation is not inspect.Signature.empty

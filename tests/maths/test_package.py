"""The package as a whole: what it imports, and that its public names are all described."""

import inspect
import re
import subprocess
import sys

import mypy.api

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


def test_the_maths_imports_only_numpy():
    extra = imported_by("import backprop_lib, backprop_lib.notation") - imported_by("import numpy")
    assert extra == {"backprop_lib"}


def test_every_public_function_names_its_notebook_and_has_an_example():
    exported = {name: getattr(backprop_lib, name) for name in backprop_lib.__all__}
    public = set(exported.items()) | {
        (name, thing)
        for module in filter(inspect.ismodule, exported.values())
        for name, thing in vars(module).items()
        if getattr(thing, "__module__", "") == module.__name__ and not name.startswith("_")
    }
    public = {(name, thing) for name, thing in public if inspect.isfunction(thing)}
    assert {"forward", "descend", "sigmoid", "train", "moons"} <= {name for name, _ in public}
    for name, thing in public:
        first_line = thing.__doc__.partition("\n")[0]
        assert re.search(r" \(notebook \d\d\)", first_line), name
        assert re.search(rf">>> .*\b{name}\(", thing.__doc__), name
        assert inspect.signature(thing).return_annotation is not inspect.Signature.empty


def test_a_type_checker_sees_through_the_checks():
    program = """
from backprop_lib import critical_lr, forward, update
forward(1.5)
update(0.8, gradient=2.1, lr=0.1)
critical_lr(1.5).limits
forward.formula(1.5)
"""
    report, _, _ = mypy.api.run(["--config-file=", "--ignore-missing-imports", "-c", program])
    found = re.findall(r"<string>:(\d): error: (.*?)  \[", report)
    assert [line for line, _ in found] == ["3", "4", "5", "6"]
    assert "Missing positional argument" in found[0][1]
    assert 'Unexpected keyword argument "gradient"' in found[1][1]
    assert "has no attribute" in found[2][1]

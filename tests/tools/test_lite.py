"""The lock of the course in JupyterLite, and the files of Pyodide that it rests on."""

import doctest
import hashlib
import json
import re
import zipfile

import pytest

from tools import lite, pyodide, site
from tools.repository import ROOT


def sha256(content):
    return hashlib.sha256(content).hexdigest()


WHEEL = b"a wheel of Pyodide"
PYODIDE_PACKAGE = {"file_name": "numpy-1.whl", "sha256": sha256(WHEEL)}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A small folder of Pyodide, whose files are taken for the official ones."""
    packages = {name: {**PYODIDE_PACKAGE, "name": name, "depends": []} for name in pyodide.NEEDED}
    lock = json.dumps({"info": {}, "packages": packages})
    for name in pyodide.CORE:
        (tmp_path / name).write_text(lock if name == pyodide.LOCK else "", encoding="utf-8")
    (tmp_path / "numpy-1.whl").write_bytes(WHEEL)
    hashes = {name: sha256((tmp_path / name).read_bytes()) for name in pyodide.CORE}
    monkeypatch.setattr(pyodide, "CORE", hashes)
    return tmp_path


def test_unchanged_files_are_taken(folder):
    assert pyodide.checked(folder) == folder
    assert {file.name for file in pyodide.files(folder)} == {*pyodide.CORE, "numpy-1.whl"}


@pytest.mark.parametrize("name", ["numpy-1.whl", *pyodide.CORE])
def test_a_changed_file_is_refused_by_its_name(folder, name):
    (folder / name).write_bytes((folder / name).read_bytes() + b" ")
    with pytest.raises(pyodide.PyodideError, match=f"{name} in .* differs from that of Pyodide"):
        pyodide.checked(folder)


@pytest.mark.parametrize("name", ["numpy-1.whl", "pyodide.asm.wasm"])
def test_a_missing_file_is_refused_by_its_name(folder, name):
    (folder / name).unlink()
    with pytest.raises(pyodide.PyodideError, match=f"{name} is missing"):
        pyodide.checked(folder)


@pytest.mark.parametrize(("tool", "made"), [(lite, "JupyterLite"), (site, "The site")])
def test_the_tools_say_what_is_wrong_without_a_traceback(folder, tmp_path, capsys, tool, made):
    (folder / "numpy-1.whl").unlink()
    target = tmp_path / "site"
    assert tool.main([str(target), "--pyodide", str(folder)]) == 1
    assert capsys.readouterr().err.startswith(f"{made} is not made: numpy-1.whl is missing in")
    assert not target.exists()


def wheel_in(folder, name, *requirements):
    path = folder / f"{name}-1.0-py3-none-any.whl"
    needed = "".join(f"Requires-Dist: {requirement}\n" for requirement in requirements)
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(f"{name}/__init__.py", "")
        packed.writestr(
            f"{name}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\n{needed}"
        )
    return path


def test_a_lock_names_what_a_wheel_needs_in_a_browser(folder):
    lock = json.loads((folder / pyodide.LOCK).read_text())
    needs = ("NumPy>=2", "pexpect", "colorama; sys_platform == 'win32'", "dot; extra == 'pictures'")
    own = lite.own_lock(lock, [wheel_in(folder, "our_course", *needs)], "../pyodide/")
    entry = own["packages"]["our-course"]
    assert entry["depends"] == ["numpy"]
    assert entry["imports"] == ["our_course"]
    assert own["packages"]["numpy"]["file_name"] == "../pyodide/numpy-1.whl"


def test_a_wheel_that_nobody_brings_is_an_error_when_the_site_is_made(folder):
    lock = json.loads((folder / pyodide.LOCK).read_text())
    with pytest.raises(ValueError, match="our-course needs torch, which the site does not have"):
        lite.own_lock(lock, [wheel_in(folder, "our_course", "torch")], "")


def test_pages_and_jupyterlite_use_one_storage():
    files = ROOT / "backprop_lib" / "practice" / "engine" / "browser_files.js"
    assert re.findall(r'STORAGE = "(.*)"', files.read_text("utf-8")) == [lite.STORAGE]


def test_the_example_of_an_edition_is_true():
    assert doctest.testmod(lite).failed == 0

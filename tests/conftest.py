"""What holds for all tests."""

import sys
from pathlib import Path

import pytest

from backprop_lib.practice.engine import progress
from tests.missing import cannot_test
from tools import pyodide

BROWSER = Path(__file__).parent / "browser"


def pytest_collection_modifyitems(items):
    """Run the browser tests last: Playwright keeps an event loop running from its start on."""
    items.sort(key=lambda item: BROWSER in item.path.parents)


@pytest.fixture(autouse=True)
def progress_file(tmp_path, monkeypatch):
    """A progress file of its own for each test, never a learner's."""
    path = tmp_path / "progress.json"
    monkeypatch.setenv(progress.VARIABLE, str(path))
    return path


@pytest.fixture(scope="session")
def official_pyodide():
    """The folder with the official files of Pyodide."""
    try:
        return pyodide.checked(Path(sys.prefix, "share", "pyodide"))
    except pyodide.PyodideError as error:
        cannot_test(f"the course in Pyodide: {error}; `make test` fetches the files")

import pytest

from backprop_lib.practice import progress


@pytest.fixture(autouse=True)
def progress_file(tmp_path, monkeypatch):
    """A progress file of its own for each test."""
    path = tmp_path / "progress.json"
    monkeypatch.setenv(progress.VARIABLE, str(path))
    return path

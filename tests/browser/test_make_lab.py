"""The address that `make lab` prints, opened as on a machine whose browser make cannot open."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from drivers.lab import free_port
from tests.browser.conftest import WIDE
from tools import pins


@pytest.fixture
def printed(tmp_path):
    """What `make lab` has printed when it serves, in a copy of the course that is installed."""
    course = tmp_path / "course"
    pins.copy_of_the_course(course)
    (course / ".venv").symlink_to(sys.prefix)
    flags = f"--ServerApp.ip=127.0.0.1 --ServerApp.port={free_port()}"
    own = {
        "BROWSER": "none",
        "LAB_FLAGS": flags,
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(tmp_path / "workspaces"),
        "BACKPROP_PROGRESS": str(tmp_path / "progress.json"),
    }
    inherited = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    log = tmp_path / "printed"
    with log.open("w") as out:
        server = subprocess.Popen(
            ["make", "--old-file=.venv/course.stamp", "lab"],
            cwd=course,
            env={**inherited, **own},
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
        try:
            _wait_for(log, server)
            yield log.read_text()
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(timeout=30)


def _wait_for(log: Path, server):
    deadline = time.monotonic() + 60
    while "token=" not in log.read_text():
        assert server.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.2)


def test_it_opens_the_course_and_asks_nothing(printed, browser):
    first, *_, last = printed.strip().splitlines()
    assert first.startswith("Starting JupyterLab")
    address = re.fullmatch(r"\s*(http://\S+)", last)[1]
    page = browser.new_page(viewport=WIDE)
    page.goto(address)
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("heading", name="00 · Start here")).to_be_visible()
    listing = page.get_by_role("region", name="File Browser Section")
    expect(listing.get_by_text("04_learning_rate.ipynb")).to_be_visible()
    page.wait_for_timeout(3000)  # the box of news comes late
    expect(page.get_by_text("Jupyter news")).to_have_count(0)
    page.close()

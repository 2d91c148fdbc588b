"""A real JupyterLab with a real browser in front of it, for the tests and the benchmarks."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tools.repository import NOTEBOOKS

_CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
]
_TOKEN = "a-token-for-the-tests"
ALL_HAVE_RUN = """() => {
  const cells = Array.from(jupyterapp.shell.currentWidget.context.model.cells);
  const code = cells.filter((cell) => cell.type === "code" && cell.sharedModel.getSource().trim());
  return code.every((cell) => cell.executionCount !== null);
}"""
_ALLOWED = {"Authorization": f"token {_TOKEN}"}


def _extensions_in(folder: Path) -> Path:
    """Fill a folder with JupyterLab's extensions, without JupyterLite's kernel, which is for sites.

    In JupyterLab it cannot be loaded, and sometimes ends as an error of the page.
    """
    folder.mkdir(exist_ok=True)
    for extension in Path(sys.prefix, "share", "jupyter", "labextensions").iterdir():
        link = folder / extension.name
        if extension.name != "@jupyterlite" and not link.exists():
            link.symlink_to(extension)
    return folder


@dataclass
class Lab:
    """A JupyterLab that can be stopped and started again at the same address.

    Attributes
    ----------
    url
        Its address.
    folder
        Where the notebooks, the progress file and all settings are.
    flags
        More flags for the server.
    """

    url: str
    folder: Path
    flags: tuple[str, ...] = ()
    _server: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def log(self) -> Path:
        """What the server wrote since it was started."""
        return self.folder / "jupyter.log"

    def start(self) -> None:
        """Start it and wait until it answers."""
        settings = self.folder / ".jupyter"
        quiet = settings / "settings" / "@jupyterlab" / "apputils-extension"
        quiet.mkdir(parents=True, exist_ok=True)
        (quiet / "notification.jupyterlab-settings").write_text('{"fetchNews": "false"}')
        # JupyterLab draws cells out of view when it has time; the tests look at all of them.
        whole = quiet.parent / "notebook-extension"
        whole.mkdir(parents=True, exist_ok=True)
        (whole / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}')
        extensions = _extensions_in(settings / "labextensions")
        with self.log.open("w") as log:
            self._server = subprocess.Popen(
                [
                    *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
                    *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={urlsplit(self.url).port}"),
                    *("--ServerApp.port_retries=0", f"--IdentityProvider.token={_TOKEN}"),
                    f"--ServerApp.root_dir={self.folder}",
                    "--LabApp.news_url=",
                    "--LabApp.expose_app_in_browser=True",
                    f"--LabApp.labextensions_path={extensions}",
                    *self.flags,
                ],
                stdout=log,
                stderr=log,
                env={
                    **os.environ,
                    "JUPYTER_CONFIG_DIR": str(settings),
                    "JUPYTERLAB_SETTINGS_DIR": str(settings / "settings"),
                    "JUPYTERLAB_WORKSPACES_DIR": str(settings / "workspaces"),
                    "IPYTHONDIR": str(settings / "ipython"),
                    "BACKPROP_PROGRESS": str(self.folder / "progress.json"),
                },
            )
        try:
            _wait_for(f"{self.url}/api?token={_TOKEN}", self._server, self.log)
        except RuntimeError:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop it, and with it all kernels."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait(timeout=30)
            self._server = None

    def forget_progress(self) -> None:
        """Delete the progress file."""
        (self.folder / "progress.json").unlink(missing_ok=True)

    def stop_kernel(self, page: Page, notebook: str) -> None:
        """Stop the kernel of a notebook, as a server that culls idle kernels does."""
        for session in self._sessions(page, notebook):
            kernel = session["kernel"]["id"]
            page.request.delete(f"{self.url}/api/kernels/{kernel}", headers=_ALLOWED)

    def kill_kernel(self, page: Page, notebook: str) -> None:
        """Kill the kernel of a notebook, as a system that runs out of memory does."""
        assert self._server is not None
        ids = [session["kernel"]["id"] for session in self._sessions(page, notebook)]
        for process in psutil.Process(self._server.pid).children(recursive=True):
            if any(id in word for id in ids for word in process.cmdline()):
                process.kill()

    def _sessions(self, page: Page, notebook: str) -> list[dict[str, Any]]:
        """Return the running sessions of a notebook."""
        sessions = page.request.get(f"{self.url}/api/sessions", headers=_ALLOWED).json()
        return [session for session in sessions if session["path"] == notebook]

    def open(self, page: Page, notebook: str, *, with_tabs: bool = False) -> LabPage:
        """Open a notebook in a fresh workspace, with a fresh kernel in which nothing was run."""
        for session in self._sessions(page, notebook):
            page.request.delete(f"{self.url}/api/sessions/{session['id']}", headers=_ALLOWED)
        shell = "lab" if with_tabs else "doc"
        page.goto(f"{self.url}/{shell}/tree/{notebook}?reset&token={_TOKEN}")
        expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=60_000)
        return LabPage(page)


class LabPage:
    """A notebook open in the browser.

    Attributes
    ----------
    root
        The part of the page that holds the notebook.
    """

    def __init__(self, page: Page, root: Locator | None = None) -> None:
        self.page = page
        self.root = root or page.locator("body")

    def run_all(self, until: Locator | None = None) -> None:
        """Run all cells; wait until all are done and `until`, by default the explorer, is there."""
        # Widgets are not saved, so one on the page shows that this run has reached its cell.
        until = until or self.explorer.picture
        for last_try in (False, False, True):  # a kernel still starting may miss the first one
            self.choose_run_all()
            try:
                until.wait_for(state="attached", timeout=20_000)
                break
            except PlaywrightTimeout:
                if last_try:
                    raise
        for prompt in self.root.locator(".jp-CodeCell .jp-InputArea-prompt").all():
            expect(prompt).not_to_contain_text("*", timeout=60_000)
        self.page.wait_for_function(ALL_HAVE_RUN, timeout=60_000)  # folded cells show no prompt

    def choose_run_all(self) -> None:
        """Choose Run → Run All Cells from the menu."""
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()

    @property
    def model(self) -> str:
        """What would be saved now, as text."""
        return self.page.evaluate("jupyterapp.shell.currentWidget.context.model.toString()")

    def save(self) -> None:
        """Save the notebook, and wait until that is done."""
        self.page.keyboard.press("Control+s")
        self.page.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty")

    def restart_kernel(self) -> None:
        """Restart the kernel, which forgets everything."""
        self.page.get_by_role("menuitem", name="Kernel", exact=True).click()
        self.page.locator(".lm-Menu-item", has_text=re.compile("^Restart Kernel…")).click()
        self.page.get_by_role("button", name="Confirm Kernel Restart").click()

    def unlock(self) -> None:
        """Skip the predictions before the explorers, if there are any."""
        skip = self.root.get_by_role("button", name="Skip", exact=True)
        for left in reversed(range(skip.count())):
            if not skip.first.is_enabled():
                return
            skip.first.click()
            expect(skip).to_have_count(left)

    def repeated_ids(self) -> list[str]:
        """Return the ids that occur more than once in cards and what they draw."""
        return self.page.evaluate(
            "() => {"
            "  const ids = Array.from(document.querySelectorAll('.bp-card [id]'), (e) => e.id);"
            "  return ids.filter((id) => document.querySelectorAll(`[id='${id}']`).length > 1);"
            "}"
        )

    @property
    def explorer(self) -> ExplorerOnPage:
        """The explorer of the notebook."""
        return ExplorerOnPage(self.root.locator(".bp-explorer").first)

    def explorer_in(self, cell: int) -> ExplorerOnPage:
        """Return the explorer in the code cell of this number, counted from 0."""
        return ExplorerOnPage(self.root.locator(".jp-CodeCell").nth(cell).locator(".bp-explorer"))


class ExplorerOnPage:
    """An explorer as a person sees it."""

    def __init__(self, root: Locator) -> None:
        self.root = root
        self.page = root.page
        self.picture = root.locator(".bp-picture")

    @property
    def sentence(self) -> str:
        """The sentence below the picture."""
        return (self.status.text_content() or "").replace("\N{NO-BREAK SPACE}", " ")

    @property
    def status(self) -> Locator:
        """The live region that holds the sentence."""
        return self.root.locator(".bp-sentence")

    @property
    def notice(self) -> Locator:
        """What the explorer says about a value that was typed."""
        return self.root.locator(".bp-notice")

    def settle(self) -> None:
        """Wait until the kernel has answered all moves."""
        self.page.wait_for_timeout(80)  # a move is sent after a moment of rest
        expect(self.root).to_have_attribute("data-settled", "true")

    @property
    def moving(self) -> str:
        """The markup of the moving layers."""
        layers = self.picture.locator(".bp-layer:nth-child(2)").all()
        return "".join(layer.inner_html() for layer in layers)

    def field(self, label: str) -> Locator:
        """Return the number field of the control with this label."""
        return self.root.get_by_label(f"{label}, as a number", exact=True)

    def slider(self, label: str) -> Locator:
        """Return the slider with this label."""
        return self.root.get_by_role("slider", name=label, exact=True)

    def point(self, label: str) -> Locator:
        """Return the point in the picture that moves the control with this label."""
        return self.root.get_by_role("slider", name=f"{label}, in the picture", exact=True)

    def button(self, name: str) -> Locator:
        """Return the button with this name."""
        return self.root.get_by_role("button", name=name, exact=True)


def free_port() -> int:
    """Return a port of this machine on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_lab(folder: Path, *flags: str) -> Iterator[Lab]:
    """Start JupyterLab on copies of the notebooks in `folder`, and stop it at the end.

    If `folder` was used before, the copies stay as they were left.
    """
    for notebook in NOTEBOOKS.glob("*.ipynb"):
        if not (folder / notebook.name).exists():
            shutil.copy(notebook, folder)
    lab = Lab(f"http://127.0.0.1:{free_port()}", folder, flags)
    try:
        lab.start()
        yield lab
    finally:
        lab.stop()


@contextmanager
def running_browser(chromium: str) -> Iterator[Browser]:
    """Start the system's Chromium without a window, and stop it at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_CHROMIUM_FLAGS)
        yield browser
        browser.close()


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()}")

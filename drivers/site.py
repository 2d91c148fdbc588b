"""The site on a server of its own, as any web server would hold it, for tests and benchmarks."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from playwright.sync_api import Page

from .lab import ALL_HAVE_RUN, LabPage

_IS_OPEN = "globalThis.jupyterapp?.shell.currentWidget?.context?.isReady"
_FORGET_OUTPUTS = """() => {
  for (const cell of jupyterapp.shell.currentWidget.context.model.cells) {
    if (cell.type !== "code") continue;
    cell.outputs.clear();
    cell.executionCount = null;
  }
}"""
_WRITE = """([words, code]) => {
  const { content } = jupyterapp.shell.currentWidget;
  const place = content.widgets.findIndex((cell) =>
    cell.model.sharedModel.getSource().startsWith(words));
  content.activeCellIndex = place;
  content.activeCell.model.sharedModel.setSource(code);
}"""
_TEXTS = """() => {
  const cells = Array.from(jupyterapp.shell.currentWidget.context.model.cells);
  return cells.filter((cell) => cell.type === "code").map((cell) => cell.outputs.toJSON());
}"""


class _Handler(http.server.SimpleHTTPRequestHandler):
    """What `python -m http.server` does, in silence."""

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine; yield the address."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(_Handler, directory=str(folder))
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class LitePage(LabPage):
    """A notebook open in JupyterLite."""

    @classmethod
    def open(cls, page: Page, site: str, notebook: str) -> LitePage:
        """Open a notebook of the site at this address, as it is committed or was kept."""
        page.goto(f"{site}/lite/notebooks/index.html?path={notebook}")
        page.wait_for_function(_IS_OPEN, timeout=60_000)
        return cls(page)

    def forget_outputs(self) -> None:
        """Remove what the notebook showed when it was saved, so that only a run can show it."""
        self.page.evaluate(_FORGET_OUTPUTS)

    def run_all(self, timeout: float = 120_000) -> None:  # type: ignore[override]
        """Run all cells and wait until all are done. A kernel that still starts runs them later."""
        self.choose_run_all()
        self.page.wait_for_function(ALL_HAVE_RUN, timeout=timeout)

    def run_cell_with(self, words: str, code: str) -> None:
        """Put this code into the cell whose code begins with `words`, and run it."""
        self.page.evaluate(_WRITE, [words, code])
        self.page.evaluate("jupyterapp.commands.execute('notebook:run-cell')")

    @property
    def outputs(self) -> list[list[dict[str, object]]]:
        """The outputs of each code cell, as the notebook would be saved."""
        return self.page.evaluate(_TEXTS)

"""The site on a server of its own, as any web server would hold it, for tests and benchmarks."""

from __future__ import annotations

import gzip
import http.server
import io
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache, partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from .lab import ALL_HAVE_RUN, LabPage

_PACKED = {".css", ".html", ".ipynb", ".js", ".json", ".mjs", ".svg", ".wasm"}
_BLOCK = 16_384  # bytes that go over a line at a time
IS_OPEN = "globalThis.jupyterapp?.shell.currentWidget?.context?.isReady"
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


@dataclass
class Line:
    """The line from a server to its visitors, which all answers share.

    Attributes
    ----------
    words
        What it is called.
    bytes_a_second
        How much it carries, or None if it carries whatever comes.
    seconds_a_request
        How long a request is on its way.
    bytes_sent
        How much was sent over it.
    """

    words: str
    bytes_a_second: float | None = None
    seconds_a_request: float = 0.0
    bytes_sent: int = 0
    _free_at: float = field(default=0.0, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def carry(self, count: int) -> None:
        """Wait until so many bytes more have gone over the line."""
        with self._lock:
            self.bytes_sent += count
            if self.bytes_a_second is None:
                return
            self._free_at = max(self._free_at, time.monotonic()) + count / self.bytes_a_second
            wait = max(0.0, self._free_at - time.monotonic())
        time.sleep(wait)


class _Handler(http.server.SimpleHTTPRequestHandler):
    """What `python -m http.server` does, in silence and over a line."""

    line: Line
    as_pages_do: bool
    to_any_page: bool

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        time.sleep(self.line.seconds_a_request)
        super().do_GET()

    def send_head(self) -> Any:
        path = Path(self.translate_path(self.path))
        if not (self.as_pages_do and path.suffix in _PACKED and path.is_file()):
            return super().send_head()
        packed = _packed(path)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(packed)))
        self.end_headers()
        return io.BytesIO(packed)

    def end_headers(self) -> None:
        if self.as_pages_do:
            self.send_header("Cache-Control", "max-age=600")
        if self.to_any_page:
            self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()

    def copyfile(self, source: Any, outputfile: Any) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):  # the visitor has left
            while block := source.read(_BLOCK):
                self.line.carry(len(block))
                outputfile.write(block)


@cache
def _packed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes())


@contextmanager
def serving(
    folder: Path, line: Line | None = None, *, as_pages_do: bool = False, to_any_page: bool = False
) -> Iterator[str]:
    """Serve a folder on this machine; yield the address.

    Parameters
    ----------
    folder
        The folder.
    line
        The line to the visitors, if it is not to be as fast as it can.
    as_pages_do
        Whether to pack texts and to let browsers keep all files for ten minutes, as GitHub Pages
        does; otherwise all is as by `python -m http.server`.
    to_any_page
        Whether pages of other servers may read the files.
    """
    ways = {
        "line": line or Line("local"),
        "as_pages_do": as_pages_do,
        "to_any_page": to_any_page,
    }
    handler = type("_Handler", (_Handler,), ways)
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(handler, directory=str(folder))
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
    def open(cls, page: Page, site: str, notebook: str, timeout: float = 60_000) -> LitePage:
        """Open a notebook of the site at this address, as it is committed or was kept."""
        address = f"{site}/lite/notebooks/index.html?path={notebook}"
        page.goto(address, timeout=timeout, wait_until="commit")
        page.wait_for_function(IS_OPEN, timeout=timeout)
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

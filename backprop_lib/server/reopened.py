"""Notebooks that are opened with no kernel behind them.

JupyterLab prefers a widget to everything else that an output holds, and without its kernel a widget
is only "Error displaying widget: model not found". So the notebooks that the server hands out are
changed on the way, if no kernel can know their widgets. The files stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_server.utils import ensure_async


class Reopened:
    """What the server's handlers ask for contents: the contents manager, with notebooks changed.

    It stands in front of the manager and not in its place, so that what the manager itself reads,
    such as to copy a notebook, is the file.

    Parameters
    ----------
    contents
        The contents manager.
    app
        The server.
    """

    def __init__(self, contents: Any, app: Any) -> None:
        self._contents = contents
        self._app = app
        self._without_kernel: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._contents, name)

    async def get(self, path: str, *given: Any, **named: Any) -> Any:
        """Return what the manager returns, but a notebook without a kernel without its widgets."""
        model = await ensure_async(self._contents.get(path, *given, **named))
        try:
            is_notebook = model["type"] == "notebook" and model["content"]
            if is_notebook and not await self._kernel_knows(path.strip("/"), model):
                self._stand_still(model["content"], await self._folder(path))
        except Exception:
            self._app.log.debug("%s is shown as it is in its file", path, exc_info=True)
        return model

    async def _kernel_knows(self, path: str, model: Any) -> bool:
        """Return whether there is a kernel that may know the widgets of a notebook's file.

        JupyterLab starts a kernel for a notebook that it has opened. If the page is then reloaded,
        that kernel does not know the widgets either, unless the file has been written since then.
        """
        written = model["last_modified"]
        sessions = await ensure_async(self._app.session_manager.list_sessions())
        if all(session["path"].strip("/") != path for session in sessions):
            self._without_kernel[path] = written
        return bool(self._without_kernel.get(path) != written)

    async def _folder(self, path: str) -> Path:
        """Return the folder in which a kernel of this notebook would work."""
        folder = await ensure_async(self._contents.get_kernel_path(path=path.strip("/")))
        return Path(self._app.kernel_manager.cwd_for_path(folder))

    def _stand_still(self, notebook: Any, folder: Path) -> None:
        # Imported when the first notebook is opened, because it imports the widgets.
        from .standing_still import Kept, stand_still

        say: Callable[..., None] = self._app.log.debug
        stand_still(notebook, Kept.read(folder, say), say)

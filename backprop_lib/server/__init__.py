"""The course's extension of Jupyter Server.

It sends the kernel's messages to the browser at once (`without_delay`), and it lets a notebook show
what it can show without a kernel (`reopened`). Installing the package turns the
extension on; to turn it off:

    jupyter server extension disable backprop_lib.server
"""

from __future__ import annotations

from typing import Any

from .reopened import Reopened
from .without_delay import without_delay

_CONNECTION = "kernel_websocket_connection_class"
_CONTENTS = "contents_manager"


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(app: Any) -> None:
    settings = app.web_app.settings
    settings[_CONNECTION] = without_delay(settings[_CONNECTION])
    settings[_CONTENTS] = Reopened(settings[_CONTENTS], app)

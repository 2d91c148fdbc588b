"""An extension of Jupyter Server that sends the kernel's messages to the browser at once.

The kernel answers one move of a slider with several small messages. Jupyter Server leaves Nagle's
algorithm on, so each message waits until the browser has acknowledged the one before, which
browsers put off for up to 40 ms. With the algorithm off, the pictures follow a drag about twice as
fast (benchmarks/RESULTS.md). Installing the package turns the extension on; to turn it off:

    jupyter server extension disable backprop_lib.server
"""

from __future__ import annotations

from typing import Any

_CONNECTION = "kernel_websocket_connection_class"


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(app: Any) -> None:
    settings = app.web_app.settings
    settings[_CONNECTION] = _without_delay(settings[_CONNECTION])


def _without_delay(connection_class: Any) -> Any:
    """Return a subclass whose websockets send each message at once."""

    class ConnectionWithoutDelay(connection_class):
        def connect(self) -> Any:
            self.websocket_handler.set_nodelay(True)
            return super().connect()

    return ConnectionWithoutDelay

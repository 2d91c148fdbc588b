"""A kernel's messages reach the browser at once.

The kernel answers one move of a slider with several small messages. Jupyter Server leaves Nagle's
algorithm on, so each message waits until the browser has acknowledged the one before, which
browsers put off for up to 40 ms. With the algorithm off, the pictures follow a drag about twice as
fast (benchmarks/RESULTS.md).
"""

from __future__ import annotations

from typing import Any


def without_delay(connection_class: Any) -> Any:
    """Return a subclass whose websockets send each message at once."""

    class ConnectionWithoutDelay(connection_class):
        def connect(self) -> Any:
            self.websocket_handler.set_nodelay(True)
            return super().connect()

    return ConnectionWithoutDelay

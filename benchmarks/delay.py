"""A proxy that imitates a distant server: it delays everything, in both directions."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit


@contextmanager
def delaying_proxy(url: str, delay: float) -> Iterator[str]:
    """Yield the URL at which the server at `url` answers as if `delay` seconds away each way."""
    address = urlsplit(url)

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ends = await asyncio.open_connection(address.hostname, address.port)
        await asyncio.gather(_pass_on(reader, ends[1], delay), _pass_on(ends[0], writer, delay))

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(connect, "127.0.0.1", 0))
    port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


async def _pass_on(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: float
) -> None:
    loop = asyncio.get_running_loop()
    try:
        while chunk := await reader.read(65536):
            loop.call_later(delay, writer.write, chunk)
    except ConnectionError:
        pass
    loop.call_later(delay, writer.close)

"""A real hub and learners who use it over HTTP and websockets, for the tests and the load test."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import sys
import time
import urllib.request
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import psutil
from jupyter_server.services.kernels.connection.base import (
    deserialize_msg_from_ws_v1,
    serialize_msg_to_ws_v1,
)
from yarl import URL

from tools.repository import ROOT

CONFIG = ROOT / "workshop" / "hub" / "jupyterhub_config.py"
PASSWORD = "a password for the tests"
_PROTOCOL = "v1.kernel.websocket.jupyter.org"  # what JupyterLab speaks
_ANSWER_SECONDS = 30


class MissedError(Exception):
    """A learner did not get something that they should have; the message says what."""


@dataclass
class Hub:
    """A hub on loopback that can be started, killed and started again on the same data.

    Attributes
    ----------
    data
        The hub's folder: learners' work, database, secrets.
    settings
        More environment variables for it.
    """

    data: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=lambda: _three_free_ports())

    @property
    def url(self) -> str:
        """Where learners find it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What it and the learners' servers wrote."""
        return self.data.with_suffix(".log")

    def environment(self) -> dict[str, str]:
        """Return the environment that it is started in."""
        own = {"HUB_PASSWORD": PASSWORD, "HUB_PORT": str(self.port), "HUB_DATA": str(self.data)}
        others = ("HUB_", "BACKPROP_", "JUPYTER")  # set by a hub or lab that this runs in
        kept = {k: v for k, v in os.environ.items() if not k.startswith(others)}
        return {**kept, **own, **self.settings}

    def start(self) -> None:
        """Start it and wait until it answers."""
        with self.log.open("a") as log:
            self._process = psutil.Popen(
                [sys.executable, "-m", "jupyterhub", "--config", str(CONFIG)],
                **{"cwd": ROOT, "env": self.environment(), "stdout": log, "stderr": log},
                start_new_session=True,
            )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.url}/hub/health", timeout=5).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        self.kill()
        raise RuntimeError(f"the hub did not start:\n{self.log.read_text()[-3000:]}")

    def processes(self) -> list[psutil.Process]:
        """Return the hub and all that it started: proxy, servers, kernels."""
        with suppress(psutil.NoSuchProcess):
            return [self._process, *self._process.children(recursive=True)]
        return []

    def kill(self) -> None:
        """End the hub and all that it started at once, as a power cut would."""
        processes = self.processes()
        runtimes = (_environment(process).get("JUPYTER_RUNTIME_DIR") for process in processes)
        folders = {Path(runtime).parent for runtime in runtimes if runtime}
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        psutil.wait_procs(processes, timeout=10)
        for folder in folders:
            if folder.parent == Path("/tmp") and folder.name.startswith("hub-"):  # its sockets
                shutil.rmtree(folder, ignore_errors=True)

    def stop(self) -> None:
        """End it as Ctrl-C does, with the learners' servers."""
        processes = self.processes()
        with suppress(psutil.NoSuchProcess):
            self._process.send_signal(signal.SIGTERM)
        _, left = psutil.wait_procs(processes, timeout=30)
        for process in left:
            process.kill()


@contextmanager
def running_hub(data: Path, **settings: str) -> Iterator[Hub]:
    """Start a hub on loopback, and stop it at the end."""
    hub = Hub(data, settings)
    hub.start()
    try:
        yield hub
    finally:
        hub.stop()


class Learner:
    """A person with a browser of their own, as far as the hub can tell."""

    def __init__(self, hub: Hub, name: str) -> None:
        self.hub, self.name = hub, name
        self.browser = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True),  # keep cookies of IP addresses too
            timeout=aiohttp.ClientTimeout(total=180),
        )

    @property
    def server(self) -> str:
        """The address of the learner's own server."""
        return f"{self.hub.url}/user/{self.name}"

    async def close(self) -> None:
        """Close the browser; the server goes on."""
        await self.browser.close()

    async def get_in(self, password: str = PASSWORD, typed_name: str | None = None) -> int:
        """Fill in the sign-in form; return the status of the page that follows."""
        login = f"{self.hub.url}/hub/login"
        async with self.browser.get(login) as page:
            await page.read()
        form = {
            "username": self.name if typed_name is None else typed_name,
            "password": password,
            "_xsrf": self._xsrf(login),
        }
        async with self.browser.post(f"{login}?next=%2Fhub%2Fspawn", data=form) as page:
            self.page = await page.text()
            return page.status

    async def sign_in(self) -> None:
        """Sign in, wait for the server, and open the page that a learner lands on."""
        status = await self.get_in()
        if status != 200:
            raise MissedError(f"signing in answered {status}")
        async for event in self._progress():
            if event.get("failed"):
                raise MissedError(f"the server did not start: {event.get('message')}")
        async with self.browser.get(f"{self.hub.url}/hub/user-redirect/") as page:
            text = await page.text()
            self.landed_on = page.url.path
            if page.status != 200 or "jupyter-config-data" not in text:
                raise MissedError(f"JupyterLab's page answered {page.status} at {page.url}")

    async def api(self, method: str, path: str, **arguments: Any) -> Any:
        """Call the learner's own server; return what it answers."""
        status, text = await self.call(method, f"{self.server}/api/{path}", **arguments)
        if status >= 300:
            raise MissedError(f"{method} {path} answered {status}: {text[:200]}")
        return json.loads(text or "null")

    async def call(
        self, method: str, url: str, token: str | None = None, **arguments: Any
    ) -> tuple[int, str]:
        """Send any request, with the browser's cookies or else with a token."""
        headers = {"X-XSRFToken": self._xsrf(url), "Referer": f"{self.hub.url}/hub/"}
        if token is not None:
            headers = {"Authorization": f"token {token}", "Cookie": ""}
        address = URL(url, encoded=True)
        async with self.browser.request(method, address, headers=headers, **arguments) as answer:
            return answer.status, await answer.text()

    @asynccontextmanager
    async def open(self, notebook: str) -> AsyncIterator[Notebook]:
        """Open a notebook with a kernel of its own."""
        model = await self.api("GET", f"contents/{notebook}")
        wanted = {"path": notebook, "type": "notebook", "name": "", "kernel": {"name": "python3"}}
        session = await self.api("POST", "sessions", json=wanted)
        channels = f"{self.server}/api/kernels/{session['kernel']['id']}/channels"
        async with self.browser.ws_connect(
            f"{channels}?session_id={uuid.uuid4().hex}", protocols=[_PROTOCOL], max_msg_size=0
        ) as socket:
            opened = Notebook(self, notebook, model["content"], socket)
            reader = asyncio.create_task(opened.read())
            try:
                yield opened
            finally:
                reader.cancel()

    async def _progress(self) -> AsyncIterator[dict[str, Any]]:
        url = f"{self.hub.url}/hub/api/users/{self.name}/server/progress"
        headers = {"X-XSRFToken": self._xsrf(url), "Referer": f"{self.hub.url}/hub/"}
        async with self.browser.get(url, headers=headers) as events:
            if events.status == 400:  # nothing is pending: the server is running already
                return
            async for line in events.content:
                if line.startswith(b"data:"):
                    yield json.loads(line[5:])

    def _xsrf(self, url: str) -> str:
        cookie = self.browser.cookie_jar.filter_cookies(URL(url)).get("_xsrf")
        return cookie.value if cookie else ""


class Notebook:
    """An open notebook: its cells, its kernel, and the widgets as the browser knows them."""

    def __init__(
        self, learner: Learner, path: str, content: Any, socket: aiohttp.ClientWebSocketResponse
    ) -> None:
        self.learner, self.path, self.content = learner, path, content
        self.models: dict[str, dict[str, Any]] = {}
        self._socket = socket
        self._session = uuid.uuid4().hex
        self._moves = 0
        self._running: dict[str, _Run] = {}
        self._watchers: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []
        self._broken: Exception | None = None

    @property
    def code(self) -> list[dict[str, Any]]:
        """The code cells in order."""
        return [cell for cell in self.content["cells"] if cell["cell_type"] == "code"]

    async def execute(self, code: str) -> list[dict[str, Any]]:
        """Run code; return the contents of its outputs."""
        wanted = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
        return await self._ask("execute_request", {**wanted, "user_expressions": {}}, code)

    async def click(self, words: str) -> None:
        """Press the button with these words on a card."""
        card, button = self._part(lambda part: part.get("words") == words)
        await self._say(card, part=button["id"], event="press")

    async def choose(self, words: str) -> None:
        """Choose the option with these words on a card."""

        def key_of(part: dict[str, Any]) -> str | None:
            options = part["options"] if part["kind"] == "choice" else []
            return next((key for key, text in options if text == words), None)

        card, choice = self._part(lambda part: key_of(part) is not None)
        await self._say(
            card, part=choice["id"], event="value", value=key_of(choice), by=["driver", 1]
        )

    def _part(self, such_that: Callable[[dict[str, Any]], bool]) -> tuple[str, dict[str, Any]]:
        """Return the card and the state of its part for which `such_that` holds."""
        for card in self.find("AnyModel", lambda state: "_parts" in state):
            rows = self.models[card]["_parts"]
            for part in [*rows, *(inner for row in rows for inner in row.get("parts", ()))]:
                if such_that(part):
                    return card, part
        raise MissedError("no card of practice has the part that is looked for")

    async def _say(self, card: str, **content: Any) -> None:
        await self._comm(card, {"method": "custom", "content": content})

    def find(self, kind: str, such_that: Callable[[dict[str, Any]], bool]) -> list[str]:
        """Return the widgets of a kind for which `such_that` holds, the newest first."""
        return [
            name
            for name, state in reversed(self.models.items())
            if state["_model_name"] == kind and such_that(state)
        ]

    @property
    def explorer(self) -> str:
        """The explorer that was shown last."""
        shown = self.find("AnyModel", lambda state: "_shown" in state)
        if not shown:
            raise MissedError("no explorer is shown")
        return shown[0]

    @property
    def locked(self) -> bool:
        """Whether the explorer waits for a prediction."""
        return bool(self.models[self.explorer]["disabled"])

    @property
    def picture(self) -> list[str]:
        """The moving layers of the explorer's picture; empty before there is one."""
        return self.models[self.explorer]["_shown"].get("moving", [])

    async def move(self, label: str, by: int) -> None:
        """Move a control of the explorer by so many places, and wait for the kernel's answer.

        Beyond one end it goes on from the other.
        """
        explorer = self.explorer
        state = self.models[explorer]
        controls = state["_made_of"]["controls"]
        (name,) = (name for name, control in controls.items() if control["label"] == label)
        here = state["_shown"]["controls"][name][0]
        place = (here + by) % len(controls[name]["texts"])
        self._moves += 1
        move = {"kind": "move", "client": self._session, "move": self._moves}
        await self._say(explorer, **move, places={name: place}, typed={}, presses=[])

        def answered() -> bool:
            answers = self.models[explorer]["_shown"]["answers"]
            return bool(answers.get(self._session, 0) >= move["move"])

        await self.until(answered, "the answer to a move")
        shown = self.models[explorer]["_shown"]
        now = shown["controls"][name][0]
        if now != place:
            raise MissedError(f"{label} was moved to place {place}, but stands at place {now}")
        if "failed" in shown:
            raise MissedError(shown["failed"])

    async def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until `holds` is true; if it does not become true, the error names `what`."""
        if holds():
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._watchers.append((holds, future))
        await self._in_time(future, what)

    async def save(self, mark: str) -> None:
        """Add a line as the learner would, and save."""
        cell = {"cell_type": "markdown", "id": "mark", "metadata": {}, "source": mark}
        self.content["cells"].append(cell)
        model = {"type": "notebook", "format": "json", "content": self.content}
        await self.learner.api("PUT", f"contents/{self.path}", json=model)

    async def read(self) -> None:
        """Take in what the kernel sends, until cancelled."""
        try:
            async for message in self._socket:
                if message.type == aiohttp.WSMsgType.BINARY:
                    channel, parts = deserialize_msg_from_ws_v1(message.data)
                    self._take(channel, *map(json.loads, parts[:4]))
            raise MissedError("the connection to the kernel was closed")
        except Exception as error:
            self._broken = error
            for run in self._running.values():
                _finish(run.done, error)
            for _, future in self._watchers:
                _finish(future, error)

    def _take(self, channel: str, header: Any, parent: Any, _: Any, content: Any) -> None:
        kind = header["msg_type"]
        if kind == "comm_open":
            self.models[content["comm_id"]] = dict(content["data"].get("state", {}))
        elif kind == "comm_msg" and content["data"].get("method") == "update":
            self.models.get(content["comm_id"], {}).update(content["data"]["state"])
        for holds, future in self._watchers:
            if not future.done() and kind.startswith("comm") and holds():
                future.set_result(None)
        self._watchers = [pair for pair in self._watchers if not pair[1].done()]
        run = self._running.get(parent.get("msg_id", ""))
        if run is None:
            return
        if kind in ("execute_result", "display_data", "stream", "error"):
            run.outputs.append({"output_type": kind, **content})
        run.replied |= channel == "shell"
        run.idle |= kind == "status" and content["execution_state"] == "idle"
        if run.replied and run.idle:
            _finish(run.done, None)

    async def _ask(self, kind: str, content: dict[str, Any], what: str) -> list[dict[str, Any]]:
        run = _Run(asyncio.get_running_loop().create_future())
        message = await self._send(kind, content, run)
        try:
            await self._in_time(run.done, f"the answer to {what[:60]!r}")
        finally:
            del self._running[message]
        return run.outputs

    async def _comm(self, model: str, data: dict[str, Any]) -> None:
        await self._send("comm_msg", {"comm_id": model, "data": data})

    async def _send(self, kind: str, content: dict[str, Any], run: _Run | None = None) -> str:
        if self._broken:
            raise self._broken
        header = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": kind,
            "session": self._session,
            "username": self.learner.name,
            "date": datetime.now(UTC).isoformat(),
            "version": "5.3",
        }
        if run:
            self._running[header["msg_id"]] = run
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        parts = serialize_msg_to_ws_v1(
            message, "shell", pack=lambda part: json.dumps(part).encode()
        )
        await self._socket.send_bytes(parts)
        return header["msg_id"]

    async def _in_time(self, future: asyncio.Future[None], what: str) -> None:
        try:
            await asyncio.wait_for(future, _ANSWER_SECONDS)
        except TimeoutError:
            raise MissedError(f"{what} did not come within {_ANSWER_SECONDS} s") from None


@dataclass
class _Run:
    """Code that the kernel runs for us."""

    done: asyncio.Future[None]
    outputs: list[dict[str, Any]] = field(default_factory=list)
    replied: bool = False
    idle: bool = False


def text_of(outputs: list[dict[str, Any]]) -> str:
    """Return what outputs say as plain text."""
    texts = [out.get("text") or out.get("data", {}).get("text/plain", "") for out in outputs]
    errors = [f"{out['ename']}: {out['evalue']}" for out in outputs if "ename" in out]
    return re.sub(r"\x1b\[[\d;]*m", "", "\n".join([*texts, *errors]).strip())


def _finish(future: asyncio.Future[None], error: Exception | None) -> None:
    if not future.done():
        if error:
            future.set_exception(error)
        else:
            future.set_result(None)


def _environment(process: psutil.Process) -> dict[str, str]:
    try:
        return process.environ()
    except psutil.Error:
        return {}


def _three_free_ports() -> int:
    """Return a port that is free together with the two after it, as the hub needs them."""
    for port in range(20_000 + os.getpid() % 10_000, 32_000, 3):
        with suppress(OSError):
            for wanted in (port, port + 1, port + 2):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", wanted))
            return port
    raise RuntimeError("no three free ports in a row")


def why_not() -> str:
    """Return why no hub can be started here, or ""."""
    if not (Path(sys.executable).parent / "configurable-http-proxy").exists():
        return "configurable-http-proxy is not installed: run `make hub` with a network"
    return "" if shutil.which("git") else "git is not installed"

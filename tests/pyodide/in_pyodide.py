"""What is run inside Pyodide: each check returns what it found, as JSON can hold it."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import io
import json
import os
import random
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ipywidgets
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell

from backprop_lib import sandbox
from backprop_lib.explorers import Explorer
from backprop_lib.practice import exercises
from backprop_lib.practice.engine import FunctionExercise, progress
from backprop_lib.practice.engine.handing_in import make_copy
from backprop_lib.practice.engine.records import Answered, State, Tries

_TABS = "/tab-1", "/tab-2"
_OF_A_PICTURE = ("stills", "moving", "sentence", "table", "touch", "why")
_shown: list[str] = []


class _Hook(DisplayHook):
    """Keeps the text of what a cell shows as its result."""

    def write_output_prompt(self) -> None:
        """Show no prompt."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Keep the text."""
        _shown.append(format_dict["text/plain"])


class _Publisher(DisplayPublisher):
    """Keeps the text of what a cell displays."""

    def publish(self, data: Any, *args: Any, **kwargs: Any) -> None:
        """Keep the text."""
        _shown.append(data.get("text/plain", ""))


class _Shell(InteractiveShell):
    """IPython as in a notebook, whose outputs are kept."""

    displayhook_class = _Hook
    display_pub_class = _Publisher


def try_notebook(path: str, moves: int, checks: int) -> dict[str, Any]:
    """Run all code cells of a notebook, then move each explorer that it shows at random.

    Parameters
    ----------
    path
        The notebook.
    moves
        How many moves each explorer makes.
    checks
        How often its picture is compared, in between, with that of a new explorer.
    """
    start = time.perf_counter()
    cells, wrong = _run_cells(path)
    seconds, took, made = time.perf_counter() - start, 0.0, 0
    for explorer in _explorers():
        explorer.disabled = False
        chance = random.Random(f"{path} {type(explorer).__name__}")
        for number in range(moves):
            message = _random_message(explorer, chance, number)
            start = time.perf_counter()
            explorer._receive(message)
            took += time.perf_counter() - start
            made += 1
            if explorer.error is not None:
                wrong.append(f"{type(explorer).__name__} {explorer.values}: {explorer.sentence}")
            if number % (moves // checks) == 0 or number == moves - 1:
                wrong += _differences(explorer)
    ipywidgets.Widget.close_all()
    milliseconds = 1000 * took / max(made, 1)
    return {
        "wrong": wrong,
        "cells": cells,
        "seconds": seconds,
        "moves": made,
        "milliseconds": milliseconds,
    }


def _run_cells(path: str) -> tuple[int, list[str]]:
    """Run a notebook; return how many code cells it has, and where it differs from the saved."""
    shell = _Shell(user_ns={"__name__": "__main__"})
    wrong, count = [], 0
    for cell in json.loads(Path(path).read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        count += 1
        _shown.clear()
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            outcome = shell.run_cell("".join(cell["source"]), store_history=True)
        here = [text.rstrip() for text in (printed.getvalue(), *_shown) if text.strip()]
        saved = [text.rstrip() for text in map(_text_of, cell["outputs"]) if text.strip()]
        may_differ = "nbval-ignore-output" in cell["metadata"].get("tags", [])
        if not outcome.success or (here != saved and not may_differ):
            wrong.append(f"code cell {count} shows {here}, but {saved} is saved")
    return count, wrong


def _text_of(output: Any) -> str:
    return "".join(output.get("text") or output.get("data", {}).get("text/plain", ""))


def _explorers() -> list[Explorer]:
    widgets = list(ipywidgets.Widget.widgets.values())
    return [widget for widget in widgets if isinstance(widget, Explorer) and widget.controls]


def _random_message(explorer: Explorer, chance: random.Random, number: int) -> dict[str, Any]:
    names = chance.sample([*explorer.controls], chance.randint(1, len(explorer.controls)))
    places = {name: chance.randrange(len(explorer.controls[name].places)) for name in names}
    if chance.random() < 0.1:
        return {
            "kind": "ahead",
            "client": "a",
            "ahead": number,
            "places": [{name: place} for name, place in places.items()],
            "stills": [],
        }
    presses = chance.choice([[], [], [], [], [], ["reset"], ["keep"], ["forget"]])
    return {"kind": "move", "client": "a", "move": number, "places": places, "presses": presses}


def _differences(explorer: Explorer) -> Iterator[str]:
    """Yield how the picture differs from that of a new explorer with the same values."""
    explorer.remove_ghosts()
    new = explorer.anew()
    new.set(**explorer.values)
    for part in _OF_A_PICTURE:
        if explorer._shown[part] != new._shown[part]:
            yield f"{type(explorer).__name__} {explorer.values}: another {part}"
    new.close()


_LOOPS = {
    "a loop": "while True: pass",
    "a loop that catches errors": """
        while True:
            try:
                1 / 0
            except Exception:
                pass""",
    "a loop inside try": """
        try:
            while True: pass
        except Exception:
            return 0""",
    "a list that grows": """
        grows = []
        while True: grows.append(a)""",
    "a generator": "return sum(1 for _ in iter(int, 1))",
    "recursion": "return f(a)",
    "recursion through sorted": "return sorted([2, 1], key=f)",
    "recursion through sum": "return sum(f(a) for _ in (1,))",
    "recursion through an operator": """
        class Value:
            def __add__(self, other):
                return self + other
        return Value() + a""",
    "a loop with NumPy": """
        import numpy as np
        while np.abs(a) > 0: a = np.float64(a) / 1""",
}


def solve_exercises() -> dict[str, Any]:
    """Hand in the solution of each function to write; return what does not pass."""
    functions = [each for each in exercises.values() if isinstance(each, FunctionExercise)]
    passed = {each.name: each.check(each.reference).passed for each in functions}
    return {"solved": sum(passed.values()), "wrong": [name for name in passed if not passed[name]]}


def stop_loops() -> dict[str, Any]:
    """Call functions that never end; return what is said about each and after how long."""
    said = {}
    for name, body in _LOOPS.items():
        names: dict[str, Any] = {}
        exec(f"def f(a):\n{textwrap.indent(textwrap.dedent(body), '    ')}", names)
        start = time.perf_counter()
        try:
            words = repr(sandbox.call(names["f"], {"a": 1.0}))
        except sandbox.CallError as error:
            words = str(error)
        said[name] = {"words": words, "seconds": time.perf_counter() - start}
    return said


async def keep_progress() -> dict[str, Any]:
    """Keep progress on JupyterLite's drive in two tabs, while files are removed and broken.

    Two tabs write in turns, one deletes the file, and one finds a broken one; then their writes
    cross. At last, copies are handed in. Returned is what is kept and which files there are.
    """
    here, there = (type(progress.current())(Path(tab, "progress.json")) for tab in _TABS)
    for number in range(3):
        here.keep(Answered, f"here {number}", answer="1")
        there.keep(Answered, f"there {number}", answer="2")
    in_turns = sorted(here.read().names(Answered))
    there.path.unlink()
    there.read()
    here.keep(Answered, "anew", answer="3")
    anew = here.read().names(Answered)
    there.path.write_text("not json", encoding="utf-8")
    here.read()
    there.path.with_name("progress.unread-1.json").unlink()
    there.path.write_text("not json either", encoding="utf-8")
    trouble = [here.unreported_trouble()]
    here.keep(Answered, "here", answer="4")
    trouble.append(here.unreported_trouble())

    def overtaken(state: State) -> None:
        del here._write
        there.keep(Answered, "there", answer="5")
        here._write(state)

    here._write = overtaken
    here.keep(Answered, "overtakes", answer="6")
    lost = "there" not in here.read().names(Answered)
    await asyncio.sleep(2)
    os.environ[progress.VARIABLE] = str(here.path)
    here.keep(Tries, "area", tried=1)
    there.path.with_name(make_copy("Ada").path.name).unlink()
    for name in ("Bo", "Cy"):
        make_copy(name)
    return {
        "in turns": in_turns,
        "anew": anew,
        "trouble": trouble,
        "lost": lost,
        "at last": sorted(here.read().names(Answered)),
        "files": sorted(os.listdir(_TABS[0])),
    }


async def run(checks: list[list[Any]]) -> list[Any]:
    """Run checks, each a function's name and its arguments, and return what they return."""
    known: dict[str, Callable[..., Any]] = {
        check.__name__: check
        for check in (try_notebook, solve_exercises, stop_loops, keep_progress)
    }
    results = []
    for name, *arguments in checks:
        result = known[name](*arguments)
        results.append(await result if inspect.isawaitable(result) else result)
    return results

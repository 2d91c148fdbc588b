"""A room full of learners on a real hub: `python -m benchmarks.hub_load 30`.

They sign in at the same moment, open notebook 03, execute it, predict, move sliders as people do
and save. Then the hub and all that it started are killed, the hub is started again, and all look
for their work. All traffic goes through the hub's proxy over HTTP and websockets, as from a
browser.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil

from backprop_lib.practice import predictions
from drivers.hub import Hub, Learner, MissedError, Notebook, running_hub, text_of

from .report import save, table

NOTEBOOK = "notebooks/03_descent.ipynb"
PREDICTION = predictions["second_step"]
SLIDERS = ("weight w", "learning rate lr")

SIGNED_IN_SECONDS = 60.0
PICTURE_SECONDS = 90.0
P99_SECONDS = 0.25
MEMORY_BYTES = 8e9
_LONGEST_SECONDS = 420  # for the whole run, so that it ends even if something hangs


@dataclass
class Person:
    """A learner of the load test and what was measured for them; times in seconds."""

    learner: Learner
    whim: random.Random
    signed_in: float = 0.0
    picture: float = 0.0
    answers: list[float] = field(default_factory=list)
    saved: str = ""


@dataclass
class Run:
    """What a whole load test measured; times in seconds, memory in bytes."""

    people: list[Person]
    missed: list[str] = field(default_factory=list)
    memory: dict[str, list[int]] = field(default_factory=dict)
    busy: float = 0.0
    own_busy: float = 0.0
    slid_for: float = 0.0
    found_work: float = 0.0

    @property
    def answers(self) -> list[float]:
        """The times of all slider answers."""
        return [answer for person in self.people for answer in person.answers]

    @property
    def total_memory(self) -> int:
        """The memory of the hub and all it started."""
        return sum(map(sum, self.memory.values()))

    def check(self) -> list[str]:
        """Return which bounds were missed and what failed, one sentence each."""
        missed = list(self.missed)
        slowest = max(self.people, key=lambda person: person.signed_in)
        if slowest.signed_in > SIGNED_IN_SECONDS:
            missed.append(
                f"{slowest.learner.name} was signed in after {slowest.signed_in:.1f} s, "
                f"not within {SIGNED_IN_SECONDS:.0f} s"
            )
        slowest = max(self.people, key=lambda person: person.picture)
        if slowest.picture > PICTURE_SECONDS:
            missed.append(
                f"{slowest.learner.name} had the first picture after {slowest.picture:.1f} s, "
                f"not within {PICTURE_SECONDS:.0f} s"
            )
        if self.answers and (p99 := np.percentile(self.answers, 99)) >= P99_SECONDS:
            missed.append(
                f"p99 of slider answers is {p99 * 1000:.0f} ms, "
                f"not under {P99_SECONDS * 1000:.0f} ms"
            )
        if self.total_memory >= MEMORY_BYTES:
            missed.append(
                f"the memory is {self.total_memory / 1e9:.1f} GB, "
                f"not under {MEMORY_BYTES / 1e9:.0f} GB"
            )
        return missed


class Gate:
    """A gate that opens when all have arrived; those who have failed arrive too."""

    def __init__(self, awaited: int) -> None:
        self._awaited = awaited
        self._open = asyncio.Event()

    def arrive(self) -> None:
        """Count one more arrival."""
        self._awaited -= 1
        if not self._awaited:
            self._open.set()

    async def wait(self) -> None:
        """Wait for the others."""
        await self._open.wait()


async def load(hub: Hub, learners: int, seconds: float) -> Run:
    """Send learners to a running hub, which is killed and started again in between.

    Parameters
    ----------
    hub
        The hub, started.
    learners
        How many learners.
    seconds
        For how long they move sliders.
    """
    run = Run([Person(Learner(hub, f"learner-{i:03}"), random.Random(i)) for i in range(learners)])
    began = time.monotonic()
    all_see, all_slid = Gate(learners), Gate(learners)

    async def first_visit(person: Person) -> None:
        stage = "signing in"
        gates = [all_see, all_slid]
        try:
            await person.learner.sign_in()
            person.signed_in = time.monotonic() - began
            stage = "opening the notebook"
            async with person.learner.open(NOTEBOOK) as notebook:
                stage = "executing the notebook"
                for cell in notebook.code:
                    await _execute(notebook, cell)
                    if cell["id"] == "explorer":
                        await notebook.until(lambda: bool(notebook.picture), "the first picture")
                        person.picture = time.monotonic() - began
                stage = "predicting"
                await _predict(person, notebook)
                gates.pop(0).arrive()
                await all_see.wait()
                stage = "moving a slider"
                await _slide(person, notebook, seconds)
                gates.pop(0).arrive()
                await all_slid.wait()
                stage = "saving"
                person.saved = f"{person.learner.name} was here, {person.whim.random()}"
                await notebook.save(person.saved)
        except Exception as error:
            run.missed.append(f"{person.learner.name}, {stage}: {_said(error)}")
        finally:
            for gate in gates:  # the others do not wait for one who has failed
                gate.arrive()

    async def second_visit(person: Person) -> None:
        try:
            await person.learner.sign_in()
            model = await person.learner.api("GET", f"contents/{NOTEBOOK}")
            if model["content"]["cells"][-1]["source"] != person.saved:
                raise MissedError("the saved notebook is not as it was saved")
            progress = await person.learner.api("GET", "contents/notebooks/progress.json")
            if _choice(person).key not in progress["content"]:
                raise MissedError("the prediction is no longer kept")
        except Exception as error:
            run.missed.append(f"{person.learner.name}, finding their work: {_said(error)}")

    try:
        async with asyncio.timeout(_LONGEST_SECONDS):
            visits = asyncio.gather(*map(first_visit, run.people))
            await all_see.wait()
            before, started = _processor_seconds(hub), time.monotonic()
            await all_slid.wait()
            run.slid_for = time.monotonic() - started
            after = _processor_seconds(hub)
            run.busy, run.own_busy = after[0] - before[0], after[1] - before[1]
            run.memory = _memory(hub)
            await visits
            hub.kill()
            began_again = time.monotonic()
            hub.start()
            again = [
                Person(Learner(hub, p.learner.name), p.whim, saved=p.saved) for p in run.people
            ]
            for person, fresh in zip(run.people, again, strict=True):
                await person.learner.close()
                person.learner = fresh.learner
            await asyncio.gather(*map(second_visit, run.people))
            run.found_work = time.monotonic() - began_again
    except TimeoutError:
        run.missed.append(f"the whole run was not done after {_LONGEST_SECONDS} s")
    finally:
        for person in run.people:
            await person.learner.close()
    return run


async def _execute(notebook: Notebook, cell: dict[str, object]) -> None:
    source = "".join(cell["source"])
    outputs = await notebook.execute(source)
    if any(output["output_type"] == "error" for output in outputs):
        raise MissedError(f"cell {cell['id']}: {text_of(outputs)}")


def _choice(person: Person):
    return PREDICTION.options[int(person.learner.name[-3:]) % len(PREDICTION.options)]


async def _predict(person: Person, notebook: Notebook) -> None:
    """Choose an answer and confirm it, which unlocks the sliders."""
    await notebook.choose(_choice(person).text)
    await notebook.click("This is my prediction")
    await notebook.until(lambda: not notebook.locked, "the unlocked sliders")


async def _slide(person: Person, notebook: Notebook, seconds: float) -> None:
    """Drag as people do: some moves in quick succession, then a look at the picture."""
    end = time.monotonic() + seconds
    whim = person.whim
    await asyncio.sleep(whim.uniform(0, 2))
    while time.monotonic() < end:
        label = whim.choice(SLIDERS)
        for _ in range(whim.randint(4, 12)):
            sent = time.monotonic()
            await notebook.move(label, whim.choice([-5, -2, -1, 1, 2, 5]))
            person.answers.append(time.monotonic() - sent)
            await asyncio.sleep(whim.uniform(0.1, 0.3))
        await asyncio.sleep(whim.uniform(1, 4))


def _said(error: Exception) -> str:
    return str(error) if isinstance(error, MissedError) else f"{type(error).__name__}: {error}"


def _kind(process: psutil.Process) -> str:
    words = " ".join(process.cmdline())
    for mark, kind in (
        ("ipykernel_launcher", "kernels"),
        ("server.py", "servers"),
        ("configurable-http-proxy", "proxy"),
    ):
        if mark in words:
            return kind
    return "hub and idle culler"


def _memory(hub: Hub) -> dict[str, list[int]]:
    """Return the proportional set size of each process, by kind: shared pages count once."""
    memory: dict[str, list[int]] = {}
    for process in hub.processes():
        with suppress(psutil.NoSuchProcess):
            used = process.memory_full_info()
            memory.setdefault(_kind(process), []).append(getattr(used, "pss", used.uss))
    return memory


def _processor_seconds(hub: Hub) -> tuple[float, float]:
    """Return what the hub with all it started used, and what this program used."""
    used = 0.0
    for process in hub.processes():
        with suppress(psutil.NoSuchProcess):
            used += sum(process.cpu_times()[:2])
    return used, sum(psutil.Process().cpu_times()[:2])


def _report(run: Run, seconds: float) -> str:
    people, answers = run.people, [1000 * answer for answer in run.answers]
    p50, p95, p99 = np.percentile(answers, [50, 95, 99])
    cores = os.cpu_count() or 1
    share = 100 / (run.slid_for * cores)
    signed_in = [person.signed_in for person in people]
    pictures = [person.picture for person in people]
    rows = [
        ("learners, all at one moment", str(len(people)), ""),
        ("failures", str(len(run.missed)), "0"),
        ("last one signed in", f"{max(signed_in):.1f} s", f"{SIGNED_IN_SECONDS:.0f} s"),
        ("first pictures, median", f"{statistics.median(pictures):.1f} s", ""),
        ("last first picture", f"{max(pictures):.1f} s", f"{PICTURE_SECONDS:.0f} s"),
        ("slider moves", f"{len(answers):,}", ""),
        ("slider answer, p50", f"{p50:.0f} ms", ""),
        ("slider answer, p95", f"{p95:.0f} ms", ""),
        ("slider answer, p99", f"{p99:.0f} ms", f"{P99_SECONDS * 1000:.0f} ms"),
        ("slider answer, longest", f"{max(answers):.0f} ms", ""),
        ("processor while sliding", f"{run.busy * share:.0f} %", ""),
        ("the load test itself besides", f"{run.own_busy * share:.0f} %", ""),
        ("hub killed to all work found", f"{run.found_work:.1f} s", ""),
        ("memory in all", f"{run.total_memory / 1e9:.1f} GB", f"{MEMORY_BYTES / 1e9:.0f} GB"),
    ]
    rows += [
        (f"memory, {kind}, each" if len(sizes) > 2 else f"memory, {kind}", _mb(sizes), "")
        for kind, sizes in sorted(run.memory.items())
    ]
    each = sum(run.memory["servers"] + run.memory["kernels"]) / len(people)
    rows.append(("**memory per learner**", f"{each / 1e6:.0f} MB", ""))
    return f"""\
`make hub` on loopback. All learners sign in at one moment, open notebook 03, execute every cell,
predict, then move the sliders of w and lr for {seconds:.0f} s: 4 to 12 moves, 0.1 to 0.3 s after
each answer, then a look of 1 to 4 s. All save. The hub is killed with every server and kernel, is
started again, and all sign in and look for their notebook and their prediction.

- Times to sign in and to the picture run from the first sign-in on.
- **slider answer**: from the move sent to the changed picture received, over the websocket,
  through the hub's proxy. The browser's own work comes on top.
- **memory**: proportional set size (PSS), where pages that processes share count once (on macOS
  USS, which leaves them out); taken at the end of the sliding.
- **processor**: share of all {cores} cores.

{table(["measured", "figure", "bound"], rows)}"""


def _mb(sizes: Sequence[int]) -> str:
    each = statistics.mean(sizes) if len(sizes) > 2 else sum(sizes)
    return f"{each / 1e6:.0f} MB"


def _command(learners: int) -> str:
    return f"make hub-load LEARNERS={learners} HUB_LOAD_FLAGS=--report"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hub_load", description=__doc__)
    parser.add_argument("learners", nargs="?", type=int, default=30, help="how many (30)")
    parser.add_argument("--seconds", type=float, default=120.0, help="of moving sliders (120)")
    parser.add_argument("--report", action="store_true", help="save it in RESULTS.md")
    given = parser.parse_args(arguments)
    if not 1 <= given.learners <= 200 or not 1 <= given.seconds <= 240:
        parser.error("learners must be from 1 to 200, seconds from 1 to 240")
    with tempfile.TemporaryDirectory() as folder:
        limit = str(max(40, given.learners))
        with running_hub(Path(folder) / "hub", HUB_LEARNERS=limit) as hub:
            run = asyncio.run(load(hub, given.learners, given.seconds))
    missed = run.check()
    if run.answers and run.memory:
        report = _report(run, given.seconds)
        if missed or not given.report:
            print(report)
        else:
            packages = ["jupyterhub", "jupyterlab", "ipykernel", "ipywidgets"]
            save("A room on the hub", _command(given.learners), packages, report)
    for sentence in missed:
        print(f"MISSED: {sentence}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

"""Explorers of the tests' own: the tests of the engine hold whatever the course shows."""

from backprop_lib.explorers import Explorer
from backprop_lib.explorers.engine import (
    Choice,
    Derivation,
    Found,
    Label,
    Number,
    Path,
    Point,
    Steps,
)
from backprop_lib.notation import Table, number


class SmallExplorer(Explorer):
    """A point at height x·k, which says where it comes from. The axis goes down with the point."""

    CONTROLS = {
        "x": Number("input x", 1, low=0, high=2, step=0.5),
        "k": Number("factor k", 2, low=-1, high=3, step=1, whole=True),
    }

    def build(self, picture):
        self.axes = picture.add_panel(3, 2)
        self.axes.set_xlim(0, 2)
        self.point = Point(self.axes, "x", moves="x")
        self.height = Label(self.axes)

    def compute(self, x, k):
        return x, x * k, k

    def draw(self, result):
        x, height, _ = result
        self.axes.set_ylim(min(0, height), 6)
        self.point.put(x, height)
        self.height.put(1, 5, number(height), number="the height")

    def describe(self, result):
        x, height, _ = result
        return f"At x = {number(x)} the point is {number(height)} high."

    def derivation(self, result):
        x, height, k = result
        return Derivation(
            {"x": x, "k": k}, Found("the height", height, "{x} · {k}", "k times as high")
        )


class SmallWalk(Explorer):
    """A number that grows by 1 or doubles at each step of a run. The axis ends with the run."""

    CONTROLS = {
        "start": Number("start", 1, low=0, high=4, step=1),
        "rule": Choice("rule", "add", {"add": "add 1", "double": "double it"}),
        "steps": Steps("steps", 2, high=4),
    }
    runs = 0

    def build(self, picture):
        self.axes = picture.add_panel(3, 2)
        self.axes.set_xlim(0, 4)
        self.path = Path(self.axes, "j", ghost=True)
        self.now = Point(self.axes, "j", moves="steps")

    def run(self, start, rule):
        self.runs += 1
        numbers = [start]
        for _ in range(4):
            numbers.append(numbers[-1] + 1 if rule == "add" else numbers[-1] * 2)
        return numbers

    def frame(self, run, step):
        return run[: step + 1], run[-1]

    def draw(self, result):
        walked, end = result
        self.axes.set_ylim(-1, end + 1)
        self.path.put(range(len(walked)), walked)
        self.now.put(len(walked) - 1, walked[-1])

    def describe(self, result):
        walked, _ = result
        return f"After step {len(walked) - 1}: {number(walked[-1])}."

    def table(self, result):
        walked, _ = result
        return Table({"step": range(len(walked)), "number": walked})

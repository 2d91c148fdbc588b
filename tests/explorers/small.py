"""An explorer of the tests' own: the tests of the engine hold whatever the course shows."""

from backprop_lib.explorers import Explorer
from backprop_lib.explorers.engine import NumberControl
from backprop_lib.notation import number


class SmallExplorer(Explorer):
    """A point at height x·k. The axis goes down where the point does."""

    def make_controls(self):
        return {
            "x": NumberControl("input x", 1, low=0, high=2, step=0.5),
            "k": NumberControl("factor k", 2, low=-1, high=3, step=1, whole=True),
        }

    def build(self, picture):
        self.axes = picture.add_panel(3, 2)
        self.axes.set_xlim(0, 2)
        (self.point,) = self.axes.plot([], [], "o")
        picture.moving(self.point)

    def compute(self, x, k):
        return x, x * k

    def draw(self, result):
        x, height = result
        self.axes.set_ylim(min(0, height), 6)
        self.point.set_data([x], [height])

    def describe(self, result):
        x, height = result
        return f"At x = {number(x)} the point is {number(height)} high."

"""A lesson of the tests' own: the tests of the engine hold whatever the course asks."""

from backprop_lib.course import COURSE
from backprop_lib.notation import count, number
from backprop_lib.practice.engine import (
    Challenge,
    ChoiceExercise,
    FunctionExercise,
    Lesson,
    NumberExercise,
    OrderingExercise,
    Prediction,
    Quantity,
    Score,
    WorkedStep,
    floats,
    integers,
    sampled_from,
)

AREA = FunctionExercise(
    name="area",
    prompt="Write the area of the rectangle with the sides a and b.",
    code='''
def my_area(a, b):
    """Return the area of the rectangle with the sides a and b."""
    return a * b
''',
    draws={"a": floats(-3, 3), "b": floats(-3, 3)},
    example={"a": 1.5, "b": 4.0},
    arrays=True,
    hints=("Cut it into squares and count them.", "Multiply the sides."),
    takeaway="An area is one side times the other.",
    also_right="b * a",
    mistakes="""
        added: a + b
            You added the sides. That is half the way round it.
        halved: a * b / 2
            That is a triangle, half of the rectangle.
        sign_lost: abs(right(a, b))
            You lost the sign: a side may be negative here.
    """,
)

DOUBLES = FunctionExercise(
    name="doubles",
    prompt="Write what doubling makes of a number, again and again.",
    code='''
def my_doubles(start, steps):
    """Return the list of start and its doubles, steps + 1 numbers."""
    return [start * 2**k for k in range(steps + 1)]
''',
    draws={"start": floats(-3, 3), "steps": integers(2, 4)},
    example={"start": 1.5, "steps": 3},
    length_hint="The start counts too.",
    hints=("Begin with the start.",),
    takeaway="Doubling again and again makes powers of 2.",
    mistakes="""
        start_missing: right(start, steps)[1:]
            The start is missing: it is the first number.
    """,
)

SUM = FunctionExercise(
    name="sum",
    prompt="Write the sum of the whole numbers from 1 to n, without a loop.",
    code='''
def my_sum(n):
    """Return 1 + 2 + … + n."""
    return n * (n + 1) / 2
''',
    draws={"n": integers(3, 40)},
    example={"n": 4},
    loop_note="Right, but with a loop.",
    hints=("Add the first number and the last.",),
    takeaway="There are n/2 pairs, and each pair makes n + 1.",
    mistakes="""
        last_missing: n * (n - 1) / 2
            You left out n itself.
    """,
)

SHARE = NumberExercise(
    name="share",
    prompt="Ten people share three cakes. How much of a cake does each one get?",
    answer=0.3,
    tolerance=1e-3,
    consequence=lambda share: f"Ten such shares make {number(10 * share)} cakes.",
    hints=("Divide the cakes.", "It is less than one third."),
    takeaway="Cakes per person: 3/10.",
    mistakes="""
        upside_down: 10/3
            That is how many people share one cake.
    """,
)

BALL = ChoiceExercise(
    name="ball",
    prompt="The ground rises to the right. Which way does a ball roll?",
    options={"a": "to the left", "b": "to the right", "c": "nowhere"},
    answer="a",
    hints=("It rolls downhill.",),
    takeaway="Downhill is away from where the ground rises.",
    mistakes="""
        uphill: b
            To the right it would roll uphill.
        at_rest: c
            It rests only where the ground is level.
    """,
)

TEA = OrderingExercise(
    name="tea",
    prompt="Put the making of tea in order.",
    steps={
        "fill": "fill the kettle",
        "boil": "boil the water",
        "leaves": "put leaves into the pot",
        "pour": "pour the water over them",
    },
    also_right="fill, leaves, boil, pour",
    hints=("The kettle comes first.",),
    takeaway="Hot water over leaves makes tea.",
    mistakes="""
        cold: pour, boil
            You pour cold water.
        empty: pour, leaves
            You pour water into an empty pot.
    """,
)

TANK = WorkedStep(
    name="tank",
    prompt="A tank has a square base of side a and is h high. What does it cost to fill it?",
    draws={
        "a": sampled_from(1.5, 2.5, 3, 4, 5),
        "h": sampled_from(0.5, 0.6, 0.8, 1.5, 1.6),
        "p1": sampled_from(0.2, 0.3, 0.4, 0.6, 0.8, 1.2),
    },
    only_if="base < 20",
    example={"a": 3, "h": 1.6, "p1": 0.2},
    quantities=(
        Quantity(
            name="base",
            label="b",
            means="the base",
            rule="a * a",
            mistakes="""
                doubled: 2 * a
                    You doubled the side. The base is the side times itself.
                around: 4 * a
                    That is the way round the base.
            """,
        ),
        Quantity(
            name="volume",
            label="V",
            means="the volume",
            rule="base * h",
            mistakes="""
                added: base + h
                    You added the height.
                side_for_base: a * h
                    That is one of the walls.
            """,
        ),
        Quantity(
            name="cost",
            label="cost",
            means="the price of the water",
            rule="p1 * volume",
            mistakes="""
                divided: volume / p1
                    You divided by the price.
                base_for_volume: base * p1
                    You paid for the base only.
            """,
        ),
    ),
    hints=("Begin with the base.",),
    takeaway="Base times height times price.",
)

STONES = Prediction(
    name="stones",
    question="A light and a heavy stone fall. Which one lands first?",
    choices="""
        light: The light one.
            It is easier to move, but less pulls at it.
        heavy: The heavy one.
            More pulls at it, but it is harder to move.
        both: Both at once.
            Twice the weight is twice as hard to move.
    """,
    answer="both",
)

LEAP = Challenge(
    name="leap",
    goal="Leap in as few hops as you can.",
    score=lambda hops: (
        Score(hops, count(hops, "hop"), best=hops == 1) if hops else "You did not move."
    ),
)

_FIRST, _SECOND, *_ = (notebook.name for notebook in COURSE)  # a lesson belongs to a notebook

LESSON = Lesson(
    name=_FIRST,
    exercises=(AREA, DOUBLES, SUM, SHARE, BALL, TEA),
    predictions=(STONES,),
    challenges=(LEAP,),
    points=("Sides are multiplied.", "Cakes are divided.", "Stones fall."),
)

OTHER = Lesson(name=_SECOND, exercises=(), predictions=(), points=("Nothing is asked.",))

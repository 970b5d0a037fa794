"""What an exercise is: data, not code that runs by itself."""

from collections.abc import Callable
from typing import NamedTuple


class Mistake(NamedTuple):
    """A wrong thought, written as the formula it leads to.

    `formula` has the reference's signature and holds that one mistake and no
    other. `name` completes the sentence "This is the mistake: ..."; `advice`
    says what to look at, without giving the line away.
    """

    name: str
    formula: Callable
    advice: str


class Exercise(NamedTuple):
    """One exercise of a lesson.

    `reference(*args)` is the solution; its parameter names are those of the
    learner's signature. `probes(rng)` returns a list of at least two argument
    tuples, drawn from the NumPy generator `rng`; nothing in them is zero,
    symmetric or equal to something else. `hints` go from a nudge to the
    solution. `returns` names the parts of the result in order, each with its
    axes: {"dz": "(n_L, n)", "dw": "(n_L, n_{L-1})"}, or {"slope": "number"}.
    `equation` is the S-number to look at.

    `slope_of` lets a check's `.evidence()` nudge the cost: a function of the same
    arguments that returns, for a part of `returns` that is dCost/d(parameter), the
    parameter (a number, an array, or a dict by layer) and the cost as a function of
    it. In lesson 03, where w itself is no argument, a nudge t of w moves z by
    t * a_prev:

        slope_of=lambda a_prev, z, a, y, f_prime: {
            "dcost_dw": (0.0, lambda t: (f(z + t * a_prev) - y) ** 2)
        }
    """

    number: str
    title: str
    reference: Callable
    probes: Callable
    mistakes: tuple[Mistake, ...]
    hints: tuple[str, ...]
    returns: dict[str, str]
    equation: str = ""
    slope_of: Callable | None = None


def signed(rng, *shape):
    """Return values of magnitude 0.3 to 2 and random sign, never near zero.

    A plain float without a shape, else a float64 array of that shape.
    """
    size = shape or None
    values = rng.uniform(0.3, 2.0, size) * rng.choice((-1.0, 1.0), size)
    return values if shape else float(values)

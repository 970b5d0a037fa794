"""What an exercise is: a solution, decorated with all that a check must know."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from workshop_lib.activations import sigmoid

ALL = {}  # number: its Exercise


class Mistake(NamedTuple):
    """A wrong thought, written as the edit that makes it out of the solution."""

    name: str  # completes the sentence "this is the mistake: ..."
    change: str | Callable  # "old -> new"; a function, where one edit does not do
    advice: str  # what to look at, without giving the line away
    formula: Callable | None = None  # the answer it leads to: `exercise` fills it in


class Exercise(NamedTuple):
    number: str  # "3.4": lesson, place in it
    title: str
    reference: Callable  # the solution, word for word as in lessons/
    probes: Callable  # rng -> argument tuples, two at least; nothing zero or symmetric
    mistakes: tuple[Mistake, ...]
    hints: tuple[str, ...]  # from a nudge to the solution, which is the last
    returns: dict[str, str]  # the parts of the result in order, each with its axes
    equation: str  # the S-number to look at
    # (*args) -> {part: (parameter, cost)}, where the part is dCost/d(parameter) and
    # cost(parameter) is Cost: lets `.evidence()` nudge. The parameter is a number, an
    # array, or a dict by layer; 0 where only its change is known.
    slope_of: Callable | None = None


def exercise(number, title, **fields):
    """Return a decorator that adds an exercise, whose reference it decorates, to ALL.

    The fields are those of Exercise; `hints` without the last, the solution.
    """

    def add(reference):
        ALL[number] = described(reference, number, title, **fields)
        return reference

    return add


def described(reference, number, title, *, mistakes, hints, **fields):
    """Return the Exercise, each mistake with its formula.

    ValueError, naming exercise and mistake, if what an edit replaces does not stand
    in the solution exactly once.
    """
    head, body = source(reference)
    made = []
    for mistake in mistakes:
        try:
            formula = _edited(reference, head, body, mistake.change)
        except (ValueError, SyntaxError) as e:
            raise ValueError(f"exercise {number}, mistake {mistake.name!r}: {e}") from e
        made.append(mistake._replace(formula=formula))
    return Exercise(
        number, title, reference, mistakes=tuple(made), hints=(*hints, body), **fields
    )


def source(function):
    """Return the signature of a function and its body, without decorator and
    docstring; the body is not indented.
    """
    lines = inspect.getsource(function).splitlines()
    while not lines[0].startswith("def "):  # the decorator
        del lines[0]
    node = ast.parse("\n".join(lines)).body[0]
    first = node.body[0]
    documented = ast.get_docstring(node) is not None
    body = lines[first.end_lineno if documented else first.lineno - 1 :]
    head = "\n".join(lines[: first.lineno - 1])
    return head, textwrap.dedent("\n".join(body)).strip("\n")


def _edited(reference, head, body, change):
    if callable(change):
        return change
    old, arrow, new = change.partition(" -> ")
    if not arrow:
        raise ValueError(f"{change!r} is not of the form 'old -> new'")
    if body.count(old) != 1:
        raise ValueError(f"{old!r} stands {body.count(old)} times in the solution")
    text = head + "\n" + textwrap.indent(body.replace(old, new), "    ")
    made = {}
    exec(compile(text, "<a mistake>", "exec"), reference.__globals__, made)
    return made[reference.__name__]


def signed(rng, *shape):
    """Return values of magnitude 0.3 to 2 and random sign, never near zero.

    A plain float without a shape, else a float64 array of that shape.
    """
    size = shape or None
    values = rng.uniform(0.3, 2.0, size) * rng.choice((-1.0, 1.0), size)
    return values if shape else float(values)


def mixed(n, draw, numbers):
    """Return n probes, `draw(i)` each, in which no sign can be lost unseen.

    Each of `numbers(*probe)` is negative in one probe or entry and positive in
    another: else an abs() too many would pass for right.
    """
    while True:
        probes = [draw(i) for i in range(n)]
        columns = zip(*(numbers(*p) for p in probes))
        flat = (np.concatenate(list(map(_flat, column))) for column in columns)
        if all((v < 0).any() and (v > 0).any() for v in flat):
            return probes


def _flat(value):
    if isinstance(value, (dict, tuple)):
        parts = value.values() if isinstance(value, dict) else value
        return np.concatenate(list(map(_flat, parts)))
    return np.ravel(value)


f = sigmoid.f


def f_prime(z):
    """Return the slope of the sigmoid at z."""
    return sigmoid.f_prime(z, f(z))


def tanh_prime(z):
    """Return the slope of tanh at z, also where it is flat: 1 - tanh² is 0 there."""
    return 1 / np.cosh(z) ** 2


# Probes take them in turn: an answer must call what it is given, not what it knows.
PAIRS = (f, f_prime), (np.tanh, tanh_prime)
F_OF = {f_prime: f for f, f_prime in PAIRS}

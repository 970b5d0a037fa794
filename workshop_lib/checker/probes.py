"""Draw the probes that an answer is judged on, so that they tell all apart."""

import copy
import itertools
import linecache
import traceback
import warnings
from typing import NamedTuple

import numpy as np

from workshop_lib.checker.closeness import RTOL, equal
from workshop_lib.checker.guard.time_limit import Stop
from workshop_lib.checker.values import Unusable, leaves, plain

TRIES = 20


class Outcome(NamedTuple):
    """What a function gave for one probe: leaves, or why there are none."""

    leaves: dict | None = None
    problem: str | None = None  # in words
    error: str | None = None  # the exception's type, where there was one
    value: object = None  # a plain copy


class Probes(NamedTuple):
    """Argument tuples, what the reference gives for each, and each mistake."""

    args: list
    expected: list
    truth: list
    known: list  # of (mistake, its outcomes)


def outcome(function, args, like, names, file=None):
    """Return the Outcome of `function(*args)`; only a Stop passes through.

    `file` is that of the function's code, whose line an exception names.
    """
    value = None
    try:
        value = function(*args)
        return Outcome(leaves(value, like, names), value=plain(value))
    except Stop:
        raise
    except Unusable as e:
        return Outcome(problem=str(e), value=plain(value))
    except BaseException as e:
        return Outcome(problem=explain(e, file), error=type(e).__name__)


def explain(error, filename=None):
    """Return an exception in one line: type, message, and the line of `filename`
    where it came up, without a traceback.
    """
    try:
        message = " ".join(str(error).split())[:200]
    except Stop:
        raise
    except BaseException:  # it has a __str__ of its own, which fails
        message = ""
    said = f"{type(error).__name__}: {message}".removesuffix(": ")
    for frame, number in reversed(list(traceback.walk_tb(error.__traceback__))):
        if frame.f_code.co_filename == filename:
            line = linecache.getline(filename, number).strip()[:80]
            return f"{said}, in line {number}" + (f": `{line}`" if line else "")
    return said


def both(some, more):
    """Return the Probes of two draws together."""
    return Probes(
        some.args + more.args,
        some.expected + more.expected,
        some.truth + more.truth,
        [(m, one + two) for (m, one), (_, two) in zip(some.known, more.known)],
    )


def same(some, others, rtol=RTOL):
    """Are these outcomes the same on every probe?"""
    return all(_same(a, b, rtol) for a, b in zip(some, others, strict=True))


def _same(a, b, rtol):
    if a.leaves is None or b.leaves is None:
        return a.leaves is b.leaves and (a.error or a.problem) == (b.error or b.problem)
    return equal(a.leaves, b.leaves, rtol)


def draw(exercise, rng):
    """Return Probes drawn from `rng`: fresh ones, until they tell the reference
    and every mistake apart, and float32 does not spoil the reference.
    """
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for _ in range(TRIES):
            probes = _run(exercise, exercise.probes(rng))
            if tell_apart(probes) and _well_conditioned(exercise, probes):
                break
    return probes


def _run(exercise, args):
    names = list(exercise.returns)
    expected = [exercise.reference(*copy.deepcopy(a)) for a in args]

    def outcomes(function):
        return [
            outcome(function, copy.deepcopy(a), like, names)
            for a, like in zip(args, expected, strict=True)
        ]

    truth = [Outcome(leaves(value, value, names)) for value in expected]
    return Probes(
        args, expected, truth, [(m, outcomes(m.formula)) for m in exercise.mistakes]
    )


def tell_apart(probes):
    """Do all formulas differ, and from zero, by ten times what is forgiven?"""
    zero = [
        Outcome({name: 0 * array for name, array in o.leaves.items()})
        for o in probes.truth
    ]
    all_of_them = [zero, probes.truth, *(outcomes for _, outcomes in probes.known)]
    return not any(
        same(a, b, 10 * RTOL) for a, b in itertools.combinations(all_of_them, 2)
    )


def _well_conditioned(exercise, probes):
    """Does rounding the arguments to float32 leave the result as good as it was?

    A sum that happens to cancel would refuse a right answer in float32.
    """
    names = list(exercise.returns)
    rounded = [
        outcome(exercise.reference, _rounded(copy.deepcopy(a)), like, names)
        for a, like in zip(probes.args, probes.expected, strict=True)
    ]
    return any(o.leaves is None for o in rounded) or same(
        rounded, probes.truth, RTOL / 5
    )


def _rounded(value):
    if isinstance(value, dict):
        return {k: _rounded(v) for k, v in value.items()}
    if type(value) in (tuple, list):
        return type(value)(map(_rounded, value))
    if isinstance(value, float):
        return float(np.float32(value))
    if isinstance(value, np.ndarray) and value.dtype == float:
        return value.astype(np.float32)
    return value

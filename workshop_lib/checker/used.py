"""Find out which arguments an answer uses, and whether the solution does."""

import copy
import inspect

import numpy as np

from workshop_lib.checker.closeness import equal
from workshop_lib.checker.probes import Outcome, Probes
from workshop_lib.checker.values import leaves

# A small change does not move a maximum, nor a change of scale the place of the
# largest: so each argument is changed in several ways.
WAYS = (
    lambda a: 1.1 * a,
    lambda a: 1e3 * a,
    lambda a: 1e-3 * a,
    lambda a: np.flip(a) if np.ndim(a) else -a,
)


def used_or_not(exercise, args, run):
    """Return lines on the arguments that only one of answer and solution depends on.

    `run(probes)` runs the answer; here on the same arguments again and again, each time
    with one of them changed.
    """
    names = list(inspect.signature(exercise.reference).parameters)
    which = [i for i, arg in enumerate(args) if _is_numbers(arg)]
    changed = [(i, _changed(args[i], way)) for i in which for way in WAYS]
    tried = [args] + [(*args[:i], new, *args[i + 1 :]) for i, new in changed]
    parts = list(exercise.returns)
    try:
        with np.errstate(all="ignore"):
            expected = [exercise.reference(*copy.deepcopy(a)) for a in tried]
    except ArithmeticError:  # an argument a thousand times as large was too much
        return []
    truth = [Outcome(leaves(e, e, parts)) for e in expected]
    ran = run(Probes(tried, expected, truth, []))
    if ran.error or any(o.value is None or o.leaves is None for o in ran.value[0]):
        return []  # nothing to compare, or far too much
    uses, needs = _moved(changed, ran.value[0]), _moved(changed, truth)
    return [
        f"It does not depend on {names[i]}; the right one does."
        if i in needs
        else f"It depends on {names[i]}; the right one does not."
        for i in which
        if (i in uses) != (i in needs)
    ]


def _moved(changed, outcomes):
    """Return the places of the arguments whose change moves the outcome."""
    first, *others = (o.leaves for o in outcomes)
    return {
        i
        for (i, _), other in zip(changed, others, strict=True)
        if not equal(other, first, 1e-9)
    }


def _is_numbers(value):
    if isinstance(value, dict):
        return all(map(_is_numbers, value.values()))
    return type(value) is float or (
        isinstance(value, np.ndarray) and value.dtype.kind == "f"
    )


def _changed(value, way):
    if isinstance(value, dict):
        return {k: _changed(v, way) for k, v in value.items()}
    return way(value)

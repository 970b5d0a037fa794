"""Find out which arguments an answer uses, and whether the solution does."""

import copy
import inspect

import numpy as np

from workshop_lib.checker.closeness import equal
from workshop_lib.checker.probes import Outcome, Probes
from workshop_lib.checker.values import leaves


def used_or_not(exercise, function, args, run):
    """Return lines on the arguments that only one of answer and solution depends on.

    `run(exercise, function, probes)` is how an answer is run; here on the same
    arguments again and again, each time with one of them a little larger.
    """
    names = list(inspect.signature(exercise.reference).parameters)
    which = [i for i, arg in enumerate(args) if _larger(arg) is not None]
    tried = [args] + [(*args[:i], _larger(args[i]), *args[i + 1 :]) for i in which]
    expected = [exercise.reference(*copy.deepcopy(a)) for a in tried]
    parts = list(exercise.returns)
    truth = [Outcome(leaves(e, e, parts)) for e in expected]
    ran = run(exercise, function, Probes(tried, expected, truth, []))
    if ran.error or any(o.value is None or o.leaves is None for o in ran.value[0]):
        return []  # nothing to compare, or far too much
    first, *others = ran.value[0]
    lines = []
    for i, mine, right in zip(which, others, truth[1:], strict=True):
        uses = not equal(mine.leaves, first.leaves, 1e-9)
        needs = not equal(right.leaves, truth[0].leaves, 1e-9)
        if needs and not uses:
            lines.append(f"It does not depend on {names[i]}; the right one does.")
        if uses and not needs:
            lines.append(f"It depends on {names[i]}; the right one does not.")
    return lines


def _larger(value):
    """Return a number, an array or a dict of them, a tenth larger; None for others."""
    if isinstance(value, dict):
        parts = {k: _larger(v) for k, v in value.items()}
        return None if any(v is None for v in parts.values()) else parts
    if type(value) is float or (
        isinstance(value, np.ndarray) and value.dtype.kind == "f"
    ):
        return 1.1 * value
    return None

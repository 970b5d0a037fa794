"""Name a mistake that nobody wrote down, from what it does to the numbers.

One change is tried after the other: to the right result (`results`), to what the
solution is given (`arguments`), to the solution itself (`mutations`). What gives the
answer's numbers on every probe is what the answer behaves like. Only that is said,
never the line that was changed: it is a line of the solution.
"""

import copy
import warnings
from typing import NamedTuple

import numpy as np

from workshop_lib.checker.closeness import RTOL, close, equal
from workshop_lib.checker.derive import arguments, mutations, results
from workshop_lib.checker.derive.beside import too_many
from workshop_lib.checker.derive.change import in_words
from workshop_lib.checker.values import Unusable, leaves

LONG = 100  # parts; a sequence multiplied by a number has far more


class Derived(NamedTuple):
    name: str  # completes "it behaves as if ..."
    advice: str


def derived(exercise, probes, outcomes):
    """Return the Derived that alone fits the answer's outcomes, or None.

    None also where too little is known (an answer of zeros, or one that gives an
    argument back), and where three equally plain changes fit.
    """
    if _says_too_little(probes, outcomes):
        return None
    beside = too_many(exercise, probes, outcomes)
    if beside:
        return Derived(*beside)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        fits = [
            (change, where)
            for stage in (results, arguments, mutations)
            for change in stage.changes(exercise, probes)
            if (where := _where(change, exercise, probes, outcomes)) is not None
        ]
    return _plainest(fits) if fits else None


def _says_too_little(probes, outcomes):
    wrong = [
        o.leaves[name]
        for o, truth in zip(outcomes, probes.truth, strict=True)
        for name in (o.leaves or ())
        if not _same(o.leaves[name], truth.leaves[name])
    ]
    if wrong and all((array == 0).all() for array in wrong):
        return True
    if not all(np.isfinite(array).all() for array in wrong):
        return True  # any formula that fails gives nan
    return any(
        type(given) is type(o.value)
        and isinstance(given, (float, dict, np.ndarray))
        and _alike(given, o.value)
        for o, args in zip(outcomes, probes.args, strict=True)
        for given in args
    )


def _alike(given, value):
    try:
        one = leaves(given, given, ["given"])
        return equal(leaves(value, given, ["given"]), one)
    except Unusable:
        return False


def _plainest(fits):
    def plainness(fit):
        change, where = fit
        return bool(where), change.rank()

    best, where = min(fits, key=plainness)
    rivals = [
        c for c, other in fits if plainness((c, other)) == plainness((best, where))
    ]
    names = list(dict.fromkeys(change.name for change in rivals))
    if len(names) > 2:
        return None
    return Derived(", or ".join(names) + where, best.advice)


def _where(change, exercise, probes, outcomes):
    """Return "" if the change explains all of the answer, " in db" if it explains all
    that is wrong in it, and None if it explains it not.
    """
    names, matched, wrong_leaves = list(exercise.returns), 0, []
    elsewhere = far = False  # does it show also where the answer is right; clearly?
    for args, expected, truth, o in zip(
        probes.args, probes.expected, probes.truth, outcomes, strict=True
    ):
        try:
            value = change.value(copy.deepcopy(args), copy.deepcopy(expected))
            if isinstance(value, (tuple, list)) and len(value) > LONG:
                return None
            like = leaves(value, value, _names(names, value))
        except Unusable:
            return None
        except Exception as e:
            if o.error != type(e).__name__:
                return None
            continue
        if o.error:
            return None
        try:
            mine = leaves(o.value, value, _names(names, value))
        except Unusable:
            return None
        if equal(mine, like):
            here = True
        elif like.keys() == truth.leaves.keys() and o.leaves is not None:
            here = False
        else:
            return None
        comparable = o.leaves is not None and like.keys() == truth.leaves.keys()
        for name, array in like.items():
            right = comparable and _same(o.leaves[name], truth.leaves[name])
            if right:
                elsewhere |= not _same(array, truth.leaves[name], 10 * RTOL)
                continue
            if not here and not _same(mine[name], array):
                return None
            far |= not (comparable and _same(array, truth.leaves[name], 10 * RTOL))
            matched += array.size
            wrong_leaves.append((name, list(like)))
    if matched < 2 or not far:
        return None
    return in_words(wrong_leaves, names) if elsewhere else ""


def _same(a, b, rtol=RTOL):
    return a.shape == b.shape and bool(close(a, b, rtol).all())


def _names(names, value):
    if isinstance(value, tuple) and len(value) != len(names):
        return [f"value {i}" for i in range(len(value))]
    return names if isinstance(value, tuple) or len(names) == 1 else names[:1]

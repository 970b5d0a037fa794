"""The right result among others: an entry too many or too few, a whole path."""

import numpy as np

from workshop_lib.checker.closeness import equal
from workshop_lib.checker.values import Unusable, leaves


def too_many(exercise, probes, outcomes):
    """Return (name, advice) if the right result is there, with something beside it or
    without one of its entries; else None.
    """
    answers = [o.value for o in outcomes]
    if any(o.error for o in outcomes):
        return None
    names = list(exercise.returns)
    if len(names) == 1:
        for place, words in ((-1, "last"), (0, "first")):
            inside = [_item(answer, place) for answer in answers]
            if _all_right(inside, probes, names):
                return (
                    "all values on the way were asked for",
                    f"The {words} of them is the one, and it is right.",
                )
        for words, reduced in (("sum", np.sum), ("mean", np.mean)):
            inside = [_reduced(answer, reduced) for answer in answers]
            if _all_right(inside, probes, names):
                return (
                    f"their {words} were not asked for",
                    "The numbers are right. One step is left to do with them.",
                )
    for cut in (slice(None, len(names)), slice(-len(names), None)):
        inside = [_some(answer, cut, len(names)) for answer in answers]
        if _all_right(inside, probes, names):
            listed = ", ".join(names)
            return f"more than {listed} were asked for", "These are right."
    kept = [
        _common(answer, expected)
        for answer, expected in zip(answers, probes.expected, strict=True)
    ]
    if any(k is None for k in kept):
        return None
    extra, missing = (set.union(*(k[i] for k in kept)) for i in (0, 1))
    if bool(extra) == bool(missing):
        return None
    for _, _, value, like in kept:
        try:
            if not equal(leaves(value, like, names), leaves(like, like, names)):
                return None
        except Unusable:
            return None
    keys = ", ".join(f"[{key!r}]" for key in sorted(extra or missing, key=str))
    if extra:
        return f"an entry {keys} were asked for as well", "The other entries are right."
    return (
        f"the entry {keys} were not asked for",
        "The entries that are there are right.",
    )


def _item(answer, place):
    if type(answer) in (list, tuple) and 1 < len(answer) < 1000:
        return answer[place]
    if type(answer) is np.ndarray and answer.ndim == 1 and len(answer) > 1:
        return answer[place]
    return None


def _reduced(answer, reduced):
    if type(answer) is list and 1 < len(answer) < 1000:
        answer = np.array(answer, dtype=object)
        answer = answer.astype(float) if set(map(type, answer)) <= _PLAIN else None
    if type(answer) is not np.ndarray or answer.dtype.kind not in "fi":
        return None
    return reduced(answer) if answer.size > 1 else None


_PLAIN = {float, int, np.float64, np.float32}


def _some(answer, cut, wanted):
    """Return as many parts as are wanted of a tuple that holds more."""
    if type(answer) not in (tuple, list) or not wanted < len(answer) < 100:
        return None
    return tuple(answer[cut]) if wanted > 1 else None


def _all_right(answers, probes, names):
    try:
        return all(
            equal(leaves(answer, expected, names), truth.leaves)
            for answer, expected, truth in zip(
                answers, probes.expected, probes.truth, strict=True
            )
        )
    except Unusable:
        return False


def _common(answer, expected):
    """Return the keys too many, those missing, and both cut to the common ones."""
    if type(expected) is tuple:
        if type(answer) not in (tuple, list) or len(answer) != len(expected):
            return None
        parts = [_common(a, e) for a, e in zip(answer, expected, strict=True)]
        if any(p is None for p in parts):
            return None
        return (
            set().union(*(p[0] for p in parts)),
            set().union(*(p[1] for p in parts)),
            tuple(p[2] for p in parts),
            tuple(p[3] for p in parts),
        )
    if type(expected) is dict:
        if type(answer) is not dict or len(answer) > 100:
            return None
        both = [k for k in expected if k in answer]
        if not both:
            return None
        return (
            {k for k in answer if k not in expected},
            {k for k in expected if k not in answer},
            {k: answer[k] for k in both},
            {k: expected[k] for k in both},
        )
    return set(), set(), answer, expected

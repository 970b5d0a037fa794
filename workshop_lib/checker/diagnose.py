"""Judge an answer: run it on the probes and find the first thing to say."""

import copy
import dis
import inspect
from typing import NamedTuple

import numpy as np

from workshop_lib.checker import guard
from workshop_lib.checker.values import Unusable, equal, leaves, near


class Outcome(NamedTuple):
    """What a function gave for one probe: leaves, or why there are none."""

    leaves: dict | None = None
    error: str | None = None  # the exception's type
    problem: str | None = None  # in words


class Verdict(NamedTuple):
    status: str  # unanswered, right, mistake, different or failed
    headline: str
    lines: tuple = ()
    mistake: str | None = None
    printed: str = ""


def judge(exercise, function, rng):
    """Return the Verdict on `function`, an answer to `exercise`."""
    if is_stub(function):
        return Verdict("unanswered", "not answered yet")
    complaint = _cannot_call(exercise, function)
    if complaint:
        return Verdict("failed", complaint)
    probes = exercise.probes(rng)
    names = list(exercise.returns)
    expected = [exercise.reference(*copy.deepcopy(p)) for p in probes]
    given = [copy.deepcopy(p) for p in probes]

    def run():
        return [outcome(function, a, like, names) for a, like in zip(given, expected)]

    ran = guard.guarded(run)
    if ran.error:
        return Verdict("failed", ran.error, printed=ran.printed)
    verdict = _compare(exercise, probes, expected, ran.value)
    if verdict.status == "right":
        changed = [p for p, g in zip(probes, given) if not _same(p, g)]
        if changed:
            verdict = Verdict(
                "mistake",
                "the numbers are right, but the function changes its inputs",
                ("Work on a copy, or build a new value instead of changing the old.",),
                mistake="it changes its inputs",
            )
    return verdict._replace(printed=ran.printed)


def outcome(function, args, like, names):
    """Return the Outcome of `function(*args)`; only a TimeUp passes through."""
    try:
        return Outcome(leaves(function(*args), like, names))
    except guard.TimeUp:
        raise
    except Unusable as e:
        return Outcome(problem=str(e))
    except BaseException as e:
        return Outcome(error=type(e).__name__, problem=guard.explain(e))


def is_stub(function):
    """Is this the exercise as it came: nothing in it but `...`?"""
    if function is ... or function is None:
        return True
    code = getattr(function, "__code__", None)
    if code is None:
        return False
    steps = [i for i in dis.get_instructions(code) if i.opname not in ("RESUME", "NOP")]
    return [
        i.opname for i in steps if i.argval is not None and i.argval is not ...
    ] in (
        ["RETURN_VALUE"],
        [],
    )


def _cannot_call(exercise, function):
    if not callable(function):
        return "this is a value; give the name of your function, without brackets"
    wanted = inspect.signature(exercise.reference)
    try:
        inspect.signature(function).bind(*wanted.parameters)
    except TypeError:
        return (
            f"your function takes {inspect.signature(function)}; "
            f"the check calls it with {wanted}"
        )
    except ValueError:  # a builtin without a signature: let it run
        pass


def _compare(exercise, probes, expected, outcomes):
    names = list(exercise.returns)
    truth = [outcome(lambda v=v: v, (), v, names) for v in expected]
    if all(
        o.leaves is not None and equal(o.leaves, t.leaves)
        for o, t in zip(outcomes, truth)
    ):
        return Verdict("right", "right")
    fits = [m for m in exercise.mistakes if _fits(m, probes, expected, names, outcomes)]
    if len(fits) == 1:
        return Verdict(
            "mistake",
            f"this is the mistake: {fits[0].name}",
            (fits[0].advice,),
            mistake=fits[0].name,
        )
    for o in outcomes:
        if o.problem:
            return Verdict("failed", o.problem)
    for o, t in zip(outcomes, truth):
        for name, reference in t.leaves.items():
            said = _difference(name, o.leaves[name], reference)
            if said:
                return Verdict(
                    "different",
                    "not right, and not a mistake I know",
                    (f"First difference: {said}", f"Look at {exercise.equation}."),
                )


def _fits(mistake, probes, expected, names, outcomes):
    known = [
        outcome(mistake.formula, copy.deepcopy(p), like, names)
        for p, like in zip(probes, expected)
    ]
    return any(o.leaves is not None for o in outcomes) and all(
        o.error == k.error
        and (o.leaves is None) == (k.leaves is None)
        and (o.leaves is None or equal(o.leaves, k.leaves))
        for o, k in zip(outcomes, known)
    )


def _difference(name, array, reference):
    if array.shape != reference.shape:
        return f"{name} has shape {array.shape}; {reference.shape} is asked for."
    wrong = ~near(array, reference)
    if not wrong.any():
        return None
    place = np.argwhere(wrong)[0]
    where = "".join(f", {w} {i}" for w, i in zip(("row", "column"), place))
    return f"{name}{where}."


def _same(a, b):
    if isinstance(a, dict):
        return list(a) == list(b) and all(_same(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b))
    if isinstance(a, np.ndarray):
        return np.array_equal(a, b, equal_nan=True)
    if isinstance(a, (int, float)):
        return a == b
    return True

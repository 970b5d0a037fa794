"""Judge an answer: run it on the probes and find the first thing to say."""

import copy
import dis
import inspect
from time import perf_counter
from types import FunctionType
from typing import NamedTuple

import numpy as np

from workshop_lib.checker.closeness import unchanged
from workshop_lib.checker.derive import derived
from workshop_lib.checker.differences import describe
from workshop_lib.checker.guard import guarded
from workshop_lib.checker.guard.pristine import theirs
from workshop_lib.checker.nudge import evidence
from workshop_lib.checker.plain_words import in_plain_words
from workshop_lib.checker.probes import both, draw, outcome, same
from workshop_lib.checker.used import used_or_not
from workshop_lib.checker.values import Unusable

_NOTHING = {"RESUME", "NOP", "POP_TOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE"}
# Seconds. Only a quick answer is run again, to say more of it; so that a check of a
# wrong one is over in the time that the guard gives to one run.
QUICK, AGAIN, PATIENCE = 0.5, 1.0, 1.5


class Verdict(NamedTuple):
    """A status, in one sentence, with what to look at, and the mistake's name."""

    status: str  # unanswered, right, mistake, different or failed
    headline: str
    lines: tuple = ()
    mistake: str | None = None
    printed: str = ""
    evidence: str = ""
    derived: bool = False


def judge(exercise, function, rng):
    """Return the Verdict on `function`, an answer to `exercise`, within `private()`.

    Raise KeyboardInterrupt if the attendee interrupts.
    """
    if is_stub(function):
        return Verdict("unanswered", "not answered yet")
    if not callable(function):
        call = f'check("{exercise.number}", your_function)'
        return Verdict("failed", f"give the name of your function: {call}")
    probes = draw(exercise, rng)
    start = perf_counter()
    ran = _run(exercise, function, probes)
    again = perf_counter() - start < QUICK
    if ran.error:
        verdict = Verdict("failed", ran.error)
    else:
        verdict = _known(probes, *ran.value)
        if verdict is None:
            verdict = _unknown(exercise, function, probes, ran.value, again and rng)
        verdict = verdict._replace(evidence=_evidence(exercise, probes, ran.value[0]))
    return verdict._replace(lines=(*verdict.lines, *ran.notes), printed=ran.printed)


def _unknown(exercise, function, probes, found, rng):
    """Return the Verdict on an answer that the catalogue does not know.

    With `rng` it is run on more numbers, where no change fits by chance.
    """
    outcomes, changed = found
    if rng:
        more = draw(exercise, rng)
        again = _run(exercise, function, more, AGAIN)
        if not again.error:
            probes, outcomes = both(probes, more), outcomes + again.value[0]
    verdict = _derived(exercise, probes, outcomes)
    verdict = verdict or _in_words(exercise, probes, outcomes, changed)
    if verdict.status != "different" or not rng:
        return verdict
    lines = used_or_not(
        exercise, probes.args[0], lambda tried: _run(exercise, function, tried, AGAIN)
    )
    return verdict._replace(lines=(*verdict.lines, *lines))


def _run(exercise, function, probes, seconds=None):
    """Return the Run of an answer on Probes: its outcomes, and what it changed."""
    names = list(exercise.returns)
    given = [copy.deepcopy(args) for args in probes.args]

    def answer(*args):
        with theirs():
            return function(*args)

    def run():
        _check_parameters(exercise, function)
        file = type(function) is FunctionType and function.__code__.co_filename
        outcomes = []
        for args, like in zip(given, probes.expected, strict=True):
            outcomes.append(outcome(answer, args, like, names, file))
            if outcomes[-1].error == "MemoryError":  # it took seconds: once will do
                raise Unusable(outcomes[-1].problem)
        return outcomes, _first_change(exercise, probes.args, given)

    return guarded(run, seconds)


def is_stub(function):
    """Is this the exercise as it came: nothing in it but `...`?"""
    if function is ... or function is None:
        return True
    return type(function) is FunctionType and all(
        step.opname in _NOTHING
        and ("CONST" not in step.opname or step.argval in (None, ...))
        for step in dis.get_instructions(function)
    )


def _check_parameters(exercise, function):
    """Raise Unusable unless the function can take what the exercise gives."""
    wanted = list(inspect.signature(exercise.reference).parameters)
    try:
        theirs = inspect.signature(function)
    except (TypeError, ValueError):  # a builtin without one: let it run
        return
    try:
        theirs.bind(*wanted)
    except TypeError:
        raise Unusable(
            f"your function takes ({', '.join(theirs.parameters)}); "
            f"it is called with ({', '.join(wanted)})"
        ) from None


def _known(probes, outcomes, changed):
    """Return the Verdict on what is right, or in the catalogue, or None."""
    if same(outcomes, probes.truth):
        if not changed:
            return Verdict("right", "right")
        return Verdict(
            "mistake",
            "the numbers are right, but the function changes what it was given",
            (changed, "Build a new value, or work on a copy."),
            mistake="it changes its inputs",
        )
    fits = [m for m, known in probes.known if same(outcomes, known)]
    if len(fits) != 1 or not any(o.leaves is not None for o in outcomes):
        return None
    (mistake,) = fits
    name, look = f"this is the mistake: {mistake.name}", mistake.advice
    return Verdict("mistake", name, (look,), mistake.name)


def _derived(exercise, probes, outcomes):
    found = guarded(lambda: derived(exercise, probes, outcomes), PATIENCE).value
    if found is None:
        return None
    name = f"it behaves as if {found.name}"
    return Verdict("mistake", name, (found.advice,), found.name, derived=True)


def _in_words(exercise, probes, outcomes, changed):
    """Return the Verdict on an answer that has no name: how it differs."""
    for o, args in zip(outcomes, probes.args, strict=True):
        if o.error:
            called = f"It was called with {_called_with(exercise, args)}."
            return Verdict(
                "failed",
                "it stopped with an error",
                (*in_plain_words(o.problem), o.problem, called),
            )
        if o.problem:
            return Verdict("failed", "not the kind of result asked for", (o.problem,))
    pairs = [(o.leaves, t.leaves) for o, t in zip(outcomes, probes.truth, strict=True)]
    names = list(inspect.signature(exercise.reference).parameters)
    given = [dict(zip(names, args)) for args in probes.args]
    lines = describe(exercise.returns, pairs, given)
    if changed:
        lines.append(changed)
    if exercise.equation:
        lines.append(f"Look at {exercise.equation}.")
    return Verdict("different", "not right, and not a mistake I know", tuple(lines))


def _evidence(exercise, probes, outcomes):
    for args, o, truth in zip(probes.args, outcomes, probes.truth, strict=False):
        if o.leaves is not None:
            return evidence(exercise, args, o.leaves, truth.leaves)
    return ""


def _first_change(exercise, before, after):
    names = list(inspect.signature(exercise.reference).parameters)
    for one, other in zip(before, after, strict=True):
        for name, a, b in zip(names, one, other, strict=False):
            if not unchanged(a, b):
                return f"It changes its argument {name}."
    return None


def _called_with(exercise, args):
    shapes = [
        f"{name} {arg.shape}" if isinstance(arg, np.ndarray) else name
        for name, arg in zip(
            inspect.signature(exercise.reference).parameters, args, strict=False
        )
    ]
    return ", ".join(shapes)

"""Check an answer, give hints, compare with the solution, show progress.

    check("3.4", dcost_dw)      is it right, and if not, which thought was wrong?
    hint("3.4")                 the next hint, at each call
    compare("3.4", dcost_dw)    your code and results beside the solution's
    predict("3.a")              ask a question before the cell that tells
    predict("3.a", "b")         say what you expect; it is noted, and no more
    answer("3.a")               once it is told: was it so, and why?
    progress()                  how far you are
    restore("03")               a fresh copy of lesson 03; the old one is kept

Each returns a `Feedback`, which shows itself. An instructor who sets the environment
variable BACKPROP_SOLUTIONS to "later" withholds solutions until it is unset, or
until a folder `solutions` lies beside the notebooks.
"""

import functools
import os
from pathlib import Path

import numpy as np

from workshop_lib import exercises
from workshop_lib.checker import comparison, prediction
from workshop_lib.checker import progress as _progress
from workshop_lib.checker.diagnose import judge
from workshop_lib.checker.feedback import Feedback
from workshop_lib.checker.guard.alone import alone
from workshop_lib.checker.guard.pristine import private
from workshop_lib.checker.stale import stale
from workshop_lib.clone import GitError
from workshop_lib.update import fresh

PRINTED = 15  # lines that are shown of what an answer prints
_hints_given = {}
_asked_to_compare = set()


def _command(function):
    """Let a command run whatever the attendee has patched, and say that a number is
    unknown.
    """

    @functools.wraps(function)
    def command(*args, **kwargs):
        with alone(), private():
            try:
                return function(*args, **kwargs)
            except exercises.Unknown as e:
                return Feedback("failed", e.args[0])

    return command


@_command
def check(number, function="", *, _seed=None):
    """Return whether `function` answers the exercise, and if not, why not.

    Each check draws fresh arguments; `_seed` is for tests.
    """
    exercise = exercises.get(number)
    verdict = judge(exercise, function, np.random.default_rng(_seed))
    lines = [*verdict.lines, *stale(exercise.number, function, verdict.status)]
    if verdict.status != "unanswered":
        _progress.record(exercise.number, verdict.status == "right")
    if verdict.printed:
        lines.append("It printed, over all calls:")
    printed = verdict.printed.splitlines()
    if len(printed) > PRINTED:
        printed[PRINTED:] = ["… (cut here)"]
    return Feedback(
        verdict.status,
        f"{exercise.number} · {verdict.headline}",
        lines,
        mistake=verdict.mistake,
        derived=verdict.derived,
        block="\n".join(printed),
        evidence=verdict.evidence,
    )


@_command
def hint(number):
    """Return the next hint; the last one is the solution."""
    exercise = exercises.get(number)
    number, hints = exercise.number, exercise.hints
    place = _hints_given[number] = min(_hints_given.get(number, 0) + 1, len(hints))
    text = hints[place - 1]
    if place == len(hints) and not _released():
        text = "The last hint is the solution. It will be released later."
    return Feedback("info", f"{number} · hint {place} of {len(hints)}", [text])


@_command
def compare(number, function=None):
    """Return your code beside the solution's, and both results for one probe.

    Before a first try it asks for one; the second call gives in.
    """
    exercise = exercises.get(number)
    number = exercise.number
    if not _released():
        return Feedback("info", f"{number} · the solution will be released later")
    tried, right, *_ = _progress.known()
    if number not in [*tried, *right] and number not in _asked_to_compare:
        _asked_to_compare.add(number)
        lines = (f'First write your answer and run check("{number}", ...).',)
        lines += ("To see the solution now, run this cell again.",)
        return Feedback("info", f"{number} · try it yourself first", lines)
    yours, solution = map(comparison.source, (function, exercise.reference))
    rows = comparison.rows(yours, solution)
    return Feedback(
        "info",
        f"{number} · yours and the solution",
        comparison.results(exercise, function, np.random.default_rng()),
        block=comparison.as_text(rows),
        table=comparison.as_table(rows),
    )


@_command
def predict(number, choice=None):
    """Ask a question; with a choice, "b", or a number: note it until it is told."""
    question = exercises.get_prediction(number)
    if choice is not None:
        return prediction.note(question, choice)
    return prediction.Asked(question, functools.partial(predict, question.number))


@_command
def answer(*numbers):
    """Return whether predictions were right, and why each choice tempts.

    Before a prediction it asks for one; the second call gives in.
    """
    return prediction.tell([exercises.get_prediction(n) for n in numbers])


@_command
def progress():
    """Return how far you are: exercises right, tried and unanswered; predictions."""
    tried, right, minutes, trouble = _progress.known()
    lessons = {}
    for number in exercises.ALL:
        mark = "✓" if number in right else "◐" if number in tried else "○"
        lessons.setdefault(number.partition(".")[0].zfill(2), []).append(mark)
    predicted = list(_progress.predictions()[0])
    since = "1 minute" if minutes == 1 else f"{minutes} minutes"
    open_ = len(exercises.ALL) - len(right) - len(tried)
    return Feedback(
        "info",
        f"{len(right)} right ✓ · {len(tried)} tried ◐ · {open_} unanswered ○"
        f" · {len(predicted)} predicted · {since} since you began",
        [trouble] if trouble else [],
        block="\n".join(
            f"{lesson}  {' '.join(m):<13}{m.count('✓')} of {len(m)} right"
            + _count(lesson, predicted)
            for lesson, m in lessons.items()
        ),
    )


def _count(lesson, predicted):
    """Return how many of a lesson's questions were predicted, if it asks any."""
    asked = [n for n in exercises.PREDICTIONS if n.partition(".")[0].zfill(2) == lesson]
    count = sum(n in predicted for n in asked)
    return f", {count} of {len(asked)} predicted" if asked else ""


@_command
def restore(lesson):
    """Put a fresh copy of a lesson in its place; keep the old under a dated name."""
    try:
        path, kept = fresh(lesson)
    except (GitError, OSError) as e:
        return Feedback("failed", f"nothing was restored: {e}")
    if not kept:
        return Feedback("info", f"{path.name} is fresh")
    lines = (f"Yours is kept as {kept.name}, beside it.",)
    lines += ("Open it anew: File, Reload Notebook from Disk.",)
    return Feedback("info", f"{path.name} is fresh again", lines)


def _released():
    later = os.environ.get("BACKPROP_SOLUTIONS") == "later"
    return not later or any(Path(p, "solutions").is_dir() for p in (".", ".."))

"""Set an attendee's code and results beside the solution's."""

import ast
import copy
import difflib
import inspect
import linecache
import textwrap
from html import escape
from time import perf_counter

import numpy as np

from workshop_lib.checker.closeness import close
from workshop_lib.checker.guard import guarded
from workshop_lib.checker.guard.pristine import theirs
from workshop_lib.checker.probes import draw, outcome

_CELL = "text-align: left; vertical-align: top; padding: 0 1em 0 .3em; white-space: pre"
_HEADS = ("", "yours", "solution")
_LABELS = {" ": "the same", "≠": "different"}


def source(function):
    """Return the lines of a function, without decorators and docstring."""
    try:
        linecache.checkcache()
        text = textwrap.dedent(inspect.getsource(function)).rstrip()
        lines = text.splitlines()
        node = ast.parse(text).body[0]
        if ast.get_docstring(node):
            del lines[node.body[0].lineno - 1 : node.body[0].end_lineno]
        del lines[: node.lineno - 1]
    except (OSError, TypeError):
        return ["(no code to show)"]
    except (AttributeError, SyntaxError, IndexError):  # a lambda inside a call
        pass
    return lines


def rows(yours, solution):
    """Return (mark, your line, the solution's line), `≠` marking differences."""
    matcher = difflib.SequenceMatcher(
        None, *([line.strip() for line in lines] for lines in (yours, solution))
    )
    found = []
    for _, i, j, k, m in matcher.get_opcodes():
        left, right = yours[i:j], solution[k:m]
        for n in range(max(len(left), len(right))):
            a, b = (part[n] if n < len(part) else "" for part in (left, right))
            found.append((" " if a.strip() == b.strip() else "≠", a, b))
    return found


def as_text(found):
    width = max((len(a) for _, a, _ in found), default=0)
    return "\n".join(
        f"{mark} {a:<{width}} | {b}".rstrip()
        for mark, a, b in [(" ", "yours", "solution"), *found]
    )


def as_table(found):
    head = "".join(f'<th scope="col" style="{_CELL}">{h}</th>' for h in _HEADS)
    body = "".join(
        "<tr>"
        + f'<td style="{_CELL}" aria-label="{_LABELS[mark]}">{mark}</td>'
        + "".join(f'<td style="{_CELL}"><code>{escape(t)}</code></td>' for t in (a, b))
        + "</tr>"
        for mark, a, b in found
    )
    return f'<table style="color: inherit"><tr>{head}</tr>{body}</table>'


def results(exercise, function, rng):
    """Return lines on what both give for the same probe, and how long they take;
    within `private()`.
    """
    probes, names = draw(exercise, rng), list(exercise.returns)
    args, like = probes.args[0], probes.expected[0]

    def timed(*args):
        with theirs():
            start = perf_counter()
            value = function(*args)
            taken.append(perf_counter() - start)
        return value

    def run():
        made = outcome(timed, copy.deepcopy(args), like, names)
        if made.leaves is not None:
            for _ in range(30):
                timed(*copy.deepcopy(args))
                fresh = copy.deepcopy(args)
                start = perf_counter()
                exercise.reference(*fresh)
                needed.append(perf_counter() - start)
        return made

    taken, needed = [], []
    ran = guarded(run)
    if ran.error:
        return [f"Yours: {ran.error}."]
    made = ran.value
    if made.leaves is None:
        end = "" if made.problem.endswith("?") else "."
        return [f"Yours: {made.problem}{end}"]
    truth = probes.truth[0].leaves
    lines = [_both(name, made.leaves[name], truth[name]) for name in truth]
    ratio = np.median(taken) / np.median(needed)
    return [*lines, f"Yours takes {ratio:.1f} times as long as the solution."]


def _both(name, array, right):
    if array.shape != right.shape:
        return (
            f"{name}: yours has the shape {array.shape}, the solution's {right.shape}."
        )
    wrong = np.count_nonzero(~close(array, right))
    if right.ndim == 0:
        says = f"yours {float(array):.5g} {'≠' if wrong else '='} {float(right):.5g}"
        return f"{name}: {says} the solution's."
    if not wrong:
        return f"{name}: all {right.size} entries agree."
    return f"{name}: {wrong} of {right.size} entries differ."

"""Notice that a check judges a version that the attendee has changed since.

A cell that was edited and not run, or did not run because of an error, leaves the old
function behind its name, and the check would be silent about it.
"""

import inspect
import re
import sys
from types import FunctionType

_judged = {}  # exercise number: the function of its last check, if it was not right


def stale(number, function, status):
    """Return lines that say so if `function` is not the newest, and remember it."""
    if type(function) is not FunctionType or function.__module__ != "__main__":
        return []  # a library's has no cell
    before = _judged.get(number)
    _judged[number] = None if status in ("right", "unanswered") else function
    if status == "right":
        return []
    name = function.__name__
    if _newer_did_not_run(function, name):
        return [f"Your newest version of {name} did not run: see the error above it."]
    if before is function:
        return [
            "This is the function of your last check. Changed it? Run its cell first."
        ]
    return []


def _newer_did_not_run(function, name):
    """Does the newest cell that defines `name` hold another text than the function?"""
    shell = "IPython" in sys.modules and sys.modules["IPython"].get_ipython()
    cells = shell.user_ns.get("In", []) if shell else []
    if not name.isidentifier() or type(cells) is not list:
        return False
    try:
        text = _squeezed(inspect.getsource(function))
    except (OSError, TypeError):
        return False
    defines = re.compile(rf"^\s*def {name}\b", re.MULTILINE)
    for cell in reversed([c for c in cells if type(c) is str]):
        if defines.search(cell):
            return text not in _squeezed(cell)
    return False


def _squeezed(text):
    """Return the text without white space: a function may stand indented in a cell."""
    return "".join(text.split())

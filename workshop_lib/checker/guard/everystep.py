"""Look at the clock at every call and every turn of a loop, where no timer rings.

On Windows, in a browser, and in any thread but the main one no alarm interrupts an
endless loop. Since Python 3.12 a loop can be asked to call us at each jump back: it
runs several times slower, and that is all it costs.
"""

import sys
from threading import get_ident

from workshop_lib.checker.guard import everyline

if _THERE := sys.version_info >= (3, 12):
    _monitoring, _events = sys.monitoring, sys.monitoring.events
    _TOOL = 3  # any of the numbers that no debugger or profiler claims
    _CALLS = _events.PY_START | _events.PY_RESUME | _events.PY_THROW

_NOBODY = None, None, None
_now = _NOBODY  # the thread that is watched, what is due in it, what is raised
_around = []  # of the checks around this one, the same
_looked_at = {}  # the code whose jumps are asked for


def is_possible():
    """Return whether nobody else looks at every step in our place."""
    return _THERE and _monitoring.get_tool(_TOOL) in (None, __name__)


def begin(is_due, stop):
    """Raise `stop` in this thread once `is_due()`, and then at every line of it."""
    global _now
    if _now is _NOBODY:
        _monitoring.use_tool_id(_TOOL, __name__)
        for event, callback in (
            (_events.PY_START, _called),
            (_events.PY_RESUME, _called),
            (_events.PY_THROW, _called),
            (_events.JUMP, _look),
        ):
            _monitoring.register_callback(_TOOL, event, callback)
        _monitoring.set_events(_TOOL, _CALLS)
    _around.append(_now)
    _now = get_ident(), is_due, stop


def end(is_due):
    """Let run again what was begun with `is_due`."""
    global _now
    if _now[1] != is_due:
        return
    _now = _around.pop()
    if _now is _NOBODY:
        _monitoring.set_events(_TOOL, 0)
        while _looked_at:
            _monitoring.set_local_events(_TOOL, _looked_at.popitem()[1], 0)
        _monitoring.free_tool_id(_TOOL)


# Other threads run the same code, and call these too.


def _called(code, *_):
    if get_ident() == _now[0] and not everyline.is_ours(code):
        if id(code) not in _looked_at:
            # All jumps of all code at once would hang: only those of what runs.
            _looked_at[id(code)] = code
            _monitoring.set_local_events(_TOOL, code, _events.JUMP)
        _look()


def _look(*_):
    thread, is_due, stop = _now
    if get_ident() == thread and is_due():
        everyline.begin(None, stop)
        raise stop

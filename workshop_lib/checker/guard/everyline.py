"""Raise an exception at every line that runs, so that no `except` outlives it.

One exception may be caught, `while True: try: ... except: pass`, and the code is
back in its `try` long before the next alarm. What strikes at the first line of the
`except` strikes outside that `try`.
"""

import os
import sys
import threading
from _thread import interrupt_main
from pathlib import Path

# The checker's folder: what runs of it inside an answer is about to end it.
_OURS = str(Path(__file__).parents[1]) + os.sep

if sys.version_info >= (3, 12):
    _monitoring = sys.monitoring
    _TOOL = 4  # any of the numbers that no debugger or profiler claims

    def begin(frame, stop):
        """Raise `stop` at every line and call in this thread, except in ours."""
        here = threading.get_ident()

        def strike(code, *_):
            if threading.get_ident() == here and not is_ours(code):
                raise stop

        if _monitoring.get_tool(_TOOL) is None:
            _monitoring.use_tool_id(_TOOL, __name__)
            events = _monitoring.events
            for event in (events.LINE, events.PY_START):
                _monitoring.register_callback(_TOOL, event, strike)
            _monitoring.set_events(_TOOL, events.LINE | events.PY_START)

    def end():
        """Let lines run again."""
        if _monitoring.get_tool(_TOOL) == __name__:
            _monitoring.set_events(_TOOL, 0)
            _monitoring.free_tool_id(_TOOL)

elif sys.platform != "win32":
    from signal import SIGALRM

    _before = []

    # A trace function that raises is switched off: it must only set off a signal,
    # whose handler raises. Python runs handlers right after a call, and would find
    # itself in `_toll`; so the bell is rung by a subscript.
    _bell = type("Bell", (), {"__getitem__": interrupt_main})()

    def begin(frame, stop):
        """Ring the alarm, whose handler raises `stop`, at every line of `frame`,
        of its callers and of whatever they call, except in ours.
        """
        if not _before:
            _before.append(sys.gettrace())
        sys.settrace(_toll)
        while frame and frame.f_trace is not _toll:
            if not is_ours(frame.f_code):
                frame.f_trace = _toll
            frame = frame.f_back

    def _toll(frame, event, arg):
        if is_ours(frame.f_code):
            return None
        _bell[SIGALRM]
        return _toll

    def end():
        """Let lines run again."""
        if _before:
            sys.settrace(_before.pop())

else:  # no alarm, no lines

    def end():
        """Nothing was begun."""


def is_ours(code):
    return code.co_filename.startswith(_OURS)

"""End the threads that an answer leaves running, and no others."""

import contextlib
import ctypes
import os
import sys
import threading
from threading import get_ident
from time import monotonic

from workshop_lib.checker.guard.kernel_state import stand_in

GRACE = 0.1  # seconds in which a thread may end by itself
_STANDARD = os.path.dirname(os.__file__) + os.sep


@contextlib.contextmanager
def noted():
    """Yield a list of the threads that are started meanwhile from this thread, or
    from those in the list, each with whether a library has started it.

    What other threads start, such as a kernel's subshells, is not the answer's.
    """
    started, here, real = [], get_ident(), threading.Thread.start

    def start(thread):
        if get_ident() in (here, *(one.ident for one, _ in started)):
            frame = sys._getframe(1)
            while frame.f_code.co_filename == __file__:  # of a check around this one
                frame = frame.f_back
            started.append((thread, _is_library(frame)))
        real(thread)

    with contextlib.ExitStack() as stack:
        stand_in(stack, threading.Thread, "start", start)
        yield started


def end(started):
    """Ask the noted threads that still run the answer's work to stop; return whether
    there were any.

    What a library starts for itself, and keeps, would be missed: the workers of
    an executor, the monitor of tqdm. Of those only who runs the answer's code.
    """
    until = monotonic() + GRACE
    for thread, by_library in started:
        while _is_left(thread, by_library) and monotonic() < until:
            thread.join(0.005)
    left = [one for one, by_library in started if _is_left(one, by_library)]
    for thread in left:
        # Lands at the thread's next line of Python; one in a long call goes on.
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread.ident), ctypes.py_object(SystemExit)
        )
    return bool(left)


def _is_left(thread, by_library):
    if not thread.is_alive():
        return False
    frame = sys._current_frames().get(thread.ident) if by_library else None
    while frame and _is_library(frame):
        frame = frame.f_back
    return not by_library or frame is not None


def _is_library(frame):
    name = frame.f_code.co_filename
    return name.startswith((_STANDARD, "<frozen")) or (
        "site-packages" in name or "dist-packages" in name
    )

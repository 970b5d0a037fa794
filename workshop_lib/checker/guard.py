"""Run an attendee's function so that, whatever it does, the kernel lives on.

What remains possible, and costs a kernel restart at worst:
- one long call into C (`10 ** 10 ** 10`, `os.system("sleep 99")`, a huge matrix
  product) ends when it ends: signals are looked at between two steps of Python;
- a crash in C (`ctypes.string_at(0)`), or `os._exit` imported by name beforehand;
- a thread that swallows SystemExit or sits in a long call goes on;
- on Windows, and outside the main thread, there is no time limit (a line says so);
- memory is limited on Linux only, and not once CuPy, PyTorch or JAX is loaded.
"""

import contextlib
import linecache
import os
import sys
import threading
import traceback
from typing import NamedTuple

from workshop_lib.checker import output, settings
from workshop_lib.checker.clock import Clock, Stop
from workshop_lib.checker.values import Unusable

try:
    import resource
except ImportError:  # Windows
    resource = None

LIMIT = 5.0  # seconds for one check
MEMORY = 1 << 30  # bytes an answer may take: hubs give 2 GiB to an attendee


class Run(NamedTuple):
    """What became of a guarded call: its value or error, what it printed, notes."""

    value: object
    error: str | None
    printed: str
    notes: tuple


def guarded(call, seconds=None):
    """Return the Run of `call()`: stopped after `seconds`, its output taken, the
    kernel's settings put back. Raise KeyboardInterrupt if the attendee interrupts.
    """
    value, error, notes = None, None, []
    clock, running = Clock(seconds or LIMIT), set(threading.enumerate())
    with settings.kept(), output.heard() as ear, _memory_limited():
        try:
            try:
                clock.start()
                value = call()
            finally:
                clock.stop()
        except BaseException as e:
            clock.stop()  # the last ring may have come before the first stop
            # Of a foreign exception not even the text can be trusted.
            error = str(e) if type(e) is Unusable else f"it raised {type(e).__name__}"
    if clock.interrupted:
        raise KeyboardInterrupt
    if clock.up:
        error = f"it did not end within {clock.seconds:g} s: is there an endless loop?"
    if not clock.limited:
        notes.append("There is no time limit here; if it hangs, press the stop button.")
    if settings.end_threads(running):
        notes.append("It left a thread running, which was asked to stop.")
    return Run(None if error else value, error, ear.text(), tuple(notes))


def explain(error, filename=None):
    """Return an exception in one line: type, message, and the line of `filename`
    where it came up, without a traceback.
    """
    try:
        message = " ".join(str(error).split())[:200]
    except Stop:
        raise
    except BaseException:  # it has a __str__ of its own, which fails
        message = ""
    said = f"{type(error).__name__}: {message}".removesuffix(": ")
    for frame, number in reversed(list(traceback.walk_tb(error.__traceback__))):
        if frame.f_code.co_filename == filename:
            line = linecache.getline(filename, number).strip()[:80]
            return f"{said}, in line {number}" + (f": `{line}`" if line else "")
    return said


@contextlib.contextmanager
def _memory_limited():
    """Make a huge array a MemoryError instead of the end of the kernel."""
    # A GPU's driver reserves far more addresses than memory: leave it alone.
    if sys.platform != "linux" or {"cupy", "torch", "jax"} & sys.modules.keys():
        yield
        return
    with open("/proc/self/statm") as f:
        used = int(f.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = [used + MEMORY, *(n for n in (soft, hard) if n != resource.RLIM_INFINITY)]
    resource.setrlimit(resource.RLIMIT_AS, (min(wanted), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))

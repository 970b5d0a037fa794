"""Run an attendee's function so that whatever it does, the kernel lives on."""

import contextlib
import io
import signal
import threading
import traceback
from typing import NamedTuple

LIMIT = 5.0  # seconds for one check


class TimeUp(BaseException):
    """The answer ran longer than it may; no `except Exception` catches this."""


class Run(NamedTuple):
    """What became of a guarded call: its value or error, and what it printed."""

    value: object
    error: str | None
    printed: str


def guarded(call, seconds=None):
    """Return the Run of `call()`, stopped after `seconds`, its output kept."""
    out = io.StringIO()
    value = error = None
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            with _limit(seconds or LIMIT):
                value = call()
    except TimeUp:
        error = (
            f"it did not end within {seconds or LIMIT:g} s: is there an endless loop?"
        )
    except BaseException as e:
        error = explain(e)
    return Run(value, error, out.getvalue()[:2000])


def explain(error):
    """Return an exception in one line: its type, message, and the line it left."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f", in line {frames[-1].lineno} of {frames[-1].name}" if frames else ""
    message = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}: {message}{where}"


@contextlib.contextmanager
def _limit(seconds):
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_):
        raise TimeUp

    old = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.005)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)

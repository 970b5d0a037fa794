"""Stop what takes too long, or what the attendee interrupts."""

import contextlib
import sys
import threading
from _thread import interrupt_main
from pathlib import Path
from signal import SIG_DFL, SIGINT
from signal import signal as set_handler
from sys import setrecursionlimit as set_depth
from time import monotonic

from workshop_lib.checker.guard import everyline, everystep

try:  # all bound here, for the guard forbids them to answers
    from signal import ITIMER_REAL, SIGALRM, setitimer
except ImportError:  # Windows
    SIGALRM = None

AGAIN = 0.005  # seconds from one ring to the next


class Stop(BaseException):
    """The answer must end now. No `except Exception` catches this."""


class TimeLimit:
    """A time limit between `start()` and `stop()`; both may be called twice.

    Afterwards `up` and `interrupted` tell what stopped the code, if anything did.
    Interrupting needs the main thread. `limited`: is there a time limit? It needs a
    timer, which rings in the main thread only, or Python 3.12 (`everystep`).
    """

    def __init__(self, seconds):
        self.seconds, self.up, self.interrupted = seconds, False, False
        self._on, self._over, self._handlers = False, threading.Event(), {}
        self._main = threading.current_thread() is threading.main_thread()
        self._rings = self._main and SIGALRM is not None
        self.limited = self._rings or everystep.is_possible()

    def start(self):
        """Begin; raise Stop if an interrupt has been waiting (`alone`)."""
        self._depth, self._end = sys.getrecursionlimit(), monotonic() + self.seconds
        if self._main:
            before = self._handlers[SIGINT] = set_handler(SIGINT, self._ring) or SIG_DFL
            if getattr(before, "came", False):
                self.interrupted = True  # `|=` could undo what `_ring` does meanwhile
        if self._rings:
            self._handlers[SIGALRM] = set_handler(SIGALRM, self._ring) or SIG_DFL
            self._helper = threading.Thread(target=self._make_room, daemon=True)
            with contextlib.suppress(RuntimeError):  # there are too many threads
                self._helper.start()
            self._timer = setitimer(ITIMER_REAL, self.seconds, AGAIN)
        elif self.limited:
            everystep.begin(self._is_due, Stop)
        # From here on it strikes; before, it would leave things half done.
        self._on = True
        if self.interrupted:
            raise Stop

    def stop(self):
        self._on = False
        everyline.end()
        everystep.end(self._is_due)
        self._over.set()
        try:
            if SIGALRM in self._handlers:
                setitimer(ITIMER_REAL, *self._timer)
                if self._helper.ident:
                    self._helper.join()
        finally:
            while self._handlers:
                set_handler(*self._handlers.popitem())
        if self.up or self.interrupted:
            set_depth(self._depth)

    def _is_due(self):
        self.up |= monotonic() > self._end
        return self.up or self.interrupted

    def _make_room(self):
        """Ring with a deeper stack: where recursion has used it up, and catches
        its RecursionError, there is no room to call the handler either.
        """
        pause = self.seconds + 10 * AGAIN
        while not self._over.wait(pause):
            set_depth(sys.getrecursionlimit() + 200)
            interrupt_main(SIGALRM)
            pause = 10 * AGAIN

    def _ring(self, number, frame):
        if number == SIGINT:
            self.interrupted = True
        if not self._on:
            return
        if number == SIGALRM:
            self.up = True
        if self._rings:  # again, for what swallows this one
            setitimer(ITIMER_REAL, AGAIN, AGAIN)
        if frame.f_code.co_filename in _UNTOUCHED:
            return  # the next ring will find the answer
        if self._rings:
            everyline.begin(frame, Stop)
        raise Stop


_HERE = Path(__file__).parent
_UNTOUCHED = {
    str(_HERE / f"{name}.py")
    for name in "time_limit everyline everystep pristine alone __init__".split()
}

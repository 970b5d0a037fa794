"""Stop what takes too long, or what the attendee interrupts."""

import sys
import threading
from _thread import interrupt_main
from pathlib import Path
from signal import SIG_DFL, SIGINT
from signal import signal as set_handler
from sys import setrecursionlimit as set_depth

from workshop_lib.checker.guard import everyline

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
    Interrupting needs the main thread, and a time limit also Unix: `limited`.
    """

    def __init__(self, seconds):
        self.seconds, self.up, self.interrupted = seconds, False, False
        self._on, self._over, self._handlers = False, threading.Event(), {}
        self._main = threading.current_thread() is threading.main_thread()
        self.limited = self._main and SIGALRM is not None

    def start(self):
        self._depth = sys.getrecursionlimit()
        if self._main:
            self._handlers[SIGINT] = set_handler(SIGINT, self._ring) or SIG_DFL
        if self.limited:
            self._handlers[SIGALRM] = set_handler(SIGALRM, self._ring) or SIG_DFL
        self._on = True
        if self.limited:
            self._timer = setitimer(ITIMER_REAL, self.seconds, AGAIN)
            self._helper = threading.Thread(target=self._make_room, daemon=True)
            self._helper.start()

    def stop(self):
        self._on = False
        everyline.end()
        self._over.set()
        if self._handlers and self.limited:
            setitimer(ITIMER_REAL, *self._timer)
            self._helper.join()
        while self._handlers:
            set_handler(*self._handlers.popitem())
        if self.up or self.interrupted:
            set_depth(self._depth)

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
        if not self._on or frame.f_code.co_filename in _UNTOUCHED:
            return  # the next ring will find the answer
        self.interrupted |= number == SIGINT
        self.up |= number == SIGALRM
        if self.limited:
            setitimer(ITIMER_REAL, AGAIN, AGAIN)
            everyline.begin(frame, Stop)
        raise Stop


_HERE = Path(__file__).parent
_UNTOUCHED = {
    str(_HERE / name) for name in ("time_limit.py", "everyline.py", "__init__.py")
}

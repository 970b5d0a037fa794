"""One check at a time in this process, and the stop button waits for its end."""

import threading

# From the C module: `signal` itself asks builtins, which may be patched. And the guard
# forbids it to answers.
from _signal import SIG_DFL, SIGINT, raise_signal
from _signal import signal as set_handler
from threading import current_thread, main_thread

# What a check changes belongs to the process: two at once would put back each
# other's changes. A check inside an answer comes from the same thread, and may.
_one = threading.RLock()


class _Waiting:
    """A signal handler that only notes that the signal came."""

    came = False

    def __call__(self, *_):
        self.came = True


class alone:
    """Wait until no other thread is in here; hold interrupts back until the end.

    While waiting, and inside `TimeLimit`, an interrupt strikes at once. A class, for
    contextlib calls builtins, and the attendee may have patched those.
    """

    def __enter__(self):
        _one.acquire()
        self._waiting = None
        if current_thread() is main_thread():  # only that one is interrupted
            self._waiting = _Waiting()
            self._before = set_handler(SIGINT, self._waiting) or SIG_DFL

    def __exit__(self, kind, *_):
        try:
            if self._waiting:
                set_handler(SIGINT, self._before)
        finally:
            _one.release()
        # A KeyboardInterrupt on its way out has been told.
        if self._waiting and self._waiting.came and kind is not KeyboardInterrupt:
            raise_signal(SIGINT)

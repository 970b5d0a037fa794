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
_LOOK = 0.02  # seconds of waiting between two looks for an interrupt


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
        self._waiting = None
        if current_thread() is main_thread():  # only that one is interrupted
            self._hold_back()
        # Struck between its having the lock and its knowing so, it would keep the
        # lock for good: it looks for interrupts where it does not have the lock.
        while not _one.acquire(timeout=_LOOK):
            if self._waiting and self._waiting.came:
                set_handler(SIGINT, self._before)
                raise_signal(SIGINT)
                self._hold_back()  # whoever was told of it lets us wait on

    def _hold_back(self):
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

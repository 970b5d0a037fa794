"""One check at a time in this process, and the stop button waits for its end."""

import contextlib
import threading
from signal import SIG_DFL, SIGINT, raise_signal
from signal import signal as set_handler  # the guard forbids it to answers

# What a check changes belongs to the process: two at once would put back each
# other's changes. A check inside an answer comes from the same thread, and may.
_one = threading.RLock()


class _Waiting:
    """A signal handler that only notes that the signal came."""

    came = False

    def __call__(self, *_):
        self.came = True


@contextlib.contextmanager
def alone():
    """Wait until no other thread is in here; hold interrupts back until the end.

    While waiting, and inside `TimeLimit`, an interrupt strikes at once.
    """
    with _one:
        if threading.current_thread() is not threading.main_thread():
            yield  # only the main thread is interrupted
            return
        waiting = _Waiting()
        before = set_handler(SIGINT, waiting) or SIG_DFL
        try:
            yield
        except KeyboardInterrupt:
            waiting.came = False  # it has been told
            raise
        finally:
            set_handler(SIGINT, before)
            if waiting.came:
                raise_signal(SIGINT)

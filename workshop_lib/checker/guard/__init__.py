"""Run an attendee's function so that, whatever it does, the kernel lives on.

What the guard is afraid of: an answer that never ends, ends the kernel, eats its
memory, prints without end, waits for input, or leaves behind a changed random state,
working directory, patched function, figure, thread. Mostly these are slips; and a
room of forty makes every slip.

Why it is hard: the answer runs in the attendee's own kernel, for their variables,
prints and edits are there.
- It may catch whatever stops it: `while True: try: ... except: pass`. So the alarm
  repeats (`time_limit`), and once it has rung it strikes at every line (`everyline`).
- Our own frames are on the same stack: an alarm that struck in them would leave the
  kernel half restored. So they are known by their folder, and passed over.
- It may have patched what we judge with, `np.exp` or `len`. So judging has its own,
  remembered at import (`pristine`).
- What it prints, shows and warns is taken (`output`); what belongs to the whole
  kernel is put back (`kernel_state`).

What remains possible, and costs a kernel restart at worst:
- one long call into C (`10 ** 10 ** 10`, `os.system("sleep 99")`, a huge matrix
  product) ends when it ends: signals are looked at between two steps of Python;
- a crash in C (`ctypes.string_at(0)`), or `os._exit` imported by name beforehand;
- a thread that swallows SystemExit or sits in a long call goes on;
- without a timer (Windows, another thread than the main one) and before Python 3.12
  there is no time limit (a line says so); from 3.12 on `everystep` counts the time;
- memory is limited on Linux only, and what CuPy or PyTorch takes of a card is not.
"""

import contextlib
from typing import NamedTuple

from workshop_lib.checker.guard import kernel_state, output, threads
from workshop_lib.checker.guard.time_limit import TimeLimit
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
    limit = TimeLimit(seconds or LIMIT)
    with (
        threads.noted() as started,
        kernel_state.kept(),
        output.heard() as ear,
        _memory_limited(),
    ):
        try:
            try:
                limit.start()
                value = call()
            finally:
                limit.stop()
        except BaseException as e:
            limit.stop()  # the last ring may have come before the first stop
            # Of a foreign exception not even the text can be trusted.
            error = str(e) if type(e) is Unusable else f"it raised {type(e).__name__}"
    left = threads.end(started)
    if limit.interrupted:
        raise KeyboardInterrupt
    if limit.up:
        error = f"it did not end within {limit.seconds:g} s: is there an endless loop?"
    if not limit.limited:
        notes.append("There is no time limit here; if it hangs, press the stop button.")
    if left:
        notes.append("It left a thread running, which was asked to stop.")
    return Run(None if error else value, error, ear.text(), tuple(notes))


@contextlib.contextmanager
def _memory_limited():
    """Make a huge array a MemoryError instead of the end of the kernel."""
    try:
        with open("/proc/self/status") as f:
            used = int(f.read().split("VmData:")[1].split()[0]) * 1024
    except (OSError, IndexError):  # not Linux
        yield
        return
    # Data only: a limit on addresses would break the import of a large library, for
    # good, and a GPU's driver reserves far more addresses than there is memory.
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = [used + MEMORY, *(n for n in (soft, hard) if n != resource.RLIM_INFINITY)]
    resource.setrlimit(resource.RLIMIT_DATA, (min(wanted), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))

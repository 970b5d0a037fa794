"""Read the clock honestly: wait for the GPU first.

All of it also runs without one: then there is nothing to wait for.
"""

import statistics
import time
from typing import NamedTuple

import numpy as np

from workshop_lib.backend import gpu_available, put_beside, xp_of
from workshop_lib.gpu.card_memory import explaining_memory, free_memory


def wait():
    """Return when the GPU has done all that it was asked; at once without one."""
    if gpu_available():
        import cupy

        cupy.cuda.runtime.deviceSynchronize()


class Timing(NamedTuple):
    """Seconds per call: one number a round, each a mean over `calls` calls."""

    rounds: tuple[float, ...]
    calls: int

    @property
    def median(self):
        """Return the median over the rounds: one slow round does not move it."""
        return statistics.median(self.rounds)

    def __str__(self):
        low, high = min(self.rounds), max(self.rounds)
        count = f"{len(self.rounds)} rounds of {self.calls}"
        return f"{_si(self.median)} ({_si(low)} to {_si(high)}, {count})"


def _si(seconds):
    if seconds < 1e-3:
        return f"{seconds * 1e6:.3g} us"
    return f"{seconds * 1e3:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


def race(calls, rounds=7, budget=0.3, finish=None):
    """Return {name: Timing} of `calls`, {name: function without arguments}.

    Honest on a GPU: each call is warmed up (kernels compile, pools fill), and
    the clock is read only after `wait`. The rounds of the runners take turns, so
    that a busy moment of the machine hits all of them alike. `budget` is the
    time in seconds that one runner may take; `finish` waits instead of `wait`.
    """
    # No GPU: do not look for one again in every round.
    wait_ = finish or (wait if gpu_available() else lambda: None)
    count = {}
    for name, call in calls.items():
        call()
        wait_()
        once = max(_seconds(call, 1, wait_), 1e-7)
        count[name] = min(max(int(budget / rounds / once), 1), 1000)
    laps = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            laps[name].append(_seconds(call, count[name], wait_))
    return {name: Timing(tuple(laps[name]), count[name]) for name in calls}


def timed(call, *args, rounds=7, budget=0.3):
    """Return the Timing of `call(*args)`, warmed up and waited for (see `race`)."""
    return race({"it": lambda: call(*args)}, rounds, budget)["it"]


def _seconds(call, count, wait_):
    start = time.perf_counter()
    for _ in range(count):
        call()
    wait_()
    return (time.perf_counter() - start) / count


class Ceilings(NamedTuple):
    """What a machine can do at best, measured."""

    launch: float  # seconds for the smallest operation
    rate: float  # operations per second, in a large product of matrices
    bandwidth: float  # bytes per second, read and written, in the fastest copy

    def __str__(self):
        return (
            f"a launch {_si(self.launch)}, {self.rate / 1e9:.4g} billion operations "
            f"and {self.bandwidth / 1e9:.4g} GB a second"
        )


def ceilings(like):
    """Measure the `Ceilings` of the machine on which the array `like` lives.

    In float32: the best of several rounds, and for the copy of several sizes,
    since small arrays may stay in a cache. About a second; 0.65 GiB on a GPU, given
    back at the end.
    """
    with explaining_memory():
        best = _ceilings(like)
    free_memory()
    return best


def _ceilings(like):
    xp = xp_of(like)
    # Not zeros: some cards are faster on zeros. A thousand numbers go to the card and
    # are repeated there: a copy leaves pinned memory behind, as much again.
    some = put_beside(np.random.default_rng(0).random(1000, dtype=np.float32), like)

    def draw(size):
        return xp.tile(some, size // 1000 + 1)[:size]

    def best(call):
        return min(timed(call, budget=0.1).rounds)

    one, width = draw(1), 1024 if xp is np else 4096
    matrix = draw(width**2).reshape(width, width)
    rate = 2 * width**3 / best(lambda: matrix @ matrix)
    bandwidth = 0.0
    for size in (2**16, 2**20, 2**24 if xp is np else 2**26):
        source = draw(size)
        target = xp.empty_like(source)
        seconds = best(lambda: xp.copyto(target, source))  # noqa: B023
        bandwidth = max(bandwidth, 2 * source.nbytes / seconds)
    return Ceilings(best(lambda: one + one), rate, bandwidth)

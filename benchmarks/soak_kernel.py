"""What benchmarks/soak.py lets its kernel do: check, be interrupted, look around."""

import gc
import json
import os
import random
import signal
import threading
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from ipywidgets import IntSlider

from tests.process_state import state
from workshop_lib import exercises
from workshop_lib.checker import check

PATIENCE = 20.0  # seconds; what has not come by then does not come
STOPS_IN = 2.0  # seconds from a press at the latest, on a busy machine

_widgets = {}  # each slider under the name of its comm, with the values it came to


class Case(NamedTuple):
    """An answer, what a check of it must tell, and how long that takes."""

    number: str
    answer: object
    told: tuple | None  # status and mistake; None if the answer never ends
    seconds: float


def cases(numbers):
    """Return a list of Cases, each checked once in peace."""
    found = []
    for number in numbers:
        for answer, *told in _answers(exercises.ALL[number]):
            start = time.perf_counter()
            assert _told(number, answer) == tuple(told), (number, told)
            took = time.perf_counter() - start
            found.append(Case(number, answer, tuple(told), took))
        found.append(Case(number, _endless, None, 0.1))
    return found


def _answers(exercise):
    """Yield answers to an exercise, each with its status and its mistake."""
    reference, mistake = exercise.reference, exercise.mistakes[0]

    def printing(*args):
        print("look " * 1000)
        return reference(*args)

    def sleeping(*args):
        time.sleep(0.005)
        return reference(*args)

    for answer in (reference, printing, sleeping):
        yield answer, "right", None
    yield mistake.formula, "mistake", mistake.name


def _endless(*args):
    while True:
        try:
            time.sleep(9)
        except BaseException:
            continue


def _told(number, answer):
    told = check(number, answer)
    return told.status, told.mistake


def batch(found, checks, seed, bell):
    """Return what came of so many checks, each with one press of the stop button,
    while another thread checks too: counts, and what was not as it should be.
    """
    rng, over, before = random.Random(seed), threading.Event(), _seen()
    counts, troubles = Counter(), []
    beside = threading.Thread(
        target=_check_beside, args=(found, over, seed, counts, troubles), daemon=True
    )
    beside.start()
    for _ in range(checks):
        _check_pressed(rng.choice(found), bell, counts, troubles)
        counts["dead handlers"] += _handlers() != before["all handlers"]
    over.set()
    beside.join(PATIENCE)
    if beside.is_alive():
        counts["threads that hang"] += 1
        return counts, [*troubles, "the other thread hangs"]
    after = _seen()
    changed = [name for name in before if before[name] != after[name]]
    counts["changes of the kernel"] += len(changed)
    return counts, troubles + changed


def _check_pressed(case, bell, counts, troubles):
    """Check; who listens to the bell presses stop once, within these seconds."""
    told, start = None, time.monotonic()
    try:
        bell.write(f"{case.seconds}\n")
        bell.flush()
        told = _told(case.number, case.answer)
        # In short naps: a signal that comes just before a sleep does not end it.
        while time.monotonic() < start + PATIENCE:
            time.sleep(0.005)
        counts["presses lost"] += 1
    except KeyboardInterrupt:
        took = time.monotonic() - start
        if took > case.seconds + STOPS_IN:
            counts["slow to stop"] += 1
            troubles.append(f"{case.number}: {took:.1f} s, not {case.seconds:.2f} s")
    counts["checks, each with a press"] += 1
    counts["stopped" if told is None else "over before the press"] += 1
    if told not in (None, case.told):
        counts["wrong verdicts"] += 1
        troubles.append(f"{case.number}: {told}, not {case.told}")


def _check_beside(found, over, seed, counts, troubles):
    """Check, with pauses for the other thread."""
    rng, ending = random.Random(seed), [case for case in found if case.told]
    while not over.is_set():
        case = rng.choice(ending)
        told = _told(case.number, case.answer)
        counts["checks beside, in another thread"] += 1
        if told != case.told:
            counts["wrong verdicts"] += 1
            troubles.append(f"{case.number}, beside: {told}, not {case.told}")
        time.sleep(rng.uniform(0, 0.01))


def _seen():
    """Return what a batch must leave as it was."""
    files = [os.readlink(f"/proc/self/fd/{number}") for number in (0, 1, 2)]
    progress = json.loads(Path(os.environ["BACKPROP_PROGRESS"]).read_text("utf-8"))
    kept = state()
    # The shells of a kernel hand each other their `input`, whichever came first.
    kept["functions"] = [one for one in kept["functions"] if one is not input]
    return {
        **kept,
        "all handlers": _handlers(),
        "standard files": files,
        "drafts of the progress file": [p.name for p in Path().glob(".new-*")],
        "what the progress file holds": progress,
    }


def _handlers():
    return {number: signal.getsignal(number) for number in signal.valid_signals()}


def open_widget():
    """Open a slider in the shell that calls, and return the name of its comm."""
    slider, values = IntSlider(), []
    slider.observe(lambda change: values.append(change.new), "value")
    _widgets[slider.comm.comm_id] = slider, values
    return slider.comm.comm_id


def moves(comm):
    """Return the values that a slider came to, in order of size."""
    return sorted(_widgets[comm][1])


def sizes():
    """Return the numbers of descriptors and threads, and the memory in MiB."""
    gc.collect()
    # IPython opens a journal of its history now and then.
    files = [file for file in map(_target, os.listdir("/proc/self/fd")) if file]
    files = [file for file in files if "history.sqlite" not in file]
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    memory = pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    return len(files), threading.active_count(), round(memory, 1)


def _target(number):
    try:
        return os.readlink(f"/proc/self/fd/{number}")
    except OSError:  # listing them took one itself
        return None

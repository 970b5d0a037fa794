"""The stop button, pressed at any moment of a check, leaves the kernel whole."""

import os
import subprocess
import sys
import threading
import time
from _thread import interrupt_main
from signal import SIGINT

import pytest

from tests.process_state import state
from workshop_lib import checker, exercises
from workshop_lib.checker.guard.alone import alone

# In a process of its own: a press that came late would end the whole test run.
ALONE = "GUARD_ALONE" in os.environ
alone_only = pytest.mark.skipif(not ALONE, reason="runs in a process of its own")

REFERENCE = exercises.ALL["3.4"].reference
MOMENTS = 250
# Of the rest, NumPy and our own drawing, nothing has to be left whole.
WHERE = ("checker/guard/", "progress.py", "atomic.py", "threading.py", "contextlib.py")
WHERE += ("checker/__init__.py", "tempfile.py", "test_guard_interrupts.py")

# Python looks for signals after each call: a call would find itself in the trace
# function, and not in what is traced.
_button = type("Button", (), {"__getitem__": interrupt_main})()


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv("BACKPROP_PROGRESS", str(tmp_path / "progress.json"))
    return tmp_path


def answer(*args):
    print("look")
    return REFERENCE(*args)


def check_and_press(moment, where=WHERE):
    """Check, press stop at that line; return status, number of lines, place, and
    whether the press was told.
    """
    seen = {"status": "interrupted", "lines": 0, "place": "", "told": False}

    def trace(frame, event, _):
        name = frame.f_code.co_filename
        if event == "call" and not any(part in name for part in where):
            return None
        if event == "line":
            seen["lines"] += 1
            if seen["lines"] == moment:
                seen["place"] = f"{name}:{frame.f_lineno}"
                _button[SIGINT]
        return trace

    try:
        try:
            sys.settrace(trace)
            seen["status"] = checker.check("3.4", answer, _seed=1).status
        finally:
            sys.settrace(None)
    except KeyboardInterrupt:  # pressed at the last line, it may come after the check
        seen["told"] = True
    return tuple(seen.values())


def whole():
    """Return what a check must leave as it was."""
    files = {n: os.readlink(f"/proc/self/fd/{n}") for n in (0, 1, 2)}
    return {
        **state(),
        "descriptors": len(os.listdir("/proc/self/fd")),
        "files": files,
        "threads": threading.active_count(),
    }


@alone_only
def test_stop_at_any_line_of_a_check_leaves_everything_as_it_was(folder):
    tracer = sys.gettrace()
    try:
        status, lines, *_ = check_and_press(None)
        assert status == "right"
        before, seen = whole(), set()
        for moment in range(1, lines, max(1, lines // MOMENTS)):
            status, _, place, _ = check_and_press(moment)
            seen.add(status)
            assert status in ("right", "interrupted"), place
            assert whole() == before, place
            assert {p.name for p in folder.iterdir()} <= {"progress.json"}, place
            assert checker.check("3.4", answer, _seed=1).status == "right", place
    finally:
        sys.settrace(tracer)
    assert "interrupted" in seen


@alone_only
def test_stop_at_any_line_of_the_guard_is_told_and_lets_other_threads_check():
    def check_beside():
        with alone():
            came.append(moment)

    where = ("guard/alone.py", "guard/time_limit.py")
    came, tracer = [], sys.gettrace()
    try:
        _, lines, *_ = check_and_press(None, where)
        for moment in range(1, lines + 1):
            *_, place, told = check_and_press(moment, where)
            other = threading.Thread(target=check_beside, daemon=True)
            other.start()
            other.join(2)
            assert told and moment in came, place
    finally:
        sys.settrace(tracer)
    assert len(came) == lines > 30


def _press_later(seconds):
    # Bound here, for an answer may not kill.
    timer = threading.Timer(seconds, os.kill, (os.getpid(), SIGINT))
    timer.start()
    return timer


@alone_only
def test_stop_before_the_answer_begins_spares_it():
    ran = []
    exercise = exercises.ALL["3.4"]

    def probes(rng):
        interrupt_main()
        return exercise.probes(rng)

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(exercises.ALL, "3.4", exercise._replace(probes=probes))
        with pytest.raises(KeyboardInterrupt):
            checker.check("3.4", ran.append)
    assert not ran


@alone_only
def test_stop_ends_the_waiting_for_another_threads_check():
    inside, done = threading.Event(), threading.Event()

    def hold():
        with alone():
            inside.set()
            done.wait(9)

    other = threading.Thread(target=hold)
    other.start()
    inside.wait()
    timer, start = _press_later(0.2), time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            checker.check("3.4", answer)
        assert time.monotonic() - start < 5
    finally:
        done.set()
        other.join()
        timer.join()
    assert checker.check("3.4", answer).status == "right"


@pytest.mark.skipif(ALONE, reason="this is that process")
def test_all_of_this_passes_in_a_process_of_its_own():
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", __file__]
    done = subprocess.run(
        command, env=os.environ | {"GUARD_ALONE": "1"}, capture_output=True, text=True
    )
    assert done.returncode == 0 and "4 passed" in done.stdout, done.stdout

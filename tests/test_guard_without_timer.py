"""Where no timer rings, as on Windows, Python 3.12 ends a loop all the same."""

import itertools
import os
import re
import signal
import sys
import threading
import time

import pytest

from tests.answers.wrong import ANSWERS
from tests.process_state import state
from workshop_lib import checker, exercises
from workshop_lib.checker import guard
from workshop_lib.checker.guard import time_limit

pytestmark = pytest.mark.skipif(
    sys.version_info < (3, 12), reason="needs sys.monitoring"
)
SHORT = 0.4  # seconds, instead of 5
REFERENCE = exercises.ALL["3.4"].reference
# In one long call into C, which only a timer interrupts.
CALLS = {"a long sleep", "waiting for a lock", "waiting for a program"}
CALLS |= {"endless loops under bare excepts, in each other"}


@pytest.fixture(autouse=True)
def no_timer(monkeypatch, tmp_path):
    monkeypatch.setattr(time_limit, "SIGALRM", None)
    monkeypatch.setenv("BACKPROP_PROGRESS", str(tmp_path / "progress.json"))


def test_no_timer_is_set():
    seen = []
    checker.check("3.4", lambda *args: seen.append(state()["timer"]))
    assert set(seen) == {(0.0, 0.0)}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize(
    "bad", [b for b in ANSWERS if b.name not in CALLS], ids=lambda bad: bad.name
)
def test_a_bad_answer_is_told_as_with_a_timer(bad, monkeypatch):
    if bad.slow:
        monkeypatch.setattr(guard, "LIMIT", SHORT)
    before, start = state(), time.monotonic()
    told = checker.check("3.4", bad.make(REFERENCE))
    assert time.monotonic() - start < guard.LIMIT + 1
    assert state() == before
    assert told.status in bad.status, told
    assert re.search(bad.says, repr(told)), told
    assert "no time limit" not in repr(told)


def _pass():
    while True:
        pass


def _generated():
    for _ in itertools.count():
        yield


def _one_expression():
    return sum(1 for _ in itertools.count())


def _swallows():
    while True:
        try:
            for _ in itertools.repeat(0):
                pass
        except BaseException:
            continue


@pytest.mark.parametrize("in_thread", [False, True])
@pytest.mark.parametrize(
    "loop", [_pass, _one_expression, _swallows], ids=lambda loop: loop.__name__
)
def test_an_endless_loop_ends_at_the_limit(loop, in_thread, monkeypatch):
    monkeypatch.setattr(guard, "LIMIT", SHORT)
    told, start = [], time.monotonic()
    run = lambda: told.append(checker.check("3.4", lambda *args: loop()))  # noqa: E731
    if in_thread:
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(5)
    else:
        run()
    assert "did not end within 0.4 s" in repr(told[0])
    assert time.monotonic() - start < 1


def test_the_stop_button_ends_what_swallows_interrupts():
    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        checker.check("3.4", lambda *args: _swallows())
    assert time.monotonic() - start < 1
    timer.join()


def test_a_generator_that_began_before_the_check_is_ended(monkeypatch):
    monkeypatch.setattr(guard, "LIMIT", SHORT)
    older = _generated()
    next(older)
    told = checker.check("3.4", lambda *args: list(zip(older)))
    assert "did not end" in repr(told)


def test_afterwards_loops_are_as_fast_as_before():
    def seconds():
        start = time.perf_counter()
        for _ in range(300_000):
            pass
        return time.perf_counter() - start

    before = min(seconds() for _ in range(5))
    inside = []

    def answer(*args):
        inside.append(seconds())
        return REFERENCE(*args)

    assert checker.check("3.4", answer).status == "right"
    after = min(seconds() for _ in range(5))
    assert after < 2 * before < 2 * inside[0]


def test_a_check_inside_a_check_leaves_the_outer_limit(monkeypatch):
    monkeypatch.setattr(guard, "LIMIT", SHORT)

    def answer(*args):
        checker.check("3.4", lambda *args: _pass())
        _pass()

    told = checker.check("3.4", answer)
    assert "did not end" in repr(told)
    assert sys.monitoring.get_tool(3) is sys.monitoring.get_tool(4) is None


def test_where_another_tool_has_the_place_a_line_says_that_nothing_limits():
    sys.monitoring.use_tool_id(3, "profiler")
    try:
        told = checker.check("3.4", REFERENCE)
    finally:
        sys.monitoring.free_tool_id(3)
    assert told.status == "right" and "no time limit" in repr(told)

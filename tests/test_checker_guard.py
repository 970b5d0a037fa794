"""Whatever an answer does, the check comes back, and the kernel is as it was.

EVERY=1 in the environment tries every bad answer on every exercise instead of on
three (benchmarks/check.py does so and keeps a record).
"""

import os
import re
import threading
import time

import pytest

from tests.answers.wrong import ANSWERS
from tests.process_state import state
from workshop_lib import checker, exercises
from workshop_lib.checker import guard

SHORT = 0.4  # instead of 5 s, for those who run into it
SOME = [n for n in ("3.4", "6.4", "6.5") if n in exercises.ALL]  # number, arrays, dict
NUMBERS = list(exercises.ALL) if os.environ.get("EVERY") else SOME


@pytest.fixture(autouse=True)
def progress_of_its_own(monkeypatch, tmp_path):
    monkeypatch.setenv("BACKPROP_PROGRESS", str(tmp_path / "progress.json"))


@pytest.fixture(autouse=True, scope="module")
def threads_before():
    """Return the threads that other tests have left: a hub's resolver, say."""
    return set(threading.enumerate())


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("bad", ANSWERS, ids=lambda bad: bad.name)
def test_a_bad_answer_is_told_and_leaves_nothing_behind(bad, monkeypatch):
    if bad.slow:
        monkeypatch.setattr(guard, "LIMIT", SHORT)
    for number in NUMBERS[:1] if bad.slow and NUMBERS is SOME else NUMBERS:
        answer = bad.make(exercises.ALL[number].reference)
        before, start = state(), time.monotonic()
        told = checker.check(number, answer)
        assert time.monotonic() - start < guard.LIMIT + 1
        assert state() == before
        assert told.status in bad.status, (number, told)
        assert re.search(bad.says, repr(told)), (number, told)
        assert "Traceback" not in repr(told) and "\x1b" not in repr(told)
        assert "<script" not in told._repr_html_()
        assert len(repr(told)) < 4000 and len(told.headline.splitlines()) == 1


def test_no_bad_answer_has_left_a_thread(threads_before):
    time.sleep(0.1)
    others = set(threading.enumerate()) - threads_before
    assert not [t for t in others if t.name.startswith("Thread-")], others

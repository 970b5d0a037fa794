"""What was tried and what is right is kept, whoever else writes, whatever is there."""

import fcntl
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from workshop_lib import atomic, checker

progress = checker._progress

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def kept(monkeypatch, tmp_path):
    """Return the path of a progress file that is not there yet."""
    monkeypatch.setenv("BACKPROP_PROGRESS", str(tmp_path / "progress.json"))
    monkeypatch.setattr(progress, "_seen", progress.nothing())
    monkeypatch.setattr(progress, "_trouble", None)
    return tmp_path / "progress.json"


def test_kernels_that_record_at_once_lose_nothing(kept):
    code = (
        "import sys; from workshop_lib import checker\n"
        "print(flush=True)\n"
        "for n in sys.stdin:\n"
        "    checker._progress.record(n.strip(), True); print(flush=True)"
    )
    kernels = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
            cwd=ROOT,
        )
        for _ in range(3)
    ]
    for kernel in kernels:
        kernel.stdout.readline()
    for turn in range(10):
        for k, kernel in enumerate(kernels):
            kernel.stdin.write(f"{turn}.{k}\n")
        for kernel in kernels:
            kernel.stdout.readline()
        # A later turn would bring it back: a kernel remembers what it recorded.
        right = json.loads(kept.read_text())["right"]
        assert len(right) == 3 * (turn + 1), right
    for kernel in kernels:
        kernel.communicate()


def test_a_kernel_that_hangs_keeps_others_waiting_a_second_at_most(kept):
    with atomic.lock(kept):
        start = time.monotonic()
        progress.record("1.1", True)
        assert 0.9 < time.monotonic() - start < 1.5
    assert "1.1" in kept.read_text()


def test_where_there_are_no_locks_progress_is_kept(kept, monkeypatch):
    def none(*_):
        raise OSError("No locks available")

    monkeypatch.setattr(fcntl, "flock", none)
    monkeypatch.setattr(atomic, "PATIENCE", 0.05)
    progress.record("1.1", True)
    monkeypatch.setattr(os, "open", none)
    progress._read()
    assert "1.1" in kept.read_text()


def test_a_link_is_followed_and_stays(kept, tmp_path):
    (tmp_path / "disk").mkdir()
    kept.symlink_to(tmp_path / "disk" / "real.json")
    for number in ("1.1", "1.2"):
        progress.record(number, True)
    assert kept.is_symlink()
    real = json.loads((tmp_path / "disk" / "real.json").read_text())
    assert real["right"] == ["1.1", "1.2"]


def test_what_is_no_file_is_left_alone_and_named(kept):
    os.mkfifo(kept)
    progress.record("1.1", True)
    assert kept.is_fifo()
    tried, right, _, trouble = progress.known()
    assert right == ["1.1"]
    assert "kept in this kernel only" in trouble and "not a plain file" in trouble


@pytest.mark.parametrize("first", ["-1e308", "1e308", "1" * 400, "7", "99999999999"])
def test_an_absurd_beginning_is_forgotten(kept, first):
    kept.write_text(f'{{"first": {first}, "tried": ["1.1"], "right": []}}')
    minutes = progress.known()[2]
    assert 0 <= minutes < 10**6
    progress.record("1.2", True)
    assert time.time() - 60 < json.loads(kept.read_text())["first"] <= time.time()


def test_git_ignores_progress_and_its_drafts():
    names = [progress.NAME, "notebooks/.new-abc123"]
    done = subprocess.run(
        ["git", "check-ignore", *names], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout.split() == names

"""A file is written whole or not at all."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from workshop_lib import atomic

ROOT = str(Path(__file__).resolve().parents[1])


def test_a_file_is_replaced_with_its_mode_and_no_draft_is_left(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"old")
    atomic.write(path, b"new", 0o640)
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_without_a_mode_only_the_owner_reads_it(tmp_path):
    atomic.write(tmp_path / "file", b"new")
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("step", ["chmod", "replace"])
def test_a_write_that_fails_leaves_the_old_file_and_no_draft(
    tmp_path, monkeypatch, step
):
    def full(*_, **__):
        raise OSError("No space left on device")

    path = tmp_path / "file"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, step, full)
    with pytest.raises(OSError, match="No space"):
        atomic.write(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_draft_of_somebody_who_was_killed_goes_after_an_hour(tmp_path):
    kill = "import os; os.replace = lambda *_: os.kill(os.getpid(), 9);"
    kill += "from pathlib import Path; from workshop_lib import atomic;"
    kill += "atomic.write(Path('file'), b'new')"
    done = subprocess.run(
        [sys.executable, "-c", kill],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": ROOT},
    )
    assert done.returncode == -9
    (draft,) = tmp_path.iterdir()
    others = {tmp_path / ".new-idea.txt", tmp_path / ".new-idea.tmp"}
    for path in {draft} | others:
        path.touch()
        os.utime(path, (0, time.time() - 3500))
    atomic.write(tmp_path / "file", b"new")
    assert draft.exists()  # it could still be somebody's
    for path in {draft} | others:
        os.utime(path, (0, time.time() - 3700))
    atomic.write(tmp_path / "file", b"new")
    assert set(tmp_path.iterdir()) == {tmp_path / "file"} | others

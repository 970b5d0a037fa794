"""A newer workshop arrives, a lesson is made fresh, and nothing is lost.

benchmarks/updates.py plays a thousand of the histories of which some are played here.
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from benchmarks.updates import simulate
from tests import repos
from tests.repos import git
from workshop_lib import clone, update
from workshop_lib.checker import restore
from workshop_lib.clone import GitError

ROOT = Path(__file__).resolve().parents[1]
LESSON = "notebooks/03_chain_rule.ipynb"


@pytest.fixture
def both(tmp_path):
    """Return a maintainer's and an attendee's clone of one small workshop."""
    hub, maker = repos.hub_and_maker(tmp_path)
    (maker / "workshop_lib").mkdir()
    (maker / "workshop_lib/chain.py").touch()
    for name in (LESSON, "notebooks/04_back.ipynb"):
        publish(maker, name, "first form")
    git(tmp_path, "clone", "-q", hub, "mine")
    return maker, tmp_path / "mine"


def notebook(text):
    cell = nbformat.v4.new_code_cell(text, id="a")
    return nbformat.writes(nbformat.v4.new_notebook(cells=[cell])) + "\n"


def publish(maker, name, text):
    (maker / name).parent.mkdir(exist_ok=True)
    (maker / name).write_text(notebook(text))
    repos.publish(maker, text)


def names(folder):
    return sorted(p.name for p in (folder / "notebooks").iterdir())


UPDATE = "import sys; from workshop_lib import update; sys.exit(update.main())"
RESTORE = "from workshop_lib.checker import restore; print(restore('03'))"


def start(code, folder):
    """Start a Python of its own in `folder`, as `make update` and a kernel do."""
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=folder, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | repos.SOMEONE,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def run(code, folder):
    """Run a Python of its own in `folder`; return how it went."""
    process = start(code, folder)
    out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(code, process.returncode, out, err)


def contents(folder):
    """Return the bytes of every file outside git, by name."""
    files = (p for p in folder.rglob("*") if p.is_file() and ".git" not in p.parts)
    return {str(p.relative_to(folder)): p.read_bytes() for p in files}


def state(folder):
    """Return what of a clone must not change: its files, its HEAD, its staged files."""
    asked = ("rev-parse", "HEAD"), ("ls-files", "--stage"), ("for-each-ref",)
    return contents(folder), *(git(folder, *a) for a in asked)


def test_what_is_untouched_is_replaced_and_what_is_changed_gets_a_dated_neighbour(both):
    maker, mine = both
    (mine / LESSON).write_text(notebook("my answer"))
    publish(maker, LESSON, "second form")
    publish(maker, "notebooks/04_back.ipynb", "second form")
    lines = update.update(mine / "notebooks")
    assert lines[0].startswith(f"kept      {LESSON}, which you changed; the new one: ")
    assert lines[1] == "updated   notebooks/04_back.ipynb"
    assert (mine / LESSON).read_text() == notebook("my answer")
    (beside,) = (n for n in names(mine) if ".20" in n)
    assert re.fullmatch(r"03_chain_rule\.\d{4}-\d\d-\d\d\.ipynb", beside)
    assert (mine / "notebooks" / beside).read_text() == notebook("second form")
    assert git(mine, "status", "--porcelain").split() == [
        "M",
        LESSON,
        "??",
        f"notebooks/{beside}",
    ]


OTHER = update.OTHER


@pytest.mark.parametrize(
    ("before", "here", "after", "done"),
    [
        # It came.
        (None, None, "b", "new"),
        (None, "b", "b", None),
        (None, "mine", "b", "kept"),
        (None, OTHER, "b", "kept"),
        # It was changed.
        ("a", "a", "b", "updated"),
        ("a", "b", "b", None),
        ("a", "mine", "b", "kept"),
        ("a", None, "b", "new"),
        ("a", OTHER, "b", "kept"),
        # It went.
        ("a", "a", None, "removed"),
        ("a", "mine", None, "left"),
        ("a", None, None, None),
        ("a", OTHER, None, None),
    ],
)
def test_a_file_is_only_replaced_or_removed_where_it_is_as_it_was_published(
    before, here, after, done
):
    assert update.decide(before, here, after) == done


def test_a_second_update_does_nothing(both):
    maker, mine = both
    (mine / LESSON).write_text(notebook("my answer"))
    publish(maker, LESSON, "second form")
    update.update(mine)
    before = names(mine)
    assert update.update(mine) == ["Already up to date."]
    assert names(mine) == before


def test_two_newer_forms_on_one_day_get_two_names(both):
    maker, mine = both
    (mine / LESSON).write_text(notebook("my answer"))
    for text in ("second form", "third form"):
        publish(maker, LESSON, text)
        update.update(mine)
    assert len([n for n in names(mine) if n.startswith("03_chain_rule.20")]) == 2


def test_an_update_that_was_interrupted_goes_on(both, monkeypatch):
    maker, mine = both
    (mine / LESSON).write_text(notebook("my answer"))
    publish(maker, LESSON, "second form")
    publish(maker, "notebooks/04_back.ipynb", "second form")
    monkeypatch.setattr(update, "_follow", lambda *_: 1 / 0)
    real = update.git
    monkeypatch.setattr(
        update, "git", lambda *a: 1 / 0 if a[1] == "update-ref" else real(*a)
    )
    with pytest.raises(ZeroDivisionError):
        update.update(mine)
    before = names(mine)
    monkeypatch.undo()
    assert update.update(mine) == ["Already up to date."]
    assert names(mine) == before


def test_without_a_connection_nothing_changes_and_a_line_says_so(both):
    maker, mine = both
    git(mine, "remote", "set-url", "origin", "file:///nowhere/at/all")
    done = run(UPDATE, mine)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith("Nothing was changed: there is no connection to")
    assert "Traceback" not in done.stderr
    assert git(mine, "status", "--porcelain") == ""


def test_outside_a_clone_a_line_says_so(tmp_path):
    with pytest.raises(GitError, match="not in a git clone"):
        update.update(tmp_path)


def unpack(folder):
    """Make a copy of a workshop without git, as a zip file brings it."""
    for name in ("workshop_lib/chain.py", LESSON):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(notebook("from the zip"))


@pytest.mark.parametrize("code", [UPDATE, RESTORE], ids=["update", "restore"])
def test_a_repository_around_a_workshop_without_its_own_is_left_alone(tmp_path, code):
    hub, other = repos.hub_and_maker(tmp_path)
    (other / "thesis.tex").write_text("first form")
    (other / "notebooks").mkdir()
    (other / "notebooks/03_own.ipynb").write_text(notebook("first form"))
    repos.publish(other)
    git(tmp_path, "clone", "-q", hub, "mine")
    (other / "thesis.tex").write_text("second form")
    repos.publish(other)
    unpack(tmp_path / "mine/workshop")
    before = state(tmp_path / "mine")
    done = run(code, tmp_path / "mine/workshop/notebooks")
    said = done.stdout + done.stderr
    assert state(tmp_path / "mine") == before
    assert f"{tmp_path}/mine/workshop has no repository of its own" in said
    assert "clone the workshop with git and copy your notebooks into that clone" in said


def test_not_even_a_clone_of_the_workshop_is_updated_for_a_copy_inside_it(both):
    maker, mine = both
    publish(maker, LESSON, "second form")
    unpack(mine / "copy")
    before = state(mine)
    with pytest.raises(GitError, match="no repository of its own"):
        update.update(mine / "copy")
    assert state(mine) == before


def test_a_repository_whose_source_is_not_the_workshop_is_left_alone(tmp_path):
    hub, other = repos.hub_and_maker(tmp_path)
    (other / "thesis.tex").write_text("first form")
    repos.publish(other)
    git(tmp_path, "clone", "-q", hub, "mine")
    (other / "thesis.tex").write_text("second form")
    repos.publish(other)
    unpack(tmp_path / "mine")  # the zip's files, moved to the top
    before = contents(tmp_path / "mine"), git(tmp_path / "mine", "rev-parse", "HEAD")
    done = run(UPDATE, tmp_path / "mine")
    mine = tmp_path / "mine"
    assert (contents(mine), git(mine, "rev-parse", "HEAD")) == before
    assert "origin/main, which this clone follows, is not the workshop" in done.stderr


def two_news(both):
    """Change a lesson here, and publish a newer form of it and of another."""
    maker, mine = both
    (mine / LESSON).write_text(notebook("my answer"))
    publish(maker, LESSON, "second form")
    publish(maker, "notebooks/04_back.ipynb", "second form")
    return mine


def assert_updated(mine):
    """Fail unless both news are here, nothing is lost or twice, and HEAD follows."""
    found = contents(mine / "notebooks")
    (beside,) = (n for n in found if ".20" in n)
    assert found["03_chain_rule.ipynb"].decode() == notebook("my answer")
    assert found[beside].decode() == notebook("second form")
    assert found["04_back.ipynb"].decode() == notebook("second form")
    assert git(mine, "rev-parse", "HEAD") == git(mine, "rev-parse", "origin/main")
    assert git(mine, "diff", "--cached") == ""


def test_what_was_done_before_git_was_locked_is_told(both):
    mine = two_news(both)
    (mine / ".git/index.lock").touch()
    done = run(UPDATE, mine)
    assert done.returncode == 1 and "Nothing was changed" not in done.stderr
    kept, updated, unfinished = done.stderr.splitlines()
    assert kept.startswith(f"kept      {LESSON}")
    assert updated == "updated   notebooks/04_back.ipynb"
    assert unfinished.startswith("Not finished:") and "index.lock" in unfinished
    assert "delete that file. Mend that and run it again." in unfinished
    (mine / ".git/index.lock").unlink()
    assert run(UPDATE, mine).stdout == "Already up to date.\n"
    assert_updated(mine)


def test_a_write_that_fails_midway_is_told_with_what_was_done(both):
    maker, mine = both
    publish(maker, "notebooks/01_small.ipynb", "small")
    publish(maker, "notebooks/04_back.ipynb", "large " * 1000)
    done = run(FULL + UPDATE, mine)
    updated, unfinished = done.stderr.splitlines()
    assert updated == "new       notebooks/01_small.ipynb"
    assert unfinished.startswith("Not finished: [Errno")


@pytest.mark.parametrize("later", ["", "third form"])
def test_an_update_that_was_killed_before_the_branch_followed_is_finished(both, later):
    maker, mine = both
    publish(maker, LESSON, "second form")
    publish(maker, "notebooks/04_back.ipynb", "second form")
    kill = "import os, sys; sys.addaudithook(lambda event, args: "
    kill += "event == 'subprocess.Popen' and {'update-ref', 'HEAD'} <= {*args[1]} "
    kill += "and os.kill(os.getpid(), 9));"
    assert run(kill + UPDATE, mine).returncode == -9
    assert git(mine, "diff", "--cached", "--name-only")  # the branch is behind
    if later:
        publish(maker, "notebooks/04_back.ipynb", later)
    update.update(mine)
    assert git(mine, "rev-parse", "HEAD") == git(mine, "rev-parse", "origin/main")
    assert git(mine, "status", "--porcelain") == ""


def test_what_somebody_staged_stays_staged(both):
    mine = two_news(both)
    git(mine, "add", LESSON)
    before = state(mine)[1:3]
    update.update(mine)
    assert state(mine)[1:3] == before


# Ends the process before its n-th step that others could see; tells n otherwise.
MOMENT = """
import atexit, os, sys, tempfile
count, steps = 0, ("subprocess.Popen", "tempfile.mkstemp", "os.rename", "os.chmod",
                   "os.remove", "fcntl.flock")
def step(event, args):
    global count
    count += event in steps
    if event in steps and count == {}:
        os.kill(os.getpid(), 9)
sys.addaudithook(step)
atexit.register(lambda: print("steps", count))
"""


def test_an_update_killed_at_any_of_twenty_moments_loses_nothing(both, tmp_path):
    mine, again = two_news(both), tmp_path / "again"
    shutil.copytree(mine, again)
    steps = int(run(MOMENT.format(0) + UPDATE, again).stdout.split()[-1])
    for moment in range(20):
        shutil.rmtree(again)
        shutil.copytree(mine, again)
        n = 1 + moment * (steps - 1) // 19
        assert run(MOMENT.format(n) + UPDATE, again).returncode == -9
        assert (again / LESSON).read_text() == notebook("my answer")
        update.update(again)
        assert_updated(again)


def test_an_update_killed_at_any_time_loses_nothing(both, tmp_path):
    """Git is killed too, amid its own work."""
    mine, again = two_news(both), tmp_path / "again"
    for moment in range(20):
        shutil.rmtree(again, ignore_errors=True)
        shutil.copytree(mine, again)
        process = start("import os; os.setsid();" + UPDATE, again)
        time.sleep(0.1 + moment * 0.02)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        for lock in (again / ".git").rglob("*.lock"):  # git's own, as the update says
            if lock.name != "workshop.lock":
                lock.unlink()
        assert (again / LESSON).read_text() == notebook("my answer")
        update.update(again)
        assert_updated(again)


def test_who_comes_second_waits(both):
    mine = two_news(both)
    before = contents(mine)
    with clone.locked(mine):
        second = start(UPDATE, mine)
        with pytest.raises(subprocess.TimeoutExpired):
            second.wait(1)
        assert contents(mine) == before
    assert "updated " in second.communicate(timeout=60)[0]
    assert_updated(mine)


def test_two_updates_and_a_fresh_lesson_at_once_lose_no_line(both):
    mine = two_news(both)
    processes = [start(code, mine) for code in (UPDATE, RESTORE, UPDATE)]
    for process in processes:
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
    found = [text.decode() for text in contents(mine / "notebooks").values()]
    assert notebook("my answer") in found and notebook("second form") in found


def test_what_git_refuses_is_told_without_its_hints(both):
    maker, mine = both
    publish(maker, LESSON, "second form")
    (mine / "more.txt").write_text("mine\n")
    with pytest.raises(GitError, match="failed to push") as told:
        repos.publish(mine)
    assert "hint" not in str(told.value)


def test_a_fresh_lesson_keeps_the_old_one(both, monkeypatch):
    _, mine = both
    monkeypatch.chdir(mine / "notebooks")
    assert "is fresh" in repr(restore("03"))
    assert names(mine) == ["03_chain_rule.ipynb", "04_back.ipynb"]
    (mine / LESSON).write_text(notebook("my answer"))
    said = repr(restore(3))
    assert "fresh again" in said and "Yours is kept as 03_chain_rule.20" in said
    assert (mine / LESSON).read_text() == notebook("first form")
    (kept,) = (n for n in names(mine) if ".20" in n)
    assert (mine / "notebooks" / kept).read_text() == notebook("my answer")


def test_a_fresh_lesson_is_the_published_one_even_if_ones_own_is_committed(
    both, monkeypatch
):
    _, mine = both  # as nbgitpuller does: it commits what the attendee wrote
    (mine / LESSON).write_text(notebook("my answer"))
    git(mine, "commit", "-q", "-a", "-m", "Automatic commit by nbgitpuller")
    monkeypatch.chdir(mine / "notebooks")
    restore("03")
    assert (mine / LESSON).read_text() == notebook("first form")


# Files larger than 1,000 bytes cannot be written: as real as a full disk.
FULL = "import resource as r; r.setrlimit(r.RLIMIT_FSIZE, (1000, 1000));"


@pytest.mark.parametrize("mine_there", [True, False])
def test_a_fresh_lesson_that_cannot_be_written_leaves_the_old_one(both, mine_there):
    maker, mine = both
    publish(maker, LESSON, "large " * 1000)
    git(mine, "fetch", "-q")
    (mine / LESSON).write_text(notebook("my answer"))
    if not mine_there:
        (mine / LESSON).unlink()
    before = contents(mine)
    said = run(FULL + RESTORE, mine / "notebooks").stdout
    assert contents(mine) == before
    assert "nothing was restored: [Errno" in said
    assert ("yours is still 03_chain_rule.ipynb" in said) == mine_there


@pytest.mark.parametrize("and_back", [False, True])
def test_a_fresh_lesson_that_does_not_get_its_place_is_rolled_back(
    both, monkeypatch, and_back
):
    """No disk can be made to refuse just this step, so os.replace is replaced."""
    _, mine = both
    (mine / LESSON).write_text(notebook("my answer"))

    def refuse(*_):
        if and_back:
            monkeypatch.setattr(os, "rename", refuse)
        raise OSError("no more")

    monkeypatch.setattr(os, "replace", refuse)
    monkeypatch.chdir(mine)
    said = repr(restore("03"))
    if and_back:
        (kept,) = (n for n in names(mine) if ".20" in n)
        assert f"nothing was restored: no more; yours is kept as {kept}" in said
        assert (mine / "notebooks" / kept).read_text() == notebook("my answer")
    else:
        assert "nothing was restored: no more; yours is still 03_chain" in said
        assert names(mine) == ["03_chain_rule.ipynb", "04_back.ipynb"]
        assert (mine / LESSON).read_text() == notebook("my answer")


def test_no_number_is_not_lesson_00(both, monkeypatch):
    maker, mine = both
    publish(maker, "notebooks/00_start_here.ipynb", "first form")
    update.update(mine)
    monkeypatch.chdir(mine)
    assert "there is no lesson ; there are 00, 03, 04" in repr(restore(""))
    assert "is fresh" in repr(restore(0))


@pytest.mark.parametrize("lesson", ["77", "", None, "../x"])
def test_an_unknown_lesson_is_told(both, monkeypatch, lesson):
    monkeypatch.chdir(both[1])
    assert "there is no lesson" in repr(restore(lesson))
    assert "there are 03, 04" in repr(restore(lesson))


def test_thirty_simulated_updates_lose_nothing():
    counts, _ = simulate(30, seed=7)
    assert counts["newer forms beside"] > 3 and counts["brought"] > 10
    for what in ("lines lost", "own files changed", "notebooks invalid"):
        assert counts[what] == 0
    assert counts["newer forms missing"] == counts["second update not idle"] == 0

"""A newer workshop arrives, a lesson is made fresh, and nothing is lost.

benchmarks/updates.py plays a thousand of the histories of which some are played here.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from benchmarks.updates import simulate
from tests import repos
from tests.repos import git
from workshop_lib import update
from workshop_lib.checker import restore
from workshop_lib.clone import GitError

ROOT = Path(__file__).resolve().parents[1]
LESSON = "notebooks/03_chain_rule.ipynb"


@pytest.fixture
def both(tmp_path):
    """Return a maintainer's and an attendee's clone of one small workshop."""
    hub, maker = repos.hub_and_maker(tmp_path)
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
    done = subprocess.run(
        [sys.executable, "-m", "workshop_lib.update"],
        cwd=mine, env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith("Nothing was changed: there is no connection to")
    assert "Traceback" not in done.stderr
    assert git(mine, "status", "--porcelain") == ""


def test_outside_a_clone_a_line_says_so(tmp_path):
    with pytest.raises(GitError, match="not in a git clone"):
        update.update(tmp_path)


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

"""The attendees' link: what it brings, and that it never takes anything away."""

import asyncio
import copy
import json
import random
import shutil
from pathlib import Path

import attendee
import nbformat
import publish
import pytest
import trial

from tests.hub_proxy import need_proxy
from tests.repos import git
from workshop_lib import clone

SOURCE = publish.publish.__defaults__[0]
LESSON = "notebooks/03_chain_rule.ipynb"
COMPARE = """
from workshop_lib.checker import check, compare, restore
def mine(a_prev, z, a, y, f_prime):
    return a
check("3.4", mine)
print(compare("3.4", mine))
"""
SOLUTION = "2 * (a - y) * f_prime(z) * a_prev"
RESTORE = 'print(restore("03"))'


@pytest.fixture
def upstream(tmp_path):
    """A clone of this repository, in which upstream works on."""
    git(tmp_path, "clone", "--quiet", SOURCE, "upstream")
    return tmp_path / "upstream"


def files(repo):
    return set(git(repo, "ls-tree", "-r", "--name-only", "learner").splitlines())


def test_the_learners_part_is_what_attends_and_goes_home(upstream, tmp_path):
    publish.publish(tmp_path / "to.git", "now", upstream)
    tops = {name.split("/")[0] for name in files(tmp_path / "to.git")}
    assert tops == {*publish.PART, "solutions"}


def test_solutions_come_later_when_told_so_and_then_stay(upstream, tmp_path):
    to = tmp_path / "to.git"
    publish.publish(to, "later", upstream)
    assert not any(f.startswith("solutions/") for f in files(to))
    publish.publish(to, "now", upstream)
    assert LESSON.replace("notebooks", "solutions") in files(to)
    publish.publish(to, "later", upstream)
    assert LESSON.replace("notebooks", "solutions") in files(to)


def test_nothing_new_publishes_nothing(upstream, tmp_path):
    first = publish.publish(tmp_path / "to.git", "now", upstream)
    assert publish.publish(tmp_path / "to.git", "now", upstream) == first


def test_a_published_notebook_cannot_vanish(upstream, tmp_path):
    publish.publish(tmp_path / "to.git", "now", upstream)
    git(upstream, "mv", LESSON, "notebooks/03_renamed.ipynb")
    git(upstream, "commit", "-qm", "Rename a lesson")
    with pytest.raises(ValueError, match="03_chain_rule.ipynb would vanish"):
        publish.publish(tmp_path / "to.git", "now", upstream)


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """An empty folder, in which somebody publishes."""
    folder = tmp_path / "somewhere/else"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def test_a_relative_folder_is_taken_from_where_you_are(upstream, elsewhere):
    publish.publish("../to.git", "now", upstream)
    assert LESSON in files(elsewhere.parent / "to.git")
    again = publish.publish(Path("../to.git"), "now", upstream)
    assert again == git(elsewhere.parent / "to.git", "rev-parse", "learner")
    assert git(upstream, "status", "--porcelain") == ""


def test_publishing_to_another_machine_makes_no_folder_here(
    upstream, elsewhere, tmp_path, monkeypatch
):
    """`host:path` is an address of git's; ssh is there, only the host is this one."""
    ssh = tmp_path / "ssh"
    ssh.write_text('#!/bin/sh\nshift; exec sh -c "$*"\n')
    ssh.chmod(0o755)
    monkeypatch.setenv("GIT_SSH", str(ssh))
    monkeypatch.setenv("GIT_SSH_VARIANT", "simple")
    to = tmp_path / "to.git"
    git(tmp_path, "init", "-q", "--bare", to)
    publish.publish(f"git@example.org:{to}", "now", upstream)
    assert LESSON in files(to)
    with pytest.raises(clone.GitError):
        publish.publish("git@example.org:x.git", "now", upstream)
    assert list(elsewhere.iterdir()) == []
    assert git(upstream, "status", "--porcelain") == ""


def test_the_name_of_a_remote_is_an_address_too(upstream, elsewhere, tmp_path):
    git(tmp_path, "init", "-q", "--bare", tmp_path / "to.git")
    git(upstream, "remote", "add", "attendees", tmp_path / "to.git")
    publish.publish("attendees", "now", upstream)
    assert LESSON in files(tmp_path / "to.git")
    assert list(elsewhere.iterdir()) == []
    assert git(upstream, "status", "--porcelain") == ""


def update(upstream, n, rng):
    """Let upstream do the n-th of its changes, each of another kind."""
    path = upstream / LESSON
    nb = nbformat.read(path, 4)
    cells = nb.cells
    prose = [c for c in cells if c.cell_type == "markdown"]
    exercises = [c for c in cells if "exercise" in c.metadata.get("tags", ())]
    kind = n % 8
    if kind == 0:
        rng.choice(prose).source += f"\n\nUpstream adds a remark, {n}."
    elif kind == 1:
        new = nbformat.v4.new_markdown_cell(f"Upstream's cell {n}", id=f"upstream-{n}")
        cells.insert(rng.randrange(len(cells)), new)
    elif kind == 2:  # in the very cell that the attendee works in
        cell = rng.choice(exercises)
        cell.source = cell.source.replace("Return", f"Return, says upstream {n},", 1)
    elif kind == 3:
        cells.append(nbformat.v4.new_code_cell(f"print({n})", id=f"upstream-{n}"))
    elif kind == 4:
        for cell in cells:
            if cell.cell_type == "code" and cell.outputs:
                cell.execution_count = n
                cell.outputs = cell.outputs[:1]
    elif kind == 5:
        cells.remove(rng.choice(prose))
    elif kind == 6:
        i = rng.randrange(len(cells) - 1)
        cells[i], cells[i + 1] = cells[i + 1], cells[i]
    else:  # a file that the attendee has made meanwhile, under the same name
        shutil.copy(path, upstream / f"notebooks/mine_{n}.ipynb")
    path.write_text(nbformat.writes(nb) + "\n")
    with open(upstream / "workshop_lib/chain.py", "a") as f:
        f.write(f"# upstream {n}\n")
    git(upstream, "add", "-A")
    git(upstream, "commit", "-qm", f"Change {n}")


def work(nb, n, rng):
    """Let the attendee do something to a notebook; return the lines they wrote."""
    cells, written = nb["cells"], [f"# line {n}: my own thought"]
    exercises = [c for c in cells if "exercise" in c["metadata"].get("tags", ())]
    cell = rng.choice(exercises)
    cell["source"] = cell["source"].replace("    ...", f"    return {n}  # answer {n}")
    if f"# answer {n}" in cell["source"]:
        written.append(f"    return {n}  # answer {n}")
    cell["source"] += f"\n{written[0]}"
    if n % 3 == 0:
        new = nbformat.v4.new_code_cell(f"# own cell {n}", id=f"mine-{n}")
        cells.insert(rng.randrange(len(cells)), json.loads(json.dumps(new)))
        written.append(f"# own cell {n}")
    if n % 4 == 0:
        note = rng.choice([c for c in cells if c["cell_type"] == "markdown"])
        note["source"] += f"\nMy remark {n}."
        written.append(f"My remark {n}.")
    for count, cell in enumerate(c for c in cells if c["cell_type"] == "code"):
        cell["execution_count"] = 100 * n + count  # they have run it all
        cell["outputs"] = [
            nbformat.v4.new_output("stream", name="stdout", text=f"{n} {count}\n")
        ]
    return written


# A cell that upstream moves while the attendee edits it is there twice; nbformat gives
# the second one a new id when the notebook is opened, and says so.
@pytest.mark.filterwarnings("ignore::nbformat.warnings.DuplicateCellId")
def test_twenty_updates_through_the_link_keep_every_line(upstream, tmp_path):
    """Save, let upstream change, follow the link; twenty times, through the hub."""
    need_proxy()
    rng = random.Random(7)
    with trial.running(tmp_path / "hub", BACKPROP_SOLUTIONS="later") as hub:
        to, home = hub.state / "upstream.git", hub.state / "homes/ada" / attendee.FOLDER
        publish.publish(to, "later", upstream)

        async def story():
            lines = {LESSON: []}
            async with attendee.session() as http:
                someone = attendee.Attendee(http, hub.url, "ada")
                await someone.log_in(hub.password)
                await someone.start()
                await someone.pull(f"file://{to}")
                await someone.open_kernel(LESSON)
                for n in range(20):
                    nb = await someone.read(LESSON)
                    lines[LESSON] += work(nb, n, rng)
                    await someone.save(LESSON, nb)
                    if n % 8 == 7:  # a file that upstream adds, too
                        mine = f"notebooks/mine_{n}.ipynb"
                        await someone.save(mine, copy.deepcopy(nb))
                        lines[mine] = list(lines[LESSON])
                    update(upstream, n, rng)
                    publish.publish(to, "now" if n > 9 else "later", upstream)
                    await someone.pull(f"file://{to}")
                    inspect(home, lines, n)
                    # Released in mid-workshop, solutions open in running kernels.
                    if n in (9, 10):
                        said = (await someone.run(COMPARE)).text
                        assert (SOLUTION in said) == (n > 9), said
                said = (await someone.run(RESTORE)).text
                assert "fresh again" in said, said
                inspect(home, lines | {LESSON: []}, n)
                await someone.stop()

        asyncio.run(story())
        assert "# upstream 19" in (home / "workshop_lib/chain.py").read_text()
        assert (home / LESSON).read_bytes() == (upstream / LESSON).read_bytes()
        aside = set(home.glob("notebooks/03_*.ipynb")) - {home / LESSON}
        assert "Upstream's cell 17" in aside.pop().read_text()
        assert (home / "solutions").is_dir()
        for path in home.rglob("*.ipynb"):
            nbformat.validate(nbformat.reads(path.read_text(), 4))


def inspect(home, lines, n):
    """Fail unless every line is there, in valid notebooks, after update n."""
    for path, written in lines.items():
        # Where upstream brings a file of the same name, the attendee's gets a date.
        there = set()
        for copied in [home / path, *home.glob(path.replace(".ipynb", "__*.ipynb"))]:
            nb = nbformat.reads(copied.read_text(), 4)
            nbformat.validate(nb)
            there |= {line for cell in nb.cells for line in cell.source.splitlines()}
        missing = [line for line in written if line not in there]
        assert not missing, f"update {n} lost {missing} from {path}"

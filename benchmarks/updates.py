"""Simulate attendees who edit while the workshop is improved, and update.

    python benchmarks/updates.py          1,000 updates; writes results/updates.json
    python benchmarks/updates.py 20       that many, writes nothing

Real git repositories: a maintainer commits and pushes, an attendee's clone edits,
adds, deletes, renames, commits, stages and adopts, then runs the update. After each:
every line the attendee ever kept is still there, every file they changed is as it was,
every newer form is there or beside, every notebook is valid, and a second update does
nothing. Half of the clones are shallow, as nbgitpuller may make them.
"""

import json
import os
import platform
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests import repos  # noqa: E402
from tests.repos import git  # noqa: E402
from workshop_lib import clone, update  # noqa: E402

ROUNDS = 5  # updates in one history


class History:
    """One workshop and one attendee; `play` makes changes on both sides."""

    def __init__(self, rng, folder):
        self.rng, self.count = rng, 0
        self.hub, self.maker = repos.hub_and_maker(folder)
        self.theirs = folder / "theirs"
        for number in range(5):
            self.add(self.maker, f"notebooks/{number:02}_lesson.ipynb")
        for name in ("workshop_lib/chain.py", "README.md", "LICENSE", ".ignored"):
            self.add(self.maker, name)
        repos.publish(self.maker)
        depth = ["--depth", "1"] if rng.random() < 0.5 else []
        source = f"file://{self.hub}"
        git(folder, "clone", "-q", *depth, source, self.theirs)
        self.kept = set()  # lines of the attendee's that are in the folder

    def line(self, who):
        self.count += 1
        return f"{who}-{self.count}-{self.rng.randrange(10**9)}"

    def add(self, folder, name, who="maker"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".ipynb":
            cells = [
                nbformat.v4.new_code_cell(self.line(who), id=f"c{n}") for n in (1, 2)
            ]
            text = nbformat.writes(nbformat.v4.new_notebook(cells=cells)) + "\n"
        else:
            text = f"{self.line(who)}\n" * 3
        path.write_bytes(text.encode())

    def edit(self, path, who):
        line = self.line(who)
        if path.suffix == ".ipynb":
            nb = nbformat.read(path, 4)
            self.rng.choice(nb.cells).source += f"\n{line}"
            path.write_text(nbformat.writes(nb) + "\n", "utf-8")
        else:
            path.write_text(path.read_text("utf-8") + line + "\n", "utf-8")

    def files(self, folder):
        return sorted(
            p for p in folder.rglob("*") if p.is_file() and ".git" not in p.parts
        )

    def any_notebook(self, files):
        return self.rng.choice([p for p in files if p.suffix == ".ipynb"] or files)

    def improve(self):
        for _ in range(self.rng.randrange(4)):
            files, what = self.files(self.maker), self.rng.random()
            path = self.rng.choice(files)
            if what < 0.6:
                self.edit(self.any_notebook(files), "maker")
            elif what < 0.75:
                self.add(self.maker, f"notebooks/new_{self.rng.randrange(6)}.ipynb")
            elif what < 0.85:
                self.add(self.maker, f"extra_{self.rng.randrange(3)}/notes.txt")
            elif len(files) > 4 and path.parent.name != "workshop_lib":
                path.unlink()
        repos.publish(self.maker)

    def work(self):
        for _ in range(self.rng.randrange(5)):
            files, what = self.files(self.theirs), self.rng.random()
            path = self.rng.choice(files)
            if what < 0.4:
                self.edit(self.any_notebook(files), "mine")
            elif what < 0.5:
                self.edit(path, "mine")
            elif what < 0.6:
                self.add(
                    self.theirs, f"notebooks/new_{self.rng.randrange(6)}.ipynb", "mine"
                )
            elif what < 0.68:
                self.add(self.theirs, f"mine_{self.rng.randrange(9)}.txt", "mine")
            elif what < 0.74:
                self.block(self.theirs / f"extra_{self.rng.randrange(3)}")
            elif what < 0.8 and len(files) > 4:
                path.unlink()
            elif what < 0.86:
                path.rename(path.with_name(f"renamed_{self.count}{path.suffix}"))
            elif what < 0.9:
                git(self.theirs, "add", "-A")
            elif what < 0.95:
                git(self.theirs, "add", "-A")
                git(self.theirs, "commit", "-q", "--allow-empty", "-m", "mine")
            else:
                self.adopt()
        self.kept = lines_of(self.files(self.theirs), "mine")

    def block(self, path):
        """Put a file where the workshop may want a folder."""
        if not path.exists():
            path.write_text(self.line("mine") + "\n", "utf-8")

    def adopt(self):
        """Take a dated newer form in place of one's own."""
        dated = [p for p in self.files(self.theirs) if ".20" in p.name]
        if dated:
            path = self.rng.choice(dated)
            path.replace(path.with_name(path.name.partition(".20")[0] + path.suffix))


def lines_of(paths, who):
    found = set()
    for path in paths:
        text = path.read_text("utf-8")
        found |= {
            w for w in text.replace('"', " ").replace("\\n", " ").split() if who in w
        }
    return found


def one_update(history):
    """Let both sides work, update, and return what went wrong, counted."""
    theirs, wrong = history.theirs, Counter()
    history.work()
    history.improve()
    before = {p: p.read_bytes() for p in history.files(theirs)}
    published = {
        p.read_bytes() for p in before if not lines_of([p], "mine")
    }  # what is nobody's own may be replaced
    start = time.perf_counter()
    said = update.update(theirs)
    seconds = time.perf_counter() - start
    after = {p: p.read_bytes() for p in history.files(theirs)}
    wrong["lines lost"] += len(history.kept - lines_of(after, "mine"))
    for path, content in before.items():
        if content not in published and after.get(path) != content:
            wrong["own files changed"] += 1
    for path in after:
        if path.suffix == ".ipynb":
            try:
                nbformat.validate(nbformat.read(path, 4))
            except Exception:
                wrong["notebooks invalid"] += 1
    for name in clone.files(theirs, "origin/main"):
        new, path = (history.maker / name).read_bytes(), theirs / name
        beside = path.parent.glob(f"{path.stem}.20*{path.suffix}")
        there = [p for p in (path, *beside) if p.is_file() and p.read_bytes() == new]
        reported = any(f" {name}" in line for line in said)
        if not there and reported and not any("left out" in line for line in said):
            wrong["newer forms missing"] += 1
        wrong["newer forms beside"] += bool(there) and path not in there
    again = update.update(theirs)
    if again != ["Already up to date."] or after != {
        p: p.read_bytes() for p in history.files(theirs)
    }:
        wrong["second update not idle"] += 1
    wrong["brought"] += sum("updated" in line or "new " in line for line in said)
    return wrong, seconds


def simulate(updates, seed=0):
    """Return the counts over that many updates, and the seconds each took."""
    total, seconds, rng = Counter(), [], random.Random(seed)
    while len(seconds) < updates:
        with tempfile.TemporaryDirectory() as folder:
            history = History(rng, Path(folder))
            for _ in range(min(ROUNDS, updates - len(seconds))):
                wrong, took = one_update(history)
                total += wrong
                seconds.append(took)
            total["lines of attendees"] += len(history.kept)
    names = "lines lost, own files changed, notebooks invalid, newer forms missing, "
    names += "second update not idle, newer forms beside, brought, lines of attendees"
    return {name: total[name] for name in names.split(", ")}, seconds


def main(arguments):
    updates = int(arguments[0]) if arguments else 1000
    start = time.time()
    counts, seconds = simulate(updates)
    result = {
        "updates": updates,
        **counts,
        "median seconds of an update": round(sorted(seconds)[len(seconds) // 2], 3),
        "minutes in all": round((time.time() - start) / 60, 1),
        "date": time.strftime("%Y-%m-%d"),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}",
        "git": git(".", "--version").split()[-1],
    }
    print(json.dumps(result, indent=2))
    if not arguments:
        target = ROOT / "benchmarks" / "results" / "updates.json"
        target.write_text(json.dumps(result, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

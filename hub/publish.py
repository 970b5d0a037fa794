"""Publish the learner's part of this repository: what the attendees' link pulls.

    python hub/publish.py                      into .hub/learner.git, for `make hub`
    python hub/publish.py --to REPOSITORY      a folder, or any git address, to push to
    BACKPROP_SOLUTIONS=later python hub/publish.py      without solutions/
    BACKPROP_SOLUTIONS=now python hub/publish.py        releases them

Each run adds one commit to the branch `learner` with what is committed here now, so
that a later pull is a plain merge in the attendee's copy.
"""

import argparse
import os
import tempfile
from pathlib import Path

from workshop_lib import clone

ROOT = Path(__file__).resolve().parents[1]
BRANCH = "refs/heads/learner"
PART = (
    "README.md LICENSE environment.yml pyproject.toml requirements.lock "
    "workshop_lib notebooks"
).split()


def publish(to, solutions, source=ROOT):
    """Commit the learner's part of `source`'s HEAD on top of branch learner of `to`.

    `to` is a git address; a folder, taken from where you are, that does not exist
    becomes a bare repository.
    `solutions` is "now" or "later"; what was once released stays released. Returns
    the commit. Raises ValueError when a published notebook would disappear.
    """
    to = _address(source, str(to))
    if isinstance(to, Path) and not to.exists():
        _git(source, "init", "--quiet", "--bare", "--initial-branch=learner", to)
    before, old = None, set()
    if _git(source, "ls-remote", to, BRANCH):
        _git(source, "fetch", "--quiet", to, BRANCH)
        before = _git(source, "rev-parse", "FETCH_HEAD")
        old = set(_git(source, "ls-tree", "-r", "--name-only", before).splitlines())
    released = solutions == "now" or any(f.startswith("solutions/") for f in old)
    part = [*PART, "solutions"] if released else PART
    listing = _git(source, "ls-tree", "-r", "HEAD", *part)
    new = {line.split("\t")[1] for line in listing.splitlines()}
    if not any(f.startswith("notebooks/") for f in new):
        raise ValueError("no notebook is committed here; build and commit them first")
    if gone := sorted(f for f in old - new if f.endswith(".ipynb")):
        raise ValueError(
            f"{', '.join(gone)} would vanish from attendees' folders; "
            "keep the names of published notebooks until the workshop is over"
        )
    with tempfile.TemporaryDirectory() as folder:
        index = {"GIT_INDEX_FILE": f"{folder}/index"}
        _git(source, "update-index", "--index-info", feed=listing + "\n", env=index)
        tree = _git(source, "write-tree", env=index)
    if before and tree == _git(source, "rev-parse", f"{before}^{{tree}}"):
        return before
    parent = ["-p", before] if before else []
    said = f"Publish {_git(source, 'rev-parse', '--short', 'HEAD')}"
    commit = _git(source, "commit-tree", tree, *parent, "-m", said)
    _git(source, "push", "--quiet", to, f"{commit}:{BRANCH}")
    return commit


def _address(source, to):
    """Return what git, run in `source`, takes for `to`: a Path, if it is a folder."""
    # Git's own rule: what has a colon before any slash is on another machine.
    if ":" in to.split("/")[0] or to in _git(source, "remote").splitlines():
        return to
    return Path(to).resolve()


def _git(source, *arguments, feed="", env=None):
    who = {"GIT_AUTHOR_NAME": "workshop", "GIT_AUTHOR_EMAIL": "workshop@localhost"}
    who |= {k.replace("AUTHOR", "COMMITTER"): v for k, v in who.items()}
    who["GIT_TERMINAL_PROMPT"] = "1"  # whoever publishes can be asked for a password
    env = who | (env or {})
    return clone.git(source, *arguments, feed=feed, limit=None, env=env)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", help="a folder, or a git address")
    to = parser.parse_args().to
    solutions = os.environ.get("BACKPROP_SOLUTIONS", "now")
    if solutions not in ("now", "later"):
        parser.error(f"BACKPROP_SOLUTIONS is {solutions!r}; choose now or later")
    if to is None:
        state = Path(os.environ.get("BACKPROP_HUB_STATE", ROOT / ".hub")).resolve()
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
        to = state / "learner.git"
    print(f"{publish(to, solutions)} on branch learner of {to}")

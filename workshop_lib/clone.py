"""Run git, and ask it about the clone of the workshop that an attendee works in."""

import contextlib
import os
import subprocess
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

PARTS = ("notebooks", "workshop_lib")  # directly below the workshop's top, and no other


class GitError(Exception):
    """Git could not answer; the message says why, and what to do."""


def top(folder="."):
    """Return the top folder of the workshop that holds `folder`, a clone of its own.

    A copy without git may lie inside somebody's repository: that one is not ours.
    """
    here = Path(folder).resolve()
    ours = (p for p in (here, *here.parents) if all((p / n).is_dir() for n in PARTS))
    try:
        if root := next(ours, None):
            found = Path(git(root, "rev-parse", "--show-toplevel")).resolve()
            if found == root:
                return root
            why = f"{root} has no repository of its own, it lies inside that of {found}"
        else:
            why = f"there is no {' and no '.join(PARTS)} folder here or above"
    except GitError as e:
        why = e
    raise GitError(
        f"this folder is not in a git clone of the workshop ({why}); for what is newer,"
        " clone the workshop with git and copy your notebooks into that clone"
    )


@contextlib.contextmanager
def locked(root):
    """Hold the clone `root`, and yield it; who comes second waits.

    Two at once would take each other's dated names. Whoever is killed lets go.
    """
    path = root / git(root, "rev-parse", "--git-path", "workshop.lock")
    with open(path, "a") as f:
        with contextlib.suppress(OSError):  # a network drive without locks
            if fcntl:
                fcntl.flock(f, fcntl.LOCK_EX)
        yield root


def upstream(root):
    """Return the name of the remote branch that this clone follows."""
    for name in ("@{upstream}", "origin/HEAD"):
        try:
            return git(root, "rev-parse", "--abbrev-ref", name)
        except GitError:
            pass
    raise GitError("this clone follows no other: git branch -u origin/main")


def published(root, source):
    """Return the newest commit known of the remote branch `source`."""
    new = git(root, "rev-parse", source)
    if not set(PARTS) <= set(git(root, "ls-tree", "--name-only", new).splitlines()):
        raise GitError(f"{source}, which this clone follows, is not the workshop")
    return new


def files(root, commit):
    """Return the hash of every file of a commit, by its name."""
    listing = git(root, "ls-tree", "-r", "-z", "--full-tree", commit)
    entries = (entry.split(maxsplit=3) for entry in listing.split("\0") if entry)
    return {name: sha for mode, _, sha, name in entries if mode.startswith("100")}


def hashes(root, names):
    """Return, by name, the hash of those of these files that are here."""
    here = [n for n in names if (root / n).is_file() and not (root / n).is_symlink()]
    feed = "".join(f"{name}\n" for name in here)
    found = git(root, "hash-object", "--stdin-paths", feed=feed).split()
    return dict(zip(here, found, strict=True))


def content(root, commit, name):
    """Return the bytes of a file of a commit, as they would be checked out."""
    return git(root, "cat-file", "--filters", f"{commit}:{name}", binary=True)


def git(folder, *arguments, feed="", binary=False, limit=120, env=None):
    """Return what git answers; raise GitError with what it complains about.

    It gets `feed` as its input, `limit` seconds (None: any time) and the variables
    `env` on top of the environment.
    """
    try:
        done = subprocess.run(
            ["git", *map(str, arguments)],
            cwd=folder,
            input=feed.encode(),
            capture_output=True,
            timeout=limit,
            env=os.environ | {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"} | (env or {}),
        )
    except FileNotFoundError:
        raise GitError("git is not installed here") from None
    except subprocess.TimeoutExpired:
        raise GitError(f"no answer within {limit} seconds") from None
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        said = [line for line in lines if not line.startswith("hint:")]
        # What went wrong comes first, advice on it may come after.
        faults = [line for line in said if line.startswith(("fatal:", "error:"))]
        told = (faults or said[-1:] or [f"git {arguments[0]} failed"])[0].rstrip(".")
        told = told.removeprefix("fatal: ").removeprefix("error: ")
        if ".lock'" in told:
            told += "; if no other git is at work here, delete that file"
        raise GitError(told)
    return done.stdout if binary else done.stdout.decode().strip()

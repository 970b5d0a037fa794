"""Run git, and ask it about the clone of the workshop that an attendee works in."""

import os
import subprocess
from pathlib import Path


class GitError(Exception):
    """Git could not answer; the message says why, and what to do."""


def top(folder="."):
    """Return the top folder of the clone that holds `folder`."""
    try:
        return Path(git(folder, "rev-parse", "--show-toplevel"))
    except GitError as e:
        raise GitError(
            f"this folder is not in a git clone of the workshop ({e})"
        ) from e


def upstream(root):
    """Return the name of the remote branch that this clone follows."""
    for name in ("@{upstream}", "origin/HEAD"):
        try:
            return git(root, "rev-parse", "--abbrev-ref", name)
        except GitError:
            pass
    raise GitError("this clone follows no other: git branch -u origin/main")


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
    """Return what git answers; raise GitError with the last it complains about.

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
        raise GitError(said[-1] if said else f"git {arguments[0]} failed")
    return done.stdout if binary else done.stdout.decode().strip()

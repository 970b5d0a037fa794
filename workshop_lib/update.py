"""Bring a newer workshop into this folder, or a fresh lesson, and lose no line.

    python -m workshop_lib.update

What you have changed stays as it is, with the newer form beside it under a dated
name; what you have not changed is replaced; what you have added stays.
"""

import datetime
import os
import re
import sys

from workshop_lib import atomic, clone
from workshop_lib.clone import GitError, git

SEEN = "refs/workshop/seen"  # the newest state of the workshop that was brought here
OTHER = "no file"  # in place of a hash: a folder or a link has this name here


class Unfinished(Exception):
    """An update stopped midway; the message tells what was done, and what came."""


def update(folder="."):
    """Bring what is new; return lines that tell what was done.

    `folder` is anywhere in a git clone of the workshop whose branch follows a remote
    one. Raise GitError or OSError, with nothing changed, without one or without a
    connection to it; Unfinished where something came between.
    """
    with clone.locked(clone.top(folder)) as root:
        source = clone.upstream(root)
        try:
            git(root, "fetch", "--quiet")
        except GitError as e:
            told = f"there is no connection to the workshop's source ({e})"
            raise GitError(told) from e
        new = clone.published(root, source)
        seen = _newest_seen(root, new)
        before, after = clone.files(root, seen), clone.files(root, new)
        changed = sorted(n for n in before | after if before.get(n) != after.get(n))
        lines = []
        try:
            for name in changed:
                lines += _bring(root, new, name, before.get(name), after.get(name))
            git(root, "update-ref", SEEN, new)
            _follow(root, new)
        except (GitError, OSError) as e:
            lines.append(f"Not finished: {e}. Mend that and run it again.")
            raise Unfinished("\n".join(lines)) from e
        return lines or ["Already up to date."]


def decide(before, here, after):
    """Return what to do with a file: the word that tells it, None for nothing.

    The three are its hashes: as published when last brought, as it is here, and as
    published now. None: there is no such file; OTHER: a folder or a link is here.
    """
    if here == after:
        return None
    if here is None:
        return "new"
    if here == before:
        return "removed" if after is None else "updated"
    if after is None:
        return None if here == OTHER else "left"
    return "kept"


def _bring(root, new, name, before, after):
    """Bring one file, whose published hash has gone from `before` to `after`, None
    where it was not or is no more; return what there is to say.
    """
    path = root / name
    here = clone.hashes(root, [name]).get(name)
    if here is None and os.path.lexists(path):
        here = OTHER
    done = decide(before, here, after)
    if done is None:
        return []
    if done == "removed":
        path.unlink()
    elif done == "left":
        return [f"kept      {name}, now yours alone"]
    else:
        newer = clone.content(root, new, name)
        try:
            if done == "kept":
                return _set_beside(path, newer, name)
            _write(path, newer)
        except (FileExistsError, NotADirectoryError):
            return [f"left out  {name}: a file of yours is where its folder would be"]
    return [f"{done:<9} {name}"]


def _set_beside(path, newer, name):
    """Put a newer form under a dated name, unless it is already there."""
    others = path.parent.glob(f"{path.stem}.20*{path.suffix}")
    if any(p.is_file() and p.read_bytes() == newer for p in others):
        return []
    _write(beside := dated(path), newer)
    return [f"kept      {name}, which you changed; the new one: {beside.name}"]


def fresh(lesson, folder="."):
    """Put a fresh copy of a lesson in its place; return its path, and the path under
    which the old one is kept, None where none differs. Raise GitError or OSError,
    with the old one where it was or where the message says.
    """
    with clone.locked(clone.top(folder)) as root:
        new = clone.published(root, clone.upstream(root))
        lessons = {
            found[1]: name
            for name in clone.files(root, new)
            if (found := re.fullmatch(r"notebooks/(\d+)_[^/]+\.ipynb", name))
        }
        number = str(lesson).zfill(2) if str(lesson).isdigit() else None
        if number not in lessons:
            known = ", ".join(sorted(lessons))
            raise GitError(f"there is no lesson {lesson}; there are {known}")
        path = root / lessons[number]
        content = clone.content(root, new, lessons[number])
        if path.is_file() and path.read_bytes() == content:
            return path, None
        try:
            with _draft(path, content) as draft:
                return path, _change_places(draft, path)
        except OSError as e:
            if os.path.lexists(path):
                raise OSError(f"{e}; yours is still {path.name}") from e
            raise


def _change_places(draft, path):
    """Put a draft where `path` is; return the dated name of what was there, if any."""
    if not os.path.lexists(path):
        os.replace(draft, path)
        return None
    kept = dated(path)
    try:
        os.rename(path, kept)
        os.replace(draft, path)
    except BaseException as e:
        if not os.path.lexists(path):
            try:
                os.rename(kept, path)
            except OSError:
                raise OSError(f"{e}; yours is kept as {kept.name}") from e
        raise
    return kept


def dated(path):
    """Return a name beside `path` that is free: 03_chain_rule.2026-11-23.ipynb."""
    ending, number = datetime.date.today().isoformat(), 1
    while os.path.lexists(free := path.with_suffix(f".{ending}{path.suffix}")):
        number += 1
        ending = f"{ending[:10]}-{number}"
    return free


def _newest_seen(root, new):
    """Return the newest published state that this folder already had."""
    base = git(root, "merge-base", "HEAD", new)
    try:
        seen = git(root, "rev-parse", "--verify", "--quiet", SEEN)
        git(root, "merge-base", "--is-ancestor", base, seen)
        git(root, "merge-base", "--is-ancestor", seen, new)
    except GitError:
        return base
    return seen


def _follow(root, new):
    """Let the branch point at what is now here, unless commits of one's own or
    staged files would be left behind.
    """
    try:
        git(root, "merge-base", "--is-ancestor", "HEAD", new)
    except GitError:
        return
    # An update that was killed has staged what was published then, and no more.
    published = git(root, "rev-list", f"HEAD..{new}").split()
    if any(_is_staged(root, commit) for commit in ("HEAD", *published)):
        git(root, "read-tree", new)
        git(root, "update-ref", "-m", "workshop update", "HEAD", new)


def _is_staged(root, commit):
    """Return whether the index holds this commit's files, and nothing else."""
    try:
        git(root, "diff", "--cached", "--quiet", commit)
    except GitError:
        return False
    return True


def _write(path, content):
    """Write a file of the workshop, and its folder where there is none."""
    with _draft(path, content) as draft:
        os.replace(draft, path)


def _draft(path, content):
    """Lend a draft of a file of the workshop, in its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = path.stat().st_mode if path.is_file() else 0o644
    mode |= 0o111 if content.startswith(b"#!") else 0
    return atomic.draft(path, content, mode)


def main(folder="."):
    """Update the folder this runs in; return the exit code."""
    try:
        print(*update(folder), sep="\n")
    except (GitError, OSError) as e:
        print(f"Nothing was changed: {e}.", file=sys.stderr)
        return 1
    except Unfinished as e:
        print(e, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

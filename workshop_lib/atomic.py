"""Write a file all or nothing, and one after the other."""

import contextlib
import hashlib
import os
import tempfile
import time

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt

HOUR = 3600  # seconds; no draft that is still wanted is that old
PATIENCE = 1.0  # seconds to wait for a lock


def write(path, content, mode=0o600):
    """Put these bytes into the file `path`, which gets this mode.

    Who opens it meanwhile finds the old one. OSError, with the old one untouched and
    no draft left behind, where it cannot be written.
    """
    with draft(path, content, mode) as new:
        os.replace(new, path)


@contextlib.contextmanager
def draft(path, content, mode=0o600):
    """Lend the name of a finished draft beside `path`, gone afterwards."""
    _sweep(path.parent)
    number, new = tempfile.mkstemp(prefix=".new-", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as f:
            f.write(content)
        os.chmod(new, mode)
        yield new
    finally:
        with contextlib.suppress(OSError):
            os.unlink(new)


def _sweep(folder):
    """Delete the drafts in a folder that somebody was killed over, an hour ago."""
    for new in folder.glob(".new-????????.tmp"):
        with contextlib.suppress(OSError):
            if time.time() - new.stat().st_mtime > HOUR:
                new.unlink()


@contextlib.contextmanager
def lock(path):
    """Let others who lock `path` wait meanwhile; after a second nobody waits longer,
    and nobody waits where a lock cannot be had. Never raise.
    """
    # Not beside the file: a home folder on a network may have no locks, and what
    # runs for one user runs on one machine.
    name = hashlib.sha256(os.fsencode(os.path.abspath(path))).hexdigest()[:32]
    number, until = None, time.monotonic() + PATIENCE
    with contextlib.suppress(OSError):
        place = os.path.join(tempfile.gettempdir(), f"backprop-{name}.lock")
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        number = os.open(place, flags, 0o600)
    try:
        while number is not None and not _is_mine(number) and time.monotonic() < until:
            time.sleep(0.005)
        yield
    finally:
        if number is not None:
            os.close(number)  # which unlocks it


def _is_mine(number):
    try:
        if fcntl:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True

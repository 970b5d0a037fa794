"""Write a file all or nothing."""

import contextlib
import os
import tempfile
import time

HOUR = 3600  # seconds; no draft that is still wanted is that old


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

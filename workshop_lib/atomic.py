"""Write a file all or nothing."""

import contextlib
import os
import tempfile


def write(path, content, mode=0o600):
    """Put these bytes into the file `path`, which gets this mode.

    Who opens it meanwhile finds the old one. OSError, with the old one untouched and
    no draft left behind, where it cannot be written.
    """
    number, draft = tempfile.mkstemp(prefix=".new-", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as f:
            f.write(content)
        os.chmod(draft, mode)
        os.replace(draft, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(draft)
        raise

"""Take everything an answer prints or shows, and keep the beginning of it."""

import contextlib
import io
import os
import sys
import warnings

from workshop_lib.checker.guard.kernel_state import forbid, stand_in

ROOM = 2000  # characters that are kept


class Heard(io.TextIOBase):
    """A standard output that keeps its first 2,000 characters.

    Who holds on to it, a handler of logging say, reaches the screen again as soon as
    `over` is set.
    """

    def __init__(self):
        self._text, self._cut, self.over = "", False, False

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() takes text, not {type(text).__name__}")
        if self.over:
            return sys.stderr.write(text)
        room = ROOM - len(self._text)
        self._text += text[:room]
        self._cut |= len(text) > room
        return len(text)

    def text(self):
        return self._text + (" … (cut here)" if self._cut else "")


@contextlib.contextmanager
def heard():
    """Yield a Heard that takes prints, warnings and displays meanwhile.

    What bypasses Python (a subprocess, `os.write`) goes to the null device.
    """
    ear = Heard()
    with contextlib.ExitStack() as stack:
        stack.enter_context(_descriptors_silenced())
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("default")
        stand_in(stack, warnings, "showwarning", _warn_into(ear))
        for name in ("stdout", "stderr", "__stdout__", "__stderr__"):
            stand_in(stack, sys, name, ear)
        stand_in(stack, sys, "stdin", io.StringIO())
        for name in ("displayhook", "excepthook"):
            stand_in(stack, sys, name, getattr(sys, name))
        stand_in(stack, sys, "unraisablehook", id)  # silent, and runs no Python
        shell = "IPython" in sys.modules and sys.modules["IPython"].get_ipython()
        if shell:
            forbid(stack, shell, "ask_exit", "exit")
            stand_in(stack, shell.display_pub, "publish", _show_into(ear))
        yield ear
    ear.over = True


def _warn_into(ear):
    return lambda message, *_, **__: ear.write(f"Warning: {message}\n")


def _show_into(ear):
    def publish(data=(), *_, **__):
        ear.write(f"[shown: {', '.join(data)}]\n")

    return publish


@contextlib.contextmanager
def _descriptors_silenced():
    saved = []
    with contextlib.suppress(OSError):  # a kernel without a console has none
        null = os.open(os.devnull, os.O_WRONLY)
        for number in (1, 2):
            saved.append((os.dup(number), number))
            os.dup2(null, number)
        os.close(null)
    try:
        yield
    finally:
        for copy, number in saved:
            with contextlib.suppress(OSError):
                os.dup2(copy, number)
                os.close(copy)

"""Keep what belongs to the whole kernel as it was, whatever an answer does to it."""

import builtins
import contextlib
import ctypes
import gc
import getpass
import os
import random
import signal
import sys
import threading

import numpy as np

# An answer has no use for these; each would end, block or unguard the kernel.
_FORBIDDEN = [
    (module, name)
    for module, names in (
        (builtins, "input"),
        (getpass, "getpass"),
        (os, "_exit abort execv execve fork forkpty kill killpg closerange"),
        (signal, "signal setitimer alarm pthread_sigmask"),
        (sys, "setrecursionlimit breakpointhook"),
    )
    for name in names.split()
    if hasattr(module, name)
]
_ABSENT = object()


@contextlib.contextmanager
def kept():
    """Put back at the end: random state, NumPy's error and print settings, the
    working directory, environment, import path, trace functions, matplotlib's
    settings and figures. Meanwhile forbid what would end or unguard the kernel.
    """
    with contextlib.ExitStack() as stack:
        for put_back, state in _states():
            stack.callback(_quietly, put_back, state)
        for module, name in _FORBIDDEN:
            stand_in(stack, module, name, forbidden(name))
        stack.enter_context(np.errstate(all="warn"))
        stack.enter_context(np.printoptions())
        yield


def stand_in(stack, owner, name, value):
    """Let `value` stand for an attribute until the ExitStack is unwound."""
    old = vars(owner).get(name, _ABSENT)
    if old is _ABSENT:
        stack.callback(_quietly, delattr, owner, name)
    else:
        stack.callback(_quietly, setattr, owner, name, old)
    setattr(owner, name, value)


def forbidden(name):
    """Return a function that refuses to be called, in place of `name`."""

    def refuse(*_, **__):
        raise RuntimeError(f"{name}() cannot be used in an answer that is checked")

    return refuse


def _quietly(put_back, *state):
    with contextlib.suppress(Exception):
        put_back(*state)


def _states():
    """Yield pairs: what puts a state back, and the state."""
    yield random.setstate, random.getstate()
    yield np.random.set_state, np.random.get_state()
    yield _refill(os.environ), dict(os.environ)
    yield _refill_list(sys.path), list(sys.path)
    yield _unless_same(sys.settrace, sys.gettrace), sys.gettrace()
    yield _unless_same(sys.setprofile, sys.getprofile), sys.getprofile()
    yield (lambda on: gc.enable() if on else gc.disable()), gc.isenabled()
    with contextlib.suppress(OSError):  # the folder may be gone
        yield os.chdir, os.getcwd()
    matplotlib = sys.modules.get("matplotlib")
    if matplotlib:
        # dict.items, for asking rcParams for its backend would choose one.
        old = dict(dict.items(matplotlib.rcParams))
        yield lambda old: dict.update(matplotlib.rcParams, old), old
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot:
        yield _close_figures(pyplot), pyplot.get_fignums()


def _unless_same(put_back, get):
    # A profiler written in C would be replaced by its own Python front.
    return lambda old: None if get() is old else put_back(old)


def _refill(mapping):
    def put_back(old):
        if mapping != old:
            mapping.clear()
            mapping.update(old)

    return put_back


def _refill_list(items):
    return lambda old: items.__setitem__(slice(None), old)


def _close_figures(pyplot):
    return lambda old: [pyplot.close(n) for n in pyplot.get_fignums() if n not in old]


def end_threads(running):
    """Ask the threads that are not in `running` to stop; return their number."""
    new = [t for t in threading.enumerate() if t not in running]
    for thread in new:
        # Lands at the thread's next line of Python; one in a long call goes on.
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread.ident), ctypes.py_object(SystemExit)
        )
    return len(new)

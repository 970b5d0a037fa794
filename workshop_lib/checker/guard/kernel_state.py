"""Keep what belongs to the whole kernel as it was, whatever an answer does to it."""

import builtins
import contextlib
import decimal
import gc
import getpass
import logging
import os
import random
import signal
import sys

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
    """Put back at the end: random state, NumPy's and decimal's settings, the working
    directory, environment, umask, import path, trace functions, garbage collection,
    logging, matplotlib's settings and figures. Meanwhile forbid what would end or
    unguard the kernel.
    """
    with contextlib.ExitStack() as stack:
        for put_back, state in _states():
            stack.callback(_quietly, put_back, state)
        for module, name in _FORBIDDEN:
            forbid(stack, module, name, name)
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


def forbid(stack, owner, name, called):
    """Let an attribute refuse to be called until the ExitStack is unwound.

    Who holds on to it, another shell of the kernel say, reaches the real one then.
    """
    real, over = getattr(owner, name), []

    def refuse(*args, **kwargs):
        if over:
            return real(*args, **kwargs)
        raise RuntimeError(f"{called}() cannot be used in an answer that is checked")

    stack.callback(over.append, True)
    stand_in(stack, owner, name, refuse)


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
    yield (lambda old: gc.set_threshold(*old)), gc.get_threshold()
    yield sys.setswitchinterval, sys.getswitchinterval()
    yield os.umask, _umask()
    yield _use_decimal_context(decimal.getcontext()), decimal.getcontext().copy()
    yield logging.disable, logging.root.manager.disable
    yield _restore_loggers, {one: _set_up(one) for one in _loggers()}
    with contextlib.suppress(OSError):  # the folder may be gone
        yield os.chdir, os.getcwd()
    yield _restore_settings, _settings()
    yield _close_figures, _figures()


def _umask():
    os.umask(mask := os.umask(0o077))  # there is no way to ask but to set
    return mask


def _use_decimal_context(context):
    def put_back(old):
        decimal.setcontext(context)
        for name in "prec rounding Emin Emax capitals clamp".split():
            setattr(context, name, getattr(old, name))
        context.flags.update(old.flags)
        context.traps.update(old.traps)

    return put_back


def _loggers():
    named = logging.root.manager.loggerDict.values()
    return [logging.root, *(one for one in named if isinstance(one, logging.Logger))]


def _set_up(logger):
    return logger.handlers[:], logger.filters[:], logger.level, logger.propagate


def _restore_loggers(old):
    for logger, (handlers, filters, level, propagate) in old.items():
        logger.handlers[:], logger.filters[:] = handlers, filters
        logger.propagate = propagate
        if logger.level != level:
            logger.setLevel(level)


def _settings():
    """Return matplotlib's settings, and whether pyplot is there; None before."""
    matplotlib = sys.modules.get("matplotlib")
    # dict.items, for asking rcParams for its backend would choose one.
    settings = dict(dict.items(matplotlib.rcParams)) if matplotlib else None
    return settings, "matplotlib.pyplot" in sys.modules


def _restore_settings(before):
    old, had_pyplot = before
    if matplotlib := sys.modules.get("matplotlib"):
        now = matplotlib.rcParams
        old = dict(dict.items(matplotlib.rcParamsOrig if old is None else old))
        if not had_pyplot:  # its import has set up how figures are shown
            old |= {name: dict.get(now, name) for name in ("backend", "interactive")}
        dict.update(now, old)


def _figures():
    pyplot = sys.modules.get("matplotlib.pyplot")
    return pyplot.get_fignums() if pyplot else []


def _close_figures(old):
    for number in set(_figures()).difference(old):
        sys.modules["matplotlib.pyplot"].close(number)


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

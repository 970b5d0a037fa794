"""Answers that are wrong, broken or hostile, as data.

Each entry of `ANSWERS` is a Bad: `make(reference)` returns what is handed to
`check`, `status` lists how that may end, `says` is a pattern in what is told.
`slow` ones run into the time limit.
"""

import asyncio
import builtins
import contextlib
import decimal
import gc
import getpass
import itertools
import logging
import os
import random
import signal
import subprocess
import sys
import threading
import time
import warnings
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from tqdm import tqdm

from tests.answers.right import changed
from workshop_lib import chain, checker


class Bad(NamedTuple):
    name: str
    make: object
    status: tuple
    says: str
    slow: bool


ANSWERS = []
WRONG = ("different", "failed")
NAMED = (*WRONG, "mistake")  # the numbers may be right, in another shape


def bad(status="failed", says="", slow=False):
    """Add an answer maker to the list, under its own name in words."""

    def add(make):
        name = make.__name__.strip("_").replace("_", " ")
        wanted = (status,) if isinstance(status, str) else status
        ANSWERS.append(Bad(name, make, wanted, says, slow))
        return make

    return add


def _named(name, function):
    function.__name__ = name
    return function


# Not an answer at all -----------------------------------------------------------


@bad("unanswered", "not answered yet")
def stub(reference):
    def answer(*args):
        """Return dCost_i/dw."""
        ...

    return answer


@bad("unanswered")
def stub_with_pass(reference):
    def answer(*args):
        pass

    return answer


@bad("unanswered")
def ellipsis_itself(reference):
    return ...


@bad(says="name of your function")
def a_number(reference):
    return 0.4


@bad(says="name of your function")
def text(reference):
    return "dcost_dw"


@bad(says="name of your function")
def an_array(reference):
    return np.ones(3)


@bad(says="name of your function")
def a_module(reference):
    return np


@bad()
def a_class(reference):
    class Answer:
        def __init__(self, *args):
            pass

    return Answer


@bad(says=r"takes \(\); it is called with")
def no_parameters(reference):
    return lambda: 1.0


@bad(says="is called with")
def parameters_too_many(reference):
    return lambda a, b, c, d, e, f, g, h, i, j, k: 1.0


@bad(says="is called with")
def keyword_only(reference):
    def answer(*, w=1, z=2):
        return 1.0

    return answer


@bad(says="None: is a `return` missing")
def no_return(reference):
    def answer(*args):
        reference(*args)

    return answer


@bad(WRONG, says="yield")
def a_yield_for_a_return(reference):
    def answer(*args):
        yield reference(*args)

    return answer


@bad(WRONG, says="async")
def an_async_function(reference):
    async def answer(*args):
        return reference(*args)

    return answer


@bad()
def hostile_attributes(reference):
    class Answer:
        def __getattribute__(self, name):
            raise SystemExit(name)

        def __call__(self, *args):
            raise ValueError

    return Answer()


# Exceptions ---------------------------------------------------------------------


class Mute(BaseException):
    def __str__(self):
        raise RuntimeError("even my text fails")


class Own(BaseException):
    """Not an Exception, so `except Exception` would let it through."""


for error in (
    ZeroDivisionError("float division by zero"),
    ValueError("x" * 100_000),
    ValueError("\x1b[31mred\x1b[0m <script>alert(1)</script>"),
    KeyError(3),
    IndexError("list index out of range"),
    AttributeError("'float' object has no attribute 'T'"),
    AssertionError(),
    NotImplementedError(),
    StopIteration(3),
    FloatingPointError("overflow"),
    MemoryError(),
    SystemExit(0),
    KeyboardInterrupt(),
    GeneratorExit(),
    asyncio.CancelledError(),
    Own("mine"),
    ExceptionGroup("two", [ValueError(1), TypeError(2)]),
):

    def raises(reference, error=error):
        def answer(*args):
            raise error

        return answer

    label = f"raises {type(error).__name__} {str(error)[:5]!r}"
    bad(says=type(error).__name__)(_named(label, raises))


@bad(says="Mute")
def raises_what_has_no_text(reference):
    def answer(*args):
        raise Mute

    return answer


@bad(says="NameError: name 'undefined_name' is not defined, in line")
def a_name_that_is_not_defined(reference):
    def answer(*args):
        return undefined_name * 2  # noqa: F821

    return answer


@bad(says="SyntaxError")
def a_syntax_error(reference):
    return lambda *args: eval("2 *")


@bad(says="RecursionError")
def recursion(reference):
    def answer(*args):
        return answer(*args)

    return answer


# Values of another kind ---------------------------------------------------------


class Trap:
    """Whatever is asked of it, it raises, loops or lies."""

    def __getattr__(self, name):
        raise SystemExit(name)

    def _loop(self, *_, **__):
        while True:
            pass

    __array__ = __eq__ = __iter__ = __len__ = __float__ = __repr__ = _loop
    __hash__ = None


class HashableTrap(Trap):
    __hash__ = object.__hash__


class TrapDict(dict):
    items = keys = values = __iter__ = __len__ = __getitem__ = Trap._loop


class TrapArray(np.ndarray):
    def __array_finalize__(self, obj):
        pass

    def __array_ufunc__(self, *args, **kwargs):
        raise SystemExit


def _itself():
    inside = []
    inside.append(inside)
    return inside


for label, value, says in [
    ("text", "0.4", "text"),
    ("bytes", b"0.4", "bytes"),
    ("an object", object(), "object"),
    ("a set", {1.0, 2.0}, "set"),
    ("a function", len, "builtin"),
    ("a decimal", decimal.Decimal("0.4"), "Decimal"),
    ("a fraction", Fraction(1, 3), "Fraction"),
    ("a date", np.datetime64("2026-11-23"), ""),
    ("a record", np.zeros(3, dtype=[("w", float)]), ""),
    ("an iterator without end", itertools.count(), "count"),
    ("a range", range(3), "range"),
    ("a trap", Trap(), "Trap"),
    ("a dict that is a trap", TrapDict(a=1), ""),
    ("an array that is a trap", np.ones(3).view(TrapArray), "Trap"),
    ("a list inside itself", _itself(), ""),
    ("rows of different lengths", [[1.0, 2.0], [3.0]], ""),
    ("a dict of a million", dict.fromkeys(range(10**6), 0.0), ""),
    ("a list of a million", [0.0] * 10**6, ""),
    ("an empty dict", {}, ""),
    ("an empty list", [], ""),
    ("a huge view", np.broadcast_to(1.0, (10**9, 10**9)), ""),
    ("infinity", np.inf, ""),
    ("a number too large", 10**400, ""),
    ("zero", 0, ""),
]:

    def returns(reference, value=value):
        return lambda *args: value

    bad(WRONG, says)(_named(f"returns {label}", returns))


@bad(WRONG)
def hard_coded(reference):
    def answer(*args):
        return 0.1270

    return answer


def _with_nan(array):
    array = np.array(array, float)
    array[(-1,) * array.ndim] = np.nan
    return array


def _each_must_fail(label, change, says, status=WRONG):
    def make(reference):
        every = dict(array=change, number=change, whole=change)
        return lambda *args: changed(reference(*args), **every)

    bad(status, says)(_named(label, make))


_each_must_fail("NaN in one place", _with_nan, "nan")
_each_must_fail("infinity times", lambda a: a * np.inf, "inf|nan|")
_each_must_fail("complex", lambda a: a + 0.1j, "complex")
_each_must_fail("objects", lambda a: np.array(a, dtype=object), "objects")
_each_must_fail("text for numbers", lambda a: np.asarray(a).astype(str), "text")
_each_must_fail("masked", np.ma.masked_array, "masked")
_each_must_fail("booleans", lambda a: np.asarray(a) > 0, "True or False")
_each_must_fail("one axis more", lambda a: np.asarray(a)[..., None], "shape", NAMED)
_each_must_fail("two axes more", lambda a: np.asarray(a)[None, None], "shape", NAMED)
_each_must_fail("two of each", lambda a: np.stack([a, a]), "shape|values", NAMED)
_each_must_fail("zero times", lambda a: a * 0.0, "[Zz]ero")
_each_must_fail("a little off", lambda a: a * 1.001, "too large|digits|entries|First")


@bad((*WRONG, "mistake"))
def the_answers_of_an_earlier_check(reference):
    remembered = []

    def answer(*args):
        if len(remembered) < 2:
            remembered.append(reference(*args))
        return remembered[0]

    return answer


@bad((*WRONG, "mistake"))
def random_numbers(reference):
    return lambda *args: changed(
        reference(*args),
        array=lambda a: np.random.rand(*a.shape),
        number=lambda x: random.random(),
        whole=lambda x: random.random(),
    )


# Nothing of a plain number can be changed: there this answer is right. And it is
# different where an argument is part of the result, as a[0] is of a.
@bad(("mistake", "right", "different"), says="changes its argument|right")
def right_but_changes_its_inputs(reference):
    def answer(*args):
        value = reference(*args)
        for arg in args:
            if isinstance(arg, np.ndarray) and arg.size:
                arg += 1
            elif isinstance(arg, dict):
                arg.clear()
            elif isinstance(arg, list):
                arg.append(0)
        return value

    return answer


@bad(("mistake", "right", "failed"))
def traps_in_its_inputs(reference):
    def answer(*args):
        value = reference(*args)
        for arg in args:
            if isinstance(arg, dict):
                first = next(iter(arg))
                arg[first] = Trap()
                del arg[first]
                arg[HashableTrap()] = 3
            elif isinstance(arg, list):
                arg[0] = arg
        return value

    return answer


# Without end --------------------------------------------------------------------


def _forever(label, says="did not end"):
    def add(body):
        def make(reference):
            return lambda *args: body()

        return bad(says=says, slow=True)(_named(label, make))

    return add


@_forever("an endless loop")
def _():
    while True:
        pass


@_forever("an endless loop under a bare except")
def _():
    while True:
        try:
            while True:
                pass
        except:  # noqa: E722
            pass


@_forever("endless loops under bare excepts, in each other")
def _():
    while True:
        try:
            while True:
                try:
                    while True:
                        with contextlib.suppress(BaseException):
                            time.sleep(3)
                except:  # noqa: E722
                    continue
                finally:
                    continue  # noqa: B012
        except:  # noqa: E722
            pass


@_forever("a long sleep")
def _():
    time.sleep(99)


@_forever("waiting for a lock")
def _():
    threading.Lock().acquire() and (lock := threading.Lock()).acquire()
    lock.acquire()


@_forever("waiting for a program")
def _():
    subprocess.run([sys.executable, "-c", "import time; time.sleep(30)"])


def _recurse():
    while True:
        try:
            _recurse()
        except:  # noqa: E722
            pass


@_forever("endless recursion under a bare except")
def _():
    _recurse()


@_forever("an iterator without end")
def _():
    return [n for n in itertools.count() if n < 0]


@_forever("an exception whose text has no end")
def _():
    class Endless(BaseException):
        __str__ = Trap._loop

    raise Endless


@_forever("a finalizer without end")
def _():
    class Endless:
        __del__ = Trap._loop

    while True:
        Endless()


@_forever("prints without end")
def _():
    while True:
        print("again")


# Right, with side effects that must not stay ------------------------------------


def _beside(label, says="", status="right"):
    """Add an answer that is right, and does something else on the way."""

    def add(body):
        def make(reference):
            def answer(*args):
                body()
                return reference(*args)

            return answer

        return bad(status, says)(_named(label, make))

    return add


@_beside("prints a lot", says=r"cut here")
def _():
    for _ in range(20_000):
        print("x" * 50)


@_beside("one huge print", says="cut here")
def _():
    print("x" * 10**7)


@_beside("colour codes and script in prints", says="<script>alert")
def _():
    print("\x1b[31m\x1b]0;title\x07<script>alert(1)</script>\x00\x08")


@_beside("closes standard output")
def _():
    sys.stdout.close()
    sys.__stderr__.close()
    print("still")


@_beside("takes standard output away")
def _():
    sys.stdout = sys.stderr = sys.stdin = None


@_beside("writes past Python")
def _():
    os.write(1, b"raw\n" * 100)
    os.write(2, b"raw\n" * 100)
    os.system("echo from a shell")


@_beside("warns", says="Warning: overflow")
def _():
    np.exp(np.array([1e4]))
    warnings.warn("look", stacklevel=1)


@_beside("random seeds")
def _():
    random.seed(0)
    np.random.seed(0)


@_beside("NumPy's settings")
def _():
    np.seterr(all="ignore")
    np.set_printoptions(precision=1, threshold=1)
    np.seterrcall(print)


@_beside("warnings filters")
def _():
    warnings.simplefilter("error")
    warnings.filters.clear()


@_beside("folder, environment and import path")
def _():
    os.chdir("/")
    os.environ["HOME"] = "nowhere"
    os.environ["BACKPROP_NEW"] = "1"
    sys.path.clear()


# The answer runs in the world it has made: where it calls len, it is wrong itself.
@_beside("builtins", status=("right", *NAMED))
def _():
    builtins.abs = builtins.repr = None
    builtins.len = lambda x: 0


@_beside("NumPy and the workshop patched")
def _():
    np.allclose = np.array_equal = np.asarray = np.isfinite = lambda *_, **__: True
    chain.forward = None
    del chain.cost


@_beside("trace functions and garbage collection")
def _():
    sys.settrace(lambda *_: None)
    sys.setprofile(lambda *_: None)
    gc.disable()


@_beside("hooks of Python")
def _():
    sys.displayhook = sys.excepthook = sys.unraisablehook = None


@_beside("umask, switch interval, garbage thresholds and decimal precision")
def _():
    os.umask(0)
    sys.setswitchinterval(0.1)
    gc.set_threshold(1, 1, 1)
    decimal.getcontext().prec = 3
    decimal.setcontext(decimal.Context(prec=4, traps=[]))


@_beside("logging set up", says="WARNING:root:look")
def _():
    logging.disable(logging.NOTSET)
    logging.warning("look")
    logging.getLogger("tests").addHandler(logging.StreamHandler())
    logging.basicConfig(level=1, force=True)
    logging.disable(logging.CRITICAL)


@_beside("a progress bar")
def _():
    list(tqdm(range(3), file=sys.stdout))


@_beside("leaves a thread running", says="thread")
def _():
    def run():
        while True:
            time.sleep(0.01)

    threading.Thread(target=run).start()


@_beside("a check inside a check")
def _():
    checker.check("0.1", lambda *args: 1.0)


# Forbidden ----------------------------------------------------------------------


for label, call in {
    "input": lambda: input("w? "),
    "getpass": lambda: getpass.getpass(),
    "breakpoint": lambda: breakpoint(),
    "os._exit": lambda: os._exit(1),
    "os.abort": lambda: os.abort(),
    "os.fork": lambda: os.fork(),
    "os.execv": lambda: os.execv("/bin/true", ["true"]),
    "os.kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "signal.alarm": lambda: signal.alarm(0),
    "signal.signal": lambda: signal.signal(signal.SIGALRM, signal.SIG_IGN),
    "setrecursionlimit": lambda: sys.setrecursionlimit(10**9),
    "exit": lambda: sys.exit(3),
}.items():

    def calls(reference, call=call):
        def answer(*args):
            call()
            return reference(*args)

        return answer

    bad(says="SystemExit" if label == "exit" else "cannot be used")(
        _named(f"calls {label}", calls)
    )


# Too large ----------------------------------------------------------------------


@bad(says="MemoryError")
def a_huge_array(reference):
    return lambda *args: np.ones((10**5, 10**6))


@bad(says="MemoryError")
def a_huge_text(reference):
    return lambda *args: "x" * 10**11


@bad(says="MemoryError|did not end", slow=True)
def a_list_that_grows(reference):
    def answer(*args):
        kept = []
        while True:
            kept.append(np.ones(10**6))

    return answer

"""Remember what was tried, what is right and what was predicted, in a small file."""

import contextlib
import json
import os
import time
from pathlib import Path

from workshop_lib import atomic, exercises

NAME = ".backprop-progress.json"
_LARGEST = 1 << 20  # bytes; more is no file of ours
_OLDEST = 1577836800  # the year 2020, before there was a workshop


def nothing():
    """Return the progress of somebody who has not begun."""
    sets = {name: set() for name in ("tried", "right", "told")}
    return {"first": None, "predicted": {}} | sets


_seen = nothing()  # by this kernel, should the file be lost or not writable
_trouble = None


def path():
    """Return where progress is kept: beside the notebook, unless told otherwise."""
    return Path(os.environ.get("BACKPROP_PROGRESS") or NAME)


def record(number, right):
    """Note that an exercise was tried, and whether it was right. Never raise."""
    _keep(tried={number}, right={number} if right else set())


def predict(number, said):
    """Note what was predicted, and return what stands: once the answer was told,
    that is what was said before, or None. Never raise.
    """
    _keep(predicted={number: said})
    return _seen["predicted"].get(number)


def tell(number):
    """Note that the answer was told. Never raise."""
    _keep(told={number})


def _keep(predicted=None, **new):
    global _trouble
    # A link is followed: the file may be kept on another disk.
    target = Path(os.path.realpath(path()))
    with atomic.lock(target):  # what another kernel adds meanwhile would be lost
        _read()
        _seen["first"] = _seen["first"] or time.time()
        for name, numbers in new.items():
            _seen[name] |= numbers
        for number, said in (predicted or {}).items():
            if number not in _seen["told"]:
                _seen["predicted"][number] = said
        kept = {k: sorted(v) if type(v) is set else v for k, v in _seen.items()}
        try:
            if target.exists() and not target.is_file():
                raise FileExistsError(0, "it is not a plain file")
            atomic.write(target, json.dumps(kept).encode())
        except OSError as e:
            _trouble = f"Progress is kept in this kernel only: {path()}: {e.strerror}."


def known():
    """Return tried and right exercises, the minutes since the first, and trouble."""
    _read()
    minutes = max(0, time.time() - _seen["first"]) / 60 if _seen["first"] else 0
    right = [n for n in exercises.ALL if n in _seen["right"]]
    tried = [n for n in exercises.ALL if n in _seen["tried"] and n not in right]
    return tried, right, int(minutes), _trouble


def predictions():
    """Return what was predicted, by number, and the set of what was told."""
    _read()
    return dict(_seen["predicted"]), set(_seen["told"])


def _read():
    """Add what the file knows, from this kernel's past or from other kernels."""
    global _trouble
    try:
        if not path().is_file():  # a pipe would keep us waiting
            return
        if path().stat().st_size > _LARGEST:
            raise ValueError("it is too large")
        kept = json.loads(path().read_text("utf-8"))
        first = kept["first"] and float(kept["first"])
        if first and not _OLDEST < first <= time.time():
            first = None  # nobody's clock: counting the minutes begins anew
        tried, right = ({str(n) for n in kept[k]} for k in ("tried", "right"))
        told = {str(n) for n in kept.get("told", ())}
        predicted = dict(_said(dict(kept.get("predicted", {}))))
    except OSError as e:
        _trouble = f"Progress could not be read: {path()}: {e.strerror}."
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        _trouble = f"{path()} was damaged; counting began anew."
    else:
        _seen["first"] = min(filter(None, (first, _seen["first"])), default=None)
        _seen["tried"] |= tried
        _seen["right"] |= right
        _seen["told"] |= told
        _seen["predicted"] |= predicted


def _said(kept):
    """Yield what was predicted, where it is an answer to a question that we ask."""
    for number, said in kept.items():
        with contextlib.suppress(KeyError, ValueError):
            yield number, exercises.PREDICTIONS[number].read(said)

"""Judge in a private world, whatever the attendee has patched in theirs.

`builtins.len = ...`, `np.exp = ...` or `workshop_lib.chain.forward = ...` change
their answers, never our verdicts: the modules that judging needs are remembered
as they were at import, come back while we judge, and give way again afterwards.

Only what is bound here at import may be used below: the builtins cannot be
trusted until they are back.
"""

import builtins
import copy
import dis
import inspect
import json
import math
import random
import re
import sys
import time
import traceback

import numpy as np

# What is imported here is what can be kept as it is.
from workshop_lib import chain, exercises, network, training  # noqa: F401

_ABSENT = object()
_list = list

_CHECKER = __package__.rpartition(".")[0]  # it is what patches, and what looks
_OURS = [
    module
    for name, module in sys.modules.items()
    if name.startswith("workshop_lib.") and not name.startswith(_CHECKER)
]
_OTHERS = [builtins, copy, dis, inspect, json, math, random, re, time, traceback]
_OTHERS += [np, np.linalg, np.random]
# Jupyter binds `input` anew for every cell, and the guard stands in for it.
_SPACES = [
    (module in _OURS, vars(module), dict(vars(module), input=None))
    for module in _OURS + _OTHERS
]


def _make_pristine():
    """Put the remembered modules back; return what stood there instead."""
    theirs = []
    for ours, space, kept in _SPACES:
        for name, value in kept.items():
            if space.get(name, _ABSENT) is not value and name != "input":
                theirs.append((space, name, space.get(name, _ABSENT)))
                space[name] = value
        if ours:  # elsewhere a new name harms nobody; NumPy loads parts of it late
            for name in _list(space):
                if name not in kept:
                    theirs.append((space, name, space.pop(name)))
    return theirs


def _put(changes):
    for space, name, value in changes:
        if value is _ABSENT:
            space.pop(name, None)
        else:
            space[name] = value


_lent = []  # of each check under way, what stood in the modules


class private:
    """Within this context the modules are as they were at import."""

    def __enter__(self):
        changes = _make_pristine()
        self._depth = len(_lent)
        _lent.append(changes)

    def __exit__(self, *_):
        _make_pristine()
        changes = _lent[self._depth]
        del _lent[self._depth :]  # and what a check within this one has left
        _put(changes)


class theirs:
    """Within this context, inside `private`, the attendee's world is back for as
    long as their answer runs; what the answer changes in it is undone.
    """

    def __enter__(self):
        _put(_lent[-1])

    def __exit__(self, *_):
        _make_pristine()

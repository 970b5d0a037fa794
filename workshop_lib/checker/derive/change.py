"""What a change is, and where in a result it shows."""

import re
from collections.abc import Callable
from typing import NamedTuple

# The kinds of change, the plainest thought first: where two give the same numbers, the
# first is named.
KINDS = (
    *("order", "one part", "combined", "keys", "container", "shape", "transposed"),
    *("replaced", "return", "sign", "left out", "zero", "one", "f left out"),
    *("slope left out", "call", "factor", "power", "parentheses", "transpose"),
    *("axis", "reduction", "indices", "rounds", "examples", "cut", "off by one"),
    *("one layer for all", "neighbour", "reversed", "operator", "turned"),
    *("exchanged", "another", "sign of one", "f twice", "call twice", "f is 1"),
    *("doubled", "lines", "line", "name", "keyword", "order of arguments", "slice"),
    *("number", "absolute", "squared", "inverse", "function", "reduced", "offset"),
    *("factor of all", "two factors", "term", "too many"),
)


class Change(NamedTuple):
    """One change, tried on the reference: `value(args, expected)` is what it gives."""

    kind: str
    name: str  # completes "it behaves as if ..."
    advice: str
    value: Callable

    def rank(self):
        """Return how far-fetched the change is; the plainest is 0."""
        return KINDS.index(self.kind) + self.name.endswith("everywhere") / 2


def in_words(wrong, parts):
    """Return where a change shows: " in db", " in the last layer", or None if it is
    here and there.

    `wrong` lists, for each probe, the leaves that are wrong, each with all leaves.
    """
    wrong_parts = {_part(name) for name, _ in wrong}
    if len(parts) > 1 and len(wrong_parts) < len(parts):
        only = [
            (n, [m for m in every if _part(m) in wrong_parts]) for n, every in wrong
        ]
        inside = _layers(only)
        listed = " and ".join(p for p in parts if p in wrong_parts)
        return None if inside is None else f", in {listed} only{inside}"
    inside = _layers(wrong)
    return None if not inside else "," + inside + " only"


def _layers(wrong):
    """Return "" for every layer, or in words which, or None."""
    places = {_place(name, every) for name, every in wrong}
    if places <= {"first", "middle", "last"} and "[" in wrong[0][0]:
        counts = {name for name, _ in wrong}
        if all(name in counts for _, every in wrong for name in every):
            return ""
        if places == {"last"}:
            return " in the last layer"
        if places == {"first"}:
            return " in the first layer"
        if places <= {"first", "middle"}:
            return " in the layers before the last"
        return None
    return ""


def _part(name):
    return name.partition("[")[0]


def _layer(name):
    return [int(n) for n in re.findall(r"\d+", name)]


def _place(name, every):
    mine = sorted((m for m in every if _part(m) == _part(name)), key=_layer)
    if mine[-1] == name:
        return "last"
    return "first" if mine[0] == name else "middle"

"""What a picture shows: the numbers that are known, and what glows."""

import math
import re
from typing import NamedTuple

import numpy as np

from workshop_lib.diagrams.number_format import short


class State(NamedTuple):
    """Numbers by name and layer, those of a chain or (arrays) those of a network.

    What glows is named by tuples, (kind, layer, *index): ("w", L) in a chain,
    ("w", L, j, k) in a network; y has no layer, so ("y", None, j); and ("cost",).
    """

    w: dict
    b: dict
    a: dict | None = None
    z: dict | None = None
    y: object = None
    cost: float | None = None
    dw: dict | None = None
    db: dict | None = None
    da: dict | None = None
    dz: dict | None = None
    df: dict | None = None  # f'(z)
    lit: frozenset = frozenset()
    title: str | None = None


def state_of(*numbers, **more):
    """Return the State of these fields; in `lit`, "w2" may stand for ("w", 2)."""
    state = State(*numbers, **more)
    lit = [state.lit] if isinstance(state.lit, str) else state.lit
    return state._replace(lit=frozenset(map(_name, lit)))


def _name(name):
    if isinstance(name, tuple):
        return ("y", None, *name[1:]) if name[0] == "y" else name
    kind, layer = re.fullmatch(r"(.*?)(\d*)", name).groups()
    return ("cost",) if kind == "cost" else (kind, int(layer) if layer else None)


def with_room(state, *kinds):
    """Return the state with a place for all of `kinds`, if it has one for any."""
    if all(getattr(state, kind) is None for kind in kinds):
        return state
    return state._replace(**{kind: getattr(state, kind) or {} for kind in kinds})


def value_at(state, name):
    """Return the number of that name; None: no place for it, nan: not known yet."""
    kind, L, *index = name
    values = getattr(state, kind)
    if values is None:
        return None
    value = values.get(L)
    if value is None:
        return math.nan
    if not index:
        return value
    j, k = (*index, 0)[:2]  # but w and dw, all are columns
    return value.item(j, k)


def slope_at(state, place):
    """Return f'(z) of the neuron at `place`: as given, or dz / da; nan: not known."""
    known = value_at(state, ("df", *place))
    if known is not None:
        return known
    dz, da = (value_at(state, (kind, *place)) for kind in ("dz", "da"))
    return dz / da if dz is not None and da else math.nan


def has_cost(state):
    """Return whether the picture has a place for Cost_i."""
    return state.cost is not None or state.dz is not None


def in_words(state):
    """Return every number as text."""
    said = [_layer_in_words(state, L) for L in range(max(state.w) + 1)]
    if state.y is not None:
        said.append("Target y = " + ", ".join(map(short, np.ravel(state.y))))
    if state.cost is not None and not math.isnan(state.cost):
        said.append(f"Cost_i = {short(state.cost)}")
    return ". ".join(filter(None, said)) + "."


def _layer_in_words(state, L):
    said = []
    for kind in ("a", "w", "b", "z", "da", "df", "dz", "dw", "db"):
        values = np.ravel(np.array((getattr(state, kind) or {}).get(L), float))
        if not np.isnan(values).all():
            name = "f′(z)" if kind == "df" else kind
            said.append(f"{name} = " + ", ".join(map(short, values)))
    return f"Layer {L}: " + "; ".join(said) if said else ""

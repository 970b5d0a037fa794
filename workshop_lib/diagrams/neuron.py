"""What the pictures of chains and networks share: neurons, the cost, the words."""

import math

import numpy as np

from workshop_lib.diagrams.number_format import short
from workshop_lib.diagrams.state import value_at
from workshop_lib.diagrams.svg import box, disc, picture, symbol_runs, text
from workshop_lib.palette import PALETTE

INK = PALETTE["cost"]
COST = [*symbol_runs("Cost"), *symbol_runs("", None, "i")]


def ink_to(state, name):
    """Return the colour of what leads to a derivative: grey until it is known."""
    value = value_at(state, name)
    return PALETTE["muted" if value is None or math.isnan(value) else "grad"]


def half(state, name, x, y, wide, high):
    """Return half a neuron, its left side at x, its middle at height y.

    The way back mirrors the way forwards: there the value stands above.
    """
    kind, L, *index = name
    value, lit = value_at(state, name), name in state.lit
    known = value is not None and not math.isnan(value)
    ink = kind if kind in PALETTE else "grad"
    if value is not None and not known:
        ink = "muted"
    left = 12 if kind in ("z", "dz") or L == 0 else 0
    right = 12 if kind in ("a", "da") else 0
    y_name, y_value = y - 0.11 * high, y + 0.33 * high
    if kind.startswith("d"):
        y_name, y_value = y + 0.33 * high, y - 0.09 * high
    if not known:
        y_name = y + 5
    x_text, size = x + wide / 2, 16 if high > 46 else 14
    runs = symbol_runs(kind, L, "".join(map(str, index)))
    parts = box(x, y - high / 2, wide, high, ink, lit, (left, right))
    parts += text(x_text, y_name, runs, fill=PALETTE[ink], size=size)
    if known:
        number = short(value)
        parts += text(x_text, y_value, number, size=size, width=wide - 8, bold=lit)
    return parts


def neuron(state, at, x, y, wide, high):
    """Return z, a and f of the neuron `at` a layer (and index), its left end at x."""
    z, a, f = ((kind, *at) for kind in ("z", "a", "f"))
    left, right = (
        half(state, z, x, y, wide, high),
        half(state, a, x + wide, y, wide, high),
    )
    # What glows comes last, so that nothing is painted over its glow.
    halves = [left, right] if a in state.lit else [right, left]
    return [*halves, disc(x + wide, y - high / 2, "f", f in state.lit)]


def mirrored(state, at, x, y, wide, high):
    """Return dz, da and f' of a neuron, as `neuron` does z, a and f."""
    dz, da, df = ((kind, *at) for kind in ("dz", "da", "df"))
    left, right = (
        half(state, dz, x, y, wide, high),
        half(state, da, x + wide, y, wide, high),
    )
    halves = [right, left] if dz in state.lit else [left, right]
    return [*halves, disc(x + wide, y + high / 2, "f′", df in state.lit)]


def cost_box(state, x, y):
    """Return the box of Cost_i, its left side at x, its middle at height y."""
    cost, lit = state.cost, ("cost",) in state.lit
    known = cost is not None and not math.isnan(cost)
    ink = "cost" if known or cost is None else "muted"
    parts = box(x, y - 28, 92, 56, ink, lit, (4, 4))
    parts += text(x + 46, y - 7 if known else y + 5, COST, size=16)
    if known:
        parts += text(x + 46, y + 18, short(cost), size=16, width=84, bold=lit)
    return parts


def legend(x, y, negative, gradient):
    """Return the lines that end at x, y and say what dashes and dX mean."""
    lines = []
    if gradient:
        lines.append([*symbol_runs("dX"), " = ∂", *COST, " / ∂", *symbol_runs("X")])
    if negative:
        lines.append(["dashed: ", *symbol_runs("w"), " < 0"])
    return "".join(
        text(x, y - 20 * i, line, size=13, fill=PALETTE["muted"], anchor="end")
        for i, line in enumerate(lines)
    )


def finish(state, kind, width, height, parts):
    """Return the Picture, with a description that says every number in it."""
    said = [_layer_in_words(state, L) for L in range(max(state.w) + 1)]
    if state.y is not None:
        said.append("Target y = " + ", ".join(map(short, np.ravel(state.y))))
    if state.cost is not None and not math.isnan(state.cost):
        said.append(f"Cost_i = {short(state.cost)}")
    if state.title:
        title = text(20, 28, state.title, size=16, anchor="start", bold=True)
        parts = [title, *parts]
    description = ". ".join(filter(None, said)) + "."
    return picture(width, height, state.title or kind, description, parts)


def _layer_in_words(state, L):
    """Return the numbers of a layer as text, "" if none is known."""
    said = []
    for name in ("a", "w", "b", "z", "da", "dz", "dw", "db"):
        values = np.ravel(np.array((getattr(state, name) or {}).get(L), float))
        if not np.isnan(values).all():
            said.append(f"{name} = " + ", ".join(map(short, values)))
    return f"Layer {L}: " + "; ".join(said) if said else ""

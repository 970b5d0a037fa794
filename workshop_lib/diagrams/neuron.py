"""What the pictures of chains and networks share: half a neuron, the cost."""

import math

import numpy as np

from workshop_lib.diagrams.number_format import short
from workshop_lib.diagrams.svg import box, picture, symbol_runs, text
from workshop_lib.palette import PALETTE

INK = PALETTE["cost"]


def value_at(values, L, *index):
    """Return the number of layer L; None: no place for it, nan: not known yet."""
    if values is None:
        return None
    value = values.get(L)
    return math.nan if value is None else float(value[index]) if index else value


def ink_of(value):
    """Return the colour of what leads to a derivative: grey until it is known."""
    return PALETTE["muted" if value is None or math.isnan(value) else "grad"]


def half_of(x, y, name, L, index, value, lit, wide, high):
    """Return half a neuron, its left side at x, its middle at height y.

    The way back mirrors the way forwards: there the value stands above.
    """
    known = value is not None and not math.isnan(value)
    kind = "muted" if value is not None and not known else name
    kind = kind if kind in PALETTE else "grad"
    left, right = name in ("z", "dz") or L == 0, name in ("a", "da")
    size = 16 if high > 46 else 14
    parts = box(x, y - high / 2, wide, high, kind, lit, (12 * left, 12 * right))
    y_name = (
        y + 5 if not known else y + high * 0.33 if len(name) == 2 else y - high * 0.11
    )
    runs = symbol_runs(name, L, index)
    parts += text(x + wide / 2, y_name, runs, fill=PALETTE[kind], size=size)
    if known:
        y_value = y - high * 0.09 if len(name) == 2 else y + high * 0.33
        parts += text(
            x + wide / 2, y_value, short(value), size=size, width=wide - 8, bold=lit
        )
    return parts


def lit_last(one, other, other_is_lit):
    """Return both halves in the order in which no glow is painted over."""
    return [one, other] if other_is_lit else [other, one]


def cost_box(x, y, cost, lit):
    """Return the box of Cost_i, its left side at x, its middle at height y."""
    known = cost is not None and not math.isnan(cost)
    parts = box(
        x, y - 28, 92, 56, "cost" if known or cost is None else "muted", lit, (4, 4)
    )
    name = [*symbol_runs("Cost"), *symbol_runs("", None, "i")]
    parts += text(x + 46, y - 7 if known else y + 5, name, size=16)
    if known:
        parts += text(x + 46, y + 18, short(cost), size=16, width=84, bold=lit)
    return parts


def legend(x, y, negative, gradient):
    """Return the lines that end at x, y and say what dashes and dX mean."""
    lines = []
    if gradient:
        cost = [*symbol_runs("Cost"), *symbol_runs("", None, "i")]
        lines.append([*symbol_runs("dX"), " = ∂", *cost, " / ∂", *symbol_runs("X")])
    if negative:
        lines.append(["dashed: ", *symbol_runs("w"), " < 0"])
    return "".join(
        text(x, y - 20 * i, line, size=13, fill=PALETTE["muted"], anchor="end")
        for i, line in enumerate(lines)
    )


def finish(width, height, title, kind, values, y, cost, parts):
    """Return the Picture, with a description that says every number in it."""
    said = []
    for L in range(max(values["w"]) + 1):
        numbers = [
            f"{name} = " + ", ".join(short(v) for v in np.ravel(of[L]))
            for name, of in values.items()
            if of is not None and not np.isnan(of.get(L, math.nan)).all()
        ]
        said.append(f"Layer {L}: " + "; ".join(numbers) if numbers else "")
    if y is not None:
        said.append("Target y = " + ", ".join(short(v) for v in np.ravel(y)))
    if cost is not None and not math.isnan(cost):
        said.append(f"Cost_i = {short(cost)}")
    if title:
        parts.insert(0, text(20, 28, title, size=16, anchor="start", bold=True))
    description = ". ".join(s for s in said if s) + "."
    return picture(width, height, title or kind, description, parts)

"""What chains and networks share: neurons, the cost, the words around them."""

import math

from workshop_lib.diagrams.number_format import short
from workshop_lib.diagrams.state import value_at
from workshop_lib.diagrams.svg import box, disc, symbol_runs, text
from workshop_lib.palette import PALETTE

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


def neuron(state, place, x, y, wide, high, back=False):
    """Return z, a and f of a neuron, its left end at x; or `back`, dz, da and f'.

    Its `place` is its layer and, in a network, its index.
    """
    kinds = ("dz", "da", "df") if back else ("z", "a", "f")
    left, right, f = ((kind, *place) for kind in kinds)
    halves = [
        half(state, left, x, y, wide, high),
        half(state, right, x + wide, y, wide, high),
    ]
    # Nothing may be painted over the glow of the half that is reached last.
    if (left in state.lit) if back else (right not in state.lit):
        halves.reverse()
    height, letter = (y + high / 2, "f′") if back else (y - high / 2, "f")
    return "".join(halves) + disc(x + wide, height, letter, f in state.lit)


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


def heading(state):
    """Return the title as a line of text, if there is one."""
    if not state.title:
        return ""
    return text(20, 28, state.title, size=16, anchor="start", bold=True)


def legend(state, x, y, negative):
    """Return the lines that end at x, y and say what dashes and dX mean."""
    lines = []
    if state.dz is not None or state.dw is not None:
        lines.append([*symbol_runs("dX"), " = ∂", *COST, " / ∂", *symbol_runs("X")])
    if negative:
        lines.append(["dashed: ", *symbol_runs("w"), " < 0"])
    return "".join(
        text(x, y - 20 * i, line, size=13, fill=PALETTE["muted"], anchor="end")
        for i, line in enumerate(lines)
    )

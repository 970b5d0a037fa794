"""What chains and networks share: neurons, the cost, the words around them."""

import math

from workshop_lib.diagrams.number_format import short
from workshop_lib.diagrams.state import slope_at, value_at
from workshop_lib.diagrams.svg import box, disc, number, symbol_runs, text
from workshop_lib.palette import PALETTE

COST_WIDE = 78
COST = [*symbol_runs("Cost"), *symbol_runs("", None, "i")]


def ink_to(state, name):
    """Return the colour of what leads to a derivative: grey until it is known."""
    value = value_at(state, name)
    return PALETTE["muted" if value is None or math.isnan(value) else "grad"]


def half(state, name, x, y, wide, high, corners=None):
    """Return half a neuron, its left side at x, its middle at height y.

    The way back mirrors the way forwards: there the value stands above. Its left
    and right `corners` are round where the neuron ends.
    """
    kind, L, *index = name
    value, lit = value_at(state, name), name in state.lit
    known = value is not None and not math.isnan(value)
    ink = kind if kind in PALETTE else "grad"
    if value is not None and not known:
        ink = "muted"
    left = 12 if kind in ("z", "dz") or L == 0 else 0
    right = 12 if kind in ("a", "da") else 0
    left, right = corners or (left, right)
    y_name, y_value = y - 0.11 * high, y + 0.35 * high
    if kind.startswith("d"):
        y_name, y_value = y + 0.33 * high, y - 0.09 * high
    if not known:
        y_name = y + 5
    runs = symbol_runs(kind, L, "".join(map(str, index)))
    parts = box(x, y - high / 2, wide, high, ink, lit, (left, right))
    middle, size = x + wide / 2, 17 if high > 48 else 16 if high > 44 else 15
    aside = 4 * (bool(right) - bool(left)) if left != right else 0  # clear of the f
    parts += text(middle + aside, y_name, runs, fill=PALETTE[ink], size=size)
    if known:
        parts += number(middle, y_value, value, wide - 4, size - 1, lit)
    return parts


def neuron(state, place, x, y, wide, high, back=False, valued=False):
    """Return z, a and f of a neuron, its left end at x; or `back`, dz, da and f'.

    Its `place` is its layer and, in a network, its index. Without z it is one
    box, what it passes on. If `valued`, f' is there with its value.
    """
    kinds = ("dz", "da", "df") if back else ("z", "a", "f")
    left, right, f = ((kind, *place) for kind in kinds)
    if not back and not has_halves(state):
        return half(state, right, x, y, wide, high, (12, 12))
    halves = [
        half(state, left, x, y, wide, high),
        half(state, right, x + wide, y, wide, high),
    ]
    # Nothing may be painted over the glow of the half that is reached last.
    if (left in state.lit) if back else (right not in state.lit):
        halves.reverse()
    if valued:
        halves.append(_slope_between(state, f, x + wide + 5, y + high / 2 + 9))
    else:
        height, letter = (y + high / 2 - 4, "f′") if back else (y - high / 2 + 4, "f")
        halves.append(disc(x + wide, height, letter, f in state.lit))
    return "".join(halves)


def _slope_between(state, name, x, y):
    """Return f' and, once it is known, its value, on a plate in the middle of a
    neuron.
    """
    value, lit = slope_at(state, name[1:]), name in state.lit
    runs = [*symbol_runs("f′"), "" if math.isnan(value) else " " + short(value)]
    ink = PALETTE["muted" if math.isnan(value) else "z"]
    return text(x, y + 5, runs, fill=ink, bold=lit, plate="glow" if lit else "ring")


def has_halves(state):
    """Return whether a neuron shows its z, so has two halves."""
    return state.z is not None or state.dz is not None


def slope(state, place, x, y, wide):
    """Return the number f'(z) of a neuron, its middle at x; nothing if not known."""
    value, lit = slope_at(state, place), ("df", *place) in state.lit
    if math.isnan(value):
        return ""
    return number(x, y, value, wide, 15, lit, PALETTE["z"])


def cost_box(state, x, y):
    """Return the box of Cost_i, its left side at x, its middle at height y."""
    cost, lit = state.cost, ("cost",) in state.lit
    known = cost is not None and not math.isnan(cost)
    ink = "cost" if known or cost is None else "muted"
    middle = x + COST_WIDE / 2
    parts = box(x, y - 28, COST_WIDE, 56, ink, lit, (4, 4))
    parts += text(middle, y - 7 if known else y + 5, COST, size=17)
    if known:
        parts += number(middle, y + 18, cost, COST_WIDE - 8, 16, lit)
    return parts


def heading(state):
    """Return the title as a line of text, if there is one."""
    if not state.title:
        return ""
    return text(20, 28, state.title, size=16, anchor="start", bold=True)


def legend(state, x, y, negative, step=(0, 20)):
    """Return the lines that end at x, y and say what dashes and dX mean."""
    lines = []
    if state.dz is not None or state.dw is not None:
        lines.append([*symbol_runs("dX"), " = ∂", *COST, " / ∂", *symbol_runs("X")])
    if negative:
        lines.append(["dashed: ", *symbol_runs("w"), " < 0"])
    look = {"size": 13, "fill": PALETTE["muted"], "anchor": "end"}
    return "".join(
        text(x - step[0] * i, y - step[1] * i, line, **look)
        for i, line in enumerate(lines)
    )

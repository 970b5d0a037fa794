"""The picture of a chain: one neuron per layer (slides, part 1)."""

from typing import NamedTuple

from workshop_lib.diagrams.neuron import (
    COST_WIDE,
    cost_box,
    half,
    has_halves,
    heading,
    ink_to,
    legend,
    neuron,
    slope,
)
from workshop_lib.diagrams.number_format import short
from workshop_lib.diagrams.state import has_cost, in_words, state_of, with_room
from workshop_lib.diagrams.svg import arrow, disc, number, picture, symbol_runs, text
from workshop_lib.palette import PALETTE

MANY = 4  # from so many layers on, z stands above a, for want of room
OUT = 6  # how far outside of such a neuron its f stands


def chain(w, b, *numbers, **more):
    """Return the Picture of a chain of neurons and its Cost_i (S2, S3, S10).

    More numbers are a, z, y, cost, dw, db, da, dz, df: `y` and `cost` numbers, the
    others dicts of numbers keyed by the layer; df is f'(z). Without z a neuron is
    one box, its a; without `cost` there is no Cost_i. Names in `lit` glow: "w2",
    "b2", "z2", "a0", "y", "cost", "dw2", "dz2", ..., "f2", and "df2" for f'. There
    may be a `title`.
    """
    return draw(state_of(w, b, *numbers, **more))


def draw(state):
    """Return the Picture of the State of a chain."""
    state = with_room(with_room(state, "da", "dz"), "dw", "db")
    flow, harvest = state.dz is not None, state.dw is not None
    at = layout(state)
    parts = [heading(state), half(state, ("a", 0), at.left(0), at.front, at.wide, 56)]
    for L in sorted(state.w):
        parts += _edge(state, at, L)
        parts.append(_neuron(state, at, L))
        if flow:
            parts.append(_neuron(state, at, L, back=True))
            parts += _edge_back(state, at, L) if L > 1 else []
        parts += _harvest(state, at, L, flow) if harvest else []
    parts += _turn(state, at) if flow else []
    parts += _end(state, at)
    negative, width = min(state.w.values()) < 0, at.end + at.tail
    step = (140, 0) if at.last >= MANY and flow else (0, 20)
    parts.append(legend(state, width - 12, at.height - 10, negative, step))
    title = state.title or "A chain of neurons"
    return picture(width, at.height, title, in_words(state), parts)


class Layout(NamedTuple):
    """Where the parts of a chain lie: heights are those of their middles."""

    last: int  # layer
    wide: int  # a box
    across: int  # a neuron: two boxes side by side, or one
    high: int  # a neuron
    gap: int  # from neuron to neuron
    tail: int  # from the last neuron to the end of the picture
    top: int  # below the title
    front: int  # the way forwards
    back: int  # the way back
    tags: int  # the harvest, dw and db
    height: int  # of the picture

    def left(self, L):
        """Return the left end of neuron L."""
        return 12 + L * (self.gap + self.across) + (self.wide - self.across) * (L > 0)

    @property
    def end(self):
        """The right end of the last neuron."""
        return self.left(self.last) + self.across

    @property
    def stacked(self):
        """Whether the two boxes of a neuron stand one above the other."""
        return self.high > 56


def layout(state):
    """Return the Layout of a chain with what the state has a place for."""
    flow, harvest = state.dz is not None, state.dw is not None
    last = max(state.w)
    many, halves = last >= MANY, has_halves(state)
    wide, gap = (52, 44) if many else (64, 68)
    across = 2 * wide if halves and not many else wide
    high = 88 if halves and many else 56
    tail = 84 if state.y is not None else 12 if halves and not many else 56
    if has_cost(state):
        tail = 106 if many else 164
    top = 36 if state.title else 8
    front = top + (40 if many else 44) + high // 2
    back = front + high + (16 if many else 28)
    low = (back if flow else front) + high // 2
    tags = low + 48
    height = (
        tags + (50 if many else 34) if harvest else low + (24 if many and flow else 30)
    )
    return Layout(last, wide, across, high, gap, tail, top, front, back, tags, height)


def _neuron(state, at, L, back=False):
    """Return neuron L on its way forwards, or `back`."""
    x, y, wide = at.left(L), at.back if back else at.front, at.wide
    if at.stacked:
        picture = _stack(state, L, x, y, wide, at.high / 2, back)
        beside = slope(state, (L,), x - at.gap / 2, y + 26, at.gap - 4)
        return picture + beside if back else picture
    return neuron(state, (L,), x, y, wide, at.high, back, valued=back)


def _stack(state, L, x, y, wide, high, back):
    """Return neuron L as z above a; or `back`, in the mirror, da above dz."""
    upper, lower, f = ("da", "dz", "df") if back else ("z", "a", "f")
    pair = [
        half(state, (upper, L), x, y - high / 2, wide, high, (8, 8)),
        half(state, (lower, L), x, y + high / 2, wide, high, (8, 8)),
    ]
    if (lower, L) not in state.lit:
        pair.reverse()  # nothing over the glow
    end, letter = (x - OUT, "f′") if back else (x + wide + OUT, "f")
    return "".join(pair) + disc(end, y, letter, (f, L) in state.lit)


def _edge(state, at, L):
    """Return the edge into neuron L with its weight, and the bias from above."""
    x, y, value = at.left(L), at.front, state.w[L]
    ink, lit, mid = PALETTE["w"], ("w", L) in state.lit, x - at.gap / 2
    start = x - at.gap + (OUT + 12 if at.stacked and L > 1 else 0)  # clear of the f
    edge = [
        arrow(start, y, x, y, ink, 2.5, value < 0, lit),
        text(mid, y - 13, symbol_runs("w", L), fill=ink, size=17, bold=lit),
        number(mid, y + 23, value, at.gap - 8, 16, lit),
    ]
    ink, lit = PALETTE["b"], ("b", L) in state.lit
    bias, look = [*symbol_runs("b", L), "  " + short(state.b[L])], {"anchor": "start"}
    top, room = y - at.high / 2, 2 * at.wide if at.across > at.wide else at.wide + 34
    return [
        *edge,
        arrow(x + 15, top - 21, x + 15, top, ink, 2, lit=lit),
        text(x + 6, top - 27, bias, size=16, fill=ink, width=room, bold=lit, **look),
    ]


def _edge_back(state, at, L):
    """Return the edge that leads back from neuron L to the one before it."""
    x, y, da = at.left(L), at.back, ("da", L - 1)
    ink, lit = ink_to(state, da), da in state.lit
    start, times = (x - OUT - 12, "×") if at.stacked else (x, "× ")
    return [
        arrow(start, y, x - at.gap, y, ink, 2.5, lit=lit),
        text(x - at.gap / 2, y - 13, times, symbol_runs("w", L), fill=ink, bold=lit),
    ]


def _harvest(state, at, L, flow):
    """Return dw and db of layer L, and the edges that lead to them."""
    dw, db, x, y = ("dw", L), ("db", L), at.left(L), at.tags
    many = at.last >= MANY
    left, wide = (x - 44, 46) if many else (x - 76, 70)
    parts = [
        half(state, dw, left, y, wide, 48),
        half(state, db, *((x + 6, y, 44) if many else (x, y, at.wide)), 48),
    ]
    if not flow:
        return parts
    mid, top, end = left + wide / 2, at.back + at.high / 2, y - 24
    ink, lit, name = ink_to(state, dw), dw in state.lit, symbol_runs("a", L - 1)
    return [
        arrow(x + 8, top, mid + 20, end, ink, 2, lit=lit),
        text(mid - 8, end - 9, "× ", name, fill=ink, bold=lit),
        arrow(x + 21, top, x + 21, end, ink_to(state, db), 2, lit=db in state.lit),
        *parts,
    ]


def _turn(state, at):
    """Return the way from Cost_i back to the last neuron."""
    da, turn = ("da", at.last), at.end + at.tail - 12 - COST_WIDE / 2
    ink, lit = ink_to(state, da), da in state.lit
    error = ["2(", *symbol_runs("a", at.last), " − ", *symbol_runs("y"), ")"]
    x, y = (at.end + 56, 24) if at.last >= MANY else (at.end + 58, -11)
    return [
        arrow(turn, at.front + 28, turn, at.back, ink, 2.5, lit=lit, head=0),
        arrow(turn, at.back, at.end, at.back, ink, 2.5, lit=lit),
        text(x, at.back + y, error, fill=ink, bold=lit),
    ]


def _end(state, at):
    """Return the target y and, if it is asked for, Cost_i that compares with it."""
    y, lit = at.front, ("y", None) in state.lit
    target = [] if state.y is None else [*symbol_runs("y"), "  " + short(state.y)]
    if not has_cost(state) and not target:
        return []
    if not has_cost(state):
        return [text(at.end + 14, y + 5, target, size=16, anchor="start", bold=lit)]
    x = at.end + at.tail - 12 - COST_WIDE
    mid, start = x + COST_WIDE / 2, at.end + (OUT + 12) * at.stacked
    return [
        arrow(start, y, x, y, PALETTE["cost"], 2.5, lit=("cost",) in state.lit),
        cost_box(state, x, y),
        text(mid, y - 55, target, size=16, bold=lit) if target else "",
        arrow(mid, y - 49, mid, y - 28, PALETTE["cost"], 2, lit=lit) if target else "",
    ]

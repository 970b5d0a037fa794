"""The picture of a chain: one neuron per layer (slides, part 1)."""

from typing import NamedTuple

from workshop_lib.diagrams.neuron import cost_box, half, heading, ink_to, legend, neuron
from workshop_lib.diagrams.number_format import short
from workshop_lib.diagrams.state import in_words, state_of, with_room
from workshop_lib.diagrams.svg import arrow, picture, symbol_runs, text
from workshop_lib.palette import PALETTE

HIGH = 56  # a neuron


def chain(w, b, *numbers, **more):
    """Return the Picture of a chain of neurons and its Cost_i (S2, S3, S10).

    More numbers are a, z, y, cost, dw, db, da, dz: `y` and `cost` numbers, the
    others dicts of numbers keyed by the layer. Names in `lit` glow: "w2", "b2",
    "z2", "a0", "y", "cost", "dw2", "dz2", ..., "f2", and "df2" for f'. There may
    be a `title`.
    """
    return draw(state_of(w, b, *numbers, **more))


def draw(state):
    """Return the Picture of the State of a chain."""
    state = with_room(with_room(state, "da", "dz"), "dw", "db")
    flow, harvest = state.dz is not None, state.dw is not None
    at = layout(state)
    parts = [heading(state), half(state, ("a", 0), at.left(0), at.front, at.wide, HIGH)]
    for L in sorted(state.w):
        parts += _edge(state, at, L)
        x, size = at.left(L), (at.wide, HIGH)
        parts.append(neuron(state, (L,), x, at.front, *size))
        if flow:
            parts.append(neuron(state, (L,), x, at.back, *size, back=True))
            parts += _edge_back(state, at, L) if L > 1 else []
        parts += _harvest(state, at, L, flow) if harvest else []
    parts += _turn(state, at) if flow else []
    parts += _cost(state, at)
    negative, width = min(state.w.values()) < 0, at.end + 174
    parts.append(legend(state, width - 18, at.height - 16, negative))
    title = state.title or "A chain of neurons"
    return picture(width, at.height, title, in_words(state), parts)


class Layout(NamedTuple):
    """Where the parts of a chain lie: heights are those of their middles."""

    last: int  # layer
    wide: int  # half a neuron
    gap: int  # from neuron to neuron
    top: int  # below the title
    front: int  # the way forwards
    back: int  # the way back
    tags: int  # the harvest, dw and db
    height: int  # of the picture

    def left(self, L):
        """Return the left end of neuron L."""
        return 20 + L * (self.gap + 2 * self.wide) - (self.wide if L else 0)

    @property
    def end(self):
        """The right end of the last neuron."""
        return self.left(self.last) + 2 * self.wide


def layout(state):
    """Return the Layout of a chain with what the state has a place for."""
    flow, harvest = state.dz is not None, state.dw is not None
    last = max(state.w)
    wide, gap = (58, 76) if last < 6 else (50, 48)
    top = 40 if state.title else 12
    front, back = top + 84, top + 176
    tags = (back if flow else front) + 76
    height = tags + 40 if harvest else back + 46 if flow else front + 62
    return Layout(last, wide, gap, top, front, back, tags, height)


def _edge(state, at, L):
    """Return the edge into neuron L with its weight, and the bias from above."""
    x, y, value = at.left(L), at.front, state.w[L]
    ink, lit, mid = PALETTE["w"], ("w", L) in state.lit, x - at.gap / 2
    edge = [
        arrow(x - at.gap, y, x, y, ink, 2.5, value < 0, lit),
        text(mid, y - 13, symbol_runs("w", L), fill=ink, size=17, bold=lit),
        text(mid, y + 23, short(value), size=16, width=at.gap - 12, bold=lit),
    ]
    ink, lit, wide = PALETTE["b"], ("b", L) in state.lit, 2 * at.wide
    bias, look = [*symbol_runs("b", L), "  " + short(state.b[L])], {"anchor": "start"}
    return [
        *edge,
        arrow(x + 15, at.top + 34, x + 15, y - 28, ink, 2, lit=lit),
        text(x + 6, at.top + 26, bias, size=16, fill=ink, width=wide, bold=lit, **look),
    ]


def _edge_back(state, at, L):
    """Return the edge that leads back from neuron L to the one before it."""
    x, y, da = at.left(L), at.back, ("da", L - 1)
    ink, lit = ink_to(state, da), da in state.lit
    return [
        arrow(x, y, x - at.gap, y, ink, 2.5, lit=lit),
        text(x - at.gap / 2, y - 12, "× ", symbol_runs("w", L), fill=ink, bold=lit),
    ]


def _harvest(state, at, L, flow):
    """Return dw and db of layer L, and the edges that lead to them."""
    dw, db, x, y = ("dw", L), ("db", L), at.left(L), at.tags
    wide = at.gap - 8 if at.last < 6 else at.gap + at.wide - 16  # a long chain is dense
    parts = [
        half(state, dw, x - 6 - wide, y, wide, 48),
        half(state, db, x, y, at.wide, 48),
    ]
    if not flow:
        return parts
    mid, top, end = x - at.gap / 2, at.back + 28, y - 24
    ink, lit, name = ink_to(state, dw), dw in state.lit, symbol_runs("a", L - 1)
    return [
        arrow(x + 8, top, mid + 22, end, ink, 2, lit=lit),
        text(mid - 6, end - 10, "× ", name, fill=ink, bold=lit),
        arrow(x + 26, top, x + 26, end, ink_to(state, db), 2, lit=db in state.lit),
        *parts,
    ]


def _turn(state, at):
    """Return the way from Cost_i back to the last neuron."""
    da, turn = ("da", at.last), at.end + 108
    ink, lit = ink_to(state, da), da in state.lit
    error = ["2(", *symbol_runs("a", at.last), " − ", *symbol_runs("y"), ")"]
    return [
        arrow(turn, at.front + 28, turn, at.back, ink, 2.5, lit=lit, head=0),
        arrow(turn, at.back, at.end, at.back, ink, 2.5, lit=lit),
        text(at.end + 58, at.back + 24, error, fill=ink, bold=lit),
    ]


def _cost(state, at):
    """Return Cost_i, with what leads to it: the last neuron and the target y."""
    x, y, mid, lit = at.end + 62, at.front, at.end + 108, ("cost",) in state.lit
    parts = [
        arrow(at.end, y, x, y, PALETTE["cost"], 2.5, lit=lit),
        cost_box(state, x, y),
    ]
    if state.y is None:
        return parts
    lit, target = ("y", None) in state.lit, "  " + short(state.y)
    return [
        *parts,
        text(mid, at.top + 26, symbol_runs("y"), target, size=16, bold=lit),
        arrow(mid, at.top + 34, mid, y - 28, PALETTE["cost"], 2, lit=lit),
    ]

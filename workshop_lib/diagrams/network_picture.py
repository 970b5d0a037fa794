"""The picture of a network: layers of neurons (slides, part 2)."""

import math
from functools import cache
from typing import NamedTuple

import numpy as np

from workshop_lib.diagrams.neuron import (
    COST_WIDE,
    cost_box,
    half,
    has_halves,
    heading,
    ink_to,
    legend,
    neuron,
)
from workshop_lib.diagrams.number_format import short
from workshop_lib.diagrams.state import (
    has_cost,
    in_words,
    state_of,
    value_at,
    with_room,
)
from workshop_lib.diagrams.svg import arrow, picture, symbol_runs, text, width_of
from workshop_lib.palette import PALETTE

WIDE, HIGH = 54, 46  # half a neuron
FEW = 9  # so many edges between two layers leave room for their names


def network(w, b, *numbers, **more):
    """Return the Picture of a network and its Cost_i (S1, S11 to S13).

    More numbers are a, z, y, cost, dw, db, da, dz. `y` is (n_L, 1), `cost` a
    number, the others dicts of NumPy arrays keyed by the layer, w and dw
    (n_L, n_{L-1}), the rest (n_L, 1), for one example. Without z a neuron is one
    box, its a; without `cost` there is no Cost_i. Entries of `lit` glow:
    ("w", L, j, k), ("b", L, j), ("z", L, j), ("a", L, j), ("y", j), "cost",
    ("dw", L, j, k), ("dz", L, j), ..., ("f", L, j), and ("df", L, j) for f';
    ("back", L, j, k) is the edge walked backwards, from j to k. There may be a
    `title`.
    """
    return draw(state_of(w, b, *numbers, **more))


def draw(state):
    """Return the Picture of the State of a network."""
    state = with_room(state, "da", "dz")
    at, w = layout(state), state.w
    outputs = range(at.sizes[-1])
    edges = [(L, j, k) for L in sorted(w) for j, k in np.ndindex(w[L].shape)]
    lines = [_edge(state, at, *edge) for edge in edges]
    if has_cost(state):
        lines += [_edge_to_cost(state, at, j) for j in outputs]
    neurons = [
        _neuron(state, at, L, j) for L, n in enumerate(at.sizes) for j in range(n)
    ]
    kinds = ("w",) if state.dw is None else ("w", "dw")
    labels = [_label(state, at, (kind, *edge)) for edge in edges for kind in kinds]
    if state.y is not None:
        labels += [_target(state, at, j) for j in outputs]
    negative = any((w[L] < 0).any() for L in w)
    parts = [
        heading(state),
        *(line for glows, line in lines if not glows),
        *(line for glows, line in lines if glows),
        *neurons,
        cost_box(state, *at.cost) if has_cost(state) else "",
        legend(state, at.width - 12, at.low - 8, negative),
        *labels,
    ]
    title = state.title or "A network"
    return picture(at.width, at.low, title, in_words(state), parts)


class Layout(NamedTuple):
    """Where the neurons of a network lie."""

    sizes: tuple  # neurons in each layer
    across: int  # a neuron
    gap: int  # from layer to layer
    tail: int  # from the last layer to the end of the picture
    row: int  # from a neuron down to the next
    middle: float  # height of the middle of each layer
    low: int  # the bottom of the picture
    both: bool  # whether an edge has w and dw

    @property
    def last(self):
        """The last layer."""
        return len(self.sizes) - 1

    @property
    def cost(self):
        """The left side of Cost_i and its height."""
        return self.width - 10 - COST_WIDE, self.middle

    @property
    def width(self):
        """The width of the picture."""
        return self.right(self.last) + self.tail

    def left(self, L):
        """Return the left end of the neurons of layer L."""
        return 12 + L * (self.across + self.gap) + (WIDE - self.across) * (L > 0)

    def right(self, L):
        """Return their right end."""
        return self.left(L) + (self.across if L else WIDE)

    def height(self, L, j):
        """Return the height of neuron j of layer L."""
        return self.middle + (j - (self.sizes[L] - 1) / 2) * self.row

    def on_edge(self, kind, L, j, k):
        """Return where w or dw stands on the edge from k to j."""
        share = _share(kind, self.sizes[L], self.sizes[L - 1], self.both)
        x1, y1 = self.right(L - 1), self.height(L - 1, k)
        x2, y2 = self.left(L), self.height(L, j)
        return x1 + share * (x2 - x1), y1 + share * (y2 - y1)


def layout(state):
    """Return the Layout of a network with what the state has a place for."""
    w = state.w
    sizes = (w[1].shape[1], *(w[L].shape[0] for L in sorted(w)))
    below = 77 if state.dz is not None else 46 if state.db is not None else 28
    above, top = 50, 34 if state.title else 4
    row = max(above + below - 2, 96)
    first, rows = top + above, (max(sizes) - 1) * row
    middle, low = first + rows / 2, first + rows + below + 4
    if sizes[-1] == max(sizes):  # the last target, and below it the legend
        low = max(low, first + rows + 74)
    both = state.dw is not None
    across = 2 * WIDE if has_halves(state) else 92  # as wide as its bias
    tail = 126 if has_cost(state) else 12 if state.y is None else 80
    return Layout(sizes, across, 209 if both else 190, tail, row, middle, low, both)


@cache
def _share(kind, rows, columns, both):
    """Return the part of the way along edges at which labels are farthest apart.

    Edges cross, and half-way some always meet. With `both` w and dw on them, w
    stands before dw; alone, w stands at the larger layer, clear of the crossings.
    """
    few = rows * columns <= FEW
    low, high = (0.2 if few else 0.15, 0.26 if both else 0.3)
    if kind == "dw" or (rows > columns and not both):
        low, high = 1 - high, 1 - low
    j, k = (np.arange(n) - (n - 1) / 2 for n in (rows, columns))
    shares = np.linspace(low, high, 15)
    heights = [np.sort(np.add.outer(t * j, (1 - t) * k).ravel()) for t in shares]
    room = [np.diff(h).min() if h.size > 1 else 1.0 for h in heights]
    return float(shares[int(np.argmax(room))])


def _edge(state, at, L, j, k):
    """Return whether the edge from k to j glows, and the edge."""
    x1, y1 = at.right(L - 1), at.height(L - 1, k)
    x2, y2 = at.left(L), at.height(L, j)
    negative = state.w[L][j, k] < 0
    if ("back", L, j, k) in state.lit:
        return True, arrow(x2, y2, x1, y1, PALETTE["grad"], 3, negative, True)
    harvested = ("dw", L, j, k) in state.lit
    lit = harvested or ("w", L, j, k) in state.lit
    ink = PALETTE["grad" if harvested else "w"]
    return lit, arrow(x1, y1, x2, y2, ink, 1.6, negative, lit)


def _label(state, at, name):
    """Return what stands on an edge: w, or dw if it is known."""
    kind, L, j, k = name
    value = value_at(state, name)
    if kind == "dw" and math.isnan(value):
        return ""
    lit = name in state.lit or (kind == "w" and ("back", L, j, k) in state.lit)
    x, y = at.on_edge(kind, L, j, k)
    few = at.sizes[L] * at.sizes[L - 1] <= FEW
    named = [*symbol_runs(kind, L, f"{j}{k}"), " "]
    ink, plate = PALETTE["w" if kind == "w" else "grad"], "glow" if lit else "white"
    said = short(value)
    if at.both and len(said) > 6:  # w and dw share the edge
        said = short(value, 2)
    runs = (named if few or lit else []), said
    room = width_of(*runs, bold=lit) / 2 + (9 if lit else 6)  # clear of the neurons
    x = max(min(x, at.left(L) - room), at.right(L - 1) + room)
    return text(x, y + 5, *runs, fill=ink, bold=lit, plate=plate)


def _neuron(state, at, L, j):
    """Return neuron j of layer L, with b above it and the way back below it."""
    x, y = at.left(L), at.height(L, j)
    if L == 0:
        return half(state, ("a", 0, j), x, y, WIDE, HIGH)
    wide = WIDE if has_halves(state) else at.across
    parts = neuron(state, (L, j), x, y, wide, HIGH)
    parts += _aside(state, ("b", L, j), PALETTE["b"], x + 2, y - 34)
    if state.dz is not None:  # with dz in the picture, db = dz is there
        parts += neuron(state, (L, j), x, y + 48, WIDE, HIGH - 2, back=True)
    elif state.db is not None:
        ink = ink_to(state, ("db", L, j))
        parts += _aside(state, ("db", L, j), ink, x + 6, y + 40)
    return parts


def _aside(state, name, ink, x, y):
    """Return the line that says b above a neuron, or db below."""
    kind, L, j = name
    lit, wide = name in state.lit, 2 * WIDE
    runs = [*symbol_runs(kind, L, str(j)), "  " + short(value_at(state, name))]
    look = {"anchor": "start", "plate": "glow" if lit else ""}
    return text(x, y, runs, fill=ink, width=wide, bold=lit, **look)


def _edge_to_cost(state, at, j):
    """Return whether the edge from output j to Cost_i glows, and the edge."""
    last, (x_cost, y_cost) = at.last, at.cost
    x, y = at.right(last), at.height(last, j)
    if ("da", last, j) in state.lit:
        return True, arrow(x_cost, y_cost, x, y, PALETTE["grad"], 3, lit=True)
    # A road that ends in Cost_i came through the outputs that glow, if any do.
    roads = [i for i in range(at.sizes[last]) if ("a", last, i) in state.lit]
    lit = ("cost",) in state.lit and (j in roads or not roads)
    return lit, arrow(x, y, x_cost, y_cost, PALETTE["cost"], 1.6, lit=lit)


def _target(state, at, j):
    """Return the target y of output j, beside it."""
    lit, y = ("y", None, j) in state.lit, at.height(at.last, j)
    y += -34 if at.sizes[-1] == 1 else -20 if y <= at.middle else 30
    runs = [*symbol_runs("y", None, str(j)), "  " + short(state.y.item(j, 0))]
    look = {"anchor": "start", "plate": "glow" if lit else "white"}
    return text(at.right(at.last) + 10, y, runs, bold=lit, **look)

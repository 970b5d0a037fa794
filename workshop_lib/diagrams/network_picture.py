"""The picture of a network: layers of neurons (slides, part 2)."""

import numpy as np

from workshop_lib.diagrams.neuron import (
    INK,
    cost_box,
    finish,
    half_of,
    ink_of,
    legend,
    lit_last,
    value_at,
)  # fmt: skip
from workshop_lib.diagrams.number_format import short
from workshop_lib.diagrams.svg import arrow, disc, symbol_runs, text
from workshop_lib.palette import PALETTE

WIDE = 60  # half a neuron


def network(
    w, b, a=None, z=None, y=None, cost=None,
    dw=None, db=None, da=None, dz=None, lit=(), title=None,
):  # fmt: skip
    """Return the Picture of a network and its Cost_i (S1, S11 to S13).

    Dicts of NumPy arrays keyed by the layer, w (n_L, n_{L-1}), the others
    (n_L, 1), for one example; `y` is (n_L, 1). Entries of `lit` glow:
    ("w", L, j, k), ("b", L, j), ("z", L, j), ("a", L, j), ("y", j), "cost",
    ("dw", L, j, k), ("dz", L, j), ..., ("f", L, j), and ("df", L, j) for f';
    ("back", L, j, k) is the edge walked backwards, from j to k.
    """
    last = max(w)
    sizes = [w[1].shape[1]] + [w[L].shape[0] for L in sorted(w)]
    flow, gradient = da is not None or dz is not None, dw is not None
    gap = 256 if gradient else 206
    above, below = 52, 86 if flow else 46 if db is not None else 28  # of a neuron
    top = 44 if title else 10
    low = top + max(sizes) * (above + below + 6)  # the bottom of the neurons
    middle = (top + low + above - below) / 2  # in height, of what lies there
    under, over, labels = [], [], []  # edges, those that glow, what stands on them
    parts = []

    def place(L, j):
        """Return left and right end and middle height of neuron j of layer L."""
        x = 20 + L * (2 * WIDE + gap) - WIDE * (L > 0)
        y_mid = middle + (j - (sizes[L] - 1) / 2) * (above + below + 6)
        return x, x + (WIDE if L == 0 else 2 * WIDE), y_mid

    def half(x, y, name, L, j, values, high=46):
        """Return half a neuron, with its value."""
        on, value = (name, L, j) in lit, value_at(values, L, j, 0)
        return half_of(x, y, name, L, str(j), value, on, WIDE, high)

    def aside(x, y, name, L, j, values):
        """Return the line that says b above a neuron, or db below."""
        on, value = (name, L, j) in lit, value_at(values, L, j, 0)
        ink = PALETTE["b"] if name == "b" else ink_of(value)
        runs = [*symbol_runs(name, L, str(j)), "  " + short(value)]
        wide = 1.6 * WIDE
        plate = "glow" if on else ""
        return text(x, y, runs, fill=ink, size=14, anchor="start", width=wide,
                    bold=on, plate=plate)  # fmt: skip

    for L in sorted(w):
        few = w[L].size <= 9  # then there is room for names
        columns = {"w": _clear_column(w[L].shape, 0.22 if few else 0.15, 0.36)}
        if gradient:
            columns["dw"] = _clear_column(w[L].shape, 0.64, 0.76 if few else 0.85)
        for (j, k), weight in np.ndenumerate(w[L]):
            (_, x1, y1), (x2, _, y2) = place(L - 1, k), place(L, j)
            forth, harvested, back = (
                (kind, L, j, k) in lit for kind in ("w", "dw", "back")
            )
            if back:
                line = arrow(x2, y2, x1, y1, PALETTE["grad"], 3, weight < 0, True)
            else:
                ink = PALETTE["grad" if harvested else "w"]
                on = forth or harvested
                line = arrow(x1, y1, x2, y2, ink, 1.6, weight < 0, on)
            (over if forth or harvested or back else under).append(line)
            for name, t in columns.items():
                value = weight if name == "w" else value_at(dw, L, j, k)
                on = harvested if name == "dw" else forth or back
                kind = name if name == "w" else "grad"
                name_of = symbol_runs(name, L if on else None, f"{j}{k}")
                named = [*name_of, " "] if few or on else []
                x, y_text = x1 + t * (x2 - x1), y1 + t * (y2 - y1) + 5
                x = min(x, x2 - 54) if on else x  # a long label clears the neuron
                if name == "w" or not np.isnan(value):
                    runs = named, short(value)
                    ink = PALETTE[kind]
                    plate = "glow" if on else "white"
                    line = text(
                        x, y_text, *runs, fill=ink, size=14, bold=on, plate=plate
                    )
                    labels.append(line)
    for L in range(last + 1):
        for j in range(sizes[L]):
            x, _, y_mid = place(L, j)
            if L == 0:
                parts.append(half(x, y_mid, "a", 0, j, a))
                continue
            z_half = half(x, y_mid, "z", L, j, z)
            a_half = half(x + WIDE, y_mid, "a", L, j, a)
            parts += lit_last(z_half, a_half, ("a", L, j) in lit)
            parts.append(disc(x + WIDE, y_mid - 23, "f", ("f", L, j) in lit))
            parts.append(aside(x + 6, y_mid - 38, "b", L, j, b))
            if flow:
                y_mid += 50
                z_half = half(x, y_mid, "dz", L, j, dz or {})
                a_half = half(x + WIDE, y_mid, "da", L, j, da or {})
                parts += lit_last(a_half, z_half, ("dz", L, j) in lit)
                parts.append(disc(x + WIDE, y_mid + 23, "f′", ("df", L, j) in lit))
            elif db is not None:  # with dz in the picture, db = dz is there
                parts.append(aside(x + 6, y_mid + 40, "db", L, j, db))
    ends = [place(last, j)[1:] for j in range(sizes[last])]
    x_cost, y_cost = ends[0][0] + 118, middle
    lit_ends = [j for j in range(sizes[last]) if ("a", last, j) in lit]
    for j, (x, y_mid) in enumerate(ends):
        # A road that ends in Cost_i came through the outputs that glow, if any do.
        on = "cost" in lit and (j in lit_ends or not lit_ends)
        if ("da", last, j) in lit:
            line = arrow(x_cost, y_cost, x, y_mid, PALETTE["grad"], 3, lit=True)
        else:
            line = arrow(x, y_mid, x_cost, y_cost, INK, 1.6, lit=on)
        (over if on or ("da", last, j) in lit else under).append(line)
        if y is not None:
            on, target = ("y", j) in lit, [*symbol_runs("y", None, str(j))]
            target += ["  " + short(float(y[j, 0]))]
            y_text = y_mid - 20 if y_mid <= middle else y_mid + 30
            plate = "glow" if on else "white"
            labels.append(text(x + 10, y_text, target, size=15, anchor="start",
                               bold=on, plate=plate))  # fmt: skip
    parts.append(cost_box(x_cost, y_cost, cost, "cost" in lit))
    height = low + 8
    negative = any((w[L] < 0).any() for L in w)
    parts.append(legend(x_cost + 94, height - 14, negative, flow or gradient))
    values = dict(a=a, w=w, b=b, z=z, da=da, dz=dz, dw=dw, db=db)
    parts = under + over + parts + labels
    width = x_cost + 112
    return finish(width, height, title, "A network", values, y, cost, parts)


def _clear_column(shape, low, high):
    """Return the place along the edges where their labels are farthest apart.

    `shape` is (n_L, n_{L-1}). Edges cross, and half-way some always meet.
    """
    j, k = (np.arange(n) - (n - 1) / 2 for n in shape)
    places = np.linspace(low, high, 15)
    heights = [np.sort(np.add.outer(t * j, (1 - t) * k).ravel()) for t in places]
    room = [np.diff(h).min() if h.size > 1 else 1.0 for h in heights]
    return float(places[int(np.argmax(room))])

"""The picture of a chain: one neuron per layer (slides, part 1)."""

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


def chain(
    w, b, a=None, z=None, y=None, cost=None,
    dw=None, db=None, da=None, dz=None, lit=(), title=None,
):  # fmt: skip
    """Return the Picture of a chain of neurons and its Cost_i (S2, S3, S10).

    Dicts of numbers keyed by the layer; `y` and `cost` are numbers. Names in
    `lit` glow: "w2", "b2", "z2", "a0", "y", "cost", "dw2", "dz2", ..., "f2", and
    "df2" for f'.
    """
    last = max(w)
    wide, gap = (58, 76) if last < 6 else (50, 48)  # half a neuron, an edge
    flow, harvest = da is not None or dz is not None, dw is not None or db is not None
    top = 40 if title else 12
    front = top + 84  # the height of the way forwards
    back = front + 92  # of the way back
    tags = (back if flow else front) + 76  # of the harvest, dw and db
    end = 20 + wide + last * (gap + 2 * wide)  # the right end of the last neuron

    def half(x, y, name, L, values, wide=wide, high=56):
        """Return half a neuron, with its value of layer L."""
        on = f"{name}{L}" in lit
        return half_of(x, y, name, L, "", value_at(values, L), on, wide, high)

    parts = [half(20, front, "a", 0, a)]
    for L in sorted(w):
        x = 20 + wide + (L - 1) * (gap + 2 * wide)  # here the edge begins,
        xz, mid = x + gap, x + gap / 2  # here the neuron; between them w
        on = f"w{L}" in lit
        parts += [
            arrow(x, front, xz, front, PALETTE["w"], 2.5, w[L] < 0, on),
            text(
                mid,
                front - 13,
                symbol_runs("w", L),
                fill=PALETTE["w"],
                size=17,
                bold=on,
            ),
            text(mid, front + 23, short(w[L]), size=16, width=gap - 12, bold=on),
        ]
        on, bias = f"b{L}" in lit, [*symbol_runs("b", L), "  " + short(b[L])]
        parts += [
            arrow(xz + 15, top + 34, xz + 15, front - 28, PALETTE["b"], 2, lit=on),
            text(xz + 6, top + 26, bias, fill=PALETTE["b"], size=16, anchor="start",
                 width=2 * wide, bold=on),
        ]  # fmt: skip
        z_half, a_half = half(xz, front, "z", L, z), half(xz + wide, front, "a", L, a)
        parts += lit_last(z_half, a_half, f"a{L}" in lit)
        parts.append(disc(xz + wide, front - 28, "f", f"f{L}" in lit))
        if flow:
            z_half = half(xz, back, "dz", L, dz or {})
            a_half = half(xz + wide, back, "da", L, da or {})
            parts += lit_last(a_half, z_half, f"dz{L}" in lit)
            parts.append(disc(xz + wide, back + 28, "f′", f"df{L}" in lit))
        if flow and L > 1:
            ink, on = ink_of(value_at(da or {}, L - 1)), f"da{L - 1}" in lit
            parts += [
                arrow(xz, back, x, back, ink, 2.5, lit=on),
                text(mid, back - 12, "× ", symbol_runs("w", L), fill=ink, bold=on),
            ]
        if flow and harvest:
            ink, on = ink_of(value_at(dw or {}, L)), f"dw{L}" in lit
            parts += [
                arrow(xz + 8, back + 28, mid + 22, tags - 24, ink, 2, lit=on),
                text(
                    mid - 6, tags - 34, "× ", symbol_runs("a", L - 1), fill=ink, bold=on
                ),
            ]
            ink, on = ink_of(value_at(db or {}, L)), f"db{L}" in lit
            parts.append(arrow(xz + 26, back + 28, xz + 26, tags - 24, ink, 2, lit=on))
        if harvest:
            width = gap - 8 if last < 6 else gap + wide - 16  # a long chain is dense
            parts.append(half(xz - 6 - width, tags, "dw", L, dw or {}, width, 48))
            parts.append(half(xz, tags, "db", L, db or {}, wide, 48))
    if flow:
        ink, on, turn = ink_of(value_at(da or {}, last)), f"da{last}" in lit, end + 108
        error = ["2(", *symbol_runs("a", last), " − ", *symbol_runs("y"), ")"]
        parts += [
            arrow(turn, front + 28, turn, back, ink, 2.5, lit=on, head=0),
            arrow(turn, back, end, back, ink, 2.5, lit=on),
            text(end + 58, back + 24, error, fill=ink, bold=on),
        ]
    parts.append(arrow(end, front, end + 62, front, INK, 2.5, lit="cost" in lit))
    parts.append(cost_box(end + 62, front, cost, "cost" in lit))
    if y is not None:
        on, target = "y" in lit, [*symbol_runs("y"), "  " + short(y)]
        parts += [
            text(end + 108, top + 26, target, size=16, bold=on),
            arrow(end + 108, top + 34, end + 108, front - 28, INK, 2, lit=on),
        ]
    height = tags + 40 if harvest else back + 46 if flow else front + 62
    negative = min(w.values()) < 0
    parts.append(legend(end + 156, height - 16, negative, flow or harvest))
    values = dict(a=a, w=w, b=b, z=z, da=da, dz=dz, dw=dw, db=db)
    width = end + 174
    return finish(width, height, title, "A chain of neurons", values, y, cost, parts)

"""The chain rule as bars: factors, their product so far, a nudge to prove it."""

from itertools import accumulate
from operator import mul

from workshop_lib.diagrams.number_format import short
from workshop_lib.diagrams.svg import Picture, picture, text
from workshop_lib.palette import PALETTE, tint

COLUMN, REACH = 66, 40  # width of a factor, greatest height of a bar


def factors(cells, title="The factors, and their product"):
    """Return the Picture of a product: each factor a bar, and the product so far.

    `cells` are pairs (runs, kind, value): how the factor is written, its colour
    in the palette, its number. Bars of factors end at ±1.5.
    """
    products = list(accumulate((value for _, _, value in cells), mul))
    largest = max(map(abs, products)) or 1.0
    parts = [_label(80, "factor"), _label(180, "so far")]
    for i, ((runs, kind, value), product) in enumerate(
        zip(cells, products, strict=True)
    ):
        x = 116 + i * COLUMN
        parts.append(text(x, 24, runs, size=15, fill=PALETTE[kind], width=COLUMN - 8))
        parts += _bar(x, 84, value / 1.5, value, kind)
        parts += _bar(x, 184, product / largest, product, "grad")
        if i:
            parts.append(text(x - COLUMN / 2, 89, "×", size=16))
    numbers = " × ".join(short(value) for _, _, value in cells)
    said = f"{numbers} = {short(products[-1])}"
    return picture(116 + len(cells) * COLUMN, 232, title, said, parts)


def _label(y, word):
    return text(14, y + 8, word, size=14, fill=PALETTE["muted"], anchor="start")


def _bar(x, y, share, value, kind):
    """Return a bar from the line at height y, up or down, and its number."""
    height = REACH * min(abs(share), 1.0) if share == share else 0.0
    ink = PALETTE[kind]
    top = y - height if value >= 0 else y
    beside = y + 18 if value >= 0 else y - 6
    return [
        f'<rect x="{x - 13}" y="{top:.1f}" width="26" height="{max(height, 0.5):.1f}" '
        f'fill="{tint(kind, 0.55)}" stroke="{ink}"/>',
        f'<line x1="{x - 26}" y1="{y}" x2="{x + 26}" y2="{y}" stroke="{ink}"/>',
        text(x, beside, short(value), size=14, width=COLUMN - 6, bold=True),
    ]


def nudge(name, by, predicted, true) -> Picture:
    """Return the Picture of a nudge: predicted and true change of the cost.

    `name` are the runs of the weight's symbol, `by` is what is added to it.
    """
    scale = 70 / (max(abs(predicted), abs(true)) or 1.0)
    parts = [text(16, 26, "Add ", short(by), " to ", name, size=15, anchor="start")]
    for y, word, value, kind in (
        (78, "predicted: slope × nudge", predicted, "grad"),
        (144, "true: cost after − before", true, "cost"),
    ):
        width = abs(value) * scale
        left = 100 if value >= 0 else 100 - width
        parts += [
            text(16, y - 16, word, size=14, fill=PALETTE["muted"], anchor="start"),
            f'<rect x="{left:.1f}" y="{y - 8}" width="{max(width, 0.5):.1f}" '
            f'height="22" fill="{tint(kind, 0.55)}" stroke="{PALETTE[kind]}"/>',
            f'<line x1="100" y1="{y - 10}" x2="100" y2="{y + 16}" stroke="#1b1b1b"/>',
            text(188, y + 9, short(value), size=15, anchor="start", bold=True),
        ]
    gap = f"they differ by {short(true - predicted)}"
    parts.append(text(16, 206, gap, size=14, anchor="start"))
    said = f"predicted change {short(predicted)}, true change {short(true)}"
    return picture(264, 232, "A nudge", said, parts)

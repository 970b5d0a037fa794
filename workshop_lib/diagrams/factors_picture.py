"""The chain rule as bars: factors, their product so far, a nudge to prove it."""

from itertools import accumulate
from operator import mul

from workshop_lib.diagrams.number_format import short
from workshop_lib.diagrams.svg import Picture, number, picture, text
from workshop_lib.palette import PALETTE, tint

COLUMN, REACH = 66, 21  # width of a factor, greatest height of a bar
MOST = 8  # factors in a row
HEIGHT = 144  # of both pictures: they stand side by side
WIDE = 228  # the picture of a nudge


def factors(cells, title="The factors, and their product"):
    """Return the Picture of a product: each factor a bar, and the product so far.

    `cells` are pairs (runs, kind, value): how the factor is written, its colour
    in the palette, its number. Bars of factors end at ±1.5. More than fit in a row
    take the second one, where otherwise the product so far stands.
    """
    products = list(accumulate((value for _, _, value in cells), mul))
    largest = max(map(abs, products)) or 1.0
    parts, many = [], len(cells) > MOST
    left = 8 if many else 70
    if not many:
        parts += [_label(52, "factor"), _label(112, "so far")]
    for i, ((runs, kind, value), product) in enumerate(
        zip(cells, products, strict=True)
    ):
        x, y = left + COLUMN * (i % MOST + 0.5), 48 + 72 * (i // MOST)
        name = {"size": 15, "fill": PALETTE[kind], "width": COLUMN - 4}
        parts.append(text(x, y - 28, runs, **name))
        parts += _bar(x, y, value / 1.5, value, kind)
        if i:
            parts.append(text(x - COLUMN / 2, y + 5.5, "×"))
        if not many:
            parts += _bar(x, 112, product / largest, product, "grad")
    if many:
        x = left + COLUMN * (len(cells) % MOST or MOST)
        product = ["= ", short(products[-1])]
        look = {"anchor": "start", "bold": True, "fill": PALETTE["grad"]}
        parts.append(text(x + 4, 125, product, **look))
    numbers = " × ".join(short(value) for _, _, value in cells)
    said = f"{numbers} = {short(products[-1])}"
    width = left + (56 if many else 8) + COLUMN * min(len(cells), MOST)
    return picture(width, HEIGHT, title, said, parts)


def _label(y, word):
    return text(12, y, word, size=14, fill=PALETTE["muted"], anchor="start")


def _bar(x, y, share, value, kind):
    """Return a bar from the line at height y, up or down, and its number."""
    height = REACH * min(abs(share), 1.0) if share == share else 0.0
    ink = PALETTE[kind]
    top = y - height if value >= 0 else y
    beside = y + 16 if value >= 0 else y - 6
    return [
        f'<rect x="{x - 13:.1f}" y="{top:.1f}" width="26" '
        f'height="{max(height, 0.5):.1f}" fill="{tint(kind, 0.55)}" stroke="{ink}"/>',
        f'<line x1="{x - 24:.1f}" y1="{y}" x2="{x + 24:.1f}" y2="{y}" stroke="{ink}"/>',
        number(x, beside, value, COLUMN - 6, 14, bold=True),
    ]


def nudge(name, by, predicted, true) -> Picture:
    """Return the Picture of a nudge: predicted and true change of the cost.

    `name` are the runs of the weight's symbol, `by` is what is added to it.
    """
    scale = 48 / (max(abs(predicted), abs(true)) or 1.0)
    parts = [text(12, 22, "Add ", short(by), " to ", name, anchor="start")]
    for y, word, value, kind in (
        (46, "predicted: slope × nudge", predicted, "grad"),
        (88, "true: cost after − before", true, "cost"),
    ):
        width = abs(value) * scale
        left = 64 if value >= 0 else 64 - width
        parts += [
            text(12, y, word, size=13, fill=PALETTE["muted"], anchor="start"),
            f'<rect x="{left:.1f}" y="{y + 6}" width="{max(width, 0.5):.1f}" '
            f'height="14" fill="{tint(kind, 0.55)}" stroke="{PALETTE[kind]}"/>',
            f'<line x1="64" y1="{y + 4}" x2="64" y2="{y + 22}" stroke="#1b1b1b"/>',
            text(WIDE - 12, y + 19, short(value), anchor="end", bold=True),
        ]
    gap = f"they differ by {short(true - predicted)}"
    parts.append(text(12, 132, gap, size=14, anchor="start"))
    said = f"predicted change {short(predicted)}, true change {short(true)}"
    return picture(WIDE, HEIGHT, "A nudge", said, parts)

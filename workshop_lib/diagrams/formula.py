"""Formulas for the explorers, in MathML: letters above, numbers below.

Browsers set MathML themselves: no library, no waiting, and a screen reader can
read it. Symbols wear the colour of the palette.
"""

import re

from workshop_lib.diagrams.number_format import short
from workshop_lib.palette import PALETTE, tint

CARD = (
    "background:#fff;color:#1b1b1b;border:1px solid #d5d9de;border-radius:10px;"
    "padding:8px 16px;margin-top:6px;overflow-x:auto;box-sizing:border-box"
)


def symbol(name, layer=None, index=""):
    """Return a slide's symbol, such as w_jk^(L), in its colour."""
    ink = PALETTE.get(name[-1:] if len(name) == 1 else "", None)
    ink = ink or PALETTE["grad" if name[:1] == "d" else "cost"]
    # A letter in <mi> is italic, a word is not: dw is the letters d and w.
    base = "".join(f'<mi mathcolor="{ink}">{letter}</mi>' for letter in name)
    base = f"<mrow>{base}</mrow>" if len(name) > 1 else base
    tags = ["mi" if c.isalpha() else "mn" for c in str(index)]  # j, or 0
    below = "".join(f"<{t}>{c}</{t}>" for t, c in zip(tags, str(index), strict=True))
    below = f"<mrow>{below}</mrow>"
    above = f"<mrow><mo>(</mo><mn>{layer}</mn><mo>)</mo></mrow>"
    if index != "" and layer is not None:
        return f"<msubsup>{base}{below}{above}</msubsup>"
    if layer is not None:
        return f"<msup>{base}{above}</msup>"
    return f"<msub>{base}{below}</msub>" if index != "" else base


COST = '<msub><mi style="font-style:italic">Cost</mi><mi>i</mi></msub>'
SUM_J = "<munder><mo>∑</mo><mi>j</mi></munder>"


def partial(top, below):
    """Return the fraction ∂top/∂below."""
    return f"<mfrac><mrow><mo>∂</mo>{top}</mrow><mrow><mo>∂</mo>{below}</mrow></mfrac>"


def number(value, name="", first=False):
    """Return a rounded number in the colour of `name`; negative, in brackets
    unless it comes first.
    """
    ink = PALETTE.get(name, PALETTE["cost"])
    text = f'<mn mathcolor="{ink}">{short(value)}</mn>'
    if value < 0 and not first:
        return f"<mrow><mo>(</mo>{text}<mo>)</mo></mrow>"
    return text


def of(name, inside):
    """Return name(inside), such as f(z)."""
    return f"<mrow><mi>{name}</mi><mo>(</mo>{inside}<mo>)</mo></mrow>"


def squared(inside):
    """Return (inside)²."""
    return f"<msup><mrow><mo>(</mo>{inside}<mo>)</mo></mrow><mn>2</mn></msup>"


def op(sign):
    """Return an operator, such as · or =."""
    return f"<mo>{sign}</mo>"


def row(*pieces):
    """Return pieces side by side, as one."""
    return f"<mrow>{''.join(pieces)}</mrow>"


def plain(piece):
    """Return a piece as plain text, for the line that says the state."""
    piece = piece.replace("<mfrac><mrow><mo>∂</mo>", "∂").replace(
        "</mrow><mrow><mo>∂", "/<mo>∂"
    )
    piece = piece.replace(COST, "Cost_i")
    text = re.sub(r"<mo>([=+×·−])</mo>", r" \1 ", piece)
    text = text.replace("</mrow><mn>2</mn></msup>", "²")
    return " ".join(re.sub(r"<[^>]+>", "", text).split())


def glowing(piece):
    """Return a piece on the ground that says: this is what you look at."""
    return f'<mrow mathbackground="{tint("accent", 0.35)}">{piece}</mrow>'


def table(*lines):
    """Return lines of cells, one below the other, as one formula."""
    rows = "".join(
        "<mtr>" + "".join(f"<mtd>{cell}</mtd>" for cell in line) + "</mtr>"
        for line in lines
    )
    return (
        '<math display="block" style="font-size:1.25em;text-align:left">'
        f'<mtable displaystyle="true" rowspacing=".4em" columnspacing=".3em">{rows}'
        "</mtable></math>"
    )

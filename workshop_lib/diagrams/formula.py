"""Formulas for the explorers, in MathML and in words: letters above, numbers below.

Browsers set MathML themselves: no library, no waiting, and a screen reader can
read it. Symbols wear the colour of the palette.
"""

from typing import NamedTuple

from workshop_lib.diagrams.number_format import short
from workshop_lib.palette import CARD_EDGE, PALETTE, tint

CARD = (
    f"background:#fff;color:#1b1b1b;border:1px solid {CARD_EDGE};border-radius:10px;"
    "padding:8px 16px;margin-top:6px;overflow-x:auto;box-sizing:border-box"
)


class Piece(NamedTuple):
    """A piece of a formula, and the same as plain text for the line of state."""

    mathml: str
    plain: str


def symbol(name, layer=None, index=""):
    """Return a slide's symbol, such as w_jk^(L), in its colour."""
    ink = PALETTE.get(name, PALETTE["grad" if name.startswith("d") else "cost"])
    # A letter in <mi> is italic, a word is not: dw is the letters d and w.
    base = "".join(f'<mi mathcolor="{ink}">{letter}</mi>' for letter in name)
    base = f"<mrow>{base}</mrow>" if len(name) > 1 else base
    tags = ["mi" if c.isalpha() else "mn" for c in str(index)]  # j, or 0
    below = "".join(f"<{t}>{c}</{t}>" for t, c in zip(tags, str(index)))
    below = f"<mrow>{below}</mrow>"
    if layer is None:
        sub = f"<msub>{base}{below}</msub>"
        return Piece(sub if index != "" else base, f"{name}{index}")
    above = f"<mrow><mo>(</mo><mn>{layer}</mn><mo>)</mo></mrow>"
    both = f"<msubsup>{base}{below}{above}</msubsup>"
    sup = f"<msup>{base}{above}</msup>"
    return Piece(both if index != "" else sup, f"{name}{index}({layer})")


_COST = '<msub><mi style="font-style:italic">Cost</mi><mi>i</mi></msub>'
COST = Piece(_COST, "Cost_i")
SUM_J = Piece("<munder><mo>∑</mo><mi>j</mi></munder>", "∑j")


def partial(top, below):
    """Return the fraction ∂top/∂below."""
    # Without the padding the scripts touch the bar.
    over = f'<mrow style="padding-bottom:.12em"><mo>∂</mo>{top.mathml}</mrow>'
    under = f'<mrow style="padding-top:.18em"><mo>∂</mo>{below.mathml}</mrow>'
    return Piece(f"<mfrac>{over}{under}</mfrac>", f"∂{top.plain}/∂{below.plain}")


def number(value, name="", first=False):
    """Return a rounded number in the colour of `name`; negative, in brackets
    unless it comes first.
    """
    ink, digits = PALETTE.get(name, PALETTE["cost"]), short(value)
    piece = Piece(f'<mn mathcolor="{ink}">{digits}</mn>', digits)
    return row(_in_brackets(piece)) if value < 0 and not first else piece


def of(name, inside):
    """Return name(inside), such as f(z)."""
    return row(word(name), _in_brackets(inside))


def squared(inside):
    """Return (inside)²."""
    base = row(_in_brackets(inside))
    return Piece(f"<msup>{base.mathml}<mn>2</mn></msup>", base.plain + "²")


def _in_brackets(piece):
    # Superscripts would stretch the brackets, and with them the line.
    left, right = (f'<mo stretchy="false">{bracket}</mo>' for bracket in "()")
    return Piece(left + piece.mathml + right, f"({piece.plain})")


def word(name):
    """Return the name of a function, such as f."""
    return Piece(f"<mi>{name}</mi>", name)


def op(sign):
    """Return an operator, such as · or =, or a bracket."""
    if sign in "()":
        return Piece(f'<mo stretchy="false">{sign}</mo>', sign)
    return Piece(f"<mo>{sign}</mo>", f" {sign} ")


def row(*pieces):
    """Return pieces side by side, as one."""
    mathml, plain = map("".join, zip(*pieces))
    return Piece(f"<mrow>{mathml}</mrow>", plain)


def glowing(piece):
    """Return a piece on the ground that says: this is what you look at."""
    ground = f'<mrow mathbackground="{tint("accent", 0.35)}">'
    return Piece(f"{ground}{piece.mathml}</mrow>", piece.plain)


def table(*lines):
    """Return lines of cells, one below the other, as one formula in MathML."""
    return _display(_rows(lines))


def beside(rule, *lines):
    """Return a rule as a formula in MathML, and beside it what it gives, as lines."""
    return _display(f'{_rows([rule])}<mspace width="3em"/>{_rows(lines)}')


def _rows(lines):
    rows = ""
    for line in lines:
        cells = "".join(f"<mtd>{cell.mathml}</mtd>" for cell in line)
        rows += f"<mtr>{cells}</mtr>"
    return (
        '<mtable displaystyle="true" rowspacing=".4em" columnspacing=".3em">'
        f"{rows}</mtable>"
    )


def _display(mathml):
    look = "font-size:17px;text-align:left"
    return f'<math display="block" style="{look}"><mrow>{mathml}</mrow></math>'

"""The few pieces of SVG that the diagrams are made of."""

import base64
import html
import math
from functools import cache
from itertools import repeat
from typing import NamedTuple

from workshop_lib.diagrams.number_format import short
from workshop_lib.palette import CARD_EDGE, PALETTE, tint

SANS = "Helvetica Neue,Helvetica,Arial,Liberation Sans,DejaVu Sans,sans-serif"
PLATES = {"white": "#fff", "ring": "#fff", "glow": "#fdf0d5"}
RINGS = {"ring": (PALETTE["muted"], 1), "glow": (PALETTE["accent"], 2)}
SERIF = "STIX Two Text,Times New Roman,Times,Liberation Serif,serif"
SMALLEST, SCRIPT = 12, 0.7  # what a projector still shows; the size of an index
# In ems: the widths of DejaVu Sans, the widest of these fonts.
EM, BOLD = 0.64, 1.1
EMS = {c: 0.39 for c in "()′/f"} | {c: 0.32 for c in "., il"} | {c: 0.84 for c in "−×="}


class Picture(str):
    """An SVG that a notebook shows as an image, with its description as text.

    It is a string, so it can be written to a file or put into a page. As an
    image it needs no trust and no running kernel; its card is white, so it
    reads on a dark page too.
    """

    width: int
    description: str

    def _repr_mimebundle_(self, include=None, exclude=None):
        data = base64.b64encode(self.encode()).decode()
        alt = html.escape(self.description)
        image = (
            f'<img alt="{alt}" width="{self.width}" style="max-width:100%"'
            f' src="data:image/svg+xml;base64,{data}">'
        )
        # JupyterLab takes the first; some code hosts show only the second.
        return {
            "text/html": image,
            "image/svg+xml": str(self),
            "text/plain": self.description,
        }

    def _repr_pretty_(self, printer, cycle):
        # For a string IPython prefers its own printer to the bundle's text.
        printer.text(self.description)


def picture(width, height, title, description, parts):
    """Return the Picture of the SVG `parts` on a white card of that size."""
    width, height = round(width), round(height)
    whole = Picture(
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {width} {height}" width="{width}" '
        f'style="max-width:100%;height:auto;display:block" font-family="{SANS}">'
        f"<title>{html.escape(title)}</title><desc>{html.escape(description)}</desc>"
        f'<rect x=".5" y=".5" width="{width - 1}" height="{height - 1}" rx="10" '
        f'fill="#fff" stroke="{CARD_EDGE}"/>' + "".join(parts) + "</svg>"
    )
    whole.width = width
    whole.description = f"{title.rstrip('.')}. {description}".strip()
    return whole


class Run(NamedTuple):
    """A piece of text: set as a script or not, its rise in ems, how many ems of a
    script it steps back.
    """

    text: str
    script: bool = False
    rise: float = 0
    back: float = 0
    italic: bool = False


@cache  # a frame asks for some hundred; nobody changes the list
def symbol_runs(name, layer=None, index=""):
    """Return the runs of a slide's symbol: letter, index below, layer above."""
    runs = [Run(name, italic=True)]
    if name.endswith("′"):  # upright: an italic one hides behind its f
        runs = [Run(name[:-1], italic=True), Run("′", back=-0.25)]
    if index:
        runs.append(Run(index, True, -0.27, italic=index.isalpha()))
    if layer is not None:
        runs.append(Run(f"({layer})", True, 0.46, 0.58 * len(index)))
    return runs


def text(
    x, y, *runs, size=15, fill="#1B1B1B", anchor="middle", width=None, bold=False,
    plate="",
):  # fmt: skip
    """Return one line of text; longer than `width`, it is set smaller.

    A `plate` below it, "white", "ring" or "glow", lets it read on top of lines.
    A run is a string, a Run, or a list of them (see `symbol_runs`).
    """
    flat = _flat(runs)
    needed = _wide(flat, size, bold) if width or plate else 0
    if width is not None and needed > width:
        size = max(size * width / needed, SMALLEST)
    if plate:
        x_plate = x - {"start": 0, "middle": needed / 2, "end": needed}[anchor]
        plate = _plate(plate, x_plate, y, needed, size)
    weight, spans = ' font-weight="700"' if bold else "", _spans(flat, size)
    return plate + (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:.1f}" fill="{fill}" '
        f'text-anchor="{anchor}" xml:space="preserve"{weight}>{spans}</text>'
    )


def number(x, y, value, width, size=15, bold=False, fill="#1B1B1B"):
    """Return a number as text; where it is too wide, smaller or with fewer digits."""
    for digits in (3, 2, 1):
        said = short(value, digits)
        if _wide([Run(said)], SMALLEST, bold) <= width:
            break
    return text(x, y, said, size=size, width=width, bold=bold, fill=fill)


def width_of(*runs, size=15, bold=False):
    """Return how wide a line of text may get, whatever font there is."""
    return _wide(_flat(runs), size, bold)


def _flat(runs):
    flat = []
    for run in runs:
        flat += run if isinstance(run, list) else [run]
    return [Run(run) if isinstance(run, str) else run for run in flat]


def _wide(runs, size, bold):
    plain = scripts = 0.0
    for run in runs:
        ems = sum(map(EMS.get, run.text, repeat(EM)))
        if run.script:
            scripts += ems - run.back
        else:
            plain += ems
    wide = plain * size + scripts * max(SCRIPT * size, SMALLEST)
    return wide * BOLD if bold else wide


def _spans(runs, size):
    spans, rise, script = "", 0.0, max(SCRIPT * size, SMALLEST)
    for r in runs:
        attributes = f' font-size="{script:.1f}"' if r.script else ""
        if r.rise != rise:
            attributes += f' dy="{(rise - r.rise) * size:.1f}"'
            rise = r.rise
        if r.back:
            attributes += f' dx="{-r.back * script:.1f}"'
        if r.italic:
            attributes += f' font-style="italic" font-family="{SERIF}"'
        spans += f"<tspan{attributes}>{html.escape(r.text)}</tspan>"
    return spans


def _plate(kind, x, y, width, size):
    ring = ""
    if kind in RINGS:
        ring = 'stroke="{}" stroke-width="{}"'.format(*RINGS[kind])
    # A frame keeps off its text; without one, less of the lines is hidden.
    pad, above, below = (7, 1.25, 0.5) if kind == "glow" else (4, 1.07, 0.33)
    x, y, width, height = x - pad, y - above * size, width + 2 * pad, above + below
    height *= size
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'rx="6" fill="{PLATES[kind]}" fill-opacity=".93" {ring}/>'
    )


def arrow(x1, y1, x2, y2, color, width=2, dashed=False, lit=False, head=9):
    """Return a line with a head at its second end; lit, it glows."""
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    xh, yh = x2 - head * ux, y2 - head * uy
    half = 0.45 * head
    line = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{xh:.1f}" y2="{yh:.1f}"'
    out = ""
    if lit:
        width += 1.5
        out += f'<line {line} stroke="{PALETTE["accent"]}" stroke-width="{width + 8}"'
        out += ' stroke-opacity=".5" stroke-linecap="round"/>'
    dashes = ' stroke-dasharray="7 4"' if dashed else ""
    out += f'<line {line} stroke="{color}" stroke-width="{width}"{dashes}/>'
    if head:
        points = f"{x2:.1f},{y2:.1f} {xh - half * uy:.1f},{yh + half * ux:.1f} "
        points += f"{xh + half * uy:.1f},{yh - half * ux:.1f}"
        out += f'<polygon points="{points}" fill="{color}"/>'
    return out


def box(x, y, width, height, name, lit, corners):
    """Return a box in the colour of `name`, with round left and right corners."""
    left, right = corners
    path = (
        f"M{x + left:.1f} {y:.1f}h{width - left - right:.1f}q{right} 0 {right} {right}"
        f"v{height - 2 * right:.1f}q0 {right} {-right} {right}"
        f"h{-(width - left - right):.1f}q{-left} 0 {-left} {-left}"
        f"v{-(height - 2 * left):.1f}q0 {-left} {left} {-left}z"
    )
    out = ""
    if lit:
        out += f'<path d="{path}" fill="none" stroke="{PALETTE["accent"]}" '
        out += 'stroke-width="11" stroke-opacity=".6"/>'
    shade, stroke = tint(name, 0.3 if lit else 0.1), 3 if lit else 1.6
    return out + (
        f'<path d="{path}" fill="{shade}" stroke="{PALETTE[name]}" '
        f'stroke-width="{stroke}"/>'
    )


def disc(x, y, letter, lit=False):
    """Return the small disc with f or f' where z becomes a."""
    glow = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="17" fill="{PALETTE["accent"]}"/>'
    color = PALETTE["cost" if lit else "muted"]
    return (
        (glow if lit else "")
        + f'<circle cx="{x:.1f}" cy="{y:.1f}" r="12" fill="#fff" stroke="{color}"/>'
        + text(x, y + 5, symbol_runs(letter), size=16, fill=color, bold=lit)
    )

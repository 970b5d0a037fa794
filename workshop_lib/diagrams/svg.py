"""The few pieces of SVG that the diagrams are made of."""

import base64
import html
import math
from typing import NamedTuple

from workshop_lib.palette import PALETTE, tint

SANS = "Helvetica Neue,Helvetica,Arial,Liberation Sans,DejaVu Sans,sans-serif"
PLATES = {"white": "#fff", "glow": "#fdf0d5"}
SERIF = "STIX Two Text,Times New Roman,Times,Liberation Serif,serif"


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
        f'fill="#fff" stroke="#d5d9de"/>' + "".join(parts) + "</svg>"
    )
    whole.width = width
    whole.description = f"{title.rstrip('.')}. {description}".strip()
    return whole


class Run(NamedTuple):
    """A piece of text: its scale and rise in ems, and how far it steps back."""

    text: str
    scale: float = 1
    rise: float = 0
    back: float = 0
    italic: bool = False


def symbol_runs(name, layer=None, index=""):
    """Return the runs of a slide's symbol: letter, index below, layer above."""
    runs = [Run(name, 1.06, italic=True)]
    if index:
        runs.append(Run(index, 0.7, -0.27, italic=index.isalpha()))
    if layer is not None:
        runs.append(Run(f"({layer})", 0.68, 0.46, 0.39 * len(index)))
    return runs


def text(
    x, y, *runs, size=15, fill="#1B1B1B", anchor="middle", width=None, bold=False,
    plate="",
):  # fmt: skip
    """Return one line of text; longer than `width`, it is set smaller.

    A `plate` below it, "white" or "glow", lets it read on top of lines.
    A run is a string, a Run, or a list of them (see `symbol_runs`).
    """
    flat = []
    for run in runs:
        flat += run if isinstance(run, list) else [run]
    flat = [Run(run) if isinstance(run, str) else run for run in flat]
    # A digit is 0.56 em wide in every font of SANS but one; so is our average.
    needed = sum(0.57 * r.scale * len(r.text) - r.back for r in flat) * size
    if width is not None and needed > width:
        size, needed = size * width / needed, width
    if plate:
        left = x - 3 - {"start": 0, "middle": needed / 2, "end": needed}[anchor]
        plate = _plate(plate, left, y - size, needed + 6, 1.4 * size)
    weight, spans = ' font-weight="700"' if bold else "", _spans(flat, size)
    return plate + (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:.1f}" fill="{fill}" '
        f'text-anchor="{anchor}" xml:space="preserve"{weight}>{spans}</text>'
    )


def _spans(runs, size):
    spans, rise = "", 0.0
    for r in runs:
        attributes = f' font-size="{size * r.scale:.1f}"' if r.scale != 1 else ""
        if r.rise != rise:
            attributes += f' dy="{(rise - r.rise) * size:.1f}"'
            rise = r.rise
        if r.back:
            attributes += f' dx="{-r.back * size:.1f}"'
        if r.italic:
            attributes += f' font-style="italic" font-family="{SERIF}"'
        spans += f"<tspan{attributes}>{html.escape(r.text)}</tspan>"
    return spans


def _plate(kind, x, y, width, height):
    glow = f'stroke="{PALETTE["accent"]}" stroke-width="2"' if kind == "glow" else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'rx="4" fill="{PLATES[kind]}" fill-opacity=".93" {glow}/>'
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
    glow = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="15" fill="{PALETTE["accent"]}"/>'
    color = PALETTE["cost" if lit else "muted"]
    return (
        (glow if lit else "")
        + f'<circle cx="{x:.1f}" cy="{y:.1f}" r="10.5" fill="#fff" stroke="{color}"/>'
        + text(x, y + 5, symbol_runs(letter), size=15, fill=color, bold=lit)
    )

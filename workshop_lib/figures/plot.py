"""A matplotlib figure that is shown once and says what it shows."""

import base64
import io
import re

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.transforms import IdentityTransform

from workshop_lib.palette import CARD_EDGE, MARKS, PALETTE

STYLE = {
    "axes.edgecolor": PALETTE["muted"],
    "axes.grid": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 12,
    "axes.axisbelow": True,
    "grid.color": "#e4e7ea",
    "legend.frameon": False,
    "lines.linewidth": 2,
    "mathtext.fontset": "stix",
    "figure.facecolor": "white",
}


styled = matplotlib.rc_context(STYLE)  # a decorator: the function draws in STYLE


class Plot(Figure):
    """A figure outside pyplot's list: nothing to close, and shown only once.

    `description` is what a reader hears who does not see it.
    """

    description = ""

    def png(self):
        """Return the figure as the bytes of a PNG file."""
        buffer = io.BytesIO()
        self.canvas.print_png(buffer, metadata={"Software": None})
        return buffer.getvalue()

    def _repr_mimebundle_(self, include=None, exclude=None):
        width = round(100 * self.get_figwidth())  # in pixels of the page
        data = {
            "image/png": base64.b64encode(self.png()).decode(),
            # Only the first sentence: numbers may differ from machine to machine.
            "text/plain": self.description.partition(".")[0],
        }
        return data, {"image/png": {"alt": self.description, "width": width}}


@styled
def new(description, columns=1, size=(6.4, 3.6), rows=1, dpi=144, **options):
    """Return a new Plot and its axes."""
    fig = Plot(figsize=size, dpi=dpi, layout="constrained")
    FigureCanvasAgg(fig)
    _put_on_card(fig)
    axes = fig.subplots(rows, columns, **options)
    fig.description = description
    return fig, axes


def _put_on_card(fig):
    """Give the figure the diagrams' ground, which looks meant on a dark page too."""
    (wide, high), px = fig.canvas.get_width_height(), fig.dpi / 100
    card = FancyBboxPatch(
        (px, px), wide - 2 * px, high - 2 * px, transform=IdentityTransform(),
        boxstyle=f"round,pad=0,rounding_size={9 * px}", facecolor="white",
        edgecolor=CARD_EDGE, linewidth=0.72, zorder=-1,
    )  # fmt: skip
    fig.patch.set_visible(False)
    fig.add_artist(card)
    fig.get_layout_engine().set(w_pad=0.12, h_pad=0.12)


def math(name):
    """Return a name as the slides set it: "w^(3)" and "w1" as formulas."""
    name = re.sub(r"\b([wbaz])\^\((\w)\)", r"$\1^{(\2)}$", name)
    return re.sub(r"^([wbazxy])(\d?)$", r"$\1_{\2}$", name)


def looks(first):
    """Return the ink and the mark of each series in a plot, those of `first` first."""
    names = dict.fromkeys((first, "w", "grad", "a", "z"))
    return [(PALETTE[name], MARKS[name]) for name in names]

"""A network that learns to tell two kinds of points apart, seen while it does."""

import numpy as np
from contourpy import contour_generator

from workshop_lib.figures.live import Live
from workshop_lib.figures.plot import new, styled
from workshop_lib.palette import PALETTE

GRID = 60  # points to a side at which the network is asked
EDGE = 1.5  # the picture goes from -EDGE to EDGE


def grid():
    """Return the points of the plane that a view asks about, shape (2, GRID²)."""
    at = np.linspace(-EDGE, EDGE, GRID)
    return np.stack(np.meshgrid(at, at)).reshape(2, -1)


class TrainingView(Live):
    """Points and the network's answer, the cost so far, the weights."""

    @styled
    def __init__(self):
        fig, plane = new("A network learns.", 1, (9.2, 3.5), dpi=100)
        fig.set_layout_engine("none")  # the places are given: nothing is measured
        plane.set_position((0.08, 0.14, 0.297, 0.77))
        plane.set(xlabel="$x_0$", ylabel="$x_1$")
        plane.set_title("what it answers")
        plane.grid(False)
        box = (-EDGE, EDGE, -EDGE, EDGE)
        self.answer = plane.imshow(
            np.zeros((GRID, GRID)), extent=box, origin="lower", cmap="PuOr", vmin=-0.4,
            vmax=1.4, interpolation="nearest", aspect="auto",
        )  # fmt: skip
        (self.border,) = plane.plot([], [], color="#1b1b1b")
        points = {"linestyle": "", "markersize": 5, "markeredgecolor": "white"}
        (self.zeros,) = plane.plot([], [], "o", color=PALETTE["grad"], **points)
        (self.ones,) = plane.plot([], [], "s", color="#5b3f8c", **points)
        plane.set(xlim=box[:2], ylim=box[2:])
        self.axis = fig.add_axes((0.45, 0.14, 0.25, 0.77))
        self.axis.set(xlabel="epoch", yscale="log", ylim=(1e-4, 2))
        self.axis.set_title("cost")
        (self.curve,) = self.axis.plot([], [], color=PALETTE["cost"])
        title = {"size": 12, "weight": "bold", "verticalalignment": "bottom"}
        fig.text(0.755, 0.93, "weights: − red, + blue", **title)
        # A plane for the weights of each layer; without ticks, cheap to paint anew.
        layers = [fig.add_axes((0, 0, 1, 1), xticks=[], yticks=[]) for _ in range(3)]
        look = {"cmap": "RdBu", "aspect": "auto", "interpolation": "nearest"}
        self.weights = [ax.imshow([[0]], extent=(0, 1, 0, 1), **look) for ax in layers]
        self.still = (self.answer, self.border, self.zeros, self.ones, self.curve)
        super().__init__(fig, [*self.still, *layers])

    @styled
    def begin(self, x, y, layers):
        """Show other points, `x` (2, n) and `y` (1, n), 0 or 1, and make room for
        the weights of so many layers.
        """
        one = (y > 0.5).ravel()
        self.zeros.set_data(*x[:, ~one])
        self.ones.set_data(*x[:, one])
        if self.axis.get_xlim()[1] != 50:
            self.axis.set_xlim(0, 50)
            self.refresh()
        planes, high = [picture.axes for picture in self.weights], 0.78 / layers
        for L, ax in enumerate(planes[:layers], 1):
            ax.set_position((0.755, 0.91 - L * high + 0.015, 0.22, high - 0.03))
            ax.set_ylabel(f"$w^{{({L})}}$")
        self.moving = [*self.still, *planes[:layers]]

    def draw(self, answers, costs, w):
        """Return the PNG for the network's answers at `grid()`, the cost of each
        epoch so far, and the weights.
        """
        answers = answers.reshape(GRID, GRID)
        self.answer.set_data(answers)
        at = np.linspace(-EDGE, EDGE, GRID)
        gap = [[np.nan, np.nan]]  # lifts the pen between two lines
        lines = contour_generator(at, at, answers).lines(0.5)
        joined = [piece for line in lines for piece in (line, gap)]
        self.border.set_data(*np.concatenate([*joined, gap]).T)
        self.curve.set_data(np.arange(1, len(costs) + 1), np.maximum(costs, 1e-5))
        if len(costs) > self.axis.get_xlim()[1]:
            self.axis.set_xlim(0, 2 * len(costs))
            self.refresh()
        for picture, w_L in zip(self.weights, w, strict=False):
            picture.set_data(w_L)
            reach = max(float(np.abs(w_L).max()), 1e-9)
            picture.set_clim(-reach, reach)
        return self.png()

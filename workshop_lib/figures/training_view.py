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
    def __init__(self, x, y, shapes):
        """`x` (2, n) and `y` (1, n), 0 or 1; `shapes` are those of w[1], w[2], ..."""
        fig, axes = new("A network learns.", 1, (9.2, 3.5), dpi=100)
        fig.delaxes(axes)
        left, middle, right = fig.subfigures(1, 3, width_ratios=(1.15, 1, 0.85))
        plane, curve = left.subplots(), middle.subplots()
        self.maps = np.ravel(right.subplots(len(shapes), 1, squeeze=False))
        box = (-EDGE, EDGE, -EDGE, EDGE)
        plane.set(xlabel="$x_0$", ylabel="$x_1$", aspect="equal")
        plane.set_title("what it answers")
        plane.grid(False)
        self.answer = plane.imshow(
            np.zeros((GRID, GRID)), extent=box, origin="lower", cmap="PuOr", vmin=-0.4,
            vmax=1.4, interpolation="nearest",
        )  # fmt: skip
        (self.border,) = plane.plot([], [], color="#1b1b1b")
        points = {"linestyle": "", "markersize": 5, "markeredgecolor": "white"}
        one = (y > 0.5).ravel()
        (zeros,) = plane.plot(*x[:, ~one], "o", color=PALETTE["grad"], **points)
        (ones,) = plane.plot(*x[:, one], "s", color="#5b3f8c", **points)
        plane.set(xlim=box[:2], ylim=box[2:])
        self.axis = curve
        curve.set(xlabel="epoch", yscale="log", ylim=(1e-4, 2), xlim=(0, 50))
        curve.set_title("cost")
        (self.curve,) = curve.plot([], [], color=PALETTE["cost"])
        self.weights = []
        for L, (ax, shape) in enumerate(zip(self.maps, shapes, strict=True), 1):
            ax.grid(False)
            ax.set(xticks=[], yticks=[], ylabel=f"$w^{{({L})}}$")
            picture = ax.imshow(
                np.zeros(shape), cmap="RdBu", vmin=-1, vmax=1, aspect="auto",
                interpolation="nearest",
            )  # fmt: skip
            self.weights.append(picture)
        self.maps[0].set_title("weights: − red, + blue")
        fig.canvas.draw()
        fig.set_layout_engine("none")
        moving = (self.answer, self.border, zeros, ones, self.curve, *self.weights)
        super().__init__(fig, moving)

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
        for picture, w_L in zip(self.weights, w, strict=True):
            picture.set_data(w_L)
            reach = max(float(np.abs(w_L).max()), 1e-9)
            picture.set_clim(-reach, reach)
        return self.png()

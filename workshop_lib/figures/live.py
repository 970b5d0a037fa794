"""Figures that move: the axes are painted once, what moves is painted anew."""

import io

import numpy as np
from PIL import Image

from workshop_lib.figures.descent import draw_map
from workshop_lib.figures.plot import new, styled
from workshop_lib.palette import MARKS, PALETTE


class Live:
    """A Plot with some artists that move; `png()` paints only these again."""

    def __init__(self, fig, moving):
        self.fig, self.moving, self._ground = fig, list(moving), None
        for artist in self.moving:
            artist.set_animated(True)

    def refresh(self):
        """Paint everything again next time: the axes have changed."""
        self._ground = None

    def png(self):
        """Return the picture as the bytes of a PNG file."""
        canvas = self.fig.canvas
        if self._ground is None:
            canvas.draw()
            self._ground = canvas.copy_from_bbox(self.fig.bbox)
        canvas.restore_region(self._ground)
        for artist in self.moving:
            artist.axes.draw_artist(artist)
        pixels = Image.fromarray(np.asarray(canvas.buffer_rgba())[..., :3])
        buffer = io.BytesIO()
        pixels.save(buffer, "PNG", compress_level=1)
        return buffer.getvalue()


class DescentView(Live):
    """A ball on a cost of two weights: along w, as a curve, and from above.

    `cost(w, b, i)` gives the mean cost for i None, else Cost_i of example i.
    """

    @styled
    def __init__(self, cost, w=(-2.0, 3.0), b=(-2.0, 2.5), top=12.0):
        fig, (side, above) = new("A ball on a cost.", 2, (8.4, 3.7), dpi=100)
        self.cost, self.places = cost, np.linspace(*w, 121)
        x, y = np.linspace(*w, 61), np.linspace(*b, 61)
        draw_map(above, x, y, np.array([[cost(u, v, None) for u in x] for v in y]))
        side.set(xlim=w, ylim=(-0.06 * top, top), xlabel="$w$", ylabel="cost")
        side.set_title("along w, with b as it is now")
        above.set(xlim=w, ylim=b, xlabel="$w$", ylabel="$b$")
        above.set_title("from above")
        grad, ink = PALETTE["grad"], PALETTE["cost"]
        step = {"markevery": [1], "markersize": 9, "color": PALETTE["w"]}
        (self.next,) = side.plot([], [], "-|", markeredgewidth=3, **step)
        ball = {"markersize": 13, "color": grad, "markeredgecolor": "white"}
        (self.one,) = side.plot([], [], ":", color=PALETTE["w"])
        (self.curve,) = side.plot([], [], color=ink)
        (self.tangent,) = side.plot([], [], "--", color=grad)
        (self.ball,) = side.plot([], [], "o", **ball)
        path = {"color": PALETTE["w"], "markersize": 5, "linewidth": 1.4}
        (self.path,) = above.plot([], [], MARKS["w"] + "-", **path)
        (self.spot,) = above.plot([], [], "o", **ball)
        handles = [self.curve, self.one, self.tangent, self.next]
        names = ["mean cost", "cost of this example", "slope", "next step in w"]
        legend = side.legend(
            handles, names, loc="upper right", frameon=False, fontsize=9
        )
        legend.set_zorder(0)
        fig.canvas.draw()
        fig.set_layout_engine("none")  # keep the axes where they are now
        moving = (self.one, self.curve, self.tangent, self.next, self.ball)
        moving = (*moving, self.path, self.spot)
        super().__init__(fig, moving)

    def draw(self, path, slope, lr, i=None):
        """Return the PNG for a path of places (w, b) and the slope in w at its
        end, of the mean cost or of example i; with the step that comes next.
        """
        w, b = path[-1]
        here, at = self.cost(w, b, i), self.places
        self.curve.set_data(at, [self.cost(u, b, None) for u in at])
        self.one.set_data(at, [self.cost(u, b, i) for u in at])
        self.one.set_visible(i is not None)
        reach = np.array([w - 0.7, w + 0.7])
        self.tangent.set_data(reach, here + slope * (reach - w))
        self.ball.set_data([w], [here])
        self.next.set_data([w, w - lr * slope], [here, here])
        self.path.set_data(*zip(*path, strict=True))
        self.spot.set_data([w], [b])
        return self.png()

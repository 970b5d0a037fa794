"""How fast: where one device overtakes another, and what limits it."""

from itertools import cycle

import numpy as np

from workshop_lib.figures.plot import looks, new, styled
from workshop_lib.palette import PALETTE


@styled
def crossover(sizes, seconds, xlabel="examples in a batch", title=None):
    """Return the Plot of times against a size, both logarithmic.

    `seconds` maps a label, such as "NumPy", to one time for each of `sizes`. The
    place where the first two change order is marked, and named in the legend.
    """
    fig, ax = new("Time for one step against " + xlabel + ", logarithmic.")
    for (label, times), (ink, mark) in zip(seconds.items(), looks("w"), strict=False):
        milliseconds = 1e3 * np.asarray(times, dtype=float)
        ax.loglog(sizes, milliseconds, mark + "-", color=ink, label=label)
        fig.description += (
            f" {label}: from {milliseconds[0]:.3g} ms to {milliseconds[-1]:.3g} ms."
        )
    if len(seconds) > 1:
        one, other = (np.log(np.asarray(t, float)) for t in list(seconds.values())[:2])
        gap, crossed = one - other, False
        for i in np.flatnonzero(np.sign(gap[1:]) != np.sign(gap[:-1])):
            share = gap[i] / (gap[i] - gap[i + 1])
            where = np.log(sizes[i]) + share * np.log(sizes[i + 1] / sizes[i])
            told = {"label": "the first two are equal"} if not crossed else {}
            ax.axvline(np.exp(where), color=PALETTE["muted"], linestyle=":", **told)
            crossed = True
            fig.description += f" They cross near {np.exp(where):.2g}."
    ax.set(xlabel=xlabel, ylabel="one step, ms", title=title or "")
    ax.legend()
    return fig


@styled
def roofline(points, peak, bandwidth, title=None):
    """Return the Plot of speeds below a machine's roof, both logarithmic.

    `points` maps a label to (operations per byte, operations per second); `peak`
    is in operations and `bandwidth` in bytes per second.
    """
    ridge = peak / bandwidth
    fig, ax = new(
        f"A roof: memory limits below {ridge:.3g} operations per byte, arithmetic "
        "above."
    )
    at = [x for x, _ in points.values()] + [ridge]
    x = np.geomspace(min(at) / 4, max(at) * 4, 100)
    ax.loglog(x, np.minimum(peak, bandwidth * x), color=PALETTE["cost"])
    # The text ends at its point, so the slope does not run through it.
    for place, said in ((0.7 * ridge, "bytes"), (x[-1], "arithmetic")):
        ax.annotate(
            f"limit: {said}",
            (place, min(peak, bandwidth * place)),
            (-4, 4),
            textcoords="offset points",
            ha="right",
            color=PALETTE["cost"],
        )
    ax.margins(y=0.15)
    inks = cycle(ink for ink, _ in looks("w"))
    for (label, (intensity, speed)), ink, mark in zip(
        points.items(), inks, cycle("Dvo^sP*X"), strict=False
    ):
        ax.loglog(intensity, speed, mark, color=ink, markersize=9, label=label)
        roof = min(peak, bandwidth * intensity)
        fig.description += f" {label}: {100 * speed / roof:.2g} % of its roof."
    ax.set(xlabel="operations per byte", ylabel="operations per second")
    ax.set_title(title or "")
    ax.legend(loc="lower right")
    return fig

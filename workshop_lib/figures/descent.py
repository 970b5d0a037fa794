"""Cost curves, landscapes, and the ways down."""

import numpy as np

from workshop_lib.figures.plot import looks, math, new, styled
from workshop_lib.palette import MARKS, PALETTE

EDGE = {"markeredgecolor": "white", "markersize": 9}


def _over(function, values):
    """Return the numbers function(v), also of a function of plain numbers."""
    return np.array([float(function(float(v))) for v in values])


@styled
def cost_curve(
    cost, points=(), tangent_at=None, lo=-2.0, hi=2.0, xlabel="w", title=None
):
    """Return the Plot of a cost as a function of one weight.

    `points` are places to mark; `tangent_at` is one at which to draw the slope,
    found by a nudge to both sides.
    """
    kind = "cost as a function of " + xlabel
    fig, ax = new(f"A curve: the {kind}. It goes from {lo:g} to {hi:g}.")
    places = np.linspace(lo, hi, 241)
    heights = _over(cost, places)
    ax.plot(places, heights, color=PALETTE["cost"])
    if tangent_at is not None:
        eps = 1e-5 * (hi - lo)
        left, right, here = _over(
            cost, [tangent_at - eps, tangent_at + eps, tangent_at]
        )
        slope, half = (right - left) / (2 * eps), 0.16 * (hi - lo)
        reach = np.array([tangent_at - half, tangent_at + half])
        line = here + slope * (reach - tangent_at)
        ax.plot(reach, line, "--", color=PALETTE["grad"], label=f"slope {slope:.3g}")
        ax.legend()
        fig.description += f" The tangent at {tangent_at:g} has the slope {slope:.3g}."
    marks = _over(cost, points)
    ax.plot(points, marks, MARKS["w"], color=PALETTE["w"], **EDGE)
    if len(marks):
        where = ", ".join(
            f"({p:.3g}, {m:.3g})" for p, m in zip(points, marks, strict=True)
        )
        fig.description += f" Marked: {where}."
    low, high = heights.min(), heights.max()
    ax.set_ylim(low - 0.08 * (high - low or 1), high + 0.08 * (high - low or 1))
    ax.set(xlabel=math(xlabel), ylabel="cost", title=title or "")
    return fig


@styled
def knobs(cost, w, b, lo=-6.0, hi=6.0):
    """Return the Plot of the cost as each weight and bias of a chain goes its way.

    `cost(w, b)` takes dicts keyed by the layer. A mark shows where a knob stands, a
    dashed line the tangent there, found by a nudge to both sides.
    """
    fig, axes = new(
        f"Curves of the cost, one for each weight and bias, from {lo:g} to {hi:g}.",
        columns=len(w), rows=2, size=(9.6, 5.6), sharey=True,
    )  # fmt: skip
    for row, name, values in zip(axes.reshape(2, -1), "wb", (w, b)):
        for ax, L in zip(row, values):

            def at(v, L=L, name=name):
                return cost(w | {L: v}, b) if name == "w" else cost(w, b | {L: v})

            here, places = values[L], np.linspace(lo, hi, 121)
            height, slope = at(here), (at(here + 1e-5) - at(here - 1e-5)) / 2e-5
            heights = _over(at, places)
            ax.plot(places, heights, color=PALETTE["cost"])
            reach = np.array([-1.8, 1.8])
            ax.plot(here + reach, height + slope * reach, "--", color=PALETTE["grad"])
            ax.plot(here, height, MARKS[name], color=PALETTE[name], **EDGE)
            ax.set(xlabel=math(f"{name}^({L})"))
            fig.description += (
                f" {name}^({L}): from {heights.min():.2f} to {heights.max():.2f}, the "
                f"mark at {here:g}, its slope {slope:.3f}."
            )
        row[0].set(ylabel="cost")
    return fig


@styled
def landscape(
    cost, path=None, w1=(-2.0, 2.0), w2=(-2.0, 2.0), names=("w1", "w2"), title=None
):
    """Return the Plot of a cost of two weights, seen from above like a map.

    `cost(w1, w2)` gives a number; `path` is a list of places (w1, w2) passed on
    the way down.
    """
    fig, ax = new(
        f"A map: the cost over {names[0]} and {names[1]}, lines of equal cost.",
        size=(6.0, 4.4),
    )
    x, y = np.linspace(*w1, 61), np.linspace(*w2, 61)
    height = np.array([[float(cost(float(u), float(v))) for u in x] for v in y])
    draw_map(ax, x, y, height)
    if path is not None:
        u, v = np.array([np.ravel(place) for place in path], dtype=float).T
        ax.plot(u, v, "-", color=PALETTE["w"], linewidth=1.6)
        ax.plot(u, v, MARKS["w"], color=PALETTE["w"], **EDGE | {"markersize": 6})
        ends = [("start", 0, "o"), ("end", -1, "*")]
        moved = np.abs([u[-1] - u[0], v[-1] - v[0]])
        if (moved < 0.02 * np.ptp([w1, w2], axis=1)).all():
            ends = [("start and end", -1, "*")]  # two names in one place: unreadable
        for label, i, mark in ends:
            ax.plot(
                u[i], v[i], mark, color=PALETTE["grad"], **EDGE | {"markersize": 13}
            )
            ax.annotate(
                label, (u[i], v[i]), (8, 8), textcoords="offset points", weight="bold"
            )
        fig.description += (
            f" A path of {len(u) - 1} steps, from ({u[0]:.3g}, {v[0]:.3g}) to "
            f"({u[-1]:.3g}, {v[-1]:.3g})."
        )
    ax.set(xlim=w1, ylim=w2, xlabel=math(names[0]), ylabel=math(names[1]))
    ax.set_title(title or "")
    return fig


def draw_map(ax, x, y, height):
    """Draw lines of equal cost, closer where it is low, darker where high."""
    low, high = float(np.nanmin(height)), float(np.nanmax(height))
    levels = low + (max(high - low, 1e-12)) * np.linspace(0, 1, 13) ** 2
    ax.grid(False)
    ax.contourf(
        x, y, height, levels, cmap="Greys", vmin=low, vmax=low + 2.4 * (high - low)
    )
    lines = ax.contour(
        x, y, height, levels[1:-1], colors=PALETTE["muted"], linewidths=0.8
    )
    ax.clabel(lines, lines.levels[::2], fmt="%.2g", fontsize=9)


@styled
def descent_steps(cost, paths, lo=-2.0, hi=2.0, xlabel="w"):
    """Return the Plot of walks down one cost curve, side by side.

    `paths` maps a title, such as "too large: l_r = 1.1", to the weights visited
    in order. What leaves the picture is cut off at its edge.
    """
    fig, axes = new(
        "The same cost curve, once for each walk.",
        columns=len(paths),
        size=(3.2 * len(paths) + 0.4, 3.2),
        sharey=True,
        squeeze=False,
    )
    places = np.linspace(lo, hi, 241)
    heights = _over(cost, places)
    for ax, (label, weights) in zip(axes[0], paths.items(), strict=True):
        ax.plot(places, heights, color=PALETTE["muted"])
        at = _over(cost, weights)
        ax.plot(weights, at, "-", color=PALETTE["w"], linewidth=1)
        ax.plot(weights, at, MARKS["w"], color=PALETTE["w"], **EDGE | {"markersize": 7})
        ax.plot(weights[:1], at[:1], "o", color=PALETTE["grad"], **EDGE)
        ax.set(xlim=(lo, hi), title=label, xlabel=math(xlabel))
        fig.description += (
            f" {label}: from {weights[0]:.3g}, after {len(weights) - 1} steps at "
            f"{weights[-1]:.3g}."
        )
    span = heights.max() - heights.min()
    axes[0, 0].set_ylim(heights.min() - 0.06 * span, heights.max() + 0.06 * span)
    axes[0, 0].set_ylabel("cost")
    return fig


@styled
def activation_plot(acts, lo=-5.0, hi=5.0):
    """Return the Plot of activations f(z) and, beside them, their slopes f'(z)."""
    acts = list(acts.values()) if isinstance(acts, dict) else list(acts)
    said = ", ".join(act.name for act in acts)
    fig, (left, right) = new(
        f"Two panels: f(z) and its slope f'(z), for {said}.", 2, (8.0, 3.4)
    )
    z = np.linspace(lo, hi, 401)
    lines = ("-", "--", "-.", ":")
    for act, (ink, _), dashes in zip(acts, looks("a"), lines, strict=False):
        a = act.f(z)
        left.plot(z, a, dashes, color=ink, label=act.name)
        right.plot(z, act.f_prime(z, a), dashes, color=ink, label=act.name)
    left.set(title="activation", xlabel=math("z"), ylabel="$f(z)$")
    right.set(title="its slope", xlabel=math("z"), ylabel="$f'(z)$")
    left.set_ylim(-1.3, 1.6)
    right.set_ylim(-0.1, 1.2)
    left.legend()
    return fig


@styled
def vanishing(depths, grads, title=None):
    """Return the Plot of a gradient's size against the depth of the chain.

    `depths` are numbers of layers; `grads` the slopes of the first weight, or a
    dict of such lists, one for each label. Sizes are drawn on a log scale.
    """
    grads = grads if isinstance(grads, dict) else {"": grads}
    fig, ax = new("Size of the first weight's slope against depth, logarithmic.")
    for (label, values), (ink, mark) in zip(grads.items(), looks("grad"), strict=False):
        size = np.abs(np.asarray(values, dtype=float))
        ax.semilogy(depths, size, mark + "-", color=ink, label=label, **EDGE)
        fig.description += (
            f" {label}: from {size[0]:.2g} at depth {depths[0]} to {size[-1]:.2g} at "
            f"depth {depths[-1]}."
        )
    if "" not in grads:
        ax.legend()
    ax.set(xlabel="layers in the chain", title=title or "")
    ax.set_ylabel(r"$|\,\partial Cost_i\,/\,\partial w^{(1)}\,|$")
    ax.set_xticks(list(depths))
    return fig

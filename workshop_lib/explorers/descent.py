"""Gradient descent: a ball on the landscape of lesson 01."""

from functools import partial
from typing import NamedTuple

import ipywidgets
import numpy as np

from workshop_lib.diagrams.number_format import short
from workshop_lib.explorers.panel import Panel, button, choice, slider
from workshop_lib.figures.live import DescentView

# Five examples; the model has two weights: a = w x + b (lesson 01).
XS = np.array([-1.0, -0.4, 0.6, 1.5, 2.0])
YS = np.array([-1.2, -0.5, 0.1, 1.2, 1.1])
FAR = 1e6  # farther away than this, the walk has diverged
MOST = 200  # steps of a run


def cost(w, b, i=None):
    """Return the mean cost, or Cost_i of example i."""
    squares = (w * XS + b - YS) ** 2
    return float(squares.mean() if i is None else squares[i])


def slopes(w, b, i=None):
    """Return the slopes in w and b of the mean cost, or of Cost_i."""
    error = 2 * (w * XS + b - YS)
    both = np.array([error * XS, error])
    return both.mean(axis=1) if i is None else both[:, i]


class Walk(NamedTuple):
    """The places (w, b) so far, and whether the last two slopes point the same way
    (`along` > 0) or against each other (< 0).
    """

    path: tuple
    along: float = 1.0

    @property
    def steps(self):
        """The number of steps taken."""
        return len(self.path) - 1

    @property
    def over(self):
        """Whether it is too far away, or too long."""
        return max(map(abs, self.path[-1])) > FAR or self.steps >= MOST


def example(walk, single):
    """Return the example that the next step looks at; None means all."""
    return walk.steps % len(XS) if single else None


def step(walk, lr, single):
    """Return the Walk with a step more."""
    here = np.array(walk.path[-1])
    downhill = slopes(*here, example(walk, single))
    there = here - lr * downhill
    walk = Walk((*walk.path, tuple(there)))
    return walk._replace(along=float(downhill @ slopes(*there, example(walk, single))))


def said(walk, lr, single):
    """Return the line that says where the walk is and how it goes."""
    w, b = walk.path[-1]
    i = example(walk, single)
    in_w, in_b = slopes(w, b, i)
    here = f"Step {walk.steps}. w = {short(w)}, b = {short(b)}, mean cost = "
    here += f"{short(cost(w, b))}."
    both = f"{short(in_w)} in w, {short(in_b)} in b."
    if single:  # first the step that was taken, then the one that comes
        return f"{here} {verdict_of_one(walk)} Next is example {i}: slopes {both}"
    return f"{here} The slopes are {both} {verdict_of_all(walk, lr)}"


def _outset(costs):
    """Return what is said before the first step, and once the walk is lost."""
    if not np.isfinite(costs[-1]) or costs[-1] > FAR:
        return "It has diverged: l_r is too large."
    return "Ready: take a step." if len(costs) < 2 else ""


def verdict_of_all(walk, lr):
    """Return in words how a walk goes whose steps look at all examples."""
    # Rounded: at rest, the last digits are no way uphill.
    costs = [round(cost(*place), 9) for place in walk.path[-4:]]
    if outset := _outset(costs):
        return outset
    if len(costs) > 3 and costs[-1] > costs[-2] > costs[-3] > costs[-4]:
        return "It diverges: each step leads higher. l_r is too large."
    if costs[-1] > costs[-2]:
        return "Uphill: this step was too long."
    if walk.along < 0:
        return "Overshoot: it stepped across the valley, and still went down."
    if costs[-2] - costs[-1] < 0.01 * costs[-1] and lr < 0.02:
        return "It is slow: l_r is small."
    return "Downhill."


def verdict_of_one(walk):
    """Return in words how a walk goes whose steps look at one example each.

    Such a step can be too long for its own example only. The mean cost may rise
    with a step that is not, for the other examples want something else.
    """
    means = [cost(*place) for place in walk.path[-2:]]
    if outset := _outset(means):
        return outset
    i = (walk.steps - 1) % len(XS)
    before, after = (round(cost(*place, i), 9) for place in walk.path[-2:])
    told = (
        f"Its cost: {short(before)} → {short(after)}. The mean cost "
        f"{'rose' if means[1] > means[0] else 'fell'}."
    )
    if after > before:
        return f"This step was too long for example {i}. {told}"
    if _goes_round(walk):
        told += " It goes round in a circle: 5 steps ago it was here too."
    return f"Down for example {i}. {told}"


def _goes_round(walk):
    """Return whether a pass through the examples has led back to where it began."""
    if walk.steps < len(XS):
        return False
    loop = np.array(walk.path[-1 - len(XS) :])
    longest = np.abs(np.diff(loop, axis=0)).max()
    return np.abs(loop[-1] - loop[0]).max() < 0.02 * longest


def _controls():
    """Return l_r, whether all examples or one make a step, the start of w and b."""
    rate = slider(
        ipywidgets.FloatLogSlider, "l_r", "learning rate", 0.1, "300px",
        base=10, min=-3, max=0.4, step=0.05, readout_format=".3g",
    )  # fmt: skip
    sizes = {"all 5 examples": 0, "one (batch_size = 1)": 1}
    batch = choice("batch", "examples in a step", sizes, 0, "250px")
    number = partial(slider, ipywidgets.FloatSlider, min=-2, step=0.1)
    start_w = number("start w", "start of w", -1, max=3)
    start_b = number("start b", "start of b", 1.5, max=2.5)
    return rate, batch, start_w, start_b


def descent():
    """Return an explorer of gradient descent on two weights (S14)."""
    rate, batch, start_w, start_b = _controls()
    view, walk = DescentView(cost), None

    def show(_=None):
        i = example(walk, batch.value)
        in_w, _ = slopes(*walk.path[-1], i)
        panel.show(view.draw(walk.path, in_w, rate.value, i))
        panel.say(said(walk, rate.value, batch.value))

    def tick():
        """Take a step; return whether another one makes sense."""
        nonlocal walk
        if walk.over:
            return False
        walk = step(walk, rate.value, batch.value)
        show()
        moved = np.abs(np.subtract(*walk.path[-2:])).max()
        return bool(batch.value or moved > 1e-4)

    def reset(_=None):
        nonlocal walk
        panel.pause()
        walk = Walk(((start_w.value, start_b.value),))
        show()

    def rewind():
        if walk.over:
            reset()

    image = ipywidgets.Image(format="png", width="840")
    panel = Panel("gradient descent", image, tick=tick, interval=0.15, rewind=rewind)
    press = button("Step", "take one step", tick)
    begin = button("Reset", "go back to the start", reset)
    panel.arrange([rate, batch], [start_w, start_b], [press, panel.play_button, begin])
    rate.observe(show, "value")
    for control in (start_w, start_b, batch):
        control.observe(reset, "value")
    reset()
    return panel

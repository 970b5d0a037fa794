"""Gradient descent: a ball on the landscape of lesson 01."""

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


def verdict(costs, along, lr):
    """Return in words how the walk goes.

    `costs` are the mean costs so far; `along` tells whether the last two slopes
    point the same way (> 0) or against each other (< 0).
    """
    if not np.isfinite(costs[-1]) or costs[-1] > FAR:
        return "It has diverged: l_r is too large."
    if len(costs) < 2:
        return "Ready: take a step."
    if len(costs) > 3 and costs[-1] > costs[-2] > costs[-3] > costs[-4]:
        return "It diverges: each step leads higher. l_r is too large."
    if costs[-1] > costs[-2]:
        return "Uphill: this step was too long."
    if along < 0:
        return "Overshoot: it stepped across the valley, and still went down."
    if costs[-2] - costs[-1] < 0.01 * costs[-1] and lr < 0.02:
        return "It creeps: l_r is small."
    return "Downhill."


def descent():
    """Return an explorer of gradient descent on two weights (S14)."""
    rate = slider(
        ipywidgets.FloatLogSlider, "l_r", "learning rate", 0.1, "300px",
        base=10, min=-3, max=0.4, step=0.05, readout_format=".3g",
    )  # fmt: skip
    sizes = {"all 5 examples": 0, "one (batch_size = 1)": 1}
    batch = choice("batch", "examples in a step", sizes, 0, "250px")
    start_w = slider(
        ipywidgets.FloatSlider, "start w", "start of w", -1, min=-2, max=3, step=0.1
    )
    start_b = slider(
        ipywidgets.FloatSlider, "start b", "start of b", 1.5, min=-2, max=2.5, step=0.1
    )
    view, path, along = DescentView(cost), [], [1.0]

    def example():
        """Return the example that the next step looks at; None means all."""
        return (len(path) - 1) % len(XS) if batch.value else None

    def step():
        """Take a step; return whether another one makes sense."""
        here = np.array(path[-1])
        if np.abs(here).max() > FAR or len(path) > MOST:
            return False
        downhill = slopes(*here, example())
        there = here - rate.value * downhill
        path.append(tuple(there))
        along.append(float(downhill @ slopes(*there, example())))
        show()
        return bool(batch.value or np.abs(there - here).max() > 1e-4)

    def reset(_=None):
        panel.pause()
        path[:], along[:] = [(start_w.value, start_b.value)], [1.0]
        show()

    def show(_=None):
        w, b = path[-1]
        i = example()
        in_w, in_b = slopes(w, b, i)
        panel.show(view.draw(path, in_w, rate.value, i))
        whose = "" if i is None else f" of example {i}"
        words = verdict([cost(*place) for place in path[-4:]], along[-1], rate.value)
        panel.say(
            f"Step {len(path) - 1}. w = {short(w)}, b = {short(b)}, mean cost = "
            f"{short(cost(w, b))}. The slopes{whose}: {short(in_w)} in w, "
            f"{short(in_b)} in b. {words}"
        )

    def rewind():
        if len(path) > MOST or max(map(abs, path[-1])) > FAR:
            reset()

    image = ipywidgets.Image(format="png", width="840")
    panel = Panel("gradient descent", image, tick=step, interval=0.15, rewind=rewind)
    panel.arrange(
        [rate, batch],
        [start_w, start_b],
        [
            button("Step", "take one step", step),
            panel.play_button,
            button("Reset", "go back to the start", reset),
        ],
    )
    rate.observe(show, "value")
    for control in (start_w, start_b, batch):
        control.observe(reset, "value")
    reset()
    return panel

"""Training: a small network on a plane, its border moving as it learns."""

from typing import NamedTuple

import ipywidgets
import numpy as np

from workshop_lib import activations, backend, network
from workshop_lib import training as core
from workshop_lib.diagrams.number_format import short
from workshop_lib.explorers.panel import Panel, button, choice, slider
from workshop_lib.figures.training_view import TrainingView, grid

N = 200  # points
MOST = 3000  # epochs
UPDATES = 60  # about so many in one step of the explorer
LAYERS = {"none": (), "4": (4,), "8": (8,), "8, 8": (8, 8), "16, 16": (16, 16)}
BATCHES = {"1": 1, "4": 4, "20": 20, "50": 50, f"all {N}": N}


def problem(name, seed=0):
    """Return x (2, n) and y (1, n) of "circles", "spiral" or "xor"; y is 0 or 1."""
    rng = np.random.default_rng(seed)
    y = np.arange(N) % 2
    t = rng.uniform(0, 1, N)
    if name == "circles":
        radius, angle = 0.45 + 0.6 * y, 2 * np.pi * t
    elif name == "spiral":
        radius, angle = 0.15 + 1.1 * t, 1.3 * np.pi * t + np.pi * y
    elif name == "xor":
        x = rng.uniform(0.12, 1.2, (2, N)) * rng.choice([-1, 1], (2, N))
        return x, (x[0] * x[1] > 0).astype(float)[None]
    else:
        raise ValueError(f"problem is {name!r}: choose circles, spiral or xor")
    x = radius * np.stack([np.cos(angle), np.sin(angle)])
    return x + 0.06 * rng.standard_normal((2, N)), y.astype(float)[None]


class Run(NamedTuple):
    """A network in training: its parameters, its examples, the cost of each epoch."""

    w: dict
    b: dict
    act: activations.Activation
    x: object  # (2, n), and like all arrays where `begin` has put it
    y: object  # (1, n)
    points: object  # of the plane, where it is asked for its answer
    rng: np.random.Generator
    costs: tuple = ()


def begin(name, hidden, act, put):
    """Return a Run on that problem, its arrays moved by `put`."""
    x, y = problem(name)
    rng = np.random.default_rng(1)
    w, b = network.init_params((2, *hidden, 1), rng, np.float64)
    w, b = ({L: put(array) for L, array in params.items()} for params in (w, b))
    return Run(w, b, act, put(x), put(y), put(grid()), rng)


def train(run, lr, size):
    """Return the Run after some epochs with batches of that size."""
    w, b, history = core.train(
        run.w, run.b, run.x, run.y, run.act, lr=lr, batch_size=size,
        epochs=max(1, UPDATES * size // N), rng=run.rng, progress=False,
    )  # fmt: skip
    return run._replace(w=w, b=b, costs=(*run.costs, *history["cost"]))


def stuck(run):
    """Return whether the cost has stopped moving."""
    last = run.costs[-3:]
    return len(last) == 3 and max(last) - min(last) < 1e-9


def answers(run, points):
    """Return the network's output, on the host; endless numbers are cut."""
    with np.errstate(over="ignore", invalid="ignore"):
        _, a = network.forward(run.w, run.b, points, run.act)
    return np.nan_to_num(backend.to_cpu(a[max(a)]), posinf=9, neginf=-9)


def said(run):
    """Return the line that says how far the network has come."""
    right = np.mean((answers(run, run.x) > 0.5) == (backend.to_cpu(run.y) > 0.5))
    cost = f"cost {short(run.costs[-1])}, " if run.costs else ""
    return f"Epoch {len(run.costs)}: {cost}{100 * right:.0f} % of the points right."


def _controls():
    """Return problem, hidden neurons, f and, if there is a choice, the place of the
    arrays; l_r and batch size.
    """
    places = {"NumPy": lambda a: a}
    if backend.gpu_available():
        places["CuPy"] = backend.to_gpu
    rate = slider(
        ipywidgets.FloatLogSlider, "l_r", "learning rate", 0.1,
        base=10, min=-3, max=1, step=0.1, readout_format=".3g",
    )  # fmt: skip
    return (
        choice("problem", "problem", ["circles", "spiral", "xor"]),
        choice("hidden neurons", "neurons in each hidden layer", LAYERS, 2),
        choice("f", "activation function", ["tanh", "sigmoid", "relu", "identity"]),
        choice("on", "where the arrays live", places),
    ), (rate, choice("batch size", "batch size", BATCHES, 2))


def training():
    """Return an explorer of a network in training (S7, S14)."""
    anew, pace = _controls()
    (which, hidden, act, device), (rate, batch) = anew, pace
    view, run = TrainingView(), None

    def show(words=""):
        weights = [backend.to_cpu(w_L) for w_L in run.w.values()]
        panel.show(view.draw(answers(run, run.points), run.costs, weights))
        steps = f"l_r = {short(rate.value)}, batches of {batch.value}"
        panel.say(f"{said(run)} {steps}. {words}")

    def tick():
        """Train for some epochs; return whether to go on."""
        nonlocal run
        try:
            run = train(run, rate.value, batch.value)
        except FloatingPointError:
            show("The cost has become infinite: l_r is too large. Reset, and lower it.")
            return False
        end = stuck(run)
        show("It is stuck: no slope is left. Reset, and lower l_r." if end else "")
        return not end and len(run.costs) < MOST

    def reset(_=None):
        nonlocal run
        panel.pause()
        f = activations.ALL[act.value]
        run = begin(which.value, hidden.value, f, device.value)
        view.begin(*problem(which.value), len(run.w))
        show("Ready.")

    image = ipywidgets.Image(format="png", width="920")
    panel = Panel("a network in training", image, tick=tick, interval=0.1)
    first = anew if len(device.options) > 1 else anew[:-1]
    step = button("Step", "train for a few epochs", tick)
    again = button("Reset", "begin anew with other weights", reset)
    panel.arrange(first, pace, [step, panel.play_button, again])
    for control in pace:
        control.observe(lambda _: show(), "value")
    for control in anew:
        control.observe(reset, "value")
    reset()
    return panel

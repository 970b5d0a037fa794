"""Training: a small network on a plane, its border moving as it learns."""

import ipywidgets
import numpy as np

from workshop_lib import activations, backend, network
from workshop_lib import training as core
from workshop_lib.diagrams.number_format import short
from workshop_lib.explorers.panel import Panel, button, choice, slider
from workshop_lib.figures.training_view import TrainingView, grid

N = 200  # points
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


def training():
    """Return an explorer of a network in training (S7, S14)."""
    which = choice("problem", "problem", ["circles", "spiral", "xor"])
    hidden = choice("hidden layers", "neurons in the hidden layers", LAYERS, 2)
    act = choice("f", "activation function", ["tanh", "sigmoid", "relu", "identity"])
    rate = slider(
        ipywidgets.FloatLogSlider, "l_r", "learning rate", 0.1,
        base=10, min=-3, max=1, step=0.1, readout_format=".3g",
    )  # fmt: skip
    batch = choice("batch size", "batch size", BATCHES, 2)
    places = {"NumPy": lambda a: a}
    if backend.gpu_available():
        places["CuPy"] = backend.to_gpu
    device = choice("on", "where the arrays live", places)
    view, now = TrainingView(), {}  # now: w, b, x, y, ...: what a reset makes anew

    def reset(_=None):
        panel.pause()
        x, y = problem(which.value)
        rng = np.random.default_rng(1)
        w, b = network.init_params((2, *hidden.value, 1), rng, np.float64)
        put = device.value
        view.begin(x, y, len(w))
        now.update(
            w={L: put(w[L]) for L in w}, b={L: put(b[L]) for L in b},
            x=put(x), y=put(y), points=put(grid()), rng=rng, costs=[],
        )  # fmt: skip
        show("Ready.")

    def step():
        """Train for some epochs; return whether to go on."""
        size = batch.value
        try:
            now["w"], now["b"], history = core.train(
                now["w"], now["b"], now["x"], now["y"], activations.ALL[act.value],
                lr=rate.value, epochs=max(1, UPDATES * size // N), batch_size=size,
                rng=now["rng"], progress=False,
            )  # fmt: skip
        except FloatingPointError:
            show("The cost has become infinite: l_r is too large. Reset, and lower it.")
            return False
        now["costs"] += history["cost"]
        last = now["costs"][-3:]
        stuck = len(last) == 3 and max(last) - min(last) < 1e-9
        show("It is stuck: no slope is left. Reset, and lower l_r." if stuck else "")
        return not stuck and len(now["costs"]) < 3000

    def answers(points):
        """Return the network's output, on the host; endless numbers are cut."""
        with np.errstate(over="ignore", invalid="ignore"):
            _, a = network.forward(
                now["w"], now["b"], points, activations.ALL[act.value]
            )
        return np.nan_to_num(backend.to_cpu(a[max(a)]), posinf=9, neginf=-9)

    def show(words=""):
        y, costs = backend.to_cpu(now["y"]), now["costs"]
        right = np.mean((answers(now["x"]) > 0.5) == (y > 0.5))
        weights = [backend.to_cpu(w_L) for w_L in now["w"].values()]
        panel.show(view.draw(answers(now["points"]), costs, weights))
        cost = f"cost {short(costs[-1])}, " if costs else ""
        right = f"{100 * right:.0f} % of the points right"
        pace = f"l_r = {short(rate.value)}, batches of {batch.value}"
        panel.say(f"Epoch {len(costs)}: {cost}{right}. {pace}. {words}")

    image = ipywidgets.Image(format="png", width="920")
    panel = Panel("a network in training", image, tick=step, interval=0.1)
    panel.arrange(
        [which, hidden, act, device] if len(places) > 1 else [which, hidden, act],
        [rate, batch],
        [
            button("Step", "train for a few epochs", step),
            panel.play_button,
            button("Reset", "begin anew with other weights", reset),
        ],
    )
    for control in (rate, batch):
        control.observe(lambda _: show(), "value")
    for control in (which, hidden, act, device):
        control.observe(reset, "value")
    reset()
    return panel

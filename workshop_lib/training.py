"""Training: mini-batches, epochs, and what happened on the way.

Runs where the arrays are, on NumPy and on CuPy.
"""

import math

import numpy as np
from tqdm.auto import tqdm

from workshop_lib import network
from workshop_lib.backend import put_beside, xp_of


def accuracy(a_L, y):
    """Return the fraction of examples whose largest output is y's largest."""
    xp = xp_of(a_L, y)
    hits = xp.argmax(a_L, axis=0) == xp.argmax(y, axis=0)
    return int(xp.count_nonzero(hits)) / y.shape[1]


def batches(x, y, batch_size, rng):
    """Yield x and y in mini-batches of columns, in an order drawn from `rng`.

    Every column comes once; the last batch is smaller if batch_size does not
    divide n.
    """
    xp, n = xp_of(x, y), x.shape[1]
    order = put_beside(rng.permutation(n), x)
    # Shuffle once, then slice: a slice is a view, a list of columns is a copy.
    x, y = xp.take(x, order, axis=1), xp.take(y, order, axis=1)
    for start in range(0, n, batch_size):
        stop = min(start + batch_size, n)
        yield x[:, start:stop], y[:, start:stop]


def _check(w, x, y, lr, epochs, batch_size):
    if x.ndim != 2 or y.ndim != 2 or x.shape[1] != y.shape[1]:
        raise ValueError(
            f"x has shape {x.shape} and y {y.shape}: both need one column per example"
        )
    n, dtype = x.shape[1], w[1].dtype
    for name, data in (("x", x), ("y", y)):
        if data.dtype != dtype:
            raise TypeError(
                f"{name} is {data.dtype} but the weights are {dtype}: convert the "
                f"data once, before training, with {name}.astype(...)"
            )
        if not bool(xp_of(data).all(xp_of(data).isfinite(data))):
            raise ValueError(f"{name} contains NaN or inf: find and remove it first")
    if not 1 <= batch_size <= n:
        raise ValueError(
            f"batch_size is {batch_size} but there are {n} examples: choose 1 to {n}"
        )
    if not 0 <= lr < math.inf:
        raise ValueError(f"lr is {lr}: choose a number that is 0 or more (S14)")
    if epochs < 0:
        raise ValueError(f"epochs is {epochs}: choose 0 or more")


def _record(history, costs, sizes, lr):
    """Move an epoch's costs into the history: the one time they leave the GPU."""
    before = len(history["batch_cost"])
    costs = [float(c) for c in costs]
    for i, c in enumerate(costs):
        if not math.isfinite(c):
            raise FloatingPointError(
                f"the cost became {c} at step {before + i + 1} with lr = {lr:g}: "
                f"try a smaller learning rate, lr = {lr / 10:g} say"
            )
    history["batch_cost"] += costs
    if costs:
        history["cost"].append(float(np.average(costs, weights=sizes)))


def _keep(history, watched):
    """Add what `watch` returned to the history."""
    for name in ("cost", "batch_cost"):
        if name in watched:
            raise ValueError(
                f'watch returns "{name}", a name that the history uses for the '
                f'training: call it "validation {name.replace("_", " ")}", say'
            )
    for name, value in watched.items():
        history.setdefault(name, []).append(value)


def train(w, b, x, y, act, *, lr, epochs, batch_size, rng, progress=True, watch=None):
    """Return w and b after gradient descent in mini-batches, and the history.

    Each epoch goes once through all columns of `x` and `y`, as `batches` deals
    them. `epochs=0` changes nothing. `progress=False` hides the bar.

    `history["cost"]` holds one number per epoch, the mean over its examples, and
    `history["batch_cost"]` one per step, each measured *before* its update.
    `watch(w, b)`, called after each epoch, returns a dict of more numbers to keep,
    under names of their own.

    Interrupt it (the stop button, Ctrl-C) and you get what was learnt so far.
    FloatingPointError if the cost became NaN or inf, at the end of that epoch.
    """
    _check(w, x, y, lr, epochs, batch_size)
    last, lr, history = max(w), float(lr), {"cost": [], "batch_cost": []}
    costs, sizes = [], []
    steps = epochs * math.ceil(x.shape[1] / batch_size)
    # Overflow is reported by _record, with the step and the remedy.
    with (
        tqdm(total=steps, disable=not progress, unit="step") as bar,
        np.errstate(over="ignore", invalid="ignore"),
    ):
        try:
            for _ in range(epochs):
                for x_i, y_i in batches(x, y, batch_size, rng):
                    z, a = network.forward(w, b, x_i, act)
                    costs.append(network.cost(a[last], y_i))
                    sizes.append(x_i.shape[1])
                    dw, db = network.backward(w, z, a, y_i, act)
                    w, b = network.step(w, dw, lr), network.step(b, db, lr)
                    bar.update()
                _record(history, costs, sizes, lr)
                costs, sizes = [], []  # kept: an interrupt in `watch` finds nothing new
                if watch:
                    _keep(history, watch(w, b))
                bar.set_postfix(cost=f"{history['cost'][-1]:.4f}")
        except KeyboardInterrupt:
            bar.write("interrupted: w and b hold what was learnt so far")
            _record(history, costs, sizes, lr)
    return w, b, history

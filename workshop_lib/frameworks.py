"""The same training step by us, in PyTorch and in JAX, to stand side by side.

Each is a `Runner`. PyTorch and JAX are imported when they are asked for.
"""

import importlib.util
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from workshop_lib import network
from workshop_lib.backend import to_cpu


class Runner(NamedTuple):
    """`step()` moves the weights, `read()` returns w and b as NumPy arrays,
    `reset()` goes back to the first ones, `wait()` returns when the steps that were
    asked for are done.
    """

    step: Callable
    read: Callable
    reset: Callable
    wait: Callable = lambda: None


def repeating(descend, first, read, wait=lambda weights: None):
    """Return the `Runner` that starts from `first` and goes on with `descend(weights)`;
    `read(weights)` and `wait(weights)` do their part with what it has come to.
    """
    now = first

    def step():
        nonlocal now
        now = descend(now)

    def reset():
        nonlocal now
        now = first

    return Runner(step, lambda: read(now), reset, lambda: wait(now))


def our_step(w, b, x, y, act, lr):
    """Return the `Runner` of one step of gradient descent (S14), by `network`.

    It works where the arrays live.
    """

    def descend(weights):
        w, b = weights
        z, a = network.forward(w, b, x, act)
        dw, db = network.backward(w, z, a, y, act)
        return network.step(w, dw, lr), network.step(b, db, lr)

    return repeating(descend, (w, b), lambda weights: tuple(map(to_cpu, weights)))


def torch_available():
    """Return whether PyTorch is installed."""
    return importlib.util.find_spec("torch") is not None


def torch_step(w, b, x, y, act, lr, compiled=None):
    """Return the `Runner` of one step of gradient descent (S14), in PyTorch.

    It is what one would write there: its own layers, autograd and optimizer, and
    our Cost. `compiled` is a mode of torch.compile, "default" or "max-autotune".
    Takes NumPy arrays in our layout; works on the GPU where PyTorch finds one.
    """
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    linear = {L: torch.nn.Linear(*w[L].shape[::-1], device=device) for L in sorted(w)}
    curve = getattr(torch.nn, TORCH_NAMES[act.name])()
    layers = [part for L in linear for part in (linear[L], curve)]
    model = torch.nn.Sequential(*layers)
    # PyTorch keeps one example per row.
    rows_x, rows_y = (torch.as_tensor(v.T.copy(), device=device) for v in (x, y))
    descent = torch.optim.SGD(model.parameters(), lr=lr)

    def cost():
        return ((model(rows_x) - rows_y) ** 2).sum() / len(rows_y)

    if compiled:
        cost = torch.compile(cost, mode=compiled)

    def step():
        descent.zero_grad(set_to_none=True)
        cost().backward()
        descent.step()

    def read():
        return (
            {L: linear[L].weight.detach().cpu().numpy().copy() for L in linear},
            {L: linear[L].bias.detach().cpu().numpy()[:, None].copy() for L in linear},
        )

    @torch.no_grad()
    def reset():
        for L in linear:
            linear[L].weight.copy_(torch.as_tensor(w[L]))
            linear[L].bias.copy_(torch.as_tensor(b[L][:, 0]))

    reset()
    return Runner(step, read, reset)


TORCH_NAMES = {
    "sigmoid": "Sigmoid",
    "tanh": "Tanh",
    "relu": "ReLU",
    "identity": "Identity",
}


def torch_captured(runner):
    """Return `runner` with its step captured as a torch.cuda.CUDAGraph."""
    import torch

    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):  # PyTorch asks for warm-up steps beside the graph
        for _ in range(3):
            runner.step()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        runner.step()
    runner.reset()
    return runner._replace(step=graph.replay)


def jax_step(w, b, x, y, act, lr):
    """Return the `Runner` of one step of gradient descent (S14), in JAX.

    The whole step is compiled as one function. Takes NumPy arrays in our layout;
    works where JAX does by default.
    """
    import jax
    import jax.numpy as jnp

    curves = {"tanh": jnp.tanh, "identity": lambda z: z}
    curve = curves.get(act.name) or getattr(jax.nn, act.name)
    # As its users write it: one example per row.
    x, y = jnp.array(x.T), jnp.array(y.T)
    first = [(jnp.array(w[L]), jnp.array(b[L][:, 0])) for L in sorted(w)]

    def cost(params):
        a = x
        for weight, bias in params:
            a = curve(a @ weight.T + bias)
        return ((a - y) ** 2).sum(1).mean()

    @jax.jit
    def descend(params):
        slopes = jax.grad(cost)(params)
        return jax.tree.map(lambda p, slope: p - lr * slope, params, slopes)

    def read(params):
        layers = list(enumerate(params, 1))
        return (
            {L: np.asarray(weight) for L, (weight, _) in layers},
            {L: np.asarray(bias)[:, None] for L, (_, bias) in layers},
        )

    # JAX queues from a thread of its own: waiting for the card is not enough.
    return repeating(descend, first, read, jax.block_until_ready)

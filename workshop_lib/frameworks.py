"""The same training step in PyTorch, to stand beside ours. Imports it when asked."""

import importlib.util
from collections.abc import Callable
from typing import NamedTuple


class Runner(NamedTuple):
    """`step()` moves the weights, `read()` returns w and b as NumPy arrays,
    `reset()` goes back to the first ones.
    """

    step: Callable
    read: Callable
    reset: Callable


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
    return Runner(graph.replay, runner.read, runner.reset)

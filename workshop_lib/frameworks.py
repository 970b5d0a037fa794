"""The same training step in PyTorch, to stand beside ours. Imports it when asked."""

import importlib.util


def torch_available():
    """Return whether PyTorch is installed."""
    return importlib.util.find_spec("torch") is not None


def torch_step(w, b, x, y, act, lr, compiled=None):
    """Return (step, read): one step of gradient descent, and w, b as NumPy arrays.

    `step()` is what one would write in PyTorch, with its own layers, autograd and
    optimizer; `compiled` is a mode of torch.compile, "default" or "max-autotune".
    Takes NumPy arrays in our layout and works on the GPU where PyTorch has one.
    The step is S14 with the gradient of our Cost, summed over the outputs.
    """
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    layers = []
    for L in sorted(w):
        rows, columns = w[L].shape
        linear = torch.nn.Linear(columns, rows, device=device)
        with torch.no_grad():
            linear.weight.copy_(torch.as_tensor(w[L]))
            linear.bias.copy_(torch.as_tensor(b[L][:, 0]))
        layers += [linear, _activation(torch, act.name)]
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
        linear = dict(enumerate(layers[::2], 1))
        return (
            {L: linear[L].weight.detach().cpu().numpy() for L in linear},
            {L: linear[L].bias.detach().cpu().numpy()[:, None] for L in linear},
        )

    return step, read


def _activation(torch, name):
    found = {
        "sigmoid": "Sigmoid",
        "tanh": "Tanh",
        "relu": "ReLU",
        "identity": "Identity",
    }
    return getattr(torch.nn, found[name])()


def torch_captured(step):
    """Return `step` of `torch_step`, captured as a torch.cuda.CUDAGraph.

    Capturing needs warm-up steps on a side stream: w and b move on by three.
    """
    import torch

    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            step()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step()

    def replay(_keeps_the_model_alive=step):
        graph.replay()

    return replay

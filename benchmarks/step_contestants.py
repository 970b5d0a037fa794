"""The contestants of step.py: each takes one training step, on one thread.

A contestant is a function of w, b, x, y that returns a `frameworks.Runner`; the bare
products have no weights, so their `read` is None. Each step has ended when `step()`
returns. Import this before NumPy: it asks every library for one thread.
"""

import os
import sys
from pathlib import Path

THREADS = {"OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"}
os.environ.update(dict.fromkeys(THREADS, "1"))
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
if hasattr(os, "sched_setaffinity"):  # Linux: equal threads, whatever they ask for
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

import numpy as np  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from workshop_lib import frameworks, gpu  # noqa: E402
from workshop_lib.activations import sigmoid  # noqa: E402

LR = 0.5
OURS, FUSED, BARE = "this workshop", "ours, fused", "bare products"
EAGER = "PyTorch eager"


def workshop(w, b, x, y):
    """Return the runner of the step that the lessons write."""
    return frameworks.our_step(w, b, x, y, sigmoid, LR)


def fused(w, b, x, y):
    """Return the runner of `gpu.fused_step` on the processor."""
    first = {L: w[L].copy() for L in w}, {L: b[L].copy() for L in b}
    w, b = ({L: p[L].copy() for L in p} for p in (w, b))

    def reset():
        for now, before in zip((w, b), first):
            for L in now:
                now[L][...] = before[L]

    return frameworks.Runner(
        gpu.fused_step(w, b, x, y, sigmoid, LR), lambda: (w, b), reset
    )


def bare_products(w, b, x, y):
    """Return what computes the matrix products of a step, and nothing else."""
    last = max(w)
    a = {0: x} | {L: np.ones((len(w[L]), x.shape[1]), np.float32) for L in w}
    sides = {L: (a[L], a[L - 1].T) for L in w}

    def products():
        for L in range(1, last + 1):
            w[L] @ a[L - 1]
        for L in range(last, 0, -1):
            np.dot(*sides[L])
            if L > 1:
                w[L].T @ a[L]

    return frameworks.Runner(products, read=None, reset=None)


def pytorch(compiled):
    """Return a contestant: PyTorch as its users write it, examples in rows.

    It is leaner than `frameworks.torch_step`, without modules and optimizer: the
    strongest opponent that we know on a processor.
    """

    def make(w, b, x, y):
        import torch

        torch.set_num_threads(1)
        x, y = (torch.from_numpy(np.ascontiguousarray(v.T)) for v in (x, y))
        layers = [
            (torch.from_numpy(w[L].copy()), torch.from_numpy(b[L][:, 0].copy()))
            for L in w
        ]
        params = [p.requires_grad_() for layer in layers for p in layer]

        def loss(x, y):
            for weight, bias in layers:
                x = torch.sigmoid(torch.nn.functional.linear(x, weight, bias))
            return ((x - y) ** 2).sum(1).mean()

        if compiled:
            loss = torch.compile(loss)

        def step():
            grads = torch.autograd.grad(loss(x, y), params)
            with torch.no_grad():
                for p, g in zip(params, grads, strict=True):
                    p.sub_(g, alpha=LR)

        def read():
            return (
                {L: weight.detach().numpy() for L, (weight, _) in enumerate(layers, 1)},
                {L: b.detach().numpy()[:, None] for L, (_, b) in enumerate(layers, 1)},
            )

        @torch.no_grad()
        def reset():
            for L, (weight, bias) in enumerate(layers, 1):
                weight.copy_(torch.from_numpy(w[L]))
                bias.copy_(torch.from_numpy(b[L][:, 0]))

        return frameworks.Runner(step, read, reset)

    return make


def jax_jit(w, b, x, y):
    """Return a contestant: JAX, the whole step compiled."""
    import jax

    jax.config.update("jax_platforms", "cpu")
    runner = frameworks.jax_step(w, b, x, y, sigmoid, LR)

    def step():
        runner.step()
        runner.wait()

    return runner._replace(step=step)


CONTESTANTS = {
    OURS: workshop,
    FUSED: fused,
    BARE: bare_products,
    EAGER: pytorch(compiled=False),
    "torch.compile": pytorch(compiled=True),
    "JAX jit": jax_jit,
}

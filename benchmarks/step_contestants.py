"""The contestants of step.py: each takes one training step, on one thread.

A contestant is a function of w, b, x, y. It returns a function that takes a step,
and one that returns the weights as a dict of arrays (None: there are no weights).
Import this before NumPy: it asks every library for one thread.
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
from workshop_lib import network  # noqa: E402
from workshop_lib.activations import sigmoid  # noqa: E402

LR = 0.5
OURS, BARE, EAGER = "this workshop", "bare products", "PyTorch eager"


def workshop(w, b, x, y):
    """Return a function that takes one step, and one that returns w."""
    state = {"w": w, "b": b}

    def step():
        w, b = state["w"], state["b"]
        z, a = network.forward(w, b, x, sigmoid)
        dw, db = network.backward(w, z, a, y, sigmoid)
        state.update(w=network.step(w, dw, LR), b=network.step(b, db, LR))

    return step, lambda: state["w"]


def bare_products(w, b, x, y):
    """Return a function that computes the matrix products of a step, nothing else."""
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

    return products, None


def pytorch(compiled):
    """Return a contestant: PyTorch as its users write it, examples in rows."""

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

        return step, lambda: {L: p[0].detach().numpy() for L, p in enumerate(layers, 1)}

    return make


def jax_jit(w, b, x, y):
    """Return a contestant: JAX, the whole step compiled."""
    import jax

    jax.config.update("jax_platforms", "cpu")
    jnp = jax.numpy
    state = {"p": [(jnp.array(w[L]), jnp.array(b[L][:, 0])) for L in w]}
    x, y = jnp.array(x.T), jnp.array(y.T)

    def loss(params, x, y):
        for weight, bias in params:
            x = jax.nn.sigmoid(x @ weight.T + bias)
        return ((x - y) ** 2).sum(1).mean()

    @jax.jit
    def update(params, x, y):
        grads = jax.grad(loss)(params, x, y)
        return jax.tree.map(lambda p, g: p - LR * g, params, grads)

    def step():
        state["p"] = jax.block_until_ready(update(state["p"], x, y))

    return step, lambda: {L: np.asarray(p[0]) for L, p in enumerate(state["p"], 1)}


CONTESTANTS = {
    OURS: workshop,
    BARE: bare_products,
    EAGER: pytorch(compiled=False),
    "torch.compile": pytorch(compiled=True),
    "JAX jit": jax_jit,
}

"""Chains and networks to try things on, drawn at random, and an oracle for them."""

import autograd.numpy as anp
import numpy as np

from workshop_lib import chain, network

# The activations once more, for autograd, without any line of ours.
ORACLE = {
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": anp.tanh,
    "relu": lambda z: anp.where(z > 0, z, 0.0),
    "identity": lambda z: z,
}


def draw_network(sizes, n, seed=0, dtype=np.float64):
    """Return w, b, x, y of a network and n examples; nothing in them is zero."""
    rng = np.random.default_rng(seed)
    w, b = network.init_params(sizes, rng, dtype)
    b = {L: rng.standard_normal(b[L].shape).astype(dtype) for L in b}
    x, y = (rng.standard_normal((s, n)).astype(dtype) for s in (sizes[0], sizes[-1]))
    return w, b, x, y


def draw_chain(rng, layers, n, act):
    """Return w, b, xs, ys as plain numbers; no z is near relu's kink."""
    while True:
        w, b = (
            {
                L: float(rng.uniform(0.5, 1.5) * rng.choice((-1, 1)))
                for L in range(1, layers + 1)
            }
            for _ in range(2)
        )
        xs, ys = rng.uniform(-2, 2, n).tolist(), rng.uniform(-2, 2, n).tolist()
        zs = [z for x in xs for z in chain.forward(w, b, x, act)[0].values()]
        if act.name != "relu" or min(map(abs, zs)) > 0.02:
            return w, b, xs, ys

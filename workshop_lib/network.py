"""A network: layers of many neurons, arrays (slides, part 2).

Everything is a dict keyed by the layer number, so `w[L][j, k]` is the slide's
w_jk^(L), from neuron k of layer L-1 to neuron j of layer L. Layers count from 1
to L; `a[0]` is the input. Every array has **one column per example**:

    w[L] (n_L, n_{L-1})    b[L] (n_L, 1)    z[L], a[L], y (n_L, n)

`dX` is dCost/dX and has X's shape; Cost is the mean of Cost_i over the columns.
`act` is a pair from `activations`. The same text runs on NumPy and on CuPy.
"""

import numpy as np

from workshop_lib.backend import dot, xp_of


def init_params(sizes, rng, dtype=np.float32):
    """Return w and b of a new network, random weights and zero biases.

    `sizes` counts the neurons of each layer, input first: (64, 32, 10). `rng` is
    a NumPy generator, `dtype` float32 or float64. A weight is drawn with variance
    1/n_{L-1}, so that z has about the size of a in every layer. ValueError for
    impossible sizes, TypeError for another dtype.
    """
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(
            f"sizes is {tuple(sizes)}: give at least an input and an output layer, "
            "each with one neuron or more, such as (64, 32, 10)"
        )
    if dtype not in (np.float32, np.float64):
        raise TypeError(f"dtype is {dtype}: weights must be float32 or float64")
    w, b = {}, {}
    for L in range(1, len(sizes)):
        shape = (sizes[L], sizes[L - 1])
        # Drawn in float64 for either dtype: one seed, one network.
        w[L] = (rng.standard_normal(shape) / sizes[L - 1] ** 0.5).astype(dtype)
        b[L] = np.zeros((sizes[L], 1), dtype)
    return w, b


def forward(w, b, x, act):
    """Return z and a of every layer, for the examples in x's columns (S11).

    `x` has shape (n_0, n). ValueError if x has no columns.
    """
    if x.ndim != 2:
        raise ValueError(
            f"x has shape {x.shape}: one column per example is needed; "
            "x[:, None] makes a single example a column"
        )
    z, a = {}, {0: x}
    for L in sorted(w):
        z[L] = w[L] @ a[L - 1] + b[L]
        a[L] = act.f(z[L])
    return z, a


def _error(a_L, y):
    """Return a^(L) - y. ValueError for two shapes, which would broadcast."""
    if a_L.shape != y.shape:
        raise ValueError(
            f"y has shape {y.shape} but the output a has shape {a_L.shape}: y needs "
            "one row per output neuron and one column per example"
        )
    return a_L - y


def cost(a_L, y):
    """Return Cost: squared errors summed over outputs (S1), mean over examples.

    A 0-d array, where a_L lives and of its precision; `float` makes it a number.
    """
    return xp_of(a_L, y).sum(_error(a_L, y) ** 2) / y.shape[1]


def backward(w, z, a, y, act):
    """Return dw and db of every layer: the gradient of Cost.

    `z` and `a` are what `forward` returned, `y` the targets. The gradient of the
    input is not computed: nobody can change the input.
    """
    xp = xp_of(y)
    last, n = max(w), a[0].shape[1]
    dw, db = {}, {}
    da = (2 / n) * _error(a[last], y)  # S5; 1/n here, where the array is small (S7)
    for L in range(last, 0, -1):
        dz = da * act.f_prime(z[L], a[L])
        dw[L] = dot(dz, a[L - 1].T)  # S12, summed over the examples
        db[L] = xp.sum(dz, axis=1, keepdims=True)
        if L > 1:
            da = w[L].T @ dz  # S13: now of layer L-1, ready for the next round
    return dw, db


def step(params, grads, lr):
    """Return the updated parameters, w+ = w - lr dw (S14).

    `params` is w or b, `grads` dw or db; `lr` a plain number. A negative lr climbs.
    """
    return {L: params[L] - lr * grads[L] for L in params}

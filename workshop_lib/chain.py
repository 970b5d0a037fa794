"""A chain: one neuron per layer, plain Python numbers (slides, part 1).

Everything is a dict keyed by the layer number, so `w[L]` is the slide's
w^(L). Layers count from 1 to L; `a[0]` is the input. `dX` is dCost_i/dX.
`act` is a pair from `activations`.
"""


def forward(w, b, x, act):
    """Return z and a of every layer, for one input x (S3)."""
    z, a = {}, {0: x}
    for L in sorted(w):
        z[L] = w[L] * a[L - 1] + b[L]
        a[L] = act.f(z[L])
    return z, a


def cost(a_L, y):
    """Return Cost_i, the squared error of one example (S2)."""
    return (a_L - y) ** 2


def backward(w, z, a, y, act):
    """Return dw and db of every layer, for one example (S6, S8 to S10).

    `z` and `a` are what `forward` returned for that example, `y` its target.
    """
    dw, db = {}, {}
    da = 2 * (a[max(w)] - y)
    for L in sorted(w, reverse=True):
        dz = da * act.f_prime(z[L], a[L])
        dw[L] = dz * a[L - 1]  # S6
        db[L] = dz  # S8
        da = dz * w[L]  # S9: now of layer L-1, ready for the next round (S10)
    return dw, db


def mean_gradient(w, b, xs, ys, act):
    """Return dw and db of the mean Cost over n examples (S7).

    `xs` and `ys` are sequences of n numbers.
    """
    n = len(xs)
    dw, db = {L: 0.0 for L in w}, {L: 0.0 for L in w}
    for x, y in zip(xs, ys, strict=True):
        z, a = forward(w, b, x, act)
        dw_i, db_i = backward(w, z, a, y, act)
        for L in w:
            dw[L] += dw_i[L] / n
            db[L] += db_i[L] / n
    return dw, db


def step(params, grads, lr):
    """Return the updated parameters, w+ = w - lr dw (S14)."""
    return {L: params[L] - lr * grads[L] for L in params}

"""What the exercises on arrays share: networks to probe with."""

from workshop_lib.exercises.base import PAIRS, f, signed

SIZES = ((3, 4, 2), 5), ((4, 4, 4), 7)  # the layers, and how many examples


def layer(rng, n_out, n_in, n):
    """Return w, b, a_prev of one layer and n examples. Its neurons are not flat."""
    return 0.5 * signed(rng, n_out, n_in), signed(rng, n_out, 1), signed(rng, n_in, n)


def forward(w, b, x, f):
    """Return z and a of every layer of a network."""
    z, a = {}, {0: x}
    for L in sorted(w):
        z[L] = w[L] @ a[L - 1] + b[L]
        a[L] = f(z[L])
    return z, a


def network(rng, sizes, n, f=f):
    """Return w, b, x, y of a network and n examples, none of them answered right."""
    w, b = {}, {}
    for L in range(1, len(sizes)):
        w[L], b[L], _ = layer(rng, sizes[L], sizes[L - 1], 1)
    x = signed(rng, sizes[0], n)
    _, a = forward(w, b, x, f)
    return w, b, x, a[len(sizes) - 1] + signed(rng, sizes[-1], n)


def networks(rng):
    """Return w, b, x, y of 3-4-2 with 5 examples and of 4-4-4 with 7. The f of the
    second is tanh.
    """
    return [network(rng, *size, f) for size, (f, _) in zip(SIZES, PAIRS)]

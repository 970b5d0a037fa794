"""Exercises of lesson 09: what limits a step, and two ways to get nearer."""

import numpy as np

from workshop_lib.exercises.base import Exercise, Mistake, signed

# 9.1 -------------------------------------------------------------------------


def step_flops(sizes, n):
    """Return the operations in the matrix products of one step."""
    flops = 0
    for L in range(1, len(sizes)):
        product = 2 * sizes[L] * sizes[L - 1] * n
        flops += product  # z = w a, S11
        flops += product  # dw = dz a.T, S12
        if L > 1:
            flops += product  # da = w.T dz, S13
    return flops


def _products(sizes, n):
    return [2 * p * q * n for p, q in zip(sizes[:-1], sizes[1:], strict=True)]


def _probes_flops(rng):
    def draw(layers):
        sizes = tuple(int(s) for s in rng.permutation(range(3, 30))[:layers])
        return sizes, int(rng.integers(31, 60))

    return [draw(4), draw(3), draw(5)]


_flops = Exercise(
    number="9.1",
    title="Count the operations of a step",
    reference=step_flops,
    probes=_probes_flops,
    mistakes=(
        Mistake(
            "a multiplication and its addition count as one",
            lambda sizes, n: step_flops(sizes, n) // 2,
            "A term of a sum is one multiplication and one addition: two operations.",
        ),
        Mistake(
            "the gradient of the input is counted too",
            lambda sizes, n: 3 * sum(_products(sizes, n)),
            "Nobody can change the input, so the step never computes da for it. Which "
            "product falls away?",
        ),
        Mistake(
            "only the forward pass is counted",
            lambda sizes, n: sum(_products(sizes, n)),
            "A step also goes backward, with products for dw and for da.",
        ),
        Mistake(
            "the products for da are left out",
            lambda sizes, n: 2 * sum(_products(sizes, n)),
            "To reach an earlier layer the step needs da = w.T dz: one more product, "
            "in every layer but the first.",
        ),
        Mistake(
            "the products for dw are left out",
            lambda sizes, n: step_flops(sizes, n) - sum(_products(sizes, n)),
            "dw = dz a.T is a product as large as the forward one.",
        ),
        Mistake(
            "only one example is counted",
            lambda sizes, n: step_flops(sizes, 1),
            "All products have n columns, or sum over n columns.",
        ),
        Mistake(
            "da falls away in the last layer instead of the first",
            lambda sizes, n: 3 * sum(_products(sizes, n)) - _products(sizes, n)[-1],
            "Layer 1 needs no da of what comes before it, the input. The last layer "
            "does.",
        ),
    ),
    hints=(
        "One layer: z = w a is a product of (n_L, n_{L-1}) with (n_{L-1}, n). Each of "
        "its n_L * n numbers is a sum of n_{L-1} terms.",
        "So a product is 2 * sizes[L] * sizes[L - 1] * n operations. How many such "
        "products has a layer, forward and backward?",
        "Three in every layer (z, dw, da), but only two in layer 1: no da there.",
    ),
    returns={"operations": "number"},
    equation="S11 to S13",
)

# 9.2 -------------------------------------------------------------------------


def step_floor(launches, launch_time, flops, rate, moved, bandwidth):
    """Return the least time of a step, in seconds: the longest of three."""
    return max(launches * launch_time, flops / rate, moved / bandwidth)


def _three(launches, launch_time, flops, rate, moved, bandwidth):
    return launches * launch_time, flops / rate, moved / bandwidth


def _probes_floor(rng):
    def draw(longest):
        times = rng.uniform(1.0, 2.0, 3)
        times[longest] *= 3.0  # each of the three is the longest once
        launches, rate, bandwidth = (
            int(rng.integers(20, 50)),
            float(rng.uniform(5, 9)),
            float(rng.uniform(2, 4)),
        )
        launching, computing, moving = (float(t) for t in times)
        if longest == 0:  # one launch alone is longer than the rest
            launching *= launches
        return (
            launches,
            launching / launches,
            computing * rate,
            rate,
            moving * bandwidth,
            bandwidth,
        )

    return [draw(0), draw(1), draw(2)]


_floor = Exercise(
    number="9.2",
    title="The floor of a step",
    reference=step_floor,
    probes=_probes_floor,
    mistakes=(
        Mistake(
            "the three times are added up",
            lambda *given: sum(_three(*given)),
            "Launching, computing and moving go on at the same time. Who is last?",
        ),
        Mistake(
            "the shortest of the three",
            lambda *given: min(_three(*given)),
            "The step is over when the slowest of the three is done.",
        ),
        Mistake(
            "launches are left out",
            lambda *given: max(_three(*given)[1:]),
            "That is the floor of the card. But somebody has to launch the kernels.",
        ),
        Mistake(
            "only one launch is counted",
            lambda launches, launch_time, *rest: step_floor(1, launch_time, *rest),
            "launch_time is the time of one launch. There are more of them.",
        ),
        Mistake(
            "the bytes are left out",
            lambda *given: max(_three(*given)[:2]),
            "Numbers that are not in the processor must come from memory first.",
        ),
        Mistake(
            "the operations are left out",
            lambda *given: max(_three(*given)[::2]),
            "And the arithmetic itself? It takes flops / rate seconds.",
        ),
        Mistake(
            "rate and bandwidth are swapped",
            lambda launches, launch_time, flops, rate, moved, bandwidth: step_floor(
                launches, launch_time, flops, bandwidth, moved, rate
            ),
            "rate is in operations per second, bandwidth in bytes per second. Which of "
            "your amounts has which unit?",
        ),
        Mistake(
            "the middle one of the three",
            lambda *given: sorted(_three(*given))[1],
            "Two of the three are done; the slowest is not.",
        ),
    ),
    hints=(
        "Three times in seconds: all the launches, all the operations, all the bytes.",
        "launches * launch_time, flops / rate, moved / bandwidth.",
        "They go on at the same time, so the step takes as long as the longest: "
        "max(...).",
    ),
    returns={"seconds": "number"},
    equation="the task",
)

# 9.3 -------------------------------------------------------------------------


def output_dz(a, y, n):
    """Return dz of the last layer, sigmoid, for the mean Cost over n examples."""
    return 2 / n * (a - y) * a * (1 - a)


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _probes_dz(rng):
    return [
        (_sigmoid(signed(rng, n_L, n)), signed(rng, n_L, n), n)
        for n_L, n in ((3, 5), (4, 7))
    ]


_dz = Exercise(
    number="9.3",
    title="A formula for one kernel",
    reference=output_dz,
    probes=_probes_dz,
    mistakes=(
        Mistake(
            "the factor 2 is missing",
            lambda a, y, n: (a - y) * a * (1 - a) / n,
            "The cost is a square, without 1/2 in front.",
        ),
        Mistake(
            "1/n is missing",
            lambda a, y, n: 2 * (a - y) * a * (1 - a),
            "Cost is a mean over the n examples.",
        ),
        Mistake(
            "it divides by the number of outputs as well",
            lambda a, y, n: 2 / a.size * (a - y) * a * (1 - a),
            "Cost is the mean over the examples only; over the output neurons it is a "
            "sum.",
        ),
        Mistake(
            "the slope is missing",
            lambda a, y, n: 2 / n * (a - y),
            "That is da. One factor leads on to dz: the slope f'(z).",
        ),
        Mistake(
            "the sign is turned",
            lambda a, y, n: 2 / n * (y - a) * a * (1 - a),
            "If a is too large, Cost grows with a: (a - y) must count as positive.",
        ),
        Mistake(
            "a is taken for z",
            lambda a, y, n: 2 / n * (a - y) * _sigmoid(a) * (1 - _sigmoid(a)),
            "a has been through the sigmoid already. Its slope, seen from a, needs no "
            "exp.",
        ),
        Mistake(
            "the slope is 1 - a squared, that of tanh",
            lambda a, y, n: 2 / n * (a - y) * (1 - a**2),
            "This layer's f is the sigmoid.",
        ),
        Mistake(
            "half of the slope, 1 - a, is missing",
            lambda a, y, n: 2 / n * (a - y) * a,
            "The slope of the sigmoid is a product of two factors.",
        ),
    ),
    hints=(
        "dz = da f'(z), and da = 2/n (a - y).",
        "The slope of the sigmoid, written with a: a (1 - a).",
        "return 2 / n * (a - y) * a * (1 - a)",
    ),
    returns={"dz": "(n_L, n)"},
    equation="S5 and S7",
)

# 9.4 -------------------------------------------------------------------------


def updated(gemm, w, dz, a_prev, lr):
    """Return w - lr dw, dw = dz a_prev.T, in a single product."""
    return gemm(-lr, dz, a_prev.T, 1, w)


def _gemm(alpha, A, B, beta, C):
    return alpha * (A @ B) + beta * C


def _probes_updated(rng):
    def draw(n_L, n_prev, n):
        arrays = (
            signed(rng, *shape) for shape in ((n_L, n_prev), (n_L, n), (n_prev, n))
        )
        return _gemm, *arrays, float(rng.uniform(0.5, 0.9))

    return [draw(4, 3, 5), draw(4, 4, 7)]


_updated = Exercise(
    number="9.4",
    title="★ The update inside the product",
    reference=updated,
    probes=_probes_updated,
    mistakes=(
        Mistake(
            "the step goes uphill",
            lambda gemm, w, dz, a_prev, lr: gemm(lr, dz, a_prev.T, 1, w),
            "w+ = w - lr dw. Where does the minus go?",
        ),
        Mistake(
            "the old weights are forgotten",
            lambda gemm, w, dz, a_prev, lr: gemm(-lr, dz, a_prev.T, 0, w),
            "beta says how much of the old C is kept. All of it!",
        ),
        Mistake(
            "the learning rate stands at the weights",
            lambda gemm, w, dz, a_prev, lr: gemm(1, dz, a_prev.T, -lr, w),
            "alpha belongs to the product, which is the gradient; beta to the weights.",
        ),
        Mistake(
            "the learning rate is missing",
            lambda gemm, w, dz, a_prev, lr: gemm(-1, dz, a_prev.T, 1, w),
            "alpha is more than a sign: it is how far to go.",
        ),
        Mistake(
            "1/n is applied twice",
            lambda gemm, w, dz, a_prev, lr: gemm(-lr / dz.shape[1], dz, a_prev.T, 1, w),
            "dz is already that of the mean Cost: its 1/n is inside.",
        ),
        Mistake(
            "it gives the transpose of w",
            lambda gemm, w, dz, a_prev, lr: gemm(-lr, a_prev, dz.T, 1, w.T),
            "w has one row per neuron of this layer, and so has dz: dz stands on the "
            "left.",
        ),
        Mistake(
            "only the gradient comes back",
            lambda gemm, w, dz, a_prev, lr: gemm(1, dz, a_prev.T, 0, w),
            "That is dw. gemm can do the rest of w - lr dw in the same call.",
        ),
    ),
    hints=(
        "Set w - lr (dz a_prev.T) beside alpha A @ B + beta C. What is C?",
        "C is w, A is dz, B is a_prev.T. What are alpha and beta?",
        "return gemm(-lr, dz, a_prev.T, 1, w)",
    ),
    returns={"w": "(n_L, n_{L-1})"},
    equation="S12 and S14",
)

EXERCISES = (_flops, _floor, _dz, _updated)

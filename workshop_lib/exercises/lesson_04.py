"""Exercises of lesson 04: n examples, b, a^(L-1), and backwards (S7 to S10).

Numbers, arrays of n numbers, and dicts of numbers keyed by the layer; `f_prime`
takes one argument, a number or an array.
"""

from math import prod

import numpy as np

from workshop_lib.exercises.base import Exercise, Mistake, signed


def _f(z):
    return 1 / (1 + np.exp(-z))


def _f_prime(z):
    return _f(z) * (1 - _f(z))


def _chain(rng, layers):
    """Return w, z, a, y of a sigmoid chain in which no neuron is flat or right."""
    w, b = ({L: signed(rng) for L in range(1, layers + 1)} for _ in range(2))
    z, a = {}, {0: signed(rng)}
    for L in w:
        z[L] = w[L] * a[L - 1] + b[L]
        a[L] = float(_f(z[L]))
    return w, z, a, a[layers] + signed(rng)


# 4.1 -------------------------------------------------------------------------


def mean_dw(a_prev, z, a, y, f_prime):
    """Return dCost/dw^(L), the mean of dCost_i/dw^(L) over n examples (S6, S7)."""
    n = len(y)
    total = 0
    for i in range(n):
        total += 2 * (a[i] - y[i]) * f_prime(z[i]) * a_prev[i]
    return total / n


def _each(a_prev, z, a, y, f_prime):
    return [
        2 * (a[i] - y[i]) * f_prime(z[i]) * a_prev[i]
        for i in range(len(y))
    ]  # fmt: skip


def _mean(values):
    return sum(values) / len(values)


def _product_of_means(a_prev, z, a, y, f_prime):
    wrong = [2 * (a[i] - y[i]) for i in range(len(y))]
    return _mean(wrong) * _mean([f_prime(v) for v in z]) * _mean(a_prev)


def _probes_mean(rng):
    probes = []
    for n in (5, 7):
        each = [1.0, -1.0]
        # The examples must not cancel: of a small mean a float32 loses the digits.
        while abs(sum(each)) < 0.2 * sum(map(abs, each)):
            w, b = 0.6 * signed(rng), signed(rng)
            a_prev = signed(rng, n)
            z = w * a_prev + b
            a = _f(z)
            y = a + signed(rng, n)
            each = _each(a_prev, z, a, y, _f_prime)
        probes.append((a_prev, z, a, y, _f_prime))
    return probes


_n_examples = Exercise(
    number="4.1",
    title="The mean over n examples",
    reference=mean_dw,
    probes=_probes_mean,
    mistakes=(
        Mistake(
            "1/n is missing",
            lambda a_prev, z, a, y, f_prime: sum(_each(a_prev, z, a, y, f_prime)),
            "That is the sum. A mean does not grow when the sample does.",
        ),
        Mistake(
            "1/n is there twice",
            lambda a_prev, z, a, y, f_prime: mean_dw(a_prev, z, a, y, f_prime) / len(y),
            "Divide once: inside the loop, or after it, but not both.",
        ),
        Mistake(
            "divided by n - 1",
            lambda a_prev, z, a, y, f_prime: (
                sum(_each(a_prev, z, a, y, f_prime)) / (len(y) - 1)
            ),
            "n - 1 is for the variance of a sample. A mean divides by n.",
        ),
        Mistake(
            "only the last example is left",
            lambda a_prev, z, a, y, f_prime: (
                _each(a_prev, z, a, y, f_prime)[-1] / len(y)
            ),
            "Each turn of the loop must add to the total, not replace it: +=",
        ),
        Mistake(
            "it returns after the first example",
            lambda a_prev, z, a, y, f_prime: (
                _each(a_prev, z, a, y, f_prime)[0] / len(y)
            ),
            "Look at the indentation of `return`: does it stand inside the loop?",
        ),
        Mistake(
            "the means of the factors are multiplied",
            _product_of_means,
            "The mean of a product is not the product of the means. Multiply for each "
            "example first, then take the mean.",
        ),
        Mistake(
            "f'(a) instead of f'(z)",
            lambda a_prev, z, a, y, f_prime: _mean(
                [2 * (a[i] - y[i]) * f_prime(a[i]) * a_prev[i] for i in range(len(y))]
            ),
            "f' wants the input of f. That is z; a is its output.",
        ),
        Mistake(
            "a^(L) instead of a^(L-1)",
            lambda a_prev, z, a, y, f_prime: mean_dw(a, z, a, y, f_prime),
            "The weight is multiplied by what comes in, not by what goes out.",
        ),
        Mistake(
            "the factor 2 is missing",
            lambda a_prev, z, a, y, f_prime: mean_dw(a_prev, z, a, y, f_prime) / 2,
            "The derivative of a square has a 2.",
        ),
        Mistake(
            "y - a instead of a - y",
            lambda a_prev, z, a, y, f_prime: -mean_dw(a_prev, z, a, y, f_prime),
            "Only the sign is wrong, but with this sign you would walk uphill.",
        ),
    ),
    hints=(
        "For one example you have S6. Add it up over i, then divide by n.",
        "n is len(y). The i-th example has a_prev[i], z[i], a[i] and y[i].",
        (
            "total = 0\n"
            "for i in range(len(y)):\n"
            "    total += 2 * (a[i] - y[i]) * f_prime(z[i]) * a_prev[i]\n"
            "return total / len(y)"
        ),
    ),
    returns={"dw": "number"},
    equation="S6, S7",
)


# 4.2 -------------------------------------------------------------------------


def bias_and_input(w, b, a_prev, z, a, y, f_prime):
    """Return dCost_i/db^(L) and dCost_i/da^(L-1) (S8, S9)."""
    db = 2 * (a - y) * f_prime(z)
    da_prev = 2 * (a - y) * f_prime(z) * w
    return db, da_prev


def _probes_last(rng):
    probes = []
    for _ in range(4):
        w, b, a_prev, error = (0.6 * signed(rng) for _ in range(4))
        z = w * a_prev + b
        a = float(_f(z))
        probes.append((w, b, a_prev, z, a, a + error, _f_prime))
    return probes


_last_layer = Exercise(
    number="4.2",
    title="The bias, and what comes in",
    reference=bias_and_input,
    probes=_probes_last,
    mistakes=(
        Mistake(
            "db still has the factor a^(L-1)",
            lambda w, b, a_prev, z, a, y, f_prime: (
                2 * (a - y) * f_prime(z) * a_prev,
                2 * (a - y) * f_prime(z) * w,
            ),
            "In z = w a_prev + b nothing stands in front of b. What is dz/db?",
        ),
        Mistake(
            "db has a factor b",
            lambda w, b, a_prev, z, a, y, f_prime: (
                2 * (a - y) * f_prime(z) * b,
                2 * (a - y) * f_prime(z) * w,
            ),
            "The derivative of b with respect to b is 1, not b.",
        ),
        Mistake(
            "a^(L-1) instead of w in the second",
            lambda w, b, a_prev, z, a, y, f_prime: (
                2 * (a - y) * f_prime(z),
                2 * (a - y) * f_prime(z) * a_prev,
            ),
            "In z = w a_prev + b it is a_prev that moves now. What stands in front "
            "of it?",
        ),
        Mistake(
            "the factor w is left out of the second",
            lambda w, b, a_prev, z, a, y, f_prime: (
                2 * (a - y) * f_prime(z),
                2 * (a - y) * f_prime(z),
            ),
            "A move of a_prev reaches z through the weight: dz/da_prev is not 1.",
        ),
        Mistake(
            "the factor f'(z) is left out of both",
            lambda w, b, a_prev, z, a, y, f_prime: (2 * (a - y), 2 * (a - y) * w),
            "The road goes through z and a: one factor for each step.",
        ),
        Mistake(
            "f'(a) instead of f'(z)",
            lambda w, b, a_prev, z, a, y, f_prime: (
                2 * (a - y) * f_prime(a),
                2 * (a - y) * f_prime(a) * w,
            ),
            "f' wants the input of f. That is z; a is its output.",
        ),
        Mistake(
            "the factor 2 is missing",
            lambda w, b, a_prev, z, a, y, f_prime: (
                (a - y) * f_prime(z),
                (a - y) * f_prime(z) * w,
            ),
            "The derivative of a square has a 2.",
        ),
        Mistake(
            "y - a instead of a - y",
            lambda w, b, a_prev, z, a, y, f_prime: (
                2 * (y - a) * f_prime(z),
                2 * (y - a) * f_prime(z) * w,
            ),
            "Cost_i = (a - y)²: if a is above y, more a costs more.",
        ),
        Mistake(
            "the two are in the reverse order",
            lambda w, b, a_prev, z, a, y, f_prime: (
                2 * (a - y) * f_prime(z) * w,
                2 * (a - y) * f_prime(z),
            ),
            "Both are right. Return the bias first, then a^(L-1).",
        ),
    ),
    hints=(
        (
            "Only the last factor changes: in the place of dz/dw stand dz/db and "
            "dz/da_prev."
        ),
        "z = w a_prev + b, so dz/db = 1 and dz/da_prev = w.",
        "db = 2 * (a - y) * f_prime(z)\nreturn db, db * w",
    ),
    returns={"db": "number", "da_prev": "number"},
    equation="S8, S9",
    slope_of=lambda w, b, a_prev, z, a, y, f_prime: {
        "db": (b, lambda b: (_f(w * a_prev + b) - y) ** 2),
        "da_prev": (a_prev, lambda a_prev: (_f(w * a_prev + b) - y) ** 2),
    },
)


# 4.3 -------------------------------------------------------------------------


def dw_one_back(w, z, a, y, f_prime):
    """Return dCost_i/dw^(1) of a chain of two layers (S9, S10)."""
    da = 2 * (a[2] - y) * f_prime(z[2]) * w[2]
    return da * f_prime(z[1]) * a[0]


def _probes_two(rng):
    return [(*_chain(rng, 2), _f_prime) for _ in range(4)]


_one_back = Exercise(
    number="4.3",
    title="One layer back",
    reference=dw_one_back,
    probes=_probes_two,
    mistakes=(
        Mistake(
            "this is the slope of w^(2)",
            lambda w, z, a, y, f_prime: 2 * (a[2] - y) * f_prime(z[2]) * a[1],
            "Right for the last layer. From there the road goes on, through a^(1).",
        ),
        Mistake(
            "layer 2 is skipped",
            lambda w, z, a, y, f_prime: 2 * (a[2] - y) * f_prime(z[1]) * a[0],
            "Between a^(1) and a^(2) lie two steps of the road: w^(2) and f'(z^(2)).",
        ),
        Mistake(
            "layer 1 is compared with y",
            lambda w, z, a, y, f_prime: 2 * (a[1] - y) * f_prime(z[1]) * a[0],
            "a^(1) has no target. How it affects the cost, dCost_i/da^(1), comes from "
            "layer 2 (S9).",
        ),
        Mistake(
            "the factor w^(2) is left out",
            lambda w, z, a, y, f_prime: (
                2 * (a[2] - y) * f_prime(z[2]) * f_prime(z[1]) * a[0]
            ),
            "From z^(2) back to a^(1): what stands in front of a^(1) in z^(2)?",
        ),
        Mistake(
            "w^(1) instead of w^(2)",
            lambda w, z, a, y, f_prime: (
                2 * (a[2] - y) * f_prime(z[2]) * w[1] * f_prime(z[1]) * a[0]
            ),
            "Which weight stands between a^(1) and z^(2)?",
        ),
        Mistake(
            "the factor f'(z^(1)) is left out",
            lambda w, z, a, y, f_prime: 2 * (a[2] - y) * f_prime(z[2]) * w[2] * a[0],
            "From a^(1) back to z^(1) the road goes through f once more.",
        ),
        Mistake(
            "the factor f'(z^(2)) is left out",
            lambda w, z, a, y, f_prime: 2 * (a[2] - y) * w[2] * f_prime(z[1]) * a[0],
            "From a^(2) back to z^(2) the road goes through f.",
        ),
        Mistake(
            "f'(z^(2)) twice, f'(z^(1)) never",
            lambda w, z, a, y, f_prime: (
                2 * (a[2] - y) * f_prime(z[2]) ** 2 * w[2] * a[0]
            ),
            "Each neuron has a slope of its own.",
        ),
        Mistake(
            "a^(1) instead of a^(0)",
            lambda w, z, a, y, f_prime: (
                2 * (a[2] - y) * f_prime(z[2]) * w[2] * f_prime(z[1]) * a[1]
            ),
            "What stands beside w^(1) in z^(1)?",
        ),
        Mistake(
            "the factor 2 is missing",
            lambda w, z, a, y, f_prime: dw_one_back(w, z, a, y, f_prime) / 2,
            "The derivative of a square has a 2.",
        ),
    ),
    hints=(
        "Two lines. First dCost_i/da^(1), which is S9 for layer 2.",
        "Then S6 for layer 1, with dCost_i/da^(1) in the place of 2(a - y).",
        "The road back: cost, a2, z2, a1, z1, w1. Five steps, five factors.",
        "da = 2 * (a[2] - y) * f_prime(z[2]) * w[2]\nreturn da * f_prime(z[1]) * a[0]",
    ),
    returns={"dw[1]": "number"},
    equation="S9, S10",
)


# 4.4 -------------------------------------------------------------------------


def backward(w, z, a, y, f_prime):
    """Return dw and db of every layer of a chain (S6, S8 to S10)."""
    dw, db = {}, {}
    da = 2 * (a[max(w)] - y)
    for L in sorted(w, reverse=True):
        dz = da * f_prime(z[L])
        dw[L] = dz * a[L - 1]
        db[L] = dz
        da = dz * w[L]
    return dw, db


def _backward(
    w, z, a, y, f_prime, *,
    start=lambda a, y, last: 2 * (a[last] - y),
    slope=lambda f_prime, z, a, L: f_prime(z[L]),
    on=lambda da, dz, w, a, y, L: dz * w[L],
    dw_of=lambda dz, a, L: dz * a[L - 1],
    db_of=lambda da, dz, a, L: dz,
):  # fmt: skip
    """Return what `backward` does, with one of its lines replaced."""
    dw, db = {}, {}
    da = start(a, y, max(w))
    for L in sorted(w, reverse=True):
        dz = da * slope(f_prime, z, a, L)
        dw[L], db[L] = dw_of(dz, a, L), db_of(da, dz, a, L)
        da = on(da, dz, w, a, y, L)
    return dw, db


def _with(**line):
    return lambda w, z, a, y, f_prime: _backward(w, z, a, y, f_prime, **line)


def _costs(w, z, a, y, f_prime):
    """Return w and b, each with the cost as a function of it."""
    b = {L: z[L] - w[L] * a[L - 1] for L in w}

    def cost(w, b):
        a_L = a[0]
        for L in w:
            a_L = _f(w[L] * a_L + b[L])
        return (a_L - y) ** 2

    return {"dw": (w, lambda w: cost(w, b)), "db": (b, lambda b: cost(w, b))}


_whole = Exercise(
    number="4.4",
    title="The whole gradient",
    reference=backward,
    probes=lambda rng: [(*_chain(rng, layers), _f_prime) for layers in (3, 4)],
    mistakes=(
        Mistake(
            "only the last layer's factor is kept",
            _with(on=lambda da, dz, w, a, y, L: da),
            "da must become dCost_i/da of the layer before, at the end of each turn "
            "(S9).",
        ),
        Mistake(
            "every layer is compared with y",
            _with(on=lambda da, dz, w, a, y, L: 2 * (a[L - 1] - y)),
            "Only the last layer has a target. The others get their da from the layer "
            "after them.",
        ),
        Mistake(
            "w^(L) is left out on the way back",
            _with(on=lambda da, dz, w, a, y, L: dz),
            "From z^(L) back to a^(L-1) the road goes over w^(L) (S9).",
        ),
        Mistake(
            "f'(z^(L)) is left out on the way back",
            _with(on=lambda da, dz, w, a, y, L: da * w[L]),
            "Pass on dz, not da: the road goes through f before it comes to w.",
        ),
        Mistake(
            "the weight of the wrong layer on the way back",
            _with(on=lambda da, dz, w, a, y, L: dz * w.get(L - 1, 1)),
            "Which weight stands between a^(L-1) and z^(L)?",
        ),
        Mistake(
            "a^(L) instead of a^(L-1) in dw",
            _with(dw_of=lambda dz, a, L: dz * a[L]),
            "The weight is multiplied by what comes into its layer.",
        ),
        Mistake(
            "f'(a) instead of f'(z)",
            _with(slope=lambda f_prime, z, a, L: f_prime(a[L])),
            "f' wants the input of f. That is z; a is its output.",
        ),
        Mistake(
            "db is da, without f'(z)",
            _with(db_of=lambda da, dz, a, L: da),
            "The bias sits inside f: it is dz that it gets (S8).",
        ),
        Mistake(
            "the factor 2 is missing",
            _with(start=lambda a, y, last: a[last] - y),
            "The derivative of a square has a 2. It stands where the way back begins.",
        ),
        Mistake(
            "y - a instead of a - y",
            _with(start=lambda a, y, last: 2 * (y - a[last])),
            "Only the sign is wrong, but every step would go uphill.",
        ),
    ),
    hints=(
        (
            "Keep one number, da: dCost_i/da of the layer at which you are. It starts "
            "as 2(a - y) of the last layer."
        ),
        (
            "For each layer, from the last to the first: dz = da f'(z). Then dw is dz "
            "times "
            "what came in, and db is dz."
        ),
        (
            "At the end of each turn make da ready for the layer before: "
            "da = dz * w[L]. The loop is `for L in sorted(w, reverse=True):`"
        ),
        (
            "dw, db = {}, {}\n"
            "da = 2 * (a[max(w)] - y)\n"
            "for L in sorted(w, reverse=True):\n"
            "    dz = da * f_prime(z[L])\n"
            "    dw[L] = dz * a[L - 1]\n"
            "    db[L] = dz\n"
            "    da = dz * w[L]\n"
            "return dw, db"
        ),
    ),
    returns={"dw": "a number per layer", "db": "a number per layer"},
    equation="S6, S8, S9 and S10",
    slope_of=_costs,
)


# 4.5 -------------------------------------------------------------------------


def comes_through(w, z, f_prime):
    """Return da^(L)/da^(0): what the last layer feels of the input (S10)."""
    product = 1
    for L in w:
        product *= f_prime(z[L]) * w[L]
    return product


def _probes_through(rng):
    return [(*_chain(rng, layers)[:2], _f_prime) for layers in (3, 4, 2)]


_through = Exercise(
    number="4.5",
    title="★ How much comes through",
    reference=comes_through,
    probes=_probes_through,
    mistakes=(
        Mistake(
            "the slopes f'(z) are left out",
            lambda w, z, f_prime: prod(w.values()),
            "Each layer gives two factors: the slope of its f, and its weight.",
        ),
        Mistake(
            "the weights are left out",
            lambda w, z, f_prime: prod(f_prime(z[L]) for L in w),
            "Each layer gives two factors: the slope of its f, and its weight.",
        ),
        Mistake(
            "the layers are added, not multiplied",
            lambda w, z, f_prime: sum(f_prime(z[L]) * w[L] for L in w),
            "There is one road, through all layers. Along a road, factors multiply.",
        ),
        Mistake(
            "the last layer is left out",
            lambda w, z, f_prime: prod(f_prime(z[L]) * w[L] for L in w if L < max(w)),
            "range(1, n) ends with n - 1. Looping over w itself is safer.",
        ),
        Mistake(
            "the first layer is left out",
            lambda w, z, f_prime: prod(f_prime(z[L]) * w[L] for L in w if L > 1),
            "The road goes all the way to a^(0).",
        ),
        Mistake(
            "only the last layer is counted",
            lambda w, z, f_prime: f_prime(z[max(w)]) * w[max(w)],
            "Multiply the factors of all layers together: *= in the loop.",
        ),
        Mistake(
            "f' is taken at the weight",
            lambda w, z, f_prime: prod(f_prime(w[L]) * w[L] for L in w),
            "f' is taken where the neuron stands: at its z.",
        ),
    ),
    hints=(
        "How much of a nudge of a^(L-1) comes out of layer L, as a nudge of a^(L)?",
        "da^(L)/da^(L-1) = f'(z^(L)) w^(L). Multiply this over all layers.",
        (
            "product = 1\n"
            "for L in w:\n"
            "    product *= f_prime(z[L]) * w[L]\n"
            "return product"
        ),
    ),
    returns={"da[L]/da[0]": "number"},
    equation="S9, S10",
)


EXERCISES = (_n_examples, _last_layer, _one_back, _whole, _through)

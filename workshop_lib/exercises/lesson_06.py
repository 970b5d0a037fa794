"""Exercises of lesson 06: backward through layers of many neurons (S12, S13).

One column per example. `f_prime` is a function of z alone.
"""

import numpy as np

from workshop_lib.exercises import arrays
from workshop_lib.exercises.arrays import f as sigmoid
from workshop_lib.exercises.arrays import f_prime as slope
from workshop_lib.exercises.base import Exercise, Mistake, signed


def _last(rng, n_out, n_in, n):
    """Return w, a_prev, z, a, y of a last layer, and n wrong answers of it."""
    w, b, a_prev = arrays.layer(rng, n_out, n_in, n)
    z = w @ a_prev + b
    return w, a_prev, z, sigmoid(z), sigmoid(z) + signed(rng, *z.shape)


def _mean_cost(z, y):
    return np.sum((sigmoid(z) - y) ** 2) / y.shape[1]


# 6.1 -------------------------------------------------------------------------


def dcost_dw_jk(a_prev, z, a, y, f_prime, j, k):
    """Return dCost_i/dw_jk of the last layer, one example (S12)."""
    return 2 * (a[j, 0] - y[j, 0]) * f_prime(z[j, 0]) * a_prev[k, 0]


def _probes_weight(rng):
    probes = []
    for n_out, n_in, j, k in ((4, 3, 1, 2), (4, 4, 2, 0), (4, 4, 0, 3), (5, 4, 3, 1)):
        _, a_prev, z, a, y = _last(rng, n_out, n_in, 1)
        probes.append((a_prev, z, a, y, slope, j, k))
    return probes


def _for_all_j(a_prev, z, a, y, f_prime, j, k):
    return sum(dcost_dw_jk(a_prev, z, a, y, f_prime, m, k) for m in range(len(a)))


_weight = Exercise(
    number="6.1",
    title="One weight of the last layer",
    reference=dcost_dw_jk,
    probes=_probes_weight,
    mistakes=(
        Mistake(
            "j and k are swapped",
            lambda a_prev, z, a, y, f_prime, j, k: dcost_dw_jk(
                a_prev, z, a, y, f_prime, k, j
            ),
            "w_jk arrives at neuron j of the last layer. It comes from neuron k of the "
            "layer before.",
        ),
        Mistake(
            "a_j instead of a_k of the layer before",
            lambda a_prev, z, a, y, f_prime, j, k: dcost_dw_jk(
                a_prev, z, a, y, f_prime, j, j
            ),
            "In z_j, beside w_jk stands the activation of the neuron it comes from.",
        ),
        Mistake(
            "the activation is that of the last layer",
            lambda a_prev, z, a, y, f_prime, j, k: dcost_dw_jk(
                a, z, a, y, f_prime, j, k
            ),
            "w_jk^(L) is multiplied by an activation of layer L-1.",
        ),
        Mistake(
            "the slope is that of neuron k",
            lambda a_prev, z, a, y, f_prime, j, k: (
                2 * (a[j, 0] - y[j, 0]) * f_prime(z[k, 0]) * a_prev[k, 0]
            ),
            "The road goes through neuron j of the last layer: through its z.",
        ),
        Mistake(
            "the sum runs over all output neurons",
            _for_all_j,
            "w_jk touches one output neuron only: j. There is one road, and no sum.",
        ),
        Mistake(
            "f'(a) instead of f'(z)",
            lambda a_prev, z, a, y, f_prime, j, k: (
                2 * (a[j, 0] - y[j, 0]) * f_prime(a[j, 0]) * a_prev[k, 0]
            ),
            "f' wants the input of f. That is z; a is its output.",
        ),
        Mistake(
            "the factor 2 is missing",
            lambda *args: dcost_dw_jk(*args) / 2,
            "Look at the first factor: the derivative of a square.",
        ),
        Mistake(
            "y - a instead of a - y",
            lambda *args: -dcost_dw_jk(*args),
            "If a_j is above y_j and grows, the cost grows: the first factor is "
            "positive then.",
        ),
        Mistake(
            "the factor f'(z_j) is left out",
            lambda a_prev, z, a, y, f_prime, j, k: (
                2 * (a[j, 0] - y[j, 0]) * a_prev[k, 0]
            ),
            "S12 has three factors. Which is the middle one?",
        ),
        Mistake(
            "the factor a_k is left out",
            lambda a_prev, z, a, y, f_prime, j, k: (
                2 * (a[j, 0] - y[j, 0]) * f_prime(z[j, 0])
            ),
            "That is the derivative for z_j, and for b_j. The road begins at w_jk.",
        ),
    ),
    hints=(
        "It is lesson 03's formula, 2 (a - y) f'(z) a_prev. Only: whose a, whose z?",
        "Two factors belong to neuron j of the last layer, one to neuron k before it.",
        "There is one example: every number stands in column 0, as in a[j, 0].",
        "return 2 * (a[j, 0] - y[j, 0]) * f_prime(z[j, 0]) * a_prev[k, 0]",
    ),
    returns={"dcost_dw_jk": "number"},
    equation="S12",
)


# 6.2 -------------------------------------------------------------------------


def last_layer(a_prev, z, a, y, f_prime):
    """Return dw and db of the last layer: the gradient of the mean Cost (S12, S7)."""
    n = y.shape[1]
    dz = 2 * (a - y) * f_prime(z) / n
    dw = dz @ a_prev.T
    db = dz.sum(axis=1, keepdims=True)
    return dw, db


def _probes_last(rng):
    probes = []
    for n_out, n_in, n in ((2, 3, 5), (4, 4, 7)):
        _, a_prev, z, a, y = _last(rng, n_out, n_in, n)
        probes.append((a_prev, z, a, y, slope))
    return probes


def _dz(a, y, z):
    return 2 * (a - y) * slope(z) / y.shape[1]


def _scaled(factor):
    """Return the answer with both parts times `factor(y)`."""

    def answer(a_prev, z, a, y, f_prime):
        dw, db = last_layer(a_prev, z, a, y, f_prime)
        return factor(y) * dw, factor(y) * db

    return answer


_last_layer = Exercise(
    number="6.2",
    title="The last layer, all weights, n examples",
    reference=last_layer,
    probes=_probes_last,
    mistakes=(
        Mistake(
            "dw is transposed",
            lambda a_prev, z, a, y, f_prime: (
                last_layer(a_prev, z, a, y, f_prime)[0].T,
                last_layer(a_prev, z, a, y, f_prime)[1],
            ),
            "dw has w's shape: a row for each neuron j it goes to. In the product the "
            "factor with the j comes first.",
        ),
        Mistake(
            "db is summed over the neurons, not over the examples",
            lambda a_prev, z, a, y, f_prime: (
                _dz(a, y, z) @ a_prev.T,
                _dz(a, y, z).sum(axis=0, keepdims=True),
            ),
            "Each neuron has its own bias, and all examples share it. axis=1 runs over "
            "the examples.",
        ),
        Mistake(
            "db is one number for the whole layer",
            lambda a_prev, z, a, y, f_prime: (
                _dz(a, y, z) @ a_prev.T,
                _dz(a, y, z).sum(),
            ),
            "Each neuron has its own bias: db has one entry for each, shape (n_L, 1).",
        ),
        Mistake(
            "db still has one column per example",
            lambda a_prev, z, a, y, f_prime: (_dz(a, y, z) @ a_prev.T, _dz(a, y, z)),
            "The product for dw sums over the examples by itself. For db, sum over the "
            "columns.",
        ),
        Mistake(
            "db is flat",
            lambda a_prev, z, a, y, f_prime: (
                _dz(a, y, z) @ a_prev.T,
                _dz(a, y, z).sum(axis=1),
            ),
            "The numbers are right, but db must be a column like b: use keepdims=True. "
            "A flat array would broadcast into a square at the update.",
        ),
        Mistake(
            "1/n is missing",
            _scaled(lambda y: y.shape[1]),
            "Cost is the mean over the examples (S7), and you have summed them.",
        ),
        Mistake(
            "1/n is there twice",
            _scaled(lambda y: 1 / y.shape[1]),
            "One mean is enough: divide by n in one place only.",
        ),
        Mistake(
            "the mean is taken over the outputs too",
            _scaled(lambda y: 1 / len(y)),
            "S1 sums over the outputs. Divide by the number of examples only.",
        ),
        Mistake(
            "the factor 2 is missing",
            _scaled(lambda y: 1 / 2),
            "Look at the first factor: the derivative of a square.",
        ),
        Mistake(
            "f'(a) instead of f'(z)",
            lambda a_prev, z, a, y, f_prime: last_layer(a_prev, a, a, y, f_prime),
            "f' wants the input of f. That is z; a is its output.",
        ),
    ),
    hints=(
        "First dz = dCost/dz, of shape (n_L, n): 2 (a - y) f'(z), entry by entry. "
        "The 1/n goes in here.",
        "For one example, dw is a column dz times a row a_prev.T. For n examples, "
        "dz @ a_prev.T sums these products over the examples.",
        "For db, sum dz over the columns: dz.sum(axis=1, keepdims=True).",
        "dz = 2 * (a - y) * f_prime(z) / y.shape[1]\n"
        "return dz @ a_prev.T, dz.sum(axis=1, keepdims=True)",
    ),
    returns={"dw": "(n_L, n_{L-1})", "db": "(n_L, 1)"},
    equation="S12, S7",
    slope_of=lambda a_prev, z, a, y, f_prime: {
        "dw": (0 * z @ a_prev.T, lambda nudge: _mean_cost(z + nudge @ a_prev, y)),
        "db": (0 * z[:, :1], lambda nudge: _mean_cost(z + nudge, y)),
    },
)


# 6.3 -------------------------------------------------------------------------


def dcost_da_k(w, z, a, y, f_prime, k):
    """Return dCost_i/da_k of the layer before the last, one example (S13)."""
    total = 0.0
    for j in range(len(w)):
        total += 2 * (a[j, 0] - y[j, 0]) * f_prime(z[j, 0]) * w[j, k]
    return total


def _sum_over_j(term, js=range):
    """Return the formula that sums `term(w, z, a, y, j, k)` over `js(n_L)`."""

    def formula(w, z, a, y, f_prime, k):
        z, a, y = z[:, 0], a[:, 0], y[:, 0]
        return sum(term(w, z, a, y, j, k) for j in js(len(w)))

    return formula


def _probes_paths(rng):
    probes = []
    for n_out, n_in, k in ((4, 3, 2), (4, 4, 1), (4, 4, 0), (5, 4, 3)):
        w, _, z, a, y = _last(rng, n_out, n_in, 1)
        probes.append((w, z, a, y, slope, k))
    return probes


_paths = Exercise(
    number="6.3",
    title="All paths from one neuron",
    reference=dcost_da_k,
    probes=_probes_paths,
    mistakes=(
        Mistake(
            "w_kj instead of w_jk",
            _sum_over_j(
                lambda w, z, a, y, j, k: 2 * (a[j] - y[j]) * slope(z[j]) * w[k, j]
            ),
            "The path goes from neuron k to neuron j: which index of w is where it "
            "goes to?",
        ),
        Mistake(
            "only the path to neuron j = k is counted",
            _sum_over_j(
                lambda w, z, a, y, j, k: (
                    2 * (a[j] - y[j]) * slope(z[j]) * w[j, k] * (j == k)
                )
            ),
            "Neuron k speaks to every neuron of the next layer. Each is a path to the "
            "cost, and all are added.",
        ),
        Mistake(
            "the mean over the paths, not their sum",
            lambda w, z, a, y, f_prime, k: dcost_da_k(w, z, a, y, f_prime, k) / len(w),
            "A nudge on a_k moves all the outputs at once. Their effects add up.",
        ),
        Mistake(
            "every path ends with the error of neuron k",
            _sum_over_j(
                lambda w, z, a, y, j, k: 2 * (a[k] - y[k]) * slope(z[j]) * w[j, k]
            ),
            "The path through neuron j ends at the error of neuron j.",
        ),
        Mistake(
            "every path has the slope of neuron k",
            _sum_over_j(
                lambda w, z, a, y, j, k: 2 * (a[j] - y[j]) * slope(z[k]) * w[j, k]
            ),
            "The path through neuron j passes the f of neuron j.",
        ),
        Mistake(
            "the slope f'(z_j) is left out",
            _sum_over_j(lambda w, z, a, y, j, k: 2 * (a[j] - y[j]) * w[j, k]),
            "Each path has three factors, as in S13: error, slope, weight.",
        ),
        Mistake(
            "the weight w_jk is left out",
            _sum_over_j(lambda w, z, a, y, j, k: 2 * (a[j] - y[j]) * slope(z[j])),
            "What is the derivative of z_j with respect to a_k?",
        ),
        Mistake(
            "two sums are multiplied",
            lambda w, z, a, y, f_prime, k: (
                (2 * (a - y) * f_prime(z)).sum() * w[:, k].sum()
            ),
            "Multiply along each path first, then add the paths.",
        ),
        Mistake(
            "the last path is left out",
            _sum_over_j(
                lambda w, z, a, y, j, k: 2 * (a[j] - y[j]) * slope(z[j]) * w[j, k],
                lambda n: range(n - 1),
            ),
            "range(n) ends at n - 1 by itself: do not subtract 1 once more.",
        ),
        Mistake(
            "the factor 2 is missing",
            lambda w, z, a, y, f_prime, k: dcost_da_k(w, z, a, y, f_prime, k) / 2,
            "Look at the first factor: the derivative of a square.",
        ),
    ),
    hints=(
        "k stands still, j runs over the rows of w: one path for each neuron j.",
        "The path through neuron j multiplies 2 (a_j - y_j), f'(z_j) and w_jk.",
        "total = 0, then a loop over j that adds the product of each path.",
        "return sum(2 * (a[j, 0] - y[j, 0]) * f_prime(z[j, 0]) * w[j, k]\n"
        "           for j in range(len(w)))",
    ),
    returns={"dcost_da_k": "number"},
    equation="S13",
)


# 6.4 -------------------------------------------------------------------------


def hidden_layer(w_next, dz_next, z, a_prev, f_prime):
    """Return dz, dw and db of a hidden layer, from the layer after it (S13, S12)."""
    da = w_next.T @ dz_next
    dz = da * f_prime(z)
    return dz, dz @ a_prev.T, dz.sum(axis=1, keepdims=True)


def _from_dz(formula):
    """Return the answer with `formula(w_next, dz_next, z, f_prime)` as its dz."""

    def answer(w_next, dz_next, z, a_prev, f_prime):
        dz = formula(w_next, dz_next, z, f_prime)
        return dz, dz @ a_prev.T, dz.sum(axis=1, keepdims=True)

    return answer


def _with_db(db_of):
    def answer(w_next, dz_next, z, a_prev, f_prime):
        dz, dw, _ = hidden_layer(w_next, dz_next, z, a_prev, f_prime)
        return dz, dw, db_of(dz)

    return answer


def _probes_hidden(rng):
    probes = []
    for (n_in, n_hidden, n_out), n in arrays.SIZES:
        w, b, a_prev = arrays.layer(rng, n_hidden, n_in, n)
        z = w @ a_prev + b
        w_next, _, dz_next = arrays.layer(rng, n_out, n_hidden, n)
        probes.append((w_next, signed(rng, n_out, n) / n, z, a_prev, slope))
    return probes


_hidden = Exercise(
    number="6.4",
    title="One layer further back",
    reference=hidden_layer,
    probes=_probes_hidden,
    mistakes=(
        Mistake(
            "w is not transposed",
            _from_dz(lambda w_next, dz_next, z, f_prime: w_next @ dz_next * f_prime(z)),
            "The sum of S13 runs over j, the rows of w. A product with w itself sums "
            "over its columns.",
        ),
        Mistake(
            "the slope f'(z) of this layer is left out",
            _from_dz(lambda w_next, dz_next, z, f_prime: w_next.T @ dz_next),
            "w.T @ dz gives da. From a to z there is one more step, through f.",
        ),
        Mistake(
            "f'(a) instead of f'(z)",
            _from_dz(
                lambda w_next, dz_next, z, f_prime: (
                    w_next.T @ dz_next * f_prime(sigmoid(z))
                )
            ),
            "f' wants the input of f. That is z; a is its output.",
        ),
        Mistake(
            "f(z) instead of its slope f'(z)",
            _from_dz(
                lambda w_next, dz_next, z, f_prime: w_next.T @ dz_next * sigmoid(z)
            ),
            "Going forward you multiply nothing by f. Going back you multiply by its "
            "slope.",
        ),
        Mistake(
            "1/n is there twice",
            lambda w_next, dz_next, z, a_prev, f_prime: tuple(
                part / z.shape[1]
                for part in hidden_layer(w_next, dz_next, z, a_prev, f_prime)
            ),
            "dz_next belongs to the mean Cost: 1/n is in it, and is handed on.",
        ),
        Mistake(
            "dw is transposed",
            lambda *args: (
                hidden_layer(*args)[0],
                hidden_layer(*args)[1].T,
                hidden_layer(*args)[2],
            ),
            "dw has w's shape: a row for each neuron of this layer.",
        ),
        Mistake(
            "dw uses this layer's a, not the one before",
            lambda w_next, dz_next, z, a_prev, f_prime: hidden_layer(
                w_next, dz_next, z, sigmoid(z), f_prime
            ),
            "A weight is multiplied by what comes in: a_prev.",
        ),
        Mistake(
            "db is summed over the neurons, not over the examples",
            _with_db(lambda dz: dz.sum(axis=0, keepdims=True)),
            "Each neuron has its own bias, and all examples share it. axis=1 runs over "
            "the examples.",
        ),
        Mistake(
            "db still has one column per example",
            _with_db(lambda dz: dz),
            "Sum dz over the columns, and keep it a column.",
        ),
        Mistake(
            "db is one number for the whole layer",
            _with_db(np.sum),
            "Each neuron has its own bias: db has one entry for each, shape (n_L, 1).",
        ),
    ),
    hints=(
        "First da of this layer: S13, for all k and all examples at once. It is a "
        "matrix product with w_next.T.",
        "Then dz = da * f_prime(z), entry by entry.",
        "dw and db follow from dz as in Exercise 6.2. Do not divide by n again.",
        "dz = (w_next.T @ dz_next) * f_prime(z)\n"
        "return dz, dz @ a_prev.T, dz.sum(axis=1, keepdims=True)",
    ),
    returns={"dz": "(n_L, n)", "dw": "(n_L, n_{L-1})", "db": "(n_L, 1)"},
    equation="S13, S12",
)


# 6.5 -------------------------------------------------------------------------


def backward(w, z, a, y, f_prime):
    """Return dw and db of every layer: the gradient of the mean Cost (S12, S13)."""
    dw, db = {}, {}
    da = 2 * (a[max(w)] - y) / y.shape[1]
    for L in sorted(w, reverse=True):
        dz = da * f_prime(z[L])
        dw[L] = dz @ a[L - 1].T
        db[L] = dz.sum(axis=1, keepdims=True)
        da = w[L].T @ dz
    return dw, db


def _backward_with(first=None, dz_of=None, back=None, turn=False):
    """Return `backward` with one of its lines replaced."""

    def answer(w, z, a, y, f_prime):
        dw, db, last = {}, {}, max(w)
        da = first(a[last], y) if first else 2 * (a[last] - y) / y.shape[1]
        for L in range(last, 0, -1):
            dz = dz_of(L, da, z, a, y, last) if dz_of else da * f_prime(z[L])
            dw[L] = dz @ a[L - 1].T
            if turn:
                dw[L] = dw[L].T
            db[L] = dz.sum(axis=1, keepdims=True)
            if L > 1:
                da = back(w[L], dz, da, y) if back else w[L].T @ dz
        return dw, db

    return answer


def _probes_backward(rng):
    probes = []
    for w, b, x, y in arrays.networks(rng):
        z, a = arrays.forward(w, b, x)
        probes.append((w, z, a, y, slope))
    return probes


def _costs(w, z, a, y, f_prime):
    """Return w and b, each with the cost as a function of it."""
    b = {L: z[L] - w[L] @ a[L - 1] for L in w}

    def cost(w, b):
        z, _ = arrays.forward(w, b, a[0])
        return _mean_cost(z[max(w)], y)

    return {"dw": (w, lambda w: cost(w, b)), "db": (b, lambda b: cost(w, b))}


_backward = Exercise(
    number="6.5",
    title="The whole gradient",
    reference=backward,
    probes=_probes_backward,
    mistakes=(
        Mistake(
            "the last layer's rule is used in the hidden layers too",
            _backward_with(
                dz_of=lambda L, da, z, a, y, last: (
                    2 * (a[L] - y) / y.shape[1] * slope(z[L])
                )
            ),
            "There is no target for a hidden neuron. Its da comes from the layer after "
            "it (S13).",
        ),
        Mistake(
            "w is not transposed on the way back",
            _backward_with(back=lambda w, dz, da, y: w @ dz),
            "The sum of S13 runs over j, the rows of w. A product with w itself sums "
            "over its columns.",
        ),
        Mistake(
            "da goes back instead of dz",
            _backward_with(back=lambda w, dz, da, y: w.T @ da),
            "The way back from layer L passes its f as well: w.T is applied to dz, not "
            "to da.",
        ),
        Mistake(
            "the slope is left out in the hidden layers",
            _backward_with(
                dz_of=lambda L, da, z, a, y, last: da * slope(z[L]) if L == last else da
            ),
            "Every layer has an f, so every layer has its f'(z[L]).",
        ),
        Mistake(
            "f'(z) of the wrong layer",
            _backward_with(
                dz_of=lambda L, da, z, a, y, last: da * slope(z[min(L + 1, last)])
            ),
            "When da belongs to layer L, so does the slope: f_prime(z[L]).",
        ),
        Mistake(
            "f'(a) instead of f'(z)",
            _backward_with(dz_of=lambda L, da, z, a, y, last: da * slope(a[L])),
            "f' wants the input of f. That is z[L]; a[L] is its output.",
        ),
        Mistake(
            "1/n is missing",
            _backward_with(first=lambda a, y: 2 * (a - y)),
            "Cost is the mean over the examples (S7), and you have summed them.",
        ),
        Mistake(
            "1/n is applied again in every layer",
            _backward_with(back=lambda w, dz, da, y: w.T @ dz / y.shape[1]),
            "Divide by n once, at the end of the network. The way back hands it on.",
        ),
        Mistake(
            "the mean is taken over the outputs, not the examples",
            _backward_with(first=lambda a, y: 2 * (a - y) / len(y)),
            "len(y) counts output neurons. The examples are columns: y.shape[1].",
        ),
        Mistake(
            "every dw is transposed",
            _backward_with(turn=True),
            "dw[L] has w[L]'s shape. In the product, dz comes first.",
        ),
    ),
    hints=(
        "Begin with da = 2 (a - y) / n at the last layer. Then go through the layers "
        "from the last to the first: sorted(w, reverse=True).",
        "In each round: dz from da, then dw[L] and db[L] from dz (Exercise 6.2).",
        "The round ends with da = w[L].T @ dz, ready for layer L - 1 (Exercise 6.4).",
        "dw, db = {}, {}\n"
        "da = 2 * (a[max(w)] - y) / y.shape[1]\n"
        "for L in sorted(w, reverse=True):\n"
        "    dz = da * f_prime(z[L])\n"
        "    dw[L] = dz @ a[L - 1].T\n"
        "    db[L] = dz.sum(axis=1, keepdims=True)\n"
        "    da = w[L].T @ dz\n"
        "return dw, db",
    ),
    returns={
        "dw": "(n_L, n_{L-1}) for each layer",
        "db": "(n_L, 1) for each layer",
    },
    equation="S12, S13",
    slope_of=_costs,
)


# 6.6 -------------------------------------------------------------------------


def mended_step(w, b, x, y, f, f_prime, lr):
    """Return the weights after one step, from one example (S12 to S14)."""
    w = dict(w)
    z, a = {}, {0: x}
    for L in sorted(w):
        z[L] = w[L] @ a[L - 1] + b[L]
        a[L] = f(z[L])
    da = 2 * (a[max(w)] - y)
    for L in sorted(w, reverse=True):
        dz = da * f_prime(z[L])
        da = w[L].T @ dz
        w[L] = w[L] - lr * dz @ a[L - 1].T
    return w


def _bugged_step(w, b, x, y, f, f_prime, lr):
    w = dict(w)
    z, a = arrays.forward(w, b, x)
    da = 2 * (a[max(w)] - y)
    for L in sorted(w, reverse=True):
        dz = da * f_prime(z[L])
        w[L] = w[L] - lr * dz @ a[L - 1].T
        da = w[L].T @ dz
    return w


def _other_step(update, error=lambda a, y: 2 * (a - y), through=lambda dz, da: dz):
    """Return a step with the bug mended and `update(w, dw, lr, L, last)` at its end."""

    def answer(w, b, x, y, f, f_prime, lr):
        z, a = arrays.forward(w, b, x)
        new, last = {}, max(w)
        da = error(a[last], y)
        for L in range(last, 0, -1):
            dz = da * f_prime(z[L])
            new[L] = update(w[L], dz @ a[L - 1].T, lr, L, last)
            da = w[L].T @ through(dz, da)
        return new

    return answer


def _forward_again(w, b, x, y, f, f_prime, lr):
    """Recompute the whole gradient with the later layers updated already."""
    w = dict(w)
    for L in sorted(w, reverse=True):
        z, a = arrays.forward(w, b, x)
        da = 2 * (a[max(w)] - y)
        for M in range(max(w), L - 1, -1):
            dz = da * f_prime(z[M])
            da = w[M].T @ dz
        w[L] = w[L] - lr * dz @ a[L - 1].T
    return w


def _probes_step(rng):
    probes = []
    for sizes in ((3, 4, 2), (4, 4, 4)):
        w, b, x, y = arrays.network(rng, sizes, 1)
        # A large lr: the bug must show far above rounding.
        probes.append((w, b, x, y, sigmoid, slope, float(rng.uniform(0.8, 1.2))))
    return probes


def _plain(w, dw, lr, L, last):
    return w - lr * dw


_mend = Exercise(
    number="6.6",
    title="★ Find the bug, and mend it",
    reference=mended_step,
    probes=_probes_step,
    mistakes=(
        Mistake(
            "the way back still goes through the updated weights",
            _bugged_step,
            "The bug is still there. When da of a layer is computed, which w[L] is in "
            "the dict: the old one or the new one?",
        ),
        Mistake(
            "the forward pass is run again between the updates",
            _forward_again,
            "All gradients belong to one point: the old weights. Do not look at the "
            "network again before all of them are there.",
        ),
        Mistake(
            "the gradients are returned, not the weights",
            _other_step(lambda w, dw, lr, L, last: dw),
            "Return the weights after the step: w - lr dw.",
        ),
        Mistake(
            "the step goes uphill",
            _other_step(lambda w, dw, lr, L, last: w + lr * dw),
            "The gradient points uphill. Subtract it.",
        ),
        Mistake(
            "the learning rate is left out",
            _other_step(lambda w, dw, lr, L, last: w - dw),
            "The bug is elsewhere: keep the factor lr.",
        ),
        Mistake(
            "only the last layer is updated",
            _other_step(lambda w, dw, lr, L, last: w - lr * dw if L == last else w),
            "Every layer takes its step, in the same loop.",
        ),
        Mistake(
            "there is a factor 1/2 in the cost",
            _other_step(_plain, error=lambda a, y: a - y),
            "That is Mazur's cost. The slides have no 1/2, so the 2 must stay; the "
            "learning rate makes up for it.",
        ),
        Mistake(
            "da goes back instead of dz",
            _other_step(_plain, through=lambda dz, da: da),
            "That line was right: w.T is applied to dz.",
        ),
    ),
    hints=(
        "Print what each line of the loop uses in the second round. Which of these did "
        "the first round change?",
        "da must be computed with the old w[L]. By then, the program has replaced it.",
        "Swap two lines of the loop, or collect the new weights in a second dict.",
        "In the loop:\n"
        "    dz = da * f_prime(z[L])\n"
        "    da = w[L].T @ dz                       # first go back,\n"
        "    w[L] = w[L] - lr * dz @ a[L - 1].T     # then update",
    ),
    returns={"w": "(n_L, n_{L-1}) for each layer"},
    equation="S12, S13, S14",
)


EXERCISES = (_weight, _last_layer, _paths, _hidden, _backward, _mend)

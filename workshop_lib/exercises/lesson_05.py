"""Exercises of lesson 05: forward through layers of many neurons (S1, S11).

One column per example: w (n_L, n_{L-1}), b (n_L, 1), a and z (n_L, n).
"""

import numpy as np

from workshop_lib.exercises.arrays import f as sigmoid
from workshop_lib.exercises.arrays import layer, network, networks
from workshop_lib.exercises.base import Exercise, Mistake, signed

# 5.1 -------------------------------------------------------------------------


def neuron_z(w, b, a_prev, j):
    """Return z_j of one neuron, for one example (S11)."""
    z_j = b[j, 0]
    for k in range(len(a_prev)):
        z_j += w[j, k] * a_prev[k, 0]
    return z_j


def _sum_over_k(term):
    """Return the formula that sums `term(w, b, a_prev, j, k)` over k, plus b_j."""

    def formula(w, b, a_prev, j):
        terms = (term(w, b, a_prev, j, k) for k in range(len(a_prev)))
        return sum(terms) + b[j, 0]

    return formula


_neuron = Exercise(
    number="5.1",
    title="One neuron, one sum",
    reference=neuron_z,
    probes=lambda rng: [
        (*layer(rng, 4, 3, 1), 2),
        (*layer(rng, 4, 4, 1), 1),
        (*layer(rng, 5, 4, 1), 3),
    ],
    mistakes=(
        Mistake(
            "w_kj instead of w_jk",
            _sum_over_k(lambda w, b, a_prev, j, k: w[k, j] * a_prev[k, 0]),
            "The first index is where the weight goes to, the second where it comes "
            "from. You want the weights that arrive at neuron j.",
        ),
        Mistake(
            "a_j instead of a_k",
            _sum_over_k(lambda w, b, a_prev, j, k: w[j, k] * a_prev[j, 0]),
            "The activation belongs to the neuron where the weight comes from.",
        ),
        Mistake(
            "the bias is forgotten",
            lambda w, b, a_prev, j: neuron_z(w, 0 * b, a_prev, j),
            "Read S11 to its end: what stands behind the sum?",
        ),
        Mistake(
            "the bias is added once for every k",
            _sum_over_k(
                lambda w, b, a_prev, j, k: (
                    w[j, k] * a_prev[k, 0] + (b[j, 0] if k else 0)
                )
            ),
            "A neuron has one bias. It stands outside the sum over k.",
        ),
        Mistake(
            "the weight and the activation are added, not multiplied",
            _sum_over_k(lambda w, b, a_prev, j, k: w[j, k] + a_prev[k, 0]),
            "Each road passes on its activation times its weight.",
        ),
        Mistake(
            "only the road from k = j is counted",
            lambda w, b, a_prev, j: w[j, j] * a_prev[j, 0] + b[j, 0],
            "Every neuron k of the layer before speaks to neuron j. Sum over all k.",
        ),
        Mistake(
            "the sum begins at k = 1",
            lambda w, b, a_prev, j: neuron_z(w[:, 1:], b, a_prev[1:], j),
            "The slides count from 0, and so does Python: the first k is 0.",
        ),
        Mistake(
            "the last k is left out",
            lambda w, b, a_prev, j: neuron_z(w[:, :-1], b, a_prev[:-1], j),
            "range(n) ends at n - 1 by itself: do not subtract 1 once more.",
        ),
        Mistake(
            "two sums are multiplied",
            lambda w, b, a_prev, j: w[j].sum() * a_prev[:, 0].sum() + b[j, 0],
            "Multiply each weight with its own activation first; then sum.",
        ),
        Mistake(
            "this is a_j: f is applied already",
            lambda w, b, a_prev, j: sigmoid(neuron_z(w, b, a_prev, j)),
            "Stop one step earlier: z_j is what goes into f.",
        ),
    ),
    hints=(
        "Only k runs. The row j stays the same: you walk along one row of w.",
        "There is one example, so the numbers are a_prev[k, 0] and b[j, 0].",
        "Start with the bias, b[j, 0]. For every k, add w[j, k] * a_prev[k, 0].",
        "return b[j, 0] + sum(w[j, k] * a_prev[k, 0] for k in range(len(a_prev)))",
    ),
    returns={"z_j": "number"},
    equation="S11",
)


# 5.2 -------------------------------------------------------------------------


def layer_forward(w, b, a_prev, f):
    """Return z and a of a layer, one column per example (S11)."""
    z = w @ a_prev + b
    return z, f(z)


def _with_z(formula):
    """Return the answer with `formula(w, b, a_prev)` in the place of z."""

    def answer(w, b, a_prev, f):
        z = formula(w, b, a_prev)
        return z, f(z)

    return answer


_layer = Exercise(
    number="5.2",
    title="A layer in one line",
    reference=layer_forward,
    # The third, with a single column, lets w * a_prev broadcast instead of raise.
    probes=lambda rng: [
        (*layer(rng, n_out, n_in, n), sigmoid)
        for n_out, n_in, n in ((4, 3, 5), (4, 4, 7), (4, 4, 1))
    ],
    mistakes=(
        Mistake(
            "w is transposed",
            _with_z(lambda w, b, a_prev: w.T @ a_prev + b),
            "w has one row for each neuron j of this layer, as S11 wants it. The "
            "transpose is for the way back.",
        ),
        Mistake(
            "* instead of @",
            _with_z(lambda w, b, a_prev: w * a_prev + b),
            "* multiplies entry by entry and sums nothing. The sum over k is @.",
        ),
        Mistake(
            "the bias is forgotten",
            _with_z(lambda w, b, a_prev: w @ a_prev),
            "Read S11 to its end. A column b is added to every example's column.",
        ),
        Mistake(
            "the bias comes after f",
            lambda w, b, a_prev, f: (w @ a_prev + b, f(w @ a_prev) + b),
            "f receives z, and z contains the bias already.",
        ),
        Mistake(
            "f forgets the bias",
            lambda w, b, a_prev, f: (w @ a_prev + b, f(w @ a_prev)),
            "Your z is right. Give that z to f.",
        ),
        Mistake(
            "a is z: f is not applied",
            lambda w, b, a_prev, f: (w @ a_prev + b, w @ a_prev + b),
            "Your z is right. a is f of it, entry by entry.",
        ),
        Mistake(
            "f is applied twice",
            lambda w, b, a_prev, f: (f(w @ a_prev + b), f(f(w @ a_prev + b))),
            "The first value you return went through f: give back z as it is.",
        ),
        Mistake(
            "z and a are swapped",
            lambda w, b, a_prev, f: layer_forward(w, b, a_prev, f)[::-1],
            "Both are right. Return z first, then a.",
        ),
        Mistake(
            "the examples are averaged",
            _with_z(lambda w, b, a_prev: w @ a_prev.mean(axis=1, keepdims=True) + b),
            "Going forward, every example keeps a column of its own.",
        ),
    ),
    hints=(
        "The sum over k of w_jk a_k, for all j at once, is the product w @ a_prev.",
        "b has one column; NumPy adds it to each of the n columns.",
        "z = w @ a_prev + b, and a = f(z).",
        "z = w @ a_prev + b\nreturn z, f(z)",
    ),
    returns={"z": "(n_L, n)", "a": "(n_L, n)"},
    equation="S11",
)


# 5.3 -------------------------------------------------------------------------


def forward(w, b, x, f):
    """Return z and a of every layer; a[0] is the input (S11)."""
    z, a = {}, {0: x}
    for L in sorted(w):
        z[L] = w[L] @ a[L - 1] + b[L]
        a[L] = f(z[L])
    return z, a


def _forward_with(z_of=None, a_of=None):
    """Return the answer whose layer L computes `z_of(L, w, b, a, z, x)` and
    `a_of(L, w, z, f)`.
    """

    def answer(w, b, x, f):
        z, a = {}, {0: x}
        for L in sorted(w):
            z[L] = z_of(L, w, b, a, z, x) if z_of else w[L] @ a[L - 1] + b[L]
            a[L] = a_of(L, w, z, f) if a_of else f(z[L])
        return z, a

    return answer


_network = Exercise(
    number="5.3",
    title="All layers",
    reference=forward,
    probes=lambda rng: [(w, b, x, sigmoid) for w, b, x, _ in networks(rng)],
    mistakes=(
        Mistake(
            "the next layer receives z, not a",
            _forward_with(
                lambda L, w, b, a, z, x: w[L] @ (z[L - 1] if L > 1 else x) + b[L]
            ),
            "What a neuron passes on is its activation a = f(z).",
        ),
        Mistake(
            "every layer receives the input x",
            _forward_with(lambda L, w, b, a, z, x: w[L] @ x + b[L]),
            "Layer L listens to layer L-1. Only layer 1 listens to the input.",
        ),
        Mistake(
            "the first layer's weights are used in every layer",
            _forward_with(lambda L, w, b, a, z, x: w[1] @ a[L - 1] + b[L]),
            "Each layer has its own matrix: w[L].",
        ),
        Mistake(
            "the first layer's bias is used in every layer",
            _forward_with(lambda L, w, b, a, z, x: w[L] @ a[L - 1] + b[1]),
            "Each layer has its own column of biases: b[L].",
        ),
        Mistake(
            "the biases are forgotten",
            _forward_with(lambda L, w, b, a, z, x: w[L] @ a[L - 1]),
            "Read S11 to its end.",
        ),
        Mistake(
            "the last layer has no f",
            _forward_with(a_of=lambda L, w, z, f: z[L] if L == max(w) else f(z[L])),
            "In the slides the last layer is a layer like the others: a = f(z).",
        ),
        Mistake(
            "the hidden layers have no f",
            _forward_with(a_of=lambda L, w, z, f: f(z[L]) if L == max(w) else z[L]),
            "a = f(z) in every layer. Without it, all layers together are one straight "
            "line.",
        ),
        Mistake(
            "f is applied twice",
            _forward_with(a_of=lambda L, w, z, f: f(f(z[L]))),
            "a[L] = f(z[L]), once.",
        ),
        Mistake(
            "w is transposed",
            _forward_with(lambda L, w, b, a, z, x: w[L].T @ a[L - 1] + b[L]),
            "w[L] has one row for each neuron j of layer L: use it as it is.",
        ),
        Mistake(
            "z and a are swapped",
            lambda w, b, x, f: (
                {L: v for L, v in forward(w, b, x, f)[1].items() if L},
                {0: x} | forward(w, b, x, f)[0],
            ),
            "Return the dict z first, then the dict a.",
        ),
    ),
    hints=(
        "The dict a begins with a[0], the input. The dict z begins with layer 1.",
        "In round L you need w[L], b[L] and what the round before gave: a[L - 1].",
        "z[L] = w[L] @ a[L - 1] + b[L], then a[L] = f(z[L]).",
        (
            "z, a = {}, {0: x}\n"
            "for L in sorted(w):\n"
            "    z[L] = w[L] @ a[L - 1] + b[L]\n"
            "    a[L] = f(z[L])\n"
            "return z, a"
        ),
    ),
    returns={"z": "(n_L, n) for each layer", "a": "(n_L, n) for each layer"},
    equation="S11",
)


# 5.4 -------------------------------------------------------------------------


def cost(a_L, y):
    """Return Cost: squared errors summed over outputs, averaged over examples (S1)."""
    return ((a_L - y) ** 2).sum() / y.shape[1]


def _outputs(rng):
    probes = []
    for sizes, n in (((3, 4, 2), 5), ((4, 4, 4), 7), ((3, 4, 3), 5)):
        _, _, _, y = network(rng, sizes, n)
        probes.append((y + signed(rng, *y.shape), y))
    return probes


_cost = Exercise(
    number="5.4",
    title="The cost of n examples",
    reference=cost,
    probes=_outputs,
    mistakes=(
        Mistake(
            "the mean is taken over the outputs too",
            lambda a_L, y: ((a_L - y) ** 2).mean(),
            "S1 sums over the output neurons j. Only over the examples is it a mean.",
        ),
        Mistake(
            "summed over the examples, not averaged",
            lambda a_L, y: ((a_L - y) ** 2).sum(),
            "Cost is the mean of the n values Cost_i: how many columns are there?",
        ),
        Mistake(
            "divided by the number of outputs, not of examples",
            lambda a_L, y: ((a_L - y) ** 2).sum() / len(y),
            "len(y) counts rows, that is, output neurons. The examples are columns.",
        ),
        Mistake(
            "1/n is there twice",
            lambda a_L, y: cost(a_L, y) / y.shape[1],
            "One mean over the examples is enough.",
        ),
        Mistake(
            "there is a factor 1/2",
            lambda a_L, y: cost(a_L, y) / 2,
            "Many books have it; the slides do not.",
        ),
        Mistake(
            "the errors are not squared",
            lambda a_L, y: (a_L - y).sum() / y.shape[1],
            "Errors of opposite sign would cancel. Square each one.",
        ),
        Mistake(
            "the sum is squared, not the errors",
            lambda a_L, y: ((a_L - y).sum(axis=0) ** 2).sum() / y.shape[1],
            "Square each error first, then sum over the outputs.",
        ),
        Mistake(
            "absolute values instead of squares",
            lambda a_L, y: np.abs(a_L - y).sum() / y.shape[1],
            "Also a cost, but not the slides': they square.",
        ),
        Mistake(
            "a square root is taken",
            lambda a_L, y: np.sqrt(((a_L - y) ** 2).sum(axis=0)).mean(),
            "That is a mean distance. The slides' cost keeps the square.",
        ),
        Mistake(
            "there is one cost for each example",
            lambda a_L, y: ((a_L - y) ** 2).sum(axis=0),
            "These are the n values Cost_i, and they are right. Cost is their mean.",
        ),
    ),
    hints=(
        "Work from the inside: the errors, their squares, the sum, the mean.",
        "Sum all the squares, over rows and columns; then divide by the number of "
        "examples.",
        "y.shape[1] is n, the number of examples.",
        "return ((a_L - y) ** 2).sum() / y.shape[1]",
    ),
    returns={"cost": "number"},
    equation="S1",
)


# 5.5 -------------------------------------------------------------------------


def layer_in_rows(w, b, x_rows):
    """Return z with one row per example, from inputs in rows (S11)."""
    return x_rows @ w.T + b.T


def _in_rows(rng):
    probes = []
    for n_out, n_in, n in ((4, 3, 5), (4, 4, 7), (4, 4, 4), (4, 4, 1)):
        w, b, a_prev = layer(rng, n_out, n_in, n)
        probes.append((w, b, np.ascontiguousarray(a_prev.T)))
    return probes


_rows = Exercise(
    number="5.5",
    title="★ Examples in rows",
    reference=layer_in_rows,
    probes=_in_rows,
    mistakes=(
        Mistake(
            "w is not transposed",
            lambda w, b, x_rows: x_rows @ w + b.T,
            "In x_rows @ m, the rows of m must be the inputs k. What are w's rows?",
        ),
        Mistake(
            "b is not transposed",
            lambda w, b, x_rows: x_rows @ w.T + b,
            "b is a column, but here the neurons lie along a row.",
        ),
        Mistake(
            "neither w nor b is transposed",
            lambda w, b, x_rows: x_rows @ w + b,
            "Both w and b lie the way columns need them. Here everything is turned.",
        ),
        Mistake(
            "the bias is forgotten",
            lambda w, b, x_rows: x_rows @ w.T,
            "Read S11 to its end.",
        ),
        Mistake(
            "the result has its examples in columns",
            lambda w, b, x_rows: w @ x_rows.T + b,
            "The right numbers, lying on their side: one row per example is asked for.",
        ),
        Mistake(
            "the columns are taken for the examples",
            lambda w, b, x_rows: (w @ x_rows + b).T,
            "Each row of x_rows is one example: the sum over k runs along a row.",
        ),
        Mistake(
            "* instead of @",
            lambda w, b, x_rows: x_rows * w.T + b.T,
            "* multiplies entry by entry and sums nothing. The sum over k is @.",
        ),
    ),
    hints=(
        "You can do it in columns and turn the result: (w @ x_rows.T + b).T",
        "A product is transposed factor by factor, in reverse order.",
        "return x_rows @ w.T + b.T",
    ),
    returns={"z": "(n, n_L)"},
    equation="S11",
)


EXERCISES = (_neuron, _layer, _network, _cost, _rows)

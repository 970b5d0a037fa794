"""Exercises of lesson 05: forward through layers of many neurons (S1, S11).

One column per example: w (n_L, n_{L-1}), b (n_L, 1), a and z (n_L, n).
"""

import numpy as np

from workshop_lib.exercises.arrays import layer, network, networks
from workshop_lib.exercises.base import PAIRS, Mistake, exercise, mixed, signed
from workshop_lib.exercises.prediction import prediction

# 5.1 -------------------------------------------------------------------------


def _probes_neuron(rng):
    def draw(i):
        n_out, n_in, j = ((4, 3, 2), (4, 4, 1), (5, 4, 3))[i]
        return *layer(rng, n_out, n_in, 1), j

    return mixed(
        3,
        draw,
        lambda w, b, a_prev, j: (w[j], b[j], a_prev, neuron_z(w, b, a_prev, j)),
    )


@exercise(
    "5.1",
    "One neuron, one sum",
    equation="S11",
    returns={"z_j": "number"},
    probes=_probes_neuron,
    hints=(
        "Three activations arrive, each with its weight; the bias comes on top. Only k "
        "changes: you go along one row of w.",
        "There is one example, so the numbers are a_prev[k, 0] and b[j, 0].",
        "Start with the bias, b[j, 0]. For every k, add w[j, k] * a_prev[k, 0].",
    ),
    mistakes=(
        Mistake("w_kj instead of w_jk", "w[j, k] -> w[k, j]",
            "The first index is where the weight goes to, the second where it comes "
            "from. You want the weights that arrive at neuron j."),
        Mistake("a_j instead of a_k", "a_prev[k, 0] -> a_prev[j, 0]",
            "The activation belongs to the neuron where the weight comes from."),
        Mistake("the bias is forgotten", "b[j, 0] -> 0",
            "Read S11 to its end: what stands behind the sum?"),
        Mistake("the bias is added once for every k",
            "b[j, 0] -> len(a_prev) * b[j, 0]",
            "A neuron has one bias. It stands outside the sum over k."),
        Mistake("the weight and the activation are added, not multiplied", "* -> +",
            "Each edge brings its activation times its weight."),
        Mistake("only the edge from k = j is counted", "range(len(a_prev)) -> [j]",
            "Every neuron k of the layer before sends its activation to neuron j. Sum "
            "over all k."),
        Mistake("the sum begins at k = 1", "range( -> range(1, ",
            "The slides count from 0, and so does Python: the first k is 0."),
        Mistake("the last k is left out", "len(a_prev) -> len(a_prev) - 1",
            "range(n) ends at n - 1 by itself: do not subtract 1 once more."),
        Mistake("two sums are multiplied", "a_prev[k, 0] -> a_prev.sum()",
            "Multiply each weight with its own activation first; then sum."),
        Mistake("this is a_j: f is applied already",
            "return z_j -> return 1 / (1 + np.exp(-z_j))",
            "Stop one step earlier: z_j is what goes into f."),
    ),
)
def neuron_z(w, b, a_prev, j):
    """Return z_j of one neuron, for one example (S11)."""
    z_j = b[j, 0]
    for k in range(len(a_prev)):
        z_j += w[j, k] * a_prev[k, 0]
    return z_j


# 5.2 -------------------------------------------------------------------------


@exercise(
    "5.2",
    "A layer in one line",
    equation="S11",
    returns={"z": "(n_L, n)", "a": "(n_L, n)"},
    # The third, with a single column, lets w * a_prev broadcast instead of raise.
    probes=lambda rng: [
        (*layer(rng, n_out, n_in, n), PAIRS[i % 2][0])
        for i, (n_out, n_in, n) in enumerate(((4, 3, 5), (4, 4, 7), (4, 4, 1)))
    ],
    hints=(
        "First z, then a = f(z). For z: the loops over j and k are a product, and "
        "the bias is added to it.",
        "A product of matrices sums over its inner axes. Here they are k. Which "
        "array has k as its last axis, and which as its first?",
        "b has one column; NumPy adds it to each of the n columns.",
    ),
    mistakes=(
        Mistake("w is transposed", "w @ -> w.T @",
            "w has one row for each neuron j of this layer, as S11 wants it. The "
            "transpose is for the way back."),
        Mistake("* instead of @", "@ -> *",
            "* multiplies entry by entry and sums nothing. The sum over k is @."),
        Mistake("the bias is forgotten", " + b -> ",
            "Read S11 to its end. A column b is added to every example's column."),
        Mistake("the bias comes after f", "f(z) -> f(w @ a_prev) + b",
            "f receives z, and z contains the bias already."),
        Mistake("f forgets the bias", "f(z) -> f(w @ a_prev)",
            "Your z is right. Give that z to f."),
        Mistake("a is z: f is not applied", "f(z) -> z",
            "Your z is right. a is f of it, entry by entry."),
        Mistake("it is the sigmoid, whatever f is given",
            "f(z) -> 1 / (1 + np.exp(-z))",
            "Call the f that you are given: the check gives another one too."),
        Mistake("f is applied twice", "z, f(z) -> f(z), f(f(z))",
            "The first value you return went through f: give back z as it is."),
        Mistake("z and a are swapped", "z, f(z) -> f(z), z",
            "Both are right. Return z first, then a."),
        Mistake("the examples are averaged",
            "a_prev -> a_prev.mean(axis=1, keepdims=True)",
            "Going forward, every example keeps a column of its own."),
    ),
)
def layer_forward(w, b, a_prev, f):
    """Return z and a of a layer, one column per example (S11)."""
    z = w @ a_prev + b
    return z, f(z)


# 5.3 -------------------------------------------------------------------------


@exercise(
    "5.3",
    "All layers",
    equation="S11",
    returns={"z": "(n_L, n) for each layer", "a": "(n_L, n) for each layer"},
    probes=lambda rng: [
        (w, b, x, f) for (w, b, x, _), (f, _) in zip(networks(rng), PAIRS)
    ],
    hints=(
        "The dict a begins with a[0], the input. The dict z begins with layer 1.",
        "In round L you need w[L], b[L] and what the round before gave: a[L - 1].",
        "z[L] = w[L] @ a[L - 1] + b[L], then a[L] = f(z[L]).",
    ),
    mistakes=(
        Mistake("the next layer receives z, not a",
            "a[L - 1] -> (z[L - 1] if L > 1 else x)",
            "What a neuron passes on is its activation a = f(z)."),
        Mistake("every layer receives the input x", "a[L - 1] -> x",
            "Layer L receives a[L - 1]. Only layer 1 receives the input itself."),
        Mistake("the first layer's weights are used in every layer", "w[L] -> w[1]",
            "Each layer has its own matrix: w[L]."),
        Mistake("the first layer's bias is used in every layer", "b[L] -> b[1]",
            "Each layer has its own column of biases: b[L]."),
        Mistake("the biases are forgotten", " + b[L] -> ", "Read S11 to its end."),
        Mistake("the last layer has no f",
            "f(z[L]) -> z[L] if L == max(w) else f(z[L])",
            "In the slides the last layer is a layer like the others: a = f(z)."),
        Mistake("the hidden layers have no f",
            "f(z[L]) -> f(z[L]) if L == max(w) else z[L]",
            "a = f(z) in every layer. Without it, all layers together are one "
            "straight line."),
        Mistake("it is the sigmoid, whatever f is given",
            "f(z[L]) -> 1 / (1 + np.exp(-z[L]))",
            "Call the f that you are given: the check gives another one too."),
        Mistake("f is applied twice", "f(z[L]) -> f(f(z[L]))", "a[L] = f(z[L]), once."),
        Mistake("w is transposed", "w[L] -> w[L].T",
            "w[L] has one row for each neuron j of layer L: use it as it is."),
        Mistake("z and a are swapped",
            "return z, a -> return {L: a[L] for L in w}, {0: x} | z",
            "Return the dict z first, then the dict a."),
    ),
)
def forward(w, b, x, f):
    """Return z and a of every layer; a[0] is the input (S11)."""
    z, a = {}, {0: x}
    for L in sorted(w):
        z[L] = w[L] @ a[L - 1] + b[L]
        a[L] = f(z[L])
    return z, a


# 5.4 -------------------------------------------------------------------------


def _outputs(rng):
    probes = []
    for sizes, n in (((3, 4, 2), 5), ((4, 4, 4), 7), ((3, 4, 3), 5)):
        _, _, _, y = network(rng, sizes, n)
        probes.append((y + signed(rng, *y.shape), y))
    return probes


@exercise(
    "5.4",
    "The cost of n examples",
    equation="S1",
    returns={"cost": "number"},
    probes=_outputs,
    hints=(
        "Work from the inside: the errors, their squares, the sum, the mean.",
        "Sum all the squares, over rows and columns; then divide by the number of "
        "examples.",
        "y.shape[1] is n, the number of examples.",
    ),
    mistakes=(
        Mistake("the mean is taken over the outputs too",
            ".sum() / y.shape[1] -> .mean()",
            "S1 sums over the output neurons j. Only over the examples is it a mean."),
        Mistake("summed over the examples, not averaged", " / y.shape[1] -> ",
            "Cost is the mean of the n values Cost_i: how many columns are there?"),
        Mistake("divided by the number of outputs, not of examples",
            "y.shape[1] -> len(y)",
            "You divided by the number of rows, which are the output neurons. The "
            "examples are the columns."),
        Mistake("1/n is there twice", "y.shape[1] -> y.shape[1] ** 2",
            "One mean over the examples is enough."),
        Mistake("there are no parentheses round a - y", "(a_L - y) -> a_L - y",
            "`a_L - y ** 2` squares y alone: a power comes before a minus."),
        Mistake("there is a factor 1/2", "/ -> / 2 /",
            "Many books have it; the slides do not."),
        Mistake("the errors are not squared", " ** 2 -> ",
            "Errors of opposite sign would cancel. Square each one."),
        Mistake("the sum is squared, not the errors",
            "(a_L - y) ** 2 -> (a_L - y).sum(axis=0) ** 2",
            "Square each error first, then sum over the outputs."),
        Mistake("absolute values instead of squares",
            "(a_L - y) ** 2 -> np.abs(a_L - y)",
            "Also a cost, but not the slides': they square."),
        Mistake("a square root is taken",
            "((a_L - y) ** 2).sum() -> np.sqrt(((a_L - y) ** 2).sum(axis=0)).sum()",
            "That is a mean distance. The slides' cost keeps the square."),
        Mistake("there is one cost for each example",
            ".sum() / y.shape[1] -> .sum(axis=0)",
            "These are the n values Cost_i, and they are right. Cost is their mean."),
    ),
)
def cost_of_n(a_L, y):
    """Return Cost: summed over the outputs, mean over the examples (S1)."""
    return ((a_L - y) ** 2).sum() / y.shape[1]


# 5.5 -------------------------------------------------------------------------


def _in_rows(rng):
    probes = []
    for n_out, n_in, n in ((4, 3, 5), (4, 4, 7), (4, 4, 4), (4, 4, 1)):
        w, b, a_prev = layer(rng, n_out, n_in, n)
        probes.append((w, b, np.ascontiguousarray(a_prev.T)))
    return probes


@exercise(
    "5.5",
    "★ Examples in rows",
    equation="S11",
    returns={"z": "(n, n_L)"},
    probes=_in_rows,
    hints=(
        "Write the axes under the arrays: x_rows is (example, k), and z shall be "
        "(example, j). The product sums over k.",
        "So k must be the last axis of what stands before the @, and the first axis of "
        "what stands after it. w is (j, k).",
        "Now the neurons j lie along a row. The biases must lie so, too.",
    ),
    mistakes=(
        Mistake("w is not transposed", "w.T -> w",
            "In x_rows @ m, the rows of m must be the inputs k. What are w's rows?"),
        Mistake("b is not transposed", "b.T -> b",
            "b is a column, but here the neurons lie along a row."),
        Mistake("neither w nor b is transposed", "w.T + b.T -> w + b",
            "Both w and b lie the way columns need them. Here everything is turned."),
        Mistake("the bias is forgotten", " + b.T -> ", "Read S11 to its end."),
        Mistake("the result has its examples in columns",
            "x_rows @ w.T + b.T -> w @ x_rows.T + b",
            "The right numbers, lying on their side: one row per example is asked "
            "for."),
        Mistake("the columns are taken for the examples",
            "x_rows @ w.T + b.T -> (w @ x_rows + b).T",
            "Each row of x_rows is one example: the sum over k runs along a row."),
        Mistake("* instead of @", "@ -> *",
            "* multiplies entry by entry and sums nothing. The sum over k is @."),
    ),
)
def layer_in_rows(w, b, x_rows):
    """Return z with one row per example, from inputs in rows (S11)."""
    return x_rows @ w.T + b.T


# Predictions ---------------------------------------------------------------------

prediction(
    "5.a",
    "Recall 02: in a chain w^(2) = 2, a^(1) = 0.5 and b^(2) = -0.25. What is z^(2)?",
    answer=0.75,
    because={
        0.75: "z = w a + b = 2 × 0.5 - 0.25.",
        0.5: "That is w (a + b). The bias is added after the weight has multiplied.",
        0.679: "That is f(z) with the sigmoid, one step further.",
    },
    tolerance=0.01,
)

prediction(
    "5.b",
    "Recall 02: what does a neuron pass on to the next layer?",
    ("its z, the weighted sum", "its a, which is f(z)", "its slope, which is f'(z)"),
    answer="b",
    because={
        "a": "z is what a neuron computes first, so it tempts. But f comes after it, "
        "in every layer.",
        "b": "z^(L) = w^(L) a^(L-1) + b^(L): what comes in is the activation of the "
        "layer before.",
        "c": "Slopes are for the way back.",
    },
)

prediction(
    "5.c",
    "Recall 04: four examples have the costs 0.1, 0.2, 0.3 and 1.0. What is Cost, the "
    "cost of the whole sample?",
    answer=0.4,
    because={
        0.4: "It is the mean: 1.6 / 4.",
        1.6: "That is the sum. It would grow with every example that you add.",
        0.25: "That is the value in the middle. The mean counts the large one, too.",
    },
    tolerance=0.01,
)

prediction(
    "5.d",
    "How many weights lead from the three neurons in the middle to the two outputs?",
    answer=6,
    because={
        6: "Each of the two outputs receives from all three: 2 × 3.",
        5: "That is the number of neurons. Each pair has a weight of its own, so you "
        "multiply.",
        3: "Each of the three neurons sends to both outputs, and along each edge with "
        "another weight.",
    },
)

prediction(
    "5.e",
    "Which weight goes to neuron 1 of layer 2, from neuron 0 of layer 1?",
    ("0.8", "-0.4", "0.6", "-0.2"),
    answer="d",
    because={
        "a": "That is w_10^(1). It goes to layer 1; a weight belongs to the layer "
        "where it arrives.",
        "b": "That is w_01^(2): to 0, from 1. The first index says where it goes to.",
        "c": "That is w_11^(2), from the neuron in the middle. Counting starts at 0, "
        "so neuron 0 is the topmost.",
        "d": "It is w_10^(2): to 1, from 0. It goes from the topmost neuron down to "
        "the lower output.",
    },
)

prediction(
    "5.f",
    "Three weights arrive at the lower output, j = 1. Where do they stand in the "
    "matrix `w[2]`?",
    ("in row 1", "in column 1", "in row 2", "on the diagonal"),
    answer="a",
    because={
        "a": "They are w_10, w_11 and w_12: j = 1 is the row, and k goes along it.",
        "b": "A column holds w_01 and w_11: the same k, so the weights that leave one "
        "neuron.",
        "c": "The 2 is the layer, and the layer is the key of the dict. The row is j.",
        "d": "On the diagonal j and k are equal: w_00 and w_11 arrive at different "
        "neurons.",
    },
)

prediction(
    "5.g",
    "We change example 1, the second column of `xs`. Which entries of `m @ xs` change?",
    ("all of them", "the second column only", "the second row only"),
    answer="b",
    because={
        "a": "A product of matrices looks as if it mixed everything. It mixes within "
        "a column only.",
        "b": "Column i of the product is m times column i of `xs`, and nothing else.",
        "c": "A row of the product belongs to one neuron. The examples are the "
        "columns.",
    },
)

prediction(
    "5.h",
    "`w[1] @ xs[:, :3]` has shape (3, 3). Now a bias of shape (3,) is added. What "
    "happens?",
    ("an error message", "right numbers, no error", "wrong numbers, no error"),
    answer="c",
    because={
        "a": "An error would help here. But NumPy can add (3,) to (3, 3), and gives "
        "no message.",
        "b": "There are three numbers and three neurons, so it tempts. But NumPy "
        "takes a flat array for a row.",
        "c": "A flat array is taken for a row. So the first bias goes to the first "
        "example, not to the first neuron.",
    },
)

prediction(
    "5.i",
    "How many weights and biases has the network 784-128-10?",
    ("about 1,000", "about 10,000", "about 100,000", "about 1,000,000"),
    answer="c",
    because={
        "a": "That is the number of its neurons, 784 + 128 + 10.",
        "b": "The 128 × 10 weights of the last layer are few. But the first layer has "
        "784 × 128.",
        "c": "784 × 128 + 128 × 10 weights, and 128 + 10 biases.",
        "d": "That is 784 × 128 × 10. The layers' weights are added, not multiplied.",
    },
)

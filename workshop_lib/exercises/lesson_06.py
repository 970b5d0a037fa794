"""Exercises of lesson 06: backward through layers of many neurons (S12, S13).

One column per example. `f_prime` is a function of z alone.
"""

import numpy as np

from workshop_lib.exercises import arrays
from workshop_lib.exercises.base import F_OF, PAIRS, Mistake, exercise, mixed, signed
from workshop_lib.exercises.prediction import prediction


def _last(rng, f, n_out, n_in, n):
    """Return w, a_prev, z, a, y of a last layer, and n wrong answers of it."""
    w, b, a_prev = arrays.layer(rng, n_out, n_in, n)
    z = w @ a_prev + b
    return w, a_prev, z, f(z), f(z) + signed(rng, *z.shape)


def _mean_cost(a, y):
    return np.sum((a - y) ** 2) / y.shape[1]


# 6.1 -------------------------------------------------------------------------


def _probes_weight(rng):
    def draw(i):
        f, f_prime = PAIRS[i % 2]
        n_out, n_in, j, k = ((4, 3, 1, 2), (4, 4, 2, 0), (4, 4, 0, 3), (5, 4, 3, 1))[i]
        _, a_prev, z, a, y = _last(rng, f, n_out, n_in, 1)
        return a_prev, z, a, y, f_prime, j, k

    return mixed(
        4,
        draw,
        lambda a_prev, z, a, y, f_prime, j, k: (
            a_prev[k], a[j], y[j], (a - y)[j],
            dcost_dw_jk(a_prev, z, a, y, f_prime, j, k),
        ),
    )


@exercise(
    "6.1",
    "One weight of the last layer",
    equation="S12",
    returns={"dcost_dw_jk": "number"},
    probes=_probes_weight,
    hints=(
        "Follow the road: w_jk moves z_j, z_j moves a_j, a_j moves the cost. Each step "
        "is one factor, as in lesson 03.",
        "Two factors belong to neuron j of the last layer: its error, its slope. One "
        "belongs to neuron k before it: its activation.",
        "There is one example: every number stands in column 0, as in a[j, 0].",
    ),
    mistakes=(
        Mistake("j and k are swapped", "return -> j, k = k, j\nreturn",
            "w_jk arrives at neuron j of the last layer. It comes from neuron k of "
            "the layer before."),
        Mistake("a_j instead of a_k of the layer before",
            "a_prev[k, 0] -> a_prev[j, 0]",
            "In z_j, beside w_jk stands the activation of the neuron it comes from."),
        Mistake("the activation is that of the last layer", "a_prev -> a",
            "w_jk^(L) is multiplied by an activation of layer L-1."),
        Mistake("the slope is that of neuron k", "z[j, 0] -> z[k, 0]",
            "The road goes through neuron j of the last layer: through its z."),
        Mistake("the sum runs over all output neurons",
            "2 * (a[j, 0] - y[j, 0]) * f_prime(z[j, 0])"
            " -> (2 * (a - y) * f_prime(z)).sum()",
            "w_jk touches one output neuron only: j. There is one road, and no sum."),
        Mistake("f'(a) instead of f'(z)", "z[j, 0] -> a[j, 0]",
            "f' wants the input of f. That is z; a is its output."),
        Mistake("the slope is the sigmoid's, whatever f_prime is given",
            "f_prime(z[j, 0]) -> a[j, 0] * (1 - a[j, 0])",
            "a (1 - a) belongs to the sigmoid only. Call the f_prime that you are "
            "given: the check gives another one too."),
        Mistake("the factor 2 is missing", "2 * -> ",
            "Look at the first factor: the derivative of a square."),
        Mistake("y - a instead of a - y", "a[j, 0] - y[j, 0] -> y[j, 0] - a[j, 0]",
            "If a_j is above y_j and grows, the cost grows: the first factor is "
            "positive then."),
        Mistake("there are no parentheses round a - y",
            "(a[j, 0] - y[j, 0]) -> a[j, 0] - y[j, 0]",
            "`2 * a - y * ...` does not multiply the difference. Subtract first."),
        Mistake("the factor f'(z_j) is left out", " * f_prime(z[j, 0]) -> ",
            "S12 has three factors. Which is the middle one?"),
        Mistake("the factor a_k is left out", " * a_prev[k, 0] -> ",
            "That is the derivative for z_j, and for b_j. The road begins at w_jk."),
    ),
)
def dcost_dw_jk(a_prev, z, a, y, f_prime, j, k):
    """Return dCost_i/dw_jk of the last layer, one example (S12)."""
    return 2 * (a[j, 0] - y[j, 0]) * f_prime(z[j, 0]) * a_prev[k, 0]


# 6.2 -------------------------------------------------------------------------


def _probes_last(rng):
    probes = []
    for (n_out, n_in, n), (f, f_prime) in zip(((2, 3, 5), (4, 4, 7)), PAIRS):
        _, a_prev, z, a, y = _last(rng, f, n_out, n_in, n)
        probes.append((a_prev, z, a, y, f_prime))
    return probes


def _costs_of_nudges(a_prev, z, a, y, f_prime):
    # w and b are no arguments here: a nudge of them moves z.
    f = F_OF[f_prime]
    return {
        "dw": (0 * z @ a_prev.T, lambda nudge: _mean_cost(f(z + nudge @ a_prev), y)),
        "db": (0 * z[:, :1], lambda nudge: _mean_cost(f(z + nudge), y)),
    }


@exercise(
    "6.2",
    "The last layer, all weights, n examples",
    equation="S12, S7",
    returns={"dw": "(n_L, n_{L-1})", "db": "(n_L, 1)"},
    probes=_probes_last,
    slope_of=_costs_of_nudges,
    hints=(
        "First dz, of shape (n_L, n), for all examples at once. Then dw and db from "
        "it. Both are means over the examples, so put the 1/n into dz.",
        "dz is 2 (a - y) f'(z) / n, entry by entry.",
        "For one example, dw was a column dz times a row a_prev.T. With n columns, "
        "which axis does this product sum over?",
        "A bias moves z of every example. So db is the sum of dz over its columns.",
    ),
    mistakes=(
        Mistake("dw is transposed", "dz @ a_prev.T -> a_prev @ dz.T",
            "dw has w's shape: a row for each neuron j it goes to. In the product the"
            " factor with the j comes first."),
        Mistake("db is summed over the neurons, not over the examples",
            "axis=1 -> axis=0",
            "Each neuron has its own bias, and all examples share it. axis=1 runs "
            "over the examples."),
        Mistake("db is one number for the whole layer", "axis=1, keepdims=True -> ",
            "Each neuron has its own bias: db has one entry for each, shape (n_L, 1)."),
        Mistake("db still has one column per example",
            ".sum(axis=1, keepdims=True) -> ",
            "The product for dw sums over the examples by itself. For db, sum over "
            "the columns."),
        Mistake("db is flat", ", keepdims=True -> ",
            "The numbers are right, but db must be a column like b: use "
            "keepdims=True. A flat array would broadcast into a square at the update."),
        Mistake("1/n is missing", " / n -> ",
            "Cost is the mean over the examples (S7), and you have summed them."),
        Mistake("1/n is missing in db", "db = -> db = n *",
            "dw is right. db belongs to the mean Cost as well: divide it by n too."),
        Mistake("1/n is there twice", "/ n -> / n**2",
            "One mean is enough: divide by n in one place only."),
        Mistake("the mean is taken over the outputs too", "/ n -> / y.size",
            "S1 sums over the outputs. Divide by the number of examples only."),
        Mistake("the factor 2 is missing", "2 * -> ",
            "Look at the first factor: the derivative of a square."),
        Mistake("f'(a) instead of f'(z)", "f_prime(z) -> f_prime(a)",
            "f' wants the input of f. That is z; a is its output."),
        Mistake("the slope is the sigmoid's, whatever f_prime is given",
            "f_prime(z) -> a * (1 - a)",
            "a (1 - a) belongs to the sigmoid only. Call the f_prime that you are "
            "given: the check gives another one too."),
    ),
)
def last_layer(a_prev, z, a, y, f_prime):
    """Return dw and db of the last layer, of the mean Cost (S12, S7)."""
    n = y.shape[1]
    dz = 2 * (a - y) * f_prime(z) / n
    dw = dz @ a_prev.T
    db = dz.sum(axis=1, keepdims=True)
    return dw, db


# 6.3 -------------------------------------------------------------------------


def _probes_paths(rng):
    def draw(i):
        f, f_prime = PAIRS[i % 2]
        n_out, n_in, k = ((4, 3, 2), (4, 4, 1), (4, 4, 0), (5, 4, 3))[i]
        w, _, z, a, y = _last(rng, f, n_out, n_in, 1)
        return w, z, a, y, f_prime, k

    return mixed(
        4,
        draw,
        lambda w, z, a, y, f_prime, k: (
            w[:, k], a, y, a - y, dcost_da_k(w, z, a, y, f_prime, k)
        ),
    )


@exercise(
    "6.3",
    "All paths from one neuron",
    equation="S13",
    returns={"dcost_da_k": "number"},
    probes=_probes_paths,
    hints=(
        "k stands still, j runs over the rows of w: one path for each neuron j.",
        "The path through neuron j multiplies 2 (a_j - y_j), f'(z_j) and w_jk.",
        "total = 0, then a loop over j that adds the product of each path.",
    ),
    mistakes=(
        Mistake("w_kj instead of w_jk", "w[j, k] -> w[k, j]",
            "The path goes from neuron k to neuron j: which index of w is where it "
            "goes to?"),
        Mistake("only the path to neuron j = k is counted", "range(len(w)) -> [k]",
            "Neuron k sends its activation to every neuron of the next layer. Each is "
            "a path to the cost, and all are added."),
        Mistake("the mean over the paths, not their sum",
            "return total -> return total / len(w)",
            "A nudge on a_k moves all the outputs at once. Their effects add up."),
        Mistake("every path ends with the error of neuron k",
            "a[j, 0] - y[j, 0] -> a[k, 0] - y[k, 0]",
            "The path through neuron j ends at the error of neuron j."),
        Mistake("every path has the slope of neuron k", "z[j, 0] -> z[k, 0]",
            "The path through neuron j passes the f of neuron j."),
        Mistake("the slope is the sigmoid's, whatever f_prime is given",
            "f_prime(z[j, 0]) -> a[j, 0] * (1 - a[j, 0])",
            "a (1 - a) belongs to the sigmoid only. Call the f_prime that you are "
            "given: the check gives another one too."),
        Mistake("the slope f'(z_j) is left out", " * f_prime(z[j, 0]) -> ",
            "Each path has three factors, as in S13: error, slope, weight."),
        Mistake("the weight w_jk is left out", " * w[j, k] -> ",
            "What is the derivative of z_j with respect to a_k?"),
        Mistake("two sums are multiplied", "w[j, k] -> w[:, k].sum()",
            "These are the numbers of one sum times another. Did you add before you "
            "multiplied along each path? Or did a column (n, 1) meet a flat (n,)? NumPy"
            " then multiplies each with each: look at the shapes."),
        Mistake("the last path is left out", "len(w) -> len(w) - 1",
            "range(n) ends at n - 1 by itself: do not subtract 1 once more."),
        Mistake("the factor 2 is missing", "2 * -> ",
            "Look at the first factor: the derivative of a square."),
    ),
)
def dcost_da_k(w, z, a, y, f_prime, k):
    """Return dCost_i/da_k of the layer before the last (S13)."""
    total = 0.0
    for j in range(len(w)):
        total += 2 * (a[j, 0] - y[j, 0]) * f_prime(z[j, 0]) * w[j, k]
    return total


# 6.4 -------------------------------------------------------------------------


def _probes_hidden(rng):
    probes = []
    for ((n_in, n_hidden, n_out), n), (_, f_prime) in zip(arrays.SIZES, PAIRS):
        w, b, a_prev = arrays.layer(rng, n_hidden, n_in, n)
        z = w @ a_prev + b
        w_next, _, dz_next = arrays.layer(rng, n_out, n_hidden, n)
        probes.append((w_next, signed(rng, n_out, n) / n, z, a_prev, f_prime))
    return probes


@exercise(
    "6.4",
    "One layer further back",
    equation="S13, S12",
    returns={"dz": "(n_L, n)", "dw": "(n_L, n_{L-1})", "db": "(n_L, 1)"},
    probes=_probes_hidden,
    hints=(
        "The road back: from dz_next to da of this layer, from da to dz, from dz to dw "
        "and db.",
        "da is S13, for all neurons and all examples at once: a product with w_next.T.",
        "Then dz = da * f_prime(z), entry by entry.",
        "dw and db follow from dz as in Exercise 6.2. Do not divide by n again.",
    ),
    mistakes=(
        Mistake("w is not transposed", "w_next.T -> w_next",
            "The sum of S13 runs over j, the rows of w. A product with w itself sums "
            "over its columns."),
        Mistake("the slope f'(z) of this layer is left out", " * f_prime(z) -> ",
            "w.T @ dz gives da. From a to z there is one more step, through f."),
        Mistake("f'(a) instead of f'(z)", "f_prime(z) -> f_prime(1 / (1 + np.exp(-z)))",
            "f' wants the input of f. That is z; a is its output."),
        Mistake("f(z) instead of its slope f'(z)", "f_prime(z) -> 1 / (1 + np.exp(-z))",
            "Going forward you multiply nothing by f. Going back you multiply by its "
            "slope."),
        Mistake("the slope is the sigmoid's, whatever f_prime is given",
            "f_prime(z) -> 1 / (2 + 2 * np.cosh(z))",
            "a (1 - a) belongs to the sigmoid only. Call the f_prime that you are "
            "given: the check gives another one too."),
        Mistake("1/n is there twice", "f_prime(z) -> f_prime(z) / z.shape[1]",
            "dz_next belongs to the mean Cost: 1/n is in it already, and so in dz."),
        Mistake("dw is transposed", "dz @ a_prev.T -> a_prev @ dz.T",
            "dw has w's shape: a row for each neuron of this layer."),
        Mistake("dw uses this layer's a, not the one before",
            "a_prev.T -> (1 / (1 + np.exp(-z))).T",
            "A weight is multiplied by what comes in: a_prev."),
        Mistake("db is summed over the neurons, not over the examples",
            "axis=1 -> axis=0",
            "Each neuron has its own bias, and all examples share it. axis=1 runs "
            "over the examples."),
        Mistake("db still has one column per example",
            ".sum(axis=1, keepdims=True) -> ",
            "Sum dz over the columns, and keep it a column."),
        Mistake("db is one number for the whole layer", "axis=1, keepdims=True -> ",
            "Each neuron has its own bias: db has one entry for each, shape (n_L, 1)."),
    ),
)
def hidden_layer(w_next, dz_next, z, a_prev, f_prime):
    """Return dz, dw and db of a hidden layer (S13, S12)."""
    da = w_next.T @ dz_next
    dz = da * f_prime(z)
    return dz, dz @ a_prev.T, dz.sum(axis=1, keepdims=True)


# 6.5 -------------------------------------------------------------------------


def _probes_backward(rng):
    probes = []
    for (w, b, x, y), (f, f_prime) in zip(arrays.networks(rng), PAIRS):
        z, a = arrays.forward(w, b, x, f)
        probes.append((w, z, a, y, f_prime))
    return probes


def _costs(w, z, a, y, f_prime):
    """Return w and b, each with the cost as a function of it."""
    b = {L: z[L] - w[L] @ a[L - 1] for L in w}

    def cost(w, b):
        _, nudged = arrays.forward(w, b, a[0], F_OF[f_prime])
        return _mean_cost(nudged[max(w)], y)

    return {"dw": (w, lambda w: cost(w, b)), "db": (b, lambda b: cost(w, b))}


@exercise(
    "6.5",
    "The whole gradient",
    equation="S12, S13",
    returns={"dw": "(n_L, n_{L-1}) for each layer", "db": "(n_L, 1) for each layer"},
    probes=_probes_backward,
    slope_of=_costs,
    hints=(
        "Begin with da = 2 (a - y) / n at the last layer. Then go through the layers "
        "from the last to the first: sorted(w, reverse=True).",
        "In each round: dz from da, then dw[L] and db[L] from dz (Exercise 6.2).",
        "The round ends with da = w[L].T @ dz, ready for layer L - 1 (Exercise 6.4).",
    ),
    mistakes=(
        Mistake("the last layer's rule is used in the hidden layers too",
            "dz = da -> dz = 2 * (a[L] - y) / y.shape[1]",
            "There is no target for a hidden neuron. Its da comes from the layer "
            "after it (S13)."),
        Mistake("w is not transposed on the way back", "w[L].T -> w[L]",
            "The sum of S13 runs over j, the rows of w. A product with w itself sums "
            "over its columns."),
        Mistake("da goes back instead of dz", "w[L].T @ dz -> w[L].T @ da",
            "The way back from layer L passes its f as well: w.T is applied to dz, "
            "not to da."),
        Mistake("the slope is left out in the hidden layers",
            "f_prime(z[L]) -> (f_prime(z[L]) if L == max(w) else 1)",
            "Every layer has an f, so every layer has its f'(z[L])."),
        Mistake("f'(z) of the wrong layer", "z[L] -> z[min(L + 1, max(w))]",
            "When da belongs to layer L, so does the slope: f_prime(z[L])."),
        Mistake("f'(a) instead of f'(z)", "z[L] -> a[L]",
            "f' wants the input of f. That is z[L]; a[L] is its output."),
        Mistake("the slope is the sigmoid's, whatever f_prime is given",
            "f_prime(z[L]) -> a[L] * (1 - a[L])",
            "a (1 - a) belongs to the sigmoid only. Call the f_prime that you are "
            "given: the check gives another one too."),
        Mistake("the factor 2 is missing", "2 * -> ",
            "The derivative of a square has a 2. It stands where the way back begins."),
        Mistake("1/n is missing", " / y.shape[1] -> ",
            "Cost is the mean over the examples (S7), and you have summed them."),
        Mistake("1/n is applied again in every layer",
            "w[L].T @ dz -> w[L].T @ dz / y.shape[1]",
            "Divide by n once, where the way back begins, not in every round: each "
            "round takes it over from the one before."),
        Mistake("the mean is taken over the outputs, not the examples",
            "y.shape[1] -> len(y)",
            "You divided by the number of rows, which are the output neurons. The "
            "examples are the columns."),
        Mistake("every dw is transposed", "dz @ a[L - 1].T -> a[L - 1] @ dz.T",
            "dw[L] has w[L]'s shape. In the product, dz comes first."),
    ),
)
def backward(w, z, a, y, f_prime):
    """Return dw and db of every layer (S12, S13)."""
    dw, db = {}, {}
    da = 2 * (a[max(w)] - y) / y.shape[1]
    for L in sorted(w, reverse=True):
        dz = da * f_prime(z[L])
        dw[L] = dz @ a[L - 1].T
        db[L] = dz.sum(axis=1, keepdims=True)
        da = w[L].T @ dz
    return dw, db


# 6.6 -------------------------------------------------------------------------


def _probes_step(rng):
    def draw(i):
        f, f_prime = PAIRS[i]
        w, b, x, y = arrays.network(rng, ((3, 4, 2), (4, 4, 4))[i], 1, f)
        # A large lr: the bug must show far above rounding.
        return w, b, x, y, f, f_prime, float(rng.uniform(0.8, 1.2))

    return mixed(2, draw, lambda w, b, x, y, f, f_prime, lr: (w, b, x, y))


def _forward_again(w, *others):
    """Return w, each layer's gradient computed with the later layers updated."""
    for L in sorted(w, reverse=True):
        w = w | {L: mended_step(w, *others)[L]}
    return w


@exercise(
    "6.6",
    "★ Find the bug, and mend it",
    equation="S12, S13",
    returns={"w": "(n_L, n_{L-1}) for each layer"},
    probes=_probes_step,
    hints=(
        "Print what each line of the loop uses in the second round. Which of these did "
        "the first round change?",
        "da must be computed with the old w[L]. By then, the program has replaced it.",
        "Swap two lines of the loop, or collect the new weights in a second dict.",
    ),
    mistakes=(
        Mistake("the way back still goes through the updated weights",
            "w[L].T @ dz -> (w[L] - lr * dz @ a[L - 1].T).T @ dz",
            "The bug is still there. When da of a layer is computed, is it with the "
            "old w[L] or with the new one?"),
        Mistake("the forward pass is run again between the updates", _forward_again,
            "All gradients belong to one point: the old weights. Do not look at the "
            "network again before all of them are there."),
        Mistake("the gradients are returned, not the weights", "w[L] - lr * -> ",
            "Return the weights after the step: w - lr dw."),
        Mistake("the step goes uphill", "- lr -> + lr",
            "The gradient points uphill. Subtract it."),
        Mistake("the learning rate is left out", "lr * -> ",
            "The bug is elsewhere: keep the factor lr."),
        Mistake("the slope is the sigmoid's, whatever f_prime is given",
            "f_prime(z[L]) -> a[L] * (1 - a[L])",
            "a (1 - a) belongs to the sigmoid only. Call the f_prime that you are "
            "given: the check gives another one too."),
        Mistake("only the last layer is updated", "lr * -> lr * (L == max(w)) *",
            "Every layer takes its step, in the same loop."),
        Mistake("there is a factor 1/2 in the cost", "2 * -> ",
            "That is Mazur's cost. The slides have no 1/2, so the 2 must stay; the "
            "learning rate makes up for it."),
        Mistake("da goes back instead of dz", "w[L].T @ dz -> w[L].T @ da",
            "That line was right: w.T is applied to dz."),
    ),
)
def mended_step(w, b, x, y, f, f_prime, lr):
    """Return the weights after one step, from one example."""
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


# Predictions ---------------------------------------------------------------------

prediction(
    "6.a",
    "Recall 05: which two neurons does w_21^(1) join?",
    (
        "from 2 of layer 0 to 1 of layer 1",
        "from 1 of layer 1 to 2 of layer 2",
        "from 1 of layer 0 to 2 of layer 1",
    ),
    answer="c",
    because={
        "a": "We read from left to right, so it tempts. But the first index says "
        "where the weight goes to.",
        "b": "The indices are right. But the layer is the one where the weight "
        "arrives.",
        "c": "To 2, from 1, and it arrives in layer 1.",
    },
)

prediction(
    "6.b",
    "Recall 04: in a chain ∂Cost_i/∂w^(L) = 2(a^(L) - y) f'(z^(L)) a^(L-1). Which "
    "factor is the last one in ∂Cost_i/∂a^(L-1)?",
    ("a^(L-1)", "w^(L)", "w^(L-1)", "1"),
    answer="b",
    because={
        "a": "That is for the weight. When a^(L-1) moves in z = w a + b, what stands "
        "beside it decides.",
        "b": "In z^(L) = w^(L) a^(L-1) + b^(L), the weight stands beside a^(L-1).",
        "c": "That weight leads to a^(L-1). What comes after a^(L-1) counts, and that "
        "is w^(L).",
        "d": "That is for the bias, which stands alone.",
    },
)

prediction(
    "6.c",
    "Recall 04: something moves the cost by two roads. Along one the slope is 0.3, "
    "along the other -0.1. What is the whole slope?",
    answer=0.2,
    because={
        0.2: "Over the roads one adds: 0.3 - 0.1.",
        -0.03: "That is the product. Along a road one multiplies, over the roads one "
        "adds.",
        0.1: "That is the mean. A nudge takes both roads at once, so both moves of "
        "the cost count in full.",
        0.4: "The moves have opposite signs: one takes away what the other adds.",
    },
    tolerance=0.005,
)

prediction(
    "6.d",
    "We nudge w_10^(2). Which activations move?",
    (
        "only a_1 of layer 2",
        "both a of layer 2",
        "a_0 of layer 1, then both of layer 2",
    ),
    answer="a",
    because={
        "a": "w_10^(2) stands in z_1 only, and z_1 moves a_1 only.",
        "b": "All neurons of two layers are joined. But each edge has its own weight, "
        "and this one leads to a_1.",
        "c": "The weight comes from that neuron. But a_0 is computed before the "
        "weight multiplies it.",
    },
)

prediction(
    "6.e",
    "Which product gives the matrix with dz_j a_k in row j, column k?",
    ("`dz2 @ a[1]`", "`dz2.T @ a[1]`", "`dz2 @ a[1].T`", "`a[1] @ dz2.T`"),
    answer="c",
    because={
        "a": "(2, 1) @ (3, 1): the inner axes, 1 and 3, do not agree.",
        "b": "(1, 2) @ (3, 1): the inner axes, 2 and 3, do not agree.",
        "c": "(2, 1) @ (1, 3) is (2, 3): a column with j times a row with k.",
        "d": "(3, 1) @ (1, 2) is (3, 2): the right numbers, but k is the row. dw has "
        "the shape of w.",
    },
)

prediction(
    "6.f",
    "We nudge a_0^(1), a hidden activation. Which outputs move?",
    ("none", "only the upper one", "both"),
    answer="c",
    because={
        "a": "You cannot turn a_0^(1), that is true. But when it moves, all that "
        "comes after it moves.",
        "b": "a_0 and the upper output have the same index. But an edge leads from "
        "a_0 to each output.",
        "c": "a_0^(1) stands in z_0 and in z_1 of the next layer.",
    },
)

prediction(
    "6.g",
    "Which line gives the column with the sum over j of dz_j w_jk in row k?",
    ("`w[2] @ dz2`", "`w[2] * dz2`", "`w[2].T * dz2`", "`w[2].T @ dz2`"),
    answer="d",
    because={
        "a": "So it goes forward, and it tempts. But (2, 3) @ (2, 1) does not fit: it "
        "would sum over k.",
        "b": "This gives the six products dz_j w_jk, one for each path. Nobody has "
        "added them yet.",
        "c": "(3, 2) * (2, 1): the shapes do not fit, and * does not add.",
        "d": "(3, 2) @ (2, 1) is (3, 1): the inner axis is j, and over j we sum.",
    },
)

prediction(
    "6.h",
    "How many paths lead from the first input to the cost?",
    answer=6,
    because={
        6: "There are three hidden neurons, and two outputs after each: 3 × 2.",
        5: "That is 3 + 2. But every choice of a hidden neuron goes with every choice "
        "of an output.",
        12: "That is the number of weights, or of the paths from both inputs.",
        3: "Three edges leave the input. But at each hidden neuron the path divides "
        "into two.",
    },
)

prediction(
    "6.i",
    "What is the error with his own printed weights?",
    ("0.291027924, as published", "0.291027774, as we found", "something in between"),
    answer="b",
    because={
        "a": "One expects that the numbers of a page belong together. These do not.",
        "b": "His weights are the right ones, so they give the right error.",
        "c": "Rounding to nine digits moves the error in the ninth digit at most, and "
        "here the seventh differs.",
    },
)

prediction(
    "6.j",
    "`w[2]` has taken its step. Is `dw[1]`, computed after that, still the gradient?",
    (
        "no: it goes back through `w[2]`",
        "yes: `dw[1]` does not use `w[2]`",
        "yes: z and a are still the old ones",
    ),
    answer="a",
    because={
        "a": "da of layer 1 is `w[2].T @ dz2`, and `w[2]` is a new one now. The slope "
        "belongs to the old.",
        "b": "`w[2]` is not in the line of `dw[1]`. But it is in the line of da, and "
        "`dw[1]` comes from da.",
        "c": "They are. But `w[2]` stands in the way back, too.",
    },
)

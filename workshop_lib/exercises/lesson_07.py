"""Exercises of lesson 07: update, mini-batches, a classifier (S14).

One column per example; w, b, dw, db are dicts keyed by the layer.
"""

import numpy as np

from workshop_lib import network
from workshop_lib.activations import sigmoid
from workshop_lib.exercises import arrays
from workshop_lib.exercises.base import Exercise, Mistake, signed

# 7.1 -------------------------------------------------------------------------


def update(w, b, dw, db, lr):
    """Return the updated weights and biases, w+ and b+ (S14)."""
    w_new = {L: w[L] - lr * dw[L] for L in w}
    b_new = {L: b[L] - lr * db[L] for L in b}
    return w_new, b_new


def _each(rule, for_b=None):
    """Return the answer that applies `rule(p, dp, lr)` to each w, and to each b."""
    for_b = for_b or rule

    def answer(w, b, dw, db, lr):
        return (
            {L: rule(w[L], dw[L], lr) for L in w},
            {L: for_b(b[L], db[L], lr) for L in b},
        )

    return answer


def _downhill(p, dp, lr):
    return p - lr * dp


def _probes_update(rng):
    probes = []
    for w, b, _, _ in arrays.networks(rng):
        dw, db = ({L: signed(rng, *p[L].shape) for L in p} for p in (w, b))
        # Neither 1 nor near it, so that lr and 1/lr and lr² all differ.
        probes.append((w, b, dw, db, float(rng.uniform(0.4, 0.6))))
    return probes


_update = Exercise(
    number="7.1",
    title="The update",
    reference=update,
    probes=_probes_update,
    mistakes=(
        Mistake(
            "the step goes uphill",
            _each(lambda p, dp, lr: p + lr * dp),
            "The gradient points to where the cost grows. Go the other way.",
        ),
        Mistake(
            "the learning rate is left out",
            _each(lambda p, dp, lr: p - dp),
            "S14 multiplies the gradient by l_r.",
        ),
        Mistake(
            "the biases are not updated",
            _each(_downhill, lambda p, dp, lr: p),
            "Biases learn too. S14 has a second line for them.",
        ),
        Mistake(
            "the biases go uphill",
            _each(_downhill, lambda p, dp, lr: p + lr * dp),
            "The weights are right. The sign for the biases is the same.",
        ),
        Mistake(
            "only the change is returned",
            _each(lambda p, dp, lr: -lr * dp),
            "That is the step. w+ is where you are after it.",
        ),
        Mistake(
            "the step is multiplied by the weight",
            _each(lambda p, dp, lr: p - lr * p * dp),
            "S14 subtracts l_r times the gradient, whatever the weight is.",
        ),
        Mistake(
            "the weight is shrunk too",
            _each(lambda p, dp, lr: lr * (p - dp)),
            "l_r multiplies the gradient only.",
        ),
        Mistake(
            "only the sign of the gradient is used",
            _each(lambda p, dp, lr: p - lr * np.sign(dp)),
            "A steep slope gives a long step: use the gradient itself.",
        ),
        Mistake(
            "the gradient is divided by the learning rate",
            _each(lambda p, dp, lr: p - dp / lr),
            "A small l_r must give small steps.",
        ),
    ),
    hints=(
        "Two new dicts, one entry for each layer L.",
        "For one layer: w[L] - lr * dw[L]. The same for b.",
        "return ({L: w[L] - lr * dw[L] for L in w},\n"
        "        {L: b[L] - lr * db[L] for L in b})",
    ),
    returns={"w": "(n_L, n_{L-1}) for each layer", "b": "(n_L, 1) for each layer"},
    equation="S14",
)


# 7.2 -------------------------------------------------------------------------


def minibatch(x, y, order, start, size):
    """Return the columns of x and y that `order` names from `start` on (S7)."""
    chosen = order[start : start + size]
    return x[:, chosen], y[:, chosen]


def _probes_batch(rng):
    probes = []
    # The last batch is shorter than `size`: 13 is no multiple of 4.
    for n, start, size in ((11, 3, 3), (13, 9, 3), (13, 12, 4)):
        x, y = signed(rng, 12, n), signed(rng, 14, n)
        # One cycle through all columns: none stays, and no two change places.
        cycle, order = rng.permutation(n), np.empty(n, int)
        order[cycle] = np.roll(cycle, -1)
        probes.append((x, y, order, start, size))
    return probes


def _columns(x, y, chosen):
    return x[:, chosen], y[:, chosen]


_batch = Exercise(
    number="7.2",
    title="A mini-batch",
    reference=minibatch,
    probes=_probes_batch,
    mistakes=(
        Mistake(
            "the order is ignored",
            lambda x, y, order, start, size: _columns(x, y, slice(start, start + size)),
            "order[start], order[start + 1], ... are the columns to take.",
        ),
        Mistake(
            "y is not shuffled with x",
            lambda x, y, order, start, size: (
                x[:, order[start : start + size]],
                y[:, start : start + size],
            ),
            "Each image must keep its own target: choose the same columns in both.",
        ),
        Mistake(
            "x is not shuffled with y",
            lambda x, y, order, start, size: (
                x[:, start : start + size],
                y[:, order[start : start + size]],
            ),
            "Each image must keep its own target: choose the same columns in both.",
        ),
        Mistake(
            "rows are taken instead of columns",
            lambda x, y, order, start, size: (
                x[order[start : start + size]],
                y[order[start : start + size]],
            ),
            "One column per example: the examples are the second index, x[:, ...].",
        ),
        Mistake(
            "one example too few",
            lambda x, y, order, start, size: _columns(
                x, y, order[start : start + size - 1]
            ),
            "A slice ends before its second number by itself: do not subtract 1.",
        ),
        Mistake(
            "one example too many",
            lambda x, y, order, start, size: _columns(
                x, y, order[start : start + size + 1]
            ),
            "start, start + 1, ..., start + size - 1 are `size` places already.",
        ),
        Mistake(
            "the slice ends at size",
            lambda x, y, order, start, size: _columns(x, y, order[start:size]),
            "A slice names where it ends, not how long it is.",
        ),
        Mistake(
            "start counts batches, not examples",
            lambda x, y, order, start, size: _columns(
                x, y, order[start * size : start * size + size]
            ),
            "start is the place of the first example in `order`: do not multiply it.",
        ),
        Mistake(
            "everything from start on is taken",
            lambda x, y, order, start, size: _columns(x, y, order[start:]),
            "A mini-batch has `size` examples at most.",
        ),
    ),
    hints=(
        "First the column numbers: a slice of `order`, `size` long.",
        "x[:, numbers] takes those columns, in that order.",
        "chosen = order[start : start + size]\nreturn x[:, chosen], y[:, chosen]",
    ),
    returns={"x": "(n_0, size)", "y": "(n_L, size)"},
    equation="S7",
)


# 7.3 -------------------------------------------------------------------------


def train_step(w, b, x, y, act, lr):
    """Return w and b after one step of gradient descent on x, y (S11 to S14)."""
    z, a = network.forward(w, b, x, act)
    dw, db = network.backward(w, z, a, y, act)
    return network.step(w, dw, lr), network.step(b, db, lr)


def _scaled_step(factor):
    """Return the answer whose step is `factor(n, lr)` times as long."""

    def answer(w, b, x, y, act, lr):
        return train_step(w, b, x, y, act, lr * factor(x.shape[1], lr))

    return answer


def _w_first(w, b, x, y, act, lr):
    """Update w, then compute the gradient of b anew."""
    w_new, _ = train_step(w, b, x, y, act, lr)
    _, b_new = train_step(w_new, b, x, y, act, lr)
    return w_new, b_new


def _mixed_backward(w, b, x, y, act, lr):
    """Update layer by layer and go back through the updated weights."""
    z, a = network.forward(w, b, x, act)
    w, b = dict(w), dict(b)
    da = 2 * (a[max(w)] - y) / y.shape[1]
    for L in sorted(w, reverse=True):
        dz = da * act.f_prime(z[L], a[L])
        w[L] = w[L] - lr * dz @ a[L - 1].T
        b[L] = b[L] - lr * dz.sum(axis=1, keepdims=True)
        da = w[L].T @ dz
    return w, b


def _probes_train(rng):
    return [
        (w, b, x, y, sigmoid, float(rng.uniform(1.5, 2)))
        for w, b, x, y in arrays.networks(rng)
    ]


_train = Exercise(
    number="7.3",
    title="One training step",
    reference=train_step,
    probes=_probes_train,
    mistakes=(
        Mistake(
            "the step goes uphill",
            _scaled_step(lambda n, lr: -1),
            "network.step subtracts already: give it dw and lr as they are.",
        ),
        Mistake(
            "the learning rate is left out",
            _scaled_step(lambda n, lr: 1 / lr),
            "Hand lr on to network.step.",
        ),
        Mistake(
            "1/n is there twice",
            _scaled_step(lambda n, lr: 1 / n),
            "network.backward returns the gradient of the mean: 1/n is in it.",
        ),
        Mistake(
            "summed over the examples, not averaged",
            _scaled_step(lambda n, lr: n),
            "network.backward returns the gradient of the mean Cost: leave it a mean.",
        ),
        Mistake(
            "the biases are not updated",
            lambda w, b, x, y, act, lr: (train_step(w, b, x, y, act, lr)[0], b),
            "Biases learn too: network.step(b, db, lr).",
        ),
        Mistake(
            "the weights are not updated",
            lambda w, b, x, y, act, lr: (w, train_step(w, b, x, y, act, lr)[1]),
            "Weights learn too: network.step(w, dw, lr).",
        ),
        Mistake(
            "the biases see the updated weights",
            _w_first,
            "All gradients belong to the old weights. Compute dw and db together, then "
            "update.",
        ),
        Mistake(
            "the way back goes through the updated weights",
            _mixed_backward,
            "This is the bug of lesson 06. First all gradients, then all updates.",
        ),
        Mistake(
            "the gradients are returned, not the parameters",
            lambda w, b, x, y, act, lr: network.backward(
                w, *network.forward(w, b, x, act), y, act
            ),
            "Return w and b after the step.",
        ),
        Mistake(
            "the step is taken twice",
            lambda w, b, x, y, act, lr: train_step(
                *train_step(w, b, x, y, act, lr), x, y, act, lr
            ),
            "One call, one step.",
        ),
    ),
    hints=(
        "Three functions of `network` in a row: forward, backward, step.",
        "z, a = network.forward(w, b, x, act), and then "
        "dw, db = network.backward(w, z, a, y, act).",
        "network.step is needed twice, once for w and once for b.",
        "z, a = network.forward(w, b, x, act)\n"
        "dw, db = network.backward(w, z, a, y, act)\n"
        "return network.step(w, dw, lr), network.step(b, db, lr)",
    ),
    returns={"w": "(n_L, n_{L-1}) for each layer", "b": "(n_L, 1) for each layer"},
    equation="S11, S12, S13, S14",
)


# 7.4 -------------------------------------------------------------------------


def accuracy(a_L, y):
    """Return the fraction of examples whose largest output is at the target's 1."""
    return (a_L.argmax(axis=0) == y.argmax(axis=0)).mean()


def _answers(rng, classes, kinds):
    """Return a_L, y of a classifier whose answers are counted in `kinds`: certain
    (one output above 1/2), weak (none), torn (two) and wrong.

    A wrong answer is the class after the right one, so no two confusions mirror
    each other.
    """
    kinds = np.repeat(("certain", "weak", "torn", "wrong"), kinds)
    n = len(kinds)
    truth = rng.permutation(np.arange(n) % classes)
    a_L = rng.uniform(0.05, 0.2, (classes, n))
    y = np.zeros((classes, n))
    for i, (kind, t) in enumerate(zip(rng.permutation(kinds), truth, strict=True)):
        y[t, i] = 1
        chosen = (t + 1) % classes if kind == "wrong" else t
        a_L[chosen, i] = rng.uniform(*((0.3, 0.45) if kind == "weak" else (0.8, 0.95)))
        if kind == "torn":
            a_L[(t + 2) % classes, i] = rng.uniform(0.55, 0.7)
    return a_L, y


def _probes_answers(rng):
    return [
        _answers(rng, classes, at_least + rng.integers(0, 4, 4))
        for classes, at_least in ((4, (7, 3, 3, 3)), (3, (8, 4, 4, 4)))
    ]


_accuracy = Exercise(
    number="7.4",
    title="Accuracy",
    reference=accuracy,
    probes=_probes_answers,
    mistakes=(
        Mistake(
            "argmax runs over the examples",
            lambda a_L, y: (a_L.argmax(axis=1) == y.argmax(axis=1)).mean(),
            "For each column, find the row of the largest output: axis=0 runs down the "
            "rows.",
        ),
        Mistake(
            "every output is judged by itself",
            lambda a_L, y: ((a_L > 0.5) == y).mean(),
            "An example is right or wrong as a whole: compare the place of its largest "
            "output with the place of the 1.",
        ),
        Mistake(
            "an answer counts only if all outputs round to the target",
            lambda a_L, y: ((a_L > 0.5) == y).all(axis=0).mean(),
            "Too strict: the answer is the class of the largest output, whether or not "
            "it is above 1/2.",
        ),
        Mistake(
            "an answer counts if its right output is above 1/2",
            lambda a_L, y: ((a_L > 0.5) * y).sum() / y.shape[1],
            "The answer is the class of the largest output, large or small.",
        ),
        Mistake(
            "this is the fraction of wrong answers",
            lambda a_L, y: 1 - accuracy(a_L, y),
            "Count the agreements.",
        ),
        Mistake(
            "the number of right answers, not their fraction",
            lambda a_L, y: accuracy(a_L, y) * y.shape[1],
            "Divide by the number of examples.",
        ),
        Mistake(
            "divided by the number of classes",
            lambda a_L, y: accuracy(a_L, y) * y.shape[1] / len(y),
            "len(y) counts rows. The examples are columns.",
        ),
        Mistake(
            "in per cent",
            lambda a_L, y: 100 * accuracy(a_L, y),
            "A fraction between 0 and 1 is asked for.",
        ),
    ),
    hints=(
        "a_L.argmax(axis=0) gives, for each column, the row of its largest entry.",
        "The same with y gives the right digits. Compare the two with ==.",
        "return (a_L.argmax(axis=0) == y.argmax(axis=0)).mean()",
    ),
    returns={"accuracy": "number"},
    equation="S1",
)


# 7.5 -------------------------------------------------------------------------


def confusion(a_L, y):
    """Return how often class `row` was taken for class `column`."""
    m = np.zeros((len(y), len(y)))
    for t, p in zip(y.argmax(axis=0), a_L.argmax(axis=0), strict=True):
        m[t, p] += 1
    return m


def _each_pair_once(a_L, y):
    m = np.zeros((len(y), len(y)))
    m[y.argmax(axis=0), a_L.argmax(axis=0)] += 1
    return m


_confusion = Exercise(
    number="7.5",
    title="★ Who is taken for whom",
    reference=confusion,
    probes=_probes_answers,
    mistakes=(
        Mistake(
            "rows and columns are swapped",
            lambda a_L, y: confusion(a_L, y).T,
            "The row is what the digit is, the column what the network says.",
        ),
        Mistake(
            "each pair is counted once only",
            _each_pair_once,
            "m[rows, columns] += 1 adds 1 once, even where a pair stands twice in the "
            "lists. Use a loop, or np.add.at.",
        ),
        Mistake(
            "only the mistakes are counted",
            lambda a_L, y: confusion(a_L, y) * (1 - np.eye(len(y))),
            "The right answers belong into it too: they make the diagonal.",
        ),
        Mistake(
            "only the right answers are counted",
            lambda a_L, y: confusion(a_L, y) * np.eye(len(y)),
            "The wrong answers are the interesting ones: they stand off the diagonal.",
        ),
        Mistake(
            "the outputs are summed, not counted",
            lambda a_L, y: y @ a_L.T,
            "Each example counts 1 for one class: that of its largest output.",
        ),
        Mistake(
            "every output above 1/2 is counted",
            lambda a_L, y: y @ (a_L > 0.5).T,
            "Each example counts for one class only: that of its largest output.",
        ),
        Mistake(
            "counts are divided by the number of examples",
            lambda a_L, y: confusion(a_L, y) / y.shape[1],
            "Whole numbers are asked for.",
        ),
        Mistake(
            "each row is divided by its sum",
            lambda a_L, y: confusion(a_L, y) / y.sum(axis=1, keepdims=True),
            "Whole numbers are asked for.",
        ),
    ),
    hints=(
        "You need two lists of labels: what each digit is, and what the network says.",
        "y.argmax(axis=0) is the one, a_L.argmax(axis=0) the other.",
        "Begin with np.zeros((len(y), len(y))). For each pair t, p add 1 at [t, p].",
        "m = np.zeros((len(y), len(y)))\n"
        "for t, p in zip(y.argmax(axis=0), a_L.argmax(axis=0)):\n"
        "    m[t, p] += 1\n"
        "return m",
    ),
    returns={"confusion": "(classes, classes)"},
    equation="S1",
)


EXERCISES = (_update, _batch, _train, _accuracy, _confusion)

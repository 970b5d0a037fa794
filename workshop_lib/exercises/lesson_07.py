"""Exercises of lesson 07: update, mini-batches, a classifier (S14).

One column per example; w, b, dw, db are dicts keyed by the layer.
"""

import numpy as np

from workshop_lib import network
from workshop_lib.activations import sigmoid, tanh
from workshop_lib.exercises import arrays
from workshop_lib.exercises.base import Mistake, exercise, signed
from workshop_lib.exercises.prediction import prediction

# 7.1 -------------------------------------------------------------------------


def _probes_update(rng):
    probes = []
    for w, b, _, _ in arrays.networks(rng):
        dw, db = ({L: signed(rng, *p[L].shape) for L in p} for p in (w, b))
        # Neither 1 nor near it, so that lr and 1/lr and lr² all differ.
        probes.append((w, b, dw, db, float(rng.uniform(0.4, 0.6))))
    return probes


@exercise(
    "7.1",
    "The update",
    equation="S14",
    returns={"w": "(n_L, n_{L-1}) for each layer", "b": "(n_L, 1) for each layer"},
    probes=_probes_update,
    hints=(
        "Every number takes the step of lesson 01: the old number, minus l_r times its "
        "slope.",
        "An array does that for a whole layer at once. Make two new dicts, with one "
        "entry for each layer L.",
    ),
    mistakes=(
        Mistake("the step goes uphill", "w_new = -> lr = -lr\nw_new =",
            "The gradient points to where the cost grows. Go the other way."),
        Mistake("the learning rate is left out", "w_new = -> lr = 1\nw_new =",
            "S14 multiplies the gradient by l_r."),
        Mistake("the biases are not updated", "w_new, b_new -> w_new, b",
            "Biases learn too. S14 has a second line for them."),
        Mistake("the biases go uphill", "b[L] - -> b[L] +",
            "The weights are right. The sign for the biases is the same."),
        Mistake("only the change is returned",
            "w_new = -> w, b = dict.fromkeys(w, 0), dict.fromkeys(b, 0)\nw_new =",
            "That is the step. w+ is where you are after it."),
        Mistake("the step is multiplied by the weight",
            "w_new = -> dw, db = ({L: p[L] * d[L] for L in p} "
            "for p, d in ((w, dw), (b, db)))\nw_new =",
            "S14 subtracts l_r times the gradient, whatever the weight is."),
        Mistake("w and b are in the reverse order", "w_new, b_new -> b_new, w_new",
            "Both are right. Return the weights first, then the biases."),
        Mistake("the weight is shrunk too",
            "w_new = -> w, b = ({L: lr * p[L] for L in p} for p in (w, b))\nw_new =",
            "l_r multiplies the gradient only."),
        Mistake("only the sign of the gradient is used",
            "w_new = -> dw, db = ({L: np.sign(d[L]) for L in d} for d in (dw, db))\n"
            "w_new =",
            "A steep slope gives a long step: use the gradient itself."),
        Mistake("the gradient is divided by the learning rate",
            "w_new = -> lr = 1 / lr\nw_new =",
            "A small l_r must give small steps."),
    ),
)
def update(w, b, dw, db, lr):
    """Return the updated weights and biases, w+ and b+ (S14)."""
    w_new = {L: w[L] - lr * dw[L] for L in w}
    b_new = {L: b[L] - lr * db[L] for L in b}
    return w_new, b_new


# 7.2 -------------------------------------------------------------------------


def _probes_batch(rng):
    probes = []
    # The last batch is shorter than `size`: 13 is no multiple of 4.
    for n, start, size in ((11, 3, 3), (13, 9, 3), (13, 12, 4)):
        x, y = signed(rng, 12, n), signed(rng, 14, n)
        chosen = order = np.arange(n)
        # Nor are the chosen ones sorted by chance: whoever sorts them must be seen.
        while len(chosen) > 1 and (np.diff(chosen) > 0).all():
            # One cycle through all columns: none stays, and no two change places.
            cycle, order = rng.permutation(n), np.empty(n, int)
            order[cycle] = np.roll(cycle, -1)
            chosen = order[start : start + size]
        probes.append((x, y, order, start, size))
    return probes


@exercise(
    "7.2",
    "A mini-batch",
    equation="S7",
    returns={"x": "(n_0, size)", "y": "(n_L, size)"},
    probes=_probes_batch,
    hints=(
        "First the column numbers: a slice of `order`, `size` long.",
        "x[:, numbers] takes those columns, in that order.",
    ),
    mistakes=(
        Mistake("the order is ignored",
            "order[start : start + size] -> slice(start, start + size)",
            "order[start], order[start + 1], ... are the columns to take."),
        Mistake("the columns are put back in their old order",
            "order[start : start + size] -> sorted(order[start : start + size])",
            "The right columns. Leave them in the order in which `order` names them."),
        Mistake("y is not shuffled with x",
            "y[:, chosen] -> y[:, start : start + size]",
            "Each image must keep its own target: choose the same columns in both."),
        Mistake("x is not shuffled with y",
            "x[:, chosen] -> x[:, start : start + size]",
            "Each image must keep its own target: choose the same columns in both."),
        Mistake("rows are taken instead of columns",
            "x[:, chosen], y[:, chosen] -> x[chosen], y[chosen]",
            "One column per example: the examples are the second index, x[:, ...]."),
        Mistake("one example too few", "size -> size - 1",
            "A slice ends before its second number by itself: do not subtract 1."),
        Mistake("one example too many", "size -> size + 1",
            "start, start + 1, ..., start + size - 1 are `size` places already."),
        Mistake("the slice ends at size", "start + size -> size",
            "A slice names where it ends, not how long it is."),
        Mistake("start counts batches, not examples",
            "start : start + size -> start * size : start * size + size",
            "start is the place of the first example in `order`: do not multiply it."),
        Mistake("everything from start on is taken", "start + size -> ",
            "A mini-batch has `size` examples at most."),
    ),
)
def minibatch(x, y, order, start, size):
    """Return the columns of x and y that `order` names from `start` on."""
    chosen = order[start : start + size]
    return x[:, chosen], y[:, chosen]


# 7.3 -------------------------------------------------------------------------


def _probes_train(rng):
    return [
        (w, b, x, y, act, float(rng.uniform(1.5, 2)))
        for (w, b, x, y), act in zip(arrays.networks(rng), (sigmoid, tanh))
    ]


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


@exercise(
    "7.3",
    "One training step",
    equation="S11, S12, S13, S14",
    returns={"w": "(n_L, n_{L-1}) for each layer", "b": "(n_L, 1) for each layer"},
    probes=_probes_train,
    hints=(
        "Three functions of `network` in a row: forward, backward, step.",
        "z, a = network.forward(w, b, x, act), and then dw, db = network.backward(w, "
        "z, a, y, act).",
        "network.step is needed twice, once for w and once for b.",
    ),
    mistakes=(
        Mistake("the step goes uphill", "return -> lr = -lr\nreturn",
            "network.step subtracts already: give it dw and lr as they are."),
        Mistake("the learning rate is left out", "return -> lr = 1\nreturn",
            "Hand lr on to network.step."),
        Mistake("1/n is there twice", "return -> lr = lr / x.shape[1]\nreturn",
            "network.backward returns the gradient of the mean: 1/n is in it."),
        Mistake("summed over the examples, not averaged",
            "return -> lr = lr * x.shape[1]\nreturn",
            "network.backward returns the gradient of the mean Cost: leave it a mean."),
        Mistake("the biases are not updated", "network.step(b, db, lr) -> b",
            "Biases learn too: network.step(b, db, lr)."),
        Mistake("the weights are not updated", "network.step(w, dw, lr) -> w",
            "Weights learn too: network.step(w, dw, lr)."),
        Mistake("the biases see the updated weights",
            "network.step(b, db, lr) -> train_step(network.step(w, dw, lr), b, x, y, "
            "act, lr)[1]",
            "All gradients belong to the old weights. Compute dw and db together, "
            "then update."),
        Mistake("the way back to the biases goes through the updated weights",
            "network.step(b, db, lr) -> network.step(b, network.backward("
            "network.step(w, dw, lr), z, a, y, act)[1], lr)",
            "backward wants the w with which z and a were computed: the old one. First "
            "all gradients, then all updates."),
        Mistake("it is the sigmoid, whatever act is given",
            "z, a = -> act = sigmoid\nz, a =",
            "Hand the act that you are given on to forward and backward."),
        Mistake("the way back goes through the updated weights", _mixed_backward,
            "This is the bug of lesson 06. First all gradients, then all updates."),
        Mistake("the gradients are returned, not the parameters",
            "network.step(w, dw, lr), network.step(b, db, lr) -> dw, db",
            "Return w and b after the step."),
        Mistake("the step is taken twice",
            "z, a = -> w, b = train_step(w, b, x, y, act, lr)\nz, a =",
            "One call, one step."),
    ),
)
def train_step(w, b, x, y, act, lr):
    """Return w and b after one step of gradient descent on x, y."""
    z, a = network.forward(w, b, x, act)
    dw, db = network.backward(w, z, a, y, act)
    return network.step(w, dw, lr), network.step(b, db, lr)


# 7.4 -------------------------------------------------------------------------


def _answers(rng, classes, kinds, occur):
    """Return a_L, y of a classifier whose answers are counted in `kinds`: certain
    (one output above 1/2), weak (none), torn (two) and wrong.

    Only the first `occur` classes do. A wrong answer is the class after the right
    one, so no two confusions mirror each other. The first and the last example are
    answered right: were they wrong, nobody would miss them.
    """
    inner = np.repeat(("certain", "weak", "torn", "wrong"), kinds - (2, 0, 0, 0))
    kinds = ["certain", *rng.permutation(inner), "certain"]
    n = len(kinds)
    truth = rng.permutation(np.arange(n) % occur)
    # A loop's last label, left over, must not be one that adds or divides nothing.
    i = truth.argmax()
    truth[[i, -1]] = truth[[-1, i]]
    a_L = rng.uniform(0.05, 0.2, (classes, n))
    y = np.zeros((classes, n))
    for i, (kind, t) in enumerate(zip(kinds, truth, strict=True)):
        y[t, i] = 1
        chosen = (t + 1) % occur if kind == "wrong" else t
        a_L[chosen, i] = rng.uniform(*((0.3, 0.45) if kind == "weak" else (0.8, 0.95)))
        if kind == "torn":
            a_L[(t + 2) % classes, i] = rng.uniform(0.55, 0.7)
    return a_L, y


def _probes_answers(rng):
    return [
        _answers(rng, classes, at_least + rng.integers(0, 4, 4), occur)
        for classes, at_least, occur in (
            (4, (7, 3, 3, 3), 4),
            (3, (8, 4, 4, 4), 3),
            (4, (7, 3, 3, 3), 3),  # the last class is neither there nor answered
        )
    ]


@exercise(
    "7.4",
    "Accuracy",
    equation="S1",
    returns={"accuracy": "number"},
    probes=_probes_answers,
    hints=(
        "a_L.argmax(axis=0) gives, for each column, the row of its largest entry.",
        "The same with y gives the right digits. Compare the two with ==.",
    ),
    mistakes=(
        Mistake("argmax runs over the examples",
            "a_L.argmax(axis=0) == y.argmax(axis=0) -> a_L.argmax(axis=1) == "
            "y.argmax(axis=1)",
            "For each column, find the row of the largest output: axis=0 runs down "
            "the rows."),
        Mistake("every output is judged by itself",
            "a_L.argmax(axis=0) == y.argmax(axis=0) -> (a_L > 0.5) == y",
            "An example is right or wrong as a whole: compare the place of its "
            "largest output with the place of the 1."),
        Mistake("an answer counts only if all outputs round to the target",
            "a_L.argmax(axis=0) == y.argmax(axis=0) -> ((a_L > 0.5) == y).all(axis=0)",
            "Too strict: the answer is the class of the largest output, whether or "
            "not it is above 1/2."),
        Mistake("an answer counts if its right output is above 1/2",
            "a_L.argmax(axis=0) == y.argmax(axis=0) -> ((a_L > 0.5) * y).sum(axis=0)",
            "The answer is the class of the largest output, large or small."),
        Mistake("this is the fraction of wrong answers", "== -> !=",
            "Count the agreements."),
        Mistake("the number of right answers, not their fraction", ".mean() -> .sum()",
            "Divide by the number of examples."),
        Mistake("divided by the number of classes", ".mean() -> .sum() / len(y)",
            "You divided by the number of rows, which are the classes. The examples are"
            " the columns."),
        Mistake("in per cent", "return -> return 100 *",
            "A fraction between 0 and 1 is asked for."),
    ),
)
def my_accuracy(a_L, y):
    """Return the fraction of examples that are answered right."""
    return (a_L.argmax(axis=0) == y.argmax(axis=0)).mean()


# 7.5 -------------------------------------------------------------------------


@exercise(
    "7.5",
    "★ Who is taken for whom",
    equation="S1",
    returns={"confusion": "(classes, classes)"},
    probes=_probes_answers,
    hints=(
        "You need two lists of labels: what each digit is, and what the network says.",
        "y.argmax(axis=0) is the one, a_L.argmax(axis=0) the other.",
        "Begin with np.zeros((len(y), len(y))). For each pair t, p add 1 at [t, p].",
    ),
    mistakes=(
        Mistake("rows and columns are swapped", "m[t, p] -> m[p, t]",
            "The row is what the digit is, the column what the network says."),
        Mistake("each pair is counted once only", "+= 1 -> = 1",
            "Where a pair comes up again, 1 more must be added. In a loop, is there a "
            "`=` for a `+=`? Without one, m[rows, columns] += 1 adds 1 once for each "
            "pair, however often it stands in the lists: np.add.at adds them all."),
        Mistake("there are only as many classes as occur",
            "np.zeros((len(y), len(y))) -> np.zeros(2 * (y.argmax(axis=0).max() + 1,))",
            "A class may be missing among the examples. y has a row for every class."),
        Mistake("only the mistakes are counted", "+= 1 -> += t != p",
            "The right answers belong into it too: they make the diagonal."),
        Mistake("only the right answers are counted", "+= 1 -> += t == p",
            "The wrong answers are the interesting ones: they stand off the diagonal."),
        Mistake("the outputs are summed, not counted", "return m -> return y @ a_L.T",
            "Each example counts 1 for one class: that of its largest output."),
        Mistake("every output above 1/2 is counted",
            "return m -> return y @ (a_L > 0.5).T",
            "Each example counts for one class only: that of its largest output."),
        Mistake("counts are divided by the number of examples",
            "return m -> return m / y.shape[1]",
            "Whole numbers are asked for."),
        Mistake("each row is divided by its sum",
            "return m -> return m / y.sum(axis=1, keepdims=True)",
            "Whole numbers are asked for."),
    ),
)
def my_confusion(a_L, y):
    """Return how often class `row` was taken for class `column`."""
    m = np.zeros((len(y), len(y)))
    for t, p in zip(y.argmax(axis=0), a_L.argmax(axis=0)):
        m[t, p] += 1
    return m


# Predictions -----------------------------------------------------------------

prediction(
    "7.a",
    "Recall 04: for one weight, the slopes of Cost_i of three examples are 3, -1 and "
    "4. What is the slope of the mean Cost?",
    answer=2.0,
    because={
        2.0: "The Cost is the mean of the Cost_i, so its slope is the mean of their "
        "slopes (S7): 6 / 3.",
        6.0: "That is the sum. S7 divides by the number of examples.",
        4.0: "The steepest example does not decide alone: S7 takes the mean.",
    },
    tolerance=0.1,
)

prediction(
    "7.b",
    "Recall 03: a sigmoid neuron has z = 12. It says 1.000 and should say 0. How large "
    "is ∂Cost_i/∂z?",
    ("about 2, it is very wrong", "about 0.5, as f' is ¼", "about 0, f is flat there"),
    answer="c",
    because={
        "a": "How wrong is indeed 2(a - y) = 2. But it is multiplied by how steep, and "
        "that is almost 0.",
        "b": "f' is ¼ only at z = 0, where the sigmoid is steepest. z = 12 is far away "
        "from there.",
        "c": "How wrong is 2, how steep is f'(12) = 0.000006: the product is 0.00001.",
    },
)

prediction(
    "7.c",
    "The targets are 0.9 and 0.2. After one very long step, with l_r = 100, what does "
    "the network say?",
    (
        "nearly 0.9 and 0.2",
        "nearly 1 and 0",
        "about 37 and -35",
        "the same as before",
    ),
    answer="b",
    because={
        "a": "The direction is right, so this tempts. But nothing tells a step where "
        "to stop.",
        "b": "z goes in the right direction and much too far. The sigmoid makes "
        "almost 1 and almost 0 of it.",
        "c": "The two z are about 37 and -35. The outputs are f(z), between 0 and 1.",
        "d": "On the flat ends of f a step changes nothing. But the step begins in "
        "the middle.",
    },
)

prediction(
    "7.d",
    "All ten outputs are about 0.5. The target is a 1 and nine times 0. How large is "
    "the cost?",
    ("about 0.25", "about 0.5", "about 2.5", "about 5"),
    answer="c",
    because={
        "a": "That is one output. S1 sums over all ten, and takes no mean over them.",
        "b": "That is the error of one output. S1 squares it, and sums over all ten.",
        "c": "Each output is wrong by 0.5, and the ten squares are summed (S1).",
        "d": "That sums the ten errors. S1 sums their squares, 0.25 each.",
    },
)

prediction(
    "7.e",
    "The gradient of 1 image is off by some distance. With the mean of 16 images the "
    "distance becomes ...",
    (
        "about the same",
        "half as large",
        "4 times smaller",
        "16 times smaller",
    ),
    answer="c",
    because={
        "a": "Each image is as far off as before. But their errors point in different "
        "directions, and a mean cancels a part of them.",
        "b": "Half as large needs only 4 images: the square root of 4 is 2.",
        "c": "The error of a mean of n falls with the square root of n, and the square "
        "root of 16 is 4.",
        "d": "The work is 16 times as much, so this tempts. But chance errors cancel "
        "only in part.",
    },
)

prediction(
    "7.f",
    "After one epoch, 120 steps with l_r = 2: how many of the 237 validation digits "
    "does the network read?",
    ("about 10 %, as before", "about 60 %", "more than 95 %"),
    answer="b",
    because={
        "a": "120 short steps do not sound like much. But the gradients are large at "
        "the start, and the steps are long.",
        "b": "One epoch is enough to read most digits; the rest takes longer.",
        "c": "It will come there, but it needs many epochs.",
    },
)

prediction(
    "7.g",
    "With 10 images, the gradient of the untrained network was off by 23 %. With 10 "
    "images, the gradient of the trained network is off by ...",
    ("less than 23 %", "about 23 %", "more than 100 %"),
    answer="c",
    because={
        "a": "The network has become better, and it is tempting to think the same of "
        "its gradients. But the true gradient is much smaller now.",
        "b": "The number of images is the same. But the error is compared with the "
        "true gradient, which is much smaller now.",
        "c": "Near the bottom the true gradient is almost 0. What the images do not "
        "have in common remains.",
    },
)

prediction(
    "7.h",
    "A network says 0 ten times, whatever it sees. How large is its cost?",
    answer=1.0,
    because={
        1.0: "The nine 0 are right. Only the 1 is missed, by 1.",
        0.1: "That is the mean over the ten outputs. S1 sums them.",
        10.0: "Only one output of ten is wrong: the other nine should be 0.",
    },
    tolerance=0.02,
)

prediction(
    "7.i",
    "Another network says 0.1 ten times, whatever it sees. How large is its cost?",
    answer=0.9,
    because={
        0.9: "Nine outputs are wrong by 0.1 and one by 0.9: 9 × 0.01 + 0.81.",
        0.81: "That is the output that should be 1. The other nine add 0.01 each.",
        1.8: "That sums the errors, 9 × 0.1 + 0.9. S1 sums their squares.",
    },
    tolerance=0.02,
)

prediction(
    "7.j",
    "The cost is 0.85, and a third of the digits are read. What do the outputs look "
    "like?",
    (
        "the right one is only a little larger",
        "a third perfect, the others all 0.1",
        "the right one is near 1, others too",
    ),
    answer="a",
    because={
        "a": "These outputs are between 0.08 and 0.22. Where the right one is the "
        "largest, even by a little, the answer counts.",
        "b": "Then the cost would be two thirds of 0.9, that is 0.6.",
        "c": "Each output near 1 that should be 0 costs 1: the cost would be larger "
        "than 0.85.",
    },
)

prediction(
    "7.k",
    "One weight of the trained network is nudged by 0.1. What changes?",
    (
        "the cost and the accuracy",
        "the cost, not the accuracy",
        "the accuracy, not the cost",
    ),
    answer="b",
    because={
        "a": "Both look at the same outputs. But the accuracy changes only where the "
        "largest output becomes another one, and a small nudge does not do that.",
        "b": "Every output moves a little, and the cost with it. No largest output "
        "becomes another one.",
        "c": "The cost follows every output, however little it moves.",
    },
)

"""Exercises of lesson 02: one neuron, a chain of them, and its cost (S2, S3).

Everything is a plain number, or a dict of numbers keyed by the layer.
"""

import numpy as np

from workshop_lib.exercises.base import PAIRS, Mistake, exercise, f, mixed, signed
from workshop_lib.exercises.prediction import prediction

# 2.1 -------------------------------------------------------------------------


def _probes_neuron(rng):
    def draw(i):
        w = a_prev = b = 0.0
        while abs(w * a_prev + b) < 0.3:
            w, a_prev, b = (signed(rng) for _ in range(3))
        return w, a_prev, b, PAIRS[i % 2][0]

    return mixed(4, draw, lambda w, a_prev, b, f: (w, a_prev, b, w * a_prev + b))


@exercise(
    "2.1",
    "One neuron",
    equation="S3",
    returns={"z": "number", "a": "number"},
    probes=_probes_neuron,
    hints=(
        "Two lines. First what the neuron sums up, then what it passes on.",
        "z is the weight times what comes in, plus the bias. a is f of z.",
    ),
    mistakes=(
        Mistake("the bias is left out", " + b -> ",
            "Without b, an input of 0 would always give the same answer, f(0)."),
        Mistake("the bias is added after f", " + b\na = f(z) -> \na = f(z) + b",
            "The bias belongs to z: f comes last."),
        Mistake("the activation function is left out", "f(z) -> z",
            "z is what the neuron has summed up. What it passes on is f of that."),
        Mistake("f is applied to what comes in", "a_prev -> f(a_prev)",
            "a_prev has been through the f of the neuron before. Use it as it is."),
        Mistake("f is applied twice", "f(z) -> f(f(z))", "a = f(z), once."),
        Mistake("it is the sigmoid, whatever f is given",
            "f(z) -> 1 / (1 + np.exp(-z))",
            "Call the f that you are given: the check gives another one too."),
        Mistake("w and a_prev are added, not multiplied", "w * a_prev -> w + a_prev",
            "The weight multiplies what comes in: w * a_prev."),
        Mistake("the weight also multiplies the bias", "a_prev + b -> (a_prev + b)",
            "The bias is added to the product: w a_prev + b."),
        Mistake("the bias is subtracted", "+ b -> - b",
            "z = w a_prev + b. (Some books call -b a threshold; the slides add b.)"),
        Mistake("z and a are in the reverse order", "z, a -> a, z",
            "Both numbers are right. Return z first, then a."),
    ),
)
def neuron(w, a_prev, b, f):
    """Return z and a of one neuron."""
    z = w * a_prev + b
    a = f(z)
    return z, a


# 2.2 -------------------------------------------------------------------------


def _probes_forward(rng):
    def draw(i):
        layers, act = ((3, f), (4, np.tanh), (3, np.tanh))[i]
        z = {1: 0}
        while min(map(abs, z.values())) < 0.1:
            w, b = ({L: signed(rng) for L in range(1, layers + 1)} for _ in range(2))
            x = signed(rng)
            z, _a = forward(w, b, x, act)
        return w, b, x, act

    return mixed(3, draw, lambda w, b, x, f: (w, b, x))


@exercise(
    "2.2",
    "The chain, forward",
    equation="S3",
    returns={"z": "a number per layer", "a": "a number per layer, from 0"},
    probes=_probes_forward,
    hints=(
        "Begin with two dicts: z = {} and a = {0: x}. Then loop: for L in w.",
        "In the loop, the two lines of Exercise 2.1, with [L] on everything that "
        "belongs to layer L. What comes in is a[L - 1].",
    ),
    mistakes=(
        Mistake("every layer gets the input x", "a[L - 1] -> x",
            "Layer L gets what layer L-1 passes on."),
        Mistake("a layer gets z, not a, of the one before",
            "a[L - 1] -> z.get(L - 1, x)",
            "What a neuron passes on is a = f(z)."),
        Mistake("the activation function is left out", "f(z[L]) -> z[L]",
            "Each layer ends with a[L] = f(z[L])."),
        Mistake("it is the sigmoid, whatever f is given",
            "f(z[L]) -> 1 / (1 + np.exp(-z[L]))",
            "Call the f that you are given: the check gives another one too."),
        Mistake("f only in the last layer",
            "f(z[L]) -> f(z[L]) if L == max(w) else z[L]",
            "Every neuron has its f, those in the middle too."),
        Mistake("no f in the last layer", "f(z[L]) -> f(z[L]) if L < max(w) else z[L]",
            "Every neuron has its f, the last one too."),
        Mistake("the biases are left out", " + b[L] -> ", "z[L] has two terms (S3)."),
        Mistake("every layer has the bias of layer 1", "b[L] -> b[1]",
            "Each layer has a bias of its own, b[L]."),
        Mistake("every layer has the weight of layer 1", "w[L] -> w[1]",
            "Each layer has a weight of its own, w[L]."),
        Mistake("the layers run backwards",
            "w[L] * a[L - 1] + b[L] -> "
            "w[len(w) + 1 - L] * a[L - 1] + b[len(b) + 1 - L]",
            "Start with layer 1, which stands next to the input."),
    ),
)
def forward(w, b, x, f):
    """Return z and a of every layer, a[0] being the input."""
    z, a = {}, {0: x}
    for L in w:
        z[L] = w[L] * a[L - 1] + b[L]
        a[L] = f(z[L])
    return z, a


# 2.3 -------------------------------------------------------------------------


def _probes_cost(rng):
    def feels(chain):
        w, b, x, act = chain
        up, down = (forward(w, b, side * x, act)[1][max(w)] for side in (1, -1))
        return abs(up - down) > 0.01

    chains = []
    while not (chains and all(map(feels, chains))):  # flat, it would not notice x
        chains = _probes_forward(rng)

    def draw(i):
        w, b, x, act = chains[i]
        a = float(forward(w, b, x, act)[1][max(w)])
        # Errors of both signs, and none small: of that a float32 loses the digits.
        side = (1, -1, 1)[i]
        return w, b, x, a + side * abs(signed(rng)), act

    return mixed(3, draw, lambda w, b, x, y, f: (y,))


def _every_layer_compared(w, b, x, y, f):
    _z, a = forward(w, b, x, f)
    return sum((a[L] - y) ** 2 for L in w)


@exercise(
    "2.3",
    "The cost of a chain",
    equation="S2, S3",
    returns={"cost": "number"},
    probes=_probes_cost,
    hints=(
        "Go forward as in Exercise 2.2. Here you need only the last a.",
        "One variable is enough: a = x, and for each layer a = f(w[L] * a + b[L]).",
    ),
    mistakes=(
        Mistake("the error is not squared", " ** 2 -> ",
            "Cost_i is the square of a - y (S2)."),
        Mistake("the absolute error instead of its square",
            "(a - y) ** 2 -> abs(a - y)",
            "Cost_i is the square of a - y (S2)."),
        Mistake("it is the sigmoid, whatever f is given",
            "a = f(w[L] * a + b[L]) -> a = 1 / (1 + np.exp(-(w[L] * a + b[L])))",
            "Call the f that you are given: the check gives another one too."),
        Mistake("there are no parentheses round a - y", "(a - y) -> a - y",
            "`a - y ** 2` squares y alone: a power comes before a minus."),
        Mistake("there is a factor 1/2 too many", "** 2 -> ** 2 / 2",
            "Many books put it there. The slides' cost has none."),
        Mistake("a and y are squared before they are subtracted",
            "(a - y) ** 2 -> a**2 - y**2",
            "Subtract first, then square."),
        Mistake("z of the last layer instead of a",
            "a = f(w[L] * a + b[L]) -> z = w[L] * a + b[L]\n"
            "    a = f(z) if L < max(w) else z",
            "The network's answer is a^(L) = f(z^(L)), the last layer's too."),
        Mistake("the chain stops one layer early", "in w -> in range(1, len(w))",
            "The loop must go through the last layer as well."),
        Mistake("every layer is compared with y", _every_layer_compared,
            "Only the last neuron has a target. For the others no right answer is "
            "given."),
        Mistake("compared with the input, not with the target", "a - y -> a - x",
            "x goes in; y is what should come out."),
        Mistake("the biases are left out", " + b[L] -> ", "z has two terms (S3)."),
    ),
)
def cost_of_chain(w, b, x, y, f):
    """Return Cost_i of one example."""
    a = x
    for L in w:
        a = f(w[L] * a + b[L])
    return (a - y) ** 2


# Predictions ---------------------------------------------------------------------

prediction(
    "2.a",
    "Recall 00: a network has two outputs. It is wrong by 0.1 and by -0.3. How large "
    "is Cost_i?",
    answer=0.1,
    because={
        0.1: "Cost_i adds the squares: 0.01 + 0.09.",
        -0.2: "That is the sum of the errors. With it, errors of both signs cancel.",
        0.4: "That is the sum of the sizes. The slides' cost adds the squares.",
        0.04: "That is the square of the sum. First square each error, then add.",
    },
    tolerance=0.002,
)

prediction(
    "2.b",
    "Recall 01: at some w the slope of the cost is +3. What does gradient descent do "
    "with w?",
    ("it makes w larger", "it makes w smaller", "it depends on the cost"),
    answer="b",
    because={
        "a": "A positive slope says that the cost grows with w. We want it to fall.",
        "b": "The step is -l_r times the slope: downhill is where w gets smaller.",
        "c": "The step asks for the slope only. How high we are does not matter.",
    },
)

prediction(
    "2.c",
    "If f(z) = z, what can three layers with one neuron each compute that one neuron "
    "cannot?",
    ("a curve", "a steeper line", "a line with a corner", "nothing more"),
    answer="d",
    because={
        "a": "More layers sound like more shapes. But each one only multiplies and "
        "adds.",
        "b": "The three weights are multiplied, so it may be steep. One neuron with "
        "that product as its weight is just as steep.",
        "c": "For a corner an f is needed that has one, such as relu.",
        "d": "A straight line of a straight line is a straight line.",
    },
)

prediction(
    "2.d",
    "Each knob is turned from -6 to 6, one at a time. Which of these four changes the "
    "cost most?",
    ("w^(1)", "w^(2)", "w^(3)", "b^(3)"),
    answer="d",
    because={
        "a": "It stands first, and everything comes after it. But what it changes goes "
        "through two more neurons, and the sigmoid makes it smaller each time.",
        "b": "Its change goes through one more neuron, which makes it smaller.",
        "c": "It comes close, with 0.72. But a^(2) multiplies it, and that is 0.397 "
        "only.",
        "d": "It moves z^(3) directly, by 12 in all: the answer goes from 0.00 to "
        "1.00.",
    },
)

prediction(
    "2.e",
    "You move the slider of w^(2). Which of the activations change?",
    ("all of them", "a^(2) only", "a^(2) and a^(3)", "a^(1) and a^(2)"),
    answer="c",
    because={
        "a": "Everything is connected, but only forwards: a^(1) was computed before "
        "w^(2) comes in.",
        "b": "a^(2) is what the next neuron takes in, so a^(3) changes too.",
        "c": "A knob changes its own neuron and those to the right of it, never one to "
        "the left.",
        "d": "w^(2) stands between them, but it acts to the right only.",
    },
)

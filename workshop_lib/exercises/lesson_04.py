"""Exercises of lesson 04: n examples, b, a^(L-1), and backwards (S7 to S10).

Numbers, arrays of n numbers, and dicts of numbers keyed by the layer; `f_prime`
takes one argument, a number or an array.
"""

import numpy as np

from workshop_lib.exercises.base import F_OF, PAIRS, Mistake, exercise, mixed, signed
from workshop_lib.exercises.prediction import prediction


def _chain(rng, layers, f, f_prime):
    """Return w, z, a, y, f_prime of a chain in which no neuron is flat or right."""
    w, b = ({L: signed(rng) for L in range(1, layers + 1)} for _ in range(2))
    z, a = {}, {0: signed(rng)}
    for L in w:
        z[L] = w[L] * a[L - 1] + b[L]
        a[L] = f(z[L])
    return w, z, a, float(a[layers] + signed(rng)), f_prime


# 4.1 -------------------------------------------------------------------------


def _probes_mean(rng):
    def draw(i):
        n, (f, f_prime) = (5, 7)[i], PAIRS[i]
        each = np.array([1.0, -1.0])
        # The examples must not cancel: of a small mean a float32 loses the digits.
        while abs(sum(each)) < 0.2 * sum(abs(each)):
            w, b = 0.6 * signed(rng), signed(rng)
            a_prev = signed(rng, n)
            z = w * a_prev + b
            a = f(z)
            y = a + signed(rng, n)
            each = 2 * (a - y) * f_prime(z) * a_prev
        return a_prev, z, a, y, f_prime

    return mixed(2, draw, lambda *args: (*args[:-1], mean_dw(*args)))


def _product_of_means(a_prev, z, a, y, f_prime):
    return 2 * np.mean(a - y) * np.mean(f_prime(z)) * np.mean(a_prev)


@exercise(
    "4.1",
    "The mean over n examples",
    equation="S6, S7",
    returns={"dw": "number"},
    probes=_probes_mean,
    hints=(
        "The derivative of the mean Cost: take the derivative of each Cost_i, then the "
        "mean.",
        "For one example you have S6. Add it up over i, then divide by n.",
        "n is len(y). The i-th example has a_prev[i], z[i], a[i] and y[i].",
    ),
    mistakes=(
        Mistake("1/n is missing", " / n -> ",
            "That is the sum. A mean does not grow when the sample does."),
        Mistake("1/n is there twice", "/ n -> / n / n",
            "Divide once: inside the loop, or after it, but not both."),
        Mistake("divided by n - 1", "/ n -> / (n - 1)",
            "n - 1 is for the variance of a sample. A mean divides by n."),
        Mistake("only the last example is left", "+= -> =",
            "Each turn of the loop must add to the total, not replace it: +="),
        Mistake("it returns after the first example", "\nreturn -> \n    return",
            "Look at the indentation of `return`: does it stand inside the loop?"),
        Mistake("the means of the factors are multiplied", _product_of_means,
            "The mean of a product is not the product of the means. Multiply for each"
            " example first, then take the mean."),
        Mistake("f'(a) instead of f'(z)", "z[i] -> a[i]",
            "f' wants the input of f. That is z; a is its output."),
        Mistake("the slope is the sigmoid's, whatever f_prime is given",
            "f_prime(z[i]) -> a[i] * (1 - a[i])",
            "a (1 - a) belongs to the sigmoid only. Call the f_prime that you are "
            "given: the check gives another one too."),
        Mistake("a^(L) instead of a^(L-1)", "a_prev[i] -> a[i]",
            "The weight is multiplied by what comes in, not by what goes out."),
        Mistake("the factor 2 is missing", "2 * (a -> (a",
            "The derivative of a square has a 2."),
        Mistake("there are no parentheses round a - y",
            "(a[i] - y[i]) -> a[i] - y[i]",
            "`2 * a - y * ...` does not multiply the difference. Subtract first."),
        Mistake("y - a instead of a - y", "a[i] - y[i] -> y[i] - a[i]",
            "Only the sign is wrong, but with this sign you would walk uphill."),
    ),
)
def mean_dw(a_prev, z, a, y, f_prime):
    """Return dCost/dw^(L), the mean over n examples."""
    n = len(y)
    total = 0
    for i in range(n):
        total += 2 * (a[i] - y[i]) * f_prime(z[i]) * a_prev[i]
    return total / n


# 4.2 -------------------------------------------------------------------------


def _probes_last(rng):
    def draw(i):
        f, f_prime = PAIRS[i % 2]
        w, b, a_prev, error = (0.6 * signed(rng) for _ in range(4))
        z = w * a_prev + b
        a = float(f(z))
        return w, b, a_prev, z, a, a + error, f_prime

    return mixed(
        4,
        draw,
        lambda w, b, a_prev, z, a, y, f_prime: (
            w, a, y, a - y, bias_and_input(w, b, a_prev, z, a, y, f_prime)[1]
        ),
    )


def _costs_of_nudges(w, b, a_prev, z, a, y, f_prime):
    f = F_OF[f_prime]
    return {
        "db": (b, lambda b: (f(w * a_prev + b) - y) ** 2),
        "da_prev": (a_prev, lambda a_prev: (f(w * a_prev + b) - y) ** 2),
    }


@exercise(
    "4.2",
    "The bias, and what comes in",
    equation="S8, S9",
    returns={"db": "number", "da_prev": "number"},
    probes=_probes_last,
    slope_of=_costs_of_nudges,
    hints=(
        "Each road has three steps: cost, a, z, then b or a_prev. The first two are "
        "those of S5; in the place of dz/dw stand dz/db and dz/da_prev.",
        "z = w a_prev + b, so dz/db = 1 and dz/da_prev = w.",
    ),
    mistakes=(
        Mistake("db still has the factor a^(L-1)", "return db -> return db * a_prev",
            "In z = w a_prev + b nothing stands in front of b. What is dz/db?"),
        Mistake("db has a factor b", "return db -> return db * b",
            "The derivative of b with respect to b is 1, not b."),
        Mistake("a^(L-1) instead of w in the second", "* w -> * a_prev",
            "In z = w a_prev + b it is a_prev that moves now. What stands in front of"
            " it?"),
        Mistake("the factor w is left out of the second", " * w -> ",
            "A move of a_prev reaches z through the weight: dz/da_prev is not 1."),
        Mistake("the factor f'(z) is left out of both",
            " * f_prime(z)\nda_prev = 2 * (a - y) * f_prime(z) -> "
            "\nda_prev = 2 * (a - y)",
            "The road goes through z and a: one factor for each step."),
        Mistake("f'(a) instead of f'(z)", "db = -> z = a\ndb =",
            "f' wants the input of f. That is z; a is its output."),
        Mistake("f'(a) instead of f'(z) in the first",
            "f_prime(z)\nda -> f_prime(a)\nda",
            "The second is right. f' wants the input of f in both: that is z."),
        Mistake("f'(a) instead of f'(z) in the second",
            "f_prime(z) * w -> f_prime(a) * w",
            "The first is right. f' wants the input of f in both: that is z."),
        Mistake("the slope is the sigmoid's, whatever f_prime is given",
            "f_prime(z)\nda_prev = 2 * (a - y) * f_prime(z) -> "
            "a * (1 - a)\nda_prev = 2 * (a - y) * a * (1 - a)",
            "a (1 - a) belongs to the sigmoid only. Call the f_prime that you are "
            "given: the check gives another one too."),
        Mistake("the factor 2 is missing", "db, da_prev -> db / 2, da_prev / 2",
            "The derivative of a square has a 2."),
        Mistake("y - a instead of a - y", "db, da_prev -> -db, -da_prev",
            "Cost_i = (a - y)²: if a is above y, more a costs more."),
        Mistake("the two are in the reverse order", "db, da_prev -> da_prev, db",
            "Both are right. Return the bias first, then a^(L-1)."),
    ),
)
def bias_and_input(w, b, a_prev, z, a, y, f_prime):
    """Return dCost_i/db^(L) and dCost_i/da^(L-1)."""
    db = 2 * (a - y) * f_prime(z)
    da_prev = 2 * (a - y) * f_prime(z) * w
    return db, da_prev


# 4.3 -------------------------------------------------------------------------


def _probes_one_back(rng):
    return mixed(
        4,
        lambda i: _chain(rng, 2, *PAIRS[i % 2]),
        lambda w, z, a, y, f_prime: (
            w[2], a[0], y, a[2] - y, dw_one_back(w, z, a, y, f_prime)
        ),
    )


@exercise(
    "4.3",
    "One layer back",
    equation="S9, S10",
    returns={"dw[1]": "number"},
    probes=_probes_one_back,
    hints=(
        "The road back: cost, a2, z2, a1, z1, w1. Five steps, five factors.",
        "The first three factors are dCost_i/da^(1), which is S9 for layer 2.",
        "Then S6 for layer 1, with dCost_i/da^(1) in the place of 2(a - y).",
    ),
    mistakes=(
        Mistake("this is the slope of w^(2)",
            " * w[2]\nreturn da * f_prime(z[1]) * a[0] -> \nreturn da * a[1]",
            "Right for the last layer. From there the road goes on, through a^(1)."),
        Mistake("layer 2 is skipped", " * f_prime(z[2]) * w[2] -> ",
            "Between a^(1) and a^(2) lie two steps of the road: w^(2) and f'(z^(2))."),
        Mistake("layer 1 is compared with y",
            "(a[2] - y) * f_prime(z[2]) * w[2] -> (a[1] - y)",
            "a^(1) has no target. How it affects the cost, dCost_i/da^(1), comes from"
            " layer 2 (S9)."),
        Mistake("the factor w^(2) is left out", " * w[2] -> ",
            "From z^(2) back to a^(1): what stands in front of a^(1) in z^(2)?"),
        Mistake("w^(1) instead of w^(2)", "w[2] -> w[1]",
            "Which weight stands between a^(1) and z^(2)?"),
        Mistake("the factor f'(z^(1)) is left out", " * f_prime(z[1]) -> ",
            "From a^(1) back to z^(1) the road goes through f once more."),
        Mistake("the factor f'(z^(2)) is left out", " * f_prime(z[2]) -> ",
            "From a^(2) back to z^(2) the road goes through f."),
        Mistake("the slope is the sigmoid's, whatever f_prime is given",
            "f_prime(z[2]) * w[2]\nreturn da * f_prime(z[1]) -> "
            "a[2] * (1 - a[2]) * w[2]\nreturn da * a[1] * (1 - a[1])",
            "a (1 - a) belongs to the sigmoid only. Call the f_prime that you are "
            "given: the check gives another one too."),
        Mistake("f'(z^(2)) twice, f'(z^(1)) never", "z[1] -> z[2]",
            "Each neuron has a slope of its own."),
        Mistake("a^(1) instead of a^(0)", "a[0] -> a[1]",
            "What stands beside w^(1) in z^(1)?"),
        Mistake("the factor 2 is missing", "2 * (a -> (a",
            "The derivative of a square has a 2."),
    ),
)
def dw_one_back(w, z, a, y, f_prime):
    """Return dCost_i/dw^(1) of a chain of two layers."""
    da = 2 * (a[2] - y) * f_prime(z[2]) * w[2]
    return da * f_prime(z[1]) * a[0]


# 4.4 -------------------------------------------------------------------------


def _probes_whole(rng):
    return mixed(
        2,
        lambda i: _chain(rng, (3, 4)[i], *PAIRS[i]),
        # w[1] is on no way back.
        lambda w, z, a, y, f_prime: (
            [w[L] for L in w if L > 1], a[0], y, a[max(a)] - y
        ),
    )


def _costs(w, z, a, y, f_prime):
    """Return w and b, each with the cost as a function of it."""
    f = F_OF[f_prime]
    b = {L: z[L] - w[L] * a[L - 1] for L in w}

    def cost(w, b):
        a_L = a[0]
        for L in w:
            a_L = f(w[L] * a_L + b[L])
        return (a_L - y) ** 2

    return {"dw": (w, lambda w: cost(w, b)), "db": (b, lambda b: cost(w, b))}


@exercise(
    "4.4",
    "The whole gradient",
    equation="S6, S8, S9 and S10",
    returns={"dw": "a number per layer", "db": "a number per layer"},
    probes=_probes_whole,
    slope_of=_costs,
    hints=(
        "Keep one number, da: dCost_i/da of the layer at which you are. It starts "
        "as 2(a - y) of the last layer.",
        "For each layer, from the last to the first: dz = da f'(z). Then dw is dz "
        "times what came in, and db is dz.",
        "At the end of each turn make da ready for the layer before: "
        "da = dz * w[L]. The loop is `for L in sorted(w, reverse=True):`",
    ),
    mistakes=(
        Mistake("only the last layer's factor is kept", "\n    da = dz * w[L] -> ",
            "da must become dCost_i/da of the layer before, at the end of each turn "
            "(S9)."),
        Mistake("every layer is compared with y", "dz * w[L] -> 2 * (a[L - 1] - y)",
            "Only the last layer has a target. The others get their da from the layer"
            " after them."),
        Mistake("w^(L) is left out on the way back", " * w[L] -> ",
            "From z^(L) back to a^(L-1) the road goes over w^(L) (S9)."),
        Mistake("f'(z^(L)) is left out on the way back", "dz * w[L] -> da * w[L]",
            "Pass on dz, not da: the road goes through f before it comes to w."),
        Mistake("the weight of the wrong layer on the way back",
            "* w[L] -> * w.get(L - 1, 1)",
            "Which weight stands between a^(L-1) and z^(L)?"),
        Mistake("a^(L) instead of a^(L-1) in dw", "a[L - 1] -> a[L]",
            "The weight is multiplied by what comes into its layer."),
        Mistake("f'(a) instead of f'(z)", "f_prime(z[L]) -> f_prime(a[L])",
            "f' wants the input of f. That is z; a is its output."),
        Mistake("the slope is the sigmoid's, whatever f_prime is given",
            "f_prime(z[L]) -> a[L] * (1 - a[L])",
            "a (1 - a) belongs to the sigmoid only. Call the f_prime that you are "
            "given: the check gives another one too."),
        Mistake("db is da, without f'(z)", "db[L] = dz -> db[L] = da",
            "b is a part of z: its slope is dz, not da (S8)."),
        Mistake("the layers run forwards", "sorted(w, reverse=True) -> sorted(w)",
            "da is known at the last layer only: begin there, and go backwards."),
        Mistake("dw and db are in the reverse order", "return dw, db -> return db, dw",
            "Return dw first, then db."),
        Mistake("the factor 2 is missing", "2 * (a -> (a",
            "The derivative of a square has a 2. It stands where the way back begins."),
        Mistake("y - a instead of a - y", "a[max(w)] - y -> y - a[max(w)]",
            "Only the sign is wrong, but every step would go uphill."),
    ),
)
def backward(w, z, a, y, f_prime):
    """Return dw and db of every layer of a chain."""
    dw, db = {}, {}
    da = 2 * (a[max(w)] - y)
    for L in sorted(w, reverse=True):
        dz = da * f_prime(z[L])
        dw[L] = dz * a[L - 1]
        db[L] = dz
        da = dz * w[L]
    return dw, db


# 4.5 -------------------------------------------------------------------------


def _probes_through(rng):
    def draw(i):
        w, z, _a, _y, f_prime = _chain(rng, (3, 4, 2)[i], *PAIRS[i % 2])
        return w, z, f_prime

    # Where an even number of weights is negative, their signs do not show.
    return mixed(3, draw, lambda *args: (args[0], comes_through(*args)))


@exercise(
    "4.5",
    "★ How much comes through",
    equation="S9, S10",
    returns={"da[L]/da[0]": "number"},
    probes=_probes_through,
    hints=(
        "How much of a nudge of a^(L-1) comes out of layer L, as a nudge of a^(L)?",
        "da^(L)/da^(L-1) = f'(z^(L)) w^(L). Multiply this over all layers.",
    ),
    mistakes=(
        Mistake("the slopes f'(z) are left out", "f_prime(z[L]) * -> ",
            "Each layer gives two factors: the slope of its f, and its weight."),
        Mistake("the weights are left out", " * w[L] -> ",
            "Each layer gives two factors: the slope of its f, and its weight."),
        Mistake("the layers are added, not multiplied",
            "product = 1\nfor L in w:\n    product *= -> "
            "product = 0\nfor L in w:\n    product +=",
            "There is one road, through all layers. Along a road, factors multiply."),
        Mistake("the last layer is left out", "in w -> in range(1, len(w))",
            "range(1, n) ends with n - 1. Looping over w itself is safer."),
        Mistake("the first layer is left out", "in w -> in range(2, len(w) + 1)",
            "The road goes all the way to a^(0)."),
        Mistake("only the last layer is counted", "*= -> =",
            "Multiply the factors of all layers together: *= in the loop, and `return` "
            "behind it."),
        Mistake("the slope is the sigmoid's, whatever f_prime is given",
            "f_prime(z[L]) -> 1 / (2 + 2 * np.cosh(z[L]))",
            "a (1 - a) belongs to the sigmoid only. Call the f_prime that you are "
            "given: the check gives another one too."),
        Mistake("the signs of the weights are lost", "* w[L] -> * abs(w[L])",
            "A negative weight changes the sign of a nudge: + goes in, - comes out."),
        Mistake("f' is taken at the weight", "f_prime(z[L]) -> f_prime(w[L])",
            "f' is taken where the neuron stands: at its z."),
    ),
)
def comes_through(w, z, f_prime):
    """Return da^(L)/da^(0): how a nudge of the input moves the last layer."""
    product = 1
    for L in w:
        product *= f_prime(z[L]) * w[L]
    return product


# 4.6 -------------------------------------------------------------------------


def _probes_shared(rng):
    def draw(i):
        f, f_prime = PAIRS[i % 2]
        roads = 1.0, -1.0
        # The roads must not cancel, of a small sum a float32 loses the digits; nor may
        # one of them be so small that to leave it out changes nothing.
        while abs(sum(roads)) < 0.2 * sum(map(abs, roads)) or min(
            map(abs, roads)
        ) < 0.05 * max(map(abs, roads)):
            w, b, a_0, error = (0.6 * signed(rng) for _ in range(4))
            z, a = {}, {0: a_0}
            for L in (1, 2):
                z[L] = w * a[L - 1] + b
                a[L] = float(f(z[L]))
            roads = a[1], w * f_prime(z[1]) * a[0]
        return w, z, a, a[2] + error, f_prime

    return mixed(
        4,
        draw,
        lambda w, z, a, y, f_prime: (
            w, a[0], y, a[2] - y, shared_weight(w, z, a, y, f_prime)
        ),
    )


def _costs_of_shared(w, z, a, y, f_prime):
    f = F_OF[f_prime]
    b = {L: z[L] - w * a[L - 1] for L in z}
    return {"dw": (w, lambda w: (f(w * f(w * a[0] + b[1]) + b[2]) - y) ** 2)}


@exercise(
    "4.6",
    "One weight in two layers",
    equation="S6, S9 and S10",
    returns={"dw": "number"},
    probes=_probes_shared,
    slope_of=_costs_of_shared,
    hints=(
        "There are two roads from w to the cost. Write one product for each. The moves "
        "by the two roads add up.",
        "The road through layer 2 alone is S6 for the last layer. The road through "
        "layer 1 is that of Exercise 4.3, with w in the place of w^(2).",
        "Both begin with 2(a^(2) - y) f'(z^(2)): compute it once. Then a^(1) for the "
        "first road; w, f'(z^(1)) and a^(0) for the second.",
    ),
    mistakes=(
        Mistake("only the road through layer 2 is counted",
            "\ndw += dz * w * f_prime(z[1]) * a[0] -> ",
            "Right for w in the last layer. But w stands in layer 1 too: over the roads"
            " one adds."),
        Mistake("only the road through layer 1 is counted", "+= -> =",
            "w stands in layer 2 too, where a^(1) comes in. Is there a `=` where a "
            "second road must be added, `+=`?"),
        Mistake("the two roads are multiplied", "+= -> *=",
            "Along a road one multiplies. Over the roads one adds."),
        Mistake("the factors of both roads are in one product",
            "\ndw += dz * w -> \ndw *= w",
            "Along a road one multiplies. There are two roads: write a product for "
            "each, and add."),
        Mistake("the second road is subtracted", "+= -> -=",
            "The moves by both roads are added. Their signs are in the factors."),
        Mistake("the road through layer 2 is counted twice",
            "w * f_prime(z[1]) * a[0] -> a[1]",
            "The other road begins in layer 1: which a comes in there, and which two "
            "factors lead from z^(1) to z^(2)?"),
        Mistake("the factor w is left out of the road through layer 1",
            "dz * w * -> dz * ",
            "From z^(2) back to a^(1): what stands in front of a^(1) in z^(2)?"),
        Mistake("the factor f'(z^(1)) is left out", " * f_prime(z[1]) -> ",
            "From a^(1) back to z^(1) the road goes through f once more."),
        Mistake("f'(z^(2)) twice, f'(z^(1)) never", "z[1] -> z[2]",
            "Each neuron has a slope of its own."),
        Mistake("f'(a) instead of f'(z)",
            "f_prime(z[2])\ndw = dz * a[1]\ndw += dz * w * f_prime(z[1]) -> "
            "f_prime(a[2])\ndw = dz * a[1]\ndw += dz * w * f_prime(a[1])",
            "f' takes the input of f. That is z; a is its output."),
        Mistake("the slope is the sigmoid's, whatever f_prime is given",
            "f_prime(z[2])\ndw = dz * a[1]\ndw += dz * w * f_prime(z[1]) -> "
            "a[2] * (1 - a[2])\ndw = dz * a[1]\ndw += dz * w * a[1] * (1 - a[1])",
            "a (1 - a) belongs to the sigmoid only. Call the f_prime that you are "
            "given: the check gives another one too."),
        Mistake("it is half of the right slope", "2 * (a -> (a",
            "Is the 2 of the square missing? Or did you take the mean of the two roads?"
            " They are added."),
        Mistake("y - a instead of a - y", "a[2] - y -> y - a[2]",
            "Only the sign is wrong, but with this sign you would walk uphill."),
    ),
)
def shared_weight(w, z, a, y, f_prime):
    """Return dCost_i/dw of a chain whose two layers share the weight w."""
    dz = 2 * (a[2] - y) * f_prime(z[2])
    dw = dz * a[1]
    dw += dz * w * f_prime(z[1]) * a[0]
    return dw


# Predictions -----------------------------------------------------------------

prediction(
    "4.a",
    "Recall 03: the answer is too small, a < y. What comes in is positive, and f "
    "climbs. Which sign has ∂Cost_i/∂w?",
    ("positive", "negative", "that of w"),
    answer="b",
    because={
        "a": "A larger w is better here, so this tempts. But the slope says what the "
        "cost does, and the cost falls when w grows.",
        "b": "2(a - y) is negative, f'(z) and what comes in are positive: their product"
        " is negative.",
        "c": "w is a part of z, so this tempts. But the third factor is ∂z/∂w, which is"
        " what comes in, not w.",
    },
)

prediction(
    "4.b",
    "Recall 02: in a chain of three layers you turn b^(2), and nothing else. Which of "
    "these stays as it is?",
    ("z^(2)", "a^(1)", "a^(3)", "Cost_i"),
    answer="b",
    because={
        "a": "a^(1) and w^(2) stay, but b^(2) is added to their product: z^(2) moves "
        "first of all.",
        "b": "a^(1) is computed before b^(2) is used. A knob changes its own neuron and"
        " those after it.",
        "c": "Layer 3 has knobs of its own, and they stay. But a^(2) comes in, and "
        "a^(2) has moved.",
        "d": "The cost looks at a^(3) only. But a^(3) has moved, because a^(2) has.",
    },
)

prediction(
    "4.c",
    "Example 0 needs a larger w^(3). What do the other four examples need?",
    (
        "all of them a larger one",
        "all of them a smaller one",
        "some larger, some smaller",
    ),
    answer="c",
    because={
        "a": "All use the same w^(3), so this tempts. But each example has an error "
        "a - y of its own.",
        "b": "Example 0 is not special: for two others too the answer is too small.",
        "c": "Here the sign of the slope is that of a - y. Where the answer is too "
        "small, a larger w^(3) is better; where it is too large, a smaller one.",
    },
)

prediction(
    "4.d",
    "b^(3) moves by 0.01, and nothing else is touched. How far does z^(3) move?",
    (
        "0.0040, that is 0.01 × a^(2)",
        "0.0100, just as far as b^(3)",
        "0.0025, that is 0.01 × f'(z^(3))",
    ),
    answer="b",
    because={
        "a": "That is what a nudge of w^(3) does. In z = w a + b the bias is not "
        "multiplied by a.",
        "b": "z = w a + b: the bias is added, and nothing stands in front of it.",
        "c": "f' belongs to the next step, from z to a.",
    },
)

prediction(
    "4.e",
    "A larger a^(2) would make the cost smaller. In which direction should w^(2) go?",
    ("it should grow", "it should shrink", "it cannot be said without y"),
    answer="a",
    because={
        "a": "z^(2) = w^(2) a^(1) + b^(2), and a^(1) is positive: a larger w^(2) makes "
        "z^(2) larger, and with it a^(2).",
        "b": "w^(2) is negative, so this tempts. But what counts is what w^(2) is "
        "multiplied by, and a^(1) is positive.",
        "c": "y was needed to find ∂Cost_i/∂a^(2). But that slope is known now, and "
        "layer 2 needs nothing else of y.",
    },
)

prediction(
    "4.f",
    "A small nudge of b^(3) changes the cost more than the same nudge of w^(1). How "
    "many times more?",
    ("about 2 times", "about 5 times", "about 12 times", "about 30 times"),
    answer="c",
    because={
        "a": "That is b^(1) beside w^(1), 1.7 times. From layer 3 to layer 1 the slope "
        "has shrunk as well.",
        "b": "That is b^(2) beside w^(1), 4.9 times. b^(3) is one layer nearer to the "
        "cost.",
        "c": "From layer 3 to layer 1 the slope is multiplied by f' w twice, and is 7.2"
        " times smaller then. At w^(1) it is multiplied by a^(0) = 0.6 as well.",
        "d": "That is so without the weights, 29 times: f' is about ¼ at each layer. "
        "But w^(3) = 1.7 and w^(2) = -1.4 give a part of it back.",
    },
)

prediction(
    "4.g",
    "Ten layers. How many times smaller is the slope of the first weight than that of "
    "the last weight?",
    (
        "about 10 times",
        "about 700 times",
        "about 700,000 times",
        "about 700,000,000 times",
    ),
    answer="c",
    because={
        "a": "Ten layers, so ten times: that would be so if each layer took the same "
        "amount away. But the factors multiply.",
        "b": "That would be a factor of 2 for each layer. But the slope of the sigmoid "
        "is never above ¼.",
        "c": "Nine times the slope is multiplied by f'(z) w, which is a little less "
        "than ¼. And 4 to the ninth power is 262,144 already.",
        "d": "That would be a factor of nearly 10 for each layer. But the neurons stand"
        " near the middle of the sigmoid: f'(z) is about 1/4.5.",
    },
)

prediction(
    "4.h",
    "The slope is 0.0317 if w moves in layer 1 alone, and -0.0511 if it moves in layer "
    "2 alone. What is it if w moves in both?",
    (
        "their mean, -0.0097",
        "their product, -0.0016",
        "the larger one, -0.0511",
        "their sum, -0.0194",
    ),
    answer="d",
    because={
        "a": "A mean would be right if each layer got half of the nudge. Each gets all "
        "of it.",
        "b": "Factors multiply along a road, so this tempts. But these are two roads "
        "side by side.",
        "c": "The smaller one does not disappear: its part of the move reaches the cost"
        " as well.",
        "d": "Each road brings its own move of the cost, and the two moves add up.",
    },
)

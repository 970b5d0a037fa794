"""Exercises of lesson 03: one weight, three factors, a proof by a nudge (S4 to S6).

Everything is a plain number; `f` and `f_prime` are functions of one number.
"""

import numpy as np

from workshop_lib.exercises.base import F_OF, PAIRS, Mistake, exercise, f, mixed, signed
from workshop_lib.exercises.prediction import prediction


def _last_neuron(rng, f):
    """Return w, b, a_prev, z, a, y of a neuron that is neither flat nor right:
    there a float32 would lose the digits that a check compares.
    """
    w, b, a_prev, error = (0.6 * signed(rng) for _ in range(4))
    z = w * a_prev + b
    a = float(f(z))
    return w, b, a_prev, z, a, a + error


# 3.1 -------------------------------------------------------------------------


def _probes_nudge(rng):
    def draw(i):
        f, _ = PAIRS[i % 2]
        w, b, a_prev, _z, _a, y = _last_neuron(rng, f)
        # A large nudge: one side and two must give visibly different slopes.
        return w, a_prev, b, y, f, float(rng.uniform(0.3, 0.5))

    return mixed(
        4,
        draw,
        lambda w, a_prev, b, y, f, eps: (
            w, a_prev, b, y, nudged_slope(w, a_prev, b, y, f, eps)
        ),
    )


@exercise(
    "3.1",
    "Measure the slope with a nudge",
    equation="S2, S3",
    returns={"slope": "number"},
    probes=_probes_nudge,
    hints=(
        "Write a small function inside yours: the cost as a function of w alone.",
        "Cost_i = (f(w a_prev + b) - y)². Compute it at w + eps and at w - eps.",
        "The slope is the rise over the run. The rise is cost(w + eps) - cost(w - eps);"
        " the run is 2 eps.",
    ),
    mistakes=(
        Mistake("the nudge goes to one side only",
            "cost(w - eps)) / (2 * eps) -> cost(w)) / eps",
            "A cost bends. Nudge up by eps, nudge down by eps, and take the "
            "difference of those two: the bend cancels."),
        Mistake("the nudge goes to the left only",
            "cost(w + eps) - cost(w - eps)) / (2 * eps) -> "
            "cost(w) - cost(w - eps)) / eps",
            "A cost bends. Nudge up by eps, nudge down by eps, and take the "
            "difference of those two: the bend cancels."),
        Mistake("one side only, but divided by 2 eps", "cost(w - eps) -> cost(w)",
            "Your numerator starts at w itself. For a distance of 2 eps it must start"
            " at w - eps."),
        Mistake("the distance is taken as eps", "(2 * eps) -> eps",
            "How far apart are w - eps and w + eps?"),
        Mistake("it is divided by 2 and then multiplied by eps",
            "/ (2 * eps) -> / 2 * eps",
            "Python goes from left to right: `/ 2 * eps` multiplies by eps. Put the "
            "distance into parentheses."),
        Mistake("the difference is not divided by anything", " / (2 * eps) -> ",
            "You have the change of the cost. A slope is that change per unit of w."),
        Mistake("the sign is the wrong way round",
            "cost(w + eps) - cost(w - eps) -> cost(w - eps) - cost(w + eps)",
            "Take the cost at w + eps first, and subtract the cost at w - eps."),
        Mistake("there are no parentheses round w + eps",
            lambda w, a_prev, b, y, f, eps: nudged_slope(0, a_prev, w + b, y, f, eps),
            "`w + eps * a_prev` multiplies eps alone by a_prev. Add first: that is what"
            " parentheses are for."),
        Mistake("the nudge is on z, not on w",
            lambda w, a_prev, b, y, f, eps: nudged_slope(b, 1, w * a_prev, y, f, eps),
            "Add eps to w before you multiply by a_prev. (A nudge on z is a nudge on "
            "b: that is another slope; you need it in lesson 04.)"),
        Mistake("the activation function is left out",
            "f(w * a_prev + b) -> (w * a_prev + b)",
            "The neuron answers with f(z), not with z."),
        Mistake("the error is not squared", " ** 2 -> ",
            "That is the slope of a. Cost_i is the square of a - y (S2)."),
        Mistake("the nudge eps that you are given is not used",
            "def cost(w): -> eps = 1e-5\ndef cost(w):",
            "A good slope, but not the one that was asked for. Is eps a number of your"
            " own, or did you use a formula? Measure: nudge w by the argument eps."),
    ),
)
def nudged_slope(w, a_prev, b, y, f, eps):
    """Return dCost_i/dw, measured with a nudge of eps to either side."""

    def cost(w):
        return (f(w * a_prev + b) - y) ** 2

    return (cost(w + eps) - cost(w - eps)) / (2 * eps)


# 3.2 -------------------------------------------------------------------------


@exercise(
    "3.2",
    "The slope of the sigmoid",
    equation="S5",
    returns={"slope": "number"},
    probes=lambda rng: [(signed(rng),) for _ in range(4)],
    hints=(
        "Write f(z) = 1 / u with u = 1 + exp(-z). The derivative of 1/u is -u'/u².",
        "u' = -exp(-z), so f'(z) = exp(-z) / (1 + exp(-z))². That is a right answer "
        "already. Can you write it with f(z) alone?",
        "exp(-z) / (1 + exp(-z)) is 1 - f(z).",
    ),
    mistakes=(
        Mistake("z (1 - z) instead of f(z) (1 - f(z))",
            "f(z) * (1 - f(z)) -> z * (1 - z)",
            "The rule a (1 - a) holds for a = f(z), the output. You gave it z, the "
            "input."),
        Mistake("f is applied twice: this is f'(a)", "return -> z = f(z)\nreturn",
            "You took the slope at a = f(z). The slope is wanted at z: apply f once."),
        Mistake("f(z) itself, not its slope", " * (1 - f(z)) -> ",
            "That is the height of the curve. How steep is it there?"),
        Mistake("a factor f(z) is missing", "f(z) * -> ",
            "The denominator 1 + exp(-z) is squared when you differentiate 1 / (1 + "
            "exp(-z))."),
        Mistake("the factor u' is missing: this is 1/u²",
            "f(z) * (1 - f(z)) -> f(z) ** 2",
            "The derivative of 1/u is -u'/u². What are u' and its sign?"),
        Mistake("the factor u' is missing: this is -1/u²",
            "f(z) * (1 - f(z)) -> -f(z) ** 2",
            "The derivative of 1/u is -u'/u²: what is u', for u = 1 + exp(-z)?"),
        Mistake("the sign is wrong", "return f -> return -f",
            "The sigmoid climbs everywhere. There are two minus signs in the "
            "calculation: one from 1/u, one from exp(-z)."),
        Mistake("1 + f(z) instead of 1 - f(z)", "1 - -> 1 +",
            "For large z the curve is flat: your slope must go to 0 there."),
        Mistake("this is the slope of tanh", "f(z) * (1 - f(z)) -> 1 - np.tanh(z) ** 2",
            "A right formula for another function. Here f(z) = 1 / (1 + exp(-z))."),
    ),
)
def sigmoid_prime(z):
    """Return f'(z), the slope of the sigmoid at z."""
    return f(z) * (1 - f(z))


# 3.3 -------------------------------------------------------------------------


def _probes_factors(rng):
    def draw(i):
        f, f_prime = PAIRS[i % 2]
        w, _b, a_prev, z, a, y = _last_neuron(rng, f)
        return w, a_prev, z, a, y, f_prime

    return mixed(
        4,
        draw,
        lambda w, a_prev, z, a, y, f_prime: (
            a_prev, a, y, a - y, dcost_dw(a_prev, z, a, y, f_prime)
        ),
    )


@exercise(
    "3.3",
    "The three factors",
    equation="S5",
    returns={"dcost_da": "number", "da_dz": "number", "dz_dw": "number"},
    probes=_probes_factors,
    hints=(
        "One factor at a time: Cost_i = (a - y)², then a = f(z), then z = w a_prev + "
        "b.",
        "The derivative of (a - y)² with respect to a is 2(a - y). The derivative of "
        "f(z) with respect to z is f'(z).",
        "The derivative of w a_prev + b with respect to w is a_prev.",
    ),
    mistakes=(
        Mistake("f'(a) instead of f'(z)", "f_prime(z) -> f_prime(a)",
            "The second factor asks how a moves when z moves. Where on the curve of f"
            " do you read a slope: at the input of f, or at its output?"),
        Mistake("the slope is the sigmoid's, whatever f_prime is given",
            "f_prime(z) -> a * (1 - a)",
            "a (1 - a) belongs to the sigmoid only. Call the f_prime that you are "
            "given: the check gives another one too."),
        Mistake("f(z) instead of its slope f'(z)", "f_prime(z) -> a",
            "a = f(z) is the height of the curve. The second factor is its slope."),
        Mistake("the factor 2 is missing", "2 * -> ",
            "The derivative of a square: what happens to the exponent?"),
        Mistake("y - a instead of a - y", "a - y -> y - a",
            "Cost_i = (a - y)². If a is above y and grows, the cost grows: the first "
            "factor must be positive then."),
        Mistake("there are no parentheses round a - y", "(a - y) -> a - y",
            "`2 * a - y` doubles a alone. Subtract first."),
        Mistake("the cost itself, not its derivative", "2 * (a - y) -> (a - y) ** 2",
            "The first factor is the derivative of (a - y)² with respect to a."),
        Mistake("a^(L) instead of a^(L-1)", "dz_dw = a_prev -> dz_dw = a",
            "z = w a_prev + b. Which a stands beside w?"),
        Mistake("w instead of a^(L-1)", "dz_dw = a_prev -> dz_dw = w",
            "In z = w a_prev + b, w is the one that moves. What stays in front of it?"),
        Mistake("z instead of a^(L-1)", "dz_dw = a_prev -> dz_dw = z",
            "z is what you differentiate. Its derivative with respect to w is a "
            "single symbol of z = w a_prev + b."),
        Mistake("the factors are in the reverse order",
            "dcost_da, da_dz, dz_dw -> dz_dw, da_dz, dcost_da",
            "All three are right. Give them in the order of S4: from the cost back to"
            " w."),
    ),
)
def three_factors(w, a_prev, z, a, y, f_prime):
    """Return dCost_i/da, da/dz, dz/dw of the last layer."""
    dcost_da = 2 * (a - y)
    da_dz = f_prime(z)
    dz_dw = a_prev
    return dcost_da, da_dz, dz_dw


# 3.4 -------------------------------------------------------------------------


def _probes_product(rng):
    return [probe[1:] for probe in _probes_factors(rng)]


def _cost_from_z(a_prev, z, a, y, f_prime):
    # w is no argument here: a nudge of w moves z by that times a_prev.
    f = F_OF[f_prime]
    return {"dcost_dw": (0.0, lambda nudge: (f(z + nudge * a_prev) - y) ** 2)}


@exercise(
    "3.4",
    "The derivative of the cost",
    equation="S6",
    returns={"dcost_dw": "number"},
    probes=_probes_product,
    slope_of=_cost_from_z,
    hints=(
        "You have the three factors from Exercise 3.3.",
        "The chain rule multiplies them (S4).",
    ),
    mistakes=(
        Mistake("f'(a) instead of f'(z)", "f_prime(z) -> f_prime(a)",
            "f' wants the input of f. That is z; a is its output."),
        Mistake("f(z) instead of its slope f'(z)", "f_prime(z) -> a",
            "a = f(z) is the height of the curve; the second factor is its slope."),
        Mistake("the slope is the sigmoid's, whatever f_prime is given",
            "f_prime(z) -> a * (1 - a)",
            "a (1 - a) belongs to the sigmoid only. Call the f_prime that you are "
            "given: the check gives another one too."),
        Mistake("the factor 2 is missing", "2 * -> ",
            "Look at the first factor again: the derivative of a square."),
        Mistake("y - a instead of a - y", "a - y -> y - a",
            "Only the sign is wrong, but with this sign you would walk uphill."),
        Mistake("there are no parentheses round a - y", "(a - y) -> a - y",
            "`2 * a - y * ...` does not multiply the difference. Subtract first."),
        Mistake("(a - y) is still squared", "(a - y) -> (a - y) ** 2",
            "Differentiating lowers the exponent by one."),
        Mistake("the factor f'(z) is left out", " * f_prime(z) -> ",
            "The nudge goes from z to a through f. Each step of the road gives one "
            "factor."),
        Mistake("the factor a^(L-1) is left out", " * a_prev -> ",
            "That is the derivative with respect to z. The road begins at w."),
        Mistake("the factor 2(a - y) is left out", "2 * (a - y) * -> ",
            "That is the derivative of a. The road ends at the cost."),
        Mistake("a^(L) instead of a^(L-1)", "a_prev -> a",
            "The weight is multiplied by what comes in, not by what goes out."),
        Mistake("the factors are added, not multiplied",
            "2 * (a - y) * f_prime(z) * a_prev -> 2 * (a - y) + f_prime(z) + a_prev",
            "Each factor magnifies the nudge that the one before it passes on."),
    ),
)
def dcost_dw(a_prev, z, a, y, f_prime):
    """Return dCost_i/dw^(L) (S6)."""
    return 2 * (a - y) * f_prime(z) * a_prev


# 3.5 -------------------------------------------------------------------------


def _probes_tanh(rng):
    def draw(_):
        w, b, a_prev, _z, _a, y = _last_neuron(rng, np.tanh)
        return w, b, a_prev, y

    return mixed(
        4,
        draw,
        lambda w, b, a_prev, y: (
            w, b, a_prev, y, np.tanh(w * a_prev + b) - y, dcost_dw_tanh(w, b, a_prev, y)
        ),
    )


@exercise(
    "3.5",
    "★ Another activation function",
    equation="S3, S6",
    returns={"dcost_dw": "number"},
    probes=_probes_tanh,
    slope_of=lambda w, b, a_prev, y: {
        "dcost_dw": (w, lambda w: (np.tanh(w * a_prev + b) - y) ** 2)
    },
    hints=(
        "Go forward first: z = w a_prev + b, then a = tanh(z).",
        "Only one of the three factors depends on which f it is: the middle one.",
        "tanh'(z) = 1 - tanh(z)², and tanh(z) is a.",
    ),
    mistakes=(
        Mistake("the slope is that of the sigmoid, a (1 - a)",
            "(1 - a**2) -> a * (1 - a)",
            "That rule belongs to the sigmoid. Differentiate tanh."),
        Mistake("1 - z² instead of 1 - a²", "(1 - a**2) -> (1 - (w * a_prev + b) ** 2)",
            "tanh'(z) = 1 - tanh(z)²: the square is of the output."),
        Mistake("tanh is applied twice: this is f'(a)", "a**2 -> np.tanh(a) ** 2",
            "The slope is wanted at z. tanh(z) is a: do not apply tanh to it again."),
        Mistake("1 - a instead of 1 - a²", "a**2 -> a",
            "tanh is odd, so its slope is even: it must be the same at -z."),
        Mistake("the factor f'(z) is left out", " * (1 - a**2) -> ",
            "There are three factors. Which is the middle one?"),
        Mistake("the factor a^(L-1) is left out", "a**2) * a_prev -> a**2)",
            "That is the derivative with respect to z. The road begins at w."),
        Mistake("the bias is forgotten in z", " + b -> ",
            "b has no factor of its own here, but it shifts z (S3)."),
        Mistake("the factor 2 is missing", "2 * (a -> (a",
            "The first factor is the derivative of a square."),
        Mistake("y - a instead of a - y", "a - y -> y - a",
            "If a is above y, a larger a costs more: the first factor is positive "
            "then."),
    ),
)
def dcost_dw_tanh(w, b, a_prev, y):
    """Return dCost_i/dw^(L) of a neuron whose f is tanh."""
    a = np.tanh(w * a_prev + b)
    return 2 * (a - y) * (1 - a**2) * a_prev


# Predictions ---------------------------------------------------------------------

prediction(
    "3.a",
    "Recall 01: at some w the slope of the cost is -2, and the learning rate is 0.1. "
    "Where does the next step lead?",
    ("to w - 0.2", "to w + 0.2", "to w + 2", "to w + 20"),
    answer="b",
    because={
        "a": "The slope is negative, so a minus tempts. But w - l_r × slope has two "
        "minus signs: downhill is to the right here.",
        "b": "w - l_r × slope = w - 0.1 × (-2) = w + 0.2: where a larger w makes the "
        "cost smaller, w grows.",
        "c": "The direction is right. The length is l_r times the slope, not the "
        "slope.",
        "d": "That is the slope divided by l_r. A small l_r makes a step shorter, not "
        "longer.",
    },
)

prediction(
    "3.b",
    "Recall 02: which line computes z of the last of three layers?",
    (
        "z^(3) = f(w^(3) a^(2) + b^(3))",
        "z^(3) = w^(3) a^(3) + b^(3)",
        "z^(3) = w^(3) a^(2) + b^(3)",
        "z^(3) = w^(3) (a^(2) + b^(3))",
    ),
    answer="c",
    because={
        "a": "That is a^(3): f comes after z.",
        "b": "a^(3) comes out of this layer. What comes in is the layer before, a^(2).",
        "c": "Weight times what comes in, plus bias (S3); then a^(3) = f(z^(3)).",
        "d": "The bias is added after the weight has multiplied.",
    },
)

prediction(
    "3.c",
    "The network says 0.544 and should say 0.9. What comes into the last neuron, a^(2) "
    "= 0.397, is positive. Which sign has ∂Cost_i/∂w^(3)?",
    ("negative", "positive", "it is 0"),
    answer="a",
    because={
        "a": "With a positive input a larger weight makes z and a larger. The answer "
        "comes nearer to 0.9, and the cost falls.",
        "b": "w^(3) should grow, and it is tempting to say positive. But the slope "
        "says what the cost does, and the cost falls when w^(3) grows.",
        "c": "The slope is 0 where a nudge changes nothing, and 0.544 is not yet 0.9.",
    },
)

prediction(
    "3.d",
    "Multiply the three ratios: (move of z / move of w) × (move of a / move of z) × "
    "(move of the cost / move of a). What do you get?",
    (
        "1, because all moves cancel",
        "the move of the cost",
        "move of the cost / move of w",
        "move of w / move of the cost",
    ),
    answer="c",
    because={
        "a": "Only the moves of z and of a stand above and below. The first and the "
        "last stay.",
        "b": "The move of w still stands below: you get the move of the cost for each "
        "unit of w.",
        "c": "The moves of z and of a stand once above and once below, and cancel.",
        "d": "That is upside down: the move of w stands below in the first ratio, the "
        "move of the cost above in the last.",
    },
)

prediction(
    "3.e",
    "The sigmoid is f(2) = 0.88 at z = 2. How large is its slope there?",
    answer=0.105,
    because={
        0.105: "f'(2) = f(2) (1 - f(2)) = 0.88 × 0.12.",
        0.88: "That is the height of the curve. The slope says how fast it grows.",
        0.25: "That is the slope in the middle. At z = 2 the curve is flatter.",
        -2.0: "That is z (1 - z). The rule takes f(z): 0.88 × (1 - 0.88).",
    },
    tolerance=0.01,
)

prediction(
    "3.f",
    "The nudge becomes 10 times smaller. How does the error of a central difference "
    "change?",
    (
        "it stays the same",
        "it becomes 10 times smaller",
        "it becomes 100 times smaller",
        "it becomes 1000 times smaller",
    ),
    answer="c",
    because={
        "a": "The formula has no error, but the measurement has: a curve is no "
        "straight line.",
        "b": "That is so for a nudge to one side. Here the bend on one side cancels "
        "the bend on the other.",
        "c": "The error goes with the square of the nudge: the two sides cancel what "
        "goes with the nudge itself.",
        "d": "That is so for the error of the difference. But then it is divided by 2 "
        "eps, which becomes 10 times smaller too.",
    },
)

prediction(
    "3.g",
    "Far on the left, at w^(3) = -25, the network says 0.00003 and should say 0.9. The "
    "slope is almost 0. Which factor is it that makes it so small?",
    ("how wrong", "how steep", "how large the input is"),
    answer="b",
    because={
        "a": "A flat place looks like the end of learning. But 2(a - y) is -1.8 here, "
        "as far from 0 as it can be.",
        "b": "z is far below 0, where the sigmoid is flat: f'(z) is 0.00003.",
        "c": "The input a^(2) is 0.397 all the time: w^(3) does not change it.",
    },
)

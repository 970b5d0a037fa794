"""Exercises of lesson 03: one weight, three factors, a proof by a nudge (S4 to S6).

Everything is a plain number; `f` and `f_prime` are functions of one number.
"""

from math import exp, tanh

from workshop_lib.exercises.base import Exercise, Mistake, signed


def _f(z):
    return 1 / (1 + exp(-z))


def _f_prime(z):
    return _f(z) * (1 - _f(z))


def _last_neuron(rng, f):
    """Return w, b, a_prev, z, a, y of a neuron that is neither flat nor right:
    there a float32 would lose the digits that a check compares.
    """
    w, b, a_prev, error = (0.6 * signed(rng) for _ in range(4))
    z = w * a_prev + b
    return w, b, a_prev, z, f(z), f(z) + error


# 3.1 -------------------------------------------------------------------------


def nudged_slope(w, a_prev, b, y, f, eps):
    """Return dCost_i/dw^(L), measured by a nudge of eps to either side (S2, S3)."""

    def cost(w):
        return (f(w * a_prev + b) - y) ** 2

    return (cost(w + eps) - cost(w - eps)) / (2 * eps)


def _cost(w, a_prev, b, y, f):
    return (f(w * a_prev + b) - y) ** 2


def _nudged(w, a_prev, b, y, f, eps):
    return _cost(w + eps, a_prev, b, y, f) - _cost(w - eps, a_prev, b, y, f)


def _one_side(w, a_prev, b, y, f, eps):
    return _cost(w + eps, a_prev, b, y, f) - _cost(w, a_prev, b, y, f)


def _probes_nudge(rng):
    probes = []
    for _ in range(4):
        w, b, a_prev, _z, _a, y = _last_neuron(rng, _f)
        # A large nudge: one side and two must give visibly different slopes.
        probes.append((w, a_prev, b, y, _f, float(rng.uniform(0.3, 0.5))))
    return probes


_nudge = Exercise(
    number="3.1",
    title="Measure the slope with a nudge",
    reference=nudged_slope,
    probes=_probes_nudge,
    mistakes=(
        Mistake(
            "the nudge goes to one side only",
            lambda w, a_prev, b, y, f, eps: _one_side(w, a_prev, b, y, f, eps) / eps,
            "A cost bends. Nudge up by eps, nudge down by eps, and take the difference "
            "of those two: the bend cancels.",
        ),
        Mistake(
            "one side only, but divided by 2 eps",
            lambda w, a_prev, b, y, f, eps: (
                _one_side(w, a_prev, b, y, f, eps) / (2 * eps)
            ),
            "Your numerator starts at w itself. For a distance of 2 eps it must start "
            "at w - eps.",
        ),
        Mistake(
            "the distance is taken as eps",
            lambda w, a_prev, b, y, f, eps: _nudged(w, a_prev, b, y, f, eps) / eps,
            "How far apart are w - eps and w + eps?",
        ),
        Mistake(
            "the difference is not divided by anything",
            lambda w, a_prev, b, y, f, eps: _nudged(w, a_prev, b, y, f, eps),
            "You have the change of the cost. A slope is that change per unit of w.",
        ),
        Mistake(
            "the sign is the wrong way round",
            lambda w, a_prev, b, y, f, eps: (
                -_nudged(w, a_prev, b, y, f, eps) / (2 * eps)
            ),
            "Take the cost at w + eps first, and subtract the cost at w - eps.",
        ),
        Mistake(
            "the nudge is on z, not on w",
            lambda w, a_prev, b, y, f, eps: (
                _nudged(b, 1, w * a_prev, y, f, eps) / (2 * eps)
            ),
            "Add eps to w before you multiply by a_prev. (A nudge on z is a nudge on "
            "b: "
            "you have found another slope, and lesson 04 will want it.)",
        ),
        Mistake(
            "the activation function is left out",
            lambda w, a_prev, b, y, f, eps: (
                _nudged(w, a_prev, b, y, lambda z: z, eps) / (2 * eps)
            ),
            "The neuron answers with f(z), not with z.",
        ),
        Mistake(
            "the error is not squared",
            lambda w, a_prev, b, y, f, eps: (
                (f((w + eps) * a_prev + b) - f((w - eps) * a_prev + b)) / (2 * eps)
            ),
            "That is the slope of a. Cost_i is the square of a - y (S2).",
        ),
        Mistake(
            "eps is a number of your own",
            lambda w, a_prev, b, y, f, eps: _nudged(w, a_prev, b, y, f, 1e-5) / 2e-5,
            "A good slope, but not with the nudge that was asked for: use the "
            "argument eps.",
        ),
    ),
    hints=(
        "Write a small function inside yours: the cost as a function of w alone.",
        "Cost_i = (f(w a_prev + b) - y)². Compute it at w + eps and at w - eps.",
        (
            "The slope is the rise over the run. The rise is cost(w + eps) - cost(w - "
            "eps); "
            "the run is 2 eps."
        ),
        (
            "def cost(w): return (f(w * a_prev + b) - y) ** 2\n"
            "return (cost(w + eps) - cost(w - eps)) / (2 * eps)"
        ),
    ),
    returns={"slope": "number"},
    equation="S2, S3",
)


# 3.2 -------------------------------------------------------------------------


def sigmoid_prime(z):
    """Return f'(z), the slope of the sigmoid f at z (S5)."""
    return _f(z) * (1 - _f(z))


_slope = Exercise(
    number="3.2",
    title="The slope of the sigmoid",
    reference=sigmoid_prime,
    probes=lambda rng: [(signed(rng),) for _ in range(4)],
    mistakes=(
        Mistake(
            "z (1 - z) instead of f(z) (1 - f(z))",
            lambda z: z * (1 - z),
            "The rule a (1 - a) holds for a = f(z), the output. You gave it z, "
            "the input.",
        ),
        Mistake(
            "f is applied twice: this is f'(a)",
            lambda z: _f_prime(_f(z)),
            "You took the slope at a = f(z). The slope is wanted at z: apply f once.",
        ),
        Mistake(
            "f(z) itself, not its slope",
            lambda z: _f(z),
            "That is the height of the curve. How steep is it there?",
        ),
        Mistake(
            "a factor f(z) is missing",
            lambda z: 1 - _f(z),
            "The denominator 1 + exp(-z) is squared when you differentiate 1 / (1 + "
            "exp(-z)).",
        ),
        Mistake(
            "the sign is wrong",
            lambda z: -_f(z) * (1 - _f(z)),
            "The sigmoid climbs everywhere. There are two minus signs in the "
            "calculation: one from 1/u, one from exp(-z).",
        ),
        Mistake(
            "1 + f(z) instead of 1 - f(z)",
            lambda z: _f(z) * (1 + _f(z)),
            "For large z the curve is flat: your slope must go to 0 there.",
        ),
        Mistake(
            "this is the slope of tanh",
            lambda z: 1 - tanh(z) ** 2,
            "A right formula for another function. Here f(z) = 1 / (1 + exp(-z)).",
        ),
    ),
    hints=(
        "Write f(z) = 1 / u with u = 1 + exp(-z). The derivative of 1/u is -u'/u².",
        (
            "u' = -exp(-z), so f'(z) = exp(-z) / (1 + exp(-z))². That is a right "
            "answer "
            "already. Can you write it with f(z) alone?"
        ),
        "exp(-z) / (1 + exp(-z)) is 1 - f(z).",
        "return f(z) * (1 - f(z))",
    ),
    returns={"slope": "number"},
    equation="S5",
)


# 3.3 -------------------------------------------------------------------------


def three_factors(w, a_prev, z, a, y, f_prime):
    """Return dCost_i/da, da/dz and dz/dw of the last layer, in this order (S5)."""
    dcost_da = 2 * (a - y)
    da_dz = f_prime(z)
    dz_dw = a_prev
    return dcost_da, da_dz, dz_dw


def _probes_factors(rng):
    probes = []
    for _ in range(4):
        w, _b, a_prev, z, a, y = _last_neuron(rng, _f)
        probes.append((w, a_prev, z, a, y, _f_prime))
    return probes


_factors = Exercise(
    number="3.3",
    title="The three factors",
    reference=three_factors,
    probes=_probes_factors,
    mistakes=(
        Mistake(
            "f'(a) instead of f'(z)",
            lambda w, a_prev, z, a, y, f_prime: (2 * (a - y), f_prime(a), a_prev),
            "The second factor asks how a moves when z moves. Where on the curve of f "
            "do "
            "you read a slope: at the input of f, or at its output?",
        ),
        Mistake(
            "f(z) instead of its slope f'(z)",
            lambda w, a_prev, z, a, y, f_prime: (2 * (a - y), a, a_prev),
            "a = f(z) is the height of the curve. The second factor is its slope.",
        ),
        Mistake(
            "the factor 2 is missing",
            lambda w, a_prev, z, a, y, f_prime: (a - y, f_prime(z), a_prev),
            "The derivative of a square: what happens to the exponent?",
        ),
        Mistake(
            "y - a instead of a - y",
            lambda w, a_prev, z, a, y, f_prime: (2 * (y - a), f_prime(z), a_prev),
            "Cost_i = (a - y)². If a is above y and grows, the cost grows: the first "
            "factor must be positive then.",
        ),
        Mistake(
            "the cost itself, not its derivative",
            lambda w, a_prev, z, a, y, f_prime: ((a - y) ** 2, f_prime(z), a_prev),
            "The first factor is the derivative of (a - y)² with respect to a.",
        ),
        Mistake(
            "a^(L) instead of a^(L-1)",
            lambda w, a_prev, z, a, y, f_prime: (2 * (a - y), f_prime(z), a),
            "z = w a_prev + b. Which a stands beside w?",
        ),
        Mistake(
            "w instead of a^(L-1)",
            lambda w, a_prev, z, a, y, f_prime: (2 * (a - y), f_prime(z), w),
            "In z = w a_prev + b, w is the one that moves. What stays in front of it?",
        ),
        Mistake(
            "z instead of a^(L-1)",
            lambda w, a_prev, z, a, y, f_prime: (2 * (a - y), f_prime(z), z),
            "z is what you differentiate. Its derivative with respect to w is a single "
            "symbol of z = w a_prev + b.",
        ),
        Mistake(
            "the factors are in the reverse order",
            lambda w, a_prev, z, a, y, f_prime: (a_prev, f_prime(z), 2 * (a - y)),
            "All three are right. Give them in the order of S4: from the cost back to "
            "w.",
        ),
    ),
    hints=(
        (
            "One factor at a time: Cost_i = (a - y)², then a = f(z), "
            "then z = w a_prev + b."
        ),
        (
            "The derivative of (a - y)² with respect to a is 2(a - y). "
            "The derivative of f(z) with respect to z is f'(z)."
        ),
        "The derivative of w a_prev + b with respect to w is a_prev.",
        "return 2 * (a - y), f_prime(z), a_prev",
    ),
    returns={"dcost_da": "number", "da_dz": "number", "dz_dw": "number"},
    equation="S5",
)


# 3.4 -------------------------------------------------------------------------


def dcost_dw(a_prev, z, a, y, f_prime):
    """Return dCost_i/dw^(L) (S6)."""
    return 2 * (a - y) * f_prime(z) * a_prev


def _probes_product(rng):
    return [probe[1:] for probe in _probes_factors(rng)]


_product = Exercise(
    number="3.4",
    title="The derivative of the cost",
    reference=dcost_dw,
    probes=_probes_product,
    mistakes=(
        Mistake(
            "f'(a) instead of f'(z)",
            lambda a_prev, z, a, y, f_prime: 2 * (a - y) * f_prime(a) * a_prev,
            "f' wants the input of f. That is z; a is its output.",
        ),
        Mistake(
            "f(z) instead of its slope f'(z)",
            lambda a_prev, z, a, y, f_prime: 2 * (a - y) * a * a_prev,
            "a = f(z) is the height of the curve; the second factor is its slope.",
        ),
        Mistake(
            "the factor 2 is missing",
            lambda a_prev, z, a, y, f_prime: (a - y) * f_prime(z) * a_prev,
            "Look at the first factor again: the derivative of a square.",
        ),
        Mistake(
            "y - a instead of a - y",
            lambda a_prev, z, a, y, f_prime: 2 * (y - a) * f_prime(z) * a_prev,
            "Only the sign is wrong, but with this sign you would walk uphill.",
        ),
        Mistake(
            "(a - y) is still squared",
            lambda a_prev, z, a, y, f_prime: 2 * (a - y) ** 2 * f_prime(z) * a_prev,
            "Differentiating lowers the exponent by one.",
        ),
        Mistake(
            "the factor f'(z) is left out",
            lambda a_prev, z, a, y, f_prime: 2 * (a - y) * a_prev,
            "The nudge goes from z to a through f. Each step of the road gives one "
            "factor.",
        ),
        Mistake(
            "the factor a^(L-1) is left out",
            lambda a_prev, z, a, y, f_prime: 2 * (a - y) * f_prime(z),
            "That is the derivative with respect to z. The road begins at w.",
        ),
        Mistake(
            "the factor 2(a - y) is left out",
            lambda a_prev, z, a, y, f_prime: f_prime(z) * a_prev,
            "That is the derivative of a. The road ends at the cost.",
        ),
        Mistake(
            "a^(L) instead of a^(L-1)",
            lambda a_prev, z, a, y, f_prime: 2 * (a - y) * f_prime(z) * a,
            "The weight is multiplied by what comes in, not by what goes out.",
        ),
        Mistake(
            "the factors are added, not multiplied",
            lambda a_prev, z, a, y, f_prime: 2 * (a - y) + f_prime(z) + a_prev,
            "Each factor magnifies the nudge that the one before it passes on.",
        ),
    ),
    hints=(
        "You have the three factors from Exercise 3.3.",
        "The chain rule multiplies them (S4).",
        "return 2 * (a - y) * f_prime(z) * a_prev",
    ),
    returns={"dcost_dw": "number"},
    equation="S6",
    slope_of=lambda a_prev, z, a, y, f_prime: {
        "dcost_dw": (0.0, lambda nudge: (_f(z + nudge * a_prev) - y) ** 2)
    },
)


# 3.5 -------------------------------------------------------------------------


def dcost_dw_tanh(w, b, a_prev, y):
    """Return dCost_i/dw^(L) of a neuron whose f is tanh (S3, S6)."""
    a = tanh(w * a_prev + b)
    return 2 * (a - y) * (1 - a**2) * a_prev


def _probes_tanh(rng):
    probes = []
    for _ in range(4):
        w, b, a_prev, _z, _a, y = _last_neuron(rng, tanh)
        probes.append((w, b, a_prev, y))
    return probes


def _tanh_neuron(w, b, a_prev):
    z = w * a_prev + b
    return z, tanh(z)


def _wrong_tanh(slope):
    """Return the formula with `slope(z, a)` in the place of f'(z)."""

    def formula(w, b, a_prev, y):
        z, a = _tanh_neuron(w, b, a_prev)
        return 2 * (a - y) * slope(z, a) * a_prev

    return formula


_other_f = Exercise(
    number="3.5",
    title="★ Another activation function",
    reference=dcost_dw_tanh,
    probes=_probes_tanh,
    mistakes=(
        Mistake(
            "the slope is that of the sigmoid, a (1 - a)",
            _wrong_tanh(lambda z, a: a * (1 - a)),
            "That rule belongs to the sigmoid. Differentiate tanh.",
        ),
        Mistake(
            "1 - z² instead of 1 - a²",
            _wrong_tanh(lambda z, a: 1 - z**2),
            "tanh'(z) = 1 - tanh(z)²: the square is of the output.",
        ),
        Mistake(
            "tanh is applied twice: this is f'(a)",
            _wrong_tanh(lambda z, a: 1 - tanh(a) ** 2),
            "The slope is wanted at z. tanh(z) is a: do not apply tanh to it again.",
        ),
        Mistake(
            "1 - a instead of 1 - a²",
            _wrong_tanh(lambda z, a: 1 - a),
            "tanh is odd, so its slope is even: it must be the same at -z.",
        ),
        Mistake(
            "the factor f'(z) is left out",
            _wrong_tanh(lambda z, a: 1),
            "There are three factors. Which is the middle one?",
        ),
        Mistake(
            "the bias is forgotten in z",
            lambda w, b, a_prev, y: dcost_dw_tanh(w, 0, a_prev, y),
            "b has no factor of its own here, but it shifts z (S3).",
        ),
        Mistake(
            "the factor 2 is missing",
            lambda w, b, a_prev, y: dcost_dw_tanh(w, b, a_prev, y) / 2,
            "The first factor is the derivative of a square.",
        ),
        Mistake(
            "y - a instead of a - y",
            lambda w, b, a_prev, y: -dcost_dw_tanh(w, b, a_prev, y),
            "If a is above y, a larger a costs more: the first factor is positive "
            "then.",
        ),
    ),
    hints=(
        "Go forward first: z = w a_prev + b, then a = tanh(z).",
        "Only one of the three factors knows which f it is: the middle one.",
        "tanh'(z) = 1 - tanh(z)², and tanh(z) is a.",
        "a = np.tanh(w * a_prev + b)\nreturn 2 * (a - y) * (1 - a**2) * a_prev",
    ),
    returns={"dcost_dw": "number"},
    equation="S3, S6",
    slope_of=lambda w, b, a_prev, y: {
        "dcost_dw": (w, lambda w: (tanh(w * a_prev + b) - y) ** 2)
    },
)


EXERCISES = (_nudge, _slope, _factors, _product, _other_f)

"""Exercises of lesson 02: one neuron, a chain of them, and its cost (S2, S3).

Everything is a plain number, or a dict of numbers keyed by the layer.
"""

from math import exp, tanh

from workshop_lib.exercises.base import Exercise, Mistake, signed


def _sigmoid(z):
    return 1 / (1 + exp(-z))


# 2.1 -------------------------------------------------------------------------


def neuron(w, a_prev, b, f):
    """Return z and a of one neuron (S3)."""
    z = w * a_prev + b
    a = f(z)
    return z, a


def _probes_neuron(rng):
    probes = []
    while len(probes) < 4:
        w, a_prev, b = (signed(rng) for _ in range(3))
        if abs(w * a_prev + b) > 0.3:
            probes.append((w, a_prev, b, (_sigmoid, tanh)[len(probes) % 2]))
    return probes


_neuron = Exercise(
    number="2.1",
    title="One neuron",
    reference=neuron,
    probes=_probes_neuron,
    mistakes=(
        Mistake(
            "the bias is left out",
            lambda w, a_prev, b, f: neuron(w, a_prev, 0, f),
            "Without b, a silent input would always give the same answer, f(0).",
        ),
        Mistake(
            "the bias is added after f",
            lambda w, a_prev, b, f: (w * a_prev, f(w * a_prev) + b),
            "The bias belongs to z: f comes last.",
        ),
        Mistake(
            "the activation function is left out",
            lambda w, a_prev, b, f: (w * a_prev + b, w * a_prev + b),
            "z is what the neuron has summed up. What it passes on is f of that.",
        ),
        Mistake(
            "f is applied to what comes in",
            lambda w, a_prev, b, f: (w * f(a_prev) + b, f(w * f(a_prev) + b)),
            "a_prev has been through the f of the neuron before. Use it as it is.",
        ),
        Mistake(
            "f is applied twice",
            lambda w, a_prev, b, f: (w * a_prev + b, f(f(w * a_prev + b))),
            "a = f(z), once.",
        ),
        Mistake(
            "w and a_prev are added, not multiplied",
            lambda w, a_prev, b, f: (w + a_prev + b, f(w + a_prev + b)),
            "The weight says how much of a_prev gets through: it multiplies.",
        ),
        Mistake(
            "the weight also multiplies the bias",
            lambda w, a_prev, b, f: (w * (a_prev + b), f(w * (a_prev + b))),
            "The bias is added to the product: w a_prev + b.",
        ),
        Mistake(
            "the bias is subtracted",
            lambda w, a_prev, b, f: neuron(w, a_prev, -b, f),
            "z = w a_prev + b. (Some books call -b a threshold; the slides add b.)",
        ),
        Mistake(
            "z and a are in the reverse order",
            lambda w, a_prev, b, f: neuron(w, a_prev, b, f)[::-1],
            "Both numbers are right. Return z first, then a.",
        ),
    ),
    hints=(
        "Two lines. First what the neuron sums up, then what it passes on.",
        "z is the weight times what comes in, plus the bias. a is f of z.",
        "z = w * a_prev + b\na = f(z)\nreturn z, a",
    ),
    returns={"z": "number", "a": "number"},
    equation="S3",
)


# 2.2 -------------------------------------------------------------------------


def forward(w, b, x, f):
    """Return z and a of every layer, a[0] being the input (S3)."""
    z, a = {}, {0: x}
    for L in w:
        z[L] = w[L] * a[L - 1] + b[L]
        a[L] = f(z[L])
    return z, a


def _forward(w, b, x, f, into=lambda L, z, a: a[L - 1], bias=lambda b, L: b[L]):
    """Return what `forward` does, with another input or bias of layer L."""
    z, a = {}, {0: x}
    for L in w:
        z[L] = w[L] * into(L, z, a) + bias(b, L)
        a[L] = f(z[L])
    return z, a


def _no_f_at_the_end(w, b, x, f):
    z, a = forward(w, b, x, f)
    return z, a | {max(w): z[max(w)]}


def _f_only_at_the_end(w, b, x, f):
    z, a = forward(w, b, x, lambda z: z)
    return z, a | {max(w): f(z[max(w)])}


def _probes_forward(rng):
    probes = []
    for layers, f in ((3, _sigmoid), (4, tanh), (3, tanh)):
        z = {1: 0}
        while min(map(abs, z.values())) < 0.1:
            w, b = ({L: signed(rng) for L in range(1, layers + 1)} for _ in range(2))
            x = signed(rng)
            z, _a = forward(w, b, x, f)
        probes.append((w, b, x, f))
    return probes


_chain = Exercise(
    number="2.2",
    title="The chain, forward",
    reference=forward,
    probes=_probes_forward,
    mistakes=(
        Mistake(
            "every layer gets the input x",
            lambda w, b, x, f: _forward(w, b, x, f, into=lambda L, z, a: a[0]),
            "Layer L gets what layer L-1 passes on.",
        ),
        Mistake(
            "a layer gets z, not a, of the one before",
            lambda w, b, x, f: _forward(
                w, b, x, f, into=lambda L, z, a: z[L - 1] if L > 1 else a[0]
            ),
            "What a neuron passes on is a = f(z).",
        ),
        Mistake(
            "the activation function is left out",
            lambda w, b, x, f: forward(w, b, x, lambda z: z),
            "Each layer ends with a[L] = f(z[L]).",
        ),
        Mistake(
            "f only in the last layer",
            _f_only_at_the_end,
            "Every neuron has its f, those in the middle too.",
        ),
        Mistake(
            "no f in the last layer",
            _no_f_at_the_end,
            "Every neuron has its f, the last one too.",
        ),
        Mistake(
            "the biases are left out",
            lambda w, b, x, f: _forward(w, b, x, f, bias=lambda b, L: 0),
            "z[L] has two terms (S3).",
        ),
        Mistake(
            "every layer has the bias of layer 1",
            lambda w, b, x, f: _forward(w, b, x, f, bias=lambda b, L: b[1]),
            "Each layer has a bias of its own, b[L].",
        ),
        Mistake(
            "every layer has the weight of layer 1",
            lambda w, b, x, f: forward({L: w[1] for L in w}, b, x, f),
            "Each layer has a weight of its own, w[L].",
        ),
        Mistake(
            "the layers run backwards",
            lambda w, b, x, f: forward(
                {L: w[max(w) + 1 - L] for L in w},
                {L: b[max(b) + 1 - L] for L in b},
                x,
                f,
            ),
            "Start with layer 1, which stands next to the input.",
        ),
    ),
    hints=(
        "Begin with two dicts: z = {} and a = {0: x}. Then loop: for L in w.",
        (
            "In the loop, the two lines of Exercise 2.1, with [L] on everything that "
            "belongs to layer L. What comes in is a[L - 1]."
        ),
        (
            "z, a = {}, {0: x}\n"
            "for L in w:\n"
            "    z[L] = w[L] * a[L - 1] + b[L]\n"
            "    a[L] = f(z[L])\n"
            "return z, a"
        ),
    ),
    returns={"z": "a number per layer", "a": "a number per layer, from 0"},
    equation="S3",
)


# 2.3 -------------------------------------------------------------------------


def cost_of_chain(w, b, x, y, f):
    """Return Cost_i(w^(1) ... w^(L), b^(1) ... b^(L)) of one example (S2, S3)."""
    a = x
    for L in w:
        a = f(w[L] * a + b[L])
    return (a - y) ** 2


def _on_output(rule):
    """Return the formula that judges the chain's z and a by `rule(z, a, y, x)`,
    each z and a a list from the first to the last layer.
    """

    def formula(w, b, x, y, f):
        z, a = forward(w, b, x, f)
        return rule([z[L] for L in w], [a[L] for L in w], y, x)

    return formula


def _probes_cost(rng):
    probes = []
    for side, (w, b, x, f) in zip((1, -1, 1), _probes_forward(rng), strict=True):
        a = forward(w, b, x, f)[1][max(w)]
        # Errors of both signs, and none small: of that a float32 loses the digits.
        probes.append((w, b, x, a + side * abs(signed(rng)), f))
    return probes


_cost = Exercise(
    number="2.3",
    title="The cost of a chain",
    reference=cost_of_chain,
    probes=_probes_cost,
    mistakes=(
        Mistake(
            "the error is not squared",
            _on_output(lambda z, a, y, x: a[-1] - y),
            "Cost_i is the square of a - y (S2).",
        ),
        Mistake(
            "the absolute error instead of its square",
            _on_output(lambda z, a, y, x: abs(a[-1] - y)),
            "Cost_i is the square of a - y (S2).",
        ),
        Mistake(
            "there is a factor 1/2 too many",
            _on_output(lambda z, a, y, x: (a[-1] - y) ** 2 / 2),
            "Many books put it there. The slides' cost has none.",
        ),
        Mistake(
            "a and y are squared before they are subtracted",
            _on_output(lambda z, a, y, x: a[-1] ** 2 - y**2),
            "Subtract first, then square.",
        ),
        Mistake(
            "z of the last layer instead of a",
            _on_output(lambda z, a, y, x: (z[-1] - y) ** 2),
            "The network's answer is a^(L) = f(z^(L)), the last layer's too.",
        ),
        Mistake(
            "the chain stops one layer early",
            _on_output(lambda z, a, y, x: (a[-2] - y) ** 2),
            "The loop must go through the last layer as well.",
        ),
        Mistake(
            "every layer is compared with y",
            _on_output(lambda z, a, y, x: sum((v - y) ** 2 for v in a)),
            "Only the last neuron has a target. The others may say what they like.",
        ),
        Mistake(
            "compared with the input, not with the target",
            _on_output(lambda z, a, y, x: (a[-1] - x) ** 2),
            "x goes in; y is what should come out.",
        ),
        Mistake(
            "the biases are left out",
            lambda w, b, x, y, f: cost_of_chain(w, dict.fromkeys(b, 0), x, y, f),
            "z has two terms (S3).",
        ),
    ),
    hints=(
        "Go forward as in Exercise 2.2. Here you need only the last a.",
        "One variable is enough: a = x, and for each layer a = f(w[L] * a + b[L]).",
        "a = x\nfor L in w:\n    a = f(w[L] * a + b[L])\nreturn (a - y) ** 2",
    ),
    returns={"cost": "number"},
    equation="S2, S3",
)


EXERCISES = (_neuron, _chain, _cost)

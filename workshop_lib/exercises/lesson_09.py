"""Exercises of lesson 09: what limits a step, and two ways to get nearer."""

from workshop_lib.exercises.base import Mistake, exercise, f, signed
from workshop_lib.exercises.prediction import prediction

# 9.1 -------------------------------------------------------------------------


def _probes_flops(rng):
    def draw(layers):
        sizes = tuple(int(s) for s in rng.permutation(range(3, 30))[:layers])
        return sizes, int(rng.integers(31, 60))

    return [draw(4), draw(3), draw(5)]


@exercise(
    "9.1",
    "Count the operations of a step",
    equation="S11 to S13",
    returns={"operations": "number"},
    probes=_probes_flops,
    hints=(
        "One layer: z = w a is a product of (n_L, n_{L-1}) with (n_{L-1}, n). Each of "
        "its n_L * n numbers is a sum of n_{L-1} terms.",
        "So a product is 2 * sizes[L] * sizes[L - 1] * n operations. How many such "
        "products has a layer, forward and backward?",
        "Three in every layer (z, dw, da), but only two in layer 1: no da there.",
    ),
    mistakes=(
        Mistake("a multiplication and its addition count as one", "2 * -> ",
            "A term of a sum is one multiplication and one addition: two operations."),
        Mistake("the gradient of the input is counted too", "L > 1 -> True",
            "Nobody can change the input, so the step never computes da for it. Which"
            " product falls away?"),
        Mistake("only the forward pass is counted",
            "    flops += product  # dw = dz a.T\n    if L > 1:\n"
            "        flops += product  # da = w.T dz\n -> ",
            "A step also goes backward, with products for dw and for da."),
        Mistake("the products for da are left out", "L > 1 -> False",
            "To reach an earlier layer the step needs da = w.T dz: one more product, "
            "in every layer but the first."),
        Mistake("in every layer the product for z is left out, or the one for dw",
            "    flops += product  # dw = dz a.T\n -> ",
            "They are equally large, so your number does not tell which it is. A step "
            "goes forward, z = w a, and then backward, where dw = dz a.T is as large."),
        Mistake("only one example is counted", " * n -> ",
            "All products have n columns, or sum over n columns."),
        Mistake("da falls away in the last layer instead of the first",
            "L > 1 -> L < len(sizes) - 1",
            "Layer 1 needs no da of what comes before it, the input. The last layer "
            "does."),
    ),
)
def step_flops(sizes, n):
    """Return the operations in the matrix products of one step."""
    flops = 0
    for L in range(1, len(sizes)):
        product = 2 * sizes[L] * sizes[L - 1] * n
        flops += product  # z = w a
        flops += product  # dw = dz a.T
        if L > 1:
            flops += product  # da = w.T dz
    return flops


# 9.2 -------------------------------------------------------------------------


def _probes_floor(rng):
    def draw(longest):
        times = rng.uniform(1.0, 2.0, 3)
        times[longest] *= 3.0  # each of the three is the longest once
        launching, computing, moving = times.tolist()
        launches = int(rng.integers(20, 50))
        rate, bandwidth = float(rng.uniform(5, 9)), float(rng.uniform(2, 4))
        if longest == 0:  # one launch alone is longer than the rest
            launching *= launches
        flops, moved = computing * rate, moving * bandwidth
        return launches, launching / launches, flops, rate, moved, bandwidth

    return [draw(0), draw(1), draw(2)]


@exercise(
    "9.2",
    "The floor of a step",
    equation="the task",
    returns={"seconds": "number"},
    probes=_probes_floor,
    hints=(
        "Three times in seconds: all the launches, all the operations, all the bytes.",
        "launches * launch_time, flops / rate, moved / bandwidth.",
        "They go on at the same time, so the step takes as long as the longest: "
        "max(...).",
    ),
    mistakes=(
        Mistake("the three times are added up", "max -> (lambda *times: sum(times))",
            "Launching, computing and moving go on at the same time. Who is last?"),
        Mistake("the shortest of the three", "max -> min",
            "The step is over when the slowest of the three is done."),
        Mistake("launches are left out", "launches * launch_time, -> ",
            "That is the floor of the card. But somebody has to launch the kernels."),
        Mistake("only one launch is counted", "launches * -> ",
            "launch_time is the time of one launch. There are more of them."),
        Mistake("the bytes are left out", ", moved / bandwidth -> ",
            "Numbers that are not in the processor must come from memory first."),
        Mistake("the operations are left out", "flops / rate, -> ",
            "And the arithmetic itself? It takes flops / rate seconds."),
        Mistake("rate and bandwidth are swapped",
            "rate, moved / bandwidth -> bandwidth, moved / rate",
            "rate is in operations per second, bandwidth in bytes per second. Which "
            "of your amounts has which unit?"),
        Mistake("the middle one of the three",
            "max -> (lambda *times: sorted(times)[1])",
            "Two of the three are done; the slowest is not."),
    ),
)
def step_floor(launches, launch_time, flops, rate, moved, bandwidth):
    """Return the least time of a step, in seconds."""
    return max(launches * launch_time, flops / rate, moved / bandwidth)


# 9.3 -------------------------------------------------------------------------


@exercise(
    "9.3",
    "A formula for one kernel",
    equation="S5 and S7",
    returns={"dz": "(n_L, n)"},
    probes=lambda rng: [
        (f(signed(rng, n_L, n)), signed(rng, n_L, n), n) for n_L, n in ((3, 5), (4, 7))
    ],
    hints=(
        "dz = da f'(z), and da = 2/n (a - y).",
        "The slope of the sigmoid, written with a: a (1 - a).",
    ),
    mistakes=(
        Mistake("the factor 2 is missing", "2 / n -> 1 / n",
            "The cost is a square, without 1/2 in front."),
        Mistake("1/n is missing", " / n -> ",
            "Cost is a mean over the n examples."),
        Mistake("it divides by the number of outputs as well", "2 / n -> 2 / a.size",
            "Cost is the mean over the examples only; over the output neurons it is a"
            " sum."),
        Mistake("the slope is missing", " * a * (1 - a) -> ",
            "That is da. One factor leads on to dz: the slope f'(z)."),
        Mistake("the sign is turned", "a - y -> y - a",
            "One of two factors can be it: the error, which is positive if a is above "
            "y, or the slope of the sigmoid, which is never negative."),
        Mistake("a is taken for z", "a * (1 - a) -> f(a) * (1 - f(a))",
            "a has been through the sigmoid already. Its slope, seen from a, needs no"
            " exp."),
        Mistake("the slope is 1 - a squared, that of tanh", "a * (1 - a) -> (1 - a**2)",
            "This layer's f is the sigmoid."),
        Mistake("half of the slope, 1 - a, is missing", " * (1 - a) -> ",
            "The slope of the sigmoid is a product of two factors."),
    ),
)
def output_dz(a, y, n):
    """Return dz of the last layer, sigmoid, for the mean Cost."""
    return 2 / n * (a - y) * a * (1 - a)


# 9.4 -------------------------------------------------------------------------


def _gemm(alpha, A, B, beta, C):
    return alpha * (A @ B) + beta * C


class WatchedGemm:
    """A gemm that shows how it was used: what comes out of it is 1 % too large, so
    that all that went around it differs, and it can be called once only.

    An object, for each answer gets a copy of it that was not called yet.
    """

    called = False

    def __repr__(self):
        return "WatchedGemm()"

    def __call__(self, alpha, A, B, beta, C):
        if self.called:
            raise RuntimeError("a second call of gemm: one product is to do it all")
        self.called = True
        return 1.01 * _gemm(alpha, A, B, beta, C)


def _probes_updated(rng):
    def draw(gemm, n_L, n_prev, n):
        shapes = (n_L, n_prev), (n_L, n), (n_prev, n)
        arrays = [signed(rng, *shape) for shape in shapes]
        return gemm, *arrays, float(rng.uniform(0.5, 0.9))

    # With the first, right numbers are right however they are made: so the mistakes
    # that the others show are told from those that give wrong numbers.
    return [
        draw(_gemm, 4, 3, 5),
        draw(WatchedGemm(), 4, 3, 5),
        draw(WatchedGemm(), 4, 4, 7),
    ]


@exercise(
    "9.4",
    "★ The update inside the product",
    equation="S12 and S14",
    returns={"w": "(n_L, n_{L-1})"},
    probes=_probes_updated,
    hints=(
        "Set w - lr (dz a_prev.T) beside alpha A @ B + beta C. What is C?",
        "C is w, A is dz, B is a_prev.T. What are alpha and beta?",
    ),
    mistakes=(
        Mistake("the step goes uphill", "-lr -> lr",
            "w+ = w - lr dw. Where does the minus go?"),
        Mistake("the old weights are forgotten", "1, w -> 0, w",
            "beta says how much of the old C is kept. All of it!"),
        Mistake("gemm is not called",
            "gemm(-lr, dz, a_prev.T, 1, w) -> w - lr * (dz @ a_prev.T)",
            "The numbers are right, but they take a product, a multiplication and a "
            "subtraction. One call of gemm does all three."),
        Mistake("gemm is called more than once",
            "return -> dw = gemm(1, dz, a_prev.T, 0, w)\nreturn",
            "One call is enough: it multiplies, scales and adds."),
        Mistake("gemm multiplies, but the update is made outside",
            "gemm(-lr, dz, a_prev.T, 1, w) -> w - lr * gemm(1, dz, a_prev.T, 0, w)",
            "gemm can do the subtraction too: that is what beta and C are for, and a "
            "number of your choice as alpha."),
        Mistake("the learning rate stands at the weights",
            "-lr, dz, a_prev.T, 1 -> 1, dz, a_prev.T, -lr",
            "alpha belongs to the product, which is the gradient; beta to the "
            "weights."),
        Mistake("the learning rate is missing", "-lr -> -1",
            "alpha is more than a sign: it is how far to go."),
        Mistake("1/n is applied twice", "-lr -> -lr / dz.shape[1]",
            "dz is already that of the mean Cost: its 1/n is inside."),
        Mistake("it gives the transpose of w",
            "dz, a_prev.T, 1, w -> a_prev, dz.T, 1, w.T",
            "w has one row per neuron of this layer, and so has dz: dz stands on the "
            "left."),
        Mistake("only the gradient comes back",
            "-lr, dz, a_prev.T, 1 -> 1, dz, a_prev.T, 0",
            "That is dw. gemm can do the rest of w - lr dw in the same call."),
    ),
)
def updated(gemm, w, dz, a_prev, lr):
    """Return w - lr dw, where dw = dz a_prev.T, in a single product."""
    return gemm(-lr, dz, a_prev.T, 1, w)


# Predictions -----------------------------------------------------------------

prediction(
    "9.a",
    "The batch grows from 1 to 4096 examples. Which of the three stays the same?",
    ("the arithmetic", "the bytes moved", "the launches"),
    answer="c",
    because={
        "a": "The weights are the same. But each example is multiplied with all of "
        "them.",
        "b": "The bytes of the weights stay. But z, a and dz of every example are "
        "moved too.",
        "c": "A launch takes an array of any size: one example or 4096, it is the same "
        "line of code.",
    },
)

prediction(
    "9.b",
    "How many launches has the formula of Exercise 9.3? (Take `dz_of` of the next "
    "cell.)",
    answer=5,
    because={
        5: "`a - y`, `1 - a`, and three products: by the number, by a, by (1 - a).",
        6: "There are six operators in `dz_of`. But 2 / 4096 divides two numbers, no "
        "array.",
        4: "One is easily overlooked: the product with the number is a launch too.",
        1: "It is one line. But each operator on an array is a launch of its own.",
    },
    tolerance=0.1,
)

prediction(
    "9.c",
    "One kernel in place of five: how many times faster can it be at most, on these "
    "large arrays?",
    answer=4.3,
    because={
        4.3: "The bytes decide, and they go from 13 whole arrays to 3: 13 / 3.",
        5.0: "That counts the launches. On arrays of this size they are over in no "
        "time, and the bytes decide.",
        13.0: "Even one kernel must read a and y and write dz: 3 whole arrays remain.",
    },
    tolerance=0.15,
)

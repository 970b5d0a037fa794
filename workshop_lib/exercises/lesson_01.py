"""Exercises of lesson 01: a slope by nudging, a step, a walk, one example at a time.

Everything is a plain number, a function of numbers, or a list of n numbers.
"""

from functools import partial
from math import copysign

import numpy as np

from workshop_lib.exercises.base import Exercise, Mistake, signed

# 1.1 -------------------------------------------------------------------------


def slope(cost, w, eps):
    """Return the slope of `cost` at w, from a nudge of eps to either side."""
    return (cost(w + eps) - cost(w - eps)) / (2 * eps)


def _cubic(side, c_1, c_2, c_3, w):
    return c_1 * side * w + c_2 * w**2 + c_3 * side * w**3


def _probes_slope(rng):
    probes = []
    for _ in range(4):
        # All three terms bend the same way, so that the slope is never near 0,
        # and the nudge is large: one side and two differ visibly.
        up, side = rng.choice((-1.0, 1.0), 2).tolist()
        cost = partial(_cubic, side, *(up * rng.uniform(0.3, 2.0, 3)).tolist())
        w, eps = side * rng.uniform(0.3, 2.0), rng.uniform(0.2, 0.4)
        probes.append((cost, float(w), float(eps)))
    return probes


_slope = Exercise(
    number="1.1",
    title="Find a slope by nudging",
    reference=slope,
    probes=_probes_slope,
    mistakes=(
        Mistake(
            "the nudge goes to the right only",
            lambda cost, w, eps: (cost(w + eps) - cost(w)) / eps,
            "A good idea, but the curve bends. Nudge to both sides and the bend "
            "cancels.",
        ),
        Mistake(
            "the nudge goes to the left only",
            lambda cost, w, eps: (cost(w) - cost(w - eps)) / eps,
            "A good idea, but the curve bends. Nudge to both sides and the bend "
            "cancels.",
        ),
        Mistake(
            "one side only, but divided by 2 eps",
            lambda cost, w, eps: (cost(w + eps) - cost(w)) / (2 * eps),
            "For a run of 2 eps the rise must start at w - eps.",
        ),
        Mistake(
            "the run is taken as eps",
            lambda cost, w, eps: (cost(w + eps) - cost(w - eps)) / eps,
            "How far apart are w - eps and w + eps?",
        ),
        Mistake(
            "the rise is not divided by the run",
            lambda cost, w, eps: cost(w + eps) - cost(w - eps),
            "That is how much the cost changes. A slope is the change per unit of w.",
        ),
        Mistake(
            "the sign is the wrong way round",
            lambda cost, w, eps: (cost(w - eps) - cost(w + eps)) / (2 * eps),
            "A slope is positive when the cost grows with w: right minus left.",
        ),
        Mistake(
            "the two costs are added",
            lambda cost, w, eps: (cost(w + eps) + cost(w - eps)) / (2 * eps),
            "The rise is a difference.",
        ),
        Mistake(
            "eps is a number of your own",
            lambda cost, w, eps: (cost(w + 1e-5) - cost(w - 1e-5)) / 2e-5,
            "A good slope, but the nudge that was asked for is the argument eps.",
        ),
    ),
    hints=(
        "Call `cost` twice: a little to the right of w, and a little to the left.",
        "Slope = rise / run. The run, from w - eps to w + eps, is 2 eps.",
        "return (cost(w + eps) - cost(w - eps)) / (2 * eps)",
    ),
    returns={"slope": "number"},
    equation="the central difference above; S14 uses it",
)


# 1.2 -------------------------------------------------------------------------


def step(w, slope, lr):
    """Return w after one step downhill (S14)."""
    return w - lr * slope


def _probes_step(rng):
    probes = []
    while len(probes) < 4:
        w, slope, lr = signed(rng), signed(rng), float(rng.uniform(0.3, 0.8))
        if abs(w - lr * slope) > 0.3:
            probes.append((w, slope, lr))
    return probes


_step = Exercise(
    number="1.2",
    title="One step downhill",
    reference=step,
    probes=_probes_step,
    mistakes=(
        Mistake(
            "the step goes uphill",
            lambda w, slope, lr: w + lr * slope,
            "A positive slope says: more w, more cost. Which way do you want to go?",
        ),
        Mistake(
            "the learning rate is forgotten",
            lambda w, slope, lr: w - slope,
            "The slope tells the direction; l_r tells how far to trust it.",
        ),
        Mistake(
            "only the change is returned, not the new w",
            lambda w, slope, lr: -lr * slope,
            "That is the step. Where do you stand after it?",
        ),
        Mistake(
            "the slope is divided by the learning rate",
            lambda w, slope, lr: w - slope / lr,
            "A larger l_r makes a larger step.",
        ),
        Mistake(
            "only the sign of the slope is used",
            lambda w, slope, lr: w - lr * copysign(1, slope),
            "Where the slope is steep the step is long: multiply by the slope itself.",
        ),
        Mistake(
            "the step is multiplied by w",
            lambda w, slope, lr: w - lr * slope * w,
            "The length of the step is l_r times the slope, wherever you stand.",
        ),
        Mistake(
            "w is multiplied by the learning rate too",
            lambda w, slope, lr: lr * (w - slope),
            "Only the slope is multiplied by l_r. You start from the whole of w.",
        ),
    ),
    hints=(
        "The new w is the old w plus a change. The change is against the slope.",
        "The change is minus l_r times the slope.",
        "return w - lr * slope",
    ),
    returns={"w": "number"},
    equation="S14",
)


# 1.3 -------------------------------------------------------------------------


def descend(slope, w, lr, steps):
    """Return w after so many steps downhill; slope(w) is the slope at w (S14)."""
    for _ in range(steps):
        w = w - lr * slope(w)
    return w


def _walk(slope, w, lr, steps):
    return descend(slope, w, lr, max(steps, 0))


def _slope_of_a_bowl(steep, bottom, w):
    return 2 * steep * (w - bottom)


def _probes_descend(rng):
    probes = []
    for steps in (5, 7, 4):
        # Start and bottom lie on the same side of 0, so that no walk ends there.
        side, steep = rng.choice((-1.0, 1.0)), rng.uniform(0.5, 2.0)
        bottom, start = side * rng.uniform(0.3, 0.8), side * rng.uniform(1.2, 2.0)
        slope = partial(_slope_of_a_bowl, float(steep), float(bottom))
        lr = rng.uniform(0.05, 0.12)
        probes.append((slope, float(start), float(lr), steps))
    return probes


_descend = Exercise(
    number="1.3",
    title="Walk down",
    reference=descend,
    probes=_probes_descend,
    mistakes=(
        Mistake(
            "the slope is measured only once, at the start",
            lambda slope, w, lr, steps: w - steps * lr * slope(w),
            "After each step you stand elsewhere, where the slope is another. "
            "Call slope(w) inside the loop.",
        ),
        Mistake(
            "only one step is taken",
            lambda slope, w, lr, steps: _walk(slope, w, lr, 1),
            "Does `return` stand after the loop, not inside it? And does each step "
            "start where the one before it ended?",
        ),
        Mistake(
            "one step too few",
            lambda slope, w, lr, steps: _walk(slope, w, lr, steps - 1),
            "range(steps) already counts `steps` times.",
        ),
        Mistake(
            "one step too many",
            lambda slope, w, lr, steps: _walk(slope, w, lr, steps + 1),
            "range(steps) already counts `steps` times.",
        ),
        Mistake(
            "the steps go uphill",
            lambda slope, w, lr, steps: _walk(slope, w, -lr, steps),
            "Step against the slope.",
        ),
        Mistake(
            "the learning rate is forgotten",
            lambda slope, w, lr, steps: _walk(slope, w, 1, steps),
            "Each step is l_r times the slope.",
        ),
        Mistake(
            "it returns the slope, not the place",
            lambda slope, w, lr, steps: slope(_walk(slope, w, lr, steps)),
            "You were asked where you stand at the end.",
        ),
        Mistake(
            "it returns the way gone, not the place",
            lambda slope, w, lr, steps: _walk(slope, w, lr, steps) - w,
            "You were asked where you stand at the end.",
        ),
    ),
    hints=(
        "A `for` loop over range(steps). In it, one line: the step of Exercise 1.2.",
        "Let the step replace w, so that the next turn starts from the new place.",
        "for _ in range(steps):\n    w = w - lr * slope(w)\nreturn w",
    ),
    returns={"w": "number"},
    equation="S14",
)


# 1.4 -------------------------------------------------------------------------


def one_pass(slope_i, w, xs, ys, lr):
    """Return w after one step for each example in turn: batch_size = 1 (S14)."""
    for x, y in zip(xs, ys, strict=True):
        w = w - lr * slope_i(w, x, y)
    return w


def _slopes(slope_i, w, xs, ys):
    return [slope_i(w, x, y) for x, y in zip(xs, ys, strict=True)]


def _slope_i(w, x, y):
    return 2 * (w * x - y) * x


def _probes_pass(rng):
    probes = []
    for n in (5, 7, 6):
        # Every example wants a w of the same sign, and no step overshoots: the
        # result stays clear of 0.
        side, wanted = float(rng.choice((-1.0, 1.0))), rng.uniform(0.3, 2.0, n)
        xs = 0.7 * signed(rng, n)
        w, lr = side * rng.uniform(0.3, 2.0), rng.uniform(0.15, 0.25)
        ys = (side * wanted * xs).tolist()
        probes.append((_slope_i, float(w), xs.tolist(), ys, float(lr)))
    return probes


_pass = Exercise(
    number="1.4",
    title="★ One pass, one example at a time",
    reference=one_pass,
    probes=_probes_pass,
    mistakes=(
        Mistake(
            "every slope is taken at the start",
            lambda slope_i, w, xs, ys, lr: w - lr * sum(_slopes(slope_i, w, xs, ys)),
            "With batch_size = 1 you update at once: the second example already meets "
            "the new w.",
        ),
        Mistake(
            "one step with the mean slope",
            lambda slope_i, w, xs, ys, lr: (
                w - lr * float(np.mean(_slopes(slope_i, w, xs, ys)))
            ),
            "That is batch_size = n: one step for the whole sample. Here each example "
            "gets a step of its own.",
        ),
        Mistake(
            "each step is divided by n",
            lambda slope_i, w, xs, ys, lr: one_pass(slope_i, w, xs, ys, lr / len(xs)),
            "A mean over one example is that example: no 1/n with batch_size = 1.",
        ),
        Mistake(
            "only the first example is used",
            lambda slope_i, w, xs, ys, lr: one_pass(slope_i, w, xs[:1], ys[:1], lr),
            "Look at the indentation of `return`: does it stand inside the loop?",
        ),
        Mistake(
            "only the last example is used",
            lambda slope_i, w, xs, ys, lr: one_pass(slope_i, w, xs[-1:], ys[-1:], lr),
            "Each turn of the loop must start from the w that the one before it left.",
        ),
        Mistake(
            "the last example is left out",
            lambda slope_i, w, xs, ys, lr: one_pass(slope_i, w, xs[:-1], ys[:-1], lr),
            "A pass goes over the whole sample; range(n) ends with n - 1.",
        ),
        Mistake(
            "the steps go uphill",
            lambda slope_i, w, xs, ys, lr: one_pass(slope_i, w, xs, ys, -lr),
            "Step against the slope.",
        ),
        Mistake(
            "the learning rate is forgotten",
            lambda slope_i, w, xs, ys, lr: one_pass(slope_i, w, xs, ys, 1),
            "Each step is l_r times the slope.",
        ),
    ),
    hints=(
        "Loop over the pairs: `for x, y in zip(xs, ys):`",
        "In the loop, take one step with slope_i(w, x, y), and keep the new w.",
        "for x, y in zip(xs, ys):\n    w = w - lr * slope_i(w, x, y)\nreturn w",
    ),
    returns={"w": "number"},
    equation="S14",
)


EXERCISES = (_slope, _step, _descend, _pass)

"""Exercises of lesson 01: a slope by nudging, a step, a walk, one example at a time.

Everything is a plain number, a function of numbers, or a list of n numbers.
"""

from functools import partial

from workshop_lib.exercises.base import Mistake, exercise, signed
from workshop_lib.exercises.prediction import prediction

SIGNS = (1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)

# 1.1 -------------------------------------------------------------------------


def _cubic(side, c_1, c_2, c_3, w):
    return c_1 * side * w + c_2 * w**2 + c_3 * side * w**3


def _probes_slope(rng):
    probes = []
    # The slope and w have each pair of signs once.
    for up, side in rng.permutation(SIGNS).tolist():
        # All three terms bend the same way, so that the slope is never near 0,
        # and the nudge is large: one side and two differ visibly.
        cost = partial(_cubic, side, *(up * rng.uniform(0.3, 2.0, 3)).tolist())
        w, eps = side * rng.uniform(0.3, 2.0), rng.uniform(0.2, 0.4)
        probes.append((cost, float(w), float(eps)))
    return probes


@exercise(
    "1.1",
    "Find a slope by nudging",
    equation="rise and run in the text above; the cost is S1",
    returns={"slope": "number"},
    probes=_probes_slope,
    hints=(
        "The slope is the rise divided by the run. Here you start a nudge to the left "
        "of w and end a nudge to the right.",
        "Call `cost` twice: at w + eps and at w - eps. The rise is the difference.",
        "The run, from w - eps to w + eps, is 2 eps.",
    ),
    mistakes=(
        Mistake("the nudge goes to the right only",
            "cost(w - eps)) / (2 * eps) -> cost(w)) / eps",
            "A good idea, but the curve bends. Nudge to both sides and the bend "
            "cancels."),
        Mistake("the nudge goes to the left only",
            "cost(w + eps) - cost(w - eps)) / (2 * eps) -> "
            "cost(w) - cost(w - eps)) / eps",
            "A good idea, but the curve bends. Nudge to both sides and the bend "
            "cancels."),
        Mistake("one side only, but divided by 2 eps", "cost(w - eps) -> cost(w)",
            "For a run of 2 eps the rise must start at w - eps."),
        Mistake("the run is taken as eps", "(2 * eps) -> eps",
            "How far apart are w - eps and w + eps?"),
        Mistake("it is divided by 2 and then multiplied by eps",
            "/ (2 * eps) -> / 2 * eps",
            "Python goes from left to right: `/ 2 * eps` multiplies by eps. Put the "
            "run into parentheses."),
        Mistake("only the second cost is divided",
            "(cost(w + eps) - cost(w - eps)) / -> cost(w + eps) - cost(w - eps) /",
            "A division comes before a minus. Put the rise into parentheses."),
        Mistake("the rise is not divided by the run", " / (2 * eps) -> ",
            "That is how much the cost changes. A slope is the change per unit of w."),
        Mistake("the sign is the wrong way round",
            "cost(w + eps) - cost(w - eps) -> cost(w - eps) - cost(w + eps)",
            "A slope is positive when the cost grows with w: right minus left."),
        Mistake("the two costs are added", "- cost -> + cost",
            "The rise is a difference."),
        Mistake("eps is a number of your own", "return -> eps = 1e-5\nreturn",
            "A good slope, but the nudge that was asked for is the argument eps."),
    ),
)
def slope(cost, w, eps):
    """Return the slope of cost at w, from a nudge to either side."""
    return (cost(w + eps) - cost(w - eps)) / (2 * eps)


# 1.2 -------------------------------------------------------------------------


def _probes_step(rng):
    probes = []
    for signs in rng.permutation(SIGNS):
        w = slope = lr = 0.0
        while abs(w - lr * slope) < 0.3:
            w, slope = (signs * abs(signed(rng, 2))).tolist()
            lr = float(rng.uniform(0.3, 0.8))
        probes.append((w, slope, lr))
    return probes


@exercise(
    "1.2",
    "One step downhill",
    equation="S14",
    returns={"w": "number"},
    probes=_probes_step,
    hints=(
        "The new w is the old w plus a change. Which sign has the change, if the "
        "slope is positive?",
        "The change is minus l_r times the slope.",
    ),
    mistakes=(
        Mistake("the step goes uphill", "w - -> w +",
            "A positive slope says: more w, more cost. Which way do you want to go?"),
        Mistake("the learning rate is forgotten", "lr * slope -> slope",
            "The slope tells the direction; l_r sets how long the step is."),
        Mistake("the slope is forgotten", "lr * slope -> lr",
            "The slope says which way is down and how steep it is. l_r alone always "
            "steps to the left."),
        Mistake("only the change is returned, not the new w", "w - lr -> -lr",
            "That is the step. Where do you stand after it?"),
        Mistake("only l_r times the slope is returned, not the new w", "w - -> ",
            "That is how far to go. Where do you stand when you have gone so far "
            "downhill?"),
        Mistake("the slope is divided by the learning rate", "lr * slope -> slope / lr",
            "A larger l_r makes a larger step."),
        Mistake("only the sign of the slope is used", "slope -> slope / abs(slope)",
            "Where the slope is steep the step is long: multiply by the slope itself."),
        Mistake("the step is multiplied by w", "slope -> slope * w",
            "The length of the step is l_r times the slope, wherever you stand."),
        Mistake("w is multiplied by the learning rate too",
            "w - lr * slope -> lr * (w - slope)",
            "Only the slope is multiplied by l_r. You start from the whole of w."),
    ),
)
def step(w, slope, lr):
    """Return w after one step downhill."""
    return w - lr * slope


# 1.3 -------------------------------------------------------------------------


def _sides(rng):
    """Return three signs, not all the same."""
    return rng.choice((-1.0, 1.0)) * rng.permutation((1.0, 1.0, -1.0))


def _slope_of_a_bowl(steep, bottom, w):
    return 2 * steep * (w - bottom)


def _probes_descend(rng):
    probes = []
    for side, steps in zip(_sides(rng), (5, 7, 4)):
        # Start and bottom lie on the same side of 0, so that no walk ends there.
        steep = rng.uniform(0.5, 2.0)
        bottom, start = side * rng.uniform(0.3, 0.8), side * rng.uniform(1.2, 2.0)
        slope = partial(_slope_of_a_bowl, float(steep), float(bottom))
        lr = rng.uniform(0.05, 0.12)
        probes.append((slope, float(start), float(lr), steps))
    return probes


@exercise(
    "1.3",
    "Walk down",
    equation="S14",
    returns={"w": "number"},
    probes=_probes_descend,
    hints=(
        "A `for` loop over range(steps). In it, one line: the step of Exercise 1.2.",
        "Let the step replace w, so that the next turn starts from the new place.",
    ),
    mistakes=(
        Mistake("the slope is measured only once, at the start",
            "for _ in range(steps):\n    w = w - lr -> w = w - steps * lr",
            "After each step you stand elsewhere, where the slope is another. Call "
            "slope(w) inside the loop."),
        Mistake("only one step is taken", "\nreturn -> \n    return",
            "Does `return` stand after the loop, not inside it? And does each step "
            "start where the one before it ended?"),
        Mistake("one step too few", "range(steps) -> range(steps - 1)",
            "range(steps) already counts `steps` times."),
        Mistake("one step too many", "range(steps) -> range(steps + 1)",
            "range(steps) already counts `steps` times."),
        Mistake("the steps go uphill", "w - lr -> w + lr", "Step against the slope."),
        Mistake("the learning rate is forgotten", "lr * slope -> slope",
            "Each step is l_r times the slope."),
        Mistake("it returns the slope, not the place", "return w -> return slope(w)",
            "You were asked where you stand at the end."),
        Mistake("it returns the way gone, not the place",
            lambda slope, w, lr, steps: descend(slope, w, lr, steps) - w,
            "You were asked where you stand at the end."),
    ),
)
def descend(slope, w, lr, steps):
    """Return w after so many steps downhill."""
    for _ in range(steps):
        w = w - lr * slope(w)
    return w


# 1.4 -------------------------------------------------------------------------


def _slope_i(w, x, y):
    return 2 * (w * x - y) * x


def _probes_pass(rng):
    probes = []
    for side, n in zip(_sides(rng), (5, 7, 6)):
        # Every example wants a w of the same sign, and no step overshoots: the
        # result stays clear of 0.
        wanted = rng.uniform(0.3, 2.0, n)
        xs = 0.7 * signed(rng, n)
        w, lr = side * rng.uniform(0.3, 2.0), rng.uniform(0.15, 0.25)
        ys = (side * wanted * xs).tolist()
        probes.append((_slope_i, float(w), xs.tolist(), ys, float(lr)))
    return probes


@exercise(
    "1.4",
    "★ One pass, one example at a time",
    equation="S14",
    returns={"w": "number"},
    probes=_probes_pass,
    hints=(
        "Loop over the pairs: `for x, y in zip(xs, ys):`",
        "In the loop, take one step with slope_i(w, x, y), and keep the new w.",
    ),
    mistakes=(
        Mistake("every slope is taken at the start",
            "for x, y in zip(xs, ys):\n    w = w - lr * slope_i(w, x, y) -> "
            "w = w - lr * sum(slope_i(w, x, y) for x, y in zip(xs, ys))",
            "With batch_size = 1 you update at once: the second example already meets"
            " the new w."),
        Mistake("one step with the mean slope",
            "for x, y in zip(xs, ys):\n    w = w - lr * slope_i(w, x, y) -> "
            "w = w - lr * sum(slope_i(w, x, y) for x, y in zip(xs, ys)) / len(xs)",
            "That is batch_size = n: one step for the whole sample. Here each example"
            " gets a step of its own."),
        Mistake("each step is divided by n", "(w, x, y) -> (w, x, y) / len(xs)",
            "A mean over one example is that example: no 1/n with batch_size = 1."),
        Mistake("only the first example is used", "\nreturn -> \n    return",
            "Look at the indentation of `return`: does it stand inside the loop?"),
        Mistake("only the last example is used", "(xs, ys) -> (xs[-1:], ys[-1:])",
            "Each turn of the loop must start from the w that the one before it left."),
        Mistake("the last example is left out", "(xs, ys) -> (xs[:-1], ys[:-1])",
            "A pass goes over the whole sample; range(n) ends with n - 1."),
        Mistake("the steps go uphill", "w - lr -> w + lr", "Step against the slope."),
        Mistake("the learning rate is forgotten", "lr * slope_i -> slope_i",
            "Each step is l_r times the slope."),
    ),
)
def one_pass(slope_i, w, xs, ys, lr):
    """Return w after one step for each example in turn."""
    for x, y in zip(xs, ys):
        w = w - lr * slope_i(w, x, y)
    return w


# Predictions ---------------------------------------------------------------------

prediction(
    "1.a",
    "The machine answers a = w x. The input is x = 1.5, the right answer y = 1.2. For "
    "which w is the cost 0?",
    answer=0.8,
    because={
        0.8: "0.8 × 1.5 = 1.2: the answer is right, so the error is 0.",
        1.2: "That is the right answer y. But the machine multiplies w by 1.5.",
        1.25: "That is 1.5 / 1.2. It is the other way round: w = y / x.",
        0.0: "Then the machine answers 0, and the error is 0 - 1.2.",
    },
    tolerance=0.02,
)

prediction(
    "1.b",
    "You nudge from w = 3 to 3.1 and divide the rise by the run. How does the result "
    "compare with the true slope at w = 3?",
    ("it is too small", "it is exact", "it is too large"),
    answer="c",
    because={
        "a": "So it is with a nudge to the left, where the curve is flatter.",
        "b": "So it would be on a straight line. This curve gets steeper on the way.",
        "c": "To the right the curve gets steeper, and the rise contains that.",
    },
)

prediction(
    "1.c",
    "You take step after step, and l_r stays the same. What happens to the length of "
    "the steps?",
    ("they get shorter", "they stay as they are", "they get longer"),
    answer="a",
    because={
        "a": "A step is l_r times the slope, and the valley gets flatter towards its "
        "bottom.",
        "b": "l_r stays the same. But it is multiplied by the slope, which changes.",
        "c": "So it would be if the walk got into steeper places. It goes to a flatter "
        "one.",
    },
)

prediction(
    "1.d",
    "With l_r = 0.4 the first step goes from 3 to -0.96, across the bottom at 0.8. How "
    "does the walk go on?",
    (
        "each step leads higher",
        "it stays on the left side",
        "it jumps between two places",
        "it crosses again and comes down",
    ),
    answer="d",
    because={
        "a": "A step over the bottom looks dangerous. But -0.96 is 1.76 away from the "
        "bottom, and 3 was 2.2 away: it came nearer.",
        "b": "On the left the slope is negative, so the next step goes to the right, "
        "and is long enough to cross again.",
        "c": "It would, if -0.96 were as far from the bottom as 3. It is nearer.",
        "d": "Each step crosses the bottom, and ends at 0.8 of the distance on the "
        "other side.",
    },
)

prediction(
    "1.e",
    "At w = -1, b = 1.5 each of the five examples has its own slope in w. How do the "
    "five compare?",
    (
        "they are all equal",
        "same sign, different sizes",
        "not even the sign is the same",
    ),
    answer="c",
    because={
        "a": "They are slopes at the same place, but each of another cost: Cost_i has "
        "its own x and y.",
        "b": "The line must turn the same way for nearly all of them, so this tempts. "
        "Example 2 is the exception.",
        "c": "Example 2 has x > 0 and gets an answer that is too large. It wants a "
        "smaller w, the others a larger one.",
    },
)

prediction(
    "1.f",
    "The examples take turns, each makes one step, many times through the sample. What "
    "does the walk do in the end?",
    (
        "it stops at the bottom",
        "it goes on around the bottom",
        "it climbs out of the bowl",
    ),
    answer="b",
    because={
        "a": "There the mean of the five slopes is 0. But each step asks one example, "
        "and its own slope is not 0.",
        "b": "At the bottom each example still has a slope of its own, so each moves "
        "the walk a little.",
        "c": "Some steps lead uphill for the mean cost. Over a whole pass it falls, "
        "until the walk is near the bottom.",
    },
)

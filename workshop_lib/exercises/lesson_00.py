"""The toy exercise of lesson 00: the cost of two output neurons (S1)."""

from workshop_lib.exercises.base import Mistake, exercise, mixed, signed
from workshop_lib.exercises.prediction import prediction


def _probes(rng):
    def draw(i):
        y_0, y_1, error_0, error_1 = (signed(rng) for _ in range(4))
        # Errors of opposite sign: otherwise a sum of errors can pass for a sum
        # of absolute values.
        error_1 = -abs(error_1) if error_0 > 0 else abs(error_1)
        return y_0 + error_0, y_1 + error_1, y_0, y_1

    return mixed(3, draw, lambda *args: args)


@exercise(
    "0.1",
    "The cost of two neurons",
    equation="S1",
    returns={"cost": "number"},
    probes=_probes,
    hints=(
        "Each neuron has an error, a - y. There are two of them.",
        "Square each error, then add the squares. In Python a square is `** 2`.",
    ),
    mistakes=(
        Mistake("the errors are not squared",
            "** 2 + (a_1 - y_1) ** 2 -> + (a_1 - y_1)",
            "Without squares, an error of +1 and an error of -1 cancel: two wrong "
            "answers would cost nothing."),
        Mistake("the sum is squared, not each error",
            "(a_0 - y_0) ** 2 + (a_1 - y_1) -> (a_0 - y_0 + a_1 - y_1)",
            "Square first, then add. Otherwise errors of opposite sign still cancel."),
        Mistake("absolute values instead of squares",
            "(a_0 - y_0) ** 2 + (a_1 - y_1) ** 2 -> abs(a_0 - y_0) + abs(a_1 - y_1)",
            "A fair way to count errors, but another one. The slides square them."),
        Mistake("a square root too many",
            "(a_0 - y_0) ** 2 + (a_1 - y_1) ** 2 -> "
            "((a_0 - y_0) ** 2 + (a_1 - y_1) ** 2) ** 0.5",
            "That is the distance between a and y. Cost_i is its square."),
        Mistake("there is a factor 1/2 too many",
            "(a_0 - y_0) ** 2 + (a_1 - y_1) ** 2 -> "
            "((a_0 - y_0) ** 2 + (a_1 - y_1) ** 2) / 2",
            "Cost_i is a sum over the output neurons, not a mean, and the slides' "
            "cost has no factor 1/2."),
        Mistake("there are no parentheses round a - y",
            "(a_0 - y_0) ** 2 + (a_1 - y_1) ** 2 -> a_0 - y_0**2 + a_1 - y_1**2",
            "`a - y ** 2` squares y alone: a power comes before a minus."),
        Mistake("only the first neuron is counted", " + (a_1 - y_1) ** 2 -> ",
            "The sum runs over every output neuron j."),
        Mistake("a and y are squared before they are subtracted",
            "(a_0 - y_0) ** 2 + (a_1 - y_1) ** 2 -> a_0**2 - y_0**2 + a_1**2 - y_1**2",
            "Subtract first: each error is a - y, and the error is squared."),
    ),
)
def cost_of_two(a_0, a_1, y_0, y_1):
    """Return Cost_i of a network with two output neurons."""
    return (a_0 - y_0) ** 2 + (a_1 - y_1) ** 2


# Predictions ---------------------------------------------------------------------

prediction(
    "0.a",
    "The network answers 0.8 and 0.3. Right would be 1 and 0. Which neuron costs more, "
    "and how many times as much?",
    (
        "neuron 0, 0.8 against 0.3",
        "neuron 1, more than twice as much",
        "neuron 1, one and a half times",
        "both the same",
    ),
    answer="b",
    because={
        "a": "0.8 is the larger answer. But the cost looks at the errors: -0.2 and "
        "0.3.",
        "b": "The errors are -0.2 and 0.3, their squares 0.04 and 0.09.",
        "c": "So it is with the errors. The cost takes their squares: 1.5 × 1.5 = "
        "2.25.",
        "d": "Both are nearly right, but not equally: the errors are -0.2 and 0.3.",
    },
)

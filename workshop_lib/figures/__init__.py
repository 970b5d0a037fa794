"""Curves and landscapes, with matplotlib; one palette with the diagrams.

Each function returns a `Plot`: a figure that a notebook shows once, as the last
expression of its cell, with a text that says what is in it.
"""

from workshop_lib.figures.descent import (
    activation_plot,
    cost_curve,
    descent_steps,
    knobs,
    landscape,
    vanishing,
)
from workshop_lib.figures.plot import Plot, new
from workshop_lib.figures.speed import crossover, roofline
from workshop_lib.figures.training import confusion, digit_grid, training_curves
from workshop_lib.palette import MARKS, PALETTE, tint

__all__ = [
    "MARKS",
    "PALETTE",
    "Plot",
    "activation_plot",
    "confusion",
    "cost_curve",
    "crossover",
    "descent_steps",
    "digit_grid",
    "knobs",
    "landscape",
    "new",
    "roofline",
    "tint",
    "training_curves",
    "vanishing",
]

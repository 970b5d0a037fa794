"""Something to move for every idea: ipywidgets over pure functions to pictures.

Each explorer works by keyboard alone, says its state in a line, and stops what
plays when it is out of sight. Nothing is ever printed.
"""

from workshop_lib.explorers.backprop import backprop
from workshop_lib.explorers.chain import chain

__all__ = ["backprop", "chain"]

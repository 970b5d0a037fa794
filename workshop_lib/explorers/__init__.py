"""Something to move for every idea: ipywidgets over pure functions to pictures.

Each explorer works by keyboard alone, says its state in a line, and stops what
plays when it is out of sight. Nothing is ever printed.
"""

from workshop_lib.explorers.backprop import backprop
from workshop_lib.explorers.chain import chain
from workshop_lib.explorers.descent import descent
from workshop_lib.explorers.index_decoder import index_decoder
from workshop_lib.explorers.training import training

__all__ = ["backprop", "chain", "descent", "index_decoder", "training"]

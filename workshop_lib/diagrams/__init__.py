"""Networks as pictures: numbers in, an SVG out, in about a millisecond.

A neuron is a box of two halves, z on the left and a on the right, with f where
they meet. Below it, as in a mirror, stands what flows backwards: dz and da,
with f' where they meet. dX is dCost_i/dX throughout. Any value may be missing
(no dict, no such layer in it, None, nan): its place is then grey, or left out.
"""

import inspect

from workshop_lib.diagrams.chain_picture import chain
from workshop_lib.diagrams.network_picture import network
from workshop_lib.diagrams.state import State
from workshop_lib.diagrams.svg import Picture

# What Shift-Tab shows: they take what a State holds.
chain.__signature__ = network.__signature__ = inspect.signature(State)

__all__ = ["Picture", "chain", "network"]

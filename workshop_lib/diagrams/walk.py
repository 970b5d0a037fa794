"""Backpropagation one value at a time: what is new, what it is made of, and why.

A chain is a network with one neuron in each layer, so one walk serves both; only
the names differ. Nothing here is a second implementation to trust: the tests
hold its last step against `chain.backward` and `network.backward`.
"""

from typing import NamedTuple

import numpy as np

from workshop_lib.diagrams import chain_picture, network_picture
from workshop_lib.diagrams import formula as m
from workshop_lib.diagrams.moves import backwards, forwards
from workshop_lib.diagrams.state import State
from workshop_lib.diagrams.svg import Picture


class Step(NamedTuple):
    """One value more: its Picture, its formula (MathML), code and sentence."""

    forwards: bool
    picture: Picture
    formula: str
    code: str
    said: str
    equation: str


def walk(w, b, x, y, act):
    """Return the steps through a chain (numbers) or a network (arrays, one
    example), forwards and then backwards (S1 to S13). The first shows what is
    given.
    """
    found = _Found(w, b, x, y)
    given = "Given are the weights w, the biases b, the input a(0) and the target y."
    plan = (
        "<p>Go forwards from the input, value by value, to the cost; then backwards, "
        "value by value, to every slope.</p>"
    )
    steps = [Step(True, found.draw(()), plan, "", given, "S2")]
    for way in (forwards, backwards):
        for lit, lines, code, why, equation in way(found, act):
            value, _, *terms = (cell.plain for cell in lines[-1])
            said = f"{lines[0][0].plain} = {''.join(terms)} = {value}: {why}."
            # On a projector three lines are one too many.
            formula = (m.beside if len(lines) > 2 else m.table)(*lines)
            picture = found.draw(lit)
            steps.append(Step(way is forwards, picture, formula, code, said, equation))
    return steps


class _Found:
    """The values found so far, and what each is called.

    A value's name is (kind, layer, neuron j) and, of a weight, k; y has no layer.
    """

    def __init__(self, w, b, x, y):
        self.many = np.ndim(w[1]) > 0  # neurons in a layer: then names have indices
        self.last, self.cost = max(w), np.nan
        b = {L: np.reshape(b[L], (-1, 1)).astype(float) for L in b}
        w = {L: np.reshape(w[L], (b[L].size, -1)).astype(float) for L in w}
        self.values = {"w": w, "b": b, "dw": {L: w[L] * np.nan for L in w}}
        for kind in ("z", "a", "dz", "da", "db", "df"):
            self.values[kind] = {L: b[L] * np.nan for L in b}
        self.values["a"][0] = np.reshape(x, (-1, 1)).astype(float)
        self.values["y"] = {None: np.reshape(y, (-1, 1)).astype(float)}

    def __getitem__(self, name):
        kind, L, *index = name
        return self.values[kind][L].item(*index)

    def __setitem__(self, name, value):
        kind, L, j, k = (*name, 0)[:4]
        self.values[kind][L][j, k] = value

    def size(self, L):
        """Return the number of neurons in layer L."""
        return len(self.values["a"][L])

    def symbol(self, kind, L, *index, first=False):
        """Return the slide's symbol, whether `first` or not."""
        return m.symbol(kind, L, "".join(map(str, index)) if self.many else "")

    def slope(self, *name):
        """Return ∂Cost_i/∂ of a symbol."""
        return m.partial(m.COST, self.symbol(*name))

    def number(self, *name, first=False):
        """Return a value as a coloured number."""
        return m.number(self[name], name[0], first)

    def code(self, kind, L, *index):
        """Return the name in the code, as in `chain.py` or `network.py`."""
        layer = "" if L is None else f"[{L}]"
        return kind + layer + (f"[{', '.join(map(str, index))}]" if self.many else "")

    def draw(self, lit):
        """Return the picture of what is known, with the names in `lit` glowing."""
        values = self.values
        if not self.many:
            lit = {name[:2] for name in lit}
            values = {
                kind: {L: value.item() for L, value in layers.items()}
                for kind, layers in values.items()
            }
        values = values | {"y": values["y"][None]}
        draw = network_picture.draw if self.many else chain_picture.draw
        return draw(State(**values, cost=self.cost, lit=lit))

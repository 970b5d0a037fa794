"""Backpropagation one value at a time: what is new, what it is made of, and why.

A chain is a network with one neuron in each layer, so one walk serves both; only
the names differ. Nothing here is a second implementation to trust: the tests
hold its last step against `chain.backward` and `network.backward`.
"""

from typing import NamedTuple

import numpy as np

from workshop_lib.diagrams import formula as m
from workshop_lib.diagrams.chain_picture import chain
from workshop_lib.diagrams.moves import backwards, forwards
from workshop_lib.diagrams.network_picture import network
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
            formula, picture = m.table(*lines), found.draw(lit)
            steps.append(Step(way is forwards, picture, formula, code, said, equation))
    return steps


class _Found:
    """The values found so far, and what each is called.

    A value's key is its name, layer, neuron j and, of a weight, k before it.
    """

    def __init__(self, w, b, x, y):
        self.many = np.ndim(w[1]) > 0  # neurons in a layer: then names have indices
        self.last, self.cost = max(w), np.nan
        b = {L: np.reshape(b[L], (-1, 1)).astype(float) for L in b}
        w = {L: np.reshape(w[L], (b[L].size, -1)).astype(float) for L in w}
        self.values = {"w": w, "b": b, "dw": {L: w[L] * np.nan for L in w}}
        for name in ("z", "a", "dz", "da", "db"):
            self.values[name] = {L: b[L] * np.nan for L in b}
        self.values["a"][0] = np.reshape(x, (-1, 1)).astype(float)
        self.y = np.reshape(y, (-1, 1)).astype(float)

    def __getitem__(self, key):
        if key[0] == "y":
            return float(self.y[key[1], 0])
        name, L, j, k = (*key, 0)[:4]
        return float(self.values[name][L][j, k])

    def __setitem__(self, key, value):
        name, L, j, k = (*key, 0)[:4]
        self.values[name][L][j, k] = value

    def size(self, L):
        """Return the number of neurons in layer L."""
        return len(self.values["a"][L])

    def symbol(self, name, *at, first=False):
        """Return the slide's symbol, `first` or not."""
        L, *indices = at if name != "y" else (None, *at)
        return m.symbol(name, L, "".join(map(str, indices)) if self.many else "")

    def slope(self, *key):
        """Return ∂Cost_i/∂ of a symbol."""
        return m.partial(m.COST, self.symbol(*key))

    def number(self, *key, first=False):
        """Return a value as a coloured number."""
        return m.number(self[key], key[0], first)

    def code(self, name, *at):
        """Return the name in the code, as in `chain.py` or `network.py`."""
        L, *indices = at if name != "y" else (None, *at)
        layer = "" if L is None else f"[{L}]"
        return name + layer + (f"[{', '.join(map(str, indices))}]" if self.many else "")

    def draw(self, lit):
        """Return the picture of what is known, with the names in `lit` glowing."""
        if self.many:
            return network(**self.values, cost=self.cost, y=self.y, lit=lit)
        known = {
            name: {L: v.item() for L, v in layers.items()}
            for name, layers in self.values.items()
        }
        lit = {name[: 1 if name[0] == "y" else 2] for name in lit}  # without indices
        return chain(**known, cost=self.cost, y=self.y.item(), lit=lit)

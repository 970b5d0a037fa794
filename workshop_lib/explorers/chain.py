"""The chain, alive: every number of it on a slider."""

import ipywidgets

from workshop_lib import activations, data
from workshop_lib import chain as core
from workshop_lib.diagrams.chain_picture import draw
from workshop_lib.diagrams.factors_picture import factors, nudge
from workshop_lib.diagrams.number_format import short
from workshop_lib.diagrams.state import State
from workshop_lib.diagrams.svg import symbol_runs
from workshop_lib.explorers.panel import Panel, choice, slider

MORE_W = {4: 1.2, 5: -0.8, 6: 1.5, 7: 1.1}  # for chains longer than the example
MORE_B = {4: -0.3, 5: 0.5, 6: -0.7, 7: 0.2}
UPTO = "cost", "factors", "way back"
HIGH = "⁰¹²³⁴⁵⁶⁷"


def view(w, b, x, y, act, at, by, upto="way back"):
    """Return what the page shows of a chain, and the line that says it.

    `at` is the layer whose weight is looked at and nudged, `by` the nudge; `upto` is
    one of UPTO.
    """
    last = max(w)
    z, a = core.forward(w, b, x, act)
    dw, db = core.backward(w, z, a, y, act)
    cost = core.cost(a[last], y)
    if upto == "cost":
        return draw(State(w, b, a, z, y, cost)), f"Cost_i = {short(cost)}."
    da = {last: 2 * (a[last] - y)} | {L - 1: db[L] * w[L] for L in w if L > 1}
    df = {L: act.f_prime(z[L], a[L]) for L in w}
    cells = [
        (["2(", *symbol_runs("a"), " − ", *symbol_runs("y"), ")"], "grad", da[last])
    ]
    for L in range(last, at - 1, -1):
        name = [*symbol_runs("f′"), "(", *symbol_runs("z", L), ")"]
        cells.append((name, "z", df[L]))
        if L > at:
            cells.append((symbol_runs("w", L), "w", w[L]))
    cells.append((symbol_runs("a", at - 1), "a", a[at - 1]))
    _, a_nudged = core.forward(w | {at: w[at] + by}, b, x, act)
    true = core.cost(a_nudged[last], y) - cost
    predicted = dw[at] * by
    # dw is the product below; with its own box it would not fit on a projector.
    back = {"da": da, "dz": db, "df": df} if upto == "way back" else {}
    big = draw(State(w, b, a, z, y, cost, lit={("w", at)}, **back))
    small = factors(cells) + nudge(symbol_runs("w", at), by, predicted, true)
    row = "display:flex;flex-wrap:wrap;gap:6px;margin-top:6px"
    html = f'{big}<div style="{row}">{small}</div>'
    product = " × ".join(short(value) for _, _, value in cells)
    said = (
        f"Cost_i = {short(cost)}. ∂Cost_i/∂w({at}) = {product} = {short(dw[at])}. "
        f"Nudge it by {short(by)}: the cost changes by {short(true)}, predicted "
        f"{short(predicted)}."
    )
    return html, said


def _knob(name, spoken, value, low=-3, high=3):
    """Return the slider of a number."""
    return slider(
        ipywidgets.FloatSlider, name, spoken, value, "200px",
        min=low, max=high, step=0.1, readout_format=".1f",
    )  # fmt: skip


def _knobs(letter, spoken, values):
    """Return the sliders of w or b, one for each layer there can be."""
    return {
        L: _knob(f"{letter}⁽{HIGH[L]}⁾", f"{spoken} of layer {L}", value)
        for L, value in values.items()
    }


def _names(last):
    """Return the weights to choose from, up to layer `last`."""
    return {f"w⁽{HIGH[L]}⁾": L for L in range(1, last + 1)}


def chain(upto="way back"):
    """Return an explorer of a chain of 1 to 7 layers (S2 to S10).

    It shows no more than a lesson has asked for: `upto` "cost", "factors" or
    "way back".
    """
    if upto not in UPTO:
        raise ValueError(f"upto is {upto!r}: choose one of {', '.join(UPTO)}")
    w, b, x, y = data.example_chain()
    weights = _knobs("w", "weight", w | MORE_W)
    biases = _knobs("b", "bias", b | MORE_B)
    x, y = _knob("x", "input x", x, -2, 2), _knob("y", "target y", y, -1, 2)
    layers = slider(
        ipywidgets.IntSlider, "layers", "layers of the chain", 3, "190px",
        min=1, max=7,
    )  # fmt: skip
    act = choice("f", "activation function", list(activations.ALL), width="170px")
    at = choice("look at", "the weight to look at", _names(3), 2, "170px")
    by = slider(
        ipywidgets.FloatSlider, "nudge", "nudge of that weight", 0.1, "240px",
        min=-1, max=1, step=0.05, readout_format=".2f",
    )  # fmt: skip
    panel = Panel("a chain of neurons, live")
    rows = [[x, *weights.values()], [y, *biases.values()]]

    def show(_=None):
        there, f = range(1, layers.value + 1), activations.ALL[act.value]
        w, b = ({L: knobs[L].value for L in there} for knobs in (weights, biases))
        html, said = view(w, b, x.value, y.value, f, at.value, by.value, upto)
        panel.show(html)
        panel.say(said)

    def resize(_=None):
        """Show the sliders of the layers there are: x and the weights in one row, y
        and the biases in the next. Where there are many, the picture says their
        numbers.
        """
        last = layers.value
        for row in rows:
            for L, knob in enumerate(row):
                knob.layout.display = None if L <= last else "none"
                knob.layout.width = f"{860 // max(last + 1, 4) - 17}px"
                knob.readout = last <= 3
        wanted, at.options = min(at.value, last), _names(last)
        at.value = wanted

    panel.arrange([layers, act] + [at, by] * (upto != "cost"), *rows)
    layers.observe(resize, "value")
    for control in (layers, act, at, by, *rows[0], *rows[1]):
        control.observe(show, "value")
    resize()
    show()
    return panel

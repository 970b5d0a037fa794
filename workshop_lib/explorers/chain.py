"""The chain, alive: every number of it on a slider."""

from functools import partial

import ipywidgets

from workshop_lib import activations, data
from workshop_lib import chain as core
from workshop_lib.diagrams import chain as chain_picture
from workshop_lib.diagrams.factors_picture import factors, nudge
from workshop_lib.diagrams.number_format import short
from workshop_lib.diagrams.svg import symbol_runs
from workshop_lib.explorers.panel import Panel, choice, slider

MORE_W = {4: 1.2, 5: -0.8, 6: 1.5, 7: 1.1}  # for chains longer than the example
MORE_B = {4: -0.3, 5: 0.5, 6: -0.7, 7: 0.2}
HIGH = "⁰¹²³⁴⁵⁶⁷"


def view(w, b, x, y, act, at, by):
    """Return what the page shows of a chain, and the line that says it.

    `at` is the layer whose weight is looked at and nudged, `by` the nudge.
    """
    last = max(w)
    z, a = core.forward(w, b, x, act)
    dw, db = core.backward(w, z, a, y, act)
    cost = core.cost(a[last], y)
    da = {last: 2 * (a[last] - y)} | {L - 1: db[L] * w[L] for L in w if L > 1}
    cells = [
        (["2(", *symbol_runs("a"), " − ", *symbol_runs("y"), ")"], "grad", da[last])
    ]
    for L in range(last, at - 1, -1):
        slope = act.f_prime(z[L], a[L])
        cells.append(([*symbol_runs("f′("), *symbol_runs("z", L), ")"], "z", slope))
        if L > at:
            cells.append((symbol_runs("w", L), "w", w[L]))
    cells.append((symbol_runs("a", at - 1), "a", a[at - 1]))
    _, a_nudged = core.forward(w | {at: w[at] + by}, b, x, act)
    true = core.cost(a_nudged[last], y) - cost
    predicted = dw[at] * by
    lit = {f"w{at}", f"dw{at}"}
    big = chain_picture(w, b, a, z, y, cost, dw, db, da, dict(db), lit=lit)
    small = factors(cells) + nudge(symbol_runs("w", at), by, predicted, true)
    row = "display:flex;flex-wrap:wrap;gap:6px;margin-top:6px"
    html = f'{big}<div style="{row}">{small}</div>'
    product = " × ".join(short(value) for _, _, value in cells)
    said = (
        f"Cost_i = {short(cost)}. ∂Cost_i/∂w({at}) = {product} = {short(dw[at])}. "
        f"Nudge w({at}) by {short(by)}: the cost changes by {short(true)}, predicted "
        f"{short(predicted)}."
    )
    return html, said


def chain():
    """Return an explorer of a chain of 2 to 8 neurons (S2 to S10)."""
    w, b, x, y = data.example_chain()
    number = partial(slider, ipywidgets.FloatSlider, width="190px", step=0.1)
    weights, biases = {}, {}
    for L in range(1, 8):
        name, spoken = f"w⁽{HIGH[L]}⁾", f"weight of layer {L}"
        value = (w | MORE_W)[L]
        weights[L] = number(name, spoken, value, min=-3, max=3, readout_format=".1f")
        name, spoken = f"b⁽{HIGH[L]}⁾", f"bias of layer {L}"
        value = (b | MORE_B)[L]
        biases[L] = number(name, spoken, value, min=-3, max=3, readout_format=".1f")
    x = number("x", "input x", x, min=-2, max=2, readout_format=".1f")
    y = number("y", "target y", y, min=-1, max=2, readout_format=".1f")
    neurons = slider(
        ipywidgets.IntSlider, "neurons", "neurons in the chain", 4, min=2, max=8
    )
    act = choice("f", "activation function", list(activations.ALL))
    at = choice("look at", "the weight to look at", {f"w⁽{HIGH[L]}⁾": L for L in w}, 2)
    by = slider(
        ipywidgets.FloatSlider, "nudge", "nudge of that weight", 0.1, "250px",
        min=-1, max=1, step=0.05, readout_format=".2f",
    )  # fmt: skip
    panel = Panel("a chain of neurons, live")

    def show(_=None):
        layers = range(1, neurons.value)
        html, said = view(
            {L: weights[L].value for L in layers},
            {L: biases[L].value for L in layers},
            x.value, y.value, activations.ALL[act.value], at.value, by.value,
        )  # fmt: skip
        panel.show(html)
        panel.say(said)

    def resize(_=None):
        """Show the sliders of the layers there are."""
        for L in range(1, 8):
            display = None if L < neurons.value else "none"
            weights[L].layout.display = biases[L].layout.display = display
        wanted = min(at.value, neurons.value - 1)
        at.options = {f"w⁽{HIGH[L]}⁾": L for L in range(1, neurons.value)}
        at.value = wanted

    panel.arrange(
        [neurons, act, at, by],
        [x, y],
        [s for L in weights for s in (weights[L], biases[L])],
    )
    neurons.observe(resize, "value")
    for control in (neurons, act, at, by, x, y, *weights.values(), *biases.values()):
        control.observe(show, "value")
    resize()
    show()
    return panel

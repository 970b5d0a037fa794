"""Which weight is w_jk^(L)? Formula, matrix, network and loop, side by side."""

import ipywidgets

from workshop_lib import activations, data
from workshop_lib import network as core
from workshop_lib.diagrams import formula as m
from workshop_lib.diagrams.network_picture import draw
from workshop_lib.diagrams.number_format import short
from workshop_lib.diagrams.state import State
from workshop_lib.explorers.panel import Panel, slider
from workshop_lib.palette import PALETTE, tint

LIT = f"background:{tint('accent', 0.35)};font-weight:bold"
BAND = f"background:{tint('w', 0.1)}"
CELL = "padding:2px 10px;text-align:right;border:1px solid #d5d9de;color:#1b1b1b"


def sum_of(w, b, z, a, L, j, k):
    """Return S11 for neuron j of layer L as MathML, its term k on a glow."""
    letters, numbers = [], []
    for i in range(w[L].shape[1]):
        weight, value = m.symbol("w", L, f"{j}{i}"), m.symbol("a", L - 1, i)
        term = m.row(weight, m.op("·"), value)
        digits = m.row(
            m.number(w[L][j, i], "w", first=i == 0), m.op("×"),
            m.number(a[L - 1][i, 0], "a"),
        )  # fmt: skip
        letters += [m.glowing(term) if i == k else term, m.op("+")]
        numbers += [m.glowing(digits) if i == k else digits, m.op("+")]
    z_j, b_j = z[L][j, 0], b[L][j, 0]
    return m.table(
        [m.symbol("z", L, j), m.op("="), *letters, m.symbol("b", L, j)],
        [m.number(z_j, "z", first=True), m.op("="), *numbers, m.number(b_j, "b")],
    )


def matrix(w, L, j, k):
    """Return the matrix w[L] as a table, with its cell j, k lit."""
    rows, columns = w[L].shape
    top = f'<th scope="col" style="{CELL}">k = '
    head = "".join(f"{top}{c}</th>" for c in range(columns))
    body = ""
    for r in range(rows):
        body += f'<tr><th scope="row" style="{CELL}">j = {r}</th>'
        for c in range(columns):
            style = LIT if (r, c) == (j, k) else BAND if r == j or c == k else ""
            body += f'<td style="{CELL};{style}">{short(w[L][r, c])}</td>'
        body += "</tr>"
    caption = f"w[{L}], shape ({rows}, {columns}): to j, from k"
    return (
        '<table style="border-collapse:collapse;background:#fff">'
        f'<caption style="color:{PALETTE["w"]};text-align:left;caption-side:top">'
        f"{caption}</caption><tr><td></td>{head}</tr>{body}</table>"
    )


def loop(w, a, L, j, k):
    """Return S11 as a loop, the line that meets w_jk lit."""
    rows, columns = w[L].shape
    now = f"{short(w[L][j, k])} × {short(a[L - 1][k, 0])}"
    grey = f"color:{PALETTE['muted']}"
    lines = [
        f"for j in range({rows}):",
        f"    z[{L}][j, 0] = b[{L}][j, 0]",
        f"    for k in range({columns}):",
        f'<span style="{LIT}">        z[{L}][j, 0] += w[{L}][j, k] * '
        f"a[{L - 1}][k, 0]</span>",
        f'<span style="{grey}">        # j = {j}, k = {k}: + {now}</span>',
    ]
    return (
        '<pre style="margin:0;background:#fff;color:#1b1b1b;line-height:1.5">'
        + "\n".join(lines) + "</pre>"
    )  # fmt: skip


def view(w, b, z, a, L, j, k):
    """Return what the page shows of w_jk^(L), and the line that says it."""
    lit = {("w", L, j, k), ("a", L - 1, k), ("z", L, j)}
    big = draw(State(w, b, a, z, lit=lit))
    row = "display:flex;flex-wrap:wrap;gap:12px 40px;align-items:flex-start"
    html = (
        f'{big}<div style="{m.CARD};max-width:{big.width}px">'
        f"{sum_of(w, b, z, a, L, j, k)}"
        f'<div style="{row};margin-top:4px">{matrix(w, L, j, k)}{loop(w, a, L, j, k)}'
        "</div></div>"
    )
    said = (
        f"L = {L}, j = {j}, k = {k}: w[{L}][{j}, {k}] = {short(w[L][j, k])} leads from "
        f"neuron {k} of layer {L - 1} to neuron {j} of layer {L}. Its term in S11: "
        f"{short(w[L][j, k])} × {short(a[L - 1][k, 0])} = "
        f"{short(w[L][j, k] * a[L - 1][k, 0])}."
    )
    return html, said


def index_decoder():
    """Return an explorer of the indices j, k and L in S11."""
    w, b, x, _ = data.example_network()
    z, a = core.forward(w, b, x, activations.sigmoid)
    kind = ipywidgets.IntSlider
    layer = slider(kind, "L", "layer L", 2, "220px", min=1, max=max(w))
    j = slider(kind, "j (to)", "j, the neuron it leads to", 0, "240px", min=0)
    k = slider(kind, "k (from)", "k, the neuron it comes from", 1, "240px", min=0)
    panel = Panel("the indices of a weight")

    def show(_=None):
        rows, columns = w[layer.value].shape
        at = layer.value, min(j.value, rows - 1), min(k.value, columns - 1)
        html, said = view(w, b, z, a, *at)
        panel.show(html)
        panel.say(said)

    def resize(_=None):
        """Let j and k run over the neurons there are."""
        j.max, k.max = (n - 1 for n in w[layer.value].shape)
        show()

    panel.arrange([layer, j, k])
    layer.observe(resize, "value")
    j.observe(show, "value")
    k.observe(show, "value")
    resize()
    return panel

"""Backpropagation, step by step: forwards, then backwards, one value at a time."""

from html import escape

import ipywidgets

from workshop_lib import activations, data
from workshop_lib.diagrams.formula import CARD
from workshop_lib.diagrams.walk import walk
from workshop_lib.explorers.panel import Panel, button, slider
from workshop_lib.palette import PALETTE

EXAMPLES = {"chain": data.example_chain, "network": data.example_network}


def page_of(step):
    """Return what the page shows of a step: the picture, the formula, the code."""
    way, ink = ("forwards →", "a") if step.forwards else ("← backwards", "grad")
    card = f"{CARD};max-width:{step.picture.width}px;min-height:132px"
    return (
        f'{step.picture}<div style="{card}">'
        f'<span style="float:right;color:{PALETTE["muted"]}">{step.equation}</span>'
        f'<b style="color:{PALETTE[ink]}">{way}</b>'
        f'<code style="margin-left:2em;background:none;color:#1b1b1b">'
        f"{escape(step.code)}</code>{step.formula}</div>"
    )


def backprop(example="chain"):
    """Return an explorer that walks through backpropagation (S3 to S13).

    `example` is "chain", the chain of lessons 02 to 04, or "network", the 2-3-2
    network of lessons 05 and 06; both with sigmoid.
    """
    if example not in EXAMPLES:
        raise ValueError(f'example is {example!r}: choose "chain" or "network"')
    steps = walk(*EXAMPLES[example](), activations.sigmoid)
    last = len(steps) - 1
    position = slider(ipywidgets.IntSlider, "step", "step", 0, "420px", min=0, max=last)

    def move(by):
        """Go some steps on, or back; return whether there is more to come."""
        position.value = min(max(position.value + by, 0), last)
        return position.value < last

    def show(change=None):
        i = position.value
        panel.show(page_of(steps[i]))
        panel.say(f"Step {i} of {last}. {steps[i].said}")

    def rewind():
        if position.value == last:
            position.value = 0

    name = f"backpropagation step by step, {example}"
    panel = Panel(name, tick=lambda: move(1), rewind=rewind)
    panel.arrange(
        [
            button("◀ Back", "one step back", lambda: move(-1)),
            button("Next ▶", "one step on", lambda: move(1)),
            panel.play_button,
            position,
        ]
    )
    position.observe(show, "value")
    show()
    return panel

"""A question on the page: a button for each choice, or a field for a number."""

import ipywidgets

from workshop_lib.explorers.panel import DRESS, ROW, STYLE, WIDE, button


def question(head, choices, said, state, choose):
    """Return a widget that asks; all texts are HTML.

    `choices` maps letters to texts, and is empty where a number is asked. `said` was
    answered before, or None. `choose(said)` returns the new line of state, and what
    stands now.
    """
    line = ipywidgets.HTML(state, layout=WIDE)
    line.add_class("explorer-state")
    buttons = {}

    def note(said):
        line.value, stands = choose(said)
        mark(stands)

    def mark(said):
        for letter, one in buttons.items():
            one.button_style = "primary" if letter == said else ""

    for letter in choices:
        one = button(letter, f"choose {letter}", lambda letter=letter: note(letter))
        one.layout = ipywidgets.Layout(width="3em", flex="0 0 auto")
        buttons[letter] = one
    rows = [[one, ipywidgets.HTML(choices[c])] for c, one in buttons.items()]
    if not rows:
        field = ipywidgets.Text(
            "" if said is None else f"{said:g}",
            placeholder="a number",
            tooltip="your prediction, a number",
            continuous_update=False,  # with Enter, or on leaving
            layout=ipywidgets.Layout(width="8em"),
        )
        field.observe(lambda change: note(change.new), "value")
        rows = [[field, button("Note it", "note it", lambda: note(field.value))]]
    mark(said)
    asked = ipywidgets.VBox(
        [
            ipywidgets.HTML(head, layout=WIDE),
            *(ipywidgets.HBox(row, layout=ROW) for row in rows),
            line,
            ipywidgets.HTML(STYLE + DRESS),
        ]
    )
    asked.add_class("explorer")
    return asked

"""Show what the checker has to say: plain text, and HTML for both themes."""

import re
from html import escape

MARKS = {
    "right": ("✓", "success", "#1b7f3b"),
    "mistake": ("✗", "warn", "#9a5b00"),
    "different": ("✗", "warn", "#9a5b00"),
    "failed": ("!", "error", "#b3261e"),
    "unanswered": ("○", "info", "#1f5fa8"),
    "told": ("›", "info", "#1f5fa8"),
}


class Told:
    """A headline with lines below it, shown as plain text or HTML.

    A check's Told has `.status` and `.mistake`, the mistake's name or None.
    """

    def __init__(self, status, headline, lines=(), mistake=None, table=""):
        self.status, self.mistake = status, mistake
        self.headline = f"{MARKS[status][0]} {headline}"
        self.lines = tuple(lines)
        self._table = table

    def __repr__(self):
        return "\n".join([self.headline, *(f"  {line}" for line in self.lines)])

    def _repr_html_(self):
        _, name, colour = MARKS[self.status]
        return (
            f'<div role="status" style="border-left: .3em solid '
            f"var(--jp-{name}-color1, {colour}); padding: .2em .8em; "
            f'color: var(--jp-content-font-color1, inherit)">'
            f"<strong>{_html(self.headline)}</strong>"
            + "".join(f"<div>{_html(line)}</div>" for line in self.lines)
            + f"{self._table}</div>"
        )


def _html(line):
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(line))

"""Show what the checker has to say: plain text, and HTML for both themes."""

import re
from html import escape

MARKS = {
    "right": ("✓", "success", "#1b7f3b"),
    "mistake": ("✗", "warn", "#9a5b00"),
    "different": ("✗", "warn", "#9a5b00"),
    "failed": ("!", "error", "#b3261e"),
    "unanswered": ("○", "info", "#1f5fa8"),
    "info": ("›", "info", "#1f5fa8"),
}


class Feedback:
    """A headline, lines below it, and a block of text, as plain text or HTML.

    What a check returns has `.status` ("unanswered", "right", "mistake",
    "different" or "failed"), `.mistake`, its name or None, `.derived`: was that name
    found by trying, not in the catalogue? And `.evidence()`.
    `table` is HTML that shows the block better.
    """

    def __init__(
        self,
        status,
        headline,
        lines=(),
        *,
        mistake=None,
        derived=False,
        block="",
        table="",
        evidence="",
    ):
        self.status, self.mistake, self.derived = status, mistake, derived
        self.headline = clean(f"{MARKS[status][0]} {headline}")
        self.lines = tuple(map(clean, lines))
        self._block, self._table, self._evidence = clean(block), table, evidence

    def evidence(self):
        """Return a number of yours beside the slope that nudging the cost gives."""
        none = "there is nothing to nudge here"
        return Feedback("info", self._evidence or none)

    def __repr__(self):
        below = "\n".join((*self.lines, self._block)).splitlines()
        return "\n".join([self.headline, *(f"  {line}" for line in below)])

    def _repr_html_(self):
        _, name, colour = MARKS[self.status]
        block = (
            f'<pre style="{_PRE}">{escape(self._block)}</pre>' if self._block else ""
        )
        return (
            f'<div role="status" style="border-left: .3em solid '
            f"var(--jp-{name}-color1, {colour}); padding: .2em .8em; "
            f'color: var(--jp-content-font-color1, inherit)">'
            f"<strong>{as_html(self.headline)}</strong>"
            + "".join(map(_shown, self.lines))
            + f"{self._table or block}</div>"
        )


_PRE = "color: inherit; background: none; max-height: 15em; overflow: auto"


def _shown(line):
    """Return a line as HTML; one of several lines is code, such as a last hint."""
    if "\n" in line:
        return f'<pre style="{_PRE}">{escape(line)}</pre>'
    return f"<div>{as_html(line)}</div>"


def as_html(line):
    """Return a line as HTML, with `code` as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(line))


def clean(text):
    """Return `text` without colour codes and control characters."""
    text = re.sub(
        r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?|.?)", "", text
    )
    return "".join(c for c in text if c.isprintable() or c in "\n\t")

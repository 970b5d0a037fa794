"""Read a lesson, a jupytext percent script, in one of its two forms."""

import re
from collections import Counter

import jupytext
import nbformat

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
FORMS = ("notebooks", "solutions")  # to work in, and solved
METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"file_extension": ".py", "name": "python"},
}


class BuildError(Exception):
    """A lesson cannot be built; the message says where and why."""


def read_lesson(path, form):
    """Return a lesson as a notebook that has not been run.

    A cell's id is its section's heading and its place in that section, so that
    it stays the same when other sections change. A cell tagged "solution" is left
    out for the learner.
    """
    text = select(path.read_text("utf-8"), form, f"{path.parent.name}/{path.name}")
    cells = jupytext.reads(text, fmt="py:percent").cells
    section, seen = "top", Counter()
    for cell in cells:
        heading = re.search(r"^#+ +(.+)$", cell.source, re.MULTILINE)
        if cell.cell_type == "markdown" and heading:
            section = re.sub(r"[^a-z0-9]+", "-", heading[1].lower())[:50].strip("-")
        cell.id = f"{section}-{seen[section]}"
        seen[section] += 1
        tags = cell.metadata.get("tags")
        cell.metadata = {"tags": tags} if tags else {}
    if form == "notebooks":
        cells = [c for c in cells if "solution" not in c.metadata.get("tags", ())]
        hide_what_tells(cells)
    return nbformat.v4.new_notebook(cells=cells, metadata=METADATA)


def hide_what_tells(cells):
    """Collapse what a cell shows, between a `predict` and its `answer`, until it is
    run: JupyterLab then opens it.
    """
    asked = set()
    for cell in (c for c in cells if c.cell_type == "code"):
        predicted, answered = (
            set(re.findall(r'"([^"]+)"', " ".join(re.findall(call, cell.source, re.M))))
            for call in (r'^predict\((".*?")', r"^answer\((.*)\)$")
        )
        if asked and not predicted:
            cell.metadata["jupyter"] = {"outputs_hidden": True}
        asked = (asked | predicted) - answered


def select(text, form, name):
    """Return a lesson's text without its markers and, for the learner, with
    `...` in place of what stands between them, predictions not made, and details
    closed. Raise BuildError, naming file and line, unless each BEGIN has its END in
    the same cell.
    """
    if form == "notebooks":
        text = re.sub(
            r'^predict\((".*?"), .*\)$', r"predict(\1)", text, flags=re.MULTILINE
        )
        text = text.replace("<details open>", "<details>")
    kept, begun = [], None
    for number, line in enumerate(text.splitlines(), 1):
        marker = line.strip()
        if begun and (marker == BEGIN or line.startswith("# %%")):
            break
        if marker == BEGIN:
            begun = number
            if form == "notebooks":
                kept.append(line.replace(BEGIN, "..."))
        elif marker == END:
            if not begun:
                raise BuildError(f"{name}:{number}: {END!r} without a {BEGIN!r}")
            begun = None
        elif re.search(r"\b(BEGIN|END) SOLUTION\b", line, re.IGNORECASE):
            raise BuildError(f"{name}:{number}: write {BEGIN!r} or {END!r}")
        elif not begun or form == "solutions":
            kept.append(line)
    if begun:
        raise BuildError(f"{name}:{begun}: {BEGIN!r} without an {END!r} in its cell")
    return "\n".join(kept) + "\n"

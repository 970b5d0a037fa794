"""Read without a kernel, on a code host or as exported HTML, nothing is lost."""

import html
import re
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter

ROOT = Path(__file__).resolve().parent.parent
BUILT = sorted((ROOT / "notebooks").glob("*.ipynb"))
# All but the opening and those on the GPU, which have it in their names.
WITH_EXPLORERS = [
    path for path in BUILT if path.name[:2] != "00" and "gpu" not in path.name
]
names = {"ids": lambda path: path.stem}


def _figures(nb):
    """Return the outputs that are pictures, with the cell that shows each."""
    kinds = ("image/png", "image/svg+xml")
    return [
        (cell, output)
        for cell in nb.cells
        for output in cell.get("outputs", ())
        if any(kind in output.get("data", {}) for kind in kinds)
    ]


@pytest.mark.filterwarnings("ignore:Your element")  # the nothing, see tools/build.py
@pytest.mark.parametrize("path", BUILT, **names)
def test_exported_html_shows_every_figure(path):
    nb = nbformat.read(path, 4)
    page, _ = HTMLExporter().from_notebook_node(nb)
    images = re.findall(r"<img\b[^>]*>", page)
    for _, output in _figures(nb):
        data = output["data"]
        if "text/html" in data:
            alt = html.unescape(re.search(r'alt="([^"]*)"', data["text/html"])[1])
            assert any(alt in html.unescape(image) for image in images)
        else:
            start = data["image/png"][:2000].replace("\n", "")
            assert any(start in image for image in images)


@pytest.mark.parametrize("path", BUILT, **names)
def test_every_figure_says_what_it_shows(path):
    nb = nbformat.read(path, 4)
    for cell, output in _figures(nb):
        alt = output.metadata.get("image/png", {}).get("alt")
        described = alt or 'alt="' in output["data"].get("text/html", "")
        following = nb.cells[nb.cells.index(cell) + 1].source
        assert described or "figure shows" in following, cell.source


@pytest.mark.parametrize("path", WITH_EXPLORERS, **names)
def test_every_explorer_stands_beside_static_figures(path):
    nb = nbformat.read(path, 4)
    explorers = [c for c in nb.cells if re.search(r"^explorers\.\w+\(", c.source, re.M)]
    assert explorers, "a lesson without anything to move"
    assert _figures(nb)
    for cell in explorers:
        # What a collapsed cell shows begins with nothing: see tools/build.py.
        output, note = [output for output in cell.outputs if output.data]
        assert output["data"]["text/plain"].startswith("Explorer: ")
        assert "Does nothing move here" in note["data"]["text/html"]
        near = nb.cells.index(cell)
        cells = nb.cells[max(0, near - 12) : near + 4]  # predictions in between
        assert _figures(nbformat.v4.new_notebook(cells=cells)), "no figure nearby"


@pytest.mark.parametrize("path", BUILT, **names)
def test_no_widget_state_is_stored(path):
    text = path.read_text("utf-8")
    assert "widget-state" not in text and "widget-view" not in text

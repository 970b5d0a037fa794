"""Pictures in a real browser, in the widest font there is: readable at 1280 × 720."""

import numpy as np
import pytest

from workshop_lib import activations, chain, data, diagrams, network
from workshop_lib.diagrams import formula as m
from workshop_lib.diagrams.factors_picture import factors, nudge
from workshop_lib.diagrams.svg import symbol_runs
from workshop_lib.diagrams.walk import walk

ROOM = 828  # pixels for a picture beside the file browser, in a window 1280 wide
LIVE = 848  # for that of an explorer
SMALLEST = 12
TEXTS = """() => [...document.querySelectorAll('svg')].flatMap((svg, picture) =>
  [...svg.querySelectorAll('text')].map(text => {
    const {x, width} = text.getBBox(), y = +text.getAttribute('y');
    const sizes = [text, ...text.children].map(
      e => parseFloat(getComputedStyle(e).fontSize));
    return {picture, said: text.textContent, left: x, right: x + width, bottom: y,
      top: y - 0.72 * sizes[0], size: Math.min(...sizes),
      within: svg.viewBox.baseVal.width};
  }))"""

FRACTIONS = """() => [...document.querySelectorAll('mfrac')].map(fraction => {
  const [over, under] = [...fraction.children].map(part =>
    [...part.querySelectorAll('mi, mn, mo')].map(e => e.getBoundingClientRect()));
  return Math.min(...under.map(r => r.top)) - Math.max(...over.map(r => r.bottom));
})"""


def solved_chain(layers):
    w, b, x, y = data.example_chain()
    w |= {L: (-1) ** L * (0.3 + 0.2 * L) for L in range(4, layers + 1)}
    b |= {L: 0.1 * L - 0.45 for L in range(4, layers + 1)}
    act = activations.sigmoid
    z, a = chain.forward(w, b, x, act)
    dw, db = chain.backward(w, z, a, y, act)
    da = {layers: 2 * (a[layers] - y)} | {L - 1: db[L] * w[L] for L in w if L > 1}
    cost = chain.cost(a[layers], y)
    return (w, b), dict(a=a, z=z, y=y, cost=cost, dw=dw, db=db, da=da, dz=db)


def solved_network():
    w, b, x, y = data.example_network()
    act = activations.sigmoid
    z, a = network.forward(w, b, x, act)
    dw, db = network.backward(w, z, a, y, act)
    da = {2: 2 * (a[2] - y), 1: w[2].T @ db[2]}
    cost = float(np.sum((a[2] - y) ** 2))
    return (w, b), dict(a=a, z=z, y=y, cost=cost, dw=dw, db=db, da=da, dz=db)


def only(known, *names):
    return {name: known[name] for name in names}


def pictures():
    (w, b), known = solved_chain(3)
    forwards = ("a", "z", "y", "cost")
    yield "chain, bare", diagrams.chain(w, b)
    yield "chain, forwards", diagrams.chain(w, b, **only(known, "a", "z", "y"))
    yield "chain, all", diagrams.chain(w, b, **known, lit=["dw3", "da3", "df3", "b3"])
    (w, b), known = solved_chain(7)
    yield "chain of 7", diagrams.chain(w, b, **known, lit=["w1"])
    flow = only(known, *forwards, "da", "dz")
    yield "chain of 7, live", diagrams.chain(w, b, **flow, lit=["w7"])
    (w, b), known = solved_network()
    yield "network, bare", diagrams.network(w, b, lit=[("w", 2, 1, 0)])
    lit = [("a", 1, 0), ("w", 2, 1, 0), ("z", 2, 1)]
    yield "network, forwards", diagrams.network(w, b, **only(known, *forwards), lit=lit)
    lit = [("dw", 1, 2, 1), ("y", 0), ("df", 1, 1), ("back", 2, 0, 1)]
    yield "network, all", diagrams.network(w, b, **known, lit=lit)
    yield "nudge", nudge(symbol_runs("w", 3), -0.95, -1.23e-4, -1.11e-4)
    cells = [(symbol_runs("w", L), "w", -0.0123 * L) for L in range(1, 9)]
    yield "8 factors", factors(cells)
    yield "15 factors", factors([*cells, *cells][:15])


PICTURES = dict(pictures())


@pytest.mark.parametrize("name", PICTURES)
def test_every_text_is_large_enough_and_has_a_place_of_its_own(page, name):
    picture = PICTURES[name]
    style = "svg, svg * { font-family: 'DejaVu Sans' !important }"
    page.set_content(f"<style>{style}</style>{picture}")
    assert picture.width <= (LIVE if name.startswith("chain of 7") else ROOM)
    texts = page.evaluate(TEXTS)
    assert texts
    for one in texts:
        assert one["size"] >= SMALLEST, one
        assert 0 < one["left"] and one["right"] < one["within"], one
    keep_apart(texts)


def keep_apart(texts):
    """Assert that no two texts of a picture overlap."""
    for i, one in enumerate(texts):
        for other in texts[:i]:
            assert (
                one["picture"] != other["picture"]
                or one["right"] <= other["left"] + 1
                or other["right"] <= one["left"] + 1
                or one["bottom"] <= other["top"]
                or other["bottom"] <= one["top"]
            ), (one, other)


@pytest.mark.parametrize("example", [data.example_chain, data.example_network])
def test_on_every_step_of_the_way_each_text_has_a_place_of_its_own(page, example):
    steps = walk(*example(), activations.sigmoid)
    style = "svg, svg * { font-family: 'DejaVu Sans' !important }"
    pictures = "".join(str(step.picture) for step in steps)
    page.set_content(f"<style>{style}</style>{pictures}")
    texts = page.evaluate(TEXTS)
    assert len({one["picture"] for one in texts}) == len(steps)
    keep_apart(texts)


def test_the_scripts_of_a_fraction_keep_off_its_bar(page):
    z, a = m.symbol("z", 2, "j"), m.symbol("a", 1, "0")
    both = [m.partial(m.COST, m.symbol("b", 3)), m.partial(z, a)]
    page.set_content(m.table(both))
    gaps = page.evaluate(FRACTIONS)
    # 5 px, what the browser leaves for a bar alone, look like a touch.
    assert len(gaps) == 2 and min(gaps) > 8

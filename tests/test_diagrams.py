"""The pictures of networks say the right numbers, to every eye and ear."""

import base64
import math
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from workshop_lib import activations, chain, data, diagrams
from workshop_lib.diagrams import chain_picture, network_picture
from workshop_lib.diagrams.number_format import short
from workshop_lib.diagrams.state import State, state_of
from workshop_lib.palette import PALETTE, tint

SVG = "{http://www.w3.org/2000/svg}"


def _texts(picture):
    """Return every line of text of a picture, as a reader sees it."""
    root = ET.fromstring(picture)
    return ["".join(t.itertext()) for t in root.iter(SVG + "text")]


def _solved_chain(layers=3):
    w, b, x, y = data.example_chain()
    for L in range(4, layers + 1):
        w[L], b[L] = (-1) ** L * (0.3 + 0.2 * L), 0.1 * L - 0.4
    z, a = chain.forward(w, b, x, activations.sigmoid)
    dw, db = chain.backward(w, z, a, y, activations.sigmoid)
    da = {layers: 2 * (a[layers] - y)}
    for L in range(layers, 1, -1):
        da[L - 1] = db[L] * w[L]
    known = dict(a=a, z=z, y=y, cost=chain.cost(a[layers], y))
    return (w, b), known | dict(dw=dw, db=db, da=da, dz=db)


def _solved_network(sizes, seed=0):
    rng = np.random.default_rng(seed)
    act, layers = activations.tanh, range(1, len(sizes))
    w = {L: rng.normal(size=(sizes[L], sizes[L - 1])) for L in layers}
    b = {L: rng.normal(size=(sizes[L], 1)) for L in layers}
    y = rng.normal(size=(sizes[-1], 1))
    z, a = {}, {0: rng.normal(size=(sizes[0], 1))}
    for L in layers:
        z[L] = w[L] @ a[L - 1] + b[L]
        a[L] = act.f(z[L])
    last = len(sizes) - 1
    da, dz, dw = {last: 2 * (a[last] - y)}, {}, {}
    for L in reversed(layers):
        dz[L] = da[L] * act.f_prime(z[L], a[L])
        dw[L] = dz[L] @ a[L - 1].T
        if L > 1:
            da[L - 1] = w[L].T @ dz[L]
    known = dict(a=a, z=z, y=y, cost=float(np.sum((a[last] - y) ** 2)))
    return (w, b), known | dict(dw=dw, db=dz, da=da, dz=dz)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.58419, "0.584"), (-1.4, "−1.4"), (0.0, "0"), (-0.0, "0"), (1234.5, "1230"),
        (0.00123, "0.00123"), (0.000123, "1.23e−4"), (-3e20, "−3e20"), (2, "2"),
        (math.inf, "∞"), (math.nan, "·"), (None, "·"), (1e-320, "1e−320"),
    ],
)  # fmt: skip
def test_numbers_have_three_digits_and_a_true_minus(value, shown):
    assert short(value) == shown


def test_the_picture_of_the_example_says_its_known_numbers():
    (w, b), known = _solved_chain()
    said = _texts(diagrams.chain(w, b, **known))
    for number in ("0.6", "0.584", "0.397", "0.544", "0.127", "−1.4", "0.9"):
        assert any(number in line for line in said), number


@pytest.mark.parametrize("layers", range(1, 8))
def test_a_chain_of_up_to_seven_layers_shows_each_value_once(layers):
    (w, b), known = _solved_chain(layers)
    said = _texts(diagrams.chain(w, b, **known))
    for L in w:
        for name in ("z", "a", "w", "dw", "db", "dz", "da"):
            assert said.count(f"{name}({L})") == 1, (name, L)


def test_a_number_can_do_with_fewer_digits():
    assert [short(-0.07023, digits) for digits in (3, 2, 1)] == [
        "−0.0702", "−0.07", "−0.07",
    ]  # fmt: skip
    assert short(-0.00012345, 2) == "−1.2e−4"


def test_a_picture_shows_only_what_it_is_given():
    (w, b), known = _solved_chain()
    said = _texts(diagrams.chain(w, b))
    assert "a(3)" in said and not {"z(3)", "f", "Costi"} & set(said)
    said = _texts(diagrams.chain(w, b, a=known["a"], z=known["z"], y=0.9))
    assert {"z(3)", "f", "y  0.9"} <= set(said) and "Costi" not in said
    (w, b), known = _solved_network((2, 3, 2))
    said = _texts(diagrams.network(w, b))
    assert "a1(2)" in said and not {"z1(2)", "f", "Costi"} & set(said)
    assert "Costi" in _texts(diagrams.network(w, b, cost=known["cost"]))


def test_the_way_back_shows_each_slope_of_f_with_its_value():
    (w, b), known = _solved_chain()
    slopes = {L: activations.sigmoid.f_prime(known["z"][L], known["a"][L]) for L in w}
    wanted = {f"f′ {short(slope)}" for slope in slopes.values()}
    assert wanted == {"f′ 0.243", "f′ 0.239", "f′ 0.248"}
    assert wanted <= set(_texts(diagrams.chain(w, b, **known)))
    found = known | dict(dz={}, da={3: known["da"][3]})  # dz comes next
    assert "f′ 0.248" in _texts(diagrams.chain(w, b, **found, df=slopes))
    assert "f′(z) = 0.248" in diagrams.chain(w, b, **found, df=slopes)


def test_each_weight_of_a_network_has_a_name_of_its_own():
    (w, b), known = _solved_network((2, 3, 2))
    names = [line.split(" ")[0] for line in _texts(diagrams.network(w, b, **known))]
    weights = [name for name in names if re.match(r"d?w\d", name)]
    assert len(weights) == len(set(weights)) == 24
    assert {"w10(1)", "w10(2)", "dw10(1)", "dw10(2)"} <= set(weights)


@pytest.mark.parametrize("sizes", [(1, 1), (2, 3, 2), (3, 4, 2), (4, 4, 4), (1, 4, 1)])
def test_a_network_shows_every_weight_and_its_derivative(sizes):
    (w, b), known = _solved_network(sizes)
    said = _texts(diagrams.network(w, b, **known))
    numbers = [line.split(" ")[-1] for line in said]
    for L in w:
        for value in [*w[L].ravel(), *known["dw"][L].ravel()]:
            # A long number gives up its third digit: w and dw share an edge.
            long = len(short(value)) > 6
            assert short(value, 2 if long else 3) in numbers


@pytest.mark.parametrize("title", [None, 'A "title" & <more>'])
def test_a_picture_is_well_formed_and_has_title_and_description(title):
    (w, b), known = _solved_chain()
    picture = diagrams.chain(w, b, **known, title=title)
    root = ET.fromstring(picture)
    assert root.get("role") == "img"
    assert root[0].tag == SVG + "title" and root[0].text == (
        title or "A chain of neurons"
    )
    assert root[1].tag == SVG + "desc" and "Cost_i = 0.127" in root[1].text


def test_what_is_not_known_yet_is_grey_and_what_was_never_asked_for_absent():
    w, b, x, y = data.example_chain()
    bare = diagrams.chain(w, b)
    assert "dz" not in bare and PALETTE["grad"] not in bare
    begun = diagrams.chain(w, b, a={0: x}, z={}, y=y, da={}, dz={}, dw={}, db={})
    assert "dz(3)" in _texts(begun) and PALETTE["grad"] not in begun
    assert PALETTE["muted"] in begun


@pytest.mark.parametrize("name", ["w2", "b1", "z3", "a0", "y", "cost", "dw2", "da1"])
def test_what_is_lit_glows_in_another_picture_than_the_rest(name):
    (w, b), known = _solved_chain()
    glow = PALETTE["accent"]
    assert glow not in diagrams.chain(w, b, **known)
    assert glow in diagrams.chain(w, b, **known, lit={name})


@pytest.mark.parametrize(
    "name",
    [("w", 2, 1, 0), ("b", 1, 2), ("a", 0, 1), ("y", 1), "cost", ("dw", 1, 0, 1),
     ("back", 2, 0, 2), ("da", 2, 0), ("f", 1, 1), ("df", 2, 1)],
)  # fmt: skip
def test_a_network_lights_each_of_its_parts(name):
    (w, b), known = _solved_network((2, 3, 2))
    assert PALETTE["accent"] in diagrams.network(w, b, **known, lit={name})


@pytest.mark.parametrize("extreme", [0.0, 1e-300, -1e300, math.inf, math.nan])
def test_any_number_can_be_drawn(extreme):
    (w, b), known = _solved_chain()
    w, known["z"], known["dw"] = {**w, 2: extreme}, {2: extreme}, {2: extreme}
    ET.fromstring(diagrams.chain(w, b, **known | {"cost": extreme}))
    (w, b), known = _solved_network((2, 2))
    w = {1: np.full((2, 2), extreme)}
    ET.fromstring(diagrams.network(w, b, **known | {"cost": extreme}))


def test_a_notebook_shows_an_image_with_an_alternative_text():
    (w, b), known = _solved_chain()
    picture = diagrams.chain(w, b, **known, title="x < 2")
    bundle = picture._repr_mimebundle_()
    image = ET.fromstring(bundle["text/html"].replace('">', '"/>'))
    assert image.get("alt") == bundle["text/plain"] == picture.description
    data_of = image.get("src").removeprefix("data:image/svg+xml;base64,")
    assert base64.b64decode(data_of).decode() == picture == bundle["image/svg+xml"]


def test_two_pictures_of_the_same_numbers_are_the_same():
    (w, b), known = _solved_network((2, 3, 2))
    one, two = (diagrams.network(w, b, **known, lit={"cost"}) for _ in range(2))
    assert one == two


@pytest.mark.parametrize("missing", [None, math.nan])
def test_a_value_that_is_none_looks_like_one_that_is_not_there(missing):
    (w, b), known = _solved_chain()
    absent, one = {L: known["z"][L] for L in (1, 3)}, {**known["z"], 2: missing}
    assert diagrams.chain(w, b, z=one) == diagrams.chain(w, b, z=absent)


@pytest.mark.parametrize("lit", [["dw2", "y", "cost"], [("dw", 2), "y", "cost"]])
def test_what_glows_is_named_by_tuples_whoever_names_it(lit):
    assert state_of({}, {}, lit=lit).lit == {("dw", 2), ("y", None), ("cost",)}
    assert state_of({}, {}, lit=[("y", 1)]).lit == {("y", None, 1)}
    assert state_of({}, {}, lit="df10").lit == {("df", 10)}


def test_a_number_of_an_unknown_name_is_refused():
    with pytest.raises(TypeError, match="unexpected keyword argument 'zz'"):
        diagrams.chain({1: 1.0}, {1: 0.0}, zz={})


@pytest.mark.parametrize("sizes", [(1, 1), (2, 3, 2), (8, 1, 8), (4, 4, 4, 4)])
@pytest.mark.parametrize("places", [(), ("dz",), ("dw", "db"), ("dw", "db", "dz")])
def test_neurons_have_places_of_their_own_whatever_their_numbers(sizes, places):
    known = dict.fromkeys(places, {})
    chained = [{L: v for L in range(1, len(sizes))} for v in (0.5, -2e9)]
    one, other = (chain_picture.layout(State(v, v, **known)) for v in chained)
    assert one == other
    for L in range(1, len(sizes)):
        assert one.left(L - 1) + one.wide < one.left(L)
    one, other = (
        network_picture.layout(State(*_solved_network(sizes, seed)[0], **known))
        for seed in (0, 1)
    )
    assert one == other
    high = network_picture.HIGH * (2 if "dz" in places else 1)  # with the way back
    for L, size in enumerate(sizes):
        assert L == 0 or one.right(L - 1) < one.left(L)
        for j in range(1, size):
            assert one.height(L, j) - one.height(L, j - 1) > high


def _contrast(one, other):
    def light(color):
        c = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        c = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in c]
        return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]

    bright, dark = sorted([light(one) + 0.05, light(other) + 0.05], reverse=True)
    return bright / dark


@pytest.mark.parametrize("name", sorted(set(PALETTE) - {"accent"}))
def test_every_ink_reads_on_white_and_on_its_own_tint(name):
    # 4.5 is what WCAG 2.1 asks of text; names in a lit box are large: 3.
    assert _contrast(PALETTE[name], "#ffffff") >= 4.5
    assert _contrast(PALETTE[name], tint(name)) >= 4.0
    assert _contrast(PALETTE[name], tint(name, 0.3)) >= 3.0


def test_no_text_of_a_picture_covers_another():
    # Estimated as in `svg.text`: 0.57 em a character, 0.8 em of height.
    for layers in (1, 3, 7):
        (w, b), known = _solved_chain(layers)
        _check_no_overlap(diagrams.chain(w, b, **known, title="A title"))
    for sizes in ((2, 3, 2), (3, 4, 2), (4, 4, 4)):
        (w, b), known = _solved_network(sizes)
        _check_no_overlap(diagrams.network(w, b, **known, title="A title"))
        few = {key: known[key] for key in ("a", "z", "y", "cost", "dw", "db")}
        _check_no_overlap(diagrams.network(w, b, **few))
        _check_no_overlap(diagrams.network(w, b))


def _check_no_overlap(picture):
    boxes = []
    for line in ET.fromstring(picture).iter(SVG + "text"):
        size, width = float(line.get("font-size")), 0.0
        for span in line:
            scale = float(span.get("font-size", size))
            width += 0.54 * scale * len(span.text or "") + float(span.get("dx", 0))
        left = (
            float(line.get("x"))
            - width * {"start": 0, "middle": 0.5, "end": 1}[line.get("text-anchor")]
        )
        y = float(line.get("y"))
        words = "".join(line.itertext())
        boxes.append((left, left + width, y - 0.72 * size, y, words))
    size = re.search(r'viewBox="0 0 (\d+) (\d+)"', picture)
    for i, (l1, r1, t1, b1, one) in enumerate(boxes):
        assert 0 < l1 and r1 < int(size[1]) and 0 < t1 and b1 < int(size[2]), one
        for l2, r2, t2, b2, other in boxes[:i]:
            assert r1 <= l2 or r2 <= l1 or b1 <= t2 or b2 <= t1, (one, other)


def test_the_legend_lies_below_the_cost():
    (w, b), known = _solved_chain()
    few = {key: known[key] for key in ("a", "z", "y", "cost")}
    for more in ({}, {"dw": known["dw"], "db": known["db"]}):
        root = ET.fromstring(diagrams.chain(w, b, **few, **more))
        heights = {
            "".join(t.itertext()): float(t.get("y")) for t in root.iter(SVG + "text")
        }
        assert heights["dashed: w < 0"] > heights["0.127"] + 24


def test_diagrams_load_neither_matplotlib_nor_widgets():
    code = "import workshop_lib.diagrams, sys; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"matplotlib", "ipywidgets", "IPython", "cupy"} & set(loaded)

"""Explorers: any position of any control, a true picture, and no timer left."""

import asyncio
import subprocess
import sys
import warnings
import xml.etree.ElementTree as ET
from importlib import import_module

import ipywidgets
import numpy as np
import pytest

from workshop_lib import activations, backend, chain, data, explorers, network
from workshop_lib.diagrams import formula
from workshop_lib.diagrams import walk as walks
from workshop_lib.explorers.panel import PAUSE, PLAY, Panel

MAKERS = {
    "descent": explorers.descent,
    "chain": explorers.chain,
    "backprop chain": explorers.backprop,
    "backprop network": lambda: explorers.backprop("network"),
    "index_decoder": explorers.index_decoder,
    "training": explorers.training,
}
VALUED = (ipywidgets.IntSlider, ipywidgets.FloatSlider, ipywidgets.FloatLogSlider)


@pytest.fixture(autouse=True)
def no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def controls(panel, kind=ipywidgets.Widget):
    """Return the sliders, menus and buttons of an explorer."""
    found = [c for row in panel.controls.children for c in row.children]
    return [c for c in found if isinstance(c, kind)]


def named(panel, name):
    """Return the control with that name."""
    return next(c for c in controls(panel) if c.description == name)


def ends_of(control):
    """Return the values between which a control can be moved."""
    if isinstance(control, ipywidgets.FloatLogSlider):
        return [control.base**control.min, control.base**control.max]
    if isinstance(control, ipywidgets.Dropdown):
        return [value for _, value in control._options_full]
    return [control.min, control.max]


@pytest.mark.parametrize("name", MAKERS)
def test_every_control_changes_the_picture_or_the_state(name):
    panel = MAKERS[name]()
    for control in controls(panel, (*VALUED, ipywidgets.Dropdown)):
        if control.layout.display == "none":
            continue
        seen, before = set(), control.value
        for value in [before, *ends_of(control)]:
            control.value = value
            seen.add((panel.picture.value, panel.state.value))
        control.value = before
        assert len(seen) > 1 or control.description == "batch size", control.description


@pytest.mark.parametrize("name", MAKERS)
def test_no_position_of_the_sliders_gives_a_warning_or_an_error(name, capfd):
    panel, rng = MAKERS[name](), np.random.default_rng(3)
    moved = controls(panel, (*VALUED, ipywidgets.Dropdown))
    press = [
        b for b in controls(panel, ipywidgets.Button) if b is not panel.play_button
    ]
    for round_ in range(12):
        for control in moved:
            ends = ends_of(control)
            pick = rng.choice(len(ends))
            if round_ > 4 and isinstance(control, VALUED):
                value = rng.uniform(*ends)
                whole = isinstance(control, ipywidgets.IntSlider)
                control.value = round(value) if whole else value
            else:
                control.value = ends[pick]
        for button in press:
            button.click()
        assert panel.state.value and panel.picture.value
    assert capfd.readouterr() == ("", ""), "an explorer never prints"


@pytest.mark.parametrize("name", MAKERS)
def test_a_page_without_a_kernel_shows_one_fixed_line(name):
    bundle = MAKERS[name]()._repr_mimebundle_()
    assert bundle["text/plain"].startswith("Explorer: ")
    assert bundle["text/plain"].endswith("(it moves once this cell has run)")
    assert MAKERS[name]()._repr_mimebundle_()["text/plain"] == bundle["text/plain"]


def test_below_an_explorer_stands_what_to_do_when_it_is_gone():
    code = """if True:
        from IPython.core.interactiveshell import InteractiveShell
        from IPython.utils.capture import capture_output
        shell = InteractiveShell.instance()
        with capture_output() as shown:
            shell.run_cell("from workshop_lib import explorers; explorers.chain()")
        explorer, note = shown.outputs
        print(explorer.data["text/plain"], note.data["text/html"])
    """
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert said.startswith("Explorer: a chain of neurons")
    assert "Choose Run, Run All Cells." in said


@pytest.mark.parametrize("name", MAKERS)
def test_every_control_has_a_name_for_the_ear(name):
    for control in controls(MAKERS[name]()):
        assert control.description and control.tooltip


# --- what plays ---------------------------------------------------------------


async def _alone():
    """Wait a moment; return whether no task is left but this one."""
    await asyncio.sleep(0.05)
    return asyncio.all_tasks() == {asyncio.current_task()}


def test_what_plays_stops_when_nobody_can_see_it():
    async def play():
        panel = Panel("test", tick=lambda: True, interval=0.01)
        panel._view_count = 1  # the page says: one view
        panel.play_or_pause()
        await asyncio.sleep(0.05)
        assert panel.playing and panel.play_button.description == PAUSE
        panel._view_count = 0  # the output was cleared, or its cell run again
        assert await _alone()
        assert not panel.playing and panel.play_button.description == PLAY

    asyncio.run(play())


def test_what_plays_stops_at_the_end_and_at_a_second_press():
    async def play():
        panel = explorers.backprop()
        panel._interval = 0.001
        step = named(panel, "step")
        panel.play_button.click()
        await asyncio.sleep(0.5)
        assert step.value == step.max and await _alone()
        panel.play_button.click()  # at the end, it begins anew
        await asyncio.sleep(0.005)
        assert step.value < step.max
        panel.play_button.click()
        assert await _alone()

    asyncio.run(play())


@pytest.mark.parametrize("name", ["descent", "training"])
def test_a_reset_ends_what_plays(name):
    async def play():
        panel = MAKERS[name]()
        begin = panel.state.value
        panel.play_button.click()
        await asyncio.sleep(0.4)
        assert panel.state.value != begin
        named(panel, "Reset").click()
        assert await _alone()
        assert panel.state.value == begin

    asyncio.run(play())


def test_a_page_that_loads_anew_begins_to_count_its_views():
    panel = explorers.chain()
    panel._view_count = 1
    assert panel.get_state()["_view_count"] == 0
    assert panel.get_state("_view_count")["_view_count"] == 1


# --- backpropagation, step by step ---------------------------------------------


def _end_of_walk(example, act):
    """Return all values that the walk has found at its end."""
    w, b, x, y = example
    found = walks._Found(w, b, x, y)
    for way in (walks.forwards, walks.backwards):
        for _ in way(found, act):
            pass
    return found


@pytest.mark.parametrize("act", activations.ALL.values(), ids=activations.ALL)
def test_the_walk_through_the_chain_ends_at_its_gradient(act):
    w, b, x, y = data.example_chain()
    found = _end_of_walk((w, b, x, y), act)
    z, a = chain.forward(w, b, x, act)
    dw, db = chain.backward(w, z, a, y, act)
    for name, values in dict(z=z, a=a, dw=dw, db=db).items():
        for L, value in values.items():
            # The same operations in the same order: no more than a last digit.
            assert found.values[name][L].item() == pytest.approx(value, rel=1e-14)
    assert found.cost == pytest.approx(chain.cost(a[3], y), rel=1e-14)


@pytest.mark.parametrize("act", activations.ALL.values(), ids=activations.ALL)
def test_the_walk_through_the_network_ends_at_its_gradient(act):
    w, b, x, y = data.example_network()
    found = _end_of_walk((w, b, x, y), act)
    z, a = network.forward(w, b, x, act)
    dw, db = network.backward(w, z, a, y, act)
    for name, values in dict(z=z, a=a, dw=dw, db=db).items():
        for L, value in values.items():
            # Sums in another order than BLAS: a few last digits.
            np.testing.assert_allclose(found.values[name][L], value, rtol=1e-13)


@pytest.mark.parametrize(("example", "count"), [("chain", 20), ("network", 39)])
def test_each_step_adds_one_value_says_it_and_lights_it(example, count):
    panel = explorers.backprop(example)
    step, said, pages = named(panel, "step"), set(), set()
    assert step.max == count - 1
    for i in range(count):
        step.value = i
        assert panel.state.value.startswith(f"Step {i} of {count - 1}. ")
        said.add(panel.state.value)
        pages.add(panel.picture.value)
    assert len(said) == len(pages) == count


def test_every_formula_is_well_formed_and_ends_in_the_value_it_says():
    for example in (data.example_chain(), data.example_network()):
        for step in walks.walk(*example, activations.sigmoid)[1:]:
            root = ET.fromstring(step.formula)
            assert root.tag == "math"
            rows = ["".join(row.itertext()) for row in root.iter("mtr")]
            value = rows[-1].split("=")[0]
            assert f" = {value}: " in step.said


def test_s13_lights_every_path_that_the_sum_collects():
    found = walks._Found(*data.example_network())
    moves = [*walks.forwards(found, activations.sigmoid)]
    moves = [*walks.backwards(found, activations.sigmoid)]
    sums = [lit for lit, *_, equation in moves if equation == "S13"]
    assert len(sums) == 3  # one for each neuron of layer 1
    for k, lit in enumerate(sums):
        assert {("back", 2, j, k) for j in range(2)} <= lit
        assert {("dz", 2, 0), ("dz", 2, 1), ("da", 1, k)} <= lit


def test_an_unknown_example_is_refused_by_name():
    with pytest.raises(ValueError, match="example is 'tree': choose \"chain\""):
        explorers.backprop("tree")


def test_a_formula_reads_as_plain_text():
    piece = formula.row(
        formula.squared(
            formula.row(formula.number(0.5), formula.op("−"), formula.symbol("y"))
        ),
        formula.op("="),
        formula.number(-1.0),
    )
    assert piece.plain == "(0.5 − y)² = (−1)"


# --- the others ----------------------------------------------------------------


def test_the_chain_explorer_predicts_the_nudge_to_first_order():
    panel = explorers.chain()
    named(panel, "nudge").value = 0.05
    assert "dw⁽³⁾" not in panel.state.value
    assert "= −0.713 × 0.248 × 0.397 = −0.0702" in panel.state.value
    assert "the cost changes by −0.00348, predicted −0.00351" in panel.state.value


def test_a_longer_chain_has_more_factors_and_a_smaller_slope():
    panel = explorers.chain()
    named(panel, "look at").value = 1
    short_chain = panel.state.value.count("×")
    named(panel, "layers").value = 7
    assert panel.state.value.count("×") == short_chain + 2 * 4
    assert named(panel, "look at").value == 1


def test_the_chain_explorer_counts_layers_each_with_a_weight_and_a_bias():
    panel = explorers.chain()
    layers = named(panel, "layers")
    assert (layers.min, layers.value, layers.max) == (1, 3, 7)
    for layers.value in (1, 3, 7):
        shown = [c for c in controls(panel) if c.layout.display != "none"]
        for letter in "wb":
            names = [c.description for c in shown if c.description[0] == letter]
            assert len(names) == layers.value
        assert len(named(panel, "look at").options) == layers.value


@pytest.mark.parametrize("i", [None, 0, 3])
def test_the_slopes_of_the_descent_agree_with_nudges(i):
    module = import_module("workshop_lib.explorers.descent")
    eps = 1e-5  # central differences of a parabola are exact but for rounding
    in_w = (module.cost(0.3 + eps, 0.2, i) - module.cost(0.3 - eps, 0.2, i)) / (2 * eps)
    in_b = (module.cost(0.3, 0.2 + eps, i) - module.cost(0.3, 0.2 - eps, i)) / (2 * eps)
    np.testing.assert_allclose(module.slopes(0.3, 0.2, i), [in_w, in_b], rtol=1e-8)


@pytest.mark.parametrize(
    ("lr", "steps", "words"),
    [
        (0.1, 3, "Downhill."),
        (0.001, 5, "It is slow: l_r is small."),
        (0.45, 4, "Overshoot: it stepped across the valley, and still went down."),
        (0.6, 8, "It diverges: each step leads higher. l_r is too large."),
        (2.5, 40, "It has diverged: l_r is too large."),
    ],
)
def test_the_descent_says_how_it_goes(lr, steps, words):
    panel = explorers.descent()
    named(panel, "l_r").value = lr
    for _ in range(steps):
        named(panel, "Step").click()
    assert panel.state.value.endswith(words), panel.state.value


def says_of_each_step(lr, steps, single=1):
    """Return what the descent says after each step, of one example or of all."""
    panel = explorers.descent()
    named(panel, "batch").value, named(panel, "l_r").value = single, lr
    said = []
    for _ in range(steps):
        named(panel, "Step").click()
        said.append(panel.state.value)
    return said


def test_a_walk_that_rests_at_the_bottom_is_not_called_too_long():
    # 10**-0.5 is a position of the slider, below the border, 0.53.
    said = says_of_each_step(10**-0.5, 60, single=0)
    assert not any("Uphill" in line or "too l" in line for line in said)


def test_a_step_for_one_example_is_not_blamed_for_the_mean_cost():
    # At 0.05 no step is too long for its own example: the border is 1 / (x² + 1), 0.2.
    said = says_of_each_step(0.05, 100)
    assert not any("too long" in line or "diverge" in line for line in said)
    assert any("The mean cost rose." in line for line in said)
    assert "Down for example 0. Its cost: 13.7 → 8.76. The mean cost fell." in said[0]


def test_one_example_at_a_time_the_walk_ends_in_a_circle():
    said = says_of_each_step(0.05, 100)
    assert "goes round" not in said[20]
    assert "goes round in a circle" in said[-1]


def test_a_step_that_is_too_long_for_its_own_example_is_named():
    said = says_of_each_step(0.25, 5)
    assert "too long" not in "".join(said[:4])
    assert "too long for example 4. Its cost: 0.72 → 1.62." in said[4]  # its x is 2
    assert "has diverged" in says_of_each_step(2.5, 40)[-1]


def test_the_index_decoder_points_at_the_same_weight_everywhere():
    w, *_ = data.example_network()
    panel = explorers.index_decoder()
    for L in w:
        named(panel, "L").value = L
        rows, columns = w[L].shape
        assert named(panel, "j (to)").max == rows - 1
        for j in range(rows):
            for k in range(columns):
                named(panel, "j (to)").value, named(panel, "k (from)").value = j, k
                said, page = panel.state.value, panel.picture.value
                assert f"w[{L}][{j}, {k}] = " in said
                assert page.count("mathbackground") == 2  # in letters and numbers
                assert f"# j = {j}, k = {k}:" in page
                line = f"z[{L}][j, 0] += w[{L}][j, k] * a[{L - 1}][k, 0]"
                assert line in page  # columns, as in lesson 05


@pytest.mark.parametrize("problem", ["circles", "spiral", "xor"])
def test_training_learns_each_problem(problem):
    panel = explorers.training()
    named(panel, "problem").value = problem
    named(panel, "hidden neurons").value = (8, 8)
    for _ in range(60):
        named(panel, "Step").click()
    right = int(panel.state.value.split(" % of")[0].split(", ")[1])
    assert right >= 97, panel.state.value


def test_training_that_diverges_says_what_to_do():
    panel = explorers.training()
    named(panel, "l_r").value = 10.0
    for act, words in (
        ("identity", "The cost has become infinite: l_r is too large."),
        ("relu", "It is stuck: no slope is left."),
    ):
        named(panel, "f").value = act
        for _ in range(3):
            named(panel, "Step").click()
        assert words in panel.state.value


def test_training_offers_cupy_only_where_there_is_a_gpu():
    places = [c for c in controls(explorers.training()) if c.description == "on"]
    assert bool(places) == backend.gpu_available()


def test_training_on_a_pretend_gpu_learns_the_same(monkeypatch):
    import array_api_strict

    card = array_api_strict.Device("device1")  # raises when NumPy touches its arrays

    def to_card(a):
        return array_api_strict.asarray(a, device=card)

    def to_host(a):
        if isinstance(a, np.ndarray):
            return a
        return np.asarray(
            array_api_strict.asarray(a, device=array_api_strict.Device("CPU_DEVICE"))
        )

    with monkeypatch.context() as patch:
        patch.setattr(backend, "gpu_available", lambda: True)
        patch.setattr(backend, "to_gpu", to_card)
        patch.setattr(backend, "to_cpu", to_host)
        states = []
        for place in ("NumPy", "CuPy"):
            panel = explorers.training()
            named(panel, "on").label = place
            for _ in range(3):
                named(panel, "Step").click()
            states.append(panel.state.value)
    assert states[0] == states[1]
    assert states[0].startswith("Epoch 18: ")


def test_the_chain_shows_no_more_than_its_lesson_has_asked_for():
    shown = {upto: explorers.chain(upto) for upto in ("cost", "factors", "way back")}
    html = {upto: panel.picture.value for upto, panel in shown.items()}
    assert "factor" not in html["cost"] and "factor" in html["factors"]
    assert "dz" not in html["factors"] and "dz" in html["way back"]
    with pytest.raises(ValueError, match="cost, factors, way back"):
        explorers.chain("all")

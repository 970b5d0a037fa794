"""Curves and landscapes: drawn once, without a warning, and told in words."""

import base64
import io
import subprocess
import sys
import warnings

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.image import imread

from workshop_lib import activations, figures


def _parabola(w):
    assert isinstance(w, float), "a cost from `chain` takes plain numbers"
    return (w - 1) ** 2


def _bowl(w1, w2):
    return (w1 - 1) ** 2 + 2 * (w2 + 0.5) ** 2


HISTORY = {
    "cost": [1.0, 0.5, 0.25],
    "batch_cost": [1.1, 0.9, 0.6, 0.4, 0.3, 0.2],
    "test_accuracy": [0.4, 0.8, 0.9],
}
PLOTS = {
    "cost_curve": lambda: figures.cost_curve(
        _parabola, points=[0.5], tangent_at=0.5, lo=-1, hi=3, xlabel="w^(3)"
    ),
    "flat": lambda: figures.cost_curve(lambda w: 0.0, tangent_at=0.0),
    "landscape": lambda: figures.landscape(
        _bowl, path=[(-1, 1), (0, 0.2), (0.7, -0.3)], names=("w", "b")
    ),
    "knobs": lambda: figures.knobs(
        lambda w, b: (w[2] * (w[1] + b[1]) + b[2]) ** 2,
        {1: 2.0, 2: -1.0},
        {1: 3.0, 2: 0.5},
    ),
    "plain": lambda: figures.landscape(lambda u, v: 1.0),
    "descent_steps": lambda: figures.descent_steps(
        _parabola, {"good": [0, 0.5, 0.9], "too large": [0.0, 9.0, -90.0]}
    ),
    "activation_plot": lambda: figures.activation_plot(activations.ALL),
    "one": lambda: figures.activation_plot([activations.tanh]),
    "vanishing": lambda: figures.vanishing([1, 2, 3], [0.1, -0.02, 0.004]),
    "two": lambda: figures.vanishing([1, 2], {"tanh": [1, 0.5], "relu": [1, 1]}),
    "training_curves": lambda: figures.training_curves(HISTORY, title="Digits"),
    "cost_only": lambda: figures.training_curves({"cost": [2.0]}),
    "confusion": lambda: figures.confusion(np.diag([3, 4]) + [[0, 1], [0, 0]]),
    "digit_grid": lambda: figures.digit_grid(np.ones((3, 8, 8)), ["a", "b", "c"]),
    "crossover": lambda: figures.crossover(
        [1, 10, 100], {"NumPy": [1e-4, 1e-3, 1e-2], "CuPy": [1e-3, 1e-3, 1e-3]}
    ),
    "roofline": lambda: figures.roofline({"W @ a": (60, 2e13)}, 6e13, 5e12),
}


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_is_a_figure_that_shows_itself_as_png_with_a_text(name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        plot = PLOTS[name]()
        data, metadata = plot._repr_mimebundle_()
    assert isinstance(plot, Figure)
    pixels = imread(io.BytesIO(base64.b64decode(data["image/png"])))
    assert pixels[..., :3].std() > 0.01, "an empty picture"
    assert metadata["image/png"]["alt"].startswith(data["text/plain"])
    # Sharp on a dense screen, and of its own size on the page.
    assert pixels.shape[1] > 1.3 * metadata["image/png"]["width"]


@pytest.mark.parametrize("name", PLOTS)
def test_the_same_numbers_give_the_same_bytes(name):
    assert PLOTS[name]().png() == PLOTS[name]().png()


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_lies_on_a_white_card_with_round_corners(name):
    pixels = imread(io.BytesIO(PLOTS[name]().png()))
    for corner in (pixels[0, 0], pixels[0, -1], pixels[-1, 0], pixels[-1, -1]):
        assert corner[3] == 0, "the page shows through"
    assert (pixels[8, 20] == 1).all(), "the card is white"


def test_nothing_is_left_open_in_pyplot_after_many_plots():
    from matplotlib import pyplot

    before = pyplot.get_fignums()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(25):
            figures.cost_curve(_parabola)
    assert pyplot.get_fignums() == before


def test_the_tangent_has_the_slope_that_is_written_beside_it():
    plot = figures.cost_curve(_parabola, tangent_at=0.5)
    assert "has the slope -1." in plot.description
    assert plot.axes[0].get_legend().get_texts()[0].get_text() == "slope -1"


def test_a_watched_cost_is_drawn_beside_the_training_cost_and_the_rest_apart():
    plot = figures.training_curves(HISTORY | {"validation_cost": [1.0, 0.7, 0.6]})
    costs, others = plot.axes
    assert costs.get_ylabel() == "training cost"
    assert "validation cost" in costs.get_legend_handles_labels()[1]
    assert others.get_ylabel() == "test accuracy" and len(others.lines) == 1


def test_a_walk_that_leaves_the_picture_does_not_squeeze_it():
    plot = PLOTS["descent_steps"]()
    assert plot.axes[0].get_ylim()[1] < 12  # the curve ends at (-2 - 1)² = 9
    assert "after 2 steps at -90" in plot.description


@pytest.mark.parametrize(
    ("last", "names"),
    [((0.7, -0.3), ["start", "end"]), ((-1, 0.99), ["start and end"])],
)
def test_a_path_that_ends_where_it_began_is_named_once(last, names):
    plot = figures.landscape(_bowl, path=[(-1, 1), (0, 0.2), last])
    said = [text.get_text() for text in plot.axes[0].texts]
    assert [name for name in said if name.isascii() and name[0].isalpha()] == names


def test_the_crossing_of_two_devices_is_found_between_the_sizes():
    assert "They cross near 10." in PLOTS["crossover"]().description


def test_the_style_stays_within_the_plots():
    import matplotlib

    before = dict(matplotlib.rcParams)
    for make in PLOTS.values():
        make()
    assert dict(matplotlib.rcParams) == before


def test_a_notebook_cell_shows_a_plot_once():
    code = """if True:
        from IPython.core.interactiveshell import InteractiveShell
        from workshop_lib import figures
        shell = InteractiveShell()
        plot = figures.cost_curve(lambda w: w * w)
        data, _ = shell.display_formatter.format(plot)
        print(sorted(data))
        import sys
        print("matplotlib.pyplot" in sys.modules)
    """
    said = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert said.stdout.splitlines()[0] == "['image/png', 'text/plain']"


def test_the_core_loads_no_drawing():
    code = "import workshop_lib, workshop_lib.network, sys; print(*sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    drawing = {
        "matplotlib", "ipywidgets", "workshop_lib.figures", "workshop_lib.diagrams",
        "workshop_lib.palette", "workshop_lib.explorers",
    }  # fmt: skip
    assert not drawing & set(said.stdout.split())

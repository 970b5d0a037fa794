"""Time from a state to its picture: medians, written to results/drawing.json.

    python benchmarks/drawing.py

Diagrams (SVG) aim at less than 10 ms, figures that move (PNG) at less than 60 ms.
"""

import json
import os
import platform
import statistics
import time
from datetime import date
from importlib import import_module
from pathlib import Path

import numpy as np

from workshop_lib import activations, chain, data, diagrams, network
from workshop_lib.diagrams.walk import walk
from workshop_lib.figures.live import DescentView
from workshop_lib.figures.training_view import TrainingView, grid

ROOT = Path(__file__).resolve().parents[1]
RESULT = ROOT / "benchmarks" / "results" / "drawing.json"
ROUNDS = 60


def milliseconds(draw):
    """Return the median time of draw(i), in ms."""
    times = []
    for i in range(ROUNDS + 3):
        start = time.perf_counter()
        draw(i)
        times.append(1e3 * (time.perf_counter() - start))
    return round(statistics.median(times[3:]), 2)


def solved(sizes):
    """Return w, b and everything a picture of a network can show."""
    rng, act = np.random.default_rng(0), activations.tanh
    w, b = network.init_params(sizes, rng, np.float64)
    x, y = rng.normal(size=(sizes[0], 1)), rng.normal(size=(sizes[-1], 1))
    z, a = network.forward(w, b, x, act)
    dw, db = network.backward(w, z, a, y, act)
    da = {L: db[L] for L in w}
    cost = float(network.cost(a[max(a)], y))
    return (w, b, a, z, y, cost, dw, db, da, db)


def all_diagrams():
    """Return what to time: a name for each state -> picture function."""
    w, b, x, y = data.example_chain()
    long = {L: 1.1 - 0.2 * L for L in range(1, 8)}
    act = activations.sigmoid

    def a_chain(w, b, i):
        z, a = chain.forward(w, b, x + i / 100, act)
        dw, db = chain.backward(w, z, a, y, act)
        diagrams.chain(w, b, a, z, y, 0.1, dw, db, db, db, lit={"w1"})

    small, large = solved((2, 3, 2)), solved((4, 4, 4))
    z, a = network.forward(*small[:2], np.array([[0.6], [-1.2]]), act)
    live = import_module("workshop_lib.explorers.chain").view
    decode = import_module("workshop_lib.explorers.index_decoder").view
    return {
        "chain of 3 layers": lambda i: a_chain(w, b, i),
        "chain of 7 layers": lambda i: a_chain(long, long, i),
        "network 2-3-2": lambda i: diagrams.network(*small, lit={("w", 1, i % 3, 0)}),
        "network 4-4-4": lambda i: diagrams.network(*large, lit={("w", 1, i % 4, 0)}),
        "explorer chain, 3 layers": lambda i: live(w, b, x + i / 100, y, act, 1, 0.1),
        "explorer chain, 7 layers": lambda i: live(
            long, long, x + i / 100, y, act, 1, 0.1
        ),
        "explorer index_decoder": lambda i: decode(*small[:2], z, a, 1, i % 3, i % 2),
    }


def figures_that_move():
    descent = import_module("workshop_lib.explorers.descent")
    view, path = DescentView(descent.cost), [(-1.0, 1.5)]

    def roll(i):
        here = np.array(path[-1])
        path.append(tuple(here - 0.05 * descent.slopes(*here)))
        view.draw(path, 1.0, 0.1, i % 5)

    training = import_module("workshop_lib.explorers.training")
    x, y = training.problem("spiral")
    w, b = network.init_params((2, 16, 16, 1), np.random.default_rng(0), np.float64)
    plane, points = TrainingView(), grid()
    plane.begin(x, y, len(w))

    def learn(i):
        shifted = {L: b[L] + i / 50 for L in b}
        _, a = network.forward(w, shifted, points, activations.tanh)
        plane.draw(a[3], [1.0 / (k + 1) for k in range(i + 1)], list(w.values()))

    return {"explorer descent": roll, "explorer training, 16-16": learn}


def main():
    act = activations.sigmoid
    result = {
        "diagrams, ms": {k: milliseconds(f) for k, f in all_diagrams().items()},
        "figures that move, ms": {
            k: milliseconds(f) for k, f in figures_that_move().items()
        },
    }
    steps = {"chain": data.example_chain(), "network": data.example_network()}
    for name, example in steps.items():
        start = time.perf_counter()
        count = len(walk(*example, act))
        each = 1e3 * (time.perf_counter() - start) / count
        result["diagrams, ms"][f"explorer backprop, {name}"] = round(each, 2)
    result["all diagrams below 10 ms"] = max(result["diagrams, ms"].values()) < 10
    result["all figures below 60 ms"] = (
        max(result["figures that move, ms"].values()) < 60
    )
    result["machine"] = f"{platform.machine()}, {os.cpu_count()} cores, no GPU used"
    result["software"] = f"{platform.system()}, Python {platform.python_version()}"
    result["load of the machine"] = round(os.getloadavg()[0], 1)
    result["date"] = date.today().isoformat()
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()

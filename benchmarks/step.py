"""Time one training step of `network` beside PyTorch, JAX and its bare products.

    python benchmarks/step.py            every cell, some minutes; writes results/
    python benchmarks/step.py --quick    a few rounds, writes nothing

All contestants run in this process, on one thread of one core, in turn: each
round times every one of them once, in a new order, and a ratio is the median over
the rounds of the ratios within a round. So a slow moment of the machine slows
both sides of a ratio. Times are processor time, which on a quiet machine is what
the clock on the wall says. Before the timing, each takes three steps from the same
weights, which must be those of a float64 step. PyTorch and JAX are optional.
"""

import json
import os
import platform
import random
import statistics
import sys
import time
from pathlib import Path

# First, for it asks for one thread; NumPy listens only when it is imported.
from step_contestants import CONTESTANTS, OURS, ROOT, workshop

# isort: split
import numpy as np

from workshop_lib import network

NETWORKS = ((784, 128, 10), (784, 512, 512, 10))
BATCHES = (1, 32, 256, 4096)


def far_from_float64(w, b, x, y, runner):
    """Return how far three steps end from three steps in float64, relatively."""
    wide = [{L: p[L].astype(float) for L in p} for p in (w, b)]
    exact = workshop(*wide, x.astype(float), y.astype(float))
    for _ in range(3):
        runner.step(), exact.step()
    found, true = runner.read()[0], exact.read()[0]
    # Relative to how far the weights moved: a step of the wrong length shows.
    return max(
        float(np.abs(found[L] - true[L]).max() / np.abs(true[L] - w[L]).max())
        for L in w
    )


def seconds_of(step, repeats):
    # Processor time, of all threads: what others run meanwhile is not counted.
    start = time.process_time()
    for _ in range(repeats):
        step()
    return (time.process_time() - start) / repeats


def measure(sizes, n, quick):
    """Return one cell: median seconds and paired ratios of every contestant."""
    rng = np.random.default_rng(0)
    w, b = network.init_params(sizes, rng)
    x = rng.standard_normal((sizes[0], n), np.float32)
    y = rng.random((sizes[-1], n), np.float32)
    steps, far = {}, {}
    for name, make in CONTESTANTS.items():
        try:
            runner = make(dict(w), dict(b), x, y)
            if runner.read:
                far[name] = far_from_float64(w, b, x, y, runner)
            runner.step()
            steps[name] = runner.step
        except ImportError as missing:
            print(f"  without {name}: {missing}")
    # Long enough for the clock, short enough to come round often.
    repeats = {name: max(1, int(0.02 / seconds_of(s, 2))) for name, s in steps.items()}
    rounds, times = 5 if quick else 40, []
    for _ in range(rounds):
        order = random.sample(list(steps), len(steps))
        now = {name: seconds_of(steps[name], repeats[name]) for name in order}
        times.append({name: now[name] for name in steps})
    return {
        "sizes": sizes,
        "n": n,
        "far_from_float64": far,
        "microseconds": {
            name: 1e6 * statistics.median(t[name] for t in times) for name in steps
        },
        "ours_over": {
            name: statistics.quantiles([t[OURS] / t[name] for t in times], n=4)
            for name in steps
            if name != OURS
        },
    }


def machine():
    """Return what a reader must know about this machine to judge the numbers."""
    model = platform.processor()
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next(v for v in lines if v.startswith("model name")).split(": ")[1]
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    found = {"numpy": np.__version__, blas["name"]: blas["version"]}
    for name in ("torch", "jax"):
        if name in sys.modules:
            found[name] = sys.modules[name].__version__
    return {
        "date": time.strftime("%Y-%m-%d"),
        "processor": model,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": [round(v, 2) for v in os.getloadavg()],
        **found,
    }


def table(record):
    """Return the results as Markdown: microseconds, and ours over theirs."""
    names = list(record["cells"][0]["microseconds"])
    others = [name for name in names if name != OURS]
    about = ", ".join(f"{k} {v}" for k, v in record["machine"].items())
    lines = [
        "# One training step, float32, one thread",
        "",
        f"Microseconds, and in brackets {OURS} over it (below 1: the workshop is "
        "faster). Medians; ratios are paired within a round. Processor time.",
        "",
        f"| network | n | {OURS} | " + " | ".join(others) + " |",
        "|---|---" + "|---:" * len(names) + "|",
    ]
    for cell in record["cells"]:
        us, ratio = cell["microseconds"], cell["ours_over"]
        row = ["-".join(map(str, cell["sizes"])), str(cell["n"]), f"{us[OURS]:,.0f}"]
        row += [f"{us[name]:,.0f} ({ratio[name][1]:.2f})" for name in others]
        lines.append("| " + " | ".join(row) + " |")
    lines += ["", f"Machine: {about}; load after: {record['load_after']}."]
    if record["machine"]["load"][0] > 1.5:  # before this benchmark began
        lines.append("Others were at work on it: repeat it on a quiet machine.")
    far = max(v for cell in record["cells"] for v in cell["far_from_float64"].values())
    lines.append(
        f"After three steps all weights were where float64 takes them, to {far:.0e} of "
        "the way they went."
    )
    return "\n".join([*lines, ""])


def plot(record, path):
    """Write the paired ratios as a picture: one line per contestant and network."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 3.8), layout="constrained")
    axes = figure.subplots(1, len(NETWORKS), sharey=True)
    for ax, sizes in zip(axes, NETWORKS, strict=True):
        cells = [c for c in record["cells"] if tuple(c["sizes"]) == sizes]
        for name, mark in zip(cells[0]["ours_over"], "osD^", strict=False):
            q = np.array([c["ours_over"][name] for c in cells])
            bars = q[:, 1] - q[:, 0], q[:, 2] - q[:, 1]
            ax.errorbar([c["n"] for c in cells], q[:, 1], bars, marker=mark, label=name)
        ax.axhline(1, color="black", linewidth=0.8)
        ax.set(xscale="log", yscale="log", title="-".join(map(str, sizes)))
        ax.set(xlabel="examples in a batch", xticks=BATCHES, xticklabels=BATCHES)
        ax.set(yticks=(0.1, 0.2, 0.5, 1, 2, 5), yticklabels=(0.1, 0.2, 0.5, 1, 2, 5))
        ax.minorticks_off()
    axes[0].set(ylabel=f"time of {OURS} / time of ...")
    axes[0].legend()
    figure.savefig(path, dpi=110)


def main(arguments):
    quick = "--quick" in arguments
    before, cells = machine(), []
    for sizes in NETWORKS:
        for n in BATCHES:
            cells.append(measure(sizes, n, quick))
            print(sizes, n, {k: round(v) for k, v in cells[-1]["microseconds"].items()})
    record = {"machine": machine() | {"load": before["load"]}, "cells": cells}
    record["load_after"] = [round(v, 2) for v in os.getloadavg()]
    print(table(record))
    if not quick:
        results = ROOT / "benchmarks" / "results"
        results.mkdir(exist_ok=True)
        (results / "step.json").write_text(json.dumps(record, indent=1) + "\n")
        (results / "step.md").write_text(table(record))
        plot(record, results / "step.png")


if __name__ == "__main__":
    main(sys.argv[1:])

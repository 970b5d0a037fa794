"""What was measured on a GPU, for those who have none at hand.

`benchmarks/gpu_step.py` writes the recording. Nothing here invents one: without
the file there is none.
"""

import json
from pathlib import Path

from workshop_lib.backend import gpu_available

FILE = Path(__file__).resolve().parents[1] / "benchmarks" / "results" / "gpu_step.json"
WIDTHS = (16, 64, 256, 1024)  # of the crossover's three equal layers
RUNNERS = {  # what a recording may hold, in the order of the telling
    "readable": "readable CuPy",
    "fused": "fused",
    "captured": "captured",
    "torch eager": "PyTorch",
    "torch compile": "torch.compile",
    "torch max-autotune": "max-autotune",
    "torch graph": "PyTorch, captured",
    "jax": "JAX",
    "floor": "floor",
}


def load(file=FILE):
    """Return the recording as a dict, or None where there is none."""
    return json.loads(Path(file).read_text()) if Path(file).exists() else None


def headline(file=FILE):
    """Return the line that says where the numbers below come from."""
    if gpu_available():
        import cupy

        name = cupy.cuda.runtime.getDeviceProperties(0)["name"].decode()
        return f"A GPU is here, {name}: everything below is measured on it, now."
    recording = load(file)
    if recording is None:
        return (
            "No GPU here, and no recording is shipped yet: times below are live "
            "figures of this CPU; a GPU appears only as a calculation, and says so."
        )
    return (
        f"No GPU here: curves marked “recorded” are of {source(recording)}; the others "
        "are live figures of this CPU."
    )


def source(recording):
    """Return card, date and versions of a recording, in one line."""
    versions = ", ".join(f"{k} {v}" for k, v in recording["versions"].items())
    return f"{recording['card']}, {recording['date']} ({versions})"


def times(recording, net, precision="fp32"):
    """Return {runner: {n: seconds}} for one of the recorded nets, such as
    (784, 128, 10).
    """
    found = {}
    for cell in recording["cells"]:
        here = tuple(cell["net"]) == tuple(net) and cell["precision"] == precision
        if here and "seconds" in cell:
            found.setdefault(cell["runner"], {})[cell["n"]] = cell["seconds"]
    return {runner: found[runner] for runner in RUNNERS if runner in found}


def crossover(n, launches, file=FILE):
    """Return {label: seconds}: a GPU's step of lesson 08 for each of WIDTHS, batch n.

    Recorded, or else calculated from an assumed 10 us for each of `launches` and
    the fp32 rate in NVIDIA's data sheet of the H200. The label says which.
    """
    recording = load(file)
    if recording and str(n) in recording.get("crossover", {}):
        return {f"{recording['card']}, recorded": recording["crossover"][str(n)]}
    seconds = [max(launches * 10e-6, 10 * n * k**2 / 67e12) for k in WIDTHS]
    return {"an H200, calculated, not measured": seconds}


def table(recording, net, precision="fp32"):
    """Return a recording as text: a line per runner, microseconds for each n."""
    rows = times(recording, net, precision)
    ns = sorted({n for row in rows.values() for n in row})
    lines = [f"{'us per step, n =':20}" + "".join(f"{n:>10}" for n in ns)]
    for runner, row in rows.items():
        told = (f"{1e6 * row[n]:>10.4g}" if n in row else f"{'-':>10}" for n in ns)
        lines.append(f"{RUNNERS[runner]:20}" + "".join(told))
    return "\n".join(lines)

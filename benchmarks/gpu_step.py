"""Measure one training step on a GPU, and thirty kernels that share it.

    python benchmarks/gpu_step.py                 everything, within 9 minutes
    python benchmarks/gpu_step.py --resume        what the last call had no time for
    python benchmarks/gpu_step.py --report        table and plot only, from the JSON

It needs CuPy and a GPU; PyTorch and JAX are measured where they are installed.
Every runner takes one step from the same weights first, which is compared with
NumPy in float64; then all of them take turns, round by round, and what counts is
the median of the ratios within a round. Results: gpu_step.json, .md and .png in
the folder --out.
"""

import argparse
import datetime
import importlib.metadata
import importlib.util
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import gpu_step_report as report  # noqa: E402
import numpy as np  # noqa: E402
from gpu_step_runners import (  # noqa: E402
    ACT,
    MAKERS,
    error_of,
    installed,
    problem,
    readable_step,
    truth,
)

from workshop_lib import gpu, recordings  # noqa: E402
from workshop_lib.backend import gpu_available, to_gpu  # noqa: E402

NETS = ((784, 128, 10), (784, 512, 512, 10))
BATCHES = (1, 32, 256, 4096, 65536)
QUICK = ("readable", "fused", "captured", "torch eager", "torch graph", "jax")
COMPILED = ("torch compile", "torch max-autotune")
SIDE = 8192  # of the product whose rate is the ceiling
LIMIT = {"fp32": 1e-3, "tf32": 3e-2}  # error of a step, relative to the step


def measure(net, n, precision, names):
    """Return one dict for each runner of `names`: checked, then raced together."""
    case = problem(net, n)
    true, old, cells, runners = truth(case), case[:2], {}, {}
    for name in names:
        cell = {"net": net, "n": n, "precision": precision, "runner": name}
        cells[name] = cell
        try:
            runner = MAKERS[name](case, precision == "tf32")
            runner.reset()
            runner.step()
            gpu.wait()
            cell["error"] = error_of(runner.read(), true, old)
            if not cell["error"] < LIMIT[precision]:
                raise ArithmeticError(f"the step is off by {cell['error']:.1e}")
            runners[name] = runner
        except Exception as trouble:
            cell["trouble"] = f"{type(trouble).__name__}: {trouble}"[:300]

    def finish():
        for runner in runners.values():
            runner.wait()
        gpu.wait()

    gpu.use_tf32(precision == "tf32")
    steps = {name: runner.step for name, runner in runners.items()}
    try:
        timings = gpu.race(steps, rounds=9, budget=0.15, finish=finish)
    except Exception as trouble:  # a full card, say: the other cells go on
        for name in runners:
            cells[name]["trouble"] = f"{type(trouble).__name__}: {trouble}"[:300]
        return list(cells.values())
    for name, timing in timings.items():
        cells[name] |= {"seconds": timing.median, "rounds": timing.rounds}
    for name, other in itertools.permutations(runners, 2):
        pairs = zip(cells[name]["rounds"], cells[other]["rounds"], strict=True)
        ratio = statistics.median(mine / theirs for mine, theirs in pairs)
        cells[name].setdefault("ratios", {})[other] = ratio
    return list(cells.values())


def ceilings():
    """Return what the card can do: bytes and operations per second, measured."""
    import cupy

    best = gpu.ceilings(to_gpu(np.ones(1, np.float32)))
    found = {"launch": best.launch, "bandwidth": best.bandwidth}
    m = to_gpu(np.random.default_rng(0).random((SIDE, SIDE), dtype=np.float32))
    out = cupy.empty_like(m)
    for precision in LIMIT:
        gpu.use_tf32(precision == "tf32")
        seconds = min(gpu.timed(lambda: cupy.matmul(m, m, out=out)).rounds)
        found[precision] = 2 * len(m) ** 3 / seconds
    gpu.use_tf32(False)
    tiny = [to_gpu(v) for v in problem((2, 2), 1)]
    step = gpu.fused_step(*tiny, ACT, 0.0)
    many = gpu.capture(lambda: [step() for _ in range(25)])  # 4 launches each
    found["launch in a graph"] = min(gpu.timed(many).rounds) / 100
    return found


def floor(net, n, precision, best):
    """Return the least time of a step: operations, or the bytes that must move."""
    products = [2 * p * q * n for p, q in zip(net[:-1], net[1:], strict=True)]
    flops = 3 * sum(products) - products[0]
    weights = sum(q * (p + 1) for p, q in zip(net[:-1], net[1:], strict=True))
    moved = 4 * ((net[0] + net[-1]) * n + 2 * weights)
    return max(flops / best[precision], moved / best["bandwidth"])


def crossover():
    """Return {n: seconds for each width} of the step that lesson 08 times."""
    found = {}
    for n in (16, 256):
        cases = [problem((k, k, k), n) for k in recordings.WIDTHS]
        found[str(n)] = [
            gpu.timed(readable_step, *map(to_gpu, case)).median for case in cases
        ]
    return found


def share(kernels, cap_gib, lesson="08_to_the_gpu"):
    """Run a lesson in `kernels` processes at once; return memory and failures."""
    import cupy

    gpu.free_memory()
    free = [cupy.cuda.runtime.memGetInfo()[0]]
    code = f"import runpy; runpy.run_path('lessons/{lesson}.py')"
    env = os.environ | {
        "CUPY_GPU_MEMORY_LIMIT": str(int(cap_gib * 2**30)),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MPLBACKEND": "Agg",
        "PYTHONPATH": str(ROOT),
        "BACKPROP_PROGRESS": str(Path(tempfile.mkdtemp(), "progress.json")),
    }
    start = time.perf_counter()
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(kernels)
    ]
    done = threading.Event()

    def look():
        while not done.wait(0.2):
            free.append(cupy.cuda.runtime.memGetInfo()[0])

    watcher = threading.Thread(target=look)
    watcher.start()
    said = [process.communicate()[1] for process in running]
    done.set()
    watcher.join()
    failed = [
        text.strip().splitlines()[-1:]
        for process, text in zip(running, said, strict=True)
        if process.returncode
    ]
    taken = free[0] - min(free)
    return {
        "kernels": kernels,
        "lesson": lesson,
        "cap_bytes": int(cap_gib * 2**30),
        "failures": len(failed),
        "messages": failed[:3],
        "memory_bytes": taken,
        "memory_per_kernel_bytes": taken // kernels,
        "seconds": time.perf_counter() - start,
    }


def about():
    """Return the card, the date, and the versions that matter."""
    import cupy

    card = cupy.cuda.runtime.getDeviceProperties(0)
    versions = {}
    for name in ("numpy", "torch", "jax"):
        if importlib.util.find_spec(name):
            versions[name] = importlib.metadata.version(name)
    driver = cupy.cuda.runtime.driverGetVersion()
    return {
        "card": card["name"].decode(),
        "compute_capability": f"{card['major']}.{card['minor']}",
        "memory_bytes": card["totalGlobalMem"],
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "versions": {"CuPy": cupy.__version__, "driver's CUDA": driver / 1000}
        | versions,
    }


def options(arguments=None):
    """Return the parsed command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results")
    parser.add_argument("--minutes", type=float, default=9.0)
    parser.add_argument("--kernels", type=int, default=30, help="0: no sharing test")
    parser.add_argument("--cap", type=float, default=2.0, help="GiB for each kernel")
    parser.add_argument("--resume", action="store_true", help="add to the JSON")
    parser.add_argument("--report", action="store_true", help="measure nothing")
    return parser.parse_args(arguments)


def main(arguments=None):
    """Measure what there is time for; write JSON, table and plot. 1 without a GPU."""
    chosen = options(arguments)
    file = chosen.out / "gpu_step.json"
    if chosen.report:
        report.write(json.loads(file.read_text()), chosen.out)
        return 0
    if not gpu_available():
        print("no GPU for CuPy here: nothing is measured, nothing is written")
        return 1
    end = time.perf_counter() + 60 * chosen.minutes
    recording = about() | {"cells": []}
    if chosen.resume and file.exists():
        recording = json.loads(file.read_text())
    chosen.out.mkdir(parents=True, exist_ok=True)

    def save():
        file.write_text(json.dumps(recording, indent=1))

    if "ceilings" not in recording:
        recording |= {"ceilings": ceilings(), "crossover": crossover()}
    have = {
        (tuple(c["net"]), c["n"], c["precision"], c["runner"])
        for c in recording["cells"]
    }
    cells = list(itertools.product(NETS, BATCHES, LIMIT))
    quick = tuple(filter(installed, QUICK))
    plan = [(*cell, quick) for cell in cells] + ["share"]
    # Compiling takes long: the pair that a reader asks for first comes first.
    plan += [
        (*cell, ("torch eager", "captured", name))
        for name in filter(installed, COMPILED[::-1])
        for cell in cells
    ]
    longest = 0.0
    for item in plan:
        start = time.perf_counter()
        if start + longest > end:
            print("out of time: go on with --resume")
            break
        if item == "share":
            if chosen.kernels and "sharing" not in recording:
                recording["sharing"] = share(chosen.kernels, chosen.cap)
                save()
            continue
        net, n, precision, names = item
        if (net, n, precision, names[-1]) in have:
            continue
        found = measure(net, n, precision, names)
        kept = [c for c in found if names is quick or c["runner"] == names[-1]]
        if names is quick:
            seconds = floor(net, n, precision, recording["ceilings"])
            cell = {"net": net, "n": n, "precision": precision, "runner": "floor"}
            kept.append(cell | {"seconds": seconds})
        recording["cells"] += kept
        gpu.free_memory()
        save()
        longest = max(longest, time.perf_counter() - start)
        told = ((c["runner"], c.get("seconds", c.get("trouble"))) for c in kept)
        print(*item[:3], *(f"{name}: {value}" for name, value in told), flush=True)
    save()
    if recording["cells"]:
        report.write(json.loads(file.read_text()), chosen.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Press the stop button in thousands of checks, and count what is not as it was.

    python benchmarks/soak.py        3,000 checks, some minutes; notes the counts of
                                     this Python in results/soak.json
    python benchmarks/soak.py 100    that many, writes nothing

One real kernel. Its main thread checks right, wrong, printing, sleeping and endless
answers to all exercises, and each check is interrupted once, at a random moment of
it. Another thread checks all the while. Meanwhile widgets open and move, each in a
subshell of its own, as in JupyterLab. A check must end in its verdict or in
KeyboardInterrupt, and afterwards everything must be as before.
"""

import contextlib
import json
import os
import platform
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from queue import Empty
from signal import SIGINT

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import ipykernel  # noqa: E402
import numpy as np  # noqa: E402

from tests.kernel import Kernel  # noqa: E402
from workshop_lib import exercises  # noqa: E402

BATCH = 25  # checks between two looks at the kernel; in each a widget opens
MOVES = 10  # of each widget
NAMES = (
    "checks, each with a press",
    "checks beside, in another thread",
    "stopped",
    "over before the press",
    "widgets opened",
    "wrong verdicts",
    "presses lost",
    "slow to stop",
    "dead handlers",
    "changes of the kernel",
    "threads that hang",
    "widgets that stand still",
    "subshells that answer no more",
    "descriptors leaked",
    "threads left",
)
TROUBLES = NAMES[NAMES.index("wrong verdicts") :]  # these must be 0


def soak(checks, numbers=tuple(exercises.ALL), seed=0):
    """Return counts under NAMES, the kernel's growth, and what went wrong in words."""
    with tempfile.TemporaryDirectory() as folder:
        os.mkfifo(bell := Path(folder, "bell"))
        kernel = Kernel(folder)
        try:
            kernel.run(
                "import json, os\n"
                "os.environ['BACKPROP_PROGRESS'] = 'progress.json'\n"
                "from benchmarks import soak_kernel as soak"
            )
            pid = int(kernel.run("print(os.getpid())"))
            threading.Thread(target=_press, args=(pid, bell, seed), daemon=True).start()
            said = kernel.run(
                f"bell = open('bell', 'w'); cases = soak.cases({numbers!r})"
            )
            if said:
                raise RuntimeError(said)
            return _soak(kernel, checks, random.Random(seed))
        finally:
            kernel.close()


def _press(pid, bell, seed):
    """Interrupt a process at a random moment of each time that the bell tells."""
    rng = random.Random(seed)
    with open(bell) as longest:
        for seconds in longest:
            time.sleep(rng.uniform(0, float(seconds)))
            os.kill(pid, SIGINT)


def _soak(kernel, checks, rng):
    counts, troubles, widgets = Counter(), [], []
    _close(kernel, [_open(kernel)])  # the first of all leaves more behind
    files, threads, memory = _asked(kernel, "soak.sizes()")
    for done in range(0, checks, BATCH):
        values = rng.sample(range(1, 101), MOVES)
        found, words = _asked(
            kernel,
            f"soak.batch(cases, {min(BATCH, checks - done)}, {rng.random()}, bell)",
            meanwhile=lambda: widgets.append(_widget(kernel, values)),  # noqa: B023
        )
        counts.update(found)
        troubles += words
        if counts["threads that hang"]:
            break
        subshell, comm = widgets[-1]
        moved = _comes_to(kernel, subshell, f"soak.moves({comm})", sorted(values))
        counts["widgets that stand still"] += not moved
    counts["widgets opened"] = len(widgets)
    subshells = [subshell for subshell, _ in widgets]
    for subshell in subshells:
        answers = _comes_to(kernel, subshell, "6 * 7", 42)
        counts["subshells that answer no more"] += not answers
    _close(kernel, subshells)
    after = _asked(kernel, "soak.sizes()")
    # ipykernel 7.4 leaves one descriptor of each subshell that it closes.
    counts["descriptors leaked"] = max(0, after[0] - files - len(subshells))
    counts["threads left"] = after[1] - threads
    growth = {"growth, widgets included, MiB": round(after[2] - memory, 1)}
    return {name: counts[name] for name in NAMES} | growth, troubles


def _asked(kernel, expression, **how):
    said = kernel.run(f"print(json.dumps({expression}))", timeout=120, **how)
    try:
        return json.loads(said)
    except ValueError:
        raise RuntimeError(said) from None


def _open(kernel):
    return kernel.control("create_subshell_request")["subshell_id"]


def _close(kernel, subshells):
    for subshell in subshells:
        kernel.control("delete_subshell_request", subshell_id=subshell)


def _widget(kernel, values):
    """Open a subshell and in it a slider, which is moved; return both their names."""
    time.sleep(0.1)  # the checks have begun
    subshell = _open(kernel)
    comm = kernel.ask_subshell(subshell, "soak.open_widget()")
    for value in values:
        data = {"method": "update", "state": {"value": value}, "buffer_paths": []}
        content = {"comm_id": comm.strip("'"), "data": data}
        message = kernel.client.session.msg("comm_msg", content)
        message["header"]["subshell_id"] = subshell
        kernel.client.shell_channel.send(message)
        time.sleep(0.05)
    return subshell, comm


def _comes_to(kernel, subshell, expression, value):
    """Return whether an expression has a value in a subshell, at once or soon: a
    question may overtake what was sent before it.
    """
    for _ in range(20):
        with contextlib.suppress(Empty):
            if kernel.ask_subshell(subshell, expression) == str(value):
                return True
        time.sleep(0.1)
    return False


def main(arguments):
    checks = int(arguments[0]) if arguments else 3000
    start = time.time()
    counts, troubles = soak(checks)
    result = counts | {
        "minutes": round((time.time() - start) / 60, 1),
        "load of the machine": round(os.getloadavg()[0], 1),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}",
        "software": f"ipykernel {ipykernel.__version__}, NumPy {np.__version__}",
        "date": time.strftime("%Y-%m-%d"),
    }
    print(json.dumps(result, indent=2), *troubles[:20], sep="\n")
    if not arguments:
        target = ROOT / "benchmarks" / "results" / "soak.json"
        record = json.loads(target.read_text("utf-8")) if target.exists() else {}
        record[f"Python {platform.python_version()}"] = result
        target.write_text(json.dumps(record, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

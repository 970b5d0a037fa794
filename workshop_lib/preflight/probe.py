"""What preflight can only find out by loading libraries and touching the GPU.

It does so in a child process: a broken library cannot take the kernel along, and
the card's memory is free again afterwards.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def probe():
    """Return, in a child process, what only loading things can tell, as a dict."""
    facts = {"import_error": None, "pools": []}
    try:
        import numpy as np
        from threadpoolctl import threadpool_info

        facts["pools"] = threadpool_info()
    except ImportError:
        pass  # `check_packages` says so
    try:
        import cupy
    except Exception as error:  # any fault becomes a line
        return facts | {"import_error": _first_line(error)}
    try:
        card = cupy.cuda.runtime.getDeviceProperties(0)
        free, total = cupy.cuda.runtime.memGetInfo()
        name = card["name"].decode()
        facts["card"] = (
            name,
            10 * card["major"] + card["minor"],
            free / 2**30,
            total / 2**30,
        )
        a = np.arange(12.0).reshape(3, 4)
        on_gpu = cupy.tanh(cupy.asarray(a) @ cupy.asarray(a.T) / 100)
        agree = np.allclose(cupy.asnumpy(on_gpu), np.tanh(a @ a.T / 100))
        facts["computation"] = (
            None if agree else "the GPU's numbers differ from NumPy's"
        )
    except Exception as error:  # any fault becomes a line
        facts["computation"] = _first_line(error)
    return facts


def _first_line(error):
    lines = str(error).strip().splitlines() or [""]
    return f"{type(error).__name__}: {lines[0]}"[:160]


def ask_child(timeout=90):
    """Return what `probe` found, or what befell it; at most `timeout` seconds.

    CuPy from a cold network disk and a first context on a busy card take a minute.
    """
    code = (
        "import json, workshop_lib.preflight.probe as p; print(json.dumps(p.probe()))"
    )
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
    try:
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=env,
            capture_output=True,
            check=False,
            text=True,
            timeout=timeout,
        )
        return json.loads(done.stdout.splitlines()[-1])
    except subprocess.TimeoutExpired:
        befell = f"no answer within {timeout} s"
    except (IndexError, ValueError):
        befell = f"the trial died with exit status {done.returncode}"
    return {"befell": befell, "pools": []}

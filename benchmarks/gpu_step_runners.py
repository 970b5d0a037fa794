"""The runners that gpu_step.py measures: one training step, in many ways."""

import importlib.util
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")  # leave room for others

import numpy as np  # noqa: E402

from workshop_lib import activations, frameworks, gpu, network  # noqa: E402
from workshop_lib.backend import to_cpu, to_gpu  # noqa: E402

ACT, LR = activations.sigmoid, 0.1


def problem(net, n):
    """Return w, b, x, y in float32 for `n` examples."""
    rng = np.random.default_rng(0)
    w, b = network.init_params(net, rng)
    x = rng.standard_normal((net[0], n), dtype=np.float32)
    return w, b, x, rng.random((net[-1], n), dtype=np.float32)


def readable_step(w, b, x, y):
    """Return w and b after one step, by the functions of the lessons."""
    z, a = network.forward(w, b, x, ACT)
    dw, db = network.backward(w, z, a, y, ACT)
    return network.step(w, dw, LR), network.step(b, db, LR)


def truth(case):
    """Return w and b after one step in float64, computed by NumPy."""
    wide = [
        {L: v[L].astype(float) for L in v} if isinstance(v, dict) else v.astype(float)
        for v in case
    ]
    return readable_step(*wide)


def error_of(found, true, old):
    """Return the error of a step, relative to the length of the step."""

    def length(one, other):
        return sum(
            float(np.sum((o[L].astype(float) - p[L]) ** 2))
            for o, p in zip(one, other, strict=True)
            for L in p
        )

    return (length(found, true) / length(true, old)) ** 0.5


def readable(case, tf32):
    """Return the step of the lessons, on CuPy."""
    gpu.use_tf32(tf32)
    return frameworks.our_step(*map(to_gpu, case), ACT, LR)


def fused(case, tf32, how=lambda step: step):
    """Return the fused step, and with `how=capture` the captured one."""
    w, b, x, y = map(to_gpu, case)
    step = how(gpu.fused_step(w, b, x, y, ACT, LR, tf32))

    def reset():
        for now, first in ((w, case[0]), (b, case[1])):
            for L in now:
                now[L][:] = to_gpu(first[L])

    return frameworks.Runner(step, lambda: (to_cpu(w), to_cpu(b)), reset)


def captured(case, tf32):
    """Return the fused step as one CUDA graph."""
    return fused(case, tf32, gpu.capture)


def torch_runner(compiled=None, graph=False):
    """Return what makes the PyTorch runner: eager, compiled or captured."""

    def make(case, tf32):
        import torch

        torch._dynamo.reset()
        torch.set_float32_matmul_precision("high" if tf32 else "highest")
        runner = frameworks.torch_step(*case, ACT, LR, compiled)
        return frameworks.torch_captured(runner) if graph else runner

    return make


def jax_runner(case, tf32):
    """Return the step in JAX, jitted as a whole."""
    import jax

    jax.config.update(
        "jax_default_matmul_precision", "tensorfloat32" if tf32 else "highest"
    )
    return frameworks.jax_step(*case, ACT, LR)


MAKERS = {
    "readable": readable,
    "fused": fused,
    "captured": captured,
    "torch eager": torch_runner(),
    "torch graph": torch_runner(graph=True),
    "torch compile": torch_runner("default"),
    "torch max-autotune": torch_runner("max-autotune"),
    "jax": jax_runner,
}


def installed(name):
    """Return whether the library that runner `name` needs is here."""
    library = name.split()[0]
    return library not in ("torch", "jax") or bool(importlib.util.find_spec(library))

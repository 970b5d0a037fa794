"""Where arrays live: the only core module that knows CuPy.

It imports CuPy only when an array is to go to the GPU. To recognise a CuPy array
it looks in `sys.modules`: an array of CuPy exists only where CuPy is imported.
"""

import functools
import math
import sys
from types import SimpleNamespace

import numpy as np

# What an activation needs, for plain Python numbers.
_numbers = SimpleNamespace(
    __name__="plain Python",
    tanh=math.tanh,
    maximum=max,
    sign=lambda x: float((x > 0) - (x < 0)),
)


def _owner(a):
    """Return the namespace that `a` belongs to."""
    if isinstance(a, (np.ndarray, np.generic)):
        return np
    if isinstance(a, (int, float)):
        return _numbers
    cupy = sys.modules.get("cupy")
    if cupy is not None and isinstance(a, cupy.ndarray):
        return cupy
    if hasattr(a, "__array_namespace__"):
        return a.__array_namespace__()
    return np  # a list, say: NumPy tells what it thinks of it


def xp_of(*arrays):
    """Return the namespace that computes with `arrays`.

    That is `math`-like for plain Python numbers, NumPy, CuPy, or what
    `__array_namespace__` names. Numbers go with every kind of array.
    TypeError if the arrays live in two places.
    """
    found = _numbers
    for a in arrays:
        # Called for every layer: the usual case must not cost a function call.
        xp = np if type(a) is np.ndarray else _owner(a)
        if found is _numbers:
            found = xp
        elif xp is not found and xp is not _numbers:
            raise TypeError(
                f"these arrays live in two places, {found.__name__} and "
                f"{xp.__name__}: bring them together with to_gpu(a) or to_cpu(a)"
            )
    return found


def dot(a, b):
    """Return the matrix product of two matrices.

    The same as `a @ b`, except that NumPy's `@` leaves BLAS where a is one column
    and b one row (one example!) and takes ten times longer; `np.dot` does not.
    """
    xp = xp_of(a, b)
    return xp.dot(a, b) if hasattr(xp, "dot") else xp.matmul(a, b)


@functools.cache
def gpu_available():
    """Return whether CuPy can compute here: a product and a ufunc, tried once.

    To import it, or to count cards, proves nothing: the libraries of the first
    product may still be missing.
    """
    try:
        import cupy

        if not cupy.is_available():
            return False
        ones = cupy.ones((2, 2), "float32")
        return float(cupy.sqrt(ones @ ones * 2).sum()) == 8
    except Exception:
        # Not installed, half uninstalled, no driver, no cuBLAS, a card that is full
        # or too new: each has an error of its own, and preflight says which.
        return False


def to_gpu(a):
    """Return `a` as a CuPy array; a dict keyed by layer goes entry by entry.

    RuntimeError where there is no GPU.
    """
    if not gpu_available():
        raise RuntimeError(
            "there is no GPU for CuPy here (gpu_available() is False): stay with "
            "NumPy, the same functions work; workshop_lib.preflight says more"
        )
    import cupy

    if isinstance(a, dict):
        return {L: cupy.asarray(a[L]) for L in a}
    return cupy.asarray(a)


def to_cpu(a):
    """Return `a` as a NumPy array; a dict keyed by layer goes entry by entry."""
    if isinstance(a, dict):
        return {L: to_cpu(a[L]) for L in a}
    xp = _owner(a)
    if xp is sys.modules.get("cupy"):
        return a.get()
    foreign = xp is not np and xp is not _numbers
    return np.from_dlpack(a, device="cpu") if foreign else np.asarray(a)


def put_beside(a, other):
    """Return the NumPy array `a` moved to where `other` lives."""
    xp = xp_of(other)
    if xp is np:
        return a
    if xp is sys.modules.get("cupy"):
        return xp.asarray(a)
    return xp.asarray(a, device=other.device)

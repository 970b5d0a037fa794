"""Who holds the memory of the card, how to take less, how to give it back."""

import contextlib
import os
import sys
from typing import NamedTuple

from workshop_lib.backend import gpu_available


def cap_memory(gib):
    """Let this kernel hold at most `gib` GiB of the card, and return a sentence.

    Call it before the first array goes to the GPU: CuPy reads the limit when it
    is imported. A limit that your administrator has set stands. The CUDA context,
    some 0.5 GiB, comes on top.
    """
    limit = os.environ.setdefault("CUPY_GPU_MEMORY_LIMIT", str(int(gib * 2**30)))
    if "cupy" in sys.modules and gpu_available():
        share = {"fraction": float(limit[:-1]) / 100} if limit[-1] == "%" else {}
        sys.modules["cupy"].get_default_memory_pool().set_limit(
            **(share or {"size": int(limit)})
        )
    size = limit if limit[-1] == "%" else f"{int(limit) / 2**30:.1f} GiB"
    return f"this kernel may hold {size} of a card"


def free_memory():
    """Give what CuPy keeps but no array uses back to the card; return the bytes.

    0 without a GPU. Arrays that a name still holds stay: `del` them first.
    """
    if not gpu_available():
        return 0
    import cupy

    pool = cupy.get_default_memory_pool()
    before = pool.total_bytes()
    pool.free_all_blocks()
    return before - pool.total_bytes()


class Memory(NamedTuple):
    """Who holds the card, in bytes; `cap` is 0 where there is none."""

    arrays: int  # this kernel's living arrays
    kept: int  # freed by this kernel, kept by CuPy for the next array
    others: int  # other programs, and every CUDA context
    free: int
    cap: int

    def __str__(self):
        return (
            f"your arrays {_gib(self.arrays)}, kept by CuPy for reuse "
            f"{_gib(self.kept)}, other programs {_gib(self.others)}, free "
            f"{_gib(self.free)}; your cap: {_gib(self.cap) if self.cap else 'none'}"
        )


def _gib(number):
    return f"{number / 2**30:.2f} GiB"


def memory():
    """Return the `Memory` of the card. RuntimeError without a GPU."""
    if not gpu_available():
        raise RuntimeError("there is no GPU here, so no GPU memory to look at")
    import cupy

    pool = cupy.get_default_memory_pool()
    free, total = cupy.cuda.runtime.memGetInfo()
    used, held = pool.used_bytes(), pool.total_bytes()
    others = total - free - held
    return Memory(used, held - used, others, free, pool.get_limit())


@contextlib.contextmanager
def explaining_memory():
    """Turn "out of memory" on the GPU into who holds it and what to do.

    MemoryError; every other exception passes as it is.
    """
    try:
        yield
    except Exception as error:
        if type(error).__name__ != "OutOfMemoryError":
            raise
        raise MemoryError(_advice(error, memory())) from error


def _advice(error, held):
    # CuPy's pool refuses by the limit before it asks the card, and says with what
    # numbers: the bytes asked for, held so far, and allowed (0: any number).
    size, total, limit = (getattr(error, n, 0) for n in ("_size", "_total", "_limit"))
    if 0 < limit < total + size:
        cause = "Your own cap does not allow it"
    elif held.others > held.arrays + held.kept:
        cause = "Other programs hold most of the card"
    else:
        cause = "Your arrays fill the card"
    return (
        f"{error}\n{cause}: {held}.\nWhat to do, in this order: use a smaller batch;"
        " `del` the arrays you no longer need, then gpu.free_memory(); restart this"
        " kernel; shut down kernels you no longer use (Running tab)."
    )

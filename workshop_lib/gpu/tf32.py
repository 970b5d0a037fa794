"""Choose how float32 products round on the card."""

import numpy as np

from workshop_lib.backend import gpu_available


def use_tf32(on):
    """Let float32 products round their factors to 11 significant bits, or not.

    TF32 lives on tensor cores (compute capability 8.0 and newer) and is many
    times faster; its products are right to about 1e-3. Off unless you choose
    it. RuntimeError without a GPU.
    """
    if not gpu_available():
        raise RuntimeError("there is no GPU here, so no TF32 to choose")
    from cupy import _core
    from cupy._core import _routines_linalg as kinds

    # CuPy's documented switch, CUPY_TF32=1, is read once, at the first product;
    # this is what it sets.
    kind = kinds.COMPUTE_TYPE_TF32 if on else kinds.COMPUTE_TYPE_DEFAULT
    _core.set_compute_type(np.float32, kind)

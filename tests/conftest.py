"""What every test run shares: one BLAS thread, and nobody's progress file."""

import os
import tempfile
from pathlib import Path

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")  # before NumPy is imported, and for kernels
os.environ.setdefault(
    "BACKPROP_PROGRESS", str(Path(tempfile.mkdtemp(), "progress.json"))
)

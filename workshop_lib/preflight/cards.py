"""Which cards are here, and for which CUDA a CuPy would run on them.

tools/install.py asks this before anything is installed: standard library only. The
driver is asked in a child process with a time limit; one that is broken may hang.
"""

import ctypes
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

OLDEST_DRIVER = 12_000  # CUDA 12.0: what the older of the two CuPys is built for
OLDEST_CAPABILITY = {12: 70, 13: 75}  # V100; CUDA 13 dropped it
LIMIT = 20  # seconds: a machine with many cards takes some to wake them


class Cards(NamedTuple):
    """What was found; nothing is (None, (), None)."""

    driver: int | None  # the newest CUDA that the driver knows: 12080 is 12.8
    capabilities: tuple[int, ...]  # of each card that may be used: 70 is a V100
    toolkit: int | None  # the CUDA of the libraries that the system has itself


def choose(driver, capabilities, installed=None):
    """Return the CUDA, 12 or 13, whose CuPy fits the driver and the cards, or None.

    That is the newest that fits them all, except that `installed` stays where it
    fits: CUDA 12 serves newer cards as well. Cards too old for both do not count.
    """
    usable = [c for c in capabilities if c >= OLDEST_CAPABILITY[12]]
    fits = [
        cuda
        for cuda, oldest in OLDEST_CAPABILITY.items()
        if usable and driver and driver >= 1000 * cuda and min(usable) >= oldest
    ]
    return installed if installed in fits else max(fits, default=None)


def version(driver):
    """Return 12080 as text, 12.8."""
    return f"{driver // 1000}.{driver % 1000 // 10}"


def find():
    """Return the `Cards` of this machine: from the driver, else from nvidia-smi."""
    said = _run([sys.executable, "-I", __file__])
    driver, capabilities, toolkit = json.loads(said) if said else (None, None, None)
    if driver is None or capabilities is None:
        # The newer form says "CUDA UMD Version".
        known = re.search(r"CUDA (?:\w+ )?Version: *(\d+)\.(\d+)", _run(["nvidia-smi"]))
        if known and driver is None:
            driver = 1000 * int(known[1]) + 10 * int(known[2])
        query = ["nvidia-smi", "--query-gpu=compute_cap", "--format=csv,noheader"]
        capabilities = [
            10 * int(major) + int(minor)
            for major, minor in re.findall(r"^(\d+)\.(\d)$", _run(query), re.MULTILINE)
        ]
    return Cards(driver, tuple(capabilities) if driver else (), toolkit)


def _run(command):
    """Return what a command prints; nothing where it fails, or does not end."""
    if shutil.which(command[0]) is None:
        return ""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return "" if done.returncode else done.stdout


# In the child.


def _load(*names):
    for name in names:
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    return None


def _driver():
    """Return (newest CUDA, capabilities) from libcuda, None for what it cannot say."""
    cuda = _load("libcuda.so.1", "nvcuda.dll")
    number, handle, parts = ctypes.c_int(), ctypes.c_int(), []
    try:
        if cuda is None or cuda.cuDriverGetVersion(ctypes.byref(number)):
            return None, None
    except AttributeError:
        return None, None
    driver = number.value or None
    try:
        # No card, or none that this account may use: then there is none.
        if cuda.cuInit(0) or cuda.cuDeviceGetCount(ctypes.byref(number)):
            return driver, []
        for i in range(number.value):
            cuda.cuDeviceGet(ctypes.byref(handle), i)
            for attribute in (75, 76):  # the capability, major and minor
                part = ctypes.c_int()
                cuda.cuDeviceGetAttribute(ctypes.byref(part), attribute, handle)
                parts.append(part.value)
    except AttributeError:
        return driver, None
    return driver, [10 * a + b for a, b in zip(parts[::2], parts[1::2])]


def _toolkit():
    """Return the CUDA of the system's own libraries, where CuPy would find all that
    it needs of them; it looks in this order, .so.13 first, and takes no other.
    """
    for cuda in (13, 12):
        if _load(f"libnvrtc.so.{cuda}"):
            maps = Path("/proc/self/maps")
            mapped = maps.read_text() if maps.exists() else ""
            found = re.search(r"(/\S*)/libnvrtc\.so", mapped)
            return cuda if found and _complete(Path(found[1]), cuda) else None
    root = os.environ.get("CUDA_PATH") or os.environ.get("CUDA_HOME")
    for cuda in (13, 12) if root else ():
        if any(_complete(Path(root, lib), cuda) for lib in ("lib64", "lib")):
            return cuda
    return None


def _complete(folder, cuda):
    """Return whether a folder has what a product and a compiled kernel need."""
    headers = folder.resolve().parent / "include" / "cuda_fp16.h"
    names = (f"lib{name}.so.{cuda}" for name in ("nvrtc", "cublas", "cudart"))
    return headers.exists() and all((folder / name).exists() for name in names)


if __name__ == "__main__":
    print(json.dumps([*_driver(), _toolkit()]))

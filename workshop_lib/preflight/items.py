"""What preflight says of each thing it looks at: found, wrong, what to do.

Pure functions from what was found to an `Item`; `preflight` does the looking.
"""

import re
import tempfile
from typing import NamedTuple

from workshop_lib.preflight import cards

OK, NOTE, NO_GPU, FAIL = "ok", "note", "no GPU", "FAIL"
ROOM = 1.5  # GiB: a context takes about 0.5, `ceilings` of lessons 08 and 09 0.65
FULL = "the card is full: shut down idle kernels (Running tab), or ask for another"


def install(cuda, *first):
    """Return the line that installs the CuPy of `cuda` with its libraries, once the
    packages `first` are gone.
    """
    gone = f"pip uninstall -y {' '.join(sorted(first))}; then " if first else ""
    return f"{gone}pip install 'cupy-cuda{cuda or 12}x[ctk]==14.*'"


class Item(NamedTuple):
    """One line: `level` is ok, note (works, but), no GPU, or FAIL."""

    name: str
    level: str
    found: str
    remedy: str = ""

    def __str__(self):
        line = f"{self.level:<7} {self.name:<12} {self.found}"
        return line + (f"\n{'':21}-> {self.remedy}" if self.remedy else "")


def check_python(version):
    """Judge the interpreter, a tuple such as (3, 11, 7)."""
    found = ".".join(map(str, version[:3]))
    if tuple(version[:2]) < (3, 11):
        return Item("Python", FAIL, found, "install Python 3.11 or newer")
    return Item("Python", OK, found)


def check_packages(versions, requirements=(), pins=()):
    """Judge what is installed against the project's ranges, then its lock."""
    remedy = "pip install -e .  in the workshop's folder, or choose its kernel"
    if not requirements:
        return Item("packages", FAIL, "the workshop is not installed here", remedy)
    from packaging.requirements import Requirement

    wrong, drifted, count = [], [], 0
    for requirement in map(Requirement, requirements):
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        name = requirement.name.lower().replace("_", "-")
        have, count = versions.get(name), count + 1
        if have is None or not requirement.specifier.contains(have, prereleases=True):
            wrong.append(f"{requirement.name} is {have or 'missing'}")
        elif pins.get(name, have) != have:
            drifted.append(f"{name} {have}, tested with {pins[name]}")
    if wrong:
        return Item("packages", FAIL, "; ".join(wrong), remedy)
    if drifted:
        remedy = "for the tested set: uv pip install --no-deps -r requirements.lock"
        return Item("packages", NOTE, "; ".join(drifted), remedy)
    return Item("packages", OK, f"{count} asked for, {count} right")


def check_notebook(versions):
    """Judge JupyterLab and the two halves of the sliders: kernel's and Lab's."""
    names = ("jupyterlab", "ipywidgets", "jupyterlab-widgets")
    lab, kernel_half, lab_half = (_number(versions.get(name, "0")) for name in names)
    found = " ".join(f"{name} {versions.get(name, 'missing')}" for name in names)
    if kernel_half[:1] != (8,) or lab_half[:1] != (3,):
        remedy = (
            "sliders need both: pip install 'ipywidgets==8.*' 'jupyterlab_widgets==3.*'"
        )
        return Item("notebooks", FAIL, found, remedy)
    if lab < (4, 5, 7):
        remedy = (
            "older ones leak tokens (CVE-2026-40171): pip install 'jupyterlab>=4.5.7'"
        )
        return Item("notebooks", FAIL, found, remedy)
    return Item("notebooks", OK, found)


def _number(version):
    return tuple(int(part) for part in version.split(".")[:3] if part.isdigit())


def check_writing(folder):
    """Judge whether notebooks can be saved in `folder`, by writing there."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return Item("saving", OK, "this folder can be written to")
    except OSError as error:
        remedy = f"copy the workshop to a folder of yours ({folder}: {error.strerror})"
        return Item("saving", FAIL, "your work could not be saved here", remedy)


def check_blas(pools, variable=None):
    """Tell how many threads a kernel's products use: `pools` is threadpoolctl's list,
    `variable` the value of OPENBLAS_NUM_THREADS.

    No number is wrong: more are faster on a machine of one's own, and a shared hub
    gives each kernel one (hub/jupyterhub_config.py).
    """
    blas = [pool["num_threads"] for pool in pools if pool.get("user_api") == "blas"]
    threads = max(blas, default=1)
    found = f"{threads} thread{'s' * (threads > 1)}"
    return Item("BLAS", OK, f"{found} (OPENBLAS_NUM_THREADS: {variable or 'not set'})")


def check_cupys(cupys, error=None, befell=None, cuda=None, libraries=None):
    """Judge the CuPys, {distribution: version}: what importing one said, what befell
    the trial of it, whether it fits NVIDIA's `libraries`, which are given likewise.

    `cuda` is the one to install: 12, 13, or None without a card.
    """
    names = _and(cupys)
    if len(cupys) > 1:
        remedy = f"they overwrite each other: {install(cuda, *cupys)}"
        return Item("CuPy", FAIL, names, remedy)
    if not cupys:
        remedy = f"on a machine with a GPU `make lab` installs it, or {install(cuda)}"
        return Item("CuPy", NO_GPU, "not installed", remedy)
    built, libraries = _built(cupys), libraries or {}
    of = {n: 12 if n.endswith("-cu12") else _number(v)[0] for n, v in libraries.items()}
    newest = max(of.values(), default=built)
    if built and newest != built:
        others = {n: v for n, v in libraries.items() if of[n] == newest}
        # The other CuPy, or the other libraries, whichever the driver and cards leave.
        remedy = install(newest, *cupys) if cuda == newest else install(built, *others)
        found = f"{names} beside {_and(others)}: it takes those, and no product works"
        return Item("CuPy", NO_GPU, found, remedy)
    if befell:
        remedy = "run this again, the first start may be slow; then show it to the"
        return Item("CuPy", NO_GPU, f"{names}: {befell}", f"{remedy} administrator")
    if error:
        found = f"{names} does not import: {error}"
        return Item("CuPy", NO_GPU, found, install(cuda or built, *cupys))
    return Item("CuPy", OK, names)


def _and(versions):
    return " and ".join(
        f"{name} {version}" for name, version in sorted(versions.items())
    )


def _built(cupys):
    """Return for which CUDA a CuPy is built, None where no name tells it."""
    found = re.search(r"cupy-cuda(\d\d)x", " ".join(cupys))
    return found and int(found[1])


def check_driver(driver, cupys):
    """Judge the driver by the newest CUDA it knows: 12040 is 12.4, None is none."""
    if driver is None:
        remedy = "a laptop needs none; elsewhere, ask the administrator for a GPU"
        return Item("driver", NO_GPU, "no NVIDIA driver", remedy)
    found = f"up to CUDA {cards.version(driver)}"
    if driver < cards.OLDEST_DRIVER:
        remedy = "too old for CUDA 12: ask the administrator for driver 525 or newer"
        return Item("driver", NO_GPU, found, remedy)
    built = _built(cupys)
    if built and driver < 1000 * built:
        remedy = f"this CuPy is built for CUDA {built}: {install(12, *cupys)}"
        return Item("driver", NO_GPU, found, remedy)
    return Item("driver", OK, found)


def check_card(name, capability, free, total, cupys=()):
    """Judge the card: `capability` such as 90, `free` and `total` in GiB."""
    found = (
        f"{name}, compute capability {capability / 10},"
        f" {free:.1f} of {total:.1f} GiB free"
    )
    if capability < cards.OLDEST_CAPABILITY[12]:
        return Item("card", NO_GPU, found, "too old: ask for a V100 or newer")
    if capability < cards.OLDEST_CAPABILITY.get(built := _built(cupys), 0):
        remedy = f"CUDA {built} no longer knows it: {install(12, *cupys)}"
        return Item("card", NO_GPU, found, remedy)
    if free < ROOM:
        return Item("card", NO_GPU, found, FULL)
    return Item("card", OK, found)


def check_computation(error, cuda=None):
    """Judge what a product and a compiled kernel on the GPU gave: an error or None."""
    if error is None:
        return Item(
            "computation", OK, "a product and a compiled kernel agree with NumPy"
        )
    if any(
        word in error for word in ("libcu", "libnv", "nvrtc", "headers", "CUDA_PATH")
    ):
        remedy = (
            "a CUDA library is missing: load the machine's CUDA module,"
            f" or {install(cuda)} (2 to 3 GB)"
        )
    elif "no kernel image" in error or "arch" in error:
        remedy = f"this CuPy knows no such card: {install(12)} knows V100 and newer"
    elif "memory" in error.lower():
        remedy = FULL
    else:
        remedy = "show this line to the administrator; most lessons need no GPU"
    return Item("computation", NO_GPU, error, remedy)

"""Is this machine ready? `python -m workshop_lib.preflight [--json]`.

One line an item: what was found and, where something is wrong, what to do.
The exit status is 0 (ready), 1 (ready, without a GPU) or 2 (not ready).
"""

import json
import os
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from workshop_lib.preflight import cards, probe
from workshop_lib.preflight import items as judge
from workshop_lib.preflight.items import FAIL, NO_GPU, OK, Item

ROOT = Path(__file__).resolve().parents[2]
DISTRIBUTION = "backpropagation-workshop"


class Report(NamedTuple):
    """The items; shows itself as one line each and a verdict."""

    items: tuple[Item, ...]

    @property
    def status(self):
        """Return 0 (ready), 1 (ready, without a GPU) or 2 (not ready)."""
        levels = {item.level for item in self.items}
        return 2 if FAIL in levels else 1 if NO_GPU in levels else 0

    def __str__(self):
        which = ", ".join(gpu_lessons()) or "on the GPU"
        verdict = (
            "Ready, with a GPU.",
            f"Ready, without a GPU: lessons {which} run on the CPU, others need none.",
            "Not ready yet: mend the lines marked FAIL, then run this again.",
        )[self.status]
        return "\n".join([*map(str, self.items), verdict])

    __repr__ = __str__

    def as_json(self):
        """Return the report as JSON text, for a hub's health check."""
        items = [item._asdict() for item in self.items]
        return json.dumps({"status": self.status, "items": items}, indent=1)


def gpu_lessons(root=ROOT):
    """Return the numbers of the lessons on the GPU, which have it in their names;
    none where no notebooks are beside the library.
    """
    found = (root / "notebooks").glob("[0-9][0-9]_*gpu*.ipynb")
    return sorted({path.name[:2] for path in found})


def installed():
    """Return the version of every installed distribution, by normalised name."""
    found = metadata.distributions()
    return {_normal(dist.name): dist.version for dist in found if dist.name}


def _normal(name):
    return name.lower().replace("_", "-").replace(".", "-")


def wanted(root=ROOT):
    """Return (requirements, pins): texts such as "numpy>=2.2" from the project,
    and {name: version} of requirements.lock, empty where there is none.
    """
    try:
        project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
        requirements = project["dependencies"]
    except FileNotFoundError:  # an installed package, without its folder
        requirements = metadata.requires(DISTRIBUTION) or []
    from packaging.requirements import Requirement

    lock, pins = root / "requirements.lock", {}
    for line in lock.read_text().splitlines() if lock.exists() else ():
        if "==" not in line or line.startswith((" ", "#", "-")):
            continue
        pin = Requirement(line.split(" --hash")[0].rstrip("\\ "))
        if pin.marker is None or pin.marker.evaluate({"extra": ""}):
            pins[_normal(pin.name)] = str(pin.specifier).removeprefix("==")
    return requirements, pins


def gpu_items(cupys, facts, libraries=None):
    """Judge what concerns the GPU, stopping where nothing further can be known."""
    error, befell = (
        facts.get(f) if cupys else None for f in ("import_error", "befell")
    )
    cuda = cards.choose(facts["driver"], facts.get("capabilities", ()))
    cupy = judge.check_cupys(cupys, error, befell, cuda, libraries)
    yield cupy
    driver = judge.check_driver(facts["driver"], cupys)
    yield driver
    if not cupys or error or befell or driver.level != OK:
        return
    if "card" in facts:
        yield judge.check_card(*facts["card"], cupys)
    # The reason is told already where the libraries are another CUDA's.
    if cupy.level == OK or facts["computation"] is None:
        built = 13 if "cupy-cuda13x" in cupys else 12
        yield judge.check_computation(facts["computation"], built)


def of_gpu(versions):
    """Return (CuPys, NVIDIA's libraries for them), {distribution: version} each."""
    kinds = r"cupy(-cuda\w+|-rocm.*)?", r"nvidia-(cublas|cuda-nvrtc)(-cu12)?"
    return tuple(
        {name: v for name, v in versions.items() if re.fullmatch(kind, name)}
        for kind in kinds
    )


def report(folder="."):
    """Return the `Report` on this machine; `folder` is where notebooks are kept."""
    versions = installed()
    cupys, libraries = of_gpu(versions)
    here = cards.find()
    facts = probe.ask_child() | here._asdict()
    items = [
        judge.check_python(sys.version_info),
        judge.check_packages(versions, *(wanted() if "packaging" in versions else ())),
        judge.check_notebook(versions),
        judge.check_writing(folder),
        judge.check_blas(facts["pools"], os.environ.get("OPENBLAS_NUM_THREADS")),
        *gpu_items(cupys, facts, libraries),
    ]
    return Report(tuple(items))


def main(arguments=None):
    """Print the report and return the exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if set(arguments) - {"--json"}:
        print("usage: python -m workshop_lib.preflight [--json]", file=sys.stderr)
        return 2
    found = report()
    print(found.as_json() if arguments else found)
    return found.status

"""Install a lock file into the Python environment that runs this script.

    .venv/bin/python tools/install.py requirements.lock
    .venv/bin/python tools/install.py cupy [--without-card]

uv does it in seconds; where uv cannot be had, pip does the same in a minute or
two. Both check every hash. The second form looks for cards, and installs the CuPy
that fits them. Nothing is removed, except a CuPy for cards that are not here.
"""

import os
import re
import subprocess
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from workshop_lib.preflight import cards, installed  # noqa: E402

# The lock is complete, so nothing needs to be resolved again; that would ask for
# the package that the lock leaves out (pyproject.toml, [tool.uv]).
OPTIONS = ["install", "--no-deps", "--require-hashes", "-r"]


def run(*arguments, **environment):
    """Run a module with this Python; return whether it went well."""
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, env=os.environ | environment).returncode == 0


def ensure_pip():
    if find_spec("pip") is None:
        run("ensurepip")


def install(lock):
    """Install what `lock` pins, and compile it to bytecode once: else every
    kernel would do that again where PYTHONDONTWRITEBYTECODE is set.
    """
    ensure_pip()
    if find_spec("uv") is not None or run("pip", "install", "--quiet", "uv"):
        here = ("--quiet", "--python", sys.executable)
        if run("uv", "pip", *OPTIONS, lock, *here, UV_COMPILE_BYTECODE="1"):
            return True
    print("uv did not do it: trying pip, which takes a minute or two", flush=True)
    site = sysconfig.get_path("purelib")
    return run("pip", *OPTIONS, lock) and (run("compileall", "-qq", site) or True)


def link():
    """Let `import workshop_lib` find this folder's own copy, from anywhere."""
    site = Path(sysconfig.get_path("purelib"))
    # A relative line in a .pth file is relative to its own folder.
    (site / "workshop_lib.pth").write_text(os.path.relpath(ROOT, site) + "\n")


def list_fonts():
    """Let Matplotlib list this machine's fonts now: with many of them it takes long
    enough to put a warning into the first figure's cell.
    """
    command = [sys.executable, "-c", "import matplotlib.font_manager"]
    subprocess.run(command, capture_output=True)


# What the lock of each CUDA takes on the disk, in GB: NVIDIA's libraries, mostly.
SIZE = {12: "2.9", 13: "2.0"}
OTHER = {12: 13, 13: 12}


def pinned(lock):
    """Return a lock's entries, {name: text}; a name may have one for each Python."""
    text, found = (ROOT / lock).read_text(), {}
    for entry in re.split(r"^(?=[\w-]+==)", text, flags=re.MULTILINE)[1:]:
        name = entry.split("==")[0]
        found[name] = found.get(name, "") + entry
    return found


def plan(cuda, libraries, versions):
    """Return the lock for the CuPy of `cuda`, with NVIDIA's libraries or without, and
    what of `versions` must go before, as names.
    """
    lock, others = (pinned(f"requirements-gpu{n}.lock") for n in (cuda, OTHER[cuda]))
    if not libraries:
        theirs = ("nvidia-", "cuda-toolkit")
        lock = {n: entry for n, entry in lock.items() if not n.startswith(theirs)}
    # Two CuPys share a folder, and share no libraries. Libraries of the other CUDA that
    # no CuPy of ours brought are somebody's: a PyTorch does not start without them.
    gone = set()
    if f"cupy-cuda{OTHER[cuda]}x" in versions:
        gone = others.keys() - lock.keys() - pinned("requirements-dev.lock").keys()
        gone |= {f"cupy-cuda{cuda}x"}
    return "".join(lock.values()), gone & versions.keys()


def cupy(without_card):
    """Install the CuPy that fits the cards of this machine, unless it was done or
    tried before. Without a card there is none, or where `without_card` says so, for
    tests, one that can be imported and no more.
    """
    here, versions = cards.find(), installed()
    have = [cuda for cuda in (12, 13) if f"cupy-cuda{cuda}x" in versions]
    # Where libraries of CUDA 13 are, those of 12 are not found: only 13 will do.
    keep = None if "nvidia-cublas" in versions else next(iter(have), None)
    cuda = cards.choose(here.driver, here.capabilities, keep)
    if here.capabilities and not cuda:
        known = cards.version(here.driver)
        print(f"GPU: too old for CuPy, or its driver is (CUDA {known}): CPU only")
    if "cupy" in versions or not (cuda or without_card and not have):
        return  # with a CuPy of one's own, or no use for one
    # The system's libraries will do, unless there are some here: those come first.
    some = any(name.startswith("nvidia-cu") for name in versions)
    libraries = bool(cuda) and (here.toolkit != cuda or some)
    text, gone = plan(cuda or 12, libraries, versions)
    done, tried = (Path(sys.prefix, name) for name in ("cupy.lock", "cupy.tried"))
    if done.exists() and done.read_text() == text and have == [cuda or 12]:
        return
    again = f"to try again, rm {os.path.relpath(tried)}"
    if tried.exists() and tried.read_text() == text:
        print(f"GPU: CuPy could not be installed last time: CPU only; {again}")
        return
    if cuda:
        known = cards.version(here.driver)
        size = f"{SIZE[cuda]} GB" if libraries else "with this system's CUDA"
        print(
            f"GPU: the driver knows CUDA {known}; installing the CuPy that fits it and"
            f" the card, for CUDA {cuda}, {size} (GPU=no leaves it out)",
            flush=True,
        )
    tried.write_text(text)
    if gone:
        ensure_pip()
        run("pip", "uninstall", "--quiet", "--yes", *sorted(gone))
    if install(tried):
        tried.rename(done)
    else:
        print(f"GPU: CuPy could not be installed: CPU only; {again}")


if __name__ == "__main__":
    if sys.argv[1] == "cupy":
        cupy("--without-card" in sys.argv)
        sys.exit()
    link()
    if not install(sys.argv[1]):
        sys.exit("error: neither uv nor pip could install " + sys.argv[1])
    list_fonts()

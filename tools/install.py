"""Install a lock file into the Python environment that runs this script.

    .venv/bin/python tools/install.py requirements.lock

uv does it in seconds; where uv cannot be had, pip does the same in a minute or
two. Both check every hash. Nothing is ever removed.
"""

import os
import subprocess
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The lock is complete, so nothing needs to be resolved again; that would ask for
# the package that the lock leaves out (pyproject.toml, [tool.uv]).
OPTIONS = ["install", "--no-deps", "--require-hashes", "-r"]


def run(*arguments, **environment):
    """Run a module with this Python; return whether it went well."""
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, env=os.environ | environment).returncode == 0


def install(lock):
    """Install what `lock` pins, and compile it to bytecode once: else every
    kernel would do that again where PYTHONDONTWRITEBYTECODE is set.
    """
    if find_spec("pip") is None:
        run("ensurepip")
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


if __name__ == "__main__":
    link()
    if not install(sys.argv[1]):
        sys.exit("error: neither uv nor pip could install " + sys.argv[1])
    list_fonts()

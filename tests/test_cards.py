"""A GPU is found, and `make` installs the CuPy that fits it: on drivers that are
faked as a library and as nvidia-smi, with small wheels that are really installed.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.wheels import bare_workshop, wheel
from workshop_lib.preflight import cards

ROOT = Path(__file__).resolve().parent.parent
V100, T4, H100 = 70, 75, 90


@pytest.mark.parametrize(
    ("driver", "capabilities", "cuda"),
    [
        (12_020, [H100], 12),
        (12_080, [H100], 12),
        (13_000, [H100], 13),
        (13_000, [T4], 13),
        (13_010, [V100], 12),
        (12_020, [V100], 12),
        # Several cards: the one that fits them all; what no CuPy knows does not count.
        (13_000, [H100, H100], 13),
        (13_000, [H100, V100], 12),
        (13_000, [61, H100], 13),
        # None fits.
        (11_080, [H100], None),
        (13_000, [61], None),
        (13_000, [], None),
        (None, [], None),
    ],
)
def test_the_cupy_is_the_newest_that_fits_the_driver_and_every_card(
    driver, capabilities, cuda
):
    assert cards.choose(driver, capabilities) == cuda


def test_a_cupy_that_is_there_stays_where_it_fits():
    """In one home, seen from machines with several cards."""
    assert cards.choose(13_000, [H100], installed=12) == 12
    assert cards.choose(13_000, [V100], installed=13) == 12
    assert cards.choose(12_080, [H100], installed=13) == 12


@pytest.mark.parametrize(
    ("driver", "text"), [(12_080, "12.8"), (13_000, "13.0"), (12_020, "12.2")]
)
def test_a_drivers_number_is_told_as_people_write_it(driver, text):
    assert cards.version(driver) == text


DRIVER = """
int cuDriverGetVersion(int *v) { *v = %d; return *v == 0; }
#ifndef OLD
static int caps[] = {%s};
int cuInit(unsigned flags) { return %d; }
int cuDeviceGetCount(int *n) { *n = sizeof caps / sizeof caps[0]; return 0; }
int cuDeviceGet(int *device, int i) { *device = i; return 0; }
int cuDeviceGetAttribute(int *v, int which, int device) {
    *v = which == 75 ? caps[device] / 10 : caps[device] %% 10;
    return which != 75 && which != 76;
}
#endif
"""


def compiled(library, source, *options):
    """Compile C into a library, or skip."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("needs a C compiler, and libraries as Linux names them")
    command = [compiler, "-shared", "-fPIC", *options, "-x", "c", "-", "-o", library]
    subprocess.run(command, input=source, text=True, check=True)


def fake_driver(folder, driver, *capabilities, init=0, options=()):
    """Put a libcuda into a folder; return the environment in which it is found."""
    folder.mkdir()
    source = DRIVER % (driver, ", ".join(map(str, capabilities)) or "0", init)
    compiled(folder / "libcuda.so.1", source, *options)
    return {"LD_LIBRARY_PATH": str(folder)}


def fake_smi(folder, text):
    """Put an nvidia-smi into a folder; return the environment in which it is found."""
    folder.mkdir()
    (folder / "nvidia-smi").write_text(f"#!/bin/sh\n{text}\n")
    (folder / "nvidia-smi").chmod(0o755)
    return {"PATH": f"{folder}:{os.environ['PATH']}"}


SMI = """if [ $# = 0 ]; then
    echo '| NVIDIA-SMI 570.00    Driver Version: 570.00    CUDA %sVersion: 12.8   |'
else printf '9.0\\n7.0\\n'; fi"""


@pytest.fixture(scope="module", autouse=True)
def no_gpu(tmp_path_factory):
    """Hide the GPU that this machine may have: tests put theirs before that."""
    folder = tmp_path_factory.mktemp("no_gpu")
    with pytest.MonkeyPatch.context() as patch:
        # `make test GPU=no` would tell every make below it.
        for name in ("GPU", "MAKEFLAGS", "CUDA_PATH", "CUDA_HOME"):
            patch.delenv(name, raising=False)
        silent = fake_smi(folder / "smi", "exit 9")
        if shutil.which("cc") and sys.platform == "linux":
            silent |= fake_driver(folder / "driver", 0)
        for name, value in silent.items():
            patch.setenv(name, value)
        yield


def found(environment):
    """Return the cards that are found in an environment."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        return cards.find()


def test_the_driver_tells_its_cuda_and_the_cards(tmp_path):
    environment = fake_driver(tmp_path / "driver", 13_000, 90, 70)
    assert found(environment)[:2] == (13_000, (90, 70))


def test_a_driver_without_a_card_that_may_be_used_has_none(tmp_path):
    """As on a node that lends its cards to others: nvidia-smi may show them."""
    environment = fake_driver(tmp_path / "driver", 13_000, 90, init=100)
    environment |= fake_smi(tmp_path / "smi", SMI % "")
    assert found(environment)[:2] == (13_000, ())


@pytest.mark.parametrize("form", ["", "UMD "])
def test_nvidia_smi_tells_what_the_driver_does_not(tmp_path, form):
    environment = fake_smi(tmp_path / "smi", SMI % form)
    assert found(environment)[:2] == (12_080, (90, 70))
    environment |= fake_driver(tmp_path / "driver", 12_020, options=["-DOLD"])
    assert found(environment)[:2] == (12_020, (90, 70))


@pytest.mark.parametrize("fault", ["exit 9", "echo no devices were found", "sleep 30"])
def test_an_nvidia_smi_that_fails_or_hangs_is_no_gpu(tmp_path, monkeypatch, fault):
    monkeypatch.setattr(cards, "LIMIT", 1)
    start = time.monotonic()
    assert found(fake_smi(tmp_path / "smi", fault)).capabilities == ()
    assert time.monotonic() - start < 15


def test_a_driver_that_hangs_or_crashes_is_no_gpu(tmp_path, monkeypatch):
    monkeypatch.setattr(cards, "LIMIT", 2)
    for name, fault in (("hangs", "sleep(60);"), ("crashes", "abort();")):
        (tmp_path / name).mkdir()
        library = tmp_path / name / "libcuda.so.1"
        source = "#include <stdlib.h>\n#include <unistd.h>\n"
        compiled(library, source + f"int cuDriverGetVersion(int *v) {{ {fault} }}")
        environment = {"LD_LIBRARY_PATH": str(library.parent)}
        assert found(environment)[:2] == (None, ())


def fake_toolkit(root, cuda, headers=True):
    """Make a folder that has the libraries of a CUDA, and its headers."""
    (root / "lib64").mkdir(parents=True)
    for name in ("nvrtc", "cublas", "cudart"):
        compiled(root / "lib64" / f"lib{name}.so.{cuda}", "")
    if headers:
        (root / "include").mkdir()
        (root / "include/cuda_fp16.h").touch()
    return root


def test_a_system_toolkit_counts_where_cupy_finds_all_of_it(tmp_path):
    root = fake_toolkit(tmp_path / "cuda", 12)
    assert found({"CUDA_PATH": str(root)}).toolkit == 12
    assert found({"CUDA_HOME": str(root)}).toolkit == 12
    assert found({"LD_LIBRARY_PATH": f"{root}/lib64"}).toolkit == 12
    bare = fake_toolkit(tmp_path / "bare", 12, headers=False)
    assert found({"CUDA_PATH": str(bare)}).toolkit is None
    # CuPy looks for .so.13 first, wherever the loader looks.
    newer = fake_toolkit(tmp_path / "newer", 13)
    paths = f"{root}/lib64:{newer}/lib64"
    assert found({"LD_LIBRARY_PATH": paths, "CUDA_PATH": str(root)}).toolkit == 13


# `make lab` itself, on a workshop of small wheels. Its JupyterLab says that it starts.

CUPYS = {12: ("nvidia-cublas-cu12", "libcublas12"), 13: ("nvidia-cublas", "libcublas")}


@pytest.fixture(scope="module")
def set_up(tmp_path_factory):
    folder = tmp_path_factory.mktemp("set_up")
    bare_workshop(folder)
    lab = wheel(folder, "pebble", jupyterlab="print('JupyterLab starts')\n")
    for name in ("requirements.lock", "requirements-dev.lock"):
        (folder / name).write_text(lab)
    for cuda, (library, module) in CUPYS.items():
        both = wheel(folder, f"cupy-cuda{cuda}x", cupy=f"cuda = {cuda}\n")
        both += wheel(folder, library, **{module: ""})
        # One name for two Pythons, as NumPy has in the real ones.
        line = wheel(folder, "pebble-for", pebble_for="").rstrip()
        for order in (">=", "<"):
            both += line.replace(" ", f" ; python_version {order} '3.1' ", 1) + "\n"
        (folder / f"requirements-gpu{cuda}.lock").write_text(both)
    said = make(folder, {})
    assert "GPU" not in said and "JupyterLab starts" in said
    assert installed(folder) == []
    return folder


@pytest.fixture
def workshop(set_up, tmp_path):
    """Return a workshop that was set up on a machine without a GPU."""
    return shutil.copytree(set_up, tmp_path / "workshop", symlinks=True)


def make(folder, environment, *arguments):
    """Run `make lab` in an environment, with no index; return what it says."""
    here = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder)}
    done = subprocess.run(
        ["make", "-C", folder, f"PYTHON={sys.executable}", "lab", *arguments],
        env=os.environ | here | environment,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def installed(folder):
    """Return the names of the packages of a GPU in a workshop's environment."""
    found = (folder / ".venv").glob("lib/python*/site-packages/*.dist-info")
    names = {path.name.split("-")[0] for path in found}
    return sorted(n for n in names if n.startswith(("cupy", "nvidia")))


def of(cuda):
    return sorted(n.replace("-", "_") for n in (f"cupy-cuda{cuda}x", CUPYS[cuda][0]))


@pytest.mark.parametrize(
    ("driver", "capability", "cuda", "known"),
    [
        (12_020, H100, 12, "12.2"),
        (12_080, H100, 12, "12.8"),
        (13_000, H100, 13, "13.0"),
        (13_000, V100, 12, "13.0"),
    ],
)
def test_make_lab_installs_the_cupy_that_fits_and_says_so_once(
    workshop, tmp_path, driver, capability, cuda, known
):
    environment = fake_driver(tmp_path / "driver", driver, capability)
    said = make(workshop, environment)
    assert installed(workshop) == of(cuda)
    (line,) = (text for text in said.splitlines() if text.startswith("GPU"))
    assert f"the driver knows CUDA {known}; installing the CuPy that fits" in line
    assert f"for CUDA {cuda}, 2." in line
    assert "GPU=no leaves it out" in line and "JupyterLab starts" in said
    # Offline: nothing has changed, so nothing is asked for.
    for file in workshop.glob("*.whl"):
        file.unlink()
    again = make(workshop, environment)
    assert "GPU" not in again and "pip" not in again and "JupyterLab starts" in again
    # And where the card is gone, as on a log-in node, all stays.
    assert "GPU" not in make(workshop, {})
    assert installed(workshop) == of(cuda)


def test_nvidia_smi_alone_is_enough_for_make_lab(workshop, tmp_path):
    make(workshop, fake_smi(tmp_path / "smi", SMI % ""))
    assert installed(workshop) == of(12)


def test_gpu_no_leaves_cupy_out(workshop, tmp_path):
    environment = fake_driver(tmp_path / "driver", 13_000, H100)
    for said in (
        make(workshop, environment, "GPU=no"),
        make(workshop, environment | {"GPU": "no"}),
    ):
        assert "installing" not in said and "JupyterLab starts" in said
        assert installed(workshop) == []
    make(workshop, environment)
    assert installed(workshop) == of(13)


def test_a_cupy_that_cannot_be_installed_leaves_a_lab_and_one_line(workshop, tmp_path):
    environment = fake_driver(tmp_path / "driver", 13_000, H100)
    (wheel_of_cublas,) = workshop.glob("nvidia_cublas-*.whl")
    hidden = wheel_of_cublas.rename(tmp_path / wheel_of_cublas.name)
    said = make(workshop, environment)
    assert "GPU: CuPy could not be installed: CPU only" in said
    assert "JupyterLab starts" in said and installed(workshop) == []
    # It does not try for minutes at every start, and says how to.
    again = make(workshop, environment)
    assert "not be installed last time" in again and "rm .venv/cupy.tried" in again
    assert "trying pip" not in again and "JupyterLab starts" in again
    hidden.rename(wheel_of_cublas)
    (workshop / ".venv/cupy.tried").unlink()
    make(workshop, environment)
    assert installed(workshop) == of(13)


def test_for_an_older_card_one_cuda_makes_room_for_the_other(workshop, tmp_path):
    make(workshop, fake_driver(tmp_path / "new", 13_000, H100))
    make(workshop, fake_driver(tmp_path / "old", 13_000, V100))
    assert installed(workshop) == of(12)
    code = "import cupy, libcublas12; print(cupy.cuda)"
    done = subprocess.run(
        [workshop / ".venv/bin/python", "-c", code], capture_output=True, text=True
    )
    assert done.stdout == "12\n", done.stderr
    # Both at once, as somebody's pip left them: one that works is left.
    pip_install(workshop, "cupy-cuda13x")
    make(workshop, fake_driver(tmp_path / "again", 13_000, V100))
    assert installed(workshop) == of(12)
    subprocess.run([workshop / ".venv/bin/python", "-c", code], check=True)


def pip_install(workshop, name):
    """Install one more of the wheels, as a user would."""
    pip = [workshop / ".venv/bin/python", "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "--no-index", "--find-links", workshop, name], check=True)


def test_beside_libraries_of_cuda_13_comes_the_cupy_that_finds_them(workshop, tmp_path):
    """As with a PyTorch, which brings them along."""
    make(workshop, fake_driver(tmp_path / "old", 12_080, H100))
    pip_install(workshop, "nvidia-cublas")
    make(workshop, fake_driver(tmp_path / "new", 13_000, H100))
    assert installed(workshop) == of(13)


def test_libraries_that_something_else_brought_are_not_taken_away(workshop, tmp_path):
    pip_install(workshop, "nvidia-cublas")
    make(workshop, fake_driver(tmp_path / "driver", 13_000, V100))
    assert installed(workshop) == sorted([*of(12), "nvidia_cublas"])


def test_the_systems_own_toolkit_saves_the_libraries(workshop, tmp_path):
    environment = fake_driver(tmp_path / "driver", 13_000, H100)
    root = fake_toolkit(tmp_path / "cuda", 13)
    said = make(workshop, environment | {"CUDA_PATH": str(root)})
    assert "for CUDA 13, with this system's CUDA" in said
    assert installed(workshop) == ["cupy_cuda13x"]
    # Where the module is not loaded, the libraries come after all.
    make(workshop, environment)
    assert installed(workshop) == of(13)


def test_a_toolkit_of_another_cuda_does_not_do(workshop, tmp_path):
    environment = fake_driver(tmp_path / "driver", 12_080, H100)
    root = fake_toolkit(tmp_path / "cuda", 13)
    make(workshop, environment | {"CUDA_PATH": str(root)})
    assert installed(workshop) == of(12)


def test_cards_that_no_cupy_knows_are_told_and_nothing_is_installed(workshop, tmp_path):
    said = make(workshop, fake_driver(tmp_path / "driver", 11_040, H100))
    assert "GPU: too old for CuPy, or its driver is (CUDA 11.4): CPU only" in said
    assert installed(workshop) == [] and "JupyterLab starts" in said


def test_tests_without_a_card_get_a_cupy_that_only_imports(workshop):
    python = workshop / ".venv/bin/python"
    command = [python, "tools/install.py", "cupy", "--without-card"]
    env = os.environ | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(workshop)}
    subprocess.run(command, cwd=workshop, env=env, check=True, capture_output=True)
    assert installed(workshop) == ["cupy_cuda12x"]
    subprocess.run([python, "-c", "import cupy, pebble_for"], check=True)

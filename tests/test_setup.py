"""What a clone starts from: packages, locks, make, and what an import costs."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.wheels import bare_workshop, wheel

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
README = (ROOT / "README.md").read_text()
LOCKS = ("requirements.lock", "requirements-dev.lock")
GPU_LOCKS = ("requirements-gpu12.lock", "requirements-gpu13.lock")


def pins(lock):
    """Return {name: versions} of a lock file; a marker may choose between two."""
    found = {}
    for name, version in re.findall(
        r"^([\w.-]+)==(\S+)", (ROOT / lock).read_text(), re.MULTILINE
    ):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


def requirements(*groups, base=tuple(PROJECT["dependencies"])):
    """Return pyproject's requirements, the base and these extras, by name."""
    parsed = map(Requirement, [*base, *(line for g in groups for line in EXTRAS[g])])
    return {canonicalize_name(r.name): r for r in parsed}


def tracked_files():
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name]


@pytest.mark.parametrize(
    ("lock", "least"), [(LOCKS[0], 90), (LOCKS[1], 90), *((g, 11) for g in GPU_LOCKS)]
)
def test_every_pin_has_a_hash_and_no_address(lock, least):
    text = (ROOT / lock).read_text()
    assert "://" not in text
    entries = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert len(entries) > least
    for entry in entries:
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


@pytest.mark.parametrize(
    ("lock", "asked"),
    [
        (LOCKS[0], requirements()),
        (LOCKS[1], requirements("test", "hub")),
        (GPU_LOCKS[0], requirements("gpu12", base=())),
        (GPU_LOCKS[1], requirements("gpu13", base=())),
    ],
)
def test_a_lock_pins_what_pyproject_asks_for(lock, asked):
    pinned = pins(lock)
    for name, requirement in asked.items():
        assert name in pinned, f"{name} is missing: make lock"
        for version in pinned[name]:
            assert version in requirement.specifier, f"{name}: make lock"


def test_the_development_lock_contains_the_other():
    assert pins(LOCKS[0]).items() <= pins(LOCKS[1]).items()


@pytest.mark.parametrize("lock", GPU_LOCKS)
def test_a_lock_of_cupy_agrees_with_the_others_and_has_one_cuda(lock):
    pinned, all_others = pins(lock), pins(LOCKS[1])
    for name in pinned.keys() & all_others.keys():
        assert pinned[name] == all_others[name], f"{name}: make lock"
    cuda = lock[-7:-5]
    assert [n for n in pinned if n.startswith("cupy")] == [f"cupy-cuda{cuda}x"]
    (toolkit,) = pinned["cuda-toolkit"]
    assert toolkit.split(".")[0] == cuda
    # What a product and a compiled kernel need.
    for library in ("cublas", "cuda-nvrtc", "cuda-runtime"):
        name = f"nvidia-{library}" + "-cu12" * (cuda == "12")
        assert all(v.split(".")[0] == cuda for v in pinned[name])


def test_cupy_is_in_no_lock_that_every_machine_gets():
    for lock in LOCKS:
        assert not [name for name in pins(lock) if name.startswith("cupy")]


def hub_environment():
    """Return what environment.yml asks of conda: ranges as text, by name."""
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    entries = [d for d in environment["dependencies"] if isinstance(d, str)]
    return dict(re.fullmatch(r"([\w-]+)(.*)", entry).groups() for entry in entries)


def test_the_hub_environment_has_the_names_and_versions_of_pyproject():
    split = hub_environment()
    assert split.pop("python") == PROJECT["requires-python"]
    assert split.pop("cuda-version") == "=12.*"
    assert split.pop("pip") == ""
    # One package, two names: the wheel's holds the CUDA version.
    cupy = requirements("gpu12")["cupy-cuda12x"]
    assert split.pop("cupy").lstrip("=") == str(cupy.specifier).lstrip("=")
    asked = requirements("hub")
    assert {canonicalize_name(name) for name in split} == set(asked)
    for name, version in split.items():
        assert Requirement(name + version).specifier == (
            asked[canonicalize_name(name)].specifier
        )


def test_the_lock_is_one_solution_of_the_hub_environment():
    pinned = pins(LOCKS[1]) | pins(GPU_LOCKS[0])
    pinned |= {"cupy": pinned["cupy-cuda12x"], "python": {"3.11"}, "pip": {"26"}}
    pinned["cuda-version"] = pinned["nvidia-cuda-nvrtc-cu12"]
    for name, version in hub_environment().items():
        # Conda's = is pip's ==.
        asked = Requirement(name + re.sub("^=(?!=)", "==", version))
        for found in pinned[canonicalize_name(name)]:
            assert found in asked.specifier, name


@pytest.mark.parametrize("lock", LOCKS)
def test_what_a_locked_package_requires_is_in_the_lock(lock):
    pinned = pins(lock)
    here = {canonicalize_name(d.name): d for d in metadata.distributions()}
    asked = [
        (name, r)
        for name in pinned.keys() & here.keys()
        for r in map(Requirement, here[name].requires or ())
        if not r.marker or r.marker.evaluate({"extra": ""})
    ]
    assert len(asked) > 150
    for name, r in asked:
        found = pinned.get(canonicalize_name(r.name), set())
        assert any(v in r.specifier for v in found), f"{name} requires {r}"


def loaded_after(statement):
    """Return the modules that a fresh Python has loaded after `statement`."""
    code = f"import sys; {statement}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        cwd=ROOT,
    )  # fmt: skip
    return set(done.stdout.split())


def test_importing_the_library_takes_nothing_heavy_along():
    heavy = {"cupy", "matplotlib.pyplot", "ipywidgets"}
    assert not heavy & loaded_after("import workshop_lib")


def test_importing_the_checker_takes_no_cupy_along():
    assert "cupy" not in loaded_after("import workshop_lib.checker")


def test_the_library_is_found_from_any_folder(tmp_path):
    code = "import workshop_lib; print(workshop_lib.__file__)"
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path,
        env=environment,
    )  # fmt: skip
    assert Path(done.stdout.strip()).parent == ROOT / "workshop_lib", done.stderr


def test_no_tracked_file_names_a_registry_or_a_path_of_one_machine():
    hosts = r"\b(?:pypi|pythonhosted|npmjs|anaconda|debian)\.(?:org|com)\b"
    places = r"(?<![\w.~}-])/(?:work|root|Users)/\w"
    for path in tracked_files():
        try:
            text = path.read_text("utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue  # a picture, or deleted and not yet committed
        found = re.search(f"{hosts}|{places}", text)
        assert not found, f"{path.relative_to(ROOT)}: {found[0]}"


def test_no_resolver_file_with_addresses_is_tracked():
    names = {path.name for path in tracked_files()}
    assert not names & {"uv.lock", "pylock.toml", "package-lock.json"}


def test_python_code_is_tidy():
    for command in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--quiet", "."],
            capture_output=True, text=True, cwd=ROOT,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr


def make(*arguments):
    done = subprocess.run(
        ["make", "--dry-run", *arguments], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_make_lab_passes_flags_on_and_allows_root_only_for_root():
    said = make("lab", "LAB_FLAGS=--no-browser --port=9999")
    assert "-m jupyterlab" in said
    assert "--no-browser --port=9999" in said
    assert ("--allow-root" in said) == (os.getuid() == 0)


def test_make_update_runs_the_module_and_needs_no_script_of_its_own():
    assert "-m workshop_lib.update" in make("update")


KERNEL = "backpropagation-workshop"


@pytest.mark.skipif(not (ROOT / ".venv/bin/python").exists(), reason="needs .venv")
def test_make_kernel_gives_a_hub_a_kernel_and_the_documented_line_takes_it_away(
    tmp_path,
):
    """In the home of a user whose hub has another Python, without the library."""
    hub = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    hub |= {"JUPYTER_DATA_DIR": str(tmp_path / "jupyter")}
    # What is set up stays as it is: only the last steps are run.
    kept = [f"--assume-old={file}" for file in (".venv/lab.stamp", *LOCKS)]
    subprocess.run(["make", *kept, "kernel", "GPU=no"], cwd=ROOT, env=hub, check=True)
    code = (
        "import sys; from jupyter_client.manager import start_new_kernel as start\n"
        f"manager, client = start(kernel_name={KERNEL!r})\n"
        "client.execute_interactive('import workshop_lib, sys;'\n"
        "    'print(workshop_lib.__file__, sys.executable)')\n"
        "client.stop_channels(); manager.shutdown_kernel()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=hub, capture_output=True,
        text=True, timeout=90,
    )  # fmt: skip
    library, python = done.stdout.split()
    assert Path(library).parent == ROOT / "workshop_lib", done.stderr
    assert Path(python) == ROOT / ".venv/bin/python"
    (line,) = re.findall(
        rf"^ *(\S+ kernelspec remove.*?{KERNEL})", README, re.MULTILINE
    )
    subprocess.run(line.split(), cwd=ROOT, env=hub, check=True)
    assert not list((tmp_path / "jupyter").glob("kernels/*"))


def test_a_kernel_gets_the_modules_that_were_loaded_when_it_was_made():
    said = make("kernel", "LD_LIBRARY_PATH=/opt/cuda/lib64", "CUDA_PATH=", "CUDA_HOME=")
    assert "--env LD_LIBRARY_PATH '/opt/cuda/lib64'" in said
    assert "CUDA_PATH" not in said


def pebble(folder):
    """Put one small wheel into a folder; return the line of its lock."""
    return wheel(folder, "pebble", pebble="weight = 3\n")


@pytest.fixture(scope="module")
def workplace(tmp_path_factory):
    """A new virtual environment and a folder with one small wheel in it."""
    folder = tmp_path_factory.mktemp("workplace")
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    # An uv that is there and does not work.
    site = next((folder / "venv").glob("lib/python*/site-packages"))
    (site / "uv.py").write_text("raise SystemExit(2)\n")
    return folder, site, pebble(folder)


def install(folder, line):
    lock = folder / "pebble.lock"
    lock.write_text(line)
    return subprocess.run(
        [folder / "venv" / "bin" / "python", ROOT / "tools" / "install.py", lock],
        env=os.environ | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder)},
        capture_output=True, text=True,
    )  # fmt: skip


def test_a_package_with_another_hash_is_refused(workplace):
    folder, site, line = workplace
    done = install(folder, line[: -len("0" * 64) - 1] + "0" * 64)
    assert done.returncode == 1
    assert "could install" in done.stderr
    assert not (site / "pebble.py").exists()


def test_pip_takes_over_where_uv_does_not_work(workplace):
    folder, site, line = workplace
    done = install(folder, line)
    assert done.returncode == 0, done.stderr
    assert "trying pip" in done.stdout
    assert (site / "pebble.py").exists()
    assert list((site / "__pycache__").glob("pebble.*.pyc"))
    found = (site / (site / "workshop_lib.pth").read_text().strip()).resolve()
    assert found == ROOT


@pytest.fixture(scope="module")
def set_up(tmp_path_factory):
    """A workshop with one small package, set up by make."""
    folder = tmp_path_factory.mktemp("set_up")
    bare_workshop(folder)
    (folder / "requirements.lock").write_text(pebble(folder))
    set_up_again(folder)
    return folder


def set_up_again(folder):
    """Let make set up what it finds wanting; return what it said."""
    done = subprocess.run(
        ["make", "-C", folder, f"PYTHON={sys.executable}", ".venv/lab.stamp"],
        env=os.environ | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder)},
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def lose_python(venv):
    """Uninstall the Python that .venv was made with."""
    for name in ("python", "python3", f"python3.{sys.version_info.minor}"):
        (venv / "bin" / name).unlink()
        (venv / "bin" / name).symlink_to("/gone/with/an/upgrade")


def break_python(venv):
    """Let Python be there and not run, as without one of its libraries."""
    (venv / "bin/python").unlink()
    (venv / "bin/python").write_text("#!/bin/sh\nexit 127\n")
    (venv / "bin/python").chmod(0o755)


def change_python(venv):
    """Let the packages be those of another minor version."""
    own = venv / f"lib/python3.{sys.version_info.minor}"
    own.rename(venv / "lib/python3.1")


def change_python_and_begin(venv):
    """The same, after `python -m venv .venv`: it has pip, and nothing of ours."""
    change_python(venv)
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)


@pytest.mark.parametrize(
    "spoil", [lose_python, break_python, change_python, change_python_and_begin]
)
def test_a_virtual_environment_without_its_python_is_begun_anew(
    set_up, tmp_path, spoil
):
    folder = tmp_path / "workshop"
    shutil.copytree(set_up, folder, symlinks=True)
    spoil(folder / ".venv")
    assert "venv --clear" in set_up_again(folder)
    subprocess.run([folder / ".venv/bin/python", "-c", "import pebble"], check=True)
    assert len(list((folder / ".venv/lib").glob("python3*"))) == 1


def test_a_virtual_environment_that_works_is_left_alone(set_up):
    (set_up / ".venv/mine").touch()
    assert "up to date" in set_up_again(set_up)
    assert (set_up / ".venv/mine").exists()


def test_a_virtual_environment_of_ones_own_is_kept_and_filled(set_up, tmp_path):
    folder = tmp_path / "workshop"
    shutil.copytree(set_up, folder, ignore=shutil.ignore_patterns(".venv"))
    subprocess.run([sys.executable, "-m", "venv", folder / ".venv"], check=True)
    (folder / ".venv/mine").touch()
    assert "venv --clear" not in set_up_again(folder)
    assert (folder / ".venv/mine").exists()
    subprocess.run([folder / ".venv/bin/python", "-c", "import pebble"], check=True)

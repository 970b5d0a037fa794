"""Preflight: every fault has its line, every line its remedy.

Fakes stand in only for what cannot be made real here: two CuPys, drivers, cards.
"""

import json
import os
import subprocess
import sys
import time
import venv
from pathlib import Path

import pytest

from workshop_lib import preflight
from workshop_lib.backend import gpu_available
from workshop_lib.preflight import items as judge
from workshop_lib.preflight import probe
from workshop_lib.preflight.items import FAIL, NO_GPU, NOTE, OK

ROOT = Path(__file__).resolve().parents[1]
GOOD = {"cupy-cuda12x": "14.2.0"}
POOL = {"user_api": "blas", "num_threads": 1}
CARD = {"card": ("NVIDIA H200", 90, 100.0, 140.0), "computation": None}


def run(python, *arguments, **options):
    """Run preflight as a command."""
    command = [python, "-m", "workshop_lib.preflight", *arguments]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, **options
    )


def test_this_machine_gets_one_line_an_item_within_20_s():
    start = time.perf_counter()
    done = run(sys.executable)
    assert time.perf_counter() - start < 20
    assert done.returncode == (0 if gpu_available() else 1), done.stdout
    for name in ("Python", "packages", "notebooks", "saving", "BLAS", "CuPy", "driver"):
        assert f" {name} " in done.stdout
    assert "Ready" in done.stdout and done.stderr == ""


def test_json_says_the_same():
    done = run(sys.executable, "--json")
    told = json.loads(done.stdout)
    assert told["status"] == done.returncode
    assert {"name", "level", "found", "remedy"} == set(told["items"][0])


def test_an_unknown_option_is_not_ready():
    assert run(sys.executable, "--yaml").returncode == 2


def test_in_an_empty_environment_it_still_speaks(tmp_path):
    """The commonest fault of all: the wrong Python."""
    venv.create(tmp_path / "bare", symlinks=True)
    done = run(tmp_path / "bare" / "bin" / "python")
    assert done.returncode == 2 and done.stderr == ""
    assert "the workshop is not installed here" in done.stdout
    assert "choose its kernel" in done.stdout and "Not ready yet" in done.stdout


def test_the_kernel_is_left_clean():
    code = (
        "import sys; from workshop_lib import preflight; preflight.report();"
        "sys.exit(bool({'cupy', 'scipy', 'numpy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


@pytest.mark.parametrize(
    ("levels", "status", "words"),
    [
        ((OK, NOTE), 0, "Ready, with a GPU."),
        ((OK, NO_GPU), 1, "without a GPU"),
        ((NO_GPU, FAIL), 2, "Not ready"),
    ],
)
def test_exit_status_follows_the_worst_line(levels, status, words):
    report = preflight.Report(tuple(judge.Item("x", level, "y") for level in levels))
    assert report.status == status and words in repr(report)


def test_the_lessons_on_the_gpu_are_read_off_their_names(tmp_path):
    (tmp_path / "notebooks").mkdir()
    for name in (
        "03_chain_rule",
        "08_to_the_gpu",
        "08_to_the_gpu.2026-11-23",
        "11_gpu",
    ):
        (tmp_path / "notebooks" / f"{name}.ipynb").touch()
    assert preflight.gpu_lessons(tmp_path) == ["08", "11"]
    assert preflight.gpu_lessons(tmp_path / "installed without its folder") == []


def test_an_old_python_fails():
    item = judge.check_python((3, 10, 4))
    assert item.level == FAIL and "3.11" in item.remedy
    assert judge.check_python((3, 11, 7)).level == OK


# Packages.

ASKED = ["numpy>=2.2", "tqdm>=4.67 ; python_version >= '3'", "no ; sys_platform == 'x'"]


def test_packages_within_their_ranges_are_right():
    item = judge.check_packages({"numpy": "2.4.6", "tqdm": "4.70"}, ASKED, {})
    assert (item.level, item.found) == (OK, "2 asked for, 2 right")


def test_a_missing_and_an_old_package_fail_by_name():
    item = judge.check_packages({"numpy": "1.26.4"}, ASKED, {})
    assert item.level == FAIL and "pip install" in item.remedy
    assert item.found == "numpy is 1.26.4; tqdm is missing"


def test_a_package_beside_its_pin_is_only_a_note():
    versions = {"numpy": "2.4.6", "tqdm": "4.70"}
    item = judge.check_packages(versions, ASKED, {"numpy": "2.4.5"})
    assert item.level == NOTE and item.found == "numpy 2.4.6, tested with 2.4.5"
    assert "requirements.lock" in item.remedy


def test_pins_are_read_from_a_lock_with_hashes_and_markers(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["numpy>=2"]\n')
    (tmp_path / "requirements.lock").write_text(
        "# comment\nnumpy==2.4.6 \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\n"
        "Jupyter_Widgets==3.0.17\ncolorama==0.4.6 ; sys_platform == 'win32' \\\n"
        "    --hash=sha256:22\n    # via numpy==1\n"
    )
    asked, pins = preflight.wanted(tmp_path)
    assert asked == ["numpy>=2"]
    expected = {"numpy": "2.4.6", "jupyter-widgets": "3.0.17"}
    if sys.platform == "win32":
        expected["colorama"] = "0.4.6"
    assert pins == expected


def test_the_real_project_is_read():
    asked, _ = preflight.wanted()
    assert any(requirement.startswith("jupyterlab") for requirement in asked)


NOTEBOOK = {
    "jupyterlab": "4.6.6",
    "ipywidgets": "8.1.9",
    "jupyterlab-widgets": "3.0.17",
}


@pytest.mark.parametrize(
    ("change", "remedy"),
    [
        ({"ipywidgets": "7.8.5"}, "ipywidgets==8.*"),
        ({"jupyterlab-widgets": "1.1.1"}, "jupyterlab_widgets==3.*"),
        ({"jupyterlab": "4.5.6"}, "CVE-2026-40171"),
    ],
)
def test_both_halves_of_the_sliders_must_fit(change, remedy):
    assert judge.check_notebook(NOTEBOOK).level == OK
    item = judge.check_notebook(NOTEBOOK | change)
    assert item.level == FAIL and remedy in item.remedy


def test_a_folder_that_cannot_be_written_to_fails(tmp_path):
    assert judge.check_writing(tmp_path).level == OK
    item = judge.check_writing(tmp_path / "missing")
    assert item.level == FAIL and "copy the workshop" in item.remedy


def test_no_number_of_blas_threads_is_a_fault():
    for pools in ([], [POOL], [POOL, POOL | {"num_threads": 8}]):
        assert judge.check_blas(pools).level == OK
    assert judge.check_blas(pools).found == (
        "8 threads (OPENBLAS_NUM_THREADS: not set)"
    )


def test_after_a_plain_make_lab_nothing_is_noted_on_blas():
    kernel = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")}
    done = run(sys.executable, "--json", env=kernel)
    (blas,) = (i for i in json.loads(done.stdout)["items"] if i["name"] == "BLAS")
    assert (blas["level"], blas["remedy"]) == (OK, "")
    assert blas["found"].endswith("(OPENBLAS_NUM_THREADS: not set)")


# The GPU.


def gpu_report(cupys, facts, libraries=None):
    """Return the items on the GPU, by name."""
    facts = {"driver": 12_040, "capabilities": (90,), "import_error": None} | facts
    found = preflight.gpu_items(cupys, facts, libraries)
    return {item.name: item for item in found}


def test_a_good_gpu_is_four_good_lines():
    items = gpu_report(GOOD, CARD)
    assert [item.level for item in items.values()] == [OK] * 4
    assert items["card"].found == (
        "NVIDIA H200, compute capability 9.0, 100.0 of 140.0 GiB free"
    )


def test_two_cupys_are_a_failure_with_the_way_out():
    items = gpu_report(GOOD | {"cupy-cuda13x": "14.2.0"}, CARD)
    told = items["CuPy"]
    assert told.level == FAIL
    assert "pip uninstall -y cupy-cuda12x cupy-cuda13x; then pip install" in told.remedy


CUDA_13 = {"nvidia-cublas": "13.10.0.20", "nvidia-cuda-nvrtc": "13.5.37"}


def test_a_cupy_beside_libraries_of_another_cuda_is_named_with_both_halves():
    broken = {"computation": 'Failure finding "libcublas.so.12"'}
    items = gpu_report(GOOD, CARD | broken | {"driver": 13_000}, CUDA_13)
    told = items["CuPy"]
    assert told.level == NO_GPU and "computation" not in items
    assert told.found.startswith(
        "cupy-cuda12x 14.2.0 beside nvidia-cublas 13.10.0.20 and nvidia-cuda-nvrtc 13."
    )
    assert told.remedy == (
        "pip uninstall -y cupy-cuda12x; then pip install 'cupy-cuda13x[ctk]==14.*'"
    )
    # A driver or a card that CUDA 13 does not know leaves the other way only.
    for facts in ({"driver": 12_080}, {"driver": 13_000, "capabilities": (70,)}):
        told = gpu_report(GOOD, CARD | broken | facts, CUDA_13)["CuPy"]
        assert told.remedy == (
            "pip uninstall -y nvidia-cublas nvidia-cuda-nvrtc;"
            " then pip install 'cupy-cuda12x[ctk]==14.*'"
        )


def test_libraries_of_the_same_cuda_are_right_and_older_ones_beside_them_do_no_harm():
    older = {"nvidia-cuda-nvrtc-cu12": "12.9.86"}
    cupy_13 = {"cupy-cuda13x": "14.2.0"}
    facts = CARD | {"driver": 13_000}
    assert gpu_report(GOOD, CARD, older)["CuPy"].level == OK
    assert gpu_report(cupy_13, facts, CUDA_13 | older)["CuPy"].level == OK
    assert (
        "beside nvidia-cuda-nvrtc-cu12"
        in gpu_report(cupy_13, facts, older)["CuPy"].found
    )


def test_a_package_that_only_uses_cupy_is_no_second_cupy():
    others = {"cupy-xarray": "0.1.4", "nvidia-cublas": "13.1", "numpy": "2.4"}
    assert preflight.of_gpu(GOOD | others) == (GOOD, {"nvidia-cublas": "13.1"})
    assert preflight.of_gpu({"cupy": "14.2.0"})[0] == {"cupy": "14.2.0"}


def test_no_driver_is_no_gpu():
    items = gpu_report(GOOD, {"driver": None})
    assert items["driver"].level == NO_GPU and items["driver"].remedy
    assert set(items) == {"CuPy", "driver"}


def test_no_cupy_where_there_is_a_driver_says_what_to_install():
    items = gpu_report({}, {"import_error": "No module named 'cupy'"})
    assert (
        items["CuPy"].level == NO_GPU
        and "cupy-cuda12x[ctk]==14" in items["CuPy"].remedy
    )
    assert items["driver"].level == OK


def test_an_old_driver_is_named_with_the_one_that_is_needed():
    items = gpu_report(GOOD, {"driver": 11_040} | CARD)
    assert items["driver"].found == "up to CUDA 11.4"
    assert items["driver"].level == NO_GPU and "525" in items["driver"].remedy
    assert "computation" not in items


def test_cupy_for_another_cuda_is_named():
    items = gpu_report({"cupy-cuda13x": "14.2.0"}, CARD)
    assert items["driver"].level == NO_GPU
    assert "built for CUDA 13" in items["driver"].remedy
    assert "pip uninstall -y cupy-cuda13x" in items["driver"].remedy
    newer = gpu_report({"cupy-cuda13x": "14.2.0"}, {"driver": 13_000} | CARD)
    assert newer["driver"].level == OK


def test_a_cupy_that_does_not_import_is_shown_with_its_error():
    items = gpu_report(GOOD, {"import_error": "ImportError: libcuda.so.1"})
    assert items["CuPy"].level == NO_GPU and "libcuda.so.1" in items["CuPy"].found
    assert "pip install" in items["CuPy"].remedy


def test_a_full_card_says_whose_door_to_knock_at():
    items = gpu_report(GOOD, CARD | {"card": ("A100", 80, 0.2, 40.0)})
    assert items["card"].level == NO_GPU and "shut down idle" in items["card"].remedy
    # A context and what lesson 08 measures with need more than a GiB.
    tight = gpu_report(GOOD, CARD | {"card": ("A100", 80, 1.4, 40.0)})
    assert tight["card"].level == NO_GPU


def test_a_card_that_is_too_old_is_named():
    item = judge.check_card("Tesla P100", 60, 15.0, 16.0)
    assert item.level == NO_GPU and "V100" in item.remedy


def test_a_v100_asks_for_the_cupy_of_cuda_12():
    v100 = "Tesla V100", 70, 30.0, 32.0
    assert judge.check_card(*v100, GOOD).level == OK
    item = judge.check_card(*v100, ["cupy-cuda13x"])
    assert item.level == NO_GPU and "CUDA 13 no longer knows it" in item.remedy
    assert "pip uninstall -y cupy-cuda13x; then pip install 'cupy-cuda12x" in (
        item.remedy
    )


def test_a_missing_library_is_installed_for_the_cupy_that_is_there():
    lacking = {"computation": 'Failure finding "libcublas.so.13"', "driver": 13_000}
    items = gpu_report({"cupy-cuda13x": "14.2.0"}, CARD | lacking)
    assert "'cupy-cuda13x[ctk]==14.*'" in items["computation"].remedy


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        ('ImportError: Failure finding "libcublasLt.so.12"', "cupy-cuda12x[ctk]"),
        ("CUDADriverError: no kernel image is available", "V100 and newer"),
        ("OutOfMemoryError: Out of memory allocating 96 bytes", "the card is full"),
        ("the GPU's numbers differ from NumPy's", "administrator"),
    ],
)
def test_a_computation_that_failed_has_a_remedy_for_its_reason(error, remedy):
    item = judge.check_computation(error)
    assert item.level == NO_GPU and item.found == error and remedy in item.remedy


def test_a_probe_that_hangs_or_dies_is_reported(monkeypatch):
    told = probe.ask_child(timeout=0.001)
    assert told["befell"] == "no answer within 0.001 s"
    item = gpu_report(GOOD, told)["CuPy"]
    assert item.level == NO_GPU and "run this again" in item.remedy
    # A slow start is no reason to take CuPy away.
    assert "does not import" not in item.found and "uninstall" not in item.remedy
    monkeypatch.setattr(sys, "executable", "/bin/false")
    told = probe.ask_child()
    assert told["befell"] == "the trial died with exit status 1"
    assert "uninstall" not in gpu_report(GOOD, told)["CuPy"].remedy


@pytest.mark.gpu
@pytest.mark.skipif(not gpu_available(), reason="needs a GPU and CuPy")
def test_on_a_device_the_gpu_is_ready():
    items = {item.name: item for item in preflight.report(ROOT).items}
    for name in ("CuPy", "driver", "card", "computation"):
        assert items[name].level == OK, items[name]

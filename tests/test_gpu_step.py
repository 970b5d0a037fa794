"""The GPU benchmark, as far as it goes without a GPU: its arithmetic and its forms.

Nothing here is a measurement, and nothing is written outside tmp_path.
"""

import json

import gpu_step
import gpu_step_report
import gpu_step_runners as runners
import numpy as np
import pytest

from workshop_lib import counting, frameworks, recordings
from workshop_lib.backend import gpu_available

NET = (784, 128, 10)


def made_up():
    """Return a recording with invented times, to draw and to tabulate."""
    cells = []
    for net in gpu_step.NETS:
        for i, n in enumerate(gpu_step.BATCHES):
            for precision in gpu_step.LIMIT:
                for j, runner in enumerate(recordings.RUNNERS):
                    others = [
                        r for r in recordings.RUNNERS if r not in (runner, "floor")
                    ]
                    cells.append(
                        {
                            "net": list(net),
                            "n": n,
                            "precision": precision,
                            "runner": runner,
                            "seconds": 1e-5 * (i + 1) * (9 - j),
                            "ratios": dict.fromkeys(others, 0.2 + 0.1 * j),
                        }
                    )
    return {
        "card": "made up",
        "date": "2000-01-01",
        "versions": {"CuPy": "0"},
        "ceilings": dict.fromkeys(
            ("bandwidth", "fp32", "tf32", "launch", "launch in a graph"), 1e12
        ),
        "cells": cells,
        "sharing": {
            "kernels": 30,
            "lesson": "08",
            "cap_bytes": 2**31,
            "failures": 0,
            "memory_bytes": 2**34,
            "memory_per_kernel_bytes": 2**29,
            "seconds": 60.0,
        },
    }


@pytest.mark.skipif(gpu_available(), reason="there is a GPU")
def test_without_a_gpu_nothing_is_measured_and_nothing_written(tmp_path, capsys):
    assert gpu_step.main(["--out", str(tmp_path)]) == 1
    assert "nothing is measured" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_results_hold_no_recording_of_a_made_up_card():
    if recordings.load():
        assert recordings.load()["card"] != "made up"


def test_the_command_line_has_its_defaults_and_says_what_it_does(capsys):
    chosen = gpu_step.options([])
    assert (chosen.minutes, chosen.kernels, chosen.cap) == (9.0, 30, 2.0)
    assert chosen.minutes < 10 and not chosen.resume and not chosen.report
    with pytest.raises(SystemExit):
        gpu_step.options(["--help"])
    assert "NumPy in float64" in capsys.readouterr().out


def test_report_writes_a_table_the_goals_and_a_plot(tmp_path):
    (tmp_path / "gpu_step.json").write_text(json.dumps(made_up()))
    assert gpu_step.main(["--report", "--out", str(tmp_path)]) == 0
    text = (tmp_path / "gpu_step.md").read_text()
    for words in ("784-512-512-10, tf32", "max-autotune", "## Goals", "0.50 GiB each"):
        assert words in text
    assert (tmp_path / "gpu_step.png").read_bytes().startswith(b"\x89PNG")


def test_goals_are_judged_by_their_worst_cell():
    recording = made_up()
    recording["cells"][3]["ratios"]["torch eager"] = 9.0  # torch eager itself: ignored
    met = {what: (value, yes) for what, value, yes in gpu_step_report.goals(recording)}
    assert met["readable <= 1.0 x PyTorch eager"][1] == "yes"
    assert met["captured <= 0.25 x PyTorch eager, n <= 256"][1] == "no"
    cell = next(c for c in recording["cells"] if c["runner"] == "readable")
    cell["ratios"]["torch eager"] = 1.5
    met = {what: (value, yes) for what, value, yes in gpu_step_report.goals(recording)}
    told, yes = met["readable <= 1.0 x PyTorch eager"]
    assert yes == "no" and told == "at worst 1.50 (784-128-10, n = 1, fp32)"


def test_a_recording_without_compiled_runners_still_reports(tmp_path):
    recording = made_up()
    recording["cells"] = [c for c in recording["cells"] if "torch" not in c["runner"]]
    recording.pop("sharing")
    recording["cells"][0] = {
        k: v for k, v in recording["cells"][0].items() if k not in ("seconds", "ratios")
    } | {"trouble": "OutOfMemoryError: full"}
    gpu_step_report.write(recording, tmp_path)
    assert "OutOfMemoryError: full" in (tmp_path / "gpu_step.md").read_text()


def test_floor_counts_the_products_of_a_step():
    best = {"fp32": 1.0, "bandwidth": 1e30}
    case = runners.problem(NET, 7)
    assert gpu_step.floor(NET, 7, "fp32", best) == pytest.approx(
        counting.count(runners.readable_step, *case).flops
    )


def test_floor_counts_each_input_once_and_each_weight_twice():
    best = {"fp32": 1e30, "bandwidth": 1.0}
    w, b, x, y = runners.problem(NET, 7)
    weights = sum(p[L].nbytes for p in (w, b) for L in p)
    moved = x.nbytes + y.nbytes + 2 * weights
    assert gpu_step.floor(NET, 7, "fp32", best) == pytest.approx(moved)


def test_error_is_relative_to_the_step():
    case = runners.problem(NET, 5)
    true = runners.truth(case)
    assert runners.error_of(true, true, case[:2]) == 0
    assert runners.error_of(case[:2], true, case[:2]) == pytest.approx(1)
    # float32 keeps three digits of a step that is 1/10000 of the weights.
    in_float32 = runners.readable_step(*case)
    assert runners.error_of(in_float32, true, case[:2]) < gpu_step.LIMIT["fp32"]


def numpy_runner(case, tf32):
    """Stand in for a runner on the card."""
    return frameworks.our_step(*case, runners.ACT, runners.LR)


def wrong_runner(case, tf32):
    runner = numpy_runner(case, tf32)
    return runner._replace(read=lambda: case[:2])


def on_a_pretend_card(monkeypatch, **makers):
    monkeypatch.setattr(gpu_step, "gpu_available", lambda: True)
    monkeypatch.setattr(gpu_step.gpu, "use_tf32", lambda on: None)
    monkeypatch.setattr(gpu_step, "NETS", ((6, 4, 3),))
    monkeypatch.setattr(gpu_step, "BATCHES", (1, 5))
    known = {k: made_up()[k] for k in ("card", "date", "versions")}
    monkeypatch.setattr(gpu_step, "about", lambda: dict(known))
    monkeypatch.setattr(gpu_step, "ceilings", lambda: made_up()["ceilings"])
    monkeypatch.setattr(gpu_step, "to_gpu", lambda a: a)
    monkeypatch.setattr(gpu_step, "share", lambda *_: made_up()["sharing"])
    makers = {name: numpy_runner for name in gpu_step.MAKERS} | makers
    monkeypatch.setattr(gpu_step, "MAKERS", makers)
    monkeypatch.setattr(gpu_step, "installed", lambda name: True)


def test_a_call_measures_every_cell_once_and_resume_adds_what_is_missing(
    monkeypatch, tmp_path, capsys
):
    on_a_pretend_card(monkeypatch)
    arguments = ["--out", str(tmp_path)]
    assert gpu_step.main([*arguments, "--minutes", "0"]) == 0
    assert "out of time" in capsys.readouterr().out
    assert gpu_step.main([*arguments, "--resume"]) == 0
    first = (tmp_path / "gpu_step.json").read_text()
    cells = json.loads(first)["cells"]
    keys = [(c["n"], c["precision"], c["runner"]) for c in cells]
    assert set(json.loads(first)["crossover"]) == {"16", "256"}
    assert len(set(keys)) == len(keys) == 2 * 2 * (len(gpu_step.MAKERS) + 1)
    before = (tmp_path / "gpu_step.json").read_text()
    assert gpu_step.main([*arguments, "--resume"]) == 0
    assert (tmp_path / "gpu_step.json").read_text() == before


def test_without_jax_and_pytorch_our_own_runners_are_measured(monkeypatch, tmp_path):
    on_a_pretend_card(monkeypatch)
    monkeypatch.setattr(
        gpu_step, "installed", lambda name: name.split()[0] not in ("torch", "jax")
    )
    assert gpu_step.main(["--out", str(tmp_path)]) == 0
    cells = json.loads((tmp_path / "gpu_step.json").read_text())["cells"]
    assert {c["runner"] for c in cells} == {"readable", "fused", "captured", "floor"}


def test_a_runner_with_wrong_numbers_gets_no_time(monkeypatch, tmp_path):
    on_a_pretend_card(monkeypatch, fused=wrong_runner)
    found = gpu_step.measure((6, 4, 3), 5, "fp32", ("readable", "fused"))
    by_name = {cell["runner"]: cell for cell in found}
    assert "seconds" in by_name["readable"] and "seconds" not in by_name["fused"]
    assert "the step is off" in by_name["fused"]["trouble"]


@pytest.mark.parametrize("name", ["torch eager", "jax"])
def test_the_runners_of_other_frameworks_take_our_step(monkeypatch, name):
    if not runners.installed(name):
        pytest.skip(f"needs {name.split()[0]}")
    if gpu_available():
        pytest.skip("gpu_step.py itself compares them on a GPU")
    case = runners.problem((12, 7, 3), 5)
    runner = runners.MAKERS[name](case, False)
    runner.step()
    true = runners.truth(case)
    assert runners.error_of(runner.read(), true, case[:2]) < gpu_step.LIMIT["fp32"]
    runner.reset()
    for first, now in zip(case[:2], runner.read(), strict=True):
        assert all(np.array_equal(first[L], now[L]) for L in first)


@pytest.mark.gpu
@pytest.mark.skipif(not gpu_available(), reason="needs a GPU and CuPy")
def test_our_runners_take_the_step_on_a_device():
    names = [n for n in gpu_step.QUICK if runners.installed(n)]
    for precision in gpu_step.LIMIT:
        for cell in gpu_step.measure(NET, 32, precision, names):
            assert "seconds" in cell, cell


def test_headline_says_that_there_is_no_recording(monkeypatch, tmp_path):
    monkeypatch.setattr(recordings, "gpu_available", lambda: False)
    told = recordings.headline(tmp_path / "none.json")
    assert "no recording is shipped yet" in told and "calculation" in told
    (tmp_path / "gpu_step.json").write_text(json.dumps(made_up()))
    told = recordings.headline(tmp_path / "gpu_step.json")
    assert "made up, 2000-01-01 (CuPy 0)" in told and "recorded" in told


def test_the_crossover_is_recorded_or_else_called_a_calculation(tmp_path):
    ((label, seconds),) = recordings.crossover(16, 33, tmp_path / "none").items()
    assert "calculated, not measured" in label
    assert seconds == [33 * 10e-6] * 4  # so small a batch is all launches
    recording = made_up() | {"crossover": {"16": [1.0, 2.0, 3.0, 4.0]}}
    (tmp_path / "gpu_step.json").write_text(json.dumps(recording))
    found = recordings.crossover(16, 33, tmp_path / "gpu_step.json")
    assert found == {"made up, recorded": [1.0, 2.0, 3.0, 4.0]}


def test_a_table_has_a_dash_for_what_was_not_measured():
    recording = made_up()
    recording["cells"] = [
        c for c in recording["cells"] if (c["runner"], c["n"]) != ("jax", 32)
    ]
    line = next(
        row for row in recordings.table(recording, NET).splitlines() if "JAX" in row
    )
    assert line.split()[2] == "-"

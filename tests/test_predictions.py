"""A prediction is asked, noted, kept, and told only afterwards."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from lesson import read_lesson

from workshop_lib import checker, exercises
from workshop_lib.checker import answer, predict, progress
from workshop_lib.exercises.prediction import PREDICTIONS, prediction

ROOT = Path(__file__).resolve().parents[1]
LESSONS = sorted((ROOT / "lessons").glob("*.py"))


@pytest.fixture(autouse=True)
def asked(monkeypatch, tmp_path):
    """Ask two made-up questions of somebody who has not begun; return the file."""
    monkeypatch.setenv("BACKPROP_PROGRESS", str(tmp_path / "progress.json"))
    monkeypatch.setattr(checker._progress, "_seen", checker._progress.nothing())
    monkeypatch.setattr(checker._progress, "_trouble", None)
    monkeypatch.setattr(checker.prediction, "_asked_to_predict", set())
    for number in ("99.a", "99.b"):
        monkeypatch.delitem(PREDICTIONS, number, raising=False)
    prediction(
        "99.a", "Which way?", ("up", "down", "nowhere"), answer="b",
        because={"a": "Uphill tempts.", "b": "Downhill is less.", "c": "It is steep."},
    )  # fmt: skip
    prediction(
        "99.b", "How steep?", answer=0.25,
        because={0.25: "It is a half squared.", 0.5: "That is its root."},
        tolerance=0.02,
    )  # fmt: skip
    yield tmp_path / "progress.json"
    for number in ("99.a", "99.b"):
        PREDICTIONS.pop(number, None)


def test_a_question_shows_its_choices_and_no_answer():
    for said in (repr(predict("99.a")), predict("99.a")._repr_html_()):
        assert "Which way?" in said and "(c) nowhere" in said
        assert "less" not in said and "tempts" not in said


def test_a_choice_is_noted_and_nothing_is_told():
    for choice in "abc":
        said = repr(predict("99.a", choice))
        assert f"noted: ({choice})" in said
        assert not re.search("less|tempts|steep|right|answer", said)


@pytest.mark.parametrize("said", ["B", " b ", "(b)"])
def test_a_letter_may_be_written_in_many_ways(said):
    predict("99.a", said)
    assert answer("99.a").status == "right"


@pytest.mark.parametrize("said", [0.25, "0,26", "0.24", 1 / 4])
def test_a_number_may_be_written_in_many_ways_and_be_a_little_off(said):
    predict("99.b", said)
    assert answer("99.b").status == "right"


@pytest.mark.parametrize("number", ["99.a", "99.b"])
@pytest.mark.parametrize("said", ["d", "", "ab", float("nan"), "1e999", [], "a little"])
def test_what_is_no_answer_is_not_noted_and_says_what_is(number, said):
    verdict = predict(number, said)
    assert verdict.status == "failed"
    assert re.search("choose one of a, b, c|say one number", verdict.headline)
    assert "0 predicted" in progress().headline


def test_the_last_choice_before_the_telling_counts():
    predict("99.a", "a")
    predict("99.a", "b")
    assert answer("99.a").status == "right"


def test_who_was_wrong_reads_why_it_tempts_and_what_is_right():
    predict("99.a", "a")
    told = answer("99.a")
    assert told.status == "different"
    assert told.lines == (
        "You said (a) up. Uphill tempts.",
        "It is (b) down. Downhill is less.",
        "Others say (c) nowhere. It is steep.",
    )


def test_a_wrong_number_is_met_by_its_own_sentence_if_there_is_one():
    predict("99.b", 0.5)
    assert "You said 0.5. That is its root." in answer("99.b").lines
    predict("99.b", 7)
    assert "You said 0.5. That is its root." in answer("99.b").lines


def test_who_has_not_predicted_is_asked_once_and_then_told():
    assert "predict first" in answer("99.a").headline
    assert "less" not in repr(predict("99.a"))
    told = answer("99.a")
    assert told.status == "info" and "it is (b) down" in told.headline


def test_what_is_said_after_the_telling_does_not_count():
    predict("99.a", "c")
    answer("99.a")
    late = predict("99.a", "b")
    assert "has been told; before it you said (c) nowhere" in late.headline
    assert answer("99.a").status == "different"


def test_several_are_told_at_once():
    predict("99.a", "b")
    assert "99.b · predict first" in answer("99.a", "99.b").headline
    predict("99.b", 3)
    told = answer("99.a", "99.b")
    assert told.status == "different"
    assert "99.a · as you predicted, 99.b · not as predicted" in told.headline


def test_progress_counts_predictions():
    predict("99.a", "c")
    predict("3.c", "a")
    assert "2 predicted" in progress().headline
    assert re.search(r"03 .*, 1 of \d predicted", repr(progress()))


def test_another_kernel_knows_what_was_predicted_and_what_was_told(asked):
    code = (
        "from workshop_lib.checker import predict, answer\n"
        'print(predict("3.c"), predict("3.d", "a"), answer("3.c", "3.d"), sep="\\n")'
    )
    predict("3.c", "b")
    predict("3.d", "c")
    answer("3.d")
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True
    )
    assert "noted: (b) positive" in ran.stdout, ran.stderr
    assert "has been told; before it you said (c)" in ran.stdout
    assert "3.c · not as predicted, 3.d · as you predicted" in ran.stdout


@pytest.mark.parametrize(
    "predicted", [3, [], "ab", {"3.c": []}, {"3.c": "zz"}, {"nowhere": "a"}, None]
)
def test_damaged_predictions_are_forgotten_and_nothing_else(asked, predicted):
    asked.write_text(
        json.dumps({"first": None, "tried": [], "right": [], "predicted": predicted})
    )
    assert "noted" not in repr(predict("3.c"))
    assert predict("3.c", "a").status == "info"
    assert "1 predicted" in progress().headline


def test_a_progress_file_from_before_there_were_predictions_is_read(asked):
    asked.write_text('{"first": null, "tried": ["3.1"], "right": ["3.1"]}')
    predict("3.c", "a")
    assert "1 right" in progress().headline and "damaged" not in repr(progress())


def test_on_the_page_the_button_that_stands_is_marked():
    from workshop_lib.explorers import question as on_the_page

    stands = {"now": None}

    def choose(said):
        stands["now"] = stands["now"] or said  # the second choice comes too late
        return "noted", stands["now"]

    asked = on_the_page.question("?", {"a": "up", "b": "down"}, None, "", choose)
    one, other = (row.children[0] for row in asked.children[1:3])
    one.click(), other.click()
    assert (one.button_style, other.button_style) == ("primary", "")


def test_an_unknown_number_names_those_of_its_lesson():
    assert "lesson 99 has 99.a and 99.b" in repr(predict("99.z"))
    assert "they look like 3.a" in repr(answer("nothing"))


def test_on_the_page_a_click_does_what_the_plain_call_does():
    bundle = predict("99.a")._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert "(c) nowhere" in bundle["text/plain"] and "<div" in bundle["text/html"]


@pytest.mark.parametrize(
    "choices, answer, because",
    [
        (("one",), "a", {"a": "."}),
        (("one", "two"), "c", {"a": ".", "b": "."}),
        (("one", "two"), "a", {"a": "."}),
        ((), 1.0, {2.0: "."}),
        ((), 2.5, {2.5: "it is the example that is shown"}),
    ],
)
def test_an_incomplete_prediction_is_refused(choices, answer, because):
    with pytest.raises(ValueError, match="98.a"):
        prediction("98.a", "?", choices, answer=answer, because=because)
    assert "98.a" not in PREDICTIONS


# The lessons -------------------------------------------------------------------------


def calls(cell, name):
    """Return the arguments of each call of this function in a cell."""
    return [
        [ast.literal_eval(argument) for argument in node.args]
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == name
    ]


def code_of(cells):
    return [cell for cell in cells if cell.cell_type == "code"]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_asks_each_of_its_predictions_before_it_tells(path):
    told, predicted = [], []
    for cell in code_of(read_lesson(path, "solutions").cells):
        for number, choice in calls(cell, "predict"):
            predicted.append(number)
            assert PREDICTIONS[number].right(choice), number
        for numbers in calls(cell, "answer"):
            told += numbers
            assert set(numbers) <= set(predicted), numbers
            assert re.search(r"^answer\(.*\)$", cell.source, re.MULTILINE)
    lesson = str(int(path.stem[:2]))
    own = [n for n in exercises.PREDICTIONS if n.partition(".")[0] == lesson]
    assert predicted == told == own


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_learner_finds_what_tells_collapsed_until_it_is_run(path):
    learner, solved = (
        nbformat.read(ROOT / form / f"{path.stem}.ipynb", 4)
        for form in ("notebooks", "solutions")
    )
    for cell in code_of(learner.cells):
        assert all(len(numbers) == 1 for numbers in calls(cell, "predict"))
        if calls(cell, "answer"):
            assert cell.metadata.jupyter.outputs_hidden
            assert not cell.outputs[0].data  # whose first line JupyterLab shows
            assert "predict first" in str(cell.outputs[-1])
    assert not any("jupyter" in cell.metadata for cell in solved.cells)
    assert "<details>" not in str(solved.cells)
    assert "<details open>" not in str(learner.cells)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_what_stands_below_an_answer_is_closed_or_a_new_section(path):
    cells = read_lesson(path, "notebooks").cells
    for cell, below in zip(cells, cells[1:]):
        if cell.cell_type == "code" and calls(cell, "answer"):
            new = below.cell_type == "code" or below.source.startswith(("<det", "#"))
            assert new, f"{cell.id}: {below.source[:60]}"


def test_nothing_is_called_a_prediction_that_is_not_kept():
    for path in LESSONS:
        assert "**Predict" not in path.read_text("utf-8"), path


def test_the_choices_of_a_right_answer_are_spread():
    letters = [p.answer for n, p in PREDICTIONS.items() if p.choices and n[:2] != "99"]
    assert max(map(letters.count, "abcde")) <= len(letters) / 2, letters

"""The form that every lesson keeps, read off the built notebooks without running them.

`make test` runs them all as well: there nbval compares every output.
"""

import ast
import re
from pathlib import Path

import build
import nbformat
import pytest

from workshop_lib import exercises

ROOT = Path(__file__).resolve().parent.parent
LESSONS = sorted(path.stem for path in (ROOT / "lessons").glob("*.py"))
BOTH = [(form, name) for name in LESSONS for form in build.FORMS]

each_lesson = pytest.mark.parametrize("name", LESSONS)
each_notebook = pytest.mark.parametrize("form, name", BOTH)


def cells(form, name, kind):
    nb = nbformat.read(ROOT / form / f"{name}.ipynb", as_version=4)
    return [cell for cell in nb.cells if cell.cell_type == kind]


def prose(name):
    return "\n\n".join(cell.source for cell in cells("solutions", name, "markdown"))


def shown(cell):
    """Return what a code cell shows as text."""
    said = [o.get("text") or o.data.get("text/plain", "") for o in cell.outputs]
    return "\n".join(said)


def tagged(cell, tag):
    return tag in cell.metadata.get("tags", ())


def calls(tree, *names):
    """Return the calls of these functions that stand in a line of their own."""
    lines = [s.value for s in tree.body if isinstance(s, ast.Expr)]
    return [
        line
        for line in lines
        if isinstance(line, ast.Call)
        and isinstance(line.func, ast.Name)
        and line.func.id in names
    ]


def answers(name):
    """Return the names that an attendee defines in a lesson's exercises."""
    return {
        node.name
        for cell in cells("solutions", name, "code")
        if tagged(cell, "exercise")
        for node in ast.parse(cell.source).body
        if isinstance(node, ast.FunctionDef)
    }


def test_the_notebooks_are_in_step_with_the_lessons():
    assert build.out_of_step(ROOT) == [], "make notebooks"


@each_notebook
def test_a_notebook_is_stored_as_it_was_run_from_top_to_bottom(form, name):
    counts = [cell.execution_count for cell in cells(form, name, "code")]
    assert counts == list(range(1, len(counts) + 1))


@each_lesson
def test_each_check_waits_for_an_answer_and_is_right_once_solved(name):
    # A check of an exercise's own answer; a lesson may also check a made-up mistake.
    def results(form):
        return [
            shown(cell)
            for cell in cells(form, name, "code")
            for call in calls(ast.parse(cell.source), "check")
            if getattr(call.args[-1], "id", None) in answers(name)
        ]

    assert len(results("notebooks")) == len(results("solutions")) > 0
    for said in results("notebooks"):
        assert "not answered yet" in said
    for said in results("solutions"):
        assert said.startswith("✓"), said


@each_lesson
def test_a_lesson_checks_each_of_its_exercises_in_order(name):
    checked = [
        call.args[0].value
        for cell in cells("solutions", name, "code")
        for call in calls(ast.parse(cell.source), "check")
    ]
    number = str(int(name[:2]))
    known = [n for n in exercises.ALL if n.split(".")[0] == number]
    assert list(dict.fromkeys(checked)) == known
    headings = re.findall(r"^### Exercise (\S+) · (.+)$", prose(name), re.MULTILINE)
    assert headings == [(n, exercises.ALL[n].title) for n in known]


@each_lesson
def test_no_cell_leans_on_an_answer(name):
    for cell in cells("solutions", name, "code"):
        if tagged(cell, "exercise"):
            continue
        tree = ast.parse(cell.source)
        judged = [
            argument
            for call in calls(tree, "check", "hint", "compare")
            for argument in call.args
        ]
        for node in ast.walk(tree):
            leans = isinstance(node, ast.Name) and node.id in answers(name)
            assert not leans or node in judged, f"{cell.id}: {node.id}"


@each_lesson
def test_an_exercise_is_a_signature_a_docstring_and_dots(name):
    for cell in cells("notebooks", name, "code"):
        if tagged(cell, "exercise"):
            (function,) = (
                node
                for node in ast.parse(cell.source).body
                if isinstance(node, ast.FunctionDef)
            )
            assert ast.get_docstring(function), cell.id
            assert ast.unparse(function.body[-1]) == "...", cell.id
            assert cell.source.count("...") == 1, cell.id


@each_notebook
def test_a_projector_shows_a_whole_cell(form, name):
    for cell in cells(form, name, "code"):
        lines = cell.source.splitlines()
        assert max(map(len, lines)) <= 79, cell.id
        assert len(lines) <= 15, cell.id


@each_notebook
def test_printed_numbers_are_rounded(form, name):
    # nbval compares text exactly, and the last digits differ between machines.
    for cell in cells(form, name, "code"):
        long = re.search(r"\d\.\d{12,}", shown(cell))
        assert not long, f"{cell.id}: {long[0]}"


@each_lesson
def test_a_lesson_opens_and_closes_as_every_lesson_does(name):
    text = prose(name)
    assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1
    assert text.startswith("# ")
    opening, closing = text[:1500], text[-3000:]
    for words in ("*Slides:", "minutes", "You will do", "You will learn", "You need"):
        assert words.lower() in opening.lower(), words
    for words in ("## Recap", "## On your own"):
        assert words in closing, words


@each_lesson
def test_links_lead_to_files_that_are_there(name):
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", prose(name)):
        if "://" not in target:
            assert (ROOT / "notebooks" / target).exists(), target


@each_lesson
def test_a_cell_that_measures_time_is_not_compared(name):
    for cell in cells("solutions", name, "code"):
        if calls(ast.parse(cell.source), "compare", "progress"):
            assert tagged(cell, "nbval-ignore-output"), cell.id


@each_lesson
def test_a_picture_is_the_last_line_of_its_cell_and_so_is_shown(name):
    for cell in cells("solutions", name, "code"):
        for statement in ast.parse(cell.source).body[:-1]:
            line = ast.unparse(statement)
            assert not line.startswith(("figures.", "diagrams.", "explorers.")), line

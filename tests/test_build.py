"""The builder, on small lessons made up here."""

import json
import sys

import build
import nbformat
import pytest

LESSON = """\
# %% [markdown]
# # Try a toy

# %%
import matplotlib.pyplot as plt

from workshop_lib import data

# %%
plt.plot([1, 2]);

# %% [markdown]
# ### Exercise 0.1 · Double it

# %% tags=["exercise"]
def double(x):
    \"\"\"Return twice x.\"\"\"
    if x:
        ### BEGIN SOLUTION
        y = x

        return 2 * y
        ### END SOLUTION

# %%
print(double(3))
"""


@pytest.fixture
def lesson(tmp_path):
    """Return a function that writes lesson 00 and the folder that holds it."""
    (tmp_path / "lessons").mkdir()

    def write(text, name="00_toy.py"):
        (tmp_path / "lessons" / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write


def read(root, form, name="00_toy.ipynb"):
    return nbformat.read(root / form / name, as_version=4)


def built_files(root):
    return {str(p): p.read_bytes() for p in root.rglob("*.ipynb")}


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    """Return a folder in which LESSON has been built."""
    root = tmp_path_factory.mktemp("toy")
    (root / "lessons").mkdir()
    (root / "lessons" / "00_toy.py").write_text(LESSON, encoding="utf-8")
    assert build.main([], root) == 0
    return root


def test_the_learner_finds_dots_at_the_depth_of_the_solution(toy):
    source = read(toy, "notebooks").cells[4].source
    assert source == (
        'def double(x):\n    """Return twice x."""\n    if x:\n        ...'
    )


def test_the_solution_has_everything_but_the_markers(toy):
    source = read(toy, "solutions").cells[4].source
    assert source.endswith("    if x:\n        y = x\n\n        return 2 * y")
    assert "SOLUTION" not in (toy / "solutions" / "00_toy.ipynb").read_text()


def test_outputs_are_stored(toy):
    assert read(toy, "solutions").cells[5].outputs[0].text == "6\n"
    assert read(toy, "notebooks").cells[5].outputs[0].text == "None\n"
    assert "image/png" in read(toy, "notebooks").cells[2].outputs[0].data


def test_a_tag_survives_and_nothing_else_stands_beside_it(toy):
    nb = read(toy, "notebooks")
    assert nb.cells[4].metadata == {"tags": ["exercise"]}
    assert all(not cell.metadata for cell in nb.cells if cell is not nb.cells[4])
    assert set(nb.metadata) == {"kernelspec", "language_info"}
    assert "version" not in nb.metadata.language_info


def test_a_second_build_gives_the_same_bytes(toy):
    before = built_files(toy)
    assert build.main(["00"], toy) == 0
    assert built_files(toy) == before


def test_both_forms_have_the_same_ids(toy):
    ids = [[c.id for c in read(toy, form).cells] for form in build.FORMS]
    assert ids[0] == ids[1]
    assert ids[0][4] == "exercise-0-1-double-it-1"
    assert len(set(ids[0])) == len(ids[0])


ASKED = """\
# %%
from workshop_lib.checker import answer, predict

# %%
predict("3.a", "b")

# %%
predict("3.b", "c")

# %%
print("this tells")

# %%
print("this tells too")
answer("3.a", "3.b")

# %% [markdown]
# <details open><summary>Afterwards</summary>
#
# It was b.
#
# </details>

# %% [markdown] tags=["solution"]
# The answer to a question.

# %% [markdown]
# On we go.

# %%
print("nobody asked")
"""


def test_what_is_asked_of_a_learner_is_open_and_what_tells_is_closed(lesson):
    root = lesson(ASKED)
    assert build.main([], root) == 0
    learner, solved = (read(root, form).cells for form in build.FORMS)
    assert [c.source for c in learner[1:3]] == ['predict("3.a")', 'predict("3.b")']
    assert [c.source for c in solved[1:3]][0] == 'predict("3.a", "b")'
    hidden = [c.metadata.get("jupyter") == {"outputs_hidden": True} for c in learner]
    assert hidden == [False, False, False, True, True, False, False, False]
    assert not any("jupyter" in c.metadata for c in solved)
    for cell in learner[3:5]:
        assert cell.outputs[0].data == {} and "tells" in cell.outputs[1].text
    assert learner[5].source.startswith("<details><summary>")
    assert solved[5].source.startswith("<details open><summary>")


def test_answers_stand_in_the_solved_form_only_and_move_no_id(lesson):
    path = lesson(ASKED) / "lessons" / "00_toy.py"
    learner, solved = (build.read_lesson(path, form).cells for form in build.FORMS)
    extra = [cell for cell in solved if cell.id not in {c.id for c in learner}]
    assert [cell.source for cell in extra] == ["The answer to a question."]


def test_ids_survive_a_new_cell_in_another_section(lesson):
    path = lesson(LESSON) / "lessons" / "00_toy.py"
    before = [c.id for c in build.read_lesson(path, "solutions").cells]
    lesson(
        LESSON.replace("# %% [markdown]\n# ###", "# %%\n1\n\n# %% [markdown]\n# ###")
    )
    after = [c.id for c in build.read_lesson(path, "solutions").cells]
    assert len(after) == len(before) + 1
    assert set(before) < set(after)


def test_equal_headings_give_different_ids(lesson):
    path = lesson("# %% [markdown]\n# ## On\n\n" * 3) / "lessons" / "00_toy.py"
    ids = [c.id for c in build.read_lesson(path, "notebooks").cells]
    assert ids == ["on-0", "on-1", "on-2"]


@pytest.mark.parametrize(
    "body, line",
    [
        ("    ### BEGIN SOLUTION\n    return 1\n", 3),
        ("    return 1\n    ### END SOLUTION\n", 4),
        ("    ### BEGIN SOLUTION\n    ### BEGIN SOLUTION\n    ### END SOLUTION\n", 3),
        ("    ### BEGIN SOLUTION\n    return 1\n\n# %%\n    ### END SOLUTION\n", 3),
        ("    ## BEGIN SOLUTION\n    return 1\n    ## END SOLUTION\n", 3),
        ("    ### begin solution\n    return 1\n", 3),
    ],
    ids=["no end", "no begin", "nested", "two cells", "two hashes", "small letters"],
)
def test_markers_out_of_order_are_refused_by_file_and_line(lesson, capsys, body, line):
    root = lesson("# %%\ndef f():\n" + body)
    assert build.main([], root) == 1
    assert f"lessons/00_toy.py:{line}: " in capsys.readouterr().err
    assert not built_files(root)


@pytest.mark.parametrize(
    "code, said",
    [
        ("1 / 0", "division by zero"),
        ("import warnings; warnings.warn('mind the gap')", "mind the gap"),
        ("object()", "memory address"),
        ("import os; os._exit(1)", "died"),
    ],
    ids=["an error", "a warning", "an address", "a dead kernel"],
)
def test_a_failed_build_says_why_and_leaves_the_old_files(lesson, capsys, code, said):
    root = lesson("# %%\nprint('old')\n")
    assert build.main([], root) == 0
    before = built_files(root)
    lesson("# %%\nprint('new')\n", "01_good.py")
    lesson(f"# %%\n{code}\n")
    assert build.main([], root) == 1
    message = capsys.readouterr().err
    assert "solutions/00_toy.ipynb" in message and said in message
    assert built_files(root) == before
    assert not list(root.rglob("*.tmp"))


def test_a_cell_marked_as_changing_keeps_no_output(lesson):
    root = lesson('# %% tags=["nbval-ignore-output"]\nimport time; time.time()\n')
    assert build.main([], root) == 0
    assert read(root, "notebooks").cells[0].outputs == []


def test_a_widget_leaves_its_text_and_no_state(lesson):
    root = lesson("# %%\nimport ipywidgets\nipywidgets.IntSlider()\n")
    assert build.main([], root) == 0
    nb = read(root, "notebooks")
    assert nb.cells[0].outputs[0].data == {"text/plain": "IntSlider(value=0)"}
    assert "widgets" not in nb.metadata


def test_cells_run_with_this_python_away_from_the_lessons(lesson):
    root = lesson(
        "# %%\nimport os, sys\nsys.executable, os.environ['BACKPROP_PROGRESS'],"
        "os.environ['OPENBLAS_NUM_THREADS'], os.listdir()\n"
    )
    assert build.main([], root) == 0
    shown = read(root, "notebooks").cells[0].outputs[0].data["text/plain"]
    assert sys.executable in shown
    assert str(root) not in shown
    assert "'1'" in shown


def test_the_check_sees_an_edited_lesson_and_runs_nothing(lesson, capsys):
    root = lesson("# %%\nprint(1)\n")
    assert build.main([], root) == 0
    assert build.main(["--check"], root) == 0
    before = built_files(root)
    lesson("# %%\nprint(2)\n")
    assert build.main(["--check"], root) == 1
    assert "notebooks/00_toy.ipynb" in capsys.readouterr().err
    assert built_files(root) == before


def test_the_check_sees_a_missing_and_a_left_over_notebook(lesson):
    root = lesson("# %%\nprint(1)\n")
    assert build.main([], root) == 0
    (root / "lessons" / "00_toy.py").rename(root / "lessons" / "00_new.py")
    assert build.out_of_step(root) == sorted(
        f"{form}/00_{name}.ipynb" for form in build.FORMS for name in ("new", "toy")
    )


def test_an_unknown_lesson_is_named(lesson, capsys):
    assert build.main(["77"], lesson(LESSON)) == 1
    assert "'77'" in capsys.readouterr().err


def test_built_notebooks_are_valid(toy):
    for form in build.FORMS:
        nb = read(toy, form)
        nbformat.validate(nb)
        assert (nb.nbformat, nb.nbformat_minor) == (4, 5)
        assert json.loads((toy / form / "00_toy.ipynb").read_text())["cells"]

"""A learner says what to expect, with the keyboard, and is told only afterwards."""

import re
import shutil

import pytest
from labpage import (
    ROOT,
    cell,
    find_cell,
    open_notebook,
    start_lab,
    wait_for_output,
)

LESSON = "notebooks/03_chain_rule.ipynb"
SECRET = "comes nearer to 0.9, and the cost falls"  # why 3.c is "negative"


@pytest.fixture
def lab(tmp_path):
    """A JupyterLab of one's own: nobody has run the lesson, or been told, before."""
    shutil.copytree(ROOT / "notebooks", tmp_path / "workshop" / "notebooks")
    (tmp_path / "jupyter").mkdir()
    with start_lab(tmp_path / "workshop", tmp_path / "jupyter") as running:
        yield running


def run_up_to(page, index):
    """Run all cells above one: Run > Run All Above Selected Cell."""
    cell(page, index).locator(".cm-content").click()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Above Selected Cell").click()


def test_a_fresh_lesson_shows_no_answer_before_it_is_asked(lab, page):
    open_notebook(page, lab, LESSON)
    telling = find_cell(page, 'answer("3.c")')
    page.wait_for_timeout(500)
    assert "= 0.127706" not in cell(page, telling).inner_text()
    collapsed = cell(page, telling).locator(".jp-OutputPlaceholder")
    assert collapsed.inner_text().strip() == ""  # JupyterLab shows a first line here
    below = cell(page, telling + 1)
    assert "A larger weight gives" not in below.inner_text()
    below.locator("summary").click()
    assert "A larger weight gives" in below.inner_text()
    assert below.locator("mjx-container").first.bounding_box()["height"] > 10


def test_a_prediction_is_noted_by_keyboard_kept_through_a_restart_and_told(lab, page):
    open_notebook(page, lab, LESSON)
    asking, telling = (find_cell(page, f'{c}("3.c"') for c in ("predict", "answer"))
    run_up_to(page, telling)
    wrong = cell(page, asking).get_by_role("button", name="b", exact=True)
    wrong.focus()
    page.keyboard.press("Enter")
    said = wait_for_output(page, asking, "3.c · noted: (b) positive")
    assert SECRET not in said

    page.keyboard.press("Escape")
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name="Restart Kernel…").click()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    page.wait_for_timeout(2000)
    run_up_to(page, telling)
    wait_for_output(page, asking, "3.c · noted: (b) positive")

    cell(page, telling).locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    said = wait_for_output(page, telling, "✗ 3.c · not as predicted")
    assert re.search(r"You said \(b\) positive\..*It is \(a\) negative\.", said, re.S)
    assert SECRET in said and "cost = 0.127706" in said
    assert page.problems == []

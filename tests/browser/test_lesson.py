"""A learner in JupyterLab answers wrongly, mends it, and keeps the work."""

from labpage import (
    answer,
    find_cell,
    open_notebook,
    run_all,
    run_cell,
    wait_for,
    wait_for_output,
)

LESSON = "notebooks/03_chain_rule.ipynb"


def test_a_wrong_answer_is_named_a_right_one_is_told_and_both_are_saved(lab, page):
    open_notebook(page, lab, LESSON)
    run_all(page)
    exercise = find_cell(page, "def dcost_dw(")
    judge = find_cell(page, 'check("3.4"')
    wait_for_output(page, judge, "not answered yet")

    answer(page, exercise, "return 2 * (a - y) * f_prime(a) * a_prev")
    run_cell(page, exercise)
    run_cell(page, judge)
    wait_for_output(page, judge, "this is the mistake: f'(a) instead of f'(z)")

    answer(page, exercise, "return 2 * (a - y) * f_prime(z) * a_prev * z")
    run_cell(page, exercise)
    run_cell(page, judge)
    wait_for_output(page, judge, "it behaves as if the result were multiplied by z")

    answer(page, exercise, "return 2 * (a - y")  # does not run: the old one stays
    run_cell(page, exercise)
    run_cell(page, judge)
    wait_for_output(page, judge, "newest version of dcost_dw did not run")

    right = "return 2 * (a - y) * f_prime(z) * a_prev"
    answer(page, exercise, right)
    run_cell(page, exercise)
    run_cell(page, judge)
    said = wait_for_output(page, judge, "✓ 3.4 · right")
    assert "mistake" not in said

    comparison = find_cell(page, 'compare("3.4"')
    run_cell(page, comparison)
    wait_for_output(page, comparison, right)

    # Nobody pressed Ctrl+S: JupyterLab saves every 10 s.
    saved = lab.folder / LESSON
    wait_for(lambda: right in saved.read_text("utf-8"), "the answer to be saved", 30)
    assert page.problems == []


def test_the_workshop_opens_at_its_first_lesson(lab, page):
    page.goto(f"{lab.url}?token={lab.token}")
    page.get_by_role("heading", name="Start here").wait_for()
    assert "00_start_here.ipynb" in page.url


def test_nothing_is_fetched_from_elsewhere(lab, page):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    open_notebook(page, lab, LESSON)
    run_all(page)
    page.wait_for_timeout(2000)
    own = (lab.url, lab.url.replace("http", "ws"), "data:", "blob:")
    assert [url for url in asked if not url.startswith(own)] == []

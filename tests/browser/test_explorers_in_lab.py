"""Every explorer in a real JupyterLab: by keyboard, aloud, and without a trace."""

import nbformat
import pytest
from labpage import (
    cell,
    find_cell,
    open_notebook,
    output,
    run_all,
    run_cell,
    wait_for,
)

EXPLORERS = {
    # the call, and the buttons in an order in which each has something to do
    "descent": ("descent()", ["Step", "▶ Play", "❚❚ Pause", "Reset"]),
    "chain": ("chain()", []),
    "backprop-chain": (
        'backprop("chain")',
        ["Next ▶", "◀ Back", "▶ Play", "❚❚ Pause"],
    ),
    "backprop-network": (
        'backprop("network")',
        ["Next ▶", "◀ Back", "▶ Play", "❚❚ Pause"],
    ),
    "index_decoder": ("index_decoder()", []),
    "training": ("training()", ["Step", "▶ Play", "❚❚ Pause", "Reset"]),
}
FOCUSED = """() => {
  const all = [...document.querySelectorAll('.explorer *')];
  const e = document.activeElement;
  return e.matches('[role=slider], select, button') ? all.indexOf(e) : -1;
}"""
PROJECTOR = {"width": 1280, "height": 720}
ARROW = "menu => decodeURIComponent(getComputedStyle(menu).backgroundImage)"
ABOVE = "explorer => getComputedStyle(explorer, '::before').content"
TIMERS = """import asyncio

print("timers:", sum("Panel._play" in repr(task) for task in asyncio.all_tasks()))"""


def write_notebook(lab, name, *sources):
    """Write a notebook of code cells where JupyterLab serves it; return its path."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    python = {"display_name": "Python 3 (ipykernel)", "language": "python"}
    metadata = {"kernelspec": python | {"name": "python3"}}
    (lab.folder / "explorers").mkdir(exist_ok=True)
    path = f"explorers/{name}.ipynb"
    nbformat.write(
        nbformat.v4.new_notebook(cells=cells, metadata=metadata), lab.folder / path
    )
    return path


def open_explorer(page, lab, name, *more):
    """Open a notebook with an explorer and run it; return the explorer's element."""
    call, _ = EXPLORERS[name]
    source = f"from workshop_lib import explorers\n\nexplorers.{call}"
    open_notebook(page, lab, write_notebook(lab, name, source, *more))
    run_all(page)
    explorer = page.locator(".explorer")
    explorer.get_by_role("status").get_by_text(".").first.wait_for()
    return explorer


def state(explorer):
    """Return the line that a screen reader is told of."""
    return explorer.get_by_role("status").inner_text()


def picture(explorer):
    """Return what tells one picture from another."""
    return explorer.evaluate(
        "e => e.querySelector('img.widget-image')?.src"
        " ?? e.querySelector('svg').outerHTML"
    )


def seen(explorer):
    return state(explorer), picture(explorer)


def press(explorer, control, key):
    """Press a key on a control; return whether state or picture change."""
    before = seen(explorer)
    control.focus()
    control.press(key)
    try:
        return wait_for(lambda: seen(explorer) != before, "a change", 5)
    except AssertionError:
        return False


def kernel_said_nothing(page):
    """Return whether no output below the cells is an error or a warning."""
    kinds = page.locator(".jp-OutputArea-output").evaluate_all(
        "all => all.map("
        "o => o.dataset.mimeType ?? o.firstElementChild?.dataset.mimeType)"
    )
    return not any(kind and ("stderr" in kind or "error" in kind) for kind in kinds)


@pytest.mark.parametrize("name", EXPLORERS)
def test_every_control_moves_the_picture_by_keyboard_alone(lab, page, name):
    explorer = open_explorer(page, lab, name)
    controls = explorer.locator("[role=slider]:visible, select:visible, button:visible")
    wanted, visited = controls.count(), set()
    controls.first.focus()
    for _ in range(3 * wanted):  # the numbers beside the sliders take a Tab too
        visited.add(page.evaluate(FOCUSED))
        page.keyboard.press("Tab")
    assert len(visited - {-1}) == wanted, "the Tab key visits every control"

    for control in explorer.locator("[role=slider]:visible").all():
        # An end stop gives way in the other direction.
        moved = press(explorer, control, "ArrowRight")
        assert moved or press(explorer, control, "ArrowLeft")
    for control in explorer.locator("select:visible").all():
        moved = press(explorer, control, "ArrowDown")
        assert moved or press(explorer, control, "ArrowUp")
    for i, label in enumerate(EXPLORERS[name][1]):
        button = explorer.get_by_role("button", name=label)
        if label == "❚❚ Pause":
            button.press("Enter")
            explorer.get_by_role("button", name="▶ Play").wait_for()
        else:
            assert press(explorer, button, ("Enter", " ")[i % 2]), label
    assert state(explorer)
    assert kernel_said_nothing(page)
    assert page.problems == []


@pytest.mark.parametrize("name", EXPLORERS)
def test_no_barrier_in_either_theme(lab, page, tmp_path, name):
    from axe_playwright_python.sync_playwright import Axe

    explorer = open_explorer(page, lab, name)
    for theme in ("Light", "Dark"):
        choose_theme(page, f"JupyterLab {theme}")
        page.wait_for_timeout(500)
        explorer.screenshot(path=tmp_path / f"{name}-{theme.lower()}.png")
        found = Axe().run(page, context=".jp-OutputArea-output").response["violations"]
        grave = [
            (rule["id"], node["html"][:200])
            for rule in found
            if rule["impact"] in ("serious", "critical")
            for node in rule["nodes"]
        ]
        assert grave == [], theme
    assert explorer.locator("svg title, img[alt]").count() > 0


def height_of(explorer):
    return explorer.bounding_box()["height"]


@pytest.mark.parametrize("name", ["descent", "chain", "index_decoder", "training"])
def test_an_explorer_fits_into_a_projectors_window(lab, page, name):
    page.set_viewport_size(PROJECTOR)
    explorer = open_explorer(page, lab, name)
    window = page.locator(".jp-WindowedPanel-outer").first.bounding_box()["height"]
    assert height_of(explorer) < window
    menus = explorer.locator("select:visible").all()
    assert all("gray" in menu.evaluate(ARROW) for menu in menus)
    if name == "chain":  # with what lesson 04 asks for: 7 layers, look at w1
        layers = explorer.locator("[role=slider]:visible").first
        assert height_of(explorer) <= 560
        assert press(explorer, layers, "End")
        menus[-1].select_option(index=0)
        wait_for(lambda: state(explorer).count("×") == 14, "15 factors")
        assert height_of(explorer) <= 560


@pytest.mark.parametrize("name", ["backprop-chain", "backprop-network"])
def test_every_step_shows_its_code_and_its_state_on_a_projector(lab, page, name):
    page.set_viewport_size(PROJECTOR)
    explorer = open_explorer(page, lab, name)
    window = page.locator(".jp-WindowedPanel-outer").first.bounding_box()["height"]
    step = explorer.locator("[role=slider]:visible").first
    heights = set()
    for i in range(1, int(step.get_attribute("aria-valuemax").split(".")[0]) + 1):
        step.press("ArrowRight")
        explorer.get_by_role("status").get_by_text(f"Step {i} of").wait_for()
        heights.add(round(height_of(explorer)))
    assert max(heights) < window
    assert max(heights) - min(heights) <= 1, "nothing jumps"


def test_an_explorer_without_a_kernel_says_what_to_do(lab, page):
    explorer = open_explorer(page, lab, "index_decoder")
    note = page.locator(".explorer-note")
    assert not note.is_visible()
    for menu, item in ("File", "Save Notebook"), ("Kernel", "Restart Kernel…"):
        page.get_by_role("menuitem", name=menu, exact=True).click()
        page.get_by_text(item, exact=True).click()
        page.wait_for_timeout(1000)
    page.locator(".jp-Dialog .jp-mod-accept").click()
    wait_for(lambda: "Run, Run All" in explorer.evaluate(ABOVE), "the note above")
    page.reload()
    note.wait_for()  # the page knows the explorer no longer
    assert "Choose Run, Run All Cells." in note.inner_text()


def choose_theme(page, theme):
    """Choose a theme in JupyterLab's menu."""
    page.get_by_role("menuitem", name="Settings", exact=True).click()
    page.get_by_text("Theme", exact=True).hover()
    page.locator(".lm-Menu-itemLabel").get_by_text(theme, exact=True).click()
    page.locator(f"body[data-jp-theme-name='{theme}']").wait_for(state="attached")


def timers(page):
    """Return how many explorers play by themselves in the kernel."""
    index = find_cell(page, "timers:")
    page.wait_for_timeout(1000)  # for the page to tell the kernel what it shows
    run_cell(page, index)
    return int(output(page, index).split()[-1])


def play(page, explorer):
    explorer.get_by_role("button", name="▶ Play").press("Enter")
    explorer.get_by_role("button", name="❚❚ Pause").wait_for()
    assert timers(page) == 1


def clear_output(page):
    cell(page, 0).locator(".cm-content").click()
    page.get_by_role("menuitem", name="Edit", exact=True).click()
    page.get_by_text("Clear Cell Output", exact=True).click()
    page.locator(".explorer").wait_for(state="detached")


@pytest.mark.parametrize("name", ["backprop-network", "descent", "training"])
def test_no_timer_runs_on_after_a_second_run_or_a_cleared_output(lab, page, name):
    explorer = open_explorer(page, lab, name, TIMERS)
    play(page, explorer)
    run_cell(page, 0)
    explorer.get_by_role("status").wait_for()
    assert timers(page) == 0
    play(page, explorer)
    clear_output(page)
    assert timers(page) == 0
    assert page.problems == []


def test_a_page_loaded_anew_can_still_stop_what_plays(lab, page):
    play(page, open_explorer(page, lab, "backprop-network", TIMERS))
    page.get_by_role("menuitem", name="File", exact=True).click()
    page.get_by_text("Save Notebook", exact=True).click()
    page.wait_for_timeout(1000)
    page.reload()
    page.locator(".explorer").wait_for()
    clear_output(page)
    assert timers(page) == 0

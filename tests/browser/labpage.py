"""Drive a notebook in JupyterLab as a person would: what the browser tests share.

`page` is a Playwright page, `lab` what `start_lab` yields. Cells are counted from 0,
as in the file.
"""

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds; a shared two-core machine is slow to start a kernel
# The cells of the notebook in front; a tab behind it may hold another.
CELLS = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook .jp-Cell"

# Messages of JupyterLab itself, whatever notebook is open.
HARMLESS = re.compile(r"favicon|/api/(workspaces|me)|lsp/status|ResizeObserver loop")


class Lab(NamedTuple):
    """A running JupyterLab: its address, its token, the folder that it serves."""

    url: str
    token: str
    folder: Path

    def api(self, path):
        """Return what the server's REST API answers."""
        request = urllib.request.Request(
            f"{self.url}api/{path}", headers={"Authorization": f"token {self.token}"}
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)


def wait_for(condition, what, patience=PATIENCE):
    """Return the first true answer of `condition`, asked again until then."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if answer := condition():
            return answer
        time.sleep(0.1)
    raise AssertionError(f"waited {patience} s in vain for {what}")


def _answers(lab):
    """Return whether the server listens yet: it writes its address before."""
    try:
        return lab.api("status")
    except OSError:
        return False


@contextmanager
def start_lab(folder, scratch, **environment):
    """Serve `folder` with the settings of `make lab`; yield a Lab.

    Everything that Jupyter, IPython and the checks write goes to `scratch`.
    """
    env = os.environ | {
        "JUPYTER_CONFIG_PATH": str(ROOT / "tools" / "jupyter"),
        "JUPYTER_CONFIG_DIR": str(scratch / "config"),
        "JUPYTER_DATA_DIR": str(scratch / "data"),
        "JUPYTER_RUNTIME_DIR": str(scratch / "runtime"),
        "IPYTHONDIR": str(scratch / "ipython"),
        "BACKPROP_PROGRESS": str(scratch / "progress.json"),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--port=0"]
    command += ["--ServerApp.ip=127.0.0.1", f"--ServerApp.root_dir={folder}"]
    if os.getuid() == 0:
        command.append("--allow-root")
    with open(scratch / "lab.log", "w") as log:
        server = subprocess.Popen(
            command, env=env | environment, stdout=log, stderr=log, cwd=folder
        )

    def where():
        assert server.poll() is None, (scratch / "lab.log").read_text()
        for info in (scratch / "runtime").glob(f"jpserver-{server.pid}.json"):
            with suppress(json.JSONDecodeError):  # it is being written
                said = json.loads(info.read_text())
                return Lab(said["url"], said["token"], folder)

    try:
        lab = wait_for(where, "JupyterLab to start")
        wait_for(lambda: _answers(lab), "JupyterLab to answer")
        yield lab
    finally:
        server.terminate()
        try:
            server.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            server.kill()
            raise


def open_notebook(page, lab, path):
    """Open a notebook and wait until its kernel is idle.

    The page says idle before there is a session, and what is run then asks for a
    kernel: the server knows better.
    """
    page.goto(f"{lab.url}lab/tree/{path}?token={lab.token}&reset")
    page.wait_for_selector(CELLS, timeout=PATIENCE * 1000)

    def idle():
        return any(
            session["path"] == path and session["kernel"]["execution_state"] == "idle"
            for session in lab.api("sessions")
        )

    wait_for(idle, f"an idle kernel for {path}")


def cell(page, index):
    """Return the cell with that number, scrolled into view."""
    found = page.locator(CELLS).nth(index)
    found.scroll_into_view_if_needed()
    return found


def find_cell(page, text):
    """Return the number of the first cell whose source holds `text`.

    JupyterLab draws the cells of a page one after the other.
    """

    def found():
        sources = page.locator(CELLS).evaluate_all(
            "all => all.map(c => c.querySelector('.jp-InputArea')?.textContent ?? '')"
        )
        return [str(i) for i, source in enumerate(sources) if text in source]

    return int(wait_for(found, f"a cell that holds {text!r}", 10)[0])


def _prompts(page):
    """Return what stands before each code cell: [ ]:, [*]: or [7]:."""
    return page.locator(f"{CELLS}.jp-CodeCell .jp-InputPrompt").all_text_contents()


def run_all(page, patience=PATIENCE):
    """Choose Run > Run All Cells, and wait until all have run."""
    # Stored numbers look like new ones: clear them first.
    for menu, item in (
        ("Edit", "Clear Outputs of All Cells"),
        ("Run", "Run All Cells"),
    ):
        page.get_by_role("menuitem", name=menu, exact=True).click()
        page.get_by_role("menuitem", name=item, exact=True).click()
    wait_for(
        lambda: all(re.search(r"\d", prompt) for prompt in _prompts(page)),
        "all cells to run",
        patience,
    )


def run_cell(page, index, patience=PATIENCE):
    """Run one cell with Shift+Enter, and wait until it has run."""
    prompt = cell(page, index).locator(".jp-InputPrompt")
    before = prompt.text_content()
    cell(page, index).locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    wait_for(
        lambda: re.search(r"\d", now := prompt.text_content()) and now != before,
        f"cell {index} to run",
        patience,
    )


def answer(page, index, line):
    """Type `line` in place of a cell's last line, with the keyboard."""
    cell(page, index).locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Shift+Home")  # up to the indentation
    page.keyboard.type(line)


def output(page, index):
    """Return the text that a cell shows below its code.

    It may come a moment after the cell's number: see `wait_for_output`.
    """
    shown = cell(page, index).locator(".jp-OutputArea-output")
    return "\n".join(shown.all_text_contents())


def wait_for_output(page, index, text, patience=10):
    """Wait until a cell's output holds `text`, and return all of it."""
    try:
        wait_for(lambda: text in output(page, index), f"{text!r}", patience)
    except AssertionError as error:
        raise AssertionError(f"{error}; there is {output(page, index)!r}") from None
    return output(page, index)

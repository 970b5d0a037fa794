"""Fixtures for tests in a real browser: JupyterLab, Chromium, a page."""

import os
import shutil

import pytest
from labpage import HARMLESS, PATIENCE, ROOT, start_lab

QUIET = [
    "--no-sandbox",  # Debian's Chromium refuses root without it
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker("browser")


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """A JupyterLab that serves a copy of notebooks/ and solutions/."""
    folder = tmp_path_factory.mktemp("workshop")
    for form in ("notebooks", "solutions"):
        if (ROOT / form).exists():
            shutil.copytree(ROOT / form, folder / form)
    with start_lab(folder, tmp_path_factory.mktemp("jupyter")) as running:
        yield running


# One for each module: while Playwright's loop lives, asyncio.run works nowhere else.
@pytest.fixture(scope="module")
def chromium():
    """Debian's Chromium, headless. CI must have one; elsewhere tests skip."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        reason = "no Chromium found: the browser tests did not run"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):
    """A fresh page. `page.problems` collects what its console calls an error."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.problems = []

    def note(text):
        if not HARMLESS.search(text):
            page.problems.append(text)

    page.on("pageerror", lambda error: note(str(error)))
    page.on(
        "console",
        lambda message: (
            message.type == "error"
            and note(f"{message.text} {message.location['url']}")
        ),
    )
    yield page
    context.close()

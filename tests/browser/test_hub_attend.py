"""Five users attend on the real hub at once, one of them in a real browser."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import attendee
import pytest
import rehearse
import trial
from attendee import FOLDER
from labpage import (
    Lab,
    answer,
    find_cell,
    open_notebook,
    output,
    run_all,
    run_cell,
    wait_for,
)

TOKEN = "of-the-rehearsal-only-on-loopback"


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    settings = {"BACKPROP_HUB_REHEARSAL_TOKEN": TOKEN, "BACKPROP_HUB_USERS": "5"}
    with trial.running(tmp_path_factory.mktemp("hub"), **settings) as hub:
        yield hub


def test_five_attend_one_of_them_in_a_browser(hub, page):
    """The four log in, spawn, pull, run lesson 03, answer twice, save, over the API;
    the fifth does it by hand.
    """
    how = (hub.url, hub.repo, 4, 2, 150, ())
    with ThreadPoolExecutor() as pool:  # Playwright has this thread's event loop
        four = rehearse.rehearse(*how, password=hub.password)
        others = pool.submit(asyncio.run, four)
        token = pool.submit(asyncio.run, token_of_eva(hub)).result()
        attend_by_hand(hub, page, token)
        failures, times, memory = others.result()
    assert failures == {}
    assert len(times["check"]) == 8 and len(memory) == 4


def attend_by_hand(hub, page, token):
    asked = set()
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    page.goto(hub.url)
    page.fill("#username_input", "eva")
    page.fill("#password_input", hub.password)
    page.click("#login_submit")
    page.wait_for_url("**/user/eva/lab")
    page.goto(f"{hub.url}/hub/home")
    page.click("text=Open the workshop")  # the one link
    page.wait_for_url(f"**/user/eva/lab/tree/{FOLDER}/notebooks/00_start_here.ipynb")
    page.wait_for_selector(".jp-Notebook .jp-Cell")

    home = hub.state / "homes/eva" / FOLDER
    lab = Lab(f"{hub.url}/user/eva/", token, home)
    open_notebook(page, lab, f"{FOLDER}/notebooks/03_chain_rule.ipynb")
    run_all(page)
    cell = find_cell(page, "def dcost_dw(")
    for line, verdict in (
        ("return (a - y) * f_prime(z) * a_prev", "mistake"),
        ("return 2 * (a - y) * f_prime(z) * a_prev", "right"),
    ):
        answer(page, cell, line)
        run_cell(page, cell)
        run_cell(page, cell + 1)
        assert verdict in output(page, cell + 1)
    # Lab's own default is to save after 120 s.
    saved = home / "notebooks/03_chain_rule.ipynb"
    wait_for(lambda: line in saved.read_text(), "the autosave", patience=30)
    assert asked - {""} == {urlsplit(hub.url).netloc}  # nothing from elsewhere


async def token_of_eva(hub):
    async with attendee.session() as http:
        office = attendee.Attendee(http, hub.url, "eva", TOKEN)
        return (await office.issue_token())["Authorization"].split()[1]

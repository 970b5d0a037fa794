"""Users attend on the real hub, in a real browser, and four more at the same time."""

import asyncio
import socket
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

from tests.hub_proxy import need_proxy

need_proxy()

START = f"lab/tree/{FOLDER}/notebooks/00_start_here.ipynb"
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
    log_in(hub, page)
    in_lesson_00(hub, page)
    click_the_link(hub, page)
    in_lesson_00(hub, page)

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


def log_in(hub, page):
    page.goto(hub.url)
    page.fill("#username_input", "eva")
    page.fill("#password_input", hub.password)
    page.click("#login_submit")


def click_the_link(hub, page):
    page.goto(f"{hub.url}/hub/home")
    page.click("text=Open the workshop")


def in_lesson_00(hub, page):
    page.wait_for_url(f"{hub.url}/user/eva/{START}")
    page.wait_for_selector(".jp-Notebook h1 >> text=Start here")


def stop_server(hub, page):
    # A server whose kernel is just starting takes a minute to stop.
    asked = f"{hub.url}/user/eva/api/sessions"
    wait_for(
        lambda: '"execution_state": "idle"' in page.request.get(asked).text(),
        "an idle kernel",
    )
    page.goto(f"{hub.url}/hub/home")
    page.click("#stop")
    page.wait_for_selector("text=Start My Server")


def test_below_a_base_path_each_log_in_and_the_link_open_lesson_00(tmp_path, page):
    """Whatever the folder's name: its address stands in the link."""
    settings = {"BACKPROP_HUB_URL": f"{trial.free_url()}/jhub/"}
    with trial.running(tmp_path / 'a "b" & c#d', **settings) as hub:
        assert hub.url.endswith("/jhub")
        log_in(hub, page)
        in_lesson_00(hub, page)  # and nothing was clicked
        for _ in range(2):  # the server runs; then it does not
            page.goto(f"{hub.url}/hub/logout")
            log_in(hub, page)
            in_lesson_00(hub, page)
            stop_server(hub, page)
        click_the_link(hub, page)
        in_lesson_00(hub, page)
        with ThreadPoolExecutor() as pool:
            how = (hub.url, hub.repo, 1, 0, 150, ())
            one = rehearse.rehearse(*how, password=hub.password)
            failures, _, _ = pool.submit(asyncio.run, one).result()
        assert failures == {}


def test_without_an_answer_from_the_git_server_a_log_in_still_leads_to_lab(
    tmp_path, page
):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        repo = "http://{}:{}/learner.git".format(*silent.getsockname())
        with trial.running(tmp_path / "hub", BACKPROP_HUB_REPO=repo) as hub:
            log_in(hub, page)
            page.get_by_role("button", name="without synchronizing").click()
            page.wait_for_url(f"{hub.url}/user/eva/lab")
            page.wait_for_selector(".jp-Launcher")


async def token_of_eva(hub):
    async with attendee.session() as http:
        office = attendee.Attendee(http, hub.url, "eva", TOKEN)
        return (await office.issue_token())["Authorization"].split()[1]

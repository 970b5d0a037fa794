"""The real hub, its real proxy and real user servers, on loopback."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import aiohttp
import attendee
import psutil
import pytest
import rehearse
import trial

from tests.hub_proxy import need_proxy

ROOT = Path(__file__).resolve().parents[1]
need_proxy()

TOKEN = "of-the-rehearsal-only-on-loopback"
WIDGET = "import ipywidgets; ipywidgets.Image(value=bytes(1000))"  # binary frames
LESSON = "notebooks/03_chain_rule.ipynb"


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    settings = {"BACKPROP_HUB_REHEARSAL_TOKEN": TOKEN}
    state = tmp_path_factory.mktemp("hub")
    state.chmod(0o755)  # as a hub may find it
    with trial.running(state, **settings) as hub:
        yield hub


async def in_lesson(hub, http, name):
    """Return an attendee who has saved an answer, x = 7 in their kernel."""
    someone = attendee.Attendee(http, hub.url, name)
    await someone.log_in(hub.password)
    await someone.start()
    await someone.pull(hub.repo)
    notebook = await someone.read(LESSON)
    notebook["cells"][1]["source"] = f"x = 7  # the thought of {name}"
    await someone.save(LESSON, notebook)
    await someone.open_kernel(LESSON)
    assert (await someone.run("x = 7; print(x)")).text == "7\n"
    assert (await someone.run(WIDGET)).status == "ok"
    return someone


async def saved_work_is_there(someone):
    cells = (await someone.read(LESSON))["cells"]
    return cells[1]["source"] == f"x = 7  # the thought of {someone.name}"


async def eventually(doing, limit=60):
    """Return what `doing()` returns, once it does not raise: things come back."""
    end = time.monotonic() + limit
    while True:
        try:
            return await doing()
        except (attendee.Refused, aiohttp.ClientError, OSError):
            if time.monotonic() > end:
                raise
            await asyncio.sleep(0.5)


def test_a_killed_kernel_comes_back_and_saved_work_is_there(hub):
    async def story():
        async with attendee.session() as http:
            someone = await in_lesson(hub, http, "kim")
            with pytest.raises((attendee.Refused, TimeoutError)):
                await someone.run("import os; os.kill(os.getpid(), 9)", limit=20)
            await someone.socket.close()

            async def again():
                await someone.connect()
                return await someone.run("print('x' in globals())", limit=10)

            assert (await eventually(again)).text == "False\n"
            assert await saved_work_is_there(someone)

    asyncio.run(story())


def test_a_killed_user_server_comes_back_and_saved_work_is_there(hub):
    async def story():
        async with attendee.session() as http:
            someone = await in_lesson(hub, http, "sam")
            server = int((await someone.run("import os; print(os.getppid())")).text)
            os.kill(server, signal.SIGKILL)
            await eventually(someone.start)
            assert await eventually(lambda: saved_work_is_there(someone))
            assert (await someone.open_kernel(LESSON)).status == "ok"

    asyncio.run(story())


def test_a_killed_proxy_comes_back_with_every_kernel_still_alive(hub):
    async def story():
        async with attendee.session() as http:
            someone = await in_lesson(hub, http, "pat")
            proxy = int((hub.state / "proxy.pid").read_text().split()[0])
            os.kill(proxy, signal.SIGKILL)
            assert await eventually(lambda: saved_work_is_there(someone))
            await someone.connect()
            assert (await someone.run("print(x)")).text == "7\n"

    asyncio.run(story())


def kill_with_culler(process):
    """Kill a hub, and the service that systemd would stop with it."""
    services = psutil.Process(process.pid).children()
    cullers = [s for s in services if "jupyterhub_idle_culler" in s.cmdline()]
    process.kill()
    process.wait()
    for culler in cullers:
        culler.kill()


def test_a_killed_hub_comes_back_with_every_kernel_still_alive(hub):
    async def story():
        async with attendee.session() as http:
            someone = await in_lesson(hub, http, "hal")
            kill_with_culler(hub.process)
            # Without a hub, who is already at work goes on.
            assert (await someone.run("print(x)")).text == "7\n"
            hub.start()
            assert await eventually(lambda: saved_work_is_there(someone))
            await someone.connect()
            assert (await someone.run("print(x)")).text == "7\n"
        async with attendee.session() as http:  # and newcomers get in
            await in_lesson(hub, http, "new")

    asyncio.run(story())


HUB_DOORS = """
GET /hub/api/users
GET /hub/api/users/ada
PATCH /hub/api/users/ada
DELETE /hub/api/users/ada
GET /hub/api/users/ada/tokens
POST /hub/api/users/ada/tokens
POST /hub/api/users/ada/server
DELETE /hub/api/users/ada/server
GET /hub/api/users/ada/server/progress
POST /hub/api/users/ada/activity
GET /hub/api/groups
GET /hub/api/services
GET /hub/api/proxy
POST /hub/api/shutdown
GET /hub/metrics
""".split("\n")[1:-1]

USER_DOORS = f"""
GET /api/status
GET /api/me
GET /api/contents
GET /api/contents/{attendee.FOLDER}/{LESSON}
PUT /api/contents/new.ipynb
DELETE /api/contents/{attendee.FOLDER}/{LESSON}
GET /api/kernels
POST /api/kernels
GET /api/kernels/KERNEL
POST /api/kernels/KERNEL/restart
DELETE /api/kernels/KERNEL
GET /api/kernels/KERNEL/channels
GET /api/sessions
POST /api/sessions
GET /api/kernelspecs
GET /api/terminals
POST /api/terminals
GET /api/config/notebook
GET /api/events/subscribe
GET /api/nbconvert
GET /files/{attendee.FOLDER}/{LESSON}
GET /nbconvert/html/{attendee.FOLDER}/{LESSON}
GET /git-pull?repo=file:///nowhere
GET /git-pull/api?repo=file:///nowhere
GET /lab
GET /lab/tree/{attendee.FOLDER}/{LESSON}
GET /lab/api/workspaces
GET /lab/api/settings
GET /metrics
POST /api/shutdown
""".split("\n")[1:-1]


@pytest.mark.parametrize("name", ["a;id", "a<script>", "a\nb", "a%2f..", "a" * 80])
def test_nobody_logs_in_under_a_name_with_more_than_a_name_in_it(hub, name):
    async def story():
        async with attendee.session() as http:
            await attendee.Attendee(http, hub.url, name).log_in(hub.password)

    with pytest.raises(attendee.Refused, match="403"):
        asyncio.run(story())


def test_other_accounts_of_the_machine_cannot_look_into_the_hubs_folder(hub):
    """The database, the secrets and everybody's home lie behind this one door."""
    assert (hub.state / "hub.sqlite").exists()
    assert hub.state.stat().st_mode & 0o077 == 0


def test_other_accounts_of_the_machine_cannot_read_along(hub):
    """Kernels listen on loopback, where everybody can connect: they encrypt."""

    async def story():
        async with attendee.session() as http:
            someone = await in_lesson(hub, http, "eve")
            runtime = hub.state / "homes/eve/.local/share/jupyter/runtime"
            connection = runtime / f"kernel-{someone.kernel}.json"
            assert "curve_secretkey" in json.loads(connection.read_text())
            assert connection.stat().st_mode & 0o077 == 0

    asyncio.run(story())


def test_a_rehearsal_on_a_named_hub_needs_a_token_and_leaves_nothing_running(hub):
    how = (hub.url, hub.repo, 2, 0, 150, ())
    failures, times, memory = asyncio.run(rehearse.rehearse(*how, token=TOKEN))
    assert failures == {}
    assert len(times["check"]) == 4 and len(memory) == 2

    async def who_is_left():
        async with attendee.session() as http:
            headers = {"Authorization": f"token {TOKEN}"}
            async with http.get(f"{hub.url}/hub/api/users", headers=headers) as r:
                return [user["name"] for user in await r.json()]

    assert not [n for n in asyncio.run(who_is_left()) if n.startswith("rehearsal")]
    failures, _, _ = asyncio.run(rehearse.rehearse(*how[:2], 1, *how[3:], token="x"))
    assert "403" in failures["rehearsal-01"]


def rehearsal(hub, *more, **env):
    """Run `rehearse.py` on a named hub as an administrator does."""
    command = [sys.executable, ROOT / "hub/rehearse.py", "--users=1", "--over=0"]
    command += [f"--url={hub.url}", f"--repo={hub.repo}", *more]
    env = {k: v for k, v in os.environ.items() if "BACKPROP_HUB" not in k} | env
    return subprocess.run(command, env=env, capture_output=True, text=True)


def test_a_rehearsals_token_never_stands_in_the_list_of_processes(hub):
    """Everybody on the machine reads a command line; its environment, nobody."""
    refused = rehearsal(hub, f"--token={TOKEN}")
    assert refused.returncode == 2 and "unrecognized" in refused.stderr
    refused = rehearsal(hub)
    assert refused.returncode == 2
    assert "set BACKPROP_HUB_REHEARSAL_TOKEN" in refused.stderr
    done = rehearsal(hub, BACKPROP_HUB_REHEARSAL_TOKEN=TOKEN)
    assert done.returncode == 0 and json.loads(done.stdout)["failures"] == {}


SOCKETS = ("/channels", "/subscribe")


async def knock(base, doors, kernel, token):
    """Return the doors that a request with `token`, or none, finds open."""
    found = {}
    headers = {"Authorization": f"token {token}"} if token else {}
    async with aiohttp.ClientSession(headers=headers) as http:
        for door in doors:
            verb, path = door.replace("KERNEL", kernel).split(" ")
            status, to = await answer(http, verb, base + path)
            if status == 302 and "/hub/api/oauth2/authorize" in to:
                continue  # a page sends to the log-in page
            if status == 404 and "/users/ada" in path:
                # The hub does not even tell a stranger that there is an ada.
                nobody = path.replace("/users/ada", "/users/nobody")
                assert (await answer(http, verb, base + nobody))[0] == 404
                continue
            if status not in (401, 403):
                found[door] = status
    return found


async def answer(http, verb, url):
    """Return the status of one request, and where it sends to."""
    socket = {"Connection": "Upgrade", "Upgrade": "websocket"}
    socket |= {"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "MTIz" * 6}
    headers = socket if url.endswith(SOCKETS) else {}
    body = None if verb == "GET" else {}
    async with http.request(
        verb, url, json=body, headers=headers, allow_redirects=False
    ) as r:
        return r.status, r.headers.get("Location", "")


def test_every_door_is_shut_without_a_token_and_with_that_of_another_user(hub):
    async def story():
        async with attendee.session() as http, attendee.session() as office:
            ada = await in_lesson(hub, http, "ada")
            where = "import os; print(os.environ['JUPYTERHUB_SERVICE_URL'])"
            behind = (await ada.run(where)).text.strip().rstrip("/")
            admin = attendee.Attendee(office, hub.url, "bob", TOKEN)
            bobs = (await admin.issue_token())["Authorization"].split()[1]
            for token in (None, "wrong", bobs):
                # Through the proxy, and straight to her server's own port.
                for base in (ada.home, behind):
                    assert await knock(base, USER_DOORS, ada.kernel, token) == {}
                assert await knock(hub.url, HUB_DOORS, ada.kernel, token) == {}
            assert await saved_work_is_there(ada)  # and nothing was deleted
            assert (await ada.run("print(x)")).text == "7\n"
            # The same doors are open to her: the list is of doors that exist.
            own = f"{hub.url}/hub/api/users/ada/tokens"
            hers = (await ada._ask("POST", own, json={}))["token"]
            reading = [door for door in USER_DOORS if door.startswith("GET")]
            opened = await knock(ada.home, reading, ada.kernel, hers)
            assert sorted(opened) == sorted(reading)

    asyncio.run(story())

"""A hub of your own on loopback, from `jupyterhub_config.py`: `make hub` runs this
file; rehearsals and tests use its functions.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import publish

CONFIG = Path(__file__).resolve().with_name("jupyterhub_config.py")


def free_url():
    """Return a loopback URL whose port, and the next two, nobody uses now."""
    for port in range(20000 + os.getpid() % 10000, 60000, 3):
        with contextlib.ExitStack() as held:
            try:
                for p in (port, port + 1, port + 2):
                    held.enter_context(socket.socket()).bind(("127.0.0.1", p))
            except OSError:
                continue
            return f"http://127.0.0.1:{port}"
    raise OSError("no three free ports side by side on 127.0.0.1")


@contextlib.contextmanager
def running(state, **settings):
    """Publish the workshop, start a hub that keeps its state in the folder `state`,
    yield it, stop it.

    It has `url` (without a slash at its end), `repo`, `password`, `state`, `process`,
    and `start()` for after a crash. `settings` are environment variables of
    `jupyterhub_config.py`.
    """
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    publish.publish(state / "learner.git", settings.get("BACKPROP_SOLUTIONS", "now"))
    settings = {"BACKPROP_HUB_URL": free_url()} | settings
    hub = SimpleNamespace(state=state, url=settings["BACKPROP_HUB_URL"].rstrip("/"))
    hub.repo = settings.get("BACKPROP_HUB_REPO", f"file://{state}/learner.git")

    def start():
        hub.process = _start(state, hub.url, settings)

    hub.start = start
    hub.start()
    hub.password = (state / "password").read_text()
    try:
        yield hub
    finally:
        stop(hub.process)


def _start(state, url, settings, limit=60):
    env = {k: v for k, v in os.environ.items() if not k.startswith("BACKPROP_")}
    env |= {"BACKPROP_HUB_STATE": str(state)} | settings
    with open(state / "hub.log", "ab") as log:
        hub = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "-f", str(CONFIG)],
            cwd=state, env=env, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    end = time.monotonic() + limit
    while time.monotonic() < end and hub.poll() is None:
        with contextlib.suppress(OSError):
            if urllib.request.urlopen(f"{url}/hub/health", timeout=5).status == 200:
                return hub
        time.sleep(0.2)
    stop(hub)
    with contextlib.suppress(OSError):  # a hub that fails early leaves its proxy
        os.kill(int((state / "proxy.pid").read_text().split()[0]), signal.SIGTERM)
    tail = (state / "hub.log").read_text(errors="replace")[-3000:]
    raise RuntimeError(f"no hub at {url} within {limit} s; the end of its log:\n{tail}")


def stop(hub, limit=60):
    """Stop a hub, its proxy and its users' servers."""
    hub.send_signal(signal.SIGTERM)
    try:
        hub.wait(limit)
    except subprocess.TimeoutExpired:
        os.killpg(hub.pid, signal.SIGKILL)
        raise


if __name__ == "__main__":
    state = Path(os.environ.get("BACKPROP_HUB_STATE", publish.ROOT / ".hub")).resolve()
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    publish.publish(state / "learner.git", os.environ.get("BACKPROP_SOLUTIONS", "now"))
    os.chdir(state)
    os.execv(sys.executable, [sys.executable, "-m", "jupyterhub", "-f", str(CONFIG)])

"""One attendee of a JupyterHub, over the same REST and websocket interfaces
that a browser uses. `rehearse.py` sends many; the tests send a few.
"""

import asyncio
import json
import re
import struct
import time
import uuid
from typing import NamedTuple

import aiohttp
from yarl import URL

FOLDER = "backpropagation"  # where the link puts the workshop in a home


class Reply(NamedTuple):
    """What one cell did: `status` is "ok" or "error", `text` all it printed."""

    status: str
    text: str
    seconds: float


class Refused(Exception):
    """The hub, or a user's server, answered something else than yes."""


def session():
    """Return an HTTP session for one attendee; its cookies work on an IP address."""
    jar = aiohttp.CookieJar(unsafe=True)
    return aiohttp.ClientSession(
        cookie_jar=jar, timeout=aiohttp.ClientTimeout(total=None, sock_read=600)
    )


class Attendee:
    """An account on `hub` (such as http://127.0.0.1:8000/jhub), inside `http`.

    With `token`, requests carry it; without, `log_in` fills in the form and
    the cookies do, as in a browser.
    """

    def __init__(self, http, hub, name, token=None):
        self.http, self.hub, self.name = http, hub.rstrip("/"), name
        self.home = f"{self.hub}/user/{name}"
        self.headers = {"Authorization": f"token {token}"} if token else {}
        self.socket = self.kernel = None

    async def _ask(self, method, url, expect=(200, 201, 202, 204), **kwargs):
        # Hub and user server each set an _xsrf cookie; the path chooses it.
        cookie = self.http.cookie_jar.filter_cookies(URL(url)).get("_xsrf")
        headers = self.headers | ({"X-XSRFToken": cookie.value} if cookie else {})
        async with self.http.request(method, url, headers=headers, **kwargs) as r:
            body = await r.text()
            if r.status not in expect:
                raise Refused(f"{r.status} {method} {url}: {body[:300]}")
            return json.loads(body) if "json" in r.content_type else body

    async def log_in(self, password):
        """Fill in the hub's log-in form."""
        form = await self._ask("GET", f"{self.hub}/hub/login")
        xsrf = re.search(r'name="_xsrf"\s+value="([^"]+)"', form)[1]
        data = {"username": self.name, "password": password, "_xsrf": xsrf}
        home = URL(f"{self.hub}/hub/home")
        url = URL(f"{self.hub}/hub/login").with_query(next=home.path)
        await self._ask("POST", url, data=data, expect=(200,))

    async def issue_token(self):
        """Create this account, as an administrator; return headers with its token."""
        url = f"{self.hub}/hub/api/users/{self.name}"
        await self._ask("POST", url, json={}, expect=(201, 409))
        answer = await self._ask("POST", f"{url}/tokens", json={"expires_in": 7200})
        return {"Authorization": f"token {answer['token']}"}

    async def start(self, limit=600):
        """Start this attendee's server and open Lab's page; wait when refused (429)."""
        end = time.monotonic() + limit
        url = f"{self.hub}/hub/api/users/{self.name}/server"
        while time.monotonic() < end:
            try:
                await self._ask("POST", url, json={}, expect=(201, 202))
                break
            except Refused as refusal:
                if "already running" in str(refusal):
                    break
                if not str(refusal).startswith("429"):
                    raise
                await asyncio.sleep(5)
        async with asyncio.timeout(max(1, end - time.monotonic())):
            async for event in self._events(f"{url}/progress"):
                if event.get("failed"):
                    raise Refused(f"spawn failed: {event}")
        await self._ask("GET", f"{self.home}/lab")  # the log-in dance, and its cookies

    async def _events(self, url):
        async with self.http.get(url, headers=self.headers) as r:
            if r.status != 200:
                raise Refused(f"{r.status} GET {url}: {(await r.text())[:300]}")
            async for line in r.content:
                if line.startswith(b"data:"):
                    yield json.loads(line[5:])

    async def pull(self, repo, branch="learner"):
        """Click the link: bring the workshop into the home folder."""
        url = URL(f"{self.home}/git-pull/api")
        url = url.with_query(repo=repo, branch=branch, targetpath=FOLDER)
        said = []
        async for event in self._events(url):
            said.append(event.get("output") or event.get("message", ""))
            if event["phase"] == "error":
                raise Refused(f"git-pull: {said}")

    async def read(self, path):
        """Return the notebook at `path` below the workshop's folder, as a dict."""
        answer = await self._ask("GET", self._file(path))
        if answer.get("message"):  # what Lab would show as "invalid notebook"
            raise Refused(answer["message"])
        return answer["content"]

    async def save(self, path, notebook):
        """Save as Lab's autosave does."""
        body = {"type": "notebook", "format": "json", "content": notebook}
        await self._ask("PUT", self._file(path), json=body)

    def _file(self, path):
        return f"{self.home}/api/contents/{FOLDER}/{path}"

    async def open_kernel(self, path):
        """Start a kernel for the notebook at `path`, and connect to it."""
        body = dict(path=f"{FOLDER}/{path}", name=path.split("/")[-1], type="notebook")
        body["kernel"] = {"name": "python3"}
        answer = await self._ask("POST", f"{self.home}/api/sessions", json=body)
        self.kernel = answer["kernel"]["id"]
        await self.connect()
        return await self.run("pass")

    async def connect(self):
        """(Re)connect to this attendee's kernel."""
        url = f"{self.home}/api/kernels/{self.kernel}/channels"
        self.socket = await self.http.ws_connect(
            f"{url}?session_id={uuid.uuid4().hex}", headers=self.headers, max_msg_size=0
        )
        self.frames = asyncio.Queue()
        self.listening = asyncio.create_task(self._listen())

    async def _listen(self):
        # Always, as a browser does: who answers no ping is cut off after 30 s.
        async for frame in self.socket:
            said = frame.data
            if frame.type is aiohttp.WSMsgType.BINARY:  # a widget's: JSON, buffers
                first, second = struct.unpack(">4x2I", said[:12])
                said = said[first:second]
            self.frames.put_nowait(json.loads(said))
        self.frames.put_nowait(None)

    async def run(self, code, limit=120):
        """Run one cell; return its `Reply` once the kernel is idle again."""
        started, asked = time.perf_counter(), uuid.uuid4().hex
        header = dict(msg_id=asked, msg_type="execute_request", session=asked)
        header |= dict(username=self.name, version="5.3", date="")
        content = dict(code=code, silent=False, store_history=True)
        content |= dict(user_expressions={}, allow_stdin=False, stop_on_error=True)
        message = dict(header=header, parent_header={}, metadata={}, content=content)
        await self.socket.send_json(message | {"channel": "shell"})
        status, text, waiting = "ok", [], {"execute_reply", "idle"}
        async with asyncio.timeout(limit):
            while waiting:
                if (answer := await self.frames.get()) is None:
                    raise Refused("the kernel's websocket was closed")
                kind, said = answer["msg_type"], answer["content"]
                state = said.get("execution_state")
                if state in ("dead", "restarting"):
                    raise Refused(f"kernel {state}")
                if answer["parent_header"].get("msg_id") != asked:
                    continue
                if state == "idle":
                    waiting.discard("idle")
                elif kind == "execute_reply":
                    status = said["status"]
                    waiting.discard("execute_reply")
                elif kind == "stream":
                    text.append(said["text"])
                elif kind == "error":
                    text.append(f"{said['ename']}: {said['evalue']}")
                elif "data" in said:
                    text.append(said["data"].get("text/plain", ""))
        return Reply(status, "".join(text), time.perf_counter() - started)

    async def stop(self):
        """Stop this attendee's server."""
        if self.socket:
            await self.socket.close()
        url = f"{self.hub}/hub/api/users/{self.name}/server"
        await self._ask("DELETE", url)

    async def remove(self):
        """Delete this account and its server, as an administrator; files stay."""
        await self._ask("DELETE", f"{self.hub}/hub/api/users/{self.name}")

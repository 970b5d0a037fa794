"""A real Jupyter kernel to try things in."""

import time
from pathlib import Path

from jupyter_client.manager import start_new_kernel

ROOT = Path(__file__).resolve().parents[1]


class Kernel:
    """A running ipykernel; `run(code)` returns what it printed, showed or raised."""

    def __init__(self, folder):
        self.manager, self.client = start_new_kernel(cwd=str(folder))
        self.run(f"import sys; sys.path.insert(0, {str(ROOT)!r})")

    def run(self, code, timeout=60, meanwhile=None):
        said, start = [], time.monotonic()
        sent = self.client.execute(code, allow_stdin=True)
        if meanwhile:
            meanwhile()
        while True:
            message = self.client.get_iopub_msg(timeout=timeout)
            if message["parent_header"].get("msg_id") != sent:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                said.append(content["text"])
            elif kind in ("execute_result", "display_data"):
                said.append(content["data"]["text/plain"])
            elif kind == "error":
                said.append(f"{content['ename']}: {content['evalue']}")
            elif kind == "status" and content["execution_state"] == "idle":
                self.seconds = time.monotonic() - start
                return "\n".join(said)

    def control(self, kind, **content):
        """Return what the kernel replies on its control channel."""
        message = self.client.session.msg(kind, content)
        self.client.control_channel.send(message)
        while True:
            reply = self.client.get_control_msg(timeout=60)
            if reply["parent_header"].get("msg_id") == message["header"]["msg_id"]:
                return reply["content"]

    def ask_subshell(self, subshell, expression, code=""):
        """Return what an expression is in a subshell, after it ran some code; raise
        Empty if none answers.
        """
        content = {
            "code": code,
            "silent": True,
            "store_history": False,
            "user_expressions": {"told": expression},
            "allow_stdin": False,
            "stop_on_error": True,
        }
        message = self.client.session.msg("execute_request", content)
        message["header"]["subshell_id"] = subshell
        self.client.shell_channel.send(message)
        while True:
            reply = self.client.get_shell_msg(timeout=10)
            if reply["parent_header"].get("msg_id") == message["header"]["msg_id"]:
                return reply["content"]["user_expressions"]["told"]["data"][
                    "text/plain"
                ]

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def is_alive(self):
        return self.manager.is_alive() and self.run("print(6 * 7)").strip() == "42"

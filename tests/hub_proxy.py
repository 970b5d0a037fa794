"""What a real hub needs beside Python: its proxy, which `make proxy` fetches."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def need_proxy():
    """Skip the tests of a module or one test where there is none; fail in CI."""
    places = f"{os.environ['PATH']}:{ROOT}/.hub/node_modules/.bin"
    if not shutil.which("configurable-http-proxy", path=places):
        reason = "no configurable-http-proxy: run `make proxy`"
        if os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason, allow_module_level=True)

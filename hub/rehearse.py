"""Rehearse the workshop: send attendees to a hub and report how long they waited.

    python hub/rehearse.py --users 40                     a hub of its own
    python hub/rehearse.py --users 40 --url HUB --repo R  a named hub

Each attendee logs in, starts a server, follows the link, opens lesson 03, runs every
cell, answers exercise 3.4 wrongly and then rightly, saves, and stays until the last
one is done. A named hub lets them in by the BACKPROP_HUB_REHEARSAL_TOKEN that it was
started with; it is read from the environment, since everybody can read a command line.
"""

import argparse
import asyncio
import json
import os
import platform
import signal
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import attendee
import trial

LESSON = "03_chain_rule"
ANSWER = "def dcost_dw(a_prev, z, a, y, f_prime):\n    return {} * f_prime(z) * a_prev"
ANSWERS = {"mistake": ANSWER.format("(a - y)"), "right": ANSWER.format("2 * (a - y)")}
CHECK = 'answer = check("3.4", dcost_dw); print(answer.status)'
# In kB: this kernel and its server. Pss counts a page shared by n as 1/n of a page.
MEMORY = """
import os
for pid in ("self", os.getppid()):
    with open(f"/proc/{pid}/smaps_rollup") as f:
        print(next(line.split()[1] for line in f if line.startswith("Pss:")))
"""


async def attend(someone, enter, repo, also, times):
    """Let one attendee do everything, once; note seconds per stage in `times`."""

    async def timed(stage, doing):
        start = time.perf_counter()
        done = await doing
        times[stage].append(time.perf_counter() - start)
        return done

    await timed("log in", enter(someone))
    await timed("spawn", someone.start())
    await timed("pull", someone.pull(repo))
    for lesson in [*also, LESSON]:
        path = f"notebooks/{lesson}.ipynb"
        notebook = await timed("open", someone.read(path))
        await timed("kernel start", someone.open_kernel(path))
        await timed("run lesson", run_cells(someone, notebook, times))
    for status, answer in ANSWERS.items():
        cell = next(c for c in notebook["cells"] if "def dcost_dw(" in c["source"])
        cell["source"] = answer
        await someone.run(answer)
        said = await timed("check", someone.run(CHECK))
        if said.text.strip() != status:
            raise attendee.Refused(f"check said {said.text!r}, not {status!r}")
        await timed("save", someone.save(path, notebook))
    kept = await someone.read(path)
    if ANSWERS["right"] not in [c["source"] for c in kept["cells"]]:
        raise attendee.Refused("the saved answer is not in the notebook")


async def run_cells(someone, notebook, times):
    """Run a notebook's code cells in order, as Run All does."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            reply = await someone.run(cell["source"])
            times["cell"].append(reply.seconds)
            if reply.status != "ok":
                raise attendee.Refused(f"{cell['source'][:60]!r}: {reply.text[-300:]}")


async def rehearse(url, repo, users, over, limit, also, *, password=None, token=None):
    """Send `users` attendees to the hub at `url`, evenly `over` seconds, and give
    each `limit` seconds. Return failures, seconds per stage and kB of memory.
    """
    times, memory, failures = defaultdict(list), [], {}
    names = [f"rehearsal-{i:02d}" for i in range(1, users + 1)]
    everyone_done = asyncio.Barrier(users)

    async def noted(name, doing):
        try:
            return await asyncio.wait_for(doing, limit)
        except Exception as error:  # a rehearsal goes on, and reports
            failures.setdefault(name, f"{type(error).__name__}: {error}")

    async def one(i, name):
        await asyncio.sleep(over * i / users)
        async with attendee.session() as http, attendee.session() as office:
            someone = attendee.Attendee(http, url, name)
            admin = attendee.Attendee(office, url, name, token)

            async def enter(someone):
                if token:
                    someone.headers = await admin.issue_token()
                else:
                    await someone.log_in(password)

            await noted(name, attend(someone, enter, repo, also, times))
            # All kernels are alive here, so this is what the machine must hold.
            await everyone_done.wait()
            if name not in failures and (
                said := await noted(name, someone.run(MEMORY))
            ):
                memory.append([int(kb) for kb in said.text.split()])
            await everyone_done.wait()
            await noted(name, admin.remove() if token else someone.stop())

    await asyncio.gather(*(one(i, name) for i, name in enumerate(names)))
    return failures, times, memory


def summary(values):
    """Return the median, 95th percentile and largest of `values`, and their number."""
    ranked = sorted(values)
    n = len(ranked)
    found = (statistics.median(ranked), ranked[min(n - 1, int(0.95 * n))], ranked[-1])
    return dict(zip(("median", "p95", "worst"), (round(x, 3) for x in found))) | {
        "n": n
    }


def report(failures, times, memory):
    """Return the report as a dict; times in s, memory in MiB a user (Pss)."""
    mib = {
        "kernel": [kernel / 1024 for kernel, _ in memory],
        "server": [server / 1024 for _, server in memory],
        "user": [sum(both) / 1024 for both in memory],
    }
    return {
        "failures": failures,
        "seconds": {stage: summary(values) for stage, values in times.items()},
        "MiB": {what: summary(values) for what, values in mib.items() if values},
    }


def on_own_hub(users, *how):
    """Rehearse on a hub that is started here for it, on loopback."""
    with tempfile.TemporaryDirectory() as folder:
        with trial.running(Path(folder), BACKPROP_HUB_USERS=str(users)) as hub:
            doing = rehearse(hub.url, hub.repo, users, *how, password=hub.password)
            return asyncio.run(doing)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--users", type=int, default=5, help="1 to 200")
    add("--over", type=float, default=120, help="s between the first and the last")
    add("--limit", type=float, default=900, help="s for one attendee")
    add("--also", nargs="*", default=[], help="further lessons, e.g. 08_to_the_gpu")
    add("--url", help="a running hub; without: one of its own")
    add("--repo", help="what the hub's link pulls; needed with --url")
    add("--out", type=Path, help="write the report there, as JSON")
    ask = parser.parse_args()
    if not 1 <= ask.users <= 200:
        parser.error(f"--users {ask.users}: choose 1 to 200")
    token = os.environ.get("BACKPROP_HUB_REHEARSAL_TOKEN")
    if ask.url and not (token and ask.repo):
        parser.error("a named hub: give --repo and set BACKPROP_HUB_REHEARSAL_TOKEN")
    # Told to stop, stop the hub too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    how = (ask.users, ask.over, ask.limit, ask.also)
    before = os.getloadavg()[0]
    if ask.url:
        done = asyncio.run(rehearse(ask.url, ask.repo, *how, token=token))
    else:
        done = on_own_hub(*how)
    head = {
        "date": time.strftime("%Y-%m-%d %H:%M"),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}",
        "users": ask.users,
        "over": ask.over,
        "load before, after": [round(x, 1) for x in (before, os.getloadavg()[0])],
    }
    text = json.dumps(head | report(*done), indent=1)
    print(text)
    if ask.out:
        ask.out.write_text(text + "\n")
    sys.exit(bool(done[0]))


if __name__ == "__main__":
    main()

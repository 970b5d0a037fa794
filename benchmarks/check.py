"""Try the checker on all that is known, and keep a record of what it did.

    python benchmarks/check.py            all, about an hour; writes results/check.json
    python benchmarks/check.py time       only the parts with that word, anew
    python benchmarks/check.py --quick    a few of each, writes nothing

- every right answer, in every form, on 200 draws of the probes: how many are refused?
- every catalogued mistake on 200 draws: how many are named, and as themselves?
- every pair of mistakes: how many are refused, how many given an unrelated name?
- every tenth change of each solution: how many are named, how many right by luck?
- every bad answer on every exercise: is each back in time, is all as it was?
- how long does a check take, and how much does a kernel grow over 1,000 checks?
"""

import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ["BACKPROP_PROGRESS"] = tempfile.mkstemp(suffix=".json")[1]

import numpy as np  # noqa: E402
from jupyter_client.manager import start_new_kernel  # noqa: E402

from tests.answers import pairs, right, wrong  # noqa: E402
from tests.process_state import state  # noqa: E402
from workshop_lib import exercises  # noqa: E402
from workshop_lib.checker import check, guard  # noqa: E402
from workshop_lib.checker.derive import mutations  # noqa: E402

LIMIT_OF_SLOW = 1.0  # instead of 5 s, for the answers that run into the limit


def right_answers(seeds):
    """Return counts, and the first refusals."""
    counts, refused = Counter(), []
    for number, exercise in exercises.ALL.items():
        forms = {n: form(exercise.reference) for n, form in right.FORMS.items()}
        forms |= {
            f"written {i}": f for i, f in enumerate(right.WRITTEN.get(number, ()))
        }
        counts["forms"] += len(forms)
        for name, answer in forms.items():
            for seed in seeds:
                told = check(number, answer, _seed=seed)
                counts["checks"] += 1
                if told.status != "right":
                    counts["refused"] += 1
                    refused.append((number, name, seed, repr(told)))
    return {**counts, "refused": counts["refused"]}, refused


def single_mistakes(seeds):
    counts, misnamed = Counter(), []
    for number, exercise in exercises.ALL.items():
        counts["mistakes"] += len(exercise.mistakes)
        for mistake in exercise.mistakes:
            for seed in seeds:
                told = check(number, mistake.formula, _seed=seed)
                counts["checks"] += 1
                counts["named as itself"] += told.mistake == mistake.name
                if told.mistake not in (None, mistake.name):
                    misnamed.append((number, mistake.name, seed, repr(told)))
    return {**counts, "misnamed": len(misnamed)}, misnamed


def pairs_of_mistakes(exercises_):
    counts, wrong_ones = Counter(), []
    for number in exercises_:
        for names, answer in pairs.pairs(exercises.ALL[number]):
            told = check(number, answer, _seed=1)
            counts["pairs"] += 1
            unfair = pairs.unfair(check, number, names, answer)
            if unfair:
                counts["misjudged"] += 1
                wrong_ones.append(unfair)
            elif told.status == "right":
                counts["cancel each other: the formula is right"] += 1
            elif told.mistake not in (None, *names):
                counts["are together a third of the catalogue, and named so"] += 1
            else:
                counts["refused, no unrelated name"] += 1
    return {**counts, "misjudged": counts["misjudged"]}, wrong_ones


def changed_solutions(every):
    """Judge every so-manieth change of each solution, as an answer of its own."""
    counts, accepted, times = Counter(), [], []
    for number, exercise in exercises.ALL.items():
        for _, _, advice, answer in mutations.mutants(exercise.reference)[::every]:
            start = time.perf_counter()
            told = check(number, answer, _seed=2)
            times.append(time.perf_counter() - start)
            counts["changes"] += 1
            if told.status == "right":
                others = [check(number, answer, _seed=seed) for seed in range(3, 8)]
                if all(o.status == "right" for o in others):
                    counts["right: the solution in other words"] += 1
                else:
                    accepted.append((number, advice, repr(told)))
            elif told.derived:
                counts["named by what it does"] += 1
            else:
                counts["named from the catalogue" if told.mistake else "no name"] += 1
    times.sort()
    return {
        **counts,
        "right by luck": len(accepted),
        "95th percentile of a check, s": round(times[int(len(times) * 0.95)], 3),
    }, accepted


def bad_answers(numbers):
    counts, troubles, longest = Counter(), [], 0.0
    for bad in wrong.ANSWERS:
        guard.LIMIT = LIMIT_OF_SLOW if bad.slow else 5.0
        for number in numbers:
            answer = bad.make(exercises.ALL[number].reference)
            before, start = state(), time.monotonic()
            told = check(number, answer)
            over = time.monotonic() - start - guard.LIMIT
            longest = max(longest, over)
            counts["checks"] += 1
            problems = {
                "late": over > 1,
                "something changed": state() != before,
                "wrong status": told.status not in bad.status,
                "a traceback": "Traceback" in repr(told),
            }
            for problem, there in problems.items():
                if there:
                    counts[problem] += 1
                    troubles.append((number, bad.name, problem, repr(told)[:300]))
    guard.LIMIT = 5.0
    return {
        "answers": len(wrong.ANSWERS),
        "exercises": len(numbers),
        **counts,
        "troubles": len(troubles),
        "longest, beyond the limit, s": round(longest, 2),
        "limit of those that reach it, s": LIMIT_OF_SLOW,
    }, troubles


def check_times(repeats):
    times = []
    for number, exercise in exercises.ALL.items():
        for _ in range(repeats):
            for answer in (exercise.reference, exercise.mistakes[0].formula):
                start = time.perf_counter()
                check(number, answer)
                times.append(time.perf_counter() - start)
    times.sort()
    return {
        "checks": len(times),
        "median, s": round(statistics.median(times), 4),
        "slowest of a hundred, s": round(times[int(len(times) * 0.99)], 4),
    }


def kernel_growth(checks):
    """Return a kernel's memory before and after that many cells, each a check."""
    manager, client = start_new_kernel(cwd=ROOT)

    def run(code):
        reply = client.execute_interactive(
            code, output_hook=lambda _: None, user_expressions={"rss": "rss()"}
        )
        said = reply["content"]["user_expressions"]["rss"]["data"]["text/plain"]
        return int(said) / 1024

    run(
        "from tests.answers.wrong import ANSWERS\n"
        "from workshop_lib.exercises import ALL\n"
        "from workshop_lib.checker import check\n"
        "bad = [b for b in ANSWERS if not b.slow and 'million' not in b.name]\n"
        "def rss():\n"
        "    lines = open('/proc/self/status').read().splitlines()\n"
        "    return next(int(t.split()[1]) for t in lines if t.startswith('VmRSS'))\n"
        "numbers = list(ALL)"
    )
    cell = (
        "n = {}; number = numbers[n % len(numbers)]; e = ALL[number]\n"
        "answer = (e.reference, e.mistakes[0].formula,"
        " bad[n % len(bad)].make(e.reference))[n % 3]\n"
        "check(number, answer)"
    )
    before = [run(cell.format(n)) for n in range(200)][-1]  # everything once
    after = [run(cell.format(n)) for n in range(200, 200 + checks)][-1]
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    return {"checks": checks, "growth, MiB": round(after - before, 1)}


def main(arguments):
    quick, words = "--quick" in arguments, [a for a in arguments if a[0] != "-"]
    seeds, numbers = range(2 if quick else 200), list(exercises.ALL)
    few = numbers[8:10] if quick else numbers
    target = ROOT / "benchmarks" / "results" / "check.json"
    record = json.loads(target.read_text("utf-8")) if words else {}
    for name, job, argument in (
        ("time of a check", check_times, 1 if quick else 10),
        ("growth of a kernel", kernel_growth, 100 if quick else 1000),
        ("bad answers", bad_answers, few),
        ("pairs of mistakes", pairs_of_mistakes, few),
        ("changed solutions", changed_solutions, 100 if quick else 10),
        ("single mistakes", single_mistakes, seeds),
        ("right answers", right_answers, seeds),
    ):
        if words and not any(word in name for word in words):
            continue
        start, found = time.time(), job(argument)
        counts, details = found if isinstance(found, tuple) else (found, [])
        record[name] = counts | {
            "minutes": round((time.time() - start) / 60, 1),
            "load of the machine": round(os.getloadavg()[0], 1),
            "date": time.strftime("%Y-%m-%d"),
        }
        print(name, json.dumps(record[name]), *details[:20], sep="\n", flush=True)
        record["exercises"] = len(numbers)
        record["machine"] = f"{platform.machine()}, {os.cpu_count()} cores"
        record["software"] = (
            f"{platform.system()}, Python {platform.python_version()}, "
            f"NumPy {np.__version__}"
        )
        if not quick:
            target.write_text(json.dumps(record, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

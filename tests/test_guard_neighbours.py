"""What else lives in the kernel outlives a check: threads, libraries, settings."""

import time

import pytest

from tests.kernel import Kernel


@pytest.fixture
def kernel(tmp_path, monkeypatch):
    """Return a fresh kernel, in which nothing but the checker has been imported."""
    monkeypatch.setenv("BACKPROP_PROGRESS", str(tmp_path / "progress.json"))
    one = Kernel(tmp_path)
    one.run(
        "import os, threading, time, numpy as np\n"
        "from workshop_lib.checker import check, guard\n"
        "from workshop_lib.exercises import ALL\n"
        "reference = ALL['3.4'].reference"
    )
    yield one
    one.close()


def test_a_subshell_that_opens_during_a_check_goes_on_answering(kernel):
    opened = []

    def open_one():
        time.sleep(0.5)
        opened.append(kernel.control("create_subshell_request")["subshell_id"])

    said = kernel.run(
        "def answer(*args): time.sleep(0.8); return reference(*args)\n"
        "check('3.4', answer)",
        meanwhile=open_one,
    )
    assert said == "✓ 3.4 · right"
    assert kernel.ask_subshell(opened[0], "6 * 7") == "42"


def test_what_a_check_forbids_is_allowed_to_a_subshell_that_outlasts_it(kernel):
    """A subshell remembers what `input` is when its code begins, and puts it back."""
    subshell = kernel.control("create_subshell_request")["subshell_id"]

    kernel.run("begun = over = False")

    def run_code():
        time.sleep(0.5)  # the check has begun, and waits
        code = "begun = True\nwhile not over: time.sleep(0.01)"
        kernel.ask_subshell(subshell, "1", code)

    said = kernel.run(
        "def answer(*args):\n"
        "    while not begun: time.sleep(0.01)\n"
        "    return reference(*args)\n"
        "print(check('3.4', answer).status)\n"
        "over = True; time.sleep(0.5)\n"
        "try: input()\n"
        "except Exception as e: print(e)",
        meanwhile=run_code,
    )
    assert said.startswith("right") and "cannot be used" not in said


@pytest.mark.parametrize("before", ["pass", "pool.submit(int).result()"])
def test_the_workers_of_an_executor_of_ones_own_live_on(kernel, before):
    said = kernel.run(
        "from concurrent.futures import ThreadPoolExecutor\n"
        f"pool = ThreadPoolExecutor(2); {before}\n"
        "def answer(*args): return pool.submit(reference, *args).result()\n"
        "print(check('3.4', answer), check('3.4', answer))\n"
        "print(pool.submit(abs, -7).result())"
    )
    assert said.split("\n") == ["✓ 3.4 · right ✓ 3.4 · right", "7", ""]


def test_work_that_an_answer_leaves_to_a_pool_is_ended(kernel):
    said = kernel.run(
        "from concurrent.futures import ThreadPoolExecutor\n"
        "def forever():\n"
        "    while True: time.sleep(0.01)\n"
        "def answer(*args):\n"
        "    pool.submit(forever); return reference(*args)\n"
        "before, pool = threading.active_count(), ThreadPoolExecutor(4)\n"
        "print(check('3.4', answer)); pool.shutdown()\n"
        "print(threading.active_count() - before)"
    )
    assert "✓ 3.4 · right\n  It left a thread running" in said
    assert said.strip().endswith("0")


def test_a_thread_that_ends_by_itself_is_no_thread_left(kernel):
    said = kernel.run(
        "def answer(*args):\n"
        "    threading.Thread(target=lambda: time.sleep(0.01)).start()\n"
        "    return reference(*args)\n"
        "check('3.4', answer)"
    )
    assert said == "✓ 3.4 · right"


def test_a_progress_bar_in_an_answer_leaves_no_note_and_its_monitor_alive(kernel):
    said = kernel.run(
        "from tqdm import tqdm\n"
        "def answer(*args):\n"
        "    for _ in tqdm(range(3)): pass\n"
        "    return reference(*args)\n"
        "print([check('3.4', answer).lines[1:] for _ in range(2)])\n"
        "print(tqdm.monitor.is_alive())"
    )
    assert said.split("\n") == ["[(), ()]", "True", ""]


def test_two_checks_at_once_are_both_right_and_leave_the_kernel_whole(kernel):
    kernel.run(
        "def slow(*args): print('x'); time.sleep(0.02); return reference(*args)\n"
        "def wrong(*args): time.sleep(0.02); return 1.0\n"
        "exits, told = os._exit, []\n"
        "def run():\n"
        "    for _ in range(10):\n"
        "        told.append((check('3.4', slow).status, check('3.4', wrong).status))\n"
        "threads = [threading.Thread(target=run) for _ in range(2)]\n"
        "for one in threads: one.start()\n"
        "run()\n"
        "for one in threads: one.join()"
    )
    said = kernel.run("print(set(told), len(told), os._exit is exits)")
    assert said == "{('right', 'different')} 30 True\n"


def test_a_large_library_is_mapped_whatever_the_limit_of_memory(kernel, tmp_path):
    said = kernel.run(
        "import mmap\n"
        "file = open('library.so', 'w+b'); file.truncate(3 << 30)\n"
        "def answer(*args):\n"
        "    global mapped\n"
        "    how = mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_EXEC\n"
        "    mapped = mmap.mmap(file.fileno(), 3 << 30, *how)\n"
        "    return reference(*args)\n"
        "print(check('3.4', answer))\n"
        "check('3.4', lambda *args: np.ones(3 << 27))"
    )
    assert said.startswith("✓ 3.4 · right\n\n! 3.4") and "MemoryError" in said


@pytest.mark.parametrize("name", ["", "'mine'"])
def test_logging_of_an_answer_does_not_silence_later_logging(kernel, name):
    said = kernel.run(
        "import logging\n"
        "def answer(*args):\n"
        f"    logger = logging.getLogger({name})\n"
        "    if not logger.handlers: logger.addHandler(logging.StreamHandler())\n"
        "    logger.warning('in'); return reference(*args)\n"
        "print(check('3.4', answer))"
    )
    assert "right" in said and "in" in said
    assert "out" in kernel.run(f"logging.getLogger({name}).warning('out')")


def test_pyplot_that_an_answer_imports_leaves_no_figure_and_goes_on_showing(kernel):
    said = kernel.run(
        "def answer(*args):\n"
        "    import matplotlib.pyplot as plt\n"
        "    plt.rcParams['lines.linewidth'] = 77; plt.figure()\n"
        "    return reference(*args)\n"
        "print(check('3.4', answer).status)"
    )
    assert said == "right\n"
    said = kernel.run(
        "import matplotlib.pyplot as plt\n"
        "print(plt.get_fignums(), plt.rcParams['lines.linewidth'] == 77)"
    )
    assert said == "[] False\n"
    assert "<Figure size" in kernel.run("plt.plot([1, 2]);")

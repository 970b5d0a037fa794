"""The guard in a real Jupyter kernel, with the real time limit of 5 s."""

import time

import pytest

from tests.kernel import Kernel


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    one = Kernel(tmp_path_factory.mktemp("kernel"))
    one.run(
        "import os, time, numpy as np; from workshop_lib.checker import check\n"
        "from workshop_lib.exercises import ALL\n"
        "number = '3.4'; reference = ALL[number].reference"
    )
    yield one
    one.close()


def test_every_quick_bad_answer_leaves_the_kernel_alive(kernel):
    said = kernel.run(
        "from tests.answers.wrong import ANSWERS\n"
        "for bad in ANSWERS:\n"
        "    if not bad.slow:\n"
        "        told = check(number, bad.make(reference))\n"
        "        if told.status not in bad.status: print(bad.name, told)\n"
        "print('all back')"
    )
    assert said.strip() == "all back"
    assert kernel.is_alive()


@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        "while True:\n  try: time.sleep(9)\n  except: pass",
        "while True:\n  try:\n   while True:\n    try: pass\n    except: pass\n"
        "  except: pass",
        "while True: print('again')",
        "while True: display('again')",
    ],
)
def test_a_runaway_answer_is_back_within_the_limit_and_a_second(kernel, body):
    lines = body.replace("\n", "\n ")
    said = kernel.run(
        f"from IPython.display import display\n"
        f"def answer(*args):\n {lines}\ncheck(number, answer)"
    )
    assert "did not end within 5 s" in said
    assert len(said) < 4000
    assert kernel.seconds < 6
    assert kernel.is_alive()


@pytest.mark.parametrize("ending", ["exit()", "quit()", "raise SystemExit", "exit"])
def test_an_answer_cannot_end_the_kernel(kernel, ending):
    said = kernel.run(
        f"def answer(*args):\n {ending}\n return 1.0\ncheck(number, answer)"
    )
    assert "3.4" in said
    time.sleep(0.3)  # IPython's exit() stops the kernel a moment later
    assert kernel.is_alive()


def test_an_answer_cannot_ask_for_input(kernel):
    said = kernel.run("check(number, lambda *args: float(input('a number: ')))")
    assert "input() cannot be used" in said
    assert kernel.is_alive()


def test_an_answer_that_eats_memory_is_stopped(kernel):
    said = kernel.run(
        "def answer(*args):\n kept = []\n while True: kept.append(np.empty(10 ** 8))\n"
        "check(number, answer)"
    )
    assert "MemoryError" in said
    assert kernel.is_alive()


@pytest.mark.parametrize("catch", ["", "bare except"])
def test_the_stop_button_interrupts_an_answer(kernel, catch):
    loop = "while True: pass"
    if catch:
        loop = "while True:\n  try: time.sleep(9)\n  except: pass"

    def press_stop():
        time.sleep(1)
        kernel.manager.interrupt_kernel()

    said = kernel.run(
        f"def answer(*args):\n {loop}\ncheck(number, answer)", meanwhile=press_stop
    )
    assert "KeyboardInterrupt" in said
    assert kernel.seconds < 3
    assert kernel.is_alive()


def test_an_interrupt_that_the_answer_raises_itself_is_reported(kernel):
    said = kernel.run(
        "def answer(*args): raise KeyboardInterrupt\ncheck(number, answer)"
    )
    assert said.startswith("! 3.4") and "KeyboardInterrupt" in said


def test_what_an_answer_prints_and_shows_is_kept_and_cut(kernel):
    said = kernel.run(
        "from IPython.display import HTML, display\n"
        "def answer(*args):\n"
        " display(HTML('<b>x</b>')); print('y' * 9999); os.system('echo z')\n"
        " return reference(*args)\n"
        "check(number, answer)"
    )
    assert said.startswith("✓ 3.4 · right") and "[shown: text/plain, text/html]" in said
    assert len(said) < 2200 and "z" not in said
    assert kernel.run("display(7); print(8)").split() == ["7", "8"]


def test_rebinding_names_and_patching_modules_changes_no_verdict(kernel):
    said = kernel.run(
        "import builtins, numpy as np, workshop_lib.chain, math\n"
        "keep = vars(builtins).copy(), np.exp, math.exp, workshop_lib.chain.backward\n"
        "len = sum = check_ = None\n"
        "np.allclose = np.isfinite = np.exp = lambda *a, **k: True\n"
        "math.exp = lambda z: 1.0\n"
        "workshop_lib.chain.backward = None\n"
        "builtins.sum = builtins.sorted = builtins.divmod = lambda *_, **__: 1\n"
        "one, two = check(number, reference), check(number, lambda *a: 1.0)\n"
        "del len, sum\n"
        "vars(builtins).update(keep[0]); np.exp, math.exp = keep[1:3]\n"
        "workshop_lib.chain.backward = keep[3]\n"
        "print(one.status, two.status)"
    )
    assert said.split() == ["right", "different"]


def test_a_version_that_did_not_run_is_not_judged_in_silence(kernel):
    kernel.run("def dcost_dw(*args):\n    return 1.5")
    assert "did not run" not in kernel.run("check('3.4', dcost_dw)")
    kernel.run("def dcost_dw(*args):\n    return 2 * (1")
    assert "newest version of dcost_dw did not run" in kernel.run(
        "check('3.4', dcost_dw)"
    )
    kernel.run("if True:\n    def dcost_dw(*args):\n        return 2.5")
    assert "did not run" not in kernel.run("check('3.4', dcost_dw)")
    kernel.run("from workshop_lib.chain import backward\ndef backward(w):\n    (")
    assert "did not run" not in kernel.run("check('3.4', backward)")

"""A mistake that nobody wrote down is named by what it does.

SEEDS=300 in the environment tries the changes on that many draws of the probes.
"""

import copy
import os
import time
import warnings

import numpy as np
import pytest

from workshop_lib import exercises
from workshop_lib.checker import check
from workshop_lib.checker.derive import arguments, mutations, results
from workshop_lib.checker.plain_words import in_plain_words
from workshop_lib.checker.probes import draw, outcome, same

SEEDS = range(int(os.environ.get("SEEDS", 2)))
every = pytest.mark.parametrize("number", exercises.ALL)


def changes(exercise, probes):
    for stage in (results, arguments, mutations):
        yield from stage.changes(exercise, probes)


def first_round_only(slope, w, lr, steps):
    for _ in range(steps):
        w = w - lr * slope(w)
        return w * 1.0


def forward_in_lists(w, b, x, f):
    z, a = [], [x]
    for L in w:
        z.append(w[L] @ a[-1] + b[L])
        a.append(f(z[-1]))
    return z, a


def forward_one_entry_more(w, b, x, f):
    z, a = {0: x}, {0: x}
    for L in sorted(w):
        z[L] = w[L] @ a[L - 1] + b[L]
        a[L] = f(z[L])
    return z, a


def every_place(slope, w, lr, steps):
    places = [w]
    for _ in range(steps):
        places.append(places[-1] - lr * slope(places[-1]))
    return places


@pytest.mark.parametrize(
    "number, answer, says",
    [
        ("1.2", lambda w, slope, lr: w - slope * lr * 2, "were counted twice"),
        ("1.2", lambda w, slope, lr: (w - lr) * slope, "a pair of parentheses"),
        ("1.2", lambda w, slope, lr: w - lr * abs(slope), "`slope` had lost its sign"),
        ("1.3", every_place, "all values on the way were asked for"),
        ("2.1", lambda w, a, b, f: w * a + b, "only `z` were asked for"),
        ("5.3", forward_in_lists, "lists were asked for, not dicts"),
        ("5.3", forward_one_entry_more, "an entry [0] were asked for as well"),
        (
            "6.3",
            lambda w, z, a, y, f_prime, k: np.array(
                [exercises.ALL["6.3"].reference(w, z, a, y, f_prime, k)]
            ),
            "an array of shape (1,) were asked for",
        ),
        (
            "3.3",
            lambda w, a_prev, z, a, y, f_prime: (2 * (a - y), w * a_prev, f_prime(z)),
            None,  # two mistakes: a swap, and a factor
        ),
    ],
)
def test_a_mistake_that_nobody_wrote_down_is_named_by_its_effect(number, answer, says):
    told = check(number, answer)
    if says is None:
        assert (told.status, told.mistake, told.derived) == ("different", None, False)
    else:
        assert (told.status, told.derived) == ("mistake", True), told
        assert says in told.mistake
        assert told.headline.startswith(f"✗ {number} · it behaves as if ")


def test_a_catalogued_mistake_is_not_called_derived():
    exercise = exercises.ALL["3.4"]
    told = check("3.4", exercise.mistakes[0].formula)
    assert told.mistake == exercise.mistakes[0].name and not told.derived


def test_a_mistake_in_one_part_or_layer_is_named_with_its_place():
    reference = exercises.ALL["6.5"].reference

    def halved_in_db(*args):
        dw, db = reference(*args)
        return dw, {L: db[L] / 2 for L in db}

    def turned_in_the_last_layer(*args):
        dw, db = reference(*args)
        last = max(dw)
        return dw | {last: -dw[last]}, db | {last: -db[last]}

    assert (
        "the factor `2` were left out, in db only" in check("6.5", halved_in_db).mistake
    )
    told = check("6.5", turned_in_the_last_layer)
    assert told.mistake == "the sign were turned, in the last layer only"


@pytest.mark.parametrize(
    "answer",
    [
        lambda w, slope, lr: 0.0,
        lambda w, slope, lr: w,
        lambda w, slope, lr: np.nan,
        lambda w, slope, lr: 1.234,
        lambda w, slope, lr: np.sin(w) * lr + np.exp(slope),
    ],
)
def test_an_answer_that_tells_little_gets_no_name(answer):
    assert check("1.2", answer).mistake in (None, "the slope is forgotten")


@every
def test_no_name_shows_a_line_of_the_solution(number):
    exercise = exercises.ALL[number]
    lines = [line.strip() for line in exercise.hints[-1].splitlines()]
    right = [side for line in lines for side in (line, line.partition(" = ")[2])]
    probes = draw(exercise, np.random.default_rng(0))
    for change in changes(exercise, probes):
        for shown in (change.name, change.advice):
            assert not [r for r in right if len(r) > 16 and r in shown], shown


@every
def test_no_change_is_right_by_luck(number):
    """It is the solution in other words, and right on every draw, or on none."""
    exercise = exercises.ALL[number]
    lucky = {}
    for seed in SEEDS:
        probes = draw(exercise, np.random.default_rng(seed))
        found = {}
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            for i, change in enumerate(changes(exercise, probes)):
                outcomes = []
                for args, e, truth in zip(probes.args, probes.expected, probes.truth):
                    outcomes.append(
                        outcome(
                            lambda *a, change=change, e=e: change.value(a, e),
                            copy.deepcopy(args),
                            e,
                            list(exercise.returns),
                        )
                    )
                    if not same(outcomes[-1:], [truth]):
                        break
                found[i, change.name] = same(outcomes, probes.truth[: len(outcomes)])
        for key, is_right in found.items():
            lucky.setdefault(key, set()).add(is_right)
    assert not [name for (_, name), seen in lucky.items() if len(seen) > 1]


@pytest.mark.parametrize(
    "answer, says",
    [
        (lambda w, z, a, y, f_prime: f_prime(z[1], a[1]), "takes one number"),
        (lambda w, z, a, y, f_prime: 2 * f_prime, "A function is no number"),
        (lambda w, z, a, y, f_prime: 2.0 * w, "A dict is no number"),
        (lambda w, z, a, y, f_prime: w[7], "There is no entry 7"),
        (lambda w, z, a, y, f_prime: y(3), "is a `*` missing"),
        (lambda w, z, a, y, f_prime: dz, "`dz` has no value"),  # noqa: F821
    ],
)
def test_an_exception_is_told_in_plain_words_first(answer, says):
    told = check("4.3", answer)
    assert told.status == "failed" and says in told.lines[0], told


def test_an_exception_that_we_know_no_words_for_stands_as_it_is():
    assert in_plain_words("RuntimeError: something else") == []


def test_a_difference_without_a_name_tells_size_and_what_is_not_used():
    told = check("3.4", lambda a_prev, z, a, y, f_prime: 9 + abs(a) + z * z)
    assert "Its size is always too large." in told.lines
    assert "It does not depend on y; the right one does." in told.lines
    assert "It depends on z" not in repr(told)


@pytest.mark.parametrize(
    "number, answer",
    [
        # A scale moves no largest output, and a little more no maximum.
        ("7.4", lambda a_L, y: (a_L * y).sum()),
        ("9.2", lambda n, t, flops, rate, moved, bw: n * t + flops / rate + moved * bw),
    ],
)
def test_nothing_is_called_useless_that_the_solution_needs(number, answer):
    for _ in range(10):
        told = check(number, answer)
        assert "the right one does not" not in repr(told), told


def test_a_wrong_number_of_an_entry_is_told_as_that():
    told = check("8.1", lambda sizes, n, steps, itemsize: (
        steps * n * (sizes[0] + sizes[1]) * itemsize
    ))  # fmt: skip
    assert "another entry of `sizes`" in told.mistake


def test_an_answer_that_takes_its_time_is_run_once():
    calls = []

    def answer(w, slope, lr):
        calls.append(time.sleep(0.2))
        return np.cos(w) + slope

    start = time.monotonic()
    assert check("1.2", answer).status == "different"
    assert len(calls) == 4 and time.monotonic() - start < 5


def test_a_check_of_the_same_function_asks_whether_its_cell_was_run():
    def answer(w, slope, lr):
        return np.cos(w) + slope

    answer.__module__ = "__main__"  # as if a cell had defined it

    assert "Run its cell first" not in repr(check("1.2", answer))
    assert "Run its cell first" in repr(check("1.2", answer))
    assert "Run its cell" not in repr(check("1.2", exercises.ALL["1.2"].reference))


def test_an_answer_that_is_far_too_large_is_told_without_being_looked_into():
    def huge(*args):
        return np.broadcast_to(np.float64(1.0), (10**9, 10**9))

    for number in ("3.4", "5.2", "6.5", "9.3"):
        assert "shape" in repr(check(number, huge)) or "asked for" in repr(
            check(number, huge)
        )

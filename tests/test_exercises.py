"""Every exercise holds what an exercise promises, whatever lessons there are.

SEEDS=200 in the environment asks for more draws of the probes than the few that
`make test` takes; `python -m pytest tests/test_exercises.py -k "3.4"` looks at one.
"""

import copy
import inspect
import os
import re
import textwrap
from pathlib import Path

import numpy as np
import pytest
from lesson import read_lesson

from tests.answers import nearly_right, right, slips
from workshop_lib import exercises
from workshop_lib.backend import gpu_available, to_gpu
from workshop_lib.checker import check
from workshop_lib.checker.probes import draw, outcome, same
from workshop_lib.exercises.base import Mistake, described

LESSONS = Path(__file__).resolve().parent.parent / "lessons"
SEEDS = range(int(os.environ.get("SEEDS", 3)))
every = pytest.mark.parametrize("number", exercises.ALL)


@every
def test_an_exercise_is_complete(number):
    e = exercises.ALL[number]
    names = [m.name for m in e.mistakes]
    # Room for the sigmoid in place of the f given, and for slips of parentheses.
    assert 3 <= len(names) <= 13 or number.startswith("0."), "3 to 13 mistakes"
    assert len(set(names)) == len(names), "two mistakes of one name"
    assert 3 <= len(e.hints) <= 5, "2 to 4 hints, and the solution"
    assert e.returns and all(e.returns.values()), "name the parts and their axes"
    assert re.search(r"\bS\d", e.equation) or int(number.split(".")[0]) not in range(
        1, 8
    ), "cite an S-number"
    assert all(
        text.strip() == text != ""
        for text in (e.title, *names, *e.hints, *(m.advice for m in e.mistakes))
    )
    assert all(
        p.kind in (p.POSITIONAL_OR_KEYWORD, p.POSITIONAL_ONLY)
        for p in inspect.signature(e.reference).parameters.values()
    ), "answers are called by position"


@every
def test_the_solution_in_the_lesson_is_the_reference(number):
    e = exercises.ALL[number]
    (lesson,) = LESSONS.glob(f"{int(number.split('.')[0]):02d}_*.py")
    cells = read_lesson(lesson, "solutions").cells
    (judged,) = (
        i for i, cell in enumerate(cells) if cell.source.startswith(f'check("{number}"')
    )
    solution = inspect.getsource(e.reference).partition("\n)\n")[2]
    assert without_blanks(cells[judged - 1].source) == without_blanks(solution)
    assert cells[judged].source == f'check("{number}", {e.reference.__name__})'
    task = cells[judged - 2].source.splitlines()
    assert f"### Exercise {number} · {e.title}" in task


def without_blanks(code):
    return [line for line in code.splitlines() if line.strip()]


@every
def test_the_last_hint_is_the_whole_solution(number):
    e = exercises.ALL[number]
    parameters = ", ".join(inspect.signature(e.reference).parameters)
    code = f"def answer({parameters}):\n" + textwrap.indent(e.hints[-1], "    ")
    made = {}
    exec(code, e.reference.__globals__, made)
    assert check(number, made["answer"], _seed=1).status == "right"


def test_an_edit_that_is_not_to_be_found_once_names_exercise_and_mistake():
    def refused(change):
        with pytest.raises(ValueError) as raised:
            described(
                exercises.ALL["3.4"].reference,
                "3.4",
                "",
                mistakes=(Mistake("a slip", change, "Look."),),
                hints=(),
                probes=None,
                returns={},
                equation="",
            )
        return str(raised.value)

    assert "exercise 3.4, mistake 'a slip'" in refused("nowhere -> there")
    assert "'nowhere' stands 0 times" in refused("nowhere -> there")
    assert "'a' stands 2 times" in refused("a -> z")
    assert "'old -> new'" in refused("f_prime(a)")


@every
def test_the_probes_are_fresh_and_match_the_signature(number):
    e = exercises.ALL[number]
    one, same, other = (e.probes(np.random.default_rng(s)) for s in (1, 1, 2))
    assert len(one) >= 2 and all(isinstance(p, tuple) for p in one)
    for probe in one:
        inspect.signature(e.reference).bind(*probe)
    assert repr(one[0][:1]) == repr(same[0][:1]), "draw from rng alone"
    values = [e.reference(*p) for p in (one[0], other[0], one[1])]
    assert len({repr(v) for v in values}) > 1, "the same result for every probe"


@every
def test_a_right_answer_in_any_form_is_right(number):
    reference = exercises.ALL[number].reference
    forms = {name: form(reference) for name, form in right.FORMS.items()}
    forms |= {f"written {i}": f for i, f in enumerate(right.WRITTEN[number])}
    assert len(right.WRITTEN[number]) >= 5, "as five people would write it"
    refused = [
        (name, seed, repr(result))
        for name, answer in forms.items()
        for seed in SEEDS
        if (result := check(number, answer, _seed=seed)).status != "right"
    ]
    assert not refused, refused[:3]


@pytest.mark.gpu
def test_right_answers_on_the_gpu_are_right():
    if not gpu_available():
        pytest.skip("no GPU here")
    for number, exercise in exercises.ALL.items():

        def answer(*args, reference=exercise.reference):
            return right.changed(reference(*args), array=to_gpu)

        assert check(number, answer).status == "right", number


@every
def test_every_mistake_is_refused_and_named_as_itself(number):
    misnamed = [
        (mistake.name, seed, repr(result))
        for mistake in exercises.ALL[number].mistakes
        for seed in SEEDS
        if (result := check(number, mistake.formula, _seed=seed)).mistake
        != mistake.name
    ]
    assert not misnamed, misnamed[:3]


@pytest.mark.parametrize("number", slips.SLIPS)
def test_a_slip_that_is_often_made_is_named_with_advice_that_fits_it(number):
    missed = [
        (answer.__name__, seed, repr(told))
        for answer, words in slips.SLIPS[number].items()
        for seed in SEEDS
        if (told := check(number, answer, _seed=seed)).status != "mistake"
        or words not in repr(told)
    ]
    assert not missed, missed[:3]


def drawn(exercise, seed):
    return draw(exercise, np.random.default_rng(seed))


def passes(exercise, probes, answer):
    """Does `answer` give the right numbers on these probes?"""
    names = list(exercise.returns)
    with np.errstate(all="ignore"):
        outcomes = [
            outcome(answer, copy.deepcopy(args), like, names)
            for args, like in zip(probes.args, probes.expected, strict=True)
        ]
    return same(outcomes, probes.truth)


@every
def test_no_wrong_answer_that_is_known_is_ever_right(number):
    e = exercises.ALL[number]
    accepted = []
    for seed in SEEDS:
        probes = drawn(e, seed)
        accepted += [(m.name, seed) for m, o in probes.known if same(o, probes.truth)]
        accepted += [
            (answer.__name__, seed)
            for answer in nearly_right.WRONG.get(number, ())
            if passes(e, probes, answer)
        ]
    assert not accepted


@every
def test_an_answer_that_loses_a_sign_is_not_right_by_chance(number):
    """Where the right answer needs no sign, each draw must say so: some need none."""
    e = exercises.ALL[number]
    by_chance = {}
    for name, answer in without_signs(e.reference).items():
        passed = [seed for seed in SEEDS if passes(e, drawn(e, seed), answer)]
        if 0 < len(passed) < len(SEEDS):
            by_chance[name] = passed
    assert not by_chance


def without_signs(reference):
    """Return answers with the absolute value of one argument, of the error a - y,
    or of the result.
    """

    def of_argument(i):
        return lambda *args: reference(*args[:i], absolute(args[i]), *args[i + 1 :])

    names = list(inspect.signature(reference).parameters)
    made = {f"abs({name})": of_argument(i) for i, name in enumerate(names)}
    made["abs of the result"] = lambda *args: absolute(reference(*args))
    if {"a", "y"} <= {*names}:

        def of_error(*args):
            given = dict(zip(names, args, strict=True))
            a, y = given["a"], given["y"]
            if isinstance(a, dict):
                distance = abs(a[max(a)] - y)
                return reference(*(given | {"a": a | {max(a): y + distance}}).values())
            return reference(*(given | {"a": y + abs(a - y)}).values())

        made["abs(a - y)"] = of_error
    return made


def absolute(value):
    """Return every number in it without its sign, every function as it is."""
    return right.changed(value, number=abs, whole=abs, array=abs)

"""Every exercise holds what an exercise promises, whatever lessons there are.

SEEDS=200 in the environment asks for more draws of the probes than the few that
`make test` takes; `python -m pytest tests/test_exercises.py -k "3.4"` looks at one.
"""

import inspect
import os
import re

import numpy as np
import pytest

from tests.answers import right
from workshop_lib import exercises
from workshop_lib.backend import gpu_available, to_gpu
from workshop_lib.checker import check

SEEDS = range(int(os.environ.get("SEEDS", 3)))
every = pytest.mark.parametrize("number", exercises.ALL)


@every
def test_an_exercise_is_complete(number):
    e = exercises.ALL[number]
    names = [m.name for m in e.mistakes]
    assert 3 <= len(names) <= 10 or number.startswith("0."), "3 to 10 mistakes"
    assert len(set(names)) == len(names), "two mistakes of one name"
    assert 2 <= len(e.hints) <= 4, "2 to 4 hints"
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
    forms |= {f"written {i}": f for i, f in enumerate(right.WRITTEN.get(number, ()))}
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

"""Changes to what the solution is given: one argument left out, doubled, exchanged."""

import inspect
import itertools

import numpy as np

from workshop_lib.checker.derive.change import Change
from workshop_lib.checker.derive.walk import each, examples


def changes(exercise, probes):
    """Yield the Changes, the plainest first."""
    reference = exercise.reference
    names = list(inspect.signature(reference).parameters)
    like = probes.args[0]

    def with_one(kind, name, advice, i, function):
        def value(args, expected):
            return reference(*args[:i], function(args[i]), *args[i + 1 :])

        return Change(kind, name, advice, value)

    for i, name in enumerate(names):
        for kind, says, advice, function in _of_one(name, like[i]):
            yield with_one(kind, says, advice, i, function)
    for i, j in itertools.combinations(range(len(names)), 2):
        if _kind(like[i]) != _kind(like[j]):
            continue
        one, two = names[i], names[j]
        yield Change(
            "exchanged",
            f"`{one}` and `{two}` had changed places",
            "Which is which?",
            lambda args, e, i=i, j=j: reference(*_exchanged(args, i, j)),
        )
        for a, b in ((i, j), (j, i)):
            yield Change(
                "another",
                f"`{names[a]}` stood where `{names[b]}` belongs",
                f"What is `{names[b]}`, and where is it needed?",
                lambda args, e, a=a, b=b: reference(*_copied(args, a, b)),
            )
    if examples(names, like):
        yield from _samples(reference, names)


def _of_one(name, value):
    """Yield kind, name, advice and function for one argument."""
    if callable(value):
        yield from _of_function(name)
    elif type(value).__name__ == "Activation":
        yield from _of_activation()
    elif isinstance(value, (tuple, list)):
        yield from _of_sequence(name)
    else:
        yield from _of_numbers(name)
        if type(value) is int:
            yield "off by one", f"`{name}` were larger by one", "Count again.", _more
            yield "off by one", f"`{name}` were smaller by one", "Count again.", _less
        if isinstance(value, np.ndarray) and value.ndim == 2:
            advice = f"What are the rows of `{name}`, what are its columns?"
            yield "transpose", f"`{name}` were transposed", advice, np.transpose
        if isinstance(value, dict):
            yield from _of_layers(name)


def _of_function(name):
    used = f"Is `{name}` used?"
    yield "f left out", f"`{name}` were not applied", used, lambda f: _identity
    yield "f twice", f"`{name}` were applied twice", "Once is enough.", _twice
    yield "f is 1", f"`{name}` gave 1 everywhere", used, lambda f: _one


def _of_activation():
    name = "the activation function were not applied"
    yield "f left out", name, "Is it used?", lambda act: act._replace(f=lambda z: z)
    name = "the slope of the activation function were 1"
    yield (
        "slope left out", name, "Is it used?",
        lambda act: act._replace(f_prime=lambda z, a: 1.0),
    )  # fmt: skip


def _of_sequence(name):
    advice = "Do all of them count?"
    yield "cut", f"the first of `{name}` were left out", advice, lambda v: v[1:]
    yield "cut", f"the last of `{name}` were left out", advice, lambda v: v[:-1]
    yield (
        "reversed", f"`{name}` were read from its end", "Begin with the first.",
        lambda v: v[::-1],
    )  # fmt: skip


def _of_numbers(name):
    used = f"Is `{name}` used, and what it changes given back?"
    look = f"Look at where `{name}` is used."
    for kind, says, advice, change in (
        ("zero", "were 0", used, lambda a: 0 * a),
        ("one", "were 1", used, lambda a: 0 * a + 1),
        ("sign of one", "had the other sign", look, lambda a: -a),
        ("doubled", "were counted twice", look, lambda a: 2 * a),
        ("squared", "were squared", look, lambda a: a * a),
        ("absolute", "had lost its sign", look, abs),
        ("inverse", f"were 1 / `{name}`", "Multiply, or divide?", lambda a: 1 / a),
    ):
        yield (
            kind, f"`{name}` {says}", advice,
            lambda v, change=change: each(v, change),
        )  # fmt: skip


def _of_layers(name):
    advice = f"Each layer has its own: `{name}[L]`."
    for words, which in (("the first layer", min), ("the last layer", max)):
        yield (
            "one layer for all", f"every layer had the `{name}` of {words}", advice,
            lambda v, which=which: {L: v[which(v)] for L in v},
        )  # fmt: skip
    for words, shift in (("the layer before", -1), ("the layer after", 1)):
        yield (
            "neighbour", f"each layer had the `{name}` of {words}", advice,
            lambda v, shift=shift: {L: v.get(L + shift, v[L]) for L in v},
        )  # fmt: skip
    yield (
        "reversed", f"the layers of `{name}` stood in the reverse order", advice,
        lambda v: dict(zip(v, reversed(list(v.values())), strict=True)),
    )  # fmt: skip


def _samples(reference, names):
    for words, cut in (
        ("the first example were left out", slice(1, None)),
        ("the last example were left out", slice(None, -1)),
        ("only the first example counted", slice(None, 1)),
        ("only the last example counted", slice(-1, None)),
    ):

        def value(args, expected, cut=cut):
            n = examples(names, args)
            return reference(*(_of_examples(a, n, cut) for a in args))

        yield Change("examples", words, "Do all examples count?", value)


def _of_examples(value, n, cut):
    if isinstance(value, dict):
        return {k: _of_examples(v, n, cut) for k, v in value.items()}
    if isinstance(value, np.ndarray) and value.ndim and value.shape[-1] == n:
        return value[..., cut]
    if isinstance(value, list) and len(value) == n:
        return value[cut]
    return value


def _kind(value):
    """Return what two arguments must share to be taken for each other."""
    if callable(value):
        return "function"
    if isinstance(value, np.ndarray):
        return value.shape
    return type(value).__name__


def _exchanged(args, i, j):
    args = list(args)
    args[i], args[j] = args[j], args[i]
    return args


def _copied(args, a, b):
    args = list(args)
    args[b] = args[a]
    return args


def _identity(*args):
    return args[0]


def _one(*args):
    return 0 * args[0] + 1


def _more(n):
    return n + 1


def _less(n):
    return n - 1


def _twice(f):
    return lambda *args: f(f(*args))

"""Changes to what the solution is given: one argument left out, doubled, exchanged."""

import inspect
import itertools

import numpy as np

from workshop_lib.checker.derive.change import Change
from workshop_lib.checker.derive.results import _examples


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
    if _examples(names, like):
        yield from _samples(reference, names)


def _of_one(name, value):
    """Yield kind, name, advice and function for one argument."""
    used = f"Is `{name}` used, and what it changes given back?"
    if callable(value):
        yield "f left out", f"`{name}` were not applied", used, lambda f: _identity
        yield "f twice", f"`{name}` were applied twice", "Once is enough.", _twice
        yield "f is 1", f"`{name}` gave 1 everywhere", used, lambda f: _one
        return
    if type(value).__name__ == "Activation":
        yield (
            "f left out", "the activation function were not applied", used,
            lambda act: act._replace(f=lambda z: z),
        )  # fmt: skip
        yield (
            "slope left out", "the slope of the activation function were 1", used,
            lambda act: act._replace(f_prime=lambda z, a: 1.0),
        )  # fmt: skip
        return
    if isinstance(value, (tuple, list)):
        for words, cut in (("first", slice(1, None)), ("last", slice(None, -1))):
            yield (
                "cut", f"the {words} of `{name}` were left out",
                "Do all of them count?", lambda v, cut=cut: v[cut],
            )  # fmt: skip
        yield (
            "reversed", f"`{name}` were read from its end",
            "Begin with the first.", lambda v: v[::-1],
        )  # fmt: skip
        return
    yield "zero", f"`{name}` were 0", used, lambda v: _each(v, lambda a: 0 * a)
    yield "one", f"`{name}` were 1", used, lambda v: _each(v, lambda a: 0 * a + 1)
    yield (
        "sign of one", f"`{name}` had the other sign",
        f"Look at where `{name}` is used.", lambda v: _each(v, lambda a: -a),
    )  # fmt: skip
    yield (
        "doubled", f"`{name}` were counted twice", f"Look at where `{name}` is used.",
        lambda v: _each(v, lambda a: 2 * a),
    )  # fmt: skip
    yield (
        "squared", f"`{name}` were squared", f"Look at where `{name}` is used.",
        lambda v: _each(v, lambda a: a * a),
    )  # fmt: skip
    yield (
        "absolute", f"`{name}` had lost its sign", f"Look at where `{name}` is used.",
        lambda v: _each(v, abs),
    )  # fmt: skip
    yield (
        "inverse", f"1 / `{name}` stood for `{name}`", "Multiply, or divide?",
        lambda v: _each(v, lambda a: 1 / a),
    )  # fmt: skip
    if type(value) is int:
        for shift, words in ((1, "larger"), (-1, "smaller")):
            yield (
                "off by one", f"`{name}` were {words} by one", "Count again.",
                lambda v, shift=shift: v + shift,
            )  # fmt: skip
    if isinstance(value, np.ndarray) and value.ndim == 2:
        yield (
            "transpose", f"`{name}` were transposed",
            f"What are the rows of `{name}`, what are its columns?", lambda v: v.T,
        )  # fmt: skip
    if isinstance(value, dict):
        yield from _of_layers(name)


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
            n = _examples(names, args)
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


def _each(value, change):
    if isinstance(value, dict):
        return {k: _each(v, change) for k, v in value.items()}
    return change(value)


def _identity(*args):
    return args[0]


def _one(*args):
    return 0 * args[0] + 1


def _twice(f):
    return lambda *args: f(f(*args))

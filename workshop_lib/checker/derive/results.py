"""Changes to the right result: its parts, its shape, its axes, a factor."""

import inspect
import itertools

import numpy as np

from workshop_lib.checker.derive.change import Change
from workshop_lib.checker.derive.walk import each, examples, outputs

_ORDER = "The parts are right. In which order are they asked for?"
_RIGHT = "The numbers are right."


def changes(exercise, probes):
    """Yield the Changes, the plainest first."""
    names = list(inspect.signature(exercise.reference).parameters)
    yield from _rearranged(exercise, probes.expected[0])
    yield from _reshaped()
    yield from _scaled(names, probes.args[0])
    yield from _reduced()
    yield from _shifted(names)


def _rearranged(exercise, like):
    if isinstance(like, tuple):
        parts = list(exercise.returns)
        for words, combined in (("product", np.prod), ("sum", np.sum)):
            yield Change(
                "combined",
                f"the {words} of the parts were asked for",
                f"Each by itself is asked for: {', '.join(parts)}.",
                lambda args, e, combined=combined: _number(combined, e),
            )
        for order in itertools.permutations(range(len(like))):
            if list(order) == sorted(order):
                continue
            listed = ", ".join(parts[i] for i in order)
            yield Change(
                "order",
                f"the order were {listed}",
                _ORDER,
                lambda args, e, order=order: tuple(e[i] for i in order),
            )
        for i, part in enumerate(parts):
            yield Change(
                "one part",
                f"only `{part}` were asked for",
                f"It is right. Asked for are {', '.join(parts)}.",
                lambda args, e, i=i: e[i],
            )
    if any(isinstance(part, dict) for part in _parts(like)):
        for shift, words in ((-1, "one less than"), (1, "one more than")):
            yield Change(
                "keys",
                f"the keys were {words} the number of the layer",
                _RIGHT + " Layer 1 is the first after the input.",
                lambda args, e, shift=shift: _renumbered(e, shift),
            )


def _reshaped():
    """Yield the right numbers in another container or shape."""
    yield Change(
        "container",
        "lists were asked for, not dicts with the layer as key",
        _RIGHT,
        lambda args, e: _lists(e),
    )
    for name, shape in (
        ("an array of shape (1,)", lambda a: a.reshape(1) if a.size == 1 else None),
        (
            "an array of shape (1, 1)",
            lambda a: a.reshape(1, 1) if a.size == 1 else None,
        ),
        ("a flat array", lambda a: a.ravel() if a.ndim > 1 else None),
        ("one column", lambda a: a.reshape(-1, 1) if a.ndim < 2 else None),
        ("one row", lambda a: a.reshape(1, -1)),
        ("a single number", lambda a: a.reshape(()) if a.size == 1 else None),
    ):
        yield Change(
            "shape",
            f"{name} were asked for",
            _RIGHT + " Only their shape is another.",
            lambda args, e, shape=shape: each(e, lambda a: shape(np.asarray(a))),
        )
    yield Change(
        "transposed",
        "rows and columns were exchanged in the result",
        _RIGHT + " They lie on their side.",
        lambda args, e: each(e, lambda a: a.T if np.ndim(a) == 2 else None),
    )


def _scaled(names, args):
    sizes, n_outputs = [], outputs(names, args)
    if examples(names, args):
        sizes.append(("n, the number of examples", lambda args: examples(names, args)))
        if n_outputs:
            sizes.append(("the number of outputs", lambda args: outputs(names, args)))
    numbers, arrays = (
        [
            (f"`{name}`", lambda args, i=i: args[i])
            for i, name in enumerate(names)
            if isinstance(args[i], kind) and not isinstance(args[i], bool)
        ]
        for kind in ((float, int), np.ndarray)
    )
    yield Change(
        "sign",
        "the sign were turned",
        "Is something subtracted the wrong way round?",
        lambda args, e: each(e, lambda a: -a),
    )
    yield from _factor("factor", "a factor 2", lambda args: 2.0)
    for words, size in sizes:
        yield from _factor("factor", words, size)
    for words, given in numbers + arrays:
        yield from _factor("factor of all", words, given)
    for by, words in (
        (4, "multiplied by 2, and once more by 2"),
        (-2, "multiplied by 2, and with the sign turned"),
        (-0.5, "divided by 2, and with the sign turned"),
    ):
        yield from _two_factors(words, lambda args, by=by: by)
    for words, size in sizes + numbers:
        for by, said in ((-1, "the sign turned"), (2, "doubled"), (0.5, "halved")):
            for power, verb in ((1, "multiplied"), (-1, "divided")):
                yield from _two_factors(
                    f"{verb} by {words}, and {said}",
                    lambda args, by=by, size=size, power=power: (
                        by * float(size(args)) ** power
                    ),
                )


def _two_factors(words, factor):
    yield Change(
        "two factors",
        f"the result were {words}",
        "Two things may be wrong at once.",
        lambda args, e: each(e, lambda a: factor(args) * a),
    )


def _factor(kind, words, factor):
    for power, verb in ((1, "multiplied"), (-1, "divided")):
        yield Change(
            kind,
            f"the result were {verb} by {words}",
            f"Is it in there once too often, or once too little: {words.strip('`')}?",
            lambda args, e, power=power: each(
                e, lambda a: _kept(a, a * (1.0 * factor(args)) ** power)
            ),
        )


def _reduced():
    for name, function in (
        ("the absolute value of the result were taken", np.abs),
        ("the result were squared", np.square),
        ("the square root of the result were taken", lambda a: np.sqrt(np.abs(a))),
        ("1 were divided by the result", lambda a: 1 / a),
        ("only the sign of the result counted", np.sign),
    ):
        yield Change(
            "function",
            name,
            "Up to there the result is right.",
            lambda args, e, function=function: each(e, lambda a: function(_float(a))),
        )
    for verb in ("summed", "averaged"):
        for axis, words in ((0, "over its rows"), (1, "over its columns"), (None, "")):
            for keep in (True, False):
                yield Change(
                    "reduced",
                    f"the result were {verb} {words or 'over everything'}",
                    "Which axis runs over the examples, which over the neurons?",
                    lambda args, e, verb=verb, axis=axis, keep=keep: each(
                        e, lambda a: _reduce(a, verb, axis, keep)
                    ),
                )


def _shifted(names):
    for i, name in enumerate(names):
        for sign, verb in ((1, "added"), (-1, "subtracted")):
            yield Change(
                "offset",
                f"`{name}` were {verb} at the end",
                "The rest of the result is right.",
                lambda args, e, i=i, sign=sign: _with_argument(e, args[i], sign),
            )
        yield Change(
            "offset",
            f"the result were subtracted from `{name}` at the end",
            "Up to there the result is right.",
            lambda args, e, i=i: each(_with_argument(e, args[i], -1), lambda a: -a),
        )


def _parts(value):
    return value if isinstance(value, tuple) else (value,)


def _renumbered(value, shift):
    if isinstance(value, tuple):
        return tuple(_renumbered(part, shift) for part in value)
    return (
        {k + shift: v for k, v in value.items()} if isinstance(value, dict) else value
    )


def _number(combined, parts):
    if not all(isinstance(part, (float, int)) for part in parts):
        raise ValueError("no numbers")
    return float(combined(parts))


def _lists(value):
    if isinstance(value, dict):
        return tuple(value.values())
    if isinstance(value, tuple):
        return tuple(map(_lists, value))
    raise ValueError("no dict")


def _with_argument(value, argument, sign):
    if isinstance(value, dict) and isinstance(argument, dict):
        return {k: _with_argument(v, argument[k], sign) for k, v in value.items()}
    if isinstance(argument, (float, int, np.ndarray)) and not isinstance(
        value, (dict, tuple)
    ):
        return _kept(value, value + sign * argument)
    raise ValueError("not of one kind")


def _kept(old, new):
    if np.shape(old) != np.shape(new):
        raise ValueError("another shape")
    return new


def _float(a):
    return np.asarray(a, float) if isinstance(a, np.ndarray) else float(a)


def _reduce(a, verb, axis, keep):
    if np.ndim(a) == 0 or (axis == 1 and np.ndim(a) < 2):
        raise ValueError("no such axis")
    reduce = np.sum if verb == "summed" else np.mean
    return reduce(a, axis=axis, keepdims=keep)

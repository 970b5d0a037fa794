"""Changes to the right result: its parts, its shape, its axes, a factor."""

import inspect
import itertools

import numpy as np

from workshop_lib.checker.derive.change import Change

_ORDER = "The parts are right. In which order are they asked for?"
_RIGHT = "The numbers are right."


def changes(exercise, probes):
    """Yield the Changes, the plainest first."""
    names = list(inspect.signature(exercise.reference).parameters)
    yield from _rearranged(exercise, probes.expected[0])
    yield from _reshaped()
    yield from _scaled(names, probes.args[0])
    yield from _reduced(exercise)
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
            lambda args, e, shape=shape: _each(e, lambda a: shape(_as_array(a))),
        )
    yield Change(
        "transposed",
        "rows and columns were exchanged in the result",
        _RIGHT + " They lie on their side.",
        lambda args, e: _each(e, lambda a: a.T if np.ndim(a) == 2 else None),
    )


def _scaled(names, args):
    plain = [("-1", lambda args: -1.0), ("2", lambda args: 2.0)]
    sizes = [("n, the number of examples", lambda args: _examples(names, args))]
    if _outputs(names, args):
        sizes += [("the number of outputs", lambda args: _outputs(names, args))]
    numbers = [
        (f"`{name}`", lambda args, i=i: float(args[i]))
        for i, name in enumerate(names)
        if type(args[i]) in (float, int)
    ]
    arrays = [
        (f"`{name}`", lambda args, i=i: args[i])
        for i, name in enumerate(names)
        if isinstance(args[i], np.ndarray)
    ]
    if not _examples(names, args):
        sizes = []
    yield Change(
        "sign", "the sign were turned", "Is something subtracted the wrong way "
        "round?", lambda args, e: _each(e, lambda a: -a)
    )  # fmt: skip
    yield from _factor("factor", "a factor 2", plain[1][1])
    for words, size in sizes:
        yield from _factor("factor", words, size)
    for words, number in numbers + arrays:
        yield from _factor("factor of all", words, number)
    for one, two in ((2, 2), (2, -1), (0.5, -1)):
        words = {-1: "with the sign turned", 2: "once more by 2"}[two]
        verb = "multiplied" if one == 2 else "divided"
        yield Change(
            "two factors",
            f"the result were {verb} by 2, and {words}",
            "Two things may be wrong at once.",
            lambda args, e, by=one * two: _each(e, lambda a: by * a),
        )
    for words, size in sizes + numbers:
        for by in (-1, 2, 0.5):
            said = {-1: "the sign turned", 2: "doubled", 0.5: "halved"}[by]
            for power, verb in ((1, "multiplied"), (-1, "divided")):
                yield Change(
                    "two factors",
                    f"the result were {verb} by {words}, and {said}",
                    "Two things may be wrong at once.",
                    lambda args, e, by=by, size=size, power=power: _each(
                        e, lambda a: by * a * size(args) ** power
                    ),
                )


def _factor(kind, words, factor):
    for power, verb in ((1, "multiplied"), (-1, "divided")):
        yield Change(
            kind,
            f"the result were {verb} by {words}",
            f"Is it in there once too often, or once too little: {words.strip('`')}?",
            lambda args, e, power=power: _each(
                e, lambda a: _kept(a, a * factor(args) ** power)
            ),
        )


def _reduced(exercise):
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
            lambda args, e, function=function: _each(e, lambda a: function(_float(a))),
        )
    for verb in ("summed", "averaged"):
        for axis, words in ((0, "over its rows"), (1, "over its columns"), (None, "")):
            for keep in (True, False):
                yield Change(
                    "reduced",
                    f"the result were {verb} {words or 'over everything'}",
                    "Which axis runs over the examples, which over the neurons?",
                    lambda args, e, verb=verb, axis=axis, keep=keep: _each(
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
            lambda args, e, i=i: _each(_with_argument(e, args[i], -1), lambda a: -a),
        )


def _each(value, change):
    """Return `value` with each of its arrays and numbers changed; where a change has
    nothing to do, it returns None and the old value stays.
    """
    if isinstance(value, dict):
        return {k: _each(v, change) for k, v in value.items()}
    if isinstance(value, tuple):
        return tuple(_each(v, change) for v in value)
    changed = change(value)
    return value if changed is None else changed


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


def _as_array(a):
    return np.asarray(a)


def _float(a):
    return np.asarray(a, float) if isinstance(a, np.ndarray) else float(a)


def _reduce(a, verb, axis, keep):
    if np.ndim(a) == 0 or (axis == 1 and np.ndim(a) < 2):
        raise ValueError("no such axis")
    reduce = np.sum if verb == "summed" else np.mean
    return reduce(a, axis=axis, keepdims=keep)


def _examples(names, args):
    """Return n, as the longest side that tells it: of y, else of another argument."""
    for wanted in ("y", "ys", "x", "z", "a", "a_prev", "dz", "x_rows"):
        if wanted in names:
            given = args[names.index(wanted)]
            if isinstance(given, np.ndarray) and given.ndim:
                return given.shape[0 if wanted == "x_rows" else -1]
            if isinstance(given, list):
                return len(given)
    return None


def _outputs(names, args):
    given = args[names.index("y")] if "y" in names else None
    return given.shape[0] if isinstance(given, np.ndarray) and given.ndim == 2 else None

"""Say how a wrong result differs from the right one, without giving that away."""

import numpy as np

from workshop_lib.checker.closeness import close
from workshop_lib.checker.derive.change import in_words


def describe(returns, pairs, arguments=()):
    """Return lines about the first difference and the pattern of them all.

    `pairs` holds, for each probe, the answer's leaves and the reference's;
    `returns` the axes of each part, as the exercise names them; `arguments` those
    of each probe, by name.
    """
    for stage in (_shape, _finite):
        for given, right in pairs:
            for name in right:
                line = stage(name, given[name], right[name], returns)
                if line:
                    return [line]
    leaves = [(name, g[name], r[name]) for g, r in pairs for name in r]
    wrong = [leaf for leaf in leaves if not close(*leaf[1:]).all()]
    lines = [_place(*wrong[0]), _right_already(returns, pairs, wrong)]
    says = _type(wrong) or _transposed(wrong) or _ratio(wrong)
    lines.append(says or _argument(pairs, arguments) or _signs_and_sizes(wrong))
    return [line for line in lines if line]


def _shape(name, array, right, returns):
    if array.shape == right.shape:
        return None
    part = next(p for p in returns if name == p or name.startswith(f"{p}["))
    if not right.ndim:
        return f"{name} should be one number; yours has the shape {array.shape}."
    asked = f"{right.shape}, {returns[part]}"
    line = f"{name} has the shape {array.shape}; asked for is {asked}."
    if array.shape == right.shape[::-1]:
        return line + " Its axes are the other way round."
    try:
        both = np.broadcast_shapes(array.shape, right.shape)
    except ValueError:
        return line
    if both == array.shape:
        lost = right.shape[:1]
        if right.ndim == 2 and array.shape == (right.shape[0],) * 2:
            line += f" Somewhere {lost} met {right.shape} and they gave {both}."
        return line
    return line + f" {array.shape} against {right.shape} gives {both}."


def _finite(name, array, right, returns):
    bad = ~np.isfinite(array) & np.isfinite(right)
    if not bad.any():
        return None
    where, value = _where(bad), array[bad].flat[0]
    return f"{name}{where} is {value}: {_count(bad)}. Did something overflow, or 0/0?"


def _place(name, array, right):
    wrong = ~close(array, right)
    return f"First difference: {name}{_where(wrong)}" + (
        f" ({_count(wrong)})." if wrong.size > 1 else "."
    )


def _where(mask):
    place = np.argwhere(mask)[0]
    words = {0: (), 1: ("entry",), 2: ("row", "column")}.get(len(place))
    if words is None:
        return f" at {tuple(map(int, place))}"
    return "".join(f", {w} {i}" for w, i in zip(words, place, strict=True))


def _count(mask):
    return (
        f"{np.count_nonzero(mask)} of {mask.size} entries" if mask.ndim else "a number"
    )


def _right_already(returns, pairs, wrong):
    """Return a line on the parts, or the layers, that are right on every probe."""
    fine = [n for n in pairs[0][1] if n not in {name for name, *_ in wrong}]
    if fine:
        return f"Right already: {', '.join(fine)}."
    places = [
        (name, list(right))
        for given, right in pairs
        for name in right
        if not close(given[name], right[name]).all()
    ]
    where = in_words(places, list(returns))
    return f"The difference is{where.strip(',')}; the rest is right." if where else ""


def _argument(pairs, arguments):
    """Return a line if the answer is one of the arguments, as it came."""
    for name, first in arguments[0].items() if arguments else ():
        if isinstance(first, (float, int, np.ndarray)) and all(
            len(answer) == 1 and _equals(*answer.values(), args[name])
            for (answer, _), args in zip(pairs, arguments, strict=True)
        ):
            return f"It is the argument {name}, as it came."
    return ""


def _equals(array, value):
    return array.shape == np.shape(value) and close(array, value).all()


def _signs_and_sizes(wrong):
    """Return a line that says for the first wrong part: are the signs right, and is
    it too large or too small?
    """
    name = wrong[0][0]
    a, r = (
        np.concatenate(
            [np.ravel(leaf[i]).astype(float) for leaf in wrong if leaf[0] == name]
        )
        for i in (1, 2)
    )
    if len(a) < 4:
        return ""
    signs = np.count_nonzero(np.sign(a) == np.sign(r)) / len(a)
    larger = np.count_nonzero(np.abs(a) > np.abs(r)) / len(a)
    sign = {1.0: "its sign is always right", 0.0: "its sign is always wrong"}.get(signs)
    size = {1.0: "its size is always too large", 0.0: "its size is always too small"}
    if (r >= 0).all() and signs == 1:
        sign = None  # a cost, a time: no merit
    said = "; ".join(filter(None, [sign, size.get(larger)]))
    return said[:1].upper() + said[1:] + "." if said else ""


def _type(wrong):
    if all(a.dtype.kind in "iu" and r.dtype.kind == "f" for _, a, r in wrong):
        if all((a == np.trunc(r)).all() for _, a, r in wrong):
            return f"Whole numbers ({wrong[0][1].dtype}): the decimals were cut off."
    if all(a.dtype == np.float16 and close(a, r, 5e-3).all() for _, a, r in wrong):
        return "float16 keeps three digits only: compute in float32 or float64."
    return None


def _transposed(wrong):
    arrays = [
        (a, r) for _, a, r in wrong if r.ndim == 2 and r.shape[0] > 1 < r.shape[1]
    ]
    if arrays and all(a.shape == r.T.shape and close(a, r.T).all() for a, r in arrays):
        return "These are the right numbers with rows and columns exchanged."
    return None


def _ratio(wrong):
    """Return what one factor, or one a probe, makes of the right result."""
    if all((a == 0).all() for _, a, _ in wrong):
        return "Zero everywhere."
    name = wrong[0][0]
    everywhere = _constant(wrong)
    if everywhere:
        return f"{_times(everywhere)} everywhere."
    its = [leaf for leaf in wrong if leaf[0] == name]
    if name != wrong[-1][0] and _constant(its):
        return f"{name} is {_times(_constant(its))} everywhere."
    return None


def _constant(leaves):
    """Return the one factor between these arrays and the right ones, or None."""
    array, right = (
        np.concatenate([np.ravel(leaf[i]).astype(float) for leaf in leaves])
        for i in (1, 2)
    )
    ratio = array @ right / (right @ right)
    if len(array) < 4 or abs(ratio - 1) < 1e-2 or not close(array, ratio * right).all():
        return None  # few numbers, or nearly right, say nothing of a factor
    return ratio


def _times(ratio):
    words = {-1: "The sign is flipped", 2: "Twice too large", 0.5: "Twice too small"}
    for known, said in words.items():
        if abs(ratio - known) < 1e-3 * abs(known):
            return said
    size = abs(ratio)
    sign = ", and the sign is flipped," if ratio < 0 else ""
    if size >= 1:
        return f"{size:.3g} times too large{sign}"
    return f"{1 / size:.3g} times too small{sign}"

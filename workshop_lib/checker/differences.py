"""Say how a wrong result differs from the right one, without giving that away."""

import numpy as np

from workshop_lib.checker.closeness import close


def describe(returns, pairs):
    """Return lines about the first difference and the pattern of them all.

    `pairs` holds, for each probe, the answer's leaves and the reference's;
    `returns` the axes of each part, as the exercise names them.
    """
    for stage in (_shape, _finite):
        for given, right in pairs:
            for name in right:
                line = stage(name, given[name], right[name], returns)
                if line:
                    return [line]
    leaves = [(name, g[name], r[name]) for g, r in pairs for name in r]
    wrong = [leaf for leaf in leaves if not close(*leaf[1:]).all()]
    lines = [_place(*wrong[0])]
    fine = [n for n in pairs[0][1] if n not in {name for name, *_ in wrong}]
    if fine:
        lines.append(f"Right already: {', '.join(fine)}.")
    lines += filter(None, [_type(wrong) or _transposed(wrong) or _ratio(wrong)])
    return lines


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
    ratios = []
    for _, array, right in leaves:
        large = np.abs(right) > 1e-2 * np.abs(right).max()
        ratios.extend(
            np.ravel(array)[np.ravel(large)] / np.ravel(right)[np.ravel(large)]
        )
    low, high = min(ratios), max(ratios)
    return low if low * high > 0 and abs(high - low) < 1e-3 * abs(low) else None


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

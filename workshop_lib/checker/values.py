"""What an answer returned, as plain NumPy arrays that can be compared."""

import math
import sys

import numpy as np

RTOL = 1e-4  # float32 costs 7e-6; the nearest wrong formula is 4e-2 away.


class Unusable(Exception):
    """The value has no numbers to compare; the message says what it is instead."""


def leaves(value, like, names):
    """Return every array in `value` under its name: {"dw[2]": array, ...}.

    `like` is the reference's value, whose structure is expected, and `names`
    the names of its parts. The arrays are copies. Raise Unusable, in words for
    the attendee, when the structure or a type is another.
    """
    found = {}
    if len(names) == 1:
        _walk(value, like, names[0], found)
    else:
        for name, v, ref in zip(names, _items(value, names), like, strict=True):
            _walk(v, ref, name, found)
    return found


def _items(value, names):
    asked = f"{len(names)} values are asked for: {', '.join(names)}"
    if type(value) is np.ndarray and value.ndim > 0:
        value = [value[i] for i in range(min(len(value), len(names) + 1))]
    if not isinstance(value, (tuple, list)):
        raise Unusable(f"{asked}; yours is {kind(value)}")
    if len(value) != len(names):
        raise Unusable(f"{asked}; yours has {len(value)}")
    return list(value)


def _walk(value, like, name, found):
    if isinstance(like, dict):
        if not isinstance(value, dict):
            raise Unusable(
                f"{name} is asked for as a dict, one entry per layer; yours is {kind(value)}"
            )
        missing = [k for k in like if k not in value]
        if missing:
            raise Unusable(f"{name} has no entry for layer {missing[0]}")
        if len(value) > len(like):
            extra = next(k for k in value if k not in like)
            raise Unusable(f"{name} has an entry too many: {str(extra)[:20]!r}")
        for key in like:
            _walk(value[key], like[key], f"{name}[{key}]", found)
    elif isinstance(like, tuple):
        parts = [f"{name}[{i}]" for i in range(len(like))]
        for part, v, ref in zip(parts, _items(value, parts), like, strict=True):
            _walk(v, ref, part, found)
    else:
        found[name] = _array(value, np.asarray(like), name)


def _array(value, like, name):
    array = _numpy(value, name)
    if array.dtype.kind == "b" and like.dtype.kind != "b":
        raise Unusable(f"{name} holds True and False instead of numbers")
    if array.dtype.kind not in "biuf":
        what = {"c": "complex numbers", "O": "Python objects", "U": "text"}
        raise Unusable(
            f"{name} holds {what.get(array.dtype.kind, array.dtype.name)}; "
            "real numbers are asked for"
        )
    if array.size > 10 * like.size + 1000:
        # Too much to copy, and wrong by its shape alone: keep only that.
        return np.broadcast_to(np.float64(np.nan), array.shape)
    return np.array(array)


def _numpy(value, name):
    kind_of = type(value)
    if kind_of in (float, int, bool, complex, np.ndarray, np.matrix, np.memmap):
        return np.asarray(value)
    if isinstance(value, np.generic) and kind_of.__module__ == "numpy":
        return np.asarray(value)
    if kind_of in (list, tuple):
        rows = [_numpy(v, name) for v in value]
        if any(row.shape != rows[0].shape for row in rows):
            raise Unusable(f"the rows of {name} have different lengths")
        return np.stack(rows) if rows else np.array([])
    if _is(value, "cupy", "ndarray"):
        return value.get()
    if _is(value, "torch", "Tensor"):
        return value.detach().cpu().numpy()
    if hasattr(kind_of, "__array_namespace__"):
        return np.from_dlpack(value, device="cpu", copy=True)
    raise Unusable(f"{name} is {kind(value)}; numbers are asked for")


def _is(value, module, name):
    return module in sys.modules and type(value) is getattr(sys.modules[module], name)


def kind(value):
    """Return in words what `value` is: "None", "a dict", "an array (3, 1)"."""
    if value is None or value is ...:
        return str(value)
    if type(value) is np.ndarray:
        return f"an array {value.shape}"
    if isinstance(value, np.ma.MaskedArray):
        return "a masked array"
    words = (
        {float: "a number", int: "a number", tuple: f"{len(value)} values"}
        if (type(value) is tuple)
        else {float: "a number", int: "a number", str: "text"}
    )
    if type(value) in words:
        return words[type(value)]
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def equal(some, others):
    """Are these leaves the same numbers, in the same shapes?"""
    return all(
        some[k].shape == others[k].shape and near(some[k], others[k]).all()
        for k in others
    )


def near(array, reference):
    """Return where `array` is near `reference` of the same shape: within 1e-4
    of the largest entry, for small entries are differences of large ones.
    """
    a, r = np.asarray(array, float), np.asarray(reference, float)
    finite = np.abs(r[np.isfinite(r)])
    scale = finite.max() if finite.size and finite.max() > 0 else RTOL
    with np.errstate(invalid="ignore"):
        close = np.abs(a - r) <= RTOL * scale
    return close | (a == r) | (np.isnan(a) & np.isnan(r))


def size(shape):
    return math.prod(shape)

"""What an answer returned, as plain NumPy arrays that can be compared."""

import sys

import numpy as np

_NUMBERS = (float, int, bool, complex)
_ARRAYS = (np.ndarray, np.matrix, np.memmap)


class Unusable(Exception):
    """The value has no numbers to compare; the message says what it is instead."""


def leaves(value, like, names):
    """Return every array in `value` under its name: {"dw[2]": array, ...}.

    `like` is the reference's value, whose structure is expected, and `names`
    the names of its parts. The arrays are copies. Raise Unusable, in words for
    the attendee, where the structure or a type is another. Only types that are
    known are looked into: nothing here calls a method of the attendee's.
    """
    found = {}
    if len(names) == 1:
        _walk(value, like, names[0], found)
    else:
        _walk_parts(value, like, names, found)
    return found


def _walk(value, like, name, found):
    if isinstance(like, dict):
        _walk_dict(value, like, name, found)
    elif isinstance(like, tuple):
        _walk_parts(value, like, [f"{name}[{i}]" for i in range(len(like))], found)
    else:
        found[name] = _leaf(value, np.asarray(like), name)


def _walk_parts(value, like, names, found):
    if type(value) is np.ndarray and value.ndim and len(value) == len(names):
        value = list(value)  # np.array([slope, error]) holds the same two
    if not isinstance(value, (tuple, list)):
        raise Unusable(_asked(names, value))
    parts = list(tuple.__iter__(value) if isinstance(value, tuple) else value[:99])
    if len(parts) != len(names):
        raise Unusable(_asked(names, value))
    for part, ref, name in zip(parts, like, names, strict=True):
        _walk(part, ref, name, found)


def _asked(names, value):
    return f"{len(names)} values are asked for, {', '.join(names)}; not {kind(value)}"


def _walk_dict(value, like, name, found):
    if not isinstance(value, dict):
        keys = ", ".join(map(repr, like))
        raise Unusable(
            f"{name} should be a dict with the keys {keys}; not {kind(value)}"
        )
    if dict.__len__(value) <= 1000:
        items = {
            k: v for k, v in dict.items(value) if isinstance(k, (int, str, np.integer))
        }
    else:
        items = {}
    for key in like:
        if key not in items:
            raise Unusable(f"{name} has no entry {name}[{key!r}]")
    if dict.__len__(value) > len(like):
        extra = [k for k in items if k not in like] or ["of another kind"]
        raise Unusable(f"{name} has an entry too many: {str(extra[0])[:20]}")
    for key in like:
        _walk(items[key], like[key], f"{name}[{key}]", found)


def _leaf(value, like, name):
    room = 10 * like.size + 1000
    array = _array(value, name, room)
    if array.dtype.kind == "b" and like.dtype.kind != "b":
        raise Unusable(f"{name} holds True or False where numbers are asked for")
    if array.dtype.kind not in "biuf":
        words = {
            "c": "complex numbers",
            "O": "Python objects",
            "U": "text",
            "S": "text",
        }
        what = words.get(array.dtype.kind, array.dtype.name)
        raise Unusable(f"{name} holds {what} where real numbers are asked for")
    if array.size > room:
        # Too much to copy, and wrong by its shape alone: keep only that.
        return np.broadcast_to(np.float64(np.nan), array.shape)
    return np.array(array)


def _array(value, name, room):
    its = type(value)
    if its in _NUMBERS or its in _ARRAYS or isinstance(value, np.generic):
        return np.asarray(value)
    if its in (list, tuple):
        if len(value) > room:
            raise Unusable(f"{name} is {kind(value)}, far more than is asked for")
        rows = [_array(v, name, room // len(value)) for v in value]
        if any(row.shape != rows[0].shape for row in rows):
            raise Unusable(f"the rows of {name} have different lengths")
        return np.stack(rows) if rows else np.array([])
    if _is(its, "cupy", "ndarray"):
        return value.get()
    if _is(its, "torch", "Tensor"):
        return value.detach().cpu().numpy()
    if hasattr(its, "__array_namespace__") and not isinstance(value, np.ndarray):
        return np.from_dlpack(value, device="cpu", copy=True)
    raise Unusable(f"{name} should hold numbers; it is {kind(value)}")


def plain(value, room=100):
    """Return a copy of numbers, arrays, and up to `room` of them in a list, tuple or
    dict; None for anything else, which nobody must touch outside the guard.
    """
    its = type(value)
    if its in _NUMBERS or isinstance(value, np.generic):
        return value
    if its in (list, tuple) and len(value) <= room:
        return its(plain(v, room // 2) for v in value)
    if its is dict and len(value) <= room:
        return {
            k: plain(v, room // 2)
            for k, v in value.items()
            if type(k) in (int, str) or isinstance(k, np.integer)
        }
    try:
        array = _array(value, "", room)
    except Unusable:
        return None
    return (
        np.array(array) if array.dtype.kind in "biuf" and array.size < 10**6 else None
    )


def _is(its, module, name):
    return module in sys.modules and its is getattr(sys.modules[module], name, None)


def kind(value):
    """Return in words what `value` is: "None", "a dict", "an array (3, 1)"."""
    its = type(value)
    if value is None or value is ...:
        return f"{value}: is a `return` missing?"
    if its in _ARRAYS:
        return f"an array {value.shape}"
    if its in (tuple, list):
        return f"a {its.__name__} of {len(value)}"
    words = {float: "a number", int: "a number", str: "text", bool: "True or False"}
    words["generator"] = "a generator: is there a `yield` for a `return`?"
    words["coroutine"] = "a coroutine: is there an `async` too many?"
    words["MaskedArray"] = "a masked array: give its values as a plain array"
    name = str(its.__name__)[:40]
    article = "an" if name[:1].lower() in "aeiou" else "a"
    return words.get(its) or words.get(name) or f"{article} {name}"

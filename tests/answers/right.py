"""Right answers, derived from a reference: the same numbers in another form.

Each entry of `FORMS` takes an exercise's reference and returns an equivalent
answer. Lesson authors write more by hand, {"3.4": [function]}; `WRITTEN` holds all.
"""

import array_api_strict
import numpy as np

from tests.answers import chain_lessons, gpu_lessons, network_lessons

WRITTEN = {
    **chain_lessons.WRITTEN,
    **network_lessons.WRITTEN,
    **gpu_lessons.WRITTEN,
}


def _as_is(value):
    return value


def changed(
    value, number=_as_is, whole=_as_is, array=_as_is, mapping=dict, sequence=tuple
):
    """Return `value` with every float, int, array, dict and tuple in it replaced."""
    again = dict(
        number=number, whole=whole, array=array, mapping=mapping, sequence=sequence
    )
    if isinstance(value, dict):
        return mapping((k, changed(v, **again)) for k, v in value.items())
    if type(value) is tuple:
        return sequence(changed(v, **again) for v in value)
    if isinstance(value, np.ndarray):
        return array(value)
    if isinstance(value, (float, np.floating)):
        return number(value)
    if isinstance(value, (int, np.integer)):
        return whole(value)
    return value


def _single(array):
    return array.astype(np.float32) if array.dtype.kind == "f" else array


def _frozen(array):
    array = np.asfortranarray(array)
    array.flags.writeable = False
    return array


def _elsewhere(array):
    # A pretend GPU: NumPy may not touch what lies there.
    return array_api_strict.asarray(array, device=array_api_strict.Device("device1"))


def _returns(**change):
    change = {"whole": change.get("number", _as_is), **change}
    return lambda reference: lambda *args: changed(reference(*args), **change)


def _in_float32(reference):
    def answer(*args):
        args = [changed(a, number=np.float32, array=_single) for a in args]
        return changed(reference(*args), number=np.float32, array=_single)

    return answer


FORMS = {
    "renamed parameters": lambda reference: lambda *args: reference(*args),
    "float32 result": _returns(number=np.float32, array=_single),
    "computed in float32": _in_float32,
    "numbers as 0-d arrays": _returns(number=np.array),
    "numbers as NumPy scalars": _returns(number=np.float64),
    "arrays as lists": _returns(array=lambda a: a.tolist()),
    "tuples as lists": _returns(sequence=list),
    "dicts in reverse order": _returns(
        mapping=lambda items: dict(reversed(list(items)))
    ),
    "dicts with NumPy keys": _returns(
        mapping=lambda items: {
            np.int64(k) if type(k) is int else k: v for k, v in items
        }
    ),
    "read-only, other memory order": _returns(array=_frozen),
    "on another device": _returns(array=_elsewhere),
}

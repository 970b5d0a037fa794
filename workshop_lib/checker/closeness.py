"""Compare arrays by their numbers, and arguments with what they were."""

import numpy as np

RTOL = 1e-4  # float32 costs 7e-6; the nearest wrong formula is 4e-2 away.
WHOLE = 5e-7  # a count is exact, but for what float32 keeps of it


def close(array, reference, rtol=RTOL):
    """Return where `array` is near `reference` of the same shape: within `rtol`
    of its largest entry, for small entries are differences of large ones. Whole
    numbers are counts, and must be nearly exact.
    """
    if np.asarray(reference).dtype.kind in "iu":
        rtol = min(rtol, WHOLE)
    a, r = np.asarray(array, float), np.asarray(reference, float)
    sizes = np.abs(r[np.isfinite(r)])
    scale = sizes.max() if sizes.size and sizes.max() > 0 else RTOL
    with np.errstate(all="ignore"):
        return (np.abs(a - r) <= rtol * scale) | (a == r) | (np.isnan(a) & np.isnan(r))


def equal(some, others, rtol=RTOL):
    """Are these leaves the same numbers, in the same shapes?"""
    return all(
        some[name].shape == other.shape and close(some[name], other, rtol).all()
        for name, other in others.items()
    )


def unchanged(a, b):
    """Is the argument `b` still what `a`, its copy, was? Functions always are."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return list(a) == list(b) and all(unchanged(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(unchanged, a, b))
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and np.array_equal(a, b, equal_nan=True)
    return not isinstance(a, (int, float, str)) or a == b

"""Count what a computation asks of a machine: launches, operations, bytes.

It runs on NumPy, and counts what CuPy would do with the same text: there each
operation is one kernel, launched on its own, that reads its arrays from the card's
memory and writes its result back.
"""

from typing import NamedTuple

import numpy as np


class Tally(NamedTuple):
    """What was counted; `flops` are those of the matrix products."""

    launches: int
    products: int
    flops: int
    moved: int  # bytes read and written

    def __str__(self):
        return (
            f"{self.launches} launches, {self.products} of them matrix products; "
            f"{self.flops / 1e6:.4g} million operations, {self.moved / 1e6:.4g} MB"
        )


def count(call, *args):
    """Return the Tally of `call(*args)`; NumPy arrays, and dicts of them."""
    seen = []

    class Counted(np.ndarray):
        def __array_ufunc__(self, ufunc, method, *inputs, out=None, **how):
            plain = [_plain(i) for i in inputs]
            if out:
                how["out"] = tuple(_plain(o) for o in out)
            result = getattr(ufunc, method)(*plain, **how)
            _note(seen, plain, result, is_product=ufunc is np.matmul)
            return result.view(Counted) if isinstance(result, np.ndarray) else result

        def __array_function__(self, function, types, inputs, how):
            if function is not np.dot:
                return super().__array_function__(function, types, inputs, how)
            plain = [_plain(i) for i in inputs]
            result = np.dot(*plain)
            _note(seen, plain, result, is_product=True)
            return result.view(Counted)

    def watched(value):
        if isinstance(value, dict):
            return {key: watched(entry) for key, entry in value.items()}
        return value.view(Counted) if isinstance(value, np.ndarray) else value

    call(*(watched(value) for value in args))
    products = [flops for flops, _ in seen if flops]
    moved = sum(number for _, number in seen)
    return Tally(len(seen), len(products), sum(products), moved)


def _plain(value):
    return value.view(np.ndarray) if isinstance(value, np.ndarray) else value


def _note(seen, inputs, result, is_product):
    flops = 2 * inputs[0].size * inputs[1].shape[-1] if is_product else 0
    arrays = [v for v in (*inputs, result) if isinstance(v, np.ndarray)]
    seen.append((flops, sum(v.nbytes for v in arrays)))

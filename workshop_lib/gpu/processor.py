"""The parts of a fused training step on a processor: nothing is made on the way.

float32 only. `Processor` has the methods of `kernels.Card`, on NumPy arrays: NumPy
writes its results where we say, and BLAS adds a product to the weights by itself.
"""

import numpy as np


class Processor:
    """What `fused_step` asks of a machine: room, products, two passes over a layer."""

    def __init__(self, name):
        from scipy.linalg import blas  # with scikit-learn, whose digits we read

        self._blas = blas
        self._f, self._f_prime = IN_PLACE[name]
        self._scratch = {}

    def empty(self, rows, n):
        """Return a new float32 array, its values undefined."""
        return np.empty((rows, n), np.float32)

    def begin(self):
        """Do nothing: a processor has no stream."""

    def product(self, alpha, a, b, beta, c):
        """Write alpha a @ b + beta c into `c`; alpha is 1 where beta is 0."""
        if not beta:
            np.matmul(a, b, out=c)
        elif a.shape[1] == 1:  # of one example: a column times a row
            self._blas.sger(alpha, b[0], a[:, 0], a=c.T, overwrite_a=1)
        else:
            # BLAS reads column after column, so we ask for c.T = b.T @ a.T.
            (b, flip_b), (a, flip_a) = _columns(b), _columns(a)
            self._blas.sgemm(
                alpha, b, a, beta, c.T, trans_a=flip_b, trans_b=flip_a, overwrite_c=1
            )

    def run(self, kernel, rows, n, *args):
        """Do what the CUDA kernel of that name does."""
        getattr(self, f"_{kernel}")(*args)

    def _activate(self, a, b, n, width):
        np.add(a, b, out=a)
        self._f(a)

    def _slope(self, dz, a, y, b, n, width, lr):
        if y is not None:
            np.subtract(a, y, out=dz)
            np.multiply(dz, 2 / n, out=dz)
        if (slope := self._scratch.get(a.shape)) is None:
            slope = self._scratch[a.shape] = np.empty_like(a)
            self._ones = np.ones(n, np.float32)
        self._f_prime(a, slope)
        np.multiply(dz, slope, out=dz)
        # The sum over the columns, times -lr, added to b: one call.
        self._blas.sgemv(-lr, dz.T, self._ones, 1.0, b[:, 0], trans=1, overwrite_y=1)


def _columns(a):
    """Return an array as BLAS reads it, and whether that is its transpose."""
    return (a.T, 0) if a.flags.c_contiguous else (a, 1)


def _sigmoid(z):
    z *= 0.5
    np.tanh(z, out=z)
    z += 1
    z *= 0.5


def _sigmoid_prime(a, slope):
    np.subtract(1, a, out=slope)
    slope *= a


def _tanh_prime(a, slope):
    np.multiply(a, a, out=slope)
    np.subtract(1, slope, out=slope)


# f, which replaces z by a, and f', which writes the slope: the pairs of `activations`.
IN_PLACE = {
    "sigmoid": (_sigmoid, _sigmoid_prime),
    "tanh": (lambda z: np.tanh(z, out=z), _tanh_prime),
    "relu": (lambda z: np.maximum(z, 0, out=z), lambda a, s: np.sign(a, out=s)),
    "identity": (lambda z: z, lambda a, s: s.fill(1)),
}

"""Data that needs no network: the running examples, real digits, a generator."""

import numpy as np


def example_chain():
    """Return w, b, x, y: the chain of four neurons of lessons 02 to 04.

    `w` and `b` are dicts for layers 1 to 3, `x` the input and `y` the target
    of one example; all plain numbers.
    """
    w = {1: 0.9, 2: -1.4, 3: 1.7}
    b = {1: -0.2, 2: 0.4, 3: -0.5}
    return w, b, 0.6, 0.9


def example_network():
    """Return w, b, x, y: the 2-3-2 network of lessons 05 and 06.

    `w[L]` has shape (n_L, n_{L-1}), `b[L]` (n_L, 1); `x` and `y` are one
    example, a column of shape (2, 1). float64.
    """
    w = {
        1: np.array([[0.5, -0.3], [0.8, 0.2], [-0.6, 0.9]]),
        2: np.array([[0.7, -0.4, 0.3], [-0.2, 0.6, 1.1]]),
    }
    b = {1: np.array([[0.1], [-0.2], [0.3]]), 2: np.array([[-0.5], [0.2]])}
    return w, b, np.array([[0.6], [-1.2]]), np.array([[0.9], [0.2]])

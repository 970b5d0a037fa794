"""Data that needs no network: the running examples, real digits, a generator.

One column per example, everywhere.
"""

import numpy as np

from workshop_lib import network
from workshop_lib.activations import sigmoid


def example_chain():
    """Return w, b, x, y: the chain of three layers of lessons 02 to 04.

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


def one_hot(labels, classes):
    """Return the targets of integer `labels` as columns: 1 in row label, else 0.

    Shape (classes, n), float32. ValueError for a label outside 0 to classes - 1.
    """
    labels = np.asarray(labels)
    if not np.issubdtype(labels.dtype, np.integer):
        raise TypeError(f"labels are {labels.dtype}: they must be whole numbers")
    if labels.min() < 0 or labels.max() >= classes:
        raise ValueError(
            f"labels go from {labels.min()} to {labels.max()}, but {classes} classes "
            f"leave room for 0 to {classes - 1} only"
        )
    return (np.arange(classes)[:, None] == labels).astype(np.float32)


def digits(seed=0):
    """Return x_train, y_train, x_test, y_test: 1,797 handwritten digits.

    scikit-learn's set, in the package: images of 8 by 8 grey values, scaled to
    [0, 1]. `x` has shape (64, n), `y` (10, n), one-hot; float32. 360 examples are
    held out for the test, every digit in its share; `seed` decides which.
    """
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    images, labels = load_digits(return_X_y=True)
    x_train, x_test, train, test = train_test_split(
        images, labels, test_size=360, stratify=labels, random_state=seed
    )
    x_train, x_test = (
        np.ascontiguousarray(x.T / 16, dtype=np.float32) for x in (x_train, x_test)
    )
    return x_train, one_hot(train, 10), x_test, one_hot(test, 10)


def teacher(sizes, n, rng, act=sigmoid):
    """Return x, y: n examples that a random network, the teacher, has answered.

    `sizes` are the teacher's, `rng` a NumPy generator. `x` is standard normal,
    of shape (sizes[0], n), `y` (sizes[-1], n), float32. A network of the
    teacher's sizes or larger can learn them.
    """
    if n < 1:
        raise ValueError(f"n is {n}: ask for at least one example")
    w, b = network.init_params(sizes, rng)
    x = rng.standard_normal((sizes[0], n), dtype=np.float32)
    _, a = network.forward(w, b, x, act)
    return x, a[max(w)]

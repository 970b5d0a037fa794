"""The data: real, offline, seeded, one column per example."""

import numpy as np
import pytest

from workshop_lib import data, network
from workshop_lib.activations import sigmoid


def test_digits_come_as_float32_columns_between_0_and_1():
    x_train, y_train, x_test, y_test = data.digits()
    assert x_train.shape == (64, 1437) and y_train.shape == (10, 1437)
    assert x_test.shape == (64, 360) and y_test.shape == (10, 360)
    for v in (x_train, y_train, x_test, y_test):
        assert v.dtype == np.float32 and v.flags.c_contiguous
        assert v.min() == 0 and v.max() == 1


def test_every_target_has_one_one_and_the_digits_share_the_test_fairly():
    _, y_train, _, y_test = data.digits()
    for y in (y_train, y_test):
        assert np.array_equal(y.sum(axis=0), np.ones(y.shape[1]))
    shares = y_test.sum(axis=1) / (y_test.sum(axis=1) + y_train.sum(axis=1))
    assert np.abs(shares - 360 / 1797).max() < 0.005  # one example of about 180


def test_a_seed_decides_the_split_and_nothing_is_in_both_parts():
    first, again, other = data.digits(), data.digits(seed=0), data.digits(seed=1)
    assert all(np.array_equal(p, q) for p, q in zip(first, again, strict=True))
    assert not np.array_equal(first[2], other[2])
    train = {column.tobytes() for column in first[0].T}
    assert not train & {column.tobytes() for column in first[2].T}


def test_images_are_upright():
    from sklearn.datasets import load_digits

    _, _, x_test, _ = data.digits()
    images = load_digits().images / 16
    picture = x_test[:, 0].reshape(8, 8)
    assert (np.abs(images - picture).max(axis=(1, 2)) == 0).any()


def test_one_hot_puts_the_one_in_the_row_of_the_label():
    y = data.one_hot([2, 0], 3)
    assert y.dtype == np.float32
    assert np.array_equal(y, [[0, 1], [0, 0], [1, 0]])


@pytest.mark.parametrize("labels", [[0, 3], [-1, 0]])
def test_a_label_without_a_row_is_refused(labels):
    with pytest.raises(ValueError, match="3 classes leave room for 0 to 2"):
        data.one_hot(labels, 3)


def test_labels_that_are_not_whole_numbers_are_refused():
    with pytest.raises(TypeError, match="float64"):
        data.one_hot([0.0, 1.0], 3)


@pytest.mark.parametrize("n", [1, 1000])
def test_a_teacher_answers_any_number_of_examples(n):
    x, y = data.teacher((20, 30, 5), n, np.random.default_rng(0))
    assert x.shape == (20, n) and y.shape == (5, n)
    assert x.dtype == y.dtype == np.float32
    again = data.teacher((20, 30, 5), n, np.random.default_rng(0))
    assert np.array_equal(x, again[0]) and np.array_equal(y, again[1])


def test_a_teacher_without_examples_is_refused():
    with pytest.raises(ValueError, match="at least one example"):
        data.teacher((2, 2), 0, np.random.default_rng(0))


def test_the_example_network_shows_asymmetric_values_without_zeros():
    w, b, x, y = data.example_network()
    z, a = network.forward(w, b, x, sigmoid)
    dw, db = network.backward(w, z, a, y, sigmoid)
    shown = [p[L] for p in (w, b, a, z, dw, db) for L in p] + [y]
    values = np.concatenate([np.abs(v).ravel() for v in shown])
    assert values.min() > 1e-4
    assert [p.shape for p in w.values()] == [(3, 2), (2, 3)]

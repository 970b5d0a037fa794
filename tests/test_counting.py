"""The counter counts what the text says, and changes nothing."""

import numpy as np
import pytest

from tests.draws import draw_network
from workshop_lib import activations, network
from workshop_lib.backend import dot
from workshop_lib.counting import count
from workshop_lib.exercises.lesson_09 import step_flops

A = np.ones((3, 4), np.float32)
B = np.ones((4, 5), np.float32)


def step(w, b, x, y, act=activations.sigmoid):
    z, a = network.forward(w, b, x, act)
    dw, db = network.backward(w, z, a, y, act)
    return network.step(w, dw, 0.1), network.step(b, db, 0.1)


def test_an_elementwise_operation_is_one_launch_and_moves_its_arrays():
    tally = count(lambda a: a + a, A)
    assert (tally.launches, tally.products, tally.flops) == (1, 0, 0)
    assert tally.moved == 3 * A.nbytes  # reads two, writes one


@pytest.mark.parametrize("product", [np.matmul, np.dot, dot, lambda a, b: a @ b])
def test_a_product_is_one_launch_of_2_m_k_n_operations(product):
    tally = count(product, A, B)
    assert (tally.launches, tally.products, tally.flops) == (1, 1, 2 * 3 * 4 * 5)
    assert tally.moved == A.nbytes + B.nbytes + 4 * 3 * 5


def test_a_sum_is_one_launch():
    tally = count(lambda a: np.sum(a, axis=1, keepdims=True), A)
    assert tally.launches == 1 and tally.moved == A.nbytes + 3 * 4


@pytest.mark.parametrize("sizes", [(7, 5, 3), (4, 4, 4, 4), (3, 1)])
@pytest.mark.parametrize("n", [1, 6])
def test_the_counted_operations_of_a_step_are_those_of_exercise_9_1(sizes, n):
    w, b, x, y = draw_network(sizes, n, dtype=np.float32)
    tally = count(step, w, b, x, y)
    assert tally.flops == step_flops(sizes, n)
    assert tally.products == 3 * len(w) - 1


def test_counting_changes_neither_the_arrays_nor_the_result():
    w, b, x, y = draw_network((7, 5, 3), 6, dtype=np.float32)
    before, seen = {L: w[L].copy() for L in w}, []
    count(lambda *args: seen.append(step(*args)), w, b, x, y)
    assert all(np.array_equal(before[L], w[L]) for L in w)
    for plain, watched in zip(step(w, b, x, y), seen[0], strict=True):
        assert all(np.array_equal(plain[L], np.asarray(watched[L])) for L in w)


def test_a_tally_reads_as_a_sentence():
    assert str(count(lambda a, b: a @ b, A, B)) == (
        "1 launches, 1 of them matrix products; 0.00012 million operations, 0.000188 MB"
    )

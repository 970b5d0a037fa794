"""Mazur's worked example, the slides' second source: what is right in it.

His cost carries a factor 1/2, the slides' does not, so his lr = 0.5 is our 0.25.
One bias is shared by the neurons of a layer and never updated.
"""

import numpy as np
import pytest

from workshop_lib import network
from workshop_lib.activations import sigmoid

W = {1: [[0.15, 0.20], [0.25, 0.30]], 2: [[0.40, 0.45], [0.50, 0.55]]}
B = {1: [[0.35], [0.35]], 2: [[0.60], [0.60]]}
X, Y = np.array([[0.05], [0.10]]), np.array([[0.01], [0.99]])
LR = 0.25  # 0.5 for a cost with 1/2


def start():
    return {L: np.array(W[L]) for L in W}, {L: np.array(B[L]) for L in B}


def his_error(w, b):
    _, a = network.forward(w, b, X, sigmoid)
    return float(network.cost(a[2], Y)) / 2


def correct_step(w, b):
    z, a = network.forward(w, b, X, sigmoid)
    dw, _ = network.backward(w, z, a, Y, sigmoid)
    return network.step(w, dw, LR)


def buggy_step(w, b):
    """Update w[2] first and go back through the updated weights: the bug."""
    z, a = network.forward(w, b, X, sigmoid)
    dw, _ = network.backward(w, z, a, Y, sigmoid)
    mixed = {1: w[1], 2: network.step(w, dw, LR)[2]}
    dw_buggy, _ = network.backward(mixed, z, a, Y, sigmoid)
    return network.step(w, {1: dw_buggy[1], 2: dw[2]}, LR)


def after(steps, step):
    w, b = start()
    for _ in range(steps):
        w = step(w, b)
    return w, b


def test_the_error_and_the_outputs_before_any_step():
    w, b = start()
    assert his_error(w, b) == pytest.approx(0.298371108760003, rel=1e-12)
    _, a = network.forward(w, b, X, sigmoid)
    want = [0.751365069552316, 0.772928465321463]
    np.testing.assert_allclose(a[2][:, 0], want, rtol=1e-12)


def test_the_weights_after_one_step_to_twelve_digits():
    w, _ = after(1, correct_step)
    first = [
        [0.149780716132763, 0.199561432265526],
        [0.249751143632370, 0.299502287264739],
    ]
    second = [
        [0.358916479717885, 0.408666186076233],
        [0.511301270238738, 0.561370121107989],
    ]
    np.testing.assert_allclose(w[1], first, rtol=1e-12)
    np.testing.assert_allclose(w[2], second, rtol=1e-12)


def test_the_correct_error_after_one_step_to_twelve_digits():
    assert his_error(*after(1, correct_step)) == pytest.approx(
        0.291027773693599, rel=1e-12
    )


def test_the_published_error_after_one_step_comes_from_the_bug():
    assert round(his_error(*after(1, buggy_step)), 9) == 0.291027924
    assert round(his_error(*after(1, correct_step)), 9) == 0.291027774


def test_the_correct_values_after_ten_thousand_steps():
    w, b = after(10_000, correct_step)
    # 10,000 roundings of 1e-16 each; twelve decimals were recorded.
    assert his_error(w, b) == pytest.approx(0.0000351018778298, rel=1e-11)
    _, a = network.forward(w, b, X, sigmoid)
    np.testing.assert_allclose(a[2][:, 0], [0.015913620444, 0.984064273515], rtol=5e-11)


def test_the_published_outputs_after_ten_thousand_steps_come_from_the_bug():
    w, b = after(10_000, buggy_step)
    _, a = network.forward(w, b, X, sigmoid)
    assert [f"{v:.9f}" for v in a[2][:, 0]] == ["0.015912196", "0.984065734"]


def test_the_published_error_after_ten_thousand_steps_is_that_of_one_step_less():
    # It does not belong to the published outputs: those give 0.0000350848.
    o1, o2 = 0.015912196, 0.984065734
    assert f"{((o1 - 0.01) ** 2 + (o2 - 0.99) ** 2) / 2:.10f}" == "0.0000350848"
    assert f"{his_error(*after(10_000, buggy_step)):.10f}" == "0.0000350848"
    assert f"{his_error(*after(10_000, correct_step)):.10f}" == "0.0000351019"
    assert f"{his_error(*after(9_999, correct_step)):.10f}" == "0.0000351085"


@pytest.mark.parametrize(
    ("lr", "cost"), [(0.25, 0.582055547387199), (0.5, 0.567237963664720)]
)
def test_the_slides_cost_after_one_step(lr, cost):
    w, b = start()
    z, a = network.forward(w, b, X, sigmoid)
    assert float(network.cost(a[2], Y)) == pytest.approx(0.596742217520005, rel=1e-12)
    dw, _ = network.backward(w, z, a, Y, sigmoid)
    w = network.step(w, dw, lr)
    assert 2 * his_error(w, b) == pytest.approx(cost, rel=1e-12)

"""The chain of single neurons: its slopes agree with nudges and with autograd."""

import warnings
from decimal import Decimal, localcontext

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.draws import ORACLE, draw_chain
from workshop_lib import activations, chain, data

ACTS = list(activations.ALL.values())
BY_NAME = {"ids": lambda act: act.name}
FINITE = st.floats(allow_nan=False, allow_infinity=False)


EXACT_F = {
    "sigmoid": lambda z: 1 / (1 + (-z).exp()),
    "tanh": lambda z: 1 - 2 / ((2 * z).exp() + 1),
    "relu": lambda z: max(z, Decimal(0)),
    "identity": lambda z: z,
}


def nudged(w, b, xs, ys, act):
    """Return dw and db of the mean cost by central differences.

    They are done in 40-digit decimals: in float64, rounding alone would cost a
    small slope more than the 1e-8 that is to be shown. With a nudge of 1e-10 the
    error is near 1e-20.
    """
    f, eps = EXACT_F[act.name], Decimal("1e-10")

    def cost(w, b):
        total = Decimal(0)
        for x, y in zip(map(Decimal, xs), map(Decimal, ys), strict=True):
            a = x
            for L in sorted(w):
                a = f(w[L] * a + b[L])
            total += (a - y) ** 2
        return total / len(xs)

    def slopes(cost, params):
        return {
            L: float(
                (cost(params | {L: p + eps}) - cost(params | {L: p - eps})) / (2 * eps)
            )
            for L, p in params.items()
        }

    with localcontext(prec=40):
        w, b = ({L: Decimal(p) for L, p in params.items()} for params in (w, b))
        return slopes(lambda w: cost(w, b), w), slopes(lambda b: cost(w, b), b)


@pytest.mark.parametrize("n", range(1, 8))
@pytest.mark.parametrize("layers", range(1, 7))
@pytest.mark.parametrize("act", ACTS, **BY_NAME)
def test_every_slope_agrees_with_central_differences(act, layers, n):
    w, b, xs, ys = draw_chain(np.random.default_rng([layers, n]), layers, n, act)
    dw, db = chain.mean_gradient(w, b, xs, ys, act)
    # 1e-8 is promised; 1e-12 is what float64 gives. A dead relu has slope 0.
    by_nudge_w, by_nudge_b = nudged(w, b, xs, ys, act)
    assert dw == pytest.approx(by_nudge_w, rel=1e-12, abs=1e-18)
    assert db == pytest.approx(by_nudge_b, rel=1e-12, abs=1e-18)


@pytest.mark.parametrize("act", ACTS, **BY_NAME)
@pytest.mark.parametrize("layers", range(1, 7))
def test_the_gradient_is_that_of_autograd(act, layers):
    w, b, xs, ys = draw_chain(np.random.default_rng(layers), layers, 7, act)

    def oracle(w, b):
        a = anp.array(xs)
        for L in sorted(w):
            a = ORACLE[act.name](w[L] * a + b[L])
        return anp.mean((a - anp.array(ys)) ** 2)

    grads = chain.mean_gradient(w, b, xs, ys, act)
    for which, ours in enumerate(grads):
        theirs = autograd.grad(oracle, which)(w, b)
        for L in w:
            # Both are float64, and differ by the rounding of some dozen operations.
            assert ours[L] == pytest.approx(float(theirs[L]), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("act", ACTS, **BY_NAME)
@given(z=FINITE)
def test_no_finite_z_gives_a_warning_or_a_number_that_is_not_finite(act, z):
    with (
        warnings.catch_warnings(),
        np.errstate(over="raise", invalid="raise", divide="raise"),
    ):
        warnings.simplefilter("error")
        for given_z in (z, np.array([[z]])):
            a = act.f(given_z)
            slope = act.f_prime(given_z, a)
            assert np.isfinite(a).all() and np.isfinite(slope).all()


@pytest.mark.parametrize("act", ACTS, **BY_NAME)
@given(z=st.floats(-30, 30))
def test_numbers_and_arrays_give_the_same(act, z):
    number, array = act.f(z), act.f(np.array([z]))
    assert isinstance(number, float)
    # math.tanh and np.tanh may differ in the last bit.
    assert number == pytest.approx(array[0], rel=1e-15, abs=1e-15)
    slope = act.f_prime(z, number)
    assert isinstance(slope, float)
    assert slope == pytest.approx(
        act.f_prime(np.array([z]), array)[0], rel=1e-14, abs=1e-15
    )


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("act", ACTS, **BY_NAME)
def test_arrays_keep_their_shape_and_precision(act, dtype):
    z = np.array([[-1.5, 0.5], [2.5, -0.5], [1e4, -1e4]], dtype)
    a = act.f(z)
    for result in (a, act.f_prime(z, a)):
        assert result.shape == z.shape
        assert result.dtype == z.dtype


def test_relu_chooses_slope_zero_at_its_kink():
    assert activations.relu.f_prime(0.0, activations.relu.f(0.0)) == 0.0


def test_the_sigmoid_is_the_textbook_one():
    for z in (-5.0, -0.3, 0.0, 1.7, 5.0):
        assert activations.sigmoid.f(z) == pytest.approx(
            1 / (1 + np.exp(-z)), rel=1e-14
        )


def test_the_running_example_has_the_numbers_of_the_lessons():
    w, b, x, y = data.example_chain()
    _z, a = chain.forward(w, b, x, activations.sigmoid)
    shown = [round(a[L], 4) for L in range(4)]
    assert shown == [0.6, 0.5842, 0.3970, 0.5436]
    assert round(chain.cost(a[3], y), 4) == 0.1270


def test_the_mean_gradient_of_one_example_is_that_example_s():
    w, b, x, y = data.example_chain()
    z, a = chain.forward(w, b, x, activations.sigmoid)
    one = chain.backward(w, z, a, y, activations.sigmoid)
    assert chain.mean_gradient(w, b, [x], [y], activations.sigmoid) == one


def test_examples_without_targets_are_refused():
    w, b, x, y = data.example_chain()
    with pytest.raises(ValueError, match="shorter"):
        chain.mean_gradient(w, b, [x, x], [y], activations.sigmoid)


def test_step_goes_downhill_and_leaves_the_old_weights_alone():
    assert chain.step({1: 1.0, 2: -2.0}, {1: 0.5, 2: -0.5}, 0.1) == {1: 0.95, 2: -1.95}
    w, b, x, y = data.example_chain()
    before = dict(w), dict(b)
    dw, db = chain.mean_gradient(w, b, [x], [y], activations.sigmoid)
    new_w, new_b = chain.step(w, dw, 0.5), chain.step(b, db, 0.5)
    assert (w, b) == before
    costs = [
        chain.cost(chain.forward(*params, x, activations.sigmoid)[1][3], y)
        for params in ((w, b), (new_w, new_b))
    ]
    assert costs[1] < costs[0]

"""The network: its gradient, its precision, its place, its errors."""

import array_api_strict
import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.draws import ORACLE, draw_network
from workshop_lib import chain, network
from workshop_lib.activations import ALL, sigmoid

GPU = array_api_strict.Device("device1")  # raises when NumPy touches its arrays
CPU = array_api_strict.Device("CPU_DEVICE")


def gradient(w, b, x, y, act):
    z, a = network.forward(w, b, x, act)
    return network.backward(w, z, a, y, act)


def cost_of(w, b, x, y, act):
    _, a = network.forward(w, b, x, act)
    return network.cost(a[max(w)], y)


def nudged(w, b, x, y, act, eps=1e-5):
    """Return dw, db by central differences: one weight after the other."""
    out = []
    for params in (w, b):
        grads = {L: np.zeros_like(params[L]) for L in params}
        for L in params:
            for at in np.ndindex(params[L].shape):
                old = params[L][at]
                params[L][at] = old + eps
                up = cost_of(w, b, x, y, act)
                params[L][at] = old - eps
                down = cost_of(w, b, x, y, act)
                params[L][at] = old
                grads[L][at] = (up - down) / (2 * eps)
        out.append(grads)
    return out


def by_autograd(w, b, x, y, name):
    """Return dw, db from autograd, through a forward pass written for it."""

    def total(w, b):
        a = x
        for L in sorted(w):
            a = ORACLE[name](anp.dot(w[L], a) + b[L])
        return anp.sum((a - y) ** 2) / y.shape[1]

    return autograd.grad(total, 0)(w, b), autograd.grad(total, 1)(w, b)


def assert_close(got, want, rtol):
    """Assert equality to rtol times the largest entry of the whole gradient."""
    scale = max(np.abs(g).max() for grads in want for g in grads.values())
    for mine, theirs in zip(got, want, strict=True):
        assert mine.keys() == theirs.keys()
        for L in mine:
            assert mine[L].shape == theirs[L].shape
            worst = np.abs(mine[L] - theirs[L]).max()
            assert worst <= rtol * scale, f"layer {L}: {worst / scale:.1e}"


networks = st.fixed_dictionaries(
    {
        # one to five layers of weights
        "sizes": st.lists(st.integers(1, 9), min_size=2, max_size=6),
        "n": st.integers(1, 9),
        "seed": st.integers(0, 2**32 - 1),
    }
)
names = st.sampled_from(sorted(ALL))


def away_from_the_kink(name, z):
    """relu has no slope at 0: a nudge must not cross it."""
    return name != "relu" or min(np.abs(z[L]).min() for L in z) > 1e-3


def keeps_its_digits(a, y):
    """a - y of two that are nearly equal has few digits left, in any formula."""
    return np.abs(a[max(a)] - y).min() > 0.02


@settings(max_examples=60, deadline=None)
@given(net=networks, name=names)
def test_the_gradient_is_that_of_central_differences(net, name):
    w, b, x, y = draw_network(**net)
    z, a = network.forward(w, b, x, ALL[name])
    assume(away_from_the_kink(name, z))
    got = network.backward(w, z, a, y, ALL[name])
    # Where all gradients are tiny, rounding in Cost / eps is all a nudge sees.
    assume(max(np.abs(g).max() for grads in got for g in grads.values()) > 1e-3)
    # eps 1e-5: the error of a central difference is 4e-10, times the curvature.
    assert_close(got, nudged(w, b, x, y, ALL[name]), rtol=1e-7)


@settings(max_examples=100, deadline=None)
@given(net=networks, name=names)
def test_the_gradient_is_that_of_autograd(net, name):
    w, b, x, y = draw_network(**net)
    # Two exact methods: 1e-7 is generous, rounding gives 1e-15.
    assert_close(gradient(w, b, x, y, ALL[name]), by_autograd(w, b, x, y, name), 1e-7)


@settings(max_examples=100, deadline=None)
@given(net=networks, name=names)
def test_float32_gives_float32_and_the_float64_gradient(net, name):
    w, b, x, y = draw_network(**net, dtype=np.float32)
    z, a = network.forward(w, b, x, ALL[name])
    assume(away_from_the_kink(name, z) and keeps_its_digits(a, y))
    dw, db = network.backward(w, z, a, y, ALL[name])
    wide = [{L: p[L].astype(np.float64) for L in p} for p in (w, b)]
    want = by_autograd(*wide, x.astype(np.float64), y.astype(np.float64), name)
    # float32 keeps 7 digits; five layers and nine terms a sum lose two or three.
    assert_close((dw, db), want, 1e-4)
    new_w, new_b = network.step(w, dw, 0.1), network.step(b, db, 0.1)
    for dicts in (z, a, dw, db, new_w, new_b):
        assert {v.dtype for v in dicts.values()} == {np.dtype(np.float32)}
    assert network.cost(a[max(w)], y).dtype == np.float32


@settings(max_examples=50, deadline=None)
@given(net=networks, name=names)
def test_n_examples_equal_the_mean_of_n_single_ones(net, name):
    w, b, x, y = draw_network(**net)
    n = net["n"]
    singles = [
        gradient(w, b, x[:, i : i + 1], y[:, i : i + 1], ALL[name]) for i in range(n)
    ]
    mean = [{L: sum(one[part][L] for one in singles) / n for L in w} for part in (0, 1)]
    # The same sums in another order: a few units in the last place.
    assert_close(gradient(w, b, x, y, ALL[name]), mean, 1e-12)


@settings(max_examples=30, deadline=None)
@given(layers=st.integers(1, 5), seed=st.integers(0, 2**32 - 1), name=names)
def test_one_neuron_layers_equal_the_chain(layers, seed, name):
    w, b, x, y = draw_network((1,) * (layers + 1), 1, seed)
    plain = [{L: p[L].item() for L in p} for p in (w, b)]
    z1, a1 = chain.forward(*plain, x.item(), ALL[name])
    want = chain.backward(plain[0], z1, a1, y.item(), ALL[name])
    z, a = network.forward(w, b, x, ALL[name])
    assume(keeps_its_digits(a, y))
    got = network.backward(w, z, a, y, ALL[name])
    for mine, theirs in zip((z, a, *got), (z1, a1, *want), strict=True):
        for L in mine:
            # math.tanh and np.tanh may differ in the last place.
            assert mine[L].item() == pytest.approx(theirs[L], rel=1e-12, abs=1e-300)
    assert network.cost(a[layers], y) == pytest.approx(
        chain.cost(a1[layers], y.item()), rel=1e-12
    )


@pytest.mark.parametrize("name", sorted(ALL))
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_pretend_gpu_gives_numpys_numbers(name, dtype):
    w, b, x, y = draw_network((4, 3, 5, 2), 6, seed=3, dtype=dtype)
    act = ALL[name]

    def there(v):
        return array_api_strict.asarray(v, device=GPU)

    def back(v):
        assert v.device == GPU
        return np.asarray(v.to_device(CPU))

    w_, b_ = ({L: there(p[L]) for L in p} for p in (w, b))
    z_, a_ = network.forward(w_, b_, there(x), act)
    dw_, db_ = network.backward(w_, z_, a_, there(y), act)
    w_new = network.step(w_, dw_, 0.5)
    z, a = network.forward(w, b, x, act)
    dw, db = network.backward(w, z, a, y, act)
    rtol = 1e-5 if dtype is np.float32 else 1e-12  # sums in another order
    for mine, theirs in (
        (a_, a),
        (dw_, dw),
        (db_, db),
        (w_new, network.step(w, dw, 0.5)),
    ):
        for L in theirs:
            assert back(mine[L]).dtype == dtype
            np.testing.assert_allclose(back(mine[L]), theirs[L], rtol=rtol, atol=rtol)
    assert float(network.cost(a_[3], there(y))) == pytest.approx(
        float(network.cost(a[3], y)), rel=rtol
    )


def test_weights_here_and_data_there_is_an_error_that_names_both():
    w, b, x, y = draw_network((2, 2), 3, seed=1)
    z, a = network.forward(w, b, x, sigmoid)
    with pytest.raises(
        TypeError, match="numpy.*array_api_strict|array_api_strict.*numpy"
    ):
        network.cost(a[1], array_api_strict.asarray(y, device=GPU))


def test_the_gradient_of_the_input_is_never_computed():
    w, b, x, y = draw_network((3, 2), 4, seed=1)
    dw, db = gradient(w, b, x, y, sigmoid)
    assert dw.keys() == db.keys() == {1}


def test_one_seed_gives_one_network_in_either_precision():
    w32, _ = network.init_params((5, 4), np.random.default_rng(7), np.float32)
    w64, b64 = network.init_params((5, 4), np.random.default_rng(7), np.float64)
    assert np.array_equal(w32[1], w64[1].astype(np.float32))
    assert w64[1].shape == (4, 5) and b64[1].shape == (4, 1) and not b64[1].any()


@pytest.mark.parametrize("sizes", [(), (3,), (3, 0, 2), (0, 2), (2, -1)])
def test_impossible_sizes_are_refused(sizes):
    with pytest.raises(ValueError, match="at least an input and an output layer"):
        network.init_params(sizes, np.random.default_rng(0))


@pytest.mark.parametrize("dtype", [int, np.float16, "int32"])
def test_weights_of_another_type_are_refused(dtype):
    with pytest.raises(TypeError, match="float32 or float64"):
        network.init_params((2, 2), np.random.default_rng(0), dtype)


def test_a_flat_input_is_refused_because_it_would_broadcast():
    w, b, x, y = draw_network((2, 3), 1, seed=0)
    with pytest.raises(ValueError, match=r"\(2,\).*one column per example"):
        network.forward(w, b, x[:, 0], sigmoid)


@pytest.mark.parametrize("shape", [(1, 4), (3, 1), (4, 3), (3,), ()])
def test_targets_of_another_shape_are_refused(shape):
    w, b, x, _ = draw_network((2, 3), 4, seed=0)
    z, a = network.forward(w, b, x, sigmoid)
    y = np.zeros(shape)
    with pytest.raises(ValueError, match=r"y has shape .*output a has shape \(3, 4\)"):
        network.cost(a[1], y)
    with pytest.raises(ValueError, match=r"y has shape"):
        network.backward(w, z, a, y, sigmoid)


def test_whole_numbers_as_input_mean_the_same_as_floats():
    w, b, _, y = draw_network((2, 3), 4, seed=0)
    x = np.arange(8).reshape(2, 4)
    got = gradient(w, b, x, y, sigmoid)
    want = gradient(w, b, x.astype(float), y, sigmoid)
    assert_close(got, want, 1e-12)  # NumPy promotes; train() refuses, for speed


def test_nan_in_the_data_stays_visible():
    w, b, x, y = draw_network((2, 3), 4, seed=0)
    x[0, 0] = np.nan
    assert np.isnan(cost_of(w, b, x, y, sigmoid))


def test_forward_backward_and_step_leave_their_arguments_alone():
    w, b, x, y = draw_network((3, 4, 2), 5, seed=2)
    before = [p[L].copy() for p in (w, b) for L in p] + [x.copy(), y.copy()]
    dw, db = gradient(w, b, x, y, sigmoid)
    network.step(w, dw, 1.0)
    after = [p[L] for p in (w, b) for L in p] + [x, y]
    for old, new in zip(before, after, strict=True):
        assert np.array_equal(old, new)


def test_a_negative_lr_climbs():
    w, b, x, y = draw_network((3, 2), 5, seed=2)
    dw, db = gradient(w, b, x, y, sigmoid)
    higher = cost_of(network.step(w, dw, -0.01), b, x, y, sigmoid)
    lower = cost_of(network.step(w, dw, 0.01), b, x, y, sigmoid)
    assert lower < cost_of(w, b, x, y, sigmoid) < higher

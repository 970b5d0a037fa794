"""Training: it learns, it records, it stops well, it refuses nonsense."""

import _thread
import warnings

import array_api_strict
import numpy as np
import pytest

from workshop_lib import data, network
from workshop_lib.activations import identity, sigmoid
from workshop_lib.training import accuracy, batches, train

GPU = array_api_strict.Device("device1")


@pytest.fixture
def task():
    """Return w, b, x, y of a small network that can learn its 30 examples."""
    rng = np.random.default_rng(5)
    x, y = data.teacher((3, 4, 2), 30, rng)
    w, b = network.init_params((3, 8, 2), rng)
    return w, b, x, y


def run(task, **changes):
    options = dict(
        lr=0.5, epochs=4, batch_size=7, rng=np.random.default_rng(1), progress=False
    )
    return train(*task, sigmoid, **(options | changes))


def test_the_cost_goes_down_and_both_histories_have_their_length(task):
    _, _, history = run(task, epochs=30)
    assert len(history["cost"]) == 30
    assert len(history["batch_cost"]) == 30 * 5  # 7 + 7 + 7 + 7 + 2 columns
    assert history["cost"][-1] < 0.7 * history["cost"][0]


def test_one_seed_gives_one_result_and_the_arguments_stay(task):
    w, b, x, y = task
    before = w[1].copy()
    first, second = run(task), run(task)
    assert np.array_equal(first[0][1], second[0][1])
    assert first[2] == second[2]
    assert np.array_equal(w[1], before)


def test_float32_stays_float32_even_with_a_float64_learning_rate(task):
    w, b, _ = run(task, lr=np.float64(0.5))
    assert {p[L].dtype for p in (w, b) for L in p} == {np.dtype(np.float32)}


def test_one_batch_of_everything_is_plain_gradient_descent(task):
    w, b, x, y = task
    got, _, history = run(task, epochs=1, batch_size=30)
    z, a = network.forward(w, b, x, sigmoid)
    dw, _ = network.backward(w, z, a, y, sigmoid)
    # The columns come in another order, so sums round differently: float32.
    np.testing.assert_allclose(
        got[1], network.step(w, dw, 0.5)[1], rtol=1e-5, atol=1e-6
    )
    assert history["cost"][0] == pytest.approx(float(network.cost(a[2], y)), rel=1e-5)


def test_an_epochs_cost_is_the_mean_over_its_examples(task):
    _, _, history = run(task, lr=0.0, epochs=1)
    w, b, x, y = task
    _, a = network.forward(w, b, x, sigmoid)
    # Nothing is learnt at lr = 0; the last batch has 2 columns, the others 7.
    assert history["cost"][0] == pytest.approx(float(network.cost(a[2], y)), rel=1e-5)


def test_every_column_is_dealt_once_and_with_its_target():
    x = np.arange(11.0)[None]
    dealt = list(batches(x, 10 * x, 4, np.random.default_rng(0)))
    assert [x_i.shape[1] for x_i, _ in dealt] == [4, 4, 3]
    assert all(np.array_equal(10 * x_i, y_i) for x_i, y_i in dealt)
    seen = np.concatenate([x_i[0] for x_i, _ in dealt])
    assert sorted(seen) == list(range(11)) and list(seen) != list(range(11))


def test_no_epochs_change_nothing(task):
    w, b, history = run(task, epochs=0)
    assert w is task[0] and b is task[1]
    assert history == {"cost": [], "batch_cost": []}


def test_watch_adds_its_numbers_once_per_epoch(task):
    _, _, history = run(task, watch=lambda w, b: {"largest": float(abs(w[1]).max())})
    assert len(history["largest"]) == 4


@pytest.mark.parametrize("name", ["cost", "batch_cost"])
def test_watch_may_not_write_between_the_costs_of_the_training(task, name):
    with pytest.raises(ValueError, match=f'watch returns "{name}".* "validation '):
        run(task, watch=lambda w, b: {name: 1.0})


@pytest.mark.parametrize("stop_in", ["watch", "a step"])
def test_an_interrupt_keeps_what_was_learnt(task, stop_in, capsys):
    seen = []

    def watch(w, b):
        seen.append(w)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return {"epoch": len(seen)}

    if stop_in == "watch":
        w, _, history = run(task, epochs=1000, watch=watch)
        assert w is seen[-1]
        assert len(history["epoch"]) == 2
        assert len(history["cost"]) == 3
    else:

        def press_stop(w, b):
            if not seen:
                _thread.interrupt_main()  # a real SIGINT, somewhere soon
            seen.append(w)
            return {}

        w, _, history = run(task, epochs=10**6, watch=press_stop)
    assert not np.array_equal(w[1], task[0][1])
    assert len(history["cost"]) == len(history["batch_cost"]) / 5 or stop_in == "a step"
    assert "what was learnt so far" in capsys.readouterr().out


def test_a_cost_that_explodes_stops_with_step_rate_and_remedy(task):
    w, b, x, y = task
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(FloatingPointError) as caught:
            train(
                w, b, x, y, identity, lr=1e4, epochs=50, batch_size=7,
                rng=np.random.default_rng(1), progress=False,
            )  # fmt: skip
    assert "at step " in str(caught.value)
    assert "lr = 10000: try a smaller learning rate, lr = 1000" in str(caught.value)


def test_the_bar_writes_to_a_terminal_and_can_be_hidden(task, capsys):
    run(task, progress=True)
    assert "20/20" in capsys.readouterr().err
    run(task, progress=False)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("batch_size", [0, -1, 31])
def test_an_impossible_batch_size_is_refused(task, batch_size):
    with pytest.raises(ValueError, match=f"batch_size is {batch_size} .* 30 examples"):
        run(task, batch_size=batch_size)


@pytest.mark.parametrize("lr", [-0.1, float("nan"), float("inf")])
def test_an_impossible_learning_rate_is_refused(task, lr):
    with pytest.raises(ValueError, match="lr is"):
        run(task, lr=lr)


def test_negative_epochs_are_refused(task):
    with pytest.raises(ValueError, match="epochs is -1"):
        run(task, epochs=-1)


@pytest.mark.parametrize("which", [2, 3])
def test_whole_numbers_are_refused_with_the_remedy(task, which):
    task = list(task)
    task[which] = task[which].astype(int)
    with pytest.raises(TypeError, match="is int64 but the weights are float32.*astype"):
        run(task)


@pytest.mark.parametrize("which", [2, 3])
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_nan_and_inf_in_the_data_are_refused(task, which, bad):
    task = [*task[:2], task[2].copy(), task[3].copy()]
    task[which][1, 3] = bad
    with pytest.raises(ValueError, match="contains NaN or inf"):
        run(task)


def test_targets_for_other_examples_are_refused(task):
    w, b, x, y = task
    for x_, y_ in ((x, y[:, 1:]), (x[0], y), (x, y[0])):
        with pytest.raises(ValueError, match="both need one column per example"):
            run((w, b, x_, y_))


def test_targets_for_another_output_are_refused(task):
    w, b, x, y = task
    with pytest.raises(ValueError, match="y has shape"):
        run((w, b, x, y[:1]))


def test_a_pretend_gpu_learns_the_same(task):
    def there(v):
        if isinstance(v, dict):
            return {L: there(v[L]) for L in v}
        return array_api_strict.asarray(v, device=GPU)

    w, b, history = run(task)
    w_, b_, history_ = run([there(v) for v in task])
    for L in w:
        assert w_[L].device == GPU
        back = np.asarray(w_[L].to_device(array_api_strict.Device("CPU_DEVICE")))
        # 20 steps in float32, sums in another order.
        np.testing.assert_allclose(back, w[L], rtol=1e-4, atol=1e-5)
    assert history_["cost"] == pytest.approx(history["cost"], rel=1e-4)


def test_real_digits_are_read_past_95_per_cent():
    # Lesson 07's own training. Rounding changes none of its answers: perturbing
    # the first weights by 3e-7 left all of them the same.
    x, y, x_test, y_test = data.digits()
    rng = np.random.default_rng(0)
    w, b = network.init_params((64, 32, 10), rng)
    w, b, _ = run((w, b, x, y), lr=2, epochs=30, batch_size=20, rng=rng)
    _, a = network.forward(w, b, x_test, sigmoid)
    assert accuracy(a[2], y_test) >= 0.95


def test_accuracy_counts_the_largest_outputs_that_agree():
    y = np.eye(3, dtype=np.float32)[:, [0, 1, 2, 2]]
    a = np.array([[9, 0, 0, 9], [0, 9, 9, 0], [1, 1, 1, 1]], np.float32)
    assert accuracy(a, y) == 0.5

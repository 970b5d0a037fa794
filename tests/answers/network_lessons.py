"""Right answers to lessons 05 to 07, written as different people write them."""

import itertools
import math
import operator
from collections import Counter, OrderedDict
from functools import partial
from types import SimpleNamespace

import numpy as np

from workshop_lib import network, training


def with_ones(a):
    """Return `a` with a row of ones below: the input that a bias listens to."""
    return np.vstack([a, np.ones((1, a.shape[1]))])


# 5.1
def neuron_by_dot(w, b, a_prev, j):
    return float(w[j] @ a_prev[:, 0]) + b.item(j)


def neuron_out_of_the_layer(w, b, a_prev, j):
    return (w @ a_prev + b)[j, 0]


def neuron_by_zip(w, b, a_prev, j):
    return math.fsum(w_jk * a_k for w_jk, (a_k,) in zip(w[j], a_prev)) + b[j].sum()


def neuron_by_einsum(w, b, a_prev, j):
    return np.einsum("k,ko->", w[j], a_prev) + b[j, 0]


def neuron_recursive(w, b, a_prev, j):
    if len(a_prev) == 0:
        return b[j, 0]
    return w[j, 0] * a_prev[0, 0] + neuron_recursive(w[:, 1:], b, a_prev[1:], j)


def neuron_with_its_bias_as_a_weight(w, b, a_prev, j):
    return np.append(w[j], b[j]) @ np.append(a_prev, 1)


def neuron_from_the_last_k(w, b, a_prev, j):
    z_j, k = 0, w.shape[1]
    while k > 0:
        k -= 1
        z_j = z_j + a_prev[k][0] * w[j][k]
    return z_j + b[j][0]


# 5.2
def layer_by_columns(w, b, a_prev, f):
    z = np.hstack([w @ a_prev[:, [i]] + b for i in range(a_prev.shape[1])])
    return z, f(z)


def layer_by_neurons(w, b, a_prev, f):
    z = np.zeros((len(w), a_prev.shape[1]))
    a = np.zeros_like(z)
    for j, row in enumerate(w):
        for i, example in enumerate(a_prev.T):
            z[j, i] = b[j, 0] + sum(row * example)
            a[j, i] = f(z[j, i])
    return z, a


def layer_by_einsum(w, b, a_prev, f):
    z = np.einsum("jk,ki->ji", w, a_prev) + b
    return z, f(z)


def layer_with_its_bias_as_a_weight(w, b, a_prev, f):
    z = np.hstack([w, b]) @ with_ones(a_prev)
    return [z, f(z)]


def layer_turned(w, b, a_prev, f):
    z = a_prev.T @ w.T + b[:, 0]
    return z.T, f(z).T


def layer_summed_over_an_axis(w, b, a_prev, f):
    z = (w[:, :, None] * a_prev[None]).sum(axis=1) + b
    return np.array([z, f(z)])


class Layer:
    def forward(self, w, b, a_prev, f):
        self.z = np.repeat(b, a_prev.shape[1], axis=1)
        self.z += np.dot(w, a_prev)
        self.a = f(self.z)
        return self.z, self.a


# 5.3
def forward_counting(w, b, x, f):
    z, a = {}, {}
    a[0] = x
    for L in range(1, len(w) + 1):
        z[L] = np.dot(w[L], a[L - 1]) + b[L]
        a[L] = f(z[L])
    return z, a


def forward_recursive(w, b, x, f, L=None):
    L = len(w) if L is None else L
    if L == 0:
        return {}, {0: x}
    z, a = forward_recursive(w, b, x, f, L - 1)
    here = w[L] @ a[L - 1] + b[L]
    return {**z, L: here}, {**a, L: f(here)}


def forward_by_accumulate(w, b, x, f):
    layers = sorted(w)
    a = itertools.accumulate(layers, lambda a, L: f(w[L] @ a + b[L]), initial=x)
    a = dict(enumerate(a))
    return {L: w[L] @ a[L - 1] + b[L] for L in layers}, a


def forward_by_examples(w, b, x, f):
    alone = [forward_counting(w, b, x[:, [i]], f) for i in range(x.shape[1])]
    z, a = (
        {L: np.concatenate([one[part][L] for one in alone], axis=1) for L in layers}
        for part, layers in ((0, w), (1, [0, *w]))
    )
    return z, a


def forward_with_while(w, b, x, f):
    z, a, L = OrderedDict(), OrderedDict([(0, x.copy())]), 1
    while L in w:
        z[L] = np.einsum("jk,ki->ji", w[L], a[L - 1]) + b[L]
        a.update({L: f(z[L])})
        L += 1
    return z, a


def forward_by_network(w, b, x, f):
    return network.forward(w, b, x, SimpleNamespace(f=f))


# 5.4
def cost_by_steps(a_L, y):
    return np.mean(np.sum(np.square(y - a_L), axis=0))


def cost_by_loops(a_L, y):
    rows, n = y.shape
    total = 0.0
    for i in range(n):
        for j in range(rows):
            total += (a_L[j, i] - y[j, i]) * (a_L[j, i] - y[j, i]) / n
    return total


def cost_by_norm(a_L, y):
    return np.linalg.norm(a_L - y) ** 2 / len(y.T)


def cost_by_trace(a_L, y):
    e = a_L - y
    return np.trace(e.T @ e) / e.shape[1]


def cost_by_the_mean_of_all(a_L, y):
    return len(y) * ((a_L - y) ** 2).mean()


def cost_flat(a_L, y):
    errors = (a_L - y).ravel().tolist()
    return math.fsum(e**2 for e in errors) / (len(errors) // len(a_L))


def cost_in_float32(a_L, y):
    e = a_L.astype(np.float32) - y.astype(np.float32)
    return np.vdot(e, e) / np.float32(y.shape[-1])


# 5.5
def rows_turned(w, b, x_rows):
    return (w @ x_rows.T + b).T


def rows_by_einsum(w, b, x_rows):
    return np.einsum("jk,ik->ij", w, x_rows) + b.ravel()


def rows_by_inner(w, b, x_rows):
    return np.inner(x_rows, w) + np.squeeze(b, axis=1)


def rows_one_by_one(w, b, x_rows):
    z = np.empty((len(x_rows), len(w)))
    for i, x in enumerate(x_rows):
        z[i] = w @ x + b[:, 0]
    return z


def rows_as_lists(w, b, x_rows):
    return [
        [sum(p * q for p, q in zip(w_j, x)) + b_j for w_j, (b_j,) in zip(w, b)]
        for x in x_rows
    ]


def rows_along_an_axis(w, b, x_rows):
    return np.apply_along_axis(lambda x: np.dot(w, x) + b.flatten(), 1, x_rows)


def rows_with_the_bias_as_a_weight(w, b, x_rows):
    return with_ones(x_rows.T).T @ np.concatenate([w, b], axis=1).T


# 6.1
def weight_out_of_the_matrix(a_prev, z, a, y, f_prime, j, k):
    dz = 2 * (a - y) * f_prime(z)
    return (dz @ a_prev.T)[j, k]


def weight_by_names(a_prev, z, a, y, f_prime, j, k):
    a_k, (z_j, a_j, y_j) = a_prev[k, 0], (v[j, 0] for v in (z, a, y))
    return -2 * (y_j - a_j) * f_prime(z_j) * a_k


def weight_by_prod(a_prev, z, a, y, f_prime, j, k):
    return np.prod([2, (a - y).item(j), f_prime(z).item(j), a_prev.item(k)])


def weight_by_where(a_prev, z, a, y, f_prime, j, k):
    here = np.arange(len(z)) == j
    dz = np.where(here, (2 * (a - y) * f_prime(z)).ravel(), 0)
    return dz.sum() * a_prev.ravel()[k]


def weight_by_a_jacobian(a_prev, z, a, y, f_prime, j, k):
    dcost_da = 2 * (a - y).T
    da_dz = np.diag(f_prime(z[:, 0]))
    dz_dw = np.zeros_like(z)
    dz_dw[j] = a_prev[k]
    return np.linalg.multi_dot([dcost_da, da_dz, dz_dw])[0, 0]


# 6.2
def last_by_einsum(a_prev, z, a, y, f_prime):
    dz = 2 * (a - y) * f_prime(z)
    n = z.shape[1]
    return np.einsum("ji,ki->jk", dz, a_prev) / n, np.einsum("ji->j", dz)[:, None] / n


def last_by_examples(a_prev, z, a, y, f_prime):
    dws, dbs = [], []
    for i in range(y.shape[1]):
        dz = 2 * (a[:, i] - y[:, i]) * f_prime(z[:, i])
        dws.append(np.outer(dz, a_prev[:, i]))
        dbs.append(dz.reshape(-1, 1))
    return np.mean(dws, axis=0), sum(dbs) / len(dbs)


def last_by_entries(a_prev, z, a, y, f_prime):
    (rows, n), slopes = y.shape, f_prime(z)
    dw, db = np.zeros((rows, len(a_prev))), np.zeros((rows, 1))
    for i, j in itertools.product(range(n), range(rows)):
        dz = 2 / n * (a[j, i] - y[j, i]) * slopes[j, i]
        db[j, 0] += dz
        for k in range(len(a_prev)):
            dw[j, k] += dz * a_prev[k, i]
    return dw, db


def last_with_the_bias_as_a_weight(a_prev, z, a, y, f_prime):
    both = (2 * (a - y) * f_prime(z)) @ with_ones(a_prev).T / len(y.T)
    return both[:, :-1], both[:, -1:]


def last_turned(a_prev, z, a, y, f_prime):
    dz_rows = f_prime(z.T) * (a.T - y.T) / (y.shape[1] / 2)
    return [(a_prev @ dz_rows).T, np.add.reduce(dz_rows)[np.newaxis].T]


def last_in_float32(a_prev, z, a, y, f_prime):
    a_prev, z, a, y = (v.astype("f4") for v in (a_prev, z, a, y))
    dz = np.float32(2 / y.shape[1]) * (a - y) * f_prime(z)
    return np.tensordot(dz, a_prev, axes=(1, 1)), dz @ np.ones((dz.shape[1], 1), "f4")


# 6.3
def paths_by_matrix(w, z, a, y, f_prime, k):
    return (w.T @ (2 * (a - y) * f_prime(z)))[k, 0]


def paths_by_column(w, z, a, y, f_prime, k):
    return np.sum(w[:, [k]] * 2 * (a - y) * f_prime(z))


def paths_by_einsum(w, z, a, y, f_prime, k):
    return 2 * np.einsum("jo,jo,j->", a - y, f_prime(z), w[:, k])


def paths_by_generator(w, z, a, y, f_prime, k):
    numbers = zip(w[:, k].tolist(), z.flat, a.flat, y.flat)
    return sum(2 * (a_j - y_j) * f_prime(z_j) * w_jk for w_jk, z_j, a_j, y_j in numbers)


def paths_recursive(w, z, a, y, f_prime, k):
    if not len(w):
        return 0
    one = 2 * (a[-1, 0] - y[-1, 0]) * f_prime(z[-1, 0]) * w[-1, k]
    return one + paths_recursive(w[:-1], z[:-1], a[:-1], y[:-1], f_prime, k)


# 6.4
def hidden_by_einsum(w_next, dz_next, z, a_prev, f_prime):
    dz = np.einsum("jk,ji,ki->ki", w_next, dz_next, f_prime(z))
    return dz, np.einsum("ki,mi->km", dz, a_prev), np.einsum("ki->k", dz)[:, None]


def hidden_by_examples(w_next, dz_next, z, a_prev, f_prime):
    dz, dw, db = np.zeros_like(z), 0, 0
    for i in range(z.shape[1]):
        dz[:, i] = (dz_next[:, i] @ w_next) * f_prime(z[:, i])
        dw = dw + dz[:, i : i + 1] * a_prev[:, i]
        db = db + dz[:, i : i + 1]
    return dz, dw, db


def hidden_by_paths(w_next, dz_next, z, a_prev, f_prime):
    neurons, n = z.shape
    dz = [
        [
            sum(w_next[j, k] * dz_next[j, i] for j in range(len(w_next)))
            * f_prime(z[k, i])
            for i in range(n)
        ]
        for k in range(neurons)
    ]
    dw = [[sum(p * q for p, q in zip(row, a_m)) for a_m in a_prev] for row in dz]
    return dz, dw, [[sum(row)] for row in dz]


def hidden_turned(w_next, dz_next, z, a_prev, f_prime):
    dz = (dz_next.T @ w_next).T
    dz *= f_prime(z)
    return [dz, (a_prev @ dz.T).T, np.atleast_2d(dz.sum(1)).T]


def hidden_with_the_bias_as_a_weight(w_next, dz_next, z, a_prev, f_prime):
    dz = np.multiply(np.matmul(w_next.transpose(), dz_next), f_prime(z))
    dw, db = np.split(dz @ with_ones(a_prev).T, [len(a_prev)], axis=1)
    return dz, dw, db


def hidden_by_diagonals(w_next, dz_next, z, a_prev, f_prime):
    columns = [
        np.diag(slopes) @ w_next.T @ dz for slopes, dz in zip(f_prime(z).T, dz_next.T)
    ]
    dz = np.stack(columns, axis=-1)
    return dz, np.tensordot(dz, a_prev, ([1], [1])), dz.dot(np.ones((z.shape[1], 1)))


# 6.5
def backward_counting_down(w, z, a, y, f_prime):
    L, dw, db = len(w), {}, {}
    dz = 2 / len(y.T) * (a[L] - y) * f_prime(z[L])
    while True:
        dw[L], db[L] = np.dot(dz, a[L - 1].T), np.sum(dz, 1)[:, None]
        if L == 1:
            return dw, db
        dz = np.dot(w[L].T, dz) * f_prime(z[L - 1])
        L -= 1


def backward_recursive(w, z, a, y, f_prime):
    def dz(L):
        if L == max(w):
            return 2 * (a[L] - y) * f_prime(z[L])
        return w[L + 1].T @ dz(L + 1) * f_prime(z[L])

    n = y.shape[1]
    dw = {L: dz(L) @ a[L - 1].T / n for L in w}
    return dw, {L: dz(L).mean(axis=1, keepdims=True) for L in w}


def backward_by_examples(w, z, a, y, f_prime):
    n = y.shape[1]
    dw, db = {L: 0 for L in w}, {L: 0 for L in w}
    for i in range(n):
        da = 2 * (a[max(w)][:, i] - y[:, i])
        for L in reversed(sorted(w)):
            dz = da * f_prime(z[L][:, i])
            dw[L] = dw[L] + np.outer(dz, a[L - 1][:, i]) / n
            db[L] = db[L] + dz[:, None] / n
            da = dz @ w[L]
    return dw, db


def backward_with_the_bias_as_a_weight(w, z, a, y, f_prime):
    both, da = {}, (a[len(w)] - y) / (0.5 * y.shape[1])
    for L in range(len(w), 0, -1):
        dz = da * f_prime(z[L])
        both[L] = np.einsum("ji,ki->jk", dz, with_ones(a[L - 1]))
        da = np.einsum("jk,ji->ki", w[L], dz)
    return {L: m[:, :-1] for L, m in both.items()}, {L: both[L][:, -1:] for L in both}


def backward_by_accumulate(w, z, a, y, f_prime):
    layers = sorted(w)[::-1]
    first = 2 * (a[layers[0]] - y) * f_prime(z[layers[0]]) / y.shape[1]
    dz = itertools.accumulate(
        layers[1:], lambda dz, L: (w[L + 1].T @ dz) * f_prime(z[L]), initial=first
    )
    dz = dict(zip(layers, dz))
    return {L: dz[L] @ a[L - 1].T for L in w}, {
        L: dz[L].sum(1).reshape(-1, 1) for L in w
    }


def backward_by_network(w, z, a, y, f_prime):
    slope_from_z = SimpleNamespace(f_prime=lambda z, a: f_prime(z))
    return network.backward(w, z, a, y, slope_from_z)


# 6.6
def step_into_a_new_dict(w, b, x, y, f, f_prime, lr):
    z, a = forward_counting(w, b, x, f)
    new, da = {}, 2 * (a[max(w)] - y)
    for L in range(max(w), 0, -1):
        dz = da * f_prime(z[L])
        new[L] = w[L] - lr * dz @ a[L - 1].T
        da = w[L].T @ dz
    return new


def step_from_all_gradients(w, b, x, y, f, f_prime, lr):
    z, a = forward_counting(w, b, x, f)
    dw, _ = backward_counting_down(w, z, a, y, f_prime)
    return {L: np.subtract(w[L], lr * dw[L]) for L in w}


def step_keeping_the_old(w, b, x, y, f, f_prime, lr):
    old, w = w, {L: m.copy() for L, m in w.items()}
    z, a = forward_counting(w, b, x, f)
    da = 2 * (a[len(w)] - y)
    for L in sorted(w, reverse=True):
        dz = da * f_prime(z[L])
        w[L] -= lr * np.outer(dz, a[L - 1])
        da = old[L].T @ dz
    return w


def step_recursive(w, b, x, y, f, f_prime, lr):
    new = {}

    def da(L, a_prev):
        """Return dCost/da of the layer before L; on the way out, update L."""
        if L not in w:
            return 2 * (a_prev - y)
        z = w[L] @ a_prev + b[L]
        dz = da(L + 1, f(z)) * f_prime(z)
        new[L] = w[L] - lr * dz * a_prev.T
        return w[L].T @ dz

    da(1, x)
    return new


def step_by_network(w, b, x, y, f, f_prime, lr):
    act = SimpleNamespace(f=f, f_prime=lambda z, a: f_prime(z))
    z, a = network.forward(w, b, x, act)
    dw, _ = network.backward(w, z, a, y, act)
    return network.step(w, dw, lr)


def step_updating_late(w, b, x, y, f, f_prime, lr):
    (z, a), w = forward_counting(w, b, x, f), dict(w)
    waiting, da = [], 2 * (a[len(w)] - y)
    for L in sorted(w)[::-1]:
        dz = da * f_prime(z[L])
        waiting.append((L, dz @ a[L - 1].T))
        da = w[L].T @ dz
    while waiting:
        L, dw = waiting.pop()
        w[L] = w[L] + -lr * dw
    return w


# 7.1
def update_by_loop(w, b, dw, db, lr):
    new_w, new_b = {}, {}
    for L in range(1, len(w) + 1):
        new_w[L] = w[L] - dw[L] * lr
        new_b[L] = b[L] - db[L] * lr
    return new_w, new_b


def update_on_copies(w, b, dw, db, lr):
    pair = []
    for params, grads in ((w, dw), (b, db)):
        params = {L: np.array(p) for L, p in params.items()}
        for L in params:
            params[L] -= lr * grads[L]
        pair.append(params)
    return pair


def update_by_network(w, b, dw, db, lr):
    return network.step(w, dw, lr), network.step(b, db, lr)


def update_by_entries(w, b, dw, db, lr):
    def moved(p, d):
        return [[v - lr * s for v, s in zip(*rows)] for rows in zip(p, d)]

    return {L: moved(w[L], dw[L]) for L in w}, {L: moved(b[L], db[L]) for L in b}


def update_with_the_bias_as_a_weight(w, b, dw, db, lr):
    both = {
        L: np.hstack([w[L], b[L]]) + np.hstack([dw[L], db[L]]) * -lr for L in sorted(w)
    }
    return {L: m[:, :-1] for L, m in both.items()}, {L: both[L][:, -1:] for L in both}


def update_by_map(w, b, dw, db, lr):
    def descend(p, d):
        return dict(zip(p, map(lambda L: p[L] - np.multiply(lr, d[L]), p)))

    return tuple(map(descend, (w, b), (dw, db)))


# 7.2
def batch_by_take(x, y, order, start, size):
    chosen = order[start:][:size]
    return np.take(x, chosen, axis=1), np.take(y, chosen, axis=1)


def batch_by_columns(x, y, order, start, size):
    stop = min(start + size, len(order))
    columns = [int(order[place]) for place in range(start, stop)]
    return [np.column_stack([m[:, c] for c in columns]) for m in (x, y)]


def batch_after_shuffling_all(x, y, order, start, size):
    end = start + size
    return x[:, order][:, start:end], y[:, order][:, start:end]


def batch_turned(x, y, order, start, size):
    rows = np.hstack([x.T, y.T])[order[start : start + size]]
    return rows[:, : len(x)].T, rows[:, len(x) :].T


def batch_by_matrix(x, y, order, start, size):
    one_hot = np.eye(len(order))[:, order[start : start + size]]
    return x @ one_hot, y @ one_hot


def batch_by_pairs(x, y, order, start, size):
    pairs = [(x[:, i], y[:, i]) for i in order]
    xs, ys = zip(*itertools.islice(pairs, start, start + size))
    return np.array(xs).T, np.stack(ys, axis=1)


# 7.3
def train_written_out(w, b, x, y, act, lr):
    z, a = forward_counting(w, b, x, act.f)
    dw, db, da = {}, {}, 2 * (a[len(w)] - y) / x.shape[1]
    for L in sorted(w, reverse=True):
        dz = da * act.f_prime(z[L], a[L])
        dw[L], db[L] = dz @ a[L - 1].T, dz.sum(axis=1, keepdims=True)
        da = w[L].T @ dz
    return update_by_loop(w, b, dw, db, lr)


def train_on_one_batch_of_all(w, b, x, y, act, lr):
    for x_i, y_i in training.batches(x, y, x.shape[1], np.random.default_rng(0)):
        z, a = network.forward(w, b, x_i, act)
        dw, db = network.backward(w, z, a, y_i, act)
        w, b = network.step(w, dw, lr), network.step(b, db, lr)
    return w, b


def train_as_the_mean_of_single_steps(w, b, x, y, act, lr):
    n = x.shape[1]
    steps = [train_written_out(w, b, x[:, [i]], y[:, [i]], act, lr) for i in range(n)]
    return tuple({L: sum(s[p][L] for s in steps) / n for L in w} for p in (0, 1))


def train_all_parameters_at_once(w, b, x, y, act, lr):
    z, a = network.forward(w, b, x, act)
    grads = network.backward(w, z, a, y, act)
    params = {(p, L): v for p, d in enumerate((w, b)) for L, v in d.items()}
    slopes = {(p, L): v for p, d in enumerate(grads) for L, v in d.items()}
    new = network.step(params, slopes, lr)
    return tuple({L: new[p, L] for L in w} for p in range(2))


def train_by_starmap(w, b, x, y, act, lr):
    dw, db = network.backward(w, *network.forward(w, b, x, act), y, act)
    return tuple(itertools.starmap(partial(network.step, lr=lr), [(w, dw), (b, db)]))


def train_recursive(w, b, x, y, act, lr):
    new_w, new_b = dict(w), dict(b)

    def da(L, a_prev):
        if L > len(w):
            return (a_prev - y) * 2 / y.shape[1]
        z = w[L] @ a_prev + b[L]
        dz = da(L + 1, act.f(z)) * act.f_prime(z, act.f(z))
        new_w[L] = w[L] - lr * dz @ a_prev.T
        new_b[L] = b[L] - lr * dz @ np.ones((y.shape[1], 1))
        return w[L].T @ dz

    da(1, x)
    return new_w, new_b


# 7.4
def accuracy_by_loop(a_L, y):
    right = 0
    for i in range(y.shape[1]):
        if np.argmax(a_L[:, i]) == np.argmax(y[:, i]):
            right += 1
    return right / y.shape[1]


def accuracy_by_nonzero(a_L, y):
    same = np.argmax(a_L, 0) == np.argmax(y, 0)
    return np.count_nonzero(same) / same.size


def accuracy_by_looking_the_target_up(a_L, y):
    return y[a_L.argmax(axis=0), np.arange(y.shape[1])].mean()


def accuracy_by_the_largest(a_L, y):
    return np.mean((a_L * y).sum(axis=0) == a_L.max(axis=0))


def accuracy_by_sorting(a_L, y):
    wrong = np.argsort(a_L, axis=0)[-1] - np.argsort(y, axis=0)[-1]
    return 1 - np.count_nonzero(wrong) / len(wrong)


def accuracy_in_plain_python(a_L, y):
    def place(column):
        return max(range(len(column)), key=column.__getitem__)

    hits = list(map(operator.eq, map(place, a_L.T.tolist()), map(place, y.T.tolist())))
    return hits.count(True) / len(hits)


def accuracy_by_trace(a_L, y):
    return np.trace(confusion_by_matrix(a_L, y)) / y.sum()


# 7.5
def confusion_by_add_at(a_L, y):
    m = np.zeros((len(y), len(y)), int)
    np.add.at(m, (y.argmax(axis=0), a_L.argmax(axis=0)), 1)
    return m


def confusion_by_matrix(a_L, y):
    one_hot = np.eye(len(y))[:, a_L.argmax(axis=0)]
    return y @ one_hot.T


def confusion_by_bincount(a_L, y):
    c = len(y)
    pairs = c * y.argmax(0) + a_L.argmax(0)
    return np.bincount(pairs, minlength=c * c).reshape(c, c)


def confusion_by_counter(a_L, y):
    seen = Counter(zip(y.argmax(0).tolist(), a_L.argmax(0).tolist()))
    return [[seen[t, p] for p in range(len(y))] for t in range(len(y))]


def confusion_by_cells(a_L, y):
    is_, said = y.argmax(axis=0), a_L.argmax(axis=0)
    m = np.empty((len(y), len(y)), np.float32)
    for t, p in np.ndindex(*m.shape):
        m[t, p] = np.sum((is_ == t) & (said == p))
    return m


def confusion_by_histogram(a_L, y):
    edges = np.arange(len(y) + 1) - 0.5
    return np.histogram2d(y.argmax(axis=0), a_L.argmax(axis=0), bins=(edges, edges))[0]


class Confusion:
    """Counts as it is called: an answer may be any callable."""

    def __call__(self, a_L, y):
        counts = [[0] * len(y) for _ in y]
        for said, target in zip(a_L.T, y.T):
            counts[list(target).index(1)][list(said).index(max(said))] += 1
        return np.asarray(counts)


WRITTEN = {
    "5.1": [
        neuron_by_dot,
        neuron_out_of_the_layer,
        neuron_by_zip,
        neuron_by_einsum,
        neuron_recursive,
        neuron_with_its_bias_as_a_weight,
        neuron_from_the_last_k,
    ],
    "5.2": [
        layer_by_columns,
        layer_by_neurons,
        layer_by_einsum,
        layer_with_its_bias_as_a_weight,
        layer_turned,
        layer_summed_over_an_axis,
        Layer().forward,
    ],
    "5.3": [
        forward_counting,
        forward_recursive,
        forward_by_accumulate,
        forward_by_examples,
        forward_with_while,
        forward_by_network,
    ],
    "5.4": [
        cost_by_steps,
        cost_by_loops,
        cost_by_norm,
        cost_by_trace,
        cost_by_the_mean_of_all,
        cost_flat,
        cost_in_float32,
        network.cost,
    ],
    "5.5": [
        rows_turned,
        rows_by_einsum,
        rows_by_inner,
        rows_one_by_one,
        rows_as_lists,
        rows_along_an_axis,
        rows_with_the_bias_as_a_weight,
    ],
    "6.1": [
        weight_out_of_the_matrix,
        weight_by_names,
        weight_by_prod,
        weight_by_where,
        weight_by_a_jacobian,
    ],
    "6.2": [
        last_by_einsum,
        last_by_examples,
        last_by_entries,
        last_with_the_bias_as_a_weight,
        last_turned,
        last_in_float32,
    ],
    "6.3": [
        paths_by_matrix,
        paths_by_column,
        paths_by_einsum,
        paths_by_generator,
        paths_recursive,
    ],
    "6.4": [
        hidden_by_einsum,
        hidden_by_examples,
        hidden_by_paths,
        hidden_turned,
        hidden_with_the_bias_as_a_weight,
        hidden_by_diagonals,
    ],
    "6.5": [
        backward_counting_down,
        backward_recursive,
        backward_by_examples,
        backward_with_the_bias_as_a_weight,
        backward_by_accumulate,
        backward_by_network,
    ],
    "6.6": [
        step_into_a_new_dict,
        step_from_all_gradients,
        step_keeping_the_old,
        step_recursive,
        step_by_network,
        step_updating_late,
    ],
    "7.1": [
        update_by_loop,
        update_on_copies,
        update_by_network,
        update_by_entries,
        update_with_the_bias_as_a_weight,
        update_by_map,
    ],
    "7.2": [
        batch_by_take,
        batch_by_columns,
        batch_after_shuffling_all,
        batch_turned,
        batch_by_matrix,
        batch_by_pairs,
    ],
    "7.3": [
        train_written_out,
        train_on_one_batch_of_all,
        train_as_the_mean_of_single_steps,
        train_all_parameters_at_once,
        train_by_starmap,
        train_recursive,
    ],
    "7.4": [
        accuracy_by_loop,
        accuracy_by_nonzero,
        accuracy_by_looking_the_target_up,
        accuracy_by_the_largest,
        accuracy_by_sorting,
        accuracy_in_plain_python,
        accuracy_by_trace,
        training.accuracy,
    ],
    "7.5": [
        confusion_by_add_at,
        confusion_by_matrix,
        confusion_by_bincount,
        confusion_by_counter,
        confusion_by_cells,
        confusion_by_histogram,
        Confusion(),
    ],
}

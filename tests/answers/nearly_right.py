"""Wrong answers that give the right numbers on some arguments, {"3.4": [function]}.

A check once took each of them for right, at least now and then.
"""

import numpy as np

from tests.answers.chain_lessons import by_complex_step, sigmoid


# 1.1
def slope_without_sign(cost, w, eps):
    return abs(cost(w + eps) - cost(w - eps)) / (2 * eps)


def slope_beside_abs_w(cost, w, eps):
    return (cost(abs(w) + eps) - cost(abs(w) - eps)) / (2 * eps)


# 1.2
def step_along_abs(w, slope, lr):
    return w - lr * abs(slope)


def step_from_abs(w, slope, lr):
    return abs(w) - lr * slope


def step_without_slope(w, slope, lr):
    return w - lr


# 2.1 and 5.2
def neuron_with_sigmoid(w, a_prev, b, f):
    z = w * a_prev + b
    return z, sigmoid(z)


def layer_with_sigmoid(w, b, a_prev, f):
    z = w @ a_prev + b
    return z, sigmoid(z)


# 2.2 and 5.3
def forward_with_sigmoid(w, b, x, f):
    z, a = {}, {0: x}
    for L in w:
        z[L] = np.dot(w[L], a[L - 1]) + b[L]
        a[L] = sigmoid(z[L])
    return z, a


# 2.3
def cost_with_sigmoid(w, b, x, y, f):
    for L in w:
        x = sigmoid(w[L] * x + b[L])
    return (x - y) ** 2


# 3.1
def nudge_with_sigmoid(w, a_prev, b, y, f, eps):
    up, down = ((sigmoid((w + s) * a_prev + b) - y) ** 2 for s in (eps, -eps))
    return (up - down) / (2 * eps)


# 3.3
def factors_from_a(w, a_prev, z, a, y, f_prime):
    return a + a - y - y, a - a**2, a_prev


# 3.4
def product_from_a(a_prev, z, a, y, f_prime):
    return 2 * (a - y) * a * (1 - a) * a_prev


def product_of_a_distance(a_prev, z, a, y, f_prime):
    return 2 * abs(a - y) * f_prime(z) * a_prev


def product_by_complex_step(a_prev, z, a, y, f_prime):
    return by_complex_step(lambda dw: (sigmoid(z + dw * a_prev) - y) ** 2, 0)


# 4.1
def mean_from_a(a_prev, z, a, y, f_prime):
    return np.mean(2 * (a - y) * a * (1 - a) * a_prev)


# 4.2
def last_layer_from_a(w, b, a_prev, z, a, y, f_prime):
    return np.array([1, w]) * 2 * (a - y) * a * (1 - a)


def last_layer_by_complex_step(w, b, a_prev, z, a, y, f_prime):
    def cost(b, a_prev):
        return (sigmoid(w * a_prev + b) - y) ** 2

    return (
        by_complex_step(lambda b: cost(b, a_prev), b),
        by_complex_step(lambda a_prev: cost(b, a_prev), a_prev),
    )


# 4.3
def one_back_from_a(w, z, a, y, f_prime):
    da = 2 * (a[2] - y) * a[2] * (1 - a[2]) * w[2]
    return da * a[1] * (1 - a[1]) * a[0]


def one_back_by_complex_step(w, z, a, y, f_prime):
    def cost(nudge):
        z_2 = z[2] + w[2] * (sigmoid(z[1] + nudge * a[0]) - a[1])
        return (sigmoid(z_2) - y) ** 2

    return by_complex_step(cost, 0)


# 4.4
def whole_from_a(w, z, a, y, f_prime):
    dw, db = {}, {}
    da = 2 * (a[max(w)] - y)
    for L in sorted(w, reverse=True):
        db[L] = da * a[L] * (1 - a[L])
        dw[L] = db[L] * a[L - 1]
        da = db[L] * w[L]
    return dw, db


def whole_by_complex_step(w, z, a, y, f_prime):
    b = {L: z[L] - w[L] * a[L - 1] for L in w}

    def cost(w, b):
        a_L = a[0]
        for L in w:
            a_L = sigmoid(w[L] * a_L + b[L])
        return (a_L - y) ** 2

    return (
        {L: by_complex_step(lambda v, L=L: cost(w | {L: v}, b), w[L]) for L in w},
        {L: by_complex_step(lambda v, L=L: cost(w, b | {L: v}), b[L]) for L in w},
    )


# 4.5
def through_abs(w, z, f_prime):
    return np.prod([f_prime(z[L]) * abs(w[L]) for L in w])


def through_with_sigmoid(w, z, f_prime):
    return np.prod([sigmoid(z[L]) * sigmoid(-z[L]) * w[L] for L in w])


# 4.6
def shared_from_a(w, z, a, y, f_prime):
    dz = 2 * (a[2] - y) * a[2] * (1 - a[2])
    return dz * a[1] + dz * w * a[1] * (1 - a[1]) * a[0]


def shared_as_a_square(w, z, a, y, f_prime):
    # As if z[2] were w² a[0]: right where f is a straight line and there is no bias.
    return 2 * (a[2] - y) * f_prime(z[2]) * f_prime(z[1]) * 2 * w * a[0]


# 6.1
def weight_from_a(a_prev, z, a, y, f_prime, j, k):
    a_j = float(a[j][0])
    return 2 * (a_j - float(y[j][0])) * a_j * (1 - a_j) * float(a_prev[k][0])


def weight_by_a_nudge(a_prev, z, a, y, f_prime, j, k, eps=1e-5):
    def cost(nudge):
        nudged = z.copy()
        nudged[j, 0] += nudge * a_prev[k, 0]
        return ((sigmoid(nudged) - y) ** 2).sum()

    return (cost(eps) - cost(-eps)) / (2 * eps)


# 6.2
def last_from_a(a_prev, z, a, y, f_prime):
    dz = 2 * (a - y) * a * (1 - a) / y.shape[1]
    return dz @ a_prev.T, dz.sum(axis=1, keepdims=True)


# 6.3
def paths_from_a(w, z, a, y, f_prime, k):
    return np.sum(w[:, [k]] * 2 * (a - y) * a * (1 - a))


def paths_by_a_nudge(w, z, a, y, f_prime, k, eps=1e-5):
    up, down = (
        np.sum((sigmoid(z + s * w[:, k : k + 1]) - y) ** 2) for s in (eps, -eps)
    )
    return (up - down) / eps / 2


# 6.4
def hidden_with_sigmoid(w_next, dz_next, z, a_prev, f_prime):
    dz = w_next.T @ dz_next * sigmoid(z) * (1 - sigmoid(z))
    return dz, dz @ a_prev.T, dz.sum(axis=1, keepdims=True)


# 6.5
def backward_from_a(w, z, a, y, f_prime):
    dw, db = {}, {}
    da = 2 * (a[max(w)] - y) / y.shape[1]
    for L in sorted(w, reverse=True):
        dz = da * a[L] * (1 - a[L])
        dw[L], db[L] = dz @ a[L - 1].T, dz.sum(axis=1, keepdims=True)
        da = w[L].T @ dz
    return dw, db


# 6.6
def step_from_a(w, b, x, y, f, f_prime, lr):
    _, a = forward_with_sigmoid(w, b, x, f)
    new, da = {}, 2 * (a[len(w)] - y)
    for L in sorted(w, reverse=True):
        dz = da * a[L] * (1 - a[L])
        new[L] = w[L] - lr * dz @ a[L - 1].T
        da = w[L].T @ dz
    return new


# 7.2
def batch_in_order(x, y, order, start, size):
    chosen = sorted(order[start : start + size])
    return x[:, chosen], y[:, chosen]


# 7.3
def train_with_sigmoid(w, b, x, y, act, lr):
    z, a = forward_with_sigmoid(w, b, x, sigmoid)
    dw, db = backward_from_a(w, z, a, y, None)
    return {L: w[L] - lr * dw[L] for L in w}, {L: b[L] - lr * db[L] for L in b}


# 7.4
def accuracy_without_the_last(a_L, y):
    n = y.shape[1]
    hits = [a_L[:, i].argmax() == y[:, i].argmax() for i in range(n - 1)]
    return sum(hits) / n


def accuracy_without_the_first(a_L, y):
    n = y.shape[1]
    hits = [a_L[:, i].argmax() == y[:, i].argmax() for i in range(1, n)]
    return sum(hits) / n


# 7.5
def confusion_of_what_occurs(a_L, y):
    t, p = y.argmax(axis=0), a_L.argmax(axis=0)
    m = np.zeros((t.max() + 1, t.max() + 1))
    np.add.at(m, (t, p), 1)
    return m


def confusion_of_all_that_is_named(a_L, y):
    t, p = y.argmax(axis=0), a_L.argmax(axis=0)
    classes = max(t.max(), p.max()) + 1
    m = np.zeros((classes, classes))
    np.add.at(m, (t, p), 1)
    return m


# 9.4
def updated_without_gemm(gemm, w, dz, a_prev, lr):
    return w - lr * np.einsum("ji,ki->jk", dz, a_prev)


def updated_example_by_example(gemm, w, dz, a_prev, lr):
    for i in range(dz.shape[1]):
        w = gemm(-lr, dz[:, [i]], a_prev[:, [i]].T, 1, w)
    return w


def updated_by_two_products(gemm, w, dz, a_prev, lr):
    dw = gemm(1, dz, a_prev.T, 0, w)
    return gemm(-lr, dw, np.eye(w.shape[1]), 1, w)


def updated_with_one_for_nothing(gemm, w, dz, a_prev, lr):
    gemm(1, dz, a_prev.T, 0, w)
    return gemm(-lr, dz, a_prev.T, 1, w)


def updated_beside_gemm(gemm, w, dz, a_prev, lr):
    return w - lr * gemm(1, dz, a_prev.T, 0, w)


def updated_in_place(gemm, w, dz, a_prev, lr):
    new = w.copy()
    new += gemm(-lr, dz, a_prev.T, 0, np.zeros_like(w))
    return new


WRONG = {
    "1.1": [slope_without_sign, slope_beside_abs_w],
    "1.2": [step_along_abs, step_from_abs, step_without_slope],
    "2.1": [neuron_with_sigmoid],
    "2.2": [forward_with_sigmoid],
    "2.3": [cost_with_sigmoid],
    "3.1": [nudge_with_sigmoid],
    "3.3": [factors_from_a],
    "3.4": [product_from_a, product_of_a_distance, product_by_complex_step],
    "4.1": [mean_from_a],
    "4.2": [last_layer_from_a, last_layer_by_complex_step],
    "4.3": [one_back_from_a, one_back_by_complex_step],
    "4.4": [whole_from_a, whole_by_complex_step],
    "4.5": [through_abs, through_with_sigmoid],
    "4.6": [shared_from_a, shared_as_a_square],
    "5.2": [layer_with_sigmoid],
    "5.3": [forward_with_sigmoid],
    "6.1": [weight_from_a, weight_by_a_nudge],
    "6.2": [last_from_a],
    "6.3": [paths_from_a, paths_by_a_nudge],
    "6.4": [hidden_with_sigmoid],
    "6.5": [backward_from_a],
    "6.6": [step_from_a],
    "7.2": [batch_in_order],
    "7.3": [train_with_sigmoid],
    "7.4": [accuracy_without_the_last, accuracy_without_the_first],
    "7.5": [confusion_of_what_occurs, confusion_of_all_that_is_named],
    "9.4": [
        updated_without_gemm,
        updated_example_by_example,
        updated_by_two_products,
        updated_with_one_for_nothing,
        updated_beside_gemm,
        updated_in_place,
    ],
}

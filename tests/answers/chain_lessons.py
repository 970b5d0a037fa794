"""Right answers to lessons 00 to 04, written as different people write them."""

import math
from fractions import Fraction
from functools import reduce

import numpy as np


# 0.1
def cost_with_loop(a_0, a_1, y_0, y_1):
    total = 0
    for a, y in ((a_0, y_0), (a_1, y_1)):
        total += (y - a) * (y - a)
    return total


def cost_with_norm(a_0, a_1, y_0, y_1):
    return np.linalg.norm(np.array([a_0, a_1]) - np.array([y_0, y_1])) ** 2


def cost_multiplied_out(a_0, a_1, y_0, y_1):
    return a_0**2 - 2 * a_0 * y_0 + y_0**2 + a_1**2 - 2 * a_1 * y_1 + y_1**2


# 1.1
def slope_in_halves(cost, w, eps):
    right = (cost(w + eps) - cost(w)) / eps
    left = (cost(w) - cost(w - eps)) / eps
    return (left + right) / 2


def slope_by_array(cost, w, eps):
    heights = [cost(w + shift) for shift in (-eps, eps)]
    return np.diff(heights)[0] / (2 * eps)


# 1.3
def descend_while(slope, w, lr, steps):
    while steps > 0:
        w -= lr * slope(w)
        steps -= 1
    return w


def descend_recursive(slope, w, lr, steps):
    if steps == 0:
        return w
    return descend_recursive(slope, w - lr * slope(w), lr, steps - 1)


def descend_keeping_all(slope, w, lr, steps):
    path = [w]
    for _ in range(steps):
        path.append(path[-1] - lr * slope(path[-1]))
    return path[-1]


# 1.4
def pass_by_index(slope_i, w, xs, ys, lr):
    for i in range(len(xs)):
        w -= lr * slope_i(w, xs[i], ys[i])
    return w


def pass_by_reduce(slope_i, w, xs, ys, lr):
    return reduce(
        lambda w, pair: w - lr * slope_i(w, *pair), zip(xs, ys, strict=True), w
    )


# 2.1
def neuron_as_list(w, a_prev, b, f):
    return [b + a_prev * w, f(b + a_prev * w)]


def neuron_by_dot(w, a_prev, b, f):
    z = np.dot([w, b], [a_prev, 1])
    return z, f(z)


# 2.2
def forward_by_range(w, b, x, f):
    a, z = {0: x}, {}
    for layer in range(1, len(w) + 1):
        z[layer] = b[layer] + a[layer - 1] * w[layer]
        a[layer] = f(z[layer])
    return z, a


def forward_recursive(w, b, x, f, L=None):
    L = max(w) if L is None else L
    if L == 0:
        return {}, {0: x}
    z, a = forward_recursive(w, b, x, f, L - 1)
    z[L] = w[L] * a[L - 1] + b[L]
    return z, a | {L: f(z[L])}


# 2.3
def cost_by_forward(w, b, x, y, f):
    z, a = forward_by_range(w, b, x, f)
    return (y - a[len(w)]) ** 2


def cost_by_reduce(w, b, x, y, f):
    return (reduce(lambda a, L: f(w[L] * a + b[L]), sorted(w), x) - y) ** 2


# 3.1
def nudge_spelled_out(w, a_prev, b, y, f, eps):
    up = f((w + eps) * a_prev + b)
    down = f((w - eps) * a_prev + b)
    return ((up - y) ** 2 - (down - y) ** 2) / eps / 2


def nudge_by_difference_of_squares(w, a_prev, b, y, f, eps):
    up, down = (f((w + s * eps) * a_prev + b) for s in (1, -1))
    return (up - down) * (up + down - 2 * y) / (2 * eps)


# 3.2
def slope_of_exponentials(z):
    return math.exp(-z) / (1 + math.exp(-z)) ** 2


def slope_even(z):
    return 1 / (2 + np.exp(z) + np.exp(-z))


def slope_by_tanh(z):
    return (1 - np.tanh(z / 2) ** 2) / 4


def slope_by_nudge(z):
    def f(z):
        return 1 / (1 + np.exp(-z))

    return (f(z + 1e-5) - f(z - 1e-5)) / 2e-5


# 3.3
def factors_as_array(w, a_prev, z, a, y, f_prime):
    return np.array([2 * (a - y), f_prime(z), a_prev])


def factors_named(w, a_prev, z, a, y, f_prime):
    wrong, steep, loud = -2 * (y - a), f_prime(z), a_prev
    return [wrong, steep, loud]


# 3.4
def product_by_dz(a_prev, z, a, y, f_prime):
    dz = f_prime(z) * (2 * a - 2 * y)
    return a_prev * dz


def product_by_prod(a_prev, z, a, y, f_prime):
    return np.prod([2, a - y, f_prime(z), a_prev])


def product_from_a(a_prev, z, a, y, f_prime):
    return 2 * (a - y) * a * (1 - a) * a_prev  # the probes' f is the sigmoid


# 3.5
def tanh_by_cosh(w, b, a_prev, y):
    z = w * a_prev + b
    return 2 * (math.tanh(z) - y) * a_prev / math.cosh(z) ** 2


def tanh_factored(w, b, a_prev, y):
    a = np.tanh(b + w * a_prev)
    return 2 * a_prev * (1 + a) * (1 - a) * (a - y)


# 4.1
def mean_by_arrays(a_prev, z, a, y, f_prime):
    return np.mean(2 * (a - y) * f_prime(z) * a_prev)


def mean_by_dot(a_prev, z, a, y, f_prime):
    return 2 * (a - y) * f_prime(z) @ a_prev / len(y)


def mean_of_a_list(a_prev, z, a, y, f_prime):
    slopes = [
        2 * (a_i - y_i) * f_prime(z_i) * p_i
        for p_i, z_i, a_i, y_i in zip(a_prev, z, a, y, strict=True)
    ]
    return sum(slopes) / len(slopes)


def mean_dividing_inside(a_prev, z, a, y, f_prime):
    result, share = 0.0, float(Fraction(1, len(y)))
    for i, target in enumerate(y):
        result += share * 2 * (a[i] - target) * f_prime(z[i]) * a_prev[i]
    return result


# 4.2
def last_layer_by_dz(w, b, a_prev, z, a, y, f_prime):
    dz = 2 * (a - y) * f_prime(z)
    return dz, dz * w


def last_layer_from_a(w, b, a_prev, z, a, y, f_prime):
    return np.array([1, w]) * 2 * (a - y) * a * (1 - a)


# 4.3
def one_back_in_one_line(w, z, a, y, f_prime):
    return 2 * (a[2] - y) * f_prime(z[2]) * w[2] * f_prime(z[1]) * a[0]


def one_back_by_layers(w, z, a, y, f_prime):
    return whole_with_while(w, z, a, y, f_prime)[0][1]


# 4.4
def whole_with_while(w, z, a, y, f_prime):
    dw, db, L = {}, {}, len(w)
    da = -2 * (y - a[L])
    while L:
        db[L] = da * f_prime(z[L])
        dw[L] = a[L - 1] * db[L]
        da = w[L] * db[L]
        L -= 1
    return dw, db


def whole_filled_forwards(w, z, a, y, f_prime):
    last = max(w)
    dz = {last: 2 * (a[last] - y) * f_prime(z[last])}
    for L in range(last - 1, 0, -1):
        dz[L] = dz[L + 1] * w[L + 1] * f_prime(z[L])
    return {L: dz[L] * a[L - 1] for L in w}, {L: dz[L] for L in w}


def whole_by_products(w, z, a, y, f_prime):
    last, dw, db = max(w), {}, {}
    for L in w:
        road = [f_prime(z[M]) * w[M] for M in w if M > L]
        db[L] = 2 * (a[last] - y) * np.prod(road) * f_prime(z[L])
        dw[L] = db[L] * a[L - 1]
    return dw, db


def whole_recursive(w, z, a, y, f_prime):
    def feels(L):
        if L == max(w):
            return 2 * (a[L] - y)
        return feels(L + 1) * f_prime(z[L + 1]) * w[L + 1]

    db = {L: feels(L) * f_prime(z[L]) for L in w}
    return {L: db[L] * a[L - 1] for L in w}, db


# 4.5
def through_by_prod(w, z, f_prime):
    return math.prod(w[L] * f_prime(z[L]) for L in w)


def through_backwards(w, z, f_prime):
    nudge = 1.0
    for L in reversed(list(w)):
        nudge = f_prime(z[L]) * w[L] * nudge
    return nudge


WRITTEN = {
    "0.1": [cost_with_loop, cost_with_norm, cost_multiplied_out],
    "1.1": [slope_in_halves, slope_by_array],
    "1.2": [lambda w, s, lr: -(lr * s) + w, lambda w, s, lr: np.subtract(w, s * lr)],
    "1.3": [descend_while, descend_recursive, descend_keeping_all],
    "1.4": [pass_by_index, pass_by_reduce],
    "2.1": [neuron_as_list, neuron_by_dot],
    "2.2": [forward_by_range, forward_recursive],
    "2.3": [cost_by_forward, cost_by_reduce],
    "3.1": [nudge_spelled_out, nudge_by_difference_of_squares],
    "3.2": [slope_of_exponentials, slope_even, slope_by_tanh, slope_by_nudge],
    "3.3": [factors_as_array, factors_named],
    "3.4": [product_by_dz, product_by_prod, product_from_a],
    "3.5": [tanh_by_cosh, tanh_factored],
    "4.1": [mean_by_arrays, mean_by_dot, mean_of_a_list, mean_dividing_inside],
    "4.2": [last_layer_by_dz, last_layer_from_a],
    "4.3": [one_back_in_one_line, one_back_by_layers],
    "4.4": [
        whole_with_while,
        whole_filled_forwards,
        whole_by_products,
        whole_recursive,
    ],
    "4.5": [through_by_prod, through_backwards],
}

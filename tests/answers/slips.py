"""Slips as people make them, and words that the check must tell them:
{"1.1": {function: words}}.
"""

import numpy as np

from tests.answers import nearly_right
from workshop_lib import network


# 1.1
def slope_without_parentheses(cost, w, eps):
    return (cost(w + eps) - cost(w - eps)) / 2 * eps


def rise_without_parentheses(cost, w, eps):
    return cost(w + eps) - cost(w - eps) / (2 * eps)


# 1.2
def step_of_lr(w, slope, lr):
    return w - lr


def length_of_the_step(w, slope, lr):
    return lr * slope


# 2.1
def neuron_of_habit(w, a_prev, b, f):
    z = w * a_prev + b
    return z, 1 / (1 + np.exp(-z))


# 2.3
def error_squared_in_part(w, b, x, y, f):
    a = x
    for L in w:
        a = f(w[L] * a + b[L])
    return a - y**2


# 3.1
def nudge_to_the_left(w, a_prev, b, y, f, eps):
    here, left = ((f((w - s) * a_prev + b) - y) ** 2 for s in (0, eps))
    return (here - left) / eps


def nudge_divided_in_part(w, a_prev, b, y, f, eps):
    up, down = (f((w + s) * a_prev + b) for s in (eps, -eps))
    return ((up - y) ** 2 - (down - y) ** 2) / 2 * eps


def nudge_without_parentheses(w, a_prev, b, y, f, eps):
    up = f(w + eps * a_prev + b)
    down = f(w - eps * a_prev + b)
    return ((up - y) ** 2 - (down - y) ** 2) / (2 * eps)


def slope_by_formula(w, a_prev, b, y, f, eps):
    z = w * a_prev + b
    f_prime = (f(z + 1e-6) - f(z - 1e-6)) / 2e-6
    return 2 * (f(z) - y) * f_prime * a_prev


# 3.2
def minus_one_over_u_squared(z):
    return -1 / (1 + np.exp(-z)) ** 2


def one_over_u_squared(z):
    return 1 / (1 + np.exp(-z)) ** 2


# 3.3 and 3.4
def factors_without_parentheses(w, a_prev, z, a, y, f_prime):
    return 2 * a - y, f_prime(z), a_prev


def product_without_parentheses(a_prev, z, a, y, f_prime):
    return 2 * a - y * f_prime(z) * a_prev


# 3.5
def tanh_without_a_prev(w, b, a_prev, y):
    a = np.tanh(w * a_prev + b)
    return 2 * (a - y) * (1 - a**2)


# 4.2
def f_prime_of_a_in_db(w, b, a_prev, z, a, y, f_prime):
    return 2 * (a - y) * f_prime(a), 2 * (a - y) * f_prime(z) * w


def f_prime_of_a_in_da(w, b, a_prev, z, a, y, f_prime):
    return 2 * (a - y) * f_prime(z), 2 * (a - y) * f_prime(a) * w


# 4.4
def db_before_dw(w, z, a, y, f_prime):
    dw, db = {}, {}
    da = 2 * (a[len(w)] - y)
    for L in reversed(w):
        db[L] = da * f_prime(z[L])
        dw[L] = db[L] * a[L - 1]
        da = db[L] * w[L]
    return db, dw


def first_layer_first(w, z, a, y, f_prime):
    dw, db = {}, {}
    da = 2 * (a[len(w)] - y)
    for L in range(1, len(w) + 1):
        dz = da * f_prime(z[L])
        dw[L], db[L] = dz * a[L - 1], dz
        da = dz * w[L]
    return dw, db


# 4.6
def second_road_for_the_first(w, z, a, y, f_prime):
    da = 2 * (a[2] - y)
    for L in (2, 1):
        dz = da * f_prime(z[L])
        dw = dz * a[L - 1]
        da = dz * w
    return dw


def mean_of_the_roads(w, z, a, y, f_prime):
    dz = 2 * (a[2] - y) * f_prime(z[2])
    return np.mean([dz * a[1], dz * w * f_prime(z[1]) * a[0]])


# 5.4
def mean_over_the_rows(a_L, y):
    return np.sum((a_L - y) ** 2) / a_L.shape[0]


# 6.2
def sum_for_db(a_prev, z, a, y, f_prime):
    dz = 2 * (a - y) * f_prime(z)
    return dz @ a_prev.T / y.shape[1], dz.sum(axis=1, keepdims=True)


# 6.3
def column_against_flat(w, z, a, y, f_prime, k):
    return (2 * (a - y) * f_prime(z) * w[:, k]).sum()


# 6.5
def mean_in_every_round(w, z, a, y, f_prime):
    dw, db, n = {}, {}, y.shape[1]
    da = 2 * (a[max(w)] - y)
    for L in sorted(w, reverse=True):
        dz = da * f_prime(z[L]) / n
        dw[L], db[L] = dz @ a[L - 1].T, dz.sum(axis=1, keepdims=True)
        da = w[L].T @ dz
    return dw, db


def without_the_two(w, z, a, y, f_prime):
    dw, db, da = {}, {}, (a[max(w)] - y) / y.shape[1]
    for L in sorted(w, reverse=True):
        dz = da * f_prime(z[L])
        dw[L], db[L] = dz @ a[L - 1].T, dz.sum(axis=1, keepdims=True)
        da = w[L].T @ dz
    return dw, db


# 7.1
def biases_first(w, b, dw, db, lr):
    return {L: b[L] - lr * db[L] for L in b}, {L: w[L] - lr * dw[L] for L in w}


# 7.3
def backward_twice(w, b, x, y, act, lr):
    z, a = network.forward(w, b, x, act)
    w = network.step(w, network.backward(w, z, a, y, act)[0], lr)
    b = network.step(b, network.backward(w, z, a, y, act)[1], lr)
    return w, b


# 7.5
def one_in_each_cell(a_L, y):
    m = np.zeros((len(y), len(y)))
    for i in range(y.shape[1]):
        m[y[:, i].argmax(), a_L[:, i].argmax()] = 1
    return m


# 8.2
def one_wait_for_five(call, wait, clock):
    call()
    wait()
    start = clock()
    for _ in range(5):
        call()
    wait()
    return (clock() - start) / 5


# 9.1
def backward_only(sizes, n):
    pairs = list(zip(sizes, sizes[1:]))
    dw = sum(2 * p * q * n for p, q in pairs)
    return dw + sum(2 * p * q * n for p, q in pairs[1:])


# 9.3
def slope_upside_down(a, y, n):
    return 2 * (a - y) * a * (a - 1) / n


SLIPS = {
    "1.1": {
        slope_without_parentheses: "Put the run into parentheses",
        rise_without_parentheses: "Put the rise into parentheses",
    },
    "1.2": {
        step_of_lr: "the slope is forgotten",
        length_of_the_step: "Where do you stand",
    },
    "2.1": {neuron_of_habit: "Call the f that you are given"},
    "2.3": {error_squared_in_part: "squares y alone"},
    "3.1": {
        nudge_to_the_left: "to the left only",
        nudge_divided_in_part: "multiplies by eps",
        nudge_without_parentheses: "no parentheses round w + eps",
        slope_by_formula: "did you use a formula?",
    },
    "3.2": {
        minus_one_over_u_squared: "this is -1/u²",
        one_over_u_squared: "this is 1/u²",
    },
    "3.3": {
        factors_without_parentheses: "parentheses round a - y",
        nearly_right.factors_from_a: "Call the f_prime",
    },
    "3.4": {
        product_without_parentheses: "parentheses round a - y",
        nearly_right.product_from_a: "Call the f_prime",
    },
    "3.5": {tanh_without_a_prev: "a^(L-1) is left out"},
    "4.1": {nearly_right.mean_from_a: "Call the f_prime"},
    "4.2": {
        f_prime_of_a_in_db: "in the first",
        f_prime_of_a_in_da: "in the second",
        nearly_right.last_layer_from_a: "Call the f_prime",
    },
    "4.3": {nearly_right.one_back_from_a: "Call the f_prime"},
    "4.4": {
        db_before_dw: "Return dw first",
        first_layer_first: "run forwards",
        nearly_right.whole_from_a: "Call the f_prime",
    },
    "4.5": {
        nearly_right.through_abs: "signs of the weights",
        nearly_right.through_with_sigmoid: "Call the f_prime",
    },
    "4.6": {
        second_road_for_the_first: "where a second road must be added",
        mean_of_the_roads: "They are added",
        nearly_right.shared_from_a: "Call the f_prime",
    },
    "5.4": {mean_over_the_rows: "You divided by the number of rows"},
    "6.1": {nearly_right.weight_from_a: "Call the f_prime"},
    "6.2": {
        sum_for_db: "1/n is missing in db",
        nearly_right.last_from_a: "Call the f_prime",
    },
    "6.3": {
        column_against_flat: "did a column (n, 1) meet a flat (n,)?",
        nearly_right.paths_from_a: "Call the f_prime",
    },
    "6.5": {
        mean_in_every_round: "not in every round",
        without_the_two: "the factor 2 is missing",
        nearly_right.backward_from_a: "Call the f_prime",
    },
    "7.1": {biases_first: "Return the weights first"},
    "7.2": {nearly_right.batch_in_order: "the order in which `order` names them"},
    "7.3": {backward_twice: "backward wants the w with which z and a were computed"},
    "7.5": {
        one_in_each_cell: "is there a `=` for a `+=`?",
        nearly_right.confusion_of_what_occurs: "A class may be missing",
    },
    "8.2": {one_wait_for_five: "the throughput"},
    "9.1": {backward_only: "for z is left out, or the one for dw"},
    "9.3": {slope_upside_down: "the slope of the sigmoid, which is never negative"},
    "9.4": {
        nearly_right.updated_without_gemm: "gemm is not called",
        nearly_right.updated_example_by_example: "called more than once",
        nearly_right.updated_by_two_products: "called more than once",
        nearly_right.updated_with_one_for_nothing: "called more than once",
        nearly_right.updated_beside_gemm: "made outside",
        nearly_right.updated_in_place: "made outside",
    },
}

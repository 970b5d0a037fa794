"""Right answers to lessons 00 to 04, written as different people write them."""

import math
from fractions import Fraction
from functools import reduce
from itertools import accumulate, islice, repeat
from operator import mul, sub
from statistics import fmean
from typing import NamedTuple

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def by_complex_step(cost, w):
    """Return the slope of cost at w: no difference is taken, so no digit is lost."""
    return cost(w + 1e-30j).imag / 1e-30


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


def cost_by_dot(a_0, a_1, y_0, y_1):
    error = np.array([a_0, a_1], np.float32) - np.array([y_0, y_1], np.float32)
    return error @ error


def cost_on_the_plane(a_0, a_1, y_0, y_1):
    return abs(complex(a_0, a_1) - complex(y_0, y_1)) ** 2


# 1.1
def slope_in_halves(cost, w, eps):
    right = (cost(w + eps) - cost(w)) / eps
    left = (cost(w) - cost(w - eps)) / eps
    return (left + right) / 2


def slope_by_array(cost, w, eps):
    heights = [cost(w + shift) for shift in (-eps, eps)]
    return np.diff(heights)[0] / (2 * eps)


def slope_of_a_line(cost, w, eps):
    ends = [w - eps, w + eps]
    return np.polyfit(ends, [cost(end) for end in ends], 1)[0]


def slope_by_gradient(cost, w, eps):
    return np.gradient([cost(w - eps), cost(w), cost(w + eps)], eps)[1]


def slope_with_signs(cost, w, eps):
    return sum(side * cost(w + side * eps) / 2 for side in (1, -1)) / eps


# 1.2
def step_in_place(w, slope, lr):
    w -= lr * slope
    return w


def step_by_change(w, slope, lr):
    change = -(slope * lr)
    return change + w


def step_by_subtract(w, slope, lr):
    return np.subtract(w, slope * lr)


def step_by_dot(w, slope, lr):
    return np.dot([w, slope], [1, -lr])


def step_by_operators(w, slope, lr):
    return sub(w, mul(lr, slope))


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


def descend_by_reduce(slope, w, lr, steps):
    return reduce(lambda w, _: w - lr * slope(w), range(steps), w)


def descend_by_generator(slope, w, lr, steps):
    def places(w):
        while True:
            yield w
            w -= lr * slope(w)

    return next(islice(places(w), steps, None))


class Walker:
    def __init__(self, slope, w, lr):
        self.slope, self.w, self.lr = slope, w, lr

    def step(self):
        self.w += -self.lr * self.slope(self.w)

    @classmethod
    def walk(cls, slope, w, lr, steps):
        walker = cls(slope, w, lr)
        for _ in repeat(None, steps):
            walker.step()
        return walker.w


# 1.4
def pass_by_index(slope_i, w, xs, ys, lr):
    for i in range(len(xs)):
        w -= lr * slope_i(w, xs[i], ys[i])
    return w


def pass_by_reduce(slope_i, w, xs, ys, lr):
    return reduce(
        lambda w, pair: w - lr * slope_i(w, *pair), zip(xs, ys, strict=True), w
    )


def pass_recursive(slope_i, w, xs, ys, lr):
    if not xs:
        return w
    w -= lr * slope_i(w, xs[0], ys[0])
    return pass_recursive(slope_i, w, xs[1:], ys[1:], lr)


def pass_over_rows(slope_i, w, xs, ys, lr):
    for x, y in np.column_stack([xs, ys]):
        w = w + slope_i(w, x, y) * -lr
    return w


def pass_with_a_stack(slope_i, w, xs, ys, lr):
    waiting = list(zip(xs, ys))[::-1]
    while waiting:
        w = w - lr * slope_i(w, *waiting.pop())
    return w


def pass_keeping_all(slope_i, w, xs, ys, lr):
    places = accumulate(
        range(len(ys)), lambda w, i: w - lr * slope_i(w, xs[i], ys[i]), initial=w
    )
    return list(places)[-1]


# 2.1
def neuron_as_list(w, a_prev, b, f):
    return [b + a_prev * w, f(b + a_prev * w)]


def neuron_by_dot(w, a_prev, b, f):
    z = np.dot([w, b], [a_prev, 1])
    return z, f(z)


def neuron_as_array(w, a_prev, b, f):
    return np.array([w * a_prev + b, f(w * a_prev + b)])


class Neuron(NamedTuple):
    z: float
    a: float


def neuron_named(w, a_prev, b, f):
    return Neuron(a=f(a_prev * w + b), z=a_prev * w + b)


def neuron_by_line(w, a_prev, b, f):
    line = np.poly1d([w, b])
    return (z := line(a_prev)), f(z)


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


def forward_by_lists(w, b, x, f):
    z, a = [], [x]
    for w_L, b_L in zip(w.values(), b.values()):
        z.append(w_L * a[-1] + b_L)
        a.append(f(z[-1]))
    return dict(enumerate(z, start=1)), dict(enumerate(a))


def forward_by_accumulate(w, b, x, f):
    a = dict(enumerate(accumulate(w, lambda a, L: f(w[L] * a + b[L]), initial=x)))
    return {L: w[L] * a[L - 1] + b[L] for L in w}, a


def forward_while(w, b, x, f):
    z, a, L = dict.fromkeys(w), dict.fromkeys([0, *w], x), 1
    while L in w:
        z[L] = b[L] + w[L] * a[L - 1]
        a[L], L = f(z[L]), L + 1
    return z, a


# 2.3
def cost_by_forward(w, b, x, y, f):
    z, a = forward_by_range(w, b, x, f)
    return (y - a[len(w)]) ** 2


def cost_by_reduce(w, b, x, y, f):
    return (reduce(lambda a, L: f(w[L] * a + b[L]), sorted(w), x) - y) ** 2


def cost_recursive(w, b, x, y, f):
    def a(L):
        return f(w[L] * a(L - 1) + b[L]) if L else x

    return (a(max(w)) - y) ** 2


def cost_of_composed_neurons(w, b, x, y, f):
    def after(chain, L):
        return lambda a: f(w[L] * chain(a) + b[L])

    network = reduce(after, w, lambda a: a)
    return math.pow(network(x) - y, 2)


def cost_layer_by_layer(w, b, x, y, f):
    layers = sorted(zip(w, w.values(), b.values()), reverse=True)
    while layers:
        _, w_L, b_L = layers.pop()
        x = f(np.dot([w_L, b_L], [x, 1]))
    return x * x - 2 * x * y + y * y


# 3.1
def nudge_spelled_out(w, a_prev, b, y, f, eps):
    up = f((w + eps) * a_prev + b)
    down = f((w - eps) * a_prev + b)
    return ((up - y) ** 2 - (down - y) ** 2) / eps / 2


def nudge_by_difference_of_squares(w, a_prev, b, y, f, eps):
    up, down = (f((w + s * eps) * a_prev + b) for s in (1, -1))
    return (up - down) * (up + down - 2 * y) / (2 * eps)


def nudge_both_at_once(w, a_prev, b, y, f, eps):
    down, up = (f((w + np.array([-eps, eps])) * a_prev + b) - y) ** 2
    return (up - down) / (2 * eps)


def nudge_on_z(w, a_prev, b, y, f, eps):
    z, far = w * a_prev + b, eps * a_prev  # that far it moves z
    return ((f(z + far) - y) ** 2 - (f(z - far) - y) ** 2) / (2 * eps)


def nudge_by_lesson_01(w, a_prev, b, y, f, eps):
    return slope_by_gradient(lambda w: (y - f(w * a_prev + b)) ** 2, w, eps)


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


def slope_of_both_sides(z):
    return sigmoid(z) * sigmoid(-z)


def slope_in_logs(z):
    return math.exp(-z - 2 * math.log1p(math.exp(-z)))


# 3.3
def factors_as_array(w, a_prev, z, a, y, f_prime):
    return np.array([2 * (a - y), f_prime(z), a_prev])


def factors_by_a_table(w, a_prev, z, a, y, f_prime):
    roads = {"cost from a": lambda: (a - y) + (a - y), "a from z": lambda: f_prime(z)}
    roads["z from w"] = lambda: a_prev
    return tuple(road() for road in roads.values())


def factors_named(w, a_prev, z, a, y, f_prime):
    wrong, steep, loud = -2 * (y - a), f_prime(z), a_prev
    return [wrong, steep, loud]


def factors_by_nudges(w, a_prev, z, a, y, f_prime):
    def slope(of, at):  # exact for a parabola and for a line
        return (of(at + 1) - of(at - 1)) / 2

    b = z - w * a_prev
    dcost_da = slope(lambda a: (a - y) ** 2, a)
    return dcost_da, f_prime(z), slope(lambda w: w * a_prev + b, w)


def factors_one_by_one(w, a_prev, z, a, y, f_prime):
    def back():
        yield 2 * (a - y)
        yield f_prime(z)
        yield a_prev

    return tuple(back())


# 3.4
def product_by_dz(a_prev, z, a, y, f_prime):
    dz = f_prime(z) * (2 * a - 2 * y)
    return a_prev * dz


def product_by_prod(a_prev, z, a, y, f_prime):
    return np.prod([2, a - y, f_prime(z), a_prev])


def product_in_logs(a_prev, z, a, y, f_prime):
    factors = 2, a - y, f_prime(z), a_prev
    return math.exp(sum(math.log(abs(v)) for v in factors)) * np.sign(a_prev * (a - y))


def product_by_reduce(a_prev, z, a, y, f_prime):
    return reduce(mul, factors_as_array(None, a_prev, z, a, y, f_prime).tolist())


def product_of_matrices(a_prev, z, a, y, f_prime):
    jacobians = [np.array([[d]]) for d in (2 * (a - y), f_prime(z), a_prev)]
    return np.linalg.multi_dot(jacobians).item()


# 3.5
def tanh_by_cosh(w, b, a_prev, y):
    z = w * a_prev + b
    return 2 * (math.tanh(z) - y) * a_prev / math.cosh(z) ** 2


def tanh_factored(w, b, a_prev, y):
    a = np.tanh(b + w * a_prev)
    return 2 * a_prev * (1 + a) * (1 - a) * (a - y)


def tanh_by_exponentials(w, b, a_prev, y):
    e = math.exp(2 * (w * a_prev + b))
    a = (e - 1) / (e + 1)
    return 2 * (a - y) * 4 * e / (e + 1) ** 2 * a_prev


def tanh_by_nudge(w, b, a_prev, y):
    up, down = ((np.tanh((w + s) * a_prev + b) - y) ** 2 for s in (1e-5, -1e-5))
    return (up - down) / 2e-5


def tanh_by_complex_step(w, b, a_prev, y):
    return by_complex_step(lambda w: (np.tanh(w * a_prev + b) - y) ** 2, w)


def tanh_back_step_by_step(w, b, a_prev, y):
    a = np.tanh(np.float32(w * a_prev + b))
    da = 2 * (a - np.float32(y))
    dz = da - da * a * a
    return dz * np.float32(a_prev)


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


def mean_by_einsum(a_prev, z, a, y, f_prime):
    dz = 2 * (a - y).astype(np.float32) * f_prime(z).astype(np.float32)
    return np.einsum("i,i->", dz, a_prev.astype(np.float32)) / len(y)


def mean_that_moves(a_prev, z, a, y, f_prime):
    mean = 0.0
    for i in range(len(y)):
        mean += (2 * (a[i] - y[i]) * f_prime(z[i]) * a_prev[i] - mean) / (i + 1)
    return mean


def mean_by_statistics(a_prev, z, a, y, f_prime):
    return -2 * fmean((y - a) * a_prev * f_prime(z))


# 4.2
def last_layer_by_dz(w, b, a_prev, z, a, y, f_prime):
    dz = 2 * (a - y) * f_prime(z)
    return dz, dz * w


def last_layer_through(w, b, a_prev, z, a, y, f_prime):
    def through(dz):
        return (a - y) * 2 * f_prime(z) * dz

    return [through(dz=1), through(dz=w)]


def last_layer_as_array(w, b, a_prev, z, a, y, f_prime):
    return np.array([1, w]) * 2 * (a - y) * f_prime(z)


def last_layer_with_a_road(w, b, a_prev, z, a, y, f_prime):
    dcost_dz = -(y - a) * f_prime(z) - (y - a) * f_prime(z)
    roads = {"b": 1.0, "a_prev": w}
    return tuple(dcost_dz * dz for dz in roads.values())


def last_layer_from_dw(w, b, a_prev, z, a, y, f_prime):
    dw = product_by_dz(a_prev, z, a, y, f_prime)
    return dw / a_prev, dw / a_prev * w


# 4.3
def one_back_in_one_line(w, z, a, y, f_prime):
    return 2 * (a[2] - y) * f_prime(z[2]) * w[2] * f_prime(z[1]) * a[0]


def one_back_by_layers(w, z, a, y, f_prime):
    return whole_with_while(w, z, a, y, f_prime)[0][1]


def one_back_by_prod(w, z, a, y, f_prime):
    return math.prod([a[2] - y, f_prime(z[2]), w[2], f_prime(z[1]), a[0], 2])


def one_back_going_forward(w, z, a, y, f_prime):
    moves = a[0]  # how far z[1] moves, for a nudge of w[1]
    moves *= f_prime(z[1])
    moves *= w[2]
    moves *= f_prime(z[2])
    return 2 * (a[2] - y) * moves


def one_back_from_the_end(w, z, a, y, f_prime):
    def dz(L):
        da = w[L + 1] * dz(L + 1) if L + 1 in w else 2 * (a[L] - y)
        return da * f_prime(z[L])

    return dz(1) * a[0]


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


def whole_by_equations(w, z, a, y, f_prime):
    last = max(w)
    slopes = np.array([f_prime(z[L]) for L in w])
    # dz[L] - f'(z[L]) w[L + 1] dz[L + 1] is 0, but for the last.
    links = np.diag([w[L] for L in w if L > 1], k=1)
    right = np.zeros(last)
    right[-1] = 2 * (a[last] - y) * slopes[-1]
    dz = np.linalg.solve(np.eye(last) - slopes[:, None] * links, right)
    db = {L: dz[L - 1] for L in w}
    return {L: db[L] * a[L - 1] for L in w}, db


# 4.5
def through_by_prod(w, z, f_prime):
    return math.prod(w[L] * f_prime(z[L]) for L in w)


def through_backwards(w, z, f_prime):
    nudge = 1.0
    for L in reversed(list(w)):
        nudge = f_prime(z[L]) * w[L] * nudge
    return nudge


def through_recursive(w, z, f_prime, L=1):
    if L not in w:
        return 1.0
    return w[L] * f_prime(z[L]) * through_recursive(w, z, f_prime, L + 1)


def through_by_arrays(w, z, f_prime):
    weights, places = (np.array(list(d.values())) for d in (w, z))
    return np.prod(f_prime(places)) * np.prod(weights)


def through_in_logs(w, z, f_prime):
    negative = sum(v < 0 for v in w.values())
    size = sum(math.log(abs(w[L])) + math.log(f_prime(z[L])) for L in w)
    return (-1) ** negative * math.exp(size)


def through_by_cumprod(w, z, f_prime):
    return np.cumprod([f_prime(z[L]) * w[L] for L in w], dtype=np.float32)[-1]


# 4.6
def shared_in_one_line(w, z, a, y, f_prime):
    return 2 * (a[2] - y) * f_prime(z[2]) * (a[1] + w * f_prime(z[1]) * a[0])


def shared_by_whole(w, z, a, y, f_prime):
    dw, _ = whole_with_while({1: w, 2: w}, z, a, y, f_prime)
    return sum(dw.values())


def shared_in_a_loop(w, z, a, y, f_prime):
    dw, da = 0.0, -2 * (y - a[2])
    for L in (2, 1):
        dw += da * f_prime(z[L]) * a[L - 1]
        da *= f_prime(z[L]) * w
    return dw


def shared_going_forward(w, z, a, y, f_prime):
    move = 0.0  # of a[L], for a nudge of w in all layers up to L
    for L in (1, 2):
        move = f_prime(z[L]) * (a[L - 1] + w * move)
    return (a[2] - y) * move * 2


def shared_by_dot(w, z, a, y, f_prime):
    dz2 = 2 * (a[2] - y) * f_prime(z[2])
    dz1 = dz2 * w * f_prime(z[1])
    return np.dot([dz1, dz2], [a[0], a[1]])


def shared_from_two_exercises(w, z, a, y, f_prime):
    last = product_by_dz(a[1], z[2], a[2], y, f_prime)
    return last + one_back_in_one_line({1: w, 2: w}, z, a, y, f_prime)


WRITTEN = {
    "0.1": [
        cost_with_loop,
        cost_with_norm,
        cost_multiplied_out,
        cost_by_dot,
        cost_on_the_plane,
    ],
    "1.1": [
        slope_in_halves,
        slope_by_array,
        slope_of_a_line,
        slope_by_gradient,
        slope_with_signs,
    ],
    "1.2": [
        step_in_place,
        step_by_change,
        step_by_subtract,
        step_by_dot,
        step_by_operators,
    ],
    "1.3": [
        descend_while,
        descend_recursive,
        descend_keeping_all,
        descend_by_reduce,
        descend_by_generator,
        Walker.walk,
    ],
    "1.4": [
        pass_by_index,
        pass_by_reduce,
        pass_recursive,
        pass_over_rows,
        pass_with_a_stack,
        pass_keeping_all,
    ],
    "2.1": [
        neuron_as_list,
        neuron_by_dot,
        neuron_as_array,
        neuron_named,
        neuron_by_line,
    ],
    "2.2": [
        forward_by_range,
        forward_recursive,
        forward_by_lists,
        forward_by_accumulate,
        forward_while,
    ],
    "2.3": [
        cost_by_forward,
        cost_by_reduce,
        cost_recursive,
        cost_of_composed_neurons,
        cost_layer_by_layer,
    ],
    "3.1": [
        nudge_spelled_out,
        nudge_by_difference_of_squares,
        nudge_both_at_once,
        nudge_on_z,
        nudge_by_lesson_01,
    ],
    "3.2": [
        slope_of_exponentials,
        slope_even,
        slope_by_tanh,
        slope_by_nudge,
        slope_of_both_sides,
        slope_in_logs,
    ],
    "3.3": [
        factors_as_array,
        factors_by_a_table,
        factors_named,
        factors_by_nudges,
        factors_one_by_one,
    ],
    "3.4": [
        product_by_dz,
        product_by_prod,
        product_in_logs,
        product_by_reduce,
        product_of_matrices,
    ],
    "3.5": [
        tanh_by_cosh,
        tanh_factored,
        tanh_by_exponentials,
        tanh_by_nudge,
        tanh_by_complex_step,
        tanh_back_step_by_step,
    ],
    "4.1": [
        mean_by_arrays,
        mean_by_dot,
        mean_of_a_list,
        mean_dividing_inside,
        mean_by_einsum,
        mean_that_moves,
        mean_by_statistics,
    ],
    "4.2": [
        last_layer_by_dz,
        last_layer_through,
        last_layer_as_array,
        last_layer_with_a_road,
        last_layer_from_dw,
    ],
    "4.3": [
        one_back_in_one_line,
        one_back_by_layers,
        one_back_by_prod,
        one_back_going_forward,
        one_back_from_the_end,
    ],
    "4.4": [
        whole_with_while,
        whole_filled_forwards,
        whole_by_products,
        whole_recursive,
        whole_by_equations,
    ],
    "4.5": [
        through_by_prod,
        through_backwards,
        through_recursive,
        through_by_arrays,
        through_in_logs,
        through_by_cumprod,
    ],
    "4.6": [
        shared_in_one_line,
        shared_by_whole,
        shared_in_a_loop,
        shared_going_forward,
        shared_by_dot,
        shared_from_two_exercises,
    ],
}

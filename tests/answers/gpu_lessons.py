"""Right answers to lessons 08 and 09, written as different people write them."""

import heapq
import math
import statistics
from fractions import Fraction
from functools import reduce
from itertools import pairwise

import numpy as np

from workshop_lib import activations


# 8.1
def bytes_step_by_step(sizes, n, steps, itemsize):
    sent = 0
    for _ in range(steps):
        for rows in (sizes[0], sizes[-1]):
            sent += rows * n * itemsize
    return sent


def bytes_of_real_arrays(sizes, n, steps, itemsize):
    x, y = (np.zeros((sizes[L], n), dtype=f"f{itemsize}") for L in (0, -1))
    return steps * (x.nbytes + y.nbytes)


def bytes_unpacked(sizes, n, steps, itemsize):
    n_in, *_hidden, n_out = sizes
    return math.prod((n_in + n_out, n, itemsize, steps))


def bytes_without_the_hidden(sizes, n, steps, itemsize):
    crossing = np.sum(sizes) - np.sum(sizes[1:-1])
    return np.prod([steps, n, crossing, itemsize])


def bytes_recursive(sizes, n, steps, itemsize):
    if steps == 0:
        return 0
    one = itemsize * n * sum(sizes[:: len(sizes) - 1])
    return one + bytes_recursive(sizes, n, steps - 1, itemsize)


def bytes_in_bits(sizes, n, steps, itemsize):
    x_bits, y_bits = (8 * itemsize * size * n for size in (sizes[0], sizes[-1]))
    return (x_bits * steps + y_bits * steps) / 8


# 8.2
def timed_by_laps(call, wait, clock):
    def lap():
        start = clock()
        call()
        wait()
        return clock() - start

    _warm_up, *times = (lap() for _ in range(6))
    return sorted(times)[2]


def timed_between_marks(call, wait, clock):
    marks = []
    for _ in range(6):
        call()
        wait()
        marks.append(clock())
    return np.median(np.diff(marks))


def timed_and_the_first_dropped(call, wait, clock):
    times = np.empty(6)
    for i in range(6):
        times[i] = -clock()
        call()
        wait()
        times[i] += clock()
    return np.quantile(times[1:], 0.5)


class Stopwatch:
    """What somebody with a taste for classes makes of it."""

    def __init__(self, call, wait, clock):
        self.call, self.wait, self.clock, self.laps = call, wait, clock, []

    def run(self):
        self.call()
        self.wait()

    def lap(self):
        start = self.clock()
        self.run()
        self.laps.append(self.clock() - start)

    @classmethod
    def timed(cls, call, wait, clock):
        watch = cls(call, wait, clock)
        watch.run()
        while len(watch.laps) < 5:
            watch.lap()
        return statistics.median(watch.laps)


def timed_recursive(call, wait, clock, times=None):
    start = clock()
    call()
    wait()
    took = clock() - start
    times = [] if times is None else [*times, took]
    if len(times) == 5:
        return heapq.nlargest(3, times)[-1]
    return timed_recursive(call, wait, clock, times)


def timed_stripping_the_extremes(call, wait, clock):
    wait()  # of whatever was there before
    call()
    wait()
    times = {}
    for i in "abcde":
        before = clock()
        call()
        wait()
        after = clock()
        times[i] = after - before
    for extreme in (max, min, min, max):
        del times[extreme(times, key=times.get)]
    (middle,) = times.values()
    return np.float32(middle)


# 8.3
def speed_up_named(cpu_step, gpu_step, transfer, steps):
    on_cpu = cpu_step * steps
    on_gpu = gpu_step * steps + transfer
    return on_cpu / on_gpu


def speed_up_per_step(cpu_step, gpu_step, transfer, steps):
    return cpu_step / (gpu_step + transfer / steps)


def speed_up_from_shares(cpu_step, gpu_step, transfer, steps):
    return 1 / (gpu_step / cpu_step + transfer / (cpu_step * steps))


def speed_up_step_by_step(cpu_step, gpu_step, transfer, steps):
    cpu, gpu = 0, transfer
    for _ in range(steps):
        cpu, gpu = cpu + cpu_step, gpu + gpu_step
    return cpu / gpu


def speed_up_by_matrix(cpu_step, gpu_step, transfer, steps):
    once_and_each = np.array([[0, cpu_step], [transfer, gpu_step]])
    return np.divide(*(once_and_each @ (1, steps)))


def speed_up_by_logarithms(cpu_step, gpu_step, transfer, steps):
    gpu = math.fsum([transfer, *[gpu_step] * steps])
    return math.exp(math.log(steps) + math.log(cpu_step) - math.log(gpu))


def speed_up_exact(cpu_step, gpu_step, transfer, steps):
    cpu_step, gpu_step, transfer = map(Fraction, (cpu_step, gpu_step, transfer))
    return float(steps * cpu_step / (transfer + steps * gpu_step))


# 8.4
def crossover_named(launches, launch_time, cpu_rate, gpu_rate):
    seconds = launch_time * launches
    return cpu_rate * seconds


def crossover_launch_by_launch(launches, launch_time, cpu_rate, gpu_rate):
    return sum(launch_time * cpu_rate for _ in range(launches))


def crossover_by_duration(launches, launch_time, cpu_rate, gpu_rate):
    seconds_of_an_operation = cpu_rate**-1
    return launches * launch_time / seconds_of_an_operation


def crossover_by_bisection(launches, launch_time, cpu_rate, gpu_rate):
    def on_gpu(operations):
        return max(launches * launch_time, operations / gpu_rate)

    few, many = 0, launches * launch_time * gpu_rate
    while many - few > 1e-12 * many:
        middle = (few + many) / 2
        if middle / cpu_rate < on_gpu(middle):
            few = middle
        else:
            many = middle
    return few


def crossover_by_solving(launches, launch_time, cpu_rate, gpu_rate):
    # seconds - operations / cpu_rate = 0, seconds = launches * launch_time
    lines = [[1, -1 / cpu_rate], [1, 0]]
    return np.linalg.solve(lines, [0, launches * launch_time])[1]


def crossover_on_a_straight_line(launches, launch_time, cpu_rate, gpu_rate):
    return np.poly1d([cpu_rate, 0])(np.float64(launches) * launch_time)


# 9.1
def flops_by_dot(sizes, n):
    weights = np.dot(sizes[1:], sizes[:-1])
    return 2 * n * (3 * weights - sizes[0] * sizes[1])


def flops_in_three_sums(sizes, n):
    products = [2 * p * q * n for p, q in pairwise(sizes)]
    z, dw, da = products, products, products[1:]
    return sum(z) + sum(dw) + sum(da)


def flops_recursive(sizes, n):
    *before, p, q = sizes
    if not before:
        return 4 * p * q * n
    return 6 * p * q * n + flops_recursive([*before, p], n)


def flops_of_real_products(sizes, n):
    done = []

    def product(A, B):
        done.append(2 * A.shape[0] * A.shape[1] * B.shape[1])
        return A @ B

    w = [np.ones((q, p), np.float32) for p, q in pairwise(sizes)]
    a = [np.ones((sizes[0], n), np.float32)]
    for w_L in w:
        a.append(product(w_L, a[-1]))
    dz = a.pop()
    while w:
        product(dz, a.pop().T)
        w_L = w.pop()
        if w:
            dz = product(w_L.T, dz)
    return sum(done)


def flops_neuron_by_neuron(sizes, n):
    multiplied = added = 0
    for L in range(1, len(sizes)):
        times = 2 if L == 1 else 3
        for _j in range(sizes[L]):
            for _k in range(sizes[L - 1]):
                multiplied += times * n
                added += times * n
    return multiplied + added


def flops_backwards(sizes, n):
    L, flops = len(sizes) - 1, 0.0
    while L:
        flops += 2.0 * n * sizes[L] * sizes[L - 1] * (2 + bool(L - 1))
        L -= 1
    return flops


# 9.2
def floor_sorted(launches, launch_time, flops, rate, moved, bandwidth):
    times = [moved / bandwidth, launches * launch_time, flops / rate]
    times.sort()
    return times[-1]


def floor_by_if(launches, launch_time, flops, rate, moved, bandwidth):
    launching, computing, moving = (
        launches * launch_time,
        flops / rate,
        moved / bandwidth,
    )
    if launching >= computing and launching >= moving:
        return launching
    elif computing >= moving:
        return computing
    return moving


def floor_by_norm(launches, launch_time, flops, rate, moved, bandwidth):
    per_second = np.array([1 / launch_time, rate, bandwidth])
    return np.linalg.norm(np.array([launches, flops, moved]) / per_second, np.inf)


def floor_by_reduce(launches, launch_time, flops, rate, moved, bandwidth):
    pairs = (launches, 1 / launch_time), (flops, rate), (moved, bandwidth)
    return reduce(np.maximum, (amount / speed for amount, speed in pairs))


def floor_rising(launches, launch_time, flops, rate, moved, bandwidth):
    floor = launches * launch_time
    if floor * rate < flops:
        floor = flops / rate
    if floor * bandwidth < moved:
        floor = moved / bandwidth
    return floor


def floor_by_absolute_values(launches, launch_time, flops, rate, moved, bandwidth):
    def later(s, t):
        return (s + t + abs(s - t)) / 2

    return later(later(launches * launch_time, flops / rate), moved / bandwidth)


def floor_in_single_precision(*given):
    launches, launch_time, flops, rate, moved, bandwidth = np.float32(given)
    return np.max([launches * launch_time, flops / rate, moved / bandwidth])


# 9.3
def dz_by_loops(a, y, n):
    dz = np.empty_like(a)
    for j in range(a.shape[0]):
        for i in range(n):
            dz[j, i] = 2 * (a[j, i] - y[j, i]) * a[j, i] * (1 - a[j, i]) / n
    return dz


def dz_by_einsum(a, y, n):
    return np.einsum("ji,ji,ji->ji", a - y, a, 1 - a) * (2 / n)


def dz_multiplied_out(a, y, n):
    return (2 * a**2 - 2 * a**3 - 2 * a * y + 2 * a**2 * y) / n


def dz_in_place(a, y, n):
    dz = a - y
    dz *= a
    dz *= 1 - a
    dz += dz
    dz /= n
    return dz


def dz_from_z(a, y, n):
    z = np.log(a / (1 - a))
    return (a - y) / (2 * n * np.cosh(z / 2) ** 2)


def dz_by_jacobians(a, y, n):
    columns = []
    for a_i, y_i in zip(a.T, y.T, strict=True):
        da_dz = np.diag(a_i) @ np.diag(1 - a_i)
        columns.append(da_dz @ (2 * (a_i - y_i) / n))
    return np.column_stack(columns)


def dz_as_lists(a, y, n):
    def one(a, y):
        return -2 / n * (y - a) * (a - a**2)

    return [[one(*pair) for pair in zip(*rows)] for rows in zip(a, y)]


def dz_by_the_library(a, y, n):
    z = 2 * np.arctanh(2 * a - 1)
    da = 2 / n * (a - y)
    return np.multiply(da, activations.sigmoid.f_prime(z, a), dtype=np.float32)


# 9.4
def updated_scaled_before(gemm, w, dz, a_prev, lr):
    return gemm(1, -lr * dz, a_prev.T, 1, w)


def updated_transposed(gemm, w, dz, a_prev, lr):
    return gemm(-lr, a_prev, dz.T, 1, w.T).T


def updated_by_name(gemm, w, dz, a_prev, lr):
    return gemm(C=w, beta=1.0, A=dz, B=np.swapaxes(a_prev, 0, 1), alpha=-lr)


def updated_with_both_signs_turned(gemm, w, dz, a_prev, lr):
    return -gemm(lr, dz, a_prev.T, -1, w)


def updated_with_w_in_the_product(gemm, w, dz, a_prev, lr):
    A = np.hstack([w, -lr * dz])
    B = np.vstack([np.eye(w.shape[1]), a_prev.T])
    return gemm(1, A, B, 0, w)


def updated_in_units_of_lr(gemm, w, dz, a_prev, lr):
    return lr * gemm(-1, dz, a_prev.transpose(), 1 / lr, w)


WRITTEN = {
    "8.1": [
        bytes_step_by_step,
        bytes_of_real_arrays,
        bytes_unpacked,
        bytes_without_the_hidden,
        bytes_recursive,
        bytes_in_bits,
    ],
    "8.2": [
        timed_by_laps,
        timed_between_marks,
        timed_and_the_first_dropped,
        Stopwatch.timed,
        timed_recursive,
        timed_stripping_the_extremes,
    ],
    "8.3": [
        speed_up_named,
        speed_up_per_step,
        speed_up_from_shares,
        speed_up_step_by_step,
        speed_up_by_matrix,
        speed_up_by_logarithms,
        speed_up_exact,
    ],
    "8.4": [
        crossover_named,
        crossover_launch_by_launch,
        crossover_by_duration,
        crossover_by_bisection,
        crossover_by_solving,
        crossover_on_a_straight_line,
    ],
    "9.1": [
        flops_by_dot,
        flops_in_three_sums,
        flops_recursive,
        flops_of_real_products,
        flops_neuron_by_neuron,
        flops_backwards,
    ],
    "9.2": [
        floor_sorted,
        floor_by_if,
        floor_by_norm,
        floor_by_reduce,
        floor_rising,
        floor_by_absolute_values,
        floor_in_single_precision,
    ],
    "9.3": [
        dz_by_loops,
        dz_by_einsum,
        dz_multiplied_out,
        dz_in_place,
        dz_from_z,
        dz_by_jacobians,
        dz_as_lists,
        dz_by_the_library,
    ],
    "9.4": [
        updated_scaled_before,
        updated_transposed,
        updated_by_name,
        updated_with_both_signs_turned,
        updated_with_w_in_the_product,
        updated_in_units_of_lr,
    ],
}

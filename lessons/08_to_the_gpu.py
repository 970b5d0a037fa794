# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3 (ipykernel), language: python, name: python3}
# ---

# %% [markdown]
# # Take it to the GPU
#
# *Slides: “Workshop GPU”, the title; S11–S14 on another machine*
# · **35 minutes**
#
# **You will do**
# - run the functions of lessons 05–07 on a GPU, without changing a line
# - time them, first wrongly, then honestly
# - predict from which size on a GPU is worth it, and measure it
#
# **You will learn**
# - where an array lives, and what it costs to move it
# - why a GPU must be waited for, and when it waits for you
# - what float32 gives, and what it takes
#
# **You need**
# - lessons 05–07: forward, backward, step
# - no GPU: every cell runs without one, and shows what your CPU can show
#
# After a restart of the kernel: click where you were, then *Run*, *Run All Above
# Selected Cell*.

# %%
import time

import numpy as np

from workshop_lib import activations, counting, data, figures, gpu, network
from workshop_lib import recordings, training
from workshop_lib.backend import gpu_available, to_cpu, to_gpu, xp_of
from workshop_lib.checker import answer, check, compare, hint
from workshop_lib.checker import predict, progress
from workshop_lib.figures import hardware

# %% [markdown]
# A card is often shared. So before anything else, we promise not to fill it.
# Then we look whether there is one. (The *kernel* that promises is Jupyter's: the
# Python program behind this notebook. Further down the word gets a second meaning.)

# %% tags=["nbval-ignore-output"]
print(gpu.cap_memory(2))  # GiB; before the first array goes to the GPU
print(recordings.headline())

# %% [markdown]
# ## Two memories
#
# A GPU is a computer of its own, on a card. It has its own memory, and it
# computes with what is in there, with nothing else. Between the two memories
# there is one road, the bus.

# %%
hardware.bandwidths(
    {
        "bus, PCIe 3 (V100)": 16e9,
        "bus, PCIe 4 (A100)": 32e9,
        "bus, PCIe 5 (H100, H200)": 64e9,
        "memory of a V100": 900e9,
        "memory of an A100, 40 GB": 1555e9,
        "memory of an H100": 3350e9,
        "memory of an H200": 4800e9,
    },
    title="What the data sheets say",
)

# %% [markdown]
# The figure shows bandwidths from the makers' data sheets: 16 to 64 gigabytes a
# second over the bus, each way, and 900 to 4800 inside the card. The bus is fifty
# times slower, or more. **Move once, then stay.**
#
# Two functions move: `to_gpu(a)` and `to_cpu(a)`. So that this notebook runs
# anywhere, we make a list of the places we have:

# %% tags=["nbval-ignore-output"]
places = {"CPU": to_cpu}
if gpu_available():
    places["GPU"] = to_gpu
best = list(places)[-1]  # the GPU, if there is one
here = places[best]

w, b = network.init_params((784, 128, 10), np.random.default_rng(0))
x, y = data.teacher((784, 128, 10), 256, np.random.default_rng(1))
for array in (x, here(x)):
    print(type(array).__module__, array.shape, array.dtype)

# %% [markdown]
# **Notice:** with a GPU the second line says `cupy`. CuPy is NumPy's twin: the
# same names, the same shapes, but its arrays live on the card.

# %% [markdown]
# ### Exercise 8.1 · Count what crosses
#
# The weights are on the GPU already. A training of `steps` steps sends, **at
# each step**, its mini-batch of `n` examples over the bus: `x` and `y`.
# `sizes` counts the neurons of each layer, input first. A number takes
# `itemsize` bytes. Return how many bytes cross in all.
#
# Stuck? Run `hint("8.1")` in a new cell. Each call tells you a little more.

# %% tags=["exercise"]
def bytes_sent(sizes, n, steps, itemsize):
    """Return the bytes that cross if each step sends its batch, x and y."""
    ### BEGIN SOLUTION
    return steps * n * (sizes[0] + sizes[-1]) * itemsize
    ### END SOLUTION


# %%
check("8.1", bytes_sent)

# %% [markdown]
# Compare two plans, for 50,000 examples of 784 numbers and 20 epochs: send
# everything once and slice there, or send each batch when it is needed. How many
# seconds do they take on each of the three buses, at best?

# %%
once = 50_000 * (784 + 10) * 4
for plan, sent in (("once", once), ("batch by batch", 20 * once)):
    took = [f"{sent / bus:.3f}" for bus in (16e9, 32e9, 64e9)]
    print(f"{plan:14} {sent / 1e9:5.2f} GB, seconds: {', '.join(took)}")

# %% [markdown]
# And really? With batches of 256, an epoch has 196 of them. We send one batch,
# measure, and count it 20 × 196 times. Without a GPU we copy the batch inside the
# computer's memory instead: no bus is crossed.

# %% tags=["nbval-ignore-output"]
send = np.copy if best == "CPU" else here
each = gpu.timed(lambda: (send(x), send(y)))
what = "copied in memory" if best == "CPU" else "sent over the bus"
print(f"a batch of 256, {what}: {each}")
print(f"all {20 * 196} of them: {20 * 196 * each.median:.2f} s")

# %% [markdown]
# **Notice:** twenty times the bytes, but still not many seconds. Keep the number:
# we will set it beside the other costs of a step. Sending once is the cheaper plan,
# as long as the data fits on the card. `training.batches` of lesson 07 slices where
# the data lives.

# %% [markdown]
# ## The same text
#
# Here is the whole change that your code needs:

# %% tags=["nbval-ignore-output"]
act = activations.sigmoid
z, a = network.forward(here(w), here(b), here(x), act)
print("computed by", type(a[2]).__module__, "at the", best)

# %% [markdown]
# There is none. `w[L] @ a[L - 1] + b[L]` says what to compute; the arrays say
# who computes it. Where a function is needed by name, `xp_of(z)` returns `numpy` or
# `cupy`, whichever owns `z`. Our sigmoid needs `tanh`: it computes
# $\tfrac12 (1 + \tanh \tfrac z2)$, which is the same function and never overflows.
#
# Each $z$ of the first layer is a sum of 784 terms, in float32, which has about
# seven digits. A CPU and a GPU add these terms in different orders.

# %%
predict("8.a", "b")

# %% tags=["nbval-ignore-output"]
_, a_cpu = network.forward(w, b, x, act)
if best == "CPU":  # no GPU: let the CPU add the same terms in another order
    order = np.random.default_rng(2).permutation(784)
    _, a = network.forward(w | {1: w[1][:, order]}, b, x[order], act)
difference = np.abs(to_cpu(a[2]) - a_cpu[2]).max()
print(f"largest difference {difference:.0e}; float32 steps by 6e-08 near 1")

# %%
answer("8.a")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# A difference in the last digit or two is normal. A sum of 784 terms in another
# order rounds differently. Neither is wrong. (Without a GPU, the CPU has added its
# own terms in two orders.)
#
# </details>

# %% [markdown]
# ## Read the mixing error together
#
# Sooner or later you multiply an array from here with one from there. CuPy
# does not move anything without being asked. To `a @ b` it says
#
# > `TypeError: Argument 'b' has incorrect type (expected
# > cupy._core.core._ndarray_base, got numpy.ndarray)`
#
# and to `a + b` or `a * b`
#
# > `TypeError: Unsupported type <class 'numpy.ndarray'>`
#
# Both mean: *you gave me an array that is not on the card*. Our own functions say
# it so:
#
# > `TypeError: these arrays live in two places, numpy and cupy: bring them
# > together with to_gpu(a) or to_cpu(a)`

# %% tags=["nbval-ignore-output"]
try:
    print("these live together:", xp_of(x, here(y)).__name__)
except TypeError as error:
    print("TypeError:", error)

# %% [markdown]
# The cure is never to move one array in the middle of a loop. It is to ask:
# which one did I forget to move at the start?

# %% [markdown]
# ## Time it: the wrong way
#
# On a GPU, a call **returns before the work is done**. Python only launches:
# it puts the work into a queue, and goes on.
#
# An example: Python needs 1 ms to launch a call, and the GPU needs 3 ms to do its
# work. We make four calls, one after the other. (These numbers are only easy to
# add. A real launch takes about 0.01 ms.)

# %%
predict("8.b", "a")

# %%
hardware.timeline(calls=4, launch=1, work=3)

# %%
answer("8.b")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# The figure shows the four calls. Python has launched all of them after 4 ms. The
# GPU takes 3 ms for each and is done after 13 ms. A clock that is read when
# the last call returns says 4 ms, and has measured Python.
#
# </details>
#
# The next cell reads the clock twice: when a product of two matrices returns, and
# when it is done. Do the two differ on your machine?

# %% tags=["nbval-ignore-output"]
size = 1024 if best == "CPU" else 4096
m = here(np.random.default_rng(0).random((size, size), dtype=np.float32))
m @ m  # warm-up: the first call also loads and compiles
gpu.wait()

start = time.perf_counter()
m @ m
returned = time.perf_counter() - start
gpu.wait()
done = time.perf_counter() - start
print(f"returned after {1e3 * returned:7.3f} ms")
print(f"done after     {1e3 * done:7.3f} ms")

# %% [markdown]
# **Notice:** NumPy returns when it is done, so on a CPU the two agree. On a GPU the
# first is the launch alone, about 0.01 ms. The product of two 4096 × 4096 matrices
# needs 137 thousand million operations, and 2 ms at an H100's 67 TFLOP/s, which is
# $67 \times 10^{12}$ operations a second: the wrong clock is wrong by a factor
# of 200. The Carpentries' GPU lesson tells of a program that was 24,000 times faster
# on its GPU, until somebody waited: then it was 116 times faster.

# %% [markdown]
# ### Exercise 8.2 · Time it honestly
#
# Return the median time of five calls. `call()` starts the work, `wait()`
# returns when all of it is done, `clock()` gives the time in seconds. First
# make one call that nobody times, the warm-up, and wait for it. Then time five
# calls, one by one.
#
# *(The check brings a pretend GPU with a clock of its own. Nothing sleeps.)*

# %% tags=["exercise"]
def timed(call, wait, clock):
    """Return the median time of five calls: warmed up, and waited for."""
    ### BEGIN SOLUTION
    call()
    wait()
    times = []
    for _ in range(5):
        start = clock()
        call()
        wait()
        times.append(clock() - start)
    return np.median(times)
    ### END SOLUTION


# %%
check("8.2", timed)

# %% tags=["nbval-ignore-output"]
compare("8.2", timed)

# %% [markdown]
# From now on `gpu.timed(call)` measures for us, warmed up and waited for. But it
# answers another question. You timed **one call alone**, its wait included: the
# *latency*. `gpu.timed` makes many calls in each round, one after the other,
# waits once, and divides: the *throughput*. So the clock's ticking does not
# matter, and a training is timed as it runs: call after call, without a wait.

# %% [markdown]
# ## Time it with the way there and back
#
# And the data? It has to come from somewhere, and the result goes back.

# %% tags=["nbval-ignore-output"]
def there_and_back():
    return np.copy(send(x)) if best == "CPU" else to_cpu(send(x))


there = [here(v) for v in (w, b, x)]
print("batch there and back:", gpu.timed(there_and_back))
print("forward pass:        ", gpu.timed(network.forward, *there, act))

# %% [markdown]
# With a GPU, both are the GPU's: the batch crosses the bus twice, and the forward
# pass runs on the card. Without one, both are the CPU's: two copies inside its
# memory, and its own forward pass.
#
# The story above ends like this: with the transfers counted, the program was
# 67 times faster. From 24,000 to 67, by measuring honestly. And 67 is still a
# wonderful number.

# %% [markdown]
# ### Exercise 8.3 · How much faster, all in all?
#
# A step takes `cpu_step` seconds on the CPU and `gpu_step` on the GPU. The
# data is sent once, before the first step: that takes `transfer` seconds.
# Return how many times faster the whole training, of `steps` steps, is on the
# GPU.

# %% tags=["exercise"]
def speed_up(cpu_step, gpu_step, transfer, steps):
    """Return how many times faster a training is, with its data sent once."""
    ### BEGIN SOLUTION
    return steps * cpu_step / (transfer + steps * gpu_step)
    ### END SOLUTION


# %%
check("8.3", speed_up)

# %% [markdown]
# ## Where does a GPU begin to win?
#
# One step of training, as in lesson 07:

# %%
def one_step(w, b, x, y):
    z, a = network.forward(w, b, x, act)
    dw, db = network.backward(w, z, a, y, act)
    return network.step(w, dw, 0.1), network.step(b, db, 0.1)


def problem(width, n):
    sizes = (width, width, width)
    x, y = data.teacher(sizes, n, np.random.default_rng(0))
    return *network.init_params(sizes, np.random.default_rng(1)), x, y


print(counting.count(one_step, *problem(64, 256)))

# %% [markdown]
# `counting` has watched NumPy at work. On a GPU, each of these operations is a small
# program that runs on the card. It is called a **kernel**, too, but it has nothing
# to do with Jupyter's. To start it is a **launch**: Python calls CuPy, CuPy tells
# the driver, the driver tells the card. From Python that takes about 10
# microseconds, for the tiniest array as for the largest.
#
# Set it beside the bus. The 20 epochs above had 3,920 steps. With 33 launches each
# they launch for 1.3 s. To send every batch over PCIe 4 took 0.1 s.
#
# So a small step does not wait for the arithmetic. It waits for the launches.
# They take the same time however small the arrays are, while the CPU's time
# shrinks with the arrays.

# %% [markdown]
# ### Exercise 8.4 · ★ Predict the crossover
#
# In a small step the GPU waits for its launches: there are `launches` of them,
# of `launch_time` seconds each. The arithmetic, at `gpu_rate` operations a
# second, goes on meanwhile. A CPU does `cpu_rate` operations a second. How many
# operations has the step for which both take equally long?
#
# *(Not everything you are given is needed.)*

# %% tags=["exercise"]
def crossover(launches, launch_time, cpu_rate, gpu_rate):
    """Return the operations for which CPU and GPU take equally long."""
    ### BEGIN SOLUTION
    return launches * launch_time * cpu_rate
    ### END SOLUTION


# %%
check("8.4", crossover)

# %% [markdown]
# Now predict for this machine. `gpu.ceilings` measures what it can do at best.
# Where there is no GPU, we *assume* 10 microseconds a launch. The operations of
# three layers of equal width grow with the square of the width.

# %% tags=["nbval-ignore-output"]
cpu, tally = gpu.ceilings(x), counting.count(one_step, *problem(64, 256))
launch_time = gpu.ceilings(here(x)).launch if best == "GPU" else 10e-6
predicted = tally.launches * launch_time * cpu.rate
width = 64 * (predicted / tally.flops) ** 0.5
print(f"this CPU: {cpu}")
print(f"crossover at {predicted / 1e6:.3g} million operations,")
print(f"for a batch of 256 at a width of {width:.0f} neurons")

# %% [markdown]
# Now the measurement, for many widths.

# %% tags=["nbval-ignore-output"]
def measure(move, n):
    cases = [map(move, problem(k, n)) for k in recordings.WIDTHS]
    return [gpu.timed(one_step, *case, budget=0.2).median for case in cases]


def curves(n):
    seconds = {f"this {name}": measure(places[name], n) for name in places}
    if best == "CPU":  # a GPU recorded or calculated: its name says
        seconds |= recordings.crossover(n, tally.launches)
    return figures.crossover(recordings.WIDTHS, seconds, "neurons in a layer")


curves(n=256)

# %% [markdown]
# The figure shows the time of a step against the width of three layers, for a
# batch of 256. The CPU's curve climbs as soon as the arrays are more than a
# handful of numbers. The GPU's is flat: launches, nothing else. Where they
# cross stands a dotted line.
#
# With a GPU, or a recording of one, compare this line with your prediction. If it is
# to the left: on small arrays a CPU does not reach its best rate either.
#
# A curve with the word “calculated” nobody has measured: 10 microseconds a launch,
# which is our assumption, or the arithmetic at the 67 TFLOP/s of the H200's data
# sheet, whichever takes longer. Your prediction was made with the same 10
# microseconds, so such a curve cannot test it. It tests the CPU's side alone: does
# your CPU reach its best rate?
#
# Now we do the same with a smaller batch, 16 instead of 256.

# %%
predict("8.c", "b")

# %% tags=["nbval-ignore-output"]
curves(n=16)

# %%
answer("8.c")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# The figure shows the same for a batch of 16: the crossover lies further to
# the right. A GPU wants **much work per launch**: wide layers, large batches.
# (Without a GPU only the CPU's curve is measured. The flat one is calculated, the
# same for both batches.)
#
# </details>

# %% [markdown]
# ## float64 or float32?
#
# NumPy's own habit is float64, 16 digits. A network learns with float32, 7
# digits, and half the bytes.

# %%
print("float64:", np.float64(1) + 1e-8 == 1)
print("float32:", np.float32(1) + np.float32(1e-8) == 1)

# %% [markdown]
# In float32 a step of $10^{-8}$ does not change a weight of 1. Gradients are
# noisier than that. (When you *check* a gradient with a nudge, take float64:
# there the lost digits are all you look at.)

# %% tags=["nbval-ignore-output"]
for dtype in (np.float64, np.float32):
    m = here(np.random.default_rng(0).random((size, size)).astype(dtype))
    took = gpu.timed(lambda m: m @ m, m)
    print(f"{dtype.__name__}: {m.nbytes / 1e6:.1f} MB,", took)

# %% [markdown]
# **Notice:** on a CPU, float64 takes about twice as long. So it does on a V100. An
# A100 or an H100 multiplies float64 matrices in units of their own, the tensor
# cores, as fast as float32 matrices without them: 19.5 TFLOP/s for both, or 67.
# There only the bytes are twice as many. Cards made for games have very few units
# for float64: expect 30 times and more.

# %% [markdown]
# ## Train there
#
# The classifier of lesson 07, on every place we have, with the same seeds: 32
# hidden neurons, batches of 32. One step is 0.3 million operations.

# %%
x_train, y_train, x_test, y_test = data.digits()


def train(move, sizes, x, y, epochs, batch_size):
    w, b = map(move, network.init_params(sizes, np.random.default_rng(0)))
    how = dict(lr=1.0, epochs=epochs, batch_size=batch_size, progress=False)
    rng, start = np.random.default_rng(1), time.perf_counter()
    w, b, _ = training.train(w, b, move(x), move(y), act, rng=rng, **how)
    gpu.wait()
    return w, b, time.perf_counter() - start


# %% tags=["nbval-ignore-output"]
for name, move in places.items():
    w, b, seconds = train(move, (64, 32, 10), x_train, y_train, 20, 32)
    a = network.forward(w, b, move(x_test), act)[1]
    right = training.accuracy(a[2], move(y_test))
    print(f"{name}: {right:.1%} of the test digits right, {seconds:.2f} s")

# %% [markdown]
# On a GPU the launches of such a step take longer than the whole step takes the
# CPU: it is far to the left of the crossover. The digits are a job for the CPU.
#
# Here is a job with wider layers and larger batches: a teacher network has
# answered 8,192 questions, and ours is to learn from it.

# %% tags=["nbval-ignore-output"]
sizes = (256, 512, 512, 10)
x, y = data.teacher(sizes, 8192, np.random.default_rng(0))
for name, move in places.items():
    seconds = train(move, sizes, x, y, epochs=2, batch_size=1024)[-1]
    print(f"{name}: {seconds:.2f} s for two epochs")

# %% [markdown]
# ## Hidden waits
#
# The queue is a GPU's strength, as long as it is not empty. One harmless word
# empties it: `float(cost)`. To print a number, Python must *have* it; so it
# waits for everything before, and the GPU then waits for Python.

# %%
wide = (256, 64) if best == "CPU" else (1024, 1024)
w, b, x, y = map(here, problem(*wide))


def costs_of(steps):
    for _ in range(steps):
        a = network.forward(w, b, x, act)[1]
        yield network.cost(a[2], y)


def read_at_the_end(steps):
    return to_cpu(xp_of(y).stack(list(costs_of(steps))))


# %% tags=["nbval-ignore-output"]
print("at every step:", gpu.timed(lambda: [float(c) for c in costs_of(50)]))
print("at the end:   ", gpu.timed(read_at_the_end, 50))

# %% [markdown]
# **Notice:** on a CPU it makes hardly a difference: NumPy has the number when it
# returns. On a GPU the second is faster: 50 waits have become one. (50 times
# `float(c)` at the end would be 50 copies over the bus. So we stack the costs on the
# card, and copy once.) `training.train` does the same, once an epoch. These words
# wait, all of them: `float(c)`, `print(c)`, `if c < 1:`, `c.get()`, `to_cpu(c)`.

# %% [markdown]
# ## Recap
#
# - The arrays decide who computes. Move them once, at the start.
# - Warm up, wait, take the median; and count the way there and back.
# - A GPU waits for launches until a step has enough work: wide layers, large
#   batches, float32, and no `float(cost)` in the loop.

# %% tags=["nbval-ignore-output"]
progress()

# %% [markdown]
# ## On your own
#
# - With a GPU, fill your share of it, and read who holds what:
#   `with gpu.explaining_memory(): big = xp_of(x).ones(300_000_000)`. Then
#   `del` something and call `gpu.free_memory()`.
# - Time `to_gpu(x)` for one column, for a hundred, for ten thousand. From
#   which size on is it the bus that you measure, and not the call?
# - Draw `curves(n=4096)` with a GPU. By how much does the crossover move? What
#   did your formula say?

# %% [markdown] tags=["solution"]
# - 300 million float64 numbers are 2.4 GB, and the first cell has capped us at 2
#   GiB, which is 2.15 GB. So it fails, and the message says who holds what and what
#   to do.
# - One column of 784 float32 numbers is 3 kB. PCIe 4, 32 GB/s in the first figure,
#   needs 0.1 microseconds for it, the call some 10: you measure the call. Both
#   take equally long at 320 kB, which is about a hundred columns. Ten thousand are 31
#   MB, a millisecond: there it is the bus.
# - The operations grow with $n$ and with the square of the width, and their number at
#   the crossover is given. With 16 times as many examples as 256 the width is 4 times
#   smaller, says the formula.

# %% [markdown]
# **Next:** what exactly holds the GPU back, and what can be done about it:
# [09 · Make it faster on the GPU](09_faster_on_the_gpu.ipynb)

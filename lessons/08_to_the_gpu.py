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
# · **30 minutes**
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
# - no GPU: every cell runs without one, and says so
#
# After a restart of the kernel: *Run*, *Run All Cells*.

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
# Then we look whether there is one.

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
        "the bus, PCIe 4.0": 32e9,
        "memory of a V100": 900e9,
        "memory of an A100": 1555e9,
        "memory of an H200": 4800e9,
    },
    title="What the data sheets say",
)

# %% [markdown]
# The figure shows four bandwidths, from the makers' data sheets: 32 gigabytes
# a second over the bus, and 900 to 4800 inside the card. The bus is by far
# the slowest. **Move once, then stay.**
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
# each batch when it is needed, or send everything once and slice there.

# %%
once = 50_000 * (784 + 10) * 4
print(f"once:             {once / 1e9:5.2f} GB")
print(f"batch by batch:   {20 * once / 1e9:5.2f} GB")

# %% [markdown]
# **Notice:** one epoch's worth, or twenty. `training.batches` of lesson 07
# slices where the data lives. It was written for this moment.

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
# who computes it. Where a function is needed by name, as `tanh` in the
# sigmoid, `xp_of(z)` returns `numpy` or `cupy`, whichever owns `z`.
#
# Each $z$ of the first layer is a sum of 784 terms, in float32, which has about
# seven digits. A CPU and a GPU add these terms in different orders.

# %%
predict("8.a", "b")

# %% tags=["nbval-ignore-output"]
_, a_cpu = network.forward(w, b, x, act)
difference = np.abs(to_cpu(a[2]) - a_cpu[2]).max()
print(f"largest difference {difference:.0e}; float32 steps by 6e-08 near 1")

# %%
answer("8.a")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# On a GPU, a difference in the last digit or two is normal. A sum of 784 terms in
# another order rounds differently. Neither is wrong. (Without a GPU you have
# compared the CPU with itself: 0.)
#
# </details>

# %% [markdown]
# ## Read the mixing error together
#
# Sooner or later you multiply an array from here with one from there. CuPy
# does not move anything without being asked. It says
#
# > `TypeError: Unsupported type <class 'numpy.ndarray'>`
#
# which means: *you gave me an array that is not on the card*. Our own
# functions say it so:
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
# work. We make four calls, one after the other.

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
m = here(np.random.default_rng(0).random((1024, 1024), dtype=np.float32))
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
# **Notice:** NumPy returns when it is done, so on a CPU the two agree. On a
# GPU the first is the launch alone, and may be a hundred times too small. The
# Carpentries' GPU lesson tells of a program that was 24,000 times faster on
# its GPU, until somebody waited: then it was 116 times faster.

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
    return to_cpu(here(x))


print("batch there and back:", gpu.timed(there_and_back))
print("forward pass:        ", gpu.timed(network.forward, w, b, x, act))

# %% [markdown]
# (Without a GPU the first time is almost nothing: nothing moves.)
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
# `counting` has watched NumPy at work. Each of these operations would be one
# **launch** on a GPU: Python calls CuPy, CuPy tells the driver, the driver
# tells the card. From Python that takes some microseconds, for the tiniest
# array as for the largest.
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
# Where there is no GPU, we *assume* 10 microseconds a launch.

# %% tags=["nbval-ignore-output"]
cpu = gpu.ceilings(x)
launch_time = gpu.ceilings(here(x)).launch if best == "GPU" else 10e-6
launches = counting.count(one_step, *problem(64, 256)).launches
predicted = launches * launch_time * cpu.rate
width = (predicted / (10 * 256)) ** 0.5  # a step: 10 n width^2 operations
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
        seconds |= recordings.crossover(n, launches)
    return figures.crossover(recordings.WIDTHS, seconds, "neurons in a layer")


curves(n=256)

# %% [markdown]
# The figure shows the time of a step against the width of three layers, for a
# batch of 256. The CPU's curve climbs as soon as the arrays are more than a
# handful of numbers. The GPU's is flat: launches, nothing else. Where they
# cross stands a dotted line. Was your prediction near? If the line is to the
# left of it: on small arrays a CPU does not reach its best rate either.
#
# (“Calculated” means that nobody measured it: 10 microseconds a launch, which
# is our assumption, or the arithmetic at the rate of the H200's data sheet, 67
# million million operations a second, whichever takes longer.)
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
# In float32 a weight of 1 does not feel a step of $10^{-8}$. Gradients are
# noisier than that. (When you *check* a gradient with a nudge, take float64:
# there the lost digits are all you look at.)

# %% tags=["nbval-ignore-output"]
for dtype in (np.float64, np.float32):
    m = here(np.random.default_rng(0).random((1024, 1024)).astype(dtype))
    took = gpu.timed(lambda m: m @ m, m)
    print(f"{dtype.__name__}: {m.nbytes / 1e6:.1f} MB,", took)

# %% [markdown]
# **Notice:** on a CPU, float64 takes about twice as long. The cards of
# computing centres (V100, A100, H100) have half as many units for float64 as
# for float32. Cards made for games have very few: expect 30 times and more.

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


# %%
predict("8.d", "a")

# %% tags=["nbval-ignore-output"]
for name, move in places.items():
    w, b, seconds = train(move, (64, 32, 10), x_train, y_train, 20, 32)
    a = network.forward(w, b, move(x_test), act)[1]
    right = training.accuracy(a[2], move(y_test))
    print(f"{name}: {right:.1%} of the test digits right, {seconds:.2f} s")

# %%
answer("8.d")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# It is far to the left of the crossover. The digits are a job for the CPU.
#
# </details>
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

# %% tags=["nbval-ignore-output"]
w, b, x, y = map(here, problem(256, 64))


def costs_of(steps, read):
    costs = []
    for _ in range(steps):
        a = network.forward(w, b, x, act)[1]
        costs.append(read(network.cost(a[2], y)))
    return [float(c) for c in costs]


print("read at every step:", gpu.timed(costs_of, 50, float))
print("read at the end:   ", gpu.timed(costs_of, 50, lambda cost: cost))

# %% [markdown]
# **Notice:** on a CPU it makes no difference. On a GPU the second is faster,
# and `training.train` does it so: it keeps the costs on the card and fetches
# them once an epoch. These words wait, all of them: `float(c)`, `print(c)`,
# `if c < 1:`, `c.get()`, `to_cpu(c)`.

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
# - One column of 784 float32 numbers is 3 kB. The bus of the first figure, 32 GB/s,
#   needs 0.1 microseconds for it, the call some 10: you measure the call. Both
#   take equally long at 320 kB, which is about a hundred columns. Ten thousand are 31
#   MB, a millisecond: there it is the bus.
# - A step has $10\, n\, \text{width}^2$ operations, and their number at the crossover
#   is given. With 16 times as many examples as 256 the width is 4 times smaller, says
#   the formula.

# %% [markdown]
# **Next:** what exactly holds the GPU back, and what can be done about it:
# [09 · Make it faster on the GPU](09_faster_on_the_gpu.ipynb)

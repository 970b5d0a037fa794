# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3 (ipykernel), language: python, name: python3}
# ---

# %% [markdown]
# # Make it faster on the GPU
#
# *Slides: “Workshop GPU”, the title; S11–S14, and what they cost*
# · **35 minutes**
#
# **You will do**
# - count what one step of training asks of a machine
# - find out which of three limits holds it back, and by how much
# - write the formula of a fused kernel, and put the update into a product
#
# **You will learn**
# - to compare a time with a floor, and not only with another time
# - why fewer launches and fewer bytes are the same good idea
# - how a whole step becomes one launch
#
# **You need**
# - lessons 06 and 07: backward and step
# - lesson 08: launches, and an honest clock
# - no GPU: every cell runs without one, and shows what your CPU can show
#
# After a restart of the kernel: click where you were, then *Run*, *Run All Above
# Selected Cell*.

# %%
import json

import numpy as np

from workshop_lib import activations, counting, data, figures, frameworks
from workshop_lib import gpu, network, recordings
from workshop_lib.backend import gpu_available, to_cpu, to_gpu
from workshop_lib.checker import answer, check, compare, hint
from workshop_lib.checker import predict, progress

# %% tags=["nbval-ignore-output"]
print(gpu.cap_memory(2))
print(recordings.headline())
here = to_gpu if gpu_available() else to_cpu

# %% [markdown]
# ## The step, and its price
#
# This is the step of lesson 07, for a network of 784 inputs, 128 hidden
# neurons and 10 outputs.

# %%
act, sizes, lr = activations.sigmoid, (784, 128, 10), 0.1


def readable(w, b, x, y):
    z, a = network.forward(w, b, x, act)
    dw, db = network.backward(w, z, a, y, act)
    return network.step(w, dw, lr), network.step(b, db, lr)


def problem(n, sizes=sizes):
    x, y = data.teacher(sizes, n, np.random.default_rng(0))
    return *network.init_params(sizes, np.random.default_rng(1)), x, y

# %% [markdown]
# A machine must do three things for it: **launch** each operation, do the
# **arithmetic**, and **move** the numbers between memory and processor. Let us
# count all three, beginning with the arithmetic. That count is yours.

# %% [markdown]
# ### Exercise 9.1 · Count the operations of a step
#
# Count only the matrix products; nothing else comes near them. A product of an
# $(m, k)$ with a $(k, n)$ matrix takes $2mkn$ operations: $mn$ sums of $k$
# terms, each a multiplication and an addition.
#
# `sizes` counts the neurons of each layer, input first; the batch has `n`
# examples. Which products are there, forward and backward? Remember that
# nobody needs the gradient of the input. *(S11, S12, S13)*
#
# Stuck? Run `hint("9.1")` in a new cell. Each call tells you a little more.

# %% tags=["exercise"]
def step_flops(sizes, n):
    """Return the operations in the matrix products of one step."""
    ### BEGIN SOLUTION
    flops = 0
    for L in range(1, len(sizes)):
        product = 2 * sizes[L] * sizes[L - 1] * n
        flops += product  # z = w a
        flops += product  # dw = dz a.T
        if L > 1:
            flops += product  # da = w.T dz
    return flops
    ### END SOLUTION


# %%
check("9.1", step_flops)

# %% [markdown]
# Now a counter goes along with the step and notes every operation. For each
# it adds up the bytes that are read and written. It does so for 1, 32, 256 and 4096
# examples.

# %%
predict("9.a", "c")

# %%
for n in (1, 32, 256, 4096):
    print(f"n = {n:4}: {counting.count(readable, *problem(n))}")
answer("9.a")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# There are 33 launches, for one example as for 4096, and only 5 of them are
# products. The others are the `+ b`, the four operations of the sigmoid, the
# slopes, the updates.
#
# </details>
#
# So which of the three is the limit for $n = 1$? And for $n = 4096$? That depends
# on the machine.

# %% [markdown]
# ## Three clocks
#
# What can this machine do at best? `gpu.ceilings` measures it: the smallest
# operation there is, a large product, the fastest copy.

# %% tags=["nbval-ignore-output"]
best = gpu.ceilings(here(np.ones(1)))
print(best)

# %% [markdown]
# (On a CPU a launch is a call of NumPy. It is shorter, but it is there.)
#
# On a GPU, launching, computing and moving go on at the same time: while the card
# computes, Python launches what comes next. A CPU has to launch and to compute by
# turns. But on both, each of the three needs its seconds, and no step is over before
# the slowest is done. So there is a least time, the **floor**.

# %% [markdown]
# ### Exercise 9.2 · The floor of a step
#
# Return the least time that a step can take, in seconds. It has `launches`
# launches of `launch_time` seconds, `flops` operations at `rate` per second,
# and `moved` bytes at `bandwidth` bytes per second.

# %% tags=["exercise"]
def step_floor(launches, launch_time, flops, rate, moved, bandwidth):
    """Return the least time of a step, in seconds."""
    ### BEGIN SOLUTION
    return max(launches * launch_time, flops / rate, moved / bandwidth)
    ### END SOLUTION


# %%
check("9.2", step_floor)

# %% [markdown]
# And now the floors beside the clock. All times are in microseconds. It is the floor
# of *this code*, with its launches and its bytes: other code has another.

# %% tags=["nbval-ignore-output"]
def three_clocks(tally):
    return (
        tally.launches * best.launch,
        tally.flops / best.rate,
        tally.moved / best.bandwidth,
    )


print("   n   launch  compute     move    floor    clock")
for n in (1, 32, 256, 4096):
    clocks = three_clocks(counting.count(readable, *problem(n)))
    clock = gpu.timed(readable, *map(here, problem(n))).median
    row = (*clocks, max(clocks), clock)
    print(f"{n:4}", "".join(f"{1e6 * t:9.0f}" for t in row))

# %% [markdown]
# **Notice** the largest of the three first columns in each row: that is your
# limit. Then compare *floor* and *clock*. A clock twice the floor is good
# work. A clock ten times the floor is a question: where is the time?
#
# With one example, launches and bytes decide: the bytes are the weights. With
# many examples, a CPU waits for the arithmetic. A large GPU still waits for the
# launches: 33 of 10 microseconds are 330, and an H200 with the 67 TFLOP/s of its
# data sheet does the products of 4096 examples in 25.

# %% [markdown]
# ## The roof
#
# Draw it as engineers do. To the right: how many operations are done for each
# byte moved. Upwards: how many operations a second come out. Bandwidth allows
# the slope on the left, the processor the flat roof on the right.

# %% tags=["nbval-ignore-output"]
points = {}
for n in (1, 32, 256, 4096):
    tally = counting.count(readable, *problem(n))
    clock = gpu.timed(readable, *map(here, problem(n))).median
    points[f"step, n = {n}"] = tally.flops / tally.moved, tally.flops / clock

figures.roofline(points, best.rate, best.bandwidth, "Your step under the roof")

# %% [markdown]
# The figure shows the roof of this machine and your step at four batch sizes. On the
# slope the bytes are the limit, on the flat part the arithmetic.
# With one example the step does hardly an operation per byte: each weight is
# fetched, used once, and put away. With more examples each weight is used
# $n$ times, and the point moves to the right and up.
#
# A point far **below** the roof waits for neither bytes nor arithmetic. On a
# GPU that is the sign of launches.
#
# So there are two things to do: fewer launches, and fewer bytes. We will see
# that they are the same.

# %% [markdown]
# ## Fuse
#
# The backward pass begins with the last layer: how wrong, times how steep, over
# $n$. You have written it before. This time, watch how many steps it takes.

# %% [markdown]
# ### Exercise 9.3 · A formula for one kernel
#
# Return $\partial\mathrm{Cost}/\partial z$ of the last layer, whose $f$ is the
# sigmoid, as one formula. `a` and `y` have shape $(n_L, n)$, `n` is the number
# of examples. Use `+ - * /` on whole arrays, without a loop: then a compiler can
# make **one** kernel of it. *(S5, S7)*

# %% tags=["exercise"]
def output_dz(a, y, n):
    """Return dz of the last layer, sigmoid, for the mean Cost."""
    ### BEGIN SOLUTION
    return 2 / n * (a - y) * a * (1 - a)
    ### END SOLUTION


# %%
check("9.3", output_dz)

# %% tags=["nbval-ignore-output"]
compare("9.3", output_dz)

# %% [markdown]
# ## Count its launches, and its bytes
#
# The next cell counts the launches of this formula, and how often a whole array is
# read or written. Each operator that touches an array is a launch. `2 / 4096` is
# no array: Python computes it alone.

# %%
def dz_of(a, y):
    return 2 / 4096 * (a - y) * a * (1 - a)


rng = np.random.default_rng(0)
a, y = (rng.random((512, 4096), dtype=np.float32) for _ in range(2))
tally = counting.count(dz_of, a, y)
arrays = tally.moved // a.nbytes
print(f"{tally.launches} launches, {arrays} times a whole array")
print("fused: 1 launch, 3 times a whole array: read a, read y, write dz")

# %% [markdown]
# The five launches are `a - y`, `1 - a` and three products. Three of them read two
# arrays and write one: `a - y`, and the products with `a` and with `(1 - a)`. The
# two with a number read one and write one: $3 \times 3 + 2 \times 2 = 13$.
#
# Each launch fetches its arrays from memory and puts its result back there,
# only for the next launch to fetch it again. One kernel keeps the numbers in
# the processor. **Fewer launches, fewer bytes: the same cure.** (A *kernel* is a program that
# runs on the card. Jupyter's kernel is something else.)
#
# `cupy.fuse` compiles such a formula, on a GPU. The one line in front of your
# function would be `@cupy.fuse()`. A CPU has no such kernel, but it can do the same
# by hand: take a few rows, do all five operations while they lie in its cache, the
# small memory close by, then go on to the next rows.
#
# The arrays are large, too large for most caches, so the time goes into the bytes.
# Compare the two counts.

# %%
predict("9.b", 4.3)

# %% tags=["nbval-ignore-output"]
if gpu_available():
    import cupy

    a, y = (cupy.tile(here(v), (16, 1)) for v in (a, y))
    one = cupy.fuse(kernel_name="dz_of")(dz_of)
    calls = {"as it is": lambda: dz_of(a, y), "fused": lambda: one(a, y)}
else:
    a, y = np.tile(a, (2, 1)), np.tile(y, (2, 1))
    dz = np.empty_like(a)

    def by_rows():
        for i in range(0, len(a), 16):
            dz[i : i + 16] = dz_of(a[i : i + 16], y[i : i + 16])

    calls = {"as it is": lambda: dz_of(a, y), "16 rows at a time": by_rows}

# %% tags=["nbval-ignore-output"]
for name, timing in gpu.race(calls).items():
    print(f"{name:17}", timing)

# %%
answer("9.b")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# From 13 whole arrays to 3: that is 4.3 times at most, where the bytes decide. Arrays
# that lie in a cache gain less. A card has one as well: 6 MB on a V100, 40 on an
# A100, 50 on an H100. So on a GPU we have measured with arrays of 134 MB. On a CPU
# the arithmetic takes its part of the time: expect less than 4.3.
#
# </details>
#
# The kernels of our own step look like this, in CUDA's C. A kernel runs in very many
# *threads* at once, and they come in *blocks*. Each thread takes some columns `i` of
# one row, and does all that is to do with them:
#
# ```c
# const float bias = b[blockIdx.y];
# float* row = a + (size_t)blockIdx.y * n;
# for (int i = first + threadIdx.x; i < last; i += blockDim.x)
#     row[i] = F(row[i] + bias);   // a = f(z), z without its bias before (S11)
# ```
#
# `blockIdx.y` tells a block which row it has, so it is the neuron $j$, and `row` is
# where this row of $n$ numbers begins. `first` and `last` are the block's columns.
# `threadIdx.x` is the number of a thread in its block, and `blockDim.x` is how many
# threads the block has. `F` is the activation.
#
# The rest stands in `workshop_lib/gpu/kernels.py`: two kernels in all, one for
# forward, one for backward.

# %% [markdown]
# ## The update inside the product
#
# The step computes $\mathrm{d}w$, writes it down, multiplies it by $l_r$,
# writes that down, subtracts it from $w$, and writes that down. But the
# library that multiplies matrices, BLAS, can do more than multiply. Its
# routine `gemm` returns
#
# $$\alpha\, A B + \beta\, C$$

# %% [markdown]
# ### Exercise 9.4 · ★ The update inside the product
#
# Return the new weights $w - l_r\, \mathrm{d}w$ with **one** call of
# `gemm(alpha, A, B, beta, C)`. `dz` has shape $(n_L, n)$, `a_prev`
# $(n_{L-1}, n)$; $1/n$ is already in `dz`. *(S12, S14)*
#
# *(The check brings a `gemm` that sees how it is used. Its numbers may be 1 %
# too large, so that it can tell what went through it.)*

# %% tags=["exercise"]
def updated(gemm, w, dz, a_prev, lr):
    """Return w - lr dw, where dw = dz a_prev.T, in a single product."""
    ### BEGIN SOLUTION
    return gemm(-lr, dz, a_prev.T, 1, w)
    ### END SOLUTION


# %%
check("9.4", updated)

# %% [markdown]
# Of the weights' gradient nothing is ever stored: six passes over an array of
# $w$'s size become two. In CuPy the routine is `cupy.cublas.gemm`. A CPU has it too,
# as `sgemm` in SciPy. Both write into $w$ itself. (BLAS reads a matrix column after
# column, so to it our arrays are their transposes. We ask for $w^T$.)

# %% tags=["nbval-ignore-output"]
w, _, a_prev, _ = map(here, problem(32))
w, dz, lr_small = w[1], here(np.ones((128, 32), np.float32)), 1e-9
if gpu_available():
    from cupy.cublas import gemm

    how = dict(out=w, alpha=-lr_small, beta=1.0)
    calls = {"one gemm": lambda: gemm("N", "T", dz, a_prev, **how)}
else:
    from scipy.linalg.blas import sgemm

    how = dict(alpha=-lr_small, beta=1, c=w.T, trans_a=1, overwrite_c=1)
    calls = {"one sgemm": lambda: sgemm(a=a_prev.T, b=dz.T, **how)}

# %% tags=["nbval-ignore-output"]
calls["three operations"] = lambda: w - lr_small * (dz @ a_prev.T)
for name, timing in gpu.race(calls).items():
    print(f"{name:16}", timing)

# %% [markdown]
# ## One launch for all of it
#
# `gpu.fused_step` puts the parts together, for any number of layers. It
# is as long as `network.py`'s two functions, and S11 to S14 stand in it again. It
# also takes NumPy arrays: then NumPy writes each result into an array that is already
# there, and BLAS does the update.
#
# On a GPU they are launched so often:
#
# | | launches, L layers | here, L = 2 |
# |---|---|---|
# | readable | counted above | 33 |
# | fused | $5L - 1$ | 9 |
# | captured | 1 | 1 |
#
# And captured? A step launches the same kernels each time, on the same arrays.
# So we let the card *record* the launches, without running them, and from then
# on say only: **again**. That is a CUDA graph.
#
# (CuPy does not let products of matrices be recorded, though the library below
# it can. `gpu.kernels.Card` therefore speaks to that library itself; the
# docstring says why.)

# %% tags=["nbval-ignore-output"]
def runners(n):
    w, b, x, y = map(here, problem(n))
    step = gpu.fused_step(w, b, x, y, act, 1e-6)
    calls = {"readable": lambda: readable(w, b, x, y), "fused": step}
    if gpu_available():
        calls["captured"] = gpu.capture(step)
    if frameworks.torch_available():
        calls["PyTorch"] = frameworks.torch_step(*problem(n), act, 1e-6).step
    return calls


for n in (1, 256):
    for name, timing in gpu.race(runners(n)).items():
        print(f"n = {n:4}  {name:9} {timing}")

# %% [markdown]
# **Notice**, with a GPU: *captured* leaves almost nothing for Python to do. What is
# left is the card's own time. On a CPU *fused* gains most with one example, where
# calls and passes over the weights decide. With 256 the products decide, and those
# are the same in both. (PyTorch is shown if you have installed it.)
#
# Is the fast way the same as the readable one? We compare: ten steps by each must lead
# to the same weights. On a GPU the fast way is the recording.

# %% tags=["nbval-ignore-output"]
w, b, x, y = problem(64)
w_first, fast = w[1], [here(v) for v in problem(64)]
step = gpu.fused_step(*fast, act, lr)
if gpu_available():
    step = gpu.capture(step)
for _ in range(10):
    step()
    w, b = readable(w, b, x, y)
print(f"a weight has moved by up to {np.abs(w[1] - w_first).max():.0e}")
error = np.abs(to_cpu(fast[0][1]) - w[1]).max()
print(f"the two ways differ by up to {error:.0e}")

# %% [markdown]
# ## TF32: a choice
#
# Newer cards (A100, H100) have units that multiply float32 numbers after
# rounding them to 11 significant bits. They are many times faster: the data sheets
# say 156 TFLOP/s instead of 19.5 on an A100, 495 instead of 67 on an H100. A
# product is then right to about three digits, not seven; training usually does
# not mind, and your checks with a nudge do. So it is off, unless you say
# `gpu.use_tf32(True)`, or `tf32=True` in `fused_step`.
#
# The rounding can be shown on any machine: we round the numbers ourselves, and
# compare the products with float64. The time needs such a card.

# %% tags=["nbval-ignore-output"]
def rounded(m, bits):
    part, power = np.frexp(m)
    return np.ldexp(np.round(part * 2**bits) / 2**bits, power)


m = np.random.default_rng(0).standard_normal((512, 512))
for name, bits in (("float32", 24), ("TF32", 11)):
    rough = rounded(m, bits).astype(np.float32)
    off = np.abs(rough @ rough - m @ m).max() / np.abs(m @ m).max()
    print(f"{name:7} {bits} bits, the product is off by {off:.0e}")

# %% tags=["nbval-ignore-output"]
size = 4096 if gpu_available() else 512
m = here(np.random.default_rng(0).random((size, size), dtype=np.float32))
for on in (True, False) if gpu_available() else (False,):
    if gpu_available():
        gpu.use_tf32(on)
    print(f"TF32 {'on ' if on else 'off'}", gpu.timed(lambda: m @ m))

# %% [markdown]
# ## How far is the floor?
#
# The last picture: every runner we have, over the batch size, and another floor. The
# first one was that of the readable code. This one is the floor of **any code** on
# this machine. For it we count only what must be: each input read once, each weight
# read and written once, and the products. Launches are not in it.

# %% tags=["nbval-ignore-output"]
def floor_of_any_code(n):
    w, b, x, y = problem(n)
    moved = x.nbytes + y.nbytes + 2 * sum(w[L].nbytes for L in w)
    flops = counting.count(readable, w, b, x, y).flops
    return max(flops / best.rate, moved / best.bandwidth)


ns, seconds = (1, 32, 256, 4096), {}
for n in ns:
    for name, timing in gpu.race(runners(n), budget=0.2).items():
        seconds.setdefault(f"{name}, measured", []).append(timing.median)
seconds["floor of any code, calculated"] = [floor_of_any_code(n) for n in ns]
figures.crossover(ns, seconds, "examples in a batch")

# %% [markdown]
# The figure shows the time of a step against the batch size, both logarithmic,
# on this machine, and the floor that follows from its measured ceilings. (A dotted
# line would show where readable and fused take equally long.)
#
# **Notice** where the curves come near the floor. On a CPU it is at large batches,
# where the products decide: there the most readable code is already good. Our work of
# this lesson helps on the left, where a step is small and its launches are many. On a
# large card even 4096 examples are few: 330 microseconds of launches in readable code
# stand above 25 of products.
#
# And on another machine? If a recording of a card is shipped, here it is. Else here
# is one of a CPU, with one thread: the readable step of this workshop, its products
# alone, and the frameworks.

# %% tags=["nbval-ignore-output"]
def on_a_cpu(net):
    file = recordings.FILE.with_name("step.json")
    told = json.loads(file.read_text(encoding="utf-8"))
    cells = [c for c in told["cells"] if tuple(c["sizes"]) == net]
    us = {"us per step, n =": [c["n"] for c in cells]}
    for name in cells[0]["microseconds"]:
        us[name] = [c["microseconds"][name] for c in cells]
    lines = (f"{k:17}" + "".join(f"{v:9.0f}" for v in us[k]) for k in us)
    return told["machine"]["processor"] + "\n" + "\n".join(lines)


# %% tags=["nbval-ignore-output"]
recording = recordings.load()
print("recorded:", recordings.source(recording) if recording else "a CPU")
for net in ((784, 128, 10), (784, 512, 512, 10)):
    print("\n" + "-".join(map(str, net)))
    print(recordings.table(recording, net) if recording else on_a_cpu(net))

# %% [markdown]
# ## Recap
#
# - Three clocks: launches, operations, bytes. No step is faster than the slowest of
#   them, and a time means something beside its floor.
# - Fusing saves launches and bytes at the same time; `gemm` does the update on
#   the way; a captured graph is one launch.
# - On a CPU readable code is near the floor at large batches; on a large card its
#   launches keep it far away. Measure first.

# %% tags=["nbval-ignore-output"]
progress()

# %% [markdown]
# ## On your own
#
# - Put `@cupy.fuse()` in front of your own `output_dz`, on a GPU. Why would
#   `check("9.3", output_dz)` prove nothing about the new kernel? How do you test it?
# - `floor_of_any_code` says that a batch of one is limited by the bytes of the
#   weights. From which batch size on is it the arithmetic, on your machine?
#   Calculate it from `best`, then look.
# - Read `gpu.fused_step`. The product for $\mathrm{d}a$ comes before the
#   update of $w$. What would go wrong the other way round? (Think of lesson 06.)

# %% [markdown] tags=["solution"]
# - The check gives it NumPy arrays, and on these `cupy.fuse` runs your formula as it
#   is: no kernel is made. Give it arrays from `here(...)`, fetch the result with
#   `to_cpu`, and compare it with the plain formula on NumPy arrays. In float32 expect
#   a difference in the last digits.
# - The arithmetic needs $409{,}088\, n$ operations. The bytes are $3{,}176\, n$ for
#   the examples and $813{,}056$ for the weights. Divide by `best.rate` and
#   `best.bandwidth`, and set the two times equal. With an H200's data sheet (67
#   TFLOP/s and 4,800 GB a second) it is the arithmetic from
#   $n = 32$ on.
# - The gradient $\mathrm{d}a$ would go back through weights that are already
#   updated. That is the bug of lesson 06: all gradients belong to the old weights.

# %% [markdown]
# **This was the last lesson.** You have derived backpropagation, written it,
# trained with it, and taken it to the limits of the machine. Go back to
# [00 · Start here](00_start_here.ipynb) to see how far you have come, and
# teach it to somebody: that is the best exercise of all.

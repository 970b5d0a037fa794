# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3 (ipykernel), language: python, name: python3}
# ---

# %% [markdown]
# # Update and train
#
# *Slides: “And how do I use this to update my bias and weights?” and
# “Sources”, S14* · **50 minutes**
#
# **You will do**
# - turn the gradient into a step, and steps into training
# - train a classifier on real handwritten digits, past 95 %
# - look at its worst mistakes
#
# **You will learn**
# - what the learning rate and the mini-batch decide
# - what the cost says, and what the accuracy says
# - why you need three sets of examples
#
# **You need**
# - lesson 06: `network.backward` gives `dw` and `db`
# - lesson 01: a step downhill
#
# After a restart of the kernel: click where you were, then *Run*, *Run All Above
# Selected Cell*.

# %%
import numpy as np

from workshop_lib import activations, data, explorers, figures, network
from workshop_lib.checker import answer, check, compare, hint
from workshop_lib.checker import predict, progress
from workshop_lib.training import accuracy, train

# %% [markdown]
# ## Before you begin
#
# Two questions on what you have seen so far. Choose, then run the third cell.

# %%
predict("7.a", 2.0)

# %%
predict("7.b", "c")

# %%
answer("7.a", "7.b")

# %% [markdown]
# ## The update
#
# You have the slope of the cost for every weight and every bias. The slide
# asks: “And how do I use this to update my bias and weights?” Its answer:
# “Easy: use the **learning rate** to update.”
#
# In lesson 01 there was one number and one slope. A step was: the new number is
# the old number, minus $l_r$ times its slope. $l_r$ is the learning rate.
#
# The network of lessons 05 and 06 has 17 numbers. Each has its own slope, and
# each takes its own step. $l_r$ is the same for all. All slopes are computed
# first, with the old numbers.

# %% [markdown]
# ### Exercise 7.1 · The update
#
# Return the dicts of the new weights and of the new biases, in this order. `w`,
# `b`, `dw`, `db` are dicts for the layers, and `dw[L]` has the shape of `w[L]`.
# Leave the old ones as they are: build new dicts. *(S14)*
#
# Stuck? Run `hint("7.1")` in a new cell. Each call tells you a little more.

# %% tags=["exercise"]
def update(w, b, dw, db, lr):
    """Return the updated weights and biases, w+ and b+ (S14)."""
    ### BEGIN SOLUTION
    w_new = {L: w[L] - lr * dw[L] for L in w}
    b_new = {L: b[L] - lr * db[L] for L in b}
    return w_new, b_new
    ### END SOLUTION


# %%
check("7.1", update)

# %% [markdown]
# <details open><summary><b>After your answer</b></summary>
#
# $$w_{jk}^{(L)+} = w_{jk}^{(L)} - l_r\,
# \frac{\partial\mathrm{Cost}_i}{\partial w_{jk}^{(L)}}, \qquad
# b_j^{(L)+} = b_j^{(L)} - l_r\,
# \frac{\partial\mathrm{Cost}_i}{\partial b_j^{(L)}} \qquad \text{(S14)}$$
#
# The $^+$ means “after the step”. A bias has one index, $j$: it belongs to a
# neuron, not to a pair.
#
# The slide writes $\mathrm{Cost}_i$, the cost of one example: it takes a step
# after every example (`batch_size = 1`). **With $n$ examples, put the mean in
# its place:** $\partial\mathrm{Cost}/\partial w = \frac1n \sum_i
# \partial\mathrm{Cost}_i/\partial w$ (S7). That mean is what `network.backward`
# returns, so your line of code is right for both.
#
# </details>

# %% [markdown]
# ## How long a step?
#
# From here on, `network.step(w, dw, lr)` makes the step, for one dict at a time.
# We try it on the network of lessons 05 and 06.

# %%
np.set_printoptions(precision=4, suppress=True)  # print four decimals

w, b, x, y = data.example_network()
act = activations.sigmoid
z, a = network.forward(w, b, x, act)
dw, db = network.backward(w, z, a, y, act)
print("targets:", y.T)
print(f"before:  {a[2].T}   cost {network.cost(a[2], y):.4f}")

# %% [markdown]
# Now one step, from the same place, with four learning rates.

# %%
for lr in (0.1, 1, 10, 100):
    w_new, b_new = network.step(w, dw, lr), network.step(b, db, lr)
    _, a_new = network.forward(w_new, b_new, x, act)
    cost = network.cost(a_new[2], y)
    print(f"lr = {lr:5}   cost {cost:.4f}   outputs {a_new[2].T}")

# %% [markdown]
# With 0.1 the step is too short: almost nothing changes. With 10 we were lucky.
# With 100 the direction is right, but nothing tells a step where to stop: the two
# $z$ are now 37 and −35, on the flat ends of the sigmoid. There $f'$ is almost 0,
# and no further step will bring them back. The cost is only 0.05, but it stays
# so. **A slope is true for small steps only.**

# %% [markdown]
# ## Real digits
#
# 1,797 digits that people wrote by hand, as images of 8 by 8 grey values
# between 0 (white) and 1 (black). They come with scikit-learn. We divide them
# into three sets:
#
# | set | images | what it is for |
# |---|---|---|
# | training | 1,200 | the network learns from these |
# | validation | 237 | we look at these while we work, to compare and to choose |
# | test | 360 | we look at these **once**, at the end |
#
# Why a third set? If you try ten learning rates and keep the best one, the
# validation images have helped you to choose. The best of ten was also a little
# lucky, so its result looks better than it is. The test images had no part in
# any choice. In physics this is called a blind analysis.

# %%
x_all, y_all, x_test, y_test = data.digits()  # in an order drawn by chance
x_train, y_train = x_all[:, :1200], y_all[:, :1200]
x_val, y_val = x_all[:, 1200:], y_all[:, 1200:]
print("x_train:", x_train.shape, "  y_train:", y_train.shape)
print("x_val:  ", x_val.shape, "   y_val:  ", y_val.shape)
print("x_test: ", x_test.shape, "   y_test: ", y_test.shape)

# %%
labels = y_train.argmax(axis=0)
figures.digit_grid(x_train[:, :16].T.reshape(16, 8, 8), labels[:16])

# %% [markdown]
# The figure shows the first sixteen images with their digits. They are coarse,
# and some are hard to read, for you too.
#
# Look at the shapes: one column per example, as always. An image is a column of
# 64 numbers. Its target is a column of 10: a 1 in the row of the digit, and 0
# elsewhere. This is called **one-hot**.

# %%
print("digit:", labels[0])
print("target:", y_train[:, 0])

# %% [markdown]
# ## A network that knows nothing
#
# 64 inputs, 32 hidden neurons, 10 outputs. The weights begin at random. If they
# were all equal, all hidden neurons would do the same, get the same gradient,
# and stay the same for ever. `rng` makes the random numbers. It starts from a
# fixed seed, so that you get the numbers you read here.

# %%
rng = np.random.default_rng(0)
w, b = network.init_params((64, 32, 10), rng)
z, a = network.forward(w, b, x_train, act)
print("one answer:", a[2][:, 0])

# %% [markdown]
# Ten outputs, all somewhere around one half. The largest is the network's answer.

# %%
print(f"cost:  {network.cost(a[2], y_train):.2f}")
print(f"right: {accuracy(a[2], y_train):.1%}")

# %% [markdown]
# Each output is wrong by about one half, and S1 sums over all ten:
# $10 \times 0.5^2 = 2.5$. One answer in ten is right, as by guessing.

# %% [markdown]
# ## Mini-batches
#
# The mean Cost of S7 needs all 1,200 images for **one** step. The slides do the
# opposite: one image, `batch_size = 1`. Between the two there is the
# **mini-batch**: the mean over a few images, chosen by chance.
#
# How exact is its gradient? The next cell compares it, for `w[2]`, with the
# gradient of all 1,200 images. A hundred times it draws some images. Then it
# prints the typical distance (the root of the mean square), in per cent of the
# length of the true gradient.

# %%
predict("7.c", "c")


# %%
def dw2_of(chosen):
    z, a = network.forward(w, b, x_train[:, chosen], act)
    return network.backward(w, z, a, y_train[:, chosen], act)[0][2]


def off_by(size):
    rng, true = np.random.default_rng(3), dw2_of(slice(None))
    draws = [dw2_of(rng.permutation(1200)[:size]) for _ in range(100)]
    square = np.mean([((drawn - true) ** 2).sum() for drawn in draws])
    return np.sqrt(square / (true**2).sum())


# %%
for size in (1, 16, 256):
    print(f"{size:3} images: off by {off_by(size):.0%}")
answer("7.c")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# Sixteen times as many images, four times as exact: the error of a mean falls
# with $1/\sqrt n$. From 16 to 256 it is a little more than four times. The
# reason: no image is drawn twice, and 256 are already a fifth of all. With all
# 1,200 the error is 0.
#
# So the first images of a batch tell most, and the last ones little. With 10
# images you can take 120 steps for the work of one exact step.
#
# </details>
#
# A pass through all training images is called an **epoch**. Each epoch takes
# them in a new order, drawn by chance.

# %% [markdown]
# ### Exercise 7.2 · A mini-batch
#
# `order` is an array of column numbers, in the order of this epoch. Return the
# columns of `x` and of `y` that belong to the `size` numbers in `order` from
# place `start` on. (At the end of `order` there may be fewer; a slice takes
# care of that by itself.)

# %% tags=["exercise"]
def minibatch(x, y, order, start, size):
    """Return the columns of x and y that `order` names from `start` on."""
    ### BEGIN SOLUTION
    chosen = order[start : start + size]
    return x[:, chosen], y[:, chosen]
    ### END SOLUTION


# %%
check("7.2", minibatch)

# %% [markdown]
# ## One step of training
#
# You have everything for one step of training:
#
# - `network.forward(w, b, x, act)` returns `z, a` (lesson 05);
# - `network.backward(w, z, a, y, act)` returns `dw, db` (lesson 06);
# - `network.step(params, grads, lr)` returns the new dict, for `w` or for `b`.

# %% [markdown]
# ### Exercise 7.3 · One training step
#
# Return `w` and `b` after one step on the examples in `x` and `y`. Use the three
# functions. Mind the order: first all gradients, then all updates.
# *(S11 to S14)*

# %% tags=["exercise"]
def train_step(w, b, x, y, act, lr):
    """Return w and b after one step of gradient descent on x, y."""
    ### BEGIN SOLUTION
    z, a = network.forward(w, b, x, act)
    dw, db = network.backward(w, z, a, y, act)
    return network.step(w, dw, lr), network.step(b, db, lr)
    ### END SOLUTION


# %%
check("7.3", train_step)

# %% [markdown]
# <details open><summary><b>After your answer</b></summary>
#
# Forward, backward, step. All gradients belong to the old weights: whoever
# updates layer 2 before the gradient of layer 1 is computed makes the mistake
# of lesson 06.
#
# </details>

# %% [markdown]
# ## One epoch, by hand
#
# Now the same step, many times: one epoch in mini-batches of 10 images. Each
# image is used once. Then we ask the network to read the 237 validation digits,
# which it has not learnt from.
#
# The loop below is the whole workshop in eight lines.

# %%
predict("7.d", "b")

# %%
order = rng.permutation(1200)
for start in range(0, 1200, 10):
    chosen = order[start : start + 10]
    x_i, y_i = x_train[:, chosen], y_train[:, chosen]
    z, a = network.forward(w, b, x_i, act)
    dw, db = network.backward(w, z, a, y_i, act)
    w = network.step(w, dw, lr=2)
    b = network.step(b, db, lr=2)

# %%
_, a = network.forward(w, b, x_val, act)
print(f"right: {accuracy(a[2], y_val):.0%}")
print(f"cost:  {network.cost(a[2], y_val):.2f}")
answer("7.d")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# It has seen each training image once, and reads six new ones of ten. Run
# the two cells again, for a second epoch, and a third.
#
# </details>

# %% [markdown]
# ## Train
#
# `train` is this loop, with a progress bar and a memory. `history["cost"]`
# keeps the training cost of each epoch. What `watch` returns is kept beside it.
# While it runs you may press the stop button ■: you keep what was learnt so
# far.

# %%
def watch(w, b):
    """Return what we want to know after each epoch."""
    _, a = network.forward(w, b, x_val, act)
    return {"validation accuracy": accuracy(a[2], y_val)}


# %% tags=["nbval-ignore-output"]
rng = np.random.default_rng(0)
w, b = network.init_params((64, 32, 10), rng)
w, b, history = train(
    w, b, x_train, y_train, act,
    lr=2, epochs=30, batch_size=10, rng=rng, watch=watch,
)

# %%
_, a = network.forward(w, b, x_val, act)
print(f"validation digits read: {accuracy(a[2], y_val):.1%}")

# %% [markdown]
# No framework did this for you. You know every line of it: a sum, a sigmoid,
# the chain rule, a step downhill.

# %%
figures.training_curves(history)

# %% [markdown]
# The left figure shows the training cost. The line is the mean of each epoch;
# eight of ten mini-batches lie in the band around it. The right figure shows the
# accuracy on the validation digits: it rises fast in the first epochs, and
# slowly after that.

# %% [markdown]
# How exact was the gradient of a mini-batch at the end? The next cell asks
# `off_by` again, for 10 images, but now with the trained weights.

# %%
predict("7.e", "c")

# %%
print(f"trained, 10 images: off by {off_by(10):.0%}")
answer("7.e")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# With the untrained weights it was 23 %. Now the error is more than three times as
# long as the gradient itself: one step is mostly chance. The gradient of the mean
# Cost is almost 0, because we are near the bottom. But single images still have
# slopes, in many directions.
#
# Why does it work all the same? Each image comes once in an epoch. So if the
# weights hardly change, the errors of the 120 steps cancel, and what they have in
# common adds up. **Small batches work because the errors average out over many
# steps**, not because each gradient is exact.
#
# </details>

# %% [markdown]
# ## The learning rate
#
# We train for five epochs, with four learning rates. One is too small and one is
# too large.

# %%
outputs = {}
for lr in (0.01, 0.1, 1, 10):
    rng = np.random.default_rng(0)
    w_lr, b_lr, _ = train(
        *network.init_params((64, 32, 10), rng), x_train, y_train, act,
        lr=lr, epochs=5, batch_size=10, rng=rng, progress=False,
    )
    outputs[lr] = network.forward(w_lr, b_lr, x_val, act)[1][2]
    cost_lr = network.cost(outputs[lr], y_val)
    right = accuracy(outputs[lr], y_val)
    print(f"lr = {lr:5}   cost {cost_lr:.2f}   right {right:.0%}")

# %% [markdown]
# There are two ways to fail:
#
# - 0.01 is too small. In five epochs the network has learnt to say about 0.1 ten
#   times, whatever it sees. That costs 0.9: nine outputs are wrong by 0.1, and
#   one by 0.9, so $9 \times 0.01 + 0.81$.
# - 10 is too large. The first steps have led onto the flat end of the sigmoid.
#   The network says 0 ten times, whatever it sees. That costs 1: only the output
#   that should be 1 is wrong. It will stay there.

# %% [markdown]
# Here is a smaller task to play with: points on a plane, of two kinds, and a
# network that learns to tell them apart. Press *Play*, and watch the border
# move while the cost falls. Then make the learning rate ten times larger, and
# ten times smaller. Which of the two failures do you see?

# %%
explorers.training()

# %% [markdown]
# The explorer shows the points and the network's answer all over the plane, the
# cost, and the weights. A small rate is slow, a large one can fail for good, and
# in between it learns.

# %% [markdown]
# ## What the cost says, and what the accuracy says
#
# Go back to the table, and look at the rate 0.1. Its cost is still close to 0.9.
# But it reads one third of the digits right. How can that be? The next cell
# shows what this network says to four images.

# %%
predict("7.f", "a")

# %%
for i in range(4):
    print("digit", y_val[:, i].argmax(), outputs[0.1][:, i].round(2))
answer("7.f")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# The **accuracy** asks only which output is the largest. For the 7 and for the 4
# it is the right one, with 0.21 and 0.22. That is little, but the answer counts
# as right.
#
# The **cost** asks how close the outputs are to 1 and to 0. It knows the
# difference between sure and hardly sure.
#
# </details>

# %% [markdown]
# ### Exercise 7.4 · Accuracy
#
# Return the fraction of examples (between 0 and 1) whose largest output stands
# in the row of the target's 1. `a_L` and `y` have shape (classes, $n$).
# `v.argmax(axis=0)` gives the row of the largest entry in each column of `v`.

# %% tags=["exercise"]
def my_accuracy(a_L, y):
    """Return the fraction of examples that are answered right."""
    ### BEGIN SOLUTION
    return (a_L.argmax(axis=0) == y.argmax(axis=0)).mean()
    ### END SOLUTION


# %%
check("7.4", my_accuracy)

# %% [markdown]
# If the accuracy is what we want, why not descend the accuracy itself? Let us
# nudge one weight of the trained network, by 0.1 and by 0.2.

# %%
predict("7.g", "b")

# %%
for nudge in (0, 0.1, 0.2):
    w_moved = {1: w[1], 2: w[2].copy()}
    w_moved[2][1, 16] += nudge
    _, a_moved = network.forward(w_moved, b, x_val, act)
    cost = network.cost(a_moved[2], y_val)
    right = accuracy(a_moved[2], y_val)
    print(f"nudge {nudge:.1f}   cost {cost:.4f}   accuracy {right:.4f}")
answer("7.g")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# The cost changes, the accuracy does not. The accuracy changes in jumps, one
# example at a time, and between the jumps its slope is 0. It does not say which
# way is down. So we **descend the cost, and watch the accuracy.**
#
# </details>

# %% [markdown]
# ## Who is taken for whom
#
# Some answers are still wrong. Which digit does the network take for which?

# %% [markdown]
# ### Exercise 7.5 · ★ Who is taken for whom
#
# Return the confusion matrix, of shape (classes, classes): how often class
# *row* was taken for class *column*. `a_L` and `y` have shape (classes, $n$).

# %% tags=["exercise"]
def my_confusion(a_L, y):
    """Return how often class `row` was taken for class `column`."""
    ### BEGIN SOLUTION
    m = np.zeros((len(y), len(y)))
    for t, p in zip(y.argmax(axis=0), a_L.argmax(axis=0)):
        m[t, p] += 1
    return m
    ### END SOLUTION


# %%
check("7.5", my_confusion)

# %% tags=["nbval-ignore-output"]
compare("7.5", my_confusion)

# %% [markdown]
# ## Count the mistakes
#
# The next cell counts, for each pair of digits, how often the one was taken for
# the other.

# %%
truth, said = y_val.argmax(axis=0), a[2].argmax(axis=0)
matrix = np.zeros((10, 10), int)
np.add.at(matrix, (truth, said), 1)  # add 1 at each pair (row, column)
figures.confusion(matrix, range(10))

# %% [markdown]
# The figure shows the **confusion matrix** of the validation digits: the row is
# what the digit is, the column what the network says. The diagonal holds the
# right answers. What stands off it are the mistakes.

# %% [markdown]
# ## The worst mistakes
#
# Here are the wrong answers. Those with the largest cost come first.

# %%
cost_each = ((a[2] - y_val) ** 2).sum(axis=0)
wrong = np.flatnonzero(truth != said)
worst = wrong[np.argsort(-cost_each[wrong])]

figures.digit_grid(
    x_val[:, worst].T.reshape(-1, 8, 8),
    [f"is {truth[i]}, says {said[i]}" for i in worst],
)

# %% [markdown]
# The figure shows the wrong answers, each with what it is and what the network
# says. With eight by eight grey values, some of them are hard for you as well.
#
# **Look at your mistakes.** A number tells you how many there are. Only the
# images tell you what they are.

# %% [markdown]
# ## The test, once
#
# Everything is chosen now. We look at the test digits for the first time. None
# of them was used to learn, and none to choose.

# %%
_, a_end = network.forward(w, b, x_test, act)
print(f"test digits read: {accuracy(a_end[2], y_test):.1%}")

# %% [markdown]
# **Past 95 %**, on digits that it has never seen. With 360 images the
# uncertainty of this number is about 1 % (it is
# $\sqrt{p\,(1 - p) / 360}$, with $p$ the accuracy).

# %% [markdown]
# ## The slides' sources, and what differs
#
# You can read both now, with a pencil.
#
# | | [3Blue1Brown, *Backpropagation calculus*](https://www.youtube.com/watch?v=tIeHLnjs5U8) | [Matt Mazur, *A Step by Step Backpropagation Example*](https://mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example/) |
# |---|---|---|
# | what it is | a video; the slides follow its order and its notation | one step of a 2-2-2 network, with all its numbers |
# | the cost | $\sum_j (a_j - y_j)^2$, as here; its $C_0$ is our $\mathrm{Cost}_i$ | $\tfrac12 \sum_j (y_j - a_j)^2$, so its gradients are half of ours |
# | biases | learn, as here | one for each layer; they never learn |
# | examples | one, then the mean of all | one |
# | to know | it counts from 0, as here | some of its numbers come from a program with a bug (lesson 06) |
#
# The few places where the notebooks write something else than the slides do
# are listed in [00](00_start_here.ipynb), and starred: you may skip them.

# %% [markdown]
# ## Recap
#
# - $w^+ = w - l_r\, \partial\mathrm{Cost}/\partial w$, and the same for $b$
#   (S14, S7). Too small a rate is slow; too large a rate can fail for good.
# - The gradient of a mini-batch is inexact, and cheap. The errors of many steps
#   average out.
# - Descend the cost, watch the accuracy on the validation set, look at the
#   mistakes. Use the test set once.

# %% tags=["nbval-ignore-output"]
progress()

# %% [markdown]
# ## On your own
#
# - Get past 97.5 % on the validation digits. You have the number of hidden
#   neurons, a second hidden layer (`(64, 32, 16, 10)`), the learning rate, the
#   batch and the epochs. When you have chosen, look at the test digits once.
# - Take `activations.relu` and `lr=1`. How many of the ten outputs are 0 for
#   every image? Find a learning rate that works better.
# - Train on the first 100 images only, `x_train[:, :100]`, for 100 epochs. Watch
#   the accuracy on those 100 as well. What does the network do?

# %% [markdown] tags=["solution"]
# - `(64, 64, 10)` with `lr=2`, batches of 10 and 100 epochs reads 97.9 % of the
#   validation digits and 97.2 % of the test digits; the lesson's network read 97.0 %
#   and 96.7 %. On 360 images the uncertainty is 1 %, so the test cannot tell
#   which of the two is better.
# - All ten: after 30 epochs the cost is 1, and every output is 0 for every image. Their
#   $z$ are below 0, where the slope of relu is 0, so they never come back. With
#   `lr=0.05` only two outputs, those of 2 and 6, are 0 for almost every image.
#   78 % are read, about eight digits of ten.
# - It reads all 100, and 89 % of the validation digits. The network has memorised
#   the 100. What it needs is more examples.

# %% [markdown]
# **Next:** the same functions, and much bigger networks:
# [08 · To the GPU](08_to_the_gpu.ipynb)

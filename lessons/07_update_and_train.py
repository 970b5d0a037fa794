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
# “Sources”, S14* · **25 minutes**
#
# **You will do**
# - turn the gradient into a step, and steps into training
# - train a classifier on real handwritten digits, past 95 %
# - look at its worst mistakes
#
# **You will learn**
# - what the learning rate and the mini-batch decide
# - what the cost says, and what the accuracy says
# - where the slides' two sources differ from the slides
#
# **You need**
# - lesson 06: `network.backward` gives `dw` and `db`
# - lesson 01: a step downhill

# %%
import numpy as np

from workshop_lib import activations, data, explorers, figures, network
from workshop_lib.checker import check, compare, hint, progress
from workshop_lib.training import accuracy, train

# %% [markdown]
# ## The update
#
# You have the slope of the cost for every weight and every bias. The slide
# says “Easy”, and it is:
#
# $$w_{jk}^{(L)+} = w_{jk}^{(L)} - l_r\,
# \frac{\partial\mathrm{Cost}_i}{\partial w_{jk}^{(L)}}, \qquad
# b_j^{(L)+} = b_j^{(L)} - l_r\,
# \frac{\partial\mathrm{Cost}_i}{\partial b_j^{(L)}} \qquad \text{(S14)}$$
#
# The $^+$ means “after the step”, and $l_r$ is the **learning rate**. It is
# lesson 01 again; only, there are 17 numbers to step with instead of one.
# *(A bias has one index, $j$: it belongs to a neuron, not to a pair.)*

# %%
np.set_printoptions(precision=4, suppress=True)  # print four decimals

w, b, x, y = data.example_network()
act = activations.sigmoid
z, a = network.forward(w, b, x, act)
dw, db = network.backward(w, z, a, y, act)
print(f"cost before: {network.cost(a[2], y):.4f}")

# %% [markdown]
# **Predict:** one step, with a learning rate of 0.1, 1, 10, 100. Which one
# makes the cost smallest?

# %%
for lr in (0.1, 1, 10, 100):
    w_new, b_new = network.step(w, dw, lr), network.step(b, db, lr)
    _, a_new = network.forward(w_new, b_new, x, act)
    cost = network.cost(a_new[2], y)
    print(f"lr = {lr:5}   cost {cost:.4f}   outputs {a_new[2].T}")

# %% [markdown]
# **Notice:** 0.1 is timid. 10 was lucky. 100 threw the outputs to 1 and 0, onto
# the flat ends of the sigmoid: there $f'$ is almost 0, and no further step will
# bring them back. A slope is a promise about the neighbourhood only.

# %% [markdown]
# ### Exercise 7.1 · The update
#
# Return the dicts of the new weights and of the new biases, in this order. `w`,
# `b`, `dw`, `db` are dicts for the layers. Leave the old ones as they are: build
# new dicts. *(S14)*

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
# ## Real digits
#
# 1,797 digits that people wrote by hand, as images of 8 by 8 grey values
# between 0 (white) and 1 (black). They come with scikit-learn. We learn from
# 1,437 of them. The other 360 we **hold out**: the network never learns from
# them, so they tell what it has understood, and not what it has learnt by
# heart.

# %%
x_train, y_train, x_test, y_test = data.digits()
print("x_train:", x_train.shape, "  y_train:", y_train.shape)
print("x_test: ", x_test.shape, "   y_test: ", y_test.shape)

# %%
labels = y_train.argmax(axis=0)
figures.digit_grid(x_train[:, :16].T.reshape(16, 8, 8), labels[:16])

# %% [markdown]
# The figure shows the first sixteen images with their digits. They are coarse;
# some you would not bet on yourself.
#
# **Notice** the shapes: one column per example, as always. An image is a column
# of 64 numbers. Its target is a column of 10: a 1 in the row of the digit, and
# 0 elsewhere. This is called **one-hot**.

# %%
print("digit:", labels[0])
print("target:", y_train[:, 0])

# %% [markdown]
# ## A network that knows nothing
#
# 64 inputs, 32 hidden neurons, 10 outputs. The weights begin at random: if they
# were all equal, all hidden neurons would do the same, would get the same
# gradient, and would stay the same for ever. `rng` is the source of chance. It
# has a seed, so that you get the numbers you read here.

# %%
rng = np.random.default_rng(0)
w, b = network.init_params((64, 32, 10), rng)
z, a = network.forward(w, b, x_train, act)
print("one answer:", a[2][:, 0])

# %% [markdown]
# Ten outputs, and the largest is the network's answer.
#
# **Predict:** how many of its answers are right? And as all outputs are around
# one half, how large is the cost?

# %%
print(f"right: {accuracy(a[2], y_train):.1%}")
print(f"cost:  {network.cost(a[2], y_train):.2f}")

# %% [markdown]
# **Notice:** one in ten, as by guessing. And each of the ten outputs is wrong
# by about one half: $10 \times 0.5^2 = 2.5$.

# %% [markdown]
# ## Mini-batches
#
# The gradient of the mean Cost needs all 1,437 images, for **one** step. The
# slides go to the other end: `batch_size = 1`, a step after every image. What
# does a single image know about the mean?
#
# **Predict:** we compare the gradient of a few images, chosen by chance, with
# that of all. How far off is it, with 1, with 16, with 256?

# %%
def dw2_of(chosen):
    z, a = network.forward(w, b, x_train[:, chosen], act)
    return network.backward(w, z, a, y_train[:, chosen], act)[0][2]


full = dw2_of(slice(None))
for size in (1, 16, 256):
    far = 0
    for _ in range(100):
        chosen = rng.permutation(1437)[:size]
        far += np.linalg.norm(dw2_of(chosen) - full) / 100
    print(f"{size:3} images: off by {far / np.linalg.norm(full):.0%}")

# %% [markdown]
# **Notice:** sixteen times as many images are four times as exact, or a little
# better. So the first images tell most, and the last ones little. A
# **mini-batch** of some 10 to 100 is a good bargain: a gradient that is good
# enough, for a small part of the work, and many steps from one pass through
# the data. A pass through all of it is called an **epoch**.
#
# The order should be new in each epoch, and by chance.

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
# ## One epoch, by hand
#
# Here is everything in one place: the whole workshop, in eight lines.
#
# **Predict:** after 72 steps, one look at each image, how many of the 360
# held-out digits will it read?

# %%
order = rng.permutation(1437)
for start in range(0, 1437, 20):
    chosen = order[start : start + 20]
    x_i, y_i = x_train[:, chosen], y_train[:, chosen]
    z, a = network.forward(w, b, x_i, act)
    dw, db = network.backward(w, z, a, y_i, act)
    w = network.step(w, dw, lr=2)
    b = network.step(b, db, lr=2)

# %%
_, a = network.forward(w, b, x_test, act)
print(f"right: {accuracy(a[2], y_test):.0%}")
print(f"cost:  {network.cost(a[2], y_test):.2f}")

# %% [markdown]
# **Notice:** one look at each image, and it reads six digits of ten. Run the
# two cells again, for a second epoch, and a third.

# %% [markdown]
# ### Exercise 7.3 · One training step
#
# Return `w` and `b` after one step on the examples in `x` and `y`. Use
# `network.forward`, `network.backward` and `network.step`. Mind the order: first
# all gradients, then all updates. *(S11 to S14)*

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
# ## Train
#
# `train` is this loop, with a progress bar and a memory. `history["cost"]`
# keeps the cost of each epoch, and what `watch` returns is kept beside it.
# While it runs you may press the stop button ■: you keep what was learnt so
# far.

# %%
def watch(w, b):
    """Return what we want to know after each epoch."""
    _, a = network.forward(w, b, x_test, act)
    return {"test accuracy": accuracy(a[2], y_test)}


# %% tags=["nbval-ignore-output"]
rng = np.random.default_rng(0)
w, b = network.init_params((64, 32, 10), rng)
w, b, history = train(
    w, b, x_train, y_train, act,
    lr=2, epochs=30, batch_size=20, rng=rng, watch=watch,
)

# %%
_, a = network.forward(w, b, x_test, act)
print(f"held-out digits read: {accuracy(a[2], y_test):.1%}")

# %% [markdown]
# **Past 95 %**, on digits it has never seen. No framework did this for you. You
# know every line of it: a sum, a sigmoid, the chain rule, a step downhill.

# %%
figures.training_curves(history)

# %% [markdown]
# The left figure shows the cost falling, in each step (thin, restless: every
# mini-batch is another sample) and in each epoch (thick). The right figure shows
# the accuracy on the held-out digits: it leaps in the first epochs, and then
# creeps.

# %% [markdown]
# ## The learning rate
#
# **Predict:** five epochs each, with four learning rates. Which of them do not
# learn? And what will the cost be then?

# %%
for lr in (0.01, 0.1, 1, 10):
    rng = np.random.default_rng(0)
    w_lr, b_lr, _ = train(
        *network.init_params((64, 32, 10), rng), x_train, y_train, act,
        lr=lr, epochs=5, batch_size=20, rng=rng, progress=False,
    )
    _, a_lr = network.forward(w_lr, b_lr, x_test, act)
    cost_lr, right = network.cost(a_lr[2], y_test), accuracy(a_lr[2], y_test)
    print(f"lr = {lr:5}   cost {cost_lr:.2f}   right {right:.0%}")

# %% [markdown]
# **Notice** two ways to fail. With 0.01 it has come down to 0.91 and crawls: it
# says about 0.1 for every digit, whatever it sees, and $9 \times 0.1^2 + 0.9^2 =
# 0.9$. With 10 it has jumped onto the flat end of the sigmoid: it says 0 to
# everything, each target has a single 1, and the cost is 1. It will stay there.

# %% [markdown]
# Here is a smaller task to play with: points on a plane, of two kinds, and a
# network that learns to tell them apart. Press *Play*, and watch the border
# move while the cost falls. Then make the learning rate ten times larger, and
# ten times smaller. Which of the two failures from above do you see?

# %%
explorers.training()

# %% [markdown]
# The explorer shows the points and the network's answer all over the plane, the
# cost, and the weights. It tells the same as the table above: a small rate
# crawls, a large one jumps, and in between it learns.

# %% [markdown]
# ## What the cost says, and what the accuracy says
#
# Go back to the table of learning rates, and look at 0.1. Its cost is still
# close to 0.9, as if it had learnt nothing. But it reads every second digit. How
# can that be?
#
# The **accuracy** asks only who is largest. If the right output is 0.12 and the
# others are 0.11, the answer counts as right.
#
# The **cost** asks how close the outputs are to 1 and to 0. It knows the
# difference between sure and hardly sure.

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
# If the accuracy is what we want, why not descend the accuracy itself?
#
# **Predict:** we nudge one weight of the trained network a little. How does the
# cost change, and how does the accuracy?

# %%
for nudge in (0, 0.1, 0.2):
    w_moved = {1: w[1], 2: w[2].copy()}
    w_moved[2][1, 13] += nudge
    _, a_moved = network.forward(w_moved, b, x_test, act)
    cost = network.cost(a_moved[2], y_test)
    right = accuracy(a_moved[2], y_test)
    print(f"nudge {nudge:.1f}   cost {cost:.4f}   accuracy {right:.4f}")

# %% [markdown]
# **Notice:** the cost feels it, the accuracy does not. The accuracy moves in
# steps, one example at a time, and between the steps its slope is 0. There is no
# downhill. So we **descend the cost, and watch the accuracy.**

# %% [markdown]
# ## Who is taken for whom
#
# 96 % leaves some answers wrong. Which digit does the network take for which?
#
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

# %%
truth, said = y_test.argmax(axis=0), a[2].argmax(axis=0)
matrix = np.zeros((10, 10), int)
np.add.at(matrix, (truth, said), 1)  # add 1 at each pair (row, column)
figures.confusion(matrix, range(10))

# %% [markdown]
# The figure shows the **confusion matrix**: the row is what the digit is, the
# column what the network says. The diagonal holds the right answers, some 36
# for each digit. What stands off it are the mistakes.

# %% [markdown]
# ## The worst mistakes
#
# Among the wrong answers, these cost most. **Predict:** will they look stupid?

# %%
cost_each = ((a[2] - y_test) ** 2).sum(axis=0)
wrong = np.flatnonzero(truth != said)
worst = wrong[np.argsort(-cost_each[wrong])][:8]

figures.digit_grid(
    x_test[:, worst].T.reshape(-1, 8, 8),
    [f"is {truth[i]}, says {said[i]}" for i in worst],
)

# %% [markdown]
# The figure shows the eight wrong answers with the highest cost, each with what
# it is and what the network says. On eight by eight grey values, some of them
# are hard for you as well.
#
# **Look at your mistakes.** A number tells you how many there are. Only the
# images tell you what they are.

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
# are listed at the end of [00](00_start_here.ipynb).

# %% [markdown]
# ## Recap
#
# - $w^+ = w - l_r\, \partial\mathrm{Cost}/\partial w$, and the same for $b$
#   (S14). Too small a rate crawls; too large a rate gets lost.
# - A mini-batch gives a gradient that is good enough, for little work.
# - Descend the cost, watch the accuracy, on examples that were held out. And
#   look at the mistakes.

# %% tags=["nbval-ignore-output"]
progress()

# %% [markdown]
# ## On your own
#
# - Get past 97 %. You have the number of hidden neurons, a second hidden layer
#   (`(64, 32, 16, 10)`), the learning rate, the batch and the epochs.
# - Take `activations.relu` and `lr=1`. What does `train` tell you? Find a
#   learning rate that works.
# - Train on the first 100 images only, `x_train[:, :100]`. Watch the accuracy
#   on those 100 as well. What does the network do?
#
# **Next:** the same functions, and much bigger networks:
# [08 · To the GPU](08_to_the_gpu.ipynb)

# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3 (ipykernel), language: python, name: python3}
# ---

# %% [markdown]
# # Go downhill
#
# *Slides: “Gradient descent”, all six, S1* · **20 minutes**
#
# **You will do**
# - find a slope by nudging
# - walk down a cost, step by step
# - take steps that are too small, and too large
#
# **You will learn**
# - to see a cost as a landscape
# - what the learning rate $l_r$ does
# - what *batch_size = 1* means
#
# **You need**
# - lesson 00: the keys, `check` and `hint`
# - what a slope is

# %%
import numpy as np

from workshop_lib import explorers, figures
from workshop_lib.checker import check, hint, progress

# %% [markdown]
# ## A machine with knobs
#
# A network is a machine with knobs: its weights and biases. Put an input in,
# and it answers. Turn a knob, and it answers something else. For one training
# example, number $i$, the **cost** says how wrong the answer is:
#
# $$\mathrm{Cost}_i = \sum_{j=0}^{n_L-1} (a_j^{(L)} - y_j)^2
# \qquad \text{(S1)}$$
#
# Here $a_j^{(L)}$ is what output neuron $j$ answers, and $y_j$ is what it
# should answer. There are $n_L$ output neurons. We square each error and add.
#
# The slides look at a simple case first: **training on one element of the
# training sample, batch_size = 1.** One example at a time. So do we.

# %% [markdown]
# ## Picture 1: the landscape
#
# The simplest machine has one knob and one neuron, and answers $a = w x$. Our
# example is $x = 1.5$, and the right answer is $y = 1.2$.
#
# **Predict:** which $w$ is perfect? What does the cost look like around it?

# %%
def cost(w):
    return (w * 1.5 - 1.2) ** 2


figures.cost_curve(
    cost, points=[3], lo=-1.5, hi=3.5, xlabel="w", title="You stand at w = 3"
)

# %% [markdown]
# The figure shows the cost for every $w$: a valley, with its bottom at
# $w = 1.2 / 1.5 = 0.8$, where the cost is 0. We stand at $w = 3$, high on the
# right, with a cost of 10.89.
#
# **Notice** what is unfair about this picture: *you* see the whole valley. The
# machine does not. It knows the cost only where it stands. Imagine the
# landscape in thick fog. How do you get down?

# %% [markdown]
# ## Picture 2: the slope under your feet
#
# You feel with your feet. A little to the right: higher or lower? That is a
# **nudge**.
#
# **Predict:** is the slope at $w = 3$ positive or negative?

# %%
here, left, right = cost(3), cost(2.9), cost(3.1)
print(f"costs: {left:.4f}  {here:.4f}  {right:.4f}")
print(f"slope, from here to the right: {(right - here) / 0.1:.3f}")
print(f"slope, from the left to here:  {(here - left) / 0.1:.3f}")
print(f"slope, from left to right:     {(right - left) / 0.2:.3f}")

# %% [markdown]
# **Notice:** three different slopes. The curve bends, so one side is too steep
# and the other too flat. From left to right the two errors cancel, and 9.9 is
# exact for a parabola. This is the **central difference**:
#
# $$\text{slope} \approx
# \frac{\mathrm{Cost}(w + \varepsilon) - \mathrm{Cost}(w - \varepsilon)}
# {2\,\varepsilon}$$

# %%
figures.cost_curve(
    cost, points=[3], tangent_at=3, lo=-1.5, hi=3.5, xlabel="w", title="Slope"
)

# %% [markdown]
# The figure shows the same valley with the tangent at $w = 3$. It climbs to the
# right with slope 9.9: more $w$, more cost.

# %% [markdown]
# ### Exercise 1.1 · Find a slope by nudging
#
# Return the slope of `cost` at `w`, from a nudge of `eps` to either side. The
# argument `cost` is a function: `cost(2.0)` is the cost at 2. *(A function and
# two numbers in, one number out.)*
#
# Stuck? Run `hint("1.1")` in a new cell. Each call tells you a little more.

# %% tags=["exercise"]
def slope(cost, w, eps):
    """Return the slope of cost at w, from a nudge to either side."""
    ### BEGIN SOLUTION
    return (cost(w + eps) - cost(w - eps)) / (2 * eps)
    ### END SOLUTION


# %%
check("1.1", slope)

# %% [markdown]
# ## Picture 3: one step
#
# The slope is positive, so to the right it goes up. We go the other way:
# **against the slope.** And where it is steep we dare a longer step. Both
# together, with the **learning rate** $l_r$ to set the length:
#
# $$w^{+} = w - l_r \, \frac{\partial\mathrm{Cost}_i}{\partial w}$$
#
# The little plus means *after the step*. (The slides write it at their very
# end, for every weight of a network, S14. It is the same line.)
#
# **Predict:** with $l_r = 0.1$ and the slope 9.9, where do we land?

# %%
w = 3 - 0.1 * 9.9
print(f"w = {w:.2f}, cost {cost(3):.2f} -> {cost(w):.2f}")

# %% [markdown]
# **Notice:** one step, and the cost falls to less than a third.

# %% [markdown]
# ### Exercise 1.2 · One step downhill
#
# Return the new $w$. *(S14, for one knob; three numbers in, one number out.)*

# %% tags=["exercise"]
def step(w, slope, lr):
    """Return w after one step downhill."""
    ### BEGIN SOLUTION
    return w - lr * slope
    ### END SOLUTION


# %%
check("1.2", step)

# %% [markdown]
# ## Picture 4: and again
#
# Where we have landed, the slope is another. Measure it again, step again, and
# so on. That is **gradient descent**, all of it.
#
# **Predict:** $l_r$ stays the same. Do the steps stay as long?

# %% [markdown]
# ### Exercise 1.3 · Walk down
#
# Take `steps` steps from `w`, and return where you stand at the end. Here
# `slope` is a function: `slope(w)` is the slope at `w`. *(A function, two
# numbers and a count in, one number out.)*

# %% tags=["exercise"]
def descend(slope, w, lr, steps):
    """Return w after so many steps downhill."""
    ### BEGIN SOLUTION
    for _ in range(steps):
        w = w - lr * slope(w)
    return w
    ### END SOLUTION


# %%
check("1.3", descend)

# %% [markdown]
# Here is our walk. To draw it we keep every place we have stood on, and we
# write down the slope, $2(1.5\,w - 1.2)\cdot 1.5$, instead of nudging each
# time. (Where that formula comes from is lesson 03.)

# %%
def walk(w, lr, steps):
    places = [w]
    for _ in range(steps):
        w = w - lr * 2 * (1.5 * w - 1.2) * 1.5
        places.append(w)
    return places


for k, w in enumerate(walk(3, lr=0.1, steps=6)):
    print(f"after {k} steps  w = {w:.3f}  cost = {cost(w):7.4f}")

# %%
figures.descent_steps(
    cost, {"learning rate 0.1": walk(3, lr=0.1, steps=6)}, lo=-1.5, hi=3.5
)

# %% [markdown]
# The figure shows the valley and our seven places on it, from $w = 3$ on the
# right down to the bottom.
#
# **Notice:** the steps get shorter by themselves, because the slope does. Near
# the bottom we barely move, and that is as it should be.

# %% [markdown]
# ## Picture 5: too small, too large
#
# The slope tells the direction. How far to trust it, you must say yourself.
#
# **Predict** what happens with $l_r = 0.02$, with $0.4$, and with $0.46$.

# %%
rates = {"too small": 0.02, "large": 0.4, "too large": 0.46}
walks = {f"{what}: {lr}": walk(3, lr, 6) for what, lr in rates.items()}
figures.descent_steps(cost, walks, lo=-3, hi=4.6)

# %% [markdown]
# The figure shows six steps with each learning rate. On the left they creep: we
# are still high up. In the middle each step jumps over the bottom and lands a
# little lower on the other side. On the right each step jumps over the bottom
# and lands *higher*.

# %%
for lr in (0.02, 0.1, 0.2, 0.4, 0.46):
    w = walk(3, lr, 20)[-1]
    print(f"l_r = {lr:.2f}   20 steps   w = {w:7.3f}   cost = {cost(w):8.4f}")

# %% [markdown]
# **Notice:** too small is slow; too large is a disaster. Between good (0.2) and
# disaster (0.46) lies little more than a factor of two. For this parabola the border
# is at $1/x^2 = 0.444$. For a real network nobody knows it beforehand: you try.
# When a cost shoots up, the learning rate is the first suspect.

# %% [markdown]
# ## Picture 6: two knobs
#
# Now the machine has two knobs, $a = w x + b$, and the sample has five
# examples. You know this machine: it fits a straight line.
#
# Each example has its own $\mathrm{Cost}_i$. The cost of the sample is their
# **mean**,
#
# $$\mathrm{Cost} = \frac{1}{n} \sum_{i=0}^{n-1} \mathrm{Cost}_i$$
#
# and now it is a real landscape: two directions to walk in, and a height.

# %%
xs = np.array([-1.0, -0.4, 0.6, 1.5, 2.0])
ys = np.array([-1.2, -0.5, 0.1, 1.2, 1.1])


def mean_cost(w, b):
    return sum((w * x + b - y) ** 2 for x, y in zip(xs, ys)) / len(xs)


def slopes(w, b, xs, ys):
    """Return the slope in w and the slope in b: the gradient."""
    error = w * xs + b - ys
    return np.array([np.mean(2 * error * xs), np.mean(2 * error)])


# %% [markdown]
# Two knobs, two slopes. Write them side by side and you have the **gradient**.
# It points straight uphill. Each knob takes its own step against its own slope,
# so together they go straight downhill.

# %%
place = np.array([-1.0, 1.5])
path = [place]
for _ in range(20):
    place = place - 0.2 * slopes(*place, xs, ys)
    path.append(place)

fig = figures.landscape(
    mean_cost, path, w1=(-2, 3), w2=(-1.5, 2.5), names=("w", "b")
)
fig.axes[0].set_aspect("equal")
fig

# %% [markdown]
# The figure shows the landscape from above, with lines of equal cost like the
# contours of a hiking map. The path starts at the upper left, at $w = -1$ and
# $b = 1.5$, and goes down into the bowl, to $w = 0.81$ and $b = -0.29$.
#
# **Notice:** each step leaves its contour at a right angle. That is what
# *straight downhill* means. It is not always the way to the bottom, so the
# path bends.

# %% [markdown]
# ## One element at a time
#
# For a step we asked all five examples. With *batch_size = 1* we ask one.
#
# **Predict:** do the examples agree with each other?

# %%
print("slopes at w = -1, b = 1.5    in w    in b")
for i in range(5):
    in_w, in_b = slopes(-1, 1.5, xs[[i]], ys[[i]])
    print(f"example {i}                 {in_w:7.2f} {in_b:7.2f}")
in_w, in_b = slopes(-1, 1.5, xs, ys)
print(f"their mean                {in_w:7.2f} {in_b:7.2f}")

# %% [markdown]
# **Notice:** they quarrel. Example 2 alone wants a smaller $w$; the others want
# a larger one. Each example pulls towards its own best line. The mean is their
# vote.
#
# **Predict:** we let them pull one after the other, and take a step each time.
# What will the path look like?

# %%
place = np.array([-1.0, 1.5])
path = [place]
for i in 5 * [0, 1, 2, 3, 4]:
    place = place - 0.05 * slopes(*place, xs[[i]], ys[[i]])
    path.append(place)

fig = figures.landscape(
    mean_cost, path, w1=(-2, 3), w2=(-1.5, 2.5), names=("w", "b")
)
fig.axes[0].set_aspect("equal")
fig

# %% [markdown]
# The figure shows the same bowl and a path of 25 short steps, one example
# each, five times through the sample. It zigzags, and goes down all the same.
#
# **Notice:** each step costs a fifth of the work. It is not straight downhill
# for the sample, only for one example. On average it is right, and near the
# bottom it goes on jittering. This is the case of the slides: *training on one
# element of the training sample, batch_size = 1*.

# %% [markdown]
# ## Walk yourself
#
# Here is the bowl again, to play with. (The two maps above show the same, if
# you read this without a kernel.) **Try:**
#
# - Press *Step* a few times, then *Play*.
# - Raise $l_r$ until the walk steps across the valley; then until it flies off.
#   Where is the border?
# - Set the batch to *one*. When the walk is down: does it ever come to rest?

# %%
explorers.descent()

# %% [markdown]
# **Notice:** with one example at a time it never rests. At the bottom of the
# bowl the five slopes are not zero; only their mean is.

# %% [markdown]
# ### Exercise 1.4 · ★ One pass, one example at a time
#
# One knob again. Go through the sample once, in order. For each example take
# one step, with `slope_i(w, x, y)`, the slope for that example alone. Return
# the last $w$. *(`xs`, `ys`: lists of n numbers; one number out.)*

# %% tags=["exercise"]
def one_pass(slope_i, w, xs, ys, lr):
    """Return w after one step for each example in turn."""
    ### BEGIN SOLUTION
    for x, y in zip(xs, ys):
        w = w - lr * slope_i(w, x, y)
    return w
    ### END SOLUTION


# %%
check("1.4", one_pass)

# %% [markdown]
# ## What is missing
#
# To walk we need slopes, one for each knob. Nudging works, but it asks for two
# runs of the machine *per knob*, and a network has thousands. The rest of this
# workshop finds all the slopes at once, for the price of a few runs. Its name
# is **backpropagation**.

# %% [markdown]
# ## Recap
#
# - The cost is a landscape over the knobs; its slopes together are the
#   gradient.
# - Step against the slope: $w^+ = w - l_r\,\partial\mathrm{Cost}_i/\partial w$.
#   Too small an $l_r$ creeps, too large a one flies off.
# - batch_size = 1: one example, one step. Cheaper, and less straight.

# %% tags=["nbval-ignore-output"]
progress()

# %% [markdown]
# ## On your own
#
# - In picture 5, find the learning rate that reaches the bottom in a single
#   step. Why is it half of the border?
# - A landscape with two valleys: walk down $w^4 - 3w^2 + w$ from $w = 2$ and
#   from $w = -2$. Its slope is $4w^3 - 6w + 1$; take $l_r = 0.02$. Do you end
#   in the same place?
# - Let the five examples pull in another order. Do you end in the same place?
#
# **Next:** a machine with more neurons than one.
# [02 · Compute a chain of neurons](02_one_neuron_chain.ipynb)

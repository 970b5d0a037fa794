# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3 (ipykernel), language: python, name: python3}
# ---

# %% [markdown]
# # Go downhill
#
# *Slides: “Gradient descent”, all six, S1* · **35 minutes**
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
#
# After a restart of the kernel: *Run*, *Run All Cells*.

# %%
import numpy as np

from workshop_lib import explorers, figures
from workshop_lib.checker import answer, check, hint, predict, progress

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

# %%
predict("1.a", 0.8)

# %%
def cost(w):
    return (w * 1.5 - 1.2) ** 2


figures.cost_curve(
    cost, points=[3], lo=-1.5, hi=3.5, xlabel="w", title="You stand at w = 3"
)

# %%
answer("1.a")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# The figure shows the cost for every $w$. It is a valley, with its bottom at
# $w = 1.2 / 1.5 = 0.8$, where the cost is 0. We stand at $w = 3$, high on the
# right, with a cost of 10.89.
#
# </details>
#
# *You* see the whole valley. The machine does not: it knows the cost only where
# it stands, as if the landscape were in thick fog. How does it get down?

# %% [markdown]
# ## Picture 2: the slope where you stand
#
# You can measure whether it goes up or down. Change $w$ a little, and compute
# the cost again. That is a **nudge**. The cost changes by the **rise**, $w$ by
# the **run**, and
#
# $$\text{slope} \approx \frac{\text{rise}}{\text{run}}$$

# %%
for w in (2.9, 3.0, 3.1):
    print(f"cost({w}) = {cost(w):7.4f}")

# %% [markdown]
# More $w$, more cost: at $w = 3$ the slope is positive. How large is it? Start
# at 3 and nudge by 0.1, first to the right, then to the left.

# %%
predict("1.b", "c")

# %%
print(f"to the right, 3.0 to 3.1: {(cost(3.1) - cost(3.0)) / 0.1:.3f}")
print(f"to the left,  2.9 to 3.0: {(cost(3.0) - cost(2.9)) / 0.1:.3f}")
answer("1.b")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# The curve bends. On the right it is steeper than at $w = 3$, so 10.125 is too
# large. On the left it is flatter, so 9.675 is too small. The true slope lies
# between.
#
# </details>

# %% [markdown]
# ### Exercise 1.1 · Find a slope by nudging
#
# A nudge to the right is wrong to one side, a nudge to the left to the other.
# So use both at once: start at the place on the left, and end at the place on
# the right. What is the rise then, and what is the run?
#
# Return the slope of `cost` at `w`, measured with a nudge of `eps` to either
# side. The argument `cost` is a function: `cost(2.0)` is the cost at 2.
# *(A function and two numbers in, one number out.)*
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
# <details open><summary><b>After your answer</b></summary>
#
# This is the **central difference**:
#
# $$\text{slope} \approx
# \frac{\mathrm{Cost}(w + \varepsilon) - \mathrm{Cost}(w - \varepsilon)}
# {2\,\varepsilon}$$
#
# At $w = 3$, with $\varepsilon = 0.1$, it gives $1.98 / 0.2 = 9.9$. The two
# errors cancel; for a parabola they cancel to the last digit.
#
# </details>

# %%
figures.cost_curve(
    cost, points=[3], tangent_at=3, lo=-1.5, hi=3.5, xlabel="w",
    title="The tangent at w = 3",
)  # fmt: skip

# %% [markdown]
# The figure shows the same valley with the tangent at $w = 3$. It goes up to
# the right with slope 9.9.

# %% [markdown]
# ## Picture 3: one step
#
# The slope is positive: to the right it goes up. We want to go down, so we
# take a step the other way. If the slope were negative, we would step to the
# right: **always against the slope.**
#
# How long is the step? The steeper, the longer: its length is the slope times
# a number that we choose. This number is the **learning rate** $l_r$.

# %% [markdown]
# ### Exercise 1.2 · One step downhill
#
# You are at `w`, where the slope is `slope`. Return the new $w$, after one
# step. *(S14, for one knob; three numbers in, one number out.)*

# %% tags=["exercise"]
def step(w, slope, lr):
    """Return w after one step downhill."""
    ### BEGIN SOLUTION
    return w - lr * slope
    ### END SOLUTION


# %%
check("1.2", step)

# %% [markdown]
# <details open><summary><b>After your answer</b></summary>
#
# $$w^{+} = w - l_r \, \frac{\partial\mathrm{Cost}_i}{\partial w}$$
#
# The little plus means *after the step*, and the fraction is the slides' sign
# for the slope. (The slides write this line at their very end, for every weight
# of a network, S14.)
#
# The one minus sign is right for both directions. A positive slope makes $w$
# smaller, a negative slope makes it larger.
#
# With $l_r = 0.1$, one step takes us from 3 to $3 - 0.1 \cdot 9.9 = 2.01$. The
# cost falls from 10.89 to 3.29, less than a third.
#
# </details>

# %% [markdown]
# ## Picture 4: and again
#
# In the new place the slope is another. Measure it again, step again, and so
# on. That is **gradient descent**, all of it.

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
# Next comes our walk. To draw it we keep every place where we have been.
# Instead of nudging each time, we use the formula $2(1.5\,w - 1.2)\cdot 1.5$ for
# the slope. (Lesson 03 tells where it comes from.)

# %%
predict("1.c", "a")

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

# %%
answer("1.c")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# The figure shows the valley and our seven places on it, from $w = 3$ on the
# right down to the bottom. The steps get shorter by themselves, because the
# slope does. Near the bottom we hardly move, and that is as it should be.
#
# </details>

# %% [markdown]
# ## Picture 5: too small, too large
#
# The slope tells the direction. How long the step is, you decide with $l_r$.
# We try 0.02, then 0.4, then 0.46.

# %%
predict("1.d", "d")

# %%
rates = 0.02, 0.4, 0.46
walks = {f"learning rate {lr}": walk(3, lr, 6) for lr in rates}
figures.descent_steps(cost, walks, lo=-3, hi=4.6)

# %%
for lr in (0.02, 0.1, 0.2, 0.4, 0.46):
    w = walk(3, lr, 20)[-1]
    print(f"l_r = {lr:.2f}   20 steps   w = {w:7.3f}   cost = {cost(w):8.4f}")
answer("1.d")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# The figure shows six steps with each learning rate. On the left they are so
# short that we are still high up. In the middle each step crosses the bottom
# and ends a little lower on the other side. On the right each step crosses the
# bottom and ends *higher*.
#
# **Where is the border?** The slope is $2(wx - y)\,x = 2x^2\,(w - 0.8)$, for
# $y/x = 0.8$ is the bottom. So one step turns the distance $w - 0.8$ into
#
# $$w^+ - 0.8 = (1 - 2\,l_r x^2)\,(w - 0.8)$$
#
# It becomes shorter as long as the bracket lies between $-1$ and $1$, that is
# for $l_r < 1/x^2 = 0.444$. An $l_r$ that is too large (0.46) is little more
# than twice a good one (0.2).
#
# </details>
#
# For a real network nobody knows beforehand how large $l_r$ may be: you try.
# When a cost grows, look at the learning rate first.

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
# The figure shows the landscape from above, with lines of equal cost like those
# of a hiking map. The path starts at the upper left, at $w = -1$ and $b = 1.5$,
# and goes down into the bowl, to $w = 0.80$ and $b = -0.29$.
#
# Each step leaves its line at a right angle. That is what *straight downhill*
# means. It is not always the way to the bottom, so the path bends.

# %% [markdown]
# ## One element at a time
#
# For a step we asked all five examples. With *batch_size = 1* we ask one. First
# we ask each of them for its slopes at the start of the path, $w = -1$ and
# $b = 1.5$.

# %%
predict("1.e", "c")

# %%
print("slopes at w = -1, b = 1.5    in w    in b")
for i in range(5):
    in_w, in_b = slopes(-1, 1.5, xs[[i]], ys[[i]])
    print(f"example {i}                 {in_w:7.2f} {in_b:7.2f}")
in_w, in_b = slopes(-1, 1.5, xs, ys)
print(f"their mean                {in_w:7.2f} {in_b:7.2f}")
answer("1.e")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# They do not agree. Example 2 alone wants a smaller $w$, the others a larger
# one. Each example would have its own best line. A step with all of them
# follows the mean.
#
# </details>
#
# Now they take turns, one step each, 100 times through the sample. For that
# $l_r$ must be smaller than the 0.2 of the last path. A step for one example
# changes $w$ by $-2\,l_r x$ times its error, and $b$ by $-2\,l_r$ times its
# error. So its answer $wx + b$ changes by $-2\,l_r (x^2 + 1)$ times the error,
# and the border is $l_r = 1/(x^2 + 1)$. For $x = 2$ that is 0.2: example 4 alone
# would jump from side to side and come no nearer. We take $l_r = 0.05$.

# %%
predict("1.f", "b")

# %%
place = np.array([-1.0, 1.5])
path = [place]
for i in 100 * [0, 1, 2, 3, 4]:
    place = place - 0.05 * slopes(*place, xs[[i]], ys[[i]])
    path.append(place)

fig = figures.landscape(
    mean_cost, path, w1=(-2, 3), w2=(-1.5, 2.5), names=("w", "b")
)
fig.axes[0].set_aspect("equal")
fig

# %%
fig = figures.landscape(
    mean_cost, path[-6:], w1=(0.74, 0.86), w2=(-0.34, -0.25), names=("w", "b"),
    title="The last five steps",
)  # fmt: skip
fig.axes[0].set_aspect("equal")
fig

# %%
answer("1.f")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# The first figure shows the same bowl and a path of 500 short steps. It goes
# in zigzag, but it goes down. The second figure shows the last five steps, about
# forty times as large. They go round: after five steps, one for each example,
# the walk is where it was. It never comes to rest. At the bottom of the bowl
# the five slopes are not zero; only their mean is.
#
# </details>
#
# Each of these steps costs a fifth of the work. It is straight downhill for one
# example, not for the sample, but on average it is right. This is the case of
# the slides: *training on one element of the training sample, batch_size = 1*.

# %% [markdown]
# ## Walk yourself
#
# Here is the bowl again, to play with. (The maps above show the same, if you
# read this without a kernel.) **Try:**
#
# - Press *Step* a few times, then *Play*.
# - Raise $l_r$ until the walk steps across the valley; then until it leaves
#   the bowl. Where is the border?
# - Set the batch to *one*. What does a step do to the cost of its own example,
#   and what to the mean cost?

# %%
explorers.descent()

# %% [markdown]
# <details open><summary><b>After you tried it</b></summary>
#
# With all five examples the walk steps across the valley from about
# $l_r = 0.4$ on. At 0.50 it still comes down, at 0.56 it leaves the bowl: the
# border is 0.53.
#
# With one example at a time, a step that makes the cost of its own example
# smaller can make the mean cost larger. The step is not too long; the other
# examples want something else. Only above $l_r = 0.2$, the border of example 4,
# a step is too long for its own example.
#
# </details>

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
#   With too small an $l_r$ it is slow, with too large a one the cost grows.
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
# - Let the five examples take turns in another order. Do you end in the same
#   place?

# %% [markdown] tags=["solution"]
# - $l_r = 1/(2x^2) = 0.222$. Then the bracket $1 - 2\,l_r x^2$ is 0. At the
#   border it is $-1$, so twice as much has been taken away from 1.
# - No: from 2 you end at $w = 1.131$, with a cost of $-1.07$, from $-2$ at
#   $w = -1.301$, with a cost of $-3.51$. Gradient descent finds the bottom of
#   the valley that it starts in, not the deepest one.
# - Not quite. After 100 passes the order 0, 1, 2, 3, 4 ends at
#   $w = 0.770$, $b = -0.301$, the order 4, 3, 2, 1, 0 at $w = 0.826$,
#   $b = -0.291$. Both are near the bottom, $w = 0.805$, $b = -0.295$.

# %% [markdown]
# **Next:** a machine with more neurons than one.
# [02 · Compute a chain of neurons](02_one_neuron_chain.ipynb)

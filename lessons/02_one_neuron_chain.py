# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3 (ipykernel), language: python, name: python3}
# ---

# %% [markdown]
# # Compute a chain of neurons
#
# *Slides: “Network where each layer has a single neuron in it”, up to
# $a^{(L)} = f(z^{(L)})$, S2–S3* · **30 minutes**
#
# **You will do**
# - compute one neuron, then a chain of them
# - write the cost of the chain
# - turn every knob once, and watch the cost
#
# **You will learn**
# - what $w$, $b$, $z$, $a$ and $f$ are
# - to read the slides' superscripts
# - that the cost is a function of *every* weight and bias
#
# **You need**
# - lesson 00: the keys, `check` and `hint`
# - lesson 01 if you have time: the cost as a landscape
#
# After a restart of the kernel: *Run*, *Run All Cells*.

# %%
from workshop_lib import activations, chain, data, diagrams
from workshop_lib import explorers, figures
from workshop_lib.checker import answer, check, hint, predict, progress

# %% [markdown]
# ## Before you begin
#
# Two questions on what you have seen so far. Answer, then run the third cell.

# %%
predict("2.a", 0.1)

# %%
predict("2.b", "b")

# %%
answer("2.a", "2.b")

# %% [markdown]
# ## A network where each layer has a single neuron
#
# A real network has many neurons side by side. For what we want to understand
# one per layer is enough, and the formulas are short. So here is the network
# of the slides: a **chain**.

# %%
w, b, x, y = data.example_chain()
diagrams.chain(w, b)

# %% [markdown]
# The picture shows the input on the left, and then three **layers** with one
# neuron each. The last one gives the answer. On each arrow stands a **weight**
# $w$, and each neuron has a **bias** $b$. So there are six numbers that can be
# changed; we call them the knobs. The dashed arrow has a negative weight.
#
# The superscript in brackets is the layer. $w^{(2)}$ is the weight *into* layer
# 2; it is no power. The input counts as layer 0. In code the layer is the key
# of a dict: `w[2]`.

# %%
for L in w:
    print(f"layer {L}:  w = {w[L]:4}   b = {b[L]:4}")

# %% [markdown]
# These six numbers stay with us through lessons 02, 03 and 04, and so do the
# input, $x = 0.6$, and the target, $y = 0.9$.

# %% [markdown]
# ## What one neuron does
#
# It takes what comes in, $a^{(L-1)}$. It multiplies by its weight and adds its
# bias. That sum is called $z$:
#
# $$z^{(L)} = w^{(L)} a^{(L-1)} + b^{(L)}$$
#
# Then it applies a fixed function $f$ and passes the result on:
#
# $$a^{(L)} = f(w^{(L)} a^{(L-1)} + b^{(L)}) = f(z^{(L)})
# \qquad \text{(S3)}$$
#
# $f$ is the **activation function**, and $a$ is the **activation**. The input
# is the activation of layer 0: $a^{(0)} = x$.
#
# Our $f$ is the **sigmoid**, $f(z) = 1/(1 + e^{-z})$.

# %%
f = activations.sigmoid.f

for z_test in (-10, -1, 0, 1, 10):
    print(f"f({z_test:3d}) = {f(z_test):.4f}")

# %% [markdown]
# The sigmoid is always between 0 and 1, and ½ in the middle. Far out on either
# side it hardly changes any more. That will matter in lesson 03.

# %%
figures.activation_plot([activations.sigmoid, activations.tanh])

# %% [markdown]
# The figure shows two activation functions on the left: the sigmoid climbs from
# 0 to 1, tanh from −1 to 1. On the right it shows how steep each of them is at
# $z$. That slope is written $f'(z)$; lesson 03 uses it.

# %% [markdown]
# ### Exercise 2.1 · One neuron
#
# Return `z` and `a`, in this order. You are given the weight, what comes in,
# the bias, and the activation function `f`. *(S3; numbers, and `f` is a
# function of one number.)*
#
# Stuck? Run `hint("2.1")` in a new cell. Each call tells you a little more.

# %% tags=["exercise"]
def neuron(w, a_prev, b, f):
    """Return z and a of one neuron."""
    ### BEGIN SOLUTION
    z = w * a_prev + b
    a = f(z)
    return z, a
    ### END SOLUTION


# %%
check("2.1", neuron)

# %% [markdown]
# ## Why is there an f?
#
# Suppose that $f(z) = z$: the neurons only multiply and add. Is it worth having
# three such layers instead of one?

# %%
predict("2.c", "d")

# %%
for x_test in (-2, -1, 0, 1, 2):
    _, with_f = chain.forward(w, b, x_test, activations.sigmoid)
    _, without = chain.forward(w, b, x_test, activations.identity)
    print(f"x = {x_test:2d}   with f: {with_f[3]:.3f}", end="   ")
    print(f"without f: {without[3]:6.3f}")
answer("2.c")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# Without $f$ the answer falls by 2.142 at each step, from −2 to 2: a straight
# line. One neuron gives the same line, with
# $w = 0.9 \cdot (-1.4) \cdot 1.7 = -2.142$ and
# $b = 1.7\,(-1.4 \cdot (-0.2) + 0.4) - 0.5 = 0.656$. With $f$ the steps are
# unequal. It is $f$ that makes more than one layer useful.
#
# </details>

# %% [markdown]
# ## Down the chain
#
# Now with $f$, layer by layer. What one neuron passes on is what the next one
# takes in. The first step: $x = 0.6$, $w^{(1)} = 0.9$, $b^{(1)} = -0.2$.

# %%
z1 = w[1] * x + b[1]
print(f"z(1) = {z1:.2f}")
print(f"a(1) = {f(z1):.4f}")

# %% [markdown]
# ### Exercise 2.2 · The chain, forward
#
# Return two dicts, `z` and `a`, keyed by the layer: `z[1]`, `z[2]`, …, and
# `a[0]`, `a[1]`, …, where `a[0]` is the input. `w` and `b` are dicts such as
# ours; the chain may have any length. *(S3 for every layer.)*

# %% tags=["exercise"]
def forward(w, b, x, f):
    """Return z and a of every layer, a[0] being the input."""
    ### BEGIN SOLUTION
    z, a = {}, {0: x}
    for L in w:
        z[L] = w[L] * a[L - 1] + b[L]
        a[L] = f(z[L])
    return z, a
    ### END SOLUTION


# %%
check("2.2", forward)

# %% [markdown]
# Here is the whole chain, computed by the library.

# %%
z, a = chain.forward(w, b, x, activations.sigmoid)
diagrams.chain(w, b, a=a, z=z, y=y)

# %% [markdown]
# The picture shows each neuron with its two halves: $z$ on the left, $a$ on the
# right, and $f$ where they meet.

# %%
for L in a:
    print(f"a({L}) = {a[L]:.4f}")

# %% [markdown]
# These are the input and what the three layers pass on: **0.6, 0.5842, 0.3970,
# 0.5436.** You will meet them again.

# %% [markdown]
# ## The cost of the chain
#
# The chain says 0.5436. The target is $y = 0.9$. The **cost** of this one
# example is the square of the difference:
#
# $$\mathrm{Cost}_i\,(w^{(1)}, \dots, w^{(L)}, b^{(1)}, \dots, b^{(L)})
# = (a^{(L)} - y)^2 \qquad \text{(S2)}$$
#
# Here $L$ is the last layer. The index $i$ says which example; we have only
# one for now.
#
# Look at the brackets on the left. The input and the target are given. What we
# can turn are the weights and the biases, and **the cost depends on every one
# of them**: each has its part in $a^{(L)}$.

# %%
cost = chain.cost(a[3], y)
print(f"Cost_i = ({a[3]:.4f} - {y})^2 = {cost:.4f}")
diagrams.chain(w, b, a=a, z=z, y=y, cost=cost, lit=["a3", "y", "cost"])

# %% [markdown]
# The picture shows the chain with its end lit: the answer, the target, and the
# cost that compares them.

# %% [markdown]
# ### Exercise 2.3 · The cost of a chain
#
# From the knobs to the cost in one function: go forward, then compare.
# *(S2, S3; `w`, `b` are dicts, the rest are numbers; one number out.)*

# %% tags=["exercise"]
def cost_of_chain(w, b, x, y, f):
    """Return Cost_i of one example."""
    ### BEGIN SOLUTION
    a = x
    for L in w:
        a = f(w[L] * a + b[L])
    return (a - y) ** 2
    ### END SOLUTION


# %%
check("2.3", cost_of_chain)

# %% [markdown]
# ## Turn every knob
#
# We have six knobs. We turn one at a time from −6 to 6, and leave the other five
# as they are. Which of the six can change the cost most?

# %%
predict("2.d", "d")

# %%
def cost_at(w, b):
    z, a = chain.forward(w, b, x, activations.sigmoid)
    return chain.cost(a[3], y)


figures.knobs(cost_at, w, b)

# %%
def span(costs):
    return max(costs) - min(costs)


turns = [v / 10 for v in range(-60, 61)]
for L in w:
    by_w = span([cost_at(w | {L: v}, b) for v in turns])
    by_b = span([cost_at(w, b | {L: v}) for v in turns])
    print(f"layer {L}: the cost changes by {by_w:.2f} (w), {by_b:.2f} (b)")
answer("2.d")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# The figure shows six curves: the cost as each knob goes from −6 to 6. The
# weights are in the upper row, the biases in the lower, layers 1 to 3 from left
# to right. The marks show where we are: on all six at the same height, 0.127.
#
# $b^{(3)}$ can change the cost most, by 0.80, and $w^{(3)}$ by 0.72. The knobs of
# layer 1 change it by 0.09 only, whatever you do: what they change goes through
# two more neurons, and each makes it smaller. We come back to that in lesson 04.
#
# The dashed lines are the tangents at the marks. Their six slopes are what we
# look for in the next two lessons.
#
# </details>

# %% [markdown]
# ## Turn them yourself
#
# The same chain, with a slider for each number. (The figure above shows what
# the sliders do, one at a time.) **Try:**
#
# - Move one slider and look which numbers change.
# - Bring the cost below 0.001. Which slider did it?

# %%
predict("2.e", "c")

# %%
explorers.chain("cost")

# %%
answer("2.e")

# %% [markdown]
# <details open><summary><b>After you tried it</b></summary>
#
# One slider alone does it: $b^{(3)}$, for example at 1.5. With
# $w^{(3)}$ at its end, 3, the cost is still 0.055.
#
# </details>

# %% [markdown]
# ## Recap
#
# - A neuron: $z^{(L)} = w^{(L)} a^{(L-1)} + b^{(L)}$, then
#   $a^{(L)} = f(z^{(L)})$ (S3).
# - A chain: what one passes on, the next takes in; `a[0]` is the input.
# - $\mathrm{Cost}_i = (a^{(L)} - y)^2$ is a function of every $w$ and every $b$
#   (S2).

# %% tags=["nbval-ignore-output"]
progress()

# %% [markdown]
# ## On your own
#
# - How low can you bring the cost with the knobs of layers 1 and 2 alone? Why
#   no lower?
# - Replace the sigmoid by `activations.tanh`. Is the target within its reach?
#   And would $y = 1.2$ be?
# - Write the whole chain of three layers as one formula, without $z$ and $a$.
#   Count the brackets.

# %% [markdown] tags=["solution"]
# - To 0.0173, and no lower. Layers 1 and 2 decide $a^{(2)}$, which stays below 1.
#   So $z^{(3)} = 1.7\,a^{(2)} - 0.5$ stays below 1.2, and the answer below
#   $f(1.2) = 0.769$: the cost stays above $(0.769 - 0.9)^2 = 0.0173$.
# - tanh gives every number between −1 and 1, so 0.9 is within its reach, although
#   these six numbers give −0.537. 1.2 is not: the cost stays above
#   $(1 - 1.2)^2 = 0.04$.
# - $f\big(w^{(3)} f(w^{(2)} f(w^{(1)} x + b^{(1)}) + b^{(2)}) + b^{(3)}\big)$: three
#   pairs of brackets, one in the other. With $z$ and $a$ it is one short line
#   per layer.

# %% [markdown]
# **Next:** one of the six slopes, by hand.
# [03 · Derive the chain rule](03_chain_rule.ipynb)

# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3 (ipykernel), language: python, name: python3}
# ---

# %% [markdown]
# # Go back through layers
#
# *Slides: “Network where each layer has more than one neuron in it”,
# $\partial\mathrm{Cost}_i/\partial w_{jk}^{(L)}$ and “Sum over layer L”,
# S12 and S13* · **30 minutes**
#
# **You will do**
# - derive one weight's slope, then all of them as one product
# - follow every path from one neuron to the cost
# - find the bug behind the numbers of a well-known example
#
# **You will learn**
# - where the sum over $j$ comes from
# - what the slides leave out: biases, and the hidden layers
# - in which order gradients and updates must come
#
# **You need**
# - the chain of lessons 03 and 04: how wrong, how steep, how loud
# - the product of two matrices; lesson 05 helps, the next cells repeat it

# %%
import numpy as np

from workshop_lib import activations, data, diagrams, explorers, network
from workshop_lib.checker import check, compare, hint, progress

# %% [markdown]
# ## Where we stand
#
# Two inputs, three hidden neurons, two outputs. $w_{jk}^{(L)}$, in Python
# `w[L][j, k]`, goes *to* neuron $j$ of layer $L$, *from* neuron $k$ of the
# layer before. Each neuron sums what arrives, and applies $f$:
#
# $$z_j^{(L)} = \sum_k w_{jk}^{(L)}\, a_k^{(L-1)} + b_j^{(L)}, \qquad
# a_j^{(L)} = f(z_j^{(L)}) \qquad \text{(S11)}$$
#
# $$\mathrm{Cost}_i = \sum_j (a_j^{(L)} - y_j)^2 \qquad \text{(S1)}$$

# %%
np.set_printoptions(precision=4, suppress=True)  # print four decimals

w, b, x, y = data.example_network()
act = activations.sigmoid
z, a = network.forward(w, b, x, act)
cost = network.cost(a[2], y)
diagrams.network(w, b, a=a, z=z, y=y, cost=cost)

# %% [markdown]
# The picture shows the way forward. The outputs are 0.461 and 0.654, the
# targets 0.9 and 0.2, and this one example costs 0.398.
#
# **The question of this lesson:** how sensitive is the cost to each of the 12
# weights and 5 biases?

# %% [markdown]
# ## One weight of the last layer
#
# Take $w_{10}^{(2)} = -0.2$, the weight to the lower output from the topmost
# hidden neuron.
#
# **Predict:** nudge it. Which $z$ and which $a$ move, and which stay?

# %%
w_up = {1: w[1], 2: w[2].copy()}
w_up[2][1, 0] += 0.01
_, a_up = network.forward(w_up, b, x, act)
print("hidden a:", a[1].T, "->", a_up[1].T)
print("output a:", a[2].T, "->", a_up[2].T)

# %%
diagrams.network(
    w, b, a=a, z=z, y=y, cost=cost,
    lit=[("w", 2, 1, 0), ("z", 2, 1), ("a", 2, 1), "cost"],
)

# %% [markdown]
# The picture lights the road: from the weight into $z_1^{(2)}$, through $f$ to
# $a_1^{(2)}$, and into the cost.
#
# **Notice:** only the lower output moved. A weight of the last layer touches
# one output: there is **one road**, as in the chain. So S4 holds again, with
# indices on it:
#
# $$\frac{\partial\mathrm{Cost}_i}{\partial w_{jk}^{(L)}} =
# \frac{\partial\mathrm{Cost}_i}{\partial a_j^{(L)}}\;
# \frac{\partial a_j^{(L)}}{\partial z_j^{(L)}}\;
# \frac{\partial z_j^{(L)}}{\partial w_{jk}^{(L)}} =
# \underbrace{2\,(a_j^{(L)} - y_j)}_{\text{how wrong}}\;
# \underbrace{f'(z_j^{(L)})}_{\text{how steep}}\;
# \underbrace{a_k^{(L-1)}}_{\text{how loud}} \qquad \text{(S12)}$$
#
# How wrong and how steep belong to the neuron the weight goes **to**. How loud
# belongs to the neuron it comes **from**.

# %%
how_wrong = 2 * (a[2][1, 0] - y[1, 0])
how_steep = act.f_prime(z[2], a[2])[1, 0]
how_loud = a[1][0, 0]
print(f"{how_wrong:.4f} x {how_steep:.4f} x {how_loud:.4f}", end=" = ")
print(f"{how_wrong * how_steep * how_loud:.4f}")

# %% [markdown]
# And the judge, a nudge of $10^{-5}$ to either side:

# %%
def cost_with(w, b):
    _, a = network.forward(w, b, x, act)
    return network.cost(a[2], y)


costs = []
for eps in (1e-5, -1e-5):
    w_moved = {1: w[1], 2: w[2].copy()}
    w_moved[2][1, 0] += eps
    costs.append(cost_with(w_moved, b))
print(f"nudge: {(costs[0] - costs[1]) / 2e-5:.4f}")

# %% [markdown]
# ### Exercise 6.1 · One weight of the last layer
#
# Return $\partial\mathrm{Cost}_i/\partial w_{jk}^{(L)}$ for one example, a
# number. `z`, `a`, `y` are columns of the last layer, of shape $(n_L, 1)$;
# `a_prev` is the column before it, $(n_{L-1}, 1)$. `f_prime(z)` is the slope
# at $z$. *(S12)*

# %% tags=["exercise"]
def dcost_dw_jk(a_prev, z, a, y, f_prime, j, k):
    """Return dCost_i/dw_jk of the last layer, one example (S12)."""
    ### BEGIN SOLUTION
    return 2 * (a[j, 0] - y[j, 0]) * f_prime(z[j, 0]) * a_prev[k, 0]
    ### END SOLUTION


# %%
check("6.1", dcost_dw_jk)

# %% [markdown]
# ## A bias, which the slides leave to you
#
# In $z_j$ the bias stands alone: $\partial z_j/\partial b_j = 1$. So nothing
# is loud or silent, and the road is one factor shorter:
#
# $$\frac{\partial\mathrm{Cost}_i}{\partial b_j^{(L)}} =
# 2\,(a_j^{(L)} - y_j)\; f'(z_j^{(L)})$$
#
# The same two factors stand in front of every weight that arrives at neuron
# $j$. They are the slope for $z_j$ itself, and they deserve a name: `dz`. In
# this workshop `dX` is always $\partial\mathrm{Cost}/\partial X$, and has the
# shape of $X$. (Many books write $\delta_j$ for our `dz`.)

# %%
dz2 = 2 * (a[2] - y) * act.f_prime(z[2], a[2])
print("dz of layer 2:", dz2.T)

# %% [markdown]
# ## All weights of the layer at once
#
# $\partial\mathrm{Cost}_i/\partial w_{jk} = dz_j\, a_k$: every $j$ with every
# $k$. A column times a row does exactly that.
#
# **Predict:** `dz2` is (2, 1) and `a[1].T` is (1, 3). Which shape has their
# product? Where in it is the number from above?

# %%
dw2 = dz2 @ a[1].T
print(dw2)

# %% [markdown]
# **Notice:** `dw2` has the shape of `w[2]`, as it must: one slope for each
# weight, in the weight's own place. Row 1, column 0 is 0.14.
#
# Read the axes: `dz2` is ($j$, example), `a[1].T` is (example, $k$). The inner
# axis is *example*. So with $n$ columns the same line **sums over the
# examples**, and we get S7 for free:
#
# $$\frac{\partial\mathrm{Cost}}{\partial w_{jk}} =
# \frac1n \sum_{i=0}^{n-1} \frac{\partial\mathrm{Cost}_i}{\partial w_{jk}}$$
#
# Only the $1/n$ is missing. We put it into `dz`, once; everything that is
# computed from `dz` inherits it.

# %% [markdown]
# ### Exercise 6.2 · The last layer, all weights, n examples
#
# Return `dw` of shape $(n_L, n_{L-1})$ and `db` of shape $(n_L, 1)$, the
# gradient of the **mean** Cost. `z`, `a`, `y` have shape $(n_L, n)$, `a_prev`
# $(n_{L-1}, n)$. For `db`, think: all examples share one bias.
# `dz.sum(axis=1, keepdims=True)` sums over the columns and keeps a column.
# *(S12, S7)*

# %% tags=["exercise"]
def last_layer(a_prev, z, a, y, f_prime):
    """Return dw and db of the last layer, of the mean Cost (S12, S7)."""
    ### BEGIN SOLUTION
    n = y.shape[1]
    dz = 2 * (a - y) * f_prime(z) / n
    dw = dz @ a_prev.T
    db = dz.sum(axis=1, keepdims=True)
    return dw, db
    ### END SOLUTION


# %%
check("6.2", last_layer)

# %% [markdown]
# ## All paths from one neuron
#
# Now one layer back. How sensitive is the cost to a **hidden** neuron, say to
# $a_0^{(1)}$?
#
# **Predict:** nudge $a_0^{(1)}$. Which outputs move now?

# %%
diagrams.network(
    w, b, a=a, z=z, y=y, cost=cost,
    lit=[("a", 1, 0), ("w", 2, 0, 0), ("w", 2, 1, 0), ("z", 2, 0),
         ("z", 2, 1), ("a", 2, 0), ("a", 2, 1), "cost"],
)

# %% [markdown]
# The picture lights two paths from $a_0^{(1)}$ to the cost. One goes through
# the upper output, the other through the lower one.
#
# Along each path the chain rule multiplies. But a nudge takes **both** at once,
# and both effects arrive in the same cost. So they **add up**:
#
# $$\frac{\partial\mathrm{Cost}_i}{\partial a_k^{(L-1)}} =
# \sum_{j=0}^{n_L-1}
# \frac{\partial\mathrm{Cost}_i}{\partial a_j^{(L)}}\;
# \frac{\partial a_j^{(L)}}{\partial z_j^{(L)}}\;
# \frac{\partial z_j^{(L)}}{\partial a_k^{(L-1)}} =
# \sum_j dz_j^{(L)}\, w_{jk}^{(L)} \qquad \text{(S13)}$$
#
# The slide says “Sum over layer L”: over the **neurons $j$ of layer $L$**,
# all those to which neuron $k$ speaks. The last factor is $w_{jk}$, because
# in $z_j$ it stands in front of $a_k$.

# %%
for k in range(3):
    paths = [dz2[j, 0] * w[2][j, k] for j in range(2)]
    print(f"k = {k}:  upper {paths[0]:7.4f}  lower {paths[1]:7.4f}", end="  ")
    print(f"sum {sum(paths):7.4f}")

# %% [markdown]
# **Notice** the last line. Through the upper output, more of $a_2^{(1)}$ would
# help (−0.0654). Through the lower one it would hurt (+0.2260). A hidden
# neuron serves several masters; the sum decides.
#
# The judge again: nudge the three hidden activations, and go on from there.

# %%
def cost_from_hidden(a1):
    return network.cost(act.f(w[2] @ a1 + b[2]), y)


for k in range(3):
    eps = np.zeros((3, 1))
    eps[k] = 1e-5
    rise = cost_from_hidden(a[1] + eps) - cost_from_hidden(a[1] - eps)
    print(f"k = {k}:  nudge {rise / 2e-5:7.4f}")

# %% [markdown]
# ### Exercise 6.3 · All paths from one neuron
#
# Return $\partial\mathrm{Cost}_i/\partial a_k^{(L-1)}$, a number, for one
# example. `w` is the matrix of the last layer, `z`, `a`, `y` are its columns,
# `k` is the neuron before it. *(S13)*

# %% tags=["exercise"]
def dcost_da_k(w, z, a, y, f_prime, k):
    """Return dCost_i/da_k of the layer before the last (S13)."""
    ### BEGIN SOLUTION
    total = 0.0
    for j in range(len(w)):
        total += 2 * (a[j, 0] - y[j, 0]) * f_prime(z[j, 0]) * w[j, k]
    return total
    ### END SOLUTION


# %%
check("6.3", dcost_da_k)

# %% [markdown]
# ## The sum is a product with the transpose
#
# For all $k$ at once, S13 is again a matrix product. The index that is summed
# is $j$, the **row** of $w$. So we need $w$ on its side, `w[2].T`:
#
# $$da^{(L-1)} = \left(w^{(L)}\right)^{\mathsf T} dz^{(L)}$$

# %%
da1 = w[2].T @ dz2
print("w[2].T", w[2].T.shape, "@ dz2", dz2.shape, "=", da1.shape)
print("da of layer 1:", da1.T)

# %% [markdown]
# **Notice:** the three sums from above. Going forward, a neuron collects what
# arrives, along a row of $w$. Going back, it collects what it has caused, along
# a column. Same weights, other direction: that is all the transpose means.

# %% [markdown]
# ## A hidden layer is a layer
#
# What do we know about layer 1? Its `da`. In the last layer `da` was
# $2(a - y)$. A hidden neuron has no target; but somebody has told it its `da`,
# and that is all it needs. The rest is as before:
#
# $$dz^{(1)} = da^{(1)}\, f'(z^{(1)}), \qquad
# dw^{(1)} = dz^{(1)} \left(a^{(0)}\right)^{\mathsf T}, \qquad
# db^{(1)} = dz^{(1)}$$
#
# The slides do not write these lines. They are the whole of “iterate
# backwards”: **each layer receives `da`, uses it, and hands a `da` to the
# layer before.**

# %%
dz1 = da1 * act.f_prime(z[1], a[1])
dw1 = dz1 @ a[0].T
print("dz of layer 1:", dz1.T)
print(dw1)

# %%
diagrams.network(
    w, b, a=a, z=z, y=y, cost=cost, dw={1: dw1, 2: dw2},
    db={1: dz1, 2: dz2}, da={1: da1, 2: 2 * (a[2] - y)}, dz={1: dz1, 2: dz2},
)

# %% [markdown]
# The picture shows the way forward and, in vermilion, the way back: every
# weight with its `dw`, every neuron with its `dz` and `da`. A bias has the slope
# of its neuron's $z$: `db` is `dz`. With the 12 `dw` these are all 17 slopes.
#
# Now walk through it yourself, one value at a time. Before you press *Next*, say
# what comes: from which values, and along which edges?

# %%
explorers.backprop("network")

# %% [markdown]
# The explorer ends where the picture above stands: after the way forward it
# turns, and fills in the slopes from the cost back to the first layer.

# %% [markdown]
# ### Exercise 6.4 · One layer further back
#
# Return `dz`, `dw` and `db` of a hidden layer, for $n$ examples. From the layer
# after it you are given its matrix `w_next`, of shape $(n_{L+1}, n_L)$, and
# its `dz_next`, $(n_{L+1}, n)$, which has the $1/n$ in it already. `z` has
# shape $(n_L, n)$, `a_prev` $(n_{L-1}, n)$. *(S13, then S12)*

# %% tags=["exercise"]
def hidden_layer(w_next, dz_next, z, a_prev, f_prime):
    """Return dz, dw and db of a hidden layer (S13, S12)."""
    ### BEGIN SOLUTION
    da = w_next.T @ dz_next
    dz = da * f_prime(z)
    return dz, dz @ a_prev.T, dz.sum(axis=1, keepdims=True)
    ### END SOLUTION


# %%
check("6.4", hidden_layer)

# %% [markdown]
# ## How many paths?
#
# From the first input to the cost there are $3 \times 2 = 6$ paths: three
# hidden neurons, and two outputs from each.
#
# **Predict:** multiply along each of the six, and add. Does the result agree
# with going back layer by layer?

# %%
slope1 = act.f_prime(z[1], a[1])[:, 0]
total = 0.0
for j in range(3):
    for m in range(2):
        path = w[1][j, 0] * slope1[j] * w[2][m, j] * dz2[m, 0]
        print(f"through hidden {j} and output {m}: {path:8.4f}")
        total += path
print(f"all six: {total:.4f}   layer by layer: {(w[1].T @ dz1)[0, 0]:.4f}")

# %% [markdown]
# **Notice:** they agree. But paths multiply quickly: five layers of 100 neurons
# have $100^5$ of them, ten thousand million. Going back layer by layer adds up
# all of them with five products of matrices. **This is why backpropagation is
# fast.** It never walks a piece of road twice.

# %% [markdown]
# ## The whole gradient
#
# Everything is there. One loop, from the last layer to the first; each round
# receives `da`.
#
# ### Exercise 6.5 · The whole gradient
#
# Return the dicts `dw` and `db`, for any number of layers and of examples, of
# the mean Cost. `z` and `a` are what the forward pass gave; `a[0]` is the
# input. Start with `da` of the last layer. *(S12, S13)*

# %% tags=["exercise"]
def backward(w, z, a, y, f_prime):
    """Return dw and db of every layer (S12, S13)."""
    ### BEGIN SOLUTION
    dw, db = {}, {}
    da = 2 * (a[max(w)] - y) / y.shape[1]
    for L in sorted(w, reverse=True):
        dz = da * f_prime(z[L])
        dw[L] = dz @ a[L - 1].T
        db[L] = dz.sum(axis=1, keepdims=True)
        da = w[L].T @ dz
    return dw, db
    ### END SOLUTION


# %%
check("6.5", backward)

# %% tags=["nbval-ignore-output"]
compare("6.5", backward)

# %% [markdown]
# You can now compute each component of the gradient, as the slide promises.
# The workshop's `network.backward` is the same function. The judge looks at all
# 17 slopes, one nudge after the other:

# %%
def nudged(params):
    """Return the slope for every entry of params[1] and params[2]."""
    slopes = {L: np.zeros_like(params[L]) for L in params}
    for L in params:
        for at in np.ndindex(params[L].shape):
            old = params[L][at]
            params[L][at] = old + 1e-5
            up = cost_with(w, b)
            params[L][at] = old - 1e-5
            slopes[L][at] = (up - cost_with(w, b)) / 2e-5
            params[L][at] = old
    return slopes


# %%
dw, db = network.backward(w, z, a, y, act)
for name, grads, judge in (("w", dw, nudged(w)), ("b", db, nudged(b))):
    for L in (1, 2):
        far = np.abs(grads[L] - judge[L]).max()
        print(f"d{name}[{L}]: {grads[L].size} slopes,", end=" ")
        print("all agree to 1e-9" if far < 1e-9 else "they differ")

# %% [markdown]
# ## ★ Find the bug in a published example
#
# The slides' second source is Matt Mazur's [*A Step by Step Backpropagation
# Example*](https://mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example/).
# It takes a 2-2-2 network through one step, with all its numbers, and many
# people learnt from it. We compute it again, to nine digits.
#
# Two things are different there: the cost has a factor $\tfrac12$, so his
# learning rate 0.5 is 0.25 for us; and the biases are never updated.

# %%
w0 = {
    1: np.array([[0.15, 0.20], [0.25, 0.30]]),
    2: np.array([[0.40, 0.45], [0.50, 0.55]]),
}
b0 = {1: np.array([[0.35], [0.35]]), 2: np.array([[0.60], [0.60]])}
x0, y0 = np.array([[0.05], [0.10]]), np.array([[0.01], [0.99]])


def mazur_error(w):
    """Return the cost with Mazur's factor 1/2."""
    _, a = network.forward(w, b0, x0, act)
    return network.cost(a[2], y0) / 2


print(f"before: {mazur_error(w0):.9f}   published: 0.298371109")

# %% [markdown]
# So far, so good. Now one step. `network.backward` is what you have just
# written, and `network.step` takes the step for every layer:
#
# $$w^+ = w - l_r\, \partial\mathrm{Cost}/\partial w$$

# %%
def right_step(w):
    z, a = network.forward(w, b0, x0, act)
    dw, _ = network.backward(w, z, a, y0, act)
    return network.step(w, dw, lr=0.25)


w1 = right_step(w0)
print(f"after one step: {mazur_error(w1):.9f}   published: 0.291027924")

# %% [markdown]
# They differ, in the seventh digit. Who is right?
#
# **Predict:** is it rounding? The post prints all eight new weights. What is the
# error *with his own printed weights*?

# %%
w_printed = {
    1: np.array([[0.149780716, 0.19956143], [0.24975114, 0.29950229]]),
    2: np.array([[0.35891648, 0.408666186], [0.511301270, 0.561370121]]),
}
same = all(np.abs(w_printed[L] - w1[L]).max() < 5e-9 for L in (1, 2))
print("his weights are ours:", same)
print(f"error with them: {mazur_error(w_printed):.9f}")

# %% [markdown]
# **Notice:** his weights are ours, to every digit he prints, and they give
# *our* error. The weights were worked out by hand. The error, then, came from
# somewhere else: from a program.
#
# Here is a program for the same step. Read it slowly, line by line.

# %%
def published_step(w, b, x, y, f, f_prime, lr):
    """Return the weights after one step, from one example."""
    w = dict(w)
    z, a = {}, {0: x}
    for L in sorted(w):
        z[L] = w[L] @ a[L - 1] + b[L]
        a[L] = f(z[L])
    da = 2 * (a[max(w)] - y)
    for L in sorted(w, reverse=True):
        dz = da * f_prime(z[L])
        w[L] = w[L] - lr * dz @ a[L - 1].T
        da = w[L].T @ dz
    return w


# %%
def f_prime(z):
    return act.f(z) * (1 - act.f(z))


w_pub = published_step(w0, b0, x0, y0, act.f, f_prime, 0.25)
print(f"after one step: {mazur_error(w_pub):.9f}   published: 0.291027924")

# %% [markdown]
# All nine digits. So this is very likely what his program did. Which weights
# does it get wrong?

# %%
for L in (2, 1):
    far = np.abs(w_pub[L] - w1[L]).max()
    print(f"w[{L}] differs from the right one by {far:.6f}")

# %% [markdown]
# **Notice:** the last layer is right. The first is not. Something happened
# between the two.

# %% [markdown]
# ### Exercise 6.6 · ★ Find the bug, and mend it
#
# Copy the body of `published_step`, and mend it. Two lines are enough. Return
# the new weights; the biases stay as they are. *(S12 to S14)*

# %% tags=["exercise"]
def mended_step(w, b, x, y, f, f_prime, lr):
    """Return the weights after one step, from one example."""
    ### BEGIN SOLUTION
    w = dict(w)
    z, a = {}, {0: x}
    for L in sorted(w):
        z[L] = w[L] @ a[L - 1] + b[L]
        a[L] = f(z[L])
    da = 2 * (a[max(w)] - y)
    for L in sorted(w, reverse=True):
        dz = da * f_prime(z[L])
        da = w[L].T @ dz
        w[L] = w[L] - lr * dz @ a[L - 1].T
    return w
    ### END SOLUTION


# %%
check("6.6", mended_step)

# %% [markdown]
# Now both, side by side. The post also goes on for 10,000 steps, and gives the
# two outputs: 0.015912196 and 0.984065734.

# %%
def with_bug(w):
    return published_step(w, b0, x0, y0, act.f, f_prime, 0.25)


print("               error after 1    outputs after 10,000")
for name, one_step in (("with the bug", with_bug), ("right", right_step)):
    w_now = one_step(w0)
    print(f"{name:15s}{mazur_error(w_now):.9f}", end="    ")
    for _ in range(9_999):
        w_now = one_step(w_now)
    outputs = network.forward(w_now, b0, x0, act)[1][2]
    print(f"{outputs[0, 0]:.9f}  {outputs[1, 0]:.9f}")

# %% [markdown]
# **Notice:** these are the published numbers, to nine digits, and the right
# ones. Is the lower line yours too? Let `right_step` return
# `mended_step(w, b0, x0, y0, act.f, f_prime, 0.25)`, and run its cell and the
# last one again.
#
# The author found it too: he mended his program the next day. The post kept its
# numbers.

# %% [markdown]
# ## First all gradients, then all updates
#
# A gradient is the slope **at one point**: at the weights with which you went
# forward. Every $z$, every $a$ and every $w$ in these formulas belongs to that
# point.
#
# So do not touch a weight before all gradients are there. It is tempting: you
# have `dw[2]`, why not update `w[2]` at once, and save the memory? Because the
# next line goes further back through `w[2]`, and it must be the old one.
#
# The mistake is easy to make, and hard to see. The shapes are right, the numbers
# are almost right, and the network learns almost as well. No plot would show
# it. A nudge does, or a comparison to nine digits.

# %% [markdown]
# ## Recap
#
# - A weight of the last layer has one road to the cost: how wrong and how steep
#   of $j$, how loud of $k$ (S12). For a bias the last factor is 1.
# - A hidden neuron has many paths. Their products are added (S13); for all
#   neurons at once that is `w[L].T @ dz`. Each layer hands `da` to the one
#   before.
# - All gradients belong to the old weights. First all gradients, then all
#   updates.

# %% tags=["nbval-ignore-output"]
progress()

# %% [markdown]
# ## On your own
#
# - The post gives one more number, the error after 10,000 steps: 0.0000351085.
#   Compute the error of its two printed outputs. Then find out which of our two
#   programs gives 0.0000351085, and after how many steps. (It is close.)
# - In Exercise 6.5, `da` after the last round is the slope for the input $x$.
#   Print it for our 2-3-2 network. What would you do with it if you could change
#   $x$?
# - Take the first hidden neuron out of the 2-3-2 network: set its column of
#   `w[2]` to zero. Which entries of `dw[1]` vanish, and why?
#
# **Next:** you have the gradient. Use it, on real handwritten digits:
# [07 · Update and train](07_update_and_train.ipynb)

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
# S12 and S13* · **50 minutes**
#
# **You will do**
# - derive one weight's slope, then all of them as one product
# - follow every path from one neuron to the cost
# - write the whole gradient; ★ find the bug in a well-known example
#
# **You will learn**
# - where the sum over $j$ comes from
# - what the slides leave out: biases, and the hidden layers
# - in which order gradients and updates must come
#
# **You need**
# - the chain of lessons 03 and 04: how wrong, how steep, how large the input is
# - the product of two matrices; lesson 05 helps, the next cells repeat it
#
# After a restart of the kernel: *Run*, *Run All Cells*.

# %%
import numpy as np

from workshop_lib import activations, data, diagrams, explorers, network
from workshop_lib.checker import answer, check, compare, hint
from workshop_lib.checker import predict, progress

# %% [markdown]
# ## Before you begin
#
# Three questions on what you have seen so far. Choose, then run the fourth
# cell.

# %%
predict("6.a", "c")

# %%
predict("6.b", "b")

# %%
predict("6.c", 0.2)

# %%
answer("6.a", "6.b", "6.c")

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
# The picture shows the way forward. The outputs are 0.461 and 0.654. The
# targets (the slides say: *desired output*) are 0.9 and 0.2. This one example
# costs 0.398.
#
# **The question of this lesson:** how sensitive is the cost to each of the 12
# weights and 5 biases?

# %% [markdown]
# ## One weight of the last layer
#
# Take $w_{10}^{(2)} = -0.2$, the weight to the lower output from the topmost
# hidden neuron. The next cells nudge it, and light what has moved.

# %%
predict("6.d", "a")


# %%
def roads(a2_up, k):
    """Return what lies between neuron k and the outputs that moved."""
    js = [j for j in range(2) if a2_up[j, 0] != a[2][j, 0]]
    edges = [("w", 2, j, k) for j in js]
    return ["cost", *edges, *((x, 2, j) for j in js for x in "za")]


w_up = {1: w[1], 2: w[2].copy()}
w_up[2][1, 0] += 0.01
_, a_up = network.forward(w_up, b, x, act)
lit = roads(a_up[2], 0)
diagrams.network(w, b, a=a, z=z, y=y, cost=cost, lit=lit)

# %%
print("hidden a:", a[1].T, "->", a_up[1].T)
print("output a:", a[2].T, "->", a_up[2].T)
answer("6.d")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# The picture lights the road: from the weight into $z_1^{(2)}$, through $f$ to
# $a_1^{(2)}$, and into the cost. Only the lower output moved. A weight of the
# last layer has **one road** to the cost, as in the chain.
#
# </details>

# %% [markdown]
# ## Three factors, with indices
#
# Along a road the chain rule multiplies, as in S4. For a weight to neuron $j$
# the road is $w_{jk} \to z_j \to a_j \to \mathrm{Cost}_i$:
#
# $$\frac{\partial\mathrm{Cost}_i}{\partial w_{jk}^{(L)}} =
# \frac{\partial\mathrm{Cost}_i}{\partial a_j^{(L)}}\;
# \frac{\partial a_j^{(L)}}{\partial z_j^{(L)}}\;
# \frac{\partial z_j^{(L)}}{\partial w_{jk}^{(L)}} \qquad \text{(S12)}$$
#
# What are the three factors now? For our network, written in full:
#
# $$\mathrm{Cost}_i = (a_0^{(2)} - y_0)^2 + (a_1^{(2)} - y_1)^2$$
#
# $$z_1^{(2)} = w_{10}^{(2)} a_0^{(1)} + w_{11}^{(2)} a_1^{(1)} +
# w_{12}^{(2)} a_2^{(1)} + b_1^{(2)}$$
#
# Remember $\partial$: one thing moves, and all the rest stands still. In the
# first line let only $a_1^{(2)}$ move. In the second, only $w_{10}^{(2)}$. What
# is the slope of each line? Write it down, then for any $j$ and $k$.

# %% [markdown]
# ### Exercise 6.1 · One weight of the last layer
#
# Return $\partial\mathrm{Cost}_i/\partial w_{jk}^{(L)}$ for one example, a
# number. `z`, `a`, `y` are columns of the last layer, of shape $(n_L, 1)$;
# `a_prev` is the column before it, $(n_{L-1}, 1)$. `f_prime(z)` is the slope
# at $z$. *(S12)*
#
# Stuck? Run `hint("6.1")` in a new cell. Each call tells you a little more.

# %% tags=["exercise"]
def dcost_dw_jk(a_prev, z, a, y, f_prime, j, k):
    """Return dCost_i/dw_jk of the last layer, one example (S12)."""
    ### BEGIN SOLUTION
    return 2 * (a[j, 0] - y[j, 0]) * f_prime(z[j, 0]) * a_prev[k, 0]
    ### END SOLUTION


# %%
check("6.1", dcost_dw_jk)

# %% [markdown]
# <details open><summary><b>After your answer</b></summary>
#
# When only $a_1$ moves, the square with $a_0$ stands still: its slope is 0. So
# no sum is left, and $\partial\mathrm{Cost}_i/\partial a_1 = 2\,(a_1 - y_1)$.
# When only $w_{10}$ moves, three of the four terms of $z_1$ stand still. The
# term $w_{10} a_0$ is left, and its slope is $a_0$. In general:
#
# $$\frac{\partial\mathrm{Cost}_i}{\partial w_{jk}^{(L)}} =
# \underbrace{2\,(a_j^{(L)} - y_j)}_{\text{how wrong}}\;
# \underbrace{f'(z_j^{(L)})}_{\text{how steep}}\;
# \underbrace{a_k^{(L-1)}}_{\text{how large the input}}$$
#
# How wrong and how steep belong to the neuron the weight goes **to**. How large
# the input is belongs to the neuron it comes **from**. For $w_{10}^{(2)}$ they are
# $0.9078 \cdot 0.2263 \cdot 0.6814 = 0.1400$.
#
# </details>
#
# Here is the slope for $w_{10}^{(2)}$ by a nudge, of $10^{-5}$ to either side:

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
# ## A bias, which the slides leave to you
#
# The line of $z_1$ above ends with $+\, b_1$. When only $b_1$ moves, $z_1$
# moves exactly as far: $\partial z_j/\partial b_j = 1$. So two factors are left,
# as in S8:
#
# $$\frac{\partial\mathrm{Cost}_i}{\partial b_j^{(L)}} =
# 2\,(a_j^{(L)} - y_j)\; f'(z_j^{(L)})$$
#
# The same two factors stand in front of every weight that arrives at neuron
# $j$. They are the slope for $z_j$ itself, and we give them a name: `dz`.
#
# In this workshop `dX` is the slope of the cost for $X$, and has the shape of
# $X$. With one example it is $\partial\mathrm{Cost}_i/\partial X$; with $n$
# examples $\partial\mathrm{Cost}/\partial X$, the slope of their mean. (Many
# books write $\delta_j$ for our `dz`.)

# %%
dz2 = 2 * (a[2] - y) * act.f_prime(z[2], a[2])
print("dz of layer 2:", dz2.T)

# %% [markdown]
# ## All weights of the layer at once
#
# With this name, $\partial\mathrm{Cost}_i/\partial w_{jk} = dz_j\, a_k$: every
# $j$ with every $k$. We want all of them in one matrix, in the shape of `w[2]`:
# row $j$, column $k$. It can be done with one product of `dz2`, of shape (2, 1),
# and `a[1]`, of shape (3, 1).

# %%
predict("6.e", "c")


# %%
def try_lines(*lines):
    for line in lines:
        try:
            made = eval(line)
        except ValueError:
            print(f"{line}: the shapes do not fit")
        else:
            print(f"{line}: shape {made.shape}")
            print(made)


try_lines("dz2 @ a[1]", "dz2.T @ a[1]", "dz2 @ a[1].T", "a[1] @ dz2.T")
answer("6.e")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# A column times a row gives every $j$ with every $k$:
# $dw^{(2)} = dz^{(2)} \left(a^{(1)}\right)^{\mathsf T}$. It has the shape of
# `w[2]`: one slope for each weight, in the weight's own place. Row 1, column 0
# is 0.14, the number from above.
#
# </details>

# %% [markdown]
# ## The last layer, for n examples
#
# Now let `z`, `a` and `y` have $n$ columns, one for each example, and `dz` too.
# What we want is the slope of the mean, as in lesson 04:
#
# $$\frac{\partial\mathrm{Cost}}{\partial w_{jk}} =
# \frac1n \sum_{i=0}^{n-1} \frac{\partial\mathrm{Cost}_i}{\partial w_{jk}}
# \qquad \text{(S7)}$$
#
# Look at the line that you found for one example. Read its axes: what are they,
# and over which axis does the product sum?

# %% [markdown]
# ### Exercise 6.2 · The last layer, all weights, n examples
#
# Return `dw` of shape $(n_L, n_{L-1})$ and `db` of shape $(n_L, 1)$, the
# gradient of the **mean** Cost. `z`, `a`, `y` have shape $(n_L, n)$, `a_prev`
# $(n_{L-1}, n)$. For `db`, think: all examples share one bias.
# `m.sum(axis=1, keepdims=True)` sums an array over its columns and keeps a
# column. *(S12, S7)*

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
# <details open><summary><b>After your answer</b></summary>
#
# The axes of `dz @ a_prev.T` are ($j$, example) and (example, $k$). The inner
# axis is *example*: with $n$ columns the same line sums over the examples. For
# `db` we sum the columns of `dz` ourselves. The $1/n$ we put into `dz`, once;
# then it is in all that we compute from `dz`.
#
# </details>

# %% [markdown]
# ## All paths from one neuron
#
# Now one layer back, again with one example. How sensitive is the cost to a
# **hidden** neuron, say to $a_0^{(1)}$? Again we nudge it, and light what has
# moved.

# %%
predict("6.f", "c")


# %%
def outputs(a1):
    return act.f(w[2] @ a1 + b[2])


a1_up = a[1].copy()
a1_up[0] += 0.01
lit = [("a", 1, 0), *roads(outputs(a1_up), 0)]
diagrams.network(w, b, a=a, z=z, y=y, cost=cost, lit=lit)

# %%
print("outputs:", a[2].T, "->", outputs(a1_up).T)
answer("6.f")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# The picture lights two paths from $a_0^{(1)}$ to the cost. One goes through
# the upper output, the other through the lower one. A nudge goes along **both**
# at once.
#
# </details>
#
# You have all you need to derive the slope for $a_k^{(L-1)}$:
#
# - Along a path, multiply. The path through neuron $j$ is
#   $a_k \to z_j \to a_j \to \mathrm{Cost}_i$. You know its last two factors. For
#   the first, look at the line of $z_1$ once more: what stands beside $a_0$?
# - Over the paths, add, as in lesson 04.

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
# <details open><summary><b>After your answer</b></summary>
#
# $$\frac{\partial\mathrm{Cost}_i}{\partial a_k^{(L-1)}} =
# \sum_{j=0}^{n_L-1}
# \frac{\partial\mathrm{Cost}_i}{\partial a_j^{(L)}}\;
# \frac{\partial a_j^{(L)}}{\partial z_j^{(L)}}\;
# \frac{\partial z_j^{(L)}}{\partial a_k^{(L-1)}} =
# \sum_j dz_j^{(L)}\, w_{jk}^{(L)} \qquad \text{(S13)}$$
#
# The last factor is $w_{jk}$, because in $z_j$ it stands in front of $a_k$. The
# slide says “Sum over layer L”: over the **neurons $j$ of layer $L$**, all those
# that receive $a_k$. For our three hidden neurons:
#
# | $k$ | upper path, $j = 0$ | lower path, $j = 1$ | sum |
# |---|---|---|---|
# | 0 | −0.1526 | −0.0411 | −0.1937 |
# | 1 | 0.0872 | 0.1233 | 0.2105 |
# | 2 | −0.0654 | 0.2260 | 0.1606 |
#
# Look at $k = 2$. More of $a_2^{(1)}$ makes the upper output better (−0.0654),
# and the lower output worse (+0.2260). The sum decides: the cost rises.
#
# </details>
#
# Here are the three slopes by a nudge:

# %%
for k in range(3):
    eps = np.zeros((3, 1))
    eps[k] = 1e-5
    up, down = (network.cost(outputs(a[1] + e), y) for e in (eps, -eps))
    print(f"k = {k}:  nudge {(up - down) / 2e-5:7.4f}")

# %% [markdown]
# ## All sums at once
#
# We want these three sums as one column, in the shape of `a[1]`. Again one
# product does it. The index that is summed over is $j$.

# %%
predict("6.g", "d")

# %%
try_lines("w[2] @ dz2", "w[2] * dz2", "w[2].T * dz2", "w[2].T @ dz2")
answer("6.g")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# $$da^{(L-1)} = \left(w^{(L)}\right)^{\mathsf T} dz^{(L)}$$
#
# These are the three sums from above. Going forward, a neuron sums what arrives,
# along a row of $w$. Going back, it sums over all that it sends to, along a
# column. The weights are the same, the direction is the other one. This is all
# that the transpose means.
#
# </details>

# %% [markdown]
# ## A hidden layer is a layer
#
# Two things you have derived:
#
# - in the last layer, the way from `da` to `dz`, and from `dz` to `dw` and `db`.
#   There, `da` was $2\,(a - y)$;
# - the `da` of the layer before.
#
# A hidden neuron has no target. But now it has its `da`, and that is all it
# needs: the way from there is the same in every layer.

# %% [markdown]
# ### Exercise 6.4 · One layer further back
#
# Return `dz`, `dw` and `db` of a hidden layer, for $n$ examples. This layer we
# now call $L$, so the layer after it is $L+1$. (In S13 these two were $L-1$ and
# $L$.) From layer $L+1$ you are given its matrix `w_next`, of shape
# $(n_{L+1}, n_L)$, and its `dz_next`, $(n_{L+1}, n)$, which has the $1/n$ in it
# already. `z` has shape $(n_L, n)$, `a_prev` $(n_{L-1}, n)$. *(S13, then S12)*

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
# <details open><summary><b>After your answer</b></summary>
#
# For layer 1 of our network, and one example:
#
# $$da^{(1)} = \left(w^{(2)}\right)^{\mathsf T} dz^{(2)}, \quad
# dz^{(1)} = da^{(1)} \odot f'(z^{(1)}), \quad
# dw^{(1)} = dz^{(1)} \left(a^{(0)}\right)^{\mathsf T}, \quad
# db^{(1)} = dz^{(1)}$$
#
# The sign $\odot$ multiplies entry by entry: `*` in Python. Two letters side by
# side are a product of matrices: `@`. And $db = dz$ holds for *one* example;
# with $n$, `db` is the sum of the $n$ columns of `dz`.
#
# The slides do not write these lines. They are the whole of “iterate
# backwards”: **each layer receives `da`, uses it, and computes the `da` of the
# layer before.**
#
# </details>

# %% [markdown]
# ## All slopes in one picture
#
# The library's `network.backward` computes all `dw` and `db`. For one example,
# each `dz` has the same values as its `db`.

# %%
dw, db = network.backward(w, z, a, y, act)
da = {1: w[2].T @ dz2, 2: 2 * (a[2] - y)}
diagrams.network(
    w, b, a=a, z=z, y=y, cost=cost, dw=dw, db=db, da=da, dz=db
)

# %% [markdown]
# The picture shows the way forward and, in vermilion, the way back: every
# weight with its `dw`, every neuron with its `dz` and `da`. The 12 `dw` and the
# 5 `dz`, which are the slopes of the biases, are all 17 slopes.
#
# Now go through it yourself, one value at a time. Before you press *Next*, say
# what comes: from which values, and along which edges?

# %%
explorers.backprop("network")

# %% [markdown]
# The explorer ends where the picture above stands: after the way forward it
# turns, and fills in the slopes from the cost back to the first layer.

# %% [markdown]
# ## How many paths?
#
# We have gone back layer by layer. One could also follow each path from a value
# to the cost, multiply along it, and add all of them. The next cell does so for
# the first input, $a_0^{(0)}$.

# %%
predict("6.h", 6)

# %%
slope1 = act.f_prime(z[1], a[1])[:, 0]
paths = []
for j in range(len(w[1])):
    for m in range(len(w[2])):
        paths.append(w[1][j, 0] * slope1[j] * w[2][m, j] * dz2[m, 0])
        print(f"through hidden {j} and output {m}: {paths[-1]:8.4f}")
print(f"all {len(paths)}: {sum(paths):.4f}", end="   ")
print(f"layer by layer: {(w[1].T @ db[1])[0, 0]:.4f}")
answer("6.h")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# Both ways agree. But the number of paths grows quickly: through five layers of
# 100 neurons there are $100^5$ from each input, ten thousand million. Going back
# layer by layer adds up all of them with five products of matrices. **This is
# why backpropagation is fast:** what many paths have in common, it computes
# once.
#
# </details>

# %% [markdown]
# ## The whole gradient
#
# You have every part. What is left is one loop, from the last layer to the
# first. Each round begins with the `da` of its layer.

# %% [markdown]
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
# <details open><summary><b>After your answer</b></summary>
#
# Begin at the last layer with $da = \frac{2}{n}\,(a - y)$. Then, for every layer
# $L$ from the last to the first:
#
# $$\begin{aligned}
# dz^{(L)} &= da^{(L)} \odot f'(z^{(L)}) \\
# dw^{(L)} &= dz^{(L)} \left(a^{(L-1)}\right)^{\mathsf T} \\
# db^{(L)} &= \text{the sum of the columns of } dz^{(L)} \\
# da^{(L-1)} &= \left(w^{(L)}\right)^{\mathsf T} dz^{(L)}
# \end{aligned}$$
#
# The last line is what layer $L-1$ begins with: these four lines, for any number
# of layers, are backpropagation.
#
# </details>
#
# **You can now compute each component of the gradient**, as the slide promises.
# The workshop's own `network.backward` does the same. We compare all its 17
# slopes with nudges, one after the other:

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
for name, grads, nudges in (("w", dw, nudged(w)), ("b", db, nudged(b))):
    for L in (1, 2):
        far = np.abs(grads[L] - nudges[L]).max()
        print(f"d{name}[{L}]: {grads[L].size} slopes,", end=" ")
        print("all agree to 1e-9" if far < 1e-9 else "they differ")

# %% [markdown]
# ## ★ Find the bug in a published example
#
# *This part may be skipped. Then go on at “One question before you update”.*
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
# His number and ours agree. Now one step. `network.backward` gives the
# gradient, and `network.step` takes the step of lesson 01 for every weight:
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
# They differ, in the seventh digit. Who is right? The post prints all eight new
# weights, too. With them we compute the error ourselves.

# %%
predict("6.i", "b")

# %%
w_printed = {
    1: np.array([[0.149780716, 0.19956143], [0.24975114, 0.29950229]]),
    2: np.array([[0.35891648, 0.408666186], [0.511301270, 0.561370121]]),
}
same = all(np.abs(w_printed[L] - w1[L]).max() < 5e-9 for L in (1, 2))
print("his weights are ours:", same)
print(f"error with them: {mazur_error(w_printed):.9f}")
answer("6.i")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# His weights are ours, to every digit that he prints, and they give *our*
# error. So the weights and the error do not belong together. The error must
# come from somewhere else: from a program.
#
# </details>
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
for L in (2, 1):
    far = np.abs(w_pub[L] - w1[L]).max()
    print(f"w[{L}] differs from the right one by {far:.6f}")

# %% [markdown]
# All nine digits agree. So this is very likely what his program did. It gets
# the last layer right, and the first layer wrong. Something happened between
# the two.

# %% [markdown]
# ### Exercise 6.6 · ★ Find the bug, and mend it
#
# Copy the body of `published_step`, and mend it. Two lines are enough. Return
# the new weights; the biases stay as they are. *(S12, S13)*

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
# <details open><summary><b>After your answer</b></summary>
#
# The way back went through the *new* weights of the last layer. It must go
# through the old ones: first `da`, then the update.
#
# The author found it too, *before* the post. In his public repository the program
# is of 14 March 2015, and the mended one of 15 March. The post is of 17 March,
# but its numbers are those of the first program.
#
# </details>
#
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
    o = network.forward(w_now, b0, x0, act)[1][2]
    print(f"{o[0, 0]:.9f}  {o[1, 0]:.9f}")

# %% [markdown]
# The upper line has the published numbers, to nine digits; the lower one the
# right numbers. Is the lower line yours too? Let `right_step` return
# `mended_step(w, b0, x0, y0, act.f, f_prime, 0.25)`, and run its cell and the
# last one again.

# %% [markdown]
# ## One question before you update
#
# Back to our own network. Suppose that you have `dw[2]`, and not yet `dw[1]`. You
# could update `w[2]` at once, and save the memory for `dw[2]`. The next cell does
# so, with $l_r = 0.1$, and only then goes on back to layer 1.

# %%
predict("6.j", "a")

# %%
w_early = {1: w[1], 2: w[2] - 0.1 * dw[2]}
dw_early, _ = network.backward(w_early, z, a, y, act)
print("dw[1]:")
print(dw[1])
print("dw[1], after w[2] was updated:")
print(dw_early[1])
answer("6.j")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# A gradient is the slope **at one point**: at the weights with which you went
# forward. Every $z$, every $a$ and every $w$ in these formulas belongs to that
# point. So **first all gradients, then all updates.**
#
# The mistake is easy to make, and hard to see. The shapes are right, the numbers
# are wrong by 1 to 3 %, and the network learns almost as well. A plot does not
# show it. A nudge does.
#
# </details>

# %% [markdown]
# ## Recap
#
# - A weight of the last layer has one road to the cost: how wrong and how steep
#   at $j$, how large the input from $k$ (S12). For a bias the last factor is 1.
# - A hidden neuron has many paths. Their products are added (S13); for all
#   neurons at once that is `w[L].T @ dz`. Each layer computes the `da` of the
#   one before.
# - All gradients belong to the old weights. First all gradients, then all
#   updates.

# %% tags=["nbval-ignore-output"]
progress()

# %% [markdown]
# ## On your own
#
# - ★ The post gives one more number, the error after 10,000 steps: 0.0000351085.
#   Compute the error of its two printed outputs. Then find out which of our two
#   programs gives 0.0000351085, and after how many steps. (It is close.)
# - In Exercise 6.5, `da` after the last round is the slope for the input $x$.
#   Print it for our 2-3-2 network. What would you do with it if you could change
#   $x$?
# - Take the first hidden neuron out of the 2-3-2 network: set its column of
#   `w[2]` to zero. Which entries of `dw[1]` vanish, and why?

# %% [markdown] tags=["solution"]
# **Answers**
#
# - The printed outputs have the error 0.0000350848, as the program with the bug
#   after 10,000 steps. 0.0000351085 is the error of the right program, after
#   9,999 steps.
# - It is (0.0034, 0.0497): the cost rises with both inputs. A step of $x$ against
#   it lowers the cost without a change of the network: with $l_r = 1$ from
#   0.3983 to 0.3959. So one finds the input for which a network gives a wanted
#   answer.
# - Row 0, both entries, and `db[1][0, 0]` too. No path leads from that neuron to
#   the cost any more: $da_0 = 0$, so $dz_0 = 0$, and with it all slopes of the
#   weights that arrive there.

# %% [markdown]
# **Next:** you have the gradient. Use it, on real handwritten digits:
# [07 · Update and train](07_update_and_train.ipynb)

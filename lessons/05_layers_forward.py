# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3 (ipykernel), language: python, name: python3}
# ---

# %% [markdown]
# # Go forward through layers
#
# *Slides: “Network where each layer has more than one neuron in it”,
# $z_j^{(L)}$, $a_j^{(L)}$ and $\mathrm{Cost}_i$, S1 and S11* · **20 minutes**
#
# **You will do**
# - compute one neuron of a layer as a sum, with a loop
# - replace the loop by a matrix product
# - send many examples through a whole network at once
#
# **You will learn**
# - to read $w_{jk}^{(L)}$: *to* $j$, *from* $k$
# - why each example is a column
# - what the cost sums, and what it averages
#
# **You need**
# - the chain of lesson 02: $z = wa + b$, $a = f(z)$
# - the product of a matrix and a column

# %%
import numpy as np

from workshop_lib import activations, data, diagrams, explorers, network
from workshop_lib.checker import check, compare, hint, progress

# %% [markdown]
# ## Three neurons feeding two
#
# So far each layer had a single neuron. Now it has several. This is the
# network of lessons 05 and 06.

# %%
np.set_printoptions(precision=4, suppress=True)  # print four decimals

w, b, x, y = data.example_network()
act = activations.sigmoid
diagrams.network(w, b)

# %% [markdown]
# The picture shows two inputs on the left, three neurons in the middle, two
# outputs on the right. Every neuron is joined to **all** neurons of the
# layer before. We call such a network 2-3-2. Its last two layers are the
# slide's picture: three neurons feeding two.
#
# **Predict:** a chain has one weight per layer. How many weights lead from
# three neurons to two?

# %%
for L in (1, 2):
    print(f"layer {L}: w {w[L].shape}   b {b[L].shape}")

# %% [markdown]
# **Notice:** $2 \times 3$ weights, one for each pair. They fit into a matrix.
# And each neuron that receives has one bias; we keep the biases as a column.
#
# As before, the dict key is the superscript: `w[2]` is $w^{(2)}$. Only, now it
# is a whole matrix.

# %% [markdown]
# ## A weight has two ends
#
# $w_{jk}^{(L)}$ is the weight **to** neuron $j$ of layer $L$, **from** neuron
# $k$ of layer $L-1$. Read it aloud: “*to j, from k*”. In Python it is
# `w[L][j, k]`. All counting starts at 0.
#
# **Predict:** before you run the cell, find $w_{10}^{(2)}$ in the picture
# above. What is its value?

# %%
print(w[2])
print()
print("to 1, from 0:", w[2][1, 0])

# %%
diagrams.network(w, b, lit=[("w", 2, 1, 0)])

# %% [markdown]
# The picture lights the edge from the topmost hidden neuron, $k = 0$, down to
# the lower output, $j = 1$. Its weight is −0.2. In the matrix it stands in row
# 1 and column 0.
#
# **Notice:** a **row** of the matrix holds what arrives at one neuron. A
# **column** holds what leaves one neuron. Going forward, we will walk along
# rows. In the next lesson, going back, along columns.
#
# *(“To” before “from” looks the wrong way round. It makes the next formula
# read from left to right.)*

# %% [markdown]
# ## One neuron, one sum
#
# A neuron in a chain listened to one neuron. Now it listens to three, and adds
# up what it hears. The slide writes it in full:
#
# $$z_j^{(L)} = w_{j0}^{(L)} a_0^{(L-1)} + w_{j1}^{(L)} a_1^{(L-1)} +
# w_{j2}^{(L)} a_2^{(L-1)} + b_j^{(L)}$$
#
# For any number of neurons, and with the activation behind it:
#
# $$z_j^{(L)} = \sum_k w_{jk}^{(L)}\, a_k^{(L-1)} + b_j^{(L)}, \qquad
# a_j^{(L)} = f(z_j^{(L)}) \qquad \text{(S11)}$$
#
# Let us do it for the lower output, $j = 1$ of layer 2. The three hidden
# activations we take from the library.

# %%
z, a = network.forward(w, b, x, act)
print("a[1] =", a[1].T, "lying down: it is a column,", a[1].shape)

j = 1
for k in range(3):
    term = w[2][j, k] * a[1][k, 0]
    print(f"from k = {k}:  {w[2][j, k]:4.1f} x {a[1][k, 0]:.4f} = {term:7.4f}")
print(f"bias:                       {b[2][j, 0]:7.4f}")

# %% [markdown]
# `a[1][k, 0]` is neuron $k$ of layer 1, in column 0. The column says *which
# example*; so far there is only one.
#
# **Predict:** add the four numbers. What is $z_1^{(2)}$?

# %%
print(f"z_1 of layer 2 is {z[2][1, 0]:.4f}")

# %% [markdown]
# ### Exercise 5.1 · One neuron, one sum
#
# Return $z_j$ of one neuron, for one example. You are given the layer's
# matrix `w` of shape $(n_L, n_{L-1})$, its column of biases `b` of shape
# $(n_L, 1)$, the column `a_prev` of shape $(n_{L-1}, 1)$, and `j`. Return a
# number: `b[j, 0]` is one, `b[j]` is a list of one. *(S11)*

# %% tags=["exercise"]
def neuron_z(w, b, a_prev, j):
    """Return z_j of one neuron, for one example (S11)."""
    ### BEGIN SOLUTION
    z_j = b[j, 0]
    for k in range(len(a_prev)):
        z_j += w[j, k] * a_prev[k, 0]
    return z_j
    ### END SOLUTION


# %%
check("5.1", neuron_z)

# %% [markdown]
# ## A whole layer: from the loop to a product
#
# One neuron needs a loop over $k$. A layer needs this for every $j$: two loops.

# %%
z_loop = np.zeros((2, 1))
for j in range(2):
    for k in range(3):
        z_loop[j, 0] += w[2][j, k] * a[1][k, 0]
    z_loop[j, 0] += b[2][j, 0]
print(z_loop)

# %% [markdown]
# You have met these two loops before. Row $j$ times the column, entry by entry,
# and summed: that is the **product of a matrix and a column**.
#
# $$z^{(L)} = w^{(L)}\, a^{(L-1)} + b^{(L)}$$
#
# No index is left, and it looks like the chain again. In Python the product of
# matrices is `@`.

# %%
z_product = w[2] @ a[1] + b[2]
print(z_product)
print("the same numbers:", np.allclose(z_product, z_loop))

# %% [markdown]
# **Read the shapes** before you trust such a line:
#
# | | `w[2]` | `@` | `a[1]` | `+` | `b[2]` | `=` | `z[2]` |
# |---|---|---|---|---|---|---|---|
# | shape | (2, **3**) | | (**3**, 1) | | (2, 1) | | (2, 1) |
# | axes | $j, k$ | | $k$, example | | $j$, 1 | | $j$, example |
#
# The two inner axes must agree: both are $k$, and $k$ is what is summed away.
# The outer ones stay. If the axes make sense, the line is usually right; if
# they do not, it is certainly wrong.

# %%
diagrams.network(
    w, b, a=a, z=z, lit=[("a", 1, 0), ("w", 2, 1, 0), ("z", 2, 1)]
)

# %% [markdown]
# The picture lights one term of the sum: $a_0^{(1)} = 0.681$ goes along the
# edge $w_{10}^{(2)} = -0.2$ into $z_1^{(2)}$. In the formula it is the term $j
# = 1$, $k = 0$; in the matrix it is row 1, column 0; in the loop it is one
# round of the inner `for`. Four ways to say one thing.
#
# Here all four move together. (It starts at another edge of the same picture.)
# Find $w_{20}^{(1)}$ in all of them. Then keep $j$, and let $k$ run: what stands
# still, and what is collected?

# %%
explorers.index_decoder()

# %% [markdown]
# **Notice:** with $j$ fixed, $k$ walks along one row of the matrix, through all
# edges that arrive at one neuron, and through the terms of one sum.

# %% [markdown]
# ## The activation mixes nothing
#
# $a_j = f(z_j)$: each neuron applies $f$ to its own $z$, and looks at nobody
# else. So `act.f(z)` on an array works entry by entry, and the shape stays.

# %%
print("z:", z[2].T)
print("a:", act.f(z[2]).T)

# %% [markdown]
# **Notice:** a negative $z$ gives an $a$ below one half, a positive one above.
# This is the sigmoid of the chain, twice.

# %% [markdown]
# ## n examples, one column each
#
# A GPU, and a CPU too, is happiest with much of the same work at once. Here
# are four examples. The first is ours.

# %%
xs = np.array([[0.6, -0.5, 1.5, -1.0], [-1.2, 0.8, 0.4, -0.7]])
print(xs)
print("shape:", xs.shape)

# %% [markdown]
# **Predict:** nothing else changes in the line `w[1] @ xs + b[1]`. Which shape
# comes out? What will be in its first column?

# %%
zs = w[1] @ xs + b[1]
print(zs)
print("first column as before:", np.allclose(zs[:, :1], z[1]))

# %% [markdown]
# **Notice:** a matrix times four columns is four columns. Each example keeps
# its own, from the input to the output, and no example knows of another.
#
# The column `b[1]` is added to each of the four. NumPy calls it *broadcasting*:
# an axis of length 1 is repeated as often as it is needed.
#
# This is why we keep one column per example: `w[L] @ a[L - 1] + b[L]` is the
# slide's own line, for one example and for a thousand.

# %% [markdown]
# ## A trap: the flat bias
#
# Suppose somebody stores the three biases in a flat array, of shape `(3,)`
# instead of `(3, 1)`, and sends in three examples. **Predict:** what happens?

# %%
b_flat = b[1].ravel()
right = w[1] @ xs[:, :3] + b[1]
wrong = w[1] @ xs[:, :3] + b_flat
print("shapes:", right.shape, wrong.shape)
print(wrong - right)

# %% [markdown]
# **Notice:** the right shape, the wrong numbers, and no error. NumPy took the
# biases for a *row*: each example got one, instead of each neuron. Only the
# diagonal is right. Keep a column a column.

# %% [markdown]
# ### Exercise 5.2 · A layer in one line
#
# Return `z` and `a` of a layer for $n$ examples. `w` has shape
# $(n_L, n_{L-1})$, `b` $(n_L, 1)$, `a_prev` $(n_{L-1}, n)$; `f` is the
# activation function. *(S11; two arrays of shape $(n_L, n)$)*

# %% tags=["exercise"]
def layer_forward(w, b, a_prev, f):
    """Return z and a of a layer, one column per example (S11)."""
    ### BEGIN SOLUTION
    z = w @ a_prev + b
    return z, f(z)
    ### END SOLUTION


# %%
check("5.2", layer_forward)

# %% [markdown]
# ## All layers
#
# A network is layers in a row: what one gives, the next receives. We keep every
# $z$ and every $a$ in a dict, because the way back will need them. The input is
# $a^{(0)}$.

# %% [markdown]
# ### Exercise 5.3 · All layers
#
# Return the dicts `z` and `a`. `w` and `b` are dicts for the layers $1$ to $L$,
# `x` has one column per example, `f` is the activation function. `a` begins
# with `a[0]`, the input; `z` begins with `z[1]`. `sorted(w)` lists the layers in
# order. *(S11)*

# %% tags=["exercise"]
def forward(w, b, x, f):
    """Return z and a of every layer; a[0] is the input (S11)."""
    ### BEGIN SOLUTION
    z, a = {}, {0: x}
    for L in sorted(w):
        z[L] = w[L] @ a[L - 1] + b[L]
        a[L] = f(z[L])
    return z, a
    ### END SOLUTION


# %%
check("5.3", forward)

# %% [markdown]
# The workshop's own `network.forward` is these lines. Compare.

# %% tags=["nbval-ignore-output"]
compare("5.3", forward)

# %% [markdown]
# Four examples through all layers, and the answers of the two outputs:

# %%
z_n, a_n = network.forward(w, b, xs, act)
for L in a_n:
    print(f"a[{L}].shape = {a_n[L].shape}")
print(a_n[2])

# %% [markdown]
# ## What the answer costs
#
# There are two outputs now, so there are two errors. The cost of one example
# is the sum of their squares:
#
# $$\mathrm{Cost}_i = \sum_{j=0}^{n_L-1} (a_j^{(L)} - y_j)^2
# \qquad \text{(S1)}$$
#
# *(Some slides write $i$ under the sum. Read $j$: it runs over the outputs, and
# $i$ says already which example it is.)*

# %%
errors = a[2] - y
print("a - y:   ", errors.T)
print("squared: ", (errors**2).T)
print(f"Cost_i:   {(errors**2).sum():.4f}")

# %%
cost = network.cost(a[2], y)
diagrams.network(w, b, a=a, z=z, y=y, cost=cost)

# %% [markdown]
# The picture shows the whole way forward. The outputs are 0.461 and 0.654, the
# targets 0.9 and 0.2. The upper output is too small, the lower one too large,
# and together they cost 0.398.
#
# With $n$ examples there are $n$ such costs. **The** cost is their mean:
#
# $$\mathrm{Cost} = \frac1n \sum_{i=0}^{n-1} \mathrm{Cost}_i$$
#
# **Notice** the difference: a *sum* over the outputs, a *mean* over the
# examples. Twice as many examples do not make a network twice as bad.

# %% [markdown]
# ### Exercise 5.4 · The cost of n examples
#
# Return the mean Cost, one number. `a_L` and `y` both have shape $(n_L, n)$.
# *(S1, and the mean)*

# %% tags=["exercise"]
def cost_of_n(a_L, y):
    """Return Cost: summed over the outputs, mean over the examples (S1)."""
    ### BEGIN SOLUTION
    return ((a_L - y) ** 2).sum() / y.shape[1]
    ### END SOLUTION


# %%
check("5.4", cost_of_n)

# %% [markdown]
# ## How many numbers can we turn?
#
# **Predict:** our little network has weights and biases. How many numbers is
# that in all? And a network for handwritten digits, with 784 inputs, 128
# hidden neurons and 10 outputs?

# %%
for sizes in ((2, 3, 2), (784, 128, 10)):
    pairs = list(zip(sizes, sizes[1:]))
    weights = sum(n_prev * n for n_prev, n in pairs)
    biases = sum(n for n_prev, n in pairs)
    print(f"{sizes}: {weights} weights + {biases} biases = {weights + biases}")

# %% [markdown]
# **Notice:** 101,770 numbers, and the cost is a function of all of them. To
# find its slope for each by nudging, we would go forward 203,540 times, for one
# step downhill. The next lesson needs one way forward and one way back.

# %% [markdown]
# ### Exercise 5.5 · ★ Examples in rows
#
# Other libraries put one example in each **row**. Return `z` that way: `x_rows`
# has shape $(n, n_{L-1})$, and `z` shall have shape $(n, n_L)$. `w` and `b` are
# as always, $(n_L, n_{L-1})$ and $(n_L, 1)$. *(S11)*

# %% tags=["exercise"]
def layer_in_rows(w, b, x_rows):
    """Return z with one row per example, from inputs in rows (S11)."""
    ### BEGIN SOLUTION
    return x_rows @ w.T + b.T
    ### END SOLUTION


# %%
check("5.5", layer_in_rows)

# %% [markdown]
# This is what a linear layer in PyTorch computes. The numbers are the same;
# only the picture lies on its side. We stay with columns, because they are the
# slides' own lines.

# %% [markdown]
# ## Recap
#
# - $w_{jk}$ goes *to* $j$, *from* $k$: row $j$ holds what arrives at neuron $j$.
# - $z_j = \sum_k w_{jk} a_k + b_j$ for all $j$ and all examples is one line,
#   `w[L] @ a[L - 1] + b[L]` (S11); each example keeps its own column.
# - The cost sums the squared errors of the outputs (S1), and averages over the
#   examples.

# %% tags=["nbval-ignore-output"]
progress()

# %% [markdown]
# ## On your own
#
# - Set one row of `w[2]` to zero. Which outputs change? Then set one column to
#   zero instead. What have you switched off in each case?
# - Exchange the first and the third hidden neuron: swap rows 0 and 2 of `w[1]`
#   and of `b[1]`, and columns 0 and 2 of `w[2]`. Why is the output the same?
# - Make `f` the identity in both layers. Find a single matrix and a single
#   column that do the work of both layers. What are layers without $f$ worth?
#
# **Next:** the same network, from the cost back to every weight:
# [06 · Go back through layers](06_layers_backward.ipynb)

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
# $z_j^{(L)}$, $a_j^{(L)}$ and $\mathrm{Cost}_i$, S1 and S11* · **40 minutes**
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
predict("5.a", 0.75)

# %%
predict("5.b", "b")

# %%
predict("5.c", 0.4)

# %%
answer("5.a", "5.b", "5.c")

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
# In a chain there was one weight for each layer. In the next cell you see how
# many there are now.

# %%
predict("5.d", 6)

# %%
for L in (1, 2):
    print(f"layer {L}: w {w[L].shape}   b {b[L].shape}")
answer("5.d")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# $2 \times 3$ weights, one for each pair of neurons. They fit into a matrix.
#
# </details>
#
# Each neuron that receives has one bias. We keep the biases of a layer as a
# column. As before, the dict key is the superscript: `w[2]` is $w^{(2)}$. But
# now it is a whole matrix.

# %% [markdown]
# ## A weight has two ends
#
# $w_{jk}^{(L)}$ is the weight **to** neuron $j$ of layer $L$, **from** neuron
# $k$ of layer $L-1$. Read it aloud: “*to j, from k*”. In Python it is
# `w[L][j, k]`. All counting starts at 0, also the counting of the inputs,
# which are layer 0.
#
# *(“To” before “from” looks like the wrong order. But so the formula that comes
# next can be read from left to right.)*
#
# Two questions. The first you can answer from the picture above.

# %%
predict("5.e", "d")

# %%
predict("5.f", "a")

# %%
print(w[2])
answer("5.e", "5.f")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# In the picture, −0.2 arrives at the lower output from $k = 0$, 0.6 from $k = 1$,
# and 1.1 from $k = 2$. In the matrix they are row 1.
#
# A **row** of the matrix holds what arrives at one neuron. A **column** holds
# what leaves one neuron. In this lesson, going forward, we go along rows. In
# the next one, going back, along columns.
#
# </details>

# %% [markdown]
# ## One neuron, one sum
#
# In a chain one activation came in, and $z = wa + b$. Now three come in. The
# calculation is the same, with more terms:
#
# - each activation is multiplied by the weight of its own edge;
# - the products are added up;
# - the neuron adds its own bias, once.
#
# The activations of the hidden layer we take from the library.

# %%
z, a = network.forward(w, b, x, act)
print(a[1])
print("shape:", a[1].shape)

# %% [markdown]
# They stand in a column. `a[1][k, 0]` is neuron $k$ of layer 1, in column 0.
# The column says *which example*; so far there is only one.

# %% [markdown]
# ### Exercise 5.1 · One neuron, one sum
#
# Return $z_j$ of one neuron, for one example. You are given the layer's
# matrix `w` of shape $(n_L, n_{L-1})$, its column of biases `b` of shape
# $(n_L, 1)$, the column `a_prev` of shape $(n_{L-1}, 1)$, and `j`. Return a
# number: `b[j, 0]` is one, `b[j]` is an array with one entry. *(S11)*
#
# Stuck? Run `hint("5.1")` in a new cell. Each call tells you a little more.

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
# <details open><summary><b>After your answer</b></summary>
#
# The slide writes the sum of three neurons in full:
#
# $$z_j^{(L)} = w_{j0}^{(L)} a_0^{(L-1)} + w_{j1}^{(L)} a_1^{(L-1)} +
# w_{j2}^{(L)} a_2^{(L-1)} + b_j^{(L)}$$
#
# For any number of neurons, and with the activation function after it:
#
# $$z_j^{(L)} = \sum_k w_{jk}^{(L)}\, a_k^{(L-1)} + b_j^{(L)}, \qquad
# a_j^{(L)} = f(z_j^{(L)}) \qquad \text{(S11)}$$
#
# For the lower output these are four numbers:
#
# $$z_1^{(2)} = -0.2 \cdot 0.6814 + 0.6 \cdot 0.5100 + 1.1 \cdot 0.2423 + 0.2
# = 0.6363$$
#
# </details>

# %% [markdown]
# ## A whole layer
#
# One neuron needs a loop over $k$. A layer needs this for every $j$: a second
# loop around the first.
#
# You have met these two loops before. A row times a column, entry by entry, and
# summed, for every row: that is the **product of a matrix and a column**. In
# Python the product of matrices is `@`. Here is one with small numbers; its
# first entry is $1 \cdot 10 + 2 \cdot 1$.

# %%
m = np.array([[1, 2], [3, 4], [5, 6]])
v = np.array([[10], [1]])
print(m @ v)

# %% [markdown]
# ## n examples, one column each
#
# A GPU is fast when there is much of the same work to do. So is a CPU. So we
# send several examples at once, each in a column of its own. Here are four.
# The first is ours.

# %%
xs = np.array([[0.6, -0.5, 1.5, -1.0], [-1.2, 0.8, 0.4, -0.7]])
print(xs)
print("shape:", xs.shape)

# %% [markdown]
# The product `m @ xs` has shape (3, 4). The next cell changes one example and
# shows by how much each entry of the product changes.

# %%
predict("5.g", "b")

# %%
xs_changed = xs.copy()
xs_changed[:, 1] += 1  # example 1, both its inputs
print(m @ xs_changed - m @ xs)
answer("5.g")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# A matrix times four columns is four columns. Each example keeps its own, from
# the input to the output, and no example changes another.
#
# </details>
#
# Two more things that NumPy does with arrays:
#
# - **Add a column.** Add an array of shape (3, 1) to one of shape (3, 4), and it
#   is added to each of the four columns. This is called *broadcasting*: an axis
#   of length 1 is repeated as often as needed.
# - **Apply $f$.** Each neuron applies $f$ to its own $z$, and to no other. `f`
#   of an array does so entry by entry. The shape stays.

# %% [markdown]
# ### Exercise 5.2 · A layer in one line
#
# Return `z` and `a` of a layer for $n$ examples, without a loop. `w` has shape
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
# <details open><summary><b>After your answer</b></summary>
#
# $$z^{(L)} = w^{(L)}\, a^{(L-1)} + b^{(L)}, \qquad a^{(L)} = f(z^{(L)})$$
#
# No index is left, and it looks like the chain again. This is why we keep one
# column per example: `w[L] @ a[L - 1] + b[L]` is the slide's own line, for one
# example and for a thousand.
#
# **Read the shapes.** Here they are for layer 2 and one example:
#
# | | `w[2]` | `@` | `a[1]` | `+` | `b[2]` | `=` | `z[2]` |
# |---|---|---|---|---|---|---|---|
# | shape | (2, **3**) | | (**3**, 1) | | (2, 1) | | (2, 1) |
# | axes | $j, k$ | | $k$, example | | $j$, 1 | | $j$, example |
#
# The two inner axes must agree: both are $k$, and the product sums over $k$.
# The outer axes stay. Read the axes of a line before you trust it. If they do
# not fit, the line is wrong.
#
# </details>

# %% [markdown]
# ## One term, in four places
#
# Back to one example. The next picture lights one term of the sum for
# $z_1^{(2)}$.

# %%
diagrams.network(
    w, b, a=a, z=z, lit=[("a", 1, 0), ("w", 2, 1, 0), ("z", 2, 1)]
)

# %% [markdown]
# In the picture, $a_0^{(1)} = 0.681$ goes along the edge $w_{10}^{(2)} = -0.2$
# into $z_1^{(2)}$. In the formula it is the term $j = 1$, $k = 0$. In the matrix
# it is row 1, column 0. In two loops over $j$ and $k$ it is one round of the
# inner `for`. These are four ways to say the same thing.
#
# The next cell shows all four together. (It starts at another edge.) Find $w_{20}^{(1)}$ in all of them. Then keep $j$ and change $k$: what stays,
# and what moves?

# %%
explorers.index_decoder()

# %% [markdown]
# With $j$ fixed, $k$ goes along one row of the matrix, through all edges that
# arrive at one neuron, and through the terms of one sum. The loops and the
# product give the same numbers:

# %%
z_loop = np.zeros((2, 1))
for j in range(2):
    for k in range(3):
        z_loop[j, 0] += w[2][j, k] * a[1][k, 0]
    z_loop[j, 0] += b[2][j, 0]

z_product = w[2] @ a[1] + b[2]
print(np.hstack([z_loop, z_product]))

# %% [markdown]
# ## A flat bias
#
# Suppose that somebody stores the three biases of layer 1 in a flat array, of
# shape `(3,)` instead of `(3, 1)`, and sends three examples through the layer.

# %%
predict("5.h", "c")

# %%
b_flat = b[1].ravel()
right = w[1] @ xs[:, :3] + b[1]
flat = w[1] @ xs[:, :3] + b_flat
print("shapes:", right.shape, flat.shape)
print(flat - right)
answer("5.h")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# NumPy took the biases for a *row*. Each example got one, instead of each
# neuron. Only the diagonal is right. Keep a column a column.
#
# </details>

# %% [markdown]
# ## All layers
#
# A network is layers in a row: the activations of one layer are the input of
# the next. We keep every $z$ and every $a$ in a dict, because the way back will
# need them. The input is $a^{(0)}$.

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
# When it says that you are right, compare. The workshop's own
# `network.forward` does the same.

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
# There are two outputs now, so each example has two errors, $a_j - y_j$.
#
# - The cost of **one example**, $\mathrm{Cost}_i$, is the one of lesson 01: square
#   each error, and add up over the outputs.
# - **The** cost, $\mathrm{Cost}$, is the one of lesson 04: the mean over the $n$
#   examples.

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
# <details open><summary><b>After your answer</b></summary>
#
# $$\mathrm{Cost}_i = \sum_{j=0}^{n_L-1} (a_j^{(L)} - y_j)^2
# \qquad \text{(S1)} \qquad \qquad
# \mathrm{Cost} = \frac1n \sum_{i=0}^{n-1} \mathrm{Cost}_i$$
#
# A *sum* over the outputs, a *mean* over the examples: twice as many examples
# do not make a network twice as bad.
#
# *(Some slides write $i$ under the first sum. Read $j$: it runs over the
# outputs, and $i$ says already which example it is.)*
#
# For our one example the errors are $-0.4385$ and $0.4539$, their squares
# $0.1923$ and $0.2060$, and $\mathrm{Cost}_i$ is $0.3983$.
#
# </details>

# %%
cost = network.cost(a[2], y)
diagrams.network(w, b, a=a, z=z, y=y, cost=cost)

# %% [markdown]
# The picture shows the whole way forward of our one example. The outputs are
# 0.461 and 0.654, the targets 0.9 and 0.2. The upper output is too small, the
# lower one too large, and together they cost 0.398.

# %% [markdown]
# ## How many numbers can we turn?
#
# Our little network has 12 weights and 5 biases: 17 numbers. A network for
# handwritten digits may have 784 inputs (one for each pixel), 128 hidden
# neurons and 10 outputs.

# %%
predict("5.i", "c")

# %%
for sizes in ((2, 3, 2), (784, 128, 10)):
    pairs = list(zip(sizes, sizes[1:]))
    weights = sum(n_prev * n for n_prev, n in pairs)
    biases = sum(n for n_prev, n in pairs)
    print(f"{sizes}: {weights} weights + {biases} biases = {weights + biases}")
answer("5.i")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# 101,770 numbers, and the cost is a function of all of them. To find its slope
# for each by nudging, we would go forward 203,540 times, for one step downhill.
#
# </details>
#
# The next lesson needs one way forward and one way back.

# %% [markdown]
# ### Exercise 5.5 · ★ Examples in rows
#
# Other libraries put one example in each **row**. Return `z` that way: `x_rows`
# has shape $(n, n_{L-1})$, and `z` shall have shape $(n, n_L)$. `w` and `b` are
# as always, $(n_L, n_{L-1})$ and $(n_L, 1)$. In NumPy `m.T` is `m` with rows and
# columns exchanged. *(S11)*

# %% tags=["exercise"]
def layer_in_rows(w, b, x_rows):
    """Return z with one row per example, from inputs in rows (S11)."""
    ### BEGIN SOLUTION
    return x_rows @ w.T + b.T
    ### END SOLUTION


# %%
check("5.5", layer_in_rows)

# %% [markdown]
# This is what a linear layer in PyTorch computes. The numbers are the same,
# with rows and columns exchanged. We stay with columns, because they are the
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

# %% [markdown] tags=["solution"]
# **Answers**
#
# - Row 1 to zero: only output 1 changes. It receives nothing but its bias, so it
#   answers $f(0.2) = 0.550$ to every input. Column 1 to zero: both outputs change
#   (to 0.512 and 0.582), because neither receives hidden neuron 1 any more.
# - The outputs add the same three products, in another order. So the cost has
#   the same value at many places: the hidden neurons have no order.
# - $w^{(2)}(w^{(1)}x + b^{(1)}) + b^{(2)} = (w^{(2)}w^{(1)})\,x +
#   (w^{(2)}b^{(1)} + b^{(2)})$. Here the matrix is
#   $\begin{pmatrix}-0.15 & -0.02\\ -0.28 & 1.17\end{pmatrix}$ and the column is
#   $\begin{pmatrix}-0.26\\ 0.39\end{pmatrix}$. Without $f$, any number of layers
#   can do no more than one.

# %% [markdown]
# **Next:** the same network, from the cost back to every weight:
# [06 · Go back through layers](06_layers_backward.ipynb)

# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3 (ipykernel), language: python, name: python3}
# ---

# %% [markdown]
# # Go back along the chain
#
# *Slides: “Network where each layer has a single neuron in it”, from “For n
# training examples” to “Iterate the idea backwards”, S7–S10* · **25 minutes**
#
# **You will do**
# - average a slope over n training examples
# - find the slopes for $b^{(L)}$ and for $a^{(L-1)}$
# - write the whole gradient of a chain of any length
#
# **You will learn**
# - what is *back* about backpropagation, and what is *propagated*
# - why it is cheap
# - why the first layers of a deep chain learn so slowly
#
# **You need**
# - lesson 03: $2(a^{(L)} - y)\, f'(z^{(L)})\, a^{(L-1)}$ and where it comes from

# %%
from workshop_lib import activations, chain, data, diagrams
from workshop_lib import explorers, figures
from workshop_lib.checker import check, hint, progress

# %%
w, b, x, y = data.example_chain()
act = activations.sigmoid
z, a = chain.forward(w, b, x, act)
cost = chain.cost(a[3], y)
diagrams.chain(w, b, a=a, z=z, y=y, cost=cost)

# %% [markdown]
# The picture shows our chain of four neurons after the way forward. You know
# its numbers: 0.6, 0.584, 0.397, 0.544, and the cost, 0.127.
#
# In lesson 03 you found how the cost feels the last weight:
#
# $$\frac{\partial\mathrm{Cost}_i}{\partial w^{(L)}} =
# 2\,(a^{(L)} - y)\, f'(z^{(L)})\, a^{(L-1)} \qquad \text{(S6)}$$

# %% [markdown]
# ## For n training examples
#
# So far there was one example. A training sample has many. Each has its own
# $\mathrm{Cost}_i$, with the same weights. What we want to make small is their
# mean,
#
# $$\mathrm{Cost} = \frac1n \sum_{i=0}^{n-1} \mathrm{Cost}_i$$
#
# The derivative of a sum is the sum of the derivatives. So the slope of the
# mean is the mean of the slopes:
#
# $$\frac{\partial\mathrm{Cost}}{\partial w^{(L)}} = \frac1n
# \sum_{i=0}^{n-1} \frac{\partial\mathrm{Cost}_i}{\partial w^{(L)}}
# \qquad \text{(S7)}$$
#
# Here are four more examples. Ours is number 0. For it, the slope was
# $-0.0702$: a larger $w^{(3)}$ would help.
#
# **Predict:** will the other four agree?

# %%
xs = [x, -1.1, 1.7, 0.2, -0.5]
ys = [y, 0.2, 0.7, 0.6, 0.4]

for i in range(5):
    z_i, a_i = chain.forward(w, b, xs[i], act)
    dw_i, _ = chain.backward(w, z_i, a_i, ys[i], act)
    print(f"example {i}: a = {a_i[3]:.3f}, y = {ys[i]}, slope {dw_i[3]:7.4f}")

dw_mean, _ = chain.mean_gradient(w, b, xs, ys, act)
print(f"their mean:                  slope {dw_mean[3]:7.4f}")

# %% [markdown]
# **Notice:** three want a larger $w^{(3)}$, two want a smaller one, and the two
# win. What is good for one example can be bad for the sample. That is why one
# averages.

# %% [markdown]
# ### Exercise 4.1 · The mean over n examples
#
# Return $\partial\mathrm{Cost}/\partial w^{(L)}$. Now `a_prev`, `z`, `a` and
# `y` are arrays of $n$ numbers, one per example: `z[i]` is
# the $z^{(L)}$ of example $i$. `f_prime(number)` is the slope of $f$ there; it
# also takes an array. *(S6, S7; one number out.)*
#
# Stuck? Run `hint("4.1")` in a new cell. Each call tells you a little more.

# %% tags=["exercise"]
def mean_dw(a_prev, z, a, y, f_prime):
    """Return dCost/dw^(L), the mean over n examples."""
    ### BEGIN SOLUTION
    n = len(y)
    total = 0
    for i in range(n):
        total += 2 * (a[i] - y[i]) * f_prime(z[i]) * a_prev[i]
    return total / n
    ### END SOLUTION


# %%
check("4.1", mean_dw)

# %% [markdown]
# From here on we look at one example again. When we have all its slopes, S7
# averages them.

# %% [markdown]
# ## The bias: the same road
#
# A nudge of $b^{(3)}$ goes to $z^{(3)}$, then to $a^{(3)}$, then to the cost.
# Only the first step is another one.

# %%
diagrams.chain(w, b, a=a, z=z, y=y, cost=cost, lit=["b3", "z3", "a3", "cost"])

# %% [markdown]
# The picture lights the road of the bias: $b^{(3)} \to z^{(3)} \to a^{(3)} \to
# \mathrm{Cost}_i$.
#
# **Predict:** $z = w a + b$. When $b$ moves by a little, how far does $z$ move?

# %% [markdown]
# Just as far: $\partial z / \partial b = 1$. So the **same use of the chain
# rule** gives
#
# $$\frac{\partial\mathrm{Cost}_i}{\partial b^{(L)}} =
# 2\,(a^{(L)} - y)\, f'(z^{(L)}) \qquad \text{(S8)}$$

# %% [markdown]
# ## What comes in: the door to the layers before
#
# Now the surprising one. What does the cost feel of $a^{(2)}$?
#
# You cannot turn $a^{(2)}$. It is no knob. But everything the earlier knobs do
# must pass through it. **It is the only door.**

# %%
road = ["a2", "w3", "z3", "a3", "cost"]
diagrams.chain(w, b, a=a, z=z, y=y, cost=cost, lit=road)

# %% [markdown]
# The picture lights the road from $a^{(2)}$ to the cost. In $z = w a + b$ it is
# now $a$ that moves, and in front of it stands $w$:
#
# $$\frac{\partial\mathrm{Cost}_i}{\partial a^{(L-1)}} =
# 2\,(a^{(L)} - y)\, f'(z^{(L)})\, w^{(L)} \qquad \text{(S9)}$$
#
# This is the slide with the word on it: the same use of the chain rule for
# $b^{(L)}$ and $a^{(L-1)}$ is **backpropagation**.

# %% [markdown]
# ### Exercise 4.2 · The bias, and what comes in
#
# Return $\partial\mathrm{Cost}_i/\partial b^{(L)}$ and
# $\partial\mathrm{Cost}_i/\partial a^{(L-1)}$, in this order. All are numbers
# of the last layer; you will not need every one of them. *(S8, S9)*

# %% tags=["exercise"]
def bias_and_input(w, b, a_prev, z, a, y, f_prime):
    """Return dCost_i/db^(L) and dCost_i/da^(L-1)."""
    ### BEGIN SOLUTION
    db = 2 * (a - y) * f_prime(z)
    da_prev = 2 * (a - y) * f_prime(z) * w
    return db, da_prev
    ### END SOLUTION


# %%
check("4.2", bias_and_input)

# %% [markdown]
# Here are the three slopes of our last layer. Two factors are common to all
# three; we compute them once and call them $\partial\mathrm{Cost}_i /
# \partial z^{(3)}$, in code `dz`.

# %%
dz3 = 2 * (a[3] - y) * act.f_prime(z[3], a[3])
print(f"2 (a - y) f'(z)       dz(3) = {dz3:7.4f}")
print(f"dz(3) times a(2)      dw(3) = {dz3 * a[2]:7.4f}")
print(f"dz(3) times 1         db(3) = {dz3:7.4f}")
print(f"dz(3) times w(3)      da(2) = {dz3 * w[3]:7.4f}")

# %% [markdown]
# **Notice** $-0.0702$, our old friend from lesson 03. And $-0.3006$ is new: it
# says that a larger $a^{(2)}$ would help, and how much.

# %% [markdown]
# ## Iterate the idea backwards
#
# **Iterate the idea backwards to see how sensitive is the cost to previous
# weights.** That is the slide. What does it mean?
#
# For layer 3 we began with a number that says how the cost feels $a^{(3)}$. It
# was $2(a^{(3)} - y)$. Everything else followed from it.
#
# Now we know how the cost feels $a^{(2)}$. So we are in the same place, one
# layer earlier. Put $\partial\mathrm{Cost}_i/\partial a^{(2)}$ where
# $2(a^{(3)} - y)$ stood, and do it again.
#
# **Predict:** $w^{(2)}$ is $-1.4$, and $a^{(1)} = 0.584$ comes in. A larger
# $a^{(2)}$ would help. Should $w^{(2)}$ grow or shrink?

# %%
da2 = dz3 * w[3]
dz2 = da2 * act.f_prime(z[2], a[2])
print(f"da(2) times f'(z(2))  dz(2) = {dz2:7.4f}")
print(f"dz(2) times a(1)      dw(2) = {dz2 * a[1]:7.4f}")
print(f"dz(2) times 1         db(2) = {dz2:7.4f}")
print(f"dz(2) times w(2)      da(1) = {dz2 * w[2]:7.4f}")

# %% [markdown]
# **Notice:** the very same lines, with other numbers. $w^{(2)}$ should grow:
# its slope is negative. And $\partial\mathrm{Cost}_i/\partial a^{(1)}$ has
# changed sign, because $w^{(2)}$ is negative: a *smaller* $a^{(1)}$ would help.
#
# In symbols, with $L$ any layer from here on, not only the last:
#
# $$\frac{\partial\mathrm{Cost}_i}{\partial w^{(L)}} =
# \frac{\partial\mathrm{Cost}_i}{\partial a^{(L)}}\, f'(z^{(L)})\, a^{(L-1)},
# \qquad
# \frac{\partial\mathrm{Cost}_i}{\partial b^{(L)}} =
# \frac{\partial\mathrm{Cost}_i}{\partial a^{(L)}}\, f'(z^{(L)}),$$
#
# $$\frac{\partial\mathrm{Cost}_i}{\partial a^{(L-1)}} =
# \frac{\partial\mathrm{Cost}_i}{\partial a^{(L)}}\, f'(z^{(L)})\, w^{(L)}
# \qquad \text{(S10)}$$
#
# Only the last layer knows $y$. Each of the others hears of it from the layer
# after it. *That* is what is propagated back.

# %% [markdown]
# ### Exercise 4.3 · One layer back
#
# A chain of two layers, so the road from $w^{(1)}$ to the cost has five steps.
# Return $\partial\mathrm{Cost}_i/\partial w^{(1)}$. `w`, `z` and `a` are dicts
# keyed by the layer: `w[1]`, `w[2]`, `a[0]`, … *(S9, S10; one number out.)*

# %% tags=["exercise"]
def dw_one_back(w, z, a, y, f_prime):
    """Return dCost_i/dw^(1) of a chain of two layers."""
    ### BEGIN SOLUTION
    da = 2 * (a[2] - y) * f_prime(z[2]) * w[2]
    return da * f_prime(z[1]) * a[0]
    ### END SOLUTION


# %%
check("4.3", dw_one_back)

# %% [markdown]
# ### Exercise 4.4 · The whole gradient
#
# Now a chain of any length. Return two dicts, `dw` and `db`, with an entry for
# each layer. Start at the last layer, and go back in a loop. (The last layer
# is `max(w)`, and `sorted(w, reverse=True)` counts down.) *(S6, S8–S10)*

# %% tags=["exercise"]
def backward(w, z, a, y, f_prime):
    """Return dw and db of every layer of a chain."""
    ### BEGIN SOLUTION
    dw, db = {}, {}
    da = 2 * (a[max(w)] - y)
    for L in sorted(w, reverse=True):
        dz = da * f_prime(z[L])
        dw[L] = dz * a[L - 1]
        db[L] = dz
        da = dz * w[L]
    return dw, db
    ### END SOLUTION


# %%
check("4.4", backward)

# %% [markdown]
# You have written backpropagation. Here is the library's, on our chain.

# %%
dw, db = chain.backward(w, z, a, y, act)
da = {3: 2 * (a[3] - y), 2: db[3] * w[3], 1: db[2] * w[2]}
diagrams.chain(
    w, b, a=a, z=z, y=y, cost=cost, dw=dw, db=db, da=da, dz=db
)

# %% [markdown]
# The picture shows the way forward above and the way back below it, like a
# mirror. From the cost the slopes flow to the left. At each neuron they pass
# $f'$; then one copy goes to the bias, one is multiplied by what came in and
# goes to the weight, and one is multiplied by $w$ and goes on.

# %% [markdown]
# Here is the same, one number at a time: first forward, then back. (Its last
# step is the picture above.) Press *Next*, and say each number before you see
# it: which two does it come from?

# %%
explorers.backprop("chain")

# %% [markdown]
# ## The judge again
#
# Lesson 03 said: whenever you write a derivative, nudge it. Six slopes, twelve
# nudged chains.

# %%
def cost_at(w, b):
    return chain.cost(chain.forward(w, b, x, act)[1][3], y)


eps = 1e-4
for L in w:
    rise_w = cost_at(w | {L: w[L] + eps}, b) - cost_at(w | {L: w[L] - eps}, b)
    rise_b = cost_at(w, b | {L: b[L] + eps}) - cost_at(w, b | {L: b[L] - eps})
    print(f"dw({L})  formula {dw[L]:9.6f}   nudge {rise_w / (2 * eps):9.6f}")
    print(f"db({L})  formula {db[L]:9.6f}   nudge {rise_b / (2 * eps):9.6f}")

# %% [markdown]
# **Notice:** they agree, to every digit shown. And the price? The nudge went
# through the chain twelve times, twice for each knob. Backpropagation went
# through it **once forward and once back, for all the knobs together.** With
# 100,000 knobs it still goes once forward and once back.
#
# One thing to keep in mind: all six slopes belong to the *same* place. When
# you use them to walk downhill, find all of them first, with the old weights,
# and only then turn the knobs.

# %% [markdown]
# ## A cheaper slope
#
# For the sigmoid, $f'(z) = f(z)\,(1 - f(z))$. But $f(z)$ is $a$, and we have
# $a$ from the way forward. So $f'(z) = a\,(1 - a)$: one multiplication, and no
# exponential.
#
# That is why the library's slope takes both, `act.f_prime(z, a)`. It returns
# the slope **at z**, given also $a = f(z)$.

# %%
for act_i in activations.ALL.values():
    a_i = act_i.f(0.5)
    print(f"{act_i.name:8}  f(0.5) = {a_i:.4f}", end="   ")
    print(f"f'(0.5) = {act_i.f_prime(0.5, a_i):.4f}")

# %% [markdown]
# **Notice:** tanh has $f'(z) = 1 - a^2$. For relu, which is $z$ where $z$ is
# positive and else 0, the slope is 1 or 0.

# %% [markdown]
# ## Gradients vanish
#
# Look at the slopes of the weights again, from the last to the first.

# %%
for L in (3, 2, 1):
    steep = act.f_prime(z[L], a[L])
    print(f"dw({L}) = {dw[L]:7.4f}   f'(z({L})) = {steep:.4f}")

# %% [markdown]
# Each layer on the way back multiplies by $f'(z^{(L)})\, w^{(L)}$. In lesson 03
# you saw that the sigmoid's slope is never above $\tfrac14$.
#
# **Predict:** all weights are 1, all biases 0, and the chain has ten layers.
# How large is the slope of the first weight, compared with that in a chain of
# one layer? Count the quarters.

# %%
def first_slope(act, weight, depth):
    w = {L: weight for L in range(1, depth + 1)}
    b = {L: 0.0 for L in w}
    z, a = chain.forward(w, b, 0.6, act)
    return chain.backward(w, z, a, 0.2, act)[0][1]


depths = range(1, 11)
for depth in (1, 2, 5, 10):
    slope = first_slope(activations.sigmoid, 1, depth)
    print(f"depth {depth:2d}: slope of the first weight {slope:.1e}")

# %% [markdown]
# **Notice:** each layer more costs a factor of four to five. From one layer to
# ten it is a factor of more than half a million. The first weight hears next
# to nothing. This is the **vanishing gradient**.

# %%
cases = {
    "sigmoid, w = 1": (activations.sigmoid, 1),
    "tanh, w = 1": (activations.tanh, 1),
    "relu, w = 1": (activations.relu, 1),
    "relu, w = 1.5": (activations.relu, 1.5),
}
grads = {
    name: [first_slope(act_i, weight, depth) for depth in depths]
    for name, (act_i, weight) in cases.items()
}
figures.vanishing(depths, grads)

# %% [markdown]
# The figure shows the size of the first weight's slope against the depth of the
# chain, on a logarithmic scale. With the sigmoid it falls like a stone. With
# tanh, whose slope is 1 at its middle, it falls slowly. With relu and $w = 1$ it
# stays; with $w = 1.5$ it grows with every layer.
#
# **Notice:** the last one is no better. A slope that more than doubles
# with each layer will throw you off the hill. Good networks take care that the factors
# $f'(z)\,w$ stay near 1.

# %% [markdown]
# See it live: set *neurons* to 8, and *look at* to $w^{(1)}$. (The figure above
# shows the outcome for many depths.) Below the chain stand all the factors of
# that one slope. Which of them are smallest? Then change $f$.

# %%
explorers.chain()

# %% [markdown]
# ### Exercise 4.5 · ★ How much comes through
#
# Nudge the input, $a^{(0)}$. How large is the nudge that arrives at the end?
# Return $\partial a^{(L)}/\partial a^{(0)}$ for a chain of any length; `w` and
# `z` are dicts. *(S9, S10; one number out.)*

# %% tags=["exercise"]
def comes_through(w, z, f_prime):
    """Return da^(L)/da^(0): what the last layer feels of the input."""
    ### BEGIN SOLUTION
    product = 1
    for L in w:
        product *= f_prime(z[L]) * w[L]
    return product
    ### END SOLUTION


# %%
check("4.5", comes_through)

# %% [markdown]
# ## Recap
#
# - The slope of the mean is the mean of the slopes (S7).
# - One common factor, $\partial\mathrm{Cost}_i/\partial z$; times $a^{(L-1)}$
#   for the weight, 1 for the bias, $w^{(L)}$ for the layer before (S6, S8, S9).
# - Go back layer by layer (S10): once forward, once back, and you have every
#   slope. Each layer multiplies by $f'(z)\,w$, so slopes can vanish.

# %% tags=["nbval-ignore-output"]
progress()

# %% [markdown]
# ## On your own
#
# - In `first_slope`, give the sigmoid larger weights: 2, 4, 8. Does the slope
#   come back? Look at the $z$ to see why not.
# - Walk downhill with the whole chain: `w = chain.step(w, dw, lr)`, the same
#   for `b`, then forward and back again. How many steps until the cost of our
#   one example is below 0.01?
# - What would S1–S10 become if the cost were $(a - y)^4$? Which lines of
#   `backward` change?
#
# **Next:** neurons side by side, and the same few lines with indices.
# [05 · Go forward through layers](05_layers_forward.ipynb)

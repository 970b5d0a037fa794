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
# training examples” to “Iterate the idea backwards”, S7–S10* · **50 minutes**
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
#
# After a restart of the kernel: *Run*, *Run All Cells*.

# %%
from workshop_lib import activations, chain, data, diagrams
from workshop_lib import explorers, figures
from workshop_lib.checker import answer, check, hint, predict, progress

# %% [markdown]
# ## Before you begin
#
# Two questions on what you have seen so far. Choose, then run the third cell.

# %%
predict("4.a", "b")

# %%
predict("4.b", "b")

# %%
answer("4.a", "4.b")

# %% [markdown]
# ## The chain, and what you know of it

# %%
w, b, x, y = data.example_chain()
act = activations.sigmoid
z, a = chain.forward(w, b, x, act)
cost = chain.cost(a[3], y)
diagrams.chain(w, b, a=a, z=z, y=y, cost=cost)

# %% [markdown]
# The picture shows our chain of three layers after the way forward. You know
# its numbers: 0.6, 0.584, 0.397, 0.544, and the cost, 0.127.
#
# In lesson 03 you found how the cost reacts to the last weight:
#
# $$\frac{\partial\mathrm{Cost}_i}{\partial w^{(L)}} =
# 2\,(a^{(L)} - y)\, f'(z^{(L)})\, a^{(L-1)} \qquad \text{(S6)}$$
#
# **How this lesson writes $f'(z)$ in code.** The library has
# `act.f_prime(z, a)`. It is the slope **at z**; it takes $a = f(z)$ too, so
# that it need not be computed again. In the exercises `f_prime` takes one
# argument: `f_prime(z)`.

# %% [markdown]
# ## For n training examples
#
# So far there was one example. A training sample has many. Each has its own
# $\mathrm{Cost}_i$, with the same weights.
#
# Here are four more examples. Ours is number 0. For it, the slope was
# $-0.0702$.

# %%
predict("4.c", "c")

# %%
xs = [x, -1.1, 1.7, 0.2, -0.5]
ys = [y, 0.2, 0.7, 0.6, 0.4]

for i in range(5):
    z_i, a_i = chain.forward(w, b, xs[i], act)
    dw_i, _ = chain.backward(w, z_i, a_i, ys[i], act)
    print(f"example {i}: a = {a_i[3]:.3f}, y = {ys[i]}, slope {dw_i[3]:7.4f}")
answer("4.c")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# Three slopes are negative: these examples need a larger $w^{(3)}$. Two are
# positive: they need a smaller one. What is good for one example can be bad
# for another. That is why one takes the mean over all of them.
#
# </details>

# %% [markdown]
# ### Exercise 4.1 · The mean over n examples
#
# What we want to make small is the mean of all costs,
#
# $$\mathrm{Cost} = \frac1n \sum_{i=0}^{n-1} \mathrm{Cost}_i$$
#
# Two rules are enough: the derivative of a sum is the sum of the derivatives,
# and a constant factor stays in front.
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
# <details open><summary><b>After your answer</b></summary>
#
# The slope of the mean is the mean of the slopes:
#
# $$\frac{\partial\mathrm{Cost}}{\partial w^{(L)}} = \frac1n
# \sum_{i=0}^{n-1} \frac{\partial\mathrm{Cost}_i}{\partial w^{(L)}}
# \qquad \text{(S7)}$$
#
# For our five examples it is $+0.0061$: the two positive slopes are together
# larger than the three negative ones. The sample needs a smaller $w^{(3)}$.
#
# </details>

# %% [markdown]
# ## The bias: the same road
#
# From here on we look at one example again. When we have all its slopes, S7
# takes the mean.
#
# A nudge of $b^{(3)}$ moves $z^{(3)}$, that moves $a^{(3)}$, and that moves the
# cost. Only the first step is a new one.

# %%
diagrams.chain(w, b, a=a, z=z, y=y, cost=cost, lit=["b3", "z3", "a3", "cost"])

# %% [markdown]
# The picture lights the road of the bias: $b^{(3)} \to z^{(3)} \to a^{(3)} \to
# \mathrm{Cost}_i$. It is the road of $w^{(3)}$, with another beginning. We
# follow it with a nudge of 0.01.

# %%
predict("4.d", "b")

# %%
move_b = 0.01
move_z = w[3] * a[2] + (b[3] + move_b) - z[3]
move_a = act.f(z[3] + move_z) - a[3]
move_cost = chain.cost(a[3] + move_a, y) - cost
ratios = [move_a / move_z, move_cost / move_a]

print(f"b3   moves by {move_b:9.6f}")
print(f"z3   moves by {move_z:9.6f}")
print(f"a3   moves by {move_a:9.6f} = {ratios[0]:7.4f} x the move of z3")
print(f"cost moves by {move_cost:9.6f} = {ratios[1]:7.4f} x the move of a3")
answer("4.d")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# The bias is added, so $z^{(3)}$ moves just as far. For the weight it was
# $0.3970$ times as far. The two other ratios are those of lesson 03, nearly:
# $f'(z^{(3)}) = 0.2481$ and $2(a^{(3)} - y) = -0.7127$.
#
# </details>

# %% [markdown]
# ## What comes in
#
# How much does the cost change when $a^{(2)}$ changes?
#
# Nobody can turn $a^{(2)}$: it is no knob, it is computed. But the knobs of
# layers 1 and 2 reach the cost **only through $a^{(2)}$**. So this slope is
# what we need to go on to them.

# %%
road = ["a2", "w3", "z3", "a3", "cost"]
diagrams.chain(w, b, a=a, z=z, y=y, cost=cost, lit=road)

# %% [markdown]
# The picture lights the road from $a^{(2)}$ over the weight $w^{(3)}$ to the
# cost. Its last two steps you know. For its first step look at
# $z^{(3)} = w^{(3)} a^{(2)} + b^{(3)}$: now $a^{(2)}$ moves, and the rest
# stands still.

# %% [markdown]
# ### Exercise 4.2 · The bias, and what comes in
#
# Return $\partial\mathrm{Cost}_i/\partial b^{(L)}$ and
# $\partial\mathrm{Cost}_i/\partial a^{(L-1)}$, in this order. For each, write
# the three steps of its road as three derivatives, as in S4, and multiply. All
# are numbers of the last layer; you will not need every one of them.
# *(S8, S9)*

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
# <details open><summary><b>After your answer</b></summary>
#
# $$\frac{\partial\mathrm{Cost}_i}{\partial b^{(L)}} =
# \frac{\partial\mathrm{Cost}_i}{\partial a^{(L)}}\;
# \frac{\partial a^{(L)}}{\partial z^{(L)}}\;
# \underbrace{\frac{\partial z^{(L)}}{\partial b^{(L)}}}_{1}
# = 2\,(a^{(L)} - y)\, f'(z^{(L)}) \qquad \text{(S8)}$$
#
# $$\frac{\partial\mathrm{Cost}_i}{\partial a^{(L-1)}} =
# \frac{\partial\mathrm{Cost}_i}{\partial a^{(L)}}\;
# \frac{\partial a^{(L)}}{\partial z^{(L)}}\;
# \underbrace{\frac{\partial z^{(L)}}{\partial a^{(L-1)}}}_{w^{(L)}}
# = 2\,(a^{(L)} - y)\, f'(z^{(L)})\, w^{(L)} \qquad \text{(S9)}$$
#
# This is the slide with the word on it: the **same use of the chain rule** for
# $b^{(L)}$ and $a^{(L-1)}$ is **backpropagation**.
#
# </details>

# %% [markdown]
# ## Iterate the idea backwards
#
# **Iterate the idea backwards to see how sensitive is the cost to previous
# weights.** That is the slide. What does it mean?
#
# For layer 3 we began with one number: how much the cost changes when
# $a^{(3)}$ changes. It was $2(a^{(3)} - y)$. Everything else followed from it.
#
# Two factors are common to all three slopes of a layer. We compute them once.
# Their product is how much the cost changes when $z^{(3)}$ changes,
# $\partial\mathrm{Cost}_i / \partial z^{(3)}$, in code `dz3`.

# %%
dz3 = 2 * (a[3] - y) * act.f_prime(z[3], a[3])
print(f"2 (a - y) f'(z)       dz(3) = {dz3:7.4f}")
print(f"dz(3) times a(2)      dw(3) = {dz3 * a[2]:7.4f}")
print(f"dz(3) times 1         db(3) = {dz3:7.4f}")
print(f"dz(3) times w(3)      da(2) = {dz3 * w[3]:7.4f}")

# %% [markdown]
# You know $-0.0702$ from lesson 03. New is $-0.3006$: a larger $a^{(2)}$ would
# make the cost smaller.
#
# Now we know how much the cost changes when $a^{(2)}$ changes. So we are in the
# same place, one layer earlier: $\partial\mathrm{Cost}_i/\partial a^{(2)}$
# stands where $2(a^{(3)} - y)$ stood.

# %%
road = ["w2", "z2", "a2", "w3", "z3", "a3", "cost"]
diagrams.chain(w, b, a=a, z=z, y=y, cost=cost, lit=road)

# %% [markdown]
# The picture lights the road of $w^{(2)}$: $w^{(2)} \to z^{(2)} \to a^{(2)} \to
# z^{(3)} \to a^{(3)} \to \mathrm{Cost}_i$. Five steps.

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
# <details open><summary><b>After your answer</b></summary>
#
# Five steps, five factors. For the layer before the last one:
#
# $$\frac{\partial\mathrm{Cost}_i}{\partial w^{(L-1)}} =
# \underbrace{2\,(a^{(L)} - y)\, f'(z^{(L)})\, w^{(L)}}_{
# \partial\mathrm{Cost}_i/\partial a^{(L-1)}}\;
# f'(z^{(L-1)})\, a^{(L-2)}$$
#
# The first three are S9. The last two you know from S6: how steep, and how
# large the input is, now of layer $L-1$.
#
# </details>

# %% [markdown]
# Now with the numbers of our chain: $a^{(1)} = 0.584$ comes into layer 2, and
# $w^{(2)} = -1.4$.

# %%
predict("4.e", "a")

# %%
da2 = dz3 * w[3]
dz2 = da2 * act.f_prime(z[2], a[2])
print(f"da(2) times f'(z(2))  dz(2) = {dz2:7.4f}")
print(f"dz(2) times a(1)      dw(2) = {dz2 * a[1]:7.4f}")
print(f"dz(2) times 1         db(2) = {dz2:7.4f}")
print(f"dz(2) times w(2)      da(1) = {dz2 * w[2]:7.4f}")
answer("4.e")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# The last three lines are those of layer 3, with other numbers.
# $\partial\mathrm{Cost}_i/\partial a^{(1)}$ has the other sign, because
# $w^{(2)}$ is negative: a *smaller* $a^{(1)}$ would make the cost smaller.
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
# Only the last layer is compared with $y$. Each of the others gets its
# $\partial\mathrm{Cost}_i/\partial a$ from the layer after it. *That* is what
# is propagated back.
#
# </details>

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
# ## Six slopes
#
# You have written backpropagation. The library has the same function. It gives
# all six slopes of our chain. Which knob has the largest?

# %%
predict("4.f", "c")

# %%
dw, db = chain.backward(w, z, a, y, act)
da = {3: 2 * (a[3] - y), 2: db[3] * w[3], 1: db[2] * w[2]}
diagrams.chain(
    w, b, a=a, z=z, y=y, cost=cost, dw=dw, db=db, da=da, dz=db
)

# %%
slopes = {f"w({L})": dw[L] for L in w} | {f"b({L})": db[L] for L in w}
for name in sorted(slopes, key=lambda name: -abs(slopes[name])):
    times = abs(slopes[name] / dw[1])
    print(f"d{name} = {slopes[name]:7.4f}   {times:4.1f} times that of w(1)")
answer("4.f")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# The largest is that of $b^{(3)}$: the same small nudge changes the cost 12
# times as much there as at $w^{(1)}$. Among the weights, layer 3 has the
# largest slope and layer 1 the smallest; so have the biases. In each layer the
# bias has the larger one, because here what comes into a layer is below 1.
#
# </details>

# %% [markdown]
# The picture above the list shows the way forward, and below it the way back,
# like a mirror. From the cost the slopes go to the left. At each neuron they are
# multiplied by $f'$. Then there are three results: the slope of the bias, which
# is that number itself; the slope of the weight, which is that number times
# what came in; and that number times $w$, which goes on to the layer before.

# %% [markdown]
# Here is the same, one number at a time: first forward, then back. (Its last
# step is the picture above.) Press *Next*, and say each number before you see
# it: which two does it come from?

# %%
explorers.backprop("chain")

# %% [markdown]
# ## The proof by a nudge
#
# Lesson 03 said: whenever you write a derivative, nudge it. Six slopes, and two
# nudged chains for each.

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
# They agree, to every digit shown. And the price? The nudges went through the
# chain twelve times, twice for each knob. Backpropagation went through it
# **once forward and once back, for all the knobs together.** With 100,000
# knobs it still goes once forward and once back.
#
# One thing to keep in mind: all six slopes belong to the *same* place. When
# you use them to walk downhill, find all of them first, with the old weights,
# and only then turn the knobs.

# %% [markdown]
# ## Gradients vanish
#
# Each layer on the way back multiplies by $f'(z^{(L)})\, w^{(L)}$. In lesson 03
# you saw that the sigmoid's slope is never above $\tfrac14$.
#
# Now take a chain of ten layers. All weights are 1, all biases 0.

# %%
predict("4.g", "c")


# %%
def deep_chain(act, weight, depth):
    w = {L: weight for L in range(1, depth + 1)}
    b = {L: 0.0 for L in w}
    z, a = chain.forward(w, b, 0.6, act)
    return chain.backward(w, z, a, 0.2, act)[0]


ten = deep_chain(activations.sigmoid, 1, 10)
for L in sorted(ten, reverse=True):
    print(f"dw({L:2d}) = {ten[L]:.1e}", end="   ")
    print(f"dw(10) / dw({L:2d}) = {ten[10] / ten[L]:9,.0f}")
answer("4.g")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# Within this one chain the slopes go from $1.4 \cdot 10^{-1}$ at the last
# weight to $1.9 \cdot 10^{-7}$ at the first. Each layer makes them four to
# five times smaller. A step of gradient descent hardly changes the first
# weight. This is the **vanishing gradient**.
#
# </details>

# %% [markdown]
# Is the sigmoid the reason? We compare it with tanh, whose slope is 1 at
# its middle, and with **relu**: $f(z) = z$ where $z$ is positive, else 0. Its
# slope is 1 or 0. Each point of the next figure is a chain of its own, of
# another depth; we look at its first weight.

# %%
cases = {
    "sigmoid, w = 1": (activations.sigmoid, 1),
    "tanh, w = 1": (activations.tanh, 1),
    "relu, w = 1": (activations.relu, 1),
    "relu, w = 1.5": (activations.relu, 1.5),
}
depths = range(1, 11)
grads = {
    name: [deep_chain(act_i, weight, depth)[1] for depth in depths]
    for name, (act_i, weight) in cases.items()
}
figures.vanishing(depths, grads)

# %% [markdown]
# The figure shows the size of the first weight's slope against the depth of the
# chain, on a logarithmic scale. With the sigmoid it shrinks fast: at each layer
# more, to less than a quarter. With tanh it shrinks slowly. With relu and
# $w = 1$ it stays. With relu and $w = 1.5$ it grows with every layer.
#
# The last one is no better. Each layer more makes the slope about 2.3 times
# larger, though $f'(z)\,w$ is only 1.5. The rest comes from the way forward:
# there $a$ grows by 1.5 at each layer too, and so does the error $a - y$,
# nearly. With such a slope a step is far too long: the **exploding gradient**.
# Good networks take care that the factors $f'(z)\,w$ stay near 1.

# %% [markdown]
# See it live: set *layers* to 7, and *look at* to $w^{(1)}$. (The figure above
# shows the outcome for many depths.) Below the chain stand all the factors of
# that one slope. Which of them are smallest? Then change $f$.

# %%
explorers.chain()

# %% [markdown]
# <details open><summary><b>After you tried it</b></summary>
#
# With the sigmoid the seven $f'(z)$ are the smallest, each about $\tfrac14$;
# the slope is $-0.000046$. With tanh they are 0.37 to 1.00, and the slope is
# $-0.070$: 1,500 times as large. With relu three of them are 0, because there
# $z$ is negative. So the slope is 0: one such neuron is enough.
#
# </details>

# %% [markdown]
# ### Exercise 4.5 · ★ How much comes through
#
# Nudge the input, $a^{(0)}$. How large is the nudge that arrives at the end?
# Return $\partial a^{(L)}/\partial a^{(0)}$ for a chain of any length; `w` and
# `z` are dicts. *(S9, S10; one number out.)*

# %% tags=["exercise"]
def comes_through(w, z, f_prime):
    """Return da^(L)/da^(0): how a nudge of the input moves the last layer."""
    ### BEGIN SOLUTION
    product = 1
    for L in w:
        product *= f_prime(z[L]) * w[L]
    return product
    ### END SOLUTION


# %%
check("4.5", comes_through)

# %% [markdown]
# ## One weight in two layers
#
# So far each knob had one road to the cost. Some networks use the same weight
# in several places: recurrent ones at every step in time, convolutions at every
# place of an image. The smallest case is a chain of two layers with
# $w^{(1)} = w^{(2)} = w$: **one knob, two arrows.**

# %%
w_both, b_both = -1.4, {1: -0.2, 2: 0.4}
w_2 = {1: w_both, 2: w_both}
z_2, a_2 = chain.forward(w_2, b_both, x, act)
diagrams.chain(w_2, b_both, a=a_2, z=z_2, y=y, cost=chain.cost(a_2[2], y))

# %% [markdown]
# The picture shows the same weight, −1.4, on both arrows. Whoever turns this
# knob changes both layers, so a nudge reaches the cost by **two roads**. The next
# cell nudges $w$ in layer 1 alone, then in layer 2 alone, then in both.

# %%
predict("4.h", "d")


# %%
def slope_by_nudge(in_1, in_2, eps=1e-4):
    def cost_at(move):
        w = {1: w_both + move * in_1, 2: w_both + move * in_2}
        return chain.cost(chain.forward(w, b_both, x, act)[1][2], y)

    return (cost_at(eps) - cost_at(-eps)) / (2 * eps)


print(f"slope, w moves in layer 1 alone: {slope_by_nudge(1, 0):7.4f}")
print(f"slope, w moves in layer 2 alone: {slope_by_nudge(0, 1):7.4f}")
print(f"slope, w moves in both layers:   {slope_by_nudge(1, 1):7.4f}")
answer("4.h")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# A small nudge moves the cost once by each road, and the moves add up. *Along*
# a road one multiplies. *Over* the roads one adds.
#
# </details>

# %% [markdown]
# ### Exercise 4.6 · One weight in two layers
#
# Return $\partial\mathrm{Cost}_i/\partial w$ of such a chain. `w` is one number,
# the weight of both layers; `z` and `a` are dicts: `z[1]`, `z[2]`, `a[0]`,
# `a[1]`, `a[2]`. *(S6, S9, S10; one number out.)*

# %% tags=["exercise"]
def shared_weight(w, z, a, y, f_prime):
    """Return dCost_i/dw of a chain whose two layers share the weight w."""
    ### BEGIN SOLUTION
    dz = 2 * (a[2] - y) * f_prime(z[2])
    dw = dz * a[1]
    dw += dz * w * f_prime(z[1]) * a[0]
    return dw
    ### END SOLUTION


# %%
check("4.6", shared_weight)

# %% [markdown]
# <details open><summary><b>After your answer</b></summary>
#
# One product for each road, and their sum:
#
# $$\frac{\partial\mathrm{Cost}_i}{\partial w} =
# \underbrace{2\,(a^{(2)} - y)\, f'(z^{(2)})\, a^{(1)}}_{\text{in layer 2}}
# + \underbrace{2\,(a^{(2)} - y)\, f'(z^{(2)})\, w\, f'(z^{(1)})\, a^{(0)}}_{
# \text{in layer 1}}$$
#
# In code this is the `+=`. With `=` the second road overwrites the first: a
# well-known mistake of those who write their own backpropagation. In lesson 06
# a layer has many neurons, so there are many roads, and this sum comes back.
#
# </details>

# %% [markdown]
# ## ★ A cheaper slope
#
# *This part may be skipped.*
#
# For the sigmoid, $f'(z) = f(z)\,(1 - f(z))$. But $f(z)$ is $a$, and we have
# $a$ from the way forward. So $f'(z) = a\,(1 - a)$: one multiplication, and no
# exponential. For tanh it is $1 - a^2$, and for relu the sign of $a$. That is
# why `act.f_prime(z, a)` takes $a$.

# %%
for act_i in activations.ALL.values():
    a_i = act_i.f(0.5)
    print(f"{act_i.name:8}  f(0.5) = {a_i:.4f}", end="   ")
    print(f"f'(0.5) = {act_i.f_prime(0.5, a_i):.4f}")

# %% [markdown]
# The list shows $f$ and $f'$ at $z = 0.5$. The last, *identity*, is $f(z) = z$.

# %% [markdown]
# ## ★ What often goes wrong
#
# *This part may be skipped.*
#
# > These are mistakes of lessons 03 and 04, in the words of the checks.
# >
# > - *f'(a) instead of f'(z)*: $f'$ takes the input of $f$, and that is $z$.
# > - *the slope is the sigmoid's, whatever f_prime is given*: $a(1 - a)$ belongs
# >   to the sigmoid only.
# > - *a^(L) instead of a^(L-1)*: a weight is multiplied by what comes in.
# > - *y - a instead of a - y*: with this sign you walk uphill.
# > - *the factor 2 is missing*: the derivative of a square has a 2.
# > - *1/n is missing*: a mean does not grow with the sample.
# > - *every layer is compared with y*: only the last layer has a target.
# > - *the weight of the wrong layer on the way back*: between $a^{(L-1)}$ and
# >   $z^{(L)}$ stands $w^{(L)}$.
# > - *only the road through layer 2 is counted*: over the roads one adds.

# %% [markdown]
# <details open><summary><b>In other books</b></summary>
#
# - Many books write $\delta^{(L)}$ for $\partial\mathrm{Cost}_i/\partial
#   z^{(L)}$, our `dz`, and call it the *error* of layer $L$.
# - Many write the cost as $\tfrac12 (a - y)^2$. Then the factor 2 is gone, and
#   everything else is the same.
# - Computer scientists call it *reverse-mode automatic differentiation*
#   (autodiff): go back through any computation, not only a network. PyTorch and
#   JAX do that.
# - Rumelhart, Hinton and Williams made it known for networks in 1986
#   (*Learning representations by back-propagating errors*). The idea is older.
#
# </details>

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
# - Give the sigmoid of `deep_chain` larger weights: 2, 4, 8. Does the slope of
#   the first weight of ten layers grow? Up to which $w$? Look at the $z$ to see
#   why no further.
# - Walk downhill with the whole chain: `w = chain.step(w, dw, lr)`, the same
#   for `b`, then forward and back again. How many steps until the cost of our
#   one example is below 0.01?
# - What would S1–S10 become if the cost were $(a - y)^4$? Which lines of
#   `backward` change?

# %% [markdown] tags=["solution"]
# **Answers**
#
# - It grows up to about $w = 1.7$, where it is $1.5 \cdot 10^{-6}$, eight times
#   as large as with $w = 1$. With 2 it is $9.7 \cdot 10^{-7}$, with 4
#   $8.0 \cdot 10^{-12}$, with 8 $6.1 \cdot 10^{-26}$. A larger $w$ makes the $z$
#   larger too (with 4 they are near 3.9, with 8 near 8), and there the sigmoid
#   is flat: $f'(z)\,w$ is 0.076 with 4 and 0.003 with 8.
# - 101 steps with $l_r = 0.1$, 20 with 0.5, 10 with 1, 5 with 2.
# - S1 and S2 have the exponent 4, and the first factor of S5, S6, S8 and S9
#   becomes $4(a^{(L)} - y)^3$. S3, S4, S7 and S10 stay. In `backward` one line
#   changes, the one with which it begins: `da = 4 * (a[max(w)] - y) ** 3`.

# %% [markdown]
# **Next:** neurons side by side, and the same few lines with indices.
# [05 · Go forward through layers](05_layers_forward.ipynb)

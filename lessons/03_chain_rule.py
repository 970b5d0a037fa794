# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3 (ipykernel), language: python, name: python3}
# ---

# %% [markdown]
# # Derive the chain rule
#
# *Slides: “Network where each layer has a single neuron in it”, from
# “Chain Rule” to the product of three factors, S4–S6* · **40 minutes**
#
# **You will do**
# - measure one slope by nudging one weight
# - split that slope into three small ones, write each, multiply them
# - prove your formula with the nudge
#
# **You will learn**
# - why a weight reaches the cost only through $z$ and $a$
# - what each of the three factors says: how wrong, how steep, how large the
#   input is
# - which of them can make learning stop
#
# **You need**
# - lesson 02: $z = wa + b$ and $a = f(z)$, layer by layer
# - the derivative of a square
# - paper and a pencil help
#
# After a restart of the kernel: *Run*, *Run All Cells*.

# %%
import numpy as np

from workshop_lib import activations, chain, data, diagrams
from workshop_lib import explorers, figures
from workshop_lib.checker import answer, check, compare, hint
from workshop_lib.checker import predict, progress

# %% [markdown]
# ## Before you begin
#
# Two questions on what you have seen so far. Choose, then run the third cell.

# %%
predict("3.a", "b")

# %%
predict("3.b", "c")

# %%
answer("3.a", "3.b")

# %% [markdown]
# ## One weight of our chain
#
# Here is the chain of lesson 02 again, with its fixed weights and its one
# training example. We send the input forward.

# %%
w, b, x, y = data.example_chain()
act = activations.sigmoid
f = act.f  # the activation function

z, a = chain.forward(w, b, x, act)
cost = chain.cost(a[3], y)
diagrams.chain(w, b, a=a, z=z, y=y, cost=cost, lit=["w3"])

# %% [markdown]
# The picture shows the input and the three layers in a row. The input 0.6
# becomes 0.584, then 0.397, then 0.544. The target is 0.9, and the cost is
# 0.127. The weight $w^{(3)} = 1.7$ is lit: it is the one we look at today.
#
# The cost of this one example is
#
# $$\mathrm{Cost}_i\,(w^{(1)}, \dots, w^{(L)}, b^{(1)}, \dots, b^{(L)})
# = (a^{(L)} - y)^2 \qquad \text{(S2)}$$
#
# The index $i$ says *which example*. $L$ is the last layer; for us $L = 3$.
# And each layer does what it did in lesson 02, with $f$ the
# **activation function**:
#
# $$a^{(L)} = f(w^{(L)} a^{(L-1)} + b^{(L)}) = f(z^{(L)})
# \qquad \text{(S3)}$$
#
# **The question of this lesson:** how sensitive is the cost to $w^{(3)}$?
# In symbols, what is $\partial\mathrm{Cost}_i / \partial w^{(3)}$?
#
# The sign $\partial$ is read like the d of a derivative. It says that the cost
# has many variables: **it is the slope when only $w^{(3)}$ moves, and all the
# others stand still.**

# %% [markdown]
# ## Measure before you calculate
#
# The next cell moves $w^{(3)}$ a little to either side of 1.70 and looks at
# the cost. First say what you expect.

# %%
predict("3.c", "a")


# %%
def cost_of_w3(w3):
    z3 = w3 * a[2] + b[3]
    return (f(z3) - y) ** 2


for w3 in (1.69, 1.70, 1.71):
    print(f"w3 = {w3:.2f}   cost = {cost_of_w3(w3):.6f}")
answer("3.c")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# A larger weight gives a smaller cost. The slope is negative.
#
# Its size you can read off too. Over a distance of $0.02$ the cost falls from
# $0.127706$ to $0.126302$, so the slope is about
# $-0.001404 / 0.02 = -0.0702$. **Keep this number.** We will meet it again.
#
# </details>
#
# We stepped to *both* sides of 1.70. That is a **central difference**:
#
# $$\frac{\partial\mathrm{Cost}_i}{\partial w} \approx
# \frac{\mathrm{Cost}_i(w + \varepsilon) - \mathrm{Cost}_i(w - \varepsilon)}
# {2\varepsilon}$$

# %% [markdown]
# ### Exercise 3.1 · Measure the slope with a nudge
#
# Write the measurement for any neuron. You are given `w`, the incoming
# activation `a_prev` (that is $a^{(L-1)}$), `b`, the target `y`, the
# activation function `f` and the nudge `eps`. Return one number, the slope
# of $\mathrm{Cost}_i$ with respect to $w$. *(S2, S3; all are numbers.)*
#
# Stuck? Run `hint("3.1")` in a new cell. Each call tells you a little more.
# You write the function only; the lesson does not use it later.

# %% tags=["exercise"]
def nudged_slope(w, a_prev, b, y, f, eps):
    """Return dCost_i/dw, measured with a nudge of eps to either side."""
    ### BEGIN SOLUTION
    def cost(w):
        return (f(w * a_prev + b) - y) ** 2

    return (cost(w + eps) - cost(w - eps)) / (2 * eps)
    ### END SOLUTION


# %%
check("3.1", nudged_slope)

# %% [markdown]
# So why not stop here? Because of the price. A nudge costs two forward passes
# **for each weight**. A small classifier of digits has some 100,000 weights:
# 200,000 forward passes, for one step downhill.
#
# We want a formula. But we keep the nudge for checking it: the nudge uses no
# calculus, so it cannot make the same mistake.

# %% [markdown]
# ## Follow the nudge
#
# The weight does not change the cost directly. It changes $z^{(3)}$. That
# changes $a^{(3)}$, and that changes the cost. **There is no other road.**

# %%
diagrams.chain(w, b, a=a, z=z, y=y, cost=cost, lit=["w3", "z3", "a3", "cost"])

# %% [markdown]
# The picture lights the road: $w^{(3)} \to z^{(3)} \to a^{(3)} \to
# \mathrm{Cost}_i$. Let us walk it with a nudge of 0.01, and write down at each
# stop how far it moved.

# %%
move_w = 0.01
move_z = (w[3] + move_w) * a[2] + b[3] - z[3]
move_a = f(z[3] + move_z) - a[3]
move_cost = (a[3] + move_a - y) ** 2 - cost
ratios = [move_z / move_w, move_a / move_z, move_cost / move_a]

print(f"w3   moves by {move_w:9.6f}")
print(f"z3   moves by {move_z:9.6f} = {ratios[0]:7.4f} x the move of w3")
print(f"a3   moves by {move_a:9.6f} = {ratios[1]:7.4f} x the move of z3")
print(f"cost moves by {move_cost:9.6f} = {ratios[2]:7.4f} x the move of a3")

# %% [markdown]
# Three ratios: $0.3970$, $0.2481$ and $-0.7118$. Now we multiply them.

# %%
predict("3.d", "c")

# %%
print(f"product of the ratios:  {np.prod(ratios):8.4f}")
print(f"move of the cost:       {move_cost:8.4f}")
print(f"move of cost / of w3:   {move_cost / move_w:8.4f}")
print(f"move of w3 / of cost:   {move_w / move_cost:8.4f}")
answer("3.d")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# The first number and the third must agree. The moves of $z$ and of $a$ stand
# once above and once below the fraction bar, and cancel.
#
# (It is $-0.0701$, not quite our $-0.0702$: this nudge went to one side only.)
#
# </details>
#
# Let the nudge shrink to nothing. Each ratio becomes a derivative, and you
# have the **chain rule**:
#
# $$\frac{\partial\mathrm{Cost}_i}{\partial w^{(L)}} =
# \frac{\partial\mathrm{Cost}_i}{\partial a^{(L)}}\;
# \frac{\partial a^{(L)}}{\partial z^{(L)}}\;
# \frac{\partial z^{(L)}}{\partial w^{(L)}} \qquad \text{(S4)}$$
#
# One factor for each step of the road. Now you find them, one at a time, on
# paper. Exercise 3.3 asks for all three.

# %% [markdown]
# ## First factor: how wrong?
#
# How far does the cost move when $a^{(L)}$ moves?
#
# - $\mathrm{Cost}_i = u^2$ with $u = a^{(L)} - y$.
# - The slope of $u^2$ is $2u$.
# - $y$ stands still. So when $a^{(L)}$ moves, $u$ moves exactly as far.
#
# Put these together, and write down the first factor.

# %% [markdown]
# ## Second factor: how steep?
#
# How far does $a^{(L)}$ move when $z^{(L)}$ moves? That is the slope of the
# activation function. We write $f'$ for it: $f'(1.2)$ is the slope of $f$
# at 1.2.

# %%
zs = np.linspace(-6, 6, 200)
fig, ax = figures.new("The sigmoid, and its tangent at our neuron.")
ax.plot(zs, f(zs), color=figures.PALETTE["a"], label="a = f(z)")
ax.plot(z[3], a[3], "o", color=figures.PALETTE["z"], label="our neuron")
ax.axline((z[3], a[3]), slope=0.2481, ls="--", label="slope 0.2481")
ax.set(xlabel="z", ylabel="a", ylim=(-0.1, 1.1))
ax.legend()
fig

# %% [markdown]
# The figure shows the sigmoid: flat on the left, steep in the middle, flat on
# the right. The dashed line touches it where our neuron is, and its slope is
# the one that we measured. Write down the second factor. (There are three
# numbers that you could put into $f'$. Which is it?)
#
# The sigmoid is $f(z) = \dfrac{1}{1 + e^{-z}}$. You can calculate its slope
# with two rules: when $z$ moves,
#
# - the slope of $\dfrac1u$ is $-\dfrac{1}{u^2}$ times the slope of $u$;
# - the slope of $e^{-z}$ is $-e^{-z}$.

# %% [markdown]
# ### Exercise 3.2 · The slope of the sigmoid
#
# Return $f'(z)$ for the sigmoid. You may call `f`, which is defined above, or
# `np.exp`. *(S5; a number in, a number out.)*

# %% tags=["exercise"]
def sigmoid_prime(z):
    """Return f'(z), the slope of the sigmoid at z."""
    ### BEGIN SOLUTION
    return f(z) * (1 - f(z))
    ### END SOLUTION


# %%
check("3.2", sigmoid_prime)

# %% [markdown]
# <details open><summary><b>After your answer</b></summary>
#
# With $u = 1 + e^{-z}$, whose slope is $-e^{-z}$:
#
# $$f'(z) = \frac{e^{-z}}{(1 + e^{-z})^2}
# = \frac{1}{1 + e^{-z}} \cdot \frac{e^{-z}}{1 + e^{-z}}
# = f(z)\,(1 - f(z))$$
#
# The last step: $\frac{e^{-z}}{1 + e^{-z}} = \frac{(1 + e^{-z}) - 1}{1 + e^{-z}}
# = 1 - f(z)$. So who knows $a = f(z)$ needs no exponential: $f' = a\,(1 - a)$.
# That is why the library's `act.f_prime(z, a)` takes $a$ too: it is known
# already.
#
# </details>

# %% [markdown]
# Now use your formula, or read the slope from the curve.

# %%
predict("3.e", 0.105)

# %%
for z_test in (-4, -2, 0, 2, 4):
    slope = act.f_prime(z_test, f(z_test))
    print(f"z = {z_test:2d}   f(z) = {f(z_test):.4f}   f'(z) = {slope:.4f}")
answer("3.e")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# It is steepest at $z = 0$, and never above $\tfrac14$. Remember that: in
# lesson 04 it has consequences.
#
# </details>

# %% [markdown]
# ## Third factor: how large is the input?
#
# How far does $z^{(L)}$ move when $w^{(L)}$ moves?
#
# $$z^{(L)} = w^{(L)} a^{(L-1)} + b^{(L)}$$
#
# Now $w^{(L)}$ is the variable and the rest stands still. So this is a straight
# line. What is its slope? Write down the third factor.
#
# (The measured ratio, $0.3970$, was exact to every digit. A straight line has
# one slope, however far you nudge.)

# %% [markdown]
# ### Exercise 3.3 · The three factors
#
# Return all three, in the order of S4: a tuple of
# $\partial\mathrm{Cost}_i/\partial a^{(L)}$,
# $\partial a^{(L)}/\partial z^{(L)}$ and
# $\partial z^{(L)}/\partial w^{(L)}$.
#
# `w`, `a_prev` (that is $a^{(L-1)}$), `z`, `a`, `y` are numbers of the last
# layer. `f_prime` is a function: `f_prime(number)` is the slope of $f$ at that
# number. You will not need everything that you are given. *(S5)*

# %% tags=["exercise"]
def three_factors(w, a_prev, z, a, y, f_prime):
    """Return dCost_i/da, da/dz, dz/dw of the last layer."""
    ### BEGIN SOLUTION
    dcost_da = 2 * (a - y)
    da_dz = f_prime(z)
    dz_dw = a_prev
    return dcost_da, da_dz, dz_dw
    ### END SOLUTION


# %%
check("3.3", three_factors)

# %% [markdown]
# <details open><summary><b>After your answer</b></summary>
#
# $$\frac{\partial\mathrm{Cost}_i}{\partial a^{(L)}} = 2\,(a^{(L)} - y),
# \qquad \frac{\partial a^{(L)}}{\partial z^{(L)}} = f'(z^{(L)}),
# \qquad \frac{\partial z^{(L)}}{\partial w^{(L)}} = a^{(L-1)}
# \qquad \text{(S5)}$$
#
# For our chain: $-0.7127$, $0.2481$, $0.3970$. The nudge gave $-0.7118$ for the
# first, because it was not infinitely small.
#
# - The first is negative here, because the answer is too small. A perfect
#   answer, $a^{(L)} = y$, gives 0: there is nothing to learn.
# - The second is read at $z$, the *input* of $f$. The check looks for the thought
#   behind a wrong number. Try it: put `f_prime(a)` where you have
#   `f_prime(z)`, and run both cells again. Then correct it.
# - The third says: if the neuron before gives 0, the weight changes nothing.
#
# </details>

# %% [markdown]
# ## Multiply
#
# You have three factors, and S4 says what to do with them.

# %% [markdown]
# ### Exercise 3.4 · The derivative of the cost
#
# Return $\partial\mathrm{Cost}_i/\partial w^{(L)}$: S4 with your three factors,
# one line of code. *(Numbers in, a number out; `f_prime` as in Exercise 3.3.)*

# %% tags=["exercise"]
def dcost_dw(a_prev, z, a, y, f_prime):
    """Return dCost_i/dw^(L) (S6)."""
    ### BEGIN SOLUTION
    return 2 * (a - y) * f_prime(z) * a_prev
    ### END SOLUTION


# %%
check("3.4", dcost_dw)

# %% [markdown]
# When it says that you are right, look at your line beside ours.

# %% tags=["nbval-ignore-output"]
compare("3.4", dcost_dw)

# %% [markdown]
# <details open><summary><b>After your answer</b></summary>
#
# $$\frac{\partial\mathrm{Cost}_i}{\partial w^{(L)}} =
# \underbrace{2\,(a^{(L)} - y)}_{\text{how wrong}}\quad
# \underbrace{f'(z^{(L)})}_{\text{how steep}}\quad
# \underbrace{a^{(L-1)}}_{\text{how large the input}} \qquad \text{(S6)}$$
#
# This is the whole slide, and the centre of the workshop. Everything after it
# is this line, used again.
#
# </details>

# %% [markdown]
# ## The proof by a nudge
#
# Is the formula right? We compare it with nudges of several sizes. In each line
# of the next cell the nudge is ten times smaller than in the line above.

# %%
predict("3.f", "c")

# %%
dw, db = chain.backward(w, z, a, y, act)
print(f"formula         {dw[3]:.8f}")

for eps in (1, 0.1, 0.01, 0.001):
    slope = (cost_of_w3(w[3] + eps) - cost_of_w3(w[3] - eps)) / (2 * eps)
    print(f"nudge of {eps:<5}  {slope:.8f}   error {slope - dw[3]:7.0e}")
answer("3.f")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# A hundred times smaller, each time. The error goes with $\varepsilon^2$: the
# curve bends, and what the bend adds on one side it takes away on the other.
#
# </details>
#
# Two ways that have nothing in common give the same number: you can trust the
# formula. Make it a habit: **whenever you write a derivative, nudge it.**

# %% [markdown]
# ## Read the formula
#
# The derivative is a product, so one small factor is enough to make it small.
# The next figure shows the cost as $w^{(3)}$ goes all the way from −25 to 35.
# The cost is flat in three places: far on the left, in the valley, far on the
# right.

# %%
predict("3.g", "b")

# %%
figures.cost_curve(
    cost_of_w3,
    points=[w[3]],
    tangent_at=w[3],
    lo=-25,
    hi=35,
    xlabel="w^(3)",
    title="The cost as one weight changes",
)

# %%
answer("3.g")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# The figure shows the cost falling from a plateau on the left into a valley
# near $w^{(3)} = 6.8$, and rising a little to a low plateau on the right. Our
# weight is the point on the slope, with its tangent. Flat has three reasons:
#
# - In the valley the network is right: *how wrong* is 0. There we want to stop.
# - On the left it says 0 and should say 0.9. It is as wrong as it can be, but
#   the sigmoid is flat: *how steep* is almost 0. Learning stops although the
#   answer is wrong.
# - On the right it says 1 and should say 0.9. It is a little wrong, and again
#   the sigmoid is flat.
#
# The slope alone does not tell these apart. Look at the factors.
#
# </details>

# %% [markdown]
# ## Move the factors
#
# Here you can move everything. *Look at* stands at $w^{(3)}$: you see its three
# factors, and what a nudge really does. (At the start these are the numbers
# that you have seen above.) **Try:**
#
# - Make *how wrong* zero. Which sliders can do that?
# - Make *how steep* small, with $b^{(3)}$ alone. What becomes of the slope?
# - Make the nudge large. When is *slope times nudge* no longer what happens?

# %%
explorers.chain("factors")

# %% [markdown]
# <details open><summary><b>After you tried it</b></summary>
#
# With $b^{(3)} = 1.5$ the answer is 0.898, and *how wrong* is nearly 0. With
# $y = 0.5$ the target is near the answer, and *how wrong* is small too.
#
# With $b^{(3)} = 3$ *how steep* is 0.024. The slope is only 0.0014; it is
# positive now, because the answer is too large.
#
# With a nudge of 1 *slope times nudge* is −0.070, but the cost changes by
# −0.059.
#
# *Slope times nudge* predicts the change of the cost, as long as the nudge is
# small. A slope speaks about small steps only.
#
# </details>

# %% [markdown]
# ### Exercise 3.5 · ★ Another activation function
#
# Let $f$ be $\tanh$, whose slope is $f'(z) = 1 - \tanh^2(z)$. Start from the
# weight itself: compute $z$, then $a$, then
# $\partial\mathrm{Cost}_i/\partial w^{(L)}$. Use `np.tanh`.
# *(S3, S6; numbers in, a number out.)*

# %% tags=["exercise"]
def dcost_dw_tanh(w, b, a_prev, y):
    """Return dCost_i/dw^(L) of a neuron whose f is tanh."""
    ### BEGIN SOLUTION
    a = np.tanh(w * a_prev + b)
    return 2 * (a - y) * (1 - a**2) * a_prev
    ### END SOLUTION


# %%
check("3.5", dcost_dw_tanh)

# %% [markdown]
# ## Recap
#
# - A weight reaches the cost by one road, $w \to z \to a \to \mathrm{Cost}_i$;
#   each step gives one factor (S4).
# - The factors say how wrong, how steep, and how large the input is (S5, S6).
# - A central nudge proves a derivative. It is slow, and it makes no mistakes of
#   calculus.

# %% tags=["nbval-ignore-output"]
progress()

# %% [markdown]
# ## On your own
#
# - Many texts write the cost as $\tfrac12 (a - y)^2$. Which factor changes?
#   What would you do to the learning rate to walk exactly the same path?
# - Put the nudge on $b^{(3)}$ instead of $w^{(3)}$. Which of the three factors
#   is different, and what is it? (The next lesson answers.)
# - Make the nudge very small: $10^{-8}$, $10^{-12}$, $10^{-15}$. The error grows
#   again. What has become of the digits of $\mathrm{Cost}_i$?

# %% [markdown] tags=["solution"]
# - The first factor becomes $a - y$, half as large. Then every slope is half as
#   large, and twice the learning rate walks the same path.
# - Only the third: $\partial z/\partial b = 1$ in place of $a^{(2)} = 0.397$. The
#   slope is $-0.7127 \times 0.2481 \times 1 = -0.1768$.
# - A double has about 16 digits. The two costs agree in more and more of them,
#   and subtracting leaves only the few that differ. With $10^{-8}$ the error is
#   $10^{-9}$, with $10^{-12}$ it is $10^{-5}$, and with $10^{-15}$ the slope
#   comes out as $-0.083$ instead of $-0.070$.

# %% [markdown]
# **Next:** one weight is done, five numbers of the chain are left. They cost
# almost nothing: [04 · Go back along the chain](04_back_along_the_chain.ipynb)

# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3 (ipykernel), language: python, name: python3}
# ---

# %% [markdown]
# # Start here
#
# *Slides: the title page, “Backpropagation”, by Bastien Arcelin and Alexandre
# Boucaud, Workshop GPU, CC-IN2P3* · **10 minutes**
#
# Welcome. In this workshop you will work out, by hand and with small numbers,
# how a neural network learns. Then you will take your formulas to a GPU.
#
# **You will do**
# - see whether this machine is ready
# - answer one toy exercise
# - watch somebody make a mistake
#
# **You will learn**
# - the keys you need in a notebook
# - to ask for a check, a hint, a comparison
# - how the symbols of the slides become code
#
# **You need**
# - a little Python: a function, a loop, a dict
# - the derivative of a square; from lesson 03 on also the chain rule, which
#   we derive
# - paper and a pencil help

# %% [markdown]
# ## Run a cell
#
# A notebook is a page of **cells**. Some hold text, like this one. Some hold
# code. Click into the next one and press **Shift + Enter**: it runs, and the
# next cell is selected.

# %%
from workshop_lib import activations, chain, data, diagrams, preflight
from workshop_lib.checker import check, compare, hint, progress, restore

# %% [markdown]
# Nothing to see: it only fetched our tools. But the number in its brackets
# `[ ]` has changed. That is how you know a cell has run.
#
# Now ask whether the machine is ready.

# %% tags=["nbval-ignore-output"]
preflight.report()

# %% [markdown]
# Look at the last line first. “Ready” is all you need. A line marked `FAIL`
# tells what to do about it, and a `note` what could be better. A line marked `no GPU` is no fault: lessons 00 to
# 07 need none, and 08 and 09 run without one too, more slowly.
#
# | key | what it does |
# |---|---|
# | **Shift + Enter** | run this cell, go to the next |
# | **Ctrl + Enter** | run this cell, stay here |
# | **Enter**, then type | write in the selected cell |
# | **Esc**, then **B** | add an empty cell below |
# | **Esc**, then **D D** | delete the selected cell |
# | **Ctrl + Z** while you write | take the last change back (on a Mac ⌘ + Z) |
# | **Ctrl + S** | save (on a Mac ⌘ + S) |
#
# Does a cell run on and on? Menu **Kernel → Interrupt Kernel**. Is everything
# in a muddle? **Kernel → Restart Kernel and Run All Cells…** runs the page
# from the top. It always works: no cell depends on your answers.

# %% [markdown]
# ## What it is all about
#
# Here is the smallest network we shall use: one neuron after another. A number
# goes in on the left; the answer comes out on the right.

# %%
w, b, x, y = data.example_chain()
z, a = chain.forward(w, b, x, activations.sigmoid)
diagrams.chain(w, b, a=a, z=z, y=y, cost=chain.cost(a[3], y))

# %% [markdown]
# The picture shows a chain of four neurons with its weights $w$, its biases $b$
# and what each neuron computes. The input is 0.6, the answer 0.544. We wanted
# $y = 0.9$. How far off that is, squared, is the **cost**: 0.127.
#
# To learn is to make the cost small, and the only knobs are the weights and
# the biases. So there is one question: *if I turn this knob a little, does the
# cost go up or down, and how fast?* **Backpropagation answers it for all the
# knobs at once.** By lesson 04 you will have built it for this chain, by lesson
# 06 for any network.

# %% [markdown]
# ## One toy exercise
#
# Suppose that a network has two output neurons, 0 and 1. They answer $a_0$ and
# $a_1$; the right answers are $y_0$ and $y_1$. The slides' cost adds the
# squared errors:
#
# $$\mathrm{Cost}_i = \sum_{j=0}^{1} (a_j - y_j)^2
# = (a_0 - y_0)^2 + (a_1 - y_1)^2 \qquad \text{(S1)}$$
#
# The index $i$ says which example of the training sample; $j$ counts the
# output neurons. (S1 is our number for this equation: the slides have none.)
#
# **Predict:** the network answers 0.8 and 0.3; right would be 1 and 0. Which
# neuron costs more? What do they cost together?

# %%
for j, (a_j, y_j) in enumerate([(0.8, 1), (0.3, 0)]):
    error = a_j - y_j
    print(f"neuron {j}: error {error:4.1f}, squared {error**2:.2f}")

# %% [markdown]
# **Notice:** 0.13 together. The second error is one and a half times the first,
# its square more than twice. Squares care most about the worst.

# %% [markdown]
# ### Somebody's first try
#
# This is how a wrong answer fares. Before you run it: can you see what is
# wrong?

# %%
def first_try(a_0, a_1, y_0, y_1):
    return (a_0 - y_0) + (a_1 - y_1)


check("0.1", first_try)

# %% [markdown]
# **Notice:** you are not told the right number. You are told *which thought*
# went wrong. The check ran the function on numbers of its own and compared
# the results with those of the mistakes that people make.

# %% [markdown]
# ### Exercise 0.1 · The cost of two neurons
#
# Now you. Put your code in the place of the three dots `...`. Run the
# cell, then the one with `check` below it. *(S1; four numbers in, one number
# out.)*

# %% tags=["exercise"]
def cost_of_two(a_0, a_1, y_0, y_1):
    """Return Cost_i of a network with two output neurons."""
    ### BEGIN SOLUTION
    return (a_0 - y_0) ** 2 + (a_1 - y_1) ** 2
    ### END SOLUTION


# %%
check("0.1", cost_of_two)

# %% [markdown]
# A check says one of five things:
#
# - *not answered yet*: the three dots are still there
# - *right*: in whatever form you wrote it; $(y_0 - a_0)^2$ is as good
# - *this is the mistake: …*: it knows that one
# - *it behaves as if …*: nobody wrote that mistake down, but one change of the
#   solution gives your numbers; see whether it is what you did
# - *not right, and not a mistake I know*: then it tells what is right already
#   and how the rest differs
#
# (And if your code does not run, it says so, and why.)
#
# When you change your answer: **edit, run the cell, run the check.** A cell that
# was edited but not run still holds the old function.
#
# Stuck? Ask for a hint. Run this cell again and you get the next one; the last
# leads to the solution. In the other lessons, write `hint("3.1")` in a cell of
# your own.

# %%
hint("0.1")

# %% [markdown]
# And when you are right, look at the solution: it stands beside your own code.
# Yours may well be the better one.

# %% tags=["nbval-ignore-output"]
compare("0.1", cost_of_two)

# %% [markdown]
# How far are you?

# %% tags=["nbval-ignore-output"]
progress()

# %% [markdown]
# ## Nothing is lost
#
# - JupyterLab saves the page by itself, and when you press Ctrl + S.
# - Want a fresh copy of a lesson? `restore("00")` makes one. Your own page is
#   kept beside it, under another name.
# - Exercises marked ★ are for those who are fast. Skip them freely.
# - The folder `solutions/` holds every lesson solved.

# %% [markdown]
# ## The slides in code
#
# The superscript in brackets is the **layer**. It is not a power. In code it
# becomes the key of a dict, so a line of code is a line of the slide.
#
# | slide | code | it is |
# |---|---|---|
# | $w^{(L)}$ | `w[L]` | the weight into layer $L$ |
# | $b^{(L)}$ | `b[L]` | the bias of layer $L$ |
# | $z^{(L)}$ | `z[L]` | what the neuron has summed up |
# | $a^{(L)}$ | `a[L]` | what it passes on, $f(z^{(L)})$; `a[0]` is the input |
# | $a^{(L-1)}$ | `a[L - 1]` | what comes in |
# | $y$ | `y` | the right answer |
# | $\partial\mathrm{Cost}_i/\partial w^{(L)}$ | `dw[L]` | how the cost feels $w^{(L)}$ |
# | $l_r$ | `lr` | the learning rate |

# %%
for L in (1, 2, 3):
    print(f"layer {L}:  w = {w[L]:4}   b = {b[L]:4}   a = {a[L]:.4f}")

# %% [markdown]
# **Notice:** `a[3]`, the last one, is the 0.544 of the picture. These numbers
# go with you through lessons 02, 03 and 04.

# %% [markdown]
# ## Where the slides slip
#
# Do you have the slides at hand? They have a few slips, as slides do. Here is
# each one, once; the lessons use the correct form.
#
# | on the slides | it should be |
# |---|---|
# | $\mathrm{Cost}_i = \sum_{i=0}^{n_L-1} (a_j^{(L)} - y_j)^2$, four times out of five | sum over $j$, the output neurons; $i$ is the example |
# | $b_{jk}^{(L)+} = b_{jk}^{(L)} - \dots$ | $b_j^{(L)+} = b_j^{(L)} - \dots$: a neuron has one bias |
# | $w_1$, $w^1$ and $w^{(L)}$ side by side | $w^{(1)}, \dots, w^{(L)}$; $w^1$ reads as a power |
# | Cost and $\mathrm{Cost}_i$ for the same thing | $\mathrm{Cost}_i$ is one example's; $\mathrm{Cost} = \frac1n \sum_i \mathrm{Cost}_i$ is their mean, used but not defined |
# | “Sum over layer L” | sum over the neurons $j$ of layer $L$ |
# | $L$ for the last layer, and for the layer we look at | the lessons say which; a loop runs over all |
# | “more than neuron in it” | more than one neuron in it |
#
# Three things are needed and not written there: $\partial\mathrm{Cost}_i /
# \partial b_j^{(L)}$ for many neurons (lesson 06), the recursion through the
# hidden layers (04 for a chain, 06 for a network), and that every gradient is
# taken with the *old* weights (06 and 07).

# %% [markdown]
# ## Recap
#
# - Shift + Enter runs a cell; write where the three dots are.
# - `check` names the mistake, `hint` helps in steps, `compare` shows the
#   solution.
# - `w[L]` is $w^{(L)}$: the key is the layer.
#
# ## On your own
#
# - Write `cost_of_two` in another form: with a loop, or with NumPy. Does the
#   check still say that you are right?
# - Run `check("0.2", cost_of_two)`: there is no such exercise. What does it say?
# - Make a mistake of your own that the check does not know.
#
# **Next:** what does it mean to go downhill?
# [01 · Go downhill](01_gradient_descent.ipynb)
#
# In a hurry? The short form goes straight on to
# [02 · Compute a chain of neurons](02_one_neuron_chain.ipynb)

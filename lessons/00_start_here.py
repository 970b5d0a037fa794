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
# Boucaud, Workshop GPU, CC-IN2P3* · **15 minutes**
#
# Welcome. In this workshop you will work out, by hand and with small numbers,
# how a neural network learns. Then you will take your formulas to a GPU.
#
# **You will do**
# - see whether this machine is ready
# - make one prediction, answer one toy exercise
# - watch somebody make a mistake
#
# **You will learn**
# - what all this is good for
# - to predict, and to ask for a check, a hint, a comparison
# - how the symbols of the slides become code
#
# **You need**
# - a little Python: a function, a loop, a dict
# - the derivative of a square; from lesson 03 on also the chain rule, which
#   we derive
# - paper and a pencil help
#
# After a restart of the kernel: *Run*, *Run All Cells*.

# %% [markdown]
# ## Run a cell
#
# A notebook is a page of **cells**. Some hold text, like this one. Some hold
# code. Click into the next one and press **Shift + Enter**: it runs, and the
# next cell is selected.

# %%
from workshop_lib import activations, chain, data, diagrams, preflight
from workshop_lib import figures
from workshop_lib.checker import answer, check, compare, hint, predict
from workshop_lib.checker import progress, restore

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
# Does a cell not come to an end? Menu **Kernel → Interrupt Kernel**. Is everything
# mixed up? **Kernel → Restart Kernel and Run All Cells…** runs the page from the
# top. It always works: no cell depends on your answers.

# %% [markdown]
# ## What is it good for?
#
# Here are eight handwritten digits, as small images of 8 × 8 pixels.

# %%
pixels, wanted, *_ = data.digits()
images = pixels[:, :8].T.reshape(8, 8, 8)
figures.digit_grid(images, wanted[:, :8].argmax(axis=0))

# %% [markdown]
# The figure shows eight images with the digit that is meant above each. You read
# them at once; but try to write down the rule by which you do. A neural network
# does not get a rule. It gets examples with their right answers, and changes its
# own numbers until its answers agree.
#
# These numbers are many. A small network that reads images of 28 × 28 pixels has
# about 100,000 of them: the weights and biases, its **knobs**. For each one we must
# know in which direction to turn it. That is what backpropagation finds, for all
# of them, at about the price of using the network twice.
#
# In physics too. In the images of a large survey telescope many galaxies overlap.
# One author of these slides has trained networks to separate them
# ([Arcelin et al., 2021](https://arxiv.org/abs/2005.12039)).
#
# In lesson 07 you train a network that reads such digits, with the formulas that
# you have found by hand.

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
# The picture shows a chain of three layers, with one neuron each. You see its
# weights $w$, its biases $b$ and what each neuron computes; lesson 02 explains
# every box. The input is 0.6, the answer 0.544. We wanted $y = 0.9$. How far
# off that is, squared, is the **cost**: 0.127.
#
# To learn is to make the cost small, and only the weights and the biases can be
# changed. So there is one question: *if I turn this knob a little, does the
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
# Before a cell that shows something, you are often asked what you expect. **Say it
# first**: who has guessed wrong remembers better than who has only read. Run the
# next cell and press one of the buttons (the Tab key reaches them, Enter presses).
# It says only that it is noted. Then run the cell below it.

# %%
predict("0.a", "b")

# %%
for j, (a_j, y_j) in enumerate([(0.8, 1), (0.3, 0)]):
    error = a_j - y_j
    print(f"neuron {j}: error {error:4.1f}, squared {error**2:.2f}")
answer("0.a")

# %% [markdown]
# <details open><summary><b>After you ran it</b></summary>
#
# Together they cost 0.13. The second error is one and a half times the first, its
# square more than twice. So the largest error counts most.
#
# </details>
#
# Two things are closed until you want them: what a cell shows (it opens when you
# run the cell) and text behind a small triangle (it opens by a click). Without
# buttons, write `predict("0.a", "b")` in a cell of your own. `answer("0.a")` asks
# for the answer at any time.

# %% [markdown]
# ### Somebody's first try
#
# This is what happens to a wrong answer. Before you run it: can you see what is
# wrong?

# %%
def first_try(a_0, a_1, y_0, y_1):
    return (a_0 - y_0) + (a_1 - y_1)


check("0.1", first_try)

# %% [markdown]
# You are not told the right number. You are told *which thought* went wrong. The
# check ran the function on numbers of its own and compared the results with
# those of the mistakes that people make.

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
# | $\partial\mathrm{Cost}_i/\partial w^{(L)}$ | `dw[L]` | how the cost changes with $w^{(L)}$ |
# | $l_r$ | `lr` | the learning rate |

# %%
for L in (1, 2, 3):
    print(f"layer {L}:  w = {w[L]:4}   b = {b[L]:4}   a = {a[L]:.4f}")

# %% [markdown]
# `a[3]`, the last one, is the 0.544 of the picture. You meet these numbers again
# in lessons 02, 03 and 04.

# %% [markdown]
# ## ★ Where the slides slip
#
# This part may be skipped. Do you have the slides at hand? They have a few slips, as slides do. Here is
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
# - `predict` asks what you expect; `check` names the mistake, `hint` helps in
#   steps, `compare` shows the solution.
# - `w[L]` is $w^{(L)}$: the key is the layer.
#
# ## On your own
#
# - Write `cost_of_two` in another form: with a loop, or with NumPy. Does the
#   check still say that you are right?
# - Run `check("0.2", cost_of_two)`: there is no such exercise. What does it say?
# - Make a mistake of your own that the check does not know.

# %% [markdown] tags=["solution"]
# - Yes: `sum((a - y) ** 2 for a, y in [(a_0, y_0), (a_1, y_1)])` is right as well.
#   The check compares results, not text.
# - It says that there is none, and names the nearest: 0.1, 1.2 and 1.1.
# - `a_0 ** 2 + a_1 ** 2`, for example. The check then says that the result does
#   not depend on $y_0$ and $y_1$, and that the right one does.

# %% [markdown]
# **Next:** what does it mean to go downhill?
# [01 · Go downhill](01_gradient_descent.ipynb)
#
# In a hurry? The short form goes straight on to
# [02 · Compute a chain of neurons](02_one_neuron_chain.ipynb)

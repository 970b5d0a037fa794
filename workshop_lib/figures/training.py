"""What training did: curves, hits and misses, the digits themselves."""

import numpy as np

from workshop_lib.figures.plot import looks, new, styled
from workshop_lib.palette import PALETTE


@styled
def training_curves(history, title=None):
    """Return the Plot of a training's history (`training.train`).

    The cost, per step and per epoch, and beside it whatever else was watched.
    """
    others = {k: v for k, v in history.items() if "cost" not in k and len(v)}
    size = (8.4, 3.4) if others else (6.4, 3.4)
    cost, steps = history["cost"], history.get("batch_cost", ())
    fig, axes = new("Training. The cost", 2 if others else 1, size, squeeze=False)
    ax = axes[0, 0]
    epochs = np.arange(1, len(cost) + 1)
    if len(steps):
        at = np.arange(1, len(steps) + 1) * len(cost) / len(steps)
        ax.plot(at, steps, color=PALETTE["muted"], linewidth=0.7, label="each step")
    ax.plot(epochs, cost, "o-", color=PALETTE["cost"], markersize=4, label="each epoch")
    ax.set(xlabel="epoch", ylabel="cost", title=title or "", yscale="log")
    ax.legend()
    if len(cost):
        fig.description += f" fell from {cost[0]:.3g} to {cost[-1]:.3g}"
    fig.description += f" in {len(cost)} epochs."
    for (name, values), (ink, mark) in zip(others.items(), looks("a"), strict=False):
        label = name.replace("_", " ")
        axes[0, 1].plot(
            np.arange(1, len(values) + 1), values, mark + "-", color=ink,
            markersize=5, label=label,
        )  # fmt: skip
        fig.description += f" {label}: from {values[0]:.3g} to {values[-1]:.3g}."
    if others:
        axes[0, 1].set(xlabel="epoch")
        axes[0, 1].legend()
    return fig


@styled
def confusion(matrix, labels=None, title=None):
    """Return the Plot of a confusion matrix: truth in rows, answers in columns."""
    matrix = np.asarray(matrix)
    labels = range(len(matrix)) if labels is None else labels
    right, total = int(np.trace(matrix)), int(matrix.sum())
    fig, ax = new(
        f"A table of true against given answers: {right} of {total} are right.",
        size=(5.4, 4.8),
    )
    ax.imshow(np.sqrt(matrix), cmap="Blues", vmax=np.sqrt(matrix.max() or 1) * 2.2)
    ax.grid(False)
    for i, j in np.ndindex(matrix.shape):
        if matrix[i, j]:
            wrong = {"color": PALETTE["grad"], "weight": "bold"} if i != j else {}
            ax.text(j, i, int(matrix[i, j]), ha="center", va="center", **wrong)
    ax.set_xticks(range(len(matrix)), labels)
    ax.set_yticks(range(len(matrix)), labels)
    ax.set(xlabel="what the network says", ylabel="what it is", title=title or "")
    return fig


@styled
def digit_grid(images, titles=(), columns=8):
    """Return the Plot of small grey images in a grid, each with its title.

    `images` is a sequence of 2-D arrays; `titles` says as much of each.
    """
    titles = [str(t) for t in titles] or [""] * len(images)
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    said = ": " + ", ".join(titles) if any(titles) else ""
    size = (1.05 * columns, 1.3 * rows)
    fig, axes = new(f"{len(images)} images{said}.", columns, size, rows, squeeze=False)
    for ax in axes.ravel():
        ax.axis("off")
    for ax, image, title in zip(axes.ravel(), images, titles, strict=False):
        ax.imshow(image, cmap="gray_r")
        ax.set_title(title, fontsize=11, loc="center", fontweight="normal")
    return fig

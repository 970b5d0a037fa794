"""What training did: curves, hits and misses, the digits themselves."""

import numpy as np

from workshop_lib.figures.plot import looks, new, styled
from workshop_lib.palette import PALETTE


@styled
def training_curves(history, title=None):
    """Return the Plot of a training's history (`training.train`).

    The training cost of each epoch, in a band that holds eight of ten of its steps,
    and whatever else was watched: costs beside it, the rest in a panel of its own.
    """
    cost, steps = history["cost"], history.get("batch_cost", ())
    watched = {k: v for k, v in history.items() if k not in ("cost", "batch_cost")}
    watched = {k.replace("_", " "): v for k, v in watched.items() if len(v)}
    others = [name for name in watched if "cost" not in name]
    size = (8.4, 3.4) if others else (6.4, 3.4)
    fig, axes = new("Training. The cost", 2 if others else 1, size, squeeze=False)
    ax, epochs = axes[0, 0], np.arange(1, len(cost) + 1)
    if len(steps) and len(cost):
        # A line through every step is a smear: what counts is how far they scatter.
        parts = np.array_split(steps, len(cost))
        lo, hi = np.transpose([np.percentile(part, (10, 90)) for part in parts])
        shade = {"color": PALETTE["muted"], "alpha": 0.35, "linewidth": 0}
        ax.fill_between(epochs, lo, hi, label="8 of 10 mini-batches", **shade)
    ax.plot(epochs, cost, "o-", color=PALETTE["cost"], markersize=4, label="each epoch")
    ax.set(xlabel="epoch", ylabel="training cost", title=title or "", yscale="log")
    if len(cost):
        fig.description += f" fell from {cost[0]:.3g} to {cost[-1]:.3g}"
    fig.description += f" in {len(cost)} epochs."
    for (name, values), (ink, mark) in zip(watched.items(), looks("a"), strict=False):
        axes[0, int(name in others)].plot(
            np.arange(1, len(values) + 1), values, mark + "-", color=ink,
            markersize=5, label=name,
        )  # fmt: skip
        fig.description += f" {name}: from {values[0]:.3g} to {values[-1]:.3g}."
    ax.legend()
    if others:
        axes[0, 1].set(xlabel="epoch", ylabel=others[0] if len(others) == 1 else "")
        if len(others) > 1:
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

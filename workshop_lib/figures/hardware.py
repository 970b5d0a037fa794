"""What happens at the same time, and how fast numbers travel."""

from workshop_lib.figures.plot import new, styled
from workshop_lib.palette import PALETTE, tint


@styled
def timeline(calls=4, launch=1.0, work=3.0):
    """Return the Plot of `calls` calls: Python launches them, the GPU works.

    `launch` and `work` are the milliseconds of one call, for Python and the GPU.
    """
    launched = [(i * launch, launch) for i in range(calls)]
    worked, end = [], 0.0
    for start, length in launched:
        end = max(end, start + length)
        worked.append((end, work))
        end += work
    naive = calls * launch
    fig, ax = new(
        f"Python launches {calls} calls and is done after {naive:g} ms; the GPU works "
        f"on them, one after another, until {end:g} ms.",
        size=(7, 2.6),
    )
    ax.broken_barh(launched, (1.6, 0.6), facecolor=tint("w", 0.35), edgecolor="white")
    ax.broken_barh(worked, (0.6, 0.6), facecolor=tint("grad", 0.35), edgecolor="white")
    for (start, length), (begin, _) in zip(launched, worked, strict=True):
        number = f"{round(start / launch) + 1}"
        ax.text(start + length / 2, 1.9, number, ha="center", va="center")
        ax.text(begin + work / 2, 0.9, number, ha="center", va="center")
    for at, told, side in (
        (naive, "wrong clock", "left"),
        (end, "right clock", "right"),
    ):
        ax.axvline(at, color=PALETTE["muted"], linestyle=":")
        pad = 0.1 if side == "left" else -0.1
        ax.text(at + pad, 2.55, f"{told}: {at:g} ms", ha=side, color=PALETTE["cost"])
    ax.set(xlim=(0, end + 0.5), ylim=(0.4, 2.9), xlabel="time, ms")
    ax.set_yticks([1.9, 0.9], ["Python launches", "GPU works"])
    ax.grid(axis="y", visible=False)
    return fig


@styled
def bandwidths(rates, title=None):
    """Return the Plot of `rates`, {what: bytes per second}, as bars."""
    told = "; ".join(f"{what}: {rate / 1e9:g}" for what, rate in rates.items())
    fig, ax = new(f"Gigabytes per second. {told}.", size=(7, 2.6))
    names, values = list(rates)[::-1], [rate / 1e9 for rate in rates.values()][::-1]
    bars = ax.barh(names, values, color=tint("w", 0.35))
    ax.bar_label(bars, [f"{v:g}" for v in values], padding=4)
    ax.set(xlabel="gigabytes per second", title=title or "")
    ax.set_xlim(0, 1.15 * max(values))
    ax.grid(axis="y", visible=False)
    return fig

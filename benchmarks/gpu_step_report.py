"""Turn what gpu_step.py measured into a table, a list of goals and a plot."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from workshop_lib import recordings  # noqa: E402
from workshop_lib.figures.plot import new, styled  # noqa: E402
from workshop_lib.palette import PALETTE  # noqa: E402


def write(recording, folder):
    """Write gpu_step.md and gpu_step.png into `folder`, and print the table."""
    text = table(recording)
    (folder / "gpu_step.md").write_text(text)
    (folder / "gpu_step.png").write_bytes(plot(recording).png())
    print(text)


def nets(recording):
    """Return the (net, precision) pairs of a recording, in order."""
    pairs = {(tuple(c["net"]), c["precision"]): 0 for c in recording["cells"]}
    return list(pairs)


def name(net):
    """Return a network's name, such as 784-128-10."""
    return "-".join(map(str, net))


def gib(number):
    """Return a number of bytes in GiB, as text."""
    return f"{number / 2**30:.2f} GiB"


def table(recording):
    """Return the whole recording as Markdown."""
    best = recording["ceilings"]
    lines = [
        "# One training step on a GPU",
        "",
        f"Measured on {recordings.source(recording)}, by `benchmarks/gpu_step.py`.",
        f"Ceilings, measured: {best['bandwidth'] / 1e12:.2f} TB/s, "
        f"{best['fp32'] / 1e12:.1f} TFLOP/s in fp32, "
        f"{best['tf32'] / 1e12:.1f} in TF32. A launch takes "
        f"{1e6 * best['launch']:.1f} us from Python, "
        f"{1e6 * best['launch in a graph']:.2f} us in a graph.",
    ]
    for net, precision in nets(recording):
        text = recordings.table(recording, net, precision)
        lines += ["", f"## {name(net)}, {precision}", "", "```", text, "```"]
    lines += ["", "## Goals", "", "| goal | measured | met |", "|---|---|---|"]
    lines += [f"| {what} | {value} | {met} |" for what, value, met in goals(recording)]
    trouble = [c for c in recording["cells"] if "trouble" in c]
    lines += ["", "## What did not run", ""] if trouble else []
    lines += [f"- {c['runner']}, {_where(c)}: {c['trouble']}" for c in trouble]
    if "sharing" in recording:
        s = recording["sharing"]
        lines += [
            "",
            "## Sharing a card",
            "",
            f"{s['kernels']} processes ran lesson {s['lesson']} at once, each with a "
            f"cap of {gib(s['cap_bytes'])}: {s['failures']} failed. They took "
            f"{gib(s['memory_bytes'])} of the card together, "
            f"{gib(s['memory_per_kernel_bytes'])} each, and {s['seconds']:.0f} s.",
        ]
    return "\n".join(lines) + "\n"


def goals(recording):
    """Return (goal, measured, "yes" or "no") for each goal that can be judged."""
    cells = [c for c in recording["cells"] if "seconds" in c]
    rows = []

    def worst(what, runner, other, limit, small=False):
        found = [
            (c["ratios"][other], c)
            for c in cells
            if c["runner"] == runner and other in c.get("ratios", {})
            if c["n"] <= 256 or not small
        ]
        if found:
            ratio, c = max(found, key=lambda pair: pair[0])
            where = _where(c)
            rows.append((what, f"at worst {ratio:.2f} ({where})", _met(ratio <= limit)))

    worst("readable <= 1.0 x PyTorch eager", "readable", "torch eager", 1.0)
    eager = "captured <= 0.25 x PyTorch eager, n <= 256"
    worst(eager, "captured", "torch eager", 0.25, small=True)
    worst("captured <= 1.0 x PyTorch's graph", "captured", "torch graph", 1.0)
    # This pair is kept with max-autotune, so it stands the other way round.
    slow = [
        (1 / c["ratios"]["captured"], c)
        for c in cells
        if c["runner"] == "torch max-autotune" and "captured" in c.get("ratios", {})
    ]
    if slow:
        ratio, c = max(slow, key=lambda pair: pair[0])
        where = _where(c)
        goal = "captured <= 1.0 x max-autotune"
        rows.append((goal, f"at worst {ratio:.2f} ({where})", _met(ratio <= 1)))
    for precision, limit in (("fp32", 1 / 0.7), ("tf32", 2.0)):
        key = (784, 512, 512, 10)
        times = recordings.times(recording, key, precision)
        try:
            ratio = times["captured"][65536] / times["floor"][65536]
        except KeyError:
            continue
        goal = (
            f"captured <= {limit:.2f} x the floor, {name(key)}, n = 65536, {precision}"
        )
        rows.append((goal, f"{ratio:.2f}", _met(ratio <= limit)))
    if "sharing" in recording:
        s = recording["sharing"]
        rows.append(
            (
                f"{s['kernels']} kernels, 0 failures",
                s["failures"],
                _met(not s["failures"]),
            )
        )
    return rows


def _where(cell):
    return f"{name(cell['net'])}, n = {cell['n']}, {cell['precision']}"


def _met(condition):
    return "yes" if condition else "no"


@styled
def plot(recording):
    """Return the Plot: time against batch size, a panel for each net and precision."""
    inks = [PALETTE[k] for k in ("w", "a", "grad", "z", "b", "muted", "accent", "cost")]
    looks = dict(
        zip(recordings.RUNNERS, zip("oDvs^P*X", inks, strict=True), strict=False)
    )
    pairs = nets(recording)
    told = "Time of one training step against the batch size, for each runner."
    fig, axes = new(told, len(pairs), (4 * len(pairs), 4.4), squeeze=False, sharey=True)
    for ax, (net, precision) in zip(axes[0], pairs, strict=True):
        for runner, row in recordings.times(recording, net, precision).items():
            mark, ink = looks.get(runner, ("", PALETTE["cost"]))  # the floor has none
            ns, dashes = sorted(row), "-" if mark else "--"
            label = recordings.RUNNERS[runner]
            times = [1e6 * row[n] for n in ns]
            ax.loglog(ns, times, mark + dashes, color=ink, label=label)
        ax.set(xlabel="examples in a batch", title=f"{name(net)}, {precision}")
    axes[0][0].set_ylabel("one step, us")
    fig.legend(*axes[0][0].get_legend_handles_labels(), loc="outside right center")
    fig.suptitle(f"{recording['card']}, {recording['date']}", fontsize=10)
    return fig

"""Build notebooks/ (to work in) and solutions/ (solved) from lessons/.

A lesson is a jupytext percent script, the only form that anybody edits.

    python tools/build.py            build every lesson
    python tools/build.py 03 04      build these
    python tools/build.py --check    run nothing, tell which are out of step
"""

import asyncio
import os
import re
import sys
import tempfile
from pathlib import Path

import nbformat
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager
from lesson import FORMS, METADATA, BuildError, read_lesson
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal

ROOT = Path(__file__).resolve().parent.parent


async def execute(nb):
    """Run a notebook from top to bottom, in a fresh kernel of this Python and in
    an empty folder.
    """
    # No search path leaves one kernel to be found: this environment's.
    km = AsyncKernelManager(kernel_spec_manager=KernelSpecManager(kernel_dirs=[]))
    with tempfile.TemporaryDirectory() as scratch:
        threads = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
        env = os.environ | dict.fromkeys(threads, "1")
        env |= {"PYTHONPATH": str(ROOT), "IPYTHONDIR": scratch}
        env["BACKPROP_PROGRESS"] = str(Path(scratch, "progress.json"))
        client = NotebookClient(
            nb,
            km=km,
            timeout=120,
            record_timing=False,
            store_widget_state=False,
            coalesce_streams=True,
            extra_arguments=["--log-level=ERROR"],
            resources={"metadata": {"path": scratch}},
        )
        await client.async_execute(env=env, cleanup_kc=True)
    nb.metadata = METADATA


def settle_outputs(nb):
    """Keep the outputs that every run gives alike; raise BuildError on an error,
    on anything in stderr and on a memory address.
    """
    for cell in nb.cells:
        shown = ""
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            # A widget is gone with its kernel; its text stays.
            data.pop("application/vnd.jupyter.widget-view+json", None)
            shown += output.get("text", "") + str(data)
            if output.output_type == "error" or output.get("name") == "stderr":
                said = output.get("text") or f"{output.ename}: {output.evalue}"
                raise BuildError(f"cell {cell.id} gives an error or a warning:\n{said}")
        if cell.metadata.get("jupyter", {}).get("outputs_hidden"):
            # JupyterLab writes the first line beside the dots that stand for what is
            # collapsed. This has none, and nbval sees nothing to compare.
            cell.outputs.insert(0, nbformat.v4.new_output("display_data"))
        if "nbval-ignore-output" in cell.metadata.get("tags", ()):
            cell.outputs = []  # a time, this machine's name: true here and now only
        elif address := re.search(r"\b0x[0-9a-f]{8,}\b", shown):
            raise BuildError(f"cell {cell.id} shows a memory address: {address[0]}")


async def build(paths, root):
    """Write both forms of the lessons `paths` below `root`, or none of them."""
    two_at_a_time = asyncio.Semaphore(2)

    async def run(nb, target):
        try:
            async with two_at_a_time:
                await execute(nb)
            settle_outputs(nb)
        except (BuildError, CellControlSignal, RuntimeError) as error:
            plain = re.sub(r"\x1b\[[\d;]*m", "", str(error))  # no colour codes
            return f"{target.parent.name}/{target.name}: {plain}"
        print(f"{target.parent.name}/{target.name}  {len(nb.cells)} cells", flush=True)

    targets = [root / form / f"{path.stem}.ipynb" for path in paths for form in FORMS]
    notebooks = [read_lesson(path, form) for path in paths for form in FORMS]
    errors = await asyncio.gather(*map(run, notebooks, targets))
    if any(errors):
        raise BuildError("\n".join(filter(None, errors)))
    for nb, target in zip(notebooks, targets, strict=True):
        target.parent.mkdir(exist_ok=True)
        target.with_suffix(".tmp").write_text(nbformat.writes(nb) + "\n", "utf-8")
    for target in targets:
        os.replace(target.with_suffix(".tmp"), target)


def out_of_step(root):
    """Return the built notebooks that are missing, too many, or not their lesson."""
    lessons = sorted((root / "lessons").glob("*.py"))
    expected = {f"{form}/{path.stem}.ipynb" for path in lessons for form in FORMS}
    found = {
        f"{form}/{p.name}" for form in FORMS for p in (root / form).glob("*.ipynb")
    }
    wrong = expected ^ found

    def essence(nb):
        return [(c.id, c.cell_type, c.source, c.metadata) for c in nb.cells]

    for name in expected & found:
        path = root / name
        lesson = read_lesson(root / "lessons" / f"{path.stem}.py", path.parent.name)
        if essence(nbformat.read(path, 4)) != essence(lesson):
            wrong.add(name)
    return sorted(wrong)


def main(arguments, root=ROOT):
    """Do what the command line says; return the exit code."""
    try:
        if arguments == ["--check"]:
            if wrong := out_of_step(root):
                raise BuildError(f"run `make notebooks`; out of step: {wrong}")
            return 0
        paths = []
        for number in arguments or [""]:
            found = sorted((root / "lessons").glob(f"{number}*.py"))
            if not found:
                raise BuildError(f"no lesson {number!r} in {root / 'lessons'}")
            paths += found
        asyncio.run(build(paths, root))
    except BuildError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

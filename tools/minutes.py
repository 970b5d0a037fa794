"""Estimate how many minutes a lesson takes a careful reader who does all of it.

    python tools/minutes.py         a line for each lesson, as its header says and so
    python tools/minutes.py 03      the sections of this one

What stands under a heading with a star may be skipped, and is counted apart.
"""

import ast
import re
import sys
from pathlib import Path

from lesson import read_lesson

ROOT = Path(__file__).resolve().parent.parent

# Seconds. A reader whose second language is English reads 130 words a minute.
WORD, LINE, PICTURE, EXPLORER = 60 / 130, 4, 20, 90
PREDICTION = 45  # to read it, to think, to choose, to read why
EXERCISE, SOLUTION_LINE, LONGEST_EXERCISE = 120, 20, 240


def seconds(cell):
    """Return how long a cell of the solved form takes."""
    if cell.cell_type == "markdown":
        prose = re.sub(r"<[^>]+>|\$\$?[^$]+\$\$?", " formula ", cell.source)
        return WORD * len(re.findall(r"\w+", prose))
    code = [line for line in cell.source.splitlines() if line.strip()]
    if "exercise" in cell.metadata.get("tags", ()):
        body = ast.parse(cell.source).body[0].body
        solution = sum(n.end_lineno - n.lineno + 1 for n in body[1:])
        return min(EXERCISE + SOLUTION_LINE * solution, LONGEST_EXERCISE)
    time = LINE * len(code)
    for pattern, each in (
        (r"^predict\(", PREDICTION - LINE),
        (r"^explorers\.", EXPLORER),
        (r"^(figures|diagrams)\.|plt\.show\(", PICTURE),
    ):
        time += each * len(re.findall(pattern, cell.source, re.MULTILINE))
    return time


def sections(path):
    """Return (heading, minutes, starred) for each section of a lesson."""
    found, star = [], 0
    for cell in read_lesson(path, "solutions").cells:
        if "solution" in cell.metadata.get("tags", ()):
            continue  # answers that the learner's form does not have
        heading = re.search(r"^(#+) +(.+)$", cell.source, re.MULTILINE)
        if cell.cell_type == "markdown" and heading:
            level = len(heading[1])
            if star and level <= star:
                star = 0
            if not star and "★" in heading[2]:
                star = level
            found.append([heading[2], 0.0, bool(star)])
        found[-1][1] += seconds(cell) / 60
    return [tuple(section) for section in found]


def minutes(path):
    """Return the minutes of a lesson's road, and those of its starred parts."""
    road, starred = 0.0, 0.0
    for _, time, star in sections(path):
        if star:
            starred += time
        else:
            road += time
    return road, starred


def announced(path):
    """Return the minutes that stand in a lesson's header."""
    return int(re.search(r"\*\*(\d+) minutes", path.read_text("utf-8"))[1])


def main(numbers):
    """Print what the command line asks for."""
    paths = sorted((ROOT / "lessons").glob("*.py"))
    if not numbers:
        for path in paths:
            road, starred = minutes(path)
            print(f"{path.stem:<26} {announced(path):3} announced {road:5.0f}", end="")
            print(f" + {starred:.0f} starred" if starred else "")
    for path in (p for p in paths if p.name[:2] in numbers):
        for heading, time, star in sections(path):
            print(f"{time:6.1f} {'★' if star else ' '} {heading}")


if __name__ == "__main__":
    main(sys.argv[1:])

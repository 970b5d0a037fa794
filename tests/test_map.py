"""The README's map of the lessons is that of the lessons themselves."""

import re
from pathlib import Path

import minutes
from lesson import read_lesson

ROOT = Path(__file__).resolve().parent.parent
ROW = r"^\| (\d\d) \| \[(.+)\]\((\S+)\) \| .+ \| (\d+) \|$"


def header(path):
    """Return number, title, notebook and minutes, as the lesson states them."""
    opening = read_lesson(path, "solutions").cells[0].source
    title = re.match(r"# (.+)", opening)[1]
    minutes = re.search(r"\*\*(\d+) minutes\*\*", opening)[1]
    return path.stem[:2], title, f"notebooks/{path.stem}.ipynb", minutes


def test_the_map_has_a_row_for_each_lesson_with_its_title_link_and_minutes():
    rows = re.findall(ROW, (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    lessons = sorted((ROOT / "lessons").glob("*.py"))
    assert rows == [header(path) for path in lessons]
    assert all((ROOT / link).exists() for _, _, link, _ in rows)


def test_a_lesson_announces_the_minutes_that_it_takes():
    for path in sorted((ROOT / "lessons").glob("*.py")):
        road, _ = minutes.minutes(path)
        assert 0.8 * road <= minutes.announced(path) <= 1.2 * road, (path.stem, road)


def test_a_route_takes_as_long_as_its_lessons():
    readme = (ROOT / "README.md").read_text("utf-8")
    rows = re.findall(ROW, readme, re.MULTILINE)
    each = {number: int(time) for number, _, _, time in rows}
    routes = re.findall(r"^\| .+ \| ([\d, –]+) \| (\d) h (\d+) min \|$", readme, re.M)
    assert len(routes) == 3
    for lessons, hours, rest in routes:
        parts = [part.strip().split("–") for part in lessons.split(",")]
        chosen = [n for n in each if any(p[0] <= n <= p[-1] for p in parts)]
        assert sum(each[n] for n in chosen) == 60 * int(hours) + int(rest), lessons

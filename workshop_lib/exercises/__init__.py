"""The exercises of every lesson, as data: `ALL` maps a number to its Exercise."""

from importlib import import_module
from pkgutil import iter_modules

ALL = {
    exercise.number: exercise
    for module in sorted(m.name for m in iter_modules(__path__))
    if module.startswith("lesson_")
    for exercise in import_module(f"{__name__}.{module}").EXERCISES
}


def get(number):
    """Return the exercise of that number, or raise KeyError naming the nearest."""
    number = str(number).strip()
    if number in ALL:
        return ALL[number]
    try:
        here = _position(number)
    except ValueError:
        raise KeyError(
            f"{number!r} is no exercise number; they look like {_list(list(ALL)[:3])}"
        ) from None

    def distance(other):
        there = _position(other)
        return abs(there[0] - here[0]), abs(there[1] - here[1])

    nearest = _list(sorted(ALL, key=distance)[:3])
    raise KeyError(f"there is no exercise {number}; the nearest are {nearest}")


def _position(number):
    lesson, _, place = number.partition(".")
    return int(lesson), int(place or 0)


def _list(words):
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))

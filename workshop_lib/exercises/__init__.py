"""The exercises of every lesson, as data: `ALL` maps a number to its Exercise."""

from importlib import import_module
from pkgutil import iter_modules

from workshop_lib.exercises.base import ALL

for _module in sorted(m.name for m in iter_modules(__path__)):
    if _module.startswith("lesson_"):
        import_module(f"{__name__}.{_module}")


class Unknown(KeyError):
    """There is no exercise of that number; the message names the nearest."""


def get(number):
    """Return the exercise of that number, or raise Unknown."""
    number = str(number).strip()
    if number in ALL:
        return ALL[number]
    try:
        here = _position(number)
    except ValueError:
        raise Unknown(
            f"{number!r} is no exercise number; they look like {_list(list(ALL)[:3])}"
        ) from None

    def distance(other):
        there = _position(other)
        return abs(there[0] - here[0]), abs(there[1] - here[1])

    nearest = _list(sorted(ALL, key=distance)[:3])
    raise Unknown(f"there is no exercise {number}; the nearest are {nearest}")


def _position(number):
    lesson, _, place = number.partition(".")
    return int(lesson), int(place or 0)


def _list(words):
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))

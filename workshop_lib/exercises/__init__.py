"""The exercises and predictions of every lesson, as data.

`ALL` maps a number to its Exercise, `PREDICTIONS` to its Prediction.
"""

from importlib import import_module
from pkgutil import iter_modules

from workshop_lib.exercises.base import ALL
from workshop_lib.exercises.prediction import PREDICTIONS

for _module in sorted(m.name for m in iter_modules(__path__)):
    if _module.startswith("lesson_"):
        import_module(f"{__name__}.{_module}")


class Unknown(KeyError):
    """There is nothing of that number; the message names what is near."""


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


def get_prediction(number):
    """Return the prediction of that number, or raise Unknown."""
    number = str(number).strip().lower()
    if number in PREDICTIONS:
        return PREDICTIONS[number]
    lesson = number.partition(".")[0].lstrip("0") or "0"
    here = [n for n in PREDICTIONS if n.partition(".")[0] == lesson]
    near = f"lesson {lesson} has {_list(here)}" if here else "they look like 3.a"
    raise Unknown(f"there is no prediction {number!r}; {near}")


def _position(number):
    lesson, _, place = number.partition(".")
    return int(lesson), int(place or 0)


def _list(words):
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))

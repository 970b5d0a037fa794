"""What a prediction is: a question that is asked before the cell that tells."""

import math
from typing import NamedTuple

PREDICTIONS = {}  # number: its Prediction
EXAMPLE = 2.5  # of a number, to show how one is said; never an answer


class Prediction(NamedTuple):
    number: str  # "3.a": lesson, place in it
    question: str
    choices: tuple[str, ...]  # two to five, called a, b, c ...; none: it asks a number
    answer: str | float  # the letter, or the number
    # Why the answer is right, and why each other choice tempts: by letter; by value,
    # where a number is asked.
    because: dict[str | float, str]
    tolerance: float = 0.0  # how far a number may be off

    @property
    def letters(self):
        """Return the choices' letters, in order."""
        return "abcde"[: len(self.choices)]

    def read(self, said):
        """Return what somebody said as a letter or a number; raise ValueError."""
        if self.choices:
            letter = str(said).strip().strip("()").lower()
            if len(letter) != 1 or letter not in self.letters:
                raise ValueError(f"choose one of {', '.join(self.letters)}")
            return letter
        try:
            number = float(str(said).strip().replace(",", "."))
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise ValueError(f"say one number, such as {EXAMPLE}")
        return number

    def right(self, said):
        """Return whether that is the answer."""
        if self.choices:
            return said == self.answer
        return abs(said - self.answer) <= self.tolerance

    def text(self, said):
        """Return a choice with its letter, or the number."""
        if self.choices:
            return f"({said}) {self.choices[self.letters.index(said)]}"
        return f"{said:g}"

    def why(self, said):
        """Return the sentence on what was said; "" for a number without one."""
        if self.choices:
            return self.because[said]
        near = [v for v in self.because if abs(v - said) <= self.tolerance]
        return self.because[near[0]] if near else ""


def prediction(number, question, choices=(), *, answer, because, tolerance=0.0):
    """Add a prediction to PREDICTIONS; ValueError if it is not complete."""
    made = Prediction(number, question, tuple(choices), answer, because, tolerance)
    reasons = set(made.letters) if choices else set(because)
    if number in PREDICTIONS:
        raise ValueError(f"there are two predictions {number}")
    if len(choices) not in (0, 2, 3, 4, 5):
        raise ValueError(f"{number}: give two to five choices, or none")
    if set(because) != reasons or answer not in reasons:
        raise ValueError(f"{number}: say why for the answer and for each choice")
    if not choices and made.right(EXAMPLE):
        raise ValueError(f"{number}: the example, {EXAMPLE}, would tell the answer")
    PREDICTIONS[number] = made

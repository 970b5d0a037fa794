"""Ask for a prediction, keep it, and say what it was worth once the answer is told."""

from workshop_lib.checker import progress
from workshop_lib.checker.feedback import Feedback, as_html
from workshop_lib.exercises.prediction import EXAMPLE

_asked_to_predict = set()  # in this kernel


class Asked(Feedback):
    """A question; on the page it has buttons, which do what `predict` does."""

    def __init__(self, question, note):
        """Ask a Prediction; `note(said)` keeps a choice and returns its Feedback."""
        said, told = progress.predictions()
        self._question, self._note = question, note
        self._said = said.get(question.number)
        example = '"a"' if question.choices else EXAMPLE
        self._state = f'Answer here, or run `predict("{question.number}", {example})`.'
        if self._said is not None:
            self._state = _noted(question, self._said)
        head = f"{question.number} · {question.question}"
        super().__init__("unanswered", head, [*_choices(question), self._state])

    def _repr_mimebundle_(self, include=None, exclude=None):
        # Only here: who never looks at a page needs no ipywidgets.
        from workshop_lib.explorers.question import question

        def choose(said):
            line = as_html(self._note(said).headline)
            return line, progress.predictions()[0].get(self._question.number)

        widget = question(
            f"<strong>{as_html(self.headline)}</strong>",
            dict(zip(self._question.letters, map(as_html, self._question.choices))),
            self._said,
            as_html(self._state),
            choose,
        )
        shown = {"text/plain": repr(self), "text/html": self._repr_html_()}
        return widget._repr_mimebundle_() | shown


def note(question, said):
    """Keep what is predicted; return that it is noted, and nothing else."""
    number = question.number
    try:
        said = question.read(said)
    except ValueError as e:
        return Feedback("failed", f"{number} · nothing is noted: {e.args[0]}")
    stands = progress.predict(number, said)
    if stands == said:
        lines = [question.question, *_choices(question)]
        return Feedback("info", _noted(question, said), lines)
    before = "" if stands is None else f"; before it you said {question.text(stands)}"
    return Feedback("info", f"{number} · the answer has been told{before}")


def tell(questions):
    """Return what the predictions were worth; ask once for those that are missing."""
    said, told = progress.predictions()
    missing = [
        q.number
        for q in questions
        if q.number not in said.keys() | told | _asked_to_predict
    ]
    if missing:
        _asked_to_predict.update(missing)
        lines = ["Choose above, then run this cell again. (Or just run it again.)"]
        return Feedback("unanswered", f"{' and '.join(missing)} · predict first", lines)
    heads, lines, right = [], [], set()
    for question in questions:
        progress.tell(question.number)
        yours = said.get(question.number)
        if yours is None:
            verdict = f"it is {question.text(question.answer)}"
        else:
            right.add(question.right(yours))
            verdict = (
                "as you predicted" if question.right(yours) else "not as predicted"
            )
        heads.append(f"{question.number} · {verdict}")
        lines += _reasons(question, yours)
    status = "different" if False in right else "right" if right else "info"
    return Feedback(status, ", ".join(heads), lines)


def _reasons(question, said):
    """Return why what was said tempts, why the answer is right, then the others."""
    order = [question.answer, *question.because]
    if said is not None and not question.right(said):
        order.insert(0, said)

    def who(one):
        if one == question.answer:
            return "It is"
        return "You said" if one == said else "Others say"

    return [
        f"{who(one)} {question.text(one)}. {question.why(one)}".strip()
        for one in dict.fromkeys(order)
    ]


def _noted(question, said):
    return f"{question.number} · noted: {question.text(said)}"


def _choices(question):
    return [question.text(letter) for letter in question.letters]

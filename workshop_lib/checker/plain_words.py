"""Say in plain words what an exception of Python or NumPy means for a beginner."""

import re

_SAID = (
    (
        r"core dimension 0.*\(size (\d+) is different from (\d+)\)",
        r"The inner sizes do not match, \2 and \1: is a transpose missing?",
    ),
    (
        r"could not be broadcast together with shapes (\([\d,]+\)) (\([\d,]+\))",
        r"The shapes \1 and \2 do not fit together, entry by entry.",
    ),
    (
        r"f_prime\(\) takes 1 positional argument but 2 were given",
        "Here `f_prime` takes one number: f_prime(z). (The library's act.f_prime takes "
        "two, z and a.)",
    ),
    (
        r"'(?:function|partial)' object has no attribute 'f(?:_prime)?'",
        "A function stands where a pair with .f and .f_prime is wanted, or the other "
        "way round: f(z) for the one, act.f(z) for the other.",
    ),
    (
        r"'Activation' object is not callable",
        "`act` is a pair: act.f(z), and act.f_prime(z, a).",
    ),
    (
        r"unsupported operand.*'[\w.]*(?:function|partial|method|Bowl)'",
        "A function is no number: call it, with brackets behind its name.",
    ),
    (
        r"unsupported operand type.*'dict'",
        "A dict is no number: take one layer of it, with [L] behind its name.",
    ),
    (
        r"'(?:float|int|numpy\.\w+|dict)' object is not callable",
        "What stands before the brackets is no function: is a `*` missing, or should "
        "the brackets be [ ]?",
    ),
    (
        r"'(?:float|int|float64)' object is not (?:subscriptable|iterable)",
        "It is one number: it has no entries.",
    ),
    (r"^KeyError: ([^,\s]+)", r"There is no entry \1, or not yet when this line runs."),
    (
        r"^IndexError: .*index (\d+).*size (\d+)",
        r"There is no entry \1: of \2, the last is \2 - 1.",
    ),
    (
        r"^IndexError: (?:tuple|list) index out of range",
        "There is no such entry: the first has the number 0, the last its length - 1.",
    ),
    (
        r"^(?:NameError|UnboundLocalError): .*'(\w+)'",
        r"`\1` has no value when this line runs: a slip of the pen, or a line missing?",
    ),
)


def in_plain_words(problem):
    """Return a list of one sentence about an exception's text, or an empty list."""
    for pattern, words in _SAID:
        found = re.search(pattern, problem)
        if found:
            return [found.expand(words)]
    return []

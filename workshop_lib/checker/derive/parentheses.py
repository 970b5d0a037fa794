"""Move the parentheses of a few lines of Python."""

import io
import tokenize

FAR = 6  # tokens that one of a pair may move


def elsewhere(text):
    """Return the texts with one pair of parentheses left out, or all, or one of a pair
    moved. They need not be valid Python.
    """
    tokens = [
        t
        for t in tokenize.generate_tokens(io.StringIO(text).readline)
        if t.type in (tokenize.NAME, tokenize.NUMBER, tokenize.OP)
    ]
    found, open_, pairs = {}, [], []
    for i, token in enumerate(tokens):
        if token.string == "(":
            open_.append(i)
        elif token.string == ")":
            first = open_.pop()
            called = first and (
                tokens[first - 1].type == tokenize.NAME
                or tokens[first - 1].string in (")", "]")
            )
            line = [k for k, t in enumerate(tokens) if t.start[0] == token.start[0]]
            if not called:
                pairs += [first, i]
                found[_without(text, tokens, {first, i})] = None
                for k in line:
                    if 0 < abs(k - first) <= FAR:
                        found[_moved(text, tokens, first, k)] = None
            for k in line:
                if 0 < abs(k - i) <= FAR:
                    found[_moved(text, tokens, i, k)] = None
    found[_without(text, tokens, set(pairs))] = None
    return list(found)


def _without(text, tokens, which):
    """Return the text without some of its tokens."""
    return _put_in(text, [(_at(text, tokens[i].start), 1, "") for i in which])


def _moved(text, tokens, i, k):
    """Return the text with token i before (an opening) or behind token k."""
    sign = tokens[i].string
    start = _at(text, tokens[k].start if sign == "(" else tokens[k].end)
    return _put_in(text, [(_at(text, tokens[i].start), 1, ""), (start, 0, sign)])


def _at(text, place):
    line, column = place
    return sum(len(t) + 1 for t in text.split("\n")[: line - 1]) + column


def _put_in(text, changes):
    for start, length, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[start + length :]
    return text

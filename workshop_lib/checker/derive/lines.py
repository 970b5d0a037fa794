"""What one slip may make of a line, a block or a loop."""

import ast
import copy


def with_(node, **fields):
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def read(text):
    return ast.parse(text, mode="eval").body


def of_value(node, names):
    """Yield a line's value with one thing too many."""
    for name in names:
        extra = read(name)
        for op, words in (
            (ast.Mult(), f"there were a factor `{name}` too many"),
            (ast.Div(), f"there were a division by `{name}` too many"),
            (ast.Add(), f"`{name}` were added once too often"),
            (ast.Sub(), f"`{name}` were subtracted once too often"),
        ):
            value = ast.BinOp(node.value, op, extra)
            advice = f"Where is `{name}` needed?"
            yield "too many", words, advice, with_(node, value=value)
        value = ast.Call(extra, [node.value], [])
        words = f"`{name}` were applied once too often"
        yield (
            "too many",
            words,
            f"Where is `{name}` needed?",
            with_(node, value=value),
        )


def of_block(node):
    """Yield changes of the order and number of a block's lines."""
    body = node.body
    for i, line in enumerate(body):
        rest = body[:i] + body[i + 1 :]
        for k in range(len(body)):
            if k != i:
                yield (
                    "lines", "the steps were done in another order",
                    "What does each step need, and is it there by then?",
                    with_(node, body=[*rest[:k], line, *rest[k:]]),
                )  # fmt: skip
    for i, line in enumerate(body):
        if len(body) > 1 and not isinstance(line, ast.Return):
            yield (
                "line", "one step were left out", "Is every step there?",
                with_(node, body=body[:i] + body[i + 1 :]),
            )  # fmt: skip
        if isinstance(line, ast.For) and isinstance(body[-1], ast.Return):
            early = with_(line, body=[*line.body, body[-1]])
            yield (
                "return", "only one round of the sum or loop counted",
                "Is it cut short, or thrown away: a `return` too early, `=` for `+=`?",
                with_(node, body=[*body[:i], early, *body[i + 1 :]]),
            )  # fmt: skip


def of_rounds(node):
    """Yield changes of a loop's rounds, or of those of a comprehension."""
    for kind, name, advice, iterable in _rounds(node.iter):
        yield kind, name, advice, with_(node, iter=iterable)


def _rounds(iterable):
    text = f"list({ast.unparse(iterable)})"
    for cut, words in (
        ("[1:]", "the loop left out its first round"),
        ("[:-1]", "the loop left out its last round"),
        ("[::-1]", "the loop ran the other way round"),
        ("[:1]", "only the first round of the loop counted"),
        ("[-1:]", "only the last round of the loop counted"),
    ):
        yield (
            "rounds",
            words,
            "Does every round count, and go on from the one before?",
            read(text + cut),
        )
    if isinstance(iterable, ast.Call) and getattr(iterable.func, "id", "") == "range":
        longer = copy.deepcopy(iterable)
        end = 0 if len(longer.args) == 1 else 1
        longer.args[end] = ast.BinOp(longer.args[end], ast.Add(), ast.Constant(1))
        yield (
            "rounds", "the loop went one round too far",
            "range(n) ends with n - 1.", longer,
        )  # fmt: skip

"""What one slip may make of a piece of code: (kind, name, advice, the piece)."""

import ast

from workshop_lib.checker.derive.lines import (
    of_block,
    of_rounds,
    of_value,
    read,
    with_,
)

_SAYS_LITTLE = "Look at each step once more, and at its neighbours."
PARENTHESES = (
    "a pair of parentheses stood elsewhere",
    "What does each pair take in? (** goes before * and /, those before + and -.)",
)
_SWAPS = {
    ast.Add: [(ast.Sub, "one plus were a minus")],
    ast.Sub: [(ast.Add, "one minus were a plus")],
    ast.Mult: [
        (ast.Add, "something were added where it multiplies"),
        (ast.Div, "something were divided by where it multiplies"),
        (ast.MatMult, "a product entry by entry were a matrix product"),
    ],
    ast.Div: [
        (ast.Mult, "something were multiplied where it divides"),
        (ast.FloorDiv, "the division dropped its decimals"),
    ],
    ast.MatMult: [(ast.Mult, "a matrix product were taken entry by entry")],
    ast.Pow: [(ast.Mult, "a power were a product")],
}
_CALLED = {ast.Sub: "a difference", ast.Div: "a division", ast.MatMult: "a product"}


def slips(node, names):
    """Yield kind, name, advice and what stands in the node's place."""
    if isinstance(node, (ast.FunctionDef, ast.For, ast.While)):
        yield from of_block(node)
    if isinstance(node, (ast.For, ast.comprehension)):
        yield from of_rounds(node)
    if isinstance(node, ast.AugAssign):
        plain = ast.Assign([node.target], node.value)
        yield (
            "replaced", "each round of the loop threw away what the rounds before "
            "it had gathered", "`=` replaces, `+=` adds.", plain,
        )  # fmt: skip
    if isinstance(node, ast.BinOp):
        yield from _of_operation(node)
        for turned in _regrouped(node):
            yield "parentheses", *PARENTHESES, turned
        for name in names:
            yield (
                "term", f"`{name}` stood in one place for a whole term",
                f"Is `{name}` all that is needed there?", read(name),
            )  # fmt: skip
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.Return)):
        yield from of_value(node, names)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "sign of one", "one sign were turned", "Plus, or minus?", node.operand
    if isinstance(node, (ast.Name, ast.Subscript)) and isinstance(node.ctx, ast.Load):
        yield from _of_name(node, names)
    if isinstance(node, ast.Attribute):
        yield from _of_attribute(node)
    if isinstance(node, ast.Call):
        yield from _of_call(node)
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        yield from _of_subscript(node)
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        for shift, words in ((1, "larger"), (-1, "smaller")):
            yield (
                "number", f"one number in the formula were {words} by one",
                "Count again: is each number what it should be?",
                ast.Constant(node.value + shift),
            )  # fmt: skip


def _regrouped(node):
    """Yield a op (b op c) as (a op b) op c, and the reverse."""
    left, op, right = node.left, node.op, node.right
    if isinstance(right, ast.BinOp):
        yield ast.BinOp(ast.BinOp(left, op, right.left), right.op, right.right)
    if isinstance(left, ast.BinOp):
        yield ast.BinOp(left.left, left.op, ast.BinOp(left.right, op, right))


def _of_name(node, names):
    """Yield another name in the place of one."""
    this = ast.unparse(node)
    for other in names if this in names else ():
        if other != this:
            said = "the loop's counter" if other == "_" else f"`{other}`"
            yield (
                "name", f"{said} stood in one place where `{this}` belongs",
                f"Which is needed there, {said} or `{this}`?", read(other),
            )  # fmt: skip


def _of_operation(node):
    left, op, right = node.left, node.op, node.right
    for new, words in _SWAPS.get(type(op), ()):
        yield (
            "operator",
            words,
            "Which operation belongs there?",
            with_(node, op=new()),
        )
    if isinstance(op, (ast.Sub, ast.Div, ast.MatMult)):
        yield (
            "turned", f"{_CALLED[type(op)]} were taken the other way round",
            "Which of the two comes first?", ast.BinOp(right, op, left),
        )  # fmt: skip
    if isinstance(op, ast.Mult) and getattr(left, "value", None) == 2:
        yield (
            "power", "a square were there still, where its derivative belongs",
            "What is the derivative of a square?",
            ast.BinOp(right, ast.Pow(), ast.Constant(2)),
        )  # fmt: skip
    if isinstance(op, ast.Sub):
        yield (
            "absolute", "a difference had lost its sign", "Is there an abs too many?",
            ast.Call(ast.Name("abs", ast.Load()), [node], []),
        )  # fmt: skip
    what = "factor" if isinstance(op, (ast.Mult, ast.Div, ast.MatMult)) else "term"
    if isinstance(op, ast.Pow):
        yield "power", "a square were missing", "What is squared?", left
    else:
        alone = [(left, right), (right, left)]
        if isinstance(op, ast.Sub):
            alone.append((ast.UnaryOp(ast.USub(), right), left))
        for kept, lost in alone:
            yield (
                "left out", f"{_called(lost, what)} were left out",
                _SAYS_LITTLE, kept,
            )  # fmt: skip
        yield (
            "squared", f"a {what} were squared", "Is there a square too many?",
            with_(node, left=ast.BinOp(left, ast.Pow(), ast.Constant(2))),
        )  # fmt: skip


def _called(node, what):
    """Return a short name for what is left out; a long one would be the solution."""
    text = ast.unparse(node)
    short = len(text) <= 12 and not (what == "term" and isinstance(node, ast.Constant))
    return f"the {what} `{text}`" if short else f"one {what}"


def _of_attribute(node):
    if node.attr == "T":
        yield (
            "transpose", "one transpose were missing",
            "Write the shape of each matrix beside it.", node.value,
        )  # fmt: skip
    pairs = {"sum": "mean", "mean": "sum", "argmax": "argmin"}
    if node.attr in pairs:
        words = {"sum": "a sum were a mean", "mean": "a mean were a sum"}
        name = words.get(node.attr, "the largest were the smallest")
        yield "reduction", name, "Sum, or mean?", with_(node, attr=pairs[node.attr])


def _of_call(node):
    text = ast.unparse(node.func)
    if len(node.args) == 1 and not node.keywords and text not in ("range", "sorted"):
        yield (
            "call", f"`{text}` were not applied in one place",
            f"What goes through `{text}`?", node.args[0],
        )  # fmt: skip
        yield (
            "call twice", f"`{text}` were applied twice in one place",
            "Once is enough.", ast.Call(node.func, [node], []),
        )  # fmt: skip
    for i, keyword in enumerate(node.keywords):
        if keyword.arg == "axis":
            other = ast.keyword("axis", ast.Constant(1 - keyword.value.value))
            new = [*node.keywords[:i], other, *node.keywords[i + 1 :]]
            yield (
                "axis", "a sum ran along the other axis",
                "axis=0 runs down the rows, axis=1 along the columns.",
                with_(node, keywords=new),
            )  # fmt: skip
        dropped = node.keywords[:i] + node.keywords[i + 1 :]
        yield (
            "keyword", f"`{keyword.arg}` were not given",
            f"What does `{keyword.arg}` do?", with_(node, keywords=dropped),
        )  # fmt: skip
    swaps = {"max": "min", "min": "max"}
    if text in swaps:
        yield (
            "call", f"`{swaps[text]}` stood for `{text}`", "The largest, or the "
            "smallest?", with_(node, func=ast.Name(swaps[text], ast.Load())),
        )  # fmt: skip
    for i in range(len(node.args) - 1):
        args = list(node.args)
        args[i], args[i + 1] = args[i + 1], args[i]
        yield (
            "order of arguments", f"two arguments of `{text}` had changed places",
            f"In which order does `{text}` take them?", with_(node, args=args),
        )  # fmt: skip


def _other_entries(index):
    """Yield (words, index) of other entries: by number, or of the layers around."""
    text = ast.unparse(index)
    if text.removeprefix("-").isdecimal():
        for other in ("0", "1", "2", "-1"):
            if other != text:
                yield "another entry of", read(other)
    else:
        yield "the layer before's", ast.BinOp(index, ast.Sub(), ast.Constant(1))
        yield "the layer after's", ast.BinOp(index, ast.Add(), ast.Constant(1))


def _of_subscript(node):
    """Yield the entry before and after, and a whole transposed."""
    index = node.slice
    if not isinstance(index, (ast.Slice, ast.Tuple)):
        what = ast.unparse(node.value)
        for words, other in _other_entries(index):
            yield (
                "neighbour", f"{words} `{what}` stood in one place",
                f"Which of `{what}` is needed there?", with_(node, slice=other),
            )  # fmt: skip
        yield (
            "transpose", f"a `{what}` were transposed in one place",
            "Write the shape of each matrix beside it.",
            ast.Attribute(node, "T", ast.Load()),
        )  # fmt: skip
    if isinstance(index, ast.Tuple) and len(index.elts) == 2:
        turned = ast.Tuple(index.elts[::-1], ast.Load())
        yield (
            "indices", "row and column had changed places in one place",
            "The first index is the row.", with_(node, slice=turned),
        )  # fmt: skip
        if not any(isinstance(e, ast.Slice) for e in index.elts):
            return
    if isinstance(index, ast.Slice) and index.upper is not None:
        yield (
            "slice", "a slice had no end", "Where does it end?",
            with_(node, slice=with_(index, upper=None)),
        )  # fmt: skip

"""Changes to the solution's own text: one operator, one name, one line."""

import ast
import contextlib
import copy
import textwrap
from collections import Counter
from functools import lru_cache, partial

from workshop_lib.checker.derive.change import Change
from workshop_lib.checker.derive.parentheses import elsewhere
from workshop_lib.checker.derive.slips import PARENTHESES, slips
from workshop_lib.exercises.base import source


def changes(exercise, probes):
    """Yield the Changes, the plainest first."""
    for kind, name, advice, function in mutants(exercise.reference):
        yield Change(
            kind, name, advice, lambda args, e, function=function: function(*args)
        )


@lru_cache(maxsize=64)
def mutants(reference):
    """Return kind, name, advice and function of every mutant that compiles."""
    head, body = source(reference)
    tree = ast.parse(f"{head}\n{textwrap.indent(body, '    ')}")
    names, found, seen, told = _names(tree), [], Counter(), {}

    def add(kind, name, advice, mutant):
        with contextlib.suppress(SyntaxError, ValueError, TypeError):
            code = compile(mutant, "<a mutant>", "exec")
            exec(code, reference.__globals__, made := {})
            found.append((kind, name, advice, made[reference.__name__]))

    for put, node in list(_places(tree)):
        for kind, name, advice, new in slips(node, names):
            put(ast.fix_missing_locations(new))
            add(kind, name, advice, tree)
            seen[kind, name] += 1
            told[kind, name] = advice
        put(node)
    for key, times in seen.items():
        if times > 1 and key[0] not in _ONCE:
            mutant = _Everywhere(key, names).visit(copy.deepcopy(tree))
            ast.fix_missing_locations(mutant)
            said = key[1].replace(" in one place", "")
            add(key[0], f"{said}, everywhere", told[key], mutant)
    for text in elsewhere(body):
        with contextlib.suppress(SyntaxError):
            mutant = ast.parse(f"{head}\n{textwrap.indent(text, '    ')}")
            add("parentheses", *PARENTHESES, mutant)
    return found


# Of these nobody makes two: a slip, not a belief.
_ONCE = set("name term number lines line neighbour".split()) | {"too many"}


class _Everywhere(ast.NodeTransformer):
    """Make one change at every place where it can be made."""

    def __init__(self, key, names):
        self._key, self._names = key, names

    def visit(self, node):
        node = self.generic_visit(node)
        for kind, name, _, new in slips(node, self._names):
            if (kind, name) == self._key:
                return new
        return node


def _names(tree):
    """Return what stands for a value, as text: the arguments, what is assigned, and
    the entries of dicts and arrays.
    """
    function = tree.body[0]
    names = {a.arg for a in function.args.args}
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice):
            names.add(ast.unparse(node))
    for node in ast.walk(function):  # a list within itself has no end
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.List):
            names -= {ast.unparse(target) for target in node.targets}
    return sorted(names)


def _places(tree):
    """Yield (put, node) for every node below the function's signature, where
    `put(other)` sets another in its place.
    """

    def below(node):
        for field, value in ast.iter_fields(node):
            if isinstance(value, list):
                for i, item in enumerate(value):
                    if isinstance(item, ast.AST):
                        yield partial(value.__setitem__, i), item
                        yield from below(item)
            elif isinstance(value, ast.AST):
                # A loop over the list that it makes longer would never end.
                if not (isinstance(node, ast.For) and field == "iter"):
                    yield partial(setattr, node, field), value
                yield from below(value)

    function = tree.body[0]
    yield partial(tree.body.__setitem__, 0), function
    for i, statement in enumerate(function.body):
        yield partial(function.body.__setitem__, i), statement
        yield from below(statement)

"""The moves of backpropagation: each finds one value and says how.

`found` is where the values are kept. A line of a formula is written once, as a
list of names, signs and (in lists) groups of them, and said twice: in letters, and
in numbers.
"""

from typing import NamedTuple

from workshop_lib.diagrams import formula as m

EQUALS, DOT, MINUS = map(m.op, "=·−")
F, TWO, ONE = m.word("f"), m.word("2"), m.number(1)


class Move(NamedTuple):
    """One value found: what glows, the formula, its line of code, why, an S-number."""

    lit: set
    lines: list  # letters first, numbers last
    code: str
    why: str
    equation: str


def forwards(found, act):
    """Yield the moves that find z, a and the cost (S1 to S3, S11)."""
    for L in range(1, found.last + 1):
        for j in range(found.size(L)):
            yield _z(found, L, j)
            yield _a(found, act, L, j)
    yield _cost(found)


def backwards(found, act):
    """Yield the moves that find da, dz, dw and db (S5 to S10, S12, S13)."""
    for L in range(1, found.last + 1):
        for j in range(found.size(L)):  # known since the way forwards
            found["df", L, j] = act.f_prime(found["z", L, j], found["a", L, j])
    for j in range(found.size(found.last)):
        yield _da_last(found, j)
    for L in range(found.last, 0, -1):
        for j in range(found.size(L)):
            yield _dz(found, L, j)
        for j in range(found.size(L)):
            for k in range(found.size(L - 1)):
                yield _dw(found, L, j, k)
            yield _db(found, L, j)
        for k in range(found.size(L - 1) if L > 1 else 0):
            yield _da(found, L, k)


def _twice(found, line):
    """Return a line in letters and in numbers."""
    return [_said(line, found.symbol, "·"), _said(line, found.number, "×")]


def _said(line, say, times, first=True):
    """Return a line as cells, a name in it as `say(*name, first=...)`."""
    cells = []
    for part in line:
        if isinstance(part, list):
            cells.append(m.row(*_said(part, say, times, first)))
        elif isinstance(part, str):
            cells.append(m.op(times if part == "·" else part))
        else:
            cells.append(part if isinstance(part, m.Piece) else say(*part, first=first))
        first = part in ("=", "(")
    return cells


def _sum(terms):
    """Return terms with a plus between them."""
    return [part for term in terms for part in ("+", term)][1:]


def _z(found, L, j):
    """Find z of neuron j in layer L (S3, S11)."""
    z, b, code = ("z", L, j), ("b", L, j), found.code
    pairs = [(("w", L, j, k), ("a", L - 1, k)) for k in range(found.size(L - 1))]
    found[z] = sum(found[w] * found[a] for w, a in pairs) + found[b]
    lines = _twice(found, [z, "=", *_sum([[w, "·", a] for w, a in pairs] + [b])])
    lit, matmul = {z, b}.union(*pairs), "@" if found.many else "*"
    python = f"{code(*z)} = {code('w', L, j)} {matmul} a[{L - 1}] + {code(*b)}"
    equation = "S11" if found.many else "S3"
    return Move(lit, lines, python, "z gathers what comes in", equation)


def _a(found, act, L, j):
    """Find a of neuron j in layer L (S3, S11)."""
    z, a = ("z", L, j), ("a", L, j)
    found[a] = act.f(found[z])
    lines = _twice(found, [a, "=", [F, "(", z, ")"]])
    python = f"{found.code(*a)} = act.f({found.code(*z)})"
    lit, equation = {z, a, ("f", L, j)}, "S11" if found.many else "S3"
    return Move(lit, lines, python, "f bends z into a", equation)


def _cost(found):
    """Find Cost_i (S1, S2)."""
    last = found.last
    ends = [(("a", last, j), ("y", None, j)) for j in range(found.size(last))]
    found.cost = sum((found[a] - found[y]) ** 2 for a, y in ends)
    lines = []
    for cost, say in (m.COST, found.symbol), (m.number(found.cost), found.number):
        squares = [m.squared(m.row(say(*a), MINUS, say(*y))) for a, y in ends]
        lines.append(_said([cost, "=", *_sum(squares)], say, "×"))
    square, why = f"(a[{last}] - y) ** 2", "how wrong the answer is"
    python = f"cost = ({square}).sum()" if found.many else f"cost = {square}"
    lit, equation = {("cost",)}.union(*ends), "S1" if found.many else "S2"
    return Move(lit, lines, python, why, equation)


def _da_last(found, j):
    """Find da of output j (S5)."""
    da, a, y = ("da", found.last, j), ("a", found.last, j), ("y", None, j)
    found[da] = 2 * (found[a] - found[y])
    letters, numbers = _twice(found, [da, "=", [TWO, "(", [a, "−", y], ")"]])
    letters[0] = found.slope(*a)
    code = found.code
    python = f"{code(*da)} = 2 * ({code(*a)} - {code(*y)})"
    why = "the cost is a square, so twice the error"
    return Move({da, a, y}, [letters, numbers], python, why, "S5")


def _dz(found, L, j):
    """Find dz of neuron j in layer L (S5)."""
    z, a, dz, da = ((kind, L, j) for kind in ("z", "a", "dz", "da"))
    symbol, code, f_prime = found.symbol, found.code, found["df", L, j]
    found[dz] = found[da] * f_prime
    letters, numbers = _twice(found, [dz, "=", da, "·", m.number(f_prime, "z")])
    letters[-1] = m.of("f′", symbol(*z))
    rule = m.partial(symbol(*a), symbol(*z))
    rule = [found.slope(*z), EQUALS, found.slope(*a), DOT, rule]
    python = f"{code(*dz)} = {code(*da)} * act.f_prime({code(*z)}, {code(*a)})"
    lit, why = {dz, da, z, ("df", L, j)}, "back through f: times its slope at z"
    return Move(lit, [rule, letters, numbers], python, why, "S5")


def _dw(found, L, j, k):
    """Find dw of the edge from k to j in layer L (S6, S12)."""
    dw, dz, a, code = ("dw", L, j, k), ("dz", L, j), ("a", L - 1, k), found.code
    found[dw] = found[dz] * found[a]
    lines = [_through_z(found, "w", L, j, k), *_twice(found, [dw, "=", dz, "·", a])]
    python = f"{code(*dw)} = {code(*dz)} * {code(*a)}"
    why = "the weight's share: times the a that it multiplies"
    return Move({dw, dz, a}, lines, python, why, "S12" if found.many else "S6")


def _db(found, L, j):
    """Find db of neuron j in layer L (S8)."""
    db, dz, b = ("db", L, j), ("dz", L, j), ("b", L, j)
    found[db] = found[dz]
    lines = [_through_z(found, *b), *_twice(found, [db, "=", dz, "·", ONE])]
    python = f"{found.code(*db)} = {found.code(*dz)}"
    return Move({db, dz, b}, lines, python, "the bias is simply added to z", "S8")


def _through_z(found, kind, L, j, *k):
    """Return the chain rule for the slope of w or b."""
    z, it = ("z", L, j), (kind, L, j, *k)
    rule = m.partial(found.symbol(*z), found.symbol(*it))
    return [found.slope(*it), EQUALS, found.slope(*z), DOT, rule]


def _da(found, L, k):
    """Find da of neuron k in layer L - 1, along every path back to it (S9, S13)."""
    a, da, rows = ("a", L - 1, k), ("da", L - 1, k), range(found.size(L))
    paths = [(("dz", L, j), ("w", L, j, k)) for j in rows]
    found[da] = sum(found[dz] * found[w] for dz, w in paths)
    z = found.symbol("z", L, "j")
    rule = m.row(m.partial(m.COST, z), DOT, m.partial(z, found.symbol(*a)))
    rule = m.row(m.SUM_J, rule) if found.many else rule
    lines = _twice(found, [da, "=", _sum([dz, "·", w] for dz, w in paths)])
    lines = [[found.slope(*a), EQUALS, rule], *lines]
    lit = {da, *(dz for dz, _ in paths), *(("back", L, j, k) for j in rows)}
    if found.many:
        python = f"da[{L - 1}] = w[{L}].T @ dz[{L}]    # its row {k}"
        return Move(lit, lines, python, "all the paths back to it, added", "S13")
    python = f"{found.code(*da)} = {found.code('dz', L)} * {found.code('w', L)}"
    return Move(lit | {("w", L, 0, 0)}, lines, python, "back along the edge", "S9")

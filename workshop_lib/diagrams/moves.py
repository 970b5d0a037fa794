"""The moves of backpropagation: each finds one value and says how.

`found` is where the values are kept. A line of a formula is a list of cells; a
function of `say` and `times` gives it in letters, and again in numbers.
"""

from typing import NamedTuple

from workshop_lib.diagrams import formula as m

EQUALS, PLUS, TIMES, DOT, MINUS = map(m.op, "=+×·−")


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
    for j in range(found.size(found.last)):
        yield _da_last(found, j)
    for L in range(found.last, 0, -1):
        for j in range(found.size(L)):
            yield _dz(found, act, L, j)
        for j in range(found.size(L)):
            for k in range(found.size(L - 1)):
                yield _dw(found, L, j, k)
            yield _db(found, L, j)
        for k in range(found.size(L - 1) if L > 1 else 0):
            yield _da(found, L, k)


def _twice(found, line):
    """Return a line in letters and in numbers."""
    return [line(found.symbol, DOT), line(found.number, TIMES)]


def _sum(pieces):
    """Return cells with a plus between them."""
    return [cell for piece in pieces for cell in (PLUS, piece)][1:]


def _products(pairs, say, times):
    """Return the product of each pair of values as a cell."""
    return [
        m.row(say(*one, first=i == 0), times, say(*other))
        for i, (one, other) in enumerate(pairs)
    ]


def _z(found, L, j):
    """Find z of neuron j in layer L (S3, S11)."""
    z, b, code = ("z", L, j), ("b", L, j), found.code
    pairs = [(("w", L, j, k), ("a", L - 1, k)) for k in range(found.size(L - 1))]
    found[z] = sum(found[w] * found[a] for w, a in pairs) + found[b]

    def line(say, times):
        terms = [*_products(pairs, say, times), say(*b)]
        return [say(*z, first=True), EQUALS, *_sum(terms)]

    times = "@" if found.many else "*"
    python = f"{code(*z)} = {code('w', L, j)} {times} a[{L - 1}] + {code(*b)}"
    lit, why = (
        {z, b, *(name for pair in pairs for name in pair)},
        "z gathers what comes in",
    )
    return Move(lit, _twice(found, line), python, why, "S11" if found.many else "S3")


def _a(found, act, L, j):
    """Find a of neuron j in layer L (S3, S11)."""
    z, a = ("z", L, j), ("a", L, j)
    found[a] = act.f(found[z])

    def line(say, times):
        return [say(*a, first=True), EQUALS, m.of("f", say(*z, first=True))]

    python = f"{found.code(*a)} = act.f({found.code(*z)})"
    lit, equation = {z, a, ("f", L, j)}, "S11" if found.many else "S3"
    return Move(lit, _twice(found, line), python, "f bends z into a", equation)


def _cost(found):
    """Find Cost_i (S1, S2)."""
    last = found.last
    ends = [(("a", last, j), ("y", j)) for j in range(found.size(last))]
    found.cost = sum((found[a] - found[y]) ** 2 for a, y in ends)

    def squares(say):
        return _sum(m.squared(m.row(say(*a), MINUS, say(*y))) for a, y in ends)

    lines = [
        [m.COST, EQUALS, *squares(found.symbol)],
        [m.number(found.cost), EQUALS, *squares(found.number)],
    ]
    python = f"(a[{last}] - y) ** 2"
    python = f"cost = ({python}).sum()" if found.many else f"cost = {python}"
    lit = {("cost",), *(name for pair in ends for name in pair)}
    equation = "S1" if found.many else "S2"
    return Move(lit, lines, python, "how wrong the answer is", equation)


def _da_last(found, j):
    """Find da of output j (S5)."""
    da, a, y, code = ("da", found.last, j), ("a", found.last, j), ("y", j), found.code
    found[da] = 2 * (found[a] - found[y])

    def twice_the_error(say):
        return m.of("2", m.row(say(*a, first=True), MINUS, say(*y)))

    lines = [
        [found.slope(*a), EQUALS, twice_the_error(found.symbol)],
        [found.number(*da, first=True), EQUALS, twice_the_error(found.number)],
    ]
    python = f"{code(*da)} = 2 * ({code(*a)} - {code(*y)})"
    why = "the cost is a square, so twice the error"
    return Move({da, a, y}, lines, python, why, "S5")


def _dz(found, act, L, j):
    """Find dz of neuron j in layer L (S5)."""
    z, a, dz, da = ((name, L, j) for name in ("z", "a", "dz", "da"))
    symbol, number, code, slope = found.symbol, found.number, found.code, found.slope
    f_prime = act.f_prime(found[z], found[a])
    found[dz] = found[da] * f_prime
    lines = [
        [slope(*z), EQUALS, slope(*a), DOT, m.partial(symbol(*a), symbol(*z))],
        [symbol(*dz), EQUALS, symbol(*da), DOT, m.of("f′", symbol(*z))],
        [number(*dz, first=True), EQUALS, number(*da, first=True), TIMES,
         m.number(f_prime, "z")],
    ]  # fmt: skip
    python = f"{code(*dz)} = {code(*da)} * act.f_prime({code(*z)}, {code(*a)})"
    why = "back through f: times its slope at z"
    return Move({dz, da, z, ("df", L, j)}, lines, python, why, "S5")


def _dw(found, L, j, k):
    """Find dw of the edge from k to j in layer L (S6, S12)."""
    dw, dz, a, code = ("dw", L, j, k), ("dz", L, j), ("a", L - 1, k), found.code
    found[dw] = found[dz] * found[a]

    def line(say, times):
        return [say(*dw, first=True), EQUALS, say(*dz, first=True), times, say(*a)]

    lines = [_chain_rule(found, "w", L, j, k), *_twice(found, line)]
    python = f"{code(*dw)} = {code(*dz)} * {code(*a)}"
    why = "the weight's share: times the a that it multiplies"
    return Move({dw, dz, a}, lines, python, why, "S12" if found.many else "S6")


def _db(found, L, j):
    """Find db of neuron j in layer L (S8)."""
    db, dz, b = ("db", L, j), ("dz", L, j), ("b", L, j)
    found[db] = found[dz]

    def line(say, times):
        return [say(*db, first=True), EQUALS, say(*dz, first=True), times, m.number(1)]

    lines = [_chain_rule(found, *b), *_twice(found, line)]
    python = f"{found.code(*db)} = {found.code(*dz)}"
    return Move({db, dz, b}, lines, python, "the bias is simply added to z", "S8")


def _chain_rule(found, name, L, j, *k):
    """Return ∂Cost_i/∂ of w or b as a product, through z."""
    z, it = ("z", L, j), (name, L, j, *k)
    z_per_it = m.partial(found.symbol(*z), found.symbol(*it))
    return [found.slope(*it), EQUALS, found.slope(*z), DOT, z_per_it]


def _da(found, L, k):
    """Find da of neuron k in layer L - 1, along every path back to it (S9, S13)."""
    a, da, rows = ("a", L - 1, k), ("da", L - 1, k), range(found.size(L))
    paths = [(("dz", L, j), ("w", L, j, k)) for j in rows]
    found[da] = sum(found[dz] * found[w] for dz, w in paths)
    z, to = found.symbol("z", L, "j"), found.symbol(*a)
    rule = m.row(m.partial(m.COST, z), DOT, m.partial(z, to))
    rule = m.row(m.SUM_J, rule) if found.many else rule

    def line(say, times):
        total = m.row(*_sum(_products(paths, say, times)))
        return [say(*da, first=True), EQUALS, total]

    lines = [[found.slope(*a), EQUALS, rule], *_twice(found, line)]
    lit = {da, *(dz for dz, _ in paths), *(("back", L, j, k) for j in rows)}
    if found.many:
        python = f"da[{L - 1}] = w[{L}].T @ dz[{L}]    # its row {k}"
        return Move(lit, lines, python, "all the paths back to it, added", "S13")
    python = f"{found.code(*da)} = {found.code('dz', L)} * {found.code('w', L)}"
    return Move(lit | {("w", L, 0, 0)}, lines, python, "back along the edge", "S9")

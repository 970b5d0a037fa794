"""The moves of backpropagation: each finds one value and says how.

A move is (lit, lines, code, why, equation): the names to light in the picture,
lines of a formula (cells of MathML: letters first, numbers last), the line of
code, a reason in words, an S-number. `found` is where the values are kept.
"""

from workshop_lib.diagrams import formula as m

EQUALS, PLUS, TIMES, DOT, MINUS = map(m.op, "=+×·−")


def _sum(pieces):
    """Return cells with a plus between them."""
    cells = []
    for piece in pieces:
        cells += [PLUS, piece]
    return cells[1:]


def forwards(found, act):
    """Yield the moves that find z, a and the cost (S1 to S3, S11)."""
    symbol, number, code = found.symbol, found.number, found.code
    last, equation = found.last, "S11" if found.many else "S3"
    for L in range(1, last + 1):
        for j in range(found.size(L)):
            z, a, b = ("z", L, j), ("a", L, j), ("b", L, j)
            pairs = [
                (("w", L, j, k), ("a", L - 1, k)) for k in range(found.size(L - 1))
            ]
            found[z] = sum(found[w] * found[a_k] for w, a_k in pairs) + found[b]
            letters = [m.row(symbol(*w), DOT, symbol(*a_k)) for w, a_k in pairs]
            numbers = [
                m.row(number(*w, first=w[-1] == 0), TIMES, number(*a_k))
                for w, a_k in pairs
            ]
            lines = [
                [symbol(*z), EQUALS, *_sum([*letters, symbol(*b)])],
                [number(*z, first=True), EQUALS, *_sum([*numbers, number(*b)])],
            ]
            times = "@" if found.many else "*"
            line = f"{code(*z)} = {code('w', L, j)} {times} a[{L - 1}] + {code(*b)}"
            lit = {z, b, *(name for pair in pairs for name in pair)}
            yield lit, lines, line, "z gathers what comes in", equation

            found[a] = act.f(found[z])
            lines = [
                [symbol(*a), EQUALS, m.of("f", symbol(*z))],
                [number(*a, first=True), EQUALS, m.of("f", number(*z, first=True))],
            ]
            line = f"{code(*a)} = act.f({code(*z)})"
            yield {z, a, ("f", L, j)}, lines, line, "f bends z into a", equation

    ends = [(("a", last, j), ("y", j)) for j in range(found.size(last))]
    found.cost = sum((found[a] - found[y]) ** 2 for a, y in ends)

    def squares(say):
        """Return cells (a_j - y_j)², in letters or numbers."""
        return _sum(m.squared(m.row(say(*a), MINUS, say(*y))) for a, y in ends)

    lines = [
        [m.COST, EQUALS, *squares(symbol)],
        [m.number(found.cost), EQUALS, *squares(number)],
    ]
    line = f"cost = ((a[{last}] - y) ** 2).sum()" if found.many else (
        f"cost = (a[{last}] - y) ** 2"
    )  # fmt: skip
    lit = {"cost", *(name for pair in ends for name in pair)}
    yield lit, lines, line, "how wrong the answer is", "S1" if found.many else "S2"


def backwards(found, act):
    """Yield the moves that find da, dz, dw and db (S5 to S10, S12, S13)."""
    symbol, number, code, slope = found.symbol, found.number, found.code, found.slope
    for j in range(found.size(found.last)):
        da, a, y = ("da", found.last, j), ("a", found.last, j), ("y", j)
        found[da] = 2 * (found[a] - found[y])
        difference = m.row(number(*a, first=True), MINUS, number(*y))
        lines = [
            [slope(*a), EQUALS, m.of("2", m.row(symbol(*a), MINUS, symbol(*y)))],
            [number(*da, first=True), EQUALS, m.of("2", difference)],
        ]
        line = f"{code(*da)} = 2 * ({code(*a)} - {code(*y)})"
        yield {da, a, y}, lines, line, "the cost is a square, so twice the error", "S5"

    for L in range(found.last, 0, -1):
        for j in range(found.size(L)):
            z, a, dz, da = (
                name + (L, j) for name in (("z",), ("a",), ("dz",), ("da",))
            )
            f_prime = act.f_prime(found[z], found[a])
            found[dz] = found[da] * f_prime
            lines = [
                [slope(*z), EQUALS, slope(*a), DOT, m.partial(symbol(*a), symbol(*z))],
                [symbol(*dz), EQUALS, symbol(*da), DOT, m.of("f′", symbol(*z))],
                [number(*dz, first=True), EQUALS, number(*da, first=True), TIMES,
                 m.number(f_prime, "z")],
            ]  # fmt: skip
            line = f"{code(*dz)} = {code(*da)} * act.f_prime({code(*z)}, {code(*a)})"
            lit = {dz, da, z, ("df", L, j)}
            yield lit, lines, line, "back through f: times its slope at z", "S5"

        for j in range(found.size(L)):
            z, dz = ("z", L, j), ("dz", L, j)
            for k in range(found.size(L - 1)):
                w, dw, a = ("w", L, j, k), ("dw", L, j, k), ("a", L - 1, k)
                found[dw] = found[dz] * found[a]
                z_per_w = m.partial(symbol(*z), symbol(*w))
                lines = [
                    [slope(*w), EQUALS, slope(*z), DOT, z_per_w],
                    [symbol(*dw), EQUALS, symbol(*dz), DOT, symbol(*a)],
                    [number(*dw, first=True), EQUALS, number(*dz, first=True), TIMES,
                     number(*a)],
                ]  # fmt: skip
                line = f"{code(*dw)} = {code(*dz)} * {code(*a)}"
                why = "the weight's share: times the a that it multiplies"
                equation = "S12" if found.many else "S6"
                yield {dw, dz, a}, lines, line, why, equation
            b, db = ("b", L, j), ("db", L, j)
            found[db] = found[dz]
            lines = [
                [slope(*b), EQUALS, slope(*z), DOT, m.partial(symbol(*z), symbol(*b))],
                [symbol(*db), EQUALS, symbol(*dz), DOT, m.number(1)],
                [number(*db, first=True), EQUALS, number(*dz, first=True), TIMES,
                 m.number(1)],
            ]  # fmt: skip
            line = f"{code(*db)} = {code(*dz)}"
            yield {db, dz, b}, lines, line, "the bias is simply added to z", "S8"

        for k in range(found.size(L - 1) if L > 1 else 0):
            yield _path_back(found, L, k)


def _path_back(found, L, k):
    """Find da of neuron k in layer L - 1, along every path back to it (S9, S13)."""
    symbol, number, code, slope = found.symbol, found.number, found.code, found.slope
    rows = range(found.size(L))
    a, da = ("a", L - 1, k), ("da", L - 1, k)
    paths = [(("dz", L, j), ("w", L, j, k)) for j in rows]
    found[da] = sum(found[dz] * found[w] for dz, w in paths)
    products = [m.row(symbol(*dz), DOT, symbol(*w)) for dz, w in paths]
    numbers = [
        m.row(number(*dz, first=dz[-1] == 0), TIMES, number(*w)) for dz, w in paths
    ]
    lit = {da, *(dz for dz, _ in paths), *(("back", L, j, k) for j in rows)}
    lit |= set() if found.many else {("w", L)}
    z = found.symbol("z", L, "j")
    chain_rule = m.row(m.partial(m.COST, z), DOT, m.partial(z, symbol(*a)))
    if found.many:
        chain_rule = m.row(m.SUM_J, chain_rule)
    lines = [
        [slope(*a), EQUALS, chain_rule],
        [symbol(*da), EQUALS, m.row(*_sum(products))],
        [number(*da, first=True), EQUALS, m.row(*_sum(numbers))],
    ]
    line = (
        f"da[{L - 1}] = w[{L}].T @ dz[{L}]    # its row {k}"
        if found.many
        else f"{code(*da)} = {code('dz', L)} * {code('w', L)}"
    )
    why = "all the paths back to it, added" if found.many else "back along the edge"
    return lit, lines, line, why, "S13" if found.many else "S9"

"""How a number is written, in pictures, formulas and lines of state."""

import math


def short(value, digits=3):
    """Return a number with three significant digits, as short as it goes.

    None and nan are not known (yet): a dot.
    """
    if value is None or math.isnan(value):
        return "·"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value and not 1e-3 <= abs(value) < 9999.5:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        said = f"{float(mantissa):g}e{int(exponent)}"
    else:
        said = f"{float(f'{value:.{digits}g}') + 0.0:g}"  # + 0.0 makes -0.0 a plain 0
    return said.replace("-", "−")

"""The one rounding of evaluation: half up, exactly, from a fraction to so many decimals."""

from decimal import Context, Decimal, Inexact, InvalidOperation
from fractions import Fraction

from okrdesk.domain.evaluation.pack import Direction

# Five factors of 60 digits each, and sums of many, fit.
EXACT = Context(prec=400, traps=[Inexact, InvalidOperation])
"""The arithmetic before the one rounding: a result that does not fit is a bug, never rounded."""


def half_up(exact: Fraction, places: int) -> Decimal:
    """Return a fraction from 0 up with `places` decimals; a half goes up."""
    scale = 10**places
    whole = (2 * exact.numerator * scale + exact.denominator) // (2 * exact.denominator)
    return Decimal(whole).scaleb(-places)


def to_whole(exact: Fraction, direction: Direction) -> int:
    """Return a fraction from 0 up as a whole number."""
    if direction is Direction.DOWN:
        return exact.numerator // exact.denominator
    if direction is Direction.UP:
        return -(-exact.numerator // exact.denominator)
    return int(half_up(exact, 0))

"""Numbers as Vietnamese offices write them: points between thousands, a comma before decimals.

Reading is forgiving, because workbooks mix conventions; writing has one form. One spelling is
ambiguous, "1.234": it is read as one thousand two hundred thirty-four, the Vietnamese way.
"""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from okrdesk.errors import Code, Refused

_SPACES = re.compile("[ \\u00a0\\u2007\\u2009\\u202f]")
_SIGN = r"(?P<sign>[-+\u2212]?)"
_VIETNAMESE = r"(?P<whole>[1-9]\d{0,2}(?:[.]\d{3})+|\d+)(?:,(?P<part>\d+))?"
_ENGLISH = r"(?P<whole>[1-9]\d{0,2}(?:,\d{3})+|\d*)[.](?P<part>\d+)"
_ENGLISH_WHOLE = r"(?P<whole>[1-9]\d{0,2}(?:,\d{3}){2,})"
_SPACED = r"(?P<whole>[1-9]\d{0,2}(?: \d{3})+)(?:[.,](?P<part>\d+))?"
_BARE_PART = r"(?P<whole>),(?P<part>\d+)"
_FORMS = [
    re.compile(rf"{_SIGN} ?{form}(?: ?%)?", re.ASCII)
    for form in (_VIETNAMESE, _ENGLISH, _ENGLISH_WHOLE, _SPACED, _BARE_PART)
]
_LONGEST = 60
_MOST_DIGITS = 30


def is_plain(value: Decimal) -> bool:
    """Say whether an office can mean `value`: finite, at most 30 digits before and after the comma.

    What lies beyond would exhaust memory or a float long before anybody measured it.
    """
    if not value.is_finite():
        return False
    return value.adjusted() < _MOST_DIGITS and int(value.as_tuple().exponent) >= -_MOST_DIGITS


def parse_decimal(text: str) -> Decimal:
    """Return the number written in `text`; a percent sign is dropped ("12 %" is 12).

    Both "1.234.567,50" and "1,234,567.50" are read, as are space groups, "1234.5" and "-3"; a
    single group after a point counts as thousands ("1.234" is 1234, yet "0.123" and "1.5" are
    decimals), and a single comma always as the decimal comma. Raises Refused BAD_NUMBER.
    """
    plain = _SPACES.sub(" ", text).strip()
    if len(plain) <= _LONGEST:
        for form in _FORMS:
            match = form.fullmatch(plain)
            if match and is_plain(number := _number(match.groupdict())):
                return number
    raise Refused(Code.BAD_NUMBER, text=text.strip())


def format_decimal(value: Decimal | int, places: int | None = None) -> str:
    """Return `value` as "1.234.567,5": all its decimals, or exactly `places`, rounded half up."""
    number = Decimal(value)
    if places is not None:
        number = _round(number, places)
    whole, _, part = f"{abs(number):f}".partition(".")
    if places is None:
        part = part.rstrip("0")
    sign = "-" if number < 0 else ""
    return sign + f"{int(whole):,}".replace(",", ".") + ("," + part if part else "")


def format_percent(ratio: Fraction | float, places: int = 0) -> str:
    """Return a ratio of 1 as "100 %", with `places` decimals, rounded half up."""
    exact = Fraction(str(ratio)) * 100 * 10**places
    rounded = abs(exact) + Fraction(1, 2)
    scaled = Decimal(rounded.numerator // rounded.denominator * (-1 if exact < 0 else 1))
    return format_decimal(scaled.scaleb(-places), places) + " %"


def _number(found: dict[str, str | None]) -> Decimal:
    whole = re.sub("[., ]", "", found["whole"] or "") or "0"
    sign = "-" if found["sign"] in ("-", "\u2212") else ""
    return Decimal(f"{sign}{whole}.{found.get('part') or '0'}").normalize(Context(prec=_LONGEST))


def _round(number: Decimal, places: int) -> Decimal:
    digits = max(number.adjusted(), 0) + places + 2
    return number.quantize(Decimal(1).scaleb(-places), context=Context(digits, ROUND_HALF_UP))

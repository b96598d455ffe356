"""Numbers as they are typed and as they are shown."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrdesk.domain.numbers import format_decimal, format_percent, parse_decimal
from okrdesk.errors import Code, Refused

DECIMALS = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6
)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1.234.567,50", "1234567.5"),
        ("1,234,567.50", "1234567.5"),
        ("1,234,567", "1234567"),
        ("1234,5", "1234.5"),
        ("1234.5", "1234.5"),
        ("1.234", "1234"),
        ("1,234", "1.234"),
        ("0.123", "0.123"),
        ("1234.567", "1234.567"),
        ("1.5", "1.5"),
        ("-3", "-3"),
        ("- 3", "-3"),
        ("\u22123,5", "-3.5"),
        ("+7", "7"),
        ("12 %", "12"),
        ("12,5%", "12.5"),
        ("1\u00a0234\u00a0567,5", "1234567.5"),
        ("1\u202f234", "1234"),
        ("  42\t".replace("\t", " "), "42"),
        (",5", "0.5"),
        (".5", "0.5"),
        ("007", "7"),
    ],
)
def test_numbers_are_read_as_people_type_them(typed: str, number: str) -> None:
    assert parse_decimal(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed",
    [
        *("", "mười", "1.23,4", "1.2.3", "12 34", "1,2,3", "5,", "--3", "%", "1e5", "3-5", "5²"),
        *("NaN", "Infinity", "٣", "1" * 61),
    ],
)
def test_what_is_not_a_number_is_refused_with_the_text(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_decimal(typed)
    assert refused.value.code is Code.BAD_NUMBER
    assert refused.value.params["text"] == typed


@pytest.mark.parametrize(
    ("number", "places", "shown"),
    [
        ("1234567.50", None, "1.234.567,5"),
        ("1234567.5", 2, "1.234.567,50"),
        ("-1234", None, "-1.234"),
        ("0.005", 2, "0,01"),
        ("-0.001", 2, "0,00"),
        ("1E+5", None, "100.000"),
        ("1E+5", 1, "100.000,0"),
        ("999.995", 2, "1.000,00"),
        ("0", None, "0"),
    ],
)
def test_numbers_are_shown_with_points_and_comma(
    number: str, places: int | None, shown: str
) -> None:
    assert format_decimal(Decimal(number), places) == shown


@given(DECIMALS)
def test_a_shown_number_reads_back(number: Decimal) -> None:
    assert parse_decimal(format_decimal(number)) == number


@pytest.mark.parametrize(
    ("ratio", "places", "shown"),
    [
        (Fraction(9, 13), 0, "69 %"),
        (Fraction(9, 13), 1, "69,2 %"),
        (Fraction(5, 4), 0, "125 %"),
        (Fraction(-1, 4), 0, "-25 %"),
        (0.285, 0, "29 %"),
        (Fraction(1, 200), 0, "1 %"),
        (1.0, 0, "100 %"),
        (0, 0, "0 %"),
        (1e-7, 0, "0 %"),
    ],
)
def test_percentages_round_half_up(ratio: Fraction | float, places: int, shown: str) -> None:
    assert format_percent(ratio, places) == shown


@given(st.integers(-(10**6), 10**6))
def test_a_shown_percentage_reads_back(percent: int) -> None:
    assert parse_decimal(format_percent(Fraction(percent, 100))) == percent

"""One cell is read whatever type the typist's Excel made of it."""

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrdesk.domain.dates import format_date
from okrdesk.domain.numbers import format_decimal
from okrdesk.errors import Code, Refused
from okrdesk.exchange.cells import (
    Choice,
    Day,
    Number,
    Option,
    Text,
    chosen,
    exact,
    number_and_unit,
    shown,
)
from okrdesk.exchange.kinds.plan_columns import RHYTHMS
from okrdesk.exchange.kinds.roster import KINDS, LEADING, Leading, personal_number
from okrdesk.exchange.kinds.targets import KINDS as MEASURES
from okrdesk.exchange.kinds.values import measured
from okrdesk.exchange.workbook import Broken, Cell

NOON = datetime.fromisoformat("2026-01-02T12:00")
DAYS = st.dates(date(1910, 1, 1), date(2099, 12, 31))
NUMBERS = st.decimals(-(10**9), 10**9, places=4)


def code_of(parser: Any, cell: Cell) -> Code:
    with pytest.raises(Refused) as caught:
        parser(cell)
    return caught.value.code


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (95, "95"),
        (0.1 + 0.2, "0.3"),
        (1e20, "100000000000000000000"),
        ("95", "95"),
        (" 1.234,5 ", "1234.5"),
        ("1,234.5", "1234.5"),
        ("0,5", "0.5"),
        ("-3", "-3"),
        ("95 %", "95"),
        ("1\u00a0234", "1234"),
    ],
)
def test_numbers_are_exact(cell: Cell, value: str) -> None:
    assert str(Number()(cell)) == value


@pytest.mark.parametrize("cell", ["abc", "12 hồ sơ", "1..2", True, NOON])
def test_what_is_no_number_is_refused(cell: Cell) -> None:
    assert code_of(Number(), cell) is Code.BAD_NUMBER


def test_numbers_keep_their_bounds() -> None:
    confidence = Number(Decimal(0), Decimal(10), whole=True)
    assert confidence("7") == 7
    assert {code_of(confidence, cell) for cell in (-1, 11, 7.5)} == {Code.BAD_VALUE}


def test_a_number_may_carry_its_unit() -> None:
    assert number_and_unit("12,5 triệu đồng") == (Decimal("12.5"), "triệu đồng")
    assert number_and_unit("2–5") == (Decimal(2), "–5")


@pytest.mark.parametrize(
    "cell",
    [
        datetime.fromisoformat("2026-09-05"),
        date(2026, 9, 5),
        "05/09/2026",
        "5-9-2026",
        " 5.9.2026 ",
        "2026-09-05",
        "2026-09-05 00:00:00",
        "ngày 5 tháng 9 năm 2026",
        46270,
        46270.0,
    ],
)
def test_a_day_in_every_spelling(cell: Cell) -> None:
    assert Day()(cell) == date(2026, 9, 5)


@pytest.mark.parametrize("cell", ["31/02/2026", "5/9/26", "2026", 2026, "sớm", True, "05/13/2026"])
def test_what_is_no_day_is_refused(cell: Cell) -> None:
    assert code_of(Day(), cell) is Code.BAD_DATE


def test_a_month_is_its_first_or_last_day() -> None:
    assert Day()("02/2028") == date(2028, 2, 1)
    assert Day(ends=True)("tháng 2 năm 2028") == date(2028, 2, 29)


def test_text_is_composed_and_tidy() -> None:
    assert Text()("  Nguye\u0302\u0303n \u200bVa\u0306n\n A ") == "Nguyễn Văn A"
    assert Text(lines=True)("a \r\n\n b_x000D_") == "a\nb"
    assert Text()(12.0) == "12"
    assert code_of(Text(3), "abcd") is Code.TOO_LONG


def test_broken_cells_name_what_is_wrong() -> None:
    assert code_of(Text(), Broken()) is Code.FORMULA_NOT_CALCULATED
    assert code_of(Number(), Broken("#REF!")) is Code.CELL_ERROR
    assert code_of(Day(), Broken("#N/A")) is Code.CELL_ERROR


def test_choices_are_found_without_accents() -> None:
    assert MEASURES("Duy tri >=").value == "keep-at-least"
    assert MEASURES("CÓ / KHÔNG").value == "yes-no"
    assert MEASURES("Sa\u0309n pha\u0302\u0309m").value == "count"
    assert RHYTHMS("Hàng tuần").value == "weekly"
    assert KINDS("Viên chức ").value == "public-employee"
    assert LEADING("X") is LEADING(True) is Leading.LEADER
    assert LEADING("Cấp phó") is Leading.DEPUTY
    assert code_of(KINDS, "thợ") is Code.BAD_VALUE


def test_no_two_choices_share_a_name() -> None:
    for choice in (MEASURES, RHYTHMS, KINDS, LEADING):
        owners: dict[str, object] = {}
        for option in choice.options:
            for name in (option.title, option.english, *option.aliases):
                assert owners.setdefault(chosen(name), option.value) == option.value


def test_a_personal_number_gets_its_lost_zeros_back() -> None:
    assert personal_number(1084012345) == "001084012345"
    assert personal_number("001 084 012 345") == "001084012345"
    assert personal_number(123456789) == "123456789"
    assert code_of(personal_number, "1084012345") is Code.BAD_PERSONAL_NUMBER


def test_values_take_yes_and_no() -> None:
    assert [measured(cell) for cell in ("Đạt", "chưa", True, "1,5")] == [1, 0, 1, Decimal("1.5")]
    assert code_of(measured, "gần xong") is Code.BAD_NUMBER


@given(NUMBERS)
def test_a_formatted_number_is_read_back(number: Decimal) -> None:
    assert Number()(format_decimal(number)) == number


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_a_number_cell_keeps_fifteen_digits_and_no_dust(number: float) -> None:
    kept = Decimal(f"{number:.15g}") if abs(number) >= 1e-12 else Decimal(0)
    assert exact(number) == kept


@pytest.mark.parametrize("cell", [1e300, -1e300, 10**40, "9" * 40])
def test_a_number_that_nobody_can_mean_is_refused_and_shown(cell: Cell) -> None:
    assert code_of(Number(), cell) is Code.BAD_NUMBER
    assert shown(cell)


@given(DAYS)
def test_a_formatted_day_is_read_back(day: date) -> None:
    assert Day()(format_date(day)) == Day()(day.isoformat()) == day
    assert Day()((day - date(1899, 12, 30)).days) == day


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.datetimes()))
def test_no_cell_breaks_a_parser(cell: Cell) -> None:
    for parser in (Text(), Number(), Day(), KINDS, MEASURES, personal_number, measured):
        with suppress(Refused):
            parser(cell)
    assert isinstance(shown(cell), str)


def test_an_option_may_be_written_in_english() -> None:
    assert Choice([Option(1, "một", "one", ("uno",))])("ONE") == 1


def test_a_message_names_no_more_than_a_line_of_a_cell() -> None:
    with pytest.raises(Refused) as caught:
        Day()("ngày " * 100)
    assert len(caught.value.params["text"]) == 120

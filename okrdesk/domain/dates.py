"""Dates as people write them, and the periods (year, quarter, month) that the office names."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum

from okrdesk.errors import Code, Refused

_DAY_FIRST = re.compile(
    r"(?P<day>\d{1,2}) ?(?P<mark>[/.-]) ?(?P<month>\d{1,2}) ?(?P=mark) ?(?P<year>\d{4})", re.ASCII
)
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", re.ASCII)
_PERIOD = re.compile(r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>\d{2})))?", re.ASCII)
_YEARS = range(1900, 2200)
_VIET_NAM = timezone(timedelta(hours=7))  # one time zone, and no summer time
ROMAN = ("I", "II", "III", "IV")
"""How the quarters of a year are numbered."""


class PeriodKind(StrEnum):
    """How long a named period is."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"


@dataclass(frozen=True)
class Period:
    """A calendar year, quarter or month, both ends included; `code` is its canonical name."""

    start: date
    end: date
    code: str
    kind: PeriodKind


def parse_date(text: str) -> date:
    """Return the date written as dd/MM/yyyy (or with "-" or "."), or as ISO yyyy-MM-dd.

    A year outside 1900–2199 is taken for a slip. Raises Refused BAD_DATE.
    """
    plain = text.strip()
    if match := _DAY_FIRST.fullmatch(plain) or _ISO.fullmatch(plain):
        year, month, day = (int(match[part]) for part in ("year", "month", "day"))
        if year in _YEARS and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
            return date(year, month, day)
    raise Refused(Code.BAD_DATE, text=plain)


def office_time(moment: datetime) -> datetime:
    """Return a moment by the clock of the office, wherever the machine stands that asks.

    What a day is decides about rights, deadlines and what counts as late; server and PCs have to
    agree on it, and a machine's zone may be set wrong.
    """
    return moment.astimezone(_VIET_NAM)


def day_at(moment: datetime) -> date:
    """Return the day of the office at a moment."""
    return office_time(moment).date()


def day_begin(day: date) -> datetime:
    """Return the moment at which a day of the office begins."""
    return datetime.combine(day, time(), _VIET_NAM)


def format_date(day: date) -> str:
    """Return `day` as dd/MM/yyyy."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def format_moment(at: datetime) -> str:
    """Return a moment by the clock of the office, as dd/MM/yyyy HH:mm."""
    local = office_time(at)
    return f"{format_date(local.date())} {local:%H:%M}"


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def parse_period(text: str) -> Period:
    """Return the period named "2026", "2026-Q4" or "2026-10". Raises Refused BAD_PERIOD."""
    plain = text.strip().upper()
    match = _PERIOD.fullmatch(plain)
    if match and int(match["year"]) in _YEARS:
        year = int(match["year"])
        if match["quarter"]:
            last = int(match["quarter"]) * 3
            return Period(date(year, last - 2, 1), month_end(year, last), plain, PeriodKind.QUARTER)
        if match["month"] is None:
            return Period(date(year, 1, 1), date(year, 12, 31), plain, PeriodKind.YEAR)
        if 1 <= (month := int(match["month"])) <= 12:
            return Period(date(year, month, 1), month_end(year, month), plain, PeriodKind.MONTH)
    raise Refused(Code.BAD_PERIOD, text=text.strip())

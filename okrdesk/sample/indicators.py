"""The indicators of the sample: versions, targets of the year, values of the last months."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from okrdesk.db.queries.indicators import indicator_values
from okrdesk.domain.check_in import CheckIn, in_force
from okrdesk.domain.dates import month_end, parse_period
from okrdesk.domain.indicator import Direction, Indicator
from okrdesk.domain.objective import KeyResult
from okrdesk.domain.rhythm import Rhythm
from okrdesk.sample.content import Facts
from okrdesk.sample.draw import Draw
from okrdesk.sample.plan import Course
from okrdesk.sample.roster import Roster, Rows

_BEFORE = timedelta(minutes=2)
_ENTERED = time(8, 30)


@dataclass(frozen=True)
class Indicators:
    """The rows of versions, targets and values, and the version in force by its code."""

    versions: Rows
    targets: Rows
    values: Rows
    in_force: Mapping[str, str]

    def read_by(self, course: Course) -> KeyResult:
        """Return the key result of a course with the indicator that it reads, if any."""
        return replace(course.key_result, indicator_id=self.in_force.get(course.indicator))


def indicators_of(facts: Sequence[Facts], roster: Roster, moment: datetime) -> Indicators:
    """Return the indicators as of `moment`; they began with the year before."""
    draw = Draw(moment - _BEFORE)
    made = Indicators([], [], [], {})
    known: dict[str, str] = {}
    for one in facts:
        version = _version(one, roster, draw, moment.year)
        made.versions.append({"id": version.id} | indicator_values(version))
        known[version.code] = version.id
        for part, value in one.get("targets", {}).items():
            period = f"{moment.year}" if part == "year" else f"{moment.year}-{part}"
            span = parse_period(period)
            row = {"id": draw.id(), "indicator_id": version.id, "kind": span.kind.value}
            made.targets.append(row | {"start_on": span.start, "value": Decimal(value)})
        author = roster.speaks_for(version.owner)
        for day, value in _told(one, moment.date()):
            told = {"effective_on": day, "value": value, "entered_at": _morning(day, moment)}
            made.values.append(_value(draw.id(), version.id, author) | told)
    return Indicators(made.versions, made.targets, made.values, known)


def values_told(
    indicators: Indicators, around: Iterable[tuple[Course, Sequence[CheckIn]]], moment: datetime
) -> Rows:
    """Return the values that check-ins recorded into the indicators that their key results read."""
    draw = Draw(moment - 2 * _BEFORE)
    return [
        _value(draw.id(), indicators.in_force[course.indicator], entry.author_id)
        | {
            "effective_on": entry.effective_on,
            "value": entry.value,
            "entered_at": entry.entered_at,
        }
        for course, entries in around
        if course.indicator
        for entry in in_force(entries)
    ]


def _version(one: Facts, roster: Roster, draw: Draw, year: int) -> Indicator:
    is_over = one.get("until_last_year", False)
    since = date(year if one.get("from_this_year") else year - 1, 1, 1)
    return Indicator(
        id=draw.id(),
        code=one["code"],
        title=one["title"],
        direction=Direction(one.get("direction", "increase")),
        rhythm=Rhythm(one.get("rhythm", "monthly")),
        from_on=since,
        owner=roster.owner(one["by"]),
        definition=one.get("definition", ""),
        measure_unit=one["unit"],
        due_month=one.get("due_month"),
        source=one["source"],
        position=one.get("position", ""),
        factor=Decimal(one["factor"]) if "factor" in one else None,
        to_on=date(year - 1, 12, 31) if is_over else None,
    )


def _value(id: str, indicator_id: str, author_id: str) -> dict[str, Any]:
    return {"id": id, "indicator_id": indicator_id, "author_id": author_id, "note": ""}


def _told(one: Facts, today: date) -> Iterator[tuple[date, Decimal]]:
    """Yield the values by the days that they are of, in order."""
    if "last_year" in one:
        yield date(today.year - 1, 12, 31), Decimal(one["last_year"])
    values = one.get("values", ())
    after = today.year * 12 + today.month - 1 - one.get("missing", 0)
    for place, value in enumerate(values, start=after - len(values)):
        year, month = divmod(place, 12)
        yield month_end(year, month + 1), Decimal(value)


def _morning(day: date, moment: datetime) -> datetime:
    """Return the morning after a month's end, in the past."""
    at = datetime.combine(day + timedelta(days=1), _ENTERED, moment.tzinfo)
    return min(at, moment - timedelta(minutes=30))

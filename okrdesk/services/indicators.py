"""Indicators: written, versioned by date, given targets, and recorded, each by whoever may.

Targets are given by period (2026, 2026-Q4, 2026-10); None takes one away.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Connection

from okrdesk.db import schema
from okrdesk.db.journal import Work
from okrdesk.db.queries.indicators import (
    all_indicators,
    indicator_of,
    indicator_values,
    targets_by_code,
    values_by_code,
)
from okrdesk.domain.act import Act
from okrdesk.domain.dates import format_date, parse_period
from okrdesk.domain.indicator import (
    Indicator,
    IndicatorState,
    IndicatorTarget,
    IndicatorValue,
    due_on,
    ended_before,
    state_of,
    target_on,
    values_in_force,
)
from okrdesk.domain.objective import CycleKind, Owner
from okrdesk.domain.permissions import Right
from okrdesk.domain.rhythm import Rhythm
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import clean_title, fetch, known_owner, plain_number, within
from okrdesk.services.desk import Desk, Done

Targets = Mapping[str, Decimal | None]

NOTE_LIMIT = 2000
NO_TARGETS: Targets = {}
_indicator, _target, _value = schema.indicator, schema.indicator_target, schema.indicator_value


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator as a list shows it: the version in force, its target and last value.

    `state` is where it stands today; `may_record` says that this person may enter values.
    """

    id: str
    code: str
    title: str
    owner: str
    indicator: Indicator
    target: IndicatorTarget | None
    last: IndicatorValue | None
    state: IndicatorState
    due_on: date | None
    archived: bool
    may_record: bool = False


@dataclass(frozen=True)
class IndicatorDetail:
    """One indicator whole: all versions, targets and values, corrected ones too."""

    row: IndicatorRow
    versions: tuple[Indicator, ...]
    targets: tuple[IndicatorTarget, ...]
    values: tuple[IndicatorValue, ...]
    may_edit: bool


def find_indicators(desk: Desk, position: str = "", on: date | None = None) -> list[IndicatorRow]:
    """Return the indicators, each by its version in force on a day (today), by code.

    `position` narrows to one position of the catalogue.
    """
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        rows = _Reading(desk, connection, on or desk.today()).rows()
    return [row for row in rows if position in ("", row.indicator.position)]


def find_indicator(desk: Desk, id: str) -> IndicatorDetail:
    """Return all that is known of an indicator, by any of its versions; Refused(NOT_FOUND)."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        one = indicator_of(fetch(connection, _indicator, desk.agency_id, id))
        reading = _Reading(desk, connection, desk.today())
        versions = tuple(each for each in reading.versions if each.code == one.code)
        row = next(row for row in reading.rows() if row.code == one.code)
        return IndicatorDetail(
            row=row,
            versions=versions,
            targets=tuple(reading.targets.get(one.code, {}).values()),
            values=tuple(reading.values.get(one.code, ())),
            may_edit=desk.may(connection, Right.EDIT_INDICATORS, [row.indicator.owner]),
        )


def add_indicator(desk: Desk, indicator: Indicator, targets: Targets = NO_TARGETS) -> Done[str]:
    """Write a new indicator with its targets; return its id.

    Raises Refused: NO_AUTHORITY, MISSING_FIELD, TOO_LONG, BAD_VALUE (due month), BAD_NUMBER,
    CODE_TAKEN, DATES_UPSIDE_DOWN, NOT_FOUND (owner), and what `set_targets` raises.
    """
    with desk.write(Act.ADD_INDICATOR) as work:
        id = insert_indicator(desk, work, indicator)
        put_targets(desk, work, id, targets)
    return Done(id, frozenset(work.touched))


def insert_indicator(desk: Desk, work: Work, indicator: Indicator) -> str:
    """Check and write a new indicator inside an act; raises as `add_indicator` does."""
    desk.require(work.connection, Right.EDIT_INDICATORS, [indicator.owner])
    checked = checked_indicator(desk, work.connection, indicator)
    for other in all_indicators(work.connection, desk.agency_id):
        if other.code.casefold() == checked.code.casefold():
            raise Refused(Code.CODE_TAKEN, field="code", code=other.code, name=other.title)
    return work.add(_indicator, **indicator_values(checked))


def edit_indicator(desk: Desk, indicator: Indicator, targets: Targets = NO_TARGETS) -> Done[str]:
    """Change the version with the same id, but for its code, and the targets that are given.

    Raises as `add_indicator` does.
    """
    with desk.write(Act.EDIT_INDICATOR) as work:
        change_indicator(desk, work, indicator)
        put_targets(desk, work, indicator.id, targets)
    return Done(indicator.id, frozenset(work.touched))


def change_indicator(desk: Desk, work: Work, indicator: Indicator) -> bool:
    """Check and change a version inside an act; say whether anything differed."""
    before = indicator_of(fetch(work.connection, _indicator, desk.agency_id, indicator.id))
    desk.require(work.connection, Right.EDIT_INDICATORS, [before.owner, indicator.owner])
    kept = replace(indicator, code=before.code, archived=before.archived)
    checked = checked_indicator(desk, work.connection, kept)
    return bool(work.change(_indicator, indicator.id, **indicator_values(checked)))


def version_indicator(desk: Desk, indicator: Indicator, targets: Targets = NO_TARGETS) -> Done[str]:
    """Let a new version begin on `indicator.from_on`; the one with the same id ends the day before.

    Returns the id of the new version. Raises as `add_indicator` does, and VERSION_TOO_EARLY where
    it does not begin after the first day of the version before.
    """
    with desk.write(Act.EDIT_INDICATOR) as work:
        before = indicator_of(fetch(work.connection, _indicator, desk.agency_id, indicator.id))
        desk.require(work.connection, Right.EDIT_INDICATORS, [before.owner, indicator.owner])
        if indicator.from_on <= before.from_on:
            day = format_date(before.from_on)
            raise Refused(Code.VERSION_TOO_EARLY, field="from_on", date=day)
        new = replace(indicator, code=before.code, to_on=before.to_on, archived=False)
        checked = checked_indicator(desk, work.connection, new)
        ended = ended_before(before, indicator.from_on)
        work.change(_indicator, before.id, to_on=ended.to_on)
        id = work.add(_indicator, **indicator_values(checked))
        put_targets(desk, work, id, targets)
    return Done(id, frozenset(work.touched))


def set_targets(desk: Desk, id: str, targets: Targets) -> Done[str]:
    """Set what an indicator is to reach in periods.

    Raises Refused: NOT_FOUND, NO_AUTHORITY, BAD_PERIOD, BAD_NUMBER.
    """
    with desk.write(Act.SET_INDICATOR_TARGET) as work:
        put_targets(desk, work, id, targets)
    return Done(id, frozenset(work.touched | {("indicator", id)}))


def put_targets(desk: Desk, work: Work, id: str, targets: Targets) -> None:
    """Set or take away targets inside an act; raises as `set_targets` does."""
    one = indicator_of(fetch(work.connection, _indicator, desk.agency_id, id))
    desk.require(work.connection, Right.EDIT_INDICATORS, [one.owner])
    known = targets_by_code(work.connection, desk.agency_id).get(one.code, {})
    for period, value in targets.items():
        plain_number(value, "targets")
        span = parse_period(period)
        kind = CycleKind(span.kind.value)
        before = known.get((kind, span.start))
        if before is None and value is not None:
            work.add(_target, indicator_id=id, kind=kind.value, start_on=span.start, value=value)
        elif before is not None and value is None:
            work.remove(_target, before.id)
        elif before is not None:
            work.change(_target, before.id, value=value)


@dataclass(frozen=True)
class ValueEntry:
    """A value to record: of a day, with a note; `corrects_id` names the entry that it corrects."""

    value: Decimal
    effective_on: date
    note: str = ""
    corrects_id: str | None = None


def record_value(desk: Desk, id: str, entry: ValueEntry) -> Done[str]:
    """Record what an indicator was on a day; it never changes (a correction is a new one).

    Raises Refused: NOT_FOUND, NO_AUTHORITY, ARCHIVED, DATE_IN_FUTURE, BAD_NUMBER, TOO_LONG,
    ALREADY_CORRECTED.
    """
    with desk.write(Act.RECORD_INDICATOR) as work:
        value_id = append_value(desk, work, id, entry)
    return Done(value_id, frozenset(work.touched | {("indicator", id)}))


def append_value(desk: Desk, work: Work, id: str, entry: ValueEntry) -> str:
    """Record a value inside an act, on the version in force that day; raises as `record_value`."""
    one = indicator_of(fetch(work.connection, _indicator, desk.agency_id, id))
    if not may_record(desk, work.connection, one.owner):
        raise Refused(Code.INDICATOR_OWNER, title=one.title)
    if one.archived:
        raise Refused(Code.ARCHIVED, title=one.title)
    plain_number(entry.value, "value")
    if entry.effective_on > desk.today():
        day = format_date(entry.effective_on)
        raise Refused(Code.DATE_IN_FUTURE, field="effective_on", date=day)
    if entry.corrects_id is not None:
        known = values_by_code(work.connection, desk.agency_id, one.code).get(one.code, [])
        if entry.corrects_id not in {each.id for each in known}:
            raise Refused(Code.NOT_FOUND, text=entry.corrects_id)
        if entry.corrects_id in {each.corrects_id for each in known}:
            raise Refused(Code.ALREADY_CORRECTED)
    return work.add(
        _value,
        indicator_id=id,
        author_id=desk.person_id,
        effective_on=entry.effective_on,
        value=entry.value,
        note=within(entry.note.strip(), NOTE_LIMIT, "note"),
        corrects_id=entry.corrects_id,
        entered_at=work.author.now,
    )


def may_record(desk: Desk, connection: Connection, owner: Owner) -> bool:
    """Say whether the person may enter values of what `owner` owns."""
    rights = (Right.CHECK_IN, Right.EDIT_INDICATORS)
    return any(desk.may(connection, right, [owner]) for right in rights)


def find_due_indicators(desk: Desk) -> list[IndicatorRow]:
    """Return the indicators that this person enters and whose value is due within a week."""
    until = desk.today() + timedelta(days=7)
    return [
        row
        for row in find_indicators(desk)
        if row.may_record and row.due_on is not None and row.due_on <= until and not row.archived
    ]


class _Reading:
    """All indicators of an agency with what belongs to them, on one day."""

    def __init__(self, desk: Desk, connection: Connection, day: date) -> None:
        self._desk = desk
        self._connection = connection
        self._day = day
        self._grace = desk.office(connection).limits.grace_days
        self._names: dict[str, str] = {}
        self._may: dict[Owner, bool] = {}
        self.versions = all_indicators(connection, desk.agency_id)
        self.targets = targets_by_code(connection, desk.agency_id)
        self.values = values_by_code(connection, desk.agency_id)

    def rows(self) -> list[IndicatorRow]:
        """Return one row for each code: the version in force, else the nearest before or after."""
        chosen: dict[str, Indicator] = {}
        for one in self.versions:
            if one.code not in chosen or one.from_on <= self._day:
                chosen[one.code] = one
        return [self._row(one) for one in chosen.values()]

    def _row(self, one: Indicator) -> IndicatorRow:
        known = [each for each in self.values.get(one.code, ()) if each.effective_on <= self._day]
        valid = values_in_force(known)
        last = valid[-1] if valid else None
        target = target_on(self.targets.get(one.code, {}).values(), self._day)
        return IndicatorRow(
            id=one.id,
            code=one.code,
            title=one.title,
            owner=self._name(one.owner),
            indicator=one,
            target=target,
            last=last,
            state=state_of(one, last, target, self._day, self._grace),
            due_on=due_on(one, last.effective_on if last else None, self._day),
            archived=one.archived,
            may_record=self._may_record(one.owner),
        )

    def _name(self, owner: Owner) -> str:
        table, id = (schema.person, owner.person_id)
        if owner.unit_id:
            table, id = schema.unit, owner.unit_id
        if id is None:
            return ""
        if id not in self._names:
            row = fetch(self._connection, table, self._desk.agency_id, id)
            self._names[id] = row["name"]
        return self._names[id]

    def _may_record(self, owner: Owner) -> bool:
        if owner not in self._may:
            self._may[owner] = may_record(self._desk, self._connection, owner)
        return self._may[owner]


def checked_indicator(desk: Desk, connection: Connection, one: Indicator) -> Indicator:
    """Return a version with its texts tidied; raise Refused where it may not be so."""
    if not (one.owner.person_id or one.owner.unit_id):
        raise Refused(Code.MISSING_FIELD, field="owner", label="Owner")
    known_owner(connection, desk.agency_id, one.owner)
    plain_number(one.factor, "factor")
    if one.to_on is not None and one.to_on < one.from_on:
        days = {"start": format_date(one.from_on), "end": format_date(one.to_on)}
        raise Refused(Code.DATES_UPSIDE_DOWN, field="to_on", **days)
    if one.due_month is not None and not 1 <= one.due_month <= 12:
        raise Refused(Code.BAD_VALUE, field="due_month", text=str(one.due_month), allowed="1–12")
    return replace(
        one,
        code=clean_title(one.code, "Code", "code", 40),
        title=clean_title(one.title, "Title"),
        definition=within(one.definition.strip(), 20_000, "definition"),
        measure_unit=within(one.measure_unit.strip(), 60, "measure_unit"),
        source=within(one.source.strip(), 300, "source"),
        position=within(one.position.strip(), 200, "position"),
        due_month=one.due_month if one.rhythm is Rhythm.YEARLY else None,
    )

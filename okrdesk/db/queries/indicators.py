"""Indicators with their targets and values; the values of all versions of one belong together."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, Text, and_, bindparam, func, select, type_coerce

from okrdesk.db import schema
from okrdesk.db.among import any_of, in_chunks
from okrdesk.db.joining import named_by
from okrdesk.domain.indicator import Direction, Indicator, IndicatorTarget, IndicatorValue
from okrdesk.domain.objective import CycleKind, KeyResult, Owner
from okrdesk.domain.rhythm import Rhythm

_indicator, _target, _value = schema.indicator, schema.indicator_target, schema.indicator_value
_kr, _review = schema.key_result, schema.review
_version = _indicator.alias("version")

# Built once: every save of a key result that reads an indicator runs them.
_SAME = and_(_version.c.agency_id == _indicator.c.agency_id, _version.c.code == _indicator.c.code)
_READ = (
    select(_value, _indicator.c.id.label("read_id"))
    .join(_version, and_(_SAME, ~_version.c.deleted))
    .join(_value, named_by(_version, _value.c.indicator_id))
    .where(
        _indicator.c.agency_id == bindparam("agency_id"),
        any_of(_indicator.c.id, "ids"),
        ~_value.c.deleted,
    )
)

READERS = (
    select(_kr.c.id)
    .join(_indicator, named_by(_indicator, _kr.c.indicator_id))
    .join(_version, _SAME)
    .join(_value, named_by(_version, _value.c.indicator_id))
    .where(_value.c.agency_id == bindparam("agency_id"), any_of(_value.c.id, "ids"))
)
"""The key results that read the indicators of the values `ids`, as they stand."""
_CONTENT = type_coerce(_review.c.content, Text)  # Ids are canonical in it, and bare in columns.
_NAMING = (
    select(_review.c.objective_id)
    .join(_indicator, func.replace(_CONTENT, "-", "").contains(_indicator.c.id))
    .join(_version, _SAME)
    .join(_value, named_by(_version, _value.c.indicator_id))
    .where(
        _value.c.agency_id == bindparam("agency_id"),
        _review.c.agency_id == _value.c.agency_id,
        any_of(_value.c.id, "ids"),
        _CONTENT.contains('"indicator_id"'),
    )
)
FORMER_READERS = select(_kr.c.id).where(
    _kr.c.agency_id == bindparam("agency_id"), _kr.c.objective_id.in_(_NAMING)
)
"""The key results under objectives that were approved with a key result that reads them: while
another indicator waits for approval, the approved one is still read."""


def values_read_by(
    connection: Connection, agency_id: str, key_results: Collection[KeyResult]
) -> dict[str, list[IndicatorValue]]:
    """Return, for each key result that reads an indicator, its values within the dates of that.

    The key results are those in force: a change of their indicator that waits is not read yet.
    """
    reading = [one for one in key_results if one.indicator_id]
    if not reading:
        return {}
    values: dict[str, list[IndicatorValue]] = defaultdict(list)
    for ids in in_chunks({one.indicator_id or "" for one in reading}):
        for row in connection.execute(_READ, {"agency_id": agency_id, "ids": ids}):
            values[row.read_id].append(value_of(row))
    return {
        one.id: [
            value
            for value in values[one.indicator_id or ""]
            if one.start_on <= value.effective_on <= one.end_on
        ]
        for one in reading
    }


def all_indicators(connection: Connection, agency_id: str) -> list[Indicator]:
    """Return every version of every indicator, by code and first day."""
    rows = connection.execute(
        select(_indicator)
        .where(_indicator.c.agency_id == agency_id, ~_indicator.c.deleted)
        .order_by(_indicator.c.code, _indicator.c.from_on, _indicator.c.id)
    ).mappings()
    return [indicator_of(row) for row in rows]


def targets_by_code(
    connection: Connection, agency_id: str
) -> Mapping[str, Mapping[tuple[CycleKind, Any], IndicatorTarget]]:
    """Return the targets of each indicator by kind and first day, of all its versions."""
    rows = connection.execute(
        select(_target, _indicator.c.code)
        .join(_indicator, named_by(_indicator, _target.c.indicator_id))
        .where(_target.c.agency_id == agency_id, ~_target.c.deleted)
        .order_by(_indicator.c.from_on, _target.c.id)
    )
    found: dict[str, dict[tuple[CycleKind, Any], IndicatorTarget]] = defaultdict(dict)
    for row in rows:
        one = IndicatorTarget(row.id, CycleKind(row.kind), row.start_on, row.value)
        found[row.code][one.kind, one.start_on] = one
    return found


def values_by_code(
    connection: Connection, agency_id: str, code: str | None = None
) -> Mapping[str, list[IndicatorValue]]:
    """Return all entries of each indicator, or of one, replaced ones too."""
    statement = (
        select(_value, _indicator.c.code)
        .join(_indicator, named_by(_indicator, _value.c.indicator_id))
        .where(_value.c.agency_id == agency_id, ~_value.c.deleted)
        .order_by(_value.c.effective_on, _value.c.entered_at, _value.c.id)
    )
    if code is not None:
        statement = statement.where(_indicator.c.code == code)
    found: dict[str, list[IndicatorValue]] = defaultdict(list)
    for row in connection.execute(statement):
        found[row.code].append(value_of(row))
    return found


def indicator_of(row: Any) -> Indicator:
    """Return the version that a row (a mapping) of `indicator` holds."""
    return Indicator(
        id=row["id"],
        code=row["code"],
        title=row["title"],
        direction=Direction(row["direction"]),
        rhythm=Rhythm(row["rhythm"]),
        from_on=row["from_on"],
        owner=Owner(row["owner_person_id"], row["owner_unit_id"]),
        definition=row["definition"],
        measure_unit=row["measure_unit"],
        due_month=row["due_month"],
        source=row["source"],
        position=row["position"],
        factor=row["factor"],
        to_on=row["to_on"],
        archived=row["archived"],
    )


def indicator_values(indicator: Indicator) -> dict[str, Any]:
    """Return the column values of a version, without its id."""
    return {
        "code": indicator.code,
        "title": indicator.title,
        "direction": indicator.direction.value,
        "rhythm": indicator.rhythm.value,
        "from_on": indicator.from_on,
        "owner_person_id": indicator.owner.person_id,
        "owner_unit_id": indicator.owner.unit_id,
        "definition": indicator.definition,
        "measure_unit": indicator.measure_unit,
        "due_month": indicator.due_month,
        "source": indicator.source,
        "position": indicator.position,
        "factor": indicator.factor,
        "to_on": indicator.to_on,
        "archived": indicator.archived,
    }


def value_of(row: Any) -> IndicatorValue:
    """Return the value that a row of `indicator_value` holds."""
    return IndicatorValue(
        row.id,
        row.author_id,
        row.effective_on,
        row.value,
        row.entered_at,
        row.note,
        row.corrects_id,
    )

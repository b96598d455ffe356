"""What other programs of an agency may read: units, people, indicators, results, roll-ups, KPIs.

An indicator is a key result here, and a result its check-in; a KPI is what outlives cycles.
Pages by id, so that a reader that goes on from `next` misses nothing that stayed. Personal numbers
and days of birth are in none of it. The structs are the interface: `openapi` describes them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import Column, Select, Table, select

from okrdesk.db import schema
from okrdesk.db.queries.health import shown_health
from okrdesk.db.queries.rollups import figures_of_units
from okrdesk.db.queries.view import View

MOST_ITEMS = 500
_Number = int | float


class UnitItem(msgspec.Struct):
    """A unit of the agency; `parent_id` is null at the top."""

    id: str
    code: str
    name: str
    parent_id: str | None
    from_on: date | None
    to_on: date | None


class PostItem(msgspec.Struct):
    """A post of a person; `share` is the percentage of the working time."""

    unit_id: str
    title: str
    is_leader: bool
    is_deputy: bool
    share: int
    from_on: date | None
    to_on: date | None


class PersonItem(msgspec.Struct):
    """A person with all posts; `archived` says that the person has left."""

    id: str
    code: str
    name: str
    kind: str
    archived: bool
    posts: list[PostItem]


class IndicatorItem(msgspec.Struct):
    """A key result as it stands today; `progress` is 0–1, `value` the latest accepted one.

    `kpi_id` names the KPI whose values it reads, where it reads one.
    """

    id: str
    title: str
    kind: str
    objective_id: str
    objective: str
    cycle_id: str
    cycle: str
    owner_person_id: str | None
    owner_unit_id: str | None
    start_value: _Number | None
    target_value: _Number | None
    low: _Number | None
    high: _Number | None
    measure_unit: str
    weight: _Number | None
    start_on: date
    end_on: date
    value: _Number | None
    last_on: date | None
    progress: float | None
    health: str | None
    archived: bool
    kpi_id: str | None


class ResultItem(msgspec.Struct):
    """A check-in that the server has accepted; `corrects_id` names the one that it replaces."""

    id: str
    key_result_id: str
    author_id: str
    effective_on: date
    entered_at: datetime
    value: _Number
    confidence: int | None
    comment: str
    corrects_id: str | None


class TargetItem(msgspec.Struct):
    """What a KPI is to reach in the month, quarter or year (`kind`) that begins on `start_on`."""

    kind: str
    start_on: date
    value: _Number


class KpiItem(msgspec.Struct):
    """An indicator that outlives cycles, in one of its versions; all of them share the `code`."""

    id: str
    code: str
    title: str
    definition: str
    measure_unit: str
    direction: str
    rhythm: str
    position: str
    owner_person_id: str | None
    owner_unit_id: str | None
    from_on: date
    to_on: date | None
    archived: bool
    targets: list[TargetItem]


class KpiValueItem(msgspec.Struct):
    """A value of a KPI that the server has accepted; `corrects_id` names the one it replaces."""

    id: str
    kpi_id: str
    author_id: str
    effective_on: date
    entered_at: datetime
    value: _Number
    note: str
    corrects_id: str | None


class RollupItem(msgspec.Struct):
    """Figures of a unit with all below it in one cycle; `health` counts key results by mark."""

    id: str
    unit_id: str
    cycle_id: str
    objectives: int
    key_results: int
    overdue: int
    progress: float | None
    health: dict[str, int]


class Page(msgspec.Struct):
    """One page, by id; `next` goes into the next request's `after`, null at the end."""

    items: list[Any]
    next: str | None


@dataclass(frozen=True)
class Span:
    """Which page is asked for: what comes after an id, at most so many items."""

    after: str = ""
    limit: int = 100


def read_page(what: str, view: View, span: Span) -> Page:
    """Return a page of `what`, one of `KINDS`."""
    items = KINDS[what].read(view, span)
    is_cut = len(items) > span.limit
    items = items[: span.limit]
    return Page(items, items[-1].id if is_cut else None)


def _units(view: View, span: Span) -> list[UnitItem]:
    return [_item(UnitItem, row) for row in _rows(view, schema.unit, span)]


def _people(view: View, span: Span) -> list[PersonItem]:
    rows = _rows(view, schema.person, span)
    posts = _below(view, PostItem, schema.post.c.person_id, rows)
    return [_item(PersonItem, {**row, "posts": posts.get(row["id"], [])}) for row in rows]


def _kpis(view: View, span: Span) -> list[KpiItem]:
    rows = _rows(view, schema.indicator, span)
    targets = _below(view, TargetItem, schema.indicator_target.c.indicator_id, rows)
    return [_item(KpiItem, {**row, "targets": targets.get(row["id"], [])}) for row in rows]


def _kpi_values(view: View, span: Span) -> list[KpiValueItem]:
    rows = _rows(view, schema.indicator_value, span)
    return [_item(KpiValueItem, row | {"kpi_id": row["indicator_id"]}) for row in rows]


def _below(
    view: View, kind: type[Any], above: Column[Any], rows: list[dict[str, Any]]
) -> dict[str, list[Any]]:
    """Return what hangs on each of these rows, by its id; the column `above` says on which."""
    part = above.table
    statement = (
        select(part)
        .where(part.c.agency_id == view.agency_id, ~part.c.deleted)
        .where(above.in_([row["id"] for row in rows]))
        .order_by(part.c.id)
    )
    found: dict[str, list[Any]] = {}
    for row in view.connection.execute(statement).mappings():
        found.setdefault(row[above.name], []).append(_item(kind, dict(row)))
    return found


def _indicators(view: View, span: Span) -> list[IndicatorItem]:
    key_result, state = schema.key_result, schema.key_result_state
    objective, cycle = schema.objective, schema.cycle
    statement = (
        select(
            key_result,
            key_result.c.indicator_id.label("kpi_id"),
            objective.c.title.label("objective"),
            objective.c.cycle_id,
            objective.c.archived.label("archived_above"),
            cycle.c.code.label("cycle"),
            state.c.value,
            state.c.last_on,
            state.c.progress,
            shown_health(view).label("health"),
        )
        .join(objective, _same(objective, key_result.c.agency_id, key_result.c.objective_id))
        .join(cycle, _same(cycle, objective.c.agency_id, objective.c.cycle_id))
        .outerjoin(state, _same(state, key_result.c.agency_id, key_result.c.id))
        .where(~objective.c.deleted)
    )
    rows = _page_of(view, statement, key_result, span)
    return [
        _item(IndicatorItem, row | {"archived": row["archived"] or row["archived_above"]})
        for row in rows
    ]


def _results(view: View, span: Span) -> list[ResultItem]:
    return [_item(ResultItem, row) for row in _rows(view, schema.check_in, span)]


def _rollups(view: View, span: Span) -> list[RollupItem]:
    unit = schema.unit
    parents = {
        row.id: row.parent_id
        for row in view.connection.execute(
            select(unit.c.id, unit.c.parent_id).where(
                unit.c.agency_id == view.agency_id, ~unit.c.deleted
            )
        )
    }
    found = []
    for (unit_id, cycle_id), figures in sorted(figures_of_units(view, parents).items()):
        id = f"{unit_id}.{cycle_id}"
        if id > span.after:
            values = {"id": id, "unit_id": unit_id, "cycle_id": cycle_id, **figures.to_wire()}
            found.append(_item(RollupItem, values))
    return found[: span.limit + 1]


@dataclass(frozen=True)
class Kind:
    """One thing that may be read: the shape of its items, and how they are read."""

    item: type[Any]
    read: Callable[[View, Span], list[Any]]
    is_by_uuid: bool = True


KINDS: Mapping[str, Kind] = {
    "units": Kind(UnitItem, _units),
    "people": Kind(PersonItem, _people),
    "indicators": Kind(IndicatorItem, _indicators),
    "results": Kind(ResultItem, _results),
    "rollups": Kind(RollupItem, _rollups, is_by_uuid=False),
    "kpis": Kind(KpiItem, _kpis),
    "kpi_values": Kind(KpiValueItem, _kpi_values),
}


def _rows(view: View, table: Table, span: Span) -> list[dict[str, Any]]:
    return _page_of(view, select(table), table, span)


def _page_of(view: View, statement: Select[Any], table: Table, span: Span) -> list[dict[str, Any]]:
    """Return one row more than asked for, which tells that there is a next page."""
    statement = statement.where(table.c.agency_id == view.agency_id, ~table.c.deleted)
    if span.after:
        statement = statement.where(table.c.id > span.after)
    rows = view.connection.execute(statement.order_by(table.c.id).limit(span.limit + 1))
    return [dict(row) for row in rows.mappings()]


def _same(table: Table, agency_id: Any, id: Any) -> Any:
    return (table.c.agency_id == agency_id) & (table.c.id == id)


def _item(kind: type[Any], values: Mapping[str, Any]) -> Any:
    return kind(**{name: _plain(values[name]) for name in _names(kind)})


def _names(kind: type[Any]) -> Iterable[str]:
    return tuple(kind.__struct_fields__)


def _plain(value: Any) -> Any:
    """Return a decimal as the JSON number that spells it; anything else as it is."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value

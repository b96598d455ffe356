"""The other number beside a score: how far the key results of a person are, in the same period.

Nothing here goes into a score. A pack may name key results to be shown beside a criterion
(`feeds`); by default none.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, or_, select

from okrdesk.db import schema
from okrdesk.db.among import any_of
from okrdesk.db.joining import named_by
from okrdesk.domain.evaluation.pack import Fed
from okrdesk.domain.rollup import roll_up
from okrdesk.services.evaluation_cases import Case
from okrdesk.services.periods import Period

_kr, _state, _objective = schema.key_result, schema.key_result_state, schema.objective


@dataclass(frozen=True)
class KeyResultShown:
    """A key result of a person or unit; `criteria` are those of the pack it stands beside."""

    id: str
    title: str
    progress: float
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True)
class Progress:
    """The mean progress of a person's own key results (0 to 1; None without any), and each."""

    mean: Fraction | None
    key_results: tuple[KeyResultShown, ...]


def progress_of(
    connection: Connection, agency_id: str, cases: Sequence[Case]
) -> dict[str, Progress]:
    """Return the progress beside each case by its id, by one query for each period."""
    found: dict[str, Progress] = {}
    for period in {case.period.id: case.period for case in cases}.values():
        of_period = [case for case in cases if case.period.id == period.id]
        rows = _key_results(connection, agency_id, period, _owners(of_period))
        of_people, of_units = _by_owner(rows)
        for case in of_period:
            row = case.stand.row
            own = of_people.get(row.owner_person_id, [])
            found[case.id] = _progress(case, own, of_units.get(row.unit_id, []))
    return found


def _owners(cases: Sequence[Case]) -> dict[str, list[str]]:
    """Return whose key results are shown."""
    rows = [case.stand.row for case in cases]
    return {
        "people": [row.owner_person_id for row in rows],
        "units": sorted({row.unit_id for row in rows if row.unit_id}),
    }


def _progress(case: Case, own: Sequence[Any], of_unit: Sequence[Any]) -> Progress:
    feeds = case.pack.feeds
    beside_own = tuple(one.criterion for one in feeds if one.key_results is Fed.OWN)
    beside_unit = tuple(one.criterion for one in feeds if one.key_results is Fed.UNIT)
    shown = [KeyResultShown(row.id, row.title, row.progress, beside_own) for row in own]
    if beside_unit:
        shown += [KeyResultShown(row.id, row.title, row.progress, beside_unit) for row in of_unit]
    return Progress(roll_up((row.progress, row.weight) for row in own), tuple(shown))


def _key_results(
    connection: Connection, agency_id: str, period: Period, owners: dict[str, list[str]]
) -> Sequence[Any]:
    """Return the living key results of people and units that run in a period, with whose it is."""
    return connection.execute(
        select(
            _kr.c.id,
            _kr.c.title,
            _kr.c.weight,
            _kr.c.owner_person_id,
            _kr.c.owner_unit_id,
            _objective.c.owner_person_id.label("above_person_id"),
            _objective.c.owner_unit_id.label("above_unit_id"),
            _state.c.progress,
        )
        .join(_state, named_by(_state, _kr.c.id))
        .join(_objective, named_by(_objective, _kr.c.objective_id))
        .where(
            _kr.c.agency_id == agency_id,
            _is_theirs(_kr) | (_has_no_owner(_kr) & _is_theirs(_objective)),
            or_(_kr.c.start_on.is_(None), _kr.c.start_on <= period.end_on),
            or_(_kr.c.end_on.is_(None), _kr.c.end_on >= period.start_on),
            *(~table.c.deleted for table in (_kr, _objective)),
            *(~table.c.archived for table in (_kr, _objective)),
        )
        .order_by(_kr.c.title, _kr.c.id),
        owners,
    ).all()


def _is_theirs(table: Table) -> ColumnElement[bool]:
    return any_of(table.c.owner_person_id, "people") | any_of(table.c.owner_unit_id, "units")


def _has_no_owner(table: Table) -> ColumnElement[bool]:
    return table.c.owner_person_id.is_(None) & table.c.owner_unit_id.is_(None)


def _by_owner(rows: Sequence[Any]) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """Return key results by person and by unit; one without an owner is its objective's owner's."""
    people: dict[str, list[Any]] = defaultdict(list)
    units: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        has_own = row.owner_person_id or row.owner_unit_id
        person = row.owner_person_id if has_own else row.above_person_id
        unit = row.owner_unit_id if has_own else row.above_unit_id
        if person:
            people[person].append(row)
        elif unit:
            units[unit].append(row)
    return people, units

"""Writing once more what a change said: by the rules and rights of today, as the services do.

Serves what the server did not take, and the choice of a value where two edits met.
"""

from collections.abc import Callable, Mapping
from decimal import InvalidOperation
from typing import Any, cast

from sqlalchemy import Date, Integer, String, Table, Text, select

from okrdesk.db import schema
from okrdesk.db.journal import Work
from okrdesk.db.rows import check_in_of, key_result_of, objective_of, objective_values
from okrdesk.db.task_rows import task_of, task_values
from okrdesk.db.types import Exact, from_wire
from okrdesk.domain.demands import DEMANDING, Change, Demand, demands
from okrdesk.domain.objective import Owner
from okrdesk.domain.permissions import NOT_OVER_ONESELF, OFFICE_RIGHTS, Right
from okrdesk.domain.structure import BIRTHS, Key
from okrdesk.errors import Code, Refused
from okrdesk.field_names import field_name
from okrdesk.services.check_ins import COMMENT_LIMIT, check_check_in
from okrdesk.services.checks import Row, fetch, owner_of, within
from okrdesk.services.desk import Desk
from okrdesk.services.judging import may_judge, require_review
from okrdesk.services.key_results import checked_key_result
from okrdesk.services.objectives import checked_objective
from okrdesk.services.tasks import checked_task

Values = dict[str, Any]
_OFFERED = frozenset(
    ("objective", "key_result", "link", "action_item", "blocker", "check_in", "evidence")
)
"""What a person may offer to whoever is responsible for it."""


def replay(
    desk: Desk, work: Work, row: Any, fields: Mapping[str, Any], *, is_offered: bool = False
) -> None:
    """Do once more what a row of `change` did, with `fields` (wire values) instead of its own.

    `is_offered` leaves the question of right to whoever accepts it. Raises Refused: NOT_FOUND where
    the object is not here any more, NO_AUTHORITY, and what the checks of its fields raise.
    """
    table = schema.JOURNALLED[row.entity]
    if is_offered and row.entity not in _OFFERED:
        raise Refused(Code.NO_AUTHORITY)
    stored = _stored(work, table, row.eid)
    values = read_wire(table, fields, stored or {})
    if row.op in BIRTHS:
        _make(desk, work, table, {"id": row.eid, **values}, is_offered=is_offered)
    elif stored is None:
        raise Refused(Code.NOT_FOUND, text=str(fields.get("title", row.eid)))
    elif row.op == "set":
        whole = {**stored, **values}
        clean = whole if is_offered else checked(desk, work, table, whole)
        work.change(table, row.eid, **{name: clean[name] for name in values})
    else:
        if not is_offered:
            _require(desk, work, table, stored)
        (work.remove if row.op == "delete" else work.bring_back)(table, row.eid)


def read_wire(table: Table, fields: Mapping[str, Any], stored: Mapping[str, Any]) -> Values:
    """Return column values for wire values; of a set, what it holds after elements came and went.

    Raises Refused: BAD_NUMBER, BAD_DATE, BAD_VALUE, TOO_LONG, MISSING_FIELD for an emptied one.
    """
    return {
        name: _read(table, name, value, stored.get(name))
        for name, value in fields.items()
        if name in table.c and name != "deleted"
    }


def checked(desk: Desk, work: Work, table: Table, whole: Mapping[str, Any]) -> Values:
    """Return a row's values after the checks of its service; raise Refused where one fails."""
    check = _CHECKS.get(table.name)
    if check is None:
        _require(desk, work, table, whole)
        return dict(whole)
    # The domain reads a row as the database gives it; a plain mapping of columns reads the same.
    return {**whole, **check(desk, work, cast(Row, whole))}


def _make(desk: Desk, work: Work, table: Table, values: Values, *, is_offered: bool) -> None:
    """Insert a row as it was meant; where it is here already there is nothing to make."""
    if _stored(work, table, values["id"]) is not None:
        return
    whole = {column.name: getattr(column.default, "arg", None) for column in table.columns}
    whole = {**whole, **values}
    clean = whole if is_offered else checked(desk, work, table, whole)
    kept = {name: clean[name] for name in clean if name in table.c}
    work.add(table, **{name: kept[name] for name in kept if name not in _BY_JOURNAL})


_BY_JOURNAL = frozenset({"agency_id", "stamps", "deleted"})


def _read(table: Table, name: str, value: Any, before: Any) -> Any:
    column = table.c[name]
    if column.info.get("merge") == "set":
        elements = value if isinstance(value, dict) else dict.fromkeys(value or (), True)
        left = {one for one, is_there in elements.items() if not is_there}
        came = {one for one, is_there in elements.items() if is_there}
        return sorted((set(before or ()) - left) | came)
    if value is None and not column.nullable:
        if not isinstance(column.type, String):
            raise Refused(Code.MISSING_FIELD, field=name, label=field_name(table.name, name))
        value = ""  # text that was emptied; whether it may be is for the checks to say
    try:
        is_number = isinstance(column.type, Integer) and isinstance(value, str)
        read = int(value) if is_number else from_wire(column.type, value)
    except (InvalidOperation, TypeError, ValueError) as error:
        if isinstance(column.type, Exact | Integer):
            raise Refused(Code.BAD_NUMBER, field=name, text=str(value)) from error
        if isinstance(column.type, Date):
            raise Refused(Code.BAD_DATE, field=name, text=str(value)) from error
        raise Refused(Code.BAD_VALUE, field=name, text=str(value), allowed="") from error
    if isinstance(read, str) and isinstance(column.type, String):
        limit = COMMENT_LIMIT if isinstance(column.type, Text) else column.type.length
        return within(read, limit or COMMENT_LIMIT, name)
    return read


def _stored(work: Work, table: Table, id: str) -> Mapping[str, Any] | None:
    """Return a row's values, also with a tombstone; None where there is none."""
    rows = work.connection.execute(
        select(table).where(table.c.agency_id == work.author.agency_id, table.c.id == id)
    )
    row = rows.mappings().first()
    return None if row is None else {str(name): row[name] for name in row}


def _objective(desk: Desk, work: Work, whole: Row) -> Values:
    stored = _stored(work, schema.objective, whole["id"])
    if stored is not None:
        owner = Owner(stored["owner_person_id"], stored["owner_unit_id"])
        desk.require(work.connection, Right.EDIT_OBJECTIVES, [owner])
    return objective_values(checked_objective(desk, work.connection, objective_of(whole)))


def _key_result(desk: Desk, work: Work, whole: Row) -> Values:
    return checked_key_result(desk, work, key_result_of(whole))


def _check_in(desk: Desk, work: Work, whole: Row) -> Values:
    colour = check_check_in(desk, work.connection, check_in_of(whole))
    return {"computed_colour": colour.value}


def _task(desk: Desk, work: Work, whole: Row) -> Values:
    _require(desk, work, schema.task, cast(Mapping[str, Any], whole))
    return task_values(checked_task(desk, work.connection, task_of(whole)))


_CHECKS: Mapping[str, Callable[[Desk, Work, Row], Values]] = {
    "objective": _objective,
    "key_result": _key_result,
    "check_in": _check_in,
    "task": _task,
}


def _require(desk: Desk, work: Work, table: Table, row: Mapping[str, Any]) -> None:
    """Raise Refused(NO_AUTHORITY) unless the person may change this row."""
    connection, name, agency_id = work.connection, table.name, desk.agency_id
    if name in OFFICE_RIGHTS:
        desk.require(connection, OFFICE_RIGHTS[name])
        return
    if name in DEMANDING:
        _require_demands(desk, work, table, row)
        return
    if name in ("evidence", "check_in", "action_item", "blocker"):
        id = row.get("key_result_id")
        if name == "evidence":
            id = fetch(connection, schema.check_in, agency_id, row["check_in_id"])["key_result_id"]
        key_result = fetch(connection, schema.key_result, agency_id, str(id))
        above = fetch(connection, schema.objective, agency_id, key_result["objective_id"])
        desk.require_check_in(connection, owner_of(key_result), owner_of(above))
        return
    objective = fetch(connection, schema.objective, agency_id, row[_OBJECTIVE.get(name, "id")])
    if name == "review":
        require_review(desk, connection, row["kind"], owner_of(objective))
    else:
        desk.require(connection, Right.EDIT_OBJECTIVES, [owner_of(objective)])


def _require_demands(desk: Desk, work: Work, table: Table, row: Mapping[str, Any]) -> None:
    """Raise Refused(NO_AUTHORITY) unless one of what the change demands is met."""

    def rows(key: Key) -> Mapping[str, Any] | None:
        return _stored(work, schema.JOURNALLED[key[0]], key[1])

    def is_met(demand: Demand) -> bool:
        owner = Owner(demand.owner.get("owner_person_id"), demand.owner.get("owner_unit_id"))
        if demand.right in NOT_OVER_ONESELF:
            return may_judge(desk, work.connection, demand.right, owner)
        return desk.may(work.connection, demand.right, [owner])

    key = (table.name, row["id"])
    before = rows(key) or {}
    new = {name: value for name, value in row.items() if before.get(name) != value}
    change = Change(key, "set" if before else "create", desk.person_id, new)
    if not any(all(map(is_met, one)) for one in demands(change, rows)):
        raise Refused(Code.NO_AUTHORITY)


_OBJECTIVE = {"key_result": "objective_id", "link": "child_id", "review": "objective_id"}
"""The column that names the objective whose owner a row belongs to."""

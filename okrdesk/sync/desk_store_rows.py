"""Between the PC's tables and what travels: change records, and rows in wire values."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, Table, bindparam, select
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from okrdesk.db import schema
from okrdesk.db.types import from_wire, to_wire
from okrdesk.domain.fate import Fate
from okrdesk.sync.record import Record
from okrdesk.sync.shelf import Key
from okrdesk.sync.wire import Row

CHUNK = 400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KEPT_APART = frozenset({"agency_id", "id", "stamps"})


def chunks(ids: Iterable[str]) -> Iterable[list[str]]:
    """Yield ids in lists as long as a statement takes."""
    ordered = sorted(ids)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))


def by_entity(keys: Iterable[Key]) -> dict[str, set[str]]:
    """Return ids by entity, of those entities that this program has a table for."""
    found: dict[str, set[str]] = {}
    for entity, id in keys:
        if entity in schema.JOURNALLED:
            found.setdefault(entity, set()).add(id)
    return found


def record_of(row: Any) -> Record:
    """Return the change that a row of `change` keeps, as it travels."""
    return Record(
        cid=row.cid,
        dev=row.device,
        dseq=row.dseq,
        actor=row.actor,
        act=row.action,
        ent=row.entity,
        eid=row.eid,
        op=row.op,
        hlc=row.hlc,
        grp=row.grp,
        sv=row.sv,
        wall=(row.wall - _EPOCH) // timedelta(milliseconds=1),
        tz=row.tz,
        app=row.app,
        set=row.fields,
        base=row.base,
        undoes=row.undoes,
        extra=row.extra or {},
    )


def change_of(record: Record, agency_id: str, was: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row of `change` for an accepted change of another PC; `was` are values before."""
    effective = record.set.get("effective_on")
    return {
        "agency_id": agency_id,
        "cid": record.cid,
        "device": record.dev,
        "dseq": record.dseq,
        "actor": record.actor,
        "action": record.act,
        "entity": record.ent,
        "eid": record.eid,
        "op": record.op,
        "fields": record.set,
        "base": record.base,
        "was": dict(was),
        "hlc": record.hlc,
        "grp": record.grp,
        "undoes": record.undoes,
        "sv": record.sv,
        "wall": _EPOCH + timedelta(milliseconds=record.wall),
        "tz": record.tz,
        "app": record.app,
        "effective_on": date.fromisoformat(effective) if effective else None,
        "extra": record.extra or None,
        "fate": Fate.APPLIED.value,
    }


def read_rows(connection: Connection, agency_id: str, keys: Iterable[Key]) -> dict[Key, Row]:
    """Return the rows that are here, in wire values."""
    found: dict[Key, Row] = {}
    for entity, ids in by_entity(keys).items():
        table = schema.JOURNALLED[entity]
        for chunk in chunks(ids):
            names = {"agency_id": agency_id, "ids": chunk}
            for values in connection.execute(_whole(table), names).mappings():
                found[entity, values["id"]] = Row(
                    {
                        name: to_wire(value)
                        for name, value in values.items()
                        if name not in _KEPT_APART
                    },
                    values["stamps"],
                )
    return found


def read_stamps(
    connection: Connection, agency_id: str, keys: Iterable[Key]
) -> dict[Key, dict[str, int]]:
    """Return the clocks of the rows that are here."""
    found: dict[Key, dict[str, int]] = {}
    for entity, ids in by_entity(keys).items():
        for chunk in chunks(ids):
            names = {"agency_id": agency_id, "ids": chunk}
            rows = connection.execute(_clocks(schema.JOURNALLED[entity]), names)
            found |= {(entity, id): stamps for id, stamps in rows.all()}
    return found


def write_rows(connection: Connection, agency_id: str, rows: Mapping[Key, Row]) -> None:
    """Insert rows, or put them in the place of those that are here.

    What a column holds that a row does not name is its default: nobody has set it. A column that
    this program does not know is left to a newer one, which reads everything anew.
    """
    for entity, ids in by_entity(rows).items():
        table = schema.JOURNALLED[entity]
        stored = [_stored(table, agency_id, id, rows[entity, id]) for id in sorted(ids)]
        connection.execute(_upsert(table), stored)


def _stored(table: Table, agency_id: str, id: str, row: Row) -> dict[str, Any]:
    values = {"agency_id": agency_id, "id": id, "stamps": row.stamps}
    for name, kind, default in _columns(table):
        value = row.values.get(name)
        values[name] = default if value is None else from_wire(kind, value)
    return values


@cache
def _columns(table: Table) -> list[tuple[str, Any, Any]]:
    return [
        (column.name, column.type, getattr(column.default, "arg", None))
        for column in table.columns
        if column.name not in _KEPT_APART
    ]


@cache
def _upsert(table: Table) -> Any:
    statement = sqlite_insert(table)
    fresh = {
        column.name: statement.excluded[column.name]
        for column in table.columns
        if not column.primary_key
    }
    return statement.on_conflict_do_update(index_elements=["agency_id", "id"], set_=fresh)


@cache
def _whole(table: Table) -> Select[Any]:
    ids: BindParameter[list[str]] = bindparam("ids", expanding=True)
    return select(table).where(table.c.agency_id == bindparam("agency_id"), table.c.id.in_(ids))


@cache
def _clocks(table: Table) -> Select[Any]:
    ids: BindParameter[list[str]] = bindparam("ids", expanding=True)
    return select(table.c.id, table.c.stamps).where(
        table.c.agency_id == bindparam("agency_id"), table.c.id.in_(ids)
    )


def keep_changes(connection: Connection, changes: list[dict[str, Any]]) -> None:
    """Write changes of others that are not here yet."""
    if changes:
        statement = sqlite_insert(schema.change).on_conflict_do_nothing()
        connection.execute(statement, changes)

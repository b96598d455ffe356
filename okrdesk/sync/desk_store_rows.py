"""Between the PC's tables and what travels: change records, and rows in wire values."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, Table, bindparam, select

from okrdesk.db import merged, schema
from okrdesk.db.bulk import Into, insert_rows
from okrdesk.domain.fate import Fate
from okrdesk.sync.record import Record
from okrdesk.sync.shelf import Key
from okrdesk.sync.wire import Row

CHUNK = 400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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


_CHANGES = Into(
    schema.change,
    (
        "agency_id", "cid", "device", "dseq", "actor", "action", "entity", "eid", "op", "fields",
        "base", "was", "hlc", "grp", "undoes", "sv", "wall", "tz", "app", "effective_on", "extra",
        "fate",
    ),
    (),
)  # fmt: skip


def change_of(record: Record, agency_id: str, was: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the wire values of `change` for an accepted change; `was` are the values before."""
    one = record
    return (
        agency_id, one.cid, one.dev, one.dseq, one.actor, one.act, one.ent, one.eid, one.op,
        one.set, one.base, dict(was), one.hlc, one.grp, one.undoes, one.sv, one.wall, one.tz,
        one.app, one.set.get("effective_on"), one.extra or None, Fate.APPLIED.value,
    )  # fmt: skip


def read_rows(connection: Connection, agency_id: str, keys: Iterable[Key]) -> dict[Key, Row]:
    """Return the rows that are here, in wire values."""
    known = [key for key in keys if key[0] in schema.JOURNALLED]
    return {
        (row.entity, row.id): Row(dict(row.values), dict(row.stamps))
        for row in merged.read_rows(connection, agency_id, known)
    }


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
    whole = [
        merged.MergedRow(entity, id, row.values, row.stamps)
        for (entity, id), row in rows.items()
        if entity in schema.JOURNALLED
    ]
    merged.replace_rows(connection, agency_id, whole)


def keep_changes(connection: Connection, changes: Sequence[tuple[Any, ...]]) -> None:
    """Write changes of others that are not here yet (`change_of`)."""
    insert_rows(connection, _CHANGES, changes)


@cache
def _clocks(table: Table) -> Select[Any]:
    ids: BindParameter[list[str]] = bindparam("ids", expanding=True)
    return select(table.c.id, table.c.stamps).where(
        table.c.agency_id == bindparam("agency_id"), table.c.id.in_(ids)
    )

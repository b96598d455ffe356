"""Between the PC's tables and what travels: change records, and rows in wire values."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Select,
    Table,
    bindparam,
    select,
    type_coerce,
)

from okrdesk.db import merged, schema
from okrdesk.db.among import any_of
from okrdesk.db.bulk import Into, insert_rows
from okrdesk.domain.fate import Fate
from okrdesk.sync.record import Record
from okrdesk.sync.shelf import Key
from okrdesk.sync.wire import Row

_change = schema.change
AS_RECORD = (
    _change.c.cid,
    _change.c.device,
    _change.c.dseq,
    _change.c.actor,
    _change.c.action,
    _change.c.entity,
    _change.c.eid,
    _change.c.op,
    _change.c.hlc,
    _change.c.grp,
    _change.c.sv,
    type_coerce(_change.c.wall, BigInteger).label("wall"),
    _change.c.tz,
    _change.c.app,
    _change.c.fields,
    _change.c.base,
    _change.c.undoes,
    _change.c.extra,
)
"""The columns that `record_of` reads, in their order; the moment in Unix ms, as it is kept."""


def by_entity(keys: Iterable[Key]) -> dict[str, set[str]]:
    """Return ids by entity, of those entities that this program has a table for."""
    found: dict[str, set[str]] = {}
    for entity, id in keys:
        if entity in schema.JOURNALLED:
            found.setdefault(entity, set()).add(id)
    return found


def record_of(row: Any) -> Record:
    """Return the change that a row of `change` keeps (`AS_RECORD`), as it travels."""
    (
        cid, dev, dseq, actor, act, ent, eid, op, hlc, grp, sv, wall, tz, app, fields, base, undoes,
        extra,
    ) = row  # fmt: skip
    return Record(
        cid=cid, dev=dev, dseq=dseq, actor=actor, act=act, ent=ent, eid=eid, op=op, hlc=hlc,
        grp=grp, sv=sv, wall=wall, tz=tz, app=app, set=fields, base=base, undoes=undoes,
        extra=extra or {},
    )  # fmt: skip


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
        names = {"agency_id": agency_id, "ids": ids}
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
    return select(table.c.id, table.c.stamps).where(
        table.c.agency_id == bindparam("agency_id"), any_of(table.c.id, "ids")
    )

"""Between the rows of `change` and the records that travel, on PCs and on the server."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, type_coerce

from okrdesk.db.schema import change
from okrdesk.sync.record import Record

AS_RECORD = (
    change.c.cid,
    change.c.device,
    change.c.dseq,
    change.c.actor,
    change.c.action,
    change.c.entity,
    change.c.eid,
    change.c.op,
    change.c.hlc,
    change.c.grp,
    change.c.sv,
    type_coerce(change.c.wall, BigInteger).label("wall"),
    change.c.tz,
    change.c.app,
    change.c.fields,
    change.c.base,
    change.c.undoes,
    change.c.extra,
)
"""The columns that `record_of` reads, in their order; the moment in Unix ms, as it is kept."""
COLUMNS = (
    "agency_id", "cid", "device", "dseq", "actor", "action", "entity", "eid", "op", "fields",
    "base", "was", "hlc", "grp", "undoes", "sv", "wall", "tz", "app", "effective_on", "extra",
)  # fmt: skip
"""The columns that `row_of` fills; what was decided comes after them."""


def record_of(row: Any) -> Record:
    """Return the change that a row of `change` keeps, as it travels; it begins with `AS_RECORD`."""
    (
        cid, dev, dseq, actor, act, ent, eid, op, hlc, grp, sv, wall, tz, app, fields, base, undoes,
        extra, *_more,
    ) = row  # fmt: skip
    return Record(
        cid=cid, dev=dev, dseq=dseq, actor=actor, act=act, ent=ent, eid=eid, op=op, hlc=hlc,
        grp=grp, sv=sv, wall=wall, tz=tz, app=app, set=fields, base=base, undoes=undoes,
        extra=extra or {},
    )  # fmt: skip


def row_of(agency_id: str, record: Record, was: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the wire values of `COLUMNS` for a change; `was` are the values before it."""
    one = record
    return (
        agency_id, one.cid, one.dev, one.dseq, one.actor, one.act, one.ent, one.eid, one.op,
        one.set, one.base, dict(was), one.hlc, one.grp, one.undoes, one.sv, one.wall, one.tz,
        one.app, _effective_on(one.set), one.extra or None,
    )  # fmt: skip


def _effective_on(fields: Mapping[str, Any]) -> str | None:
    """Return the day that a change counts for; None where it names none, or none that is one."""
    day = fields.get("effective_on")
    return _iso(day) if isinstance(day, str) else None


@lru_cache
def _iso(day: str) -> str | None:
    """Return a day in its one spelling; most changes of a batch are about a few days."""
    with suppress(ValueError):
        return date.fromisoformat(day).isoformat()
    return None

"""Between the rows of `change` and the records that travel."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from okrdesk.db.bulk import Into
from okrdesk.db.schema import change
from okrdesk.sync.record import Record
from okrdesk.sync.wire import Verdict

Decided = tuple[Record, Verdict]

COLUMNS = (
    "agency_id", "cid", "device", "dseq", "actor", "action", "entity", "eid", "op", "fields",
    "base", "was", "hlc", "grp", "undoes", "sv", "wall", "tz", "app", "effective_on", "extra",
    "fate", "reason", "aseq", "hlc_eff",
)  # fmt: skip
INTO = Into(change, COLUMNS, ("fate", "reason", "aseq", "hlc_eff"))
"""A change that waited is here already, and gets its new fate."""


def row_of(agency_id: str, record: Record, verdict: Verdict) -> tuple[Any, ...]:
    """Return the wire values of `COLUMNS` for a change that was decided."""
    return (
        agency_id,
        record.cid,
        record.dev,
        record.dseq,
        record.actor,
        record.act,
        record.ent,
        record.eid,
        record.op,
        record.set,
        record.base,
        {},
        record.hlc,
        record.grp,
        record.undoes,
        record.sv,
        record.wall,
        record.tz,
        record.app,
        _effective_on(record.set),
        record.extra or None,
        str(verdict.fate),
        None if verdict.reason is None else str(verdict.reason),
        verdict.aseq,
        verdict.hlc_eff,
    )


def record_of(row: Any) -> Record:
    """Return the record that a row of `change` keeps; its `wall` is read as Unix ms."""
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
        wall=row.wall,
        tz=row.tz,
        app=row.app,
        set=row.fields,
        base=row.base,
        undoes=row.undoes,
        extra=row.extra or {},
    )


def verdict_of(row: Any) -> Verdict:
    """Return what a row of `change` or `log_entry` says was decided."""
    return Verdict(row.cid, row.fate, row.aseq, row.reason, row.hlc_eff)


def _effective_on(fields: Mapping[str, Any]) -> str | None:
    """Return the day that a change counts for; None where it names none, or none that is one."""
    day = fields.get("effective_on")
    if isinstance(day, str):
        with suppress(ValueError):
            return date.fromisoformat(day).isoformat()
    return None

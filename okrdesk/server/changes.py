"""Changes that were decided, as rows of `change` on the server, and the verdicts in them."""

from typing import Any

from okrdesk.db.bulk import Into
from okrdesk.db.schema import change
from okrdesk.sync import change_rows
from okrdesk.sync.record import Record
from okrdesk.sync.wire import Verdict

Decided = tuple[Record, Verdict]
_VERDICT = ("fate", "reason", "aseq", "hlc_eff")
INTO = Into(change, (*change_rows.COLUMNS, *_VERDICT), _VERDICT)
"""A change that waited is here already, and gets its new fate."""


def row_of(agency_id: str, record: Record, verdict: Verdict) -> tuple[Any, ...]:
    """Return the wire values of `INTO` for a change that was decided."""
    return (
        *change_rows.row_of(agency_id, record, {}),
        str(verdict.fate),
        None if verdict.reason is None else str(verdict.reason),
        verdict.aseq,
        verdict.hlc_eff,
    )


def verdict_of(row: Any) -> Verdict:
    """Return what a row of `change` or `log_entry` says was decided."""
    return Verdict(row.cid, row.fate, row.aseq, row.reason, row.hlc_eff)

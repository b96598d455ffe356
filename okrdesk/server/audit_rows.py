"""The second pass of an audit: each row's own chain, its change records, and its state.

What arrived is merged again by the rule of `okrdesk.sync.merge`; the row has to be what comes out.
A row of which some content was erased cannot be made again and is taken as it is.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from typing import Any

from sqlalchemy import Connection, exists, select

from okrdesk.db import schema as common
from okrdesk.db.among import in_chunks
from okrdesk.db.merged import MergedRow, read_rows
from okrdesk.domain.fate import Fate
from okrdesk.server import schema
from okrdesk.server.audit_report import Kind, Report
from okrdesk.server.log_reading import Stored, by_row
from okrdesk.sync.comparing import seen_row
from okrdesk.sync.replay import accepted
from okrdesk.sync.shelf import Key
from okrdesk.sync.wire import Row

_ROWS_AT_ONCE = 300
_ACCEPTED = frozenset({Fate.APPLIED.value, Fate.SUPERSEDED.value})
# The server writes the row of a clash itself; people's changes of it are in the log.
_MADE_BY_SERVER = "conflict"


def check_rows(connection: Connection, agency_id: str, report: Report) -> None:
    """Note in `report` what does not hold of the rows of an agency and of their histories."""
    histories = _histories(connection, agency_id)
    while some := list(islice(histories, _ROWS_AT_ONCE)):
        rows = _stored_rows(connection, agency_id, [_key(history) for history in some])
        for history in some:
            _check_history(history, report)
            _check_state(history, rows.get(_key(history)), report)
        _check_changes(connection, agency_id, some, report)
        report.rows += len(some)
        if report.is_full:
            return
    _find_strays(connection, agency_id, report)


def _histories(connection: Connection, agency_id: str) -> Iterator[list[Stored]]:
    """Yield the entries about each row."""
    entries = (stored for page in by_row(connection, agency_id) for stored in page)
    for _key_of_row, history in groupby(entries, key=lambda stored: stored.key):
        yield list(history)


def _key(history: Sequence[Stored]) -> Key:
    return history[0].key


def _stored_rows(
    connection: Connection, agency_id: str, keys: Sequence[Key]
) -> dict[Key, MergedRow]:
    known = [key for key in keys if key[0] in common.JOURNALLED]
    return {(row.entity, row.id): row for row in read_rows(connection, agency_id, known)}


def _check_history(history: Sequence[Stored], report: Report) -> None:
    """Check that each entry names the one before it about the same row."""
    before = ""
    for stored in history:
        if stored.entry.header.prev != before:
            report.add(Kind.CHAIN, stored.aseq)
        before = stored.hash.hex()


def _check_state(history: Sequence[Stored], stored: MergedRow | None, report: Report) -> None:
    """Check that the row is what the accepted changes make of it."""
    entity, id = _key(history)
    if entity not in common.JOURNALLED or any(one.entry.body is None for one in history):
        return
    row: Row | None = None
    if entity == _MADE_BY_SERVER and stored:
        birth = {"*": stored.stamps.get("*", 0)}
        row = Row({**stored.values, "choice": None, "chosen_by": None, "chosen_at": None}, birth)
    for one in history:
        record = one.record()
        if record and one.entry.header.fate in _ACCEPTED:
            row = accepted(row, record, one.entry.header.hlc_eff or record.hlc)
    if seen_row(entity, row) != seen_row(entity, stored):
        report.add(Kind.ROW, history[-1].aseq, f"{entity} {id}")


def _check_changes(
    connection: Connection, agency_id: str, histories: Sequence[Sequence[Stored]], report: Report
) -> None:
    """Check that the table of changes names the fates of the log; what it says has been hashed."""
    latest = {one.entry.header.cid: one for history in histories for one in history}
    table = common.change
    found: dict[str, Any] = {}
    for chunk in in_chunks(latest):
        rows = connection.execute(
            select(table.c.cid, table.c.fate, table.c.reason).where(
                table.c.agency_id == agency_id, table.c.cid.in_(chunk)
            )
        )
        found |= {cid: (fate, reason) for cid, fate, reason in rows}
    for cid, one in latest.items():
        header = one.entry.header
        if found.get(cid) != (header.fate, header.reason):
            report.add(Kind.CHANGE, one.aseq)


def _find_strays(connection: Connection, agency_id: str, report: Report) -> None:
    """Find rows that no entry of the log is about."""
    log = schema.log_entry
    for name, table in common.JOURNALLED.items():
        if name == _MADE_BY_SERVER:
            continue
        known = exists().where(
            log.c.agency_id == agency_id, log.c.eid == table.c.id, log.c.entity == name
        )
        ids = connection.scalars(
            select(table.c.id).where(table.c.agency_id == agency_id, ~known).limit(5)
        )
        for id in ids:
            report.add(Kind.STRAY_ROW, 0, f"{name} {id}")

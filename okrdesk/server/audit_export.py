"""An agency's log written to a file that a third person verifies without okrdesk.

The format is described at the head of `resources/audit/verify_okrdesk_log.py`, which is put beside
the file. What was erased is missing from it; nothing else is.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, select

from okrdesk.db import schema as common
from okrdesk.outgoing import drafted, write_whole
from okrdesk.paths import resources
from okrdesk.server import schema
from okrdesk.server.checkpoints import Kept
from okrdesk.server.export_lines import (
    Batch,
    Title,
    batch_line,
    checkpoint_line,
    device_line,
    end_line,
    entry_line,
    title_line,
)
from okrdesk.server.log_reading import Batches, Stored, by_number, changes_of, checkpoints

SCRIPT = "verify_okrdesk_log.py"


class Contents(StrEnum):
    """Whether contents go along: personal data too, or hashes and fates alone."""

    ALL = "all"
    NONE = "none"


def export_log(
    connection: Connection,
    agency_id: str,
    key: str,
    target: Path,
    contents: Contents = Contents.ALL,
) -> int:
    """Write the log of an agency to `target` and the script beside it; return its entries.

    `connection` sees one snapshot; `key` is the server's public key in hex. An existing file is
    replaced once the new one is whole. Raises Fault FILE_NOT_WRITTEN.
    """
    entries = 0
    with drafted(target) as draft, draft.open("wb") as file:
        for line in export_lines(connection, agency_id, key, contents):
            file.write(line)
            entries += line.startswith(b'{"entry"')
    write_whole(target.parent / SCRIPT, (resources() / "audit" / SCRIPT).read_bytes)
    return entries


def export_lines(
    connection: Connection, agency_id: str, key: str, contents: Contents = Contents.ALL
) -> Iterator[bytes]:
    """Yield the lines of the file; without contents no device's signature can be checked."""
    yield title_line(_title(connection, agency_id, key))
    yield from _devices(connection, agency_id)
    awaited = checkpoints(connection, agency_id)
    yield from map(_checkpoint, awaited.pop(0, ()))
    signed = Batches(connection, agency_id)
    entries = 0
    for page in by_number(connection, agency_id):
        if contents is Contents.NONE:
            page = [Stored(replace(one.entry, salt=None, body=None), one.hash) for one in page]
        yield from _entries(page, signed.ended_by(changes_of(page)), awaited)
        entries += len(page)
    yield end_line(entries)


def _entries(
    page: Sequence[Stored], ended: Mapping[int, Batch], awaited: dict[int, list[Kept]]
) -> Iterator[bytes]:
    """Yield entries, each followed by the batch that it ends and by its checkpoints."""
    for stored in page:
        yield entry_line(stored.entry)
        if stored.aseq in ended:
            yield batch_line(ended[stored.aseq])
        yield from map(_checkpoint, awaited.pop(stored.aseq, ()))


def _checkpoint(kept: Kept) -> bytes:
    witnesses = [{"name": one.name, "key": one.key, "sig": one.sig} for one in kept.witnesses]
    return checkpoint_line(kept.checkpoint, witnesses)


def _title(connection: Connection, agency_id: str, key: str) -> Title:
    name = connection.scalar(
        select(common.agency.c.name).where(common.agency.c.agency_id == agency_id)
    )
    epoch = connection.scalar(
        select(schema.counter.c.epoch).where(schema.counter.c.agency_id == agency_id)
    )
    return Title(agency_id, name or "", key, epoch or "", time.time_ns() // 1_000_000)


def _devices(connection: Connection, agency_id: str) -> Iterator[bytes]:
    table = schema.device
    for row in connection.execute(
        select(table.c.id, table.c.verify_key, table.c.person_id)
        .where(table.c.agency_id == agency_id)
        .order_by(table.c.id)
    ):
        yield device_line(row.id, row.verify_key, row.person_id)

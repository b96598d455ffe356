"""The files that hang on the office's records: which of them one may open, and their bytes.

A file lies in the encrypted store under the SHA-256 of its bytes, and whoever may read one of the
records that name it may read it. On a PC that syncs only the names come with the records; the
bytes come when somebody opens the file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from okrdesk.db import evidence_store, schema
from okrdesk.db.named_files import named_file
from okrdesk.domain.permissions import Right
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import fetch
from okrdesk.services.desk import Desk
from okrdesk.services.evaluation_rights import Rights
from okrdesk.services.sight import is_in_sight

_SHORTEST_ADDRESS = 4
_attachment = schema.attachment


@dataclass(frozen=True)
class HeldFile:
    """A file that a record names: `sha256` in hex is its address, `size` in bytes."""

    name: str
    sha256: str
    size: int


def find_file(desk: Desk, text: str) -> HeldFile:
    """Return the file of this name, or whose address is or begins with `text` (4 signs or more).

    Raises Refused: NOT_FOUND, also for files of records that the person may not read; AMBIGUOUS.
    """
    wanted = text.strip()
    named = named_file.c.name == wanted
    if len(wanted) >= _SHORTEST_ADDRESS:
        named |= named_file.c.sha256.startswith(wanted.lower(), autoescape=True)
    with desk.read() as connection:
        rows = connection.execute(
            select(named_file).where(
                named_file.c.agency_id == desk.agency_id, ~named_file.c.deleted, named
            )
        ).all()
        addresses = sorted({row.sha256 for row in rows})
        seen = {sha256 for sha256 in addresses if any(_readable(desk, connection, sha256))}
    if len(seen) > 1:
        raise Refused(Code.AMBIGUOUS, text=text)
    for row in rows:
        if row.sha256 in seen:
            return HeldFile(row.name, row.sha256, row.size)
    raise Refused(Code.NOT_FOUND, text=text)


def read_file(desk: Desk, sha256: str) -> bytes:
    """Return the bytes of a file.

    Raises Refused: NOT_FOUND (no record that the person may read names it), FILE_NOT_HERE (its
    bytes are on another computer so far).
    """
    with desk.read() as connection:
        if not any(_readable(desk, connection, sha256)):
            raise Refused(Code.NOT_FOUND, text=sha256)
        return evidence_store.load(connection, desk.agency_id, sha256)


def _readable(desk: Desk, connection: Connection, sha256: str) -> Iterator[bool]:
    """Say of each record that names the file whether the person at the desk may read it."""
    may_read = desk.may(connection, Right.READ_OBJECTIVES)
    for table in (schema.evidence, schema.directive_file, _attachment):
        for row in connection.execute(
            select(table).where(
                table.c.agency_id == desk.agency_id, table.c.sha256 == sha256, ~table.c.deleted
            )
        ):
            yield may_read and (table is not _attachment or _is_in_reach(desk, connection, row))


def _is_in_reach(desk: Desk, connection: Connection, row: Any) -> bool:
    """Say whether the person may read the request or the sheet that a file is attached to."""
    if row.document_id is not None:
        document = fetch(connection, schema.document, desk.agency_id, row.document_id)
        return Rights(desk, connection).may(Right.PRINT_FORMS, document["owner_person_id"])
    return is_in_sight(desk, connection, row.cause_id)

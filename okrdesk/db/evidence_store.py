"""Attached files inside the encrypted database, each kept once under the SHA-256 of its bytes."""

from hashlib import sha256

from sqlalchemy import Connection, insert, select

from okrdesk.db import schema
from okrdesk.errors import Code, Refused

LIMIT_MB = 20
_MEGABYTE = 1024 * 1024


def check_size(name: str, size: int) -> None:
    """Raise Refused(FILE_TOO_LARGE) for a file of more than 20 MB; `size` is in bytes."""
    if size > LIMIT_MB * _MEGABYTE:
        whole = -(-size // _MEGABYTE)
        raise Refused(Code.FILE_TOO_LARGE, field="evidence", name=name, size=whole, limit=LIMIT_MB)


def keep(connection: Connection, agency_id: str, name: str, content: bytes) -> str:
    """Store `content` unless it is there already; return its SHA-256 in hex.

    Raises Refused(FILE_TOO_LARGE) over 20 MB.
    """
    check_size(name, len(content))
    table, address = schema.blob, sha256(content).hexdigest()
    known = connection.scalar(
        select(table.c.sha256).where(table.c.agency_id == agency_id, table.c.sha256 == address)
    )
    if known is None:
        connection.execute(
            insert(table).values(agency_id=agency_id, sha256=address, content=content)
        )
    return address


def load(connection: Connection, agency_id: str, address: str) -> bytes:
    """Return the bytes kept under `address`; raise Refused(FILE_NOT_HERE) without them."""
    table = schema.blob
    content = connection.scalar(
        select(table.c.content).where(table.c.agency_id == agency_id, table.c.sha256 == address)
    )
    if content is None:
        raise Refused(Code.FILE_NOT_HERE)
    return bytes(content)

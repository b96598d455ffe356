"""How much room the attachments of one agency may take, so that none fills the disk of all.

The operator sets it (`okrdesk-server agency quota`). It is counted anew where a file begins and
where one is kept: files that end in the same moment may pass it by their own size, never more.
"""

from sqlalchemy import Connection, and_, func, select

from okrdesk.db import schema
from okrdesk.db.named_files import named_file
from okrdesk.db.store import get_meta, put_meta

GIGABYTE = 10**9
FIRST_GB = 50
"""The room of an agency of which nothing was said."""
_QUOTAS = "quotas"
_blob = schema.blob
_part = schema.blob_part


def set_quota(connection: Connection, agency_id: str, gigabytes: int) -> None:
    """Give the attachments of an agency so much room, from now on; what is there stays."""
    put_meta(connection, _QUOTAS, {**_said(connection), agency_id: gigabytes})


def quota(connection: Connection, agency_id: str) -> int:
    """Return how many bytes the attachments of an agency may take."""
    return GIGABYTE * _said(connection).get(agency_id, FIRST_GB)


def used(connection: Connection, agency_id: str) -> int:
    """Return how many bytes its attachments take, with those parts that are there."""
    return sum(
        connection.scalar(
            select(func.sum(func.length(table.c.content))).where(table.c.agency_id == agency_id)
        )
        or 0
        for table in (_blob, _part)
    )


def has_room(connection: Connection, agency_id: str, more: int) -> bool:
    """Say whether so many bytes more are within the quota."""
    return used(connection, agency_id) + more <= quota(connection, agency_id)


def count_lies(connection: Connection, agency_id: str) -> int:
    """Return how many records tell another size than their file has: a PC is broken, or forges."""
    of_file = and_(
        _blob.c.agency_id == named_file.c.agency_id, _blob.c.sha256 == named_file.c.sha256
    )
    return (
        connection.scalar(
            select(func.count())
            .select_from(named_file)
            .join(_blob, of_file)
            .where(
                named_file.c.agency_id == agency_id,
                ~named_file.c.deleted,
                named_file.c.size != func.length(_blob.c.content),
            )
        )
        or 0
    )


def _said(connection: Connection) -> dict[str, int]:
    """Return the gigabytes that were said of agencies, by their ids."""
    return get_meta(connection, _QUOTAS) or {}

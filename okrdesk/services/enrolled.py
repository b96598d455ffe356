"""What enrolment noted on this PC: which server it belongs to, as whom, and how long it may work.

A stand-alone office has no such note; nothing of its journal waits for anybody.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from okrdesk.db.store import get_meta

ENROLMENT = "enrolment"
"""The `meta` key of the note: {"server", "user", "lease_ms"}."""


@dataclass(frozen=True)
class Enrolment:
    """The server of this PC and the name one signs in with there."""

    server: str
    user: str = ""
    lease_until: datetime | None = None


def enrolment_of(connection: Connection) -> Enrolment | None:
    """Return what is known of the server this PC belongs to; None for a stand-alone office."""
    stored = get_meta(connection, ENROLMENT)
    if not stored:
        return None
    lease = stored.get("lease_ms")
    return Enrolment(
        server=stored.get("server", ""),
        user=stored.get("user", ""),
        lease_until=datetime.fromtimestamp(lease / 1000, UTC) if lease else None,
    )

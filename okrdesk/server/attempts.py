"""Attempts to enrol are counted and slowed, for a user there is and for one there is not alike.

Five may fail; after that each failure doubles the wait, from half a minute to an hour. A failure is
noted before the password is looked at, so that many guesses at once count as many. A day without
one forgets all.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil
from typing import Any

from sqlalchemy import Connection, delete, select, update

from okrdesk.db.bulk import Into, insert_rows
from okrdesk.domain.text import fold
from okrdesk.server import schema
from okrdesk.sync.stops import Busy

FREE = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
FORGOTTEN = timedelta(days=1)
NO_AGENCY = "00000000-0000-0000-0000-000000000000"
_attempt = schema.attempt
_FIRST = Into(_attempt, ("agency_id", "who", "failures", "last_at"), ())


def begin_attempt(connection: Connection, agency_id: str, user: str, now: datetime) -> None:
    """Note an attempt as failed until `forgive` takes it back; raise Busy where one has to wait."""
    _forget_old(connection, now)
    found = {"agency_id": agency_id, "who": _who(user)}
    # Whoever is second at the same moment waits for the first, at one of these two.
    insert_rows(connection, _FIRST, [(*found.values(), 0, int(now.timestamp() * 1000))])
    row = connection.execute(_selection(found)).mappings().one()
    if row["locked_until"] and row["locked_until"] > now:
        raise Busy(retry_after=ceil((row["locked_until"] - now).total_seconds()))
    failures = row["failures"] + 1
    values = {"failures": failures, "last_at": now, "locked_until": _lock(failures, now)}
    connection.execute(update(_attempt).where(*_is(found)).values(**values))


def forgive(connection: Connection, agency_id: str, user: str) -> None:
    """Forget the attempts at a login, after one that was right, or by an administrator's word."""
    connection.execute(delete(_attempt).where(*_is({"agency_id": agency_id, "who": _who(user)})))


def _lock(failures: int, now: datetime) -> datetime | None:
    if failures <= FREE:
        return None
    doublings: int = min(failures - FREE - 1, 20)
    return now + min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def _forget_old(connection: Connection, now: datetime) -> None:
    connection.execute(delete(_attempt).where(_attempt.c.last_at < now - FORGOTTEN))


def _selection(found: Mapping[str, Any]) -> Any:
    return select(_attempt).where(*_is(found)).with_for_update()


def _is(found: Mapping[str, Any]) -> tuple[Any, ...]:
    return _attempt.c.agency_id == found["agency_id"], _attempt.c.who == found["who"]


def _who(user: str) -> str:
    return sha256(b"okr login " + fold(user).encode()).hexdigest()

"""Tokens by which other programs of an agency read its figures: read only, kept as hashes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from okrdesk.domain.identity import new_id
from okrdesk.server import schema
from okrdesk.server.passwords import hash_token, new_token

_token = schema.api_token
_SEEN_EVERY = timedelta(minutes=10)


@dataclass(frozen=True)
class Token:
    """A token as it is listed; the secret itself is told once, when it is made."""

    id: str
    name: str
    made_at: datetime
    seen_at: datetime | None
    revoked_at: datetime | None


def add_token(connection: Connection, agency_id: str, name: str, now: datetime) -> str:
    """Make a token for a program and return it."""
    secret = new_token()
    values = {
        "agency_id": agency_id,
        "id": new_id(),
        "name": name,
        "hash": hash_token(secret),
        "made_at": now,
    }
    connection.execute(insert(_token), values)
    return secret


def tokens(connection: Connection, agency_id: str) -> Sequence[Token]:
    """Return an agency's tokens, the oldest first."""
    rows = connection.execute(
        select(_token).where(_token.c.agency_id == agency_id).order_by(_token.c.made_at)
    )
    return [
        Token(row["id"], row["name"], row["made_at"], row["seen_at"], row["revoked_at"])
        for row in rows.mappings()
    ]


def revoke_token(connection: Connection, agency_id: str, id: str, now: datetime) -> bool:
    """Let a token serve no more; return False where the agency has no such token."""
    changed = connection.execute(
        update(_token)
        .where(_token.c.agency_id == agency_id, _token.c.id == id)
        .values(revoked_at=now)
    )
    return changed.rowcount == 1


def agency_of_token(connection: Connection, secret: str) -> str | None:
    """Return whose figures a token opens; None for one that does not serve."""
    return connection.scalar(
        select(_token.c.agency_id).where(
            _token.c.hash == hash_token(secret), _token.c.revoked_at.is_(None)
        )
    )


def has_fresh_use(connection: Connection, secret: str, now: datetime) -> bool:
    """Say whether the last use of a token is noted well enough: reading should hardly write."""
    seen = connection.scalar(select(_token.c.seen_at).where(_token.c.hash == hash_token(secret)))
    return seen is not None and seen > now - _SEEN_EVERY


def note_use(connection: Connection, secret: str, now: datetime) -> None:
    """Note that a token was used."""
    connection.execute(
        update(_token).where(_token.c.hash == hash_token(secret)).values(seen_at=now)
    )

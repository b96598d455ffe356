"""Drafts: what was typed and not yet submitted, kept at once so that a power cut takes nothing.

A draft is private to this device and person; it is no decision, so the journal does not record it.
"""

from typing import Any

from sqlalchemy import Connection, delete, insert, select

from okrdesk.db import schema
from okrdesk.services.desk import Desk

_draft = schema.draft


def save_draft(desk: Desk, kind: str, subject_id: str, content: dict[str, Any]) -> None:
    """Keep `content` (a JSON document) as the draft of `kind` about `subject_id`."""
    with desk.write_device() as connection:
        save_in(connection, desk, kind, subject_id, content)


def save_in(
    connection: Connection, desk: Desk, kind: str, subject_id: str, content: dict[str, Any]
) -> None:
    """Keep a draft inside a transaction that does more."""
    discard_in(connection, desk, kind, subject_id)
    connection.execute(
        insert(_draft).values(
            agency_id=desk.agency_id,
            person_id=desk.person_id,
            kind=kind,
            subject_id=subject_id,
            content=content,
            saved_at=desk.store.now(),
        )
    )


def find_draft(desk: Desk, kind: str, subject_id: str) -> dict[str, Any] | None:
    """Return the draft kept for `subject_id`, or None."""
    with desk.read() as connection:
        return find_in(connection, desk, kind, subject_id)


def find_in(
    connection: Connection, desk: Desk, kind: str, subject_id: str
) -> dict[str, Any] | None:
    """Return the draft kept for `subject_id`, inside a transaction that does more; else None."""
    content = connection.scalar(
        select(_draft.c.content).where(*_of(desk, kind), _draft.c.subject_id == subject_id)
    )
    return None if content is None else dict(content)


def find_drafts(desk: Desk, kind: str) -> list[str]:
    """Return the subjects that a draft of `kind` is kept for, the newest first."""
    with desk.read() as connection:
        return list(
            connection.scalars(
                select(_draft.c.subject_id)
                .where(*_of(desk, kind))
                .order_by(_draft.c.saved_at.desc())
            )
        )


def discard_draft(desk: Desk, kind: str, subject_id: str) -> None:
    """Forget a draft."""
    with desk.write_device() as connection:
        discard_in(connection, desk, kind, subject_id)


def discard_in(connection: Connection, desk: Desk, kind: str, subject_id: str) -> None:
    """Forget a draft inside the transaction that made it superfluous."""
    connection.execute(delete(_draft).where(*_of(desk, kind), _draft.c.subject_id == subject_id))


def _of(desk: Desk, kind: str) -> tuple[Any, ...]:
    return (
        _draft.c.agency_id == desk.agency_id,
        _draft.c.person_id == desk.person_id,
        _draft.c.kind == kind,
    )

"""Attached files that are on this PC alone: those that wait, and those the server would not have.

The record that names a declined file is at the server like any other. Its bytes wait for nothing,
and are offered again only when the person says so. What they said is noted beside it, as it is for
a change that was not taken.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, func, literal, select, update

from okrdesk.db import schema
from okrdesk.db.named_files import DECLINED, SENT, has_part, is_unsent, named_file
from okrdesk.domain.fate import FileReason
from okrdesk.domain.permissions import Right
from okrdesk.domain.structure import BIRTHS
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from okrdesk.reason_texts import FILE_ADVICE, FILE_REASONS
from okrdesk.services.change_rows import ChangeRow, told
from okrdesk.services.desk import Desk, Done
from okrdesk.services.drafts import find_in, save_in
from okrdesk.services.enrolled import enrolment_of
from okrdesk.services.outbox import HandledRow, Handling
from okrdesk.services.subjects import FieldText, Subject

HANDLED = "sync-handled-file"
"""The kind of draft that notes what the person did about a file that was not taken."""
_change = schema.change
_draft = schema.draft
_part = schema.blob_part
_FILE = (named_file.c.id, named_file.c.name, named_file.c.sha256, named_file.c.size)


@dataclass(frozen=True)
class UnsentFile:
    """A file that the server has not, as a person reads it; `size` is in bytes.

    `change` is the act that attached it, `reason` why the server would not have it; without one it
    waits. It reads like a `ChangeRow` without fields to correct.
    """

    change: ChangeRow
    name: str
    sha256: str
    size: int
    reason: FileReason | None = None

    @property
    def id(self) -> str:
        """Return the address of the file."""
        return self.sha256

    @property
    def at(self) -> datetime:
        """Return when it was attached."""
        return self.change.at

    @property
    def object(self) -> Subject:
        """Return what it is attached to."""
        return self.change.object

    @property
    def what(self) -> str:
        """Return that it is a file, and which."""
        return _("Attached file “{name}”").format(name=self.name)

    @property
    def why(self) -> str:
        """Return the reason as one sentence; "" without one."""
        return _(FILE_REASONS[self.reason]) if self.reason else ""

    @property
    def advice(self) -> str:
        """Return what the person can do about it; "" where it waits."""
        return _(FILE_ADVICE[self.reason]) if self.reason else ""

    @property
    def text(self) -> str:
        """Return all of it as lines, to be copied elsewhere."""
        return f"{self.what}: {self.object.title}"

    @property
    def fields(self) -> tuple[FieldText, ...]:
        """Return nothing: bytes are not corrected here."""
        return ()


def find_waiting_files(desk: Desk) -> list[UnsentFile]:
    """Return the files that are still to be sent, the newest first; none without a server."""
    with desk.read() as connection:
        is_alone = enrolment_of(connection) is None
    return [] if is_alone else _find(desk, _waiting(desk.agency_id))


def find_declined_files(desk: Desk) -> list[UnsentFile]:
    """Return the files that the server would not have and that were not put aside, newest first."""
    return _find(desk, _declined(desk.agency_id))


def find_handled_files(desk: Desk) -> list[HandledRow[UnsentFile]]:
    """Return what was done about files that the server would not have."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        notes = connection.execute(
            select(_draft.c.content, _draft.c.saved_at).where(
                _draft.c.agency_id == desk.agency_id,
                _draft.c.person_id == desk.person_id,
                _draft.c.kind == HANDLED,
            )
        ).all()
    known = {note.content["sha256"]: note for note in notes}
    files = _find(desk, select(*_FILE, literal(b"").label("content")).where(*_named(desk, *known)))
    return [_handled(file, known[file.sha256]) for file in files]


def _handled(file: UnsentFile, note: Any) -> HandledRow[UnsentFile]:
    reason = note.content["reason"]
    told = replace(file, reason=FileReason(reason) if reason else None)
    return HandledRow(told, Handling(note.content["how"]), note.saved_at)


def _named(desk: Desk, *sha256: str) -> tuple[ColumnElement[bool], ...]:
    return (named_file.c.agency_id == desk.agency_id, named_file.c.sha256.in_(sha256))


def _find(desk: Desk, wanted: Select[Any]) -> list[UnsentFile]:
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        files = {row.id: row for row in connection.execute(wanted)}
        changes = connection.execute(
            select(_change)
            .where(
                _change.c.agency_id == desk.agency_id,
                _change.c.eid.in_(files),
                _change.c.op.in_(BIRTHS),
            )
            .order_by(_change.c.hlc)
        ).all()
        acts = told(connection, desk.agency_id, changes)
    found: dict[str, UnsentFile] = {}
    for change, act in zip(changes, acts, strict=True):
        file = files[change.eid]
        reason = FileReason(bytes(file.content).decode()) if file.content else None
        found[file.sha256] = UnsentFile(act, file.name, file.sha256, file.size, reason)
    return list(reversed(found.values()))


def named_declined_file(desk: Desk, text: str) -> str | None:
    """Return the address of the declined file that begins with `text`, or that is called so.

    One that was put aside is found as well, after those that were not.
    """
    wanted = text.strip()
    aside = (row.change for row in find_handled_files(desk) if row.how is Handling.DISCARDED)
    return next(
        (
            one.sha256
            for one in (*find_declined_files(desk), *aside)
            if wanted and (one.sha256.startswith(wanted.lower()) or one.name == wanted)
        ),
        None,
    )


def offer_again(desk: Desk, sha256: str) -> Done[str]:
    """Offer a file to the server once more, also one that was put aside.

    Raises Refused(NOT_FOUND) where it was not declined.
    """
    with desk.write_device() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        _note(desk, connection, sha256, Handling.RESENT)
        connection.execute(delete(_part).where(*_noted(desk, sha256)))
    return Done(sha256, frozenset({("file", sha256)}))


def put_aside(desk: Desk, sha256: str) -> Done[str]:
    """Leave a declined file on this PC alone.

    Raises Refused(NOT_FOUND) where it was not declined, or was put aside already.
    """
    with desk.write_device() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        if not _note(desk, connection, sha256, Handling.DISCARDED):
            raise Refused(Code.NOT_FOUND, text=sha256)  # and nothing is noted
        connection.execute(update(_part).where(*_noted(desk, sha256)).values(content=b""))
    return Done(sha256, frozenset({("file", sha256)}))


def _note(desk: Desk, connection: Connection, sha256: str, how: Handling) -> bool:
    """Note what is done about a declined file; say whether nothing had been done about it.

    Raises Refused(NOT_FOUND) where the server does not decline it.
    """
    content = connection.scalar(select(_part.c.content).where(*_noted(desk, sha256)))
    if content is None:
        raise Refused(Code.NOT_FOUND, text=sha256)
    ids = connection.scalars(select(named_file.c.id).where(*_named(desk, sha256))).all()
    for id in ids:
        before = find_in(connection, desk, HANDLED, id) or {}
        reason = bytes(content).decode() or before.get("reason", "")
        note = {"how": how.value, "reason": reason, "sha256": sha256}
        save_in(connection, desk, HANDLED, id, note)
    return bool(content)


def count_declined_files(connection: Connection, agency_id: str) -> int:
    """Return how many files the server would not have and nobody did anything about."""
    return _count(connection, _declined(agency_id))


def count_waiting_files(connection: Connection, agency_id: str) -> int:
    """Return how many files are still to be sent, also where the record waits itself."""
    return _count(connection, _waiting(agency_id))


def _count(connection: Connection, wanted: Select[Any]) -> int:
    """Count each file once, however many records name it."""
    files = wanted.subquery()
    return connection.scalar(select(func.count(files.c.sha256.distinct()))) or 0


def _waiting(agency_id: str) -> Select[Any]:
    return select(*_FILE, literal(b"").label("content")).where(is_unsent(agency_id))


def _declined(agency_id: str) -> Select[Any]:
    of_file = (_part.c.agency_id == named_file.c.agency_id) & (
        _part.c.sha256 == named_file.c.sha256
    )
    return (
        select(*_FILE, _part.c.content)
        .join(_part, of_file)
        .where(
            named_file.c.agency_id == agency_id,
            ~named_file.c.deleted,
            _part.c.ordinal == DECLINED,
            _part.c.content != b"",
            ~has_part(SENT),
        )
    )


def _noted(desk: Desk, sha256: str) -> tuple[Any, ...]:
    return (
        _part.c.agency_id == desk.agency_id,
        _part.c.sha256 == sha256,
        _part.c.ordinal == DECLINED,
    )

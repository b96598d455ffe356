"""What the person's changes became: waiting, not taken, on hold; and what arrived from others.

Changes that were made by one act stand or fall together, so what was not taken is shown, sent
again, handed over or discarded act by act. Nothing is ever thrown away: the change stays in the
journal with the server's answer, and what the person did about it is noted beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, and_, exists, func, not_, select

from okrdesk.db import schema
from okrdesk.db.change_table import by_waiting
from okrdesk.db.store import get_meta, put_meta
from okrdesk.domain.act import Act
from okrdesk.domain.fate import Fate
from okrdesk.domain.permissions import Right
from okrdesk.errors import Code, Refused
from okrdesk.services.change_rows import ChangeRow, Offered, by_act, told
from okrdesk.services.desk import Desk, Done
from okrdesk.services.drafts import discard_in, find_in, save_in
from okrdesk.services.enrolled import enrolment_of
from okrdesk.services.replaying import replay
from okrdesk.services.subjects import FieldText, Subject

if TYPE_CHECKING:
    from okrdesk.services.unsent_files import UnsentFile

__all__ = ["ChangeRow", "FieldText", "Subject"]

HANDOVERS = "sync_handovers"
"""The `meta` key of what waits for this person's word: the last reply's `handover`."""
DECISIONS = "sync_decisions"
"""The `meta` key of the answers for the next request: {cid: "accept" or "decline"}."""
HANDLED = "sync-handled"
"""The kind of draft that notes what the person did about a change that was not taken."""

Handled = TypeVar("Handled", bound="ChangeRow | UnsentFile")
_change, _draft = schema.change, schema.draft


class Handling(StrEnum):
    """What a person did about a change that was not taken."""

    RESENT = "resent"
    HANDED_OVER = "handed-over"
    DISCARDED = "discarded"


def find_waiting(desk: Desk, limit: int = 500) -> list[ChangeRow]:
    """Return the changes that were not sent yet, the newest first; none in a stand-alone office."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        if enrolment_of(connection) is None:
            return []
        newest = (_change.c.dseq.desc(),)
        return told(
            connection,
            desk.agency_id,
            _rows(desk, connection, _change.c.fate.is_(None), newest, limit),
        )


def find_refused(desk: Desk) -> list[ChangeRow]:
    """Return the acts that were not taken and that nothing was done about, the newest first."""
    return _find_turned_back(desk, Fate.REFUSED)


def find_parked(desk: Desk) -> list[ChangeRow]:
    """Return the own acts that the server keeps until something arrives or somebody decides."""
    return _find_turned_back(desk, Fate.PARKED)


def find_arrived(desk: Desk, since: datetime | None = None, limit: int = 500) -> list[ChangeRow]:
    """Return what others changed (made after `since`), as it arrived, the newest first."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        wanted = and_(
            _change.c.fate == Fate.APPLIED.value,
            _change.c.actor != desk.person_id,
            *([_change.c.wall >= since] if since else []),
        )
        newest = (_change.c.aseq.desc(), _change.c.hlc.desc())
        return told(connection, desk.agency_id, _rows(desk, connection, wanted, newest, limit))


def resend(desk: Desk, cid: str, changed_fields: Mapping[str, Any] | None = None) -> Done[str]:
    """Write an act that was not taken once more, as new changes; return the new group's id.

    One that was discarded is taken up again. `changed_fields` are wire values that the change `cid`
    itself gets instead. Raises Refused: NOT_FOUND where it hangs on what is not here any more,
    NO_AUTHORITY, and what the field's service raises.
    """
    with desk.write(Act.RESEND) as work:
        _take_up_again(desk, work.connection, cid)
        rows = _turned_back_act(desk, work.connection, cid)
        for row in rows:
            fields = {**row.fields, **(changed_fields or {})} if row.cid == cid else row.fields
            replay(desk, work, row, fields)
        _note(desk, work.connection, rows, {"how": Handling.RESENT.value, "group": work.group})
    return Done(work.group, frozenset(work.touched))


def hand_over(desk: Desk, cid: str) -> Done[str]:
    """Offer an act that was not taken to whoever is responsible now; return the new group's id.

    The server keeps it for their word, whatever the author's own rights. Raises
    Refused(NOT_FOUND) where it changes what is not here any more.
    """
    with desk.write(Act.HAND_OVER) as work:
        desk.require(work.connection, Right.READ_OBJECTIVES)
        rows = _turned_back_act(desk, work.connection, cid)
        for row in rows:
            replay(desk, work, row, row.fields, is_offered=True)
        _note(desk, work.connection, rows, {"how": Handling.HANDED_OVER.value, "group": work.group})
    return Done(work.group, frozenset(work.touched))


def discard(desk: Desk, cid: str) -> Done[None]:
    """Put an act that was not taken aside; it stays in the journal, with who did so and when."""
    with desk.write_device() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        rows = _turned_back_act(desk, connection, cid)
        _note(desk, connection, rows, {"how": Handling.DISCARDED.value})
    return Done(None, frozenset(("change", row.cid) for row in rows))


def named_change(desk: Desk, text: str) -> str:
    """Return the id of the one change that begins with `text`.

    Raises Refused: NOT_FOUND, AMBIGUOUS.
    """
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        found = [
            cid
            for cid in connection.scalars(
                select(_change.c.cid).where(
                    _change.c.agency_id == desk.agency_id,
                    _change.c.fate.in_([Fate.REFUSED.value, Fate.PARKED.value]),
                )
            )
            if cid.startswith(text.strip().lower())
        ]
    return _the_one(found, text)


def named_handover(desk: Desk, text: str) -> str:
    """Return the id of the one change handed over that begins with `text`; raises as above."""
    ids = [row.id for row in find_handovers(desk) if row.id.startswith(text.strip().lower())]
    return _the_one(ids, text)


def _the_one(found: Sequence[str], text: str) -> str:
    if len(found) != 1 or not text.strip():
        raise Refused(Code.AMBIGUOUS if len(found) > 1 else Code.NOT_FOUND, text=text)
    return found[0]


@dataclass(frozen=True)
class HandledRow(Generic[Handled]):
    """An act or an attached file that was not taken, and what was done about it, when."""

    change: Handled
    how: Handling
    at: datetime

    @property
    def id(self) -> str:
        """Return the id of the change, or the address of the file."""
        return self.change.id


def find_handled(desk: Desk, limit: int = 200) -> list[HandledRow[ChangeRow]]:
    """Return what was done about acts that were not taken, the latest first."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        notes = connection.execute(
            select(_draft.c.subject_id, _draft.c.content, _draft.c.saved_at)
            .where(
                _draft.c.agency_id == desk.agency_id,
                _draft.c.person_id == desk.person_id,
                _draft.c.kind == HANDLED,
            )
            .order_by(_draft.c.saved_at.desc())
            .limit(limit)
        ).all()
        known = {note.subject_id: note for note in notes}
        rows = _rows(desk, connection, _change.c.cid.in_(known), (_change.c.dseq,), limit)
        acts = by_act(told(connection, desk.agency_id, rows))
    found = [
        HandledRow(act, Handling(known[act.id].content["how"]), known[act.id].saved_at)
        for act in acts
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)


@dataclass(frozen=True)
class HandoverRow:
    """A change of somebody else that waits for this person's word; `answer` once one was given."""

    change: ChangeRow
    answer: str | None

    @property
    def id(self) -> str:
        """Return the id of the change."""
        return self.change.id


def find_handovers(desk: Desk) -> list[HandoverRow]:
    """Return the changes of others that wait for this person's word."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        waiting = get_meta(connection, HANDOVERS) or []
        answers = get_meta(connection, DECISIONS) or {}
        records = [Offered.of(one["record"], one["reason"]) for one in waiting]
        changes = told(connection, desk.agency_id, records)
    return [HandoverRow(change, answers.get(change.id)) for change in changes]


def answer_handover(desk: Desk, cid: str, *, accept: bool) -> Done[None]:
    """Note the word on a change of somebody else; the next request takes it to the server.

    Raises Refused(NOT_FOUND) where no such change waits.
    """
    with desk.write_device() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        waiting = get_meta(connection, HANDOVERS) or []
        record = next((one["record"] for one in waiting if one["record"]["cid"] == cid), None)
        if record is None:
            raise Refused(Code.NOT_FOUND, text=cid)
        answers = get_meta(connection, DECISIONS) or {}
        put_meta(connection, DECISIONS, {**answers, cid: "accept" if accept else "decline"})
    return Done(None, frozenset({(record["ent"], record["eid"])}))


def count_waiting(connection: Connection, agency_id: str) -> int:
    """Return how many changes of an enrolled PC were not sent yet."""
    wanted = (_change.c.agency_id == agency_id, _change.c.fate.is_(None))
    waiting = by_waiting(select(func.count()).select_from(_change).where(*wanted))
    return connection.scalar(waiting) or 0


def count_turned_back(desk: Desk, connection: Connection, fate: Fate) -> int:
    """Return how many of the own acts have `fate` and were not handled yet."""
    acts = select(func.count(_change.c.grp.distinct())).where(
        _change.c.agency_id == desk.agency_id, _change.c.fate == fate.value, _unhandled(desk)
    )
    return connection.scalar(acts) or 0


def count_handovers(connection: Connection) -> int:
    """Return how many changes of others wait for this person's word and have none."""
    waiting = get_meta(connection, HANDOVERS) or []
    answers = get_meta(connection, DECISIONS) or {}
    return sum(one["record"]["cid"] not in answers for one in waiting)


def _find_turned_back(desk: Desk, fate: Fate) -> list[ChangeRow]:
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        wanted = and_(_change.c.fate == fate.value, _unhandled(desk))
        rows = _rows(desk, connection, wanted, (_change.c.dseq,), None)
        return list(reversed(by_act(told(connection, desk.agency_id, rows))))


def _unhandled(desk: Desk) -> ColumnElement[bool]:
    return not_(
        exists().where(
            _draft.c.agency_id == _change.c.agency_id,
            _draft.c.person_id == desk.person_id,
            _draft.c.kind == HANDLED,
            _draft.c.subject_id == _change.c.cid,
        )
    )


def _rows(
    desk: Desk,
    connection: Connection,
    wanted: ColumnElement[bool],
    order: Iterable[ColumnElement[Any]],
    limit: int | None,
) -> Sequence[Any]:
    query = select(_change).where(_change.c.agency_id == desk.agency_id, wanted).order_by(*order)
    return connection.execute(query.limit(limit)).all()


def _act_of(desk: Desk, connection: Connection, cid: str) -> Sequence[Any]:
    """Return the changes of one act, in their order."""
    group = select(_change.c.grp).where(_change.c.agency_id == desk.agency_id, _change.c.cid == cid)
    wanted = _change.c.grp == group.scalar_subquery()
    rows = _rows(desk, connection, wanted, (_change.c.dseq,), None)
    if not rows:
        raise Refused(Code.NOT_FOUND, text=cid)
    return rows


def _turned_back_act(desk: Desk, connection: Connection, cid: str) -> Sequence[Any]:
    """Return the changes of an act that was not taken and that nothing was done about."""
    waits = and_(
        _change.c.fate == Fate.REFUSED.value,
        _unhandled(desk),
        _change.c.cid.in_([row.cid for row in _act_of(desk, connection, cid)]),
    )
    rows = _rows(desk, connection, waits, (_change.c.dseq,), None)
    if not rows:
        raise Refused(Code.NOT_FOUND, text=cid)
    return rows


def _take_up_again(desk: Desk, connection: Connection, cid: str) -> None:
    """Forget that an act was discarded; what else was done about it stays."""
    for row in _act_of(desk, connection, cid):
        note = find_in(connection, desk, HANDLED, row.cid) or {}
        if note.get("how") == Handling.DISCARDED:
            discard_in(connection, desk, HANDLED, row.cid)


def _note(desk: Desk, connection: Connection, rows: Iterable[Any], content: dict[str, Any]) -> None:
    for row in rows:
        save_in(connection, desk, HANDLED, row.cid, content)

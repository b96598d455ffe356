"""What waits at the server, for its administrator: listed without content, retried, dropped.

Only what the program could not work on (`internal`) needs the administrator: after a repair it is
retried, or it is dropped, and its author is told. All else waits for a row or a person's word.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from okrdesk.db import schema as office
from okrdesk.domain.fate import Reason
from okrdesk.errors import Code, Refused
from okrdesk.server.shelf import SqlShelf
from okrdesk.sync import validity
from okrdesk.sync.arrival import Arrival
from okrdesk.sync.record import Record
from okrdesk.sync.shelf import Parked
from okrdesk.sync.wire import Verdict


@dataclass(frozen=True)
class ParkedLine:
    """A change that waits, without its content; `waits_for` is the id of a row, if it is one."""

    cid: str
    reason: str
    person: str
    act: str
    entity: str
    eid: str
    waits_for: str | None


def parked_lines(shelf: SqlShelf) -> list[ParkedLine]:
    """Return what waits in an agency, in the order it arrived."""
    person = office.person
    people = select(person.c.id, person.c.name).where(person.c.agency_id == shelf.agency_id)
    names = {row.id: row.name for row in shelf.connection.execute(people)}
    return [
        ParkedLine(
            cid=one.record.cid,
            reason=one.reason,
            person=names.get(one.record.actor, ""),
            act=one.record.act,
            entity=one.record.ent,
            eid=one.record.eid,
            waits_for=one.waits_for[1] if one.waits_for else None,
        )
        for one in shelf.all_parked()
    ]


def retry(shelf: SqlShelf, cid: str, now_ms: int) -> list[Verdict]:
    """Decide a change that could not be worked on anew, with its group; return the verdicts.

    Raises Refused(NOT_FOUND) where no such change waits, and what still fails while writing it.
    """
    group = _group(shelf, cid)
    arrival = _arrival(shelf, now_ms)
    arrival.retry(group)
    return _written(shelf, arrival, group)


def drop(shelf: SqlShelf, cid: str, now_ms: int) -> list[Verdict]:
    """Refuse a change that could not be worked on, with its group; raises as `retry` does."""
    group = _group(shelf, cid)
    arrival = _arrival(shelf, now_ms)
    arrival.drop(group)
    return _written(shelf, arrival, group)


def _group(shelf: SqlShelf, cid: str) -> list[Parked]:
    stuck = [one for one in shelf.all_parked() if one.reason == Reason.INTERNAL]
    groups = {one.record.grp for one in stuck if one.record.cid == cid}
    if not groups:
        raise Refused(Code.NOT_FOUND, text=cid)
    return [one for one in stuck if one.record.grp in groups]


def _arrival(shelf: SqlShelf, now_ms: int) -> Arrival:
    def problem(record: Record) -> Reason | None:
        """Look at a change as on arrival: its form, and that its device is its actor's."""
        device = shelf.device(record.dev)
        is_own = device is not None and device.person_id == record.actor
        return validity.problem(record) or (None if is_own else Reason.NO_AUTHORITY)

    return Arrival(shelf, now_ms, problem)


def _written(shelf: SqlShelf, arrival: Arrival, group: Sequence[Parked]) -> list[Verdict]:
    outcome = arrival.finish()
    shelf.write(outcome)
    last = {record.cid: verdict for record, verdict in outcome.decided}
    return [last[one.record.cid] for one in group]

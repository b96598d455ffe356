"""A copy of the office as an enrolled PC has it, and the server's word on its changes."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert, select, update

from okrdesk.db import schema
from okrdesk.db.store import put_meta
from okrdesk.domain.fate import Fate, Reason
from okrdesk.services.desk import Desk
from okrdesk.services.enrolled import ENROLMENT
from okrdesk.services.outbox import HANDOVERS

_change = schema.change


def enrol(desk: Desk, **more: Any) -> None:
    """Make the office's PC one of a server that has all that was done so far."""
    with desk.write_device() as connection:
        put_meta(connection, ENROLMENT, {"server": "https://okr.stn.vn", "user": "an", **more})
        connection.execute(update(_change).values(fate=Fate.APPLIED.value, aseq=_change.c.dseq))


def answer(desk: Desk, cids: Iterable[str], fate: Fate, reason: Reason | None = None) -> None:
    """Note what the server decided of changes, as a reply does."""
    with desk.write_device() as connection:
        connection.execute(
            update(_change)
            .where(_change.c.cid.in_(list(cids)))
            .values(fate=fate.value, reason=reason.value if reason else None)
        )


def waiting(desk: Desk) -> list[Any]:
    """Return the changes without a fate, in their order."""
    with desk.read() as connection:
        return list(
            connection.execute(
                select(_change).where(_change.c.fate.is_(None)).order_by(_change.c.dseq)
            )
        )


def refuse_last(desk: Desk, reason: Reason) -> list[str]:
    """Let the server refuse the last act, and take what it made off this PC again.

    Return the ids of its changes.
    """
    changes = waiting(desk)
    changes = [one for one in changes if one.grp == changes[-1].grp]
    answer(desk, [one.cid for one in changes], Fate.REFUSED, reason)
    take_off(desk, [one for one in changes if one.op in ("create", "append")])
    return [one.cid for one in changes]


def take_off(desk: Desk, changes: Iterable[Any]) -> None:
    """Remove rows that changes made, as a PC does with what the server did not take."""
    with desk.write_device() as connection:
        connection.info["journal_is_writing"] = True
        try:
            for one in reversed(list(changes)):
                table = schema.JOURNALLED[one.entity]
                connection.execute(table.delete().where(table.c.id == one.eid))
        finally:
            connection.info.pop("journal_is_writing")


def clash(
    desk: Desk, key: tuple[str, str], field: str, kept: tuple[str, Any], lost: tuple[str, Any]
) -> str:
    """Bring a conflict about a field, as a reply does; `kept` and `lost` are (author, value)."""
    sides = [
        {"actor": actor, "value": value, "hlc": 1, "cid": "", "wall": 1_795_000_000_000 + place}
        for place, (actor, value) in enumerate((lost, kept))
    ]
    id = "0199aaaa-0000-8000-8000-00000000000" + str(len(field) % 10)
    with desk.write_device() as connection:
        connection.info["journal_is_writing"] = True
        try:
            connection.execute(
                insert(schema.conflict).values(
                    agency_id=desk.agency_id,
                    id=id,
                    entity=key[0],
                    eid=key[1],
                    field=field,
                    kept=sides[1],
                    lost=sides[0],
                    deleted=False,
                    stamps={"*": 1},
                )
            )
        finally:
            connection.info.pop("journal_is_writing")
    return id


def hand_over_to(desk: Desk, record: dict[str, Any]) -> None:
    """Let a change of somebody else wait for this person's word."""
    with desk.write_device() as connection:
        put_meta(connection, HANDOVERS, [{"record": record, "reason": Reason.HANDOVER.value}])

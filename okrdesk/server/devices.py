"""The PCs that an agency has enrolled: listed without content, and turned away."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update

from okrdesk.db import schema as office
from okrdesk.db.joining import named_by
from okrdesk.server import schema
from okrdesk.sync.enrol_wire import DeviceLine

_device = schema.device


def devices(
    connection: Connection, agency_id: str, silent_since: datetime | None = None
) -> Sequence[DeviceLine]:
    """Return the devices of an agency by their person's name; with `silent_since` those unseen."""
    person = office.person
    seen = select(_device, person.c.name.label("person")).join(
        person, named_by(person, _device.c.person_id)
    )
    rows = connection.execute(
        seen.where(_device.c.agency_id == agency_id).order_by(person.c.name, _device.c.enrolled_at)
    ).mappings()
    found = []
    for row in rows:
        last = row["seen_at"] or row["enrolled_at"]
        if silent_since is not None and (last > silent_since or row["revoked_at"]):
            continue
        found.append(
            DeviceLine(
                id=row["id"],
                person_id=row["person_id"],
                name=row["person"],
                machine=row["name"],
                app=row["app"],
                first_seen=row["enrolled_at"].isoformat(),
                last_seen=last.isoformat(),
                waiting=row["waiting"],
                revoked=row["revoked_at"] is not None,
            )
        )
    return found


def revoke(
    connection: Connection, agency_id: str, device: str, now: datetime, *, wipe: bool
) -> bool:
    """Let a device come no more; with `wipe` it is told to destroy its key. False: no such device.

    What it had sent before stays; what it sends after is not taken.
    """
    changed = connection.execute(
        update(_device)
        .where(_device.c.agency_id == agency_id, _device.c.id == device)
        .values(revoked_at=now, wipe=wipe)
    )
    return changed.rowcount == 1

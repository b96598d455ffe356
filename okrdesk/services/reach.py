"""Whose things a person may see or judge: the people that a right reaches, for lists."""

from sqlalchemy import Connection

from okrdesk.db.queries.office import units_below
from okrdesk.db.queries.tasks import people_in
from okrdesk.domain.permissions import RIGHTS, Reach, Right
from okrdesk.services.desk import Desk


def people_in_reach(desk: Desk, connection: Connection, right: Right) -> frozenset[str] | None:
    """Return the people over whose things the person has `right` today; None says everybody.

    It is the table of rights asked for all at once; who has left reaches nobody.
    """
    actor = desk.actor(connection)
    if actor.has_left:
        return frozenset()
    standings = actor.standings()
    held = {standing: reach for standing, reach in RIGHTS[right].items() if standing in standings}
    if Reach.AGENCY in held.values():
        return None
    units: frozenset[str] = frozenset()
    for standing, reach in held.items():
        if reach is Reach.UNIT:
            units |= standings[standing]
        elif reach is Reach.SUBTREE:
            units |= units_below(connection, desk.agency_id, standings[standing])
    others = people_in(connection, desk.agency_id, units, desk.today()) if units else frozenset()
    return others | {actor.person_id} if held else frozenset()

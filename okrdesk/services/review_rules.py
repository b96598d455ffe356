"""Who may say what of an objective: submitting it, returning it, approving it."""

from sqlalchemy import Connection, or_, select

from okrdesk.db import schema
from okrdesk.db.queries.office import target_of
from okrdesk.domain.objective import Owner
from okrdesk.domain.permissions import Right
from okrdesk.domain.review import ReviewKind, may_approve
from okrdesk.errors import Code, Refused
from okrdesk.services.desk import Desk


def may_review(desk: Desk, connection: Connection, owner: Owner) -> bool:
    """Say whether the person may return or approve what `owner` owns."""
    target = target_of(connection, desk.agency_id, owner, desk.today())
    return may_approve(desk.actor(connection), target, _roots(desk, connection))


def require_review(desk: Desk, connection: Connection, kind: str, owner: Owner) -> None:
    """Raise Refused(NO_AUTHORITY) unless the person may say `kind` of what `owner` owns."""
    if kind == ReviewKind.SUBMIT:
        desk.require(connection, Right.EDIT_OBJECTIVES, [owner])
    elif not may_review(desk, connection, owner):
        raise Refused(Code.NO_AUTHORITY)


def _roots(desk: Desk, connection: Connection) -> frozenset[str]:
    """Return the units that have none above."""
    unit = schema.unit
    return frozenset(
        connection.scalars(
            select(unit.c.id).where(
                unit.c.agency_id == desk.agency_id,
                ~unit.c.deleted,
                or_(unit.c.parent_id.is_(None), unit.c.parent_id == ""),
            )
        )
    )

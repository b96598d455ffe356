"""Who may judge the work of others: nobody the own, but who has nobody above."""

from sqlalchemy import Connection, or_, select

from okrdesk.db import schema
from okrdesk.db.queries.office import load_actor, target_of
from okrdesk.domain import permissions
from okrdesk.domain.approving import Approver
from okrdesk.domain.objective import Owner
from okrdesk.domain.permissions import Right
from okrdesk.domain.review import ReviewKind
from okrdesk.errors import Code, Refused
from okrdesk.services.desk import Desk


def may_judge(desk: Desk, connection: Connection, right: Right, owner: Owner) -> bool:
    """Say whether the person may use `right` (of `NOT_OVER_ONESELF`) over what `owner` owns."""
    target = target_of(connection, desk.agency_id, owner, desk.today())
    return permissions.may_judge(desk.actor(connection), right, target, _roots(desk, connection))


def approver_of(
    desk: Desk, connection: Connection, owner: Owner, person_id: str | None = None
) -> Approver:
    """Return the person (at the desk where none is named) as who may approve what `owner` owns."""
    day = desk.today()
    actor = load_actor(connection, desk.agency_id, person_id or desk.person_id, day)
    target = target_of(connection, desk.agency_id, owner, day)
    return Approver(actor, target, _roots(desk, connection))


def require_judge(desk: Desk, connection: Connection, right: Right, owner: Owner) -> None:
    """Raise Refused(NO_AUTHORITY) unless `may_judge`."""
    if not may_judge(desk, connection, right, owner):
        raise Refused(Code.NO_AUTHORITY)


def require_review(desk: Desk, connection: Connection, kind: str, owner: Owner) -> None:
    """Raise Refused(NO_AUTHORITY) unless the person may say `kind` of what `owner` owns."""
    if kind == ReviewKind.SUBMIT:
        desk.require(connection, Right.EDIT_OBJECTIVES, [owner])
    else:
        require_judge(desk, connection, Right.APPROVE_OBJECTIVES, owner)


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

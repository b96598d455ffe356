"""Roles granted to people, and taken back: administrator, planner, leader of the agency."""

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.joining import named_by
from okrdesk.domain.act import Act
from okrdesk.domain.organisation import Role
from okrdesk.domain.permissions import Right
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import fetch
from okrdesk.services.desk import Desk, Done

_grant = schema.role_grant


def grant_role(desk: Desk, person_id: str, role: Role) -> Done[None]:
    """Give a person a role; nothing is written where it is held already."""
    with desk.write(Act.GRANT_ROLE) as work:
        desk.require(work.connection, Right.EDIT_ORGANISATION)
        person = fetch(work.connection, schema.person, desk.agency_id, person_id)
        if person["archived"]:
            raise Refused(Code.ARCHIVED, title=person["name"])
        if not _grants(desk, work.connection, role, person_id):
            work.add(_grant, person_id=person_id, role=role.value)
    return Done(None, frozenset(work.touched))


def revoke_role(desk: Desk, person_id: str, role: Role) -> Done[None]:
    """Take a role back; raise Refused(LAST_ADMINISTRATOR) where nobody else could give it again."""
    with desk.write(Act.REVOKE_ROLE) as work:
        desk.require(work.connection, Right.EDIT_ORGANISATION)
        if role is Role.ADMINISTRATOR:
            keep_administrator(desk, work.connection, person_id)
        for id in _grants(desk, work.connection, role, person_id):
            work.remove(_grant, id)
    return Done(None, frozenset(work.touched))


def keep_administrator(desk: Desk, connection: Connection, person_id: str) -> None:
    """Raise Refused(LAST_ADMINISTRATOR) where nobody but `person_id` is an administrator."""
    held = _grants(desk, connection, Role.ADMINISTRATOR, person_id)
    if held and set(held) == set(_grants(desk, connection, Role.ADMINISTRATOR)):
        raise Refused(Code.LAST_ADMINISTRATOR)


def find_roles(desk: Desk) -> dict[str, frozenset[Role]]:
    """Return the roles granted, by person id."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        rows = connection.execute(
            select(_grant.c.person_id, _grant.c.role).where(
                _grant.c.agency_id == desk.agency_id, ~_grant.c.deleted
            )
        )
        found: dict[str, frozenset[Role]] = {}
        for row in rows:
            found[row.person_id] = found.get(row.person_id, frozenset()) | {Role(row.role)}
        return found


def _grants(
    desk: Desk, connection: Connection, role: Role, person_id: str | None = None
) -> list[str]:
    """Return the ids of the grants of a role to people who are not archived."""
    person = schema.person
    statement = (
        select(_grant.c.id)
        .join(person, named_by(person, _grant.c.person_id))
        .where(
            _grant.c.agency_id == desk.agency_id,
            _grant.c.role == role.value,
            ~_grant.c.deleted,
            ~person.c.deleted,
        )
    )
    if person_id is None:
        statement = statement.where(~person.c.archived)
    else:
        statement = statement.where(_grant.c.person_id == person_id)
    return list(connection.scalars(statement))

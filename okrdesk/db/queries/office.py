"""Who a person is in the office today, what lies above a unit, and what the office has set."""

from datetime import date

from sqlalchemy import ColumnElement, Connection, Table, and_, or_, select

from okrdesk.db import schema
from okrdesk.domain.objective import Owner
from okrdesk.domain.office import OfficeSettings, office_settings
from okrdesk.domain.organisation import Role
from okrdesk.domain.permissions import Actor, Target


def in_force(table: Table, day: date) -> ColumnElement[bool]:
    """Return the condition that a dated row of `table` holds on `day`."""
    return and_(
        or_(table.c.from_on.is_(None), table.c.from_on <= day),
        or_(table.c.to_on.is_(None), table.c.to_on >= day),
    )


def load_actor(connection: Connection, agency_id: str, person_id: str, day: date) -> Actor:
    """Return the person with the posts in force on `day` and the roles granted."""
    post, grant = schema.post, schema.role_grant
    posts = connection.execute(
        select(post.c.unit_id, post.c.is_leader, post.c.is_deputy).where(
            post.c.agency_id == agency_id,
            post.c.person_id == person_id,
            ~post.c.deleted,
            in_force(post, day),
        )
    ).all()
    roles = connection.scalars(
        select(grant.c.role).where(
            grant.c.agency_id == agency_id, grant.c.person_id == person_id, ~grant.c.deleted
        )
    )
    return Actor(
        person_id,
        member_of=frozenset(row.unit_id for row in posts),
        deputy_of=frozenset(row.unit_id for row in posts if row.is_deputy),
        head_of=frozenset(row.unit_id for row in posts if row.is_leader),
        roles=frozenset(Role(role) for role in roles),
    )


def units_above(connection: Connection, agency_id: str, unit_ids: frozenset[str]) -> frozenset[str]:
    """Return `unit_ids` and every unit above them, whatever the depth."""
    unit = schema.unit
    known = (
        select(unit.c.id, unit.c.parent_id)
        .where(unit.c.agency_id == agency_id, unit.c.id.in_(unit_ids))
        .cte("above", recursive=True)
    )
    known = known.union(
        select(unit.c.id, unit.c.parent_id).where(
            unit.c.agency_id == agency_id, unit.c.id == known.c.parent_id
        )
    )
    return frozenset(connection.scalars(select(known.c.id))) | unit_ids


def units_below(connection: Connection, agency_id: str, unit_ids: frozenset[str]) -> frozenset[str]:
    """Return `unit_ids` and every unit below them, whatever the depth."""
    unit = schema.unit
    known = (
        select(unit.c.id)
        .where(unit.c.agency_id == agency_id, unit.c.id.in_(unit_ids))
        .cte("below", recursive=True)
    )
    known = known.union(
        select(unit.c.id).where(unit.c.agency_id == agency_id, unit.c.parent_id == known.c.id)
    )
    return frozenset(connection.scalars(select(known.c.id)))


def target_of(connection: Connection, agency_id: str, owner: Owner, day: date) -> Target:
    """Return what `owner` owns as the rights table sees it."""
    units = frozenset([owner.unit_id] if owner.unit_id else [])
    people = frozenset([owner.person_id] if owner.person_id else [])
    if owner.person_id:
        post = schema.post
        units |= frozenset(
            connection.scalars(
                select(post.c.unit_id).where(
                    post.c.agency_id == agency_id,
                    post.c.person_id == owner.person_id,
                    ~post.c.deleted,
                    in_force(post, day),
                )
            )
        )
    return Target(people, units, units_above(connection, agency_id, units))


def load_office(connection: Connection, agency_id: str) -> OfficeSettings:
    """Return what the office has set, with the defaults for the rest."""
    table = schema.office_setting
    rows = connection.execute(
        select(table.c.key, table.c.value).where(table.c.agency_id == agency_id, ~table.c.deleted)
    )
    return office_settings({row.key: row.value for row in rows})

"""Who a person is in the office today, what lies above a unit, and what the office has set."""

from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Connection,
    Date,
    Select,
    Table,
    and_,
    bindparam,
    or_,
    select,
)

from okrdesk.db import schema
from okrdesk.domain.objective import Owner
from okrdesk.domain.office import OfficeSettings, office_settings
from okrdesk.domain.organisation import Role
from okrdesk.domain.permissions import Actor, Target, target_in


def in_force(table: Table, day: ColumnElement[Any] | date) -> ColumnElement[bool]:
    """Return the condition that a dated row of `table` holds on `day`."""
    return and_(
        or_(table.c.from_on.is_(None), table.c.from_on <= day),
        or_(table.c.to_on.is_(None), table.c.to_on >= day),
    )


# The statements stand here once: every service asks them, and building one takes SQLAlchemy longer
# than SQLite takes to run it.
_unit, _people, _post, _grant, _setting = (
    schema.unit,
    schema.person,
    schema.post,
    schema.role_grant,
    schema.office_setting,
)
_agency: BindParameter[str] = bindparam("agency_id")
_person: BindParameter[str] = bindparam("person_id")
_ids: BindParameter[list[str]] = bindparam("ids", expanding=True)
_day = bindparam("day", type_=Date)

_POSTS = select(_post.c.unit_id, _post.c.is_leader, _post.c.is_deputy).where(
    _post.c.agency_id == _agency,
    _post.c.person_id == _person,
    ~_post.c.deleted,
    in_force(_post, _day),
)
_ROLES = (
    select(_people.c.archived, _people.c.deleted, _grant.c.role)
    .outerjoin(
        _grant,
        and_(
            _grant.c.agency_id == _people.c.agency_id,
            _grant.c.person_id == _people.c.id,
            ~_grant.c.deleted,
        ),
    )
    .where(_people.c.agency_id == _agency, _people.c.id == _person)
)
_SETTINGS = select(_setting.c.key, _setting.c.value).where(
    _setting.c.agency_id == _agency, ~_setting.c.deleted
)


def _tree(upward: bool) -> Select[Any]:
    start = select(_unit.c.id, _unit.c.parent_id).where(
        _unit.c.agency_id == _agency, _unit.c.id.in_(_ids)
    )
    known: CTE = start.cte("known", recursive=True)
    link = _unit.c.id == known.c.parent_id if upward else _unit.c.parent_id == known.c.id
    further = select(_unit.c.id, _unit.c.parent_id).where(_unit.c.agency_id == _agency, link)
    found = known.union(further)
    return select(found.c.id, found.c.parent_id)


_ABOVE, _BELOW = _tree(upward=True), _tree(upward=False)


def load_actor(connection: Connection, agency_id: str, person_id: str, day: date) -> Actor:
    """Return the person with the posts in force on `day` and the roles granted."""
    names = {"agency_id": agency_id, "person_id": person_id}
    posts = connection.execute(_POSTS, {**names, "day": day}).all()
    held = connection.execute(_ROLES, names).all()
    return Actor(
        person_id,
        member_of=frozenset(row.unit_id for row in posts),
        deputy_of=frozenset(row.unit_id for row in posts if row.is_deputy),
        head_of=frozenset(row.unit_id for row in posts if row.is_leader),
        roles=frozenset(Role(row.role) for row in held if row.role),
        has_left=not held or held[0].archived or held[0].deleted,
    )


def units_above(connection: Connection, agency_id: str, unit_ids: frozenset[str]) -> frozenset[str]:
    """Return `unit_ids` and every unit above them, whatever the depth."""
    return _units(connection, _ABOVE, agency_id, unit_ids)


def units_below(connection: Connection, agency_id: str, unit_ids: frozenset[str]) -> frozenset[str]:
    """Return `unit_ids` and every unit below them, whatever the depth."""
    return _units(connection, _BELOW, agency_id, unit_ids)


def _units(
    connection: Connection, statement: Select[Any], agency_id: str, ids: frozenset[str]
) -> frozenset[str]:
    if not ids:
        return ids
    return ids | frozenset(
        connection.scalars(statement, {"agency_id": agency_id, "ids": list(ids)})
    )


def target_of(connection: Connection, agency_id: str, owner: Owner, day: date) -> Target:
    """Return what `owner` owns as the rights table sees it."""
    units = frozenset([owner.unit_id] if owner.unit_id else [])
    people = frozenset([owner.person_id] if owner.person_id else [])
    if owner.person_id:
        names = {"agency_id": agency_id, "person_id": owner.person_id, "day": day}
        units |= frozenset(row.unit_id for row in connection.execute(_POSTS, names))
    names = {"agency_id": agency_id, "ids": list(units)}
    above = connection.execute(_ABOVE, names).all() if units else ()
    return target_in(people, units, {row.id: row.parent_id for row in above})


def load_office(connection: Connection, agency_id: str) -> OfficeSettings:
    """Return what the office has set, with the defaults for the rest."""
    rows = connection.execute(_SETTINGS, {"agency_id": agency_id})
    return office_settings({row.key: row.value for row in rows})

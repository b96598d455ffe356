"""Who may do what with whose evaluation, worked out for hundreds of people by four queries."""

from collections import defaultdict

from sqlalchemy import BindParameter, Connection, Date, bindparam, select

from okrdesk.db import schema
from okrdesk.db.queries.office import in_force
from okrdesk.domain.permissions import (
    NOT_OVER_ONESELF,
    Right,
    Target,
    is_allowed,
    may_judge,
)
from okrdesk.errors import Code, Refused
from okrdesk.services.desk import Desk

_unit, _post = schema.unit, schema.post
_agency: BindParameter[str] = bindparam("agency_id")

# Built once: building takes SQLAlchemy longer than SQLite takes to run them.
_UNITS = select(_unit.c.id, _unit.c.parent_id).where(_unit.c.agency_id == _agency, ~_unit.c.deleted)
_POSTS = select(_post.c.person_id, _post.c.unit_id, _post.c.is_leader).where(
    _post.c.agency_id == _agency, ~_post.c.deleted, in_force(_post, bindparam("day", type_=Date))
)


class Rights:
    """The rights of the person at the desk over the work of others, by the posts of today."""

    def __init__(self, desk: Desk, connection: Connection) -> None:
        self.actor = desk.actor(connection)
        names = {"agency_id": desk.agency_id, "day": desk.today()}
        self._parents = {row.id: row.parent_id for row in connection.execute(_UNITS, names)}
        self._roots = frozenset(id for id, parent in self._parents.items() if not parent)
        self._units: dict[str, set[str]] = defaultdict(set)
        self._heads: dict[str, set[str]] = defaultdict(set)
        for post in connection.execute(_POSTS, names):
            self._units[post.person_id].add(post.unit_id)
            if post.is_leader:
                self._heads[post.unit_id].add(post.person_id)
        self._known: dict[tuple[Right, str], bool] = {}

    def may(self, right: Right, person_id: str) -> bool:
        """Say whether the right holds over what a person does; nobody judges the own work."""
        key = right, person_id
        if key not in self._known:
            target = self._target(person_id)
            if right in NOT_OVER_ONESELF:
                self._known[key] = may_judge(self.actor, right, target, self._roots)
            else:
                self._known[key] = is_allowed(self.actor, right, target)
        return self._known[key]

    def require(self, right: Right, person_id: str) -> None:
        """Raise Refused(NO_AUTHORITY) unless `may`."""
        if not self.may(right, person_id):
            raise Refused(Code.NO_AUTHORITY)

    def require_any(self, rights: tuple[Right, ...], person_id: str) -> None:
        """Raise Refused(NO_AUTHORITY) unless one of the rights holds."""
        if not any(self.may(right, person_id) for right in rights):
            raise Refused(Code.NO_AUTHORITY)

    def direct_heads(self, person_id: str, unit_id: str | None) -> set[str]:
        """Return who heads the unit of somebody, or the next above that has another head.

        `unit_id` is the evaluation's; who works elsewhere by now is the new unit's.
        """
        units = self.units_of(person_id)
        start = unit_id if unit_id in units or not units else min(units)
        for unit in self.up_from(start):
            heads = self._heads[unit] - {person_id}
            if heads:
                return heads
        return set()

    def units_of(self, person_id: str) -> frozenset[str]:
        """Return the units in which somebody has a post today."""
        return frozenset(self._units[person_id])

    def up_from(self, unit_id: str | None) -> list[str]:
        """Return a unit and those above it, from the bottom to the top."""
        found: list[str] = []
        while unit_id and unit_id not in found:
            found.append(unit_id)
            unit_id = self._parents.get(unit_id)
        return found

    def _target(self, person_id: str) -> Target:
        units = self.units_of(person_id)
        above = frozenset(up for unit in units for up in self.up_from(unit))
        return Target(frozenset([person_id]), units, above)

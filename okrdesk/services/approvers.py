"""Who is asked for the next level of approval: of those who may give it the nearest to the owner.

With one level there is no order among them: the objective waits for all who may approve it.
"""

from sqlalchemy import Connection, or_, select

from okrdesk.db import schema
from okrdesk.db.queries.office import in_force
from okrdesk.domain.approving import Approver
from okrdesk.domain.objective import Owner
from okrdesk.domain.organisation import Role
from okrdesk.domain.review import Standing
from okrdesk.domain.text import name_key
from okrdesk.services.desk import Desk
from okrdesk.services.judging import approver_of

_post, _grant, _person = schema.post, schema.role_grant, schema.person


class Asked:
    """Answers for many objectives in one reading transaction, each owner looked up once."""

    def __init__(self, desk: Desk, connection: Connection) -> None:
        self._desk = desk
        self._connection = connection
        self._mine: dict[Owner, Approver] = {}
        self._others: dict[Owner, list[tuple[str, Approver]]] = {}

    def waits_for_me(self, owner: Owner, standing: Standing) -> bool:
        """Say whether the person at the desk is asked for the next level."""
        if standing.next_level is None:
            return False
        if owner not in self._mine:
            self._mine[owner] = approver_of(self._desk, self._connection, owner)
        mine = self._mine[owner]
        if not mine.gives_now(standing):
            return False
        if standing.levels == 1:
            return True
        others = self._may_give(owner, standing)
        return all(mine.highest <= one.highest for _name, one in others)

    def names(self, owner: Owner, standing: Standing) -> tuple[str, ...]:
        """Return the names of those who are asked for the next level."""
        people = self._may_give(owner, standing)
        nearest = min((one.highest for _name, one in people), default=0)
        return tuple(name for name, one in people if one.highest == nearest)

    def _may_give(self, owner: Owner, standing: Standing) -> list[tuple[str, Approver]]:
        if standing.next_level is None:
            return []
        return [pair for pair in self._approvers(owner) if pair[1].gives_now(standing)]

    def _approvers(self, owner: Owner) -> list[tuple[str, Approver]]:
        """Return the heads of the owner's unit and of those above, and the agency's leaders."""
        if owner not in self._others:
            desk, connection = self._desk, self._connection
            target = approver_of(desk, connection, owner).target
            leads = select(_post.c.person_id).where(
                _post.c.agency_id == desk.agency_id,
                _post.c.is_leader,
                ~_post.c.deleted,
                _post.c.unit_id.in_(target.units_and_above),
                in_force(_post, desk.today()),
            )
            leaders = select(_grant.c.person_id).where(
                _grant.c.agency_id == desk.agency_id,
                _grant.c.role == Role.AGENCY_LEADER.value,
                ~_grant.c.deleted,
            )
            rows = connection.execute(
                select(_person.c.id, _person.c.name).where(
                    _person.c.agency_id == desk.agency_id,
                    ~_person.c.deleted,
                    ~_person.c.archived,
                    or_(_person.c.id.in_(leads), _person.c.id.in_(leaders)),
                )
            ).all()
            self._others[owner] = [
                (row.name, approver_of(desk, connection, owner, row.id))
                for row in sorted(rows, key=lambda row: name_key(row.name))
            ]
        return self._others[owner]

"""What stands in the way: the open blockers of people and units, their owner and day, their end.

A blocker is reported with a check-in; whoever records work on its key result, and whoever it was
given to, says what became of it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select

from okrdesk.db import schema
from okrdesk.db.joining import named_by
from okrdesk.db.queries.office import in_force
from okrdesk.domain.act import Act
from okrdesk.domain.check_in import BlockerKind
from okrdesk.domain.objective import Owner
from okrdesk.domain.permissions import Right
from okrdesk.errors import Code, Refused
from okrdesk.services.check_ins import BlockerEntry
from okrdesk.services.checks import Row, clean_title, fetch, known_owner, owner_of, within
from okrdesk.services.desk import Desk, Done
from okrdesk.services.lists import unit_with_all_below

TEXT_LIMIT = 4_000
_blocker, _kr, _objective = schema.blocker, schema.key_result, schema.objective
_person, _unit, _post, _cycle = schema.person, schema.unit, schema.post, schema.cycle


@dataclass(frozen=True)
class BlockerFilter:
    """Which blockers: of a unit with all below it, mine to remove or about my work, of a kind …

    `owner_id` is who is to remove it; `closed` takes the closed ones in place of the open ones.
    """

    unit_id: str | None = None
    mine: bool = False
    kind: BlockerKind | None = None
    owner_id: str | None = None
    overdue: bool = False
    closed: bool = False
    cycle_id: str | None = None


@dataclass(frozen=True)
class BlockerRow:
    """A blocker as the list shows it; `owner` is who is to remove it, `whose` whose work it blocks.

    `may_edit` says that the person at the desk may change and close it.
    """

    id: str
    kind: BlockerKind
    text: str
    key_result_id: str
    key_result: str
    objective_id: str
    whose: str
    owner_id: str | None
    owner: str
    due_on: date | None
    closed_on: date | None
    resolution: str
    may_edit: bool

    def is_overdue(self, today: date) -> bool:
        """Say whether it should be out of the way already."""
        return self.closed_on is None and self.due_on is not None and self.due_on < today


def find_blockers(desk: Desk, wanted: BlockerFilter | None = None) -> list[BlockerRow]:
    """Return blockers of work that counts, those due first at the top; open ones unless asked."""
    wanted = wanted or BlockerFilter()
    units = unit_with_all_below(desk, wanted.unit_id) if wanted.unit_id else None
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        rows = (
            connection.execute(_statement(desk, _conditions(desk, wanted, units))).mappings().all()
        )
        rights: dict[tuple[Any, ...], bool] = {}
        return [_row(desk, connection, row, rights) for row in rows]


def find_blocker(desk: Desk, id: str) -> BlockerRow:
    """Return one blocker of work that counts; raise Refused(NOT_FOUND) where there is none."""
    for closed in (False, True):
        rows = find_blockers(desk, BlockerFilter(closed=closed))
        found = next((row for row in rows if row.id == id), None)
        if found:
            return found
    raise Refused(Code.NOT_FOUND, text=id)


def add_blocker(desk: Desk, key_result_id: str, entry: BlockerEntry) -> Done[str]:
    """Report what stands in the way of a key result; return its id.

    Raises Refused: NOT_FOUND, NO_AUTHORITY, MISSING_FIELD, TOO_LONG.
    """
    with desk.write(Act.EDIT_BLOCKER) as work:
        row = fetch(work.connection, _kr, desk.agency_id, key_result_id)
        above = fetch(work.connection, _objective, desk.agency_id, row["objective_id"])
        desk.require_check_in(work.connection, owner_of(row), owner_of(above))
        known_owner(work.connection, desk.agency_id, Owner(entry.owner_person_id))
        id = work.add(
            _blocker,
            key_result_id=key_result_id,
            kind=entry.kind.value,
            text=clean_title(entry.text, "Blocker", "text", TEXT_LIMIT),
            owner_person_id=entry.owner_person_id,
            due_on=entry.due_on,
        )
    return Done(id, frozenset(work.touched | {("key_result", key_result_id)}))


def edit_blocker(
    desk: Desk, id: str, owner_person_id: str | None, due_on: date | None
) -> Done[str]:
    """Say who is to remove an open blocker, and until when.

    Raises Refused: NOT_FOUND, NO_AUTHORITY, BLOCKER_CLOSED.
    """
    with desk.write(Act.EDIT_BLOCKER) as work:
        row = _editable(desk, work.connection, id)
        if row["closed_on"] is not None:
            raise Refused(Code.BLOCKER_CLOSED)
        known_owner(work.connection, desk.agency_id, Owner(owner_person_id))
        work.change(_blocker, id, owner_person_id=owner_person_id, due_on=due_on)
    return Done(id, frozenset(work.touched | {("key_result", row["key_result_id"])}))


def close_blocker(desk: Desk, id: str, closed_on: date | None, resolution: str = "") -> Done[str]:
    """Say that a blocker is out of the way since `closed_on`, and how; None opens it again.

    Raises Refused: NOT_FOUND, NO_AUTHORITY, TOO_LONG.
    """
    said = within(resolution.strip(), TEXT_LIMIT, "comment")
    with desk.write(Act.EDIT_BLOCKER) as work:
        row = _editable(desk, work.connection, id)
        work.change(_blocker, id, closed_on=closed_on, resolution=said if closed_on else "")
    return Done(id, frozenset(work.touched | {("key_result", row["key_result_id"])}))


def _editable(desk: Desk, connection: Connection, id: str) -> Row:
    row = fetch(connection, _blocker, desk.agency_id, id)
    key_result = fetch(connection, _kr, desk.agency_id, row["key_result_id"])
    above = fetch(connection, _objective, desk.agency_id, key_result["objective_id"])
    desk.require_check_in(connection, owner_of(key_result), owner_of(above))
    return row


def _conditions(
    desk: Desk, wanted: BlockerFilter, units: frozenset[str] | None
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        _blocker.c.closed_on.is_not(None) if wanted.closed else _blocker.c.closed_on.is_(None)
    ]
    if wanted.mine:
        me = desk.person_id
        found.append(or_(_blocker.c.owner_person_id == me, _kr.c.owner_person_id == me))
    if wanted.kind:
        found.append(_blocker.c.kind == wanted.kind.value)
    if wanted.owner_id:
        found.append(_blocker.c.owner_person_id == wanted.owner_id)
    if wanted.overdue:
        found.append(_blocker.c.due_on < desk.today())
    if wanted.cycle_id:
        found.append(_objective.c.cycle_id == wanted.cycle_id)
    if units is not None:
        members = select(_post.c.person_id).where(
            _post.c.agency_id == desk.agency_id,
            _post.c.unit_id.in_(units),
            ~_post.c.deleted,
            in_force(_post, desk.today()),
        )
        found.append(or_(_kr.c.owner_unit_id.in_(units), _kr.c.owner_person_id.in_(members)))
    return found


def _statement(desk: Desk, conditions: list[ColumnElement[bool]]) -> Any:
    remover = _person.alias("remover")

    return (
        select(
            _blocker,
            _kr.c.title.label("key_result"),
            _kr.c.owner_person_id.label("kr_person"),
            _kr.c.owner_unit_id.label("kr_unit"),
            _objective.c.id.label("objective_id"),
            _objective.c.owner_person_id.label("o_person"),
            _objective.c.owner_unit_id.label("o_unit"),
            remover.c.name.label("remover"),
            _person.c.name.label("person"),
            _unit.c.name.label("unit"),
        )
        .join(_kr, named_by(_kr, _blocker.c.key_result_id))
        .join(_objective, named_by(_objective, _kr.c.objective_id))
        .join(_cycle, named_by(_cycle, _objective.c.cycle_id))
        .outerjoin(remover, named_by(remover, _blocker.c.owner_person_id))
        .outerjoin(_person, named_by(_person, _kr.c.owner_person_id))
        .outerjoin(_unit, named_by(_unit, _kr.c.owner_unit_id))
        .where(
            _blocker.c.agency_id == desk.agency_id,
            ~_blocker.c.deleted,
            ~_kr.c.deleted,
            ~_kr.c.archived,
            ~_objective.c.deleted,
            ~_objective.c.archived,
            _cycle.c.state != "closed",
            *conditions,
        )
        .order_by(_blocker.c.due_on.is_(None), _blocker.c.due_on, _kr.c.title, _blocker.c.id)
    )


def _row(
    desk: Desk, connection: Connection, row: Any, rights: dict[tuple[Any, ...], bool]
) -> BlockerRow:
    owners = (Owner(row["kr_person"], row["kr_unit"]), Owner(row["o_person"], row["o_unit"]))
    if owners not in rights:
        rights[owners] = any(desk.may(connection, Right.CHECK_IN, [one]) for one in owners)
    return BlockerRow(
        id=row["id"],
        kind=BlockerKind(row["kind"]),
        text=row["text"],
        key_result_id=row["key_result_id"],
        key_result=row["key_result"],
        objective_id=row["objective_id"],
        whose=row["person"] or row["unit"] or "",
        owner_id=row["owner_person_id"],
        owner=row["remover"] or "",
        due_on=row["due_on"],
        closed_on=row["closed_on"],
        resolution=row["resolution"],
        may_edit=rights[owners],
    )

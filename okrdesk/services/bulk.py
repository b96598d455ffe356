"""What an import reads and writes at once: the office by few queries, and rows by the thousand.

The rules of what a row means stand in `okrdesk.exchange`; the rights are checked here, where the
rows are written, and all of it goes through the journal inside the caller's one act.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, or_, select

from okrdesk.db import schema
from okrdesk.db.among import in_chunks
from okrdesk.db.joining import named_by
from okrdesk.db.journal import Work
from okrdesk.db.queries.closings import closed_objectives
from okrdesk.db.queries.cycles import all_cycles, running_cycle
from okrdesk.db.queries.in_force import key_results_in_force
from okrdesk.db.queries.key_results import check_ins_under
from okrdesk.domain.check_in import CheckIn, in_force
from okrdesk.domain.directive import Served
from okrdesk.domain.objective import Cycle, CycleState, KeyResult, Owner
from okrdesk.domain.organisation import Person, PersonKind, Post, Unit, holds_on
from okrdesk.domain.permissions import Actor, Right, Target, is_allowed
from okrdesk.domain.reached import colour_of_last
from okrdesk.domain.text import fold
from okrdesk.errors import Code, Refused
from okrdesk.services.check_ins import CheckInEntry
from okrdesk.services.citing import citable
from okrdesk.services.desk import Desk

_SHORTEST_PREFIX = 8


@dataclass(frozen=True)
class Directory:
    """The office as an import needs it: units not dissolved, all people and posts, on one day."""

    units: tuple[Unit, ...]
    people: tuple[Person, ...]
    posts: tuple[Post, ...]
    today: date

    def units_and_above(self, unit_ids: frozenset[str]) -> frozenset[str]:
        """Return the units and every unit above them."""
        parents = {unit.id: unit.parent_id for unit in self.units}
        found: set[str] = set()
        waiting: list[str | None] = list(unit_ids)
        while waiting:
            unit_id = waiting.pop()
            if unit_id is not None and unit_id not in found:
                found.add(unit_id)
                waiting.append(parents.get(unit_id))
        return frozenset(found)


@dataclass(frozen=True)
class OpenKeyResult:
    """A key result that takes check-ins, with the owner of its objective."""

    key_result: KeyResult
    objective_owner: Owner


@dataclass(frozen=True)
class Counts:
    """What an import did: rows made, rows changed, and rows that were so already."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Return both together."""
        return Counts(
            self.created + other.created,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
        )


def load_directory(desk: Desk, connection: Connection) -> Directory:
    """Return the office's units, people (archived ones too) and posts, by three queries."""
    unit, person, post = schema.unit, schema.person, schema.post
    units = connection.execute(
        select(unit).where(
            unit.c.agency_id == desk.agency_id,
            ~unit.c.deleted,
            or_(unit.c.to_on.is_(None), unit.c.to_on >= desk.today()),
        )
    ).mappings()
    people = connection.execute(
        select(person).where(person.c.agency_id == desk.agency_id, ~person.c.deleted)
    ).mappings()
    posts = connection.execute(
        select(post).where(post.c.agency_id == desk.agency_id, ~post.c.deleted)
    ).mappings()
    return Directory(
        tuple(Unit(**_kept(row, Unit)) for row in units),
        tuple(Person(**_kept(row, Person) | {"kind": PersonKind(row["kind"])}) for row in people),
        tuple(Post(**_kept(row, Post)) for row in posts),
        desk.today(),
    )


class Authority:
    """Answers whether a person has a right over what an owner owns, each owner worked out once."""

    def __init__(self, actor: Actor, directory: Directory) -> None:
        self._actor = actor
        self._directory = directory
        self._units: dict[str, set[str]] = defaultdict(set)
        for post in directory.posts:
            if holds_on(post.from_on, post.to_on, directory.today):
                self._units[post.person_id].add(post.unit_id)
        self._known: dict[tuple[Right, Owner], bool] = {}

    def allows(self, right: Right, owner: Owner) -> bool:
        """Say whether the person has `right` over what `owner` owns."""
        if (right, owner) not in self._known:
            self._known[right, owner] = is_allowed(self._actor, right, self._target(owner))
        return self._known[right, owner]

    def require(self, right: Right, owners: Sequence[Owner]) -> None:
        """Raise Refused(NO_AUTHORITY) unless the person has `right` over all of `owners`."""
        if not all(self.allows(right, owner) for owner in set(owners)):
            raise Refused(Code.NO_AUTHORITY)

    def _target(self, owner: Owner) -> Target:
        people = frozenset([owner.person_id] if owner.person_id else [])
        units = frozenset([owner.unit_id] if owner.unit_id else [])
        units |= frozenset(self._units.get(owner.person_id or "", ()))
        return Target(people, units, self._directory.units_and_above(units))


def named_cycle(desk: Desk, connection: Connection, named: str | None) -> Cycle:
    """Return the cycle with this id, unique prefix of an id, code or name; None: the running one.

    Raises Refused: NOT_FOUND, CYCLE_CLOSED.
    """
    if named is None:
        cycle = running_cycle(connection, desk.agency_id, desk.today())
    else:
        wanted = fold(named)
        cycle = next(
            (
                each
                for each in all_cycles(connection, desk.agency_id)
                if wanted in (each.id, fold(each.code), fold(each.name))
                or (len(wanted) >= _SHORTEST_PREFIX and each.id.startswith(wanted))
            ),
            None,
        )
    if cycle is None:
        raise Refused(Code.NOT_FOUND, text=named or f"{desk.today():%d/%m/%Y}")
    if cycle.state is CycleState.CLOSED:
        raise Refused(Code.CYCLE_CLOSED, cycle=cycle.name)
    return cycle


def load_open_key_results(
    desk: Desk, connection: Connection, cycle_id: str | None
) -> list[OpenKeyResult]:
    """Return the key results that take check-ins, of one cycle or of all, by one query.

    Those that read an indicator take none here: the indicator is the one place of their number.
    """
    cycle, objective, key_result = schema.cycle, schema.objective, schema.key_result
    ended = desk.today() - timedelta(days=desk.office(connection).late_days)
    open_states = [state.value for state in CycleState if state.accepts_check_ins]
    statement = (
        select(
            key_result,
            objective.c.owner_person_id.label("above_person_id"),
            objective.c.owner_unit_id.label("above_unit_id"),
        )
        .join(objective, named_by(objective, key_result.c.objective_id))
        .join(cycle, named_by(cycle, objective.c.cycle_id))
        .where(
            key_result.c.agency_id == desk.agency_id,
            cycle.c.state.in_(open_states),
            cycle.c.end_on >= ended,
            *(~table.c.deleted for table in (key_result, objective, cycle)),
            ~key_result.c.archived,
            ~objective.c.archived,
        )
    )
    if cycle_id is not None:
        statement = statement.where(cycle.c.id == cycle_id)
    rows = connection.execute(statement).mappings().all()
    closed = closed_objectives(connection, desk.agency_id, {row["objective_id"] for row in rows})
    open_rows = [row for row in rows if row["objective_id"] not in closed]
    counted = key_results_in_force(connection, desk.agency_id, open_rows)
    return [
        OpenKeyResult(one, Owner(row["above_person_id"], row["above_unit_id"]))
        for row, one in zip(open_rows, counted, strict=True)
        if one.indicator_id is None
    ]


def load_check_ins(
    desk: Desk, connection: Connection, key_results: Iterable[KeyResult]
) -> dict[str, list[CheckIn]]:
    """Return the check-ins in force of key results, by key result and effective day."""
    named = {one.id: one for one in key_results}
    found: dict[str, list[CheckIn]] = {}
    for ids in in_chunks(named):
        entries = check_ins_under(connection, desk.agency_id, [named[id] for id in ids])
        found |= {id: in_force(entries[id]) for id in ids}
    return found


class Sight:
    """One moment of the database as an import sees it: the office, the rights, what is there."""

    def __init__(self, desk: Desk, connection: Connection) -> None:
        self.desk = desk
        self.connection = connection
        self.directory = load_directory(desk, connection)
        self.rights = Authority(desk.actor(connection), self.directory)

    def require(self, right: Right) -> None:
        """Raise Refused(NO_AUTHORITY) without `right` over the office as a whole."""
        self.desk.require(self.connection, right)

    def cycle(self, named: str | None) -> Cycle:
        """Return what `named_cycle` returns."""
        return named_cycle(self.desk, self.connection, named)

    @cached_property
    def directive_items(self) -> list[Served]:
        """All items of directives that work may name."""
        return citable(self.connection, self.desk.agency_id)

    def open_key_results(self, cycle_id: str | None) -> list[OpenKeyResult]:
        """Return what `load_open_key_results` returns."""
        return load_open_key_results(self.desk, self.connection, cycle_id)

    def check_ins(self, key_results: Iterable[KeyResult]) -> dict[str, list[CheckIn]]:
        """Return what `load_check_ins` returns."""
        return load_check_ins(self.desk, self.connection, key_results)


@contextmanager
def looking(desk: Desk) -> Iterator[Sight]:
    """Give a sight of the database that no write disturbs."""
    with desk.read() as connection:
        yield Sight(desk, connection)


@dataclass(frozen=True)
class Roster:
    """Units, people and posts to write; those whose id is in `known` exist and are changed."""

    units: Sequence[Unit]
    people: Sequence[Person]
    posts: Sequence[Post]
    known: frozenset[str]


def save_roster(desk: Desk, work: Work, roster: Roster) -> Counts:
    """Write a roster; raise Refused(NO_AUTHORITY) without the right to edit the organisation."""
    desk.require(work.connection, Right.EDIT_ORGANISATION)
    counts = save_rows(work, schema.unit, [asdict(unit) for unit in roster.units], roster.known)
    people = [asdict(person) | {"kind": person.kind.value} for person in roster.people]
    counts += save_rows(work, schema.person, people, roster.known)
    return counts + save_rows(
        work, schema.post, [asdict(post) for post in roster.posts], roster.known
    )


Measured = tuple[OpenKeyResult, CheckInEntry]


def save_check_ins(
    desk: Desk, work: Work, entries: Sequence[Measured], rights: Authority
) -> Counts:
    """Record checked values as check-ins, in the order of their days.

    Raises Refused(NO_AUTHORITY) where a key result is out of reach.
    """
    for measured, _entry in entries:
        if not may_check_in(rights, measured):
            raise Refused(Code.NO_AUTHORITY)
    results = [measured.key_result for measured, _entry in entries]
    colour = _colours(desk, work.connection, load_check_ins(desk, work.connection, results))
    ordered = sorted(entries, key=lambda each: each[1].effective_on)
    rows = [
        {
            "key_result_id": measured.key_result.id,
            "author_id": desk.person_id,
            "effective_on": entry.effective_on,
            "entered_at": work.author.now,
            "value": entry.value,
            "steps_done": sorted(entry.steps_done) or None,
            "confidence": entry.confidence,
            "comment": entry.comment,
            "computed_colour": colour(measured.key_result, entry),
            "corrects_id": entry.corrects_id,
        }
        for measured, entry in ordered
    ]
    return Counts(created=len(work.add_many(schema.check_in, rows)))


def may_check_in(rights: Authority, measured: OpenKeyResult) -> bool:
    """Say whether the person may check in on a key result: by its owner or its objective's."""
    owners = (measured.key_result.owner, measured.objective_owner)
    return any(rights.allows(Right.CHECK_IN, owner) for owner in owners)


def _colours(
    desk: Desk, connection: Connection, known: dict[str, list[CheckIn]]
) -> Callable[[KeyResult, CheckInEntry], str]:
    """Return a function that computes colours in the order of days, remembering what it saw."""
    limits = desk.office(connection).limits
    seen: dict[str, list[tuple[date, Decimal, str]]] = {
        id: [(entry.effective_on, entry.value, entry.id) for entry in entries]
        for id, entries in known.items()
    }

    def colour(key_result: KeyResult, entry: CheckInEntry) -> str:
        values = [each for each in seen[key_result.id] if each[2] != entry.corrects_id]
        values.append((entry.effective_on, entry.value or Decimal(0), ""))
        seen[key_result.id] = values
        dated = [(on, value) for on, value, _id in values]
        return colour_of_last(key_result, dated, limits, entry.steps_done).value

    return colour


def save_rows(
    work: Work, table: Table, rows: Sequence[dict[str, Any]], known: frozenset[str]
) -> Counts:
    """Write rows; those whose id is in `known` exist and are changed."""
    new = [row for row in rows if row["id"] not in known]
    work.add_many(table, new)
    old = [row for row in rows if row["id"] in known]
    changed = sum(work.change(table, **row) for row in old)
    return Counts(len(new), changed, len(old) - changed)


def _kept(row: RowMapping, kind: type) -> dict[str, Any]:
    return {name: row[name] for name in kind.__dataclass_fields__}  # type: ignore[attr-defined]

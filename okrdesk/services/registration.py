"""What a person or unit registered for a cycle, for the printed sheet."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.joining import named_by
from okrdesk.db.queries.office import in_force
from okrdesk.db.queries.unit_pasts import NamesThen
from okrdesk.db.rows import cycle_of, key_result_of, objective_of
from okrdesk.domain.objective import Cycle, KeyResult, Objective, Owner
from okrdesk.domain.organisation import Agency
from okrdesk.domain.permissions import Right
from okrdesk.services.checks import fetch
from okrdesk.services.desk import Desk
from okrdesk.services.office import agency_of
from okrdesk.services.units_then import unit_on


@dataclass(frozen=True)
class Registrant:
    """Whose sheet it is, and who signs: the head of the unit; for a unit also the one above.

    Name, title and unit are those of the cycle's last day (or of today before it); who signs
    follows the rule of `paper_ground`.
    """

    is_person: bool
    name: str
    title: str = ""
    unit: str = ""
    leader: str = ""
    approver: str = ""
    code: str = ""


@dataclass(frozen=True)
class Registered:
    """An objective with its key results, each with the name of the one who answers for it."""

    objective: Objective
    owner: str
    key_results: tuple[tuple[KeyResult, str], ...]


@dataclass(frozen=True)
class Registration:
    """Everything that the sheet says; it bears the day `on`."""

    agency: Agency
    cycle: Cycle
    registrant: Registrant
    objectives: tuple[Registered, ...]
    on: date


def find_registration(desk: Desk, cycle_id: str, owner: Owner) -> Registration:
    """Return what `owner` registered for the cycle; raise Refused: NO_AUTHORITY, NOT_FOUND."""
    with desk.read() as connection:
        desk.require(connection, Right.PRINT_FORMS, [owner])
        cycle = cycle_of(fetch(connection, schema.cycle, desk.agency_id, cycle_id))
        last = min(cycle.end_on, desk.today())
        registrant = _registrant(desk, connection, owner, last)
        return Registration(
            agency=agency_of(fetch(connection, schema.agency, desk.agency_id, desk.agency_id)),
            cycle=cycle,
            registrant=registrant,
            objectives=_objectives(desk, connection, cycle, owner),
            on=desk.today(),
        )


def find_registrant(desk: Desk, owner: Owner, on: date) -> Registrant:
    """Return a person or unit as papers of a day name them, with the posts of that day.

    Raises Refused: NO_AUTHORITY, NOT_FOUND.
    """
    with desk.read() as connection:
        desk.require(connection, Right.PRINT_FORMS, [owner])
        return _registrant(desk, connection, owner, on)


def find_members(desk: Desk, unit_ids: frozenset[str]) -> list[Owner]:
    """Return the people who have a post in the units today, in the order of their codes."""
    post, person = schema.post, schema.person
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        ids = connection.scalars(
            select(person.c.id)
            .where(
                person.c.agency_id == desk.agency_id,
                ~person.c.archived,
                ~person.c.deleted,
                person.c.id.in_(
                    select(post.c.person_id).where(
                        post.c.agency_id == desk.agency_id,
                        post.c.unit_id.in_(unit_ids),
                        ~post.c.deleted,
                        in_force(post, desk.today()),
                    )
                ),
            )
            .order_by(person.c.code)
        )
        return [Owner(person_id=id) for id in ids]


def _registrant(desk: Desk, connection: Connection, owner: Owner, on: date) -> Registrant:
    if owner.person_id:
        return _person(desk, connection, owner.person_id, on)
    return _unit(desk, connection, owner.unit_id or "", on)


def _person(desk: Desk, connection: Connection, person_id: str, on: date) -> Registrant:
    person = fetch(connection, schema.person, desk.agency_id, person_id)
    held = _main_post(desk, connection, person_id, on)
    if held is None:
        return Registrant(True, person["name"], code=person["code"])
    unit = unit_on(connection, desk.agency_id, held.unit_id, on)
    today = desk.today()
    now = _main_post(desk, connection, person_id, today) or held
    unit_now = unit_on(connection, desk.agency_id, now.unit_id, today)
    signing_unit = unit_now.parent_id if now.is_leader and unit_now.parent_id else unit_now.id
    leader = _head(desk, connection, signing_unit)
    if leader == person["name"]:
        leader = ""
    return Registrant(True, person["name"], held.title, unit.name, leader, code=person["code"])


def _main_post(desk: Desk, connection: Connection, person_id: str, on: date) -> Any:
    """Return title, place and unit of the main post that a person holds on a day, or None."""
    post = schema.post
    return connection.execute(
        select(post.c.title, post.c.is_leader, post.c.unit_id)
        .where(
            post.c.agency_id == desk.agency_id,
            post.c.person_id == person_id,
            ~post.c.deleted,
            in_force(post, on),
        )
        .order_by(post.c.share.desc(), post.c.id)
        .limit(1)
    ).first()


def _unit(desk: Desk, connection: Connection, unit_id: str, on: date) -> Registrant:
    unit = unit_on(connection, desk.agency_id, unit_id, on)
    above = approver = ""
    if unit.parent_id:
        above = unit_on(connection, desk.agency_id, unit.parent_id, on).name
        approver = _head(desk, connection, unit.parent_id)
    leader = _head(desk, connection, unit_id)
    return Registrant(
        False, unit.name, unit=above, leader=leader, approver=approver, code=unit.code
    )


def _head(desk: Desk, connection: Connection, unit_id: str) -> str:
    """Return the name of who heads a unit today, "" where nobody does."""
    post, person = schema.post, schema.person
    name = connection.scalar(
        select(person.c.name)
        .join(post, named_by(person, post.c.person_id))
        .where(
            post.c.agency_id == desk.agency_id,
            post.c.unit_id == unit_id,
            post.c.is_leader,
            ~post.c.deleted,
            in_force(post, desk.today()),
        )
        .order_by(post.c.id)
        .limit(1)
    )
    return name or ""


def _objectives(
    desk: Desk, connection: Connection, cycle: Cycle, owner: Owner
) -> tuple[Registered, ...]:
    """Return the objectives that `owner` owns, in the order in which they were written."""
    table = schema.objective
    owned = (
        table.c.owner_person_id == owner.person_id
        if owner.person_id
        else table.c.owner_unit_id == owner.unit_id
    )
    rows = connection.execute(
        select(table)
        .where(
            table.c.agency_id == desk.agency_id,
            table.c.cycle_id == cycle.id,
            owned,
            ~table.c.archived,
            ~table.c.deleted,
        )
        .order_by(table.c.id)
    ).mappings()
    objectives = [objective_of(row) for row in rows]
    under = _key_results(desk, connection, [one.id for one in objectives])
    names = _names(desk, connection, objectives, under)
    then = NamesThen(connection, desk.agency_id, desk.today())
    names = {
        owner: then.name(owner.unit_id, name, cycle.end_on) if owner.unit_id else name
        for owner, name in names.items()
    }
    return tuple(
        Registered(
            one,
            names.get(one.owner, ""),
            tuple((each, names.get(each.owner, "")) for each in under[one.id]),
        )
        for one in objectives
    )


def _key_results(
    desk: Desk, connection: Connection, objective_ids: list[str]
) -> dict[str, list[KeyResult]]:
    table = schema.key_result
    rows = connection.execute(
        select(table)
        .where(
            table.c.agency_id == desk.agency_id,
            table.c.objective_id.in_(objective_ids),
            ~table.c.archived,
            ~table.c.deleted,
        )
        .order_by(table.c.ordinal, table.c.id)
    ).mappings()
    found: dict[str, list[KeyResult]] = defaultdict(list)
    for row in rows:
        found[row["objective_id"]].append(key_result_of(row))
    return found


def _names(
    desk: Desk,
    connection: Connection,
    objectives: list[Objective],
    under: dict[str, list[KeyResult]],
) -> dict[Owner, str]:
    owners = {one.owner for one in objectives}
    owners |= {each.owner for group in under.values() for each in group}
    names: dict[Owner, str] = {}
    for table, attribute in ((schema.unit, "unit_id"), (schema.person, "person_id")):
        ids = {getattr(owner, attribute) for owner in owners} - {None}
        rows = connection.execute(
            select(table.c.id, table.c.name).where(
                table.c.agency_id == desk.agency_id, table.c.id.in_(ids)
            )
        )
        known = {row.id: row.name for row in rows}
        names |= {
            owner: known[getattr(owner, attribute)]
            for owner in owners
            if getattr(owner, attribute) in known
        }
    return names

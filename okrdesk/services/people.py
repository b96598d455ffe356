"""The people of the office: added, changed, found by name, code or whole personal number.

A personal number is shown masked to everybody without the right to read it, and is found by the
whole number alone (NĐ 27/2026). People are archived by `okrdesk.services.archive`.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.journal import Work
from okrdesk.db.queries.office import units_below
from okrdesk.db.queries.people import (
    OwnerRow,
    PersonRow,
    PostRow,
    Wanted,
    owner_rows,
    person_rows,
)
from okrdesk.domain.act import Act
from okrdesk.domain.dates import format_date
from okrdesk.domain.organisation import Person, PersonKind, Post, Role, masked
from okrdesk.domain.permissions import Right
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import clean_title, fetch, unused_code
from okrdesk.services.desk import Desk, Done
from okrdesk.services.posts import checked_post

__all__ = [
    "Me",
    "OwnerRow",
    "PersonRow",
    "PostRow",
    "Wanted",
    "add_person",
    "edit_person",
    "find_owners",
    "find_people",
    "find_person",
    "find_person_by_number",
    "find_person_row",
    "me",
]

_person = schema.person
_NUMBER_LENGTHS = (9, 12)


@dataclass(frozen=True)
class Me:
    """Who sits at this desk: the person, the posts of today, and the roles granted."""

    person: PersonRow
    roles: frozenset[Role]


def add_person(desk: Desk, person: Person, post: Post | None = None) -> Done[str]:
    """Write a new person, and a first post, in one act; return the person's id.

    The ids that the arguments carry are ignored. Raises Refused: NO_AUTHORITY, MISSING_FIELD,
    TOO_LONG, CODE_TAKEN, BAD_PERSONAL_NUMBER, NUMBER_TAKEN, DATE_IN_FUTURE, and what `add_post`
    raises.
    """
    with desk.write(Act.ADD_PERSON) as work:
        desk.require(work.connection, Right.EDIT_ORGANISATION)
        id = work.add(_person, **_checked_values(desk, work, person, known_as=None))
        if post is not None:
            work.add(schema.post, **checked_post(desk, work, replace(post, person_id=id)))
    return Done(id, frozenset(work.touched))


def edit_person(desk: Desk, person: Person) -> Done[str]:
    """Change the person that has the same id; a personal number given masked stays as it is.

    Raises as `add_person` does, and NOT_FOUND.
    """
    with desk.write(Act.EDIT_PERSON) as work:
        desk.require(work.connection, Right.EDIT_ORGANISATION)
        row = fetch(work.connection, _person, desk.agency_id, person.id)
        known = row["personal_number"]
        if known and person.personal_number == masked(known):
            person = replace(person, personal_number=known)
        values = _checked_values(desk, work, person, known_as=person.id)
        work.change(_person, person.id, **values)
    return Done(person.id, frozenset(work.touched))


def find_person(desk: Desk, id: str) -> Person:
    """Return one person, the personal number masked without the right to read it."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        row = fetch(connection, _person, desk.agency_id, id)
        whole = desk.may(connection, Right.READ_PERSONAL_NUMBERS)
    number = row["personal_number"]
    return Person(
        id=row["id"],
        code=row["code"],
        name=row["name"],
        kind=PersonKind(row["kind"]),
        born_on=row["born_on"],
        personal_number=number if whole else masked(number) or None,
        archived=row["archived"],
    )


def find_person_row(desk: Desk, id: str, on: date | None = None) -> PersonRow:
    """Return one person with the posts of `on` (today); raise Refused(NOT_FOUND) for none."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        return _row(desk, connection, id, on or desk.today())


def find_people(
    desk: Desk,
    unit_id: str | None = None,
    *,
    include_below: bool = True,
    wanted: Wanted | None = None,
    on: date | None = None,
) -> tuple[PersonRow, ...]:
    """Return people by given name in Vietnamese order, with their posts of `on` (today).

    `unit_id` keeps those with a post in that unit, or, with `include_below`, in one under it;
    `wanted` narrows further by text, and lets archived people in.
    """
    wanted = wanted or Wanted()
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        if unit_id is not None:
            units = frozenset([unit_id])
            if include_below:
                units = units_below(connection, desk.agency_id, units)
            wanted = replace(wanted, units=units)
        return person_rows(connection, desk.agency_id, wanted, on or desk.today())


def find_person_by_number(desk: Desk, whole_number: str) -> PersonRow | None:
    """Return the person with exactly this personal number; None where there is none.

    Raises Refused: NO_AUTHORITY, BAD_PERSONAL_NUMBER.
    """
    number = clean_number(whole_number)
    with desk.read() as connection:
        desk.require(connection, Right.READ_PERSONAL_NUMBERS)
        id = _holder(connection, desk.agency_id, number)
        return None if id is None else _row(desk, connection, id, desk.today())


def find_owners(desk: Desk, text: str = "", limit: int = 50) -> tuple[OwnerRow, ...]:
    """Return the people and units whose name or code has the words of `text`, for a chooser."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        return owner_rows(connection, desk.agency_id, text, limit, desk.today())


def me(desk: Desk) -> Me:
    """Return who sits at this desk."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        row = _row(desk, connection, desk.person_id, desk.today())
        return Me(row, desk.actor(connection).roles)


def clean_number(text: str) -> str:
    """Return the digits of a personal number, spaces, dots and dashes between them taken out.

    Raises Refused(BAD_PERSONAL_NUMBER) unless they are 12 (căn cước) or 9 (chứng minh nhân dân).
    """
    number = "".join(text.split()).replace(".", "").replace("-", "")
    if not (number.isascii() and number.isdigit() and len(number) in _NUMBER_LENGTHS):
        raise Refused(Code.BAD_PERSONAL_NUMBER, field="personal_number")
    return number


def _row(desk: Desk, connection: Connection, id: str, day: date) -> PersonRow:
    rows = person_rows(connection, desk.agency_id, Wanted(archived=True, ids=frozenset([id])), day)
    if not rows:
        raise Refused(Code.NOT_FOUND, text=id)
    return rows[0]


def _checked_values(
    desk: Desk, work: Work, person: Person, *, known_as: str | None
) -> dict[str, Any]:
    code = clean_title(person.code, "Code", "code", 40)
    name = clean_title(person.name, "Full name", "name", 200)
    unused_code(work.connection, _person, desk.agency_id, code, known_as)
    if person.born_on and person.born_on > desk.today():
        raise Refused(Code.DATE_IN_FUTURE, field="born_on", date=format_date(person.born_on))
    return {
        "code": code,
        "name": name,
        "kind": person.kind.value,
        "born_on": person.born_on,
        "personal_number": _checked_number(desk, work, person, known_as),
    }


def _checked_number(desk: Desk, work: Work, person: Person, known_as: str | None) -> str | None:
    if not (person.personal_number or "").strip():
        return None
    number = clean_number(person.personal_number or "")
    holder = _holder(work.connection, desk.agency_id, number)
    if holder is not None and holder != known_as:
        name = fetch(work.connection, _person, desk.agency_id, holder)["name"]
        raise Refused(Code.NUMBER_TAKEN, field="personal_number", name=name)
    return number


def _holder(connection: Connection, agency_id: str, number: str) -> str | None:
    return connection.scalar(
        select(_person.c.id).where(
            _person.c.agency_id == agency_id,
            _person.c.personal_number == number,
            ~_person.c.deleted,
        )
    )

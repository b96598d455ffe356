"""The people of an agency with their posts, by given name in Vietnamese order.

An office has at most a few thousand people, so they are put in order here, in a few hundredths of a
second, and no column of keys has to be kept true.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, RowMapping, select

from okrdesk.db import schema
from okrdesk.db.among import any_of
from okrdesk.db.joining import named_by
from okrdesk.db.queries.office import in_force
from okrdesk.db.queries.unit_pasts import UnitPast, pasts_on
from okrdesk.domain.organisation import PersonKind, masked
from okrdesk.domain.text import collation_key, fold, name_key


@dataclass(frozen=True)
class PostRow:
    """One post with the names that a list shows."""

    id: str
    person_id: str
    person_name: str
    unit_id: str
    unit_name: str
    title: str
    is_leader: bool
    is_deputy: bool
    share: int
    from_on: date | None
    to_on: date | None


@dataclass(frozen=True)
class PersonRow:
    """One person with the posts of the day asked, the main one first; the number comes masked."""

    id: str
    code: str
    name: str
    kind: PersonKind
    born_on: date | None
    personal_number: str
    archived: bool
    posts: tuple[PostRow, ...]

    @property
    def title(self) -> str:
        """Return the title of the main post, "" without one."""
        return self.posts[0].title if self.posts else ""

    @property
    def unit_id(self) -> str | None:
        """Return the unit of the main post."""
        return self.posts[0].unit_id if self.posts else None

    @property
    def unit_name(self) -> str:
        """Return the name of the unit of the main post, "" without one."""
        return self.posts[0].unit_name if self.posts else ""


@dataclass(frozen=True)
class Wanted:
    """Which people: with a post in `units`, with `text` in name or code, archived ones too."""

    units: frozenset[str] | None = None
    text: str = ""
    archived: bool = False
    ids: frozenset[str] | None = None


@dataclass(frozen=True)
class OwnerRow:
    """Who can own an objective: `entity` is person or unit, `detail` tells namesakes apart."""

    entity: str
    id: str
    code: str
    name: str
    detail: str


def person_rows(
    connection: Connection, agency_id: str, wanted: Wanted, on: date
) -> tuple[PersonRow, ...]:
    """Return the people that `wanted` lets through with their posts on `on`, by given name."""
    person = schema.person
    statement = select(person).where(person.c.agency_id == agency_id, ~person.c.deleted)
    if not wanted.archived:
        statement = statement.where(~person.c.archived)
    if wanted.ids is not None:
        statement = statement.where(any_of(person.c.id, "ids"))
    posts: dict[str, list[PostRow]] = defaultdict(list)
    for post in post_rows(connection, agency_id, people=wanted.ids, on=on):
        posts[post.person_id].append(post)
    found = [
        _person_row(row, posts[row["id"]])
        for row in connection.execute(statement, {"ids": wanted.ids}).mappings()
        if _has_words(f"{row['name']} {row['code']}", wanted.text)
    ]
    if wanted.units is not None:
        units = wanted.units
        found = [row for row in found if any(post.unit_id in units for post in row.posts)]
    return tuple(sorted(found, key=lambda row: (name_key(row.name), row.code)))


def post_rows(
    connection: Connection,
    agency_id: str,
    *,
    people: Collection[str] | None = None,
    unit_id: str | None = None,
    on: date | None = None,
) -> tuple[PostRow, ...]:
    """Return posts, of some people or of a unit where asked and in force on `on` where given.

    Units are called as on that day, as today without one. Leading posts come first, then the larger
    share, then the older one.
    """
    post, person, unit = schema.post, schema.person, schema.unit
    statement = (
        select(post, person.c.name.label("person_name"), unit.c.name.label("unit_name"))
        .join(person, named_by(person, post.c.person_id))
        .join(unit, named_by(unit, post.c.unit_id))
        .where(post.c.agency_id == agency_id, ~post.c.deleted, ~person.c.deleted)
        .order_by(post.c.is_leader.desc(), post.c.is_deputy.desc(), post.c.share.desc(), post.c.id)
    )
    if people is not None:
        statement = statement.where(any_of(post.c.person_id, "people"))
    if unit_id is not None:
        statement = statement.where(post.c.unit_id == unit_id)
    if on is not None:
        statement = statement.where(in_force(post, on))
    pasts = pasts_on(connection, agency_id, on) if on is not None else {}
    return tuple(
        _post_row(row, pasts.get(row["unit_id"]))
        for row in connection.execute(statement, {"people": people}).mappings()
    )


def owner_rows(
    connection: Connection, agency_id: str, text: str, limit: int, on: date
) -> tuple[OwnerRow, ...]:
    """Return people, then units in force on `on`, that have the words of `text`; `limit` in all."""
    people = person_rows(connection, agency_id, Wanted(text=text), on)
    owners = [
        OwnerRow("person", row.id, row.code, row.name, _detail(row.title, row.unit_name))
        for row in people[:limit]
    ]
    unit = schema.unit
    rows = connection.execute(
        select(unit.c.id, unit.c.code, unit.c.name).where(
            unit.c.agency_id == agency_id, ~unit.c.deleted, in_force(unit, on)
        )
    ).all()
    matching = [row for row in rows if _has_words(f"{row.name} {row.code}", text)]
    matching.sort(key=lambda row: collation_key(row.name))
    owners += [OwnerRow("unit", row.id, row.code, row.name, row.code) for row in matching]
    return tuple(owners[:limit])


def _person_row(row: RowMapping, posts: Iterable[PostRow]) -> PersonRow:
    return PersonRow(
        id=row["id"],
        code=row["code"],
        name=row["name"],
        kind=PersonKind(row["kind"]),
        born_on=row["born_on"],
        personal_number=masked(row["personal_number"]),
        archived=row["archived"],
        posts=tuple(posts),
    )


def _post_row(row: RowMapping, past: UnitPast | None) -> PostRow:
    return PostRow(
        id=row["id"],
        person_id=row["person_id"],
        person_name=row["person_name"],
        unit_id=row["unit_id"],
        unit_name=past.name if past else row["unit_name"],
        title=row["title"],
        is_leader=row["is_leader"],
        is_deputy=row["is_deputy"],
        share=row["share"],
        from_on=row["from_on"],
        to_on=row["to_on"],
    )


def _detail(title: str, unit_name: str) -> str:
    return " · ".join(part for part in (title, unit_name) if part)


def _has_words(text: str, wanted: str) -> bool:
    """Say whether every word of `wanted` begins a word of `text`, accents and case ignored."""
    words = f" {fold(text)}"
    return all(f" {word}" in words for word in fold(wanted).split())

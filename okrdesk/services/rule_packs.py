"""Rule packs: drafts and published versions of an agency, and which of them is for whom on a day.

A row holds a pack's text as it was written; its days in force are the row's, set at publishing. A
published version never changes and is kept for ever: closed periods name it by its content hash.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.journal import Work
from okrdesk.domain.act import Act
from okrdesk.domain.evaluation.pack import RulePack, Standing
from okrdesk.domain.evaluation.pack_checks import clashes, is_ended_by
from okrdesk.domain.evaluation.pack_fields import PackFaulty
from okrdesk.domain.evaluation.pack_reading import read_pack
from okrdesk.domain.identity import pack_id
from okrdesk.domain.objective import CycleKind
from okrdesk.domain.organisation import PersonKind, holds_on
from okrdesk.domain.permissions import Right
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import Row, fetch, in_order
from okrdesk.services.desk import Desk, Done
from okrdesk.services.putting import put
from okrdesk.shipped_packs import shipped_ids, shipped_pack

AT_THE_START = ("nd335-staff", "nd335-leader", "nd233-public-employee")
"""The shipped packs that a new office begins with: công chức, cán bộ and viên chức."""

_pack = schema.rule_pack


@dataclass(frozen=True)
class PackRow:
    """A version of a pack as a list shows it; `code` is the pack's id in its text."""

    id: str
    code: str
    version: str
    name: str
    from_on: date
    to_on: date | None
    published: bool
    archived: bool
    sha256: str


@dataclass(frozen=True)
class Shipped:
    """A pack that comes with okrdesk; `is_here` says that the office has this version already."""

    code: str
    version: str
    name: str
    reference: str
    is_here: bool


@dataclass(frozen=True)
class Whom:
    """Whom a pack is looked for: units by id and by code, the own ones and all above."""

    kind: PersonKind
    is_leader: bool
    units: frozenset[str]
    period: CycleKind


def find_packs(desk: Desk, *, archived: bool = False) -> list[PackRow]:
    """Return the versions of all packs: by code, the latest in force first."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        rows = [_row(row) for row in _rows(connection, desk.agency_id)]
    found = [row for row in rows if archived or not row.archived]
    found.sort(key=lambda row: row.from_on, reverse=True)
    return sorted(found, key=lambda row: row.code)


def find_pack(desk: Desk, id: str) -> RulePack:
    """Return a version of a pack with the days it is in force; raise Refused(NOT_FOUND)."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        return pack_of(fetch(connection, _pack, desk.agency_id, id))


def find_shipped(desk: Desk) -> list[Shipped]:
    """Return the packs that come with okrdesk, to copy from."""
    here = {(row.code, row.version) for row in find_packs(desk)}
    packs = [shipped_pack(id) for id in shipped_ids()]
    return [
        Shipped(one.id, one.version, one.name, one.legal.reference, (one.id, one.version) in here)
        for one in packs
    ]


def add_pack(desk: Desk, text: str) -> Done[str]:
    """Write a pack as a draft; return its id.

    Raises PackFaulty, Refused: NO_AUTHORITY, CODE_TAKEN (this version is there already).
    """
    with desk.write(Act.ADD_RULE_PACK) as work:
        desk.require(work.connection, Right.EDIT_RULES)
        id = _add(work, text)
    return Done(id, frozenset(work.touched))


def edit_pack(desk: Desk, id: str, text: str) -> Done[str]:
    """Change the text of a draft; raise as `add_pack` does, and RULE_PACK_PUBLISHED."""
    with desk.write(Act.EDIT_RULE_PACK) as work:
        desk.require(work.connection, Right.EDIT_RULES)
        _require_draft(fetch(work.connection, _pack, desk.agency_id, id))
        values = _values(_parsed(text))
        _require_new(work.connection, desk.agency_id, values, known_as=id)
        work.change(_pack, id, **values)
    return Done(id, frozenset(work.touched))


def publish_pack(
    desk: Desk, id: str, from_on: date | None = None, to_on: date | None = None
) -> Done[str]:
    """Put a draft in force from a day (its own if none is given); its version before ends then.

    Raises PackFaulty where it clashes with another pack in force, Refused: NO_AUTHORITY, NOT_FOUND,
    RULE_PACK_PUBLISHED, DATES_UPSIDE_DOWN.
    """
    with desk.write(Act.PUBLISH_RULE_PACK) as work:
        desk.require(work.connection, Right.EDIT_RULES)
        row = fetch(work.connection, _pack, desk.agency_id, id)
        _require_draft(row)
        own = pack_of(row)
        pack = replace(own, from_on=from_on or own.from_on, to_on=to_on or own.to_on)
        if pack.to_on is not None:
            in_order(pack.from_on, pack.to_on)
        _require_free_days(work.connection, desk.agency_id, pack)
        _end_former(work, pack)
        work.change(_pack, id, from_on=pack.from_on, to_on=pack.to_on, published=True)
    return Done(id, frozenset(work.touched))


def end_pack(desk: Desk, id: str, last_on: date | None) -> Done[str]:
    """Set the last day of a published version, or take it away; what was prepared keeps its rules.

    Raises PackFaulty where it would clash with another pack in force, Refused: NO_AUTHORITY,
    NOT_FOUND, RULE_PACK_DRAFT, DATES_UPSIDE_DOWN.
    """
    with desk.write(Act.EDIT_RULE_PACK) as work:
        desk.require(work.connection, Right.EDIT_RULES)
        row = fetch(work.connection, _pack, desk.agency_id, id)
        if not row["published"]:
            raise Refused(Code.RULE_PACK_DRAFT, code=row["code"], version=row["version"])
        if last_on is not None:
            in_order(row["from_on"], last_on)
        _require_free_days(work.connection, desk.agency_id, replace(pack_of(row), to_on=last_on))
        work.change(_pack, id, to_on=last_on)
    return Done(id, frozenset(work.touched))


def check_days(desk: Desk, pack: RulePack) -> None:
    """Raise PackFaulty where `pack` could not be published on its own days beside what is."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        _require_free_days(connection, desk.agency_id, pack)


def write_packs(work: Work) -> tuple[str, ...]:
    """Write the packs that an office begins with, inside the act that sets it up; their ids."""
    known = {row["code"] for row in _rows(work.connection, work.author.agency_id)}
    packs = [shipped_pack(id) for id in AT_THE_START if id not in known]
    rows = {
        pack_id(work.author.agency_id, one.id, one.version): _values(one) | {"published": True}
        for one in packs
    }
    put(work, _pack, rows)
    return tuple(rows)


def published_packs(connection: Connection, agency_id: str) -> dict[str, RulePack]:
    """Return all published versions by the id of their row."""
    rows = _rows(connection, agency_id)
    return {row["id"]: pack_of(row) for row in rows if row["published"] and not row["archived"]}


def kept_packs(connection: Connection, agency_id: str) -> dict[str, RulePack]:
    """Return all versions by the id of their row, whatever became of them since."""
    rows = connection.execute(select(_pack).where(_pack.c.agency_id == agency_id)).mappings()
    return {row["id"]: pack_of(row) for row in rows}


def pack_of(row: Row) -> RulePack:
    """Return the pack that a row of `rule_pack` holds, in force on the days of the row."""
    return _dated(row["text"], row["from_on"], row["to_on"])


def choose(packs: Mapping[str, RulePack], whom: Whom, day: date) -> str | None:
    """Return the id of the pack in force on `day` for somebody; one for named units goes first.

    A year is evaluated by the pack of its periods.
    """
    fitting = [
        (not pack.covers.units, id)
        for id, pack in packs.items()
        if holds_on(pack.from_on, pack.to_on, day) and covers(pack, whom)
    ]
    return min(fitting)[1] if fitting else None


def covers(pack: RulePack, whom: Whom) -> bool:
    """Say whether a pack is for somebody, whatever the day."""
    standing = Standing.LEADER if whom.is_leader else Standing.STAFF
    people = pack.covers
    return (
        whom.kind in people.persons
        and standing in people.standings
        and (not people.units or bool(people.units & whom.units))
        and (whom.period is CycleKind.YEAR or whom.period in pack.periods)
    )


@lru_cache(maxsize=64)
def _parsed(text: str) -> RulePack:
    return read_pack(text)


@lru_cache(maxsize=64)
def _dated(text: str, from_on: date, to_on: date | None) -> RulePack:
    return replace(_parsed(text), from_on=from_on, to_on=to_on)


def _rows(connection: Connection, agency_id: str) -> list[Row]:
    statement = select(_pack).where(_pack.c.agency_id == agency_id, ~_pack.c.deleted)
    return list(connection.execute(statement).mappings())


def _row(row: Row) -> PackRow:
    return PackRow(**{name: row[name] for name in PackRow.__dataclass_fields__})


def _require_free_days(connection: Connection, agency_id: str, pack: RulePack) -> None:
    """Raise PackFaulty where another pack is in force for the same people on the same days."""
    published = published_packs(connection, agency_id).values()
    found = clashes(pack, [one for one in published if not is_ended_by(pack, one)])
    if found:
        raise PackFaulty(found)


def _add(work: Work, text: str) -> str:
    values = _values(_parsed(text))
    _require_new(work.connection, work.author.agency_id, values)
    return work.add(_pack, **values)


def _values(pack: RulePack) -> dict[str, Any]:
    return {
        "code": pack.id,
        "version": pack.version,
        "name": pack.name,
        "text": pack.text,
        "sha256": pack.content_hash,
        "from_on": pack.from_on,
        "to_on": pack.to_on,
    }


def keep_version(connection: Connection, row: Row) -> None:
    """Refuse to put a published version away, or to bring a draft back that was made anew since.

    Raises Refused: RULE_PACK_PUBLISHED, CODE_TAKEN.
    """
    _require_draft(row)
    _require_new(connection, row["agency_id"], dict(row), known_as=row["id"])


def _require_draft(row: Row) -> None:
    if row["published"]:
        raise Refused(Code.RULE_PACK_PUBLISHED, code=row["code"], version=row["version"])


def _require_new(
    connection: Connection, agency_id: str, values: Mapping[str, Any], known_as: str = ""
) -> None:
    for row in _rows(connection, agency_id):
        same = (row["code"], row["version"]) == (values["code"], values["version"])
        if same and row["id"] != known_as and not row["archived"]:
            code = f"{row['code']} {row['version']}"
            raise Refused(Code.CODE_TAKEN, field="version", code=code, name=row["name"])


def _end_former(work: Work, pack: RulePack) -> None:
    """End what is in force of the same pack on the day before."""
    for id, former in published_packs(work.connection, work.author.agency_id).items():
        if is_ended_by(pack, former):
            work.change(_pack, id, to_on=pack.from_on - timedelta(days=1))

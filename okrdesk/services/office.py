"""The birth of an office's database, and what the office sets for itself."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from okrdesk.db import schema
from okrdesk.db.journal import Work
from okrdesk.db.store import Store, get_meta, put_meta
from okrdesk.domain.act import Act
from okrdesk.domain.dates import parse_period
from okrdesk.domain.identity import new_id
from okrdesk.domain.objective import CycleState
from okrdesk.domain.office import DEFAULTS, OfficeSettings, check_setting
from okrdesk.domain.organisation import Agency, LetterheadKind, PersonKind, Role
from okrdesk.domain.permissions import Right
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import Row, clean_title, fetch
from okrdesk.services.cycles import draft_cycle
from okrdesk.services.desk import Desk, Done
from okrdesk.services.rule_packs import write_packs

MEASURE_UNITS = ("%", "hồ sơ", "văn bản", "nhiệm vụ", "người", "triệu đồng", "ngày", "điểm", "lượt")


@dataclass(frozen=True)
class NewOffice:
    """What is asked at first run: the agency and the person at this PC.

    `with_cycles` writes this year, its quarters and the usual rule packs too: work begins at once.
    """

    agency_name: str
    agency_code: str
    person_name: str
    person_code: str = "001"
    with_cycles: bool = True


def create_office(engine: Engine, store_args: dict[str, Any], new: NewOffice) -> Desk:
    """Write the agency, its root unit, this year's cycles, and the person at this PC as its head.

    `store_args` are further arguments of `Store` (its clock, in tests and samples). Raises Refused:
    MISSING_FIELD, TOO_LONG.
    """
    store = Store(engine, new_id(), new_id(), **store_args)
    person_id = new_id()
    with store.write(person_id, Act.SET_UP) as work:
        write_office(work, new, store.today())
        note_desk(work.connection, store, person_id)
    return Desk(store, person_id)


def write_office(work: Work, new: NewOffice, today: date) -> None:
    """Write what a new agency begins with; the author of `work` is the person who heads it."""
    agency_id, person_id = work.author.agency_id, work.author.person_id
    agency_name = clean_title(new.agency_name, "Name", "agency_name", 300)
    agency_code = clean_title(new.agency_code, "Code", "agency_code", 40)
    work.add(schema.agency, id=agency_id, code=agency_code, name=agency_name)
    root = work.add(schema.unit, code=agency_code, name=agency_name)
    work.add(
        schema.person,
        id=person_id,
        code=clean_title(new.person_code, "Code", "person_code", 40),
        name=clean_title(new.person_name, "Full name", "person_name", 200),
        kind=PersonKind.CIVIL_SERVANT.value,
    )
    work.add(schema.post, person_id=person_id, unit_id=root, is_leader=True)
    for role in (Role.AGENCY_LEADER, Role.ADMINISTRATOR, Role.PLANNER):
        work.add(schema.role_grant, person_id=person_id, role=role.value)
    work.add_many(schema.measure_unit, [{"name": name} for name in MEASURE_UNITS])
    if new.with_cycles:
        _add_cycles(work, today)
        write_packs(work)


def _add_cycles(work: Work, today: date) -> None:
    """Write this year and its quarters; those that hold today are running."""
    year = today.year
    parent_id = None
    for code in (f"{year}", *(f"{year}-Q{quarter}" for quarter in range(1, 5))):
        cycle = draft_cycle(parse_period(code))
        runs = cycle.start_on <= today <= cycle.end_on
        id = work.add(
            schema.cycle,
            code=cycle.code,
            name=cycle.name,
            kind=cycle.kind.value,
            start_on=cycle.start_on,
            end_on=cycle.end_on,
            state=(CycleState.RUNNING if runs else CycleState.DRAFT).value,
            parent_id=parent_id,
        )
        parent_id = parent_id or id


def note_desk(connection: Connection, store: Store, person_id: str) -> None:
    """Note whose PC this is, so that the next start opens the same desk."""
    put_meta(connection, "agency", store.agency_id)
    put_meta(connection, "device", store.device)
    put_meta(connection, "person", person_id)


def open_desk(engine: Engine, **store_args: Any) -> Desk | None:
    """Return the desk noted in an opened database; None where no office was made yet."""
    with engine.connect() as connection:
        agency_id = get_meta(connection, "agency")
        device = get_meta(connection, "device")
        person_id = get_meta(connection, "person")
    if agency_id is None:
        return None
    return Desk(Store(engine, agency_id, device, **store_args), person_id)


def find_agency(desk: Desk) -> Agency:
    """Return the agency whose data this is."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        row = fetch(connection, schema.agency, desk.agency_id, desk.agency_id)
    return agency_of(row)


def agency_of(row: Row) -> Agency:
    """Return the agency that a row of `agency` holds."""
    return Agency(
        row["id"],
        row["code"],
        row["name"],
        row["superior"],
        row["place"],
        LetterheadKind(row["letterhead"]),
    )


def edit_agency(desk: Desk, agency: Agency) -> Done[None]:
    """Change the agency's name and letterhead; raise Refused: NO_AUTHORITY, MISSING_FIELD."""
    with desk.write(Act.EDIT_AGENCY) as work:
        desk.require(work.connection, Right.EDIT_ORGANISATION)
        work.change(
            schema.agency,
            desk.agency_id,
            code=clean_title(agency.code, "Code", "code", 40),
            name=clean_title(agency.name, "Name", "name", 300),
            superior=agency.superior.strip(),
            place=agency.place.strip(),
            letterhead=agency.letterhead.value,
        )
    return Done(None, frozenset(work.touched))


def find_office_settings(desk: Desk) -> OfficeSettings:
    """Return the colour limits, days of grace and prompts in force."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        return desk.office(connection)


def find_setting_ids(desk: Desk) -> tuple[str, ...]:
    """Return the ids of the settings that the office has made, for their history."""
    table = schema.office_setting
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        ids = connection.scalars(
            select(table.c.id)
            .where(table.c.agency_id == desk.agency_id, ~table.c.deleted)
            .order_by(table.c.key)
        )
        return tuple(ids)


def edit_office_setting(desk: Desk, key: str, value: Any) -> Done[None]:
    """Set one of the office's settings (a key of `domain.office.DEFAULTS`).

    Raises Refused: NOT_FOUND, NO_AUTHORITY, and what `check_setting` raises.
    """
    if key not in DEFAULTS:
        raise Refused(Code.NOT_FOUND, text=key)
    table = schema.office_setting
    with desk.write(Act.EDIT_OFFICE_SETTING) as work:
        desk.require(work.connection, Right.EDIT_OFFICE_SETTINGS)
        check_setting(key, value, desk.office(work.connection))
        known = work.connection.scalar(
            select(table.c.id).where(
                table.c.agency_id == desk.agency_id, table.c.key == key, ~table.c.deleted
            )
        )
        if known:
            work.change(table, known, value=value)
        else:
            work.add(table, key=key, value=value)
    return Done(None, frozenset(work.touched))


def count_objects(desk: Desk) -> dict[str, int]:
    """Return how many objects of each kind there are, tombstones left out."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        return {
            name: connection.scalar(
                select(func.count())
                .select_from(table)
                .where(table.c.agency_id == desk.agency_id, ~table.c.deleted)
            )
            or 0
            for name, table in schema.JOURNALLED.items()
        }


def find_own_name(desk: Desk) -> str:
    """Return the name of the person at this desk."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        row = fetch(connection, schema.person, desk.agency_id, desk.person_id)
    return str(row["name"])

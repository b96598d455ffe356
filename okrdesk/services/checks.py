"""Checks that several services share: text lengths, dates in order, objects that must exist."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, Table, bindparam, select

from okrdesk.db import schema
from okrdesk.db.rows import cycle_of
from okrdesk.domain.dates import format_date
from okrdesk.domain.numbers import is_plain
from okrdesk.domain.objective import Cycle, CycleState, Owner
from okrdesk.domain.text import tidy
from okrdesk.errors import Code, Refused

Row = RowMapping


@cache
def _by_id(table: Table) -> Select[Any]:
    """Return the statement of `fetch`, built once for a table because every service runs it."""
    return select(table).where(
        table.c.agency_id == bindparam("agency_id"), table.c.id == bindparam("id"), ~table.c.deleted
    )


def fetch(connection: Connection, table: Table, agency_id: str, id: str) -> Row:
    """Return the row `id` of `table`; raise Refused(NOT_FOUND) where there is none."""
    names = {"agency_id": agency_id, "id": id}
    row = connection.execute(_by_id(table), names).mappings().first()
    if row is None:
        raise Refused(Code.NOT_FOUND, text=id)
    return row


@contextmanager
def told_at(place: int) -> Iterator[None]:
    """Let what is refused inside say at which of many entries, as `params["place"]`."""
    try:
        yield
    except Refused as error:
        error.params.setdefault("place", place)
        raise


def clean_title(text: str, label: str, field: str = "title", limit: int = 500) -> str:
    """Return `text` tidied; refuse an empty one, naming its `label`, and one over `limit`."""
    title = tidy(text)
    if not title:
        raise Refused(Code.MISSING_FIELD, field=field, label=label)
    return within(title, limit, field)


def within(text: str, limit: int, field: str) -> str:
    """Return `text`; raise Refused(TOO_LONG) where it has more than `limit` characters."""
    if len(text) > limit:
        raise Refused(Code.TOO_LONG, field=field, length=len(text), limit=limit)
    return text


def in_order(start_on: date, end_on: date, field: str = "end_on") -> None:
    """Raise Refused(DATES_UPSIDE_DOWN) where the end lies before the start."""
    if end_on < start_on:
        raise Refused(
            Code.DATES_UPSIDE_DOWN,
            field=field,
            start=format_date(start_on),
            end=format_date(end_on),
        )


def unused_code(
    connection: Connection, table: Table, agency_id: str, code: str, known_as: str | None
) -> None:
    """Raise Refused(CODE_TAKEN) where another row than `known_as` has `code`, whatever its case."""
    rows = connection.execute(
        select(table.c.id, table.c.code, table.c.name).where(
            table.c.agency_id == agency_id, ~table.c.deleted
        )
    )
    for row in rows:
        if row.id != known_as and row.code.casefold() == code.casefold():
            raise Refused(Code.CODE_TAKEN, field="code", code=row.code, name=row.name)


def known_item(connection: Connection, agency_id: str, id: str | None, before: str | None) -> None:
    """Raise Refused where the directive item that work is newly to serve is not there.

    NOT_FOUND for one that is not known, ARCHIVED for one put away; what it served `before` stays.
    """
    if id is None or id == before:
        return
    row = fetch(connection, schema.directive_item, agency_id, id)
    if row["archived"]:
        raise Refused(Code.ARCHIVED, field="directive_item_id", title=row["title"])


def plain_number(value: Decimal | None, field: str) -> None:
    """Raise Refused(BAD_NUMBER) for what a Decimal can be but no value is: NaN, 1e999."""
    if value is not None and not is_plain(value):
        raise Refused(Code.BAD_NUMBER, field=field, text=str(value))


def owner_of(row: Row) -> Owner:
    """Return who owns the objective or key result of a row."""
    return Owner(row["owner_person_id"], row["owner_unit_id"])


def open_cycle(connection: Connection, agency_id: str, id: str) -> Cycle:
    """Return a cycle in which something may change; raise Refused: NOT_FOUND, CYCLE_CLOSED."""
    cycle = cycle_of(fetch(connection, schema.cycle, agency_id, id))
    if cycle.state is CycleState.CLOSED:
        raise Refused(Code.CYCLE_CLOSED, cycle=cycle.name)
    return cycle


def known_owner(connection: Connection, agency_id: str, owner: Owner) -> None:
    """Raise Refused(NOT_FOUND) where the person or unit that is to own something is not known."""
    if owner.person_id:
        fetch(connection, schema.person, agency_id, owner.person_id)
    if owner.unit_id:
        fetch(connection, schema.unit, agency_id, owner.unit_id)

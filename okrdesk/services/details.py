"""Everything about one key result: its numbers, check-ins, evidence and blockers."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, RowMapping, select

from okrdesk.db import schema
from okrdesk.db.joining import named_by
from okrdesk.db.queries.closings import closed_objectives, ends_of_cycles
from okrdesk.db.queries.in_force import in_force
from okrdesk.db.queries.key_result_rows import KeyResultRow, key_result_rows
from okrdesk.db.queries.key_results import check_ins_of
from okrdesk.db.queries.served import served_item
from okrdesk.db.rows import key_result_of
from okrdesk.domain.check_in import BlockerKind, CheckIn, Evidence
from okrdesk.domain.directive import Served
from okrdesk.domain.objective import KeyResult, Owner
from okrdesk.domain.permissions import Right
from okrdesk.services.checks import fetch
from okrdesk.services.desk import Desk
from okrdesk.services.pending import with_pending


@dataclass(frozen=True)
class Blocker:
    """What stands in the way of a key result, whose task it is, and until when."""

    id: str
    kind: BlockerKind
    text: str
    owner: str
    due_on: date | None
    closed_on: date | None


@dataclass(frozen=True)
class CheckInRow:
    """A check-in with author and evidence; `replaced` says that a correction stands for it.

    `after_cycle` says that it was entered after the end of its cycle ("cập nhật sau kỳ").
    """

    check_in: CheckIn
    author: str
    evidence: tuple[Evidence, ...]
    replaced: bool
    after_cycle: bool = False


@dataclass(frozen=True)
class KeyResultDetail:
    """One key result whole; check-ins by effective day, the latest first.

    `in_force` is the same with the target that counts until a change of it is approved.
    """

    key_result: KeyResult
    in_force: KeyResult
    row: KeyResultRow
    check_ins: tuple[CheckInRow, ...]
    blockers: tuple[Blocker, ...]
    may_check_in: bool
    may_edit: bool
    serves: Served | None = None
    reads: str = ""


def find_key_result_detail(desk: Desk, id: str) -> KeyResultDetail:
    """Return all that is known of one key result; raise Refused(NOT_FOUND) where there is none."""
    with desk.view() as view:
        connection = view.connection
        stored = fetch(connection, schema.key_result, desk.agency_id, id)
        objective = fetch(connection, schema.objective, desk.agency_id, stored["objective_id"])
        key_result = key_result_of(stored)
        (counted,) = in_force(connection, desk.agency_id, [key_result])
        owners = [key_result.owner, Owner(objective["owner_person_id"], objective["owner_unit_id"])]
        return KeyResultDetail(
            key_result=key_result,
            in_force=counted,
            row=with_pending(connection, desk.agency_id, key_result_rows(view, [id]))[0],
            check_ins=_check_in_rows(connection, desk.agency_id, counted),
            blockers=_blockers(connection, desk.agency_id, id),
            may_check_in=_is_open(connection, stored, objective)
            and any(desk.may(connection, Right.CHECK_IN, [owner]) for owner in owners),
            may_edit=desk.may(connection, Right.EDIT_OBJECTIVES, owners[1:]),
            serves=served_item(connection, desk.agency_id, key_result.directive_item_id),
            reads=_named(desk, connection, counted.indicator_id),
        )


def _named(desk: Desk, connection: Connection, indicator_id: str | None) -> str:
    """Return code and title of an indicator, "" for none."""
    if indicator_id is None:
        return ""
    row = fetch(connection, schema.indicator, desk.agency_id, indicator_id)
    return f"{row['code']} · {row['title']}"


def _is_open(connection: Connection, key_result: RowMapping, objective: RowMapping) -> bool:
    """Say whether neither is archived, and the objective is not closed."""
    is_archived = key_result["archived"] or objective["archived"]
    agency_id, id = objective["agency_id"], objective["id"]
    return not is_archived and not closed_objectives(connection, agency_id, [id])


def _check_in_rows(
    connection: Connection, agency_id: str, key_result: KeyResult
) -> tuple[CheckInRow, ...]:
    entries = check_ins_of(connection, agency_id, key_result, corrected=True)
    replaced = {entry.corrects_id for entry in entries}
    names = _names(connection, agency_id, {entry.author_id for entry in entries})
    files = _evidence(connection, agency_id, key_result.id)
    end = ends_of_cycles(connection, agency_id, [key_result.id])[key_result.id]
    return tuple(
        CheckInRow(
            entry,
            names.get(entry.author_id, ""),
            tuple(files.get(entry.id, ())),
            entry.id in replaced,
            entry.entered_after(end),
        )
        for entry in reversed(entries)
    )


def _evidence(
    connection: Connection, agency_id: str, key_result_id: str
) -> dict[str, list[Evidence]]:
    table, check_in = schema.evidence, schema.check_in
    rows = connection.execute(
        select(table.c.check_in_id, table.c.name, table.c.sha256, table.c.size)
        .join(check_in, named_by(check_in, table.c.check_in_id))
        .where(
            table.c.agency_id == agency_id,
            check_in.c.key_result_id == key_result_id,
            ~table.c.deleted,
        )
    )
    found: dict[str, list[Evidence]] = {}
    for row in rows:
        found.setdefault(row.check_in_id, []).append(Evidence(row.name, row.sha256, row.size))
    return found


def _blockers(connection: Connection, agency_id: str, key_result_id: str) -> tuple[Blocker, ...]:
    table, person = schema.blocker, schema.person
    rows = connection.execute(
        select(table, person.c.name.label("owner"))
        .outerjoin(person, named_by(person, table.c.owner_person_id))
        .where(
            table.c.agency_id == agency_id,
            table.c.key_result_id == key_result_id,
            ~table.c.deleted,
        )
        .order_by(table.c.closed_on.is_not(None), table.c.due_on, table.c.id)
    )
    return tuple(
        Blocker(row.id, BlockerKind(row.kind), row.text, row.owner or "", row.due_on, row.closed_on)
        for row in rows
    )


def _names(connection: Connection, agency_id: str, ids: set[str]) -> dict[str, str]:
    person = schema.person
    rows = connection.execute(
        select(person.c.id, person.c.name).where(
            person.c.agency_id == agency_id, person.c.id.in_(ids)
        )
    )
    return {row.id: row.name for row in rows}

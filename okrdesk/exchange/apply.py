"""Import in two steps: a preview that writes nothing, then one act that one undo takes back.

`preview` reads the workbook and matches it with the database; `apply` matches again inside its own
transaction, for the database may have moved on in between, and writes all rows, or the good ones
where the person agreed. This module loads SQLAlchemy: import it where it is used.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from okrdesk.db.journal import Work
from okrdesk.domain.act import Act
from okrdesk.domain.permissions import Right
from okrdesk.errors import Code, Refused
from okrdesk.exchange.paste import read_pasted
from okrdesk.exchange.plan_import import PlanGround, resolve_plan
from okrdesk.exchange.preview import KindName, Preview
from okrdesk.exchange.reading import read_kind
from okrdesk.exchange.resolved import Resolved
from okrdesk.exchange.roster_import import resolve_roster
from okrdesk.exchange.values_import import ValuesGround, resolve_values
from okrdesk.services import bulk
from okrdesk.services.bulk import Counts
from okrdesk.services.desk import Desk, Done

_ACTS = {
    KindName.ROSTER: Act.IMPORT_ROSTER,
    KindName.PLAN: Act.IMPORT_PLAN,
    KindName.VALUES: Act.IMPORT_VALUES,
}


def preview(
    desk: Desk, kind: KindName, source: Path | bytes, cycle: str | None = None
) -> Preview[Any]:
    """Read a workbook and match it with the database; nothing is written.

    `cycle` names the cycle of a plan (id, code or name; None: the running one) or narrows values to
    one. Raises Refused: what `read_kind` raises, NO_AUTHORITY, NOT_FOUND and CYCLE_CLOSED (cycle).
    """
    return match(desk, read_kind(kind, source), cycle)


def preview_pasted(desk: Desk, kind: KindName, text: str, cycle: str | None = None) -> Preview[Any]:
    """Do as `preview` with cells pasted from Excel."""
    return match(desk, read_pasted(kind, text), cycle)


def match(desk: Desk, read: Preview[Any], cycle: str | None = None) -> Preview[Any]:
    """Match rows that were read (on any thread) with the database; call on the database thread."""
    with desk.read() as connection:
        cycle_id = _cycle_id(desk, connection, read.kind, cycle)
        resolved = _resolve(desk, connection, replace(read, cycle_id=cycle_id))
    findings = resolved.findings
    return replace(
        read,
        rows=findings.good(read.rows),
        problems=(*read.problems, *findings.problems),
        notes=(*read.notes, *findings.notes),
        cycle_id=cycle_id,
    )


def apply(desk: Desk, preview: Preview[Any], good_rows_only: bool = False) -> Done[Counts]:
    """Write the rows of a preview in one act; with problems only where the person agreed to that.

    Raises Refused: IMPORT_HAS_PROBLEMS, NOTHING_TO_IMPORT, NO_AUTHORITY.
    """
    _require_agreement(len(preview.problems), good_rows_only)
    if not preview.rows:
        raise Refused(Code.NOTHING_TO_IMPORT)
    with desk.write(_ACTS[preview.kind]) as work:
        resolved = _resolve(desk, work.connection, preview)
        _require_agreement(len(resolved.findings.problems), good_rows_only)
        counts = _save(desk, work, preview.kind, resolved)
    return Done(counts + Counts(unchanged=resolved.unchanged), frozenset(work.touched))


def _require_agreement(problems: int, good_rows_only: bool) -> None:
    if problems and not good_rows_only:
        raise Refused(Code.IMPORT_HAS_PROBLEMS, count=problems)


def _cycle_id(desk: Desk, connection: Connection, kind: KindName, named: str | None) -> str | None:
    if kind is KindName.PLAN or (kind is KindName.VALUES and named):
        return bulk.named_cycle(desk, connection, named).id
    return None


def _resolve(desk: Desk, connection: Connection, read: Preview[Any]) -> Resolved[Any]:
    """Match rows with what the database holds now, by a handful of queries."""
    directory = bulk.load_directory(desk, connection)
    rights = bulk.authority(desk, connection, directory)
    if read.kind is KindName.ROSTER:
        desk.require(connection, Right.EDIT_ORGANISATION)
        return resolve_roster(read.rows, directory)
    if read.kind is KindName.PLAN:
        cycle = bulk.named_cycle(desk, connection, read.cycle_id)
        objectives, key_results = bulk.load_plan(desk, connection, cycle.id)
        plan = PlanGround(cycle, objectives, key_results, directory, rights, desk.person_id)
        return resolve_plan(read.rows, plan)
    values = ValuesGround(
        bulk.load_open_key_results(desk, connection, read.cycle_id),
        directory,
        rights,
        lambda ids: bulk.load_check_ins(desk, connection, ids),
    )
    return resolve_values(read.rows, values)


def _save(desk: Desk, work: Work, kind: KindName, resolved: Resolved[Any]) -> Counts:
    if kind is KindName.ROSTER:
        return bulk.save_roster(desk, work, resolved.changes)
    rights = bulk.authority(desk, work.connection, bulk.load_directory(desk, work.connection))
    if kind is KindName.PLAN:
        return bulk.save_plan(work, resolved.changes, rights)
    return bulk.save_check_ins(desk, work, resolved.changes, rights)

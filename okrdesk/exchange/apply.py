"""Import in two steps: a preview that writes nothing, then one act that one undo takes back.

`preview` reads the workbook and matches it with the database; `apply` matches again inside its own
transaction, for the database may have moved on in between, and writes all rows, or the good ones
where the person agreed. This module loads SQLAlchemy: import it where it is used.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

from okrdesk.db.journal import Work
from okrdesk.domain.act import Act
from okrdesk.domain.permissions import Right
from okrdesk.errors import Code, Refused
from okrdesk.exchange.catalogue_import import resolve_catalogue
from okrdesk.exchange.directives_import import resolve_directives
from okrdesk.exchange.kpis_import import resolve_kpis
from okrdesk.exchange.plan_import import PlanGround, resolve_plan
from okrdesk.exchange.preview import KindName, Preview
from okrdesk.exchange.reading import read_kind
from okrdesk.exchange.resolved import Resolved
from okrdesk.exchange.roster_import import resolve_roster
from okrdesk.exchange.tasks_import import resolve_tasks
from okrdesk.exchange.values_import import resolve_values
from okrdesk.services import bulk
from okrdesk.services.bulk import Authority, Counts, Sight
from okrdesk.services.catalogue_import import save_catalogue
from okrdesk.services.desk import Desk, Done
from okrdesk.services.directive_import import save_directives
from okrdesk.services.indicator_import import save_indicators
from okrdesk.services.plan_import import save_plan
from okrdesk.services.task_import import save_task_rows

_ACTS = {
    KindName.ROSTER: Act.IMPORT_ROSTER,
    KindName.PLAN: Act.IMPORT_PLAN,
    KindName.VALUES: Act.IMPORT_VALUES,
    KindName.CATALOGUE: Act.IMPORT_CATALOGUE,
    KindName.TASKS: Act.IMPORT_TASKS,
    KindName.DIRECTIVES: Act.IMPORT_DIRECTIVES,
    KindName.KPIS: Act.IMPORT_INDICATORS,
}


def preview(
    desk: Desk, kind: KindName, source: Path | bytes, into: str | None = None
) -> Preview[Any]:
    """Read a workbook and match it with the database; nothing is written.

    `into` names the cycle of a plan (id, code or name; None: the running one) or narrows values to
    one; of a catalogue it names the version by id or code (None: the only one, or a new one).
    Raises Refused: what `read_kind` raises, NO_AUTHORITY, NOT_FOUND, AMBIGUOUS, CYCLE_CLOSED.
    """
    return match(desk, read_kind(kind, source), into)


def match(desk: Desk, read: Preview[Any], into: str | None = None) -> Preview[Any]:
    """Match rows that were read (on any thread) with the database; call on the database thread."""
    with bulk.looking(desk) as sight:
        into_id = _into_id(sight, read.kind, into)
        resolved = _resolve(sight, replace(read, into_id=into_id), desk.person_id)
    findings = resolved.findings
    return replace(
        read,
        rows=findings.good(read.rows),
        problems=(*read.problems, *findings.problems),
        notes=(*read.notes, *findings.notes),
        into_id=into_id,
    )


def apply(desk: Desk, preview: Preview[Any], good_rows_only: bool = False) -> Done[Counts]:
    """Write the rows of a preview in one act; with problems only where the person agreed to that.

    Raises Refused: IMPORT_HAS_PROBLEMS, NOTHING_TO_IMPORT, NO_AUTHORITY.
    """
    _require_agreement(len(preview.problems), good_rows_only)
    if not preview.rows:
        raise Refused(Code.NOTHING_TO_IMPORT)
    with desk.write(_ACTS[preview.kind]) as work:
        sight = bulk.Sight(desk, work.connection)
        resolved = _resolve(sight, preview, desk.person_id)
        _require_agreement(len(resolved.findings.problems), good_rows_only)
        counts = _save(desk, work, preview.kind, (resolved.changes, sight.rights))
    return Done(counts + Counts(unchanged=resolved.unchanged), frozenset(work.touched))


def _require_agreement(problems: int, good_rows_only: bool) -> None:
    if problems and not good_rows_only:
        raise Refused(Code.IMPORT_HAS_PROBLEMS, count=problems)


def _into_id(sight: Sight, kind: KindName, named: str | None) -> str | None:
    if kind is KindName.PLAN or (kind is KindName.VALUES and named):
        return sight.cycle(named).id
    return named if kind is KindName.CATALOGUE else None


def _resolve(sight: Sight, read: Preview[Any], person_id: str) -> Resolved[Any]:
    """Match rows with what the database holds now."""
    if read.kind is KindName.ROSTER:
        sight.require(Right.EDIT_ORGANISATION)
        return resolve_roster(read.rows, sight.directory)
    if read.kind is KindName.PLAN:
        return resolve_plan(read.rows, PlanGround(sight, sight.cycle(read.into_id), person_id))
    if read.kind is KindName.CATALOGUE:
        sight.require(Right.EDIT_RULES)
        return resolve_catalogue(read.rows, sight, read.into_id)
    if read.kind is KindName.TASKS:
        return resolve_tasks(read.rows, sight)
    if read.kind is KindName.DIRECTIVES:
        sight.require(Right.EDIT_DIRECTIVES)
        return resolve_directives(read.rows, sight)
    if read.kind is KindName.KPIS:
        return resolve_kpis(read.rows, sight)
    return resolve_values(read.rows, sight, read.into_id)


def _save(desk: Desk, work: Work, kind: KindName, found: tuple[Any, Authority]) -> Counts:
    """Write what was resolved; the rights are checked once more where it is written."""
    changes, rights = found
    if kind is KindName.ROSTER:
        return bulk.save_roster(desk, work, changes)
    if kind is KindName.PLAN:
        return save_plan(desk, work, changes, rights)
    if kind is KindName.CATALOGUE:
        return save_catalogue(desk, work, changes)
    if kind is KindName.TASKS:
        return save_task_rows(desk, work, changes)
    if kind is KindName.DIRECTIVES:
        return save_directives(desk, work, changes)
    if kind is KindName.KPIS:
        return save_indicators(desk, work, changes)
    return bulk.save_check_ins(desk, work, changes, rights)

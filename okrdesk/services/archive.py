"""Archive and restore, in place of deleting: nothing that was decided is ever lost."""

from sqlalchemy import Connection

from okrdesk.db import schema
from okrdesk.db.journal import Work
from okrdesk.db.rows import objective_of
from okrdesk.db.task_rows import task_of
from okrdesk.domain.act import Act
from okrdesk.domain.archiving import ARCHIVED
from okrdesk.domain.objective import CycleState
from okrdesk.domain.permissions import OFFICE_RIGHTS, Right
from okrdesk.domain.structure import Key, parents_of
from okrdesk.errors import Code, Refused
from okrdesk.services.catalogues import keep_days_apart
from okrdesk.services.checks import Row, fetch, owner_of
from okrdesk.services.desk import Desk, Done
from okrdesk.services.meetings import require_minutes
from okrdesk.services.roles import keep_administrator
from okrdesk.services.rule_packs import keep_version
from okrdesk.services.task_ground import TaskRights
from okrdesk.services.task_locks import TaskLocks


def archive(desk: Desk, entity: str, id: str) -> Done[str]:
    """Put an object away: it leaves lists, filters and roll-ups, and stays in the history.

    Raises Refused: NO_AUTHORITY, NOT_FOUND, BAD_VALUE, CYCLE_CLOSED, TASK_PERIOD_CLOSED,
    RULE_PACK_PUBLISHED.
    """
    return _set_archived(desk, entity, id, archived=True)


def restore(desk: Desk, entity: str, id: str) -> Done[str]:
    """Bring an archived object back; raise as `archive` does, CATALOGUE_DATES, and CODE_TAKEN."""
    return _set_archived(desk, entity, id, archived=False)


def _set_archived(desk: Desk, entity: str, id: str, *, archived: bool) -> Done[str]:
    if entity not in ARCHIVED:
        raise Refused(Code.BAD_VALUE, text=entity, allowed=", ".join(ARCHIVED))
    table = schema.JOURNALLED[entity]
    with desk.write(Act.ARCHIVE if archived else Act.RESTORE) as work:
        row = fetch(work.connection, table, desk.agency_id, id)
        _require(desk, work, entity, row)
        if entity == "person" and archived:
            keep_administrator(desk, work.connection, id)
        if entity == "catalogue" and not archived:
            keep_days_apart(desk, work.connection, row)
        if entity == "rule_pack":
            keep_version(work.connection, row)
        work.change(table, id, archived=archived)
    return Done(id, frozenset(work.touched))


def _require(desk: Desk, work: Work, entity: str, row: Row) -> None:
    """Ask for the right over the object, or the right to keep the archive of all."""
    if not desk.may(work.connection, Right.KEEP_ARCHIVE):
        _require_own(desk, work, entity, row)
    refuse_closed(desk, work.connection, (entity, row["id"]), row)


def refuse_closed(desk: Desk, connection: Connection, key: Key, row: Row) -> None:
    """Refuse what counts in a closed cycle or period, in which nothing changes any more.

    Raises Refused: CYCLE_CLOSED, TASK_PERIOD_CLOSED.
    """
    if key[0] == "task" and row["assigned_by"] is not None:
        TaskLocks(desk, connection).require_free(task_of(row))
    while key[0] in ("action_item", "key_result", "objective"):
        key = next(parents_of(key, dict(row)))
        row = fetch(connection, schema.JOURNALLED[key[0]], desk.agency_id, key[1])
    if key[0] == "cycle" and row["state"] == CycleState.CLOSED.value:
        raise Refused(Code.CYCLE_CLOSED, cycle=row["name"])


def _require_own(desk: Desk, work: Work, entity: str, row: Row) -> None:
    if entity in OFFICE_RIGHTS:
        desk.require(work.connection, OFFICE_RIGHTS[entity])
    elif entity in ("meeting", "conclusion"):
        require_minutes(desk, work.connection, row.get("meeting_id") or row["id"])
    elif entity == "indicator":
        desk.require(work.connection, Right.EDIT_INDICATORS, [owner_of(row)])
    elif entity == "task":
        right = Right.EDIT_TASKS if row["assigned_by"] is None else Right.ASSIGN_TASKS
        TaskRights(desk, work.connection).require(right, row["owner_person_id"])
    else:
        owned = row
        if entity == "action_item":
            owned = fetch(work.connection, schema.key_result, desk.agency_id, row["key_result_id"])
        if "objective_id" in owned:
            owned = fetch(work.connection, schema.objective, desk.agency_id, owned["objective_id"])
        desk.require(work.connection, Right.EDIT_OBJECTIVES, [objective_of(owned).owner])

"""Tasks matched with what is there: by person, title and due day; items by their code.

Importing the same file again changes nothing. What is done, errors and delays count in all: what is
more is added, and less done corrects the last deliveries; noted errors are never taken back here.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from okrdesk.domain.catalogue import check_coefficient
from okrdesk.domain.dates import format_date
from okrdesk.domain.numbers import format_decimal
from okrdesk.domain.permissions import Right
from okrdesk.domain.tasks import AGREED, Source, Task, check_task, rightly_sourced
from okrdesk.errors import Code, Refused
from okrdesk.exchange.folded import folded
from okrdesk.exchange.kinds.tasks import TASKS, ListedTask
from okrdesk.exchange.names import Names
from okrdesk.exchange.preview import ReadyRow
from okrdesk.exchange.resolved import Findings, Resolved
from okrdesk.services.bulk import Sight
from okrdesk.services.citing import cited_item
from okrdesk.services.task_ground import Held
from okrdesk.services.task_import import ImportedTask, TaskSight, key_of

TaskLine = ReadyRow[ListedTask]


def resolve_tasks(rows: Sequence[TaskLine], sight: Sight) -> Resolved[list[ImportedTask]]:
    """Return what rows of tasks make and change; every problem has its row."""
    findings = Findings[ListedTask](TASKS)
    matcher = _Matcher(rows, sight)
    entries: list[ImportedTask] = []
    unchanged = 0
    for row in rows:
        try:
            entry = matcher.entry(row.item)
        except Refused as error:
            key = error.field if error.field in _COLUMNS else ""
            findings.blame(row, key or "", _said(row.item, key or ""), error)
            continue
        if entry is None:
            unchanged += 1
        else:
            entries.append(entry)
    return Resolved(entries, unchanged, findings)


_COLUMNS = frozenset(column.key for column in TASKS.columns)


class _Matcher:
    """Turns one row after the other into a task, a known one taken up again."""

    def __init__(self, rows: Sequence[TaskLine], sight: Sight) -> None:
        self._names = Names(sight.directory)
        self._sight = sight
        self._today = sight.directory.today
        self._tasks = TaskSight(sight.desk, sight.connection)
        self._known = self._tasks.tasks({row.item.title for row in rows})
        self._reasons = self._tasks.reasons([held.task.id for held in self._known.values()])

    def entry(self, listed: ListedTask) -> ImportedTask | None:
        """Return what a row writes, or None where all stands so; raise Refused with its column."""
        task = self._task(listed)
        held = self._known.get(key_of(task))
        if held is not None:
            task = _onto(held, task, listed)
        task = rightly_sourced(self._serving(task, listed))
        if held is not None:
            self._check_agreement(held, task)
        check_task(task)
        entry = self._more(listed, task, held)
        if held is not None and task == held.task and not entry.says_more:
            return None
        self._require_free(entry, held)
        return entry

    def _require_free(self, entry: ImportedTask, held: Held | None) -> None:
        """Refuse at its day what a closed period has locked."""
        try:
            self._tasks.require_free(entry, held)
        except Refused as error:
            raise Refused(error.code, field="due_on", **error.params) from error

    def _task(self, listed: ListedTask) -> Task:
        person_id = self._person(listed.person)
        if not self._tasks.allows(Right.EDIT_TASKS, person_id):
            raise Refused(Code.NO_AUTHORITY, field="person")
        task = Task(
            id="",
            owner_person_id=person_id,
            title=listed.title,
            quantity=listed.quantity,
            start_on=listed.start_on or _earliest(self._today, listed),
            due_on=listed.due_on,
            source=listed.source or Source.REGULAR,
            coefficient=listed.coefficient,
            note=listed.note,
            axis=listed.axis,
            difficulty=self._difficulty(listed.difficulty),
        )
        if not listed.code:
            return task
        found = self._tasks.items.get(folded(listed.code))
        if found is None:
            raise Refused(Code.NOT_FOUND, field="code", text=listed.code)
        item, catalogue = found
        coefficient = item.coefficient if task.coefficient is None else task.coefficient
        check_coefficient(catalogue, coefficient)
        return replace(task, catalogue_item_id=item.id, coefficient=coefficient)

    def _serving(self, task: Task, listed: ListedTask) -> Task:
        """Return the task with the item of a directive that the row cites, if it cites one."""
        cited, before = listed.directive_item, task.directive_item_id
        if not cited:
            return task
        item_id = cited_item(self._sight.directive_items, cited, before)
        return replace(task, directive_item_id=item_id)

    def _difficulty(self, named: str) -> str | None:
        """Return the level of a name or an id; raise Refused(BAD_VALUE)."""
        if not named:
            return None
        levels = self._tasks.difficulties
        known = {folded(word): id for id, name in levels.items() for word in (id, name)}
        if folded(named) not in known:
            allowed = ", ".join(levels.values())
            raise Refused(Code.BAD_VALUE, field="difficulty", text=named, allowed=allowed)
        return known[folded(named)]

    def _person(self, named: str) -> str:
        try:
            person_id = self._names.owner(named).person_id
        except Refused as error:
            raise Refused(error.code, field="person", **error.params) from error
        if person_id is None:
            raise Refused(Code.NOT_FOUND, field="person", text=named)
        return person_id

    def _check_agreement(self, held: Held, task: Task) -> None:
        """Refuse a change of what is agreed on by who may not assign."""
        changed = [name for name in AGREED if getattr(task, name) != getattr(held.task, name)]
        may = self._tasks.allows(Right.ASSIGN_TASKS, task.owner_person_id)
        if changed and held.state.is_agreed and not may:
            field = "code" if changed[0] == "catalogue_item_id" else changed[0]
            raise Refused(Code.TASK_AGREED, field=field)

    def _more(self, listed: ListedTask, task: Task, held: Held | None) -> ImportedTask:
        parts = held.parts if held else None
        before = parts.done() if parts else Decimal(0)
        done = None if listed.done is None or listed.done == before else listed.done
        if done is not None:
            self._check_done(listed, task, before)
        errors = max(listed.content_errors - (parts.content_errors if parts else 0), 0)
        delays = max(listed.delays - (parts.delays if parts else 0), 0)
        if (errors or delays) and not self._tasks.allows(Right.ASSIGN_TASKS, task.owner_person_id):
            field = "content_errors" if errors else "delays"
            raise Refused(Code.NO_AUTHORITY, field=field)
        reason = listed.cause
        if reason and not (listed.content_errors or listed.delays):
            raise Refused(Code.CAUSE_EMPTY, field="cause")
        if reason and (task.id, folded(reason)) in self._reasons:
            reason = ""
        return ImportedTask(
            task,
            done,
            listed.done_on,
            errors,
            delays,
            listed.content_errors,
            listed.delays,
            reason,
        )

    def _check_done(self, listed: ListedTask, task: Task, before: Decimal) -> None:
        done, day = listed.done or Decimal(0), listed.done_on or self._today
        window = self._tasks.window(task.owner_person_id)
        if done > max(task.quantity, before) and not window.may_exceed:
            shown = {"done": format_decimal(done), "quantity": format_decimal(task.quantity)}
            raise Refused(Code.DONE_TOO_MUCH, field="done", title=task.title, **shown)
        if day > self._today:
            raise Refused(Code.DATE_IN_FUTURE, field="done_on", date=format_date(day))
        limit = window.back_dating_days
        if limit is not None and window.calendar.days_after(day, self._today) > limit:
            shown_day = format_date(day)
            raise Refused(Code.DONE_TOO_LONG_AGO, field="done_on", date=shown_day, days=limit)


def _onto(held: Held, task: Task, listed: ListedTask) -> Task:
    """Return the known task as the row wants it; what the row leaves empty stays."""
    known = held.task
    return replace(
        known,
        quantity=task.quantity,
        coefficient=known.coefficient if task.coefficient is None else task.coefficient,
        catalogue_item_id=task.catalogue_item_id or known.catalogue_item_id,
        source=listed.source or known.source,
        start_on=listed.start_on or known.start_on,
        note=task.note or known.note,
        axis=task.axis or known.axis,
        difficulty=task.difficulty or known.difficulty,
    )


def _earliest(today: date, listed: ListedTask) -> date:
    days = [today, *(day for day in (listed.due_on, listed.done_on) if day is not None)]
    return min(days)


def _said(listed: ListedTask, key: str) -> str | date | None:
    value = getattr(listed, key, None) if key else None
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value) if isinstance(value, int) else value

"""Of a closed period evaluations are locked, and the tasks that count in it; so are unit ratings.

A reopened evaluation takes words until it is approved anew, and unlocks its person's tasks. A task
counts in the month and the quarter of its day once it is agreed on; what is delivered after a
period's end does not count in it. A year counts no tasks.
"""

from collections.abc import Iterator
from datetime import date

from okrdesk.domain.evaluation.steps import OF_CLOSED, PeriodState, StepKind
from okrdesk.domain.evaluation.workflow import Decision, situation_of
from okrdesk.domain.identity import evaluation_id
from okrdesk.domain.objective import CycleKind
from okrdesk.domain.tasks import COUNTED
from okrdesk.sync.directory import Directory
from okrdesk.sync.merge import BIRTH
from okrdesk.sync.overlay import Overlay
from okrdesk.sync.placement import Placement
from okrdesk.sync.record import Record
from okrdesk.sync.shelf import Key
from okrdesk.sync.wire import Row

_Values = dict[str, object]


def is_locked(record: Record, rows: Overlay, places: Placement, directory: Directory) -> bool:
    """Say whether the change is of what counts in a closed period, and was not reopened."""
    closed = {
        id: row
        for id, row in directory.tables["period"].items()
        if row.values["state"] == PeriodState.CLOSED
    }
    if not closed:
        return False
    if record.ent == "unit_rating":
        return rows.values_of(record).get("period_id") in closed
    root = rows.root_of_record(record)
    if root is None:
        return False
    if root[0] == "task":
        return _Work(record, root, rows, places).is_locked(closed)
    return root[0] == "evaluation" and _is_of_locked(record, root, rows, places, closed)


def _is_of_locked(
    record: Record, root: Key, rows: Overlay, places: Placement, closed: dict[str, Row]
) -> bool:
    row = rows.get(root)
    period_id = (row.values if row else record.set).get("period_id", "")
    if period_id not in closed:
        return False
    if record.ent == "step" and record.set.get("kind") in OF_CLOSED:
        return False
    return not _is_reopened(root, rows, places)


class _Work:
    """A change of a task, or of what hangs on one, and the closed periods that it counts in."""

    def __init__(self, record: Record, root: Key, rows: Overlay, places: Placement) -> None:
        self._record = record
        self._root = root
        self._rows = rows
        self._places = places
        row = rows.get(root)
        self._before: _Values = dict(row.values) if row and not row.is_deleted else {}

    def is_locked(self, closed: dict[str, Row]) -> bool:
        return any(self._is_held(day, closed) for day in self._days())

    def _days(self) -> Iterator[date]:
        """Yield the days in whose periods the change counts."""
        record, before = self._record, self._before
        if record.ent == "attachment":
            return
        if record.ent == "task":
            if record.op == "set" and COUNTED.isdisjoint(record.set):
                return
            after = {**before, **record.set}
            if before and self._is_agreed():
                yield _day_of(before)
            if after.get("assigned_by"):
                yield _day_of(after)
        elif before and (self._is_agreed() or record.set.get("kind") == StepKind.ACCEPT):
            yield _day_of(before)

    def _is_agreed(self) -> bool:
        """Say whether somebody stands for the task; whoever accepts one signs it as well."""
        return bool(self._before.get("assigned_by"))

    def _is_held(self, day: date, closed: dict[str, Row]) -> bool:
        owner = str((self._before or self._record.set).get("owner_person_id", ""))
        for id, period in closed.items():
            start, end = (date.fromisoformat(period.values[one]) for one in ("start_on", "end_on"))
            if period.values["kind"] == CycleKind.YEAR or not start <= day <= end:
                continue
            if self._record.ent == "delivery" and not self._counts_by(end):
                continue
            key = ("evaluation", evaluation_id(id, owner))
            self._rows.load([key])
            row = self._rows.get(key)
            if row is None or row.is_deleted:
                continue
            self._places.load([key])
            if not _is_reopened(key, self._rows, self._places):
                return True
        return False

    def _counts_by(self, end: date) -> bool:
        """Say whether what is delivered, or what it corrects, was done by the end of a period."""
        values = self._rows.values_of(self._record)
        days = [values["done_on"]]
        corrected = ("delivery", values.get("corrects_id") or "")
        self._rows.load([corrected] if corrected[1] else [])
        if (row := self._rows.get(corrected)) is not None:
            days.append(row.values["done_on"])
        return any(date.fromisoformat(day) <= end for day in days)


def _day_of(task: _Values) -> date:
    return date.fromisoformat(str(task.get("due_on") or task["start_on"]))


def _is_reopened(root: Key, rows: Overlay, places: Placement) -> bool:
    """Say whether an approval was taken back, and none given since, as every PC works it out."""
    keys = [key for key in places.tree(root) if key[0] == "step"]
    rows.load(keys)
    words = [
        Decision(key[1], StepKind(row.values["kind"]), row.values["author_id"], row.stamps[BIRTH])
        for key in keys
        if (row := rows.get(key)) is not None and not row.is_deleted
    ]
    return situation_of((), words).is_unlocked

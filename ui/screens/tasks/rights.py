"""What the person at the desk may do with each task, as far as the window can tell.

It decides what is offered; the services that do it ask again.
"""

from typing import TYPE_CHECKING, Any

from okrdesk.domain.tasks import AGREED, TaskState

if TYPE_CHECKING:
    from okrdesk.services.task_reach import TaskReach

_CLOSED = (TaskState.CANCELLED, TaskState.ROLLED_OVER)


class Rights:
    """Answers for the reach that was read last; nothing is allowed before."""

    def __init__(self) -> None:
        self._reach: TaskReach | None = None

    def take(self, reach: "TaskReach") -> None:
        """Answer by `reach` from now on."""
        self._reach = reach

    @property
    def is_head(self) -> bool:
        """Whether there is anybody to assign tasks to."""
        return self._reach is not None and bool(self._reach.may_assign)

    @property
    def sees_others(self) -> bool:
        """Whether tasks of others can be read."""
        return self._reach is not None and len(self._reach.colleagues) > 1

    def may_edit(self, row: Any) -> bool:
        """Say whether the task's owner's work may be recorded."""
        return self._reach is not None and row.owner_person_id in self._reach.may_edit

    def may_assign(self, row: Any) -> bool:
        """Say whether this person may accept, judge and cancel the task."""
        return self._reach is not None and row.owner_person_id in self._reach.may_assign

    def may_confirm(self, row: Any) -> bool:
        """Say whether this person decides on objective causes of the task."""
        return self._reach is not None and row.owner_person_id in self._reach.may_confirm

    def may_type(self, row: Any, field: str) -> bool:
        """Say whether a field of a task takes typed text."""
        if row.state in _CLOSED or field == "owner_person_id" or not self.may_edit(row):
            return False
        if field in AGREED and row.state.is_agreed:
            return self.may_assign(row)
        return True

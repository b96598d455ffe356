"""What waits for a word of the person beside the day's rows: how many of each, and where it is."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from okrdesk.domain.review import ReviewState
from okrdesk.domain.tasks import CauseState, TaskState

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk


class Wait(StrEnum):
    """The kinds of what waits, in the order in which they are told."""

    RETURNED = "returned"
    CHECK_INS = "check_ins"
    TASKS = "tasks"
    CAUSES = "causes"
    KEY_RESULT_CAUSES = "key_result_causes"
    ANSWERS = "answers"


@dataclass(frozen=True)
class Waiting:
    """How many wait, and the first of them: what the line opens where it shows one item."""

    count: int
    first: str = ""


def find_waits(desk: "Desk") -> dict[Wait, Waiting]:
    """Return what waits, without the kinds of which there is none."""
    found = {**_objectives(desk), **_tasks(desk), **_words(desk)}
    return {wait: found[wait] for wait in Wait if found[wait].count}


def _objectives(desk: "Desk") -> dict[Wait, Waiting]:
    from okrdesk.services.lists import Filter, Sort, find_objective_ids

    people = frozenset({desk.person_id})
    wanted = Filter(person_ids=people, review=ReviewState.RETURNED)
    ids = find_objective_ids(desk, wanted, Sort("end_on"))
    return {Wait.RETURNED: Waiting(len(ids), ids[0] if ids else "")}


def _tasks(desk: "Desk") -> dict[Wait, Waiting]:
    from okrdesk.services.task_reach import find_task_reach, find_waiting_tasks

    rows = find_waiting_tasks(desk, find_task_reach(desk))
    return {
        Wait.TASKS: Waiting(sum(row.state is TaskState.REGISTERED for row in rows)),
        Wait.CAUSES: Waiting(sum(row.cause is CauseState.ASKED for row in rows)),
    }


def _words(desk: "Desk") -> dict[Wait, Waiting]:
    from okrdesk.services.causes import find_causes_to_judge
    from okrdesk.services.remark_lists import find_asked_by_me, find_to_acknowledge

    answers = find_asked_by_me(desk)
    first = answers[0].question.key_result_id or "" if answers else ""
    return {
        Wait.CHECK_INS: Waiting(len(find_to_acknowledge(desk))),
        Wait.KEY_RESULT_CAUSES: Waiting(len(find_causes_to_judge(desk))),
        Wait.ANSWERS: Waiting(len(answers), first),
    }

"""Work: a task, where it comes from, how far it is, what is found wanting and what excuses it.

A task never moves a key result; it may only name the one that it serves.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from okrdesk.domain.dates import format_date
from okrdesk.domain.directive import Axis
from okrdesk.domain.evaluation.steps import StepKind
from okrdesk.domain.numbers import format_decimal, is_plain
from okrdesk.errors import Code, Refused

WHOLE = Decimal(100)
"""The percentage of a task that its owner and all co-workers share."""


class Source(StrEnum):
    """Where a task comes from."""

    REGULAR = "regular"
    AD_HOC = "ad-hoc"
    KEY_RESULT = "key-result"
    DIRECTIVE = "directive"


class FaultKind(StrEnum):
    """What a reviewer finds wanting in a product (NĐ 335/2025, Điều 14 and 15)."""

    CONTENT = "content"
    DELAY = "delay"


class CauseKind(StrEnum):
    """Why something is nobody's fault: an objective cause, once it is confirmed."""

    OTHER_AGENCY = "other-agency"
    FIELD_WORK = "field-work"
    DISASTER = "disaster"
    CHANGED_TASK = "changed-task"
    OTHER = "other"


class AttachmentKind(StrEnum):
    """What an attached file is to what it hangs on."""

    EVIDENCE = "evidence"
    SCAN = "scan"
    SIGNED = "signed"


class TaskState(StrEnum):
    """Where a task stands; it follows from the decisions on it and from what was delivered."""

    REGISTERED = "registered"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    DONE = "done"
    ROLLED_OVER = "rolled-over"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Say whether there is still something to decide or to do."""
        return self in (TaskState.REGISTERED, TaskState.RETURNED, TaskState.ACCEPTED)

    @property
    def is_agreed(self) -> bool:
        """Say whether it counts as assigned: its quantity and coefficient are agreed on."""
        return self not in (TaskState.REGISTERED, TaskState.RETURNED)

    @property
    def takes_deliveries(self) -> bool:
        """Say whether what was done may still be recorded."""
        return self not in (TaskState.ROLLED_OVER, TaskState.CANCELLED)


class CauseState(StrEnum):
    """Where a request to exempt stands."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


@dataclass(frozen=True)
class Task:
    """So many products to deliver by a day; without a coefficient it blocks the score by name.

    `assigned_by` is the superior who gave it; None says that the owner registered it. `axis` and
    `difficulty` (a level by its id) are for the rule packs that count by them.
    """

    id: str
    owner_person_id: str
    title: str
    quantity: Decimal
    start_on: date
    due_on: date | None = None
    source: Source = Source.REGULAR
    coefficient: Decimal | None = None
    axis: Axis | None = None
    difficulty: str | None = None
    catalogue_item_id: str | None = None
    key_result_id: str | None = None
    unit_id: str | None = None
    assigned_by: str | None = None
    rolled_from_id: str | None = None
    note: str = ""
    archived: bool = False
    directive_item_id: str | None = None

    @property
    def counts_on(self) -> date:
        """The day whose period the task belongs to: the due day, else the day it starts."""
        return self.due_on or self.start_on


AGREED = (
    "title",
    "source",
    "catalogue_item_id",
    "quantity",
    "coefficient",
    "axis",
    "difficulty",
    "start_on",
    "due_on",
)
"""The fields of a task that only the assigner changes once it is accepted: the score hangs on them.

Without a due day the start tells the period, and a pack may give points by the source.
"""
COUNTED = frozenset({*AGREED, "owner_person_id", "assigned_by", "archived"})
"""The fields of a task that say whether it counts in a period, and for how much."""


@dataclass(frozen=True)
class Share:
    """A co-worker's part of a task, in percent."""

    person_id: str
    percent: Decimal


class Delivery(NamedTuple):
    """What was done by a day, which is not the day it was entered; a correction names another."""

    id: str
    quantity: Decimal
    done_on: date
    corrects_id: str | None = None


class TaskFate(NamedTuple):
    """What else decides where a task stands: last word, changes since, rolled over or not."""

    is_assigned: bool
    last: StepKind | None = None
    is_cancelled: bool = False
    is_changed_since: bool = False
    is_rolled_over: bool = False


def state_of_task(fate: TaskFate, quantity: Decimal, done: Decimal) -> TaskState:
    """Return where a task stands.

    A cancellation is final. What was returned waits anew once its owner has changed it.
    """
    if fate.is_cancelled:
        return TaskState.CANCELLED
    if fate.is_rolled_over:
        return TaskState.ROLLED_OVER
    if fate.last is StepKind.RETURN:
        return TaskState.REGISTERED if fate.is_changed_since else TaskState.RETURNED
    if fate.last is not StepKind.ACCEPT and not fate.is_assigned:
        return TaskState.REGISTERED
    return TaskState.DONE if done >= quantity else TaskState.ACCEPTED


def state_of_cause(kinds: Iterable[StepKind]) -> CauseState:
    """Return where a request stands after decisions in their order: the last one counts."""
    state = CauseState.ASKED
    for kind in kinds:
        state = CauseState.CONFIRMED if kind is StepKind.CONFIRM else CauseState.DECLINED
    return state


def deliveries_in_force(entries: Iterable[Delivery]) -> tuple[Delivery, ...]:
    """Return the deliveries that no other corrects, by the day they were done.

    Where two PCs corrected the same one, the correction that was made later counts.
    """
    known = list(entries)
    corrected = {entry.corrects_id for entry in known}
    latest: dict[str, Delivery] = {}
    for entry in known:
        if entry.id not in corrected:
            place = entry.corrects_id or entry.id
            if place not in latest or latest[place].id < entry.id:
                latest[place] = entry
    return tuple(sorted(latest.values(), key=lambda entry: (entry.done_on, entry.id)))


def done_by(entries: Iterable[Delivery], day: date | None = None) -> Decimal:
    """Return how many products the deliveries in force make, up to `day`."""
    return sum(
        (
            entry.quantity
            for entry in deliveries_in_force(entries)
            if day is None or entry.done_on <= day
        ),
        Decimal(0),
    )


def rightly_sourced(task: Task) -> Task:
    """Return a task that comes from what it serves, where nothing but regular work was said."""
    if task.source is not Source.REGULAR:
        return task
    if task.key_result_id:
        return replace(task, source=Source.KEY_RESULT)
    return replace(task, source=Source.DIRECTIVE) if task.directive_item_id else task


def check_task(task: Task) -> None:
    """Refuse a task that cannot be: TASK_QUANTITY, TASK_COEFFICIENT, DATES_UPSIDE_DOWN."""
    check_quantity(task.quantity)
    if task.coefficient is not None and not _is_above_zero(task.coefficient):
        shown = _shown(task.coefficient)
        raise Refused(Code.TASK_COEFFICIENT, field="coefficient", coefficient=shown)
    if task.due_on is not None and task.due_on < task.start_on:
        start, end = format_date(task.start_on), format_date(task.due_on)
        raise Refused(Code.DATES_UPSIDE_DOWN, field="due_on", start=start, end=end)


def check_quantity(quantity: Decimal) -> None:
    """Refuse a number of products that is not above 0 (Refused TASK_QUANTITY)."""
    if not _is_above_zero(quantity):
        raise Refused(Code.TASK_QUANTITY, field="quantity", quantity=_shown(quantity))


def check_shares(owner_person_id: str, shares: Sequence[Share]) -> None:
    """Refuse shares that cannot be: each above 0, one per person, never the owner, at most 100 %.

    What is left of 100 % is the owner's own. Raises Refused: SHARE_PERCENT, SHARES_TOO_MUCH,
    SHARE_TWICE.
    """
    for share in shares:
        if not _is_above_zero(share.percent) or share.percent > WHOLE:
            raise Refused(Code.SHARE_PERCENT, field="share", percent=_shown(share.percent))
    people = [share.person_id for share in shares]
    if owner_person_id in people or len(set(people)) < len(people):
        raise Refused(Code.SHARE_TWICE, field="share")
    total = sum((share.percent for share in shares), Decimal(0))
    if total > WHOLE:
        raise Refused(Code.SHARES_TOO_MUCH, field="share", total=format_decimal(total))


def owners_share(percents: Iterable[Decimal]) -> Decimal:
    """Return what co-workers leave to the owner, in percent.

    Two PCs may share a task at the same time, so that more than 100 % arrive: then nothing is left.
    """
    return max(WHOLE - sum(percents, Decimal(0)), Decimal(0))


def _is_above_zero(number: Decimal) -> bool:
    return is_plain(number) and number > 0


def _shown(number: Decimal) -> str:
    return format_decimal(number) if is_plain(number) else str(number)

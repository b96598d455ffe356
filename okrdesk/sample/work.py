"""The sample's work: a catalogue, and four months of tasks with what was done and found of them.

Most tasks are assigned by the head; some were registered and accepted, and a few of this month
still wait. Most is done in time, some late or with errors, and of these some are excused.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from okrdesk.db.task_rows import catalogue_values, item_values, task_values
from okrdesk.domain.catalogue import Catalogue, CatalogueGroup, CatalogueItem, coefficient_of
from okrdesk.domain.dates import month_end
from okrdesk.domain.evaluation.steps import StepKind
from okrdesk.domain.tasks import CauseKind, FaultKind, Source, Task
from okrdesk.sample.content import Facts
from okrdesk.sample.draw import Draw
from okrdesk.sample.roster import Roster, Row, Rows

_MONTHS = 4
_ONE_DAY = timedelta(days=1)
_MONTHLY = " tháng {month}"
_Kind = tuple[CatalogueItem, str]
"""An item, and the title of the tasks made of it, in which the month may stand."""
_TABLES = (
    "catalogue",
    "catalogue_item",
    "task",
    "task_share",
    "delivery",
    "fault",
    "cause",
    "step",
)


@dataclass(frozen=True)
class Ground:
    """What the work is made from: the catalogue's table, the people, the moment, and chance."""

    facts: Facts
    roster: Roster
    now: datetime
    draw: Draw

    @property
    def today(self) -> date:
        """Return the day it is."""
        return self.now.date()

    def moment(self, day: date) -> datetime:
        """Return a moment of `day` within office hours, in the past."""
        at = time(self.draw.whole(8, 16), self.draw.whole(0, 59))
        latest = self.now - timedelta(minutes=self.draw.whole(1, 40))
        return min(datetime.combine(day, at, self.now.tzinfo), latest)


@dataclass
class SampleWork:
    """Rows by table, in the order they can be written; `proven` are the causes with evidence."""

    rows: dict[str, Rows] = field(default_factory=lambda: {name: [] for name in _TABLES})
    proven: Rows = field(default_factory=list)


@dataclass(frozen=True)
class _Month:
    """One month of one person's work, and who assigns it."""

    person: str
    head: str
    unit: str
    first: date
    kinds: Sequence[_Kind]

    @property
    def last(self) -> date:
        """Return the last day of the month."""
        return month_end(self.first.year, self.first.month)


def work_of(ground: Ground, results: Sequence[tuple[str | None, str]]) -> SampleWork:
    """Return all rows; `results` are running key results with whose they are."""
    made = SampleWork()
    kinds = _catalogue(ground, made)
    key_results = dict(results)
    for person, head, unit, code in _people(ground.roster):
        for first in _months(ground.today):
            month = _Month(person, head, unit, first, kinds[code])
            _Writer(ground, made, month).write(key_results.get(person))
    return made


def _months(today: date) -> list[date]:
    months = [today.replace(day=1)]
    while len(months) < _MONTHS:
        months.append((months[-1] - _ONE_DAY).replace(day=1))
    return months[::-1]


def _people(roster: Roster) -> list[tuple[str, str, str, str]]:
    """Return each person with who assigns tasks, the unit of the main post, and its code."""
    codes = {id: code for code, id in roster.units.items()}
    above = {row["id"]: row.get("parent_id") for row in roster.rows["unit"]}
    found: dict[str, tuple[str, str, str, str]] = {}
    for post in roster.rows["post"]:
        person, unit = post["person_id"], post["unit_id"]
        head = roster.heads.get(unit) or person
        if head == person:
            head = roster.heads.get(above.get(unit) or "") or person
        found.setdefault(person, (person, head, unit, codes[unit]))
    return list(found.values())


def _catalogue(ground: Ground, made: SampleWork) -> dict[str, list[_Kind]]:
    """Write the catalogue and its items; return the kinds of tasks for each unit's code."""
    facts, draw = ground.facts, ground.draw
    named = facts["catalogue"]
    catalogue = Catalogue(
        id=draw.id(),
        code=named["code"],
        version=str(ground.today.year),
        name=named["name"],
        from_on=date(ground.today.year - 1, 1, 1),
        baseline=Decimal(named["baseline"]),
        lowest=Decimal(named["lowest"]),
        highest=Decimal(named["highest"]),
        groups=tuple(
            CatalogueGroup(group["name"], Decimal(group["cap"])) for group in facts["group"]
        ),
    )
    made.rows["catalogue"].append({"id": catalogue.id} | catalogue_values(catalogue))
    found: dict[str, list[_Kind]] = {}
    for part in facts["items"]:
        for code, title, product, group, points in part["list"]:
            item = CatalogueItem(
                id=draw.id(),
                catalogue_id=catalogue.id,
                title=title.replace(_MONTHLY, ""),
                code=code,
                position=part["position"],
                duty=part["duty"],
                product=product,
                group=group,
                points=Decimal(points),
                coefficient=coefficient_of(Decimal(points), catalogue.baseline),
                ordinal=len(made.rows["catalogue_item"]) + 1,
            )
            made.rows["catalogue_item"].append({"id": item.id} | item_values(item))
            for unit in part["units"]:
                found.setdefault(unit, []).append((item, title))
    return found


class _Writer:
    """Writes the tasks of one month of one person."""

    def __init__(self, ground: Ground, made: SampleWork, month: _Month) -> None:
        self._ground, self._draw = ground, ground.draw
        self._rows, self._made = made.rows, made
        self._month = month
        self._is_current = month.first == ground.today.replace(day=1)

    def write(self, key_result: str | None) -> None:
        """Write three to five tasks with what hangs on them."""
        count = self._draw.whole(3, 5)
        for kind in self._draw.some(self._month.kinds, min(count, len(self._month.kinds))):
            self._write_task(self._of_item(kind, key_result))
        if self._draw.chance(0.25):
            self._write_task(self._own())

    def _of_item(self, kind: _Kind, key_result: str | None) -> Task:
        item, title = kind
        start, due = self._days()
        serves = key_result if self._draw.chance(0.2) else None
        large = (item.points or 0) >= 100
        return Task(
            id=self._draw.id(),
            owner_person_id=self._month.person,
            title=title.format(month=f"{self._month.first:%m/%Y}"),
            quantity=Decimal(1 if large else self._draw.whole(1, 6)),
            start_on=start,
            due_on=due,
            source=Source.KEY_RESULT if serves else self._source(),
            coefficient=item.coefficient,
            catalogue_item_id=item.id,
            key_result_id=serves,
            unit_id=self._month.unit,
        )

    def _own(self) -> Task:
        """Return a task that no item describes; this month a few have no coefficient yet."""
        start, due = self._days()
        lacks = self._is_current and self._draw.chance(0.3)
        return Task(
            id=self._draw.id(),
            owner_person_id=self._month.person,
            title=self._draw.pick(self._ground.facts["own"]["titles"]),
            quantity=Decimal(1),
            start_on=start,
            due_on=due,
            source=Source.AD_HOC,
            coefficient=None if lacks else Decimal(self._draw.whole(2, 12)),
            unit_id=self._month.unit,
        )

    def _source(self) -> Source:
        return Source.AD_HOC if self._draw.chance(0.15) else Source.REGULAR

    def _days(self) -> tuple[date, date]:
        """Return when a task starts, not after today, and when it is due, within the month."""
        latest = (self._ground.today if self._is_current else self._month.last).day
        start = self._month.first + timedelta(days=self._draw.whole(0, min(10, latest - 1)))
        due = start + timedelta(days=self._draw.whole(5, 18))
        return start, min(due, self._month.last)

    def _write_task(self, task: Task) -> None:
        is_registered = self._draw.chance(0.3) and self._month.head != self._month.person
        waits = is_registered and self._is_current and self._draw.chance(0.35)
        assigner = None if waits else self._month.head
        row: Row = {"id": task.id} | task_values(task) | {"assigned_by": assigner}
        self._rows["task"].append(row)
        if waits:
            if self._draw.chance(0.3):
                self._step(StepKind.RETURN, task, "return")
            return
        if is_registered:
            self._step(StepKind.ACCEPT, task, "")
        if self._draw.chance(0.012):
            self._step(StepKind.CANCEL, task, "cancel")
            return
        if self._draw.chance(0.06):
            self._share(task)
        self._deliver(task)

    def _step(self, kind: StepKind, task: Task, word: str) -> None:
        text = self._ground.facts["words"][word] if word else ""
        self._rows["step"].append(
            self._signed(self._month.head, task.start_on)
            | {"task_id": task.id, "kind": kind.value, "comment": text}
        )

    def _share(self, task: Task) -> None:
        """Let a colleague of the unit have a part."""
        colleagues = sorted(
            {
                post["person_id"]
                for post in self._ground.roster.rows["post"]
                if post["unit_id"] == self._month.unit
            }
            - {self._month.person}
        )
        if colleagues:
            share = Decimal(self._draw.pick([20, 30, 40]))
            person = self._draw.pick(colleagues)
            self._rows["task_share"].append(
                {
                    "id": self._draw.id(),
                    "task_id": task.id,
                    "owner_person_id": person,
                    "share": share,
                }
            )

    def _deliver(self, task: Task) -> None:
        """Record what was done by today, at once or in two parts, now and then late or not all."""
        due = task.due_on or task.start_on
        is_late = self._draw.chance(0.1)
        done_on = due + timedelta(
            days=self._draw.whole(1, 6) if is_late else -self._draw.whole(0, 4)
        )
        done_on = max(done_on, task.start_on)
        quantity = task.quantity
        if self._draw.chance(0.05):
            quantity -= 1
        first = Decimal(int(quantity / 2))
        halfway = task.start_on + (done_on - task.start_on) / 2
        parts = [(first, halfway), (quantity - first, done_on)]
        delivered = [part for part in parts if part[0] > 0 and part[1] <= self._ground.today]
        for number, day in delivered:
            entered = day + _ONE_DAY * self._draw.whole(0, 2)
            values = {"task_id": task.id, "quantity": number, "done_on": day}
            self._rows["delivery"].append(self._signed(self._month.person, entered) | values)
        if delivered and delivered[-1][1] == done_on:
            self._find_faults(task, done_on, is_late)

    def _find_faults(self, task: Task, done_on: date, is_late: bool) -> None:
        noted_on = min(done_on + _ONE_DAY, self._ground.today)
        if is_late and self._draw.chance(0.7):
            self._fault(task, FaultKind.DELAY, noted_on)
            if self._draw.chance(0.5):
                self._excuse(task, noted_on)
        if self._draw.chance(0.06):
            self._fault(task, FaultKind.CONTENT, noted_on)

    def _fault(self, task: Task, kind: FaultKind, noted_on: date) -> None:
        words = self._ground.facts["words"]["delay" if kind is FaultKind.DELAY else "fault"]
        values = {
            "task_id": task.id,
            "kind": kind.value,
            "count": 1,
            "noted_on": noted_on,
            "note": self._draw.pick(words),
        }
        self._rows["fault"].append(self._signed(self._month.head, noted_on) | values)

    def _excuse(self, task: Task, noted_on: date) -> None:
        """Ask to excuse the delay; most requests are decided, those of this month still wait."""
        kind = self._draw.pick(list(CauseKind))
        asked = self._signed(self._month.person, noted_on)
        self._rows["cause"].append(
            asked
            | {
                "task_id": task.id,
                "kind": kind.value,
                "delays": 1,
                "from_on": task.start_on,
                "to_on": task.due_on,
                "reason": self._ground.facts["cause"][kind.value],
            }
        )
        if self._draw.chance(0.4):
            at = {"author_id": self._month.person, "entered_at": asked["entered_at"]}
            self._made.proven.append({"id": self._draw.id(), "cause_id": asked["id"]} | at)
        if self._is_current or self._month.head == self._month.person:
            return
        confirms = self._draw.chance(0.75)
        kind_of_step = StepKind.CONFIRM if confirms else StepKind.DECLINE
        comment = "" if confirms else self._ground.facts["words"]["decline"]
        values = {"cause_id": asked["id"], "kind": kind_of_step.value, "comment": comment}
        self._rows["step"].append(self._signed(self._month.head, noted_on + _ONE_DAY) | values)

    def _signed(self, author: str, day: date) -> dict[str, Any]:
        """Return what every word has: an id, who wrote it, and when."""
        moment = self._ground.moment(day)
        return {"id": self._draw.id(), "author_id": author, "entered_at": moment}

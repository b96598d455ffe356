"""What a dashboard says of key results on a day: which marks they show, how many are reached.

Everything is counted by unit, so that after one check-in one unit is counted anew; parts of units
join to those of a branch and of the agency. Persons are never counted, sorted or compared.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from okrdesk.domain.directive import Axis
from okrdesk.domain.health import Health
from okrdesk.domain.objective import RollUp
from okrdesk.domain.progress import Kind
from okrdesk.domain.rollup import Sum

STALE_DAYS = 30
"""A key result under way of which nothing was said for longer is called stale."""
COLOURED = (Health.ON_TRACK, Health.AT_RISK, Health.BEHIND, Health.OVERDUE)
"""The marks that say how work goes, from calm to urgent; the others say that there is no word."""
ALL_DONE = 1 - 1e-6
"""From this progress on a target counts as reached; single precision may lie a little below 1."""


@dataclass(frozen=True, slots=True)
class KeyResultFact:
    """A key result as it stands on the day of the dashboard; `progress` and `raw` from 0 on."""

    id: str
    objective_id: str
    kind: Kind
    weight: float
    start_on: date
    end_on: date
    progress: float
    mark: Health
    confidence: int | None
    last_on: date | None
    due_on: date | None

    @property
    def is_reached(self) -> bool:
        """Say whether the target is reached."""
        return self.progress >= ALL_DONE

    def is_stale(self, today: date) -> bool:
        """Say whether it is under way, not overdue, and nothing was said of it for long."""
        since = max(self.start_on, self.last_on or self.start_on)
        is_open = self.end_on >= today and not self.is_reached
        told = (Health.OVERDUE, Health.CLOSED, Health.NOT_DUE)
        return is_open and self.mark not in told and (today - since).days > STALE_DAYS


@dataclass(frozen=True, slots=True)
class ObjectiveFact:
    """An objective, where it stands in the office, and its key results; `progress` is 0–1."""

    id: str
    title: str
    unit_id: str
    weight: float
    roll_up: RollUp
    axis: Axis | None
    progress: float | None
    key_results: tuple[KeyResultFact, ...]

    @property
    def confidence(self) -> float | None:
        """Return the mean confidence (0–10) of the key results that have one."""
        known = [one.confidence for one in self.key_results if one.confidence is not None]
        return sum(known) / len(known) if known else None


@dataclass
class KindFigures:
    """Of the key results of one kind: how many, how many reached, their mean progress, marks."""

    number: int = 0
    reached: int = 0
    total: float = 0.0
    marks: Counter[Health] = field(default_factory=Counter)

    def take(self, one: KeyResultFact) -> None:
        """Add a key result."""
        self.number += 1
        self.reached += one.is_reached
        self.total += one.progress
        self.marks[one.mark] += 1

    def join(self, other: "KindFigures") -> None:
        """Add other figures."""
        self.number += other.number
        self.reached += other.reached
        self.total += other.total
        self.marks.update(other.marks)

    @property
    def mean(self) -> float | None:
        """The mean progress (0–1), None without any."""
        return self.total / self.number if self.number else None


@dataclass
class Part:
    """What is counted of some objectives on one day."""

    objectives: Sum = field(default_factory=Sum)
    kinds: dict[Kind, KindFigures] = field(default_factory=dict)
    axes: dict[Axis | None, Counter[Health]] = field(default_factory=dict)

    def take(self, objective: ObjectiveFact, weight: float | None = None) -> None:
        """Add an objective with its key results; `weight` where it has another one here."""
        self.objectives.take(objective.progress, objective.weight if weight is None else weight)
        axis = self.axes.setdefault(objective.axis, Counter())
        for one in objective.key_results:
            self.kinds.setdefault(one.kind, KindFigures()).take(one)
            axis[one.mark] += 1

    def join(self, other: "Part") -> None:
        """Add another part."""
        self.objectives.join(other.objectives)
        for kind, figures in other.kinds.items():
            self.kinds.setdefault(kind, KindFigures()).join(figures)
        for axis, marks in other.axes.items():
            self.axes.setdefault(axis, Counter()).update(marks)

    @property
    def total(self) -> KindFigures:
        """Return the figures of all kinds together."""
        whole = KindFigures()
        for figures in self.kinds.values():
            whole.join(figures)
        return whole


def middle_mark(marks: Mapping[Health, int]) -> Health | None:
    """Return the mark of the key result in the middle, from calm to urgent; None without marks.

    Half of the key results that have a mark of `COLOURED` are at least as well as it says.
    """
    total = sum(marks.get(mark, 0) for mark in COLOURED)
    passed = 0
    for mark in COLOURED:
        passed += marks.get(mark, 0)
        if total and passed * 2 >= total:
            return mark
    return None


def on_track_share(marks: Mapping[Health, int]) -> float | None:
    """Return which share (0–1) of the key results with a mark of `COLOURED` is on track."""
    total = sum(marks.get(mark, 0) for mark in COLOURED)
    return marks.get(Health.ON_TRACK, 0) / total if total else None

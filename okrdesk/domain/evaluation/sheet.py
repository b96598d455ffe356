"""What a score is computed from: the facts of a person's tasks in a period, and the marks given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from okrdesk.domain.tasks import Source


class Settled(StrEnum):
    """Whether a task left the period before it was done."""

    NO = "no"
    ROLLED_OVER = "rolled-over"
    CANCELLED = "cancelled"


class TaskFacts(NamedTuple):
    """A task as the score sees it; an agency has eighty thousand, and a tuple is made quickly.

    `quantity` products were assigned and `done` delivered; errors and delays are those of all of
    them together, of which the exempt ones have a confirmed objective cause. `late_days` are
    working days, `share` is a co-worker's percentage, `cap` the most points that the group of the
    catalogue allows one product, and `axis` and `difficulty` are names of the pack.
    """

    id: str
    name: str
    quantity: Decimal
    coefficient: Decimal | None = None
    done: Decimal = Decimal(0)
    content_errors: int = 0
    delays: int = 0
    exempt_errors: int = 0
    exempt_delays: int = 0
    late_days: int = 0
    due_on: date | None = None
    done_on: date | None = None
    kind: Source = Source.REGULAR
    difficulty: str | None = None
    exceeds: bool = False
    group: str = ""
    cap: Decimal | None = None
    axis: str = ""
    share: Decimal = Decimal(100)
    settled: Settled = Settled.NO

    @property
    def counted_errors(self) -> int:
        """The content errors that no confirmed cause excuses."""
        return max(self.content_errors - self.exempt_errors, 0)

    @property
    def counted_delays(self) -> int:
        """The delays that no confirmed cause excuses."""
        return max(self.delays - self.exempt_delays, 0)

    @property
    def counted_late_days(self) -> int:
        """The working days late that no confirmed cause excuses."""
        return 0 if self.exempt_delays else self.late_days


@dataclass(frozen=True)
class Sheet:
    """One person's sheet of a period.

    `marks` are points by criterion id (a leaf's, or a whole group's), `ticks` the boxes,
    `leadership` the grades d, đ, e in percent. Days are calendar days: of the period, present in
    it, and in the post by its end; None where nobody counted. `unit_band` is the unit's own rating.
    """

    leader: bool
    tasks: tuple[TaskFacts, ...] = ()
    marks: Mapping[str, Decimal] = field(default_factory=dict, hash=False)
    ticks: Mapping[str, bool] = field(default_factory=dict, hash=False)
    leadership: Mapping[str, Decimal] = field(default_factory=dict, hash=False)
    knock_outs: frozenset[str] = frozenset()
    days: int | None = None
    days_present: int | None = None
    days_in_post: int | None = None
    unit_band: str | None = None

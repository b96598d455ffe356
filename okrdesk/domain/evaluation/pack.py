"""A rule pack: everything about an evaluation that differs between offices and dates, as facts.

A pack is read from TOML by `okrdesk.domain.evaluation.pack_reading` and never changes; the one
interpreter in `okrdesk.domain.evaluation.scoring` computes every pack. Points, percentages and
coefficients are exact Decimals; the sources of a rule stand in `legal` and in each `article`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from okrdesk.domain.evaluation.working_days import WorkCalendar
from okrdesk.domain.objective import CycleKind
from okrdesk.domain.organisation import PersonKind
from okrdesk.domain.tasks import Source

_HALF_A_YEAR = 6


class Certainty(StrEnum):
    """How sure the pack is of the law's words: from the gazette itself, or from others' reading."""

    GAZETTE = "gazette"
    READING = "reading"


class Standing(StrEnum):
    """Whether a person is evaluated as staff or as a leader."""

    STAFF = "staff"
    LEADER = "leader"


class ComponentKind(StrEnum):
    """Where a component's ratio comes from: the tasks, or a grade that the reviewer gives."""

    TASKS = "tasks"
    GRADE = "grade"


class Factor(StrEnum):
    """What lessens the products done: content errors, delays, or working days late by a ladder."""

    CONTENT = "content"
    DELAY = "delay"
    LATE = "late"


class CoefficientSource(StrEnum):
    """Whether a task brings its coefficient, or the pack gives points by source and difficulty."""

    TASK = "task"
    POINTS = "points"


class Settlement(StrEnum):
    """Whether a task that was rolled over or cancelled still counts as assigned."""

    COUNT = "count"
    LEAVE_OUT = "leave-out"


class Stage(StrEnum):
    """The figure at which the one rounding happens; figures before it stay exact."""

    COMPONENTS = "components"
    RESULT = "result"
    POINTS = "points"
    PRINTED = "printed"


class Direction(StrEnum):
    """How a number that is not whole becomes one."""

    DOWN = "down"
    HALF_UP = "half-up"
    UP = "up"


class QuotaOf(StrEnum):
    """What a quota is a share of: those of the band below, or those with the band too."""

    BELOW = "below"
    BELOW_OR_BETTER = "below-or-better"


class YearMethod(StrEnum):
    """How the scores of the periods become the year's."""

    MEAN = "mean"
    WEIGHTED_BY_DAYS = "weighted-by-days"
    LAST = "last"


class Fed(StrEnum):
    """Whose key results a reviewer sees beside a criterion; no formula reads them."""

    OWN = "own"
    UNIT = "unit"


@dataclass(frozen=True)
class Legal:
    """The text that a pack follows, and how sure it is of that text's words."""

    reference: str
    certainty: Certainty
    note: str = ""


@dataclass(frozen=True)
class Coverage:
    """Whom a pack is for; no units means all units."""

    persons: frozenset[PersonKind]
    standings: frozenset[Standing]
    units: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Totals:
    """The points of the parts of a score, and the most that they make together."""

    general: Decimal
    results: Decimal
    bonus: Decimal = Decimal(0)
    most: Decimal = Decimal(100)


@dataclass(frozen=True)
class Criterion:
    """A row of the criteria tree; what has parts is a group, and only leaves are marked.

    A leaf `is_tick` gives all of its points or none; else a mark is a multiple of `step`, if set.
    """

    id: str
    number: str
    name: str
    points: Decimal
    parts: tuple["Criterion", ...] = ()
    is_tick: bool = False
    step: Decimal | None = None
    article: str = ""

    def leaves(self) -> Iterator["Criterion"]:
        """Yield the rows that are marked, in the order of the form."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True)
class Component:
    """One ratio of the task results: a, b, c, d, đ, e of NĐ 335/2025, or an axis of a Party form.

    `symbol` is how it is printed. One of the tasks takes those of its `axis` only, if it has one. A
    grade that follows from others names the band `all_reach`: the highest of its `grades` where all
    under a head have that band or better, else the lowest. It is proposed, never given by itself.
    """

    id: str
    symbol: str
    name: str
    kind: ComponentKind
    factors: tuple[Factor, ...] = ()
    axis: str = ""
    grades: tuple[Decimal, ...] = ()
    all_reach: str = ""
    article: str = ""


@dataclass(frozen=True)
class Rung:
    """A rung of the late ladder: up to so many working days late counts so many percent."""

    percent: Decimal
    days: int | None = None


@dataclass(frozen=True)
class TaskRules:
    """How a task weighs, and what lessens it.

    `baseline` is the points of the reference product, `lowest` and `highest` bound a coefficient,
    `deduction` is what one error takes off a ratio of 1, and a delivery may be dated back by
    `back_dating_days` working days.
    """

    coefficient: CoefficientSource = CoefficientSource.TASK
    baseline: Decimal = Decimal(1)
    lowest: Decimal | None = None
    highest: Decimal | None = None
    points: Mapping[Source, Decimal] = field(default_factory=dict, hash=False)
    difficulties: Mapping[str, Decimal] = field(default_factory=dict, hash=False)
    difficulty_names: Mapping[str, str] = field(default_factory=dict, hash=False)
    usual_difficulty: str = ""
    deduction: Decimal = Decimal(0)
    late: tuple[Rung, ...] = ()
    rolled_over: Settlement = Settlement.LEAVE_OUT
    cancelled: Settlement = Settlement.LEAVE_OUT
    back_dating_days: int | None = None


@dataclass(frozen=True)
class ExceedingBonus:
    """Each task that exceeds adds so many percent of the results' points, up to `most` points."""

    percent: Decimal
    most: Decimal
    article: str = ""


@dataclass(frozen=True)
class Rounding:
    """Half up, to so many decimals, once, at the stage named."""

    places: int = 2
    stage: Stage = Stage.PRINTED


@dataclass(frozen=True)
class Condition:
    """What a band asks beside its points: a measure in percent, at least so much."""

    measure: str
    least: Decimal


@dataclass(frozen=True)
class Band:
    """A level of quality: total points from `low` up to but without `high` (None: to the top)."""

    id: str
    name: str
    low: Decimal
    high: Decimal | None = None
    conditions: tuple[Condition, ...] = ()
    short: str = ""


@dataclass(frozen=True)
class KnockOut:
    """A fact that puts a person into the lowest band, whatever the points."""

    id: str
    name: str
    leaders_only: bool = False
    article: str = ""


@dataclass(frozen=True)
class Group:
    """People with similar tasks, for the quota: all that is named has to fit; the first group does.

    `titles` are words at the beginning of a post's title or within it, `units` codes of units, with
    all below them; what is empty lets everybody through.
    """

    name: str
    standings: frozenset[Standing] = frozenset()
    persons: frozenset[PersonKind] = frozenset()
    titles: tuple[str, ...] = ()
    units: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Quota:
    """How many may have `band`: a percentage of others, in each of the groupings named."""

    band: str
    percent: Decimal
    outstanding_percent: Decimal
    of: QuotaOf
    each: tuple[str, ...]
    rounding: Direction = Direction.DOWN
    article: str = ""


@dataclass(frozen=True)
class YearRule:
    """How the year comes from its periods, and the day before which it is to be done.

    `done_by` is a month and a day; special agencies have one of the year after (15/01).
    """

    method: YearMethod = YearMethod.MEAN
    done_by: tuple[int, int] | None = None

    def done_before(self, year: int) -> date | None:
        """Return the day before which `year` is done; a day of the first half is of the next."""
        if self.done_by is None:
            return None
        month, day = self.done_by
        return date(year + 1 if month <= _HALF_A_YEAR else year, month, day)


@dataclass(frozen=True)
class Presence:
    """Who is not evaluated: away so many days or more, or in the post for fewer."""

    absent_days: int | None = None
    post_days: int | None = None


@dataclass(frozen=True)
class FormWords:
    """Words and columns of the forms that an office settles, and who signs as what."""

    texts: Mapping[str, str] = field(default_factory=dict, hash=False)
    columns: Mapping[str, bool] = field(default_factory=dict, hash=False)
    signatures: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Feed:
    """Key results that are shown beside a criterion; the two numbers stay apart."""

    criterion: str
    key_results: Fed
    note: str = ""


@dataclass(frozen=True)
class Complaints:
    """How many working days a complaint may take to file and to answer; None where unsettled."""

    file_days: int | None = None
    answer_days: int | None = None


@dataclass(frozen=True)
class RulePack:
    """A version of the rules of evaluation; in force from and to a day, both included.

    `articles` names the article behind a figure (result, general, points, bonus, total, band).
    `content_hash` is the SHA-256 of the canonical form, `text` the TOML as it was written, and
    `lines` the line of each key in it.
    """

    id: str
    version: str
    name: str
    legal: Legal
    from_on: date
    to_on: date | None
    covers: Coverage
    periods: frozenset[CycleKind]
    totals: Totals
    criteria: tuple[Criterion, ...]
    bonus_criteria: tuple[Criterion, ...]
    components: tuple[Component, ...]
    formula: Mapping[Standing, Mapping[str, Decimal]] = field(hash=False)
    tasks: TaskRules = field(hash=False)
    bonus: ExceedingBonus | None
    rounding: Rounding
    bands: tuple[Band, ...]
    knock_outs: tuple[KnockOut, ...]
    quotas: tuple[Quota, ...]
    groups: tuple[Group, ...]
    year: YearRule
    presence: Presence
    complaints: Complaints
    head_not_above_unit: bool
    calendar: WorkCalendar
    form: FormWords = field(hash=False)
    feeds: tuple[Feed, ...]
    articles: Mapping[str, str] = field(hash=False)
    content_hash: str
    text: str = field(default="", repr=False, compare=False)
    lines: Mapping[tuple[str | int, ...], int] = field(
        default_factory=dict, repr=False, compare=False, hash=False
    )

    def component(self, id: str) -> Component:
        """Return a component; raise KeyError."""
        return {one.id: one for one in self.components}[id]

    def band(self, id: str) -> Band:
        """Return a band; raise KeyError."""
        return {one.id: one for one in self.bands}[id]

    @property
    def lowest_band(self) -> Band:
        """The band of who is knocked out."""
        return self.bands[-1]

    def formula_of(self, leader: bool) -> Mapping[str, Decimal]:
        """Return the weight of each component in the results of a leader or of staff."""
        return self.formula[Standing.LEADER if leader else Standing.STAFF]

"""What the forms of evaluation say, as plain facts: one dataclass for each kind of paper.

Numbers are exact and dates are dates; `okrdesk.forms` words them. The progress of objectives
(`okr`, in percent) stands on every paper beside the score and is never part of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from okrdesk.domain.evaluation.outcome import Block
from okrdesk.domain.evaluation.pack import Fed, FormWords
from okrdesk.domain.evaluation.sheet import Settled
from okrdesk.domain.evaluation.steps import Level
from okrdesk.domain.organisation import Agency
from okrdesk.domain.progress import Measure
from okrdesk.domain.tasks import Source


def _places(places: int) -> Mapping[str, Any]:
    return {"places": places}


FIGURE: Mapping[str, Any] = _places(2)
"""A computed figure, printed with two decimals."""
SHARE: Mapping[str, Any] = _places(1)
"""A share in percent, printed with one."""


@dataclass(frozen=True)
class Span:
    """The period of a paper: "2026-10", "2026-Q4" or "2026", and its days; `name` where it is none
    of these.
    """

    code: str
    first: date
    last: date
    name: str = ""


@dataclass(frozen=True)
class Bearer:
    """Whose paper it is: a person, or a unit (`unit` is then the one above)."""

    name: str
    title: str = ""
    unit: str = ""
    code: str = ""
    is_person: bool = True


@dataclass(frozen=True)
class FeedNote:
    """Key results that a reviewer sees beside a criterion, by the pack; no formula reads them."""

    criterion: str
    which: Fed
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What every paper of evaluation bears; `on` is its day.

    `head` leads the unit, `authority` decides, `compiler` drew it up; each may be empty.
    """

    agency: Agency
    period: Span
    bearer: Bearer
    on: date
    head: str = ""
    authority: str = ""
    compiler: str = ""
    okr: Decimal | None = field(default=None, metadata=FIGURE)
    feeds: tuple[FeedNote, ...] = ()
    words: FormWords = field(default_factory=FormWords)


@dataclass(frozen=True)
class CriterionRow:
    """A row of the general criteria; a group is `strong`, its marks are the sum of its parts'."""

    number: str
    name: str
    points: Decimal
    mark: Decimal | None = None
    authority_mark: Decimal | None = None
    strong: bool = False


@dataclass(frozen=True)
class ComponentRow:
    """A ratio of the results, in percent; None where there is not enough data."""

    symbol: str
    name: str
    percent: Decimal | None = field(default=None, metadata=FIGURE)


@dataclass(frozen=True)
class ConfirmedCause:
    """An objective cause that the competent authority confirmed, and what it excuses."""

    task: str
    reason: str
    first: date
    last: date | None
    confirmer: str
    confirmed_on: date
    errors: int = 0
    delays: int = 0


@dataclass(frozen=True, kw_only=True)
class EvaluationPaper(Paper):
    """One person's sheet of a period: F1, F8, F9.

    The figures are those of the highest `level` that has scored; None where nobody has, and then
    `blocked` says what is missing.
    """

    level: Level | None
    criteria: tuple[CriterionRow, ...]
    general_most: Decimal
    results_most: Decimal
    most: Decimal
    formula: str
    components: tuple[ComponentRow, ...] = ()
    general: Decimal | None = field(default=None, metadata=FIGURE)
    result: Decimal | None = field(default=None, metadata=FIGURE)
    points: Decimal | None = field(default=None, metadata=FIGURE)
    total: Decimal | None = field(default=None, metadata=FIGURE)
    blocked: tuple[Block, ...] = ()
    causes: tuple[ConfirmedCause, ...] = ()
    strengths: str = ""
    weaknesses: str = ""
    comment: str = ""
    bands: tuple[str, ...] = ()
    own_band: str = ""
    band: str = ""


class YearRowKind(StrEnum):
    """What a row of the year is: a period's score, or a mean of some."""

    MONTH = "month"
    QUARTER_MEAN = "quarter_mean"
    YEAR_MEAN = "year_mean"


@dataclass(frozen=True)
class YearRow:
    """A row of the year's table; `number` is the month's or the quarter's.

    `is_excused` says that there was nothing to evaluate, `is_brought` that another agency gave it.
    """

    kind: YearRowKind
    number: int
    total: Decimal | None = field(default=None, metadata=FIGURE)
    is_excused: bool = False
    is_brought: bool = False
    note: str = ""


@dataclass(frozen=True)
class BroughtScore:
    """A score that a person brought along from another agency, of a period by its code."""

    period: str
    total: Decimal = field(metadata=FIGURE)
    office: str = ""


@dataclass(frozen=True, kw_only=True)
class YearPaper(Paper):
    """One person's year from its periods: F2."""

    rows: tuple[YearRow, ...]
    bands: tuple[str, ...]
    brought: tuple[BroughtScore, ...] = ()
    own_band: str = ""
    band: str = ""
    proposal: str = ""


@dataclass(frozen=True)
class TaskRow:
    """A task as F3 lists it.

    `converted` is done × coefficient, `quality` and `timeliness` the same less what content errors
    and delays take off; all None without a coefficient. Errors and delays are as noted, exempt ones
    included; `causes` say which.
    """

    name: str
    quantity: Decimal
    done: Decimal
    coefficient: Decimal | None = None
    converted: Decimal | None = field(default=None, metadata=FIGURE)
    quality: Decimal | None = field(default=None, metadata=FIGURE)
    timeliness: Decimal | None = field(default=None, metadata=FIGURE)
    content_errors: int = 0
    delays: int = 0
    causes: tuple[ConfirmedCause, ...] = ()
    settled: Settled = Settled.NO
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskPaper(Paper):
    """One person's tasks in a period: F3."""

    rows: tuple[TaskRow, ...]


@dataclass(frozen=True)
class ResultRow:
    """One person's result as F4, F5 and the minutes list it; bands by name, empty where none.

    `days` are the period's working days, `days_present` those worked; None where nobody counted.
    """

    name: str
    unit: str
    title: str
    code: str = ""
    born_year: str = ""
    general: Decimal | None = field(default=None, metadata=FIGURE)
    points: Decimal | None = field(default=None, metadata=FIGURE)
    total: Decimal | None = field(default=None, metadata=FIGURE)
    own_band: str = ""
    proposed_band: str = ""
    band: str = ""
    days: int | None = None
    days_present: int | None = None
    brought: tuple[BroughtScore, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class BandShare:
    """How many have a band ("" for those without one), and their share of all in percent."""

    name: str
    count: int
    share: Decimal = field(metadata=SHARE)


@dataclass(frozen=True, kw_only=True)
class ResultsPaper(Paper):
    """The results of a unit's people in a period: F4, F5, F6A, F6B, F12A."""

    rows: tuple[ResultRow, ...]
    shares: tuple[BandShare, ...] = ()
    legal: str = ""


@dataclass(frozen=True)
class PlanRow:
    """A task of a plan or report."""

    name: str
    owner: str
    source: Source
    quantity: Decimal
    done: Decimal = Decimal(0)
    due: date | None = None
    done_on: date | None = None
    is_faulty: bool = False
    is_late: bool = False
    settled: Settled = Settled.NO
    note: str = ""


@dataclass(frozen=True)
class PlanKeyResult:
    """A key result of a plan or report; `progress` in percent."""

    name: str
    owner: str
    measure: Measure
    unit: str = ""
    reached: Decimal | None = None
    progress: Decimal | None = field(default=None, metadata=FIGURE)
    due: date | None = None


@dataclass(frozen=True, kw_only=True)
class PlanPaper(Paper):
    """The work of a person or a unit in a period, ahead (F7A) or done (F7B)."""

    tasks: tuple[PlanRow, ...]
    key_results: tuple[PlanKeyResult, ...]
    total: Decimal | None = field(default=None, metadata=FIGURE)
    weaknesses: str = ""
    proposal: str = ""


@dataclass(frozen=True, kw_only=True)
class ComplaintPaper(Paper):
    """A complaint about an evaluation (F12B) and its answer (F12C)."""

    total: Decimal | None = field(default=None, metadata=FIGURE)
    band: str = ""
    complaint: str = ""
    answer: str = ""
    filed_on: date | None = None
    answered_on: date | None = None

"""Objectives, their key results and their cycles, as stored facts without arithmetic."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from okrdesk.domain.directive import Axis
from okrdesk.domain.progress import Measure
from okrdesk.domain.rhythm import Rhythm


class CycleKind(StrEnum):
    """How long a cycle is."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"


class CycleState(StrEnum):
    """Where a cycle stands: nháp, trình duyệt, đang chạy, đang khóa sổ, đã đóng."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RUNNING = "running"
    CLOSING = "closing"
    CLOSED = "closed"

    @property
    def accepts_check_ins(self) -> bool:
        """Say whether work may still be recorded."""
        return self in (CycleState.RUNNING, CycleState.CLOSING)


class Commitment(StrEnum):
    """What full success means: committed expects 1.0, aspirational 0.6–0.7."""

    COMMITTED = "committed"
    ASPIRATIONAL = "aspirational"


class RollUp(StrEnum):
    """What an objective's progress is made of."""

    KEY_RESULTS = "key-results"
    CHILDREN = "children"
    BOTH = "both"


class LinkKind(StrEnum):
    """What a link does: `contributes` moves the parent's numbers, `supports` is only drawn."""

    CONTRIBUTES = "contributes"
    SUPPORTS = "supports"


@dataclass(frozen=True)
class Cycle:
    """A year, quarter or month of objectives; `start_on` and `end_on` both belong to it."""

    id: str
    code: str
    name: str
    kind: CycleKind
    start_on: date
    end_on: date
    state: CycleState
    parent_id: str | None = None


@dataclass(frozen=True)
class Owner:
    """Who answers for an objective or key result: one person, or a unit as a whole."""

    person_id: str | None = None
    unit_id: str | None = None


@dataclass(frozen=True)
class Phase:
    """A value that the plan expects by the end of a day."""

    on: date
    value: Decimal


@dataclass(frozen=True)
class Objective:
    """What a person or unit wants to reach in a cycle; `weight` is 0–100, None counts as equal.

    `directive_item_id` names the task of a directive that it carries out.
    """

    id: str
    cycle_id: str
    title: str
    owner: Owner
    start_on: date
    end_on: date
    description: str = ""
    weight: Decimal | None = None
    commitment: Commitment = Commitment.COMMITTED
    roll_up: RollUp = RollUp.KEY_RESULTS
    tags: tuple[str, ...] = ()
    archived: bool = False
    axis: Axis | None = None
    directive_item_id: str | None = None
    copied_from_id: str | None = None


@dataclass(frozen=True)
class KeyResult:
    """A measured result of an objective: what, from where to where, by whom, how often."""

    id: str
    objective_id: str
    title: str
    measure: Measure
    owner: Owner
    start_on: date
    end_on: date
    measure_unit: str = ""
    weight: Decimal | None = None
    commitment: Commitment = Commitment.COMMITTED
    rhythm: Rhythm = Rhythm.WEEKLY
    due_month: int | None = None
    phases: tuple[Phase, ...] = ()
    ordinal: int = 0
    archived: bool = False
    directive_item_id: str | None = None
    indicator_id: str | None = None
    copied_from_id: str | None = None

"""The objectives, key results and links of the sample, as the domain's own objects."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from okrdesk.domain.dates import month_end
from okrdesk.domain.directive import Axis
from okrdesk.domain.objective import (
    Commitment,
    Cycle,
    CycleKind,
    CycleState,
    KeyResult,
    LinkKind,
    Objective,
    Phase,
    RollUp,
)
from okrdesk.domain.progress import Kind, Measure, Step
from okrdesk.domain.review import ReviewState
from okrdesk.domain.rhythm import Rhythm
from okrdesk.sample.content import Content, Facts
from okrdesk.sample.cycles import Calendar, quarter_word
from okrdesk.sample.draw import Draw
from okrdesk.sample.roster import Roster


@dataclass(frozen=True)
class Course:
    """How a key result of the sample goes: its curve, and what happens on the way.

    `shape` is steady, ahead, slow, behind, falling or none; `notes` name the events; `indicator` is
    the code of the one that it reads.
    """

    key_result: KeyResult
    cycle: Cycle
    shape: str
    notes: frozenset[str]
    indicator: str = ""


@dataclass(frozen=True)
class Plan:
    """All objectives, the courses of all key results, and the links as rows.

    `reviews` tells by an objective's id how far its approval has come.
    """

    objectives: tuple[Objective, ...]
    courses: tuple[Course, ...]
    links: tuple[dict[str, Any], ...]
    reviews: Mapping[str, ReviewState]


Served = Mapping[str, tuple[str, Axis]]
"""The item of a directive that an objective serves, with its axis, by the objective's key."""


def plan_of(
    content: Content, roster: Roster, calendar: Calendar, draw: Draw, served: Served
) -> Plan:
    """Return what the sample's people want to reach, placed into the cycles of `calendar`."""
    planner = _Planner(roster, calendar, draw)
    objectives = [
        _serving(planner.objective(facts), served.get(facts.get("key", "")))
        for facts in content.objectives
    ]
    courses = [
        planner.course(objective, facts, ordinal)
        for objective, whole in zip(objectives, content.objectives, strict=True)
        for ordinal, facts in enumerate(whole["key_results"])
    ]
    by_key = {
        facts["key"]: objective
        for objective, facts in zip(objectives, content.objectives, strict=True)
        if "key" in facts
    }
    links = [
        _link(objective, by_key[key], kind, draw)
        for objective, facts in zip(objectives, content.objectives, strict=True)
        for kind in LinkKind
        for key in facts.get(kind.value, ())
    ]
    reviews = {
        objective.id: planner.review(facts)
        for objective, facts in zip(objectives, content.objectives, strict=True)
    }
    return Plan(tuple(objectives), tuple(courses), tuple(links), reviews)


def _serving(objective: Objective, item: tuple[str, Axis] | None) -> Objective:
    return replace(objective, directive_item_id=item[0], axis=item[1]) if item else objective


@dataclass(frozen=True)
class _Planner:
    roster: Roster
    calendar: Calendar
    draw: Draw

    def objective(self, facts: Facts) -> Objective:
        cycle = self._cycle(facts)
        return Objective(
            id=self.draw.id(),
            cycle_id=cycle.id,
            title=self._worded(facts["title"]),
            owner=self.roster.owner(facts["by"]),
            start_on=cycle.start_on,
            end_on=cycle.end_on,
            description=self._worded(facts.get("description", "")),
            weight=_decimal(facts.get("weight")),
            commitment=Commitment(facts.get("commitment", "committed")),
            roll_up=RollUp(facts.get("roll_up", "key-results")),
        )

    def course(self, objective: Objective, facts: Facts, ordinal: int) -> Course:
        cycle = next(each for each in self.calendar.cycles if each.id == objective.cycle_id)
        start, end = self._span(objective, facts)
        yearly = cycle.kind is CycleKind.YEAR
        rhythm = Rhythm(facts.get("rhythm", "monthly" if yearly else "weekly"))
        key_result = KeyResult(
            id=self.draw.id(),
            objective_id=objective.id,
            title=self._worded(facts["title"]),
            measure=self._measure(facts),
            owner=self.roster.owner(facts["by"]),
            start_on=start,
            end_on=end,
            measure_unit=facts.get("unit", ""),
            weight=_decimal(facts.get("weight")),
            commitment=Commitment(facts.get("commitment", objective.commitment)),
            rhythm=rhythm,
            due_month=facts.get("due_month"),
            phases=tuple(_phases(facts.get("phases", ()), start, end)),
            ordinal=ordinal,
        )
        shape = facts.get("course", "steady")
        notes = frozenset(facts.get("notes", ()))
        return Course(key_result, cycle, shape, notes, facts.get("indicator", ""))

    def review(self, facts: Facts) -> ReviewState:
        """Return how far the approval of an objective has come: what runs is approved by now."""
        is_draft = self._cycle(facts).state is CycleState.DRAFT
        usual = ReviewState.DRAFT if is_draft else ReviewState.APPROVED
        return ReviewState(facts.get("review", usual))

    def _cycle(self, facts: Facts) -> Cycle:
        return self.calendar.named[facts["when"]]

    def _worded(self, text: str) -> str:
        today = self.calendar.today
        return text.format(year=today.year, quarter=quarter_word(today))

    def _span(self, objective: Objective, facts: Facts) -> tuple[date, date]:
        """Return the dates of a key result: its objective's, or up to the index of next May."""
        if facts.get("dates") == "next-may":
            year = objective.start_on.year
            return date(year, 6, 1), month_end(year + 1, 5)
        return objective.start_on, objective.end_on

    def _measure(self, facts: Facts) -> Measure:
        return Measure(
            kind=Kind(facts.get("kind", "increase")),
            start=_decimal(facts.get("start")),
            target=_decimal(facts.get("target")),
            low=_decimal(facts.get("low")),
            high=_decimal(facts.get("high")),
            steps=tuple(
                Step(self.draw.id(), title, Decimal(weight))
                for title, weight in facts.get("steps", ())
            ),
        )


def _phases(phases: Sequence[Sequence[Any]], start: date, end: date) -> Iterator[Phase]:
    """Yield the phases of a plan, given as [share of the time, value]."""
    for share, value in phases:
        day = start + timedelta(days=round(float(share) * (end - start).days))
        yield Phase(day, Decimal(value))


def _link(child: Objective, parent: Objective, kind: LinkKind, draw: Draw) -> dict[str, Any]:
    return {
        "id": draw.id(),
        "child_id": child.id,
        "parent_id": parent.id,
        "parent_entity": "objective",
        "kind": kind.value,
    }


def _decimal(number: int | Decimal | None) -> Decimal | None:
    return None if number is None else Decimal(number)

"""What the screen reads: functions that run on the database thread, with the desk last.

Services are imported inside, so that opening the window loads no database code on its own thread.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from okrdesk.charts import (
    KeyResultChart,
    Part,
    ProgressChart,
    Span,
    Subject,
    points_of,
    progress_chart,
)
from okrdesk.charts import key_result_chart as draw_key_result
from okrdesk.domain.health import Health
from okrdesk.domain.review import ReviewState
from ui.screens.objectives.words_text import Words

if TYPE_CHECKING:
    from okrdesk.domain.explanation import Explanation
    from okrdesk.domain.objective import Objective
    from okrdesk.services.decision_papers import DecisionRow
    from okrdesk.services.desk import Desk
    from okrdesk.services.details import KeyResultDetail
    from okrdesk.services.history import HistoryEntry
    from okrdesk.services.key_results import ActionItem
    from okrdesk.services.lists import KeyResultRow, ObjectiveRow
    from okrdesk.services.objective_details import ObjectiveDetail
    from okrdesk.services.remarks import RemarkRow
    from okrdesk.services.reviews import ReviewView
    from okrdesk.services.rollups import UnitFigures


@dataclass(frozen=True)
class Wanted:
    """What the filter row and the top bar ask for.

    `only` names objectives that a number elsewhere counts: those, in whatever cycle and unit.
    """

    cycle: str | None = None
    unit: str | None = None
    text: str = ""
    mine: bool = False
    health: Health | None = None
    review: ReviewState | None = None
    tag: str = ""
    archived: bool = False
    grouped: bool = False
    sort: tuple[str, bool] = ("title", False)
    only: frozenset[str] | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether the filter row hides something."""
        chosen = self.health or self.review or self.tag or self.only is not None
        return bool(self.text or self.mine or chosen)


@dataclass(frozen=True)
class Listed:
    """The answer: ids of a flat list, or groups; `count` objectives in all; every tag in use."""

    wanted: Wanted
    ids: tuple[str, ...] = ()
    groups: tuple[Any, ...] = ()
    count: int = 0
    tags: tuple[str, ...] = ()


def listed(wanted: Wanted, desk: "Desk") -> Listed:
    """Return which objectives to show, and in what order."""
    from okrdesk.services.groups import find_groups
    from okrdesk.services.lists import (
        Filter,
        Sort,
        find_objective_ids,
        find_tags,
        unit_with_all_below,
    )

    # “Mine” is asked of the whole office: a person's objectives follow the person.
    units = None
    if wanted.unit and not wanted.mine and wanted.only is None:
        units = unit_with_all_below(desk, wanted.unit)
    narrowed = Filter(
        cycle_id=wanted.cycle if wanted.only is None else None,
        unit_ids=units,
        person_ids=frozenset([desk.person_id]) if wanted.mine else None,
        health=wanted.health,
        text=wanted.text,
        archived=wanted.archived,
        tag=wanted.tag,
        review=wanted.review,
        ids=wanted.only,
    )
    sort, tags = Sort(*wanted.sort), tuple(find_tags(desk))
    if wanted.grouped:
        groups = find_groups(desk, narrowed, sort)
        count = sum(group.count for group in groups)
        return Listed(wanted, groups=groups, count=count, tags=tags)
    ids = tuple(find_objective_ids(desk, narrowed, sort))
    return Listed(wanted, ids=ids, count=len(ids), tags=tags)


def objective_rows(ids: Sequence[str], desk: "Desk") -> "list[ObjectiveRow]":
    """Return the rows of objectives."""
    from okrdesk.services.lists import find_objective_rows

    return find_objective_rows(desk, ids)


def key_results_under(ids: Sequence[str], desk: "Desk") -> "list[KeyResultRow]":
    """Return the key results of objectives."""
    from okrdesk.services.lists import find_key_results_under

    return find_key_results_under(desk, ids)


@dataclass(frozen=True)
class KeyResultView:
    """All that the detail pane shows of a key result."""

    detail: "KeyResultDetail"
    objective: "Objective"
    actions: "list[ActionItem]"
    names: dict[str, str]
    chart: KeyResultChart
    words: Words = field(default_factory=Words)


def key_result_view(id: str, desk: "Desk") -> KeyResultView:
    """Return a key result with its chart, its actions and the names of those who do them."""
    from okrdesk.services.details import find_key_result_detail
    from okrdesk.services.history import find_names
    from okrdesk.services.key_results import find_action_items
    from okrdesk.services.objectives import find_objective

    detail = find_key_result_detail(desk, id)
    one = detail.in_force
    actions = find_action_items(desk, id)
    chart = draw_key_result(
        Subject(
            one.title,
            one.measure_unit,
            one.measure,
            tuple((phase.on, phase.value) for phase in one.phases),
        ),
        Span(one.start_on, one.end_on, desk.today()),
        points_of((row.check_in for row in detail.check_ins), one.measure),
    )
    owners = {item.owner_person_id for item in actions if item.owner_person_id}
    names = find_names(desk, owners)
    above = find_objective(desk, one.objective_id)
    return KeyResultView(detail, above, actions, names, chart, _words(detail, desk))


def _words(detail: "KeyResultDetail", desk: "Desk") -> Words:
    """Return what was said around a key result, and what this person may add."""
    from okrdesk.services.causes import find_causes
    from okrdesk.services.remarks import RED, asked_among, find_remarks, find_say

    id = detail.key_result.id
    remarks, say = find_remarks(desk, [id]), find_say(desk, id)
    return Words(
        desk.today(),
        tuple(remarks),
        tuple(asked_among(remarks)),
        tuple(find_causes(desk, key_result_id=id)),
        may_review=say.reviews,
        may_answer=detail.may_check_in,
        may_judge=say.judges_causes,
        is_red=detail.row.health in RED,
    )


@dataclass(frozen=True)
class ObjectiveView:
    """All that the detail pane shows of an objective."""

    detail: "ObjectiveDetail"
    why: "Explanation"
    chart: ProgressChart
    review: "ReviewView"
    comments: "tuple[RemarkRow, ...]" = ()


def objective_view(id: str, desk: "Desk") -> ObjectiveView:
    """Return an objective with what it rolls up, its links, its trend, approval and comments."""
    from okrdesk.services.objective_details import find_objective_detail
    from okrdesk.services.remarks import find_comments
    from okrdesk.services.reviews import find_review
    from okrdesk.services.trends import objective_trend
    from okrdesk.services.why import why_objective

    detail = find_objective_detail(desk, id)
    trend = objective_trend(desk, id)
    span = Span(trend.start_on, trend.end_on, desk.today())
    parts = [
        Part(row.title, _share(row.progress), _share(row.expected), row.health)
        for row in detail.key_results
    ]
    chart = progress_chart(trend.title, span, trend.points, parts)
    comments = tuple(find_comments(desk, [id]))
    return ObjectiveView(detail, why_objective(desk, id), chart, find_review(desk, id), comments)


@dataclass(frozen=True)
class GroupView:
    """The trend of a unit with everything below it in a cycle; without objectives there is none.

    `told` are the server's figures where not all of it is on this computer; then `chart` may be
    missing, and `count` and `progress` are the server's. `is_pinned`: its rows are here by wish.
    """

    title: str
    count: int
    progress: float | None
    expected: float | None
    chart: ProgressChart | None
    told: "UnitFigures | None" = None
    is_pinned: bool = False


WHOLE_OFFICE = "*"
"""Stands for a unit's id where everything is meant."""


def unit_view(id: str, cycle: str, desk: "Desk") -> GroupView:
    """Return how the objectives of a unit go, or all of WHOLE_OFFICE."""
    from okrdesk.services.pins import find_pins
    from okrdesk.services.rollups import find_rollups

    told = next((one for one in find_rollups(desk, cycle) if one.unit_id == id), None)
    is_pinned = id in find_pins(desk)
    title = _unit_name(id, desk)
    if told is None:
        return replace(_trend_view(id, title, cycle, desk), is_pinned=is_pinned)
    return GroupView(title, told.objectives, told.progress, None, None, told, is_pinned)


def is_in_figures(unit_id: str, desk: "Desk") -> bool:
    """Say whether a unit is here by the server's figures, in any cycle."""
    from okrdesk.services.rollups import find_rollups

    return any(one.unit_id == unit_id for one in find_rollups(desk))


def pin(unit_id: str, desk: "Desk") -> None:
    """Ask for the objectives of a unit that arrives as figures."""
    from okrdesk.services.pins import pin_unit

    pin_unit(desk, unit_id)


def unpin(unit_id: str, desk: "Desk") -> None:
    """Be content with the figures of a unit."""
    from okrdesk.services.pins import unpin_unit

    unpin_unit(desk, unit_id)


def _trend_view(id: str, title: str, cycle: str, desk: "Desk") -> GroupView:
    from okrdesk.errors import Code, Refused
    from okrdesk.services.lists import unit_with_all_below
    from okrdesk.services.trends import unit_trend

    units = None if id == WHOLE_OFFICE else unit_with_all_below(desk, id)
    try:
        trend = unit_trend(desk, title, units, cycle)
    except Refused as refused:
        if refused.code is not Code.NOTHING_TO_DRAW:
            raise
        return GroupView(title, 0, None, None, None)
    span = Span(trend.start_on, trend.end_on, desk.today())
    parts = [Part(part.title, _share(part.progress)) for part in trend.parts]
    chart = progress_chart(title, span, trend.points, parts)
    now = float(chart.points[-1][1]) if chart.points else None
    return GroupView(title, len(trend.parts), now, trend.expected_today, chart)


def _unit_name(id: str, desk: "Desk") -> str:
    from okrdesk.i18n import _
    from okrdesk.services.units import find_unit

    return _("Whole agency") if id == WHOLE_OFFICE else find_unit(desk, id).name


def _share(value: float | None) -> Fraction | None:
    return None if value is None else Fraction(value).limit_denominator(10**6)


@dataclass(frozen=True)
class History:
    """The changes of one object, the names behind the ids in them, and what can be printed."""

    entries: "list[HistoryEntry]"
    names: dict[str, str] = field(default_factory=dict)
    decisions: "tuple[DecisionRow, ...]" = ()


def history(id: str, desk: "Desk") -> History:
    """Return what happened to an objective or key result, newest first."""
    from okrdesk.services.decision_papers import find_decisions_on
    from okrdesk.services.history import find_history, find_names, ids_in

    entries = find_history(desk, id)
    names = find_names(desk, ids_in(entries))
    return History(entries, names, tuple(find_decisions_on(desk, id)))


@dataclass(frozen=True)
class WhyText:
    """A heading and its lines, for each part of an answer to “Why?”."""

    title: str
    health: Health | None
    parts: tuple[tuple[str, tuple[str, ...]], ...]


def why_of(entity: str, id: str, desk: "Desk") -> WhyText:
    """Return why a key result shows its progress and mark, or how an objective rolls up."""
    from okrdesk.explanation_texts import render
    from okrdesk.i18n import _
    from okrdesk.services.lists import find_key_result_rows, find_objective_rows
    from okrdesk.services.why import why_key_result, why_objective

    if entity == "objective":
        objective = find_objective_rows(desk, [id])[0]
        lines = tuple(render(why_objective(desk, id)))
        mark = _("The mark is the gravest one of its key results.")
        said = ((_("Progress"), lines), (_("Health"), (mark,)))
        return WhyText(objective.title, objective.health, said)
    why = why_key_result(desk, id)
    row = find_key_result_rows(desk, [id])[0]
    parts = (
        (_("Health"), tuple(render(why.health))),
        (_("Progress"), tuple(render(why.progress))),
    )
    return WhyText(row.title, row.health, parts)

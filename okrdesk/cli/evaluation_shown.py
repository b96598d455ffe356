"""Evaluations, periods and rule packs as `show` tells of them; why a score is what it is."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from okrdesk.i18n import _
from okrdesk.replies import Item, plain

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.evaluation_sheets import EvaluationSheet, ScoreView


def why(desk: "Desk", id: str) -> list[str]:
    """Return how each figure of the score that counts comes about, line by line."""
    from okrdesk.domain.evaluation.explaining import explain, figures
    from okrdesk.evaluation_texts import render
    from okrdesk.services.evaluation_sheets import sheet_of

    sheet = sheet_of(desk, id)
    view = sheet.decided or _last(sheet)
    if view is None or sheet.year is not None:
        return []
    whole = sheet.filled(view.marks)
    found = []
    for figure in figures(sheet.pack, sheet.is_leader):
        found += render(explain(sheet.pack, whole, view.outcome, figure))
    return found


def _last(sheet: "EvaluationSheet") -> "ScoreView | None":
    return max(sheet.scores.values(), key=lambda view: view.at, default=None)


def parts(item: Item) -> list[str]:
    """Return whose sheet it is, each level's points and band, and beside them the OKR progress."""
    from okrdesk.domain.evaluation.steps import Level
    from okrdesk.domain.numbers import format_decimal, format_percent
    from okrdesk.names import name_of

    lines = [" · ".join(filter(None, (item["person"], item["unit"], item["period"])))]
    for level, one in item["scores"].items():
        total = "–" if one["total"] is None else format_decimal(one["total"], 2)
        lines.append(f"– {name_of(Level(level))}: {total} {one['band'] or ''}".rstrip())
    progress = item["progress"]
    value = "–" if progress is None else format_percent(progress, 2)
    return [*lines, _("OKR progress: {value}").format(value=value)]


def _evaluation(desk: "Desk", id: str) -> Item:
    from okrdesk.services.evaluation_sheets import sheet_of

    sheet = sheet_of(desk, id)
    return {
        "id": sheet.id,
        "person": sheet.person.name,
        "unit": sheet.unit,
        "title": sheet.title,
        "period": sheet.period.code,
        "pack": {"code": sheet.pack.id, "version": sheet.pack.version, "id": sheet.pack_id},
        "state": sheet.state,
        "days": sheet.facts.days,
        "days_present": sheet.facts.days_present,
        "note": sheet.note,
        "tasks": sheet.facts.tasks,
        "periods": sheet.year,
        "scores": {level.value: _score(sheet, view) for level, view in sheet.scores.items()},
        "approved": _score(sheet, sheet.approved) if sheet.approved else None,
        "decisions": sheet.steps,
        "brought_along": sheet.brought,
        "suggestions": sheet.suggestions,
        "complaint": sheet.complaint,
        "progress": sheet.progress.mean,
        "key_results": sheet.progress.key_results,
    }


def _score(sheet: "EvaluationSheet", view: "ScoreView") -> Item:
    band = next((one.name for one in sheet.pack.bands if one.id == view.band), None)
    outcome = plain(view.outcome)
    return plain(view.marks) | outcome | {"band": band, "who": view.who, "at": view.at}


def _period(desk: "Desk", id: str) -> Item:
    from okrdesk.services.periods import find_missing, find_period

    period = find_period(desk, id)
    missing: Any = () if period.is_closed else find_missing(desk, id)
    item = plain(period) | plain(period.dues) | {"missing": missing}
    del item["dues"]
    return item


def _rule_pack(desk: "Desk", id: str) -> Item:
    from okrdesk.services.rule_packs import find_packs

    row = next(row for row in find_packs(desk, archived=True) if row.id == id)
    return plain(row)


READERS: "dict[str, Callable[[Desk, str], Item]]" = {
    "evaluation": _evaluation,
    "period": _period,
    "rule_pack": _rule_pack,
}

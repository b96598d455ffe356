"""The lines of a preview: each good row in a few words, each problem at its place."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from okrdesk.domain.dates import format_date
from okrdesk.domain.numbers import format_decimal
from okrdesk.exchange.kinds.catalogue import ListedItem as ListedProduct
from okrdesk.exchange.kinds.directives import ListedItem
from okrdesk.exchange.kinds.kpis import ListedKpi
from okrdesk.exchange.kinds.plan import PlannedKeyResult
from okrdesk.exchange.kinds.roster import RosterEntry
from okrdesk.exchange.kinds.tasks import ListedTask
from okrdesk.exchange.kinds.values import MeasuredValue
from okrdesk.exchange.preview import Preview, Problem, ReadyRow


@dataclass(frozen=True)
class PreviewLine:
    """One line: `text` says what the row holds, or what is wrong with the value of its column."""

    id: str
    sheet: str
    row: int
    column: str
    value: str
    text: str
    is_problem: bool


def lines_of(preview: Preview[Any]) -> list[PreviewLine]:
    """Return the lines of a preview in the order of the workbook."""
    ready = [_ready(row) for row in preview.rows]
    wrong = [_problem(place, one) for place, one in enumerate(preview.problems)]
    lines = [*ready, *wrong]
    order = {sheet: place for place, sheet in enumerate(dict.fromkeys(one.sheet for one in lines))}
    return sorted(lines, key=lambda line: (order[line.sheet], line.row))


def describe(item: object) -> str:
    """Return what a row holds, in a few words."""
    if isinstance(item, PlannedKeyResult):
        return f"{item.objective.title} → {item.title}"
    if isinstance(item, MeasuredValue):
        return f"{item.key_result} · {format_date(item.on)} · {format_decimal(item.value)}"
    if isinstance(item, RosterEntry):
        return _joined((item.code, item.name, item.title, item.unit))
    if isinstance(item, ListedTask):
        return _joined((item.person, item.title, format_decimal(item.quantity)))
    if isinstance(item, ListedProduct):
        return _joined((item.item.code, item.item.title))
    if isinstance(item, ListedItem):
        return _joined((item.directive.code, item.article, item.title))
    if isinstance(item, ListedKpi):
        return _joined((item.code, item.title))
    raise TypeError(f"no words for {type(item).__name__}")


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)


def _ready(row: ReadyRow[Any]) -> PreviewLine:
    return PreviewLine(
        f"{row.sheet}\t{row.row}", row.sheet, row.row, "", "", describe(row.item), False
    )


def _problem(place: int, one: Problem) -> PreviewLine:
    return PreviewLine(
        f"problem {place}", one.sheet, one.row, one.column, one.value, one.message, True
    )

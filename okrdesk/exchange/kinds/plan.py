"""The plan: objectives with their key results, one key result per row.

An objective may be repeated on each of its rows, merged over them, written once with the cells
below left empty, or stand on a row of its own above them. What its own row says (owner, unit,
dates, weight, item of a directive) belongs to the objective; in the other forms owner, unit, dates
and item belong to the key result.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from okrdesk.domain.dates import format_date
from okrdesk.domain.progress import Measure
from okrdesk.domain.rhythm import Rhythm
from okrdesk.errors import Code, Refused
from okrdesk.exchange.columns import Layout, Line
from okrdesk.exchange.folded import folded
from okrdesk.exchange.kinds.plan_columns import COLUMNS
from okrdesk.exchange.kinds.targets import read_measure
from okrdesk.exchange.preview import KindName, ReadyRow
from okrdesk.exchange.problems import blame

_FIELDS_OF_KEY_RESULT = ("kind", "start", "target", "measure_unit", "rhythm")
_COLUMN_OF_FIELD = {"start": "start", "kind": "kind"}


@dataclass(frozen=True)
class PlannedObjective:
    """An objective as the workbook tells it; `owner`, `unit` and `item` are as typed.

    `row` is where it first stands; rows of the same objective share one value.
    """

    title: str
    row: int
    owner: str = ""
    unit: str = ""
    weight: Decimal | None = None
    start_on: date | None = None
    end_on: date | None = None
    item: str = ""


@dataclass(frozen=True)
class PlannedKeyResult:
    """One row: a key result of an objective; empty owner, unit and dates are those of the
    objective.
    """

    objective: PlannedObjective
    title: str
    measure: Measure
    measure_unit: str = ""
    weight: Decimal | None = None
    owner: str = ""
    unit: str = ""
    start_on: date | None = None
    end_on: date | None = None
    rhythm: Rhythm | None = None
    item: str = ""
    reason: str = ""


def build(lines: list[Line]) -> Iterator[ReadyRow[PlannedKeyResult]]:
    """Yield one key result per row, carrying the objective down; headings alone yield nothing."""
    carrier = _Carrier()
    for line in lines:
        objective = carrier.objective_of(line)
        if line.get("key_result") is None:
            carrier.leave_open(line)
            continue
        carrier.close()
        _check_dates(line)
        row = _key_result(line, objective)
        if row is not None and carrier.is_new(line, row):
            yield ReadyRow(line.sheet, line.row, row)
    carrier.finish()


class _Carrier:
    """The objective that rows without one belong to, while a plan is read from top to bottom."""

    def __init__(self) -> None:
        self._current: PlannedObjective | None = None
        self._sheet = ""
        self._heading: Line | None = None
        self._known: dict[tuple[str, str, str], PlannedObjective] = {}
        self._seen: dict[tuple[int, str], int] = {}

    def objective_of(self, line: Line) -> PlannedObjective | None:
        """Return the objective of a line; a title on the line starts it or takes it up again.

        Units share titles: an equal title further down belongs to the same objective only on the
        same sheet and for the same unit.
        """
        if line.sheet != self._sheet:
            self._sheet, self._current = line.sheet, None
        title, heads = line.get("objective"), line.get("key_result") is None
        if title is None:
            return self._current
        goes_on = self._current is not None and folded(title) == folded(self._current.title)
        if not goes_on or heads:
            key = (line.sheet, folded(title), folded(line.get("unit") or ""))
            if heads or key not in self._known:
                self._known[key] = _objective(line, title)
            self._current = self._known[key]
        return self._current

    def leave_open(self, line: Line) -> None:
        """Take a line without a key result as a heading, unless it says more than a heading can."""
        column = PLAN.column("key_result")
        if line.cells.get("key_result") is not None:
            return
        if line.get("objective") is None or any(
            line.cells.get(key) for key in _FIELDS_OF_KEY_RESULT
        ):
            blame(line, column, Refused(Code.MISSING_FIELD, label=column.label))
            return
        self.finish()
        self._heading = line

    def close(self) -> None:
        """Know that the last heading has a key result."""
        self._heading = None

    def finish(self) -> None:
        """Blame a heading under which nothing came."""
        if self._heading is not None:
            error = Refused(Code.OBJECTIVE_WITHOUT_KEY_RESULT, text=self._heading.get("objective"))
            blame(self._heading, PLAN.column("objective"), error)

    def is_new(self, line: Line, row: PlannedKeyResult) -> bool:
        """Say whether a key result comes for the first time, and blame the line if not."""
        earlier = self._seen.setdefault((id(row.objective), folded(row.title)), line.row)
        if earlier != line.row:
            error = Refused(Code.DUPLICATE_ROW, text=row.title, row=earlier)
            blame(line, PLAN.column("key_result"), error)
        return not line.problems


def _objective(line: Line, title: str) -> PlannedObjective:
    if line.get("key_result") is not None:
        return PlannedObjective(title, line.row)
    return PlannedObjective(
        title=title,
        row=line.row,
        owner=line.get("owner") or "",
        unit=line.get("unit") or "",
        weight=line.get("weight"),
        start_on=line.get("start_on"),
        end_on=line.get("end_on"),
        item=line.get("directive_item") or "",
    )


def _check_dates(line: Line) -> None:
    start, end = line.get("start_on"), line.get("end_on")
    if start and end and start > end:
        error = Refused(Code.DATES_UPSIDE_DOWN, start=format_date(start), end=format_date(end))
        blame(line, PLAN.column("end_on"), error)


def _key_result(line: Line, objective: PlannedObjective | None) -> PlannedKeyResult | None:
    if objective is None:
        column = PLAN.column("objective")
        if line.cells.get("objective") is None:
            blame(line, column, Refused(Code.MISSING_FIELD, label=column.label))
        return None
    if line.problems:
        return None
    try:
        measure, unit = read_measure(line)
    except Refused as error:
        column = PLAN.column(_COLUMN_OF_FIELD.get(error.field or "", "target"))
        if error.code is Code.MISSING_FIELD:
            error = Refused(Code.MISSING_FIELD, label=column.label)
        blame(line, column, error)
        return None
    return PlannedKeyResult(
        objective=objective,
        title=line.get("key_result"),
        measure=measure,
        measure_unit=line.get("measure_unit") or unit,
        weight=line.get("weight"),
        owner=line.get("owner") or "",
        unit=line.get("unit") or "",
        start_on=line.get("start_on"),
        end_on=line.get("end_on"),
        rhythm=line.get("rhythm"),
        item=line.get("directive_item") or "",
        reason=line.get("reason") or "",
    )


PLAN = Layout(
    name=KindName.PLAN,
    sheet="Kế hoạch",
    english_sheet="Plan",
    build=build,
    columns=COLUMNS,
)

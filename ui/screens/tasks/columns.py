"""The columns of the grid of tasks: what each shows, takes, and is sorted by."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from okrdesk.domain.tasks import CauseState, TaskState
from okrdesk.domain.text import collation_key, name_key
from okrdesk.i18n import N_, _
from okrdesk.names import name_of
from ui.screens.tasks import wording
from ui.screens.tasks.cells import CellKind, GridColumn

if TYPE_CHECKING:
    from okrdesk.services.task_lists import TaskRow

_NEVER = date.max
_TO_ASK = N_("F2: ask for an objective cause to be confirmed")
_TO_NOTE = N_("F2 or a number: note it with day and reason; who assigns the task does so")


_STATES = {
    TaskState.REGISTERED: N_("To accept"),
    TaskState.RETURNED: N_("Given back"),
    TaskState.ACCEPTED: N_("In hand"),
    TaskState.DONE: N_("All delivered"),
    TaskState.ROLLED_OVER: N_("Rolled over"),
    TaskState.CANCELLED: N_("Cancelled"),
}
_CAUSES = {
    CauseState.ASKED: N_("Asked"),
    CauseState.CONFIRMED: N_("Yes"),
    CauseState.DECLINED: N_("No"),
}
"""The states in one short word each; the whole one is the tooltip."""


def _state(row: "TaskRow") -> str:
    return _(_STATES[row.state])


def _state_tip(row: "TaskRow") -> str:
    return " · ".join(part for part in (wording.state(row), wording.late(row)) if part)


def _cause(row: "TaskRow") -> str:
    return _(_CAUSES[row.cause]) if row.cause else ""


def _cause_tip(row: "TaskRow") -> str | None:
    return wording.capital(name_of(row.cause)) if row.cause else None


COLUMNS: tuple[GridColumn, ...] = (
    GridColumn(
        "title",
        N_("Task"),
        lambda row: row.title,
        width=0,
        sample="Báo cáo tình hình thực",
        sort="title",
        kind=CellKind.TEXT,
        field="title",
        tells=N_("What is to be done; Tab goes on, Enter writes the row"),
        order=lambda row: collation_key(row.title),
    ),
    GridColumn(
        "owner",
        N_("Who"),
        lambda row: row.owner,
        width=1,
        sample="Nguyễn Thị Minh",
        sort="owner",
        optional=True,
        kind=CellKind.CHOICE,
        field="owner_person_id",
        offers="people",
        tells=N_("Whose task it is; type part of the name"),
        order=lambda row: name_key(row.owner),
    ),
    GridColumn(
        "source",
        N_("Source"),
        wording.source,
        width=1,
        sample="Thường xuyên",
        sort="source",
        tip=wording.source,
        kind=CellKind.CHOICE,
        field="source",
        offers="sources",
        tells=N_("Regular, ad hoc, from a directive, or one of the key results; ↓ shows all"),
        order=wording.source,
    ),
    GridColumn(
        "item",
        N_("Cata-\nlogue item"),
        wording.item_code,
        width=1,
        sample="MC.0001",
        sort="item",
        tip=wording.item,
        kind=CellKind.CHOICE,
        field="catalogue_item_id",
        offers="items",
        tells=N_("Type part of name or code; the item fills in the coefficient; ↓ shows all"),
        order=wording.item,
    ),
    GridColumn(
        "quantity",
        N_("Assi-\ngned"),
        lambda row: wording.number(row.quantity),
        width=1,
        sample="1.200",
        right=True,
        sort="quantity",
        kind=CellKind.NUMBER,
        field="quantity",
        tells=N_("How many products are to be delivered"),
        order=lambda row: row.quantity,
    ),
    GridColumn(
        "coefficient",
        N_("Coeffi-\ncient"),
        lambda row: wording.number(row.coefficient),
        width=1,
        sample="10,25",
        right=True,
        sort="coefficient",
        tip=wording.coefficient_tip,
        kind=CellKind.NUMBER,
        field="coefficient",
        tells=N_("Reference products that one product stands for; without it there is no score"),
        order=lambda row: row.coefficient or Decimal(0),
    ),
    GridColumn(
        "due",
        N_("Due"),
        lambda row: wording.day(row.due_on),
        width=1,
        sample="30/12/2026",
        sort="due",
        tip=lambda row: wording.late(row) or None,
        kind=CellKind.DATE,
        field="due_on",
        tells=N_("Last day; “25” or “25/11” is completed"),
        tone=wording.due_tone,
        order=lambda row: row.due_on or _NEVER,
    ),
    GridColumn(
        "done",
        N_("Deli-\nvered"),
        lambda row: wording.number(row.done) if row.done else "",
        width=1,
        sample="1.200",
        right=True,
        sort="done",
        kind=CellKind.NUMBER,
        field="done",
        tells=N_("How many are done in all, by the day beside it"),
        order=lambda row: row.done,
    ),
    GridColumn(
        "done_on",
        N_("Done\non"),
        lambda row: wording.day(row.done_on),
        width=1,
        sample="30/12/2026",
        sort="done_on",
        kind=CellKind.DATE,
        field="done_on",
        tells=N_("The day it was done, which need not be today; alone it means that all is done"),
        order=lambda row: row.done_on or _NEVER,
    ),
    GridColumn(
        "errors",
        N_("Con-\ntent errors"),
        lambda row: wording.faults(row.content_errors, row.exempt_errors),
        width=1,
        sample="2 (−1)",
        right=True,
        sort="errors",
        tip=lambda row: wording.faults_tip(row.content_errors, row.exempt_errors),
        tells=_TO_NOTE,
        tone=lambda row: "bad" if row.content_errors > row.exempt_errors else "",
        order=lambda row: row.content_errors,
    ),
    GridColumn(
        "delays",
        N_("De-\nlays"),
        lambda row: wording.faults(row.delays, row.exempt_delays),
        width=1,
        sample="2 (−1)",
        right=True,
        sort="delays",
        tip=lambda row: wording.faults_tip(row.delays, row.exempt_delays),
        tells=_TO_NOTE,
        tone=lambda row: "bad" if row.delays > row.exempt_delays else "",
        order=lambda row: row.delays,
    ),
    GridColumn(
        "cause",
        N_("Objec-\ntive cause"),
        _cause,
        width=1,
        sample="Không",
        sort="cause",
        tip=_cause_tip,
        tells=_TO_ASK,
        tone=lambda row: wording.CAUSE_TONES.get(row.cause, ""),
        order=_cause,
    ),
    GridColumn(
        "state",
        N_("State"),
        _state,
        width=1,
        sample="Đã chuyển",
        sort="state",
        tip=_state_tip,
        tells=N_("It follows from what was decided and delivered"),
        tone=lambda row: wording.STATE_TONES.get(row.state, ""),
        order=lambda row: list(TaskState).index(row.state),
    ),
    GridColumn(
        "start",
        N_("Start"),
        lambda row: wording.day(row.start_on),
        width=1,
        sample="30/12/2026",
        sort="start",
        optional=True,
        kind=CellKind.DATE,
        field="start_on",
        order=lambda row: row.start_on,
    ),
    GridColumn(
        "converted",
        N_("Con-\nverted"),
        lambda row: wording.number(row.converted),
        width=1,
        sample="1.200,5",
        right=True,
        sort="converted",
        optional=True,
        tells=N_("Quantity × coefficient: in reference products"),
        order=lambda row: row.converted or Decimal(0),
    ),
    GridColumn(
        "axis",
        N_("Axis of results"),
        lambda row: name_of(row.axis) if row.axis else "",
        width=1,
        sample="3. Khoa học, công",
        sort="axis",
        optional=True,
        kind=CellKind.CHOICE,
        field="axis",
        offers="axes",
        tells=N_("For rules that count by axes; ↓ shows all"),
        order=lambda row: row.axis or "",
    ),
    GridColumn(
        "difficulty",
        N_("Difficulty"),
        lambda row: row.difficulty_name,
        width=1,
        sample="Bình thường",
        sort="difficulty",
        optional=True,
        kind=CellKind.CHOICE,
        field="difficulty",
        offers="difficulties",
        tells=N_("For rules that weigh tasks by it; ↓ shows all"),
        order=lambda row: row.difficulty or "",
    ),
    GridColumn(
        "serves",
        N_("Item of a directive"),
        lambda row: row.serves,
        width=1,
        sample="05-NQ/TU · Điều 2 · Số hóa",
        sort="serves",
        optional=True,
        tip=lambda row: row.serves or None,
        kind=CellKind.CHOICE,
        field="directive_item_id",
        offers="directive_items",
        tells=N_("Type part of the number, article or task; ↓ shows all"),
        order=lambda row: collation_key(row.serves),
    ),
    GridColumn(
        "unit",
        N_("Unit"),
        lambda row: row.unit,
        width=1,
        sample="Phòng Tổng hợp, Kế",
        sort="unit",
        optional=True,
        order=lambda row: collation_key(row.unit),
    ),
    GridColumn(
        "assigner",
        N_("Assigned by"),
        lambda row: row.assigner,
        width=1,
        sample="Nguyễn Thị Minh",
        sort="assigner",
        optional=True,
        order=lambda row: name_key(row.assigner),
    ),
    GridColumn(
        "late",
        N_("Late"),
        wording.late,
        width=1,
        sample="trễ 12 ngày làm",
        sort="late",
        optional=True,
        order=lambda row: row.late_days,
    ),
    GridColumn(
        "note",
        N_("Note"),
        lambda row: row.note,
        width=1,
        sample="Một ghi chú không dài lắm",
        optional=True,
        kind=CellKind.TEXT,
        field="note",
    ),
)
BY_ID = {column.id: column for column in COLUMNS}
FORMATS = {"due": "dd/mm/yyyy", "done_on": "dd/mm/yyyy", "start": "dd/mm/yyyy"}


def exported(column: str, row: "TaskRow") -> Any:
    """Return what an exported workbook holds of a task: numbers and dates as such."""
    plain = {
        "quantity": row.quantity,
        "coefficient": row.coefficient,
        "due": row.due_on,
        "done": row.done,
        "done_on": row.done_on,
        "errors": row.content_errors,
        "delays": row.delays,
        "start": row.start_on,
        "converted": row.converted,
        "late": row.late_days,
    }
    if column in plain:
        return plain[column]
    whole = {"item": wording.item, "state": wording.state, "cause": _cause_tip}
    if column in whole:
        return whole[column](row)
    text = BY_ID[column].text
    return text(row) if text is not None else None

"""A sheet as plain values (the input of `okrdesk score`, what a score keeps) and back again.

Numbers are written as texts, so that they stay exact, and are read as texts or as JSON numbers.
"""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from okrdesk.domain.evaluation.input_values import Values
from okrdesk.domain.evaluation.pack import Criterion, RulePack
from okrdesk.domain.evaluation.sheet import Settled, Sheet, TaskFacts
from okrdesk.domain.numbers import format_decimal
from okrdesk.domain.tasks import Source
from okrdesk.errors import Code, Refused

MOST_BYTES = 8 * 1024 * 1024
_ONE_HUNDRED = Decimal(100)
_REQUIRED = object()
_TASK = {name: TaskFacts._field_defaults.get(name, _REQUIRED) for name in TaskFacts._fields}


def parse_sheet(content: bytes, name: str, pack: RulePack) -> Sheet:
    """Return the sheet in a JSON file called `name`; raise Refused with the place of what is wrong.

    Codes: SHEET_TOO_LARGE, SHEET_SYNTAX, and those of `read_sheet`.
    """
    if len(content) > MOST_BYTES:
        megabytes = {"size": format_decimal(-(-len(content) // 2**20)), "limit": "8"}
        raise Refused(Code.SHEET_TOO_LARGE, name=name, **megabytes)
    try:
        text = content.decode("utf-8-sig")
        values = json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:
        line, column = error.lineno, error.colno
        raise Refused(Code.SHEET_SYNTAX, name=name, line=line, column=column) from error
    except (ValueError, ArithmeticError, RecursionError) as error:
        # No UTF-8, a number with thousands of digits, or brackets thousands deep.
        raise Refused(Code.SHEET_SYNTAX, name=name, line=1, column=1) from error
    return read_sheet(values, pack)


def read_sheet(given: Any, pack: RulePack | None = None) -> Sheet:
    """Return the sheet of plain values.

    With a `pack` the marks are checked against its tree, and working days late are counted by its
    calendar where a task names its days instead. Raises Refused SHEET_MISSING, SHEET_WRONG_TYPE,
    SHEET_BELOW_ZERO, SHEET_OUT_OF_RANGE, SHEET_WORD, SHEET_UNKNOWN_KEY or SHEET_REPEATED, each
    with the place.
    """
    values = Values(given, "")
    marks, ticks = _marks(values.table("general"), pack)
    sheet = Sheet(
        leader=values.flag("leader"),
        tasks=_tasks(values, pack),
        marks=marks,
        ticks=ticks,
        leadership=_grades(values.table("leadership")),
        knock_outs=frozenset(values.texts("knock_outs")),
        days=values.optional_whole("days"),
        days_present=values.optional_whole("days_present"),
        days_in_post=values.optional_whole("days_in_post"),
        unit_band=values.text("unit_band", "") or None,
    )
    values.end()
    return sheet


def sheet_document(sheet: Sheet) -> dict[str, Any]:
    """Return the plain values of a sheet; what is as usual is left out of each task."""
    found: dict[str, Any] = {
        "leader": sheet.leader,
        "tasks": [_task_document(task) for task in sheet.tasks],
        "general": {id: str(mark) for id, mark in sheet.marks.items()} | dict(sheet.ticks),
        "leadership": {id: str(grade) for id, grade in sheet.leadership.items()},
        "knock_outs": sorted(sheet.knock_outs),
    }
    for name in ("days", "days_present", "days_in_post", "unit_band"):
        if (value := getattr(sheet, name)) is not None:
            found[name] = value
    return found


def _task_document(task: TaskFacts) -> dict[str, Any]:
    return {
        name: _plain(getattr(task, name))
        for name, usual in _TASK.items()
        if name in ("coefficient", "done") or getattr(task, name) != usual
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _tasks(values: Values, pack: RulePack | None) -> tuple[TaskFacts, ...]:
    found: dict[str, TaskFacts] = {}
    for number, one in enumerate(values.tables("tasks"), 1):
        task = _task(one, str(number), pack)
        if task.id in found:
            raise Refused(Code.SHEET_REPEATED, place=one.place_of("id"), value=task.id)
        found[task.id] = task
    return tuple(found.values())


def _task(values: Values, number: str, pack: RulePack | None) -> TaskFacts:
    id = values.text("id", number)
    due_on, done_on = values.optional_day("due_on"), values.optional_day("done_on")
    late_days = values.optional_whole("late_days") or 0
    if pack and due_on and done_on and "late_days" not in values.given:
        late_days = pack.calendar.days_late(due_on, done_on)
    task = TaskFacts(
        id=id,
        name=values.text("name", id),
        quantity=values.number("quantity"),
        coefficient=values.optional_number("coefficient"),
        done=values.number("done", Decimal(0)),
        content_errors=values.optional_whole("content_errors") or 0,
        delays=values.optional_whole("delays") or 0,
        exempt_errors=values.optional_whole("exempt_errors") or 0,
        exempt_delays=values.optional_whole("exempt_delays") or 0,
        late_days=late_days,
        due_on=due_on,
        done_on=done_on,
        kind=values.word("kind", Source, Source.REGULAR),
        difficulty=values.text("difficulty", "") or None,
        exceeds=values.flag("exceeds"),
        group=values.text("group", ""),
        cap=values.optional_number("cap"),
        axis=values.text("axis", ""),
        share=values.number("share", _ONE_HUNDRED, _ONE_HUNDRED),
        settled=values.word("settled", Settled, Settled.NO),
    )
    values.end()
    return task


def _marks(values: Values, pack: RulePack | None) -> tuple[dict[str, Decimal], dict[str, bool]]:
    """Return points and ticks by criterion; a box is ticked by true and left by false."""
    rows = _rows((*pack.criteria, *pack.bonus_criteria)) if pack else {}
    marks: dict[str, Decimal] = {}
    ticks: dict[str, bool] = {}
    for id in values.names():
        row = rows.get(id)
        if pack and row is None:
            allowed = ", ".join(rows)
            raise Refused(Code.SHEET_UNKNOWN_KEY, place=values.place_of(id), allowed=allowed)
        if isinstance(values.given[id], bool) and (row is None or row.is_tick):
            ticks[id] = values.flag(id)
        else:
            marks[id] = values.number(id, None, row.points if row else None)
    return marks, ticks


def _rows(rows: tuple[Criterion, ...]) -> Mapping[str, Criterion]:
    found: dict[str, Criterion] = {}
    for row in rows:
        found[row.id] = row
        found |= _rows(row.parts)
    return found


def _grades(values: Values) -> dict[str, Decimal]:
    return {id: values.number(id, None, _ONE_HUNDRED) for id in values.names()}

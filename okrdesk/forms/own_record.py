"""The own record of a person as one PDF/A-3b: lists to read, and the same as data attached."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from okrdesk.domain.dates import day_at, format_date
from okrdesk.forms.batch import save_pdf
from okrdesk.forms.letterheads import letterhead
from okrdesk.forms.own_words import in_words_of_office, own_form
from okrdesk.forms.registry import find_template
from okrdesk.forms.render import shared_renderer
from okrdesk.forms.wording import Words, period_text, target_text, worded
from okrdesk.paths import resources
from okrdesk.services.desk import Desk
from okrdesk.services.own_record import OwnRecord, find_own_record
from okrdesk.services.task_lists import TaskRow

ATTACHED = "okrdesk-ho-so.json"
"""The name of the attached data."""
_LISTS = ("key_results", "check_ins", "evidence", "tasks", "evaluations", "documents")


def write_own_record(desk: Desk, file: Path) -> dict[str, int]:
    """Write the record of the person at the desk; return how many of each it holds.

    Raises Refused NO_AUTHORITY; Fault where the file cannot be written.
    """
    record = find_own_record(desk)
    template = in_words_of_office(find_template("own-record", day_at(record.at), resources()))
    lists = _lists(record, template.words)
    data = {
        "title": f"{template.name('vi')} – {record.person.name}",
        "letterhead": letterhead(record.agency, day_at(record.at)),
        "day": format_date(day_at(record.at)),
        "person": _person(record),
        "file": ATTACHED,
        # Plain ASCII: what goes on paper is cleaned of what no font can draw.
        "attached": json.dumps(as_data(record), indent=1),
        **lists,
        **own_form(template),
    }
    save_pdf(shared_renderer().render_pdf(template, data, record.at, "a-3b"), file)
    return {name: len(lists[name]) for name in _LISTS}


def as_data(record: OwnRecord) -> dict[str, Any]:
    """Return the record as JSON holds it: exact numbers as text, days and moments as ISO."""
    plain: dict[str, Any] = _plain(record)
    return plain


def _person(record: OwnRecord) -> dict[str, str]:
    person = record.person
    return {"name": person.name, "code": person.code, "post": person.title, "unit": person.unit}


def _lists(record: OwnRecord, words: Words) -> dict[str, list[dict[str, str]]]:
    return {
        "key_results": [
            {
                "objective": one.objective,
                "title": one.key_result.title,
                "target": target_text(one.key_result.measure, words),
                "reached": worded(one.reached, words),
                "due": worded(one.key_result.end_on, words),
            }
            for one in record.key_results
        ],
        "check_ins": [
            {
                "on": format_date(entry.effective_on),
                "key_result": one.key_result.title,
                "value": worded(entry.value, words),
                "comment": entry.comment,
            }
            for one in record.key_results
            for entry in one.check_ins
        ],
        "evidence": [worded(one, words) for one in record.evidence],
        "tasks": [_task(one, words) for one in record.tasks],
        "evaluations": [
            {
                "period": period_text(one.period.code, words),
                "total": worded(one.total, words, 2),
                "band": one.band,
            }
            for one in record.evaluations
        ],
        "documents": [
            {"code": one.code, "title": one.title, "on": format_date(day_at(one.at))}
            for one in record.documents
        ],
    }


def _task(task: TaskRow, words: Words) -> dict[str, str]:
    return {
        "title": task.title,
        "quantity": worded(task.quantity, words),
        "done": worded(task.done, words),
        "due": worded(task.due_on, words),
        "done_on": worded(task.done_on, words),
        "faults": f"{task.content_errors} / {task.delays}",
    }


def _plain(value: Any) -> Any:
    """Return a fact as JSON holds it; a dataclass by the names of its fields."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value

"""How tasks are said: states, sources, causes, spans of days."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from okrdesk.domain.dates import format_date
from okrdesk.domain.numbers import format_decimal
from okrdesk.domain.tasks import CauseState, Source, TaskState
from okrdesk.i18n import _, ngettext
from okrdesk.names import name_of

if TYPE_CHECKING:
    from okrdesk.services.task_lists import TaskRow

STATE_TONES: dict[TaskState, str] = {
    TaskState.REGISTERED: "accent",
    TaskState.RETURNED: "warn",
    TaskState.DONE: "good",
    TaskState.ROLLED_OVER: "idle",
    TaskState.CANCELLED: "idle",
}
CAUSE_TONES: dict[CauseState, str] = {
    CauseState.ASKED: "accent",
    CauseState.CONFIRMED: "good",
    CauseState.DECLINED: "idle",
}


def number(value: Decimal | None) -> str:
    """Return a number, "" for none."""
    return "" if value is None else format_decimal(value)


def day(value: date | None) -> str:
    """Return a date, "" for none."""
    return "" if value is None else format_date(value)


def state(row: "TaskRow") -> str:
    """Return where a task stands, as it stands alone: "Đang thực hiện"."""
    return capital(name_of(row.state))


def source(row: "TaskRow") -> str:
    """Return where a task comes from; a key result is named."""
    if row.source is Source.KEY_RESULT and row.key_result:
        return row.key_result
    return str(name_of(row.source))


def item(row: "TaskRow") -> str:
    """Return the catalogue item with its code."""
    return " · ".join(part for part in (row.item_code, row.item) if part)


def item_code(row: "TaskRow") -> str:
    """Return the code of the catalogue item, or its name where it has none."""
    return row.item_code or row.item


def faults(count: int, exempt: int) -> str:
    """Return a number of errors or delays, and how many of them are excused; "" for none."""
    if not count:
        return ""
    return f"{count} (−{exempt})" if exempt else str(count)


def faults_tip(count: int, exempt: int) -> str | None:
    """Return what the figures of errors or delays mean; None where there is nothing to say."""
    if not exempt:
        return None
    return ngettext(
        "{exempt} of {n} is excused by a confirmed objective cause.",
        "{exempt} of {n} are excused by confirmed objective causes.",
        exempt,
    ).format(exempt=exempt, n=count)


def late(row: "TaskRow") -> str:
    """Return by how many working days a task is or was late; "" where it is not."""
    if row.late_days <= 0:
        return ""
    return ngettext("{n} working day late", "{n} working days late", row.late_days).format(
        n=row.late_days
    )


def due_tone(row: "TaskRow") -> str:
    """Return the colour of the due day: that of an error while it is overdue."""
    return "bad" if row.late_days > 0 and row.state.is_open else ""


def coefficient_tip(row: "TaskRow") -> str | None:
    """Return what a missing coefficient means."""
    if row.coefficient is not None:
        return None
    return _("Without a coefficient the score of this person cannot be worked out.")


def capital(text: Any) -> str:
    """Return a word with its first letter large."""
    said = str(text)
    return said[:1].upper() + said[1:]

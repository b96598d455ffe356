"""The words of a row of Hôm nay: value on its way to the target, and how late or near it is."""

from datetime import date

from okrdesk.domain.dates import format_date
from okrdesk.domain.numbers import format_decimal, format_percent
from okrdesk.domain.progress import Kind
from okrdesk.i18n import N_, _, ngettext
from okrdesk.names import name_of
from ui.reviewing.text import age_text
from ui.screens.today.source import GROUP_NAMES, Due, Group, Item, Submitted, Word
from ui.widgets.marks import word_of

WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


def value_text(item: Item) -> str:
    """Return the last value and the target: "62 → 90 %", "2,5 điểm", "Chưa đạt"."""
    row = item.row
    if row.kind is Kind.YES_NO:
        return _("Reached") if row.value is not None and row.value >= 1 else _("Not yet")
    if row.kind is Kind.STEPS:
        return _("{progress} done").format(progress=format_percent(row.progress))
    unit = f"\u00a0{row.measure_unit}" if row.measure_unit else ""
    value = "–" if row.value is None else format_decimal(row.value)
    if row.kind.moves and row.target is not None:
        return f"{value} → {format_decimal(row.target)}{unit}"
    return f"{value}{unit}"


def due_text(item: Item, today: date) -> str:
    """Return how late or near the row is: "trễ 5 ngày", "hôm nay", "còn 3 ngày"."""
    if item.corrects_id is not None:
        return _("correction")
    due = item.row.due_on
    return _("not asked") if due is None else days_text(due, today)


def task_due_text(line: Due, today: date) -> str:
    """Return how late or near a task is; "" without a due day."""
    due = line.row.due_on
    return "" if due is None else days_text(due, today)


def done_text(line: Due) -> str:
    """Return how much of a task is delivered: "2 trên 5"."""
    row = line.row
    done, quantity = format_decimal(row.done), format_decimal(row.quantity)
    return _("{done} of {quantity}").format(done=done, quantity=quantity)


def task_note(line: Due) -> str:
    """Return what stands below a task's title: where it comes from and what it is of."""
    row = line.row
    parts = (name_of(row.source), row.key_result or row.item)
    return " · ".join(part for part in parts if part)


def said_of_task(line: Due, today: date) -> str:
    """Return a task as one sentence, for those who hear it."""
    parts = [line.row.title, _("Task"), name_of(line.row.state), done_text(line)]
    return ", ".join(part for part in (*parts, task_due_text(line, today)) if part)


def days_text(due: date, today: date) -> str:
    """Return how many days a day is past or ahead."""
    days = (due - today).days
    if days == 0:
        return _("today")
    if days < 0:
        return ngettext("{n} day late", "{n} days late", -days).format(n=-days)
    return ngettext("{n} day left", "{n} days left", days).format(n=days)


def day_text(item: Item) -> str:
    """Return the day it is due, empty where none is."""
    return format_date(item.row.due_on) if item.row.due_on else ""


def said(item: Item, today: date) -> str:
    """Return the whole row as one sentence, for those who hear it."""
    row = item.row
    parts = [row.title, word_of(row.health), value_text(item), due_text(item, today), row.objective]
    if row.has_draft:
        parts.insert(1, _("Draft"))
    return ", ".join(part for part in parts if part)


def word_note(line: Word) -> str:
    """Return who said what: "Trần Thị Bình: Thiếu minh chứng"."""
    return f"{line.row.who}: {line.row.text}" if line.row.who else line.row.text


def said_of_word(line: Word, today: date) -> str:
    """Return a returned check-in or a question as one sentence, for those who hear it."""
    due = days_text(line.row.due_on, today) if line.row.due_on else ""
    parts = [line.row.title, _(GROUP_NAMES[line.group]), word_note(line), due]
    return ", ".join(part for part in parts if part)


def said_of_submitted(line: Submitted) -> str:
    """Return a row that waits for approval as one sentence, for those who hear it."""
    row = line.row
    parts = [row.title, _("Waiting for my approval"), whose(line), age_text(row.age)]
    return ", ".join(part for part in parts if part)


def whose(line: Submitted) -> str:
    """Return whose objective waits: the owner, and the unit where that is not the owner."""
    row = line.row
    return " · ".join(dict.fromkeys(part for part in (row.owner, row.unit) if part))


def heading(group: Group, count: int) -> str:
    """Return the heading of a group with its count."""
    return f"{_(GROUP_NAMES[group])} · {count}"


def day_of(today: date) -> str:
    """Return the day in words: "thứ Bảy, 21/11/2026"."""
    weekday = _(WEEKDAYS[today.weekday()])
    return _("{weekday}, {date}").format(weekday=weekday, date=format_date(today))

"""What the office calls its things, and its days off and days worked instead."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from okrdesk.domain.dates import format_date, parse_date
from okrdesk.domain.evaluation.working_days import WorkCalendar
from okrdesk.domain.office import TERMS, OfficeSettings
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from ui.operations import Command
from ui.widgets.buttons import button
from ui.widgets.editors import NoteEdit, TextEdit
from ui.widgets.form import Form
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from ui.screens.admin.section import Section

_MOST_DAYS = 366


class OwnWordsPart(QWidget):
    """Two forms, each saved whole: working days, and words; empty words stay as they are."""

    def __init__(self, section: "Section") -> None:
        super().__init__()
        self._section = section
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(_("Working-day calendar"), "section"))
        note = _(
            "Days off such as Tết, and Saturdays worked instead, one day or span on each line."
        )
        column.addWidget(label(note, "muted", wrap=True))
        self.known = label("", "muted", wrap=True)
        column.addWidget(self.known)
        self.days = Form(columns=2)
        example = "16/02/2026–22/02/2026"
        self.days.add("holidays", _("Days off"), NoteEdit(5, example), half=True)
        self.days.add("worked_days", _("Days worked instead"), NoteEdit(5, "28/02/2026"), half=True)
        column.addWidget(self.days)
        self.save_days = button(_("Save the working days"), self._save_days)
        column.addWidget(self.save_days, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(12)
        column.addWidget(label(_("Words of the office"), "section"))
        note = _("The window and what it prints call things so; empty keeps the usual word.")
        column.addWidget(label(note, "muted", wrap=True))
        self.terms = Form(columns=2)
        for term in TERMS:
            self.terms.add(term, term[:1].upper() + term[1:], TextEdit(term, limit=40), half=True)
        column.addWidget(self.terms)
        self.save_terms = button(_("Save the words"), self._save_terms)
        column.addWidget(self.save_terms, 0, Qt.AlignmentFlag.AlignLeft)
        self.setEnabled(section.may_edit)

    def is_dirty(self) -> bool:
        """Say whether something was typed and not saved."""
        return self.days.is_dirty() or self.terms.is_dirty()

    def show_settings(self, settings: OfficeSettings, rules: WorkCalendar) -> None:
        """Show what holds, and the days that the rule packs know; what is being typed stays."""
        self.known.setText(_known_days(rules))
        if not self.days.is_dirty():
            lists = {"holidays": settings.holidays, "worked_days": settings.worked_days}
            self.days.set_values({name: days_text(days) for name, days in lists.items()})
        if not self.terms.is_dirty():
            self.terms.set_values({term: settings.terms.get(term) for term in TERMS})

    def _save_days(self) -> None:
        values = self.days.values()
        if values is None:
            return
        try:
            wanted = {name: read_days(text or "", name) for name, text in values.items()}
        except Refused as error:
            self.days.show_problem(error)
            return
        self._write(self.days, wanted, _("The working days were saved."))

    def _save_terms(self) -> None:
        values = self.terms.values()
        if values is not None:
            words = {term: word for term, word in values.items() if word}
            self._write(self.terms, {"terms": words}, _("The words were saved."))

    def _write(self, form: Form, wanted: dict[str, Any], said: str) -> None:
        command = Command(partial(_set, wanted), title=_("Change office setting"))
        command.success(lambda _done: self._saved(form, said)).run(form)

    def _saved(self, form: Form, said: str) -> None:
        form.mark_clean()
        self._section.screen_.tell_done(said)


def _known_days(rules: WorkCalendar) -> str:
    """Return what the rule packs count already, so that nobody types it once more."""
    off, worked = (days_text(days).replace("\n", ", ") for days in (rules.holidays, rules.worked))
    if not off and not worked:
        return _("The rule packs name no days of their own.")
    text = _("Counted already by the rule packs: off {off}; worked {worked}.")
    return text.format(off=off or "–", worked=worked or "–")


def days_text(days: Iterable[date]) -> str:
    """Return days as lines; days that follow each other as one span."""
    spans: list[list[date]] = []
    for day in sorted(days):
        if spans and day - spans[-1][-1] == timedelta(1):
            spans[-1].append(day)
        else:
            spans.append([day])
    return "\n".join("–".join(map(format_date, sorted({one[0], one[-1]}))) for one in spans)


def read_days(text: str, field: str) -> list[str]:
    """Return the ISO dates of days and spans; raise Refused BAD_DATE, DATES_UPSIDE_DOWN."""
    found: set[date] = set()
    for line in filter(str.strip, text.replace(";", "\n").splitlines()):
        ends = [_day(part, field) for part in line.replace("–", "-").split("-")]
        first, last = ends[0], ends[-1]
        count = (last - first).days + 1
        if count < 1 or count > _MOST_DAYS or len(ends) > 2:
            shown = {"start": format_date(first), "end": format_date(last)}
            raise Refused(Code.DATES_UPSIDE_DOWN, field=field, **shown)
        found |= {first + timedelta(step) for step in range(count)}
    return sorted(day.isoformat() for day in found)


def _day(text: str, field: str) -> date:
    try:
        return parse_date(text.strip())
    except Refused as error:
        raise Refused(error.code, field=field, **error.params) from None


def _set(wanted: dict[str, Any], desk: "Desk") -> Any:
    from okrdesk.services.desk import Done
    from okrdesk.services.office import edit_office_setting

    touched: frozenset[tuple[str, str]] = frozenset()
    for key, value in wanted.items():
        touched |= edit_office_setting(desk, key, value).touched
    return Done(None, touched)

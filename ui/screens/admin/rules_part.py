"""The rules of the office: colour limits, days of grace, prompts of a check-in."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from okrdesk.domain.check_in import Prompt
from okrdesk.domain.office import OfficeSettings
from okrdesk.domain.review import MOST_LEVELS
from okrdesk.i18n import N_, _
from okrdesk.names import name_of
from ui.operations import Command
from ui.widgets.editors import Tick, WholeEdit
from ui.widgets.form import Form
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from ui.screens.admin.section import Section

_NUMBERS = {
    "on_track_points": (
        N_("● On track: behind by at most"),
        N_("Points below the expected line."),
    ),
    "at_risk_points": (N_("▲ At risk: behind by at most"), N_("Further behind it is ■ behind.")),
    "grace_days": (N_("◌ Overdue: after a grace of"), N_("Days after a check-in was due.")),
    "approval_levels": (
        N_("Levels of approval"),
        N_("So many people, each above the other, approve an objective."),
    ),
    "late_days": (
        N_("Check-ins after the end of a cycle: for"),
        N_("They are marked “entered after the cycle”."),
    ),
}


class RulesPart(QWidget):
    """Numbers and ticks that are written one by one; a refused one goes back to what holds."""

    def __init__(self, section: "Section") -> None:
        super().__init__()
        self._section = section
        self._settings: OfficeSettings | None = None
        self.numbers: dict[str, WholeEdit] = {
            "on_track_points": WholeEdit(0, 100, _("points")),
            "at_risk_points": WholeEdit(0, 100, _("points")),
            "grace_days": WholeEdit(0, 60, _("days")),
            "approval_levels": WholeEdit(1, MOST_LEVELS, _("tiers")),
            "late_days": WholeEdit(0, 60, _("days")),
        }
        self.form = Form(columns=2)
        for key, editor in self.numbers.items():
            text, help_text = _NUMBERS[key]
            self.form.add(key, _(text), editor, half=True, help_text=_(help_text))
            editor.edited.connect(partial(self._change_number, key))
        self.ticks: dict[Prompt, Tick] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(_("Rules of the office"), "section"))
        note = _("Each change holds at once, for everybody in the agency.")
        column.addWidget(label(note, "muted", wrap=True))
        column.addWidget(self.form)
        column.addSpacing(8)
        column.addWidget(label(_("Questions asked at a check-in"), "label"))
        for prompt in Prompt:
            tick = self.ticks[prompt] = Tick(name_of(prompt))
            tick.edited.connect(self._change_prompts)
            column.addWidget(tick)
        self.setEnabled(section.may_edit)

    def show_rules(self, settings: OfficeSettings) -> None:
        """Show what holds."""
        self._settings = settings
        limits = settings.limits
        days, levels = settings.late_days, settings.approval_levels
        shown = (limits.on_track, limits.at_risk, limits.grace_days, levels, days)
        for editor, value in zip(self.numbers.values(), shown, strict=True):
            editor.set_value(int(value))
        for prompt, tick in self.ticks.items():
            tick.set_value(prompt in settings.prompts)
        self.form.mark_clean()

    def _change_number(self, key: str) -> None:
        self.form.clear_errors()
        self._write(key, self.numbers[key].value())

    def _change_prompts(self) -> None:
        ticked = [prompt.value for prompt, tick in self.ticks.items() if tick.value()]
        self._write("prompts", ticked)

    def _write(self, key: str, value: Any) -> None:
        title = _("Change office setting")
        command = Command(partial(_set, key, value), title=title)
        command.success(self._told).failure(partial(self._refused, key)).run(self)

    def _told(self, _done: Any) -> None:
        self._section.screen_.tell_done(_("The rule was changed."))

    def _refused(self, key: str, error: BaseException) -> None:
        """Show what holds again, and at the field why the change was refused."""
        if self._settings is not None:
            self.show_rules(self._settings)
        (self.form if key in self.numbers else self._section.screen_).show_problem(error)


def _set(key: str, value: Any, desk: "Desk") -> Any:
    from okrdesk.services.office import edit_office_setting

    return edit_office_setting(desk, key, value)

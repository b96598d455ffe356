"""The section Cơ quan & quy định: the agency as its letterhead says, and the rules it has set."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from okrdesk.domain.organisation import Agency, LetterheadKind
from okrdesk.domain.permissions import Right
from okrdesk.i18n import _
from okrdesk.names import name_of
from ui.history import open_history
from ui.operations import Command, Query
from ui.screens.admin import load
from ui.screens.admin.own_words_part import OwnWordsPart
from ui.screens.admin.rules_part import RulesPart
from ui.screens.admin.section import Section
from ui.widgets.buttons import button
from ui.widgets.editors import Choice, ChoiceBox, TextEdit
from ui.widgets.form import Form
from ui.widgets.text import label, rule

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from ui.screens.admin.screen import AdminScreen

_FIELDS = ("name", "code", "place", "superior", "letterhead")


class OfficeSection(Section):
    """The agency's details are saved together; each rule is in force as soon as it is changed."""

    RIGHT = Right.EDIT_OFFICE_SETTINGS
    WATCHES = frozenset({"agency", "office_setting", "rule_pack"})

    def __init__(self, screen: "AdminScreen") -> None:
        super().__init__(screen)
        self._agency: Agency | None = None
        self._setting_ids: tuple[str, ...] = ()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 16, 16)
        column.setSpacing(12)
        self._add_agency(column)
        column.addWidget(rule())
        self.rules = RulesPart(self)
        column.addWidget(self.rules)
        column.addWidget(rule())
        self.own = OwnWordsPart(self)
        column.addWidget(self.own)
        column.addWidget(rule())
        past = self.actions_.button("settings.history")
        column.addWidget(past, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        inner.setMaximumWidth(100 * self.fontMetrics().averageCharWidth())
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        self.column.addWidget(scroll, 1)
        self.on("agency.history", self._history, lambda: self._agency)
        self.on("settings.history", self._rules_history, lambda: self._setting_ids)

    def refresh(self) -> None:
        """Read the agency and its rules; a form with unsaved text stays as it is."""
        Query(load.office_facts).success(self._fill).run(self)

    def is_dirty(self) -> bool:
        """Say whether the agency's details, its days or words were changed and not saved."""
        return self.form.is_dirty() or self.own.is_dirty()

    def _add_agency(self, column: QVBoxLayout) -> None:
        column.addWidget(label(_("The agency"), "section"))
        help_text = _("These words stand at the head of every printed form.")
        column.addWidget(label(help_text, "muted", wrap=True))
        self.form = Form(columns=2)
        self.form.add("name", _("Name of the agency"), TextEdit(limit=300), required=True)
        self.form.add("superior", _("Agency above"), TextEdit(limit=300))
        self.form.add("code", _("Short code"), TextEdit(limit=40), required=True, half=True)
        self.form.add("place", _("Place of issue"), TextEdit(limit=100), half=True)
        kinds = [Choice(kind, name_of(kind)) for kind in LetterheadKind]
        self.form.add(
            "letterhead",
            _("Letterhead"),
            ChoiceBox(kinds),
            half=True,
            help_text=_("State: Decree 30/2020/NĐ-CP; Party: Guidance 05-HD/VPTW."),
        )
        self.form.setEnabled(self.may_edit)
        self.form.edited.connect(self._follow)
        column.addWidget(self.form)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self.save = button(_("Save the agency's details"), self._save)
        self.discard = button(_("Discard the changes"), self._discard)
        buttons.addWidget(self.save)
        buttons.addWidget(self.discard)
        buttons.addWidget(self.actions_.button("agency.history"))
        buttons.addStretch(1)
        column.addLayout(buttons)
        self._follow()

    def _fill(self, facts: load.OfficeFacts) -> None:
        self._agency, self._setting_ids = facts.agency, facts.setting_ids
        self.rules.show_rules(facts.settings)
        self.own.show_settings(facts.settings, facts.rules)
        if not self.form.is_dirty():
            self._discard()
        self.actions_.update()

    def _discard(self) -> None:
        agency = self._agency
        if agency is not None:
            self.form.clear_errors()
            self.form.set_values({name: getattr(agency, name) for name in _FIELDS})
        self._follow()

    def _follow(self) -> None:
        self.save.setEnabled(self.form.is_dirty())
        self.discard.setEnabled(self.form.is_dirty())

    def _save(self) -> None:
        values = self.form.values()
        if values is None or self._agency is None:
            return
        full: dict[str, Any] = {name: value or "" for name, value in values.items()}
        agency = Agency(id=self._agency.id, **full)
        Command(partial(_write, agency), title=_("Edit agency")).success(self._saved).run(self.form)

    def _saved(self, _done: Any) -> None:
        self.form.mark_clean()
        self._follow()
        self.screen_.tell_done(_("The agency's details were saved."))

    def _history(self) -> None:
        if self._agency is not None:
            open_history(self, self._agency.id, self._agency.name)

    def _rules_history(self) -> None:
        open_history(self, self._setting_ids, _("Rules of the office"))


def _write(agency: Agency, desk: "Desk") -> Any:
    from okrdesk.services.office import edit_agency

    return edit_agency(desk, agency)

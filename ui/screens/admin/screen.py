"""The screen Quản trị: its sections behind tabs, each made and read when it comes into view."""

from importlib import import_module

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from okrdesk.domain.organisation import Role
from okrdesk.i18n import N_, _
from ui.desktop import Desktop, Touched
from ui.operations import Query
from ui.screen import Screen
from ui.screens.admin import load
from ui.screens.admin.section import Section
from ui.screens.admin_actions import ADMIN_ACTIONS

_MEMORY = "admin.section"
_SECTIONS = (
    (N_("Units"), "units", "UnitsSection"),
    (N_("People"), "people", "PeopleSection"),
    (N_("Cycles"), "cycles", "CyclesSection"),
    (N_("Units of measure"), "measure_units", "MeasureUnitsSection"),
    (N_("Agency and rules"), "office", "OfficeSection"),
    (N_("Rule packs"), "rule_packs", "RulePacksSection"),
    (N_("Catalogues"), "catalogues", "CataloguesSection"),
    (N_("Indicators"), "indicators", "IndicatorsSection"),
    (N_("Archive"), "archive", "ArchiveSection"),
    (N_("Rights"), "rights", "RightsSection"),
    (N_("Enrolled computers"), "devices", "DevicesSection"),
)
_PLACES = {
    "unit": 0,
    "person": 1,
    "cycle": 2,
    "measure_unit": 3,
    "agency": 4,
    "rule_pack": 5,
    "catalogue": 6,
    "indicator": 7,
    "device": 10,
}
"""Which section shows an object of a kind."""


class AdminScreen(Screen):
    """Who works where, in which cycles, measured in what, by which rules and rights."""

    TITLE = N_("Administration")
    ACTIONS = ADMIN_ACTIONS

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop)
        self._made: dict[int, Section] = {}
        for action in self.actions_.all():
            action.setEnabled(False)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(_("Sections of administration"))
        self.tabs.tabBar().setAccessibleName(_("Sections of administration"))
        self.tabs.tabBar().setExpanding(False)
        self.heads = QStackedWidget()
        self.head.addWidget(self.heads)
        self.body.addWidget(self.tabs, 1)
        self._pages = [self._add_page(_(title)) for title, _module, _name in _SECTIONS]
        kept = desktop.settings.recall(_MEMORY, 0)
        self.tabs.setCurrentIndex(kept if isinstance(kept, int) else 0)
        self.tabs.currentChanged.connect(self._on_tab)
        self._show_head()

    @property
    def section(self) -> Section:
        """The section in view."""
        return self.section_at(self.tabs.currentIndex())

    def section_at(self, place: int) -> Section:
        """Return the section behind a tab, making it when it is asked for the first time."""
        if place not in self._made:
            _title, module, name = _SECTIONS[place]
            made: Section = getattr(import_module(f"ui.screens.admin.{module}"), name)(self)
            self._made[place] = made
            self.heads.addWidget(made.head)
            self._pages[place].addWidget(made)
        return self._made[place]

    def is_in_view(self, section: Section) -> bool:
        """Say whether `section` is the one in view."""
        return self._made.get(self.tabs.currentIndex()) is section

    def refresh(self) -> None:
        """Read the section in view; the others when they come into view."""
        for section in self._made.values():
            section.stale = True
        self._read()

    def open_item(self, entity: str, item_id: str) -> None:
        """Show a unit, a person or a cycle in its section."""
        place = _PLACES.get(entity)
        if place is not None:
            self.tabs.setCurrentIndex(place)
            self.section.open_item(entity, item_id)

    def is_dirty(self) -> bool:
        """Say whether a form of some section has unsaved text, and bring it into view."""
        dirty = next((at for at, section in self._made.items() if section.is_dirty()), None)
        if dirty is not None:
            self.tabs.setCurrentIndex(dirty)
        return dirty is not None

    def show_count(self) -> None:
        """Show beside the title how many there are in the section in view."""
        self.note.setText(self.section.count)

    def showEvent(self, event: QShowEvent) -> None:
        """Read the section in view, where what it shows changed while the screen was hidden."""
        super().showEvent(event)
        self._read()

    def _on_changed(self, touched: Touched) -> None:
        entities = {entity for entity, _id in touched}
        for section in self._made.values():
            section.stale |= not section.WATCHES.isdisjoint(entities)
        if self.isVisible():
            self._read()
        if "role_grant" in entities:
            Query(load.own_roles).success(self._take_roles).run(self)

    def _take_roles(self, roles: frozenset[Role]) -> None:
        """Offer from now on what the person's own roles allow."""
        self.desktop.roles = roles
        self.actions_.update()

    def _add_page(self, title: str) -> QVBoxLayout:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        self.tabs.addTab(page, title)
        return column

    def _on_tab(self, place: int) -> None:
        self.desktop.settings.remember(_MEMORY, place)
        self.messages.hide()
        self._show_head()
        self._read()

    def _show_head(self) -> None:
        self.heads.setCurrentWidget(self.section.head)
        self.show_count()
        self.actions_.update()

    def _read(self) -> None:
        section = self.section
        if section.stale and self.desktop.application.state == "open":
            section.stale = False
            section.refresh()
            self.actions_.update()

"""The screen Quản trị: its sections behind tabs, each read when it comes into view."""

from PySide6.QtWidgets import QStackedWidget, QTabWidget

from okrdesk.i18n import N_, _
from ui.desktop import Desktop
from ui.operations import Command
from ui.screen import Screen
from ui.screens.admin.cycles import CyclesSection
from ui.screens.admin.measure_units import MeasureUnitsSection
from ui.screens.admin.office import OfficeSection
from ui.screens.admin.people import PeopleSection
from ui.screens.admin.rights import RightsSection
from ui.screens.admin.section import Section
from ui.screens.admin.units import UnitsSection
from ui.screens.admin_actions import ADMIN_ACTIONS
from ui.shell.sources import undo

_MEMORY = "admin.section"
_SECTIONS: tuple[type[Section], ...] = (
    UnitsSection,
    PeopleSection,
    CyclesSection,
    MeasureUnitsSection,
    OfficeSection,
    RightsSection,
)


class AdminScreen(Screen):
    """Who works where, in which cycles, measured in what, by which rules and rights."""

    TITLE = N_("Administration")
    ACTIONS = ADMIN_ACTIONS
    WATCHES = frozenset(
        {"agency", "unit", "person", "post", "role_grant", "office_setting", "measure_unit"}
        | {"cycle", "objective"}
    )

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(_("Sections of administration"))
        self.tabs.tabBar().setAccessibleName(_("Sections of administration"))
        self.tabs.tabBar().setExpanding(False)
        self.heads = QStackedWidget()
        self.head.addWidget(self.heads)
        self.body.addWidget(self.tabs, 1)
        self.sections: list[Section] = []
        for made in _SECTIONS:
            section = made(self)
            self.sections.append(section)
            self.tabs.addTab(section, _(made.TITLE))
            self.heads.addWidget(section.head)
        kept = desktop.settings.recall(_MEMORY, 0)
        self.tabs.setCurrentIndex(kept if isinstance(kept, int) else 0)
        self.tabs.currentChanged.connect(self._on_tab)
        self._show_head()

    @property
    def section(self) -> Section | None:
        """The section in view."""
        place = self.tabs.currentIndex()
        return self.sections[place] if 0 <= place < len(self.sections) else None

    def refresh(self) -> None:
        """Read the section in view; the others when they come into view."""
        for section in self.sections:
            section.stale = True
        self._read()

    def open_item(self, entity: str, item_id: str) -> None:
        """Show a unit, a person or a cycle in its section."""
        for section in self.sections:
            if entity in section.ENTITIES:
                self.show_section(section)
                section.open_item(entity, item_id)

    def show_section(self, section: Section) -> None:
        """Bring a section into view."""
        self.tabs.setCurrentWidget(section)

    def is_dirty(self) -> bool:
        """Say whether a form of some section has unsaved text, and bring it into view."""
        dirty = next((section for section in self.sections if section.is_dirty()), None)
        if dirty is not None:
            self.show_section(dirty)
        return dirty is not None

    def undo(self) -> None:
        """Take back the last act."""
        told = _("The last change was taken back.")
        Command(undo, title=_("Undo")).success(lambda _done: self.tell(told)).run(self)

    def _on_tab(self, place: int) -> None:
        self.desktop.settings.remember(_MEMORY, place)
        self.messages.hide()
        self._show_head()
        self._read()

    def show_count(self) -> None:
        """Show beside the title how many there are in the section in view."""
        self.note.setText(self.section.count if self.section else "")

    def _show_head(self) -> None:
        self.heads.setCurrentIndex(self.tabs.currentIndex())
        self.show_count()
        self.actions_.update()

    def _read(self) -> None:
        section = self.section
        if section is None or not section.stale or self.desktop.application.state != "open":
            return
        section.stale = False
        section.refresh()
        self.actions_.update()

"""What a person does on the screen Quản trị, in the words of the tests."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.screens.admin.archive import ArchiveSection
from ui.screens.admin.cycles import CyclesSection
from ui.screens.admin.measure_units import MeasureUnitsSection
from ui.screens.admin.office import OfficeSection
from ui.screens.admin.people import PeopleSection
from ui.screens.admin.rights import RightsSection
from ui.screens.admin.screen import AdminScreen
from ui.screens.admin.section import Section
from ui.screens.admin.units import UnitsSection
from ui.widgets.dialog import Dialog
from ui.widgets.form import Form

OneSection = TypeVar("OneSection", bound=Section)
OneDialog = TypeVar("OneDialog", bound=Dialog)


@dataclass(frozen=True)
class Hands:
    """The screen and the robot that works on it."""

    screen: AdminScreen
    qtbot: QtBot

    @property
    def units(self) -> UnitsSection:
        return self._section(UnitsSection)

    @property
    def people(self) -> PeopleSection:
        return self._section(PeopleSection)

    @property
    def cycles(self) -> CyclesSection:
        return self._section(CyclesSection)

    @property
    def measures(self) -> MeasureUnitsSection:
        return self._section(MeasureUnitsSection)

    @property
    def office(self) -> OfficeSection:
        return self._section(OfficeSection)

    @property
    def archive(self) -> ArchiveSection:
        return self._section(ArchiveSection)

    @property
    def rights(self) -> RightsSection:
        return self._section(RightsSection)

    @property
    def said(self) -> str:
        """What the message bar says."""
        return self.screen.messages.text()

    def go(self, section: OneSection) -> OneSection:
        """Bring a section into view, and wait until it was read."""
        self.screen.tabs.setCurrentWidget(section.parentWidget())
        self.settle()
        return section

    def do(self, action_id: str) -> None:
        """Trigger an action, which must be possible."""
        action = self.screen.actions_.live(action_id)
        assert action.isEnabled(), action_id
        action.trigger()

    def may(self, action_id: str) -> bool:
        """Say whether an action is possible."""
        return self.screen.actions_.live(action_id).isEnabled()

    def dialog(self, kind: type[OneDialog]) -> OneDialog:
        """Return the open dialog of a kind, once it was filled in."""
        self.wait(lambda: bool(self._open(kind)))
        self.settle()
        return self._open(kind)[0]

    def is_closed(self, kind: type[Dialog]) -> bool:
        """Say whether no dialog of a kind is open."""
        return not self._open(kind)

    def fill(self, form: Form, **values: Any) -> None:
        """Put values into the fields of a form, as typed."""
        for name, value in values.items():
            editor: Any = form.row(name).editor
            editor.set_value(value)
            editor.edited.emit()

    def press_save(self, dialog: Dialog) -> None:
        """Press Ctrl+Enter in a dialog, and wait for what comes of it."""
        self.wait(dialog.isActiveWindow)
        main = next(one for one in dialog.findChildren(QPushButton) if one.isDefault())
        control = Qt.KeyboardModifier.ControlModifier
        QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_Return, control)
        self.wait(lambda: not shiboken6.isValid(main) or not main.isDown())
        self.settle()

    def undo(self) -> None:
        """Press the undo that the message bar offers."""
        self.press_undo(self.screen)

    def press_undo(self, place: Any) -> None:
        """Press the undo in the message bar of a screen or dialog."""
        assert place.messages._action.text() == "Hoàn tác"
        place.messages._action.click()
        self.settle()

    def settle(self) -> None:
        """Wait until everything asked of the database was answered and shown."""
        for _round in range(3):
            self.screen.desktop.application.submit(lambda _desk: None).result()
            self.qtbot.wait(10)

    def wait(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so."""
        self.qtbot.waitUntil(is_so)

    def _section(self, kind: type[OneSection]) -> OneSection:
        places = range(self.screen.tabs.count())
        found = (self.screen.section_at(place) for place in places)
        return next(one for one in found if isinstance(one, kind))

    def _open(self, kind: type[OneDialog]) -> list[OneDialog]:
        found: list[OneDialog] = self.screen.findChildren(kind)  # type: ignore[type-var]
        return [one for one in found if one.isVisible()]


def texts(view: Any, column: int, parent: Any = None) -> list[str]:
    """Return what a column of a table or tree shows, row by row and branch by branch."""
    model = view.model()
    above = parent if parent is not None else view.rootIndex()
    found: list[str] = []
    for row in range(model.rowCount(above)):
        index = model.index(row, 0, above)
        found.append(model.index(row, column, above).data())
        found += texts(view, column, index)
    return found


def error_at(form: Form, name: str) -> str:
    """Return the error shown at a field."""
    return form.row(name)._error.text()


def shown(widgets: list[QWidget]) -> list[str]:
    """Return the accessible names of the widgets that are visible."""
    return [widget.accessibleName() for widget in widgets if widget.isVisible()]

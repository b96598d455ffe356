"""What a person does on the screen Quản trị, in the words of the tests."""

from typing import Any, TypeVar

import shiboken6
from PySide6.QtWidgets import QPushButton, QWidget

from tests.ui.keyboard import CTRL, D, Key, Keyboard
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


class Hands(Keyboard[AdminScreen]):
    """Works its sections."""

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

    def dialog(self, kind: type[D]) -> D:
        """Return the dialog of a class once it is in front and was filled in."""
        found = super().dialog(kind)
        self.settle()
        return found

    def is_closed(self, kind: type[Dialog]) -> bool:
        """Say whether no dialog of a kind is open."""
        found: list[Dialog] = self.screen.findChildren(kind)
        return not any(one.isVisible() for one in found)

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
        self.press(Key.Key_Return, CTRL)
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

    def _section(self, kind: type[OneSection]) -> OneSection:
        places = range(self.screen.tabs.count())
        found = (self.screen.section_at(place) for place in places)
        return next(one for one in found if isinstance(one, kind))


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

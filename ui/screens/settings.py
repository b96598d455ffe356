"""Settings: every declared setting of this computer, the password, and the backups."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSpinBox, QVBoxLayout, QWidget

from okrdesk.errors import OkrError
from okrdesk.i18n import N_, _
from okrdesk.settings import SETTINGS, Kind, Setting
from ui.desktop import Desktop
from ui.screen import Screen
from ui.screens.backups import Backups
from ui.screens.password import PasswordDialog
from ui.theme.theme import Theme
from ui.widgets.buttons import button
from ui.widgets.editors import Choice, ChoiceBox, Tick
from ui.widgets.form import Form
from ui.widgets.path_edit import FolderEdit
from ui.widgets.text import label, rule


class NumberEdit(QSpinBox):
    """A whole number within limits; `edited` comes when the person has finished."""

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self.setRange(setting.low, setting.high)
        self.setSingleStep(10 if setting.high >= 200 else 1)
        self.setKeyboardTracking(False)
        self.lineEdit().setTextMargins(6, 0, 6, 0)
        self.edited = self.valueChanged

    def set_value(self, value: int) -> None:
        """Show `value` without saying that the person edited."""
        self.blockSignals(True)
        self.setValue(value)
        self.blockSignals(False)


class SettingsScreen(Screen):
    """The screen of this computer's settings; each change is in force at once."""

    TITLE = N_("Settings")
    WATCHES = frozenset({"no entity"})

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop)
        self._forms: dict[str, Form] = {}
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 16, 16)
        column.setSpacing(16)
        for group in dict.fromkeys(setting.group for setting in SETTINGS):
            column.addWidget(label(_(group), "section"))
            column.addWidget(self._form(group))
            column.addWidget(rule())
        self._add_protection(column)
        column.addWidget(rule())
        self.backups = Backups(self)
        column.addWidget(self.backups)
        column.addStretch(1)
        inner.setMaximumWidth(96 * self.fontMetrics().averageCharWidth())
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        self.body.addWidget(scroll, 1)

    def refresh(self) -> None:
        """Show what is kept, and ask for the backups."""
        for setting in SETTINGS:
            editor = self._forms[setting.group].row(setting.key).editor
            editor.set_value(self.desktop.settings.get(setting.key))  # type: ignore[attr-defined]
        self.backups.refresh()

    def _form(self, group: str) -> Form:
        form = Form(columns=2)
        self._forms[group] = form
        for setting in SETTINGS:
            if setting.group == group:
                editor = form.add(
                    setting.key,
                    _(setting.label),
                    _editor_of(setting),
                    help_text=_(setting.help),
                    half=setting.kind is not Kind.FOLDER,
                )
                editor.edited.connect(partial(self._change, setting))  # type: ignore[attr-defined]
        return form

    def _change(self, setting: Setting, *_value: object) -> None:
        form = self._forms[setting.group]
        value = form.row(setting.key).editor.value()  # type: ignore[attr-defined]
        try:
            self.desktop.settings.set(setting.key, "" if value is None else value)
        except OkrError as error:
            form.show_problem(error)
            return
        self._apply(setting.key)

    def _apply(self, key: str) -> None:
        settings = self.desktop.settings
        theme = self._theme()
        if key == "language":
            self.desktop.language_changed.emit()
        elif key == "theme" and theme is not None:
            theme.set_ground(settings.text("theme"))
        elif key == "font_percent" and theme is not None:
            theme.set_percent(settings.number("font_percent"))
        else:
            self.desktop.settings_changed.emit(key)

    def _theme(self) -> Theme | None:
        node = self.parentWidget()
        while node is not None and not isinstance(getattr(node, "theme", None), Theme):
            node = node.parentWidget()
        return getattr(node, "theme", None)

    def _add_protection(self, column: QVBoxLayout) -> None:
        column.addWidget(label(_("Password and data"), "section"))
        where = label(
            _("The data is in {folder}").format(folder=self.desktop.application.folder), wrap=True
        )
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(where)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(button(_("Change the password…"), self._ask_password, icon="key"))
        row.addWidget(button(_("Lock now"), self.desktop.lock, icon="lock"))
        row.addStretch(1)
        column.addLayout(row)

    def _ask_password(self) -> None:
        dialog = PasswordDialog(self)
        dialog.saved.connect(lambda _none: self.tell(_("The password was changed.")))
        dialog.open()


def _editor_of(setting: Setting) -> QWidget:
    if setting.kind is Kind.CHOICE:
        return ChoiceBox([Choice(value, _(text)) for value, text in setting.choices])
    if setting.kind is Kind.INTEGER:
        return NumberEdit(setting)
    return Tick(_(setting.label)) if setting.kind is Kind.SWITCH else FolderEdit()

"""The first start: four short pages with sound defaults, each of which may be skipped.

Language and text size; an office of one's own, the office's server or the sample office; the
password, after which the office is made or joined and its recovery key shown once; the backup
folder.
"""

from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from okrdesk import i18n
from okrdesk.errors import Code, OkrError
from okrdesk.i18n import _
from okrdesk.sentences import explain
from ui.desktop import Desktop
from ui.problems import sentence_of, tone_of
from ui.shell.lock_screen import PasswordEdit
from ui.shell.messagebar import MessageBar
from ui.shell.office_page import Beginning, OfficePage
from ui.shell.recovery_sheet import RecoverySheet
from ui.theme.theme import Theme
from ui.widgets.buttons import ENTER, button
from ui.widgets.editors import Choice, ChoiceBox
from ui.widgets.form import Form
from ui.widgets.pages import Pages
from ui.widgets.path_edit import FolderEdit
from ui.widgets.text import ColumnCard, label

if TYPE_CHECKING:
    from okrdesk.services.office import NewOffice

PERCENTS = (90, 100, 110, 125, 150, 175, 200)
PAGES = 4


class FirstRun(QWidget):
    """The pages of the first start; `finished` when the office is there and everything was
    asked.
    """

    finished = Signal()

    def __init__(self, desktop: Desktop, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desktop = desktop
        self._theme = theme
        self._is_made = False
        self.messages = MessageBar(self)
        self.pages = Pages()
        self.step = label("", "small")
        self.back = button("", self._back)
        self.skip = button("", self._skip, kind="link")
        self.next = button("", self._next, kind="primary")
        desktop.opened.connect(self._made)
        self._build()
        self._lay_out()
        self._go(0)

    def prepare(self, *, sample: bool) -> None:
        """Begin at the first page; for the sample office, at the password it cannot do without."""
        if sample:
            self.office.choose(Beginning.SAMPLE)
            self._go(2)

    def focus(self) -> None:
        """Put the cursor where typing starts."""
        self.next.setFocus()

    def show_problem(self, error: BaseException) -> None:
        """Show why the office could not be made."""
        self.setEnabled(True)
        if isinstance(error, OkrError) and error.code is Code.PASSWORD_NEEDED:
            self.secret_form.row("password").set_error(explain(error))
            self.password.setFocus()
        else:
            self.messages.show_message(sentence_of(error), tone_of(error))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on with Enter from any field."""
        if event.key() in ENTER and self.next.isEnabled():
            self._next()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        self.pages.clear()
        self.look = self._look_page()
        self.office = OfficePage(self.desktop.sync)
        self.secret = self._secret_page()
        self.backup = self._backup_page()
        for page in (self.look, self.office, self.secret, self.backup):
            self.pages.add(page)

    def _lay_out(self) -> None:
        box = ColumnCard(84)
        inner = QVBoxLayout(box)
        inner.setContentsMargins(32, 24, 32, 24)
        inner.setSpacing(16)
        inner.addWidget(self.step)
        inner.addWidget(self.messages)
        inner.addWidget(self.pages, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        for part in (self.back, self.skip):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.next)
        inner.addLayout(row)
        ground = QWidget()
        middle = QVBoxLayout(ground)
        middle.setContentsMargins(24, 24, 24, 24)
        middle.addStretch(2)
        middle.addWidget(box, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(3)
        self.area = QScrollArea()
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidgetResizable(True)
        self.area.setWidget(ground)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.area)

    def _look_page(self) -> QWidget:
        page, box = _page(
            _("Welcome to okrdesk"),
            _("Objectives, key results and check-ins of your office, kept on this computer."),
        )
        form = Form(columns=2)
        settings = self.desktop.settings
        languages = [Choice("vi", "Tiếng Việt"), Choice("en", "English")]
        self.language = form.add("language", _("Language"), ChoiceBox(languages), half=True)
        self.language.set_value(settings.get("language"))
        self.language.edited.connect(self._set_language)
        sizes = [Choice(percent, f"{percent} %") for percent in PERCENTS]
        self.percent = form.add("percent", _("Text size"), ChoiceBox(sizes), half=True)
        self.percent.set_value(settings.get("font_percent"))
        self.percent.edited.connect(self._set_percent)
        box.addWidget(form)
        box.addStretch(1)
        secrets = _("State secrets do not belong in this program. Do not enter them anywhere.")
        notice = MessageBar(page)
        notice.show_message(secrets, "warn")
        notice.keep()
        box.addWidget(notice)
        return page

    def _secret_page(self) -> QWidget:
        page, box = _page(
            _("Password"),
            _(
                "The data is encrypted. Without a password, only this computer's own account "
                "protects it."
            ),
        )
        self.secret_form = Form(columns=2)
        self.password = self.secret_form.add("password", _("Password"), PasswordEdit(), half=True)
        self.again = self.secret_form.add("again", _("Once more"), PasswordEdit(), half=True)
        self.sheet = RecoverySheet(self)
        self.sheet.confirmed.connect(self.next.setEnabled)
        self.sheet.hide()
        box.addWidget(self.secret_form)
        box.addWidget(self.sheet)
        box.addStretch(1)
        return page

    def _backup_page(self) -> QWidget:
        page, box = _page(
            _("Where should backups go?"),
            _(
                "One is made every day by itself, encrypted like the data; ten daily and eight "
                "weekly ones are kept."
            ),
        )
        form = Form(columns=1)
        self.folder = form.add(
            "folder",
            _("Backup folder"),
            FolderEdit(str(self._usual_folder())),
            help_text=_("Another disk or a USB stick is safer than this computer's own disk."),
        )
        box.addWidget(form)
        box.addStretch(1)
        return page

    def _go(self, number: int) -> None:
        self.pages.show_page(number)
        self.step.setText(_("Step {n} of {total}").format(n=number + 1, total=PAGES))
        self.back.setText(_("Back"))
        self.skip.setText(_("Skip"))
        self.back.setVisible(number > 0 and not self._is_made)
        self.skip.setVisible(number > 0 and not (number == 2 and self._is_made))
        self.next.setText(_("Start working") if number == PAGES - 1 else _("Next"))
        self.next.setEnabled(not (number == 2 and self._is_made and not self.sheet.is_confirmed()))
        self.messages.hide()
        self._focus_start(number)

    def _focus_start(self, number: int) -> None:
        """Put the cursor into the first field of a page; Enter goes on from there."""
        fields = {1: self.office.start, 2: self.password, 3: self.folder}
        field = fields.get(number, self.next)
        (field if field.isEnabled() else self.next).setFocus(Qt.FocusReason.TabFocusReason)

    def _back(self) -> None:
        self._go(self.pages.current() - 1)

    def _skip(self) -> None:
        number = self.pages.current()
        if number == 1:
            self.office.choose(Beginning.OWN)
        if number == 2:
            self.password.clear()
            self.again.clear()
        if number == 3:
            self.folder.set_value("")
        self._next()

    def _next(self) -> None:
        number = self.pages.current()
        if number == 1 and self.office.beginning is Beginning.SERVER and not self._is_made:
            self._enrol()
        elif number == 2 and not self._is_made:
            self._create()
        elif number == PAGES - 1:
            self._finish()
        else:
            self._go(number + 1)

    def _create(self) -> None:
        self.secret_form.clear_errors()
        if self.password.value() != self.again.value():
            self.secret_form.row("again").set_error(_("The two passwords differ."))
            self.again.setFocus()
            return
        self.setEnabled(False)
        if self.office.beginning is Beginning.SAMPLE:
            self.desktop.create(self.password.value(), None)
            return
        texts = self.office.office_texts()
        # The class comes with SQLAlchemy, so a worker reads it in, not the window's thread.
        made = self.desktop.application.work(lambda _cancel: _new_office(texts))
        self.desktop.watch(self, made, self._create_from)

    def _create_from(self, made: "Future[NewOffice]") -> None:
        error = made.exception()
        if error is not None:
            self.show_problem(error)
        else:
            self.desktop.create(self.password.value(), made.result())

    def _enrol(self) -> None:
        """Join the server's office: its account password protects the data here too."""
        values = self.office.enrolment()
        if values is None:
            self._show_field()
            return
        self.messages.hide()
        self.setEnabled(False)
        self.office.download.begin()
        self.desktop.watch(self, self.desktop.enrol(values), self._enrolled)

    def _enrolled(self, done: "Future[Any]") -> None:
        self.office.download.hide()
        error = done.exception()
        if error is None:
            return
        self.show_problem(error)
        if self.office.enrol_form.field_of(error):
            self.messages.hide()
            self.office.enrol_form.show_problem(error)
            self._show_field()

    def _show_field(self) -> None:
        """Bring the field with the cursor into view, once it has its place."""
        QTimer.singleShot(0, self, self._scroll_to_focus)

    def _scroll_to_focus(self) -> None:
        if (field := self.focusWidget()) is not None:
            # With its row, so that an error below it is seen as well.
            self.area.ensureWidgetVisible(field.parentWidget() or field)

    def _made(self, opened: object) -> None:
        key = getattr(opened, "recovery_key", None)
        if self._is_made or not self.isVisible():
            return
        self.setEnabled(True)
        self._is_made = True
        if not key:
            self._go(3)
            return
        self.secret_form.hide()
        for part in self.secret.findChildren(
            QLabel, options=Qt.FindChildOption.FindDirectChildrenOnly
        ):
            part.hide()
        self.sheet.show_key(key, getattr(opened, "agency_name", ""))
        self._go(2)
        self.sheet.setFocus()

    def _finish(self) -> None:
        folder = self.folder.value() or ""
        self.desktop.settings.set("backup_folder", folder)
        self.finished.emit()

    def _usual_folder(self) -> Path:
        return Path(self.desktop.application.folder) / "backups"

    def _set_language(self) -> None:
        language = self.language.value()
        self.desktop.settings.set("language", language)
        i18n.use(language)
        self.desktop.language_changed.emit()
        self._build()
        self._go(0)
        self.language.setFocus()

    def _set_percent(self) -> None:
        self.desktop.settings.set("font_percent", self.percent.value())
        self._theme.set_percent(self.percent.value())


def _page(title: str, text: str) -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    box = QVBoxLayout(page)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(12)
    box.addWidget(label(title, "title", wrap=True))
    lead: QLabel = label(text, "muted", wrap=True)
    lead.setVisible(bool(text))
    box.addWidget(lead)
    return page, box


def _new_office(texts: Sequence[str]) -> "NewOffice":
    from okrdesk.services.office import NewOffice

    agency, code, person = texts
    return NewOffice(agency, code, person)

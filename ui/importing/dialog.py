"""The dialog Nhập từ Excel: choose a source, look at what it holds, write all or the good rows.

A source is read as soon as it is chosen, on a worker; the dialog shows a bar with a button to stop
after 0.6 seconds. Nothing is written before the second step's main button is pressed; writing is
one act, and one undo takes it back.
"""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from okrdesk.exchange.preview import KindName
from okrdesk.i18n import _, ngettext
from ui.importing.preview_page import PreviewPage
from ui.importing.source_page import WORKBOOKS, SourcePage
from ui.importing.sources import (
    TEMPLATE_NAMES,
    Seen,
    Source,
    Written,
    find_open_cycles,
    read,
    take_back,
    write,
)
from ui.operations import Command, Job, Latest, Query
from ui.shell.jobs import GRACE_SECONDS, Ticket
from ui.widgets.buttons import button
from ui.widgets.dialog import Dialog
from ui.widgets.files import ask_new_file
from ui.widgets.text import label

LETTERS_WIDE = 150
LINES_HIGH = 43


class ImportDialog(Dialog):
    """Imports one workbook; `saved` carries what was `Written`."""

    def __init__(self, owner: QWidget, kind: KindName) -> None:
        super().__init__(_("Import from Excel"), owner, width=LETTERS_WIDE)
        self._owner = owner
        self._seen: Seen | None = None
        self._is_writing = False
        self._stop = threading.Event()
        self._latest = Latest()
        self.source_page = SourcePage(kind)
        self.preview_page = PreviewPage(self)
        self.busy_page = self._busy_page()
        self.pages = QStackedWidget()
        for page in (self.source_page, self.preview_page, self.busy_page):
            self.pages.addWidget(page)
        self.body.addWidget(self.pages, 1)
        self.back_button = button(_("Back"), self._go_back, icon="chevron-left")
        self.buttons.insertWidget(0, self.back_button)
        self.write_button = self.add_primary("", self._write, icon="save")
        self._grace = QTimer(self)
        self._grace.setSingleShot(True)
        self._grace.setInterval(int(GRACE_SECONDS * 1000))
        self._grace.timeout.connect(self._show_busy)
        self._connect()
        self._show(self.source_page)
        Query(find_open_cycles).success(
            partial(self.source_page.offer_cycles, wanted=self.desktop.scope.cycle)
        ).run(self)

    def open(self) -> None:
        """Show the dialog large enough for a table, within the screen."""
        super().open()
        letter, room = self.fontMetrics(), self.screen().availableGeometry()
        self.resize(
            min(letter.averageCharWidth() * LETTERS_WIDE, room.width() - 80),
            min(letter.lineSpacing() * LINES_HIGH, room.height() - 80),
        )
        self.source_page.choose.setFocus()

    def paste(self) -> None:
        """Read the clipboard, as Ctrl+V does."""
        self.source_page.paste()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay while rows are being written; stop what is being read."""
        if self._is_writing:
            event.ignore()
            return
        self._stop.set()
        super().closeEvent(event)

    def _connect(self) -> None:
        self.preview_page.attach()
        self.preview_page.agreed_changed.connect(self._follow)
        self.source_page.chosen.connect(self._read)
        self.source_page.nothing_to_paste.connect(self._tell_nothing_to_paste)
        self.source_page.template_asked.connect(self._ask_template)

    def _busy_page(self) -> QWidget:
        page = QWidget()
        self.busy_text = label("", "section")
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(_("Progress of the import"))
        self.stop_button = button(_("Stop"), self._stop_reading, icon="close")
        column = QVBoxLayout(page)
        column.setSpacing(16)
        column.addStretch(1)
        column.addWidget(self.busy_text)
        column.addWidget(bar)
        column.addWidget(self.stop_button)
        column.addStretch(2)
        return page

    def _show(self, page: QWidget) -> None:
        self.pages.setCurrentWidget(page)
        self.back_button.setVisible(page is self.preview_page)
        self.write_button.setVisible(page is self.preview_page)
        self.cancel_button.setEnabled(not self._is_writing)
        self.stop_button.setVisible(not self._is_writing)

    def _show_busy(self) -> None:
        self._show(self.busy_page)
        self.stop_button.setFocus()

    def _read(self, source: Source) -> None:
        self.messages.hide()
        self._stop.set()
        self._stop = stop = threading.Event()
        submit = self.desktop.application.submit
        self._begin(_("Reading the workbook…"))
        reply = self._latest.only(partial(self._answer, source))
        Job(lambda _ticket: read(source, submit, stop), title=_("Read the workbook")).success(
            reply
        ).failure(reply).run(self)

    def _begin(self, text: str) -> None:
        self.busy_text.setText(text)
        self._let_edit(False)
        self._grace.start()

    def _end(self) -> None:
        self._grace.stop()
        self._let_edit(True)

    def _let_edit(self, on: bool) -> None:
        for part in (self.source_page, self.preview_page, self.back_button):
            part.setEnabled(on)

    def _answer(self, source: Source, answer: Seen | BaseException) -> None:
        self._end()
        if isinstance(answer, BaseException):
            self._show(self.source_page)
            self.source_page.choose.setFocus()
            self.show_problem(answer)
            return
        self._seen = answer
        name = source.file.name if source.file else _("Cells from the clipboard")
        if source.kind is KindName.PLAN and source.cycle_id is not None:
            name += f" → {self.source_page.cycle.currentText()}"
        self.preview_page.show_seen(answer, name)
        self._follow()
        self._show(self.preview_page)
        ready = self.write_button.isEnabled()
        (self.write_button if ready else self.preview_page.table).setFocus()

    def _stop_reading(self) -> None:
        self._stop.set()
        self._latest.only(self._ignore)
        self._go_back()

    def _ignore(self, _answer: object) -> None:
        """Take no notice of what is read after it was stopped."""

    def _go_back(self) -> None:
        self._end()
        self._show(self.source_page)
        self.source_page.choose.setFocus()

    def _follow(self) -> None:
        """Word the main button after what it would write."""
        if self._seen is None:
            return
        ready = self._seen.preview.ready
        if self._seen.preview.problems:
            text = ngettext("Write only {n} good row", "Write only {n} good rows", ready)
        else:
            text = _("Write {n} row") if ready == 1 else _("Write all {n} rows")
        self.write_button.setText(text.format(n=ready))
        self.write_button.setShortcut("Ctrl+Return")  # setText takes the shortcut away
        self.write_button.setEnabled(self.preview_page.may_write())

    def _write(self) -> None:
        if self._seen is None or not self.preview_page.may_write():
            return
        preview, agreed = self._seen.preview, self.preview_page.agree.value()
        self._is_writing = True
        self._begin(_("Writing…"))
        self.write_button.setEnabled(False)
        Command(
            partial(write, preview=preview, good_rows_only=agreed), title=_("Import from Excel")
        ).success(self._written).failure(self._not_written).run(self)

    def _written(self, done: object) -> None:
        self._is_writing = False
        self._end()
        written: Written = done.value  # type: ignore[attr-defined]
        tell_written(self._owner, written)
        self.finish(written)

    def _not_written(self, error: BaseException) -> None:
        self._is_writing = False
        self._end()
        self._show(self.preview_page)
        self._follow()
        self.show_problem(error)

    def _tell_nothing_to_paste(self) -> None:
        self.messages.show_message(
            _("There are no cells to paste. In Excel, select them and press Ctrl+C first."), "warn"
        )

    def _ask_template(self, kind: KindName) -> None:
        ask_new_file(
            self,
            _("Save a blank template"),
            TEMPLATE_NAMES[kind],
            _(WORKBOOKS),
            partial(self._write_template, kind),
        )

    def _write_template(self, kind: KindName, path: str) -> None:
        submit = self.desktop.application.submit

        def make(_ticket: Ticket) -> Path:
            from okrdesk.exchange.office_lists import office_lists
            from okrdesk.exchange.template import write_template

            lists = submit(partial(office_lists, kind=kind)).result()
            return write_template(kind, Path(path), lists)

        Job(make, title=_("Save a blank template")).success(self._told_template).run(self)

    def _told_template(self, file: Path) -> None:
        self.messages.show_message(
            _("Saved: {file}").format(file=file),
            "good",
            _("Open the file"),
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))),
        )


def tell_written(owner: QWidget, written: Written) -> None:
    """Say on the screen of `owner` what was written, with an undo where something was."""
    tell = _teller(owner)
    counts = written.counts
    text = _("Imported: {created} new, {changed} changed, {unchanged} as they were.").format(
        created=counts.created, changed=counts.changed, unchanged=counts.unchanged
    )
    if written.group is None:
        tell(text)
    else:
        tell(text, _("Undo"), partial(_undo, owner, written.group))


def _undo(owner: QWidget, group: str) -> None:
    tell = _teller(owner)
    Command(partial(take_back, group=group), title=_("Undo the import")).success(
        lambda _done: tell(_("The import was taken back."))
    ).run(owner)


def _teller(owner: QWidget) -> Callable[..., None]:
    """Return how the screen that `owner` stands on tells something done."""
    node: QWidget | None = owner
    while node is not None:
        tell = getattr(node, "tell", None)
        if callable(tell):
            return tell
        node = node.parentWidget()
    raise LookupError("an import is opened from a screen")

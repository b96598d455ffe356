"""The check-in window: one key result after the other, saved by one key.

Order of events: the sheet of a key result is read, its page is shown with the draft there may be,
every edit goes to the draft; saving records the check-in, which takes the draft away, and reads the
next of the queue. Keys pressed in between are held and given to the next page. Esc closes and keeps
the draft. The screen that opened the window is told of the last check-in, with its undo.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QPlainTextEdit, QRadioButton, QWidget

from okrdesk.domain.dates import format_date
from okrdesk.i18n import _, ngettext
from ui.checkin.draft_keeper import DraftKeeper
from ui.checkin.held_keys import HeldKeys
from ui.checkin.page import CheckInPage
from ui.checkin.source import Saved, Sheet, Subject, load_sheet, record, take_back
from ui.operations import Command, Query, report
from ui.shell.messagebar import MessageBar
from ui.widgets.buttons import button
from ui.widgets.dialog import Dialog
from ui.widgets.editors import Tick
from ui.widgets.text import ElidedLabel, label

if TYPE_CHECKING:
    from okrdesk.services.desk import Done

WIDTH = 144
FOOT_LETTERS, SCREEN_LETTERS = 48, 80
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CheckInDialog(Dialog):
    """The window; `recorded(Saved)` after each check-in, `shown(Sheet)` when a page is ready."""

    recorded = Signal(object)
    shown = Signal(object)

    def __init__(self, owner: QWidget, subject: Subject, queue: Sequence[str] = ()) -> None:
        super().__init__(_("Check-in"), owner, width=WIDTH)
        self.page: CheckInPage | None = None
        self._subject = subject
        self._queue = [one for one in queue if one != subject.key_result_id]
        self._count = 0
        self._last: tuple[Saved, str] | None = None
        self._is_busy = False
        self._draft_failed = False
        self._keys = HeldKeys(self)
        self.keeper = DraftKeeper(self)
        self.keeper.kept.connect(self._say_kept)
        self._growing = QTimer(self)
        self._growing.setSingleShot(True)
        self._growing.timeout.connect(self._grow)
        self._make_head()
        self._make_foot()
        QShortcut(QKeySequence("Ctrl+L"), self, self._lock)
        self.finished.connect(self._tell_owner)
        self._load()

    @property
    def sheet(self) -> Sheet | None:
        """What is shown."""
        return self.page.sheet if self.page is not None else None

    def is_dirty(self) -> bool:
        """Say whether something typed is not yet in the draft."""
        return self.keeper.is_behind()

    def show_problem(self, error: BaseException) -> None:
        """Show an error at its field, or above the fields."""
        if self.page is None or not self.page.show_error(error):
            super().show_problem(error)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter saves (Ctrl+Enter from anywhere), but presses the button that has the focus."""
        if event.key() not in ENTER:
            super().keyPressEvent(event)
            return
        focus = self.focusWidget()
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if isinstance(focus, QAbstractButton) and not isinstance(focus, Tick) and not ctrl:
            if isinstance(focus, QRadioButton):
                self.primary.click()
            else:
                focus.click()
        elif ctrl or not isinstance(focus, QPlainTextEdit):
            self.primary.click()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the draft first; where that fails, ask before the text is lost."""
        if self._sure or not self.keeper.is_behind() or self._draft_failed:
            super().closeEvent(event)
            return
        event.ignore()
        self._draft_failed = True
        self.keeper.flush(self.close)

    def _make_head(self) -> None:
        self.title.setProperty("type", "section")
        self.objective = ElidedLabel("")
        self.objective.setProperty("type", "muted")
        self.layout().insertWidget(1, self.objective)  # type: ignore[union-attr]

    def _make_foot(self) -> None:
        self.told = MessageBar(self)
        self.hint = label("", "small")
        self.buttons.insertWidget(0, self.told, 100)
        self.buttons.insertWidget(1, self.hint)
        self.cancel_button.setText(_("Close"))
        self.save_only = button(_("Save"), partial(self._save, False))
        self.save_only.setShortcut("Ctrl+S")
        keys = self.save_only.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.save_only.setToolTip(keys)
        self.buttons.addWidget(self.save_only)
        self.primary = self.add_primary("", partial(self._save, True))

    def _load(self) -> None:
        self._keys.hold()
        call = partial(load_sheet, subject=self._subject)
        Query(call).success(self._show).failure(self._not_loaded).run(self)

    def _not_loaded(self, error: BaseException) -> None:
        self._keys.drop()
        parent = self.parent()
        self._sure = True
        self.close()
        if not self.isVisible():
            self.deleteLater()
        if parent is not None:
            report(parent, error)

    def _show(self, sheet: Sheet) -> None:
        """Show a page, with the draft there may be; keys held meanwhile go to it."""
        self._keys.stop()
        try:
            self._show_page(sheet)
        except Exception:
            self._keys.drop()
            raise
        self._keys.release(self)
        self.shown.emit(sheet)

    def _show_page(self, sheet: Sheet) -> None:
        page = CheckInPage(sheet)
        if self.page is not None:
            self.body.removeWidget(self.page)
            self.page.hide()
            self.page.deleteLater()
        self.page = page
        self.body.addWidget(page)
        clean = page.typed()
        self.messages.hide()
        if sheet.draft is not None:
            page.restore(sheet.draft)
            self._say_restored(sheet.draft)
        self.hint.setVisible(self.told.isHidden())
        self.keeper.begin(sheet.subject, page.typed, clean)
        page.edited.connect(self.keeper.look)
        page.edited.connect(self._say_draft)
        page.grew.connect(self._growing.start)
        self._say_what(sheet)
        self._is_busy = False
        if not self.isVisible():
            self.open()
        self.scroller.verticalScrollBar().setValue(0)
        page.first().setFocus(Qt.FocusReason.TabFocusReason)

    def _grow(self) -> None:
        """Become tall enough for what is shown, as far as the screen goes; never smaller."""
        if self.page is None or not self.isVisible():
            return
        missing = self.page.minimumHeight() - self.scroller.viewport().height()
        room = self.screen().availableGeometry().adjusted(0, 8, 0, -48)
        self.resize(self.width(), min(self.height() + max(0, missing), room.height()))
        over = self.geometry().bottom() - room.bottom()
        if over > 0:
            self.move(self.x(), max(room.top(), self.y() - over))

    def _say_what(self, sheet: Sheet) -> None:
        self.title.setText(sheet.key_result.title)
        self.objective.setText(sheet.objective)
        is_correction = sheet.subject.corrects_id is not None
        self.setWindowTitle(_("Correct a check-in") if is_correction else _("Check-in"))
        if is_correction and sheet.corrected is not None and sheet.draft is None:
            on = format_date(sheet.corrected.check_in.effective_on)
            self.messages.show_message(
                _(
                    "You are correcting the check-in of {date} by {name}; the old one is kept."
                ).format(date=on, name=sheet.corrected.author)
            )
            self.messages.keep()
        has_next = bool(self._queue) and not is_correction
        self.primary.setText(_("Save and open the next one") if has_next else _("Save"))
        self.save_only.setVisible(has_next)
        self.hint.setText(_("Esc closes and keeps a draft"))

    def _say_restored(self, draft: Any) -> None:
        text = _("Your draft is back.")
        if kept_at := draft.get("kept_at"):
            moment = datetime.fromisoformat(kept_at)
            text = _("Your draft of {date}, {time} is back.").format(
                date=format_date(moment.date()), time=f"{moment:%H:%M}"
            )
        self.messages.show_message(text, "info", _("Discard the draft"), self._discard)
        self.messages.keep()

    def _say_kept(self) -> None:
        self._draft_failed = False
        self._say_draft()

    def _say_draft(self) -> None:
        is_kept = self.keeper.has_draft() and not self.keeper.is_behind()
        self.hint.setText(
            _("Draft kept; Esc closes") if is_kept else _("Esc closes and keeps a draft")
        )

    def _discard(self) -> None:
        """Show what was offered before anything was typed; the draft goes with the next look."""
        if self.page is None:
            return
        stored = self.page.typed()
        self._show(replace(self.page.sheet, draft=None))
        self.keeper.stored_was(stored)
        self.keeper.look()

    def _save(self, go_on: bool) -> None:
        page = self.page
        if page is None or self._is_busy:
            return
        if page.actions_part.waiting():
            page.actions_part.add(partial(self._save, go_on))
            return
        if page.evidence.is_reading():
            page.evidence.settled.connect(
                partial(self._save, go_on), Qt.ConnectionType.SingleShotConnection
            )
            return
        entry = page.entry()
        if entry is None:
            return
        self._is_busy = True
        self.keeper.pause()
        self._keys.hold()
        title = _("Correct a check-in") if page.is_correction else _("Check-in")
        call = partial(record, subject=self._subject, entry=entry)
        Command(call, title=title).success(partial(self._saved, go_on)).failure(
            self._not_saved
        ).run(self)

    def _not_saved(self, error: BaseException) -> None:
        self._is_busy = False
        self._keys.drop()
        self.keeper.look()
        self.show_problem(error)

    def _saved(self, go_on: bool, done: "Done[Saved]") -> None:
        self.keeper.end()
        self.keeper.touched = True
        self._count += 1
        self._last = (done.value, self.title.text())
        self.recorded.emit(done.value)
        if go_on and self._queue and self._subject.corrects_id is None:
            self._say_updated()
            self._subject = Subject(self._queue.pop(0))
            self._load()
            return
        self._keys.drop()
        self.finish(done.value)

    def _say_updated(self) -> None:
        if self._last is not None:
            saved, title = self._last
            self.hint.hide()
            self.told.show_message(
                _("Updated “{title}”.").format(title=short(title, FOOT_LETTERS)),
                "good",
                _("Undo"),
                partial(self._undo, saved),
            )

    def _undo(self, saved: Saved) -> None:
        """Take the check-in back, and put its key result at the end of the queue."""

        def undone(_done: object) -> None:
            self._queue.append(saved.recorded.key_result_id)
            self._count -= 1
            self._last = None
            self.told.show_message(_("Taken back; it comes again at the end."), "info")
            if self.sheet is not None:
                self._say_what(self.sheet)

        Command(partial(take_back, group=saved.group), title=_("Undo")).success(undone).run(self)

    def _tell_owner(self) -> None:
        """Say on the screen behind what was recorded, or that the draft is kept."""
        screen, key_result = _teller(self.parent()), self._subject.key_result_id
        if self.keeper.touched:
            self.desktop.announce(frozenset({("draft", key_result)}))
        if screen is None:
            return
        if self._last is not None:
            saved, title = self._last
            screen.tell(
                _told(self._count, short(title, SCREEN_LETTERS)),
                _("Undo"),
                partial(_undo_on, screen, saved),
            )
        elif self.keeper.has_draft():
            screen.tell(
                _("The draft of “{title}” is kept.").format(
                    title=short(self.title.text(), SCREEN_LETTERS)
                )
            )

    def _lock(self) -> None:
        """Lock once the draft is on the disk."""
        self.keeper.flush(self.desktop.lock)


def open_check_in(owner: QWidget, key_result_id: str, queue: Sequence[str] = ()) -> CheckInDialog:
    """Open the check-in of a key result over `owner`; `queue` holds those that follow by
    themselves.
    """
    return CheckInDialog(owner, Subject(key_result_id), queue)


def correct_check_in(owner: QWidget, key_result_id: str, check_in_id: str) -> CheckInDialog:
    """Open the correction of one check-in, which is kept beside the new one."""
    return CheckInDialog(owner, Subject(key_result_id, check_in_id))


def short(title: str, letters: int) -> str:
    """Return a title that fits into a message, cut between words."""
    if len(title) <= letters:
        return title
    return title[: letters - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"


def _told(count: int, title: str) -> str:
    if count <= 1:
        return _("Updated “{title}”.").format(title=title)
    return ngettext(
        "Updated {n} key result, the last one “{title}”.",
        "Updated {n} key results, the last one “{title}”.",
        count,
    ).format(n=count, title=title)


def _teller(node: Any) -> Any:
    while node is not None and not callable(getattr(node, "tell", None)):
        node = node.parent()
    return node


def _undo_on(screen: Any, saved: Saved) -> None:
    def undone(_done: object) -> None:
        screen.tell(_("The check-in was taken back."))

    call = partial(take_back, group=saved.group)
    Command(call, title=_("Undo")).success(undone).run(screen)

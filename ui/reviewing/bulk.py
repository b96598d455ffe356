"""Reading the work of many by keyboard: what waits on the left, its content on the right.

Enter approves an objective, confirms an objective cause or takes note of a check-in and goes on; R
returns or declines it with the reason, N leaves it for later, G takes note of all new check-ins of
the person at once.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QSplitter, QWidget

from okrdesk.domain.dates import format_date
from okrdesk.i18n import N_, _, ngettext
from ui.operations import Command, Latest, Query
from ui.reviewing import bulk_source as source
from ui.reviewing.text import write_matter
from ui.screens.objectives.check_in_text import write_check_ins
from ui.screens.objectives.words_text import Words
from ui.screens.tasks.cause_files import open_file
from ui.theme.tokens import Tokens
from ui.widgets.buttons import button
from ui.widgets.comment_dialog import Asking, ReasonDialog
from ui.widgets.dialog import Dialog
from ui.widgets.reading import Reading, mark_html
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.services.details import KeyResultDetail

_KINDS = {
    source.Kind.OBJECTIVE: N_("Objective"),
    source.Kind.CAUSE: N_("Objective cause"),
    source.Kind.CHECK_IN: N_("Check-in"),
}
_YES = {
    source.Kind.OBJECTIVE: N_("Approve"),
    source.Kind.CAUSE: N_("Confirm"),
    source.Kind.CHECK_IN: N_("Acknowledge"),
}
_ROLE = Qt.ItemDataRole.UserRole
_LINES = 26
_LETTERS = (46, 90)


class WaitingList(QListWidget):
    """What waits; `decided(verb)` follows a key: "yes", "return", "later" or "all"."""

    decided = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("What waits for me"))
        self.setSpacing(2)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Decide by one key."""
        verb = _KEYS.get(Qt.Key(event.key()))
        if verb and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.decided.emit(verb)
        else:
            super().keyPressEvent(event)


_KEYS = {
    Qt.Key.Key_Return: "yes",
    Qt.Key.Key_Enter: "yes",
    Qt.Key.Key_R: "return",
    Qt.Key.Key_N: "later",
    Qt.Key.Key_G: "all",
}


class BulkReviewDialog(Dialog):
    """Objectives to approve, objective causes and new check-ins, one after the other."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Read and decide"), parent, width=sum(_LETTERS))
        self._latest = Latest()
        self._shown: Any = None
        self.settled = 0
        self.count = label("", "muted")
        self.list = WaitingList()
        self.list.decided.connect(self.decide)
        self.list.currentItemChanged.connect(lambda *_items: self._read())
        self.text = Reading(_("What waits for your word"))
        self.text.keep_lines(_LINES)
        self.text.linked.connect(self._open_file)
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setChildrenCollapsible(False)
        across.setHandleWidth(16)
        across.setStyleSheet("QSplitter::handle { background: transparent; }")
        across.addWidget(self.list)
        across.addWidget(self.text)
        letter = self.fontMetrics().averageCharWidth()
        across.setSizes([width * letter for width in _LETTERS])
        self.body.addWidget(self.count)
        self.body.addWidget(across, 1)
        self.cancel_button.setText(_("Close"))
        self._add_buttons()
        Query(source.waiting).success(self._fill).run(self)

    def current(self) -> source.Waiting | None:
        """Return what is being read."""
        item = self.list.currentItem()
        return item.data(_ROLE) if item else None

    def decide(self, verb: str) -> None:
        """Do what a key or button says with what is being read."""
        one = self.current()
        if one is None:
            return
        if verb == "later":
            self._go_on()
        elif verb == "return":
            self._return(one)
        elif verb == "all":
            ids = tuple(each.id for each in self._entries(one.who))
            self._run(partial(source.note, ids), ids)
        elif one.is_check_in:
            self._run(partial(source.note, (one.id,)), (one.id,))
        elif one.kind is source.Kind.CAUSE:
            self._run(partial(source.confirm, one.id), (one.id,))
        elif self._shown is not None:
            self._run(partial(source.approve, one.id, self._shown.content), (one.id,))

    def _add_buttons(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.all = button(_("Acknowledge all of this person (G)"), partial(self.decide, "all"))
        self.later = button(_("Later (N)"), partial(self.decide, "later"), icon="next")
        self.back = button(_("Return… (R)"), partial(self.decide, "return"), icon="undo")
        for one in (self.all, self.later, self.back):
            row.addWidget(one)
        self.buttons.insertLayout(0, row)
        self.yes = self.add_primary(_("Approve"), partial(self.decide, "yes"), icon="check")

    def _fill(self, found: Sequence[source.Waiting]) -> None:
        for one in found:
            item = QListWidgetItem(f"{one.title}\n{_line(one)}")
            item.setData(_ROLE, one)
            item.setToolTip(item.text())
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setFocus()
        self._tell()

    def _tell(self) -> None:
        left = self.list.count()
        said = ngettext("{n} waits", "{n} wait", left).format(n=left)
        if not left:
            said = _("Nothing waits for your word.")
        done = _("{n} done").format(n=self.settled) if self.settled else ""
        keys = _("Enter approves or acknowledges and goes on · R returns · N later · G all")
        self.count.setText(" · ".join(part for part in (said, done, keys if left else "") if part))
        one = self.current()
        for each in (self.yes, self.back, self.later):
            each.setEnabled(one is not None)
        self.all.setVisible(one is not None and one.is_check_in)
        if one is not None:
            self.yes.setText(_("{word} (Enter)").format(word=_(_YES[one.kind])))
            declines = one.kind is source.Kind.CAUSE
            self.back.setText(_("Decline… (R)") if declines else _("Return… (R)"))
            self.yes.setShortcut("Ctrl+Return")

    def _read(self) -> None:
        one = self.current()
        self._shown = None
        self._tell()
        if one is None:
            self.text.show_text(None)
            return
        Query(partial(source.content, one)).success(self._latest.only(self._show)).run(self)

    def _show(self, read: source.Content) -> None:
        self._shown = read
        if read.matter is not None:
            self.text.show_text(partial(write_matter, read.matter))
        elif read.detail is not None:
            self.text.show_text(partial(_write_key_result, read.detail, read))
            one = self.current()
            self.text.scrollToAnchor(one.id if one else "")

    def _open_file(self, address: str) -> None:
        open_file(self, self._shown.causes if self._shown else (), address)

    def _return(self, one: source.Waiting) -> None:
        if one.kind is source.Kind.OBJECTIVE and self._shown is None:
            return
        title = _("Decline it") if one.kind is source.Kind.CAUSE else _("Return it")
        asking = Asking(title, f"{one.title} · {one.who}", _("Reason"), title)
        call = partial(source.give_back, one, self._shown.content if self._shown else "")
        dialog = ReasonDialog(self, asking, call)
        dialog.saved.connect(lambda _done: self._decided((one.id,)))
        dialog.open()

    def _run(self, call: Any, ids: tuple[str, ...]) -> None:
        command = Command(call, title=_("Decide"))
        command.success(lambda _done: self._decided(ids)).run(self)

    def _decided(self, ids: tuple[str, ...]) -> None:
        self.settled += len(ids)
        for row in reversed(range(self.list.count())):
            if self.list.item(row).data(_ROLE).id in ids:
                self.list.takeItem(row)
        self._tell()
        self.list.setFocus()

    def _go_on(self) -> None:
        if self.list.count():
            self.list.setCurrentRow((self.list.currentRow() + 1) % self.list.count())

    def _entries(self, who: str) -> list[source.Waiting]:
        """Return the check-ins of a person that wait."""
        rows = [self.list.item(row).data(_ROLE) for row in range(self.list.count())]
        return [one for one in rows if one.is_check_in and one.who == who]


def _line(one: source.Waiting) -> str:
    day = format_date(one.on)
    return " · ".join(part for part in (one.who, f"{_(_KINDS[one.kind])} {day}", one.note) if part)


def _write_key_result(detail: "KeyResultDetail", read: source.Content, tokens: Tokens) -> str:
    row = detail.row
    head = f"<p><b>{escape(row.title)}</b> &nbsp; {mark_html(row.health, tokens)}</p>"
    words = Words(remarks=read.remarks, causes=read.causes, is_read_only=True)
    return head + write_check_ins(replace(detail, may_check_in=False), words, tokens)

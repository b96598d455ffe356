"""Meeting mode on the whole screen: the gravest key results first, one at a time.

The arrow keys go on and back while nothing is being typed, PageDown and PageUp always; a conclusion
is written at once, so that nothing said is lost; Esc ends the meeting.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from okrdesk.domain.dates import day_at
from okrdesk.domain.meeting import Conclusion, Meeting
from okrdesk.i18n import _
from ui.meeting import source
from ui.meeting.end_dialog import EndDialog
from ui.meeting.item_pane import ItemPane, figures
from ui.meeting.side_pane import SidePane
from ui.operations import Command, Latest, Query
from ui.widgets.buttons import button
from ui.widgets.dialog import Dialog
from ui.widgets.text import label

_STEPS = {
    Qt.Key.Key_PageDown: 1,
    Qt.Key.Key_PageUp: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
}


class MeetingDialog(Dialog):
    """Goes through the key results of the cycle and unit of the top bar."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(_("Meeting"), owner, width=400)
        self._latest = Latest()
        self._agenda: source.Agenda | None = None
        self._place = 0
        self._item: source.Item | None = None
        self._written: source.Written | None = None
        self._seen: dict[str, str] = {}
        self.place = label("", "muted")
        self.pane = ItemPane(self)
        self.side = SidePane(self, self._today)
        self.side.concluded.connect(self._conclude)
        across = QHBoxLayout()
        across.setSpacing(24)
        across.addWidget(self.pane, 1)
        across.addWidget(self.side)
        self.body.addLayout(across, 1)
        self.back = button(_("Previous"), partial(self._go, -1), icon="chevron-left")
        self.on = button(_("Next"), partial(self._go, 1), icon="chevron-right")
        self.buttons.insertWidget(0, self.place)
        for one in (self.back, self.on):
            self.buttons.insertWidget(self.buttons.count() - 1, one)
        self.cancel_button.setText(_("Leave"))
        self.end = button(_("End and print the minutes"), self._end)
        self.buttons.addWidget(self.end)
        for keys in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Right, Qt.Key.Key_Left):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(partial(self._go, _STEPS[keys]))
        self.side.text.installEventFilter(self)
        scope = self.desktop.scope
        call = partial(source.agenda, scope.cycle, scope.unit)
        Query(call).success(self._fill).run(self)

    def open(self) -> None:
        """Take the whole screen."""
        super().open()
        self.setWindowState(self.windowState() | Qt.WindowState.WindowFullScreen)

    def is_dirty(self) -> bool:
        """Say whether a typed conclusion would be lost."""
        return self.side.is_dirty()

    def reject(self) -> None:
        """End the meeting as Esc does: with minutes where something was concluded."""
        if self._written is None or self._is_closing:
            super().reject()
        else:
            self._end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk by the arrow keys from a conclusion of which nothing is typed yet."""
        kinds = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        if event.type() not in kinds or not isinstance(event, QKeyEvent) or self.side.is_dirty():
            return super().eventFilter(watched, event)
        step = _STEPS.get(Qt.Key(event.key()))
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if step is None or plain != Qt.KeyboardModifier.NoModifier:
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.KeyPress:
            self._go(step)
        event.accept()
        return True

    def _today(self) -> date:
        return self._agenda.today if self._agenda else day_at(datetime.now(UTC))

    def _fill(self, agenda: source.Agenda) -> None:
        self._agenda = agenda
        self.title.setText(
            _("Meeting: {unit}, {cycle}").format(unit=agenda.unit, cycle=agenda.cycle)
        )
        for one in (self.side.form, self.side.add, self.end):
            one.setEnabled(agenda.may_hold)
        if not agenda.may_hold:
            told = _("You may look through the key results; the head of the unit writes minutes.")
            self.messages.show_message(told, "info")
        if agenda.items:
            self._show(0)
        else:
            self.pane.hide()
            self.messages.show_message(_("There are no key results here yet."), "info")

    def _go(self, step: int) -> None:
        if self._agenda and 0 <= self._place + step < len(self._agenda.items):
            if self.side.is_dirty():
                told = _("Write the conclusion first, or clear it, before you go on.")
                self.messages.show_message(told, "warn")
                return
            self._show(self._place + step)

    def _show(self, place: int) -> None:
        if self._agenda is None:
            return
        self._place = place
        count = len(self._agenda.items)
        self.place.setText(_("{place} of {count}").format(place=place + 1, count=count))
        self.back.setEnabled(place > 0)
        self.on.setEnabled(place + 1 < count)
        id = self._agenda.items[place].id
        call = partial(source.item, id)
        Query(call).success(self._latest.only(self._show_item)).run(self)

    def _show_item(self, item: source.Item) -> None:
        row = item.view.detail.row
        self._item = item
        self.messages.hide()
        self.pane.show_item(item)
        self.side.start(row.owner_person_id)
        self._seen.setdefault(row.id, f"{row.title} ({row.owner}): {figures(item)}")
        self.side.text.setFocus()

    def _conclude(self, conclusion: Conclusion) -> None:
        row = self._item.view.detail.row if self._item else None
        about = Conclusion(
            "",
            "",
            conclusion.text,
            conclusion.owner_person_id,
            conclusion.due_on,
            key_result_id=row.id if row else None,
        )
        call = partial(source.conclude, self._meeting(), about)
        Command(call, title=_("Hold meeting")).success(self._concluded).run(self)

    def _concluded(self, done: Any) -> None:
        self._written = done.value
        self.side.show_written(self._written)
        self.side.start(None)
        self.messages.hide()
        self.side.text.setFocus()

    def _meeting(self) -> Meeting:
        """Return the meeting as it stands: what was looked at is what was discussed."""
        if self._written is not None:
            return self._written.meeting
        agenda = self._agenda
        unit_id = agenda.unit_id if agenda else None
        title = _("Meeting on objectives, {cycle}").format(cycle=agenda.cycle if agenda else "")
        return Meeting("", title, self._today(), "", unit_id)

    def _end(self) -> None:
        if self.side.is_dirty():
            told = _("Write the conclusion first, or clear it, before you go on.")
            self.messages.show_message(told, "warn")
            return
        meeting = self._meeting()
        numbered = enumerate(self._seen.values(), start=1)
        note = "\n".join(f"{number}. {text}" for number, text in numbered)
        dialog = EndDialog(replace(meeting, note=meeting.note or note), self)
        dialog.saved.connect(self._ended)
        dialog.open()

    def _ended(self, meeting_id: str) -> None:
        agenda = self._agenda
        unit_id = (agenda.unit_id or agenda.root_id) if agenda else ""
        desktop = self.desktop
        self.finish(meeting_id)
        desktop.go.emit("forms", "B3", f"{meeting_id} {unit_id}")

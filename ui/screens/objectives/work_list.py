"""Actions and blockers of a key result: ticked, added, closed where they are read."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from okrdesk.i18n import _
from okrdesk.names import name_of
from ui.operations import Command
from ui.screens.objectives import wording
from ui.screens.objectives.action_dialog import ActionDialog
from ui.screens.objectives.load import KeyResultView
from ui.widgets.buttons import button, tool
from ui.widgets.editors import Tick
from ui.widgets.text import label, rule

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.details import Blocker
    from okrdesk.services.key_results import ActionItem


class WorkList(QScrollArea):
    """The open work around a key result; ticking an action never moves the key result."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setAccessibleName(_("Actions and blockers"))
        self._shown: KeyResultView | None = None
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 8, 8, 8)
        self._column.setSpacing(4)
        self.setWidget(self._inner)
        self._inner.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def show_work(self, view: KeyResultView) -> None:
        """Show the actions and blockers of a key result."""
        self._shown = view
        self._clear()
        may = view.detail.may_check_in
        head = QHBoxLayout()
        head.addWidget(label(_("Actions"), "label"))
        head.addStretch(1)
        if may:
            head.addWidget(button(_("Add action"), self._add, icon="add", kind="link"))
        self._column.addLayout(head)
        for item in view.actions:
            self._column.addWidget(self._action(item, view.names, may))
        if not view.actions:
            self._say(_("No action has been written down. Actions say what to do next."))
        self._column.addSpacing(8)
        self._column.addWidget(rule())
        self._column.addSpacing(4)
        self._column.addWidget(label(_("Blockers"), "label"))
        for blocker in view.detail.blockers:
            self._column.addWidget(self._blocker(blocker, may))
        if not view.detail.blockers:
            self._say(_("Nothing stands in the way. A blocker is reported with a check-in."))
        self._column.addStretch(1)

    def _clear(self) -> None:
        while self._column.count():
            item = self._column.takeAt(0)
            _drop(item)

    def _say(self, text: str) -> None:
        self._column.addWidget(label(text, "muted", wrap=True))

    def _action(self, item: "ActionItem", names: dict[str, str], may: bool) -> QWidget:
        row, box = _row()
        tick = Tick("")
        tick.setChecked(item.done_on is not None)
        tick.setAccessibleName(_("Done: {title}").format(title=item.title))
        tick.setEnabled(may)
        tick.clicked.connect(partial(self._tick, item))
        box.addWidget(tick, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(_text(item.title, _action_note(item, names), bool(item.done_on)), 1)
        if may:
            edit = _("Edit action: {title}").format(title=item.title)
            made = tool(edit, "edit", partial(self._edit, item))
            box.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _blocker(self, blocker: "Blocker", may: bool) -> QWidget:
        row, box = _row()
        kind = name_of(blocker.kind)
        text = f"{kind}: {blocker.text}" if blocker.text else kind
        box.addLayout(_text(text, _blocker_note(blocker), bool(blocker.closed_on)), 1)
        if may:
            word = _("Open again") if blocker.closed_on else _("Removed")
            made = button(word, partial(self._close, blocker), kind="link")
            made.setAccessibleName(f"{word}: {text}")
            box.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _add(self) -> None:
        if self._shown is not None:
            ActionDialog(self._shown.detail.key_result.id, None, self).open()

    def _edit(self, item: "ActionItem") -> None:
        ActionDialog(item.key_result_id, item, self).open()

    def _tick(self, item: "ActionItem", on: bool) -> None:
        Command(partial(_set_done, item, on), title=_("Edit action")).run(self)

    def _close(self, blocker: "Blocker") -> None:
        opened = blocker.closed_on is not None
        Command(partial(_close_blocker, blocker.id, opened), title=_("Edit blocker")).run(self)


def _row() -> tuple[QWidget, QHBoxLayout]:
    row = QWidget()
    box = QHBoxLayout(row)
    box.setContentsMargins(0, 2, 0, 2)
    box.setSpacing(8)
    return row, box


def _text(text: str, note: str, settled: bool) -> QVBoxLayout:
    """Return a text over its small note, muted where it is settled."""
    column = QVBoxLayout()
    column.setSpacing(2)
    column.addWidget(label(text, "muted" if settled else "body", wrap=True))
    if note:
        column.addWidget(label(note, "small", wrap=True))
    return column


def _drop(item: Any) -> None:
    if item.widget() is not None:
        item.widget().hide()
        item.widget().deleteLater()
    layout = item.layout()
    while layout is not None and layout.count():
        _drop(layout.takeAt(0))


def _action_note(item: "ActionItem", names: dict[str, str]) -> str:
    owner = names.get(item.owner_person_id or "", "")
    if item.done_on:
        when = _("done {day}").format(day=wording.day(item.done_on))
    else:
        when = _("due {day}").format(day=wording.day(item.due_on)) if item.due_on else ""
    return " · ".join(part for part in (owner, when) if part)


def _blocker_note(blocker: "Blocker") -> str:
    if blocker.closed_on:
        when = _("removed {day}").format(day=wording.day(blocker.closed_on))
    else:
        when = _("due {day}").format(day=wording.day(blocker.due_on)) if blocker.due_on else ""
    return " · ".join(part for part in (blocker.owner, when) if part)


def _set_done(item: "ActionItem", on: bool, desk: "Desk") -> Any:
    from dataclasses import replace

    from okrdesk.services.key_results import save_action_item

    done: date | None = desk.today() if on else None
    return save_action_item(desk, replace(item, done_on=done))


def _close_blocker(id: str, opened: bool, desk: "Desk") -> Any:
    from okrdesk.services.blockers import close_blocker

    return close_blocker(desk, id, None if opened else desk.today())

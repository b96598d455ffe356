"""The tab Cùng sửa: two values of one field side by side, and a choice."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from okrdesk.i18n import N_, _
from ui.operations import Command, Query, report
from ui.problems import sentence_of
from ui.screens.sync import load
from ui.screens.sync.fields import Pane
from ui.screens.sync.page import SyncPage
from ui.screens.sync.side_card import SideCard
from ui.screens.sync.value_editors import WireEditor, editor_of, to_wire
from ui.shell.sources import undo
from ui.widgets.editors import DateEdit, DecimalEdit
from ui.widgets.empty import EmptyState
from ui.widgets.form import FieldRow
from ui.widgets.rows import Column
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.services.conflicts import ConflictRow
    from ui.screens.sync.screen import SyncScreen

COLUMNS = (
    Column("object", N_("On what"), text=lambda row: row.object.title, width=0),
    Column("field", N_("Field"), text=lambda row: row.label, width=12),
)

LEAST_LETTERS = 34


class ConflictsPage(SyncPage):
    """One row for each field; the buttons and keys choose, and the next row comes by itself."""

    TITLE = N_("Changed by two")
    MENU = ("sync.keep-mine", "sync.keep-theirs", "sync.keep-other", None, "sync.show")

    def __init__(self, screen: "SyncScreen") -> None:
        super().__init__(screen)
        text = _(
            "When two people change the same field without having seen each other's value, the"
            " later one counts and both can choose here."
        )
        empty = EmptyState("compare", _("Nobody changed the same as you"), text)
        self._shown: ConflictRow | None = None
        self._other: WireEditor | None = None
        self._is_typed = False
        self.add_table(COLUMNS, (_("Two values for one field"), "sync.conflicts"), empty)
        self.table.setMinimumWidth(self.fontMetrics().averageCharWidth() * LEAST_LETTERS)
        self._build_detail()
        self._connect()

    def refresh(self) -> None:
        """Read what nobody decided yet."""
        Query(load.conflicts).success(self.latest.only(self.show_rows)).run(self)

    def is_dirty(self) -> bool:
        """Say whether another value was typed and not written."""
        return self._is_typed

    def follow(self) -> None:
        """Show both values of the current row; what is typed for it stays."""
        row: ConflictRow | None = self.selected
        if row is not None and row != self._shown:
            self._show(row)
        super().follow()

    def _show(self, row: "ConflictRow") -> None:
        is_same = self._shown is not None and self._shown.id == row.id
        self._shown = row
        self.heading.setText(row.object.title)
        self.field.setText(_("Field: {field}").format(field=row.label))
        is_alone = row.mine.person_id == row.theirs.person_id
        self.mine.show_side(row, row.mine, row.mine.who if is_alone else _("Mine"))
        self.theirs.show_side(row, row.theirs, row.theirs.who)
        if not (is_same and self._is_typed):
            self._show_editor(row)

    def _show_editor(self, row: "ConflictRow") -> None:
        while (item := self.other_place.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._is_typed = False
        self._other = None if row.is_deletion else editor_of(row.field, row.kept.wire)
        self.other_part.setVisible(self._other is not None)
        if self._other is not None:
            self.other_row = FieldRow(_("Another value"), self._other)
            self._other.edited.connect(self._typed)
            letter = self.fontMetrics().averageCharWidth()
            is_short = isinstance(self._other, DecimalEdit | DateEdit)
            self.other_row.setMaximumWidth(letter * (28 if is_short else 200))
            self.other_place.addWidget(self.other_row)
            self.setTabOrder(self.keep_theirs, self._other)
            self.setTabOrder(self._other, self.write_other)

    def _typed(self) -> None:
        self._is_typed = True
        self.other_row.set_error("")
        self.actions_.update()

    def _build_detail(self) -> None:
        pane = Pane(_("Both values"))
        self.heading = label("", "section", wrap=True)
        self.field = label("", "muted", wrap=True)
        self.mine = SideCard(_("My value"))
        self.theirs = SideCard(_("The other's value"))
        pane.add(self.heading)
        pane.add(self.field)
        pane.column.addLayout(_beside(self.mine, self.theirs))
        pane.foot.setSpacing(8)
        pane.foot.addLayout(self._choices())
        pane.foot.addWidget(self._other_choice())
        self.add_detail(pane, (4, 6))

    def _choices(self) -> QHBoxLayout:
        """Return the button of each of the two values, below its card."""
        self.keep_mine = self.actions_.button("sync.keep-mine")
        self.keep_theirs = self.actions_.button("sync.keep-theirs")
        return _beside(_at_left(self.keep_mine), _at_left(self.keep_theirs))

    def _other_choice(self) -> QWidget:
        """Return the place of a third value with its button beside it."""
        self.other_part = QWidget()
        row = QHBoxLayout(self.other_part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.other_place = QVBoxLayout()
        self.write_other = self.actions_.button("sync.keep-other")
        row.addLayout(self.other_place, 1)
        row.addWidget(self.write_other, 0, Qt.AlignmentFlag.AlignBottom)
        return self.other_part

    def _connect(self) -> None:
        on = self.screen_.on
        on("sync.keep-mine", self, partial(self._decide, "mine"), self._has_row)
        on("sync.keep-theirs", self, partial(self._decide, "theirs"), self._has_row)
        on("sync.keep-other", self, self._keep_other, lambda: self._other is not None)
        self.screen_.link.finished.connect(self._take_undo_away)

    def _has_row(self) -> bool:
        return self.selected is not None

    def _keep_other(self) -> None:
        """Write the third value; before something is typed, put the cursor there."""
        if self._other is None:
            return
        if not self._is_typed:
            self._other.setFocus()
            return
        from okrdesk.errors import OkrError

        try:
            value = to_wire(self._other.value())
        except OkrError as error:
            self._show_wrong(error)
            return
        self._decide("other", value)

    def _decide(self, choice: str, value: Any = None) -> None:
        row = self._shown
        if row is None:
            return
        command = Command(
            partial(load.decide, row.id, choice, value), title=_("Decide between two values")
        )
        if choice == "other":
            command.failure(partial(self._refused, row))
        command.success(self._decided).run(self)

    def _refused(self, row: "ConflictRow", error: BaseException) -> None:
        """Say at the typed value what is wrong with it, on the screen whatever else went wrong."""
        if row == self._shown and getattr(error, "field", None) == row.field:
            self._show_wrong(error)
        else:
            report(self, error)

    def _show_wrong(self, error: BaseException) -> None:
        self.other_row.set_error(sentence_of(error))
        self.other_row.editor.setFocus()

    def _decided(self, _done: Any) -> None:
        self._is_typed = False
        self._shown = None
        self.table.setFocus()
        self.screen_.tell(_("Your choice was noted."), _("Undo"), self._undo)
        self.refresh()

    def _take_undo_away(self) -> None:
        """Offer no undo of a choice that has been sent: the other author may have seen it."""
        is_offered = self.screen_.messages.text() == _("Your choice was noted.")
        if is_offered and self.screen_.link.standing.error is None:
            self.screen_.messages.hide()

    def _undo(self) -> None:
        told = _("The choice was taken back.")
        Command(undo, title=_("Undo")).success(lambda _done: self._told(told)).run(self)

    def _told(self, text: str) -> None:
        self.screen_.tell(text)
        self.table.setFocus()  # the button that was pressed is gone
        self.refresh()


def _beside(left: QWidget, right: QWidget) -> QHBoxLayout:
    across = QHBoxLayout()
    across.setSpacing(12)
    for one in (left, right):
        across.addWidget(one, 1)
    return across


def _at_left(button: QWidget) -> QWidget:
    place = QWidget()
    row = QHBoxLayout(place)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(button)
    row.addStretch(1)
    return place

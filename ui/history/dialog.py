"""The dialog that shows the history of one object as a table."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from okrdesk.domain.text import name_key
from okrdesk.errors import Refused
from okrdesk.i18n import N_, _
from ui.history.load import Line, read_history
from ui.operations import Query
from ui.widgets.choices import Choice, ChoiceBox
from ui.widgets.dialog import Dialog
from ui.widgets.editors import DateEdit
from ui.widgets.empty import EmptyState
from ui.widgets.rows import Column, RowModel
from ui.widgets.text import label
from ui.widgets.views import TableView

# The order is that of need: in a narrow window the last ones are reached by scrolling.
COLUMNS = (
    Column("when", N_("Entered at"), text=lambda line: line.when, width=19),
    Column("who", N_("By whom"), text=lambda line: line.who, width=19),
    Column("act", N_("What was done"), text=lambda line: line.act, width=22, optional=True),
    Column("field", N_("What changed"), text=lambda line: line.field, width=20),
    Column("before", N_("Before"), text=lambda line: line.before, width=22, muted=True),
    Column("after", N_("After"), text=lambda line: line.after, width=28),
    Column("effective", N_("In effect on"), text=lambda line: line.effective, width=12),
)


class HistoryDialog(Dialog):
    """Who changed what of an object, when it was entered and for which day, before and after."""

    def __init__(self, owner: QWidget, ids: Sequence[str], title: str) -> None:
        super().__init__(_("History: {title}").format(title=title), owner, width=150)
        self.cancel_button.setText(_("Close"))
        self.table = TableView(_("Changes, the newest first"), "history", self)
        self.table.setMinimumHeight(self.fontMetrics().lineSpacing() * 22)
        self.model = RowModel(COLUMNS, self)
        self.table.set_model(self.model)
        self._lines: tuple[Line, ...] = ()
        self._add_filters()
        nothing = _("Nothing has changed since this was entered.")
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table)
        self.pages.addWidget(EmptyState("history", nothing))
        self.body.addWidget(self.pages, 1)
        Query(partial(read_history, tuple(ids))).success(self._fill).run(self)

    def _add_filters(self) -> None:
        """Put in the row that narrows the list by person and days."""
        self.who = ChoiceBox(empty=_("Everybody"))
        self.who.setAccessibleName(_("By whom"))
        self.since, self.until = DateEdit(), DateEdit()
        row = QHBoxLayout()
        row.setSpacing(8)
        for text, editor in (
            (_("By whom"), self.who),
            (_("From"), self.since),
            (_("To"), self.until),
        ):
            name = label(text, "muted")
            name.setBuddy(editor)
            editor.setAccessibleName(text)
            editor.setFixedWidth(self.fontMetrics().averageCharWidth() * 26)
            editor.edited.connect(self._narrow)
            row.addWidget(name)
            row.addWidget(editor)
        row.addStretch(1)
        self.body.addLayout(row)

    def _narrow(self) -> None:
        """Show what the person chosen did on the days given; a day being typed waits."""
        try:
            since, until = self.since.value(), self.until.value()
        except Refused:
            return
        self.model.set_rows(
            [
                line
                for line in self._lines
                if self.who.value() in (None, line.by)
                and (since is None or line.on >= since)
                and (until is None or line.on <= until)
            ]
        )

    def _fill(self, lines: tuple[Line, ...]) -> None:
        self._lines = lines
        names = sorted({line.by for line in lines}, key=name_key)
        self.who.set_choices([Choice(name, name) for name in names])
        self.model.set_rows(lines)
        self.pages.setCurrentIndex(0 if lines else 1)
        if lines:
            self.table.select_id(lines[0].id)
        self.table.setFocus()


def open_history(owner: QWidget, ids: str | Sequence[str], title: str) -> HistoryDialog:
    """Show the history of an object called `title`.

    `ids` is its id, or that with the ids of its parts after it (a person's posts).
    """
    dialog = HistoryDialog(owner, [ids] if isinstance(ids, str) else ids, title)
    dialog.open()
    return dialog

"""The first step: what kind of workbook, and where from: a file, dropped or chosen, or pasted."""

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from okrdesk.exchange.preview import KindName
from okrdesk.i18n import N_, _
from ui.importing.sources import KINDS, CycleChoice, Source
from ui.theme.icons import pixmap
from ui.theme.tokens import tokens_of
from ui.widgets.buttons import button
from ui.widgets.editors import Choice, ChoiceBox
from ui.widgets.files import ask_file
from ui.widgets.form import FieldRow
from ui.widgets.text import card, label

WORKBOOKS = N_("Excel workbooks (*.xlsx *.xlsm)")


class SourcePage(QWidget):
    """Kind, cycle and source; `chosen(Source)` is emitted as soon as there is something to read.

    `nothing_to_paste` is emitted where the clipboard holds no cells, `template_asked(kind)` when a
    blank workbook is wanted.
    """

    chosen = Signal(object)
    nothing_to_paste = Signal()
    template_asked = Signal(object)

    def __init__(self, kind: KindName) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.kinds = {one: QRadioButton(_(KINDS[one][0])) for one in KINDS}
        self.kinds[kind].setChecked(True)
        self.catalogue_id: str | None = None
        self.cycle = ChoiceBox()
        self._cycle_row = FieldRow(_("Cycle of the plan"), self.cycle)
        self.choose = button(_("Choose a file…"), self._choose, icon="folder", kind="primary")
        self.paste_button = button(_("Paste cells (Ctrl+V)"), self.paste, icon="copy")
        self.template = button(
            _("Save a blank template…"),
            lambda: self.template_asked.emit(self.kind()),
            icon="export",
            kind="link",
        )
        self._sign = QLabel()
        self._ground = self._drop_ground()
        self._lay_out()
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        shortcut.activated.connect(self.paste)
        for choice in self.kinds.values():
            choice.toggled.connect(self._follow_kind)
        self._follow_kind()
        self._draw()

    def kind(self) -> KindName:
        """Return the kind of workbook chosen."""
        return next(kind for kind, choice in self.kinds.items() if choice.isChecked())

    def offer_cycles(self, cycles: list[CycleChoice], wanted: str | None) -> None:
        """Offer the cycles a plan may go into, beginning with `wanted` or the running one."""
        self.cycle.set_choices([Choice(one.id, one.name) for one in cycles])
        running = next((one.id for one in cycles if one.is_current), None)
        known = any(one.id == wanted for one in cycles)
        self.cycle.set_value(wanted if known else running)

    def paste(self) -> None:
        """Read what is on the clipboard: cells, or a file that was copied."""
        held = QGuiApplication.clipboard().mimeData()
        file = _file_of(held)
        if file is not None:
            self.read_file(str(file))
        elif held is not None and held.text().strip():
            self.chosen.emit(Source(self.kind(), text=held.text(), cycle_id=self._cycle_id()))
        else:
            self.nothing_to_paste.emit()

    def read_file(self, path: str) -> None:
        """Go on with a file."""
        self.chosen.emit(Source(self.kind(), Path(path), cycle_id=self._cycle_id()))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file."""
        if _file_of(event.mimeData()) is not None:
            self._highlight(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Stop offering to take it."""
        self._highlight(False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the file that was dropped."""
        self._highlight(False)
        file = _file_of(event.mimeData())
        if file is not None:
            event.acceptProposedAction()
            self.read_file(str(file))

    def changeEvent(self, event: object) -> None:
        """Follow the theme."""
        super().changeEvent(event)  # type: ignore[arg-type]
        if event.type() == event.Type.PaletteChange:  # type: ignore[attr-defined]
            self._draw()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(label(_("What does the workbook hold?"), "label"))
        column.addSpacing(4)
        column.addLayout(self._kinds_grid())
        column.addSpacing(12)
        column.addWidget(self._cycle_row)
        column.addSpacing(12)
        column.addWidget(self._ground, 1)

    def _kinds_grid(self) -> QGridLayout:
        """Return the kinds in two columns, so that the button below is in sight on any screen."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        rows = -(-len(self.kinds) // 2)
        for place, (kind, choice) in enumerate(self.kinds.items()):
            across, down = divmod(place, rows)
            choice.setAccessibleDescription(_(KINDS[kind][1]))
            told = label(_(KINDS[kind][1]), "small", wrap=True)
            told.setContentsMargins(28, 0, 0, 4)
            told.setAlignment(Qt.AlignmentFlag.AlignTop)
            grid.addWidget(choice, 2 * down, across)
            grid.addWidget(told, 2 * down + 1, across)
            grid.setColumnStretch(across, 1)
        return grid

    def _drop_ground(self) -> QWidget:
        ground = card()
        across = QHBoxLayout()
        across.setSpacing(8)
        across.addStretch(1)
        across.addWidget(self.choose)
        across.addWidget(self.paste_button)
        across.addStretch(1)
        below = QHBoxLayout()
        below.addStretch(1)
        below.addWidget(self.template)
        below.addStretch(1)
        column = QVBoxLayout(ground)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(8)
        column.addStretch(1)
        for widget in (
            self._sign,
            label(_("Drop an Excel file here, choose it, or paste cells"), "section", wrap=True),
            label(
                _("Up to 50 MB, .xlsx or .xlsm. Nothing is written before you have seen it."),
                "muted",
                wrap=True,
            ),
        ):
            widget.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(widget)
        column.addSpacing(8)
        column.addLayout(across)
        column.addLayout(below)
        column.addStretch(1)
        return ground

    def _follow_kind(self) -> None:
        self._cycle_row.setVisible(self.kind() is KindName.PLAN)

    def _cycle_id(self) -> str | None:
        if self.kind() is KindName.CATALOGUE:
            return self.catalogue_id
        return self.cycle.value() if self.kind() is KindName.PLAN else None

    def _choose(self) -> None:
        ask_file(self, _("Choose an Excel file"), _(WORKBOOKS), self.read_file)

    def _highlight(self, on: bool) -> None:
        self._ground.setProperty("part", "bar" if on else "card")
        self._ground.style().unpolish(self._ground)
        self._ground.style().polish(self._ground)

    def _draw(self) -> None:
        self._sign.setPixmap(pixmap("table", tokens_of(self.palette()).idle, 40))


def _file_of(held: QMimeData | None) -> Path | None:
    """Return the one file of this computer that is dragged or copied."""
    if held is None or not held.hasUrls():
        return None
    urls = held.urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None

"""A chart on a screen: its picture drawn on a worker, the same numbers as a table, and exports.

    view = ChartView(self)              # somewhere below a screen
    view.set_chart(chart)               # a KeyResultChart or ProgressChart, or None for nothing
    view.opened.connect(self._open)     # a cell of its table, for charts that have something behind

The picture follows the widget's size, pixel ratio, text size and light or dark ground. While a new
one is drawn the previous one stays, stretched; the window never waits.
"""

import re
from functools import partial
from pathlib import Path

from PySide6.QtCore import (
    QEvent,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QStackedWidget,
    QTableView,
    QToolButton,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from okrdesk.charts import (
    Chart,
    Picture,
    Spot,
    Style,
    Table,
    Tokens,
    describe,
    render_picture,
    write_chart,
)
from okrdesk.i18n import N_, _
from ui.operations import Job, Latest
from ui.theme.tokens import tokens_of
from ui.widgets.buttons import tool
from ui.widgets.cells import CellDelegate
from ui.widgets.chart_table import TableOfChart

SETTLE_MS = 90
"""A picture is drawn once the size has stayed the same for so long."""

_ROWS_MEASURED = 30  # for the widths of columns; measuring 200 rows holds the window for 0.2 s
_FORMATS = (
    (".png", N_("Export as picture (PNG)…"), N_("Pictures (*.png)")),
    (".svg", N_("Export as drawing (SVG)…"), N_("Drawings (*.svg)")),
    (".xlsx", N_("Export data to Excel…"), N_("Excel workbooks (*.xlsx)")),
)
_NOT_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')


class ChartView(QWidget):
    """Shows one chart as picture or table; `exported(path)` follows a file that was written.

    `opened(row, column)` names a cell of the table: by a click on its mark in the picture, or by
    Enter or a double click in the table. `picture` may be one that draws by itself. `bar` holds the
    buttons above, to put more before.
    """

    exported = Signal(str)
    opened = Signal(int, int)

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        titled: bool = False,
        picture: "ChartPicture | None" = None,
    ) -> None:
        super().__init__(parent)
        self._chart: Chart | None = None
        self._titled = titled
        self._latest = Latest()
        self.picture = picture or ChartPicture()
        self.picture.resized.connect(self._draw_later)
        self.picture.opened.connect(self.opened)
        self.table = QTableView()
        self._dress_table()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.picture)
        self._pages.addWidget(self.table)
        self.as_table = tool(_("Show the numbers as a table"), "table")
        self.as_table.setCheckable(True)
        self.as_table.toggled.connect(self._show_page)
        self.export = tool(_("Export this chart"), "export")
        self.export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.export.setMenu(self.menu())
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MS)
        self._timer.timeout.connect(self._draw)
        self.set_chart(None)

    def set_chart(self, chart: Chart | None) -> None:
        """Show `chart`; None empties the view. The picture follows in a moment."""
        changed = chart != self._chart
        self._chart = chart
        self.export.setEnabled(chart is not None)
        self.as_table.setEnabled(chart is not None)
        if not changed and chart is not None:
            return
        if self.as_table.isChecked():
            self._fill_table()
        if chart is None:
            self._latest.only(self._arrived)  # what is still being drawn is no longer wanted
            self.picture.show_picture(None)
            self.picture.setAccessibleName(_("Chart"))
            self.picture.setAccessibleDescription("")
            return
        self.picture.setAccessibleName(_("Chart of {title}").format(title=chart.title))
        self.picture.setAccessibleDescription(describe(chart))
        self._draw()

    def menu(self) -> QMenu:
        """Return a menu of the export formats, owned by this view."""
        menu = QMenu(self)
        for suffix, text, _filter in _FORMATS:
            menu.addAction(_(text), partial(self.ask_file, suffix))
        return menu

    def ask_file(self, suffix: str) -> None:
        """Ask where to put the file, then write it on a worker."""
        if self._chart is None:
            return
        words = next(one[2] for one in _FORMATS if one[0] == suffix)
        dialog = QFileDialog(self, _("Export this chart"), "", _(words))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix[1:])
        dialog.selectFile(_file_name(self._chart.title) + suffix)
        dialog.fileSelected.connect(self.save)
        dialog.open()

    def save(self, path: str) -> None:
        """Write the chart to `path` in the format of its suffix; `exported` follows."""
        chart = self._chart
        if chart is not None:
            title = _("Export {file}").format(file=Path(path).name)
            job = Job(lambda _ticket: write_chart(chart, Path(path)), title=title)
            job.success(self._saved).run(self)

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what was asked for while hidden."""
        super().showEvent(event)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Follow ground and text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._draw_later()

    def event(self, event: QEvent) -> bool:
        """Follow the pixel ratio of the screen."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._draw_later()
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the exports under the pointer and on the menu key."""
        if self._chart is not None:
            self.export.menu().popup(event.globalPos())

    def _lay_out(self) -> None:
        self.bar = QHBoxLayout()
        self.bar.setSpacing(4)
        self.bar.addStretch(1)
        self.bar.addWidget(self.as_table)
        self.bar.addWidget(self.export)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self.bar)
        column.addWidget(self._pages, 1)
        QWidget.setTabOrder(self.as_table, self.export)
        QWidget.setTabOrder(self.export, self.picture)

    def _dress_table(self) -> None:
        self.table.setAccessibleName(_("Numbers of the chart"))
        self.table.setItemDelegate(CellDelegate(self.table))
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.activated.connect(lambda at: self.opened.emit(at.row(), at.column()))
        self.table.verticalHeader().hide()
        head = self.table.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setResizeContentsPrecision(_ROWS_MEASURED)
        head.setStretchLastSection(True)

    def _fill_table(self) -> None:
        old = self.table.model()
        rows = self._chart.as_table() if self._chart is not None else Table("", (), ())
        at = self.table.currentIndex()
        self.table.setModel(TableOfChart(rows, self.table))
        self.table.setCurrentIndex(self.table.model().index(max(at.row(), 0), max(at.column(), 0)))
        if old is not None:
            old.deleteLater()

    def _show_page(self, table: bool) -> None:
        if table:
            self._fill_table()
        self._pages.setCurrentWidget(self.table if table else self.picture)

    def _draw_later(self) -> None:
        self._timer.start()

    def _draw(self) -> None:
        chart, size = self._chart, self.picture.size()
        if chart is None or not self.isVisible() or size.isEmpty():
            return
        self._timer.stop()
        if self.picture.show_chart(chart):
            return
        ratio = self.devicePixelRatioF()
        pixels = (max(round(size.width() * ratio), 1), max(round(size.height() * ratio), 1))
        style, dpi = self._style(), self.logicalDpiY() * ratio
        job = Job(lambda _ticket: render_picture(chart, style, pixels, dpi))
        job.success(self._latest.only(self._arrived)).run(self)

    def _style(self) -> Style:
        own = tokens_of(self.palette())
        tokens = Tokens(
            surface=own.surface,
            line=own.line,
            text=own.text,
            muted=own.muted,
            accent=own.accent,
            good=own.good,
            warn=own.warn,
            bad=own.bad,
            idle=own.idle,
        )
        return Style(tokens, font_size=self.font().pointSizeF(), titled=self._titled)

    def _arrived(self, picture: Picture) -> None:
        self.picture.show_picture(picture)

    def _saved(self, path: Path) -> None:
        self.exported.emit(str(path))
        node: QWidget | None = self
        while node is not None:
            tell = getattr(node, "tell", None)
            if callable(tell):
                tell(_("Saved {file}").format(file=path.name))
                return
            node = node.parentWidget()


class ChartPicture(QWidget):
    """Paints the latest picture, stretched while a new one is drawn; pointing reads a value.

    `opened(row, column)` names the cell of the chart's table whose mark was clicked; `opens` says
    that somebody follows it, and lets the pointer show where.
    """

    resized = Signal()
    opened = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.shown: Picture | None = None
        self.opens = False
        self._pixmap = QPixmap()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def show_chart(self, _chart: Chart) -> bool:
        """Draw a chart by itself, and say so; this one waits for a picture."""
        return False

    def show_picture(self, picture: Picture | None) -> None:
        """Show `picture` from now on; None shows nothing."""
        self.shown = picture
        self._pixmap = QPixmap()
        if picture is not None:
            form = QImage.Format.Format_RGBA8888
            image = QImage(picture.pixels, picture.width, picture.height, picture.width * 4, form)
            self._pixmap = QPixmap.fromImage(image)
        self.update()

    def has_picture(self) -> bool:
        """Say whether something is shown."""
        return not self._pixmap.isNull()

    def minimumSizeHint(self) -> QSize:
        """Ask for what a chart needs to be read."""
        letter = self.fontMetrics().averageCharWidth()
        return QSize(letter * 34, self.fontMetrics().height() * 11)

    def sizeHint(self) -> QSize:
        """Prefer a wide picture."""
        return self.minimumSizeHint() * 1.5

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for a picture of the new size."""
        super().resizeEvent(event)
        self.resized.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture, and the ring of keyboard focus."""
        painter = QPainter(self)
        tokens = tokens_of(self.palette())
        painter.fillRect(self.rect(), tokens.surface)
        if self.has_picture():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(self.rect(), self._pixmap)
        if self.hasFocus():
            painter.setPen(tokens.accent)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read out the value nearest to the pointer, and show whether it can be opened."""
        at = event.position().x(), event.position().y()
        if self.opens and self.opens_at(*at):
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()
        text = self.text_at(*at)
        if text:
            QToolTip.showText(event.globalPosition().toPoint(), text, self)
        else:
            QToolTip.hideText()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open what is behind the mark under the pointer."""
        super().mousePressEvent(event)
        spot = self._spot_at(event.position().x(), event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and spot is not None and spot.cell:
            self.opened.emit(*spot.cell)

    def opens_at(self, x: float, y: float) -> bool:
        """Say whether something is behind a place of the widget."""
        spot = self._spot_at(x, y)
        return spot is not None and spot.cell is not None

    def text_at(self, x: float, y: float) -> str:
        """Return what the value nearest to a place of the widget says, "" where none is near."""
        spot = self._spot_at(x, y)
        return spot.text if spot is not None else ""

    def _spot_at(self, x: float, y: float) -> Spot | None:
        """Return what has the place in its room, or else the nearest that is near."""
        if self.shown is None or self.size().isEmpty():
            return None
        across, down = self.width() / self.shown.width, self.height() / self.shown.height
        at = x / across, y / down
        for spot in self.shown.spots:
            if spot.box is not None and spot.box.holds(at):
                return spot
        reach = self.fontMetrics().height() * 1.2
        near = [
            (abs(spot.x * across - x) + abs(spot.y * down - y), spot)
            for spot in self.shown.spots
            if spot.box is None
        ]
        distance, nearest = min(near, key=lambda one: one[0], default=(reach, None))
        return nearest if distance < reach else None


def _file_name(title: str) -> str:
    """Return `title` as a file name that every system takes, at most 80 letters."""
    name = " ".join(_NOT_IN_FILE_NAMES.sub(" ", title).split())
    return name[:80].strip(" .") or _("Chart")

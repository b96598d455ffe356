"""Help: a short page for each screen (F1), the list of shortcuts, and what this program is."""

from pathlib import Path

from PySide6.QtGui import (
    QKeySequence,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QTextBrowser

from okrdesk import __version__, i18n
from okrdesk.domain.permissions import Right, Standing
from okrdesk.i18n import N_, _
from okrdesk.paths import resources
from okrdesk.right_names import RIGHTS_NOTE, STANDING_NAMES, reach_text, right_name
from ui.actions import WINDOW_ACTIONS, Action
from ui.desktop import Desktop
from ui.screen import Screen
from ui.theme.tokens import tokens_of
from ui.widgets.cells import CellDelegate

TOPICS: tuple[tuple[str, str], ...] = (
    ("start", N_("First steps")),
    ("today", N_("Today")),
    ("objectives", N_("Objectives")),
    ("check-in", N_("Check-in")),
    ("tasks", N_("Tasks")),
    ("directives", N_("Directives")),
    ("evaluation", N_("Evaluations")),
    ("dashboard", N_("Dashboard")),
    ("forms", N_("Forms & reports")),
    ("import", N_("From and to Excel")),
    ("sync", N_("Sync")),
    ("admin", N_("Administration")),
    ("rights", N_("Rights")),
    ("settings", N_("Settings")),
    ("shortcuts", N_("Keyboard shortcuts")),
    ("about", N_("About okrdesk")),
)


class HelpScreen(Screen):
    """The list of topics beside the page of the chosen one."""

    TITLE = N_("Help")
    WATCHES = frozenset({"no entity"})

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop)
        self.topics = QListWidget()
        self.topics.setAccessibleName(_("Topics"))
        self.topics.setItemDelegate(CellDelegate(self.topics))
        for _id, title in TOPICS:
            self.topics.addItem(_(title))
        self.topics.setFixedWidth(30 * self.fontMetrics().averageCharWidth())
        self.page = QTextBrowser()
        self.page.setAccessibleName(_("Help text"))
        self.page.setOpenLinks(False)
        self.page.document().setDocumentMargin(20)
        self.topics.currentRowChanged.connect(self._show)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.topics)
        row.addWidget(self.page, 1)
        self.body.addLayout(row, 1)
        self.topics.setCurrentRow(0)

    def open_item(self, entity: str, item_id: str) -> None:
        """Show the page of the screen that F1 was pressed on."""
        ids = [topic for topic, _title in TOPICS]
        if entity == "topic" and item_id in ids:
            self.topics.setCurrentRow(ids.index(item_id))

    def changeEvent(self, event: object) -> None:
        """Follow theme and text size."""
        super().changeEvent(event)  # type: ignore[arg-type]
        if event.type() in (event.Type.FontChange, event.Type.PaletteChange) and hasattr(  # type: ignore[attr-defined]
            self, "page"
        ):
            self._show(self.topics.currentRow())

    def _show(self, row: int) -> None:
        topic = TOPICS[max(0, row)][0]
        text = {"shortcuts": shortcuts_text, "rights": rights_text, "about": about_text}.get(topic)
        tokens = tokens_of(self.palette())
        document = self.page.document()
        document.setDefaultFont(self.font())
        document.setDefaultStyleSheet(f"a {{ color: {tokens.accent}; }}")
        self.page.setMarkdown(text() if text else read_topic(topic))
        _set_type(document, self.font().pointSizeF())
        self.page.moveCursor(QTextCursor.MoveOperation.Start)


def _set_type(document: QTextDocument, body: float) -> None:
    """Give headings the interface's own sizes, and paragraphs air between them."""
    block = document.begin()
    while block.isValid():
        cursor = QTextCursor(block)
        cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        level = block.blockFormat().headingLevel()
        if level:
            heading = cursor.charFormat()
            heading.clearProperty(QTextFormat.Property.FontSizeAdjustment)
            heading.setFontPointSize(body * (1.43 if level == 1 else 1.19))
            cursor.setCharFormat(heading)
        air = QTextBlockFormat()
        air.setLineHeight(125, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        air.setBottomMargin(4 if block.textList() or cursor.currentTable() else 10)
        cursor.mergeBlockFormat(air)
        block = block.next()


def topic_file(topic: str, language: str) -> Path:
    """Return the Markdown file of a topic."""
    return resources() / "help" / language / f"{topic}.md"


def read_topic(topic: str) -> str:
    """Return the text of a topic in the language in use."""
    return topic_file(topic, i18n.language()).read_text(encoding="utf-8")


def shortcuts_text() -> str:
    """Return every shortcut as Markdown tables: the window's, then each screen's."""
    from ui.screens.registry import screens

    parts = [f"# {_('Keyboard shortcuts')}", f"## {_('Everywhere')}", _table(WINDOW_ACTIONS)]
    for spec in screens():
        if any(action.shortcut for action in spec.actions):
            parts += [f"## {_(spec.title)}", _table(spec.actions)]
    return "\n\n".join(parts)


def rights_text() -> str:
    """Return who may do what, and how far, as a Markdown table: rights down, standings across."""
    heads = [_("Right"), *(_(STANDING_NAMES[standing]) for standing in Standing)]
    rows = ([right_name(one), *(reach_text(one, at) for at in Standing)] for one in Right)
    table = [heads, ["---"] * len(heads), *rows]
    lines = [f"| {' | '.join(cells)} |" for cells in table]
    return "\n\n".join((f"# {_('Rights')}", _(RIGHTS_NOTE), "\n".join(lines)))


def about_text() -> str:
    """Return what this program is."""
    return read_topic("about").format(version=__version__)


def _table(actions: tuple[Action, ...]) -> str:
    lines = [f"| {_('Keys')} | {_('What they do')} |", "| --- | --- |"]
    for action in actions:
        if action.shortcut:
            keys = QKeySequence(action.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
            lines.append(f"| **{keys}** | {_(action.text)} |")
    return "\n".join(lines)

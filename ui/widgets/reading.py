"""Text to read: check-ins, history, explanations; selectable, scrolled and followed by keyboard."""

from collections.abc import Callable, Sequence
from html import escape

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QTextCursor
from PySide6.QtWidgets import QFrame, QTextBrowser

from okrdesk.domain.health import Health
from ui.theme.tokens import Tokens, tokens_of
from ui.widgets.marks import mark_of, word_of

Write = Callable[[Tokens], str]

_SIGNS = {
    "disc": "●",
    "triangle": "▲",
    "square": "■",
    "dotted": "◌",
    "ring": "○",
    "tick": "✓",
}


_STYLE = (
    "QTextBrowser {{ border: 0; padding: 0; background: transparent; min-height: {height}px; }}"
)


class Reading(QTextBrowser):
    """Shows what `write(tokens)` returns as HTML, again after a change of theme.

    `linked(address)` follows a link that the person opened; "#place" jumps within the text. The Tab
    key comes to the first link, or back to the last, and so shows where the keyboard is.
    """

    linked = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._write: Write | None = None
        self._has_links = False
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("part", "reading")
        self.keep_lines(0)
        self.document().setDocumentMargin(4)
        self.anchorClicked.connect(self._follow)

    def keep_lines(self, lines: int) -> None:
        """Be at least so many lines high; the theme's least height of a field overrides Qt's."""
        height = self.fontMetrics().lineSpacing() * lines
        self.setStyleSheet(_STYLE.format(height=height))

    def show_text(self, write: Write | None) -> None:
        """Show a text from its beginning; None shows nothing."""
        self._write = write
        self._render()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Go to a link of a text that has some, when the Tab key comes here."""
        super().focusInEvent(event)
        is_next = event.reason() == Qt.FocusReason.TabFocusReason
        if self._has_links and (is_next or event.reason() == Qt.FocusReason.BacktabFocusReason):
            edge = QTextCursor.MoveOperation.Start if is_next else QTextCursor.MoveOperation.End
            self.moveCursor(edge)
            self.focusNextPrevChild(is_next)

    def changeEvent(self, event: QEvent) -> None:
        """Write again in the new colours."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and self._write:
            self._render()

    def _render(self) -> None:
        # Its own palette has no ground: it shows that of the pane.
        tokens = tokens_of(QGuiApplication.palette())
        links = f"a {{ color: {tokens.accent}; text-decoration: none; }}"
        self.document().setDefaultStyleSheet(f"{links} .m {{ color: {tokens.muted}; }}")
        html = self._write(tokens) if self._write else ""
        self._has_links = "<a href" in html
        self.setHtml(html)

    def _follow(self, address: QUrl) -> None:
        text = address.toString()
        if text.startswith("#"):
            self.scrollToAnchor(text[1:])
        else:
            self.linked.emit(text)


def ruled_html(paragraphs: Sequence[str], tokens: Tokens) -> str:
    """Return paragraphs with a hairline between them."""
    style = f"padding: 6px 0 8px 0; border-bottom: 1px solid {tokens.line}"
    rows = "".join(f'<tr><td style="{style}">{text}</td></tr>' for text in paragraphs)
    return f'<table width="100%" cellspacing="0" cellpadding="0">{rows}</table>'


def mark_html(health: Health | None, tokens: Tokens) -> str:
    """Return a health's shape and word in its colour."""
    if health is None:
        return ""
    mark = mark_of(health)
    colour = getattr(tokens, mark.role)
    return f'<span style="color:{colour}">{_SIGNS[mark.shape]} {escape(word_of(health))}</span>'


def link_html(address: str, text: str) -> str:
    """Return a link."""
    return f'<a href="{escape(address, quote=True)}">{escape(text)}</a>'


def lines_html(text: str) -> str:
    """Return typed text with its line ends."""
    return "<br>".join(escape(line) for line in text.splitlines())

"""Text to read: check-ins, history, explanations; selectable, scrolled and followed by keyboard."""

from collections.abc import Callable, Sequence
from html import escape

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtGui import QGuiApplication
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


class Reading(QTextBrowser):
    """Shows what `write(tokens)` returns as HTML, again after a change of theme.

    `linked(address)` follows a link that the person opened; "#place" jumps within the text.
    """

    linked = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._write: Write | None = None
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("part", "reading")
        self.setStyleSheet("QTextBrowser { border: 0; padding: 0; background: transparent; }")
        self.document().setDocumentMargin(4)
        self.anchorClicked.connect(self._follow)

    def show_text(self, write: Write | None) -> None:
        """Show a text from its beginning; None shows nothing."""
        self._write = write
        self._render()

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
        self.setHtml(self._write(tokens) if self._write else "")

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

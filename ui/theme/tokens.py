"""Colour tokens: the named colours that palette, style sheet, icons, marks and charts share.

Text and marks keep a contrast of at least 4.5 on canvas and on surface, in light and in dark.
"""

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette


@dataclass(frozen=True)
class Tokens:
    """One ground's colours as #RRGGBB."""

    is_dark: bool
    canvas: str
    surface: str
    line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    good: str
    warn: str
    bad: str
    idle: str

    @property
    def hover(self) -> str:
        """The ground under the pointer."""
        return mix(self.text, self.surface, 0.05)

    @property
    def selected(self) -> str:
        """The ground of a selected row or the current rail entry; text keeps its colour on it."""
        return mix(self.accent, self.surface, 0.18 if self.is_dark else 0.13)

    @property
    def edge(self) -> str:
        """The border of a field: stronger than `line`, so that the place to type is seen."""
        return mix(self.muted, self.surface, 0.62)

    def tint(self, colour: str) -> str:
        """Return a quiet ground in `colour` for message bars."""
        return mix(colour, self.surface, 0.18 if self.is_dark else 0.1)


LIGHT = Tokens(
    is_dark=False,
    canvas="#F4F5F7",
    surface="#FFFFFF",
    line="#D5DAE1",
    text="#1C2129",
    muted="#566070",
    accent="#1459A6",
    on_accent="#FFFFFF",
    good="#1B7A4B",
    warn="#9A5B00",
    bad="#B3261E",
    idle="#647084",
)
DARK = Tokens(
    is_dark=True,
    canvas="#16191E",
    surface="#1E2228",
    line="#353C46",
    text="#E8EAED",
    muted="#A3ACB9",
    accent="#7DB3F2",
    on_accent="#101821",
    good="#62C394",
    warn="#E5AE55",
    bad="#F2938C",
    idle="#95A0AF",
)


def tokens_of(palette: QPalette) -> Tokens:
    """Return the tokens that `palette` was made from, so that painters need no other source."""
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def mix(colour: str, ground: str, share: float) -> str:
    """Return `share` of `colour` laid over `ground`, as #RRGGBB."""
    top, below = QColor(colour), QColor(ground)
    parts = (
        (top.red(), below.red()),
        (top.green(), below.green()),
        (top.blue(), below.blue()),
    )
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02X}" for a, b in parts)


def palette_of(tokens: Tokens) -> QPalette:
    """Return the Qt palette of `tokens`."""
    role = QPalette.ColorRole
    palette = QPalette()
    for key, colour in (
        (role.Window, tokens.canvas),
        (role.WindowText, tokens.text),
        (role.Base, tokens.surface),
        (role.AlternateBase, tokens.canvas),
        (role.Text, tokens.text),
        (role.PlaceholderText, tokens.muted),
        (role.Button, tokens.surface),
        (role.ButtonText, tokens.text),
        (role.BrightText, tokens.bad),
        (role.Highlight, tokens.accent),
        (role.HighlightedText, tokens.on_accent),
        (role.Link, tokens.accent),
        (role.LinkVisited, tokens.accent),
        (role.Accent, tokens.accent),
        (role.ToolTipBase, tokens.text if not tokens.is_dark else tokens.line),
        (role.ToolTipText, tokens.surface if not tokens.is_dark else tokens.text),
        (role.Light, tokens.surface),
        (role.Midlight, tokens.hover),
        (role.Mid, tokens.line),
        (role.Dark, tokens.edge),
        (role.Shadow, mix("#000000", tokens.canvas, 0.4)),
    ):
        palette.setColor(key, QColor(colour))
    faint = QColor(mix(tokens.muted, tokens.surface, 0.7))
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, faint)
    return palette

"""One family of line icons: SVG on a 20 × 20 ground, recoloured from the palette when they are
drawn.

`set_icon` remembers the name on the button or action, so that a change of theme repaints every
icon.
"""

from collections.abc import Sequence
from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QGuiApplication, QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication

from okrdesk.paths import resources
from ui.theme.sheet import BODY_POINTS
from ui.theme.tokens import tokens_of

SIZES = (16, 18, 20, 24, 32, 40)
MENU_SIZE = 16
_ROOM = 4


def set_icon(target: QAbstractButton | QAction, name: str, role: str = "text") -> None:
    """Give `target` the icon `name` in the colour of token `role`, now and after each change of
    theme.
    """
    target.setProperty("okr_icon", name)
    target.setProperty("okr_icon_role", role)
    _redraw(target)


def icon(name: str, role: str = "text", sizes: Sequence[int] = SIZES, room: int = 0) -> QIcon:
    """Return the icon `name` in the colour of token `role`, with its disabled and checked looks;
    `room` pixels stay free behind it.
    """
    tokens = tokens_of(QGuiApplication.palette())
    faint, chosen = tokens.idle, tokens.accent if role == "text" else getattr(tokens, role)
    drawn = QIcon()
    for size in sizes:
        drawn.addPixmap(pixmap(name, getattr(tokens, role), size, room))
        drawn.addPixmap(pixmap(name, faint, size, room), QIcon.Mode.Disabled)
        drawn.addPixmap(pixmap(name, chosen, size, room), QIcon.Mode.Normal, QIcon.State.On)
    return drawn


def pixmap(name: str, colour: str, size: int, room: int = 0) -> QPixmap:
    """Return the icon `name` drawn in `colour` (#RRGGBB) at `size` device-independent pixels, with
    `room` more to its right.
    """
    app = QGuiApplication.instance()
    ratio = app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
    key = f"okrdesk:{name}:{colour}:{size}:{room}:{ratio}"
    drawn = QPixmap()
    if QPixmapCache.find(key, drawn):
        return drawn
    drawn = QPixmap(round((size + room) * ratio), round(size * ratio))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    svg = _source(name).replace("currentColor", colour)
    QSvgRenderer(QByteArray(svg.encode())).render(
        painter, QRectF(0, 0, drawn.height(), drawn.height())
    )
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, drawn)
    return drawn


def names() -> list[str]:
    """Return the names of all icons of the family."""
    folder = resources() / "icons"
    return sorted(
        file.stem for file in folder.glob("*.svg") if not file.stem.endswith(("-light", "-dark"))
    )


def refresh_icons(application: QApplication) -> None:
    """Draw every remembered icon again, after the palette changed."""
    for widget in application.allWidgets():
        if isinstance(widget, QAbstractButton):
            _redraw(widget)
        for action in widget.actions():
            _redraw(action)


def _redraw(target: QAbstractButton | QAction) -> None:
    """Draw the remembered icon in the one size that is shown: all sizes would take six times as
    long, and the first paint waits for it.
    """
    name = target.property("okr_icon")
    if not name:
        return
    role = target.property("okr_icon_role") or "text"
    if isinstance(target, QAction):
        target.setIcon(icon(name, role, [MENU_SIZE]))
        return
    height = round((target.property("okr_icon_size") or 18) * _scale())
    # An icon grows with the text; a style leaves only 4 pixels between it and the word.
    room = _ROOM if target.text() else 0
    target.setIcon(icon(name, role, [height], room))
    target.setIconSize(QSize(height + room, height))


def _scale() -> float:
    return QApplication.font().pointSizeF() / BODY_POINTS


@cache
def _source(name: str) -> str:
    return (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")

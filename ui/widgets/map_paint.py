"""What the things of an alignment map look like: from near with words, from far as boxes."""

from collections import defaultdict
from dataclasses import dataclass, field

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from okrdesk.domain.alignment import AlignmentMap, MapNode
from okrdesk.i18n import _
from ui.theme.tokens import Tokens
from ui.widgets.marks import mark_of, word_of


@dataclass
class FarPicture:
    """The map as it is seen from far, without words: painted in a few calls."""

    lines: list[QLineF] = field(default_factory=list)
    boxes: dict[str, list[QRectF]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, found: AlignmentMap, boxes: dict[str, QRectF]) -> "FarPicture":
        """Return the picture of a map whose things have these boxes."""
        made = cls()
        for edge in found.edges:
            start, end = boxes[edge.above], boxes[edge.below]
            one = QPointF(start.right(), start.center().y())
            made.lines.append(QLineF(one, QPointF(end.left(), end.center().y())))
        for node in found.nodes:
            made.boxes[_colour(node)].append(boxes[node.id])
        return made

    def paint(self, painter: QPainter, tokens: Tokens) -> None:
        """Draw lines, then boxes in the colours of their marks."""
        painter.setPen(QPen(QColor(tokens.edge), 0))
        painter.drawLines(self.lines)
        painter.setPen(Qt.PenStyle.NoPen)
        for role, boxes in self.boxes.items():
            painter.setBrush(QColor(getattr(tokens, role)))
            painter.drawRects(boxes)


def _colour(node: MapNode) -> str:
    """Return the token by which a thing is seen from far."""
    if node.entity.startswith("directive"):
        return "accent"
    return mark_of(node.health).role


def foot_of(node: MapNode) -> str:
    """Return progress and owner of a thing, in one line."""
    share = "" if node.progress is None else f"{round(node.progress * 100)}\u00a0%"
    return " · ".join(part for part in (share, node.owner) if part)


def said_of(node: MapNode) -> str:
    """Return all that the picture shows of a thing, as it is heard."""
    mark = word_of(node.health) if node.health is not None else ""
    orphan = _("serves nothing above") if node.is_orphan else ""
    return ", ".join(part for part in (node.title, foot_of(node), mark, orphan) if part)


def wrapped(text: str, metrics: QFontMetricsF, width: float) -> list[str]:
    """Return `text` in at most two lines, the second one cut where it is too long."""
    words, first = text.split(), ""
    while words and metrics.horizontalAdvance(f"{first} {words[0]}".strip()) <= width:
        first = f"{first} {words.pop(0)}".strip()
    if not first:
        return [metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)]
    rest = metrics.elidedText(" ".join(words), Qt.TextElideMode.ElideRight, width)
    return [first, rest] if words else [first]


def ground_of(node: MapNode, tokens: Tokens) -> str:
    """Return the colour of the ground of a thing."""
    return tokens.tint(tokens.accent) if node.entity.startswith("directive") else tokens.surface

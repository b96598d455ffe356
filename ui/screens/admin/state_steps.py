"""The five states of a cycle as steps in a row: which are behind it, where it is, who and when."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from okrdesk.domain.dates import format_moment
from okrdesk.domain.objective import CycleState
from okrdesk.i18n import _
from okrdesk.names import name_of
from ui.screens.admin.load import Step
from ui.theme.tokens import tokens_of
from ui.widgets.text import label

_STATES = tuple(CycleState)


class StateLine(QWidget):
    """A line of five stations: those passed are filled, the one reached is ringed."""

    def __init__(self) -> None:
        super().__init__()
        self._at = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Ask for the height of a line of text and a little room."""
        return QSize(200, self.fontMetrics().height() + 10)

    def show_place(self, place: int) -> None:
        """Show that the station `place` (from 0) is reached."""
        self._at = place
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and text size."""
        super().changeEvent(event)
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw stations in the middle of five equal columns, and the line between them."""
        tokens = tokens_of(self.palette())
        accent, idle = QColor(tokens.accent), QColor(tokens.edge)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = self.fontMetrics().ascent() * 0.5
        wide, middle = self.width() / len(_STATES), self.height() / 2
        for place in range(len(_STATES)):
            centre = QPointF(wide * (place + 0.5), middle)
            if place:
                painter.setPen(QPen(accent if place <= self._at else idle, 2))
                before = QPointF(centre.x() - wide + radius + 4, middle)
                painter.drawLine(before, QPointF(centre.x() - radius - 4, middle))
            painter.setPen(QPen(accent if place <= self._at else idle, 2))
            painter.setBrush(accent if place < self._at else Qt.BrushStyle.NoBrush)
            disc = QRectF(0, 0, radius * 2, radius * 2)
            disc.moveCenter(centre)
            painter.drawEllipse(disc)
            if place == self._at:
                painter.setBrush(accent)
                painter.drawEllipse(centre, radius * 0.45, radius * 0.45)


class StateSteps(QWidget):
    """The line of states with a name below each, and who brought the cycle there and when."""

    def __init__(self) -> None:
        super().__init__()
        self.line = StateLine()
        self._names: dict[CycleState, QLabel] = {}
        self._facts: dict[CycleState, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(4)
        grid.addWidget(self.line, 0, 0, 1, len(_STATES))
        for place, state in enumerate(_STATES):
            name = self._names[state] = label(name_of(state).capitalize())
            fact = self._facts[state] = label("", "small", wrap=True)
            for text in (name, fact):
                text.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(name, 1, place)
            grid.addWidget(fact, 2, place)
            grid.setColumnStretch(place, 1)
            grid.setColumnMinimumWidth(place, 40)

    def show_state(self, state: CycleState, steps: Mapping[CycleState, Step]) -> None:
        """Show where a cycle stands; of the states ahead nothing is said."""
        at = _STATES.index(state)
        self.line.show_place(at)
        for place, one in enumerate(_STATES):
            name = self._names[one]
            name.setText(
                f"<b>{name_of(one).capitalize()}</b>" if place == at else name_of(one).capitalize()
            )
            step = steps.get(one) if place <= at else None
            self._facts[one].setText("" if step is None else _fact(step))
        text = _("State {n} of {total}: {state}")
        self.setAccessibleName(text.format(n=at + 1, total=len(_STATES), state=name_of(state)))


def _fact(step: Step) -> str:
    return f"{step.who}\n{format_moment(step.at)}"

"""The rows of figures under a total: the two parts, their components, and the bonus."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from okrdesk.domain.evaluation.outcome import Outcome
from okrdesk.domain.evaluation.pack import Component, ComponentKind, RulePack
from okrdesk.domain.numbers import format_decimal
from okrdesk.i18n import _
from ui.screens.evaluation.wording import percent_text, points_text
from ui.widgets.buttons import button
from ui.widgets.choices import Choice, ChoiceBox
from ui.widgets.text import label

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
INSET = 12
GRADE_AIR = 4
"""Above and below the words beside a grade, which run over several lines."""


class FigureRows(QWidget):
    """Caption on the left, the figure as a button on the right; grades are chosen in place."""

    def __init__(self, asked: Callable[[str], object], graded: Callable[[], object]) -> None:
        super().__init__()
        self._asked = asked
        self._graded = graded
        self.values: dict[str, QPushButton] = {}
        self.boxes: dict[str, ChoiceBox] = {}
        self._captions: dict[str, QLabel] = {}
        self._hints: dict[str, QLabel] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(0, 1)

    def grades(self) -> dict[str, Decimal]:
        """Return the grades chosen here, by component."""
        return {id: box.value() for id, box in self.boxes.items() if box.value() is not None}

    def lay_out(
        self,
        pack: RulePack,
        formula: Mapping[str, Decimal],
        leadership: Mapping[str, Decimal] | None,
    ) -> None:
        """Make the rows; grades are chosen where `leadership` is given, else shown."""
        self.clear()
        self._add("general", _("General criteria"))
        self._add("points", _("Results of work"))
        for component in (pack.component(id) for id in formula):
            if component.kind is ComponentKind.GRADE and leadership is not None:
                self._add_grade(component, leadership.get(component.id))
            else:
                self._add(component.id, f"{component.symbol}) {component.name}", inset=INSET)
        if pack.bonus_criteria or pack.bonus:
            self._add("bonus", _("Bonus"))

    def show_outcome(self, pack: RulePack, outcome: Outcome) -> None:
        """Fill the figures in."""
        texts = {
            "general": points_text(outcome.general, pack.totals.general),
            "points": points_text(outcome.points, pack.totals.results),
            "bonus": format_decimal(outcome.bonus, 2),
        }
        for id, value in self.values.items():
            text = texts.get(id) or percent_text(outcome.components.get(id))
            value.setText(text)
            caption = self._captions[id].text()
            value.setAccessibleName(_("{figure}: {value}. Why?").format(figure=caption, value=text))

    def suggest(self, texts: Mapping[str, str]) -> None:
        """Say below the grades that are chosen here what follows from figures, by component."""
        for id, hint in self._hints.items():
            hint.setText(texts.get(id, ""))
            hint.setVisible(bool(hint.text()))
            self.boxes[id].setAccessibleDescription(hint.text())

    def _add(self, id: str, caption: str, *, inset: int = 0) -> None:
        value = button("–", partial(self._asked, id), kind="link")
        value.setToolTip(_("Why?"))
        self.values[id] = value
        self._place(id, caption, inset, value)

    def _add_grade(self, component: Component, chosen: Decimal | None) -> None:
        grades = [Choice(one, f"{format_decimal(one)} %") for one in component.grades]
        box = ChoiceBox(grades, empty=_("choose"))
        box.setMinimumContentsLength(5)
        box.set_value(chosen)
        box.setAccessibleName(component.name)
        box.edited.connect(self._graded)
        self.boxes[component.id] = box
        self._place(component.id, f"{component.symbol}) {component.name}", INSET, box)
        hint = self._hints[component.id] = label("", "small", wrap=True)
        hint.setContentsMargins(INSET, 0, 0, 4)
        hint.hide()
        self._grid.addWidget(hint, self._grid.rowCount(), 0, 1, 2)

    def _place(self, id: str, caption: str, inset: int, value: QWidget) -> None:
        at = self._grid.rowCount()
        name = label(caption, "muted" if inset else "body", wrap=True)
        air = GRADE_AIR if isinstance(value, ChoiceBox) else 0
        name.setContentsMargins(inset, air, 0, air)
        self._captions[id] = name
        self._grid.addWidget(name, at, 0)
        self._grid.addWidget(value, at, 1, _RIGHT)

    def clear(self) -> None:
        """Take all rows away."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for kept in (self.values, self.boxes, self._captions, self._hints):
            kept.clear()

"""The targets of an indicator, a year at a time: of the year, its quarters and its months."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from okrdesk.domain.dates import ROMAN
from okrdesk.domain.indicator import IndicatorTarget
from okrdesk.errors import Refused
from okrdesk.i18n import _
from ui.widgets.choices import Choice, ChoiceBox
from ui.widgets.editors import DecimalEdit
from ui.widgets.text import label

_AHEAD = 3
_LETTERS = 9


class TargetsEdit(QWidget):
    """Shows one year; what was typed for the others is kept.

    A period is written 2026, 2026-Q4 or 2026-10.
    """

    edited = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self._this = today.year
        self._known: dict[str, Decimal] = {}
        self._typed: dict[str, Decimal | None] = {}
        self._fields: dict[str, DecimalEdit] = {}
        self.year = ChoiceBox()
        self.year.edited.connect(self._turn)
        self._shown = self._this
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._lay_out()
        self.setFocusProxy(self.year)
        self._offer_years(())

    def set_targets(self, targets: Iterable[IndicatorTarget]) -> None:
        """Show what is set; forget what was typed."""
        known = {one.period: one.value for one in targets}
        self._known, self._typed = known, {}
        self._offer_years(int(period[:4]) for period in known)
        self._show()

    def value(self) -> Mapping[str, Decimal | None]:
        """Return what differs from what is set, by period; None takes a target away.

        Raises Refused(BAD_NUMBER) for what is no number in the year in view.
        """
        self._keep()
        return {
            period: value
            for period, value in self._typed.items()
            if value != self._known.get(period)
        }

    def field(self, part: str) -> DecimalEdit:
        """Return the editor of a part of the year in view: "" for all of it, Q1–Q4, 01–12."""
        return self._fields[part]

    def _lay_out(self) -> None:
        self.year.setAccessibleName(_("Year of targets"))
        self.year.setMinimumContentsLength(5)
        said = label(_("Year"), "label")
        said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(said, 0, 0)
        self._grid.addWidget(self.year, 0, 1)
        self._put("", _("Whole year"), (0, 2))
        for quarter in range(4):
            name = _("Quarter {quarter}").format(quarter=ROMAN[quarter])
            self._put(f"Q{quarter + 1}", name, (quarter + 1, 0))
            for at in range(3):
                month = quarter * 3 + at + 1
                name = _("Month {n}").format(n=month)
                self._put(f"{month:02}", name, (quarter + 1, 2 * at + 2))
        for column in range(1, 8, 2):
            self._grid.setColumnStretch(column, 1)

    def _put(self, part: str, name: str, at: tuple[int, int]) -> None:
        field = self._fields[part] = DecimalEdit()
        field.setAccessibleName(name)
        field.setMinimumWidth(field.fontMetrics().averageCharWidth() * _LETTERS)
        field.edited.connect(self.edited)
        said = label(name, "label")
        said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(said, *at)
        self._grid.addWidget(field, at[0], at[1] + 1)

    def _offer_years(self, known: Iterable[int]) -> None:
        years = {*known, *range(self._this - 1, self._this + _AHEAD)}
        self.year.set_choices([Choice(year, f"{year}") for year in sorted(years)])
        self.year.set_value(self._shown)

    def _turn(self) -> None:
        """Show another year, unless something in this one is no number."""
        with suppress(Refused):
            self._keep()
            self._shown = self.year.value()
            self._show()
        self.year.set_value(self._shown)

    def _keep(self) -> None:
        """Take what stands in the fields; raise Refused(BAD_NUMBER) and show where."""
        for period, field in self._periods():
            try:
                self._typed[period] = field.value()
            except Refused:
                self.setFocusProxy(field)  # where a form puts the cursor
                raise

    def _show(self) -> None:
        for period, field in self._periods():
            field.set_value(self._typed.get(period, self._known.get(period)))

    def _periods(self) -> Iterator[tuple[str, DecimalEdit]]:
        for part, field in self._fields.items():
            yield f"{self._shown}-{part}" if part else f"{self._shown}", field

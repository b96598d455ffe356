"""How many items are in each state, as chips that show only those when pressed."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from okrdesk.domain.coverage import CoverageState
from okrdesk.i18n import _
from ui.screens.directives.filters import OVERDUE
from ui.screens.directives.wording import TONES, state_text
from ui.widgets.chips import Chip, FlowLayout

if TYPE_CHECKING:
    from okrdesk.services.coverage import ItemRow


class StateChips(QWidget):
    """One chip for each state that some item is in; `choose` is told which was pressed."""

    def __init__(self, choose: Callable[[str], object]) -> None:
        super().__init__()
        flow = FlowLayout(self)
        self._chips: dict[str, Chip] = {}
        for state in (*CoverageState, OVERDUE):
            chip = Chip("", _tone(state), partial(choose, str(state)))
            chip.hide()
            self._chips[str(state)] = chip
            flow.addWidget(chip)

    def show_states(self, rows: "Sequence[ItemRow]") -> None:
        """Count the rows by state; a state without any is left out."""
        counts = Counter(str(row.state) for row in rows)
        counts[OVERDUE] = sum(row.is_overdue for row in rows)
        for state, chip in self._chips.items():
            text = _text(state)
            chip.set_word(f"{text}: {counts[state]}", _tone(state))
            says_more = state != OVERDUE or counts[state] > counts[str(CoverageState.LATE)]
            chip.setVisible(counts[state] > 0 and says_more)
        self.setVisible(bool(rows))


def _tone(state: str) -> str:
    return "bad" if state == OVERDUE else TONES[CoverageState(state)]


def _text(state: str) -> str:
    return _("! past the deadline") if state == OVERDUE else state_text(CoverageState(state))

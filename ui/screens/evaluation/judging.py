"""What only who judges sets: the facts that knock out, and another band than the points make."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from okrdesk.domain.evaluation.pack import RulePack
from okrdesk.i18n import _
from ui.screens.evaluation.typed import Typed
from ui.widgets.buttons import button
from ui.widgets.editors import Choice, ChoiceBox, Tick
from ui.widgets.text import label


class Judging(QWidget):
    """The band to propose, and ticks for the knock-outs, which are seldom and stay folded."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.ticks: dict[str, Tick] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 8, 0)
        column.setSpacing(4)
        self.caption = label(_("Band"), "small")
        self.band = ChoiceBox()
        self.band.setAccessibleName(_("Band"))
        self.band.edited.connect(self.edited)
        self.fold = button(_("Cases that put into the lowest band…"), self._unfold, kind="link")
        self.folded = QWidget()
        self._rows = QVBoxLayout(self.folded)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        for one in (self.caption, self.band, self.fold, self.folded):
            column.addWidget(one)

    @property
    def knock_outs(self) -> frozenset[str]:
        """The ids of what is ticked."""
        return frozenset(id for id, tick in self.ticks.items() if tick.value())

    def show_pack(self, pack: RulePack, is_leader: bool, typed: Typed) -> None:
        """Offer the bands and knock-outs of a pack, with what is set so far."""
        self.band.set_choices([])
        bands = [Choice(None, _("as the points make it"))]
        bands += [Choice(one.id, one.short or one.name) for one in pack.bands]
        self.band.set_choices(bands)
        self.band.set_value(typed.band)
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.ticks.clear()
        for one in pack.knock_outs:
            if is_leader or not one.leaders_only:
                self._add_tick(one.id, one.name, one.id in typed.knock_outs)
        is_open = bool(typed.knock_outs)
        self.folded.setVisible(is_open)
        self.fold.setVisible(bool(self.ticks) and not is_open)

    def _add_tick(self, id: str, name: str, is_set: bool) -> None:
        tick = Tick(_("Yes"))
        tick.setAccessibleName(name)
        tick.set_value(is_set)
        tick.edited.connect(self.edited)
        self.ticks[id] = tick
        self._rows.addWidget(label(name, "small", wrap=True))
        self._rows.addWidget(tick)

    def _unfold(self) -> None:
        self.folded.show()
        self.fold.hide()
        for tick in list(self.ticks.values())[:1]:
            tick.setFocus()

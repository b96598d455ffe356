"""How a unit itself is rated in a period: the authority chooses the rating and says why."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from okrdesk.i18n import _
from ui.operations import Command
from ui.screens.evaluation import load
from ui.screens.evaluation.wording import cased
from ui.widgets.dialog import Dialog
from ui.widgets.editors import Choice, ChoiceBox, NoteEdit
from ui.widgets.form import Form
from ui.widgets.text import label

if TYPE_CHECKING:
    from okrdesk.services.periods import Period


class RatingDialog(Dialog):
    """Rates one unit in one period; no rating takes an earlier one back."""

    def __init__(self, owner: QWidget, rating: load.Rating, period: "Period") -> None:
        super().__init__(_("Rate unit"), owner, width=64)
        self._period_id, self._unit_id = period.id, rating.unit_id
        self.body.addWidget(label(f"{rating.unit} · {period.name}", "section", wrap=True))
        self.form = Form()
        bands = [Choice(band.id, cased(band.name)) for band in rating.bands]
        text = _("The head of the unit is not rated above it where the rules say so.")
        self.form.add("band", _("Rating"), ChoiceBox(bands, empty=_("(not rated)")), help_text=text)
        self.form.add("note", _("Grounds of the rating"), NoteEdit(3), required=True)
        self.form.set_values({"band": rating.band, "note": rating.note})
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.add_primary(_("Save"), self._save)

    def open(self) -> None:
        """Show the dialog with the cursor on the rating."""
        super().open()
        self.form.row("band").editor.setFocus()

    def is_dirty(self) -> bool:
        """Say whether typed text would be lost."""
        return self.form.is_dirty()

    def _save(self) -> None:
        values = self.form.values()
        if values is not None:
            call = partial(load.rate_unit, self._period_id, self._unit_id, values)
            Command(call, title=_("Rate unit")).success(self._done).run(self.form)

    def _done(self, done: Any) -> None:
        self.finish(done.value)

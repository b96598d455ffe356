"""A dialog with details that are folded away until somebody asks for them."""

from PySide6.QtCore import Qt

from okrdesk.i18n import _
from ui.screens.objectives.detailed_form import DetailedForm
from ui.widgets.buttons import button
from ui.widgets.dialog import Dialog


class DetailedDialog(Dialog):
    """Unfolds the details of its forms, and grows with them."""

    def add_more(self, *forms: DetailedForm) -> None:
        """Put in the button that unfolds the details of `forms`, and folds them away again."""
        self._detailed = forms
        self._more = button(_("More details"), self._unfold, icon="chevron-down", kind="link")
        self.body.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)

    def _unfold(self) -> None:
        first, on = self._detailed[0], not self._detailed[0].is_unfolded
        for form in self._detailed:
            form.unfold(on)
        self._more.setText(_("Fewer details") if on else _("More details"))
        self.grow()
        if on:
            first.focus_details()

"""The history of what is selected, read when its tab is opened."""

from functools import partial

from okrdesk.i18n import _
from ui.operations import Latest, Query, desktop_of
from ui.screens.objectives import load
from ui.screens.objectives.history_text import write_history
from ui.widgets.reading import Reading


class HistoryTab(Reading):
    """Reads the history of its subject once for each time the subject is set.

    A decision in it leads to the form that records it (B4).
    """

    def __init__(self) -> None:
        super().__init__(_("History"))
        self._id = ""
        self._is_read = True
        self._latest = Latest()
        self.linked.connect(self._open)

    def set_subject(self, id: str) -> None:
        """Take the object whose history `read` will show."""
        if id != self._id:
            self.show_text(None)
        self._id = id
        self._is_read = False

    def read(self) -> None:
        """Read the history, unless it is here already."""
        if not self._is_read:
            self._is_read = True
            call = partial(load.history, self._id)
            Query(call).success(self._latest.only(self._fill)).run(self)

    def _fill(self, history: load.History) -> None:
        self.show_text(partial(write_history, history))

    def _open(self, address: str) -> None:
        kind, _colon, id = address.partition(":")
        if kind == "decision":
            desktop_of(self).go.emit("forms", "B4", id)

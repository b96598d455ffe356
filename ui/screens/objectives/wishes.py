"""Units wanted in full from further down: asking the server for them, and saying when they came."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from okrdesk.i18n import _
from ui.operations import Command, Query
from ui.screens.objectives import load

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from ui.screens.objectives.screen import ObjectivesScreen


class Wishes:
    """Asks for the unit shown in full, or for its figures alone; the next sync brings it.

    What was said of the wish is said anew once it is fulfilled: a promise is not left standing.
    """

    def __init__(self, screen: "ObjectivesScreen") -> None:
        self._screen = screen
        self._promised = ""
        self._unit = ""
        self._wants_rows = False
        screen.desktop.sync.finished.connect(self._look)

    def pin(self) -> None:
        """Ask the server for the objectives of the unit shown, whose figures alone are here."""
        said = _("The objectives of the unit come with the next sync.")
        self._wants_rows = True
        self._wish(load.pin, _("Receive the unit in full"), said)

    def unpin(self) -> None:
        """Be content with the figures of the unit shown."""
        said = _("From the next sync on the unit's figures alone are here.")
        self._wants_rows = False
        self._wish(load.unpin, _("Receive the unit's figures only"), said)

    def _wish(self, wish: Callable[[str, "Desk"], None], title: str, said: str) -> None:
        key = self._screen.detail.key
        if key is None:
            return
        self._unit, self._promised = key[1], said
        Command(partial(wish, key[1]), title=title).success(self._noted).run(self._screen)

    def _noted(self, _done: None) -> None:
        self._screen.tell(self._promised)
        self._screen.refresh()
        self._screen.desktop.sync.sync_now()

    def _look(self) -> None:
        """After a sync, see whether it brought what is still promised."""
        if self._promised and self._screen.messages.text() == self._promised:
            call = partial(load.is_in_figures, self._unit)
            Query(call).success(self._fulfilled).run(self._screen)

    def _fulfilled(self, is_in_figures: bool) -> None:
        is_promised = self._screen.messages.text() == self._promised
        if not is_promised or is_in_figures == self._wants_rows:
            return
        self._promised = ""
        if self._wants_rows:
            self._screen.tell(_("The objectives of the unit are here now."))
        else:
            self._screen.tell(_("The unit's figures alone are here now."))

"""The office's own words for its things: taken up when the database opens, and when they change."""

from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from okrdesk import i18n
from ui.desktop import Desktop, Touched

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk


class OfficeTerms(QObject):
    """Builds the window anew with the words where there are some.

    They come from the database alone: no file outside it tells what an office wrote.
    """

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop)
        self._desktop = desktop
        self._terms: dict[str, str] = {}
        i18n.set_terms({})
        desktop.opened.connect(lambda _opened: self._read())
        desktop.changed.connect(self._on_changed)

    def _on_changed(self, touched: Touched) -> None:
        if any(entity == "office_setting" for entity, _id in touched):
            self._read()

    def _read(self) -> None:
        self._desktop.watch(self, self._desktop.application.submit(_terms), self._take)

    def _take(self, done: Future[Any]) -> None:
        if done.exception() is not None:
            return
        if done.result() != self._terms:
            self._terms = done.result()
            i18n.set_terms(self._terms)
            self._desktop.language_changed.emit()


def _terms(desk: "Desk") -> dict[str, str]:
    from okrdesk.services.office import find_office_settings

    return dict(find_office_settings(desk).terms)

"""Pages of which one shows: as tall as that one, where a stack is as tall as the tallest."""

from PySide6.QtWidgets import QVBoxLayout, QWidget


class Pages(QWidget):
    """Shows one page; the others take no room, so that nothing stands below an empty space."""

    def __init__(self) -> None:
        super().__init__()
        self._pages: list[QWidget] = []
        self._current = 0
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)

    def add(self, page: QWidget) -> None:
        """Put a page behind the others."""
        self._box.addWidget(page)
        self._pages.append(page)
        self.show_page(self._current)

    def clear(self) -> None:
        """Take all pages away."""
        for page in self._pages:
            page.hide()
            self._box.removeWidget(page)
            page.deleteLater()
        self._pages = []
        self._current = 0

    def current(self) -> int:
        """Return the place of the page that shows."""
        return self._current

    def show_page(self, place: int) -> None:
        """Show the page at `place`."""
        self._current = place
        for at, page in enumerate(self._pages):
            page.setVisible(at == place)

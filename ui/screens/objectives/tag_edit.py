"""The field for tags: words separated by commas."""

from collections.abc import Sequence

from okrdesk.i18n import _
from ui.widgets.editors import TextEdit


class TagEdit(TextEdit):
    """One line of tags; `value()` is a tuple of them, in the order typed."""

    def __init__(self) -> None:
        super().__init__(_("roads, digital transformation"))

    def value(self) -> tuple[str, ...]:  # type: ignore[override]
        """Return the tags without empty ones."""
        return tuple(tag for one in self.text().split(",") if (tag := " ".join(one.split())))

    def set_value(self, value: Sequence[str] | None) -> None:
        """Show tags from the beginning of the line."""
        super().set_value(", ".join(value or ()))

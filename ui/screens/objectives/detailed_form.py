"""A form that shows its main fields, and the rest when asked for."""

from typing import Any

from okrdesk.errors import OkrError
from okrdesk.sentences import explain
from ui.widgets.form import Form


class DetailedForm(Form):
    """Fields named in `details` are folded away at first; their values count all the same.

    A subclass says in `is_relevant` which fields what was chosen has a use for.
    """

    def __init__(self) -> None:
        super().__init__()
        self.details: frozenset[str] = frozenset()
        self._unfolded = False

    @property
    def is_unfolded(self) -> bool:
        """Whether all fields are shown."""
        return self._unfolded

    def unfold(self, on: bool) -> None:
        """Show or fold away the details."""
        self._unfolded = on
        self.fit()

    def focus_details(self) -> None:
        """Put the keyboard on the first of the details that are shown."""
        shown = (row for name, row in self._rows.items() if name in self.details)
        first = next((row for row in shown if not row.isHidden()), None)
        if first is not None:
            first.editor.setFocus()

    def is_relevant(self, name: str) -> bool:
        """Say whether the field has a meaning with what is chosen."""
        return True

    def fit(self) -> None:
        """Show what is relevant and not folded away."""
        for name in self._rows:
            folded = name in self.details and not self._unfolded
            self.show_field(name, self.is_relevant(name) and not folded)

    def values(self) -> dict[str, Any] | None:
        """Return every relevant value by name, or None after showing what is missing or wrong."""
        found = super().values()
        if found is None:
            return None
        for name in self.details:
            if self._unfolded or not self.is_relevant(name):
                continue
            try:
                found[name] = self._rows[name].editor.value()  # type: ignore[attr-defined]
            except OkrError as error:
                self.unfold(True)
                self.row(name).set_error(explain(error))
        return None if self.focus_first_error() else found

    def show_problem(self, error: BaseException) -> None:
        """Show an error at its field, unfolding it where it is folded away."""
        if getattr(error, "field", None) in self.details:
            self.unfold(True)
        super().show_problem(error)

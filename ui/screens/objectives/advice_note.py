"""Help with wording under a field: gentle, with a reason and an example, and never in the way."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from okrdesk import advice_texts
from okrdesk.domain.advice import Advice, Rule
from okrdesk.i18n import _
from ui.widgets.buttons import button
from ui.widgets.text import label


class AdviceNote(QFrame):
    """Shows the first piece of advice that the person has not overruled."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "bar")
        self._shown: Advice | None = None
        self._overruled: set[Rule] = set()
        self._advice: Sequence[Advice] = ()
        self.name = label("", "label", wrap=True)
        self.reason = label("", "body", wrap=True)
        self.example = label("", "small", wrap=True)
        self.keep = button(_("Keep it as it is"), self._overrule, kind="link")
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 8, 12, 4)
        box.setSpacing(2)
        for widget in (self.name, self.reason, self.example):
            box.addWidget(widget)
        self.keep.setStyleSheet("padding-left: 0; border-left-width: 0")  # its word lines up
        box.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_advice(self, advice: Sequence[Advice]) -> None:
        """Show what of `advice` was not overruled, one piece at a time."""
        self._advice = advice
        self._shown = next((one for one in advice if one.rule not in self._overruled), None)
        self.setVisible(self._shown is not None)
        if self._shown is not None:
            self.name.setText(advice_texts.name(self._shown))
            self.reason.setText(advice_texts.reason(self._shown))
            example = advice_texts.example(self._shown)
            self.example.setText(_("Example: {example}").format(example=example))
            self.setAccessibleName(self.name.text())
            self.setAccessibleDescription(self.reason.text())

    def _overrule(self) -> None:
        if self._shown is not None:
            self._overruled.add(self._shown.rule)
            self.show_advice(self._advice)

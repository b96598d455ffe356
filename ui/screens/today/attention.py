"""What of the sync needs a word, on Hôm nay: one line each, which opens Đồng bộ at it."""

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from okrdesk.i18n import ngettext
from ui.desktop import Desktop
from ui.theme.icons import set_icon
from ui.widgets.buttons import button


class Attention(QWidget):
    """Lines for changes not accepted, double edits and hand-overs; away where there are none."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self._desktop = desktop
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.lines = {
            name: button("", partial(self._open, name), kind="link")
            for name in ("refused", "conflict", "parked")
        }
        for name, sign in (("refused", "warning"), ("conflict", "compare"), ("parked", "handover")):
            set_icon(self.lines[name], sign, "warn")
            column.addWidget(self.lines[name])
        desktop.sync.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        standing = self._desktop.sync.standing
        texts = {
            "refused": ngettext(
                "{n} entry of yours was not accepted",
                "{n} entries of yours were not accepted",
                standing.refused,
            ).format(n=standing.refused),
            "conflict": ngettext(
                "{n} field was changed by two people",
                "{n} fields were changed by two people",
                standing.conflicts,
            ).format(n=standing.conflicts),
            "parked": ngettext(
                "{n} hand-over waits for your word",
                "{n} hand-overs wait for your word",
                standing.handovers,
            ).format(n=standing.handovers),
        }
        counts = (standing.refused, standing.conflicts, standing.handovers)
        for (name, line), count in zip(self.lines.items(), counts, strict=True):
            line.setText(texts[name])
            line.setVisible(count > 0)
        self.setVisible(standing.attention > 0)

    def _open(self, name: str) -> None:
        self._desktop.go.emit("sync", name, "first")

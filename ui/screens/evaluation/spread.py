"""Beside the unit table: how the bands are spread, the quotas, and who is missing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QProgressBar, QVBoxLayout, QWidget

from okrdesk.domain.numbers import format_percent
from okrdesk.i18n import _, ngettext
from ui.screens.evaluation.unit_rows import band_word
from ui.screens.evaluation.wording import cased, missing_text
from ui.screens.sync.fields import Pane
from ui.widgets.text import label, rule

if TYPE_CHECKING:
    from okrdesk.domain.evaluation.quota import QuotaCount
    from okrdesk.services.evaluation_rows import Missing
    from okrdesk.services.evaluation_tables import BandCount, UnitTable

MOST_NAMES = 12
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Spread(Pane):
    """Figures of the whole unit, to read."""

    def __init__(self) -> None:
        super().__init__(_("Spread of the bands"))
        self.inner = QWidget()
        self.add(self.inner)
        self.column.addStretch(1)

    def show_table(self, units: "UnitTable") -> None:
        """Show the figures of a table."""
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(_("Spread of the bands"), "section"))
        column.addWidget(_bars(units.distribution))
        if units.quotas:
            column.addWidget(rule())
            column.addWidget(label(_("Quota"), "section"))
        for quota in units.quotas:
            self._add_quota(column, quota, units)
        if units.quotas:
            calm = _("A quota takes nobody's band away by itself; the competent authority decides.")
            column.addWidget(label(calm, "small", wrap=True))
        column.addWidget(rule())
        self._add_missing(column, units.missing)
        self.column.replaceWidget(self.inner, inner)
        self.inner.hide()
        self.inner.deleteLater()
        self.inner = inner

    def _add_quota(self, column: QVBoxLayout, quota: "QuotaCount", units: "UnitTable") -> None:
        band = band_word(units.bands.get(quota.quota.band))
        where = quota.group or _("In the whole table")
        text = _("{where}: “{band}” {having} of {base}, at most {allowed}").format(
            where=where, band=band, having=quota.having, base=quota.base, allowed=quota.allowed
        )
        line = label(text, "body" if quota.is_over else "muted", wrap=True)
        column.addWidget(line)
        if quota.is_over:
            over = quota.having - quota.allowed
            more = ngettext(
                "Over it by {n}; behind the last place allowed:",
                "Over it by {n}; behind the last place allowed:",
                over,
            )
            column.addWidget(label(more.format(n=over), "error", wrap=True))
            names = {row.person_id: row.name for row in units.rows}
            column.addWidget(label(_listed([names[id] for id in quota.over]), wrap=True))

    def _add_missing(self, column: QVBoxLayout, missing: "Sequence[Missing]") -> None:
        column.addWidget(label(_("Who is missing"), "section"))
        if not missing:
            column.addWidget(label(_("Nobody: everything is approved."), "muted", wrap=True))
        for what, names in _by_what(missing).items():
            text = _("{what} ({n}): {names}")
            shown = text.format(what=cased(what), n=len(names), names=_listed(names))
            column.addWidget(label(shown, wrap=True))


def _by_what(missing: "Sequence[Missing]") -> dict[str, list[str]]:
    """Return the names of those who are missing, by what is missing of them."""
    found: dict[str, list[str]] = {}
    for one in missing:
        found.setdefault(missing_text(one), []).append(one.name)
    return found


def _listed(names: Sequence[str]) -> str:
    """Return the first names, and how many more there are."""
    shown = ", ".join(names[:MOST_NAMES])
    rest = len(names) - MOST_NAMES
    return shown if rest <= 0 else _("{names} and {n} more").format(names=shown, n=rest)


def _bars(distribution: "Sequence[BandCount]") -> QWidget:
    """Return a bar for each band, with count and share."""
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(1, 1)
    for at, one in enumerate(distribution):
        bar = QProgressBar()
        bar.setTextVisible(False)
        bar.setRange(0, 1000)
        bar.setValue(round(one.share * 1000))
        bar.setFixedHeight(6)
        bar.setMinimumWidth(24)
        bar.setAccessibleName(one.band.name)
        grid.addWidget(label(band_word(one.band)), at, 0)
        grid.addWidget(bar, at, 1, Qt.AlignmentFlag.AlignVCenter)
        figure = label(f"{one.count} · {format_percent(one.share)}")
        grid.addWidget(figure, at, 2, _RIGHT)
    return made

"""The rows of the unit table: what they say on the screen, and in a workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from okrdesk.domain.dates import day_at, format_date
from okrdesk.domain.evaluation.pack import Band
from okrdesk.domain.numbers import format_decimal
from okrdesk.i18n import N_, _
from ui.screens.evaluation.wording import cased, number_text, state_text
from ui.widgets.rows import Column

if TYPE_CHECKING:
    from okrdesk.services.evaluation_tables import UnitRow, UnitTable
    from ui.screens.evaluation.load import Rating


@dataclass(frozen=True)
class Line:
    """One person's line with its bands in words."""

    row: "UnitRow"
    self_band: str
    proposed_band: str
    approved_band: str

    @property
    def id(self) -> str:
        """The id of the evaluation."""
        return self.row.id

    @property
    def note(self) -> str:
        """Leave, what a transfer brought along, and what was noted."""
        row, parts = self.row, []
        if row.days is not None and row.days_present is not None:
            present = _("{present} of {days} days").format(present=row.days_present, days=row.days)
            parts.append(present)
        for one in row.brought:
            text = _("brought along: {period} {points}")
            parts.append(text.format(period=one.period, points=format_decimal(one.points, 2)))
        return " · ".join(filter(None, (*parts, row.note)))


UNIT_COLUMNS = (
    Column("name", N_("Full name"), text=lambda line: line.row.name, width=22),
    Column("state", N_("State"), text=lambda line: state_text(line.row.state), width=27),
    Column(
        "general",
        N_("General"),
        text=lambda line: number_text(line.row.general),
        width=7,
        right=True,
        optional=True,
    ),
    Column(
        "points",
        N_("Results"),
        text=lambda line: number_text(line.row.points),
        width=7,
        right=True,
        optional=True,
    ),
    Column(
        "total", N_("Total"), text=lambda line: number_text(line.row.total), width=7, right=True
    ),
    Column(
        "self", N_("Self"), text=lambda line: line.self_band, width=11, muted=True, optional=True
    ),
    Column("proposed", N_("Proposed"), text=lambda line: line.proposed_band, width=10),
    Column("approved", N_("Approved"), text=lambda line: line.approved_band, width=10),
    Column(
        "title", N_("Title of the post"), text=lambda line: line.row.title, width=20, optional=True
    ),
    Column("unit", N_("Unit"), text=lambda line: line.row.unit, width=24, optional=True),
    Column("note", N_("Note"), text=lambda line: line.note, width=0),
)
_NUMBERS = {"general", "points", "total"}


def lines_of(units: "UnitTable") -> list[Line]:
    """Return the lines of a table, by name as they come."""

    def word(band: str | None) -> str:
        return band_word(units.bands.get(band or ""))

    return [
        Line(row, word(row.self_band), word(row.proposed_band), word(row.approved_band))
        for row in units.rows
    ]


def band_word(band: Band | None) -> str:
    """Return the short word of a band; "" for none."""
    return "" if band is None else band.short or cased(band.name)


def rating_text(rating: "Rating") -> str:
    """Return how a unit itself is rated, recorded when and by whom; "" where it is not rated."""
    band = {one.id: one for one in rating.bands}.get(rating.band or "")
    if rating.band is None:
        return ""
    word = cased(band.name) if band else rating.band
    if rating.at is None:
        return _("Rating of the unit: {band}").format(band=word)
    text = _("Rating of the unit: {band}, recorded on {date} by {name}")
    day = format_date(day_at(rating.at))
    return text.format(band=word, date=day, name=rating.who)


def write_lines(lines: Sequence[Line], path: Path) -> Path:
    """Write the lines to a workbook, numbers as numbers; a worker's business."""
    from okrdesk.exchange.export import ExportColumn, write_rows

    columns = [
        ExportColumn(_(one.title), "0.00" if one.id in _NUMBERS else "") for one in UNIT_COLUMNS
    ]
    rows = ([_cell(column, line) for column in UNIT_COLUMNS] for line in lines)
    return write_rows(path, _("Results of the unit"), columns, rows)


def _cell(column: Column, line: Line) -> str | Decimal | None:
    if column.id in _NUMBERS:
        value: Decimal | None = getattr(line.row, column.id)
        return value
    return column.text(line) if column.text else ""

"""The results of a unit in a period as one workbook: people, levels, quotas, who is missing."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from okrdesk.exchange.export import ExportColumn, List, Shown, write_lists
from okrdesk.i18n import _
from okrdesk.names import name_of
from okrdesk.services.desk import Desk
from okrdesk.services.evaluation_tables import UnitRow, UnitTable, unit_table
from okrdesk.services.periods import find_period

_TWO = "#,##0.00"


def write_summary(desk: Desk, period: str, unit_id: str, file: Path) -> Path:
    """Write the results of a unit with all below it in a period (code or id); return the path.

    Raises Refused: NOT_FOUND; Fault FILE_NOT_WRITTEN.
    """
    table = unit_table(desk, find_period(desk, period).id, unit_id)
    return write_lists(file, [_people(table), _bands(table), _quotas(table), _missing(table)])


def _people(table: UnitTable) -> List:
    columns = [
        ExportColumn(_("Code")),
        ExportColumn(_("Name")),
        ExportColumn(_("Unit")),
        ExportColumn(_("Post")),
        ExportColumn(_("State")),
        ExportColumn(_("General criteria"), _TWO),
        ExportColumn(_("Results"), _TWO),
        ExportColumn(_("Score"), _TWO),
        ExportColumn(_("Own level")),
        ExportColumn(_("Proposed level")),
        ExportColumn(_("Approved level")),
        ExportColumn(_("Working days")),
        ExportColumn(_("Days present")),
        ExportColumn(_("Note")),
    ]
    return List(_("Results"), columns, [_row(row, table) for row in table.rows])


def _row(row: UnitRow, table: UnitTable) -> Sequence[Shown]:
    own, proposed, approved = (
        table.bands[band].name if band and band in table.bands else ""
        for band in (row.self_band, row.proposed_band, row.approved_band)
    )
    figures = (row.general, row.points, row.total)
    return [
        row.code,
        row.name,
        row.unit,
        row.title,
        name_of(row.state),
        *figures,
        own,
        proposed,
        approved,
        row.days,
        row.days_present,
        row.note,
    ]


def _bands(table: UnitTable) -> List:
    columns = [
        ExportColumn(_("Level")),
        ExportColumn(_("People")),
        ExportColumn(_("Share"), "0.0 %"),
    ]
    rows: list[Sequence[Shown]] = [
        [one.band.name, one.count, Decimal(str(round(one.share, 4)))] for one in table.distribution
    ]
    return List(_("Levels"), columns, rows)


def _quotas(table: UnitTable) -> List:
    columns = [_("Level"), _("Group"), _("Of how many"), _("Allowed"), _("Have it"), _("Over")]
    names = {row.person_id: row.name for row in table.rows}
    rows: list[Sequence[Shown]] = [
        [
            table.bands[one.quota.band].name if one.quota.band in table.bands else one.quota.band,
            one.group,
            one.base,
            one.allowed,
            one.having,
            ", ".join(names.get(id, id) for id in one.over),
        ]
        for one in table.quotas
    ]
    return List(_("Quotas"), columns, rows)


def _missing(table: UnitTable) -> List:
    columns = [_("Name"), _("Unit"), _("State")]
    rows = [
        [one.name, one.unit, name_of(one.state) if one.state else _("Not prepared")]
        for one in table.missing
    ]
    return List(_("Who is missing"), columns, rows)

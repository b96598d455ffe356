"""The year's sheet: the scores of its periods, the means of its quarters, and what they make."""

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from okrdesk.domain.dates import parse_period
from okrdesk.domain.evaluation.pack import RulePack, YearMethod
from okrdesk.domain.evaluation.year import PeriodScore, quarter_means
from okrdesk.domain.numbers import format_decimal
from okrdesk.i18n import N_, _
from ui.screens.evaluation.wording import number_text
from ui.widgets.keeping import refill
from ui.widgets.rows import Column, RowModel
from ui.widgets.views import TableView

METHODS = {
    YearMethod.MEAN: N_("The year is the mean of its periods."),
    YearMethod.WEIGHTED_BY_DAYS: N_(
        "The year is the mean of its periods, weighted by days worked."
    ),
    YearMethod.LAST: N_("The last period of the year stands for the year."),
}


@dataclass(frozen=True)
class YearLine:
    """A period or the mean of a quarter, as it is shown."""

    id: str
    name: str
    total: str
    note: str


COLUMNS = (
    Column("name", N_("Evaluation period"), text=lambda line: line.name, width=28),
    Column("total", N_("Total"), text=lambda line: line.total, width=12, right=True),
    Column("note", N_("Note"), text=lambda line: line.note, width=0, muted=True),
)


class YearTable(TableView):
    """Reads; the figures come from the sheets of the periods."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Periods of the year"), "evaluation.year", parent)
        self.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.set_model(RowModel(COLUMNS, self))

    def show_year(self, pack: RulePack, periods: tuple[PeriodScore, ...]) -> None:
        """Show the periods of a year, each quarter's mean after its last."""
        refill(self, year_lines(pack, periods))


def year_lines(pack: RulePack, periods: tuple[PeriodScore, ...]) -> list[YearLine]:
    """Return the lines of a year in order."""
    means = quarter_means(pack, periods)
    found: list[YearLine] = []
    for number, mean in enumerate(means, 1):
        inside = [one for one in periods if _quarter(one.code) == number]
        found += [_line(one) for one in inside]
        if len(inside) > 1:
            name = _("Mean of quarter {quarter}").format(quarter=number)
            found.append(YearLine(f"mean {number}", name, number_text(mean), ""))
    return found


def why_year(pack: RulePack, periods: tuple[PeriodScore, ...], total: Decimal | None) -> list[str]:
    """Return how the year comes about, as sentences."""
    lines = [_(METHODS[pack.year.method])]
    for one in _counted(periods):
        points = format_decimal(one.total or Decimal(0), 2)
        lines.append(_("{period}: {points}").format(period=period_name(one.code), points=points))
    for one in periods:
        if one.total is None and not one.excused:
            name = period_name(one.code)
            lines.append(_("{period} has no approved score yet.").format(period=name))
    if total is not None:
        lines.append(_("Year: {points}").format(points=format_decimal(total, 2)))
    return lines


def period_name(code: str) -> str:
    """Return the name of a period by its code."""
    from okrdesk.services.cycles import draft_cycle

    return draft_cycle(parse_period(code)).name


def _counted(periods: tuple[PeriodScore, ...]) -> list[PeriodScore]:
    return [one for one in periods if one.total is not None and not one.excused]


def _line(one: PeriodScore) -> YearLine:
    notes = []
    if one.brought:
        notes.append(_("brought along"))
    if one.excused:
        notes.append(_("not evaluated"))
    elif one.total is None:
        notes.append(_("not approved yet"))
    return YearLine(one.code, period_name(one.code), number_text(one.total), " · ".join(notes))


def _quarter(code: str) -> int:
    return (parse_period(code).start.month + 2) // 3

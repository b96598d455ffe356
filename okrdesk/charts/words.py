"""A chart in a sentence, for a person who hears the window instead of seeing it."""

from decimal import Decimal

from okrdesk.charts.data import Chart, KeyResultChart, ProgressChart
from okrdesk.charts.panels import CountsChart, PanelChart
from okrdesk.charts.table import cell_text, percent
from okrdesk.domain.numbers import format_decimal
from okrdesk.domain.progress import Kind
from okrdesk.i18n import _

_MOST_PARTS = 6
_MOST_CELLS = 8


def describe(chart: Chart) -> str:
    """Return what the chart shows: the last value, what is expected and where it leads."""
    if isinstance(chart, KeyResultChart):
        return " ".join(_key_result(chart))
    if isinstance(chart, ProgressChart):
        return " ".join(_progress(chart))
    return _panel(chart)


def _key_result(chart: KeyResultChart) -> list[str]:
    limits = [(_("At least"), chart.low), (_("At most"), chart.high)]
    limits += [] if chart.kind is Kind.YES_NO else [(_("Target"), chart.target_value)]
    said = [_span(chart), _last_value(chart)]
    said += [f"{name}: {_figure(chart, value)}." for name, value in limits if value is not None]
    if (expected := chart.expected_at(chart.today)) is not None:
        said.append(_("Expected today: {value}.").format(value=_near(chart, expected)))
    if band := chart.forecast:
        value, low, high = (_near(chart, reach) for reach in (band.value, band.low, band.high))
        sentence = _("Forecast for {date}: {value}, between {low} and {high}.")
        said.append(sentence.format(date=f"{band.at:%d/%m/%Y}", value=value, low=low, high=high))
    return said


def _last_value(chart: KeyResultChart) -> str:
    if not chart.points:
        return _("No check-in yet") + "."
    last = chart.points[-1]
    return _("{count} values; the last one, of {date}: {value}.").format(
        count=len(chart.points), date=f"{last.on:%d/%m/%Y}", value=_figure(chart, last.value)
    )


def _near(chart: KeyResultChart, value: Decimal) -> str:
    return _figure(chart, chart.near(value) or Decimal(0))


def _figure(chart: KeyResultChart, value: Decimal) -> str:
    if chart.kind is Kind.YES_NO:
        return _("Done") if value >= 1 else _("Not yet")
    unit = "%" if chart.kind is Kind.STEPS else chart.unit
    return f"{format_decimal(value)} {unit}".strip()


def _progress(chart: ProgressChart) -> list[str]:
    said = [_span(chart)]
    if chart.points:
        on, share = chart.points[-1]
        sentence = _("Progress on {date}: {value}.")
        said.append(sentence.format(date=f"{on:%d/%m/%Y}", value=percent(share)))
    else:
        said.append(_("No check-in yet") + ".")
    if (expected := chart.expected_at(chart.today)) is not None:
        said.append(_("Expected today: {value}.").format(value=percent(expected)))
    known = [(part.title, part.progress) for part in chart.parts if part.progress is not None]
    said += [f"{title}: {percent(share)}." for title, share in known[:_MOST_PARTS]]
    rest = len(known) - _MOST_PARTS
    said += [_("… and {count} more in the table").format(count=rest) + "."] if rest > 0 else []
    return said


def _panel(chart: PanelChart) -> str:
    """Return the table in words: the last whole row of counts, or the first rows of others."""
    table = chart.as_table()
    whole = [row for row in table.rows if None not in row]
    rows = whole[-1:] if isinstance(chart, CountsChart) else table.rows[:_MOST_PARTS]
    heads = [column.heading for column in table.columns[1:]]
    said = [
        f"{cell_text(first)}: "
        + ", ".join(
            f"{head} {cell_text(cell)}"
            for head, cell in zip(heads[-_MOST_CELLS:], rest[-_MOST_CELLS:], strict=True)
        )
        for first, *rest in rows
    ]
    return ". ".join([table.title, *said]) + "."


def _span(chart: KeyResultChart | ProgressChart) -> str:
    sentence = _("Chart of {title}, {start} to {end}.")
    return sentence.format(
        title=chart.title, start=f"{chart.start_on:%d/%m/%Y}", end=f"{chart.end_on:%d/%m/%Y}"
    )

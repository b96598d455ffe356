"""The dashboard as one page of PDF/A: its numbers and four pictures, with the office's letterhead.

The pictures come as SVG from whoever draws charts; of many units the first ones have room.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from okrdesk.domain.dates import format_date
from okrdesk.domain.health import Health
from okrdesk.errors import Code, Refused
from okrdesk.forms.batch import save_pdf
from okrdesk.forms.letterheads import letterhead
from okrdesk.forms.own_words import own_form
from okrdesk.forms.registry import find_template
from okrdesk.forms.render import shared_renderer
from okrdesk.i18n import _
from okrdesk.names import name_of
from okrdesk.paths import resources
from okrdesk.services.cycles import find_cycle
from okrdesk.services.dashboard import Dashboard
from okrdesk.services.desk import Desk
from okrdesk.services.office import find_agency
from okrdesk.services.rollups import units_in_figures
from okrdesk.services.units import find_unit

MOST_LINES = 14
"""How many units have room on the page."""
_NUMBERED = (Health.ON_TRACK, Health.AT_RISK, Health.BEHIND, Health.OVERDUE)


def on_paper(dashboard: Dashboard) -> Dashboard:
    """Return the dashboard with as many units as the page has room for; the whole stays."""
    return replace(dashboard, lines=dashboard.lines[:MOST_LINES])


def paper_data(desk: Desk, dashboard: Dashboard) -> dict[str, Any]:
    """Return what the page is filled with, but for its pictures.

    Raises Refused(NOTHING_TO_DRAW) where there is no cycle.
    """
    ground = dashboard.ground
    if ground is None or dashboard.wanted.cycle_id is None:
        raise Refused(Code.NOTHING_TO_DRAW)
    today, agency = ground.weeks.today, find_agency(desk)
    unit_id, cycle = dashboard.wanted.unit_id, find_cycle(desk, dashboard.wanted.cycle_id)
    deep = units_in_figures(desk, cycle.id, unit_id)
    last = min(cycle.end_on, today)
    return {
        "title": f"{_('Dashboard')} – {agency.name}",
        "letterhead": letterhead(agency, today),
        "cycle": cycle.name,
        "unit": find_unit(desk, unit_id, last).name if unit_id else agency.name,
        "day": format_date(today),
        "numbers": _numbers(dashboard),
        "shown": min(len(dashboard.lines), MOST_LINES),
        "count": len(dashboard.lines),
        "deep": deep,
    }


def write_dashboard(
    data: Mapping[str, Any], pictures: Mapping[str, str], at: datetime, file: Path
) -> Path:
    """Write the page of `paper_data`, made at a moment, to `file` as PDF/A-2b; return the file.

    `pictures` are SVG by the names that form.typ uses. It needs no database, and takes about a
    second. Raises Fault where the file cannot be written.
    """
    template = find_template("dashboard", at.date(), resources())
    whole = {**data, "pictures": dict(pictures), **own_form(template)}
    save_pdf(shared_renderer().render_pdf(template, whole, at), file)
    return file


def _numbers(dashboard: Dashboard) -> list[dict[str, str]]:
    total, sums = dashboard.part.total, dashboard.part.objectives
    expected = _("expected {share}").format(share=_percent(dashboard.expected))
    marks = [(f"{total.marks[mark]}", name_of(mark).capitalize(), "") for mark in _NUMBERED]
    told = [
        (f"{sums.number}", _("Objectives"), ""),
        (f"{total.number}", _("Key results"), ""),
        (_percent(sums.progress), _("Progress"), expected),
        (f"{total.reached}", _("Reached"), ""),
        *marks,
        (f"{len(dashboard.blockers)}", _("Open blockers"), ""),
    ]
    return [{"figure": figure, "name": name, "more": more} for figure, name, more in told]


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{round(share * 100)} %"

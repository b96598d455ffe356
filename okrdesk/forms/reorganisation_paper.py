"""What a reorganisation of units does, as PDF/A: for whoever decides on it, and for the files."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from okrdesk.domain.dates import day_at, format_date
from okrdesk.domain.organisation import Agency
from okrdesk.forms.batch import save_pdf
from okrdesk.forms.letterheads import letterhead
from okrdesk.forms.own_words import in_words_of_office, own_form
from okrdesk.forms.registry import find_template
from okrdesk.forms.render import shared_renderer
from okrdesk.paths import resources
from okrdesk.services.reorganisation import Report, UnitLine


def write_reorganisation(
    report: Report, agency: Agency, compiler: str, at: datetime, file: Path
) -> Path:
    """Write the report, made at a moment by `compiler`, as PDF/A-2b; return the file.

    It needs no database. Raises Fault where the file cannot be written.
    """
    template = in_words_of_office(find_template("reorganisation", day_at(at), resources()))
    words, plan, staying = template.words, report.plan, report.staying
    moved = [one for one in (*report.below, *report.people, *report.work) if one.is_moved]
    data: dict[str, Any] = {
        "title": f"{template.name('vi')} – {agency.name}",
        "letterhead": letterhead(agency, day_at(at)),
        "what": words[plan.kind.value],
        "day": format_date(plan.on),
        "last": format_date(plan.last_day),
        "before": _units(report.before),
        "after": _units(report.after),
        "people": f"{sum(one.is_moved for one in report.people)}",
        "count": f"{sum(one.is_moved for one in report.work)}",
        "follows": [
            {
                "number": str(number),
                "kind": words[one.entity],
                "title": " – ".join(filter(None, (one.title, one.note))),
                "before": one.before,
                "after": one.after,
            }
            for number, one in enumerate(moved, start=1)
        ],
        "closed": f"{staying.closed_objectives}",
        "evaluations": f"{staying.evaluations}",
        "approved": f"{report.approved}",
        "compiler": compiler,
        "head": "",
        **own_form(template),
    }
    save_pdf(shared_renderer().render_pdf(template, data, at), file)
    return file


def _units(lines: Iterable[UnitLine]) -> list[dict[str, str]]:
    return [
        {
            "number": str(number),
            "name": one.name,
            "above": one.above,
            "people": str(one.people),
            "objectives": str(one.objectives),
        }
        for number, one in enumerate(lines, start=1)
    ]

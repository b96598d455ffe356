"""Slips with the one-time codes for enrolling computers, which an administrator hands out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from okrdesk.domain.dates import format_date, office_time
from okrdesk.forms.registry import find_template
from okrdesk.forms.render import shared_renderer
from okrdesk.paths import resources


@dataclass(frozen=True)
class Slip:
    """One person's code; `expires_at` is an aware moment, `qr` a QR code as SVG or ""."""

    person: str
    user: str
    code: str
    expires_at: datetime
    qr: str = ""


@dataclass(frozen=True)
class Place:
    """Where the codes enrol: the agency's name and code, and the server's address."""

    agency: str
    agency_code: str
    server: str


def slips_pdf(place: Place, slips: Sequence[Slip], made_at: datetime) -> bytes:
    """Return the slips, four to a page, as PDF/A-2b; raises what `Renderer.render_pdf` raises."""
    template = find_template("enrolment-slip", made_at.date(), resources())
    data = {
        "title": template.name("vi"),
        "agency": place.agency,
        "agency_code": place.agency_code,
        "server": place.server,
        "slips": [_slip(slip, template.words) for slip in slips],
    }
    return shared_renderer().render_pdf(template, data, made_at)


def _slip(slip: Slip, words: Mapping[str, str]) -> dict[str, Any]:
    local = office_time(slip.expires_at)
    expires = words["expires"].format(time=f"{local:%H:%M}", day=format_date(local.date()))
    return {
        "person": slip.person,
        "user": slip.user,
        "code": slip.code,
        "expires": expires,
        "qr": slip.qr,
    }

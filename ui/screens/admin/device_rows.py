"""A computer that is enrolled with the server, as its administrator sees it: no content at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from okrdesk.domain.dates import format_moment
from okrdesk.domain.numbers import format_decimal
from okrdesk.domain.text import fold
from okrdesk.i18n import N_, _, ngettext
from ui.widgets.rows import Column

DAYS = (7, 14, 30, 90)
"""After how many days of silence one may ask for the computers that did not come."""


@dataclass(frozen=True)
class DeviceRow:
    """One line; moments are aware, None where the computer never came."""

    id: str
    person_id: str
    name: str
    machine: str
    app: str
    first_seen: datetime | None
    last_seen: datetime | None
    waiting: int
    is_revoked: bool

    def is_silent(self, days: int, now: datetime) -> bool:
        """Say whether it has not come for `days` days."""
        return self.last_seen is None or now - self.last_seen >= timedelta(days=days)


@dataclass(frozen=True)
class DeviceFilter:
    """What the bar asks for; `silent_days` 0 lets all through."""

    text: str = ""
    silent_days: int = 0
    revoked: bool = False

    def lets_through(self, row: DeviceRow, now: datetime) -> bool:
        """Say whether a computer is shown."""
        if row.is_revoked and not self.revoked:
            return False
        if self.silent_days and not row.is_silent(self.silent_days, now):
            return False
        return fold(self.text) in fold(f"{row.name} {row.machine}")


def rows_of(answer: Mapping[str, Any]) -> list[DeviceRow]:
    """Return the rows of the server's answer, the longest silent first."""
    rows = [
        DeviceRow(
            id=one["id"],
            person_id=one["person_id"],
            name=one["name"],
            machine=one["machine"],
            app=one["app"],
            first_seen=_moment(one["first_seen"]),
            last_seen=_moment(one["last_seen"]),
            waiting=one["waiting"],
            is_revoked=one["revoked"],
        )
        for one in answer["devices"]
    ]
    never = datetime.min.replace(tzinfo=datetime.now().astimezone().tzinfo)
    return sorted(rows, key=lambda row: (row.last_seen or never, row.name))


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _said(moment: datetime | None) -> str:
    return _("never") if moment is None else format_moment(moment)


def _silence(row: DeviceRow) -> str:
    if row.last_seen is None:
        return "–"
    days = (datetime.now().astimezone() - row.last_seen).days
    return ngettext("{n} day", "{n} days", days).format(n=days) if days else _("today")


def _state(row: DeviceRow) -> str:
    return _("revoked") if row.is_revoked else _("in use")


COLUMNS = (
    Column("person", N_("Person"), text=lambda row: row.name, width=22),
    Column("machine", N_("Name of the computer"), text=lambda row: row.machine, width=16),
    Column("state", N_("State"), text=_state, width=10),
    Column("seen", N_("Last contact"), text=lambda row: _said(row.last_seen), width=17),
    Column("silence", N_("Silent for"), text=_silence, width=8, right=True),
    Column(
        "waiting",
        N_("To be sent"),
        text=lambda row: format_decimal(row.waiting),
        width=9,
        right=True,
    ),
    Column("app", N_("Version"), text=lambda row: row.app, width=9),
    Column(
        "first", N_("Enrolled"), text=lambda row: _said(row.first_seen), width=17, optional=True
    ),
)

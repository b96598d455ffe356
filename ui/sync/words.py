"""The words for where this computer stands with its server: for the status bar and the screen."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from okrdesk.i18n import _, ngettext

if TYPE_CHECKING:
    from ui.sync.link import Standing

MINUTES_TOO_FAR = 5
LEASE_WARNING = timedelta(days=3)


def line_of(standing: "Standing") -> str:
    """Return the line of the status bar: "Ngoại tuyến — 3 thay đổi chờ gửi — đồng bộ lần cuối
    16:42".
    """
    if not standing.is_enrolled:
        return _("Working offline — the data is on this computer")
    if not standing.is_known:
        return state_word(standing)
    parts = (state_word(standing), *facts_of(standing), attention_text(standing))
    return " — ".join(part for part in parts if part)


def facts_of(standing: "Standing") -> tuple[str, ...]:
    """Return what is still to be sent, and when the last sync was."""
    return (*waiting_texts(standing), last_text(standing))


def state_word(standing: "Standing") -> str:
    """Return whether there is a connection, in one or two words."""
    if standing.is_revoked:
        return _("Access withdrawn")
    if standing.is_syncing:
        return _("Syncing")
    return _("Online") if standing.is_online else _("Offline")


def waiting_texts(standing: "Standing") -> list[str]:
    """Return how many changes and how many attached files are still to be sent."""
    changes, files = standing.waiting, standing.waiting_files
    change = ngettext("{n} change waits to be sent", "{n} changes wait to be sent", changes)
    file = ngettext(
        "{n} attached file waits to be sent", "{n} attached files wait to be sent", files
    )
    told = [text.format(n=count) for text, count in ((change, changes), (file, files)) if count]
    return told or [_("nothing waits to be sent")]


def attention_text(standing: "Standing") -> str:
    """Return how much needs a person's word; "" for nothing."""
    count = standing.attention
    text = ngettext("{n} item needs your attention", "{n} items need your attention", count)
    return text.format(n=count) if count else ""


def last_text(standing: "Standing") -> str:
    """Return when the last sync was."""
    if standing.last_at is None:
        return _("never synced yet")
    return _("last sync {moment}").format(moment=moment_text(standing.last_at))


def now() -> datetime:
    """Return the time of this computer."""
    return datetime.now().astimezone()


def moment_text(moment: datetime) -> str:
    """Return the time of `moment` where it is of today, else time and date, as in the office."""
    from okrdesk.domain.dates import day_at, format_date, office_time

    local = office_time(moment)
    if local.date() == day_at(now()):
        return f"{local:%H:%M}"
    return f"{local:%H:%M} {format_date(local.date())}"


def clock_text(offset_ms: int) -> str:
    """Return what is to be said of a clock that is wrong by more than five minutes; else ""."""
    minutes = round(abs(offset_ms) / 60_000)
    if minutes <= MINUTES_TOO_FAR:
        return ""
    text = (
        ngettext(
            "The clock of this computer is {n} minute slow.",
            "The clock of this computer is {n} minutes slow.",
            minutes,
        )
        if offset_ms > 0
        else ngettext(
            "The clock of this computer is {n} minute fast.",
            "The clock of this computer is {n} minutes fast.",
            minutes,
        )
    )
    return " ".join(
        (
            text.format(n=minutes),
            _("okrdesk corrects for it, but please set the clock of the computer right."),
        )
    )


def lease_text(standing: "Standing", now: datetime) -> str:
    """Return what is to be said where the time without the server is over or nearly so; else ""."""
    if standing.is_lease_over:
        return _(
            "This computer has been away from the server for too long: for now everything can be"
            " read and nothing changed. Sync over the network or by a sync file to go on."
        )
    if standing.lease_until is None:
        return ""
    if standing.lease_until - now > LEASE_WARNING:
        return ""
    text = _("Please sync before {moment}: after that this computer may only read.")
    return text.format(moment=moment_text(standing.lease_until))


def revoked_text() -> str:
    """Return what is to be said on a computer whose access was withdrawn, and its data left.

    Where the data was destroyed too, the window begins anew instead.
    """
    return _(
        "The administrator has withdrawn this computer's access to the server. What you wrote is"
        " kept; ask the administrator for a new code and enrol again."
    )

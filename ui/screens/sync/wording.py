"""The words of rows of Đồng bộ: one line for what a change says, sizes and durations."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from okrdesk.domain.dates import format_moment
from okrdesk.domain.numbers import format_decimal
from okrdesk.errors import Code
from okrdesk.i18n import N_, _
from okrdesk.sentences import SENTENCES

if TYPE_CHECKING:
    from okrdesk.services.outbox import ChangeRow, HandledRow
    from okrdesk.services.sync_state import SyncRun
    from okrdesk.services.unsent_files import UnsentFile

WAYS = {"http": N_("network"), "file": N_("sync file")}
HANDLINGS = {
    "resent": N_("Sent again"),
    "handed-over": N_("Handed over"),
    "discarded": N_("Discarded"),
}


def said(row: "ChangeRow | UnsentFile") -> str:
    """Return the fields of an act in one line, or how large a file is."""
    from okrdesk.services.unsent_files import UnsentFile

    if isinstance(row, UnsentFile):
        return size(row.size)
    parts = row.parts or (row,)
    lines = [f"{field.label}: {field.value}" for part in parts for field in part.fields]
    return " · ".join(" ".join(line.split()) for line in lines)


def about(row: "ChangeRow") -> str:
    """Return what an act was and when it was made, for the line below its title."""
    return _("{act}, {moment}").format(act=row.what, moment=format_moment(row.at))


def handling(row: "HandledRow[Any]") -> str:
    """Return what was done about an act that was not accepted."""
    return _(HANDLINGS[row.how])


def size(count: int) -> str:
    """Return a number of bytes as B, kB or MB."""
    if count >= 1_000_000:
        return f"{count / 1_000_000:.1f} MB".replace(".", ",")
    return f"{format_decimal(round(count / 1000))} kB" if count >= 1000 else f"{count} B"


def data(run: "SyncRun") -> str:
    """Return how many bytes went up and came down."""
    return f"↑ {size(run.bytes_up)}  ↓ {size(run.bytes_down)}"


def duration(run: "SyncRun") -> str:
    """Return how long a sync took."""
    spent: timedelta = run.ended_at - run.started_at
    seconds = spent.total_seconds()
    if seconds < 1:
        return _("under 1 s")
    if seconds < 100:
        return _("{n} s").format(n=round(seconds))
    return _("{n} min").format(n=round(seconds / 60))


ENDS = {
    Code.SERVER_UNREACHABLE: N_("no connection"),
    Code.SERVER_NOT_TRUSTED: N_("server not trusted"),
    Code.SERVER_TOO_SLOW: N_("line too slow"),
    Code.SERVER_BUSY: N_("server busy"),
    Code.SERVER_CANNOT_STORE: N_("server's disk full"),
    Code.DEVICE_UNKNOWN: N_("computer revoked"),
    Code.DEVICE_REVOKED: N_("computer revoked"),
}
"""How a sync ended that did not go through; the others “ended early”."""


def result(run: "SyncRun") -> str:
    """Return how a sync ended, in few words."""
    if run.error is None:
        return _("complete")
    words = next((text for code, text in ENDS.items() if code.value == run.error), None)
    return _(words) if words else _("ended early")


def outcome(run: "SyncRun") -> str:
    """Return the whole sentence for how a sync ended; "" where that needs more than was noted."""
    code = next((code for code in Code if code.value == run.error), None)
    if code is None or "{" in SENTENCES[code]:
        return ""
    return _(SENTENCES[code])


def way(run: "SyncRun") -> str:
    """Return how a sync travelled."""
    return _(WAYS[run.way.value])

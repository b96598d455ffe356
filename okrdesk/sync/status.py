"""How a PC stands with its server at a moment, as it is told to whoever watches."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from okrdesk.domain.structure import Key
from okrdesk.errors import Code, OkrError

if TYPE_CHECKING:
    from okrdesk.sync.session import Session

Touched = frozenset[Key]
HOPELESS = frozenset({
    Code.DEVICE_REVOKED, Code.DEVICE_UNKNOWN, Code.DEVICE_KEY_MISSING, Code.CHECKPOINT_FORGED,
    Code.HISTORY_REWRITTEN, Code.NOT_ENROLLED,
})  # fmt: skip
"""What no later try mends: syncing stops until somebody has done something."""


class Connection(StrEnum):
    """How a PC stands with its server at this moment."""

    OFF = "off"
    OFFLINE = "offline"
    ONLINE = "online"
    SYNCING = "syncing"


@dataclass(frozen=True)
class SyncStatus:
    """How a PC stands with its server; `state` is a `Connection`.

    `done` of `total` counts rows and changes of the sync under way (0 of 0: not known yet), `text`
    says the same in words. `waiting` changes are not sent. `error` is that of the last try. After
    `lease_until` (`is_lease_over`) the PC may only be read. `touched` are the rows that the last
    page changed: (entity, id), told once, as is `has_sent_files`: attached files went, or were
    declined.
    """

    state: str = Connection.OFF
    waiting: int = 0
    done: int = 0
    total: int = 0
    text: str = ""
    last_at: datetime | None = None
    error: OkrError | None = None
    lease_until: datetime | None = None
    is_lease_over: bool = False
    is_update_due: bool = False
    touched: Touched = frozenset()
    has_sent_files: bool = False


def standing(session: "Session", status: SyncStatus) -> SyncStatus:
    """Return `status` with what the database says of waiting changes and the lease."""
    notes, lease = session.store.state(), session.store.lease()
    return replace(
        status,
        waiting=session.store.waiting(),
        last_at=_moment(notes.heard_ms),
        lease_until=_moment(lease.until_ms),
        is_lease_over=lease.is_over,
        is_update_due=notes.is_update_due,
    )


def _moment(ms: int | None) -> datetime | None:
    return datetime.fromtimestamp(ms / 1000).astimezone() if ms else None

"""Answers of a server that end a request: each is an HTTP status and a small JSON object.

They are exceptions on both sides: the server raises one, the PC's transport raises it again.
"""

from math import ceil
from typing import Any, ClassVar

from okrdesk.domain.fate import FileReason
from okrdesk.errors import Code, Fault

MOST_PATIENCE_S = 3600
"""How long a PC waits at most at a server's word, before chance adds to it."""


class Stop(Exception):
    """A request that is not answered; `params` travel with its name."""

    status: ClassVar[int] = 400
    name: ClassVar[str] = "stop"

    def __init__(self, /, **params: Any) -> None:
        super().__init__(self.name, params)
        self.params = params

    def to_wire(self) -> dict[str, Any]:
        """Return the JSON object that the answer holds."""
        return {"stop": self.name, **self.params}


class EpochChanged(Stop):
    """The server was restored: `epoch` is its new name, `ack` and `head` where the device is."""

    status, name = 409, "epoch_changed"


class Forked(Stop):
    """Two machines write as one device: this one has to become another."""

    status, name = 409, "forked"


class Gap(Stop):
    """Changes are missing before those sent; the device goes on after `ack` (`head` there)."""

    status, name = 409, "gap"


class Revoked(Stop):
    """The device may not come any more; with `wipe` it destroys its key."""

    status, name = 403, "revoked"


class UnknownDevice(Stop):
    """The server does not know the device, or the signature is not its."""

    status, name = 401, "unknown_device"


class Busy(Stop):
    """The server asks for patience: `retry_after` seconds, and some more by chance."""

    status, name = 503, "busy"

    @property
    def seconds(self) -> int:
        """Return how long to wait, an hour at most; a minute where no time is told.

        So a server that is out of order neither stops a PC nor hastens it.
        """
        wish = self.params.get("retry_after")
        if not (isinstance(wish, int | float) and wish >= 0):
            return 60
        return ceil(min(wish, MOST_PATIENCE_S))

    def to_fault(self) -> Fault:
        """Return what it means to the person."""
        return Fault(Code.SERVER_BUSY, seconds=self.seconds)


class CannotStore(Busy):
    """The server's disk is full, failing or read-only: `retry_after` as of any busy server."""

    name = "cannot_store"

    def to_fault(self) -> Fault:
        """Return what it means to the person."""
        return Fault(Code.SERVER_CANNOT_STORE, seconds=self.seconds)


class Malformed(Stop):
    """The request is not what okr-sync/1 allows; `detail` names the place, not the content."""

    status, name = 400, "malformed"


class TooLarge(Stop):
    """The request is beyond a limit; `limit` says which."""

    status, name = 413, "too_large"


class Denied(Stop):
    """Agency, user, code, password or second factor is wrong, and no word about which.

    With `second_factor` all the rest was right: the six digits are missing or wrong.
    """

    status, name = 403, "denied"


class NoAuthority(Stop):
    """The person at the device may not do this."""

    status, name = 403, "no_authority"


class NotFound(Stop):
    """There is no such thing, or none that this device may know of: the same answer."""

    status, name = 404, "not_found"


_DECLINING = {
    "program": FileReason.PROGRAM,
    "content": FileReason.CONTENT,
    "part": FileReason.CONTENT,
    "blob": FileReason.SIZE,
    "quota": FileReason.QUOTA,
}
"""By the place that a Malformed names, or the limit of a TooLarge."""


def why_declined(stop: Stop) -> FileReason | None:
    """Return why the server will not have a file; None where its no is not about the file."""
    return _DECLINING.get(str(stop.params.get("detail") or stop.params.get("limit")))


STOPS: dict[str, type[Stop]] = {
    stop.name: stop
    for stop in (
        EpochChanged, Forked, Gap, Revoked, UnknownDevice, Busy, CannotStore, Malformed,
        TooLarge, Denied, NoAuthority, NotFound,
    )
}  # fmt: skip

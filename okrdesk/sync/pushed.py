"""What a request carries, read and proved before anybody has to wait for it.

While an agency's lock is held, all its PCs wait. Nothing here asks the store: the records, their
form, their signature and the device's chain over them follow from the request alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from okrdesk.domain.fate import Reason
from okrdesk.errors import Refused
from okrdesk.sync.record import Record, chain, decode
from okrdesk.sync.stops import Malformed, TooLarge
from okrdesk.sync.validity import problem
from okrdesk.sync.wire import MOST_CHANGES, Push, push_claim

Verify = Callable[[bytes, str], bool]
"""Checks a hex signature of the asking device over a message."""


@dataclass(frozen=True)
class Sender:
    """Who sends: a device of an agency, and the check of its signatures."""

    agency_id: str
    device: str
    verify: Verify


@dataclass(frozen=True)
class Pushed:
    """The changes of a push, as they came and as records, each with what is wrong with its form.

    `is_chained` says whether they lead from the head that the push begins with to the one it names.
    """

    raws: Sequence[bytes] = ()
    records: Sequence[Record] = ()
    problems: Sequence[Reason | None] = ()
    is_chained: bool = True


def read_push(sender: Sender, push: Push | None) -> Pushed:
    """Return what a push holds; raise TooLarge, and Malformed: signature, change, sequence."""
    if push is None or not push.changes:
        return Pushed()
    if len(push.changes) > MOST_CHANGES:
        raise TooLarge(limit="changes")
    if not sender.verify(push_claim(sender.agency_id, sender.device, push), push.sig):
        raise Malformed(detail="signature")
    raws = [bytes(raw) for raw in push.changes]
    records = [_decoded(raw) for raw in raws]
    for place, record in enumerate(records):
        if record.dev != sender.device or record.dseq != push.first + place:
            raise Malformed(detail="sequence")
    return Pushed(raws, records, list(map(problem, records)), _is_chained(push, raws))


def _is_chained(push: Push, raws: Sequence[bytes]) -> bool:
    try:
        before = bytes.fromhex(push.prev_head)
    except ValueError:
        return False
    return chain(before, raws).hex() == push.head


def _decoded(raw: bytes) -> Record:
    try:
        return decode(raw)
    except Refused as error:
        raise Malformed(detail="change") from error

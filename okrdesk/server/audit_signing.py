"""Whether the changes in the log are those that devices signed, followed entry by entry.

A device's chain runs over its changes in the order of `dseq`, which is the order of the log. What a
device sent again after a fork is in the log once, under its former name, so the chain of its new
name has a gap there, as it has where the law had a body erased or somebody edited one; what cannot
be recomputed is counted, and the next signed head goes on.
"""

from dataclasses import dataclass, field
from hashlib import sha256

import msgspec

from okrdesk.server.entries import Entry
from okrdesk.server.export_lines import Batch
from okrdesk.sync.record import Record, chain, chain_start
from okrdesk.sync.signing import is_signed
from okrdesk.sync.wire import MOST_CHANGES, Push, push_claim


@dataclass
class _Chain:
    """Where a device's chain is: `head` is None after a gap; `open` entries await a signature."""

    dseq: int
    head: bytes | None
    open: list[int] = field(default_factory=list)


class Signing:
    """Follows the devices of one agency; `keys` are their public keys in hex by device id."""

    def __init__(self, agency_id: str, keys: dict[str, str]) -> None:
        self.server_made = 0
        self.unsigned = 0
        self.batches = 0
        self._agency_id = agency_id
        self._keys = keys
        self._chains: dict[str, _Chain] = {}
        self._parked: dict[str, bytes] = {}

    def follow(self, entry: Entry, record: Record) -> bool:
        """Put an entry on its device's chain; return False where it cannot be the device's."""
        if record.dev not in self._keys:
            self.server_made += 1
            return True
        at = self._chain(record.dev)
        if not entry.holds_body:
            at.head = None
            return True
        body = entry.body or b""
        hashed = sha256(body).digest()
        if entry.header.fate == "parked":
            self._parked[entry.header.cid] = hashed
        if record.dseq <= at.dseq:
            return self._parked.get(entry.header.cid) == hashed
        is_next = record.dseq == at.dseq + 1 and at.head is not None
        at.head = chain(at.head, [body]) if is_next and at.head is not None else None
        at.dseq = record.dseq
        at.open.append(entry.header.aseq)
        return True

    def close(self, batch: Batch) -> list[int]:
        """Check a signed batch after its last entry; return its entries where it does not hold."""
        at = self._chain(batch.device)
        entries, at.open = at.open, []
        if not self._is_signed(batch):
            return entries
        head = at.head.hex() if at.head is not None and at.dseq == batch.last else None
        at.dseq, at.head = max(at.dseq, batch.last), bytes.fromhex(batch.head)
        if head is None:
            self.unsigned += len(entries)
        elif head != batch.head:
            return entries
        self.batches += 1
        return []

    def still_open(self) -> list[tuple[str, int]]:
        """Return (device, entry) of what no device ever signed, the first entry of each device."""
        return [(device, at.open[0]) for device, at in self._chains.items() if at.open]

    def _chain(self, device: str) -> _Chain:
        start = chain_start(self._agency_id, device)
        return self._chains.setdefault(device, _Chain(0, start))

    def _is_signed(self, batch: Batch) -> bool:
        count = batch.last - batch.first + 1
        if not 0 < count <= MOST_CHANGES:
            return False
        changes = [msgspec.Raw()] * count
        push = Push(batch.first, batch.prev_head, batch.head, batch.sig, changes)
        claim = push_claim(self._agency_id, batch.device, push)
        try:
            key = bytes.fromhex(self._keys.get(batch.device, ""))
        except ValueError:
            return False
        return is_signed(key, claim, batch.sig)

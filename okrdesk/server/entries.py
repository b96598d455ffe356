"""One entry of the agency's log: what is hashed of a change and of its fate, and how.

The header says which change met which fate, and names the change itself only by a salted hash, so
that salt and body may be erased where the law says so and every hash still holds. The header's hash
is a leaf of the agency's tree (`okrdesk.sync.merkle`) and stands, as `prev`, in the header of the
next entry about the same row: one hash serves the tree and the row's own chain.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

import msgspec

from okrdesk.sync.merkle import leaf_hash
from okrdesk.sync.record import Record, canonical
from okrdesk.sync.wire import Verdict

SALT_BYTES = 16


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """The hashed part of an entry; hashes are hex, `at` is the server's clock in Unix ms.

    `prev` is the hash of the entry before it about the same row, "" where there is none. `body` is
    SHA-256(salt ‖ canonical record).
    """

    agency: str
    aseq: int
    at: int
    cid: str
    ent: str
    eid: str
    fate: str
    reason: str | None
    hlc_eff: int | None
    prev: str
    body: str

    def to_bytes(self) -> bytes:
        """Return the one spelling that is hashed and exported: JSON, keys sorted, no spaces."""
        return msgspec.json.encode(self, order="sorted")

    def hash(self) -> bytes:
        """Return the entry's leaf in the agency's tree."""
        return leaf_hash(self.to_bytes())


@dataclass(frozen=True)
class Entry:
    """An entry with what may be erased of it: `salt` and `body` (the canonical record)."""

    header: Header
    salt: bytes | None
    body: bytes | None

    @property
    def holds_body(self) -> bool:
        """Say whether the body is the one that the header names; True where it was erased."""
        if self.salt is None or self.body is None:
            return self.salt is None and self.body is None
        return body_hash(self.salt, self.body) == self.header.body


class Place(NamedTuple):
    """Where an entry goes: after the entry `prev` about its row, at the server's time `at_ms`."""

    agency_id: str
    at_ms: int
    prev: bytes | None


def body_hash(salt: bytes, body: bytes) -> str:
    """Return the salted hash of a canonical record, in hex."""
    return sha256(salt + body).hexdigest()


def make_entry(record: Record, verdict: Verdict, place: Place, salt: bytes) -> Entry:
    """Return the entry of the log for a change and what was decided of it."""
    body = canonical(record)
    header = Header(
        agency=place.agency_id,
        aseq=verdict.aseq,
        at=place.at_ms,
        cid=record.cid,
        ent=record.ent,
        eid=record.eid,
        fate=str(verdict.fate),
        reason=None if verdict.reason is None else str(verdict.reason),
        hlc_eff=verdict.hlc_eff,
        prev=place.prev.hex() if place.prev else "",
        body=body_hash(salt, body),
    )
    return Entry(header, salt, body)

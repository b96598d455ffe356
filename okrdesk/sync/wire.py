"""The messages of okr-sync/1, the same in a request over the network and in a carried file.

What comes by the thousand is kept from the garbage collector (`gc=False`), which would look through
all of it again and again for cycles that cannot be.
"""

from hashlib import sha256
from typing import Any

import msgspec

PROTOCOL = "okr-sync/1"
MOST_CHANGES = 2000
MOST_BYTES = 8 * 1024 * 1024
MOST_ROWS = 2000
COMPRESSION = 1
"""The level of zstd: a page full of ids is both smaller and sooner made by the lowest one."""


class Row(msgspec.Struct, frozen=True, gc=False):
    """The state of one row: wire values by column (also `deleted`), and the clock of each."""

    values: dict[str, Any]
    stamps: dict[str, int]

    @property
    def is_deleted(self) -> bool:
        """Say whether the row has a tombstone."""
        return bool(self.values.get("deleted"))


class Push(msgspec.Struct, omit_defaults=True):
    """Changes of one device, `first` the dseq of the first; heads and signature are hex.

    The signature is the device's, over `push_claim`: the officer cannot deny the batch, and nobody
    else can invent it.
    """

    first: int
    prev_head: str
    head: str
    sig: str
    changes: list[msgspec.Raw] = []


class SyncRequest(msgspec.Struct, omit_defaults=True):
    """What a PC says: its changes, and up to where it has read each of its scopes.

    A scope that is new to the PC has cursor 0: the feed holds each row once, at its latest number,
    so reading it from the start is the snapshot, and resumes like any other page. `tree_size` is
    the size of the log that the PC's last checkpoint signs. `waiting` counts what is still unsent.
    `rollups` is the version of the figures that the PC holds. `anew` says that the PC has nothing
    yet: it wants rows, not their history.
    """

    proto: str
    sv: int
    dev: str
    app: str
    epoch: str = ""
    token: str = ""
    cursors: dict[str, int] = {}
    max_rows: int = MOST_ROWS
    tree_size: int = 0
    pins: list[str] = []
    waiting: int = 0
    push: Push | None = None
    decisions: dict[str, str] = {}
    rollups: str = ""
    anew: bool = False


class Verdict(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What the server decided of one change; `aseq` is its place in the agency's log."""

    cid: str
    fate: str
    aseq: int
    reason: str | None = None
    hlc_eff: int | None = None


class PulledRow(msgspec.Struct, omit_defaults=True, gc=False):
    """One row for the PC: which of its scopes hold it now, maybe none; no `row` where none does.

    Nor is there one where it is just as it was born, and the PC knows its birth: the
    request made the row, or `SyncReply.records` tell (`okrdesk.sync.births`).
    """

    ent: str
    eid: str
    held: list[str] = []
    row: Row | None = None


class Checkpoint(msgspec.Struct, frozen=True):
    """A signed statement about the agency's whole log: RFC 6962 root over `size` entries (hex)."""

    agency: str
    size: int
    root: str
    time: int
    sig: str


class SyncReply(msgspec.Struct, omit_defaults=True):
    """What the server answers; rows, cursors and verdicts are stored in one transaction.

    `ack` is the device's last dseq that the server has, `head` its chain there. `durable` is the
    aseq up to which a verified backup holds the log. `records` tell the history behind `rows`.
    `handover` lists changes of others that wait for this person's word (`record`, `reason`).
    `cursors` names those scopes that were read further than the request said.
    """

    epoch: str
    now: int
    ack: int
    head: str
    token: str
    durable: int = 0
    verdicts: list[Verdict] = []
    scopes: list[str] = []
    gone: list[str] = []
    rows: list[PulledRow] = []
    records: list[msgspec.Raw] = []
    fates: list[Verdict] = []
    cursors: dict[str, int] = {}
    more: bool = False
    checkpoint: Checkpoint | None = None
    proof: list[str] = []
    slot: int | None = None
    update: bool = False
    handover: list[dict[str, Any]] = []
    rollups: list[dict[str, Any]] | None = None


def rollups_version(rollups: list[dict[str, Any]]) -> str:
    """Return the name of a set of figures: the same on both sides, "" for none."""
    if not rollups:
        return ""
    return sha256(msgspec.json.encode(rollups, order="sorted")).hexdigest()[:16]


def push_claim(agency_id: str, device: str, push: Push) -> bytes:
    """Return what a device signs for a batch of changes."""
    last = push.first + len(push.changes) - 1
    text = f"okr-sync/1 push {agency_id} {device} {push.first} {last} {push.prev_head} {push.head}"
    return text.encode()

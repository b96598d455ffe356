"""Checkpoints that are kept: made each night, printed, and co-signed by a second office.

A co-signature is the witness's Ed25519 signature over the very text that the server signed, so a
server that rewrites its log later needs the witness's key too.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select, update

from okrdesk.db import schema as common
from okrdesk.domain.dates import day_at
from okrdesk.errors import Code, Refused
from okrdesk.server import schema
from okrdesk.sync.checkpoints import is_signed, sign_checkpoint, signed_text
from okrdesk.sync.merkle import Frontier
from okrdesk.sync.signing import sign, verify_key_of
from okrdesk.sync.wire import Checkpoint

_table = schema.checkpoint


@dataclass(frozen=True)
class Cosignature:
    """What a witness says: its name, its public key and its signature (hex), and when (Unix ms)."""

    name: str
    key: str
    sig: str
    at: int

    @property
    def on(self) -> date:
        """Return the day of it, in the office."""
        return day_at(datetime.fromtimestamp(self.at / 1000, UTC))


@dataclass(frozen=True)
class Kept:
    """A stored checkpoint, the run of the database it is of, and who co-signed it."""

    checkpoint: Checkpoint
    epoch: str
    witnesses: tuple[Cosignature, ...] = ()

    @property
    def size(self) -> int:
        """Return how many entries it is over."""
        return self.checkpoint.size

    def holds(self, key: bytes) -> bool:
        """Say whether the server of this public key signed it, and each witness."""
        return is_signed(self.checkpoint, key) and all(
            is_cosigned(self.checkpoint, one) for one in self.witnesses
        )

    @property
    def at(self) -> datetime:
        """Return when the server signed it."""
        return datetime.fromtimestamp(self.checkpoint.time / 1000, UTC)


def keep_checkpoint(connection: Connection, agency_id: str, seed: bytes, now_ms: int) -> Kept:
    """Sign the log as it stands and keep that; the same log keeps the checkpoint it has.

    `connection` holds the agency's lock. Raises Refused(NOT_FOUND) where there is no such agency.
    """
    counter = schema.counter
    row = connection.execute(select(counter).where(counter.c.agency_id == agency_id)).first()
    if row is None:
        raise Refused(Code.NOT_FOUND, text=agency_id)
    kept = find_checkpoint(connection, agency_id, row.aseq, row.epoch)
    if kept:
        return kept
    frontier = Frontier.from_bytes(bytes(row.frontier))
    made = sign_checkpoint(seed, agency_id, (frontier.size, frontier.root()), now_ms)
    connection.execute(
        insert(_table).values(
            agency_id=agency_id,
            epoch=row.epoch,
            size=made.size,
            root=bytes.fromhex(made.root),
            time=made.time,
            sig=made.sig,
        )
    )
    return Kept(made, row.epoch)


def find_checkpoint(
    connection: Connection, agency_id: str, size: int, epoch: str | None = None
) -> Kept | None:
    """Return the latest kept checkpoint over `size` entries, of any run of the database."""
    query = select(_table).where(_table.c.agency_id == agency_id, _table.c.size == size)
    if epoch is not None:
        query = query.where(_table.c.epoch == epoch)
    row = connection.execute(query.order_by(_table.c.time.desc()).limit(1)).first()
    return kept_of(row) if row else None


def checkpoint_before(connection: Connection, kept: Kept) -> Kept | None:
    """Return the checkpoint that was kept before another of the same agency."""
    checkpoint = kept.checkpoint
    row = connection.execute(
        select(_table)
        .where(_table.c.agency_id == checkpoint.agency, _table.c.time < checkpoint.time)
        .order_by(_table.c.time.desc())
        .limit(1)
    ).first()
    return kept_of(row) if row else None


def cosign(checkpoint: Checkpoint, seed: bytes, name: str, now_ms: int) -> Cosignature:
    """Return this server's own co-signature of another's checkpoint, as witness `name`."""
    signature = sign(seed, signed_text(checkpoint))
    return Cosignature(name, verify_key_of(seed), signature, now_ms)


def add_cosignature(
    connection: Connection, checkpoint: Checkpoint, witness: Cosignature, own_key: str
) -> Kept:
    """Keep a witness's co-signature with the checkpoint that it is of.

    Raises Refused: CHECKPOINT_NOT_OURS, COSIGNATURE_WRONG, also for one by `own_key`: a server is
    not its own witness.
    """
    kept = find_checkpoint(connection, checkpoint.agency, checkpoint.size)
    if kept is None or kept.checkpoint != checkpoint:
        raise Refused(Code.CHECKPOINT_NOT_OURS, count=checkpoint.size)
    if witness.key == own_key or not is_cosigned(checkpoint, witness):
        raise Refused(Code.COSIGNATURE_WRONG, name=witness.name)
    others = tuple(one for one in kept.witnesses if one.key != witness.key)
    witnesses = (*others, witness)
    connection.execute(
        update(_table)
        .where(
            _table.c.agency_id == checkpoint.agency,
            _table.c.epoch == kept.epoch,
            _table.c.size == checkpoint.size,
        )
        .values(witness=[msgspec.to_builtins(one) for one in witnesses])
    )
    return Kept(checkpoint, kept.epoch, witnesses)


def is_cosigned(checkpoint: Checkpoint, witness: Cosignature) -> bool:
    """Say whether a co-signature is the witness's over this checkpoint."""
    try:
        key = bytes.fromhex(witness.key)
    except ValueError:
        return False
    return is_signed(msgspec.structs.replace(checkpoint, sig=witness.sig), key)


def letterhead(connection: Connection, agency_id: str) -> dict[str, Any]:
    """Return the head of an official paper of the agency, without its date."""
    table = common.agency
    row = connection.execute(select(table).where(table.c.agency_id == agency_id)).one()
    return {
        "kind": row.letterhead,
        "parent": row.superior,
        "agency": row.name,
        "place": row.place,
    }


def kept_of(row: Any) -> Kept:
    """Return the kept checkpoint of a row of `checkpoint`."""
    checkpoint = Checkpoint(row.agency_id, row.size, row.root.hex(), row.time, row.sig)
    witnesses = msgspec.convert(row.witness or [], tuple[Cosignature, ...])
    return Kept(checkpoint, row.epoch, witnesses)

"""Signed statements about the agency's whole log, and what a PC checks of each before it goes on.

A server that changes the past must show some PC a tree that does not grow out of the one that it
signed before. A PC therefore keeps the last checkpoint it saw and takes no other without a proof.
"""

from collections.abc import Callable, Sequence

from okrdesk.errors import Code, Fault
from okrdesk.sync import signing
from okrdesk.sync.merkle import verify_consistency
from okrdesk.sync.wire import Checkpoint


def checkpoint_text(agency: str, size: int, root: bytes, time: int) -> bytes:
    """Return the bytes that are signed: four lines after the name; `time` is Unix ms."""
    return f"okr-checkpoint/1\n{agency}\n{size}\n{root.hex()}\n{time}\n".encode()


def signed_text(checkpoint: Checkpoint) -> bytes:
    """Return the bytes that the signature is over; ValueError where the root is no hex."""
    root = bytes.fromhex(checkpoint.root)
    return checkpoint_text(checkpoint.agency, checkpoint.size, root, checkpoint.time)


def sign_checkpoint(seed: bytes, agency: str, frontier: tuple[int, bytes], time: int) -> Checkpoint:
    """Return a checkpoint over (size, root) `frontier`, signed by the Ed25519 `seed`."""
    size, root = frontier
    signature = signing.sign(seed, checkpoint_text(agency, size, root, time))
    return Checkpoint(agency, size, root.hex(), time, signature)


def is_signed(checkpoint: Checkpoint, key: bytes) -> bool:
    """Say whether the Ed25519 public `key` signed a checkpoint as it stands."""
    try:
        text = signed_text(checkpoint)
    except ValueError:
        return False
    return signing.is_signed(key, text, checkpoint.sig)


def check_checkpoint(checkpoint: Checkpoint, agency_id: str, key: bytes) -> None:
    """Raise Fault CHECKPOINT_FORGED unless the agency's server signed the checkpoint."""
    if checkpoint.agency != agency_id or not is_signed(checkpoint, key):
        raise Fault(Code.CHECKPOINT_FORGED)


def check_growth(known: Checkpoint | None, new: Checkpoint, proof: Sequence[str]) -> None:
    """Raise Fault HISTORY_REWRITTEN unless the log of `new` begins with the one of `known`.

    Both were signed. After a restore the server has another epoch and may have lost the end of its
    log: the caller then begins anew with `known` None, and keeps the former one as evidence.
    """
    if known is None:
        return
    sizes = (known.size, new.size)
    try:
        parts = [bytes.fromhex(part) for part in proof]
        has_grown = verify_consistency(
            sizes, bytes.fromhex(known.root), bytes.fromhex(new.root), parts
        )
    except ValueError:
        has_grown = False
    if not has_grown:
        raise Fault(Code.HISTORY_REWRITTEN, before=known.size, now=new.size)


def checker(
    agency_id: str, key: bytes
) -> Callable[[Checkpoint | None, Checkpoint, list[str]], None]:
    """Return what a PC checks of each new checkpoint, given the one before and the proof."""

    def check(known: Checkpoint | None, new: Checkpoint, proof: list[str]) -> None:
        check_checkpoint(new, agency_id, key)
        check_growth(known, new, proof)

    return check

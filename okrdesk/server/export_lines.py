"""The lines of an exported log: what `resources/audit/verify_okrdesk_log.py` reads, one JSON each.

Entries and bodies travel as text inside the JSON, because hashes are over their very bytes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from okrdesk.server.entries import Entry
from okrdesk.sync.wire import Checkpoint

FORMAT = 1


@dataclass(frozen=True)
class Title:
    """What an export says of itself; `key` is the server's public key, `made` Unix ms."""

    agency: str
    name: str
    key: str
    epoch: str
    made: int


@dataclass(frozen=True)
class Batch:
    """What a device signed of its changes `first` to `last`; heads and signature are hex."""

    device: str
    first: int
    last: int
    prev_head: str
    head: str
    sig: str


def title_line(title: Title) -> bytes:
    """Return the first line."""
    return _line({"okrdesk_log": FORMAT, **msgspec.to_builtins(title)})


def device_line(device: str, key: str, person: str) -> bytes:
    """Return the line of a computer, its public `key` (hex) and the person that sits there."""
    return _line({"device": device, "key": key, "person": person})


def entry_line(entry: Entry) -> bytes:
    """Return the line of an entry; salt and body are null where they were erased."""
    return _line(
        {
            "entry": entry.header.to_bytes().decode(),
            "salt": entry.salt.hex() if entry.salt is not None else None,
            "body": entry.body.decode() if entry.body is not None else None,
        }
    )


def batch_line(batch: Batch) -> bytes:
    """Return the line of a batch; it follows the entry of its last change."""
    return _line({"batch": msgspec.to_builtins(batch)})


def checkpoint_line(checkpoint: Checkpoint, witnesses: Sequence[Mapping[str, str]] = ()) -> bytes:
    """Return the line of a checkpoint; it follows the last entry that it covers.

    A witness has `name`, `key` and `sig` (hex), the signature over the same text as the server's.
    """
    return _line({"checkpoint": msgspec.to_builtins(checkpoint), "witnesses": list(witnesses)})


def end_line(entries: int) -> bytes:
    """Return the last line."""
    return _line({"end": {"entries": entries}})


def _line(content: dict[str, Any]) -> bytes:
    return msgspec.json.encode(content) + b"\n"

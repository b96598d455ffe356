"""A change as it travels: one JSON object, the same bytes on every machine.

The bytes are canonical (sorted keys, no spaces, Vietnamese as it is), so a hash over them holds on
both sides and years later. A field that a newer program wrote is kept in `extra` and written back.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

import msgspec

from okrdesk.domain.structure import BIRTHS
from okrdesk.errors import Code, Refused


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One immutable change; ids are UUID text, `wall` is Unix ms, `tz` minutes east of UTC.

    `set` holds wire values (`db.types.to_wire`); of a set field, `{element: is present}`. `base`
    tells the clock that the author had seen of each field. `extra` never travels under that name.
    There are too many of them for the garbage collector, and no cycles.
    """

    cid: str
    dev: str
    dseq: int
    actor: str
    act: str
    ent: str
    eid: str
    op: str
    hlc: int
    grp: str
    sv: int
    wall: int
    tz: int
    app: str
    set: dict[str, Any] = {}
    base: dict[str, int] = {}
    undoes: str | None = None
    extra: dict[str, Any] = {}

    @property
    def key(self) -> tuple[str, str]:
        """Return (entity, id) of the row that this changes."""
        return self.ent, self.eid

    @property
    def is_birth(self) -> bool:
        """Say whether this makes its row."""
        return self.op in BIRTHS


_NAMES = frozenset(Record.__struct_fields__)
_decoder = msgspec.json.Decoder(Record)


def canonical(record: Record) -> bytes:
    """Return the one spelling of a record that is sent, hashed and exported."""
    if not record.extra:
        return msgspec.json.encode(record, order="sorted")
    whole = msgspec.to_builtins(record)
    return msgspec.json.encode({**whole.pop("extra"), **whole}, order="sorted")


def decode(raw: bytes) -> Record:
    """Read a record; raise Refused(BAD_VALUE) where it is none or not spelt canonically."""
    try:
        record = _decoder.decode(raw)
        if canonical(record) == raw:
            return record
        whole = msgspec.json.decode(raw)
        extra = {name: value for name, value in whole.items() if name not in _NAMES}
        record = msgspec.structs.replace(record, extra=extra)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise Refused(Code.BAD_VALUE) from error
    if canonical(record) != raw:
        raise Refused(Code.BAD_VALUE)
    return record


def chain(head: bytes, raws: Iterable[bytes]) -> bytes:
    """Return a device's chain head after `raws`: h = SHA256(h before ‖ canonical record)."""
    for raw in raws:
        head = sha256(head + raw).digest()
    return head


def chain_start(agency_id: str, device: str) -> bytes:
    """Return the head of a device's chain before its first change."""
    return sha256(f"okr-sync/1 {agency_id} {device}".encode()).digest()

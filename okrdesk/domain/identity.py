"""UUIDv7 names an object; a hybrid logical clock orders the edits of it."""

import os
import time
import uuid
from dataclasses import dataclass

_COUNTER_BITS = 16
_MS = 1_000_000


def new_id(at_ms: int | None = None, noise: bytes | None = None) -> str:
    """Return a UUIDv7 (RFC 9562 §5.7) as text; `at_ms` is Unix time, `noise` ten random bytes.

    Made now, its twelve bits after the version tell the part of the millisecond (§6.2, method 3),
    so that what one import makes in the same millisecond keeps its order.
    """
    now = time.time_ns()
    moment = now // _MS if at_ms is None else at_ms
    random = int.from_bytes(os.urandom(10) if noise is None else noise, "big")
    value = (moment & (1 << 48) - 1) << 80 | random
    if at_ms is None:
        value = value & ~(0xFFF << 64) | (now % _MS << 12) // _MS << 64
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


def period_id(agency_id: str, code: str) -> str:
    """Return the id of an evaluation period: two PCs that open the same month open one."""
    return str(uuid.uuid5(uuid.UUID(agency_id), f"period {code}"))


def pack_id(agency_id: str, code: str, version: str) -> str:
    """Return the id of a shipped rule pack, the same on every PC of the agency that takes it."""
    return str(uuid.uuid5(uuid.UUID(agency_id), f"rule pack {code} {version}"))


def evaluation_id(period_id: str, person_id: str) -> str:
    """Return the id of a person's evaluation in a period, the same on every PC that prepares it."""
    return str(uuid.uuid5(uuid.UUID(period_id), person_id))


def rating_id(period_id: str, unit_id: str) -> str:
    """Return the id of a unit's rating in a period, the same on every PC that records it."""
    return str(uuid.uuid5(uuid.UUID(period_id), f"unit {unit_id}"))


@dataclass(frozen=True)
class Hlc:
    """A hybrid logical clock reading (Kulkarni et al. 2014): milliseconds and a 16-bit counter."""

    ms: int
    counter: int = 0

    def pack(self) -> int:
        """Return the reading as one 64-bit integer that sorts in clock order."""
        return self.ms << _COUNTER_BITS | self.counter

    @classmethod
    def unpack(cls, packed: int) -> "Hlc":
        """Return the reading that `pack` made."""
        return cls(packed >> _COUNTER_BITS, packed & (1 << _COUNTER_BITS) - 1)

    def tick(self, now_ms: int, first: int = 0) -> "Hlc":
        """Return the next reading: never before this one, even when the PC's clock goes back.

        In a new millisecond the counter begins at the lower fifteen bits of `first`.
        """
        if now_ms > self.ms:
            return Hlc(now_ms, first & (1 << _COUNTER_BITS - 1) - 1)
        if self.counter + 1 < 1 << _COUNTER_BITS:
            return Hlc(self.ms, self.counter + 1)
        return Hlc(self.ms + 1)

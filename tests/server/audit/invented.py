"""An invented agency's log: a device that signs its changes, a server that enters them."""

from dataclasses import dataclass, field
from typing import Any

from nacl.signing import SigningKey

from okrdesk.domain.identity import new_id
from okrdesk.server.entries import Entry, Place, make_entry
from okrdesk.server.export_lines import (
    Batch,
    Title,
    batch_line,
    checkpoint_line,
    device_line,
    end_line,
    entry_line,
    title_line,
)
from okrdesk.sync.checkpoints import sign_checkpoint
from okrdesk.sync.merkle import Frontier
from okrdesk.sync.record import Record, canonical, chain, chain_start
from okrdesk.sync.wire import Checkpoint, Push, Verdict, push_claim

AGENCY = "0192f5c0-0000-7000-8000-000000000001"
SERVER_SEED = bytes(range(32))
SERVER_KEY = bytes(SigningKey(SERVER_SEED).verify_key).hex()
AT_MS = 1_790_000_000_000


def invented_id(number: int) -> str:
    return new_id(AT_MS, number.to_bytes(10, "big"))


@dataclass
class Device:
    """A computer with its key and its chain."""

    number: int
    dseq: int = 0
    head: str = ""

    def __post_init__(self) -> None:
        self.id = invented_id(self.number)
        self.key = SigningKey(self.number.to_bytes(32, "big"))
        self.head = chain_start(AGENCY, self.id).hex()

    def record(self, eid: str, title: str) -> Record:
        self.dseq += 1
        return Record(
            cid=invented_id(self.number * 1000 + self.dseq),
            dev=self.id,
            dseq=self.dseq,
            actor=invented_id(9),
            act="edit",
            ent="objective",
            eid=eid,
            op="set",
            hlc=(AT_MS + self.dseq) << 16,
            grp=invented_id(8),
            sv=2,
            wall=AT_MS,
            tz=420,
            app="1",
            set={"title": title},
        )

    def sign(self, records: list[Record]) -> Batch:
        before = self.head
        self.head = chain(bytes.fromhex(before), [canonical(one) for one in records]).hex()
        push = Push(records[0].dseq, before, self.head, "", [b""] * len(records))
        sig = self.key.sign(push_claim(AGENCY, self.id, push)).signature.hex()
        return Batch(self.id, push.first, records[-1].dseq, before, self.head, sig)


@dataclass
class Log:
    """The lines of an export as they grow; tests change one and look what is said of it."""

    lines: list[bytes] = field(default_factory=list)
    frontier: Frontier = field(default_factory=Frontier)
    last_of: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lines.append(title_line(Title(AGENCY, "Sở X", SERVER_KEY, invented_id(7), AT_MS)))

    def enrol(self, device: Device) -> Device:
        key = bytes(device.key.verify_key).hex()
        self.lines.append(device_line(device.id, key, invented_id(9)))
        return device

    def enter(self, record: Record, fate: str = "applied", **verdict: Any) -> Entry:
        aseq = self.frontier.size + 1
        place = Place(AGENCY, AT_MS, self.last_of.get(record.eid))
        salt = aseq.to_bytes(16, "big")
        entry = make_entry(record, Verdict(record.cid, fate, aseq, **verdict), place, salt)
        self.last_of[record.eid] = entry.header.hash()
        self.frontier.append([entry.header.hash()])
        self.lines.append(entry_line(entry))
        return entry

    def push(self, device: Device, *changes: tuple[str, str]) -> None:
        records = [device.record(eid, title) for eid, title in changes]
        for record in records:
            self.enter(record)
        self.lines.append(batch_line(device.sign(records)))

    def checkpoint(self, seed: bytes = SERVER_SEED) -> Checkpoint:
        at = (self.frontier.size, self.frontier.root())
        checkpoint = sign_checkpoint(seed, AGENCY, at, AT_MS)
        self.lines.append(checkpoint_line(checkpoint))
        return checkpoint

    def end(self) -> None:
        self.lines.append(end_line(self.frontier.size))

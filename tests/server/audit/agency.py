"""An agency in a real database, its log written as the server writes it, for audits to look at."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, insert, update

from okrdesk.db.bulk import insert_rows
from okrdesk.db.engine import write_transaction
from okrdesk.db.merged import MergedRow, replace_rows
from okrdesk.db.types import from_wire
from okrdesk.domain.organisation import LetterheadKind
from okrdesk.server import changes, schema
from okrdesk.server.entries import Entry, Place, make_entry
from okrdesk.server.export_lines import Batch
from okrdesk.sync.merkle import Frontier
from okrdesk.sync.record import Record
from okrdesk.sync.replay import accepted
from okrdesk.sync.wire import Row, Verdict
from tests.server.audit.invented import AGENCY, AT_MS, Device, invented_id

ADMINISTRATOR = invented_id(9)
EPOCH = invented_id(7)


@dataclass
class Agency:
    """One agency's tables, written entry by entry; rows of `measure_unit`, which need no others."""

    engine: Engine
    id: str = AGENCY
    frontier: Frontier = field(default_factory=Frontier)
    last_of: dict[tuple[str, str], bytes] = field(default_factory=dict)
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)

    def found(self) -> "Agency":
        with write_transaction(self.engine) as connection:
            connection.execute(
                insert(schema.counter).values(
                    agency_id=self.id,
                    epoch=EPOCH,
                    org=EPOCH,
                    frontier=self.frontier.to_bytes(),
                    device=invented_id(5),
                )
            )
        head = {"code": "STC", "name": "Sở Tài chính", "letterhead": LetterheadKind.STATE.value}
        self.enter(self.own("agency", self.id, head))
        return self

    def own(self, entity: str, eid: str, values: dict[str, Any], op: str = "create") -> Record:
        """A change that the server itself writes."""
        number = self.frontier.size + 1
        return Record(
            cid=invented_id(5_000_000 + number),
            dev=invented_id(5),
            dseq=number,
            actor=ADMINISTRATOR,
            act="edit",
            ent=entity,
            eid=eid,
            op=op,
            hlc=(AT_MS + number) << 16,
            grp=invented_id(8),
            sv=2,
            wall=AT_MS,
            tz=420,
            app="1",
            set=values,
            base={} if op == "create" else dict.fromkeys(values, 0),
        )

    def enrol(self, device: Device) -> Device:
        with write_transaction(self.engine) as connection:
            connection.execute(
                insert(schema.device).values(
                    agency_id=self.id,
                    id=device.id,
                    person_id=ADMINISTRATOR,
                    verify_key=bytes(device.key.verify_key).hex(),
                    seal_key="00" * 32,
                    enrolled_at=from_wire(schema.device.c.enrolled_at.type, AT_MS),
                    head=device.head,
                )
            )
        return device

    def push(self, device: Device, *records: Record) -> None:
        """Enter changes that a device signed as one batch."""
        batch = device.sign(list(records))
        for record in records:
            self.enter(record)
        self.sign(batch)

    def sign(self, batch: Batch) -> None:
        with write_transaction(self.engine) as connection:
            connection.execute(
                insert(schema.batch).values(
                    agency_id=self.id,
                    device=batch.device,
                    first=batch.first,
                    last=batch.last,
                    prev_head=batch.prev_head,
                    head=batch.head,
                    sig=batch.sig,
                )
            )

    def enter(self, record: Record, fate: str = "applied", reason: str | None = None) -> Entry:
        """Write one entry with all that follows from it."""
        aseq = self.frontier.size + 1
        place = Place(self.id, AT_MS + aseq, self.last_of.get(record.key))
        verdict = Verdict(record.cid, fate, aseq, reason)
        entry = make_entry(record, verdict, place, aseq.to_bytes(16, "big"))
        self.last_of[record.key] = entry.header.hash()
        nodes = self.frontier.append([entry.header.hash()])
        with write_transaction(self.engine) as connection:
            connection.execute(insert(schema.log_entry).values(_columns(entry, record)))
            for level, index, hash in nodes:
                if level:
                    values = {"agency_id": self.id, "level": level, "idx": index, "hash": hash}
                    connection.execute(insert(schema.merkle_node).values(values))
            connection.execute(
                update(schema.counter)
                .where(schema.counter.c.agency_id == self.id)
                .values(aseq=aseq, frontier=self.frontier.to_bytes())
            )
            row = changes.row_of(self.id, record, verdict)
            insert_rows(connection, changes.INTO, [row])
            if fate == "applied":
                self._write_row(connection, record)
        return entry

    def _write_row(self, connection: Any, record: Record) -> None:
        row = accepted(self.rows.get(record.key), record, record.hlc)
        assert row
        self.rows[record.key] = row
        entity, id = record.key
        replace_rows(connection, self.id, [MergedRow(entity, id, row.values, row.stamps)])


def _columns(entry: Entry, record: Record) -> dict[str, Any]:
    header = entry.header
    return {
        "agency_id": header.agency,
        "aseq": header.aseq,
        "cid": header.cid,
        "actor": record.actor,
        "entity": header.ent,
        "eid": header.eid,
        "fate": header.fate,
        "reason": header.reason,
        "hlc_eff": header.hlc_eff,
        "at": header.at,
        "prev": bytes.fromhex(header.prev) or None,
        "body_hash": header.body,
        "hash": header.hash(),
        "salt": entry.salt,
        "has_waited": False,
    }

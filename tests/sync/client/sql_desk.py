"""The real PC in the simulator: the journal writes, the desk store absorbs, all on a real file."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from okrdesk.db import schema
from okrdesk.db.engine import open_engine, write_transaction
from okrdesk.db.journal import Work
from okrdesk.db.store import Store, get_meta, put_meta
from okrdesk.db.types import from_wire, to_wire
from okrdesk.domain.act import Act
from okrdesk.services.outbox import DECISIONS, HANDOVERS
from okrdesk.sync import desk_store_state
from okrdesk.sync.change_rows import AS_RECORD, record_of
from okrdesk.sync.desk_store import SqlDeskStore
from okrdesk.sync.record import Record
from okrdesk.sync.shelf import Key, SyncState
from okrdesk.sync.wire import Row, SyncReply
from tests.offices import KEY
from tests.sync.dict_desk import Edit, Own, PowerCut

_change = schema.change
_DECIDED = (_change.c.fate, _change.c.reason, _change.c.aseq, _change.c.hlc_eff)


@dataclass
class Disks:
    """Where the files of PCs lie; `made` counts them."""

    folder: Path
    made: int = 0

    def blank(self) -> Path:
        """Return the path of a new file without tables."""
        self.made += 1
        return self.folder / f"{self.made}.db"

    def fresh(self) -> Path:
        """Return a new database with empty tables, copied from the first."""
        first = self.folder / "first.db"
        if not first.exists():
            engine = open_engine(first, KEY)
            schema.metadata.create_all(engine)
            engine.dispose()
        return Path(shutil.copy(first, self.blank()))


class SqlDesk(SqlDeskStore):
    """One PC's database, with what the simulator asks of a desk."""

    def __init__(self, disks: Disks, path: Path, state: SyncState) -> None:
        self._disks = disks
        self._path = path
        self._person_id = state.person_id
        self.wall_ms = 0
        self.will_go_off = False
        self.thrown_away: set[str] = set()
        super().__init__(Store(open_engine(path, KEY), state.agency_id, state.device, self._now))

    def _now(self) -> datetime:
        return datetime.fromtimestamp(max(self.wall_ms, 0) / 1000, UTC)

    def begin(self, state: SyncState) -> None:
        """Enrol the PC."""
        with write_transaction(self._engine) as connection:
            desk_store_state.begin(connection, state.agency_id, state.device, state.person_id)

    def cloned(self) -> "SqlDesk":
        """Return the same on another disk."""
        self._engine.dispose()
        path = self._disks.blank()
        for ending in ("", "-wal"):
            file = Path(f"{self._path}{ending}")
            if file.exists():
                shutil.copy(file, f"{path}{ending}")
        return SqlDesk(self._disks, path, self.state())

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def write(self, edits: Sequence[Edit], ids: Any) -> list[Record]:
        """Do what a person did, through the journal."""
        store = replace(self._store, device=self.state().device)
        with store.write(self._person_id, Act.EDIT_OBJECTIVE) as work:
            for edit in edits:
                _do(work, edit)
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(*AS_RECORD).where(_change.c.grp == work.group).order_by(_change.c.dseq)
            )
            return [record_of(row) for row in rows]

    def absorb(self, reply: SyncReply, sent: Sequence[Record], head: str = "") -> Any:
        """Store a reply, unless the power goes."""
        if self.will_go_off:
            self.will_go_off = False
            raise PowerCut
        return super().absorb(reply, sent, head)

    @property
    def rows(self) -> dict[Key, Row]:
        """Return all that the screens could show."""
        found: dict[Key, Row] = {}
        with self._engine.connect() as connection:
            for name, table in schema.JOURNALLED.items():
                for row in connection.execute(select(table)).mappings():
                    values = {
                        column: to_wire(value)
                        for column, value in row.items()
                        if column not in ("agency_id", "id", "stamps") and value is not None
                    }
                    found[name, row["id"]] = Row(values, row["stamps"])
        return found

    @property
    def own(self) -> dict[str, Own]:
        """Return the changes made here, with their fates; history has no place in the log.

        After a fork the other machine goes on as the device that this one was.
        """
        notes = self.state()
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(*AS_RECORD, *_DECIDED)
                .where(_change.c.device.in_([notes.device, *notes.former]))
                .where(_change.c.fate.is_(None) | _change.c.aseq.is_not(None))
                .order_by(_change.c.dseq)
            )
            return {
                row.cid: Own(record_of(row[: len(AS_RECORD)]), *row[len(AS_RECORD) :])
                for row in rows
            }

    @property
    def handover(self) -> list[dict[str, Any]]:
        """Return what waits for this person's word."""
        with self._engine.connect() as connection:
            return list(get_meta(connection, HANDOVERS) or [])

    def decide(self, cid: str, word: str) -> None:
        """Accept or decline what waits."""
        with write_transaction(self._engine) as connection:
            put_meta(connection, DECISIONS, (get_meta(connection, DECISIONS) or {}) | {cid: word})


def _do(work: Work, edit: Edit) -> None:
    table = schema.JOURNALLED[edit.key[0]]
    values = {name: from_wire(table.c[name].type, value) for name, value in edit.set.items()}
    if edit.op in ("create", "append"):
        work.add(table, id=edit.key[1], **values)
    elif edit.op == "set":
        work.change(table, edit.key[1], **values)
    else:
        (work.remove if edit.op == "delete" else work.bring_back)(table, edit.key[1])


def desks_on(disks: Disks) -> Callable[[SyncState], SqlDesk]:
    """Return a maker of PCs whose files lie on `disks`."""

    def desk(state: SyncState) -> SqlDesk:
        made = SqlDesk(disks, disks.fresh(), state)
        made.begin(state)
        return made

    return desk

"""An officer's PC as a process: the application without a window, told what to do over a pipe."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import okrdesk.db.vault
from okrdesk import carrying
from okrdesk.app import Application
from okrdesk.db import merged, schema
from okrdesk.db.upgrade import REVISIONS, History
from okrdesk.domain.act import Act
from okrdesk.domain.objective import KeyResult, Objective, Owner
from okrdesk.domain.progress import Kind, Measure
from okrdesk.services.check_ins import CheckInEntry, EvidenceFile, record_check_in
from okrdesk.services.cycles import current_cycle
from okrdesk.services.desk import Desk, Done
from okrdesk.services.key_results import add_key_result
from okrdesk.services.measure_units import rename_measure_unit
from okrdesk.services.objectives import add_objective
from okrdesk.services.sync_state import find_sync_state
from okrdesk.sync.blobs import Blobs
from tests.faults import breaking
from tests.faults.processes import answer_all
from tests.passwords import QuickArgon2

PASSWORD = "mật khẩu đủ dài"
_SOON_S = 60


class Pc:
    """What a process of a PC can be told."""

    def __init__(self, folder: Path) -> None:
        self._shift = timedelta()
        self._later: Callable[[], timedelta] = timedelta
        self.app = Application(folder, self._now)

    def _now(self) -> datetime:
        return datetime.now().astimezone() + self._shift

    def set_clock(self, days: float) -> None:
        """Let the clock of this PC be wrong by so many days from now on."""
        self._shift = timedelta(days=days)

    def break_at(self, point: str, nth: int = 1) -> None:
        breaking.kill_client(point, nth)

    def take_small_pages(self, rows: int) -> None:
        breaking.small_pages(rows)

    def be_impatient(self, seconds: float, times: int) -> None:
        """Wait so long at most for the next answers, as many as told, and as usual for others."""
        import httpx

        real, hasty = httpx.Client.send, iter(range(times))

        def send(client: httpx.Client, request: httpx.Request, **more: Any) -> httpx.Response:
            if next(hasty, None) is not None:
                request.extensions["timeout"] |= {"read": seconds}
            return real(client, request, **more)

        httpx.Client.send = send  # type: ignore[method-assign, assignment]

    def upgrade_to(self, scripts: Path) -> None:
        """Be a newer program, which knows one revision more."""
        from okrdesk.db import upgrade

        history = History((*REVISIONS, "9999"), scripts)
        upgrade.prepare.__defaults__ = (history,)

    def keep_little_in_memory(self) -> None:
        """Write to the disk during an act, not only at its end; before the folder is opened."""
        from okrdesk.db import engine

        engine._PRAGMAS = (*engine._PRAGMAS, "cache_size = 10")

    def lose_power_over_files(self) -> None:
        """Obey the rights of files, also where the tests run as root."""
        _drop_override()

    def enrol(self, asked: dict[str, Any]) -> None:
        self.app.enrol(asked | {"password": PASSWORD}).result(_SOON_S)

    def open(self) -> None:
        self.app.open(PASSWORD).result(_SOON_S)

    def close(self) -> None:
        self.app.close()

    def move(self, url: str) -> None:
        self._do(lambda _desk: self.app.sync_session.move(url))

    def add(self, names: list[str]) -> list[str]:
        """Add units of measure, all in one act."""

        def write(desk: Desk) -> Done[list[str]]:
            with desk.write(Act.ADD_MEASURE_UNIT) as work:
                ids = work.add_many(schema.measure_unit, [{"name": name} for name in names])
            return Done(ids, frozenset(work.touched))

        return self._do(write).value

    def rename(self, id: str, name: str) -> None:
        self._do(lambda desk: rename_measure_unit(desk, id, name))

    def plan(self, title: str, unit: str) -> tuple[str, str]:
        """Add an objective of a unit with one key result; return the ids of both."""

        def write(desk: Desk) -> tuple[str, str]:
            cycle = current_cycle(desk)
            assert cycle is not None
            span = (cycle.start_on, cycle.end_on)
            objective = Objective("", cycle.id, title, Owner(unit_id=unit), *span)
            id = add_objective(desk, objective).value
            measure = Measure(Kind.INCREASE, Decimal(0), Decimal(100))
            result = KeyResult("", id, title, measure, Owner(), *span)
            return id, add_key_result(desk, result).value

        return self._do(write)

    def check_in(self, key_result: str, value: int, content: bytes = b"") -> str:
        """Record a check-in of today, with a file where there is content."""
        files = (EvidenceFile("Minh chứng.txt", content),) if content else ()

        def write(desk: Desk) -> str:
            today = desk.store.now().date()
            entry = CheckInEntry(Decimal(value), today, evidence=files)
            return record_check_in(desk, key_result, entry).value.id

        return self._do(write)

    def sync(self) -> dict[str, int]:
        """Synchronise; return how many changes went and came."""
        figures = self.app.sync_now().result(_SOON_S)
        told = {"sent": figures.sent, "received": figures.received, "requests": figures.requests}
        return {**figures.counts, **told}

    def send_files(self) -> int:
        """Send attached files, as the window's background does; return how many went."""

        def send(desk: Desk) -> int:
            with self.app.sync_session.transport() as transport:
                return Blobs(desk.store).send(transport, lambda: False).taken

        return self._do(send)

    def export(self, path: Path) -> None:
        """Write what waits into a carried file."""
        self._do(lambda _desk: carrying.write_file(self.app.sync_session, path))

    def waiting(self) -> int:
        return self._do(find_sync_state).waiting

    def device(self) -> str:
        return self._do(lambda _desk: self.app.sync_session.store.state().device)

    def problems(self) -> list[str]:
        """Return what is wrong with the file, by every check that there is."""
        return self.app.check().result(_SOON_S)

    def rows(self) -> dict[tuple[str, str], Any]:
        """Return all rows with their stamps, tombstones left out."""
        return self._do(rows_of)

    def _do(self, call: Callable[[Desk], Any]) -> Any:
        return self.app.submit(call).result(_SOON_S)


def rows_of(desk: Desk) -> dict[tuple[str, str], Any]:
    """Return every living row of an office, with its stamps, by entity and id."""
    from sqlalchemy import select

    found = {}
    with desk.read() as connection:
        for name, table in schema.JOURNALLED.items():
            ids = connection.scalars(select(table.c.id).where(table.c.agency_id == desk.agency_id))
            keys = [(name, id) for id in ids]
            for row in merged.read_rows(connection, desk.agency_id, keys):
                if not row.values.get("deleted"):
                    found[row.entity, row.id] = (dict(row.values), dict(row.stamps))
    return found


def main(pipe: Connection, folder: Path) -> None:
    """Be the PC of a data folder until told to end."""
    okrdesk.db.vault.Argon2 = QuickArgon2  # type: ignore[misc]
    pc = Pc(folder)
    try:
        answer_all(pipe, pc)
    finally:
        pc.close()


def _drop_override() -> None:
    """Give up the rights by which root reads and writes any file (capabilities(7))."""
    import ctypes

    class Header(ctypes.Structure):
        _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))

    class Data(ctypes.Structure):
        _fields_ = tuple((name, ctypes.c_uint32) for name in ("effective", "permitted", "inherit"))

    header, data = Header(0x20080522, 0), (Data * 2)()
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.capget(ctypes.byref(header), ctypes.byref(data)) == 0
    data[0].effective &= ~0b110
    assert libc.capset(ctypes.byref(header), ctypes.byref(data)) == 0

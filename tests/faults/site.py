"""An agency on a central server, and PCs of its people: processes, each of which may be killed."""

import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Engine

from okrdesk.db.engine import read_transaction
from okrdesk.domain.organisation import Person, PersonKind, Post, Unit
from okrdesk.server.accounts import account_of, add_account, issue_code
from okrdesk.server.audit import verify
from okrdesk.server.bundles import BundleDesk, answer_file
from okrdesk.server.database import write_agency
from okrdesk.server.keys import Keys, ensure_keys
from okrdesk.server.metrics import Metrics
from okrdesk.server.opening import open_server
from okrdesk.server.running import Running
from okrdesk.server.serve import Settings
from okrdesk.server.writing import create_agency, server_desk
from okrdesk.services.desk import Desk
from okrdesk.services.office import NewOffice
from okrdesk.services.people import add_person
from okrdesk.services.units import add_unit, find_units
from tests.faults import pc, serving
from tests.faults.processes import PATIENCE_S, Child, Killed
from tests.ports import held_port


@dataclass
class Site:
    """A server and its administration; `place` is where folders of PCs go."""

    place: Path
    database: str | None
    engine: Engine
    keys: Keys
    agency_id: str
    admin: str
    officer: str
    unit: str
    other: str
    port: int = 0
    server: Child | None = None
    made: int = 0
    pcs: list["Seat"] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        return Settings(self.place / "server", self.database, port=self.port)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def serve(self, point: str = "", nth: int = 1) -> None:
        """Start the server, on the port that is held for it; it dies at `point`."""
        self.stop()
        self.server = Child(serving.main, self.settings, point, nth)
        assert self.server.answer() == self.url

    def stop(self) -> None:
        """End the server as an administrator does."""
        if self.server is not None:
            self.server.signal(signal.SIGTERM)
            self.server.end()
            self.server = None

    def died(self) -> bool:
        """Say whether the server was killed, and wait until it is gone."""
        assert self.server is not None
        status = self.server.end()
        self.server = None
        return status == -signal.SIGKILL

    def health(self) -> dict[str, bool]:
        """Return what the server says of itself to who watches it."""
        answer = httpx.get(f"{self.url}/health", trust_env=False, timeout=PATIENCE_S)
        told: dict[str, bool] = answer.json()
        return told

    def desk(self) -> Desk:
        """Return the server's own desk."""
        return server_desk(self.engine, self.keys, self.agency_id)

    def asked(self, person: str, url: str = "") -> dict[str, Any]:
        """Return what a person types to enrol a PC, the password left out."""
        now = datetime.now(UTC)
        with write_agency(self.engine, self.agency_id) as connection:
            account = account_of(connection, self.agency_id, person) or add_account(
                connection, self.agency_id, person, f"u{person[-6:]}", now
            )
            code = issue_code(connection, account, now).code
        return {"server": url or self.url, "user": account.name, "code": code}

    def pc(self, person: str = "", url: str = "") -> "Seat":
        """Return a PC that has just enrolled."""
        seat = self.new_folder(person)
        seat.start()
        seat.do("enrol", self.asked(seat.person, url))
        return seat

    def new_folder(self, person: str = "") -> "Seat":
        """Return a PC without data and without a process."""
        self.made += 1
        seat = Seat(self, self.place / f"pc{self.made}", person or self.admin)
        self.pcs.append(seat)
        return seat

    def rows(self) -> dict[tuple[str, str], Any]:
        """Return every living row of the agency on the server."""
        return pc.rows_of(self.desk())

    def names(self) -> list[str]:
        """Return the names of all units of measure on the server, each as often as it is there."""
        return sorted(row["name"] for (kind, _id), (row, _) in self.rows().items() if kind == _UNIT)

    def take(self, carried: Path) -> None:
        """Take what a carried file brings, as the administrator's command does."""
        with Metrics(self.settings.folder) as metrics:
            running = Running(
                self.engine, self.keys, self.settings.folder, metrics, guard=lambda: None
            )
            answer_file(BundleDesk(running), carried, carried.parent)

    def audit(self) -> None:
        """Fail unless the whole log is in order, without a gap, and the rows are what it says."""
        with read_transaction(self.engine) as connection:
            report = verify(connection, self.agency_id, bytes.fromhex(self.keys.verify_key))
        assert report.is_good, report.problems

    def copied_to(self, place: Path) -> "Site":
        """Return the same agency on a server of its own, as nobody had used it; none may be up."""
        self.engine.dispose()
        shutil.copytree(self.settings.folder, place / "server")
        return replace(self, place=place, engine=open_server(place / "server", None), pcs=[])


_UNIT = "measure_unit"


@dataclass
class Seat:
    """One PC: a data folder, and the process that has it open."""

    site: Site
    folder: Path
    person: str
    child: Child | None = None

    def start(self) -> None:
        """Start the process, without opening the folder."""
        self.child = Child(pc.main, self.folder)

    def open(self) -> None:
        """Start the process and open the folder."""
        self.start()
        self.do("open")

    def do(self, name: str, *args: Any) -> Any:
        """Tell the process what to do; raises Said and Killed."""
        assert self.child is not None
        return self.child.ask(name, *args)

    def kill(self) -> None:
        if self.child is not None:
            self.child.kill()
            self.child = None

    def close(self) -> None:
        """End the process as a person does."""
        assert self.child is not None
        self.child.end()
        self.child = None

    def dies(self, name: str, *args: Any) -> None:
        """Tell the process what kills it; fail where it lives on."""
        assert self.child is not None
        try:
            answer = self.do(name, *args)
        except Killed:
            assert self.child.end() == -signal.SIGKILL
            self.child = None
            return
        raise AssertionError(f"it did not die but said {answer}")

    def copy(self, *, like: "Seat | None" = None) -> "Seat":
        """Return another PC with a copy of this folder, which no process may have open."""
        copied = self.site.new_folder((like or self).person)
        shutil.copytree(self.folder, copied.folder)
        return copied

    def settle(self, names: list[str] | None = None) -> None:
        """Open again where needed, synchronise at most twice, and be as the server is."""
        if self.child is None:
            self.open()
        self.do("sync")
        if self.do("waiting") or self.do("rows") != self._served():
            self.do("sync")
        self.check(names)

    def check(self, names: list[str] | None = None) -> None:
        """Fail unless nothing waits, the file is whole, and all is as on the server, once."""
        assert self.do("waiting") == 0
        assert self.do("problems") == []
        mine, served = self.do("rows"), self._served()
        assert mine == {key: served.get(key) for key in mine}
        assert mine.keys() == served.keys() or self.person != self.site.admin
        here = self.site.names()
        assert len(here) == len(set(here)), "something is there twice"
        assert set(names or ()) <= set(here), "something is lost"

    def _served(self) -> dict[tuple[str, str], Any]:
        return self.site.rows()


def found(place: Path, database: str | None = None) -> Site:
    """Return an agency with an administrator and an officer in one of two units, not yet served."""
    folder = place / "server"
    engine = open_server(folder, database)
    keys = ensure_keys(folder)
    desk = create_agency(engine, keys, NewOffice("Sở Thử nghiệm", "STN", "Nguyễn Văn An"))
    root = find_units(desk)[0].id
    unit, other = (
        add_unit(desk, Unit("", code, name, root)).value
        for code, name in (("TH", "Phòng Tổng hợp"), ("MC", "Phòng Một cửa"))
    )
    officer = Person("", "002", "Đỗ Thị Đào", PersonKind.CIVIL_SERVANT)
    person = add_person(desk, officer, Post("", "", unit, "", is_leader=True)).value
    return Site(place, database, engine, keys, desk.agency_id, desk.person_id, person, unit, other)


@contextmanager
def served(made: Site) -> Iterator[Site]:
    """Serve an agency; end its server and all its PCs afterwards, and remove what they hold."""
    with held_port() as made.port:
        try:
            made.serve()
            yield made
        finally:
            for seat in made.pcs:
                seat.kill()
            made.stop()
            made.engine.dispose()
            shutil.rmtree(made.place)

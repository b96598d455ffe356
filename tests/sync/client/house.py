"""A real server in a thread of this process: SQLite, HTTP, notices; and applications around it."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn

from okrdesk.app import Application
from okrdesk.domain.organisation import Person, PersonKind, Post, Unit
from okrdesk.server.accounts import account_of, add_account, issue_code
from okrdesk.server.database import write_agency
from okrdesk.server.devices import revoke
from okrdesk.server.http import make_app
from okrdesk.server.keys import ensure_keys
from okrdesk.server.opening import open_server, start_running
from okrdesk.server.serve import Settings
from okrdesk.server.writing import create_agency, server_desk
from okrdesk.services.desk import Desk
from okrdesk.services.office import NewOffice
from okrdesk.services.people import add_person
from okrdesk.services.units import add_unit, find_units

PASSWORD = "mật khẩu đủ dài"
SOON_S = 60.0
"""What takes longer on no machine that works; nobody waits for it where all goes well."""


@dataclass
class House:
    """A server that answers at `url`, and what its administrator does beside it."""

    folder: Path
    url: str
    agency_id: str
    admin: str
    root: str
    _engine: Any
    _keys: Any
    names: dict[str, str] = field(default_factory=dict)

    def desk(self) -> Desk:
        """Return the server's own desk."""
        return server_desk(self._engine, self._keys, self.agency_id)

    def unit(self, code: str, name: str) -> str:
        """Add a unit below the root."""
        return add_unit(self.desk(), Unit("", code, name, self.root)).value

    def person(self, code: str, name: str, unit: str, **post: Any) -> str:
        """Add a person with a post; return the id."""
        person = Person("", code, name, PersonKind.CIVIL_SERVANT)
        return add_person(self.desk(), person, Post("", "", unit, "", **post)).value

    def code(self, person_id: str) -> tuple[str, str]:
        """Return a login and a one-time code for it."""
        now = datetime.now(UTC)
        with write_agency(self._engine, self.agency_id) as connection:
            account = account_of(connection, self.agency_id, person_id) or add_account(
                connection, self.agency_id, person_id, f"u{len(self.names)}", now
            )
            self.names[person_id] = account.name
            return account.name, issue_code(connection, account, now).code

    def revoke(self, device: str, *, wipe: bool) -> None:
        """Let a device in no more."""
        with write_agency(self._engine, self.agency_id) as connection:
            revoke(connection, self.agency_id, device, datetime.now(UTC), wipe=wipe)

    def asked(self, person_id: str, **more: Any) -> dict[str, Any]:
        """Return what the person types to enrol."""
        user, code = self.code(person_id)
        given = {"server": self.url, "user": user, "code": code, "password": PASSWORD}
        return given | more

    def enrolled(self, folder: Path, person_id: str) -> Application:
        """Return an application that has enrolled in `folder`; the caller closes it."""
        application = Application(folder)
        try:
            application.enrol(self.asked(person_id)).result(SOON_S)
        except BaseException:
            application.close()
            raise
        return application


@contextmanager
def house(folder: Path) -> Iterator[House]:
    """Give a server with one agency and its administrator."""
    engine = open_server(folder, None)
    keys = ensure_keys(folder)
    desk = create_agency(engine, keys, NewOffice("Sở Thử nghiệm", "STN", "Nguyễn Văn An"))
    root = find_units(desk)[0].id
    try:
        with serving(folder) as url:
            yield House(folder, url, desk.agency_id, desk.person_id, root, engine, keys)
    finally:
        engine.dispose()


@contextmanager
def serving(folder: Path, port: int = 0) -> Iterator[str]:
    """Serve a state folder from a thread; give the address."""
    listener = socket.create_server(("127.0.0.1", port))
    with start_running(Settings(folder)) as running:
        config = uvicorn.Config(make_app(running), log_config=None, ws="none", lifespan="on")
        worker = uvicorn.Server(config)
        thread = threading.Thread(target=worker.run, args=([listener],), name="server")
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            worker.should_exit = True
            running.notices.end()
            thread.join(SOON_S)
            listener.close()


def until(condition: Callable[[], bool]) -> None:
    """Wait until something holds; fail where it does not in time, on a machine however busy."""
    done = threading.Event()
    deadline = time.monotonic() + SOON_S
    while not condition():
        assert time.monotonic() < deadline, "it did not come to hold"
        done.wait(0.01)

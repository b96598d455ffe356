"""A PC that is ten thousand rows behind its server, to measure how a window catches up.

The PC was enrolled, and then the rows were sent by another. It opens with no server in reach, so
that opening is over before the sync begins; then the server is where it was.
"""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from okrdesk.app import Application
from okrdesk.server.accounts import add_account, issue_code
from okrdesk.server.database import open_database, write_agency
from okrdesk.server.keys import ensure_keys
from okrdesk.server.scale_office import Plan, build_town
from okrdesk.server.scale_pcs import make_changes, open_pc
from okrdesk.server.scale_serving import running_server

ROWS = 10_000
_NOBODY = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Behind:
    """A closed folder whose PC lacks `ROWS` rows of the server at `url`."""

    folder: Path
    url: str


@contextmanager
def behind(folder: Path, password: str) -> Iterator[Behind]:
    """Give a PC that is behind its server, and keep the server running."""
    state, desk = folder / "server", folder / "desk"
    state.mkdir()
    desk.mkdir()
    engine = open_database(state)
    town = build_town(engine, ensure_keys(state), Plan(people=16, objectives=125))
    head, officer = town.seats[:2]
    now = datetime.now(UTC)
    with write_agency(engine, town.agency_id) as connection:
        account = add_account(connection, town.agency_id, head.person_id, "head", now)
        code = issue_code(connection, account, now).code
    engine.dispose()
    with running_server(state, None, 1) as serving:
        application = Application(desk)
        asked = {"server": serving.url, "user": "head", "code": code, "password": password}
        application.enrol(asked).result()
        with ThreadPoolExecutor(1) as beside:
            beside.submit(application.sync_session.move, _NOBODY).result()
        application.close()
        with open_pc(state, serving.url, officer) as pc:
            pc.sync()
            make_changes(pc.desk, officer.key_results, ROWS)
            pc.sync()
        yield Behind(desk, serving.url)
    shutil.rmtree(folder)

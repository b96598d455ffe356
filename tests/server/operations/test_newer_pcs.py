"""PCs that are newer than their server: what they wrote comes back once the server is as new."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from sqlalchemy import select

from okrdesk.db import schema
from okrdesk.db.engine import open_engine, read_transaction
from okrdesk.db.journal import SCHEMA_VERSION
from okrdesk.db.migrations import REVISIONS, SCRIPTS
from okrdesk.db.upgrade import prepare
from okrdesk.domain.identity import new_id
from okrdesk.server.epoch import read_heads
from tests.conftest import ROOT
from tests.offices import KEY, make_objective
from tests.server.agencies import Agency
from tests.server.backup.pcs import Served, real_pc

NUMBER = f"{len(REVISIONS) + 1:04}"
SCRIPT = f"""
import sqlalchemy as sa
from alembic import op

from okrdesk.db.migrations.filling import fill_from_log

revision = "{NUMBER}"
down_revision = "{REVISIONS[-1]}"


def upgrade():
    op.add_column("objective", sa.Column("colour", sa.String(8)))
    fill_from_log(op.get_bind(), "objective", colour=lambda value: isinstance(value, str))
"""
NEXT_VERSION = """
import json, sys
from pathlib import Path

from sqlalchemy import Column, String

from okrdesk.db import journal, migrations, schema

given = json.loads(sys.argv[1])
schema.objective.append_column(Column("colour", String(8)))
journal.SCHEMA_VERSION += 1
migrations.REVISIONS += (given["number"],)
migrations.SCRIPTS = Path(given["scripts"])

from nacl.signing import SigningKey

from okrdesk.db.engine import open_engine, read_transaction
from okrdesk.db.store import Store
from okrdesk.db.upgrade import prepare
from okrdesk.server.audit import verify
from okrdesk.server.epoch import read_heads
from okrdesk.server.keys import load_keys
from okrdesk.server.opening import open_server
from okrdesk.services.desk import Desk
from tests.offices import KEY, Clock
from tests.server.agencies import Agency
from tests.server.backup.pcs import RealPc, Served


def colours(engine):
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT title, colour FROM objective").all()
    return {title: colour for title, colour in rows}


folder, keys = Path(given["folder"]), load_keys(Path(given["folder"]))
epochs = []
for _start in range(2):
    server = open_server(folder, given["url"])
    with read_transaction(server) as connection:
        report = verify(connection, given["agency"], bytes.fromhex(keys.verify_key))
        epochs.append(read_heads(connection)[given["agency"]].epoch)
agency = Agency(server, folder, given["url"], keys, given["agency"], None, Clock())
pc = open_engine(Path(given["pc"]), KEY)
prepare(pc, schema.metadata, lambda: None)
store = Store(pc, given["agency"], given["device"], agency.clock)
RealPc(Served(agency), Desk(store, given["person"]), SigningKey.generate()).sync()
found = {"server": colours(server), "pc": colours(pc), "epochs": epochs}
print(json.dumps(found | {"wrong": [one.detail for one in report.problems]}))
"""


def test_what_a_newer_pc_wrote_is_in_every_row_after_the_upgrade(
    agency: Agency, tmp_path: Path
) -> None:
    ids, desk = agency.ids, agency.desk()
    twice, unfit = (make_objective(desk, ids, title=title) for title in ("Hai lần", "Sai kiểu"))
    newer = agency.enrol(ids.admin)
    newer.sync()
    agency.clock.go_on(minutes=1)
    with read_transaction(agency.engine) as connection:
        before = read_heads(connection)[agency.agency_id].epoch
        objective = schema.objective
        row = connection.execute(select(objective).where(objective.c.id == twice)).one()
    told = ("cycle_id", "owner_person_id", "owner_unit_id", "commitment", "roll_up")
    values = {name: getattr(row, name) for name in told if getattr(row, name)} | {
        "title": "Từ đầu", "start_on": "2026-10-01", "end_on": "2026-12-31", "colour": "vàng",
    }  # fmt: skip
    coloured = [
        newer.change("set", "objective", twice, {"colour": "đỏ"}, sv=SCHEMA_VERSION + 1),
        newer.change("set", "objective", twice, {"colour": "xanh"}, sv=SCHEMA_VERSION + 1),
        newer.change("set", "objective", unfit, {"colour": {"a": 1}}, sv=SCHEMA_VERSION + 1),
        newer.change("create", "objective", new_id(), values, sv=SCHEMA_VERSION + 1),
    ]
    fates = [verdict.fate for verdict in newer.sync(coloured, sv=SCHEMA_VERSION + 1).verdicts]
    assert fates == ["applied"] * 4
    older = tmp_path / "pc.db"
    engine = open_engine(older, KEY)
    prepare(engine, schema.metadata, lambda: None)
    engine.dispose()
    with real_pc(Served(agency), ids.head, older) as pc:
        pc.sync()
        device = pc.desk.store.device
    found = in_the_next_version(
        tmp_path,
        folder=str(agency.folder),
        url=agency.url,
        agency=agency.agency_id,
        pc=str(older),
        device=device,
        person=ids.head,
    )
    assert found["server"] == {"Hai lần": "xanh", "Sai kiểu": None, "Từ đầu": "vàng"}
    assert found["pc"] == found["server"]
    assert found["wrong"] == [f"objective {unfit}"], "what was not filled, the audit reports"
    first, second = found["epochs"]
    assert before != first == second, "PCs read anew once"


def in_the_next_version(tmp_path: Path, **given: str | None) -> dict[str, object]:
    """Play server and PC of the next version, whose objectives have a colour."""
    scripts = tmp_path / "versions"
    shutil.copytree(SCRIPTS, scripts)
    (scripts / f"{NUMBER}_colour.py").write_text(SCRIPT, encoding="utf-8")
    told = json.dumps({**given, "number": NUMBER, "scripts": str(scripts)})
    ended = subprocess.run(
        [sys.executable, "-c", NEXT_VERSION, told],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    answer: dict[str, object] = json.loads(ended.stdout)
    return answer

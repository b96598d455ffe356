"""The copy that a newer program keeps of what it is about to upgrade."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from okrdesk.db.engine import open_engine
from okrdesk.errors import Code, Fault
from okrdesk.server import opening
from okrdesk.server.backup_postgresql import load
from okrdesk.server.opening import open_server
from okrdesk.server.set_aside import FOLDER, set_aside
from tests.server.agencies import Agency
from tests.server.backup.pcs import check_ins_at
from tests.server.conftest import PostgreSql


def test_the_copy_holds_all_and_three_are_kept(
    agency: Agency, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    now = agency.clock.now
    copies = [
        set_aside(agency.engine, agency.folder, now + timedelta(days=day)) for day in range(5)
    ]
    assert sorted((agency.folder / FOLDER).iterdir()) == copies[2:]
    assert copies[-1].stat().st_mode & 0o077 == 0
    if agency.url is None:
        engine = open_engine(copies[-1], agency.keys.database_key, must_exist=True)
        assert check_ins_at(engine) == set()
        engine.dispose()
        return
    server: PostgreSql = request.getfixturevalue("postgresql")
    name = f"aside_{abs(hash(str(tmp_path)))}"
    server.create(name)
    load(copies[-1], agency.engine.url.set(database=name))
    server.drop(name)


def test_a_server_sets_aside_what_it_upgrades(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    def upgrading(folder: Path, url: str | None, before_upgrade: object) -> Engine:
        assert callable(before_upgrade)
        before_upgrade(agency.engine)
        raise Fault(Code.UPGRADE_FAILED, path="")

    monkeypatch.setattr(opening, "open_database", upgrading)
    with pytest.raises(Fault) as caught:
        open_server(agency.folder, agency.url)
    assert caught.value.code is Code.UPGRADE_FAILED
    assert len(list((agency.folder / FOLDER).iterdir())) == 1

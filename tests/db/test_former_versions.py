"""Databases of former versions, kept as SQL in `former/`, become what a new one is; none loses."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from okrdesk.db import schema
from okrdesk.db.engine import connect, open_engine
from okrdesk.db.upgrade import Prepared, prepare
from okrdesk.services.check_ins import find_check_ins
from okrdesk.services.desk import Desk
from okrdesk.services.history import undo_last
from okrdesk.services.office import open_desk
from tests.offices import KEY

FORMER = sorted((Path(__file__).parent / "former").glob("*.sql"))
Contents = dict[str, list[dict[str, Any]]]


@pytest.fixture(params=FORMER, ids=lambda path: str(path.stem))
def former(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Give a database of a former version, filled as that version did it."""
    path = tmp_path / "former.db"
    bare = connect(path, KEY)
    bare.execute("PRAGMA foreign_keys = OFF")  # the dump is in the order of names
    bare.executescript(request.param.read_text("utf-8"))
    bare.close()
    engine = open_engine(path, KEY)
    yield engine
    engine.dispose()


def upgraded(engine: Engine) -> Desk:
    assert prepare(engine, schema.metadata, lambda: None) is Prepared.UPGRADED
    desk = open_desk(engine)
    assert desk is not None
    return desk


def definitions(engine: Engine) -> dict[str, set[str]]:
    """Return the parts of every table's and index' definition; columns in whatever order."""
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql <> ''")
        return {
            name: {" ".join(part.split()) for part in re.split(r"[(,](?![^(]*\))", sql)}
            for name, sql in (
                (row.name, row.sql.removesuffix(")").replace('"', "").replace(", )", ")"))
                for row in rows
            )
        }


def contents(engine: Engine) -> Contents:
    """Return all rows of all tables, as SQLite has them."""
    with engine.connect() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            name: [
                dict(row)
                for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"').mappings()
            ]
            for name in names.scalars().all()
        }


def test_an_upgraded_database_has_the_tables_of_a_new_one(former: Engine, tmp_path: Path) -> None:
    upgraded(former)
    new = open_engine(tmp_path / "new.db", KEY)
    prepare(new, schema.metadata, lambda: None)
    assert definitions(former) == definitions(new)
    new.dispose()


def test_an_upgrade_loses_nothing(former: Engine) -> None:
    before = contents(former)
    upgraded(former)
    after = contents(former)
    del before["alembic_version"], after["alembic_version"]
    for name, rows in before.items():
        known = rows[0].keys() if rows else ()
        assert [{key: row[key] for key in known} for row in after[name]] == rows, name


def test_a_row_has_the_clocks_of_its_change_records(former: Engine) -> None:
    upgraded(former)
    expected: dict[str, dict[str, int]] = {}
    for record in sorted(contents(former)["change"], key=lambda row: int(row["dseq"])):
        if record["op"] == "append":
            expected[record["eid"]] = {"*": record["hlc"]}
        elif record["eid"] in expected:
            expected[record["eid"]]["deleted"] = record["hlc"]
    rows = [row for name in ("check_in", "evidence", "review") for row in contents(former)[name]]
    assert {row["id"]: json.loads(row["stamps"]) for row in rows} == expected
    assert any(clocks.keys() == {"*", "deleted"} for clocks in expected.values())


def test_work_goes_on_after_an_upgrade(former: Engine) -> None:
    desk = upgraded(former)
    with former.connect() as connection:
        key_result = connection.scalar(select(schema.key_result.c.id))
    assert key_result is not None
    before = find_check_ins(desk, key_result)
    undo_last(desk)
    assert find_check_ins(desk, key_result) == before

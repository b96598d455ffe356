"""The roles of PostgreSQL: the server does its work with them, and nothing beside."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL, make_url, select

from okrdesk.db import schema
from okrdesk.errors import Fault
from okrdesk.server.__main__ import main
from okrdesk.server.backup import back_up
from okrdesk.server.backup_facts import Source
from okrdesk.server.checkpoints import keep_checkpoint
from okrdesk.server.database import open_database, write_agency
from okrdesk.server.keys import ensure_keys
from okrdesk.server.scale_office import Plan, Town, build_town
from tests.conftest import ROOT
from tests.server.postgresql import PostgreSql, running

SQL = ROOT / "installer" / "server" / "postgresql"


@dataclass(frozen=True)
class Roles:
    """A database with the roles of an installed server, and an agency written by the server's."""

    folder: Path
    address: URL
    town: Town

    def url(self, role: str) -> str:
        return self.address.set(username=role).render_as_string(hide_password=False)

    def ask(self, role: str, statement: str) -> None:
        place = self.address
        with psycopg.connect(
            host=place.host, port=place.port, dbname=place.database, user=role, autocommit=True
        ) as connection:
            connection.execute(statement)


def grant(server: PostgreSql, database: str) -> None:
    """Run the script as an administrator of PostgreSQL does."""
    psql = shutil.which("psql") or str(server.binaries / "psql")
    command = [psql, "-qX", "--set", "ON_ERROR_STOP=1", "--set", f"database={database}"]
    place = ["--host", "127.0.0.1", "--port", str(server.port), "--username", "okr"]
    subprocess.run(
        [*command, *place, "--dbname", "postgres", "--file", str(SQL / "roles.sql")],
        check=True,
        capture_output=True,
    )


@pytest.fixture(scope="module")
def roles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Roles]:
    """Install roles and tables as the installer does, then write as the server."""
    folder = tmp_path_factory.mktemp("roles")
    with running() as server:
        grant(server, "okrdesk")
        address = make_url(server.url("okrdesk"))
        owner = address.set(username="okrdesk_owner").render_as_string(hide_password=False)
        open_database(folder, owner).dispose()
        grant(server, "okrdesk")
        engine = open_database(
            folder, address.set(username="okrdesk").render_as_string(hide_password=False)
        )
        town = build_town(engine, ensure_keys(folder), Plan(3))
        engine.dispose()
        yield Roles(folder, address, town)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_entry SET fate = 'applied'",
        "DELETE FROM log_entry",
        "UPDATE merkle_node SET hash = ''",
        "DELETE FROM batch",
        "UPDATE checkpoint SET root = ''",
        "UPDATE change SET fields = '{}'",
        "DELETE FROM change",
        "TRUNCATE change",
        "DROP TABLE change",
        "ALTER TABLE change ADD COLUMN more integer",
        "CREATE TABLE other (id integer)",
        "UPDATE alembic_version SET version_num = ''",
        "CREATE DATABASE other",
        "CREATE ROLE other",
    ],
)
def test_the_server_may_not(roles: Roles, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        roles.ask("okrdesk", statement)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM change",
        "UPDATE counter SET aseq = 0",
        "INSERT INTO meta (key, value) VALUES ('x', '1')",
        "UPDATE device SET revoked_at = NULL",
        "DROP TABLE change",
    ],
)
def test_the_backup_may_not(roles: Roles, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        roles.ask("okrdesk_backup", statement)


def test_the_server_keeps_checkpoints(roles: Roles) -> None:
    engine = open_database(roles.folder, roles.url("okrdesk"))
    try:
        seed = ensure_keys(roles.folder).signing_seed
        with write_agency(engine, roles.town.agency_id) as connection:
            first = keep_checkpoint(connection, roles.town.agency_id, seed, 1_000)
            again = keep_checkpoint(connection, roles.town.agency_id, seed, 2_000)
        assert first.checkpoint.size == again.checkpoint.size > 0
    finally:
        engine.dispose()


def test_a_backup_is_made_and_tried_by_its_own_role(roles: Roles, tmp_path: Path) -> None:
    engine = open_database(roles.folder, roles.url("okrdesk_backup"))
    try:
        source = Source(engine, roles.folder, ensure_keys(roles.folder), datetime.now(UTC))
        made = back_up(source, tmp_path)
        assert made.manifest.is_audited
    finally:
        engine.dispose()


def test_a_role_that_may_not_is_told_so(roles: Roles, capsys: pytest.CaptureFixture[str]) -> None:
    place = ["--json", "--data", str(roles.folder), "--database", roles.url("okrdesk_backup")]
    assert main([*place, "token", "add", "Cổng"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "database_rights"


def test_contents_are_erased_by_the_owner_alone(
    roles: Roles, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = open_database(roles.folder, roles.url("okrdesk"))
    with engine.connect() as connection:
        person = connection.scalar(select(schema.person.c.id).limit(1))
    engine.dispose()
    words = ["erase", str(person), "--reason", "Theo luật", "--apply"]
    for role, status in (("okrdesk", 1), ("okrdesk_owner", 0)):
        place = ["--json", "--data", str(roles.folder), "--database", roles.url(role)]
        assert main([*place, *words]) == status
        told = json.loads(capsys.readouterr().out)
        assert told["applied"] if status == 0 else told["error"]["code"] == "erase_needs_owner"


def test_a_server_without_the_owner_does_not_touch_old_tables(roles: Roles) -> None:
    roles.ask("okrdesk_owner", "UPDATE alembic_version SET version_num = '0001'")
    try:
        with pytest.raises(Fault):
            open_database(roles.folder, roles.url("okrdesk"))
    finally:
        from okrdesk.db.migrations import REVISIONS

        roles.ask("okrdesk_owner", f"UPDATE alembic_version SET version_num = '{REVISIONS[-1]}'")


def test_every_setting_exists_with_such_a_value(roles: Roles) -> None:
    text = (SQL / "okrdesk.conf").read_text(encoding="utf-8")
    told = re.findall(r"^(\w+) = (.+)$", text, re.M)
    assert len(told) > 15
    for name, value in told:
        if name not in ("listen_addresses", "log_line_prefix"):
            roles.ask("okr", f"ALTER SYSTEM SET {name} = {value}")
        else:
            roles.ask("okr", f"SHOW {name}")

"""A server that kept what changes say twice is upgraded without losing one of them."""

import pytest
from sqlalchemy import Connection, inspect, text

from okrdesk.db.engine import read_transaction, write_transaction
from okrdesk.db.upgrade import Prepared, prepare
from okrdesk.errors import Code, Fault
from okrdesk.server import schema
from okrdesk.server.audit import verify
from okrdesk.server.database import OWN
from okrdesk.server.log_reading import by_number
from tests.server.agencies import Agency


def age(connection: Connection) -> None:
    """Make the database one of before: with a copy of each change in the log."""
    kind = "BLOB" if connection.dialect.name == "sqlite" else "BYTEA"
    connection.execute(text(f"ALTER TABLE log_entry ADD COLUMN body {kind}"))
    connection.execute(text("UPDATE log_entry SET body = salt"))
    connection.execute(text(f"UPDATE {OWN.version_table} SET version_num = '0003'"))


def upgrade(agency: Agency) -> Prepared:
    return prepare(agency.engine, schema.metadata, lambda: None, OWN)


def test_every_change_is_there_after_the_upgrade_and_fits_its_hash(agency: Agency) -> None:
    with read_transaction(agency.engine) as connection:
        before = list(by_number(connection, agency.agency_id))
    with write_transaction(agency.engine) as connection:
        age(connection)
    assert upgrade(agency) is Prepared.UPGRADED
    key = bytes.fromhex(agency.keys.verify_key)
    with read_transaction(agency.engine) as connection:
        assert "body" not in {one["name"] for one in inspect(connection).get_columns("log_entry")}
        assert list(by_number(connection, agency.agency_id)) == before
        assert verify(connection, agency.agency_id, key).is_good


def test_the_only_copy_of_a_change_is_not_dropped(agency: Agency) -> None:
    with write_transaction(agency.engine) as connection:
        age(connection)
        connection.execute(text("DELETE FROM change WHERE aseq = 3"))
    with pytest.raises(Fault) as caught:
        upgrade(agency)
    assert caught.value.code is Code.UPGRADE_FAILED
    with read_transaction(agency.engine) as connection:
        assert connection.scalar(text("SELECT body FROM log_entry WHERE aseq = 3"))

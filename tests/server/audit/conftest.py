"""An agency with a short honest history, for tests that then meddle with it."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Engine

from okrdesk.server.database import open_database
from okrdesk.sync.record import Record
from tests.server.audit.agency import Agency
from tests.server.audit.invented import Device, invented_id

UNITS = [invented_id(100 + number) for number in range(3)]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(tmp_path / "server")
    yield engine
    engine.dispose()


@pytest.fixture
def invented_agency(engine: Engine) -> Agency:
    """Eleven entries: the agency, three units of measure, and what two computers wrote of them."""
    agency = Agency(engine).found()
    for number, id in enumerate(UNITS):
        agency.enter(agency.own("measure_unit", id, {"name": f"Đơn vị {number}"}))
    one, two = agency.enrol(Device(3)), agency.enrol(Device(4))
    agency.push(one, named(one, UNITS[0], "km"), named(one, UNITS[1], "ha"))
    agency.push(two, named(two, UNITS[0], "mét"))
    agency.push(one, *(named(one, UNITS[1], f"ha {number}") for number in range(3)))
    agency.enter(agency.own("measure_unit", UNITS[2], {"name": "tấn"}, "set"))
    return agency


def named(device: Device, unit: str, name: str) -> Record:
    """A device's change of a unit's name."""
    record = device.record(unit, name)
    return msgspec.structs.replace(record, ent="measure_unit", set={"name": name})

"""What the server writes itself reaches the PCs like what anybody else writes."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from okrdesk.db import schema as common
from okrdesk.db.engine import read_transaction
from okrdesk.db.journal import Author
from okrdesk.domain.act import Act
from okrdesk.domain.identity import new_id
from okrdesk.domain.organisation import Unit
from okrdesk.errors import Code, Refused
from okrdesk.server import schema
from okrdesk.server.database import find_agencies, write_agency
from okrdesk.server.writing import create_agency, publishing, refresh_derived, server_desk
from okrdesk.services.check_ins import find_check_ins
from okrdesk.services.history import undo_last
from okrdesk.services.office import find_agency
from okrdesk.services.people import edit_person, find_person
from okrdesk.services.units import add_unit, find_unit, find_units
from okrdesk.sync.births import rows_told
from okrdesk.sync.merkle import Frontier, verify_consistency
from okrdesk.sync.record import decode
from okrdesk.sync.serving import Serving
from tests.offices import NEW, make_key_result, make_objective
from tests.server.agencies import Agency, Pc


def log_of(agency: Agency) -> list[tuple[str, str]]:
    with read_transaction(agency.engine) as connection:
        log = schema.log_entry
        rows = connection.execute(select(log.c.entity, log.c.fate).order_by(log.c.aseq))
        return [(row.entity, row.fate) for row in rows]


def test_a_unit_that_the_server_adds_reaches_a_pc(agency: Agency, enrolled_device: Pc) -> None:
    enrolled_device.sync()
    id = add_unit(agency.desk(), Unit("", "KT", "Phòng Kế toán", agency.ids.root)).value
    reply = enrolled_device.sync()
    told = rows_told(reply, [decode(bytes(raw)) for raw in reply.records])
    assert {key: row.values["name"] for key, row in told.items()} == {("unit", id): "Phòng Kế toán"}
    assert find_unit(agency.desk(), id).name == "Phòng Kế toán"


def test_a_service_that_refuses_leaves_nothing(agency: Agency) -> None:
    before = log_of(agency)
    with pytest.raises(Refused):
        add_unit(agency.desk(agency.ids.officer), Unit("", "X", "X", agency.ids.root))
    with pytest.raises(ZeroDivisionError):
        _write_and_fail(agency)
    assert log_of(agency) == before


def _write_and_fail(agency: Agency) -> None:
    with agency.desk().write(Act.ADD_MEASURE_UNIT) as work:
        work.add(common.measure_unit, name="tạ")
        raise ZeroDivisionError


def test_an_act_of_the_server_can_be_taken_back(agency: Agency) -> None:
    before = [unit.id for unit in find_units(agency.desk())]
    add_unit(agency.desk(), Unit("", "KT", "Phòng Kế toán", agency.ids.root))
    undo_last(agency.desk())
    assert [unit.id for unit in find_units(agency.desk())] == before
    assert log_of(agency)[-2:] == [("unit", "applied"), ("unit", "applied")]


def test_the_server_writes_after_all_that_it_has_seen(agency: Agency) -> None:
    """A PC whose clock is a little ahead does not win over the server's later edit."""
    pc = agency.enrol(agency.ids.admin)
    pc.clock = replace(pc.clock, ms=agency.now_ms + 200_000)
    pc.sync([pc.change("set", "person", agency.ids.officer, {"name": "Đỗ Thị Đào A"})])
    desk = agency.desk()
    edit_person(desk, replace(find_person(desk, agency.ids.officer), name="Đỗ Thị Đào B"))
    assert find_person(agency.desk(), agency.ids.officer).name == "Đỗ Thị Đào B"


def test_an_agency_beside_another_sees_nothing_of_it(agency: Agency) -> None:
    other = create_agency(agency.engine, agency.keys, replace(NEW, agency_code="KHAC"))
    with read_transaction(agency.engine) as connection:
        assert set(find_agencies(connection)) == {agency.agency_id, other.agency_id}
    assert find_agency(other).code == "KHAC"
    assert len(find_units(other)) == 1
    assert len(find_units(agency.desk())) == 4
    assert server_desk(agency.engine, agency.keys, other.agency_id).person_id == other.person_id


def test_an_agency_whose_code_is_missing_is_not_made(agency: Agency) -> None:
    with pytest.raises(Refused) as caught:
        create_agency(agency.engine, agency.keys, replace(NEW, agency_code=" "))
    assert caught.value.code is Code.MISSING_FIELD
    with read_transaction(agency.engine) as connection:
        assert find_agencies(connection) == [agency.agency_id]


def test_derived_rows_are_counted_when_they_are_asked_for(agency: Agency) -> None:
    desk = agency.desk()
    key_result = make_key_result(desk, make_objective(desk, agency.ids))
    pc = agency.enrol(agency.ids.admin)
    pc.sync([pc.check_in(key_result, 40)])
    assert [entry.value for entry in find_check_ins(desk, key_result)] == [40]
    assert _progress(agency) == []
    assert refresh_derived(agency.engine, agency.agency_id, desk.today()) > 0
    assert _progress(agency) == [0.4]
    assert refresh_derived(agency.engine, agency.agency_id, desk.today()) == 0


def test_the_log_is_a_tree_that_only_grows(agency: Agency, enrolled_device: Pc) -> None:
    first = enrolled_device.sync().checkpoint
    assert first is not None
    add_unit(agency.desk(), Unit("", "KT", "Phòng Kế toán", agency.ids.root))
    for number in range(3):
        add_unit(agency.desk(), Unit("", f"K{number}", f"Tổ {number}", agency.ids.root))
    reply = enrolled_device.sync()
    last = reply.checkpoint
    assert last is not None
    assert (first.size, last.size) == (len(log_of(agency)) - 4, len(log_of(agency)))
    roots = (bytes.fromhex(first.root), bytes.fromhex(last.root))
    proof = [bytes.fromhex(part) for part in reply.proof]
    assert verify_consistency((first.size, last.size), *roots, proof)
    with read_transaction(agency.engine) as connection:
        hashes = connection.scalars(select(schema.log_entry.c.hash).order_by("aseq")).all()
    whole = Frontier()
    whole.append(hashes)
    assert whole.root() == roots[1]


def test_each_entry_about_a_row_names_the_one_before(agency: Agency) -> None:
    desk = agency.desk()
    id = add_unit(desk, Unit("", "KT", "Phòng Kế toán", agency.ids.root)).value
    undo_last(desk)
    pc = agency.enrol(agency.ids.admin)
    pc.sync([pc.change("set", "unit", id, {"name": f"Phòng {number}"}) for number in (1, 2)])
    with read_transaction(agency.engine) as connection:
        log = schema.log_entry
        rows = connection.execute(
            select(log.c.hash, log.c.prev).where(log.c.eid == id).order_by(log.c.aseq)
        ).all()
    assert len(rows) == 4
    assert [row.prev for row in rows] == [None, *(row.hash for row in rows[:3])]


def _progress(agency: Agency) -> list[float]:
    with read_transaction(agency.engine) as connection:
        return list(connection.scalars(select(common.key_result_state.c.progress)))


def test_who_is_who_is_told_as_it_is_after_what_was_written(agency: Agency) -> None:
    pc = agency.enrol(agency.ids.admin)
    unit = new_id()
    values = {"code": "KT", "name": "Phòng Kế toán", "parent_id": agency.ids.root}
    record = pc.change("create", "unit", unit, values)
    request = pc.request([record])
    with agency.shelf() as shelf:
        device = shelf.device(pc.device)
        assert device is not None
        Serving(shelf, pc.around()).answer(device, request)
        assert unit in shelf.directory().tables["unit"]
    with pytest.raises(ZeroDivisionError):
        _remove_and_fail(agency, unit)
    with agency.shelf() as shelf:
        assert unit in shelf.directory().tables["unit"]


def _remove_and_fail(agency: Agency, unit: str) -> None:
    with write_agency(agency.engine, agency.agency_id) as connection:
        names = (agency.agency_id, agency.ids.root, agency.ids.admin)
        author = Author(*names, Act.EDIT_UNIT, agency.clock.now)
        with publishing(connection, author, agency.keys.signing_seed) as work:
            work.remove(common.unit, unit)
        raise ZeroDivisionError

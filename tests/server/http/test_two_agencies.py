"""Two agencies on one server: what an administrator does in one reaches nothing of the other."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from okrdesk.server import schema
from okrdesk.server.writing import create_agency
from okrdesk.services.office import NewOffice
from tests.server.agencies import Agency
from tests.server.http.conftest import HttpPc, Web


@pytest.fixture
def other(web: Web) -> Agency:
    """Give another agency on the same server; the small office is not in it."""
    one = web.agency
    desk = create_agency(one.engine, one.keys, NewOffice("Sở Khác", "SK", "Lê Văn Khác"))
    ids = replace(one.ids, admin=desk.person_id)
    return replace(one, agency_id=desk.agency_id, ids=ids)


def test_a_person_of_the_other_gets_no_code(web: Web, other: Agency) -> None:
    admin = web.pc(web.agency.ids.admin)
    answer = admin.post("/v1/admin/codes", {"person_id": other.ids.admin})
    assert (answer.status_code, answer.json()) == (404, {"stop": "not_found"})


def test_a_pc_of_the_other_is_neither_listed_nor_turned_away(web: Web, other: Agency) -> None:
    admin, theirs = web.pc(web.agency.ids.admin), other.enrol(other.ids.admin)
    listed = admin.call("GET", "/v1/admin/devices").json()["devices"]
    assert [one["id"] for one in listed] == [admin.pc.device]
    answer = admin.post("/v1/admin/revoke", {"device": theirs.device, "wipe": True})
    assert (answer.status_code, answer.json()) == (404, {"stop": "not_found"})
    with web.agency.engine.connect() as connection:
        table = schema.device
        found = connection.execute(select(table).where(table.c.id == theirs.device)).one()
    assert (found.revoked_at, found.wipe) == (None, False)


def test_a_row_of_the_other_cannot_be_written(web: Web, other: Agency) -> None:
    admin, theirs = web.pc(web.agency.ids.admin), HttpPc(web, other.enrol(other.ids.admin))
    rename = admin.pc.change("set", "person", other.ids.admin, {"name": "x"}, base={"name": 1})
    (verdict,) = admin.sync(rename).verdicts
    assert (verdict.fate, verdict.reason) == ("parked", "missing_parent")
    assert "x" not in {
        row.row.values["name"] for row in theirs.sync().rows if row.row and row.ent == "person"
    }

"""What an administrator does from the own PC, and nobody else."""

from datetime import timedelta

import pytest

from tests.offices import make_key_result, make_objective
from tests.server.http.conftest import HttpPc, Web, read_enrolled


@pytest.fixture
def admin(web: Web) -> HttpPc:
    """Give the administrator's PC."""
    return web.pc(web.agency.ids.admin)


def test_an_administrator_sees_the_pcs_of_the_agency_without_content(
    web: Web, admin: HttpPc
) -> None:
    officer = web.pc(web.agency.ids.officer)
    desk = web.agency.desk()
    sent = officer.pc.check_in(make_key_result(desk, make_objective(desk, web.agency.ids)), 42)
    officer.send(officer.pc.request([sent], waiting=3))
    found = {one["id"]: one for one in admin.call("GET", "/v1/admin/devices").json()["devices"]}
    assert found.keys() == {admin.pc.device, officer.pc.device}
    line = found[officer.pc.device]
    assert line["person_id"] == web.agency.ids.officer
    assert line["waiting"] == 2
    assert not line["revoked"]
    assert line.keys() == {
        "id", "person_id", "name", "machine", "app", "waiting", "revoked",
        "first_seen", "last_seen",
    }  # fmt: skip


def test_a_code_handed_out_from_a_pc_enrols_its_person(web: Web, admin: HttpPc) -> None:
    told = admin.post("/v1/admin/codes", {"person_id": web.agency.ids.neighbour}).json()
    assert told["expires"] == (web.agency.clock.now + timedelta(days=14)).isoformat()
    made = read_enrolled(web.enrol(user=told["user"], code=told["code"]))
    assert made.person_id == web.agency.ids.neighbour


def test_a_pc_turned_away_from_another_pc_is_told_to_wipe(web: Web, admin: HttpPc) -> None:
    officer = web.pc(web.agency.ids.officer)
    answer = admin.post("/v1/admin/revoke", {"device": officer.pc.device, "wipe": True})
    assert (answer.status_code, answer.json()) == (200, {})
    assert officer.send(officer.pc.request()).json() == {"stop": "revoked", "wipe": True}


@pytest.mark.parametrize("seat", ["officer", "head", "neighbour"])
def test_nobody_else_may(web: Web, seat: str) -> None:
    pc = web.pc(getattr(web.agency.ids, seat))
    answers = [
        pc.call("GET", "/v1/admin/devices"),
        pc.post("/v1/admin/codes", {"person_id": pc.pc.person_id}),
        pc.post("/v1/admin/revoke", {"device": pc.pc.device}),
    ]
    assert {(one.status_code, one.text) for one in answers} == {(403, '{"stop":"no_authority"}')}


@pytest.mark.parametrize(
    "thing", ["01a20073-c64f-75ed-8ede-29c0a7087d85", "' OR 1=1 --", "", "../../etc"]
)
def test_what_is_not_in_the_agency_is_not_found(admin: HttpPc, thing: str) -> None:
    for path, name in (("/v1/admin/codes", "person_id"), ("/v1/admin/revoke", "device")):
        answer = admin.post(path, {name: thing})
        assert (answer.status_code, answer.json()) == (404, {"stop": "not_found"})

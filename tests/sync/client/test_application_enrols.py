"""An application that enrols with a real server and stays in step with it."""

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from okrdesk.app import Application
from okrdesk.carrying import ask
from okrdesk.domain.identity import new_id
from okrdesk.errors import Code, Fault, OkrError, Refused
from okrdesk.services.measure_units import add_measure_unit, find_measure_units
from okrdesk.services.office import NewOffice
from okrdesk.services.people import find_people
from okrdesk.services.sync_state import find_sync_runs, find_sync_state
from okrdesk.sync import session
from tests.sync.client.house import SOON_S, House, until


def code_of(future: Future) -> Code:
    with pytest.raises(OkrError) as raised:
        future.result(SOON_S)
    return raised.value.code


def test_a_new_pc_shows_the_office_of_the_server(served: House, tmp_path: Path) -> None:
    served.person("002", "Trần Thị Bình", served.root)
    application = served.enrolled(tmp_path / "pc", served.admin)
    people = application.submit(find_people).result()
    state = application.submit(find_sync_state).result()
    application.close()
    assert {one.name for one in people} >= {"Nguyễn Văn An", "Trần Thị Bình"}
    assert (state.is_enrolled, state.server, state.waiting) == (True, served.url, 0)
    assert state.lease_until is not None


def test_it_opens_again_by_its_password_without_the_server(tmp_path: Path, served: House) -> None:
    application = served.enrolled(tmp_path / "pc", served.admin)
    application.close()
    again = Application(tmp_path / "pc")
    assert again.open("mật khẩu đủ dài").result().person_name == "Nguyễn Văn An"
    again.close()


def test_wrong_code_and_wrong_password_leave_no_trace(served: House, tmp_path: Path) -> None:
    application = Application(tmp_path / "pc")
    asked = served.asked(served.admin)
    assert code_of(application.enrol(asked | {"code": "AAAA-BBBB-CCCC"})) is Code.ENROLMENT_DENIED
    assert code_of(application.enrol(asked | {"user": "ai-do"})) is Code.ENROLMENT_DENIED
    assert application.state == "new"
    assert application.enrol(asked).result().agency_name == "Sở Thử nghiệm"
    application.close()


def test_who_was_wrong_too_often_is_told_to_wait(served: House, tmp_path: Path) -> None:
    application = Application(tmp_path / "pc")
    asked = served.asked(served.admin) | {"user": "ai-do"}
    codes = [code_of(application.enrol(asked)) for _attempt in range(7)]
    assert codes == [*[Code.ENROLMENT_DENIED] * 6, Code.ENROLMENT_WAIT]
    application.close()


def test_who_is_not_at_the_server_yet_gets_no_code_but_is_told_why(
    served: House, tmp_path: Path
) -> None:
    application = served.enrolled(tmp_path / "pc", served.admin)
    session, body = application.sync_session, {"person_id": new_id()}
    with ThreadPoolExecutor(1) as worker:
        asked = worker.submit(ask, session, "POST", "/v1/admin/codes", body)
        assert code_of(asked) is Code.NOT_AT_SERVER
    application.close()


def test_an_office_that_is_here_stays_beside_that_of_the_server(
    served: House, tmp_path: Path
) -> None:
    folder = tmp_path / "pc"
    application = Application(folder)
    new = NewOffice("Văn phòng riêng", "VPR", "Lê Riêng")
    application.create("mật khẩu đủ dài", new, use_keyring=False).result()
    application.enrol(served.asked(served.admin)).result()
    application.close()
    assert (folder / "okrdesk.db").exists()
    again = Application(folder)
    assert again.open("mật khẩu đủ dài").result().agency_name == "Sở Thử nghiệm"
    again.close()


def test_a_change_is_on_the_other_pc_without_anybody_asking(served: House, tmp_path: Path) -> None:
    unit = served.unit("TH", "Phòng Tổng hợp")
    head = served.person("002", "Trần Thị Bình", unit, is_leader=True)
    mine = served.enrolled(tmp_path / "a", served.admin)
    theirs = served.enrolled(tmp_path / "b", head)
    touched: set[tuple[str, str]] = set()
    arrived = Event()

    def told(status) -> None:
        touched.update(status.touched)
        if any(entity == "measure_unit" for entity, _id in status.touched):
            arrived.set()

    theirs.watch_sync(told)
    until(lambda: theirs.sync_status.state == "online")
    touched.clear()
    arrived.clear()
    unit_id = mine.submit(lambda desk: add_measure_unit(desk, "chuyến")).result().value
    mine.sync_now().result(SOON_S)
    assert arrived.wait(SOON_S)
    assert ("measure_unit", unit_id) in touched
    names = [one.name for one in theirs.submit(find_measure_units).result()]
    mine.close()
    theirs.close()
    assert "chuyến" in names


def test_each_run_is_noted_with_what_it_moved(served: House, tmp_path: Path) -> None:
    application = served.enrolled(tmp_path / "pc", served.admin)
    application.submit(lambda desk: add_measure_unit(desk, "chuyến")).result()
    application.sync_now().result(SOON_S)
    application.sync_now().result(SOON_S)
    application.sync_now().result(SOON_S)
    runs = application.submit(find_sync_runs).result()
    application.close()
    assert [(run.sent, run.error) for run in runs] == [(0, None), (1, None), (0, None)]
    assert all(0 < run.bytes_up < 2000 for run in runs)
    assert runs[0].bytes_up <= 600
    assert runs[0].bytes_down <= 600


def test_the_oldest_runs_leave_where_there_are_too_many(
    served: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "MOST_RUNS", 3)
    application = served.enrolled(tmp_path / "pc", served.admin)
    for number in range(4):
        application.submit(
            lambda desk, name=f"chuyến {number}": add_measure_unit(desk, name)
        ).result()
        application.sync_now().result(SOON_S)
    runs = application.submit(find_sync_runs).result()
    application.close()
    assert len(runs) == 3


def test_without_a_server_the_work_goes_on(served: House, tmp_path: Path) -> None:
    application = served.enrolled(tmp_path / "pc", served.admin)
    application.close()
    again = Application(tmp_path / "pc")
    again.open("mật khẩu đủ dài").result()
    again.submit(_move_server).result()
    again.lock().result()
    again.open("mật khẩu đủ dài").result()
    again.watch_sync(lambda _status: None)
    assert code_of(again.sync_now()) is Code.SERVER_UNREACHABLE
    again.submit(lambda desk: add_measure_unit(desk, "chuyến")).result()
    state = again.submit(find_sync_state).result()
    (last,) = again.submit(lambda desk: find_sync_runs(desk, 1)).result()
    status = again.sync_status
    again.close()
    assert state.waiting == 1
    assert last.error == "server_unreachable"
    assert status.state == "offline"
    assert isinstance(status.error, Fault)


def test_a_stand_alone_office_follows_nobody(tmp_path: Path) -> None:
    application = Application(tmp_path)
    new = NewOffice("Văn phòng riêng", "VPR", "Lê Riêng")
    application.create("mật khẩu đủ dài", new, use_keyring=False).result()
    application.watch_sync(lambda _status: None)
    assert code_of(application.sync_now()) is Code.NOT_ENROLLED
    assert application.sync_status.state == "off"
    application.lock().result()
    assert code_of(application.sync_now()) is Code.LOCKED
    application.close()


def test_an_address_without_protection_is_refused(served: House, tmp_path: Path) -> None:
    application = Application(tmp_path / "pc")
    asked = served.asked(served.admin)
    with pytest.raises(Refused) as refused:
        application.enrol(asked | {"server": "http://okr.coquan.vn"}).result()
    assert refused.value.code is Code.SERVER_NEEDS_TLS
    assert code_of(application.enrol(asked | {"server": "ftp:/x y"})) is Code.SERVER_ADDRESS_BAD
    application.close()


def _move_server(desk) -> None:
    from okrdesk.db.store import get_meta, put_meta

    with desk.write_device() as connection:
        known = get_meta(connection, "server")
        put_meta(connection, "server", known | {"url": "http://127.0.0.1:9"})

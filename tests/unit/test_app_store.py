"""The application over its store: locking in order, and where backups go."""

import shutil
from pathlib import Path
from threading import Event

import pytest

from okrdesk.app import Application
from okrdesk.errors import Code, Refused
from okrdesk.services.office import NewOffice, find_agency


@pytest.fixture
def application(tmp_path: Path) -> Application:
    made = Application(tmp_path / "data")
    made.create("mật khẩu", NewOffice("Sở", "S", "Lê Hoa")).result()
    return made


def test_a_write_that_waits_is_done_before_the_lock_falls(application: Application) -> None:
    gate = Event()
    held = application.submit(lambda _desk: gate.wait(30))
    waiting = application.submit(lambda desk: desk.agency_id)
    locked = application.lock()
    assert application.state == "locked"
    gate.set()
    assert held.result()
    assert waiting.result()
    locked.result()
    application.close()


def test_what_is_asked_for_behind_the_lock_is_refused(application: Application) -> None:
    application.lock().result()
    with pytest.raises(Refused) as refused:
        application.submit(lambda desk: desk.agency_id).result()
    assert refused.value.code is Code.LOCKED
    application.open("mật khẩu").result()
    assert application.submit(lambda desk: desk.agency_id).result()
    application.close()


def test_sql_on_the_thread_of_the_window_is_a_bug(application: Application) -> None:
    desk = application.submit(lambda desk: desk).result()
    with pytest.raises(RuntimeError, match="database thread"):
        find_agency(desk)
    assert application.submit(find_agency).result().name == "Sở"
    application.close()


def test_backups_go_to_the_chosen_folder_and_home_when_it_is_gone(
    application: Application, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    application.settings.set("backup_folder", str(stick))
    written = application.back_up().result()
    assert stick in written.path.parents
    assert [info.path for info in application.find_backups().result()] == [written.path]
    shutil.rmtree(stick)
    assert application.folder in application.back_up().result().path.parents
    application.close()

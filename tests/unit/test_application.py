"""The composition root: making, opening, locking, restoring and closing one data folder."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest

from okrdesk.app import ENVIRONMENT_PASSWORD, Application, Cancel
from okrdesk.db.files import DATABASE, KEY_FILE
from okrdesk.domain.organisation import Role
from okrdesk.errors import Code, OkrError, Refused
from okrdesk.services.desk import Desk
from okrdesk.services.office import NewOffice, edit_agency, find_agency
from okrdesk.services.people import me

OFFICE = NewOffice("Sở Thử nghiệm", "STN", "Lê Thị Hoa")
PASSWORD = "một mật khẩu"


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Application]:
    """Give an application on a folder that does not exist yet."""
    application = Application(tmp_path / "data")
    yield application
    application.close()


@pytest.fixture
def opened(made: Application) -> Application:
    """Give an application with an office in it, opened."""
    made.create(PASSWORD, OFFICE).result()
    return made


def rename(desk: Desk) -> None:
    edit_agency(desk, replace(find_agency(desk), name="Tên khác"))


def code_of(future: Future[object]) -> Code:
    with pytest.raises(OkrError) as refused:
        future.result()
    return refused.value.code


def test_a_folder_goes_from_new_to_open_locked_and_closed(made: Application) -> None:
    assert made.state == "new"
    first = made.create(PASSWORD, OFFICE).result()
    assert (made.state, made.exists) == ("open", True)
    assert (first.person_name, first.agency_name) == ("Lê Thị Hoa", "Sở Thử nghiệm")
    assert first.roles == {Role.AGENCY_LEADER, Role.ADMINISTRATOR, Role.PLANNER}
    assert first.recovery_key
    made.lock().result()
    assert made.state == "locked"
    again = made.open(PASSWORD).result()
    assert made.state == "open"
    assert again.recovery_key is None
    made.close()
    assert Application(made.folder).state == "closed"


def test_a_wrong_password_reveals_nothing_and_leaves_the_lock(opened: Application) -> None:
    opened.lock().result()
    assert code_of(opened.open("sai")) is Code.WRONG_PASSWORD
    assert code_of(opened.open(None)) is Code.PASSWORD_NEEDED
    assert opened.state == "locked"
    assert code_of(opened.submit(me)) is Code.LOCKED
    assert opened.open(PASSWORD).result().person_name == "Lê Thị Hoa"


def test_behind_the_lock_nothing_reaches_the_file(opened: Application) -> None:
    opened.lock().result()
    for future in (opened.submit(find_agency), opened.check(), opened.back_up()):
        assert code_of(future) is Code.LOCKED


def test_the_environment_answers_at_the_first_opening_only(
    opened: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.close()
    monkeypatch.setenv(ENVIRONMENT_PASSWORD, PASSWORD)
    again = Application(opened.folder)
    try:
        assert not again.needs_password()
        again.open().result()
        again.lock().result()
        assert again.needs_password()
        assert code_of(again.open()) is Code.PASSWORD_NEEDED
        again.open(PASSWORD).result()
    finally:
        again.close()


def test_the_environment_gives_the_password_of_a_new_office(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENVIRONMENT_PASSWORD, PASSWORD)
    made = Application(tmp_path)
    made.create(None, OFFICE).result()
    made.lock().result()
    made.open(PASSWORD).result()
    made.close()


@pytest.mark.parametrize("new", [NewOffice(" ", "S", "Hoa"), NewOffice("Sở", "S", " ")])
def test_an_office_that_is_refused_leaves_the_folder_free_for_the_next_try(
    made: Application, new: NewOffice
) -> None:
    assert code_of(made.create(PASSWORD, new)) is Code.MISSING_FIELD
    assert made.state == "new"
    assert not list(made.folder.iterdir())
    made.create(PASSWORD, OFFICE).result()
    assert made.state == "open"


def test_an_office_cut_short_by_a_power_cut_leaves_the_folder_free(
    made: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The staging folder stays behind, as it does when nothing can clean up any more."""
    monkeypatch.setattr("okrdesk.db.restore._discard", lambda _staging: None)
    assert code_of(made.create(PASSWORD, NewOffice("", "S", "Hoa"))) is Code.MISSING_FIELD
    assert [child.name for child in made.folder.iterdir()] == [".restore"]
    monkeypatch.undo()
    made.create(PASSWORD, OFFICE).result()
    assert {DATABASE, KEY_FILE} <= {child.name for child in made.folder.iterdir()}
    assert not (made.folder / ".restore").exists()


def test_what_is_there_is_never_made_anew(opened: Application) -> None:
    opened.close()
    again = Application(opened.folder)
    assert code_of(again.create("khác", OFFICE)) is Code.KEY_FILE_EXISTS
    assert again.open(PASSWORD).result().agency_name == "Sở Thử nghiệm"
    again.close()


def test_the_recovery_key_opens_and_sets_the_password(made: Application) -> None:
    key = made.create(PASSWORD, OFFICE).result().recovery_key or ""
    made.lock().result()
    mistyped = made.open_with_recovery("AAAAA" + key[5:], "mới")
    assert code_of(mistyped) in (Code.RECOVERY_KEY_MISTYPED, Code.WRONG_RECOVERY_KEY)
    made.open_with_recovery(key, "mới").result()
    made.lock().result()
    assert code_of(made.open(PASSWORD)) is Code.WRONG_PASSWORD
    made.open("mới").result()


def test_the_password_is_changed_by_who_knows_the_old_one(opened: Application) -> None:
    assert code_of(opened.change_password("sai", "mới")) is Code.WRONG_PASSWORD
    opened.change_password(PASSWORD, "mới").result()
    opened.lock().result()
    opened.open("mới").result()


def test_a_backup_brings_back_what_was_there(opened: Application, tmp_path: Path) -> None:
    written = opened.back_up(tmp_path / "b.okrbackup").result()
    assert opened.preview_backup(written.path).result().counts == written.counts

    opened.submit(rename).result()
    assert code_of(opened.restore(written.path, "sai")) is Code.WRONG_PASSWORD
    opened.open(PASSWORD).result()
    assert opened.submit(find_agency).result().name == "Tên khác"
    done = opened.restore(written.path, PASSWORD).result()
    assert done.replaced is not None
    assert opened.state == "locked"
    assert opened.open(PASSWORD).result().agency_name == "Sở Thử nghiệm"


def test_the_daily_backup_is_made_once(opened: Application) -> None:
    assert opened.back_up_daily().result() is not None
    assert opened.back_up_daily().result() is None
    assert len(opened.find_backups().result()) == 1


def test_a_whole_database_has_no_problems(opened: Application) -> None:
    assert opened.check().result() == []
    assert opened.check(quick=True).result() == []


def test_jobs_run_in_the_order_asked_on_one_thread(opened: Application) -> None:
    seen: list[int] = []
    threads = {
        future.result()
        for future in [
            opened.submit(lambda _desk, n=n: (seen.append(n), threading.get_ident())[1])
            for n in range(20)
        ]
    }
    assert seen == list(range(20))
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_an_error_of_a_job_comes_back_and_the_next_one_runs(opened: Application) -> None:
    def fail(_desk: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        opened.submit(fail).result()
    assert opened.submit(find_agency).result().code == "STN"


def test_closing_tells_the_workers_to_stop(opened: Application) -> None:
    begun = threading.Event()

    def long(cancel: Cancel) -> bool:
        begun.set()
        return cancel.wait(30)

    working = opened.work(long)
    assert begun.wait(30)
    opened.close()
    assert working.result() is True


def test_what_waits_for_the_database_is_done_before_it_closes(opened: Application) -> None:
    gate = threading.Event()
    opened.submit(lambda _desk: gate.wait(30))
    waiting = opened.submit(find_agency)
    closing = threading.Thread(target=opened.close)
    closing.start()
    gate.set()
    closing.join(30)
    assert waiting.result().name == "Sở Thử nghiệm"


def test_a_lost_database_does_not_come_back_empty(opened: Application) -> None:
    opened.close()
    (opened.folder / DATABASE).unlink()
    again = Application(opened.folder)
    assert isinstance(again.open(PASSWORD).exception(), OkrError)
    assert not isinstance(again.open(PASSWORD).exception(), Refused)
    again.close()
    assert not (opened.folder / DATABASE).exists()

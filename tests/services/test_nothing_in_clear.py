"""No file of the data folder tells what an office wrote, who is in it, or what opens it."""

import logging
import shutil
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from okrdesk import log
from okrdesk.app import Application
from okrdesk.db import vault
from okrdesk.domain.objective import Cycle, KeyResult, Objective, Owner
from okrdesk.domain.organisation import Person, PersonKind
from okrdesk.domain.permissions import Right
from okrdesk.domain.progress import Kind, Measure
from okrdesk.services.check_ins import CheckInEntry, EvidenceFile, record_check_in
from okrdesk.services.cycles import current_cycle
from okrdesk.services.desk import Desk
from okrdesk.services.drafts import save_draft
from okrdesk.services.history import find_history
from okrdesk.services.key_results import add_key_result
from okrdesk.services.objectives import add_objective
from okrdesk.services.office import NewOffice
from okrdesk.services.people import (
    add_person,
    edit_person,
    find_people,
    find_person,
    find_person_row,
)
from okrdesk.services.search import search
from tests.offices import NUMBER, Office, make_key_result, make_objective

OTHER_NUMBER = "001084054321"
PASSWORD = "Mật-khẩu-rất-dài-20261116"
WRITTEN = (
    "Trungtamnangluong",
    "Nguyenthihuonggiang",
    "Giamsathochannganhang",
    "Vuongmatdautheo",
    "bienbannghiemthu",
    "bannhapchuagui",
    NUMBER,
)
AGENCY, NAME, TITLE, COMMENT, EVIDENCE, DRAFT, _NUMBER = WRITTEN


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the files of an office as a power cut leaves them: in the midst, nothing closed."""
    data = tmp_path / "data"
    logs = log.start(data)
    application = Application(data)
    application.create(PASSWORD, NewOffice(AGENCY, "A", NAME)).result()
    application.submit(_work).result()
    application.back_up().result()
    with pytest.raises(RuntimeError):
        application.submit(_fail).result()
    application.submit(lambda desk: _cut(desk, data, tmp_path / "cut")).result()
    application.close()
    logs.close()
    return tmp_path / "cut"


def _work(desk: Desk) -> None:
    add_person(desk, Person("", "2", NAME, PersonKind.CADRE, personal_number=NUMBER))
    cycle = current_cycle(desk)
    assert cycle is not None
    owner = Owner(desk.person_id)
    objective = add_objective(
        desk, Objective("", cycle.id, TITLE, owner, cycle.start_on, cycle.end_on)
    ).value
    key_result = _key_result(desk, objective, cycle)
    files = (EvidenceFile("a.txt", EVIDENCE.encode() * 2000),)
    entry = CheckInEntry(Decimal(5), desk.today(), comment=COMMENT, evidence=files)
    record_check_in(desk, key_result, entry)
    save_draft(desk, "check-in", key_result, {"comment": DRAFT})


def _key_result(desk: Desk, objective: str, cycle: Cycle) -> str:
    measure = Measure(Kind.INCREASE, Decimal(0), Decimal(10))
    span = {"start_on": cycle.start_on, "end_on": cycle.end_on}
    return add_key_result(desk, KeyResult("", objective, TITLE, measure, Owner(), **span)).value


def _cut(desk: Desk, data: Path, copy: Path) -> None:
    """Copy the files beside a write that is not checkpointed yet."""
    with desk.read():
        save_draft(desk, "check-in", desk.person_id, {"comment": DRAFT})
        shutil.copytree(data, copy)


def _fail(_desk: Desk) -> None:
    try:
        raise ValueError(f"{NAME} {NUMBER} {PASSWORD}")
    except ValueError as error:
        logging.getLogger("okrdesk").info("Something failed", exc_info=error)
        sys.excepthook(ValueError, error, error.__traceback__)
        raise RuntimeError(NAME) from error


@pytest.mark.logs("Unexpected error")
def test_no_file_holds_a_word_of_it(folder: Path) -> None:
    files = [file for file in folder.rglob("*") if file.is_file()]
    names = {file.name for file in files}
    assert {"okrdesk.db", "okrdesk.db-wal", "okrdesk.log", "vault.json"} <= names
    assert any(name.startswith("crash-") for name in names)
    assert any(name.endswith(".okrbackup") for name in names)
    key = vault.unlock(folder, PASSWORD, None)
    secrets = [PASSWORD.encode(), key, key.hex().encode(), key.hex().upper().encode()]
    wanted = secrets + [
        text.encode(encoding) for text in WRITTEN for encoding in ("utf-8", "utf-16-le")
    ]
    for file in files:
        content = file.read_bytes()
        found = [each for each in wanted if each in content]
        assert not found, (file, found)
        assert not content.startswith(b"SQLite format 3")


@pytest.mark.logs("Unexpected error")
def test_what_the_power_cut_left_opens_whole(folder: Path) -> None:
    application = Application(folder)
    application.open(PASSWORD).result()
    assert application.check().result() == []
    hits = application.submit(lambda desk: search(desk, TITLE)).result()
    assert {hit.entity for hit in hits} == {"objective", "key_result"}
    application.close()


def test_a_personal_number_reaches_only_those_who_may_read_it(office: Office) -> None:
    """By no list, no history and no search; the masked one shows three digits."""
    person = find_person(office.desk, office.ids.officer)
    edit_person(office.desk, replace(person, personal_number=OTHER_NUMBER))
    edit_person(office.desk, replace(person, personal_number=NUMBER))
    seat = office.seat(office.ids.head)
    with seat.read() as connection:
        assert not seat.may(connection, Right.READ_PERSONAL_NUMBERS)
    told = (
        find_person(seat, office.ids.officer),
        find_person_row(seat, office.ids.officer),
        find_people(seat),
        find_history(seat, office.ids.officer),
        search(seat, NUMBER),
        search(seat, NUMBER[-3:]),
    )
    assert NUMBER not in repr(told)
    assert OTHER_NUMBER not in repr(told)
    assert f"•••{NUMBER[-3:]}" in repr(told)


def test_the_tables_that_lists_read_hold_no_personal_number(office: Office) -> None:
    make_key_result(office.desk, make_objective(office.desk, office.ids))
    with office.engine.connect() as connection:
        for table in ("search_entry", "key_result_state", "objective_state", "draft", "meta"):
            rows = connection.exec_driver_sql(f"SELECT * FROM {table}").all()
            assert NUMBER not in repr(rows)

"""A PC becomes a device: by code and password, slowed for guessers, silent about who is here."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from okrdesk.db.engine import write_transaction
from okrdesk.server import schema
from okrdesk.server.accounts import (
    begin_totp,
    draw_code,
    keep_code,
    note_totp_step,
    set_disabled,
)
from okrdesk.server.attempts import FREE, LONGEST_WAIT, begin_attempt
from okrdesk.server.devices import revoke
from okrdesk.server.enrolment import Enroller, rekey
from okrdesk.server.passwords import password_fits
from okrdesk.server.recovery import make_recovery_key, private_key
from okrdesk.server.second_factor import Whose, policy, set_policy
from okrdesk.services.archive import archive
from okrdesk.sync.enrol_wire import RekeyRequest
from okrdesk.sync.record import chain_start
from okrdesk.sync.stops import UnknownDevice
from tests.server.http.conftest import Web, read_enrolled


def test_a_code_and_a_chosen_password_make_a_device_that_can_sync(web: Web) -> None:
    agency = web.agency
    issued = web.code(agency.ids.officer, "dao")
    answer = web.enrol(user="Dao", code=issued.code.lower())
    told = read_enrolled(answer)
    assert answer.json()["token"] == "", "older programs read no answer without it"
    assert told.person_id == agency.ids.officer
    assert told.agency_id == agency.agency_id
    assert told.agency_name == "Sở Thử nghiệm"
    assert told.head == chain_start(agency.agency_id, told.device).hex()
    assert told.server.verify_key == agency.keys.verify_key


def test_the_recovery_key_that_a_pc_gets_fits_the_printed_one(web: Web) -> None:
    with write_transaction(web.agency.engine) as connection:
        printed = make_recovery_key(connection, web.agency.agency_id)
    told = read_enrolled(web.enrol(user="dao", code=web.code(web.agency.ids.officer, "dao").code))
    assert private_key(printed).public_key.encode().hex() == told.recovery_key


def test_a_second_pc_needs_the_password_that_the_first_chose(web: Web) -> None:
    officer = web.agency.ids.officer
    read_enrolled(web.enrol(user="dao", code=web.code(officer, "dao").code))
    second = web.code(officer, "dao").code
    assert web.enrol(user="dao", code=second, password="another one").json() == {"stop": "denied"}
    read_enrolled(web.enrol(user="dao", code=second))


def test_a_code_serves_once(web: Web) -> None:
    code = web.code(web.agency.ids.officer, "dao").code
    read_enrolled(web.enrol(user="dao", code=code))
    assert web.enrol(user="dao", code=code).status_code == 403


def test_a_code_ends_with_its_days_and_with_the_next_one(web: Web) -> None:
    officer = web.agency.ids.officer
    old = web.code(officer, "dao").code
    new = web.code(officer, "dao").code
    assert web.enrol(user="dao", code=old).status_code == 403
    web.agency.clock.go_on(days=15)
    assert web.enrol(user="dao", code=new).status_code == 403


def test_a_code_of_another_person_is_of_no_use(web: Web) -> None:
    web.account(web.agency.ids.head, "binh")
    code = web.code(web.agency.ids.officer, "dao").code
    assert web.enrol(user="binh", code=code).status_code == 403


@pytest.mark.parametrize(
    "fields",
    [
        {"user": "nobody"},
        {"user": "dao", "agency": "XYZ"},
        {"user": "dao", "code": "0000-0000-0000"},
        {"user": "", "code": ""},
    ],
)
def test_every_wrong_thing_gets_the_same_answer(web: Web, fields: dict[str, str]) -> None:
    code = web.code(web.agency.ids.officer, "dao").code
    answer = web.enrol(**{"code": code, **fields})
    assert (answer.status_code, answer.json()) == (403, {"stop": "denied"})


def test_a_disabled_user_enrols_nothing_and_afterwards_not_by_what_was_handed_out_before(
    web: Web,
) -> None:
    officer = web.agency.ids.officer
    code, account = web.code(officer, "dao").code, web.account(officer, "dao")
    for value in (True, False):
        with write_transaction(web.agency.engine) as connection:
            set_disabled(connection, account, web.agency.clock.now, value=value)
        assert web.enrol(user="dao", code=code).status_code == 403
    read_enrolled(web.enrol(user="dao", code=web.code(officer, "dao").code))


def test_a_code_that_was_drawn_while_its_user_was_disabled_is_of_no_use(web: Web) -> None:
    officer = web.agency.ids.officer
    account = web.account(officer, "dao")
    drawn = draw_code(account, web.agency.clock.now)
    with write_transaction(web.agency.engine) as connection:
        set_disabled(connection, account, web.agency.clock.now, value=True)
        keep_code(connection, account, drawn, web.agency.clock.now)
    assert web.enrol(user="dao", code=drawn.code).status_code == 403


def test_one_who_has_left_enrols_nothing(web: Web) -> None:
    code = web.code(web.agency.ids.officer, "dao").code
    archive(web.agency.desk(), "person", web.agency.ids.officer)
    assert web.enrol(user="dao", code=code).status_code == 403


def test_a_code_that_two_use_at_once_serves_one(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other is quicker, while this one's password is looked at."""
    code, quicker = web.code(web.agency.ids.officer, "dao").code, []

    def fits(stored: str | None, password: str) -> bool:
        monkeypatch.undo()
        quicker.append(web.enrol(user="dao", code=code).status_code)
        return password_fits(stored, password)

    monkeypatch.setattr("okrdesk.server.enrolment.password_fits", fits)
    assert web.enrol(user="dao", code=code).status_code == 403
    assert quicker == [200]


@pytest.mark.parametrize("wrong", [{"user": "nobody"}, {"agency": "XYZ"}, {"code": "0000"}])
def test_what_is_wrong_costs_the_work_of_what_is_right(
    web: Web, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str]
) -> None:
    code, looked_at = web.code(web.agency.ids.officer, "dao").code, []

    def fits(stored: str | None, password: str) -> bool:
        looked_at.append(password)
        return password_fits(stored, password)

    monkeypatch.setattr("okrdesk.server.enrolment.password_fits", fits)
    for fields in (wrong, {}):
        web.enrol(**{"user": "dao", "code": code, **fields})
    assert len(looked_at) == 2


@pytest.mark.parametrize("user", ["dao", "nobody"])
def test_guessing_is_slowed_whether_the_user_exists_or_not(web: Web, user: str) -> None:
    good = web.code(web.agency.ids.officer, "dao").code
    wrong = {"user": user, "code": "AAAA-AAAA-AAAA"}
    assert [web.enrol(**wrong).status_code for _ in range(FREE + 1)] == [403] * (FREE + 1)
    stopped = web.enrol(user=user, code=good)
    assert (stopped.status_code, stopped.json()) == (503, {"stop": "busy", "retry_after": 30})
    assert stopped.headers["retry-after"] == "30"
    web.agency.clock.go_on(seconds=31)
    assert web.enrol(**wrong).status_code == 403
    assert web.enrol(**wrong).json()["retry_after"] == 60


def test_nobody_waits_longer_than_an_hour(web: Web) -> None:
    agency, now = web.agency, web.agency.clock.now
    waits = []
    for _failure in range(20):
        with write_transaction(agency.engine) as connection:
            begin_attempt(connection, agency.agency_id, "canbo", now)
        with agency.engine.connect() as connection:
            until = connection.scalar(select(schema.attempt.c.locked_until))
        if until:
            waits.append(until - now)
            now = until
    assert max(waits) == LONGEST_WAIT == waits[-1]


def test_the_same_digits_serve_one_of_two_who_come_at_once(web: Web) -> None:
    account = web.account(web.agency.ids.officer, "dao")
    with write_transaction(web.agency.engine) as connection:
        assert [note_totp_step(connection, account, step) for step in (7, 7, 6, 8)] == [
            True,
            False,
            False,
            True,
        ]


def test_the_right_password_forgives_what_failed_before(web: Web) -> None:
    officer = web.agency.ids.officer
    for _ in range(FREE - 1):
        web.enrol(user="dao", code="AAAA-AAAA-AAAA")
    read_enrolled(web.enrol(user="dao", code=web.code(officer, "dao").code))
    answers = [web.enrol(user="dao", code="AAAA-AAAA-AAAA").status_code for _ in range(FREE)]
    assert answers == [403] * FREE


def test_a_second_factor_is_asked_for_after_all_the_rest_was_right(web: Web) -> None:
    head = web.agency.ids.head
    issued, account = web.code(head, "binh"), web.account(head, "binh")
    with write_transaction(web.agency.engine) as connection:
        secret = begin_totp(connection, account, "STN").secret
    now = web.agency.clock.now
    digits = pyotp.TOTP(secret).at(now)
    assert web.enrol(user="binh", code="AAAA-AAAA-AAAA", totp=digits).json() == {"stop": "denied"}
    missing = {"stop": "denied", "second_factor": True}
    assert web.enrol(user="binh", code=issued.code).json() == missing
    late = pyotp.TOTP(secret).at(now - timedelta(minutes=5))
    assert web.enrol(user="binh", code=issued.code, totp=late).json() == missing
    read_enrolled(web.enrol(user="binh", code=issued.code, totp=digits))
    again = web.code(head, "binh").code
    assert web.enrol(user="binh", code=again, totp=digits).json() == missing


@pytest.mark.parametrize(
    ("whose", "asked"),
    [
        (Whose.NOBODY, set()),
        (Whose.ADMINISTRATORS, {"admin"}),
        (Whose.APPROVERS, {"admin", "head"}),
    ],
)
def test_an_agency_asks_a_second_factor_by_right(web: Web, whose: Whose, asked: set[str]) -> None:
    agency = web.agency
    with write_transaction(agency.engine) as connection:
        set_policy(connection, agency.agency_id, whose)
        assert policy(connection, agency.agency_id) is whose
    missing = {"stop": "denied", "second_factor": True}
    answers = {
        seat: web.enrol(user=seat, code=web.code(getattr(agency.ids, seat), seat).code).json()
        for seat in ("admin", "head", "officer")
    }
    assert {seat for seat, answer in answers.items() if answer == missing} == asked
    assert all("device" in answers[seat] for seat in answers.keys() - asked)


def test_the_code_says_which_agency_where_none_is_named(web: Web) -> None:
    code = web.code(web.agency.ids.officer, "dao").code
    told = read_enrolled(web.enrol(agency="", user="dao", code=code))
    assert told.agency_id == web.agency.agency_id


@pytest.mark.parametrize(
    ("fields", "detail"),
    [
        ({"password": "ngắn"}, "password"),
        ({"user": "dao\x00"}, "nul"),
        ({"verify_key": "00"}, "key"),
        ({"seal_key": "zz" * 32}, "key"),
        ({"machine": "x" * 200}, "machine"),
    ],
)
def test_what_cannot_be_taken_is_named_by_its_place(
    web: Web, fields: dict[str, str], detail: str
) -> None:
    code = web.code(web.agency.ids.officer, "dao").code
    answer = web.enrol(**{"user": "dao", "code": code, **fields})
    assert (answer.status_code, answer.json()) == (400, {"stop": "malformed", "detail": detail})


def test_a_pc_that_is_turned_away_while_it_asks_becomes_no_other(web: Web) -> None:
    agency, old = web.agency, web.pc(web.agency.ids.officer)
    with write_transaction(agency.engine) as connection:
        revoke(connection, agency.agency_id, old.pc.device, agency.clock.now, wipe=False)
    request = RekeyRequest("ab" * 32, "cd" * 32, "PC-07", "0.3")
    with pytest.raises(UnknownDevice):
        rekey(
            Enroller(agency.engine, agency.keys),
            (agency.agency_id, old.pc.device),
            request,
            agency.clock.now,
        )


def test_a_forked_pc_goes_on_as_another_device_of_the_same_person(web: Web) -> None:
    old = web.pc(web.agency.ids.officer)
    body = b'{"verify_key":"%s","seal_key":"%s","machine":"PC-07","app":"0.3"}' % (
        b"ab" * 32,
        b"cd" * 32,
    )
    told = read_enrolled(old.call("POST", "/v1/rekey", body))
    assert told.person_id == web.agency.ids.officer
    assert told.device != old.pc.device
    assert old.sync().epoch, "its twin goes on as the one that it was"
    twin = read_enrolled(old.call("POST", "/v1/rekey", body))
    assert twin.device not in (told.device, old.pc.device)


def test_what_is_stored_is_neither_password_nor_code(web: Web) -> None:
    issued = web.code(web.agency.ids.officer, "dao")
    read_enrolled(web.enrol(user="dao", code=issued.code))
    account = web.account(web.agency.ids.officer, "dao")
    assert account.password is not None
    assert account.password.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_attempts_at_the_same_time_are_all_counted(web: Web) -> None:
    agency, count = web.agency, 3

    def attempt(_number: int) -> None:
        with write_transaction(agency.engine) as connection:
            begin_attempt(connection, agency.agency_id, "canbo", agency.clock.now)

    with ThreadPoolExecutor(count) as pool:
        with write_transaction(agency.engine) as connection:
            begin_attempt(connection, agency.agency_id, "canbo", agency.clock.now)
            others = [pool.submit(attempt, number) for number in range(count)]
            # They have begun, and wait for this one.
            with pytest.raises(TimeoutError):
                others[0].result(timeout=0.5)
        for other in others:
            other.result()
    with web.agency.engine.connect() as connection:
        assert connection.scalar(select(schema.attempt.c.failures)) == count + 1

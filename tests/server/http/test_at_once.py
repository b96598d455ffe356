"""Between the look at a request's signature and the writing of its changes others may act."""

from typing import Any

import pytest
from sqlalchemy import delete

from okrdesk.db.engine import write_transaction
from okrdesk.domain.objective import Owner
from okrdesk.server.answering import Question, answer_round, read_question, take_together
from okrdesk.server.devices import revoke
from okrdesk.server.schema import device
from okrdesk.server.writing import create_agency
from okrdesk.services.office import NewOffice
from okrdesk.sync.stops import Revoked, UnknownDevice
from tests.offices import make_key_result, make_objective
from tests.server.http.conftest import HttpPc, Web


@pytest.fixture
def pc(web: Web) -> HttpPc:
    pc = web.pc(web.agency.ids.officer)
    pc.sync()
    return pc


def question(web: Web, pc: HttpPc, *records: Any) -> Question:
    """Return a request whose signature was looked at."""
    caller = web.running.find_caller(pc.pc.device)
    assert caller is not None
    return read_question(caller, pc.pc.request(records))


def with_work(web: Web, pc: HttpPc) -> Question:
    """Return a request with a check-in."""
    owner = Owner(person_id=web.agency.ids.officer)
    desk = web.agency.desk()
    goal = make_key_result(desk, make_objective(desk, web.agency.ids, owner), owner=owner)
    return question(web, pc, pc.pc.check_in(goal, 1))


def head(web: Web, agency_id: str = "") -> int:
    return web.running.heads()[agency_id or web.agency.agency_id]


def test_a_device_that_asks_twice_at_once_is_answered_one_after_the_other(
    web: Web, pc: HttpPc
) -> None:
    asked, other = with_work(web, pc), question(web, web.pc(web.agency.ids.head))
    waiting = [asked, asked, other]
    places = take_together(waiting)
    assert places == [0, 2]
    agency_id, before = web.agency.agency_id, head(web)
    first, _other = answer_round(web.running, agency_id, lambda: [waiting[at] for at in places])
    [again] = answer_round(web.running, agency_id, lambda: [asked])
    assert not isinstance(first, Exception)
    assert not isinstance(again, Exception)
    assert first.reply.verdicts == again.reply.verdicts
    assert head(web) == before + 1


@pytest.mark.parametrize("gone", [False, True])
def test_who_is_turned_away_meanwhile_writes_nothing(web: Web, pc: HttpPc, gone: bool) -> None:
    asked, before = with_work(web, pc), head(web)
    agency_id = web.agency.agency_id
    with write_transaction(web.agency.engine) as connection:
        if gone:
            connection.execute(delete(device).where(device.c.id == pc.pc.device))
        else:
            revoke(connection, agency_id, pc.pc.device, web.agency.clock.now, wipe=True)
    [found] = answer_round(web.running, agency_id, lambda: [asked])
    assert isinstance(found, UnknownDevice if gone else Revoked)
    assert head(web) == before


def test_a_device_is_none_of_another_agency(web: Web, pc: HttpPc) -> None:
    one = web.agency
    other = create_agency(one.engine, one.keys, NewOffice("Sở Khác", "SK", "Lê Văn Khác"))
    asked, before = with_work(web, pc), head(web, other.agency_id)
    [found] = answer_round(web.running, other.agency_id, lambda: [asked])
    assert isinstance(found, UnknownDevice)
    assert head(web, other.agency_id) == before

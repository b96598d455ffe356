"""Attached files between a PC and a real server."""

from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select

from okrdesk.app import Application
from okrdesk.db import schema
from okrdesk.domain.objective import KeyResult, Objective, Owner
from okrdesk.domain.progress import Kind, Measure
from okrdesk.errors import Code, Fault, Refused
from okrdesk.services.check_ins import CheckInEntry, EvidenceFile, record_check_in
from okrdesk.services.desk import Desk
from okrdesk.services.held_files import read_file
from okrdesk.services.key_results import add_key_result
from okrdesk.services.objectives import add_objective
from okrdesk.sync import blobs
from okrdesk.sync.blobs import PART_BYTES, Blobs
from okrdesk.sync.stops import Busy
from tests.sync.client.house import House

CONTENT = b"%PDF-1.7\n" + bytes(range(256)) * 3000
SHA = sha256(CONTENT).hexdigest()


def attach(desk: Desk) -> None:
    """Record a check-in with a file of three parts."""
    day = desk.today()
    with desk.read() as connection:
        cycle = schema.cycle
        id, start, end = connection.execute(
            select(cycle.c.id, cycle.c.start_on, cycle.c.end_on).where(cycle.c.kind == "year")
        ).one()
    owner = Owner(desk.person_id)
    objective = add_objective(desk, Objective("", id, "Có tệp", owner, start, end)).value
    measure = Measure(Kind.INCREASE, Decimal(0), Decimal(10))
    key_result = add_key_result(
        desk, KeyResult("", objective, "Kết quả", measure, owner, start, end)
    ).value
    file = EvidenceFile("báo cáo.pdf", CONTENT)
    record_check_in(desk, key_result, CheckInEntry(Decimal(1), day, evidence=(file,)))


@pytest.fixture
def two(served: House, tmp_path: Path):
    """Give two PCs of one person, one of which has attached a file and synchronised the text."""
    first = served.enrolled(tmp_path / "a", served.admin)
    second = served.enrolled(tmp_path / "b", served.admin)
    first.submit(attach).result()
    first.sync_now().result(30)
    second.sync_now().result(30)
    yield first, second
    first.close()
    second.close()


def send(application: Application, is_cancelled=lambda: False) -> int:
    def go(desk: Desk) -> int:
        with application.sync_session.transport() as transport:
            return Blobs(desk.store).send(transport, is_cancelled)

    return application.submit(go).result(30)


def fetch(application: Application) -> None:
    application.work(lambda cancel: application.fetch_file(SHA, cancel.is_set)).result(30)


def unsent(application: Application) -> list[str]:
    return application.submit(lambda desk: Blobs(desk.store).unsent()).result()


def test_a_file_follows_the_text(two: tuple[Application, Application]) -> None:
    first, second = two
    with pytest.raises(Refused) as refused:
        fetch(second)
    assert refused.value.code is Code.FILE_NOT_SENT
    assert send(first) == 1
    assert unsent(first) == []
    fetch(second)
    assert second.submit(lambda desk: read_file(desk, SHA)).result() == CONTENT
    assert unsent(second) == [], "what came from the server is not sent back"


def test_who_opens_a_file_hears_that_the_server_is_busy(
    two: tuple[Application, Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(self, method, path, body=b""):
        raise Busy(retry_after=7)

    monkeypatch.setattr(blobs.Transport, "ask", ask)
    with pytest.raises(Fault) as fault:
        fetch(two[1])
    assert (fault.value.code, fault.value.params) == (Code.SERVER_BUSY, {"seconds": 7})


def test_a_file_goes_on_after_the_last_part(
    two: tuple[Application, Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = two
    asked: list[str] = []
    real = blobs.Transport.ask

    def ask(self, method, path, body=b""):
        asked.append(f"{method} {path.rpartition('/')[2]}")
        return real(self, method, path, body)

    monkeypatch.setattr(blobs.Transport, "ask", ask)
    words = iter([False, True])
    assert send(first, lambda: next(words)) == 0
    assert send(first) == 1
    assert asked == ["HEAD 0", "PUT 0", "HEAD 0", "PUT 1", "PUT 2"]
    assert len(CONTENT) > 2 * PART_BYTES
    asked.clear()

    def half(desk: Desk) -> bool:
        words = iter([False, True])
        with second.sync_session.transport() as transport:
            return Blobs(desk.store).fetch(transport, SHA, lambda: next(words))

    assert second.submit(half).result() is False
    fetch(second)
    assert asked == ["GET 0", "GET 1", "GET 2"]


def test_a_carried_file_takes_what_the_server_lacks(two: tuple[Application, Application]) -> None:
    first, second = two
    riding = first.submit(lambda desk: dict(Blobs(desk.store).waiting())).result()
    assert riding == {SHA: CONTENT}
    assert second.submit(lambda desk: list(Blobs(desk.store).missing())).result() == [SHA]
    wrong = {SHA: CONTENT[1:]}
    second.submit(lambda desk: Blobs(desk.store).keep(wrong)).result()
    assert second.submit(lambda desk: list(Blobs(desk.store).missing())).result() == [SHA]
    second.submit(lambda desk: Blobs(desk.store).keep(riding)).result()
    assert second.submit(lambda desk: read_file(desk, SHA)).result() == CONTENT

"""Attached files between a PC and a real server."""

from contextlib import closing
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import select, update

from okrdesk.app import Application
from okrdesk.carrying import read_file as read_answer_file
from okrdesk.carrying import write_file
from okrdesk.db import schema
from okrdesk.db.engine import write_transaction
from okrdesk.domain.fate import FileReason
from okrdesk.domain.objective import KeyResult, Objective, Owner
from okrdesk.domain.progress import Kind, Measure
from okrdesk.errors import Code, Fault, Refused
from okrdesk.server.bundles import BundleDesk, answer_files
from okrdesk.server.opening import start_running
from okrdesk.server.serve import Settings
from okrdesk.services.check_ins import CheckInEntry, EvidenceFile, record_check_in
from okrdesk.services.desk import Desk
from okrdesk.services.held_files import read_file
from okrdesk.services.key_results import add_key_result
from okrdesk.services.objectives import add_objective
from okrdesk.services.outbox import Handling
from okrdesk.services.sync_state import find_sync_state
from okrdesk.services.unsent_files import (
    find_declined_files,
    find_handled_files,
    named_declined_file,
    offer_again,
    put_aside,
)
from okrdesk.sync import blobs
from okrdesk.sync.blobs import PART_BYTES, Blobs, SentFiles
from okrdesk.sync.stops import Busy, NotFound
from tests.sync.client.house import SOON_S, House

CONTENT = b"%PDF-1.7\n" + bytes(range(256)) * 3000
SHA = sha256(CONTENT).hexdigest()


def attach(desk: Desk, name: str = "báo cáo.pdf", content: bytes = CONTENT) -> None:
    """Record a check-in with a file, of three parts unless another one is given."""
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
    file = EvidenceFile(name, content)
    record_check_in(desk, key_result, CheckInEntry(Decimal(1), day, evidence=(file,)))


@pytest.fixture
def two(served: House, tmp_path: Path):
    """Give two PCs of one person, one of which has attached a file and synchronised the text."""
    first = served.enrolled(tmp_path / "a", served.admin)
    second = served.enrolled(tmp_path / "b", served.admin)
    first.submit(attach).result()
    first.sync_now().result(SOON_S)
    second.sync_now().result(SOON_S)
    yield first, second
    first.close()
    second.close()


def send(application: Application, is_cancelled=lambda: False) -> SentFiles:
    def go(desk: Desk) -> SentFiles:
        with application.sync_session.transport() as transport:
            return Blobs(desk.store).send(transport, is_cancelled)

    return application.submit(go).result(SOON_S)


def fetch(application: Application) -> None:
    application.work(lambda cancel: application.fetch_file(SHA, cancel.is_set)).result(SOON_S)


def unsent(application: Application) -> list[str]:
    return application.submit(lambda desk: Blobs(desk.store).unsent()).result()


def test_a_file_follows_the_text(two: tuple[Application, Application]) -> None:
    first, second = two
    with pytest.raises(Refused) as refused:
        fetch(second)
    assert refused.value.code is Code.FILE_NOT_SENT
    assert send(first) == SentFiles(taken=1)
    assert unsent(first) == []
    assert first.submit(find_sync_state).result().waiting_files == 0
    fetch(second)
    assert second.submit(lambda desk: read_file(desk, SHA)).result() == CONTENT
    assert unsent(second) == [], "what came from the server is not sent back"


@pytest.mark.parametrize("lie", [1, 2 * PART_BYTES, 10**9])
def test_a_record_that_lies_about_the_size_keeps_nobody_from_the_file(
    two: tuple[Application, Application], lie: int
) -> None:
    first, second = two
    for application in two:
        application.submit(lambda desk: tell_size(desk, lie)).result()
    assert send(first) == SentFiles(taken=1)
    fetch(second)
    assert second.submit(lambda desk: read_file(desk, SHA)).result() == CONTENT


def tell_size(desk: Desk, size: int) -> None:
    """Let the records here tell another size than the file's, as those of a broken PC may."""
    with write_transaction(desk.store.engine) as connection:
        connection.info["journal_is_writing"] = True
        connection.execute(update(schema.evidence).values(size=size))
        del connection.info["journal_is_writing"]


def test_a_file_of_whole_parts_alone_ends_after_the_last(
    two: tuple[Application, Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = bytes(range(256)) * (2 * PART_BYTES // 256)
    parts = [content[:PART_BYTES], content[PART_BYTES:]]
    asked: list[int] = []

    def ask(self, method, path, body=b""):
        asked.append(int(path.rpartition("/")[2]))
        if asked[-1] >= len(parts):
            raise NotFound()
        return SimpleNamespace(content=parts[asked[-1]])

    monkeypatch.setattr(blobs.Transport, "ask", ask)
    monkeypatch.setattr(Blobs, "_require_record", lambda self, sha: None)
    sha = sha256(content).hexdigest()

    def go(desk: Desk) -> bool:
        with two[1].sync_session.transport() as transport:
            return Blobs(desk.store).fetch(transport, sha)

    assert two[1].submit(go).result()
    assert asked == [0, 1, 2]
    parts.pop()
    sha = sha256(content + b"x").hexdigest()
    with pytest.raises(Refused) as refused:
        two[1].submit(go).result()
    assert refused.value.code is Code.FILE_NOT_SENT


def test_who_opens_a_file_hears_that_the_server_is_busy(
    two: tuple[Application, Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(self, method, path, body=b""):
        raise Busy(retry_after=7)

    monkeypatch.setattr(blobs.Transport, "ask", ask)
    with pytest.raises(Fault) as fault:
        fetch(two[1])
    assert (fault.value.code, fault.value.params) == (Code.SERVER_BUSY, {"seconds": 7})


def test_a_carried_file_brings_a_file_with_the_record_that_names_it(
    served: House, tmp_path: Path
) -> None:
    with closing(served.enrolled(tmp_path / "a", served.admin)) as pc:
        pc.submit(attach).result()
        assert pc.submit(find_sync_state).result().waiting_files == 1
        question, answer = tmp_path / "di.okrb", tmp_path / "ve.okrb"
        line = pc.sync_session
        assert pc.work(lambda _cancel: write_file(line, question)).result().files == 1
        with start_running(Settings(served.folder)) as running:
            (answered,) = answer_files(BundleDesk(running), question, answer)
        assert answered.error is None
        pc.work(lambda _cancel: read_answer_file(line, answer)).result()
        state = pc.submit(find_sync_state).result()
        assert (state.waiting, state.waiting_files) == (0, 0)


def test_a_carried_file_brings_back_that_a_file_is_declined(served: House, tmp_path: Path) -> None:
    with closing(served.enrolled(tmp_path / "a", served.admin)) as pc:
        pc.submit(lambda desk: attach(desk, "công cụ.exe", b"MZ" + bytes(400))).result()
        question, answer = tmp_path / "di.okrb", tmp_path / "ve.okrb"
        line = pc.sync_session
        pc.work(lambda _cancel: write_file(line, question)).result()
        with start_running(Settings(served.folder)) as running:
            answer_files(BundleDesk(running), question, answer)
        read = pc.work(lambda _cancel: read_answer_file(line, answer)).result()
        assert read.declined == 1
        state = pc.submit(find_sync_state).result()
        assert (state.waiting, state.waiting_files, state.refused) == (0, 0, 1)
        again = pc.work(lambda _cancel: write_file(line, tmp_path / "hai.okrb")).result()
        assert again.files == 0, "it is not carried about any more"


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
    assert send(first, lambda: next(words)) == SentFiles()
    assert send(first) == SentFiles(taken=1)
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


def test_a_file_that_the_server_declines_waits_no_more_and_says_why(
    served: House, tmp_path: Path
) -> None:
    with closing(served.enrolled(tmp_path / "a", served.admin)) as pc:
        pc.submit(lambda desk: attach(desk, "công cụ.exe", b"MZ" + bytes(400))).result()
        pc.sync_now().result(SOON_S)
        assert send(pc) == SentFiles(declined=1)
        state = pc.submit(find_sync_state).result()
        assert (state.refused, state.waiting_files) == (1, 0)
        (file,) = pc.submit(find_declined_files).result()
        assert (file.name, file.reason) == ("công cụ.exe", FileReason.PROGRAM)
        assert file.object.title == "Kết quả"
        assert send(pc) == SentFiles(), "it is not offered at each sync"
        pc.submit(lambda desk: offer_again(desk, file.sha256)).result()
        assert send(pc) == SentFiles(declined=1)
        pc.submit(lambda desk: put_aside(desk, file.sha256)).result()
        state = pc.submit(find_sync_state).result()
        assert (state.refused, state.waiting_files) == (0, 0)
        assert send(pc) == SentFiles()


def test_what_was_done_about_a_declined_file_is_kept_and_it_can_be_taken_up_again(
    served: House, tmp_path: Path
) -> None:
    with closing(served.enrolled(tmp_path / "a", served.admin)) as pc:
        pc.submit(lambda desk: attach(desk, "công cụ.exe", b"MZ" + bytes(400))).result()
        pc.sync_now().result(SOON_S)
        send(pc)
        assert pc.submit(find_handled_files).result() == []
        (file,) = pc.submit(find_declined_files).result()
        pc.submit(lambda desk: put_aside(desk, file.sha256)).result()
        (row,) = pc.submit(find_handled_files).result()
        assert (row.how, row.change) == (Handling.DISCARDED, file)
        with pytest.raises(Refused):
            pc.submit(lambda desk: put_aside(desk, file.sha256)).result()
        assert pc.submit(lambda desk: named_declined_file(desk, file.name)).result() == file.sha256
        pc.submit(lambda desk: offer_again(desk, file.sha256)).result()
        (row,) = pc.submit(find_handled_files).result()
        assert (row.how, row.change) == (Handling.RESENT, file), "the reason is known still"
        assert pc.submit(lambda desk: named_declined_file(desk, file.name)).result() is None
        assert send(pc) == SentFiles(declined=1)


def test_a_file_whose_record_the_server_does_not_see_waits(
    two: tuple[Application, Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(self, method, path, body=b""):
        raise NotFound()

    monkeypatch.setattr(blobs.Transport, "ask", ask)
    assert send(two[0]) == SentFiles()
    assert two[0].submit(find_sync_state).result().waiting_files == 1


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

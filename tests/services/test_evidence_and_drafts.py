"""Files that prove a value open offline; what was typed and not submitted is never lost."""

from decimal import Decimal
from hashlib import sha256

import pytest

from okrdesk.db.engine import open_engine
from okrdesk.errors import Code, Refused
from okrdesk.services.check_ins import (
    CheckInEntry,
    EvidenceFile,
    record_check_in,
)
from okrdesk.services.desk import Desk
from okrdesk.services.details import find_key_result_detail
from okrdesk.services.drafts import discard_draft, find_draft, find_drafts, save_draft
from okrdesk.services.held_files import read_file
from okrdesk.services.history import undo_last
from okrdesk.services.office import open_desk
from tests.offices import KEY, TODAY, Office, check_in, journalled, make_key_result, make_objective

MEGABYTE = 1024 * 1024
PDF = b"%PDF-1.7 " + bytes(range(256)) * 40


@pytest.fixture
def key_result(office: Office) -> str:
    """Give a key result from 0 to 100."""
    return make_key_result(office.desk, make_objective(office.desk, office.ids))


def attach(desk: Desk, key_result: str, name: str, content: bytes) -> str:
    entry = CheckInEntry(Decimal(5), TODAY, evidence=(EvidenceFile(name, content),))
    return record_check_in(desk, key_result, entry).value.id


def blobs(office: Office) -> int:
    with office.engine.connect() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM blob").scalar() or 0


def test_a_file_comes_back_byte_for_byte(office: Office, key_result: str) -> None:
    attach(office.desk, key_result, "Báo cáo.pdf", PDF)
    ((file,),) = [row.evidence for row in find_key_result_detail(office.desk, key_result).check_ins]
    assert (file.name, file.size, file.sha256) == (
        "Báo cáo.pdf",
        len(PDF),
        sha256(PDF).hexdigest(),
    )
    assert read_file(office.seat(office.ids.neighbour), file.sha256) == PDF


def test_the_same_bytes_are_kept_once(office: Office, key_result: str) -> None:
    for name in ("a.pdf", "b.pdf"):
        attach(office.desk, key_result, name, PDF)
    assert blobs(office) == 1


def test_a_file_lies_encrypted_on_the_disk(office: Office, key_result: str) -> None:
    attach(office.desk, key_result, "a.txt", b"bi mat " * 4000)
    office.engine.dispose()
    assert b"bi mat bi mat" not in office.path.read_bytes()


def test_twenty_megabytes_fit_and_one_byte_more_does_not(office: Office, key_result: str) -> None:
    attach(office.desk, key_result, "vừa.bin", bytes(20 * MEGABYTE))
    before = journalled(office.engine)
    with pytest.raises(Refused) as refused:
        attach(office.desk, key_result, "lớn.bin", bytes(20 * MEGABYTE + 1))
    assert refused.value.code is Code.FILE_TOO_LARGE
    assert refused.value.params == {"name": "lớn.bin", "size": 21, "limit": 20}
    assert journalled(office.engine) == before
    assert blobs(office) == 1


@pytest.mark.parametrize(("name", "code"), [(" ", "missing_field"), ("x" * 256, "too_long")])
def test_a_file_needs_a_name_that_fits(
    office: Office, key_result: str, name: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        attach(office.desk, key_result, name, PDF)
    assert refused.value.code == code


def test_undo_takes_the_evidence_away_with_its_check_in(office: Office, key_result: str) -> None:
    before = journalled(office.engine)
    attach(office.desk, key_result, "a.pdf", PDF)
    undo_last(office.desk)
    assert journalled(office.engine) == before


def test_bytes_that_are_not_here_are_not_found(desk: Desk) -> None:
    with pytest.raises(Refused) as refused:
        read_file(desk, "0" * 64)
    assert refused.value.code is Code.NOT_FOUND


def test_a_draft_survives_without_any_farewell(office: Office, key_result: str) -> None:
    """A second engine on the file sees what the first never closed: as after a power cut."""
    typed = {"value": "12,5", "comment": "Đang gõ dở \u202e ‘“…"}
    save_draft(office.desk, "check-in", key_result, typed)
    engine = open_engine(office.path, KEY)
    reopened = open_desk(engine, now=office.clock)
    assert reopened is not None
    assert find_draft(reopened, "check-in", key_result) == typed
    engine.dispose()


def test_the_last_draft_counts_and_the_newest_comes_first(office: Office, key_result: str) -> None:
    other = make_key_result(office.desk, make_objective(office.desk, office.ids))
    for subject, value in ((key_result, "1"), (other, "2"), (key_result, "3")):
        office.clock.go_on(seconds=1)
        save_draft(office.desk, "check-in", subject, {"value": value})
    assert find_draft(office.desk, "check-in", key_result) == {"value": "3"}
    assert find_drafts(office.desk, "check-in") == [key_result, other]
    assert find_drafts(office.desk, "objective") == []


def test_submitting_discards_the_draft_and_a_refusal_keeps_it(
    office: Office, key_result: str
) -> None:
    save_draft(office.desk, "check-in", key_result, {"value": "x"})
    with pytest.raises(Refused):
        check_in(office.desk, key_result, 5, confidence=99)
    assert find_draft(office.desk, "check-in", key_result) == {"value": "x"}
    check_in(office.desk, key_result, 5)
    assert find_draft(office.desk, "check-in", key_result) is None


def test_a_draft_is_private_and_leaves_no_trace_in_the_journal(
    office: Office, key_result: str
) -> None:
    before = journalled(office.engine)
    save_draft(office.desk, "check-in", key_result, {"value": "1"})
    assert find_draft(office.seat(office.ids.head), "check-in", key_result) is None
    assert journalled(office.engine) == before
    discard_draft(office.desk, "check-in", key_result)
    assert find_draft(office.desk, "check-in", key_result) is None

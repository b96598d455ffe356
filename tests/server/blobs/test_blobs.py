"""Attachments: whole or not at all, for those who see the evidence, and never a program."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Update, delete, func, insert, select, update

from okrdesk.db import schema as office_schema
from okrdesk.domain.fate import FileReason
from okrdesk.server import quota, schema
from okrdesk.server.blobs import Blobs, Reader
from okrdesk.server.blobs_check import Scanner, is_program
from okrdesk.server.quota import count_lies, set_quota, used
from okrdesk.services.check_ins import CheckInEntry, EvidenceFile, record_check_in
from okrdesk.sync.blobs import MOST_BYTES, PART_BYTES
from okrdesk.sync.stops import Malformed, NotFound, Stop, why_declined
from tests.offices import TODAY, Office, make_key_result, make_objective

EVIDENCE = office_schema.evidence
SCOPE = "t:division"
CONTENT = b"%PDF-1.7 " + bytes(range(256)) * 2500


@dataclass(frozen=True)
class Cellar:
    """The attachments of the office, empty of bytes, and how evidence gets there."""

    office: Office
    blobs: Blobs

    def name(self, content: bytes, name: str = "Biên bản.pdf", size: int | None = None) -> str:
        """Enter a piece of evidence without its bytes, as a sync does; return its address."""
        desk, ids = self.office.desk, self.office.ids
        key_result = make_key_result(desk, make_objective(desk, ids))
        entry = CheckInEntry(Decimal(5), TODAY, evidence=(EvidenceFile(name, content),))
        check_in = record_check_in(desk, key_result, entry).value.id
        table = EVIDENCE
        with self.office.engine.begin() as connection:
            mine = table.c.check_in_id == check_in
            eid = connection.scalar(select(table.c.id).where(mine))
            connection.execute(delete(office_schema.blob))
            row = {"agency_id": desk.agency_id, "scope": SCOPE, "eid": eid, "entity": "evidence"}
            connection.execute(insert(schema.feed), row | {"aseq": 1, "is_held": True})
            if size is not None:
                connection.info["journal_is_writing"] = True
                connection.execute(table.update().where(mine).values(size=size))
                del connection.info["journal_is_writing"]
        return sha256(content).hexdigest()

    def asking(self, *scopes: str) -> Callable[[object], Reader]:
        return lambda _connection: Reader(self.office.desk.agency_id, scopes or (SCOPE,))

    def send(self, sha: str, content: bytes) -> None:
        for number in range(-(-len(content) // PART_BYTES)):
            part = content[number * PART_BYTES : (number + 1) * PART_BYTES]
            self.blobs.write(self.asking(), sha, number, part)

    def parts(self) -> int:
        with self.office.engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(office_schema.blob_part)) or 0


@pytest.fixture
def cellar(office: Office, tmp_path: Path) -> Cellar:
    """Give the attachments of a copy of the office."""
    schema.metadata.create_all(office.engine)
    return Cellar(office, Blobs(office.engine, tmp_path, Scanner()))


def refusal(call: Callable[[], object]) -> Stop:
    with pytest.raises(Stop) as caught:
        call()
    return caught.value


def test_a_file_arrives_in_parts_and_goes_out_in_parts(cellar: Cellar) -> None:
    sha = cellar.name(CONTENT)
    assert cellar.blobs.missing(cellar.asking(), sha) == [0, 1, 2]
    cellar.send(sha, CONTENT)
    assert cellar.blobs.missing(cellar.asking(), sha) == []
    assert cellar.parts() == 0
    parts = [cellar.blobs.read(cellar.asking(), sha, number) for number in range(3)]
    assert b"".join(parts) == CONTENT
    assert isinstance(refusal(lambda: cellar.blobs.read(cellar.asking(), sha, 3)), NotFound)


def test_a_cut_transfer_goes_on_where_it_stopped(cellar: Cellar) -> None:
    sha = cellar.name(CONTENT)
    part = CONTENT[PART_BYTES : 2 * PART_BYTES]
    assert cellar.blobs.write(cellar.asking(), sha, 1, part) == [0, 2]
    assert cellar.blobs.write(cellar.asking(), sha, 1, part) == [0, 2]
    assert cellar.blobs.missing(cellar.asking(), sha) == [0, 2]
    assert isinstance(refusal(lambda: cellar.blobs.read(cellar.asking(), sha, 1)), NotFound)


def nobody(_connection: object) -> Reader:
    """Stand in another agency, with scopes of the same names."""
    return Reader("00000000-0000-0000-0000-000000000000", (SCOPE,))


@pytest.mark.parametrize("is_of_agency", [True, False])
def test_who_does_not_see_the_evidence_finds_nothing(cellar: Cellar, is_of_agency: bool) -> None:
    sha = cellar.name(CONTENT)
    cellar.send(sha, CONTENT)
    asking = cellar.asking("t:other") if is_of_agency else nobody
    unseen = [
        refusal(lambda: cellar.blobs.missing(asking, sha)),
        refusal(lambda: cellar.blobs.read(asking, sha, 0)),
        refusal(lambda: cellar.blobs.write(asking, sha, 0, CONTENT[:PART_BYTES])),
        refusal(lambda: cellar.blobs.missing(asking, "0" * 64)),
    ]
    assert {(type(stop), str(stop)) for stop in unseen} == {(NotFound, str(NotFound()))}


@pytest.mark.parametrize(
    "gone", [update(schema.feed).values(is_held=False), update(EVIDENCE).values(deleted=True)]
)
def test_whose_evidence_left_or_was_deleted_finds_nothing_any_more(
    cellar: Cellar, gone: Update
) -> None:
    sha = cellar.name(CONTENT)
    cellar.send(sha, CONTENT)
    with cellar.office.engine.begin() as connection:
        connection.info["journal_is_writing"] = True
        connection.execute(gone)
        del connection.info["journal_is_writing"]
    assert isinstance(refusal(lambda: cellar.blobs.read(cellar.asking(), sha, 0)), NotFound)
    assert isinstance(refusal(lambda: cellar.blobs.missing(cellar.asking(), sha)), NotFound)


def test_a_carried_program_is_not_kept(cellar: Cellar) -> None:
    program = b"MZ" + CONTENT
    good, bad = cellar.name(CONTENT), cellar.name(program)
    reader = cellar.asking()(None)
    cellar.blobs.keep(reader, good, CONTENT)
    stop = refusal(lambda: cellar.blobs.keep(reader, bad, program))
    assert why_declined(stop) is FileReason.PROGRAM
    assert (cellar.blobs.find(reader, good), cellar.blobs.find(reader, bad)) == (CONTENT, None)


def test_bytes_that_are_not_those_of_the_address_are_thrown_away(cellar: Cellar) -> None:
    sha = cellar.name(CONTENT)
    wrong = CONTENT[:-1] + b"x"
    assert refusal(lambda: cellar.send(sha, wrong)).params == {"detail": "content"}
    assert cellar.parts() == 0
    assert cellar.blobs.missing(cellar.asking(), sha) == [0, 1, 2]


@pytest.mark.parametrize(("number", "size"), [(0, 100), (2, PART_BYTES), (3, 10), (-1, 10)])
def test_a_part_of_another_size_or_place_is_refused(cellar: Cellar, number: int, size: int) -> None:
    sha = cellar.name(CONTENT)
    stop = refusal(lambda: cellar.blobs.write(cellar.asking(), sha, number, bytes(size)))
    assert isinstance(stop, Malformed)
    assert cellar.parts() == 0


LIES = [0, 1, PART_BYTES, 2 * PART_BYTES, len(CONTENT) - 1, len(CONTENT) + 1, MOST_BYTES, 10**9]


@pytest.mark.parametrize("lie", LIES)
def test_evidence_that_lies_about_the_size_stands_in_nobodys_way(cellar: Cellar, lie: int) -> None:
    sha = cellar.name(CONTENT)
    cellar.name(CONTENT, "Bịa.pdf", size=lie)
    missing = cellar.blobs.missing(cellar.asking(), sha)
    assert missing[:3] == [0, 1, 2]
    while missing:  # as a PC does
        at = missing[0] * PART_BYTES
        part = CONTENT[at : at + PART_BYTES]
        missing = cellar.blobs.write(cellar.asking(), sha, missing[0], part)
    assert cellar.blobs.missing(cellar.asking(), sha) == []
    parts = [cellar.blobs.read(cellar.asking(), sha, number) for number in range(3)]
    assert (b"".join(parts), cellar.parts()) == (CONTENT, 0)
    assert cellar.blobs.find(cellar.asking()(None), sha) == CONTENT


@pytest.mark.parametrize("lie", LIES)
def test_wrong_bytes_go_whatever_size_some_evidence_tells(cellar: Cellar, lie: int) -> None:
    sha = cellar.name(CONTENT)
    cellar.name(CONTENT, size=lie)
    wrong = CONTENT[:-1] + b"x"
    assert refusal(lambda: cellar.send(sha, wrong)).params == {"detail": "content"}
    assert cellar.parts() == 0
    cellar.send(sha, CONTENT)
    assert cellar.blobs.find(cellar.asking()(None), sha) == CONTENT


@pytest.mark.parametrize("lie", [1, 10**9])
def test_a_file_is_read_by_what_is_there_though_all_evidence_that_one_sees_lies(
    cellar: Cellar, lie: int
) -> None:
    sha = cellar.name(CONTENT)
    cellar.send(sha, CONTENT)
    with cellar.office.engine.begin() as connection:
        connection.info["journal_is_writing"] = True
        connection.execute(update(EVIDENCE).values(size=lie))
        del connection.info["journal_is_writing"]
    assert cellar.blobs.missing(cellar.asking(), sha) == []
    assert cellar.blobs.read(cellar.asking(), sha, 2) == CONTENT[2 * PART_BYTES :]


def test_a_file_beyond_the_limit_is_refused_by_what_its_evidence_says(cellar: Cellar) -> None:
    sha = cellar.name(CONTENT, size=MOST_BYTES + 1)
    stop = refusal(lambda: cellar.blobs.missing(cellar.asking(), sha))
    assert why_declined(stop) is FileReason.SIZE


def test_a_carried_file_beyond_the_limit_is_refused_whatever_its_evidence_says(
    cellar: Cellar,
) -> None:
    sha = cellar.name(CONTENT)
    large = bytes(MOST_BYTES + 1)
    stop = refusal(lambda: cellar.blobs.keep(cellar.asking()(None), sha, large))
    assert why_declined(stop) is FileReason.SIZE


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00" + bytes(200), "Báo cáo.pdf"),
        (b"\x7fELF" + bytes(200), "anh.png"),
        (b"#!/bin/sh\nrm -rf ~\n", "ghi chú.txt"),
        (b"WScript.Echo 1", "Báo cáo.pdf.VBS"),
    ],
)
def test_programs_are_refused(cellar: Cellar, content: bytes, name: str) -> None:
    sha = cellar.name(content, name)
    stop = refusal(lambda: cellar.blobs.write(cellar.asking(), sha, 0, content))
    assert stop.params == {"detail": "program"}


def test_papers_and_pictures_are_no_programs() -> None:
    for start in (
        b"%PDF-1.7",
        b"\x89PNG\r\n",
        b"\xff\xd8\xff\xe0",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0",
    ):
        assert not is_program(start + bytes(100), ("Kế hoạch 12.docx", "ảnh chụp"))


def scanner(*lines: str) -> Scanner:
    return Scanner((sys.executable, "-c", "\n".join(["import sys, pathlib", *lines])))


def test_the_scanner_sees_the_whole_file_and_decides(cellar: Cellar) -> None:
    sha = cellar.name(CONTENT)
    verdict = f"sys.exit(pathlib.Path(sys.argv[1]).stat().st_size != {len(CONTENT)})"
    seeing = replace(cellar, blobs=replace(cellar.blobs, scanner=scanner(verdict)))
    refusing = replace(cellar, blobs=replace(cellar.blobs, scanner=scanner("sys.exit(1)")))
    assert refusal(lambda: refusing.send(sha, CONTENT)).params == {"detail": "content"}
    assert cellar.parts() == 0
    seeing.send(sha, CONTENT)
    assert cellar.blobs.missing(cellar.asking(), sha) == []


@pytest.mark.logs("the scanner of attachments failed: FileNotFoundError")
def test_a_scanner_that_fails_lets_nothing_in(cellar: Cellar) -> None:
    sha = cellar.name(CONTENT)
    broken = replace(cellar.blobs, scanner=Scanner(("/no/such/scanner",)))
    reader = Reader(cellar.office.desk.agency_id, (SCOPE,))
    stop = refusal(lambda: broken.keep(reader, sha, CONTENT))
    assert why_declined(stop) is FileReason.CONTENT


def test_a_whole_file_is_kept_once_and_found(cellar: Cellar) -> None:
    sha = cellar.name(CONTENT)
    reader = Reader(cellar.office.desk.agency_id, (SCOPE,))
    cellar.blobs.write(cellar.asking(), sha, 2, CONTENT[2 * PART_BYTES :])
    assert cellar.blobs.find(reader, sha) is None
    cellar.blobs.keep(reader, sha, CONTENT)
    cellar.blobs.keep(reader, sha, CONTENT)
    assert cellar.blobs.find(reader, sha) == CONTENT
    assert cellar.parts() == 0
    stop = refusal(lambda: cellar.blobs.keep(Reader(reader.agency_id, ("t:other",)), sha, CONTENT))
    assert isinstance(stop, NotFound)
    assert cellar.blobs.find(Reader(reader.agency_id, ("t:other",)), sha) is None


@dataclass(frozen=True)
class Room:
    """How much the attachments of the cellar's agency may take, and take."""

    cellar: Cellar

    def give(self, gigabytes: int) -> None:
        with self.cellar.office.engine.begin() as connection:
            set_quota(connection, self.cellar.office.desk.agency_id, gigabytes)

    def used(self) -> int:
        with self.cellar.office.engine.connect() as connection:
            return used(connection, self.cellar.office.desk.agency_id)

    def lies(self) -> int:
        with self.cellar.office.engine.connect() as connection:
            return count_lies(connection, self.cellar.office.desk.agency_id)


def test_what_an_agency_may_keep_is_bounded_before_a_file_begins(cellar: Cellar) -> None:
    room, sha = Room(cellar), cellar.name(CONTENT)
    room.give(0)
    stop = refusal(lambda: cellar.send(sha, CONTENT))
    assert why_declined(stop) is FileReason.QUOTA
    reader = cellar.asking()(None)
    assert (
        why_declined(refusal(lambda: cellar.blobs.keep(reader, sha, CONTENT))) is FileReason.QUOTA
    )
    assert room.used() == 0
    room.give(1)
    cellar.send(sha, CONTENT)
    assert room.used() == len(CONTENT)
    room.give(0)
    cellar.blobs.keep(reader, sha, CONTENT)
    assert cellar.blobs.find(reader, sha) == CONTENT, "what is there stays"


def test_a_file_that_finds_no_room_at_its_end_is_not_kept(
    cellar: Cellar, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, sha = Room(cellar), cellar.name(CONTENT)
    monkeypatch.setattr(quota, "GIGABYTE", len(CONTENT) - 1)
    room.give(1)
    cellar.name(CONTENT, size=1)
    stop = refusal(lambda: cellar.send(sha, CONTENT))
    assert why_declined(stop) is FileReason.QUOTA
    assert (room.used(), cellar.parts()) == (0, 0)
    monkeypatch.setattr(quota, "GIGABYTE", len(CONTENT))
    cellar.send(sha, CONTENT)
    assert room.used() == len(CONTENT)


def test_parts_that_are_there_count_towards_the_room(
    cellar: Cellar, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = CONTENT[:-1] + b"x"
    first, second = cellar.name(CONTENT), cellar.name(other)
    monkeypatch.setattr(quota, "GIGABYTE", len(CONTENT) + PART_BYTES - 1)
    Room(cellar).give(1)
    cellar.blobs.write(cellar.asking(), first, 0, CONTENT[:PART_BYTES])
    stop = refusal(lambda: cellar.blobs.write(cellar.asking(), second, 0, other[:PART_BYTES]))
    assert why_declined(stop) is FileReason.QUOTA
    cellar.send(first, CONTENT)


def test_records_that_lie_about_the_size_are_counted(cellar: Cellar) -> None:
    room, sha = Room(cellar), cellar.name(CONTENT)
    cellar.name(CONTENT, size=1)
    assert room.lies() == 0, "of a file that is not there nothing is known"
    cellar.send(sha, CONTENT)
    assert room.lies() == 1

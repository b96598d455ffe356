"""Sticks between real databases: a PC without a network, SQLite and PostgreSQL on the server."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from okrdesk.db.journal import SCHEMA_VERSION
from okrdesk.db.schema import evidence
from okrdesk.domain.objective import Owner
from okrdesk.errors import Code, Refused
from okrdesk.server import schema
from okrdesk.server.bundles import BundleDesk, answer_files
from okrdesk.server.database import write_agency
from okrdesk.server.devices import revoke
from okrdesk.server.metrics import Metrics
from okrdesk.server.running import Running
from okrdesk.services.check_ins import (
    CheckInEntry,
    EvidenceFile,
    record_check_in,
)
from okrdesk.services.held_files import read_file
from okrdesk.services.lists import Filter, find_objective_ids, find_objective_rows
from okrdesk.sync.bundle import Letter, Message, seal_question
from okrdesk.sync.bundle_desk import read_answer, write_bundle
from okrdesk.sync.desk_store import SqlDeskStore
from okrdesk.sync.record import Record
from okrdesk.sync.wire import MOST_ROWS, PROTOCOL, SyncReply, SyncRequest
from tests.offices import TODAY, make_key_result, make_objective
from tests.server.agencies import Agency
from tests.server.bundles.paper_pc import PaperPc, paper_pc

PDF = b"%PDF-1.7 " + bytes(range(256)) * 400


@pytest.fixture
def answering(agency: Agency, tmp_path: Path) -> Iterator[BundleDesk]:
    """Give the server's side of the sticks."""
    with Metrics(tmp_path) as metrics:
        running = Running(agency.engine, agency.keys, agency.folder, metrics, guard=lambda: None)
        running.now = lambda: agency.clock.now
        yield BundleDesk(running)


def travel(pc: PaperPc, answering: BundleDesk, folder: Path) -> dict[str, int]:
    """Carry a stick there and back; return what came of it."""
    folder.mkdir(exist_ok=True)
    write_bundle(pc.carrier, folder / "stick.okrb")
    (one,) = answer_files(answering, folder / "stick.okrb", folder / "answer.okrb")
    assert one.error is None
    assert one.answer == folder / "answer.okrb"
    return read_answer(pc.carrier, folder / "answer.okrb").counts


def test_an_objective_with_evidence_goes_from_desk_to_desk_by_stick(
    agency: Agency, answering: BundleDesk, tmp_path: Path
) -> None:
    ids = agency.ids
    with (
        paper_pc(agency, ids.officer, tmp_path) as officer,
        paper_pc(agency, ids.head, tmp_path) as head,
    ):
        travel(officer, answering, tmp_path / "u1")
        objective = make_objective(officer.desk, ids, Owner(ids.officer), title="Số hoá hồ sơ")
        key_result = make_key_result(officer.desk, objective)
        entry = CheckInEntry(Decimal(40), TODAY, evidence=(EvidenceFile("bb.pdf", PDF),))
        record_check_in(officer.desk, key_result, entry)
        travel(officer, answering, tmp_path / "u2")
        assert officer.carrier.store.waiting() == 0
        assert (tmp_path / "u2" / "stick.okrb").stat().st_size > len(PDF)
        travel(officer, answering, tmp_path / "u3")
        assert (tmp_path / "u3" / "stick.okrb").stat().st_size < len(PDF)
        travel(head, answering, tmp_path / "h1")
        (id,) = find_objective_ids(head.desk, Filter())
        (row,) = find_objective_rows(head.desk, [id])
        assert (row.title, row.progress) == ("Số hoá hồ sơ", 0.4)
        travel(head, answering, tmp_path / "h2")
        (sha,) = hashes(head)
        assert read_file(head.desk, sha) == PDF


def hashes(pc: PaperPc) -> list[str]:
    with pc.engine.connect() as connection:
        return list(connection.scalars(select(evidence.c.sha256)))


def test_a_folder_of_sticks_is_answered_in_one_go_whatever_else_lies_there(
    agency: Agency, answering: BundleDesk, tmp_path: Path
) -> None:
    sticks = tmp_path / "sticks"
    sticks.mkdir()
    people = (agency.ids.officer, agency.ids.head, agency.ids.neighbour)
    with (
        paper_pc(agency, people[0], tmp_path) as first,
        paper_pc(agency, people[1], tmp_path) as second,
        paper_pc(agency, people[2], tmp_path) as third,
    ):
        pcs = {"a": first, "b": second, "c": third}
        for name, pc in pcs.items():
            write_bundle(pc.carrier, sticks / f"{name}.okrb")
        (sticks / "note.txt").write_text("đừng quên")
        (sticks / "broken.OKRB").write_bytes(b"OKRB1\n{")
        told = {one.source.name: one for one in answer_files(answering, sticks, sticks)}
        again = answer_files(answering, sticks, tmp_path / "elsewhere")

        assert told.keys() == {"a.okrb", "b.okrb", "c.okrb", "broken.OKRB"}
        assert told["broken.OKRB"].error is not None
        assert told["broken.OKRB"].error.code is Code.BUNDLE_TRUNCATED
        assert [one.source.name for one in again] == sorted(told)
        for name, pc in pcs.items():
            assert read_answer(pc.carrier, sticks / f"{name}-tra-loi.okrb").received > 10


def test_the_same_stick_leaves_one_trace_in_the_log(
    agency: Agency, answering: BundleDesk, tmp_path: Path
) -> None:
    with paper_pc(agency, agency.ids.officer, tmp_path) as pc:
        travel(pc, answering, tmp_path / "first")
        make_objective(pc.desk, agency.ids, Owner(agency.ids.officer))
        write_bundle(pc.carrier, tmp_path / "s.okrb")
        lengths = []
        for turn in range(3):
            answer_files(answering, tmp_path / "s.okrb", tmp_path / f"a{turn}.okrb")
            with agency.engine.connect() as connection:
                lengths.append(
                    connection.scalar(select(func.count()).select_from(schema.log_entry))
                )
        assert len(set(lengths)) == 1
        read_answer(pc.carrier, tmp_path / "a2.okrb")
        read_answer(pc.carrier, tmp_path / "a0.okrb")
        assert pc.carrier.store.waiting() == 0


def test_an_answer_that_goes_on_from_an_older_log_proves_nothing_and_is_refused(
    agency: Agency, answering: BundleDesk, tmp_path: Path
) -> None:
    with paper_pc(agency, agency.ids.officer, tmp_path) as pc:
        travel(pc, answering, tmp_path / "first")
        make_objective(pc.desk, agency.ids, Owner(agency.ids.officer), title="Một")
        write_bundle(pc.carrier, tmp_path / "old.okrb")
        make_objective(pc.desk, agency.ids, Owner(agency.ids.officer), title="Hai")
        travel(pc, answering, tmp_path / "second")
        make_objective(agency.desk(), agency.ids, Owner(agency.ids.officer), title="Ba")
        answer_files(answering, tmp_path / "old.okrb", tmp_path / "late.okrb")
        with pytest.raises(Refused) as caught:
            read_answer(pc.carrier, tmp_path / "late.okrb")
        assert caught.value.code is Code.BUNDLE_OLDER
        travel(pc, answering, tmp_path / "third")
        assert len(find_objective_ids(pc.desk, Filter())) == 3


def test_a_reading_that_was_cut_goes_on_where_it_stopped(
    agency: Agency, answering: BundleDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("okrdesk.sync.engine.MOST_ROWS", 10)
    with paper_pc(agency, agency.ids.officer, tmp_path) as pc:
        make_objective(agency.desk(), agency.ids, Owner(agency.ids.officer))
        write_bundle(pc.carrier, tmp_path / "s.okrb")
        answer_files(answering, tmp_path / "s.okrb", tmp_path / "a.okrb")
        absorbed = []
        absorb = SqlDeskStore.absorb

        def cut(store: SqlDeskStore, reply: SyncReply, sent: Sequence[Record], head: str) -> Any:
            absorbed.append(len(reply.rows))
            if len(absorbed) == 2:
                raise KeyboardInterrupt
            return absorb(store, reply, sent, head)

        monkeypatch.setattr(SqlDeskStore, "absorb", cut)
        with pytest.raises(KeyboardInterrupt):
            read_answer(pc.carrier, tmp_path / "a.okrb")
        rest = read_answer(pc.carrier, tmp_path / "a.okrb")
        assert rest.received == sum(absorbed[2:])
        assert len(absorbed) >= 4
        assert absorbed[1] == absorbed[2]
        assert len(find_objective_ids(pc.desk, Filter())) == 1


def test_a_computer_that_was_turned_away_gets_no_file_by_asking_for_nothing_else(
    agency: Agency, answering: BundleDesk, tmp_path: Path
) -> None:
    """Only a request is looked at for who may come; a carried file without one is none."""
    with paper_pc(agency, agency.ids.officer, tmp_path) as pc:
        travel(pc, answering, tmp_path / "u1")
        objective = make_objective(pc.desk, agency.ids, Owner(agency.ids.officer))
        entry = CheckInEntry(Decimal(40), TODAY, evidence=(EvidenceFile("bb.pdf", PDF),))
        record_check_in(pc.desk, make_key_result(pc.desk, objective), entry)
        travel(pc, answering, tmp_path / "u2")
        with write_agency(agency.engine, agency.agency_id) as connection:
            device = pc.carrier.keys.device
            revoke(connection, agency.agency_id, device, agency.clock.now, wipe=False)
        raw = seal_question(Message(Letter(wanted=hashes(pc))), pc.carrier.keys, agency.now_ms)
        with pytest.raises(Refused) as caught:
            answering.answer(raw)
    assert caught.value.code is Code.BUNDLE_DAMAGED


def test_a_carried_request_has_the_limits_of_one_over_the_network(
    agency: Agency, answering: BundleDesk, tmp_path: Path
) -> None:
    with paper_pc(agency, agency.ids.officer, tmp_path) as pc:
        keys = pc.carrier.keys
        request = SyncRequest(PROTOCOL, SCHEMA_VERSION, keys.device, "0", max_rows=MOST_ROWS + 1)
        raw = seal_question(Message(Letter([request])), keys, agency.now_ms)
        _sealed, _asked, answered = answering.answer(raw)
    assert (answered.stop, answered.replies) == ({"stop": "too_large", "limit": "rows"}, [])

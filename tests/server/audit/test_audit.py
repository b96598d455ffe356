"""What an audit says: nothing of an honest log, the first broken entry of any other."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection, Engine, delete, insert, select, update

from okrdesk.db import schema as common
from okrdesk.db.engine import read_transaction, write_transaction
from okrdesk.server import schema
from okrdesk.server.audit import verify
from okrdesk.server.audit_export import export_log
from okrdesk.server.audit_report import Kind, Report
from okrdesk.server.checkpoints import keep_checkpoint
from okrdesk.server.log_reading import by_number
from okrdesk.sync.checkpoints import sign_checkpoint
from tests.server.audit.agency import Agency
from tests.server.audit.conftest import UNITS, named
from tests.server.audit.invented import AGENCY, AT_MS, SERVER_KEY, SERVER_SEED, Device
from tests.server.audit.test_export_script import run

LOG, CHANGE, UNIT = schema.log_entry, common.change, common.measure_unit


def audit(engine: Engine) -> Report:
    with read_transaction(engine) as connection:
        return verify(connection, AGENCY, bytes.fromhex(SERVER_KEY))


def found(engine: Engine) -> set[tuple[Kind, int]]:
    return {(problem.kind, problem.aseq) for problem in audit(engine).problems}


def checkpointed(engine: Engine) -> None:
    with write_transaction(engine) as connection:
        keep_checkpoint(connection, AGENCY, SERVER_SEED, AT_MS + 5000)


def test_an_honest_log_is_good(invented_agency: Agency, engine: Engine) -> None:
    checkpointed(engine)
    report = audit(engine)
    assert report.problems == []
    assert (report.entries, report.rows, report.batches, report.checkpoints) == (11, 4, 3, 1)
    assert (report.server_made, report.unsigned, report.erased) == (5, 0, 0)
    assert report.first is None
    assert report.lines()[0] == "Không có gì bị sửa, bị xóa hay bị đổi chỗ."


Meddling = Callable[[Connection], object]


def _swap(connection: Connection) -> None:
    for old, new in ((6, 99), (7, 6), (99, 7)):
        connection.execute(update(LOG).where(LOG.c.aseq == old).values(aseq=new))


def _cut(connection: Connection) -> None:
    connection.execute(delete(LOG).where(LOG.c.aseq > 7))


def _meddled_row(connection: Connection) -> None:
    connection.info["journal_is_writing"] = True
    connection.execute(update(UNIT).where(UNIT.c.id == UNITS[0]).values(name="dặm"))


def _stray_row(connection: Connection) -> None:
    connection.info["journal_is_writing"] = True
    connection.execute(
        insert(UNIT).values(agency_id=AGENCY, id=AGENCY, name="lậu", archived=False, stamps={})
    )


def _forged_checkpoint(connection: Connection) -> None:
    forged = sign_checkpoint(SERVER_SEED, AGENCY, (4, bytes(32)), AT_MS)
    connection.execute(
        insert(schema.checkpoint).values(
            agency_id=AGENCY, epoch="", size=4, root=bytes(32), time=forged.time, sig=forged.sig
        )
    )


def _body(connection: Connection) -> None:
    connection.execute(update(CHANGE).where(CHANGE.c.aseq == 7).values(fields={"name": "hải lý"}))


MEDDLINGS: dict[str, tuple[Meddling, tuple[Kind, int]]] = {
    "an edited fate": (
        lambda c: c.execute(update(LOG).where(LOG.c.aseq == 6).values(fate="refused")),
        (Kind.HEADER, 6),
    ),
    "an edited body": (_body, (Kind.BODY, 7)),
    "half an erasure": (
        lambda c: c.execute(update(LOG).where(LOG.c.aseq == 7).values(salt=None)),
        (Kind.BODY, 7),
    ),
    "the other half of an erasure": (
        lambda c: c.execute(update(CHANGE).where(CHANGE.c.aseq == 7).values(fields={})),
        (Kind.BODY, 7),
    ),
    "another fate of a change": (
        lambda c: c.execute(update(CHANGE).where(CHANGE.c.aseq == 7).values(fate="refused")),
        (Kind.CHANGE, 7),
    ),
    "an exchanged hash": (
        lambda c: c.execute(update(LOG).where(LOG.c.aseq == 6).values(hash=bytes(32))),
        (Kind.HEADER, 6),
    ),
    "a deleted entry": (lambda c: c.execute(delete(LOG).where(LOG.c.aseq == 6)), (Kind.GAP, 6)),
    "two entries that changed places": (_swap, (Kind.HEADER, 6)),
    "a cut end": (_cut, (Kind.COUNTER, 7)),
    "an edited change": (
        lambda c: c.execute(update(CHANGE).where(CHANGE.c.aseq == 1).values(tz=0)),
        (Kind.BODY, 1),
    ),
    "a deleted change": (
        lambda c: c.execute(delete(CHANGE).where(CHANGE.c.eid == UNITS[2])),
        (Kind.BODY, 4),
    ),
    "an edited row": (_meddled_row, (Kind.ROW, 7)),
    "an invented row": (_stray_row, (Kind.STRAY_ROW, 0)),
    "a wrong counter": (
        lambda c: c.execute(update(schema.counter).values(aseq=12)),
        (Kind.COUNTER, 11),
    ),
    "a wrong edge": (
        lambda c: c.execute(update(schema.counter).values(frontier=bytes(8))),
        (Kind.COUNTER, 11),
    ),
    "a wrong node": (
        lambda c: c.execute(
            update(schema.merkle_node)
            .where(schema.merkle_node.c.level == 1, schema.merkle_node.c.idx == 2)
            .values(hash=bytes(32))
        ),
        (Kind.TREE, 5),
    ),
    "a missing node": (
        lambda c: c.execute(delete(schema.merkle_node).where(schema.merkle_node.c.level == 3)),
        (Kind.TREE, 1),
    ),
    "a forged checkpoint": (_forged_checkpoint, (Kind.CHECKPOINT, 4)),
    "a lost signature": (
        lambda c: c.execute(delete(schema.batch).where(schema.batch.c.device == Device(4).id)),
        (Kind.UNSIGNED, 7),
    ),
    "an edited signature": (
        lambda c: c.execute(
            update(schema.batch).where(schema.batch.c.device == Device(4).id).values(first=-9)
        ),
        (Kind.BATCH, 7),
    ),
}


@pytest.mark.parametrize("name", MEDDLINGS)
def test_the_first_broken_entry_is_named(
    name: str, invented_agency: Agency, engine: Engine
) -> None:
    meddle, expected = MEDDLINGS[name]
    with write_transaction(engine) as connection:
        meddle(connection)
    report = audit(engine)
    assert report.first is not None
    assert (report.first.kind, report.first.aseq) == expected
    assert report.first.sentence() in report.lines()


def test_a_log_rewritten_with_all_its_hashes_contradicts_the_checkpoint_kept_outside(
    invented_agency: Agency, engine: Engine, tmp_path: Path
) -> None:
    from okrdesk.server.database import open_database

    with write_transaction(engine) as connection:
        mark = keep_checkpoint(connection, AGENCY, SERVER_SEED, AT_MS).checkpoint
    other = open_database(tmp_path / "other")
    rewritten = Agency(other).found()
    for number, id in enumerate(UNITS):
        rewritten.enter(rewritten.own("measure_unit", id, {"name": f"Khác {number}"}))
    for _ in range(7):
        rewritten.enter(rewritten.own("measure_unit", UNITS[0], {"name": "khác"}, "set"))
    with read_transaction(other) as connection:
        key = bytes.fromhex(SERVER_KEY)
        assert verify(connection, AGENCY, key).is_good
        report = verify(connection, AGENCY, key, [mark])
    other.dispose()
    assert [(one.kind, one.aseq) for one in report.problems] == [(Kind.CHECKPOINT, 11)]


def test_a_change_that_the_database_owner_invents_lacks_the_computer_s_signature(
    invented_agency: Agency, engine: Engine
) -> None:
    device = Device(3)
    device.dseq = 5
    invented_agency.enter(named(device, UNITS[0], "bịa"))
    assert found(engine) == {(Kind.UNSIGNED, 12)}


def test_a_change_put_under_a_number_already_signed_is_named(
    invented_agency: Agency, engine: Engine
) -> None:
    invented = named(Device(3), UNITS[0], "bịa")
    invented_agency.enter(msgspec.structs.replace(invented, cid=AGENCY))
    assert found(engine) == {(Kind.BATCH, 12)}


def test_an_entry_that_names_another_before_it_breaks_the_chain_of_its_row(
    invented_agency: Agency, engine: Engine
) -> None:
    with write_transaction(engine) as connection:
        page = next(by_number(connection, AGENCY))
        header = msgspec.structs.replace(page[6].entry.header, prev="")
        values = {"prev": None, "hash": header.hash()}
        connection.execute(update(LOG).where(LOG.c.aseq == 7).values(values))
    assert found(engine) == {(Kind.CHAIN, 7), (Kind.TREE, 7), (Kind.COUNTER, 11)}


def test_what_was_parked_and_then_decided_is_one_signed_change(
    invented_agency: Agency, engine: Engine
) -> None:
    device = invented_agency.enrol(Device(6))
    waiting = named(device, UNITS[2], "kg")
    batch = device.sign([waiting])
    invented_agency.enter(waiting, "parked", "handover")
    invented_agency.sign(batch)
    with write_transaction(engine) as connection:
        connection.execute(delete(CHANGE).where(CHANGE.c.cid == waiting.cid))
    invented_agency.enter(waiting)
    assert audit(engine).problems == []


def test_an_erased_body_leaves_the_log_and_its_export_valid(
    invented_agency: Agency, engine: Engine, tmp_path: Path
) -> None:
    from okrdesk.server.erasing import erase

    checkpointed(engine)
    with write_transaction(engine) as connection:
        cid = connection.scalar(select(LOG.c.cid).where(LOG.c.aseq == 7)) or ""
        assert erase(connection, AGENCY, [cid]) == 1
    report = audit(engine)
    assert (report.problems, report.erased) == ([], 1)
    assert any("theo luật: 1 mục" in line for line in report.lines())
    with read_transaction(engine) as connection:
        assert export_log(connection, AGENCY, SERVER_KEY, tmp_path / "log.jsonl") == 11
    content = (tmp_path / "log.jsonl").read_text()
    assert "mét" not in content
    code, said = run(tmp_path / "log.jsonl")
    assert (code, "left out): 1 entries" in said) == (0, True), said


def test_an_exported_log_is_verified_by_the_script_beside_it(
    invented_agency: Agency, engine: Engine, tmp_path: Path
) -> None:
    checkpointed(engine)
    with read_transaction(engine) as connection:
        export_log(connection, AGENCY, SERVER_KEY, tmp_path / "log.jsonl")
    assert (tmp_path / "verify_okrdesk_log.py").is_file()
    code, said = run(tmp_path / "log.jsonl")
    assert code == 0, said
    assert "GOOD: 11 entries" in said
    assert "1 checkpoints, 3 batches" in said


def test_long_logs_are_read_in_pages(
    invented_agency: Agency, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("okrdesk.server.log_reading.PAGE", 3)
    assert audit(engine).problems == []
    assert audit(engine).entries == 11


def test_what_waited_for_pages_is_one_signed_change_and_those_after_it_are_good(
    invented_agency: Agency, engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("okrdesk.server.log_reading.PAGE", 1)
    device = invented_agency.enrol(Device(6))
    waiting = named(device, UNITS[2], "kg")
    batch = device.sign([waiting])
    invented_agency.enter(waiting, "parked", "handover")
    invented_agency.sign(batch)
    invented_agency.push(device, named(device, UNITS[0], "km"))
    with write_transaction(engine) as connection:
        connection.execute(delete(CHANGE).where(CHANGE.c.cid == waiting.cid))
    invented_agency.enter(waiting)
    invented_agency.push(device, named(device, UNITS[0], "m"))
    assert audit(engine).problems == []
    with read_transaction(engine) as connection:
        export_log(connection, AGENCY, SERVER_KEY, tmp_path / "log.jsonl")
    code, said = run(tmp_path / "log.jsonl")
    assert code == 0, said


@pytest.mark.parametrize(
    ("aseq", "meddle"),
    [
        (9, update(CHANGE).where(CHANGE.c.aseq == 9).values(fields={"name": "sửa"})),
        (10, update(CHANGE).where(CHANGE.c.aseq == 10).values(fields={"name": "sửa"})),
        (10, update(CHANGE).where(CHANGE.c.aseq == 10).values(dseq=77)),
        (10, update(CHANGE).where(CHANGE.c.aseq == 10).values(device=Device(4).id)),
        (10, delete(LOG).where(LOG.c.aseq == 10)),
        (9, delete(LOG).where(LOG.c.aseq == 9)),
        (6, update(CHANGE).where(CHANGE.c.aseq == 6).values(fields={"name": "sửa"})),
    ],
)
def test_who_signed_beside_what_was_edited_is_not_accused(
    aseq: int, meddle: Any, invented_agency: Agency, engine: Engine
) -> None:
    with write_transaction(engine) as connection:
        connection.execute(meddle)
    report = audit(engine)
    assert report.first is not None
    assert report.first.aseq == aseq
    assert not [one for one in report.problems if one.kind is Kind.BATCH]

"""Logs that the real server wrote, on SQLite and PostgreSQL: honest ones, and T1 to T3 of sync.md.

A forger who changes the log alone is found by the audit. One who makes all hashes fit is found by
the next sync of any PC that saw a checkpoint before, and by the audit against one kept outside.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from okrdesk.db import schema as common
from okrdesk.db.engine import read_transaction, write_transaction
from okrdesk.db.journal import SCHEMA_VERSION
from okrdesk.errors import Code, Fault
from okrdesk.server import schema
from okrdesk.server.audit import verify
from okrdesk.server.audit_export import export_log
from okrdesk.server.audit_report import Kind, Report
from okrdesk.server.checkpoints import keep_checkpoint
from okrdesk.server.database import write_agency
from okrdesk.server.erasing import erase
from okrdesk.sync.checkpoints import checker
from okrdesk.sync.record import canonical
from okrdesk.sync.stops import EpochChanged
from okrdesk.sync.wire import Checkpoint, SyncReply
from tests.offices import make_key_result, make_objective
from tests.server.agencies import Agency, Pc
from tests.server.audit.forger import Entry, forge
from tests.server.audit.test_export_script import run

LOG = schema.log_entry


def audit(agency: Agency, *marks: Checkpoint) -> Report:
    with read_transaction(agency.engine) as connection:
        key = bytes.fromhex(agency.keys.verify_key)
        return verify(connection, agency.agency_id, key, marks)


@pytest.fixture
def pc(agency: Agency) -> Pc:
    """The officer's PC after a first day: check-ins, one change that nobody may make, one edit."""
    desk = agency.desk()
    objective = make_objective(desk, agency.ids)
    goal = make_key_result(desk, objective)
    pc = agency.enrol(agency.ids.head)
    pc.sync()
    pc.sync([pc.check_in(goal, 3), pc.check_in(goal, 4)])
    pc.sync([pc.change("set", "agency", agency.agency_id, {"name": "của tôi"}, base={"name": 1})])
    pc.sync([pc.change("set", "objective", objective, {"title": "Nâng thêm"}, base={"title": 1})])
    return pc


def told(pc: Pc, reply: SyncReply, known: Checkpoint) -> None:
    """Check a reply as a PC does that knows an earlier checkpoint."""
    assert reply.checkpoint
    check = checker(pc.agency.agency_id, bytes.fromhex(pc.agency.keys.verify_key))
    check(known, reply.checkpoint, reply.proof)


def seen(pc: Pc) -> Checkpoint:
    reply = pc.sync()
    assert reply.checkpoint
    told(pc, reply, reply.checkpoint)
    return reply.checkpoint


def test_an_honest_day_is_good(agency: Agency, pc: Pc, tmp_path: Path) -> None:
    with write_agency(agency.engine, agency.agency_id) as connection:
        keep_checkpoint(connection, agency.agency_id, agency.keys.signing_seed, agency.now_ms)
    report = audit(agency)
    assert report.problems == []
    assert report.entries == seen(pc).size
    assert (report.batches, report.checkpoints, report.unsigned) == (3, 1, 0)
    with read_transaction(agency.engine) as connection:
        export_log(connection, agency.agency_id, agency.keys.verify_key, tmp_path / "log.jsonl")
    code, said = run(tmp_path / "log.jsonl")
    assert code == 0, said
    assert f"GOOD: {report.entries} entries" in said
    assert "1 checkpoints, 3 batches" in said


def test_a_pc_follows_a_log_that_grows(agency: Agency, pc: Pc) -> None:
    known = seen(pc)
    make_objective(agency.desk(), agency.ids, title="Mới")
    reply = pc.sync()
    assert reply.checkpoint
    assert reply.checkpoint.size > known.size
    told(pc, reply, known)


def test_erased_content_leaves_audit_and_pcs_content(agency: Agency, pc: Pc) -> None:
    known = seen(pc)
    with write_agency(agency.engine, agency.agency_id) as connection:
        cid = connection.scalar(select(LOG.c.cid).where(LOG.c.fate == "refused")) or ""
        assert erase(connection, agency.agency_id, [cid]) == 1
    assert audit(agency).problems == []
    told(pc, pc.sync(), known)


def test_what_a_newer_program_writes_reaches_others_byte_for_byte_and_leaves_the_audit_content(
    agency: Agency, pc: Pc
) -> None:
    other = agency.enrol(agency.ids.deputy)
    other.sync()
    with read_transaction(agency.engine) as connection:
        objective = connection.scalar(select(common.objective.c.id)) or ""
    agency.clock.go_on(minutes=1)
    written = {"description": "Mới", "colour": {"a": [1, "đ"]}}
    more: dict[str, Any] = {"sv": SCHEMA_VERSION + 1, "extra": {"mood": "vui"}}
    newer = pc.change("set", "objective", objective, written, **more)
    reply = pc.sync([newer], sv=SCHEMA_VERSION + 1)
    assert [verdict.fate for verdict in reply.verdicts] == ["applied"]
    assert canonical(newer) in [bytes(raw) for raw in other.sync().records]
    assert audit(agency).problems == []


def _edit(entries: list[Entry]) -> list[Entry]:
    victim = next(entry for entry in entries if "Nâng thêm".encode() in bytes(entry["body"]))
    victim["body"] = bytes(victim["body"]).replace("thêm".encode(), "lên".encode())
    return entries


def _swap(entries: list[Entry]) -> list[Entry]:
    return [*entries[:-2], entries[-1], entries[-2]]


def _replace(entries: list[Entry]) -> list[Entry]:
    return [*entries[:-3], *entries[-2:], entries[-2] | {"cid": entries[-1]["eid"]}]


FORGERIES: dict[str, Callable[[list[Entry]], list[Entry]]] = {
    "edited": _edit,
    "moved": _swap,
    "deleted, and another put at the end": _replace,
}
ROLLED_BACK: dict[str, Callable[[list[Entry]], list[Entry]]] = {
    "shortened": lambda entries: entries[:-2],
    "emptied": lambda entries: [],
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_log_forged_with_all_its_hashes_is_found_by_any_pc(
    name: str, agency: Agency, pc: Pc
) -> None:
    known = seen(pc)
    with write_transaction(agency.engine) as connection:
        forge(connection, agency.agency_id, FORGERIES[name])
    reply = pc.sync()
    with pytest.raises(Fault) as caught:
        told(pc, reply, known)
    assert caught.value.code is Code.HISTORY_REWRITTEN
    assert (Kind.CHECKPOINT, known.size) in {
        (problem.kind, problem.aseq) for problem in audit(agency, known).problems
    }


@pytest.mark.parametrize("name", ROLLED_BACK)
def test_a_log_rolled_back_says_so_to_any_pc_in_an_epoch_that_did_not_change(
    name: str, agency: Agency, pc: Pc
) -> None:
    known = seen(pc)
    epoch = pc.sync().epoch
    with write_transaction(agency.engine) as connection:
        forge(connection, agency.agency_id, ROLLED_BACK[name])
    with pytest.raises(EpochChanged) as caught:
        pc.sync(epoch=epoch)
    assert caught.value.params["epoch"] == epoch
    reply = pc.sync(epoch=epoch, cursors={})
    with pytest.raises(Fault) as fault:
        told(pc, reply, known)
    assert fault.value.code is Code.HISTORY_REWRITTEN
    assert Kind.CHECKPOINT in {problem.kind for problem in audit(agency, known).problems}


def test_a_log_rolled_back_and_grown_again_is_found_by_any_pc(agency: Agency, pc: Pc) -> None:
    known = seen(pc)
    with write_transaction(agency.engine) as connection:
        forge(connection, agency.agency_id, ROLLED_BACK["shortened"])
    desk = agency.desk()
    for number in range(3):
        make_objective(desk, agency.ids, title=f"Thêm {number}")
    reply = pc.sync()
    assert reply.checkpoint
    assert reply.checkpoint.size > known.size
    with pytest.raises(Fault) as caught:
        told(pc, reply, known)
    assert caught.value.code is Code.HISTORY_REWRITTEN


def test_a_checkpoint_of_another_key_is_found_by_any_pc(agency: Agency, pc: Pc) -> None:
    known = seen(pc)
    other = Pc(
        Agency(**{**vars(agency), "keys": type(agency.keys)(*["11" * 32] * 3)}),
        pc.person_id,
        pc.device,
        key=pc.key,
        dseq=pc.dseq,
        token=pc.token,
        head=pc.head,
    )
    reply = other.sync()
    with pytest.raises(Fault) as caught:
        told(pc, reply, known)
    assert caught.value.code is Code.CHECKPOINT_FORGED


@pytest.mark.parametrize(
    ("meddle", "kind"),
    [
        pytest.param({"fate": "applied", "reason": None}, Kind.HEADER, id="fate"),
        pytest.param({"body_hash": "00"}, Kind.HEADER, id="body"),
    ],
)
def test_an_edit_of_the_log_alone_is_named_by_the_audit(
    meddle: dict[str, object], kind: Kind, agency: Agency, pc: Pc
) -> None:
    with write_transaction(agency.engine) as connection:
        aseq = connection.scalar(select(LOG.c.aseq).where(LOG.c.fate == "refused")) or 0
        connection.execute(update(LOG).where(LOG.c.aseq == aseq).values(meddle))
    first = audit(agency).first
    assert first is not None
    assert (first.kind, first.aseq) == (kind, aseq)


def test_a_row_changed_behind_the_server_is_named_by_the_audit(agency: Agency, pc: Pc) -> None:
    table = common.objective
    with write_transaction(agency.engine) as connection:
        connection.info["journal_is_writing"] = True
        connection.execute(update(table).values(weight=None, title="Khác"))
        connection.info.pop("journal_is_writing")
    assert {problem.kind for problem in audit(agency).problems} == {Kind.ROW}

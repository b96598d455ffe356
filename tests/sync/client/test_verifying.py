"""What `okrdesk verify` says of a PC: nothing of an honest one, and what of any other."""

from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest
from nacl.signing import SigningKey
from sqlalchemy import Connection, delete, update

from okrdesk.db import schema
from okrdesk.db.engine import read_transaction, write_transaction
from okrdesk.db.store import put_meta
from okrdesk.sync import desk_store_state
from okrdesk.sync.checkpoints import sign_checkpoint
from okrdesk.sync.desk_store_state import FORMER
from okrdesk.sync.enrol_wire import ServerKeys
from okrdesk.sync.enrolment import KnownServer, put_server
from okrdesk.sync.verifying import Flaw, Verified, verify_desk
from tests.offices import Office, check_in, make_key_result, make_objective
from tests.sync.client.bench import Ids, Pc

SEED = bytes(range(32))
Meddling = Callable[[Connection], object]


def verified(pc: Pc | Office) -> Verified:
    with read_transaction(pc.engine) as connection:
        return verify_desk(connection, pc.desk.store.agency_id)


def flaws(pc: Pc | Office) -> list[Flaw]:
    return [problem.flaw for problem in verified(pc).problems]


def meddled(pc: Pc | Office, meddle: Meddling) -> None:
    with write_transaction(pc.engine) as connection:
        connection.info["journal_is_writing"] = True
        meddle(connection)
        connection.info.pop("journal_is_writing")


@pytest.fixture
def pc(pcs: Callable[[str], Pc], ids: Ids) -> Pc:
    """The head's PC, with a checkpoint kept and three check-ins, one of them still waiting."""
    pc = pcs(ids.head)
    pc.sync()
    goal = make_key_result(pc.desk, make_objective(pc.desk, ids))
    check_in(pc.desk, goal, 3)
    pc.sync()
    check_in(pc.desk, goal, 4)
    return pc


@pytest.fixture
def signed(pc: Pc) -> Pc:
    """The same PC, whose server has a key, and signed a log of seven entries before a restore."""
    keys = ServerKeys("id", SigningKey(SEED).verify_key.encode().hex(), "00" * 32)
    agency = pc.desk.store.agency_id
    with write_transaction(pc.engine) as connection:
        put_server(connection, KnownServer("https://may-chu", keys, "an"))
        former = sign_checkpoint(SEED, agency, (7, bytes(32)), 1)
        put_meta(connection, FORMER, [msgspec.to_builtins(former)])
        notes = desk_store_state.load(connection)
        latest = sign_checkpoint(SEED, agency, (9, bytes(32)), 2)
        desk_store_state.save(connection, replace(notes, checkpoint=latest))
    return pc


def test_an_honest_pc_is_good(signed: Pc) -> None:
    found = verified(signed)
    assert found.problems == []
    assert found.changes == 4
    assert found.checkpoint
    assert [one.size for one in found.former] == [7]


def test_what_a_server_signed_before_its_restore_stays_as_evidence(signed: Pc) -> None:
    signed.store.start_over("another epoch", 0, "", "")
    found = verified(signed)
    assert found.problems == []
    assert [one.size for one in found.former] == [7, 9]
    assert found.checkpoint is None


CHANGE = schema.change
OF_THE_PC: dict[str, tuple[Meddling, Flaw]] = {
    "a deleted change": (
        lambda c: c.execute(delete(CHANGE).where(CHANGE.c.dseq == 2)),
        Flaw.GAP,
    ),
    "an edited change": (
        lambda c: c.execute(update(CHANGE).where(CHANGE.c.dseq == 2).values(tz=0)),
        Flaw.CHAIN,
    ),
    "deleted last changes": (
        lambda c: c.execute(delete(CHANGE).where(CHANGE.c.dseq > 1)),
        Flaw.GAP,
    ),
    "a forged checkpoint of before": (
        lambda c: put_meta(
            c, FORMER, [{"agency": "x", "size": 1, "root": "00", "time": 1, "sig": "00"}]
        ),
        Flaw.CHECKPOINT,
    ),
}


@pytest.mark.parametrize("name", OF_THE_PC)
def test_what_does_not_hold_of_a_pc_is_said(name: str, signed: Pc) -> None:
    meddle, flaw = OF_THE_PC[name]
    meddled(signed, meddle)
    assert flaws(signed) == [flaw]
    assert not verified(signed).problems[0].sentence().startswith("{")


def test_a_change_that_waits_may_still_be_taken_back(signed: Pc) -> None:
    meddled(signed, lambda c: c.execute(delete(CHANGE).where(CHANGE.c.fate.is_(None))))
    assert flaws(signed) == []


def test_an_office_of_its_own_is_what_its_changes_make_of_it(office: Office) -> None:
    found = verified(office)
    assert found.problems == []
    assert found.rows > 10
    assert found.changes >= found.rows


def test_a_row_changed_outside_of_okrdesk_is_said(office: Office) -> None:
    table = schema.unit
    meddled(
        office,
        lambda c: c.execute(update(table).where(table.c.id == office.ids.team).values(name="X")),
    )
    problem = verified(office).problems[0]
    assert (problem.flaw, problem.detail) == (Flaw.ROW, f"unit {office.ids.team}")
    assert "sửa ngoài okrdesk" in problem.sentence()

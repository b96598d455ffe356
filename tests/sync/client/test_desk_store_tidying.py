"""What a PC forgets, keeps and writes after rows left, and after it became another device."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from okrdesk.db import schema
from okrdesk.domain.fate import Fate
from okrdesk.domain.objective import Owner, RollUp
from okrdesk.services.key_results import edit_key_result, find_key_result
from okrdesk.services.objectives import edit_objective, find_objective
from okrdesk.sync.wire import SyncReply, Verdict
from tests.offices import (
    Ids,
    align,
    check_in,
    make_key_result,
    make_objective,
)
from tests.sync.client.bench import Pc, new_device, values
from tests.sync.client.conftest import Pcs


def rename(pc: Pc, id: str, title: str) -> None:
    edit_objective(pc.desk, replace(find_objective(pc.desk, id), title=title))


def hand_to(pc: Pc, objective: str, key_result: str, person: str) -> None:
    edit_objective(pc.desk, replace(find_objective(pc.desk, objective), owner=Owner(person)))
    edit_key_result(pc.desk, replace(find_key_result(pc.desk, key_result), owner=Owner(person)))


def test_the_goal_above_forgets_a_contribution_that_left(ids: Ids, pcs: Pcs) -> None:
    admin, head = pcs(ids.admin), pcs(ids.head)
    admin.sync()
    above = make_objective(
        admin.desk, ids, Owner(unit_id=ids.division), title="Cấp trên", roll_up=RollUp.BOTH
    )
    below = make_objective(admin.desk, ids, Owner(ids.officer), title="Cấp dưới")
    key_result = make_key_result(admin.desk, below)
    align(admin.desk, below, above)
    check_in(admin.desk, key_result, 40)
    admin.sync()
    head.sync()
    assert values(head, "objective_state", above)["progress"] == pytest.approx(0.4)
    hand_to(admin, below, key_result, ids.neighbour)
    admin.sync()
    head.sync()
    assert values(head, "objective", below) is None
    assert values(head, "objective_state", above)["progress"] is None


def test_what_was_accepted_but_is_in_no_scope_of_ours_goes(ids: Ids, pcs: Pcs) -> None:
    head = pcs(ids.head)
    head.sync()
    objective = make_objective(head.desk, ids)
    store = head.store
    sent = store.outbox(500, 1 << 20)
    notes = store.state()
    verdicts = [Verdict(record.cid, Fate.APPLIED, 900) for record in sent]
    now = head.server.now_ms()
    first = SyncReply(notes.epoch, now, 1, "", "t", verdicts=verdicts, scopes=["a"], more=True)
    store.absorb(first, sent)
    assert values(head, "objective", objective), "the feeds may still bring it"
    store.absorb(SyncReply(notes.epoch, now, 1, "", "t", scopes=["a"]), [])
    assert values(head, "objective", objective) is None


def test_another_device_writes_after_all_that_this_machine_wrote(ids: Ids, pcs: Pcs) -> None:
    head = pcs(ids.head)
    head.sync()
    objective = make_objective(head.desk, ids, title="Lần một")
    head.sync()
    head.server.clock.go_on(days=-30)
    head.store.move_to(new_device(77))
    head.desk = replace(head.desk, store=replace(head.desk.store, device=new_device(77)))
    rename(head, objective, "Lần hai")
    change = schema.change
    with head.engine.connect() as connection:
        clocks = connection.scalars(
            select(change.c.hlc).where(change.c.eid == objective).order_by(change.c.dseq)
        ).all()
    assert clocks == sorted(clocks)
    assert len(set(clocks)) == 2

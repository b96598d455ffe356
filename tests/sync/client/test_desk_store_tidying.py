"""What a PC forgets, keeps and writes after rows left, and after it became another device."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from okrdesk.db import schema
from okrdesk.domain.fate import Fate
from okrdesk.domain.objective import Owner, RollUp
from okrdesk.services.key_results import edit_key_result, find_key_result
from okrdesk.services.objectives import edit_objective, find_objective
from okrdesk.sync.wire import PulledRow, Row, SyncReply, SyncRequest, Verdict
from tests.offices import (
    Ids,
    align,
    check_in,
    make_key_result,
    make_objective,
)
from tests.sync.client.bench import Pc, Server, count, new_device, values
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


def told_of(pc: Pc, *marks: str) -> set[str]:
    """Return the tables of a PC's disk, also those of the search, in which one of `marks` is."""
    found = set()
    with pc.engine.connect() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
        for name in names.scalars().all():
            rows = connection.exec_driver_sql(f'SELECT * FROM "{name}"').all()
            if any(mark in str(row) for row in rows for mark in marks):
                found.add(name)
    return found


def test_of_what_left_all_scopes_no_table_on_the_disk_tells_any_more(ids: Ids, pcs: Pcs) -> None:
    admin, officer = pcs(ids.admin), pcs(ids.officer)
    admin.sync()
    word = "zqxjk"
    objective = make_objective(admin.desk, ids, Owner(ids.officer), title=f"Mục tiêu {word}")
    key_result = make_key_result(admin.desk, objective, title=f"Kết quả {word}")
    entry = check_in(admin.desk, key_result, 10, comment=f"Đã làm {word}")
    admin.sync()
    officer.sync()
    rename(admin, objective, f"Mục tiêu mới {word}")
    admin.sync()
    officer.sync()
    left = (objective, key_result, entry)
    marks = (word, *left, *(id.replace("-", "") for id in left))
    assert told_of(officer, *marks) >= {"objective", "change", "scope_row", "search_entry"}
    hand_to(admin, objective, key_result, ids.neighbour)
    admin.sync()
    officer.sync()
    assert told_of(officer, *marks) == set()


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


def test_what_a_newer_server_tells_is_passed_over_where_there_is_no_place_for_it(
    ids: Ids, pcs: Pcs
) -> None:
    head = pcs(ids.head)

    def newer(_request: SyncRequest, reply: SyncReply) -> SyncReply:
        for pulled in reply.rows:
            if pulled.row:
                pulled.row.values["colour"] = {"a": [1, "đ"]}
                pulled.row.stamps["colour"] = 1
        reply.rows.append(
            PulledRow("zebra", new_device(88), ["a"], row=Row({"name": "Vằn"}, {"*": 1}))
        )
        return reply

    head.server.on_reply = newer
    head.sync()
    unit = values(head, "unit", ids.division)
    assert unit
    assert "colour" not in unit
    objective = make_objective(head.desk, ids)
    rename(head, objective, "Sau đó")
    head.sync()
    assert head.store.waiting() == 0


def test_who_saw_a_value_from_a_clock_that_is_ahead_writes_after_it(
    server: Server, ids: Ids, pcs: Pcs
) -> None:
    head, deputy = pcs(ids.head), pcs(ids.deputy)
    head.sync()
    objective = make_objective(head.desk, ids, title="A")
    head.sync()
    # Less than the server corrects by itself, and after the offset was learned.
    ahead = replace(head.desk.store, now=lambda: server.clock.now + timedelta(minutes=4))
    head.desk = replace(head.desk, store=ahead)
    rename(head, objective, "B")
    head.sync()
    deputy.sync()
    rename(deputy, objective, "C")
    deputy.sync()
    head.sync()
    for pc in (head, deputy):
        shown = values(pc, "objective", objective)
        assert shown
        assert shown["title"] == "C"
        assert count(pc.engine, "conflict") == 0

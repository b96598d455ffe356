"""What a server answers, stored on a real encrypted database."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from okrdesk.db import schema
from okrdesk.db.engine import write_transaction
from okrdesk.db.integrity import check
from okrdesk.domain.act import Act
from okrdesk.domain.fate import Fate, Reason
from okrdesk.domain.objective import Owner
from okrdesk.errors import Code, Refused
from okrdesk.services.key_results import edit_key_result, find_key_result
from okrdesk.services.objectives import edit_objective, find_objective
from okrdesk.services.office import edit_office_setting
from okrdesk.sync import desk_store_state as state
from okrdesk.sync.desk_store import SqlDeskStore
from okrdesk.sync.engine import Engine
from okrdesk.sync.record import Record
from okrdesk.sync.wire import SyncReply, SyncRequest, Verdict
from tests.offices import (
    DERIVED,
    Ids,
    Office,
    check_in,
    journalled,
    make_key_result,
    make_objective,
    tables,
)
from tests.sync.client.bench import Pc, Server, a_while, count, reopened, values
from tests.sync.client.conftest import Pcs


def rename(pc: Pc, id: str, title: str) -> None:
    edit_objective(pc.desk, replace(find_objective(pc.desk, id), title=title))


def hand_to(pc: Pc, objective: str, key_result: str, person: str) -> None:
    edit_objective(pc.desk, replace(find_objective(pc.desk, objective), owner=Owner(person)))
    edit_key_result(pc.desk, replace(find_key_result(pc.desk, key_result), owner=Owner(person)))


def fates(pc: Pc) -> list[tuple[str | None, str | None]]:
    change = schema.change
    with pc.engine.connect() as connection:
        rows = connection.execute(
            select(change.c.fate, change.c.reason)
            .where(change.c.actor == pc.desk.person_id)
            .order_by(change.c.dseq)
        )
        return [tuple(row) for row in rows]


def test_a_new_pc_gets_the_whole_office(server: Server, ids: Ids, office: Office, pcs: Pcs) -> None:
    pc = pcs(ids.admin)
    pc.sync()
    assert journalled(pc.engine) == journalled(office.engine)
    assert tables(pc.engine, ["search_entry"]) == tables(office.engine, ["search_entry"])


def test_what_one_writes_stands_on_the_pc_of_another(ids: Ids, pcs: Pcs) -> None:
    head, officer = pcs(ids.head), pcs(ids.officer)
    head.sync()
    objective = make_objective(head.desk, ids)
    key_result = make_key_result(head.desk, objective, owner=Owner(ids.officer))
    head.sync()
    officer.sync()
    check_in(officer.desk, key_result, 40)
    officer.sync()
    head.sync()
    for name in ("objective", "key_result", "check_in", *DERIVED):
        assert tables(head.engine, [name]) == tables(officer.engine, [name])
    assert fates(officer) == [(Fate.APPLIED, None)]


def test_history_travels_with_the_rows_and_says_what_was_before(ids: Ids, pcs: Pcs) -> None:
    head, deputy = pcs(ids.head), pcs(ids.deputy)
    for pc in (head, deputy):
        pc.sync()
    objective = make_objective(head.desk, ids, title="Trước")
    head.sync()
    deputy.sync()
    a_while(head.server)
    rename(head, objective, "Sau")
    head.sync()
    deputy.sync()
    change = schema.change
    with deputy.engine.connect() as connection:
        last = connection.execute(select(change).order_by(change.c.hlc.desc())).first()
    assert last.fields == {"title": "Sau"}
    assert last.was == {"title": "Trước"}
    assert last.fate == Fate.APPLIED


def test_what_waits_stays_on_top_of_what_arrives(ids: Ids, pcs: Pcs) -> None:
    head, deputy = pcs(ids.head), pcs(ids.deputy)
    head.sync()
    objective = make_objective(head.desk, ids, title="Đầu")
    head.sync()
    deputy.sync()
    a_while(head.server)
    rename(head, objective, "Của trưởng phòng")
    a_while(head.server)
    rename(deputy, objective, "Của phó phòng")
    head.sync()
    store = deputy.store
    engine = Engine(store, deputy.line)
    reply = deputy.server.exchange(engine.request(store.state(), []))
    store.absorb(reply, [])
    assert values(deputy, "objective", objective)["title"] == "Của phó phòng"
    deputy.sync()
    head.sync()
    assert values(head, "objective", objective)["title"] == "Của phó phòng"
    assert count(head.engine, "conflict") == count(deputy.engine, "conflict") == 1


def test_a_refused_change_leaves_the_row_and_stays_in_the_journal(ids: Ids, pcs: Pcs) -> None:
    admin, head = pcs(ids.admin), pcs(ids.head)
    admin.sync()
    head.sync()
    with head.desk.write(Act.ADD_MEASURE_UNIT) as work:
        setting = work.add(schema.measure_unit, name="trộm")
    assert values(head, "measure_unit", setting)
    head.sync()
    assert values(head, "measure_unit", setting) is None
    assert fates(head) == [(Fate.REFUSED, Reason.NO_AUTHORITY)]


def test_a_refused_edit_gives_back_what_the_server_has(ids: Ids, pcs: Pcs) -> None:
    head = pcs(ids.head)
    head.sync()
    with head.desk.write(Act.EDIT_UNIT) as work:
        work.change(schema.unit, ids.root, name="Sở của tôi")
    head.sync()
    assert fates(head) == [(Fate.REFUSED, Reason.NO_AUTHORITY)]
    assert values(head, "unit", ids.root)["name"] == "Sở Thử nghiệm"


def test_rows_that_leave_all_scopes_leave_the_disk(ids: Ids, pcs: Pcs) -> None:
    admin, officer = pcs(ids.admin), pcs(ids.officer)
    admin.sync()
    objective = make_objective(admin.desk, ids, Owner(ids.officer))
    key_result = make_key_result(admin.desk, objective)
    check_in(admin.desk, key_result, 10)
    admin.sync()
    officer.sync()
    assert count(officer.engine, "check_in") == 1
    hand_to(admin, objective, key_result, ids.neighbour)
    admin.sync()
    officer.sync()
    for name in ("objective", "key_result", "check_in", "key_result_state", "objective_state"):
        assert count(officer.engine, name) == 0, name
    with officer.engine.connect() as connection:
        change = schema.change
        told = connection.scalars(select(change.c.eid).where(change.c.eid == key_result)).all()
        assert told == []
        search = schema.search_entry
        found = select(search.c.id).where(search.c.id.in_([objective, key_result]))
        assert connection.scalars(found).all() == []


def test_a_row_with_waiting_changes_stays_until_they_have_a_fate(ids: Ids, pcs: Pcs) -> None:
    admin, officer = pcs(ids.admin), pcs(ids.officer)
    admin.sync()
    objective = make_objective(admin.desk, ids, Owner(ids.officer))
    key_result = make_key_result(admin.desk, objective)
    admin.sync()
    officer.sync()
    hand_to(admin, objective, key_result, ids.neighbour)
    admin.sync()
    a_while(admin.server)
    entry = check_in(officer.desk, key_result, 30)
    store = officer.store
    reply = officer.server.exchange(Engine(store, officer.line).request(store.state(), []))
    store.absorb(reply, [])
    assert values(officer, "objective", objective)
    assert values(officer, "check_in", entry)
    officer.sync()
    assert values(officer, "objective", objective) is None
    assert values(officer, "check_in", entry) is None
    assert [fate for fate, _reason in fates(officer)] == [Fate.REFUSED]


def test_a_page_may_bring_a_row_before_the_one_it_hangs_on(
    server: Server, ids: Ids, pcs: Pcs
) -> None:
    head = pcs(ids.head)
    head.sync()
    objective = make_objective(head.desk, ids)
    key_result = make_key_result(head.desk, objective)
    check_in(head.desk, key_result, 50)
    head.sync()
    a_while(server)
    rename(head, objective, "Sửa sau cùng")
    head.sync()
    deputy = pcs(ids.deputy)
    store = deputy.store
    pages = 0
    while True:
        request = Engine(store, deputy.line).request(store.state(), [])
        request.max_rows = 3
        reply = server.exchange(request)
        store.absorb(reply, [])
        pages += 1
        if not reply.more:
            break
    assert pages > 3
    assert tables(deputy.engine, DERIVED) == tables(head.engine, DERIVED)
    with deputy.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_a_lost_reply_costs_nothing(server: Server, ids: Ids, pcs: Pcs) -> None:
    head = pcs(ids.head)
    head.sync()
    objective = make_objective(head.desk, ids)

    def lose(_request, _reply):
        raise OSError("the cable was pulled")

    server.on_reply = lose
    with pytest.raises(OSError, match="cable"):
        head.sync()
    server.on_reply = lambda _request, reply: reply
    rename(head, objective, "Sau khi mất mạng")
    head.sync()
    assert {fate for fate, _reason in fates(head)} == {Fate.APPLIED}
    log = [record.cid for record, _verdict in server.shelf.log]
    assert len(log) == len(set(log))


def test_a_late_verdict_does_not_overtake_a_lost_answer(ids: Ids, pcs: Pcs) -> None:
    head = pcs(ids.head)
    head.sync()
    make_objective(head.desk, ids)
    make_objective(head.desk, ids, title="Sau")
    notes, waiting = head.store.state(), head.store.outbox(100, 1_000_000)
    late = Verdict(waiting[-1].cid, Fate.APPLIED, 9)
    reply = SyncReply(notes.epoch, 0, notes.ack, notes.head, notes.token, fates=[late])
    head.store.absorb(reply, [])
    assert head.store.outbox(100, 1_000_000) == waiting, "they go again, and in their order"


def test_a_server_from_a_backup_gets_again_what_it_lost(server: Server, ids: Ids, pcs: Pcs) -> None:
    head, deputy = pcs(ids.head), pcs(ids.deputy)
    head.sync()
    kept = make_objective(head.desk, ids, title="Trong bản sao lưu")
    head.sync()
    deputy.sync()
    backup = server.shelf.copied()
    a_while(server)
    lost = make_objective(head.desk, ids, title="Sau bản sao lưu")
    head.sync()
    deputy.sync()
    a_while(server)
    server.restore(backup)
    deputy.sync()
    assert values(deputy, "objective", lost) is None
    assert values(deputy, "objective", kept)
    head.sync()
    deputy.sync()
    assert values(head, "objective", lost)
    assert values(deputy, "objective", lost)
    assert {fate for fate, _reason in fates(head)} == {Fate.APPLIED}


def test_a_clone_becomes_another_device_and_loses_nothing(
    server: Server, ids: Ids, pcs: Pcs, tmp_path: Path
) -> None:
    head = pcs(ids.head)
    head.sync()
    first = make_objective(head.desk, ids, title="Trước khi chép máy")
    head.sync()
    head.engine.dispose()
    shutil.copyfile(tmp_path / "pc1.db", tmp_path / "clone.db")
    with reopened(head, tmp_path / "clone.db") as clone:
        a_while(server)
        mine = make_objective(head.desk, ids, title="Máy gốc")
        a_while(server)
        theirs = make_objective(clone.desk, ids, title="Máy chép")
        old = clone.desk.store
        head.sync()
        clone.sync()
        assert clone.desk.store.device != head.desk.store.device
        # A window that was open meanwhile still writes as the device that the PC was.
        stray = make_objective(replace(clone.desk, store=old), ids, title="Cửa sổ còn mở")
        clone.sync()
        head.sync()
        for pc in (head, clone):
            for id in (first, mine, theirs, stray):
                assert values(pc, "objective", id), id


def test_a_group_is_not_cut_by_the_limits_of_a_page(ids: Ids, pcs: Pcs) -> None:
    head = pcs(ids.head)
    head.sync()
    with head.desk.write(Act.ADD_MEASURE_UNIT) as work:
        work.add(schema.measure_unit, name="1")
    with head.desk.write(Act.ADD_MEASURE_UNIT) as work:
        work.add_many(schema.measure_unit, [{"name": str(n)} for n in range(3)])
    store = head.store
    assert [len(store.outbox(most, 1 << 20)) for most in (1, 2, 3, 4, 5)] == [1, 1, 1, 4, 4]
    one = store.outbox(1, 1 << 20)
    assert len(store.outbox(9, 1)) == len(one) == 1
    store.absorb(head.server.exchange(_push(head, one)), one)
    assert [len(store.outbox(most, 1 << 20)) for most in (1, 2, 3)] == [1, 2, 3]


def test_the_journal_sorts_after_what_it_has_seen(server: Server, ids: Ids, pcs: Pcs) -> None:
    head, deputy = pcs(ids.head), pcs(ids.deputy)
    head.sync()
    objective = make_objective(head.desk, ids, title="A")
    head.sync()
    deputy.desk = replace(
        deputy.desk,
        store=replace(deputy.desk.store, now=lambda: server.clock.now.replace(year=2009)),
    )
    deputy.sync()
    rename(deputy, objective, "B")
    deputy.sync()
    head.sync()
    assert values(head, "objective", objective)["title"] == "B"
    with deputy.engine.connect() as connection:
        clock = schema.meta
        offset = connection.scalar(select(clock.c.value).where(clock.c.key == "clock"))["offset"]
    assert offset > 16 * 365 * 24 * 3600 * 1000


def test_a_pc_that_hears_nothing_for_two_weeks_may_only_be_read(
    server: Server, ids: Ids, pcs: Pcs
) -> None:
    head = pcs(ids.head)
    assert not head.store.lease().is_over
    head.sync()
    assert not head.store.lease().is_over
    server.clock.go_on(days=13)
    make_objective(head.desk, ids)
    assert not head.store.lease().is_over
    server.clock.go_on(days=2)
    make_objective(head.desk, ids)
    server.clock.go_on(days=-10)
    assert head.store.lease().is_over, "a clock turned back does not help"
    server.clock.go_on(days=10)
    head.sync()
    assert not head.store.lease().is_over


def test_a_newer_program_reads_all_anew_without_emptying_the_desk(
    server: Server, ids: Ids, pcs: Pcs
) -> None:
    head = pcs(ids.head)
    head.sync()
    with write_transaction(head.engine) as connection:
        notes = state.load(connection)
        state.save(connection, replace(notes, sv=0))
        connection.exec_driver_sql("UPDATE unit SET name = ''")
    assert head.store.state().is_rereading
    assert count(head.engine, "unit") > 0
    head.sync()
    assert values(head, "unit", ids.division)["name"] == "Phòng Tổng hợp"
    assert not head.store.state().is_rereading


def test_a_stand_alone_office_has_no_server(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        SqlDeskStore(office.desk.store).state()
    assert refused.value.code is Code.NOT_ENROLLED


def test_what_was_touched_is_told_once(ids: Ids, pcs: Pcs) -> None:
    head = pcs(ids.head)
    store = head.store
    Engine(store, head.line).run()
    assert ("unit", ids.root) in store.take_touched()
    assert store.take_touched() == frozenset()
    Engine(store, head.line).run()
    assert store.take_touched() == frozenset()


def test_the_file_is_whole_after_all_that(ids: Ids, pcs: Pcs) -> None:
    head = pcs(ids.head)
    head.sync()
    make_key_result(head.desk, make_objective(head.desk, ids))
    edit_settings = pcs(ids.admin)
    edit_settings.sync()
    edit_office_setting(edit_settings.desk, "grace_days", 3)
    edit_settings.sync()
    head.sync()
    assert check(head.engine) == []


def _push(pc: Pc, records: list[Record]) -> SyncRequest:
    store = pc.store
    return Engine(store, pc.line).request(store.state(), records)

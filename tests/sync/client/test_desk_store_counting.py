"""Figures that follow from the rows of many pages: counted once, and right whatever happens."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from okrdesk.db import derived, schema
from okrdesk.db.engine import write_transaction
from okrdesk.domain.objective import Owner
from okrdesk.sync.ahead import Thrown
from okrdesk.sync.engine import Engine, Line
from okrdesk.sync.wire import SyncReply, SyncRequest
from tests.offices import DERIVED, Ids, check_in, make_key_result, make_objective, tables
from tests.sync.client.bench import Pc
from tests.sync.client.conftest import Pcs

_COUNTED = [name for name in DERIVED if name != "search_entry"]


@pytest.fixture
def head(ids: Ids, pcs: Pcs) -> Pc:
    """The PC of a head who has yet to read what an officer entered, in pages of a few rows."""
    head, officer = pcs(ids.head), pcs(ids.officer)
    head.sync()
    objective = make_objective(head.desk, ids)
    key_result = make_key_result(head.desk, objective, owner=Owner(ids.officer))
    head.sync()
    officer.sync()
    for value in range(12):
        check_in(officer.desk, key_result, value)
    officer.sync()
    return head


def paged(pc: Pc, between: Callable[[], object] = lambda: None) -> Line:
    """Return a way to the server by four rows a page; `between` is called before each is asked."""

    def exchange(request: SyncRequest) -> SyncReply:
        between()
        request.max_rows = 4
        return pc.server.exchange(request)

    return replace(pc.line, exchange=exchange)


def in_pages(pc: Pc, between: Callable[[], object] = lambda: None) -> Engine:
    """Return a sync by small pages (`paged`)."""
    return Engine(pc.store, paged(pc, between))


def from_scratch(pc: Pc) -> dict[str, object]:
    """Count everything anew, and return it."""
    agency, today = pc.desk.agency_id, pc.desk.today()
    with write_transaction(pc.engine) as connection:
        derived.refresh_key_results(
            connection, agency, set(tables(pc.engine, ["key_result"])["key_result"]), today
        )
        derived.refresh_objectives(
            connection, agency, set(tables(pc.engine, ["objective"])["objective"])
        )
    return tables(pc.engine, _COUNTED)


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that tells of every count of key results how many they were."""
    seen: list[int] = []
    count = derived.refresh_key_results

    def watch(connection: object, agency_id: str, ids: set[str], today: object) -> set[str]:
        if ids:
            seen.append(len(ids))
        return count(connection, agency_id, ids, today)  # type: ignore[arg-type]

    monkeypatch.setattr(derived, "refresh_key_results", watch)
    return seen


def test_pages_that_come_one_upon_the_other_are_counted_once(
    head: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = counted(monkeypatch)
    figures = in_pages(head).run()
    assert figures.requests > 3
    assert seen == [1]
    assert tables(head.engine, _COUNTED) == from_scratch(head)


def test_views_hear_of_rows_when_the_figures_of_them_are_right(head: Pc) -> None:
    store = head.store
    told: list[frozenset[tuple[str, str]]] = []
    Engine(store, paged(head)).run(progress=lambda _figures: told.append(store.take_touched()))
    assert not any(told[:-1])
    assert {entity for entity, _id in told[-1]} >= {"check_in", "key_result", "objective"}
    assert not store.take_touched()


def test_on_a_slow_line_figures_are_no_older_than_a_second(
    head: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = counted(monkeypatch)
    figures = in_pages(head, lambda: head.server.clock.go_on(seconds=2)).run()
    assert len(seen) > figures.requests // 3


def test_a_sync_that_is_stopped_between_pages_leaves_nothing_uncounted(head: Pc) -> None:
    pages = 0

    def is_cancelled() -> bool:
        nonlocal pages
        pages += 1
        return pages > 3

    in_pages(head).run(is_cancelled=is_cancelled)
    assert 0 < _check_ins(head) < 12
    assert tables(head.engine, _COUNTED) == from_scratch(head)


def test_a_pc_that_went_off_between_pages_counts_when_it_is_opened(
    head: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = 0

    def go_off() -> None:
        nonlocal pages
        pages += 1
        if pages > 3:
            raise KeyboardInterrupt

    with monkeypatch.context() as dead:
        dead.setattr(type(head.store), "settle", lambda _store: None)
        with pytest.raises(KeyboardInterrupt):
            in_pages(head, go_off).run()
    stored = tables(head.engine, _COUNTED)
    head.store.settle()
    assert stored != tables(head.engine, _COUNTED)
    assert tables(head.engine, _COUNTED) == from_scratch(head)


def test_what_a_person_writes_between_pages_is_counted_at_once(ids: Ids, head: Pc) -> None:
    seen: list[object] = []

    def write() -> None:
        if len(seen) == 2:
            return
        objective = make_objective(head.desk, ids, title="Giữa chừng")
        key_result = make_key_result(head.desk, objective)
        check_in(head.desk, key_result, 50)
        seen.append(tables(head.engine, _COUNTED)["key_result_state"][key_result]["progress"])

    in_pages(head, write).run()
    assert seen == [0.5, 0.5]
    assert tables(head.engine, _COUNTED) == from_scratch(head)


def test_the_next_page_is_on_its_way_while_one_is_stored(head: Pc) -> None:
    stored: list[int] = []

    def exchange(request: SyncRequest) -> SyncReply:
        request.max_rows = 4
        stored.append(_check_ins(head))
        return head.server.exchange(request)

    line = replace(head.line, exchange=exchange, ahead=lambda request: Thrown(exchange, request))
    Engine(head.store, line).run()
    assert _check_ins(head) == 12
    assert tables(head.engine, _COUNTED) == from_scratch(head)
    assert len(stored) > 3


def test_a_page_on_its_way_is_waited_for_and_forgotten_where_one_cannot_be_stored(
    head: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered: list[SyncReply] = []

    def exchange(request: SyncRequest) -> SyncReply:
        request.max_rows = 4
        answered.append(head.server.exchange(request))
        return answered[-1]

    def fail(*_arguments: object) -> None:
        raise NotImplementedError

    line = replace(head.line, exchange=exchange, ahead=lambda request: Thrown(exchange, request))
    with monkeypatch.context() as broken:
        broken.setattr(type(head.store), "absorb", fail)
        with pytest.raises(NotImplementedError):
            Engine(head.store, line).run()
    assert len(answered) == 2
    head.server.clock.go_on(seconds=timedelta(minutes=1).total_seconds())
    Engine(head.store, line).run()
    assert _check_ins(head) == 12


def _check_ins(pc: Pc) -> int:
    return len(tables(pc.engine, [schema.check_in.name])["check_in"])

"""R1 to R4 of sync.md: after a restore every change that a PC holds is accepted again."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from okrdesk.db.engine import read_transaction
from okrdesk.errors import Code, Fault
from okrdesk.server.audit import verify
from okrdesk.server.backup import POSTGRESQL_COPY, SQLITE_COPY, Backup, back_up
from okrdesk.server.backup_facts import Source
from okrdesk.server.database import DATABASE, connect, open_database
from okrdesk.server.epoch import GUARD_FILE, admit, read_guard, start_epoch, watch
from okrdesk.server.keys import KEYS_FILE
from okrdesk.server.restore import restore
from okrdesk.sync.wire import SyncReply
from tests.offices import make_key_result, make_objective
from tests.server.agencies import Agency
from tests.server.backup.pcs import Cut, RealPc, Served, check_ins_at, real_pc
from tests.server.postgresql import PostgreSql

Place = Callable[[str], tuple[Path, str | None]]


@pytest.fixture
def place(agency: Agency, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    """Give new state folders with the server's keys, and empty databases of the agency's kind."""
    made: list[str] = []
    server: PostgreSql | None = request.getfixturevalue("postgresql") if agency.url else None

    def new(name: str) -> tuple[Path, str | None]:
        folder = tmp_path / name
        folder.mkdir(mode=0o700)
        shutil.copyfile(agency.folder / KEYS_FILE, folder / KEYS_FILE)
        if server is None:
            return folder, None
        made.append(f"{name}_{abs(hash(str(tmp_path)))}")
        return folder, server.create(made[-1])

    yield new
    for name in made:
        assert server
        server.drop(name)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def served(agency: Agency) -> Served:
    return Served(agency)


@pytest.fixture
def goal(agency: Agency) -> str:
    desk = agency.desk()
    return make_key_result(desk, make_objective(desk, agency.ids))


@pytest.fixture
def pc(served: Served, goal: str, tmp_path: Path, stack: ExitStack) -> RealPc:
    """The head's PC, synchronised."""
    pc = stack.enter_context(real_pc(served, served.agency.ids.head, tmp_path / "pc.db"))
    pc.sync()
    return pc


def backed_up(served: Served, tmp_path: Path) -> Backup:
    agency = served.agency
    source = Source(agency.engine, agency.folder, agency.keys, agency.clock.now)
    return back_up(source, tmp_path / "backups")


def put_back(served: Served, backup: Backup, to: tuple[Path, str | None], stack: ExitStack) -> None:
    """Serve a backup in the place of what there was."""
    folder, url = to
    restore(backup.path, folder, url)
    engine = open_database(folder, url)
    stack.callback(engine.dispose)
    admit(engine, folder, accept_restore=False)
    served.agency = replace(served.agency, engine=engine, folder=folder, url=url)


def is_whole(served: Served) -> bool:
    agency = served.agency
    with read_transaction(agency.engine) as connection:
        key = bytes.fromhex(agency.keys.verify_key)
        return not verify(connection, agency.agency_id, key).problems


def assert_all_is_there(served: Served, pc: RealPc, made: set[str]) -> None:
    """Check that the server took all that was made, and that its log is whole."""
    assert pc.unaccepted() == []
    assert check_ins_at(served.agency.engine) == made
    assert is_whole(served)


@pytest.mark.parametrize("lost", [timedelta(hours=1), timedelta(days=1)], ids=["hour", "day"])
def test_what_came_after_the_backup_comes_again(
    lost: timedelta, served: Served, pc: RealPc, goal: str, place: Place, tmp_path: Path,
    stack: ExitStack,
) -> None:  # fmt: skip
    made = {pc.check_in(goal, 1)}
    pc.sync()
    backup = backed_up(served, tmp_path)
    served.agency.clock.now += lost
    made |= {pc.check_in(goal, value) for value in (2, 3)}
    pc.sync()
    made.add(pc.check_in(goal, 4))
    put_back(served, backup, place("restored"), stack)
    pc.sync()
    assert_all_is_there(served, pc, made)
    assert check_ins_at(pc.desk.store.engine) == made


def test_a_server_may_be_restored_twice(
    served: Served, pc: RealPc, goal: str, place: Place, tmp_path: Path, stack: ExitStack
) -> None:
    backup = backed_up(served, tmp_path)
    made = {pc.check_in(goal, 1)}
    pc.sync()
    for turn in ("first", "second"):
        put_back(served, backup, place(turn), stack)
        made.add(pc.check_in(goal, 2))
        pc.sync()
    assert_all_is_there(served, pc, made)


def test_a_pc_that_was_another_device_offers_also_what_only_a_newer_backup_held(
    served: Served, pc: RealPc, goal: str, place: Place, tmp_path: Path, stack: ExitStack
) -> None:
    older = backed_up(served, tmp_path)
    made = {pc.check_in(goal, 1)}
    pc.sync()
    served.agency.clock.now += timedelta(days=1)
    backed_up(served, tmp_path)
    pc.sync()
    pc.become_another()
    made.add(pc.check_in(goal, 2))
    pc.sync()
    put_back(served, older, place("older"), stack)
    pc.become_another()
    assert_all_is_there(served, pc, made)


def test_a_restore_in_the_middle_of_many_pushes_loses_nothing(
    served: Served, pc: RealPc, goal: str, place: Place, tmp_path: Path, stack: ExitStack
) -> None:
    people = served.agency.ids
    others = [
        stack.enter_context(real_pc(served, person, tmp_path / f"pc{number}.db"))
        for number, person in enumerate([people.head, people.deputy, people.admin] * 3)
    ]
    backup = backed_up(served, tmp_path)
    made = set()
    for number, one in enumerate([pc, *others]):
        one.sync()
        made |= {one.check_in(goal, number), one.check_in(goal, number + 20)}
        if number % 3 == 0:
            one.sync()
        elif number % 3 == 1:
            served.on_reply = _lose
            with pytest.raises(Cut):
                one.sync()
            served.on_reply = lambda reply: reply
    put_back(served, backup, place("restored"), stack)
    for one in [pc, *others] * 2:
        one.sync()
    assert [one.unaccepted() for one in [pc, *others]] == [[]] * 10
    assert check_ins_at(served.agency.engine) == made
    for one in [pc, *others]:
        assert check_ins_at(one.desk.store.engine) == made
    assert is_whole(served)


def _lose(_reply: SyncReply) -> SyncReply:
    raise Cut


def _exchanged(backup: Backup, guarded: Path, to: tuple[Path, str | None]) -> Any:
    """Put the database of a backup, and a folder's guard, where nobody told the server of it."""
    folder, url = to
    if url is None:
        shutil.copyfile(backup.path / SQLITE_COPY, folder / DATABASE)
    else:
        from okrdesk.server.backup_postgresql import load

        empty = connect(folder, url)
        load(backup.path / POSTGRESQL_COPY, empty.url)
        empty.dispose()
    shutil.copyfile(guarded / GUARD_FILE, folder / GUARD_FILE)
    return open_database(folder, url)


def test_a_database_exchanged_behind_the_server_is_not_served_until_it_is_accepted(
    served: Served, pc: RealPc, goal: str, place: Place, tmp_path: Path, stack: ExitStack
) -> None:
    agency = served.agency
    backup = backed_up(served, tmp_path)
    made = {pc.check_in(goal, 1)}
    pc.sync()
    watch(agency.engine, agency.folder)()
    to = place("exchanged")
    engine = _exchanged(backup, agency.folder, to)
    stack.callback(engine.dispose)
    for look in (
        watch(engine, to[0]),
        lambda: admit(engine, to[0], accept_restore=False),
    ):
        with pytest.raises(Fault) as caught:
            look()
        assert caught.value.code is Code.DATABASE_BEHIND
    admit(engine, to[0], accept_restore=True)
    admit(engine, to[0], accept_restore=False)
    watch(engine, to[0])()
    served.agency = replace(agency, engine=engine, folder=to[0], url=to[1])
    pc.sync()
    assert pc.unaccepted() == []
    assert check_ins_at(engine) == made


def test_a_machine_put_back_as_a_whole_is_believed_once_it_is_accepted(
    served: Served, pc: RealPc, goal: str, place: Place, tmp_path: Path, stack: ExitStack
) -> None:
    backup = backed_up(served, tmp_path)
    made = {pc.check_in(goal, 1)}
    pc.sync()
    to = place("snapshot")
    engine = _exchanged(backup, backup.path, to)
    stack.callback(engine.dispose)
    admit(engine, to[0], accept_restore=False)
    served.agency = replace(served.agency, engine=engine, folder=to[0], url=to[1])
    with pytest.raises(Fault) as caught:
        pc.sync()
    assert caught.value.code is Code.HISTORY_REWRITTEN
    admit(engine, to[0], accept_restore=True)
    pc.sync()
    assert pc.unaccepted() == []
    assert check_ins_at(engine) == made
    assert is_whole(served)


def test_the_guard_follows_the_database(agency: Agency, goal: str) -> None:
    admit(agency.engine, agency.folder, accept_restore=False)
    look = watch(agency.engine, agency.folder)
    before = read_guard(agency.folder)[agency.agency_id]
    make_objective(agency.desk(), agency.ids, title="Thêm")
    assert read_guard(agency.folder)[agency.agency_id] == before
    look()
    after = read_guard(agency.folder)[agency.agency_id]
    assert (after.epoch, after.aseq) == (before.epoch, before.aseq + 1)


def test_another_epoch_is_another_database(agency: Agency) -> None:
    admit(agency.engine, agency.folder, accept_restore=False)
    before = agency.desk().store.device
    start_epoch(agency.engine)
    # The server's own numbers of after the backup were used: it writes under another name.
    assert agency.desk().store.device != before
    with pytest.raises(Fault) as caught:
        admit(agency.engine, agency.folder, accept_restore=False)
    assert caught.value.code is Code.DATABASE_BEHIND


@pytest.mark.parametrize("content", ["", "[]", '{"format": 2}', '{"format": 1, "agencies": [1]}'])
def test_a_guard_that_cannot_be_read_stops_the_server_until_it_is_told_to_go_on(
    content: str, agency: Agency
) -> None:
    (agency.folder / GUARD_FILE).write_text(content)
    with pytest.raises(Fault) as caught:
        admit(agency.engine, agency.folder, accept_restore=False)
    assert caught.value.code is Code.GUARD_UNREADABLE
    admit(agency.engine, agency.folder, accept_restore=True)
    admit(agency.engine, agency.folder, accept_restore=False)

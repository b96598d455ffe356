"""A row that is as it was born travels once: in the change that made it."""

import msgspec
import pytest

from okrdesk.domain.fate import Fate
from okrdesk.sync.births import rows_told
from okrdesk.sync.merge import born
from okrdesk.sync.record import Record, decode
from okrdesk.sync.wire import PulledRow, SyncReply
from tests.sync.conftest import Counter
from tests.sync.test_serving import Machine, ask_together


@pytest.fixture
def pc(counter: Counter) -> Machine:
    machine = Machine(counter, "one")
    machine.send()
    return machine


@pytest.fixture
def other(counter: Counter) -> Machine:
    """Another PC of the same person, which has read all there is."""
    machine = Machine(counter, "one")
    machine.send()
    return machine


def test_who_made_a_row_is_told_where_it_is_and_not_what_it_holds(pc: Machine) -> None:
    made = pc.of(pc.counter.objective("one"))
    reply = pc.send(*made)
    pulled = _of(reply, made[0])
    assert pulled.held
    assert pulled.row is None
    assert rows_told(reply, made) == {made[0].key: pc.counter.row(made[0])}


def test_others_get_a_new_row_in_the_change_that_made_it(pc: Machine, other: Machine) -> None:
    made = pc.of(pc.counter.objective("one"))
    pc.send(*made)
    reply = other.send()
    assert _of(reply, made[0]).row is None
    records = [decode(bytes(raw)) for raw in reply.records]
    assert records == made
    assert rows_told(reply, records) == {made[0].key: pc.counter.row(made[0])}


def test_a_row_that_was_changed_since_its_birth_comes_whole(pc: Machine, other: Machine) -> None:
    counter = pc.counter
    objective = counter.objective("one")
    edits = pc.of(objective, counter.edit("one", objective, title="Mới"))
    assert _of(pc.send(*edits), objective).row == counter.row(objective)
    assert _of(other.send(), objective).row == counter.row(objective)


def test_a_row_whose_own_change_was_turned_back_comes_whole(pc: Machine) -> None:
    counter = pc.counter
    objective = counter.objective("one")
    again = counter.replaced(counter.edit("one", objective), eid=objective.eid, set={"title": 1})
    reply = pc.send(*pc.of(objective, again))
    assert [one.fate for one in reply.verdicts] == [Fate.APPLIED, Fate.REFUSED]
    assert _of(reply, objective).row == counter.row(objective)


def test_a_row_born_by_the_servers_clock_comes_whole(pc: Machine, other: Machine) -> None:
    counter = pc.counter
    ahead = counter.replaced(counter.objective("one"), hlc=(counter.now_ms + 10**9) << 16)
    assert _of(pc.send(*pc.of(ahead)), ahead).row == counter.row(ahead)
    assert _of(other.send(), ahead).row == counter.row(ahead)


def test_what_waited_comes_whole_though_its_parent_came_with_it(counter: Counter) -> None:
    """A PC lets go what was parked: of the row that it made before, it holds nothing any more."""
    pc, head = Machine(counter, "one"), Machine(counter, "head1")
    objective = counter.objective("head1", owner_person_id=counter.person("one"))
    part = counter.key_result("head1", objective, owner_person_id=counter.person("one"))
    said = counter.check_in("one", part)
    assert _of(pc.send(*pc.of(said)), said).row is None
    replies = ask_together(
        counter, (head, head.request(*head.of(objective, part))), (pc, pc.request())
    )
    assert counter.fates(said) == [(Fate.APPLIED, None)]
    reply = replies[1]
    assert isinstance(reply, SyncReply)
    assert _of(reply, said).row == counter.row(said)


def test_who_reads_a_scope_for_the_first_time_gets_whole_rows(pc: Machine) -> None:
    made = pc.of(pc.counter.objective("one"))
    pc.send(*made)
    reply = Machine(pc.counter, "one").send()
    assert _of(reply, made[0]).row == pc.counter.row(made[0])
    assert not reply.records


def test_a_row_that_no_scope_holds_is_not_made_by_its_birth(counter: Counter) -> None:
    made = counter.objective("one")
    reply = SyncReply("e", 0, 0, "", "", rows=[PulledRow(*made.key)])
    assert rows_told(reply, [made]) == {}
    held = msgspec.structs.replace(reply, rows=[PulledRow(*made.key, held=["a"])])
    assert rows_told(held, [made]) == {made.key: born(made, made.hlc)}


def _of(reply: SyncReply, record: Record) -> PulledRow:
    (pulled,) = [one for one in reply.rows if (one.ent, one.eid) == record.key]
    return pulled

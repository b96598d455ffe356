from typing import Any

import msgspec
import pytest

from okrdesk.db.journal import SCHEMA_VERSION
from okrdesk.domain.fate import Fate, Reason
from okrdesk.sync.pushed import Sender, read_push
from okrdesk.sync.record import Record, canonical, chain, chain_start
from okrdesk.sync.serving import Asked, Serving, Surroundings
from okrdesk.sync.stops import EpochChanged, Forked, Gap, Malformed, Revoked, Stop, TooLarge
from okrdesk.sync.wire import MOST_CHANGES, PROTOCOL, Push, SyncReply, SyncRequest, push_claim
from tests.sync.conftest import Counter


class Machine:
    """A PC that speaks to the server by hand."""

    def __init__(self, counter: Counter, who: str, device: str | None = None) -> None:
        self.counter = counter
        self.who = who
        self.id = device or counter.ids()
        self.dseq = 0
        self.head = chain_start(counter.office.agency_id, self.id).hex()
        self.token = ""
        self.epoch = ""
        self.cursors: dict[str, int] = {}
        if device is None:
            counter.shelf.enrol(self.id, counter.person(who), self.head)

    def twin(self) -> "Machine":
        """Return a machine with the same disk."""
        other = Machine(self.counter, self.who, self.id)
        vars(other).update({**vars(self), "cursors": dict(self.cursors)})
        return other

    def of(self, *records: Record) -> list[Record]:
        """Return changes as this machine's next ones."""
        return [
            msgspec.structs.replace(one, dev=self.id, dseq=self.dseq + place)
            for place, one in enumerate(records, 1)
        ]

    def request(self, *records: Record, **other: Any) -> SyncRequest:
        """Return a request that carries changes."""
        push = None
        if records:
            raws = [canonical(one) for one in records]
            head = chain(bytes.fromhex(self.head), raws).hex()
            changes = [msgspec.Raw(raw) for raw in raws]
            push = Push(records[0].dseq, self.head, head, "", changes)
            push.sig = push_claim(self.counter.office.agency_id, self.id, push).decode()
        whole = {
            "proto": PROTOCOL,
            "sv": SCHEMA_VERSION,
            "dev": self.id,
            "app": "0",
            "epoch": self.epoch,
            "token": self.token,
            "cursors": self.cursors,
            "push": push,
        }
        return SyncRequest(**{**whole, **other})

    def send(self, *records: Record, **other: Any) -> SyncReply:
        """Send changes and take the answer in."""
        request = self.request(*records, **other)
        reply = self.ask(request)
        self.token, self.epoch = reply.token, reply.epoch
        self.cursors = self.cursors | reply.cursors
        if request.push:
            self.dseq, self.head = records[-1].dseq, request.push.head
        return reply

    def ask(self, request: SyncRequest) -> SyncReply:
        """Send a request; the answer is lost."""
        counter = self.counter
        counter.now_ms += 10
        around = Surroundings(
            counter.now_ms,
            counter.ids_random.randbytes,
            lambda claim, signature: claim.decode() == signature,
            counter.guards,
        )
        return Serving(counter.shelf, around).answer(counter.shelf.devices[self.id], request)


@pytest.fixture
def pc(counter: Counter) -> Machine:
    machine = Machine(counter, "one")
    machine.send()
    return machine


def _edits(pc: Machine, count: int) -> list[Record]:
    objectives = [pc.counter.objective("one") for _ in range(count)]
    return pc.of(*objectives)


def test_a_request_that_comes_again_gets_the_same_verdicts_and_token(pc: Machine) -> None:
    request = pc.request(*_edits(pc, 2))
    first, again = pc.ask(request), pc.ask(request)
    assert first.verdicts == again.verdicts
    assert (first.ack, first.head, first.token) == (again.ack, again.head, again.token)


def test_a_request_that_comes_late_takes_nobodys_token(pc: Machine) -> None:
    edits = _edits(pc, 1)
    late = pc.request(*edits)
    pc.send(*edits)
    pc.ask(late)
    pc.send(*_edits(pc, 1))
    with pytest.raises(Forked):
        pc.ask(late)
    pc.send()


def test_a_twin_is_noticed_by_the_token(pc: Machine) -> None:
    twin = pc.twin()
    pc.send(*_edits(pc, 1))
    pc.send(*_edits(pc, 1))
    with pytest.raises(Forked):
        twin.send()


def test_a_twin_that_writes_is_noticed_by_its_chain(pc: Machine) -> None:
    twin = pc.twin()
    pc.send(*_edits(pc, 1))
    with pytest.raises(Forked):
        twin.send(*_edits(twin, 1))


def test_a_twin_is_noticed_also_where_no_batch_of_the_other_ended(pc: Machine) -> None:
    twin = pc.twin()
    pc.send(*_edits(pc, 3))
    with pytest.raises(Forked):
        twin.send(*_edits(twin, 2))


def test_a_twin_that_resends_the_same_is_told_what_became_of_it(pc: Machine) -> None:
    edits = _edits(pc, 2)
    twin = pc.twin()
    said = pc.send(*edits).verdicts
    assert twin.send(*edits).verdicts == said


def test_the_first_twin_meets_a_restored_server_and_the_other_is_another(pc: Machine) -> None:
    twin = pc.twin()
    counter = pc.counter
    counter.shelf = counter.shelf.restored("epoch-1")
    with pytest.raises(EpochChanged) as stop:
        pc.send()
    assert stop.value.params["epoch"] == "epoch-1"
    pc.epoch, pc.token, pc.cursors = "epoch-1", stop.value.params["token"], {}
    pc.send()
    with pytest.raises(Forked):
        twin.send()


def test_a_server_that_is_behind_what_a_pc_has_read_is_one_restored(pc: Machine) -> None:
    with pytest.raises(EpochChanged):
        pc.send(cursors={"a": pc.counter.shelf.head() + 1})


def test_a_gap_is_told_with_the_place_to_go_on_from(pc: Machine) -> None:
    edits = _edits(pc, 3)
    with pytest.raises(Gap) as stop:
        pc.send(*edits[1:])
    assert stop.value.params == {"ack": 0, "head": pc.head}


def test_a_revoked_device_is_to_be_wiped(pc: Machine) -> None:
    pc.counter.shelf.revoke(pc.id)
    with pytest.raises(Revoked) as stop:
        pc.send()
    assert stop.value.params["wipe"]


def _sig(push: Push) -> None:
    push.sig = "of somebody else"


def _head(push: Push) -> None:
    push.head = "00" * 32


def _spelt_otherwise(push: Push) -> None:
    push.changes[0] = msgspec.Raw(bytes(push.changes[0]).replace(b",", b", ", 1))


@pytest.mark.parametrize("spoil", [_sig, _head, _spelt_otherwise])
def test_a_batch_that_was_tampered_with_is_malformed(pc: Machine, spoil: Any) -> None:
    request = pc.request(*_edits(pc, 2))
    assert request.push
    spoil(request.push)
    head = pc.counter.shelf.head()
    with pytest.raises(Malformed):
        pc.ask(request)
    assert pc.counter.shelf.head() == head


def test_a_batch_under_another_device_is_malformed(pc: Machine) -> None:
    edits = [msgspec.structs.replace(one, dev=pc.counter.ids()) for one in _edits(pc, 1)]
    with pytest.raises(Malformed):
        pc.send(*edits)


def test_another_protocol_is_malformed_and_a_large_batch_too_large(pc: Machine) -> None:
    with pytest.raises(Malformed):
        pc.send(proto="okr-sync/9")
    with pytest.raises(TooLarge):
        pc.send(*_edits(pc, MOST_CHANGES + 1))


def test_a_change_in_anothers_name_is_refused(pc: Machine) -> None:
    admin = pc.counter.person("admin")
    (edit,) = _edits(pc, 1)
    reply = pc.send(msgspec.structs.replace(edit, actor=admin))
    assert [(v.fate, v.reason) for v in reply.verdicts] == [(Fate.REFUSED, Reason.NO_AUTHORITY)]


def test_what_waits_for_anothers_row_is_taken_when_that_comes(pc: Machine) -> None:
    counter, head = pc.counter, Machine(pc.counter, "head1")
    objective = counter.objective("head1", owner_person_id=counter.person("one"))
    part = counter.key_result("head1", objective, owner_person_id=counter.person("one"))
    said = counter.check_in("one", part)
    pc.send(*pc.of(said))
    assert counter.fates(said) == [(Fate.PARKED, Reason.MISSING_PARENT)]
    head.send(*head.of(objective, part))
    assert counter.fates(objective, part, said) == [(Fate.APPLIED, None)] * 3


def test_nothing_in_anothers_name_waits_beside_what_does(pc: Machine) -> None:
    counter = pc.counter
    objective = counter.objective("head1", owner_person_id=counter.person("one"))
    part = counter.key_result("head1", objective, owner_person_id=counter.person("one"))
    said = counter.check_in("one", part)
    forged = counter.replaced(counter.objective("head1"), grp=said.grp)
    pc.send(*pc.of(said, forged))
    assert counter.fates(said, forged) == [
        (Fate.REFUSED, Reason.DEPENDS_ON_REFUSED),
        (Fate.REFUSED, Reason.NO_AUTHORITY),
    ]


def test_what_was_turned_back_comes_as_the_server_has_it(pc: Machine) -> None:
    counter = pc.counter
    other = counter.objective("three")
    counter.arrive(other)
    (edit,) = pc.of(counter.edit("one", other, title="x"))
    reply = pc.send(edit)
    (pulled,) = [row for row in reply.rows if row.eid == other.eid]
    assert (pulled.held, pulled.row) == ([], None)


def test_pages_bring_every_row_once_and_resume(pc: Machine) -> None:
    pc.send(*_edits(pc, 30))
    other = Machine(pc.counter, "head1")
    seen: list[str] = []
    pages = 0
    while True:
        reply = other.send(max_rows=7)
        seen += [row.eid for row in reply.rows]
        pages += 1
        if not reply.more:
            break
    assert pages > 4
    assert len(seen) == len(set(seen))
    held = pc.counter.shelf.visible(reply.scopes)
    assert set(seen) == {key[1] for key in held}
    assert not other.send().rows


def test_a_scope_that_is_lost_is_told_after_what_was_sent_is_decided(pc: Machine) -> None:
    counter = pc.counter
    lost = f"t:{counter.unit('u1')}"
    assert lost in pc.cursors
    ends = {"to_on": "2026-03-02"}
    post = counter.office.homes["one"]
    counter.arrive(counter.change("admin", ent="post", eid=post, set=ends))
    reply = pc.send(*_edits(pc, 1))
    assert lost in reply.gone
    assert lost not in reply.scopes
    assert [verdict.fate for verdict in reply.verdicts] == [Fate.APPLIED]


@pytest.mark.parametrize(("behind", "may_read"), [(0, True), (1, True), (2, False)])
def test_a_program_of_before_delivers_its_work_and_reads_only_what_it_understands(
    pc: Machine, behind: int, may_read: bool
) -> None:
    counter = pc.counter
    made = [msgspec.structs.replace(one, sv=one.sv - behind) for one in _edits(pc, 1)]
    reply = pc.send(*made, sv=SCHEMA_VERSION - behind)
    assert counter.fates(*made) == [(Fate.APPLIED, None)]
    assert (bool(reply.rows), bool(reply.cursors)) == (may_read, may_read)
    assert reply.update is (behind > 0)
    assert pc.send().rows == [] if may_read else pc.send().rows


def test_what_a_program_that_is_too_old_wrote_is_refused_and_holds_nothing_up(
    pc: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("okrdesk.sync.validity.OLDEST_WRITER", SCHEMA_VERSION)
    old, new = _edits(pc, 2)
    old = msgspec.structs.replace(old, sv=SCHEMA_VERSION - 1)
    reply = pc.send(old, new)
    assert reply.ack == new.dseq
    assert pc.counter.fates(old, new) == [
        (Fate.REFUSED, Reason.SCHEMA_TOO_OLD),
        (Fate.APPLIED, None),
    ]


def _asked(pc: Machine, request: SyncRequest) -> Asked:
    counter = pc.counter
    agency_id = counter.office.agency_id
    sender = Sender(agency_id, pc.id, lambda claim, signature: claim.decode() == signature)
    return Asked(counter.shelf.devices[pc.id], request, read_push(sender, request.push))


def ask_together(counter: Counter, *asked: tuple[Machine, SyncRequest]) -> list[SyncReply | Stop]:
    """Let the server answer requests of different machines in one transaction."""
    counter.now_ms += 10
    around = Surroundings(counter.now_ms, counter.ids_random.randbytes)
    return Serving(counter.shelf, around).answer_all([_asked(*one) for one in asked])


def test_requests_answered_together_tell_each_other_what_they_brought(counter: Counter) -> None:
    pcs = [Machine(counter, "one"), Machine(counter, "one")]
    for pc in pcs:
        pc.send()
    made = [_edits(pc, 1) for pc in pcs]
    replies = ask_together(
        counter, *((pc, pc.request(*edits)) for pc, edits in zip(pcs, made, strict=True))
    )
    for reply in replies:
        assert isinstance(reply, SyncReply)
        assert {row.eid for row in reply.rows} == {made[0][0].eid, made[1][0].eid}


def test_what_stops_one_request_does_not_stop_the_others(pc: Machine) -> None:
    other = Machine(pc.counter, "one")
    twin = pc.twin()
    pc.send(*_edits(pc, 1))
    pc.send(*_edits(pc, 1))
    edits = _edits(other, 1)
    twin_reply, reply = ask_together(
        pc.counter, (twin, twin.request(*_edits(twin, 1))), (other, other.request(*edits))
    )
    assert isinstance(twin_reply, Forked)
    assert isinstance(reply, SyncReply)
    assert [one.fate for one in reply.verdicts] == [Fate.APPLIED]
    assert pc.counter.shelf.head() == reply.verdicts[0].aseq


def test_a_change_that_two_machines_bring_together_is_taken_once(pc: Machine) -> None:
    other = Machine(pc.counter, "one")
    (edit,) = _edits(pc, 1)
    (again,) = other.of(edit)
    replies = ask_together(pc.counter, (pc, pc.request(edit)), (other, other.request(again)))
    verdicts = [one.verdicts for one in replies if isinstance(one, SyncReply)]
    assert verdicts[0] == verdicts[1]
    assert len(verdicts) == 2
    assert sum(record.cid == edit.cid for record, _ in pc.counter.shelf.log) == 1


def test_one_in_the_name_of_another_is_refused_beside_the_others_machine(pc: Machine) -> None:
    other = Machine(pc.counter, "two")
    (forged,) = pc.of(pc.counter.objective("two"))
    replies = ask_together(pc.counter, (pc, pc.request(forged)), (other, other.request()))
    assert isinstance(replies[0], SyncReply)
    assert [one.reason for one in replies[0].verdicts] == [Reason.NO_AUTHORITY]


def test_what_others_write_before_the_reply_goes_along_and_is_told_once(pc: Machine) -> None:
    counter, other = pc.counter, Machine(pc.counter, "one")
    other.send()
    (mine,), (theirs,) = _edits(pc, 1), _edits(other, 1)
    around = Surroundings(counter.now_ms + 20, counter.ids_random.randbytes)
    serving = Serving(counter.shelf, around)
    decided = serving.decide([_asked(pc, pc.request(mine))])
    other.send(theirs)
    [reply] = serving.tell(counter.shelf, decided)
    assert isinstance(reply, SyncReply)
    assert {row.eid for row in reply.rows} == {mine.eid, theirs.eid}
    assert {msgspec.json.decode(raw)["cid"] for raw in reply.records} == {theirs.cid}
    assert reply.checkpoint is not None
    assert reply.checkpoint.size == counter.shelf.head()
    pc.token, pc.epoch, pc.dseq, pc.head = reply.token, reply.epoch, mine.dseq, reply.head
    pc.cursors = pc.cursors | reply.cursors
    assert pc.send().rows == []

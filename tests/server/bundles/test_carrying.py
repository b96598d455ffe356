"""A PC without a network: what it does arrives by stick, whatever becomes of the sticks (U1–U8)."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn

import msgspec
import pytest

from okrdesk.errors import Code, Fault, Refused
from okrdesk.sync.bundle_desk import read_answer, write_bundle
from okrdesk.sync.stops import Forked, Revoked
from tests.server.bundles.couriers import Courier, Drawer, Server, enrolled
from tests.sync.office import DAY_MS
from tests.sync.world import CALM, World


@pytest.fixture
def courier(tmp_path: Path) -> Courier:
    """Give an officer's PC that never saw the network."""
    world = World(7)
    world.luck = CALM
    return enrolled(world, Server(world), "one", tmp_path)


def refusal(courier: Courier, path: Path) -> Code:
    """Return why an answer is not read; nothing may have moved."""
    before = courier.standing()
    with pytest.raises(Refused) as caught:
        read_answer(courier.carrier, path)
    assert courier.standing() == before
    return caught.value.code


def log_of(courier: Courier) -> list[str]:
    return [record.cid for record, _verdict in courier.world.shelf.log]


def test_a_first_stick_brings_all_that_the_person_may_see(courier: Courier) -> None:
    courier.edit("Giảm hồ sơ trễ hạn")
    courier.travel()
    assert courier.is_whole()
    assert [one.fate for one in courier.pc.desk.own.values()] == ["applied"]


def test_many_changes_and_rows_travel_in_one_file(courier: Courier) -> None:
    courier.world.page = 40
    courier.edit(*(f"Mục tiêu {number}" for number in range(1200)))
    letter = courier.server.answer(courier.ask("a"), courier.folder / "b.okrb")
    assert 3 < len(letter.replies) < 60
    read_answer(courier.carrier, courier.folder / "b.okrb")
    assert courier.is_whole()
    assert len(log_of(courier)) == len(set(log_of(courier)))


def test_a_lost_stick_loses_nothing(courier: Courier) -> None:
    courier.edit("một")
    courier.ask("lost")
    courier.edit("hai")
    courier.answer("lost")
    courier.edit("ba")
    courier.ask("never arrived")
    courier.edit("bốn")
    courier.travel()
    assert courier.is_whole()


def test_the_same_stick_twice_is_harmless_on_both_sides(courier: Courier) -> None:
    courier.edit("một", "hai")
    courier.ask("stick")
    first = courier.answer("stick").read_bytes()
    once = log_of(courier)
    second = courier.answer("stick")
    assert log_of(courier) == once
    read_answer(courier.carrier, second)
    standing = courier.standing()
    read_answer(courier.carrier, second)
    assert courier.standing()[:2] == standing[:2]
    second.write_bytes(first)
    read_answer(courier.carrier, second)
    assert courier.is_whole()


def test_an_older_answer_after_a_newer_one_is_refused(courier: Courier) -> None:
    courier.edit("một")
    courier.ask("old")
    old = courier.answer("old")
    courier.edit("hai")
    courier.travel("new")
    assert refusal(courier, old) is Code.BUNDLE_OLDER
    assert courier.is_whole()


def test_an_answer_that_breaks_off_before_what_is_here_is_refused(
    courier: Courier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log did not grow in between: the cursors alone tell which answer leads further."""
    courier.world.page = 4
    courier.ask("short")
    with monkeypatch.context() as patched:
        patched.setattr("okrdesk.server.bundles._MOST_ANSWERED", 1)
        short = courier.answer("short")
    read_answer(courier.carrier, short)
    assert not courier.is_whole()
    courier.travel("whole")
    assert courier.is_whole()
    assert refusal(courier, short) is Code.BUNDLE_OLDER


def test_an_older_question_after_a_newer_one_is_answered_again(courier: Courier) -> None:
    courier.edit("một")
    courier.ask("old")
    courier.edit("hai")
    courier.travel("new")
    once = log_of(courier)
    old = courier.answer("old")
    assert log_of(courier) == once
    read_answer(courier.carrier, old)
    assert courier.is_whole()


def test_an_answer_that_skips_what_is_lost_here_is_refused(courier: Courier) -> None:
    courier.edit("một")
    courier.travel("first")
    courier.edit("hai")
    courier.ask("second")
    second = courier.answer("second")
    desk = courier.pc.desk
    desk._state = replace(desk._state, cursors={})
    assert refusal(courier, second) is Code.BUNDLE_OLDER


def test_the_answer_of_another_pc_is_refused(courier: Courier) -> None:
    other = enrolled(courier.world, courier.server, "two", courier.folder)
    other.ask("theirs")
    theirs = courier.answer("theirs")
    assert refusal(courier, theirs) is Code.BUNDLE_OTHER_MACHINE


def test_the_answer_of_another_server_is_refused(courier: Courier) -> None:
    stranger = Server(courier.world)
    stranger.secrets = replace(stranger.secrets, id="s2")
    card = msgspec.structs.replace(stranger.card, id="s2")
    keys = replace(courier.carrier.keys, server=card)
    stranger.keys[keys.device] = keys
    write_bundle(replace(courier.carrier, keys=keys), courier.folder / "a.okrb")
    stranger.answer(courier.folder / "a.okrb", courier.folder / "b.okrb")
    assert refusal(courier, courier.folder / "b.okrb") is Code.BUNDLE_OTHER_SERVER


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (lambda raw: raw[:-1], Code.BUNDLE_TRUNCATED),
        (lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]), Code.BUNDLE_DAMAGED),
        (lambda raw: raw + bytes(64 * 1024 * 1024), Code.BUNDLE_TOO_LARGE),
        (lambda raw: raw.replace(b'"agency"', b'"Agency"'), Code.BUNDLE_DAMAGED),
        (lambda _raw: b"hello", Code.BUNDLE_FOREIGN),
    ],
)
def test_a_harmed_answer_changes_nothing(courier: Courier, harm: Any, code: Code) -> None:
    courier.edit("một")
    courier.ask("stick")
    path = courier.answer("stick")
    path.write_bytes(harm(path.read_bytes()))
    assert refusal(courier, path) is code


def test_an_unsigned_answer_changes_nothing(courier: Courier) -> None:
    courier.edit("một")
    courier.ask("stick")
    path = courier.answer("stick")
    start, rest = path.read_bytes().split(b"}\n", 1)
    path.write_bytes(start + b"}\n" + bytes(64) + rest[64:])
    assert refusal(courier, path) is Code.BUNDLE_UNSIGNED


def test_sticks_and_network_may_take_turns(courier: Courier) -> None:
    world, pc = courier.world, courier.pc
    courier.edit("một")
    assert world.sync(pc)
    courier.edit("hai")
    courier.travel()
    courier.edit("ba")
    assert world.sync(pc)
    for title in ("bốn", "năm", "sáu"):
        courier.edit(title)
        courier.ask("lost")
        courier.answer("lost")
    assert world.sync(pc)
    courier.travel()
    assert courier.is_whole()
    assert pc.desk.state().former == ()


def test_pages_that_end_elsewhere_than_before_raise_no_alarm(courier: Courier) -> None:
    courier.edit(*(f"Mục tiêu {number}" for number in range(700)))
    courier.ask("early")
    letter = courier.server.answer(courier.folder / "early.okrb", courier.folder / "lost.okrb")
    assert letter.stop is None
    courier.world.shelf.heads.clear()
    courier.edit(*(f"Thêm {number}" for number in range(400)))
    courier.travel()
    assert courier.is_whole()


def test_an_answer_of_before_a_restore_is_refused_after_it(courier: Courier) -> None:
    """The epoch alone tells it: after the restore the PC begins anew, as when it asked."""
    courier.ask("first")
    first = courier.answer("first")
    courier.world.back_up()
    courier.travel("second")
    courier.world.restore()
    assert courier.travel("third")["write_again"] == 1
    assert refusal(courier, first) is Code.BUNDLE_OLDER


def test_a_checkpoint_that_does_not_hold_ends_the_reading(courier: Courier) -> None:
    courier.edit("một")
    courier.ask("stick")
    answer, before = courier.answer("stick"), courier.standing()

    def forged(*_checked: object) -> NoReturn:
        raise Fault(Code.CHECKPOINT_FORGED)

    with pytest.raises(Fault):
        read_answer(replace(courier.carrier, check=forged), answer)
    assert courier.standing() == before


def test_a_twin_is_noticed(courier: Courier) -> None:
    courier.edit("chung")
    courier.travel("first")
    twin = replace(courier, pc=courier.world.clone(courier.pc))
    twin.carrier = replace(courier.carrier, store=twin.pc.desk)
    courier.edit("của máy này")
    twin.edit("của bản sao")
    courier.travel("mine")
    twin.ask("theirs")
    with pytest.raises(Forked):
        read_answer(twin.carrier, courier.answer("theirs"))
    assert twin.pc.desk.waiting() == 1


def test_a_restored_server_gets_again_what_it_lost(courier: Courier) -> None:
    courier.edit("một")
    courier.travel("first")
    courier.world.back_up()
    courier.edit("hai")
    courier.travel("second")
    courier.world.restore()
    courier.edit("ba")
    assert courier.travel("third")["write_again"] == 1
    courier.travel("fourth")
    assert courier.is_whole()
    assert (
        len({record.eid for record, _ in courier.world.shelf.log if record.ent == "objective"}) == 3
    )


def test_a_server_that_lost_history_without_saying_so_is_not_believed(courier: Courier) -> None:
    courier.world.back_up()
    courier.edit("một")
    courier.travel("first")
    epoch = courier.world.shelf.epoch()
    courier.world.restore()
    courier.world.shelf.epoch_name = epoch
    courier.ask("second")
    before = courier.standing()
    with pytest.raises(Fault) as caught:
        read_answer(courier.carrier, courier.answer("second"))
    assert caught.value.code is Code.HISTORY_REWRITTEN
    assert courier.standing() == before


def test_a_pc_that_was_another_device_meets_a_restored_server_by_stick(courier: Courier) -> None:
    courier.edit("một")
    courier.travel("first")
    courier.world.back_up()
    courier.become_another()
    courier.world.back_up()
    courier.edit("hai")
    courier.travel("second")
    courier.world.restore()
    assert courier.travel("third")["write_again"] == 1
    courier.travel("fourth")
    assert courier.is_whole()


def test_a_revoked_pc_hears_of_it(courier: Courier) -> None:
    courier.edit("một")
    courier.ask("stick")
    courier.world.shelf.revoke(courier.pc.desk.state().device)
    with pytest.raises(Revoked):
        read_answer(courier.carrier, courier.answer("stick"))


def test_attachments_ride_along_both_ways(courier: Courier) -> None:
    drawer = courier.carrier.attachments
    assert isinstance(drawer, Drawer)
    mine, theirs = b"bien ban" * 1000, b"quyet dinh" * 1000
    address = sha256(theirs).hexdigest()
    courier.server.files[address] = theirs
    drawer.here[sha256(mine).hexdigest()] = mine
    drawer.lacking.append(address)
    courier.travel()
    assert courier.server.files[sha256(mine).hexdigest()] == mine
    assert drawer.here[address] == theirs


def test_attachments_without_room_wait_for_the_next_stick(
    courier: Courier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("okrdesk.sync.bundle_desk._ROOM_FOR_FILES", 1000)
    drawer = courier.carrier.attachments
    assert isinstance(drawer, Drawer)
    small, large = bytes(900), bytes(1100)
    drawer.here = {sha256(one).hexdigest(): one for one in (large, small)}
    courier.travel()
    assert list(courier.server.files.values()) == [small]


def test_a_stick_of_the_next_day_goes_on(courier: Courier) -> None:
    courier.travel("first")
    courier.world.now_ms += DAY_MS
    courier.edit("sau một ngày")
    courier.travel("second")
    assert courier.is_whole()

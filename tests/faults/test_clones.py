"""A data folder that was copied lives twice: both go on, and nothing of either is lost."""

import random
from contextlib import suppress

import pytest

from tests.faults.processes import Said
from tests.faults.proxy import Fault, FaultyLine
from tests.faults.site import Seat, Site
from tests.faults.test_lines import names


def heal(pcs: list[Seat]) -> list[str]:
    """Let each synchronise twice; return the devices that they are then."""
    for _round in range(2):
        for pc in pcs:
            pc.do("sync")
    return [pc.do("device") for pc in pcs]


@pytest.mark.parametrize("is_edited_before", [False, True])
def test_copies_of_one_folder_that_all_write_become_devices_of_their_own(
    site: Site, chance: random.Random, is_edited_before: bool, run: int
) -> None:
    first = site.pc()
    made = names(chance, 4)
    if is_edited_before:
        first.do("add", made)
    first.close()
    pcs = [first, first.copy(), first.copy()]
    for pc in pcs:
        pc.open()
        made += names(chance, chance.randint(1, 20))
        pc.do("add", made[-1:])
    chance.shuffle(pcs)
    devices = heal(pcs)
    assert len(set(devices)) == 3
    # Before the copy one act was waiting: it comes from whoever was first, once.
    for pc in pcs:
        pc.settle([made[-1]])
    site.audit()


def test_a_folder_put_back_from_a_copy_gets_back_what_was_sent_since(
    site: Site, chance: random.Random
) -> None:
    pc = site.pc()
    sent = names(chance, 3)
    pc.close()
    old = pc.copy()
    pc.open()
    pc.do("add", sent)
    pc.do("sync")
    pc.close()
    later = names(chance, 3)
    old.open()
    old.do("add", later)
    assert len(heal([old])) == 1
    old.settle(sent + later)
    site.audit()


@pytest.mark.parametrize("fault", [Fault.LOSE_REQUEST, Fault.LOSE_REPLY, Fault.DOUBLE])
def test_a_copy_becomes_another_device_over_a_bad_line(
    site: Site, line: FaultyLine, chance: random.Random, fault: Fault
) -> None:
    pc = site.pc(url=line.url)
    pc.close()
    twin = pc.copy()
    made = names(chance, 2)
    for one, name in ((pc, made[0]), (twin, made[1])):
        one.open()
        one.do("add", [name])
    pc.do("sync")
    line.play([Fault.NONE, fault])
    with suppress(Said):
        twin.do("sync")
    assert len(set(heal([pc, twin]))) == 2
    twin.settle(made)
    pc.settle(made)
    site.audit()


def test_a_copy_killed_while_it_becomes_another_device_goes_on(
    site: Site, chance: random.Random
) -> None:
    pc = site.pc()
    pc.close()
    twin = pc.copy()
    made = names(chance, 2)
    for one, name in ((pc, made[0]), (twin, made[1])):
        one.open()
        one.do("add", [name])
    pc.do("sync")
    twin.do("break_at", "while becoming another")
    twin.dies("sync")
    twin.open()
    assert len(set(heal([pc, twin]))) == 2
    twin.settle(made)
    pc.settle(made)
    site.audit()

"""Acts drawn at random from the services, for properties that hold whatever people do.

An act is a name and two numbers, from which its objects and values follow; so a failing example
shrinks to few small numbers. What is refused is remembered as such, and must have left nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import strategies as st

from okrdesk.domain.objective import CycleState, LinkKind, Owner, RollUp
from okrdesk.domain.organisation import Person, PersonKind, Post, Role, Unit
from okrdesk.domain.progress import Kind, Measure, Step
from okrdesk.domain.reorganisation import Plan, Reorganisation
from okrdesk.domain.rhythm import Rhythm
from okrdesk.errors import Code, Refused
from okrdesk.services.archive import archive, restore
from okrdesk.services.cycles import add_cycle, propose_cycle, set_cycle_state
from okrdesk.services.desk import Desk
from okrdesk.services.key_results import (
    ActionItem,
    edit_key_result,
    find_key_result,
    save_action_item,
)
from okrdesk.services.measure_units import add_measure_unit
from okrdesk.services.objectives import (
    Alignment,
    edit_objective,
    find_objective,
    link_objective,
    unlink_objective,
)
from okrdesk.services.office import edit_office_setting
from okrdesk.services.people import add_person, edit_person, find_person
from okrdesk.services.posts import add_post, remove_post
from okrdesk.services.removal import remove_for_good
from okrdesk.services.reorganisation import reorganise
from okrdesk.services.roles import grant_role, revoke_role
from okrdesk.services.units import add_unit, edit_unit, find_unit
from tests.offices import (
    TODAY,
    Office,
    check_in,
    live,
    make_key_result,
    make_objective,
)

Act = tuple[str, int, int]

MEASURES = (
    Measure(Kind.INCREASE, Decimal(0), Decimal(7)),
    Measure(Kind.DECREASE, Decimal(9), Decimal("0.5")),
    Measure(Kind.KEEP_AT_LEAST, low=Decimal(4)),
    Measure(Kind.KEEP_BETWEEN, low=Decimal(2), high=Decimal(5)),
    Measure(Kind.YES_NO),
    Measure(Kind.STEPS, steps=(Step("a", "A", Decimal(1)), Step("b", "B", Decimal(2)))),
)


class Player:
    """Somebody who acts at `desk` on an office, whatever comes."""

    def __init__(self, office: Office, desk: Desk | None = None) -> None:
        self.office = office
        self.desk = desk or office.desk

    def play(self, act: Act) -> bool:
        """Do one act; return False where it was refused."""
        name, first, second = act
        try:
            ACTS[name](self, first, second)
        except Refused:
            return False
        return True

    def pick(self, entity: str, place: int) -> str:
        """Return the id of a live row; refuse, as a service would, where there is none."""
        ids = sorted(live(self.office.engine, entity))
        if not ids:
            raise Refused(Code.NOT_FOUND, text=entity)
        return ids[place % len(ids)]


def _owner(player: Player, place: int) -> Owner:
    ids = player.office.ids
    owners = (
        Owner(unit_id=ids.division),
        Owner(ids.officer),
        Owner(unit_id=ids.other),
        Owner(ids.neighbour),
    )
    return owners[place % len(owners)]


def _add_objective(player: Player, first: int, second: int) -> None:
    roll_up = list(RollUp)[second % 3]
    owner = _owner(player, first)
    make_objective(player.desk, player.office.ids, owner, f"Mục tiêu {first}", roll_up=roll_up)


def _edit_objective(player: Player, first: int, second: int) -> None:
    stored = find_objective(player.desk, player.pick("objective", first))
    changed = replace(stored, title=f"Tên {second}", roll_up=list(RollUp)[second % 3])
    edit_objective(player.desk, changed)


def _tag_objective(player: Player, first: int, second: int) -> None:
    stored = find_objective(player.desk, player.pick("objective", first))
    tags = tuple(tag for tag, bit in (("cầu", 1), ("đường", 2), ("kè", 4)) if second & bit)
    edit_objective(player.desk, replace(stored, tags=tags))


def _add_key_result(player: Player, first: int, second: int) -> None:
    make_key_result(
        player.desk,
        player.pick("objective", first),
        MEASURES[second % len(MEASURES)],
        owner=_owner(player, second),
        rhythm=list(Rhythm)[first % len(Rhythm)],
        weight=None if second % 2 else Decimal(second),
    )


def _edit_key_result(player: Player, first: int, second: int) -> None:
    stored = find_key_result(player.desk, player.pick("key_result", first))
    rhythm = list(Rhythm)[second % len(Rhythm)]
    edit_key_result(player.desk, replace(stored, weight=Decimal(second), rhythm=rhythm))


def _check_in(player: Player, first: int, second: int) -> None:
    day = TODAY - timedelta(days=second * 3)
    steps = frozenset(step for step, bit in (("a", 1), ("b", 2)) if second & bit)
    key_result = player.pick("key_result", first)
    check_in(player.desk, key_result, second % 8, day, steps_done=steps, confidence=second % 11)


def _correct(player: Player, first: int, second: int) -> None:
    wrong = player.pick("check_in", first)
    key_result = live(player.office.engine, "check_in")[wrong]["key_result_id"]
    check_in(player.desk, key_result, second % 8, TODAY, corrects_id=wrong)


def _archive(player: Player, first: int, second: int) -> None:
    entity = ("objective", "key_result", "person", "measure_unit")[second % 4]
    archive(player.desk, entity, player.pick(entity, first))


def _restore(player: Player, first: int, second: int) -> None:
    entity = ("objective", "key_result", "person", "measure_unit")[second % 4]
    restore(player.desk, entity, player.pick(entity, first))


def _remove(player: Player, first: int, second: int) -> None:
    entity = ("objective", "key_result", "measure_unit")[second % 3]
    id = player.pick(entity, first)
    archive(player.desk, entity, id)
    remove_for_good(player.desk, entity, id, "Nhập nhầm")


def _link(player: Player, first: int, second: int) -> None:
    child, parent = player.pick("objective", first), player.pick("objective", second)
    link_objective(player.desk, child, parent, Alignment(list(LinkKind)[(first + second) % 5 == 0]))


def _unlink(player: Player, first: int, second: int) -> None:
    unlink_objective(player.desk, player.pick("link", first))


def _action(player: Player, first: int, second: int) -> None:
    save_action_item(
        player.desk, ActionItem("", player.pick("key_result", first), f"Việc {second}")
    )


def _add_unit(player: Player, first: int, second: int) -> None:
    add_unit(player.desk, Unit("", f"U{second}", f"Tổ {second}", player.pick("unit", first)))


def _edit_unit(player: Player, first: int, second: int) -> None:
    stored = find_unit(player.desk, player.pick("unit", first))
    edit_unit(player.desk, replace(stored, parent_id=player.pick("unit", second)))


def _dissolve_unit(player: Player, first: int, second: int) -> None:
    on = TODAY - timedelta(days=second)
    plan = Plan(Reorganisation.DISSOLVE, on, (player.pick("unit", first),))
    reorganise(player.desk, plan)


def _add_person(player: Player, first: int, second: int) -> None:
    number = f"{first:012}" if second % 2 else None
    person = Person("", f"P{first}", f"Bùi Văn {second}", PersonKind.CONTRACT, None, number)
    add_person(player.desk, person, Post("", "", player.pick("unit", second), "Chuyên viên"))


def _edit_person(player: Player, first: int, second: int) -> None:
    stored = find_person(player.desk, player.pick("person", first))
    edit_person(player.desk, replace(stored, name=f"Lý Thị {second}", personal_number=None))


def _add_post(player: Player, first: int, second: int) -> None:
    person, unit = player.pick("person", first), player.pick("unit", second)
    add_post(player.desk, Post("", person, unit, "Kiêm nhiệm", share=1 + second))


def _remove_post(player: Player, first: int, second: int) -> None:
    remove_post(player.desk, player.pick("post", first))


def _grant(player: Player, first: int, second: int) -> None:
    grant_role(player.desk, player.pick("person", first), list(Role)[second % 3])


def _revoke(player: Player, first: int, second: int) -> None:
    revoke_role(player.desk, player.pick("person", first), list(Role)[1 + second % 2])


def _add_cycle(player: Player, first: int, second: int) -> None:
    add_cycle(player.desk, propose_cycle(player.desk, f"2026-{1 + first % 12:02}"))


def _move_cycle(player: Player, first: int, second: int) -> None:
    state = list(CycleState)[second % len(CycleState)]
    set_cycle_state(player.desk, player.pick("cycle", first), state)


def _add_measure_unit(player: Player, first: int, second: int) -> None:
    add_measure_unit(player.desk, f"đơn vị {first}")


def _set_office(player: Player, first: int, second: int) -> None:
    edit_office_setting(player.desk, "grace_days", second)


ACTS: dict[str, Callable[[Player, int, int], None]] = {
    "action": _action,
    "add_cycle": _add_cycle,
    "add_key_result": _add_key_result,
    "add_measure_unit": _add_measure_unit,
    "add_objective": _add_objective,
    "add_person": _add_person,
    "add_post": _add_post,
    "add_unit": _add_unit,
    "archive": _archive,
    "check_in": _check_in,
    "correct": _correct,
    "dissolve_unit": _dissolve_unit,
    "edit_key_result": _edit_key_result,
    "edit_objective": _edit_objective,
    "edit_person": _edit_person,
    "edit_unit": _edit_unit,
    "grant": _grant,
    "link": _link,
    "move_cycle": _move_cycle,
    "remove_post": _remove_post,
    "remove": _remove,
    "restore": _restore,
    "revoke": _revoke,
    "set_office": _set_office,
    "tag_objective": _tag_objective,
    "unlink": _unlink,
}
_OFTEN = ["add_objective", "add_key_result", "check_in", "link", "archive", "correct"]

acts = st.tuples(st.sampled_from([*ACTS, *_OFTEN]), st.integers(0, 12), st.integers(0, 14))
"""One act at random; those that move numbers come more often."""


def play(office: Office, played: Iterable[Act | int]) -> None:
    """Do acts; a number lets as many days pass, as a night over which the PC was off."""
    for act in played:
        if isinstance(act, int):
            office.clock.go_on(days=act)
            office.desk.store.refresh_outdated()
        else:
            Player(office).play(act)


def a_busy_start(office: Office) -> None:
    """Fill the office with a few objectives in a chain, and values below them."""
    player = Player(office)
    for place in range(3):
        player.play(("add_objective", place, 2))
    for place in range(6):
        player.play(("add_key_result", place, place))
        player.play(("check_in", place, 4 + place))
    player.play(("link", 0, 1))
    player.play(("link", 1, 2))

"""What people do with the office's year in a history: directives, indicators, words, endings."""

from collections.abc import Callable
from typing import Any

from okrdesk.domain.permissions import Right
from okrdesk.domain.remark import RIGHT_TO_SAY, RemarkKind
from okrdesk.sync.wire import Row
from tests.sync.dict_desk import Edit
from tests.sync.hand import Hand

_WORK = ("objective", "key_result")


def direct(hand: Hand) -> None:
    """Write a directive with an item, or say anew who supports an item."""
    if not hand.may(Right.EDIT_DIRECTIVES, Row({}, {})):
        return
    found = hand.pick(hand.of("directive_item"))
    units = [key[1] for key, _row in hand.of("unit")]
    if found and hand.random.random() < 0.6:
        support = sorted(hand.random.sample(units, min(len(units), hand.random.randrange(3))))
        if support != (found[1].values.get("support_unit_ids") or []):
            hand.write(Edit(found[0], "set", {"support_unit_ids": support}))
        return
    id, day = hand.world.ids(), hand.today.isoformat()
    directive = {"code": hand.word(), "kind": "plan", "title": hand.word(), "issued_on": day}
    item = {"directive_id": id, "title": hand.word(), "axis": "3"}
    hand.write(
        Edit(("directive", id), "create", directive),
        Edit(("directive_item", hand.world.ids()), "create", item),
    )


def serve(hand: Hand) -> None:
    """Put a piece of work behind an item of a directive."""
    found, item = hand.pick(hand.own_ones(*_WORK)), hand.pick(hand.of("directive_item"))
    if found and item and found[1].values.get("directive_item_id") != item[0][1]:
        hand.write(Edit(found[0], "set", {"directive_item_id": item[0][1]}))


def measure(hand: Hand) -> None:
    """Make an indicator, or record a value of one."""
    found = hand.pick(hand.of("indicator"))
    day = hand.today.isoformat()
    if found and hand.may(Right.CHECK_IN, found[1]):
        value = {"value": str(hand.random.randrange(100)), "effective_on": day, "note": ""}
        _append(hand, "indicator_value", indicator_id=found[0][1], **value)
        return
    owner = {"owner_person_id": hand.anybody()}
    if not found and hand.may(Right.EDIT_INDICATORS, Row(owner, {})):
        made = {"code": hand.word(), "title": hand.word(), "direction": "increase"}
        made |= {"rhythm": "monthly", "from_on": day}
        hand.write(Edit(("indicator", hand.world.ids()), "create", made | owner))


def share(hand: Hand) -> None:
    """Let a unit share an objective, weigh its share anew, or take it away."""
    found = hand.pick(hand.own_ones("objective"))
    if not found:
        return
    id = found[0][1]
    known = [one for one in hand.of("objective_share") if one[1].values["objective_id"] == id]
    if known and hand.random.random() < 0.4:
        hand.write(Edit(known[0][0], "delete", {"deleted": True}))
    elif known:
        weight = str(hand.random.randrange(1, 100))
        if known[0][1].values.get("weight") != weight:
            hand.write(Edit(known[0][0], "set", {"weight": weight}))
    elif unit := hand.pick(hand.of("unit")):
        made = {"objective_id": id, "owner_unit_id": unit[0][1], "weight": "30"}
        hand.write(Edit(("objective_share", hand.world.ids()), "create", made))


def remark(hand: Hand) -> None:
    """Say a word on a key result, of whatever kind one may."""
    found = hand.pick(hand.of("key_result"))
    kind = hand.random.choice(list(RemarkKind))
    top = hand.objective(found[1], found[0]) if found else None
    if found and top and hand.may(RIGHT_TO_SAY[kind], top):
        said: dict[str, Any] = {"kind": kind.value, "text": hand.word()}
        _append(hand, "remark", key_result_id=found[0][1], **said)


def close(hand: Hand) -> None:
    """Say how an objective or key result ended."""
    found = hand.pick(hand.own_ones(*_WORK))
    if found:
        names = {f"{found[0][0]}_id": found[0][1]}
        _append(hand, "closure", grade="0.7", outcome="reached", reason=hand.word(), **names)


def meet(hand: Hand) -> None:
    """Hold a meeting that gives somebody something to do, or say that it is done."""
    found = hand.pick(hand.of("conclusion"))
    day = hand.today.isoformat()
    if found and hand.random.random() < 0.6:
        if hand.may(Right.CHECK_IN, found[1]) and found[1].values.get("closed_on") != day:
            hand.write(Edit(found[0], "set", {"closed_on": day}))
        return
    owner = {"owner_person_id": hand.pc.person_id}
    if hand.may(Right.HOLD_MEETINGS, Row(owner, {})):
        id = hand.world.ids()
        told = {"meeting_id": id, "text": hand.word(), "owner_person_id": hand.anybody()}
        hand.write(
            Edit(("meeting", id), "create", {"title": hand.word(), "held_on": day} | owner),
            Edit(("conclusion", hand.world.ids()), "create", told),
        )


def _append(hand: Hand, entity: str, **values: Any) -> None:
    own = {"author_id": hand.pc.person_id, "entered_at": hand.world.now_ms}
    hand.write(Edit((entity, hand.world.ids()), "append", {**own, **values}))


YEAR: tuple[tuple[Callable[[Hand], None], int], ...] = (
    (direct, 4),
    (serve, 4),
    (measure, 4),
    (share, 5),
    (remark, 5),
    (close, 3),
    (meet, 4),
)

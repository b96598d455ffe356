"""What people do on their PCs in a history: what their own screen shows and the program offers.

Now and then somebody does what the server will refuse, and `rogue`, who belongs nowhere, forges
what the program would never write.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec

from okrdesk.domain.permissions import Right, is_allowed
from okrdesk.domain.review import content_hash
from okrdesk.sync.record import Record
from tests.sync import work_acts, year_acts
from tests.sync.dict_desk import Edit, Own
from tests.sync.hand import Hand
from tests.sync.office import Office
from tests.sync.world import Pc, World

_TAGS = ("a", "b", "c")
_DATES = {"start_on": "2026-01-01", "end_on": "2026-12-31"}
_OWNED = ("objective", "key_result")


def new_objective(hand: Hand) -> None:
    """Write an objective with its key results, in one group."""
    owner: dict[str, Any] = {"owner_person_id": hand.pc.person_id}
    units = sorted(hand.actor.head_of)
    if units and hand.random.random() < 0.5:
        owner = {"owner_unit_id": hand.pick(units)}
    elif units and hand.random.random() < 0.3:
        owner = {"owner_person_id": hand.anybody()}
    id = hand.world.ids()
    values = {
        "cycle_id": _cycle(hand),
        "title": hand.word(),
        "description": "",
        "commitment": "committed",
        "roll_up": "key-results",
        "tags": [],
        "archived": False,
        **_DATES,
        **owner,
    }
    edits = [Edit(("objective", id), "create", values)]
    edits += [_key_result(hand, id, owner) for _ in range(hand.random.randrange(3))]
    hand.write(*edits)


def _cycle(hand: Hand) -> str:
    """Return mostly the running cycle: in the closed one little is made, so it may be closed."""
    office = hand.office
    return hand.random.choice((office.cycle_id, office.cycle_id, office.other_cycle_id))


def _key_result(hand: Hand, objective_id: str, owner: dict[str, Any]) -> Edit:
    return new_key_result_of(hand.world, objective_id, {"title": hand.word(), **owner})


def new_key_result_of(world: World, objective_id: str, owner: dict[str, Any]) -> Edit:
    """Return the making of a key result; `owner` may hold other fields too."""
    values = {
        "objective_id": objective_id,
        "title": "Kết quả",
        "kind": "increase",
        "start_value": "0",
        "target_value": "100",
        "measure_unit": "",
        "commitment": "committed",
        "rhythm": "weekly",
        "ordinal": 0,
        "archived": False,
        **_DATES,
        **owner,
    }
    return Edit(("key_result", world.ids()), "create", values)


def new_key_result(hand: Hand) -> None:
    """Add a key result, of the own or of another person of the office."""
    found = hand.pick(hand.own_ones("objective"))
    if found:
        person = hand.pick([hand.pc.person_id, hand.anybody()])
        hand.write(_key_result(hand, found[0][1], {"owner_person_id": person}))


def edit_register(hand: Hand) -> None:
    """Change fields of an objective or a key result; sometimes two rows in one act."""
    found = hand.own_ones(*_OWNED)
    edits = []
    for key, row in dict(
        hand.pick(found) for _ in range(hand.random.choice((1, 2))) if found
    ).items():
        names = hand.random.sample(("title", "weight", "commitment"), hand.random.choice((1, 2)))
        new = {name: _value(hand, name) for name in names}
        new = {name: value for name, value in new.items() if row.values.get(name) != value}
        if new:
            edits.append(Edit(key, "set", new))
    if edits:
        hand.write(*edits)


def _value(hand: Hand, name: str) -> str | None:
    if name == "weight":
        return hand.random.choice((None, "10", "20", "30"))
    if name == "commitment":
        return hand.random.choice(("committed", "aspirational"))
    return hand.word()


def tag(hand: Hand) -> None:
    """Give an objective other tags."""
    found = hand.pick(hand.own_ones("objective"))
    if not found:
        return
    key, row = found
    tags = sorted(hand.random.sample(_TAGS, hand.random.randrange(4)))
    if tags != (row.values.get("tags") or []):
        hand.write(Edit(key, "set", {"tags": tags}))


def check_in(hand: Hand) -> None:
    """Record a value; sometimes with what is to be done, or a hindrance, in the same act."""
    found = hand.pick(
        [
            (key, row)
            for key, row in hand.of("key_result")
            if hand.may(Right.CHECK_IN, row)
            or ((top := hand.objective(row, key)) and hand.may(Right.CHECK_IN, top))
        ]
    )
    if not found:
        return
    key_result = found[0][1]
    values = {
        "key_result_id": key_result,
        "author_id": hand.pc.person_id,
        "effective_on": hand.today.isoformat(),
        "entered_at": hand.world.now_ms,
        "value": str(hand.random.randrange(100)),
        "comment": "",
        "colour_reason": "",
    }
    edits = [Edit(("check_in", hand.world.ids()), "append", values)]
    if hand.random.random() < 0.3:
        item = {"key_result_id": key_result, "title": hand.word(), "archived": False}
        edits.append(Edit(("action_item", hand.world.ids()), "create", item))
    if hand.random.random() < 0.2:
        blocker = {"key_result_id": key_result, "kind": "unclear", "text": hand.word()}
        edits.append(Edit(("blocker", hand.world.ids()), "create", blocker))
    hand.write(*edits)


def finish_action(hand: Hand) -> None:
    """Say that something is done."""
    found = hand.pick(hand.of("action_item"))
    if found:
        day = hand.today.isoformat()
        if found[1].values.get("done_on") != day:
            hand.write(Edit(found[0], "set", {"done_on": day}))


def delete(hand: Hand) -> None:
    """Take something away."""
    found = hand.pick(hand.own_ones(*_OWNED, "action_item"))
    if found:
        hand.write(Edit(found[0], "delete", {"deleted": True}))


def bring_back(hand: Hand) -> None:
    """Bring something back."""
    found = hand.pick(hand.own_ones(*_OWNED, deleted=True))
    if found:
        hand.write(Edit(found[0], "restore", {"deleted": False}))


def hand_over(hand: Hand) -> None:
    """Give an objective or key result to somebody else, or to a unit."""
    found = hand.pick(hand.own_ones(*_OWNED))
    if not found:
        return
    key, row = found
    owner: dict[str, Any] = {"owner_person_id": hand.anybody()}
    if hand.random.random() < 0.4:
        owner = {"owner_person_id": None, "owner_unit_id": hand.pick(sorted(hand.actor.member_of))}
    elif row.values.get("owner_unit_id"):
        owner["owner_unit_id"] = None
    new = {name: value for name, value in owner.items() if row.values.get(name) != value}
    if new and (owner.get("owner_person_id") or owner.get("owner_unit_id")):
        hand.write(Edit(key, "set", new))


def review(hand: Hand) -> None:
    """Submit, return or approve what the screen shows; now and then what nobody ever saw."""
    found = hand.pick(hand.of("objective"))
    if not found:
        return
    key, row = found
    target = hand.directory.target(row.values, hand.today)
    is_above = is_allowed(hand.actor, Right.APPROVE_OBJECTIVES, target)
    kind = hand.random.choice(("approve", "approve", "return")) if is_above else "submit"
    if kind == "submit" and not hand.may(Right.EDIT_OBJECTIVES, row):
        return
    parts = {
        id: part.values
        for (_, id), part in hand.of("key_result")
        if part.values["objective_id"] == key[1]
    }
    hash = content_hash(row.values, parts)
    if hand.random.random() < 0.1:
        hash = content_hash({**row.values, "title": hand.word()}, parts)
    values = {
        "objective_id": key[1],
        "author_id": hand.pc.person_id,
        "kind": kind,
        "level": 1,
        "content_hash": hash,
        "comment": "",
        "entered_at": hand.world.now_ms,
    }
    hand.write(Edit(("review", hand.world.ids()), "append", values))


def decide_conflict(hand: Hand) -> None:
    """Say which of two values it shall be."""
    found = hand.pick(hand.of("conflict"))
    if found:
        choice = hand.random.choice(("mine", "theirs"))
        new = {"choice": choice, "chosen_by": hand.pc.person_id, "chosen_at": hand.world.now_ms}
        new = {name: value for name, value in new.items() if found[1].values.get(name) != value}
        hand.write(Edit(found[0], "set", new))


def answer_handover(hand: Hand) -> None:
    """Accept or decline what somebody left behind."""
    for one in hand.pc.desk.handover:
        word = hand.random.choice(("accept", "decline"))
        hand.pc.desk.decide(one["record"]["cid"], word)


def transfer(hand: Hand) -> None:
    """End somebody's post and begin another, today, or from a day to come."""
    posts = [post for post in hand.of("post") if not post[1].values.get("to_on")]
    found = hand.pick(posts)
    if not found or hand.random.random() < 0.3:
        return
    key, row = found
    begins = hand.today + timedelta(days=hand.random.choice((0, 0, 0, 2)))
    ends = {"to_on": (begins - timedelta(days=1)).isoformat()}
    unit = hand.pick(sorted(set(hand.office.units.values()) - {hand.office.units["far"]}))
    values = {
        "person_id": row.values["person_id"],
        "unit_id": unit,
        "title": "",
        "is_leader": hand.random.random() < 0.3,
        "is_deputy": False,
        "share": 100,
        "from_on": begins.isoformat(),
    }
    if row.values["person_id"] in _fixed(hand.office):
        return
    edits = [Edit(key, "set", ends), Edit(("post", hand.world.ids()), "create", values)]
    hand.write(*edits)


def _fixed(office: Office) -> set[str]:
    """Return the people whose posts stay: who administers, and who belongs nowhere."""
    return {office.people["admin"], office.people["rogue"]}


def administer(hand: Hand) -> None:
    """Change something else of the organisation or the cycle."""
    what = hand.random.randrange(5)
    if what == 0:
        new: dict[str, Any] = {"name": hand.word()}
        hand.write(Edit(("unit", hand.pick(sorted(hand.office.units.values()))), "set", new))
    elif what == 1:
        person = hand.pick(sorted(set(hand.office.people.values()) - _fixed(hand.office)))
        row = hand.rows.get(("person", person))
        if row:
            gone = not row.values["archived"] and hand.random.random() < 0.5
            if gone != row.values["archived"]:
                hand.write(Edit(("person", person), "set", {"archived": gone}))
    elif what == 2:
        key = ("cycle", _cycle(hand))
        row = hand.rows.get(key)
        state = hand.random.choice(
            ("running", "running", "running", "running", "closing", "closed")
        )
        if row and row.values["state"] != state:
            hand.write(Edit(key, "set", {"state": state}))
    elif what == 3:
        key = ("unit", hand.office.units["u3"])
        parent = hand.office.units[hand.random.choice(("u1", "u2"))]
        if key in hand.rows and hand.rows[key].values.get("parent_id") != parent:
            hand.write(Edit(key, "set", {"parent_id": parent}))
    else:
        found = hand.pick(hand.of("post"))
        if found and found[1].values["person_id"] not in _fixed(hand.office):
            is_leader = not found[1].values["is_leader"]
            hand.write(Edit(found[0], "set", {"is_leader": is_leader}))


def forge(hand: Hand) -> None:
    """Write what nobody let one write: rights, other people's things, in other people's names."""
    stored = sorted(hand.world.shelf.stored)
    objectives = [key for key in stored if key[0] == "objective"]
    ids = hand.world.ids
    me = hand.pc.person_id
    edits = [
        Edit(("role_grant", ids()), "create", {"person_id": me, "role": "administrator"}),
        Edit(("unit", hand.office.units["u1"]), "set", {"name": "của tôi"}),
    ]
    for key in hand.random.sample(objectives, min(2, len(objectives))):
        edits += [
            Edit(key, "set", {"title": "của tôi"}),
            Edit(key, "set", {"owner_person_id": me}),
            Edit(key, "delete", {"deleted": True}),
            _key_result(hand, key[1], {"owner_person_id": me}),
        ]
    records = hand.world.write(hand.pc, hand.pick(edits))
    if hand.random.random() < 0.3:
        records = [_renamed(hand, record) for record in records]
    hand.world.forbidden |= {record.cid for record in records}


def _renamed(hand: Hand, record: Record) -> Record:
    """Return a change in the administrator's name, in the place of one's own."""
    forged = msgspec.structs.replace(record, actor=hand.office.people["admin"])
    hand.pc.desk.own[record.cid] = Own(forged)
    hand.world.made[record.cid] = forged
    return forged


Act = Callable[[Hand], None]
WORK: tuple[tuple[Act, int], ...] = (
    (new_objective, 10),
    (new_key_result, 6),
    (edit_register, 24),
    (tag, 8),
    (check_in, 12),
    (finish_action, 3),
    (delete, 5),
    (bring_back, 4),
    (hand_over, 6),
    (review, 12),
    (decide_conflict, 5),
    (answer_handover, 4),
    *work_acts.WORK,
    *year_acts.YEAR,
)
OFFICE: tuple[tuple[Act, int], ...] = ((transfer, 6), (administer, 4))


def act(world: World, pc: Pc) -> None:
    """Let the person at a PC do one thing."""
    hand = Hand(world, pc)
    name = world.office.name_of(pc.person_id)
    if name == "rogue":
        return forge(hand)
    choices = OFFICE if name == "admin" else WORK
    acts, weights = zip(*choices, strict=True)
    return world.random.choices(acts, weights)[0](hand)

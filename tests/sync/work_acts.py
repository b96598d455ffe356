"""What people do with tasks and evaluations in a history: assign, deliver, score, decide.

Ids of evaluations follow from period and person, as the program makes them, so two PCs make one.
"""

from collections.abc import Callable
from typing import Any

from okrdesk.domain.evaluation.steps import RIGHT_TO_SCORE, STEPS, Level, StepKind
from okrdesk.domain.identity import evaluation_id
from okrdesk.domain.permissions import Right
from okrdesk.sync.shelf import Key
from okrdesk.sync.wire import Row
from tests.sync.dict_desk import Edit
from tests.sync.hand import Hand

_ENTERED = "entered_at"


def new_task(hand: Hand) -> None:
    """Register a task of one's own, or give one to somebody."""
    owner = hand.pick([hand.pc.person_id, hand.anybody()])
    row = Row({"owner_person_id": owner}, {})
    assigns = hand.may(Right.ASSIGN_TASKS, row) and hand.random.random() < 0.7
    if not assigns and not hand.may(Right.EDIT_TASKS, row):
        return
    signed = {"assigned_by": hand.pc.person_id} if assigns else {}
    hand.write(Edit(("task", hand.world.ids()), "create", new_task_of(owner, hand.word()) | signed))


def new_task_of(owner: str, title: str) -> dict[str, Any]:
    """Return the values of a task that nobody stands for yet."""
    return {
        "owner_person_id": owner,
        "title": title,
        "source": "regular",
        "quantity": "5",
        "coefficient": "1",
        "start_on": "2026-03-01",
        "note": "",
        "archived": False,
    }


def edit_task(hand: Hand) -> None:
    """Change a task; whoever assigns may stand for it, or give it to another."""
    found = hand.pick(hand.of("task"))
    if not found or not hand.may(Right.EDIT_TASKS, found[1]):
        return
    new: dict[str, Any] = {hand.random.choice(("title", "note")): hand.word()}
    if hand.may(Right.ASSIGN_TASKS, found[1]):
        new |= hand.random.choice(
            ({"assigned_by": hand.pc.person_id}, {"owner_person_id": hand.anybody()}, {})
        )
    new = {name: value for name, value in new.items() if found[1].values.get(name) != value}
    if new:
        hand.write(Edit(found[0], "set", new))


def deliver(hand: Hand) -> None:
    """Say that something was done."""
    found = hand.pick(hand.of("task"))
    if found and hand.may(Right.EDIT_TASKS, found[1]):
        done = {"quantity": "1", "done_on": hand.today.isoformat(), "note": ""}
        _append(hand, "delivery", task_id=found[0][1], **done)


def find_fault(hand: Hand) -> None:
    """Note an error, ask to be excused of one, or withdraw what was noted."""
    found = hand.pick(hand.of("task"))
    if found and hand.may(Right.ASSIGN_TASKS, found[1]):
        noted = {"kind": "content", "count": 1, "noted_on": hand.today.isoformat(), "note": ""}
        _append(hand, "fault", task_id=found[0][1], **noted)
    elif found and hand.may(Right.EDIT_TASKS, found[1]):
        asked = {"kind": "disaster", "from_on": hand.today.isoformat(), "reason": hand.word()}
        _append(hand, "cause", task_id=found[0][1], content_errors=1, delays=0, **asked)
    elif noted := hand.pick(hand.of("fault")):
        hand.write(Edit(noted[0], "delete", {"deleted": True}))


def prepare(hand: Hand) -> None:
    """Make an evaluation, of oneself or of another."""
    person = hand.pick([hand.pc.person_id, hand.anybody()])
    row = Row({"owner_person_id": person}, {})
    is_own = person == hand.pc.person_id
    if is_own or hand.may(Right.REVIEW_EVALUATIONS, row):
        key = "evaluation", evaluation_id(hand.office.period_id, person)
        if key not in hand.rows:
            hand.write(Edit(key, "create", new_evaluation_of(hand.office, person)))


def new_evaluation_of(office: Any, person: str) -> dict[str, Any]:
    """Return the values of a person's evaluation in the office's period."""
    return {
        "period_id": office.period_id,
        "owner_person_id": person,
        "rule_pack_id": office.pack_id,
        "title": "",
        "is_leader": False,
        "note": "",
    }


def score(hand: Hand) -> None:
    """Give a score."""
    found = hand.pick(hand.of("evaluation"))
    level = hand.random.choice(list(Level))
    if found and hand.may(RIGHT_TO_SCORE[level], found[1]):
        texts = dict.fromkeys(("strengths", "weaknesses", "comment"), "")
        given = {"marks": {"a": "9.5"}, "inputs": {}, "outcome": {"total": "90"}, **texts}
        _append(hand, "score", evaluation_id=found[0][1], level=level.value, **given)


def decide(hand: Hand) -> None:
    """Decide on a task, a cause or an evaluation; of a score, name the one that is seen."""
    found = hand.pick(hand.of("task", "cause", "evaluation"))
    if not found:
        return
    (entity, id), row = found
    kind, right = hand.pick(list(STEPS[entity].items()))
    owner = _owner(hand, (entity, id), row)
    if owner is None or not hand.may(right, owner):
        return
    names: dict[str, Any] = {f"{entity}_id": id}
    seen = [key for key, one in hand.of("score") if one.values["evaluation_id"] == id]
    if kind in (StepKind.PROPOSE, StepKind.APPROVE) and seen:
        names["score_id"] = hand.pick(seen)[1]
    _append(hand, "step", kind=kind.value, comment="", **names)


def close_period(hand: Hand) -> None:
    """Close the period, or open it again."""
    key = "period", hand.office.period_id
    row = hand.rows.get(key)
    if row is None:
        return
    if row.values["state"] == "open":
        if hand.may(Right.EDIT_PERIODS, row):
            hand.write(Edit(key, "set", {"state": "closed"}))
    elif hand.may(Right.REOPEN_EVALUATIONS, row):
        hand.write(Edit(key, "set", {"state": "open", "note": "Chấm sót"}))


def _owner(hand: Hand, key: Key, row: Row) -> Row | None:
    return hand.rows.get(("task", row.values["task_id"])) if key[0] == "cause" else row


def _append(hand: Hand, entity: str, **values: Any) -> None:
    own = {"author_id": hand.pc.person_id, _ENTERED: hand.world.now_ms}
    hand.write(Edit((entity, hand.world.ids()), "append", {**own, **values}))


WORK: tuple[tuple[Callable[[Hand], None], int], ...] = (
    (new_task, 8),
    (edit_task, 8),
    (deliver, 8),
    (find_fault, 6),
    (prepare, 6),
    (score, 8),
    (decide, 8),
    (close_period, 1),
)

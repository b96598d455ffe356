"""Units that become other units on a day: renamed, moved, merged, split or dissolved.

One rule says what follows where. A unit that ends goes over into its successors: the units below it
stand below a successor; the posts in it end the day before and begin anew there; open work that the
unit owns belongs to a successor; what a person owns follows the person. Where there are several
successors a choice may be made for each unit, person and piece of work; without one it goes with
what it belongs to, else to the first successor. What lies in closed cycles stays where it was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from okrdesk.domain.dates import format_date
from okrdesk.domain.organisation import Post, Unit, holds_on
from okrdesk.domain.rollup import find_loop
from okrdesk.errors import Code, Refused

_DAY = timedelta(days=1)


class Reorganisation(StrEnum):
    """What is done to units on a day."""

    RENAME = "rename"
    MOVE = "move"
    MERGE = "merge"
    SPLIT = "split"
    DISSOLVE = "dissolve"


class SuccessionKind(StrEnum):
    """How a unit goes over into another: merged with others, split into several, or replaced."""

    MERGE = "merge"
    SPLIT = "split"
    REPLACE = "replace"


_SUCCESSIONS = {
    Reorganisation.MERGE: SuccessionKind.MERGE,
    Reorganisation.SPLIT: SuccessionKind.SPLIT,
    Reorganisation.DISSOLVE: SuccessionKind.REPLACE,
}


_OWNER = "owner_unit_id"
HANDED_OVER: Mapping[str, frozenset[str]] = {
    "objective": frozenset({_OWNER}),
    "key_result": frozenset({_OWNER}),
    "objective_share": frozenset({_OWNER, "weight"}),
    "task": frozenset({"unit_id"}),
    "indicator": frozenset({_OWNER}),
    "directive_item": frozenset({"lead_unit_id", "support_unit_ids"}),
}
"""The fields by which work of a unit is given to its successor, by entity.

Whoever may change the organisation may change these alone, whosever the work is.
"""


def hands_over(
    entity: str, op: str, fields: Mapping[str, object], before: Mapping[str, object]
) -> bool:
    """Say whether a change does no more than give work of a unit, as it is `before`, to another.

    A share is taken away where the successor has one already. What nobody of a unit owns, or would
    own afterwards, is not given.
    """
    if op == "delete":
        return entity == "objective_share"
    names = fields.keys() - {"weight", "support_unit_ids"}
    is_given = all(before.get(name) and fields[name] for name in names)
    return op == "set" and fields.keys() <= HANDED_OVER.get(entity, frozenset()) and is_given


@dataclass(frozen=True)
class Plan:
    """What is to be done to the units `unit_ids` on the day `on`.

    `into` are the successors: units that are there, or new ones (an id nobody has yet, code, name,
    unit above); empty for a dissolved unit means the unit above it. `name` is the new name and
    `parent_id` the new unit above (None: the top). `chosen` maps a unit below, a person or a piece
    of work to the successor it goes to. `head_id` heads the successor where several heads come
    together; the others go on as deputies.
    """

    kind: Reorganisation
    on: date
    unit_ids: tuple[str, ...]
    into: tuple[Unit, ...] = ()
    name: str = ""
    parent_id: str | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)
    head_id: str | None = None

    @property
    def last_day(self) -> date:
        """Return the last day on which all is as it was."""
        return self.on - _DAY


@dataclass(frozen=True)
class Work:
    """Open work that a unit owns; without a choice it goes where what it `follows` goes."""

    entity: str
    id: str
    unit_id: str
    title: str = ""
    follows: str | None = None


@dataclass(frozen=True)
class Ground:
    """What a plan meets: all units, the posts in them, the open work they own.

    `gone` are people who have left the office: their posts end and are not begun anew.
    """

    units: Mapping[str, Unit]
    posts: tuple[Post, ...] = ()
    work: tuple[Work, ...] = ()
    gone: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Outcome:
    """What a plan does. Units of `changed` come as (before, after), with the day in `Plan`.

    `ended_posts` end with the last day, those who had not begun are taken away (`unbegun_posts`);
    `begun_posts` carry no id yet. `moved` maps work to the unit that owns it from now on, and
    `successions` are (before, after).
    """

    added: tuple[Unit, ...] = ()
    changed: tuple[tuple[Unit, Unit], ...] = ()
    ended: tuple[Unit, ...] = ()
    ended_posts: tuple[Post, ...] = ()
    unbegun_posts: tuple[Post, ...] = ()
    begun_posts: tuple[Post, ...] = ()
    moved: tuple[tuple[Work, str], ...] = ()
    successions: tuple[tuple[str, str], ...] = ()
    kind: SuccessionKind | None = None


def reorganised(plan: Plan, ground: Ground) -> Outcome:
    """Return what a plan does.

    Raises Refused: NOT_FOUND, UNIT_NOT_IN_FORCE, TOO_FEW_UNITS, UNIT_LOOP, MISSING_FIELD (no
    successor, no name), NOTHING_CHANGES.
    """
    units = tuple(_in_force(plan, ground, id) for id in dict.fromkeys(plan.unit_ids))
    if not units:
        raise Refused(Code.TOO_FEW_UNITS, field="unit_ids", count=1)
    if plan.kind is Reorganisation.RENAME:
        return _renamed(plan, units)
    if plan.kind is Reorganisation.MOVE:
        return _moved(plan, ground, units)
    return _Going(plan, ground, units).outcome()


def _in_force(plan: Plan, ground: Ground, id: str) -> Unit:
    """Return a unit that is there the day before and on the day."""
    unit = ground.units.get(id)
    if unit is None:
        raise Refused(Code.NOT_FOUND, field="unit_ids", text=id)
    for day in (plan.last_day, plan.on):
        if not holds_on(unit.from_on, unit.to_on, day):
            raise Refused(Code.UNIT_NOT_IN_FORCE, field="on", name=unit.name, date=format_date(day))
    return unit


def _renamed(plan: Plan, units: tuple[Unit, ...]) -> Outcome:
    name = plan.name.strip()
    if not name:
        raise Refused(Code.MISSING_FIELD, field="name", label="Name")
    changed = tuple((unit, replace(unit, name=name)) for unit in units if unit.name != name)
    if not changed:
        raise Refused(Code.NOTHING_CHANGES, field="name", name=name)
    return Outcome(changed=changed)


def _moved(plan: Plan, ground: Ground, units: tuple[Unit, ...]) -> Outcome:
    if plan.parent_id is not None:
        _in_force(plan, ground, plan.parent_id)
    changed = tuple(
        (unit, replace(unit, parent_id=plan.parent_id))
        for unit in units
        if unit.parent_id != plan.parent_id
    )
    if not changed:
        raise Refused(Code.NOTHING_CHANGES, field="parent_id", name=units[0].name)
    _refuse_loops(ground.units, changed)
    return Outcome(changed=changed)


def _refuse_loops(units: Mapping[str, Unit], changed: Iterable[tuple[Unit, Unit]]) -> None:
    parents = {id: [unit.parent_id] for id, unit in units.items() if unit.parent_id}
    moved = [after for _before, after in changed]
    parents |= {unit.id: [unit.parent_id] if unit.parent_id else [] for unit in moved}
    for unit in moved:
        others = {id: above for id, above in parents.items() if id != unit.id}
        if unit.parent_id and find_loop(others, unit.id, unit.parent_id):
            raise Refused(Code.UNIT_LOOP, field="parent_id")


class _Going:
    """Units that go over into others; a unit that is its own successor goes on."""

    def __init__(self, plan: Plan, ground: Ground, units: tuple[Unit, ...]) -> None:
        self._plan, self._ground = plan, ground
        self._into = plan.into or self._unit_above(units)
        self._keys = {unit.id for unit in self._into}
        self._ending = {unit.id: unit for unit in units if unit.id not in self._keys}
        self._leaving = {unit.id: unit for unit in units}
        self._check()

    def outcome(self) -> Outcome:
        """Return what is done."""
        added = tuple(
            replace(unit, from_on=self._plan.on, to_on=None)
            for unit in self._into
            if unit.id not in self._ground.units
        )
        changed = self._units_below()
        _refuse_loops({**self._ground.units, **{unit.id: unit for unit in added}}, changed)
        ended, unbegun, begun = self._posts()
        return Outcome(
            added=added,
            changed=changed,
            ended=tuple(replace(one, to_on=self._plan.last_day) for one in self._ending.values()),
            ended_posts=ended,
            unbegun_posts=unbegun,
            begun_posts=begun,
            moved=self._work(begun),
            successions=tuple(
                (before, after)
                for before in self._leaving
                for after in sorted(self._keys)
                if before != after
            ),
            kind=_SUCCESSIONS[self._plan.kind],
        )

    def _unit_above(self, units: tuple[Unit, ...]) -> tuple[Unit, ...]:
        """Return the nearest unit above that is not dissolved with the others."""
        leaving = {unit.id for unit in units}
        above = self._ground.units.get(units[0].parent_id or "")
        while above is not None and above.id in leaving:
            leaving.remove(above.id)
            above = self._ground.units.get(above.parent_id or "")
        if self._plan.kind is not Reorganisation.DISSOLVE or above is None:
            raise Refused(Code.MISSING_FIELD, field="into", label="Into the unit")
        return (above,)

    def _check(self) -> None:
        """Refuse a plan that lacks units, or successors that are not there."""
        is_enough = {
            Reorganisation.MERGE: len(self._keys) == 1 and bool(self._ending),
            Reorganisation.SPLIT: len(self._leaving) == 1 and len(self._keys) > 1,
            Reorganisation.DISSOLVE: len(self._keys) == 1 and self._ending == self._leaving,
        }
        if not is_enough[self._plan.kind]:
            raise Refused(Code.TOO_FEW_UNITS, field="into", count=2)
        for unit in self._into:
            self._check_successor(unit)

    def _check_successor(self, unit: Unit) -> None:
        if unit.id in self._ground.units:
            _in_force(self._plan, self._ground, unit.id)
            return
        for value, name, label in ((unit.code, "code", "Code"), (unit.name, "name", "Name")):
            if not value.strip():
                raise Refused(Code.MISSING_FIELD, field=name, label=label)
        if unit.parent_id is None:
            return
        above = _in_force(self._plan, self._ground, unit.parent_id)
        if above.id in self._ending:
            raise Refused(Code.UNIT_DISSOLVED, field="parent_id", **self._end_of(above))

    def _end_of(self, unit: Unit) -> dict[str, str]:
        return {"name": unit.name, "date": format_date(self._plan.last_day)}

    def _units_below(self) -> tuple[tuple[Unit, Unit], ...]:
        """Let units below one that leaves stand below a successor, and a successor below none."""
        found = []
        for unit in self._ground.units.values():
            left = self._leaving.get(unit.parent_id or "")
            has_ended = unit.to_on is not None and unit.to_on < self._plan.on
            if left is None or has_ended or unit.id in self._ending:
                continue
            above: str | None = self._chosen(unit.id, left.id)
            if unit.id in self._keys:
                above = self._above(left)
            if above != unit.parent_id:
                found.append((unit, replace(unit, parent_id=above)))
        return tuple(found)

    def _above(self, unit: Unit) -> str | None:
        """Return the nearest unit above one that goes on."""
        above = unit.id
        while above in self._ending:
            up = self._ground.units[above].parent_id
            if up is None:
                return None
            above = up
        return above

    def _chosen(self, id: str, left: str) -> str:
        """Return where a thing of a unit goes: as chosen, else it stays, else the first."""
        chosen = self._plan.chosen.get(id)
        if chosen is not None:
            if chosen not in self._keys:
                raise Refused(Code.NOT_FOUND, field="chosen", text=chosen)
            return chosen
        return left if left in self._keys else self._into[0].id

    def _posts(self) -> tuple[tuple[Post, ...], tuple[Post, ...], tuple[Post, ...]]:
        """Return the posts that end, those taken away, and those that begin instead."""
        ended: list[Post] = []
        unbegun: list[Post] = []
        begun: list[Post] = []
        for post in self._ground.posts:
            is_over = post.to_on is not None and post.to_on < self._plan.on
            if post.unit_id not in self._leaving or is_over:
                continue
            unit = self._chosen(post.person_id, post.unit_id)
            if unit == post.unit_id:
                continue
            is_begun = post.from_on is None or post.from_on < self._plan.on
            (ended if is_begun else unbegun).append(post)
            if post.person_id not in self._ground.gone:
                start = self._plan.on if is_begun else post.from_on
                begun.append(replace(post, id="", unit_id=unit, from_on=start))
        return tuple(ended), tuple(unbegun), self._with_one_head(begun)

    def _with_one_head(self, begun: list[Post]) -> tuple[Post, ...]:
        """Leave each successor one head: the one named, who is there already, or the first."""
        heads = {post.unit_id: post.person_id for post in self._staying() if post.is_leader}
        named = [post for post in begun if post.person_id == self._plan.head_id]
        for post in (*named, *(post for post in begun if post.is_leader)):
            heads.setdefault(post.unit_id, post.person_id)
        return tuple(_placed(post, heads.get(post.unit_id) == post.person_id) for post in begun)

    def _staying(self) -> Iterable[Post]:
        """Return the posts that hold on the day in successors that are there already."""
        for post in self._ground.posts:
            is_there = post.unit_id in self._keys and holds_on(
                post.from_on, post.to_on, self._plan.on
            )
            if is_there and self._chosen(post.person_id, post.unit_id) == post.unit_id:
                yield post

    def _work(self, begun: tuple[Post, ...]) -> tuple[tuple[Work, str], ...]:
        """Return the work that changes hands."""
        places = {post.person_id: post.unit_id for post in reversed(begun)}
        pairs = (
            (one, self._place(one, places))
            for one in self._ground.work
            if one.unit_id in self._leaving
        )
        return tuple((one, unit) for one, unit in pairs if unit != one.unit_id)

    def _place(self, one: Work, places: Mapping[str, str]) -> str:
        """Return where a piece of work goes: with its person, with the whole, or as chosen."""
        if one.follows is None or one.id in self._plan.chosen:
            return self._chosen(one.id, one.unit_id)
        return places.get(one.follows) or self._chosen(one.follows, one.unit_id)


def _placed(post: Post, is_head: bool) -> Post:
    """Return a post as its holder's goes on: who was head beside another is deputy."""
    if not is_head:
        return replace(post, is_leader=False, is_deputy=post.is_deputy or post.is_leader)
    return replace(post, is_leader=True, is_deputy=False)

"""What a reorganisation does, to read before it is carried out: units, people, work, what stays."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, func, select

from okrdesk.db import schema
from okrdesk.db.among import any_of
from okrdesk.domain.objective import CycleState
from okrdesk.domain.organisation import Post, Unit, holds_on
from okrdesk.domain.reorganisation import Ground, Outcome, Plan
from okrdesk.domain.review import ReviewState
from okrdesk.domain.text import collation_key, name_key
from okrdesk.services.review_states import in_state


@dataclass(frozen=True)
class UnitLine:
    """A unit before or after: its unit above, how many people and open objectives it has."""

    id: str
    name: str
    above: str
    people: int
    objectives: int


@dataclass(frozen=True)
class Followed:
    """Something that goes to another unit, or stays: a unit below, a person, some work.

    `note` says of a person the title of the post. What stays with a unit that is renamed has other
    words for it, `before` and `after`, and did not move.
    """

    entity: str
    id: str
    title: str
    before: str
    after: str
    after_id: str
    is_moved: bool
    note: str = ""


@dataclass(frozen=True)
class Staying:
    """What stays with the units as they were: work of closed cycles, evaluations."""

    closed_objectives: int
    evaluations: int


@dataclass(frozen=True)
class Report:
    """A plan, the units it is about before and after, and what follows where.

    `approved` counts objectives that were approved and go to another unit: whoever heads that one
    is asked to approve them anew; the target approved before stays in force until then.
    """

    plan: Plan
    before: tuple[UnitLine, ...]
    after: tuple[UnitLine, ...]
    below: tuple[Followed, ...]
    people: tuple[Followed, ...]
    work: tuple[Followed, ...]
    staying: Staying
    approved: int

    @property
    def objectives(self) -> tuple[Followed, ...]:
        """Return the objectives among the work."""
        return tuple(one for one in self.work if one.entity == "objective")


def report(connection: Connection, agency_id: str, facts: "Facts") -> Report:
    """Return what a plan does, in the names of units, people and work."""
    plan = facts.plan
    work = facts.work()
    moved = [one.id for one in work if one.entity == "objective" and one.is_moved]
    return Report(
        plan,
        before=facts.lines(facts.ground.units, plan.last_day),
        after=facts.lines(facts.later, plan.on),
        below=facts.below(),
        people=facts.people(_names(connection, agency_id, facts)),
        work=work,
        staying=_staying(connection, agency_id, list(plan.unit_ids)),
        approved=len(in_state(connection, agency_id, moved, ReviewState.APPROVED)),
    )


@dataclass(frozen=True)
class Facts:
    """A plan, what it meets and what it does."""

    plan: Plan
    ground: Ground
    outcome: Outcome

    @property
    def later(self) -> Mapping[str, Unit]:
        """Return the units as they are afterwards, by id."""
        units = (*self.outcome.added, *self.outcome.ended)
        changed = (after for _before, after in self.outcome.changed)
        return {**self.ground.units, **{unit.id: unit for unit in (*units, *changed)}}

    def posts(self) -> tuple[Post, ...]:
        """Return the posts as they are afterwards."""
        gone = {post.id for post in (*self.outcome.ended_posts, *self.outcome.unbegun_posts)}
        kept = (post for post in self.ground.posts if post.id not in gone)
        return (*kept, *self.outcome.begun_posts)

    def held(self) -> tuple[Post, ...]:
        """Return the posts in the units that the plan is about, which it may move."""
        return tuple(
            post
            for post in self.ground.posts
            if post.unit_id in self.plan.unit_ids
            and (post.to_on is None or post.to_on >= self.plan.on)
            and post.person_id not in self.ground.gone
        )

    def lines(self, units: Mapping[str, Unit], day: date) -> tuple[UnitLine, ...]:
        """Return the units that the plan is about, as they are on a day before or after."""
        is_before = day < self.plan.on
        people: dict[str, set[str]] = {}
        for post in self.ground.posts if is_before else self.posts():
            if holds_on(post.from_on, post.to_on, day) and post.person_id not in self.ground.gone:
                people.setdefault(post.unit_id, set()).add(post.person_id)
        moved = {} if is_before else {one.id: unit for one, unit in self.outcome.moved}
        owned = Counter(
            moved.get(one.id, one.unit_id) for one in self.ground.work if one.entity == "objective"
        )
        into = [unit.id for unit in self.plan.into] or [
            one for _old, one in self.outcome.successions
        ]
        shown = [units[id] for id in dict.fromkeys((*self.plan.unit_ids, *into)) if id in units]
        return tuple(
            UnitLine(
                unit.id,
                unit.name,
                _name(units, unit.parent_id),
                len(people.get(unit.id, ())),
                owned[unit.id],
            )
            for unit in shown
            if holds_on(unit.from_on, unit.to_on, day)
        )

    def below(self) -> tuple[Followed, ...]:
        """Return the units that stand elsewhere afterwards."""
        return tuple(
            Followed(
                "unit",
                old.id,
                new.name,
                _name(self.ground.units, old.parent_id),
                _name(self.later, new.parent_id),
                new.parent_id or "",
                is_moved=True,
            )
            for old, new in self.outcome.changed
            if old.parent_id != new.parent_id and old.id not in self.plan.unit_ids
        )

    def people(self, names: Mapping[str, str]) -> tuple[Followed, ...]:
        """Return the people of the units and where each is afterwards, by given name."""
        places = {post.person_id: post.unit_id for post in reversed(self.outcome.begun_posts)}
        found = {}
        for post in reversed(self.held()):
            place = places.get(post.person_id, post.unit_id)
            before, after = _name(self.ground.units, post.unit_id), _name(self.later, place)
            name = names.get(post.person_id, "")
            is_moved = place != post.unit_id
            found[post.person_id] = Followed(
                "person", post.person_id, name, before, after, place, is_moved, post.title
            )
        return tuple(sorted(found.values(), key=lambda one: name_key(one.title)))

    def work(self) -> tuple[Followed, ...]:
        """Return the open work of the units that the plan is about, and whose it is afterwards."""
        places = dict(self.outcome.moved)
        found = []
        for one in (work for work in self.ground.work if work.unit_id in self.plan.unit_ids):
            place = places.get(one, one.unit_id)
            before, after = _name(self.ground.units, one.unit_id), _name(self.later, place)
            is_moved = place != one.unit_id
            found.append(Followed(one.entity, one.id, one.title, before, after, place, is_moved))
        kinds = list(dict.fromkeys(one.entity for one in found))
        found.sort(key=lambda one: (kinds.index(one.entity), collation_key(one.title)))
        return tuple(found)


def _name(units: Mapping[str, Unit], id: str | None) -> str:
    return units[id].name if id and id in units else ""


def _names(connection: Connection, agency_id: str, facts: Facts) -> dict[str, str]:
    person = schema.person
    rows = connection.execute(
        select(person.c.id, person.c.name).where(
            person.c.agency_id == agency_id, any_of(person.c.id, "ids")
        ),
        {"ids": sorted({post.person_id for post in facts.held()})},
    )
    return {row.id: row.name for row in rows}


def _staying(connection: Connection, agency_id: str, units: list[str]) -> Staying:
    """Count what is left where it was."""
    objective, cycle, evaluation = schema.objective, schema.cycle, schema.evaluation
    closed = (
        select(func.count())
        .select_from(objective)
        .join(cycle, and_(cycle.c.agency_id == agency_id, cycle.c.id == objective.c.cycle_id))
        .where(
            objective.c.agency_id == agency_id,
            ~objective.c.deleted,
            cycle.c.state == CycleState.CLOSED.value,
            any_of(objective.c.owner_unit_id, "ids"),
        )
    )
    evaluations = (
        select(func.count())
        .select_from(evaluation)
        .where(
            evaluation.c.agency_id == agency_id,
            ~evaluation.c.deleted,
            any_of(evaluation.c.unit_id, "ids"),
        )
    )
    names = {"ids": units}
    return Staying(
        connection.scalar(closed, names) or 0, connection.scalar(evaluations, names) or 0
    )

"""Write the sample office into an empty database: one act, through the journal."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from okrdesk.db import evidence_store, schema
from okrdesk.db.journal import Work
from okrdesk.db.rows import key_result_values, objective_values
from okrdesk.db.store import Store, local_now, on_clock
from okrdesk.domain.act import Act
from okrdesk.domain.check_in import BlockerKind
from okrdesk.domain.dates import office_time
from okrdesk.domain.health import Limits
from okrdesk.domain.identity import new_id
from okrdesk.domain.objective import Cycle, CycleState
from okrdesk.domain.tasks import AttachmentKind
from okrdesk.sample.content import Content, load_content
from okrdesk.sample.cycles import Calendar, calendar_of
from okrdesk.sample.directives import Directives, directives_of
from okrdesk.sample.draw import Draw
from okrdesk.sample.entries import Scribe, check_in_values, entries_of
from okrdesk.sample.evaluations import write_sample_evaluations
from okrdesk.sample.indicators import Indicators, indicators_of, values_told
from okrdesk.sample.plan import Plan, plan_of
from okrdesk.sample.reviews import Around, Said, write_closures, write_reviews
from okrdesk.sample.roster import Roster, Rows, roster_of
from okrdesk.sample.work import Ground, work_of
from okrdesk.services.desk import Desk
from okrdesk.services.office import MEASURE_UNITS, note_desk


def build_sample(engine: Engine, now: Callable[[], datetime] = local_now) -> Desk:
    """Write the sample office around the moment `now()`; return the desk of its person.

    At the desk sits the deputy head of Phòng Tổng hợp, Quy hoạch: somebody with key results of her
    own to check in today, head enough to see others', and with the roles of planner and
    administrator besides, so that every screen can be shown.
    """
    moment = office_time(now())
    office = _Office(load_content(), Draw(moment), moment)
    desk_person = office.roster.people[office.content.office["desk"]["person"]]
    store = Store(engine, office.roster.agency_id, new_id(), now)
    with on_clock(store, lambda: moment).write(desk_person, Act.BUILD_SAMPLE) as work:
        _write_organisation(work, office)
        _write_plan(work, office)
        around = _write_check_ins(work, office)
        ground = _write_work(work, office)
        words = office.content.remarks["evaluation"]
        write_sample_evaluations(work, Desk(store, desk_person), ground, words)
        _write_words(work, office, ground, around)
        note_desk(work.connection, store, desk_person)
    return Desk(store, desk_person)


@dataclass
class _Office:
    """All that the sample is, worked out before the first row is written."""

    content: Content
    draw: Draw
    moment: datetime
    roster: Roster = field(init=False)
    calendar: Calendar = field(init=False)
    directives: Directives = field(init=False)
    indicators: Indicators = field(init=False)
    plan: Plan = field(init=False)

    def __post_init__(self) -> None:
        self.roster = roster_of(self.content.office, self.draw)
        self.calendar = calendar_of(self.moment.date(), self.draw)
        self.directives = directives_of(self.content.directives, self.roster, self.moment)
        self.indicators = indicators_of(self.content.indicators, self.roster, self.moment)
        served = self.directives.served
        self.plan = plan_of(self.content, self.roster, self.calendar, self.draw, served)


def _write_organisation(work: Work, office: _Office) -> None:
    roster = office.roster
    work.add(schema.agency, id=roster.agency_id, **office.content.office["agency"])
    for name, rows in roster.rows.items():
        work.add_many(schema.JOURNALLED[name], rows)
    used = [course.key_result.measure_unit for course in office.plan.courses]
    names = dict.fromkeys([*MEASURE_UNITS, *filter(None, used)])
    work.add_many(schema.measure_unit, [{"id": office.draw.id(), "name": name} for name in names])


def _write_plan(work: Work, office: _Office) -> None:
    plan = office.plan
    work.add_many(schema.directive, office.directives.directives)
    work.add_many(schema.directive_item, office.directives.items)
    work.add_many(schema.cycle, [_cycle_values(cycle) for cycle in office.calendar.cycles])
    work.add_many(
        schema.objective, [{"id": one.id} | objective_values(one) for one in plan.objectives]
    )
    work.add_many(schema.indicator, office.indicators.versions)
    work.add_many(schema.indicator_target, office.indicators.targets)
    work.add_many(schema.indicator_value, office.indicators.values)
    results = [office.indicators.read_by(course) for course in plan.courses]
    work.add_many(schema.key_result, [{"id": one.id} | key_result_values(one) for one in results])
    work.add_many(schema.link, plan.links)


def _cycle_values(cycle: Cycle) -> dict[str, Any]:
    return {
        "id": cycle.id,
        "code": cycle.code,
        "name": cycle.name,
        "kind": cycle.kind.value,
        "start_on": cycle.start_on,
        "end_on": cycle.end_on,
        "state": cycle.state.value,
        "parent_id": cycle.parent_id,
    }


def _write_check_ins(work: Work, office: _Office) -> Around:
    scribe = Scribe(office.moment, office.content.remarks, Limits(), office.draw)
    entries = {
        course.key_result.id: entries_of(
            course, office.roster.speaks_for(course.key_result.owner), scribe
        )
        for course in office.plan.courses
    }
    work.add_many(
        schema.check_in, [check_in_values(one) for each in entries.values() for one in each]
    )
    around = [(course, entries[course.key_result.id]) for course in office.plan.courses]
    told = values_told(office.indicators, around, office.moment)
    work.add_many(schema.indicator_value, told)
    work.add_many(schema.action_item, _actions(around, office))
    work.add_many(schema.blocker, _blockers(around, office))
    work.add_many(schema.evidence, _evidence(work, around, office))
    return around


def _write_words(work: Work, office: _Office, ground: Ground, around: Around) -> None:
    """Write what superiors said of the objectives, and how those of closed cycles ended."""
    cycles = {cycle.id: cycle for cycle in office.calendar.cycles}
    said = Said(ground, office.plan, cycles, office.content.remarks["review"])
    write_reviews(work, said)
    write_closures(work, around, said)


def _write_work(work: Work, office: _Office) -> Ground:
    """Write the catalogue and the months of tasks with what hangs on them."""
    results = [
        (course.key_result.owner.person_id, course.key_result.id)
        for course in office.plan.courses
        if course.cycle.state is CycleState.RUNNING and course.key_result.owner.person_id
    ]
    ground = Ground(office.content.catalogue, office.roster, office.moment, office.draw)
    made = work_of(ground, results)
    for name, rows in made.rows.items():
        work.add_many(schema.JOURNALLED[name], rows)
    file = office.content.catalogue["evidence"][0]
    content = file["text"].lstrip("\n").encode()
    agency = office.roster.agency_id
    address = evidence_store.keep(work.connection, agency, file["name"], content)
    proof = {"kind": AttachmentKind.EVIDENCE.value, "name": file["name"], "sha256": address}
    files = [row | proof | {"size": len(content)} for row in made.proven]
    work.add_many(schema.attachment, files)
    return ground


def _actions(around: Around, office: _Office) -> Rows:
    """Return two or three actions for key results that name them: the first is done."""
    draw, today = office.draw, office.moment.date()
    titles: list[str] = office.content.remarks["action"]["titles"]
    rows: Rows = []
    for course, _entries in around:
        if course.cycle.state is not CycleState.RUNNING:
            continue
        count = draw.whole(2, 3) if "actions" in course.notes else int(draw.chance(0.12))
        for place, title in enumerate(draw.some(titles, count)):
            done = today - timedelta(days=draw.whole(1, 9)) if place == 0 and count > 1 else None
            rows.append(
                {
                    "id": draw.id(),
                    "key_result_id": course.key_result.id,
                    "title": title,
                    "owner_person_id": office.roster.speaks_for(course.key_result.owner),
                    "due_on": today + timedelta(days=draw.whole(-4, 20)),
                    "done_on": done,
                }
            )
    return rows


def _blockers(around: Around, office: _Office) -> Rows:
    """Return what stands in the way where a course is blocked: each kind in turn."""
    texts: dict[str, str] = office.content.remarks["blocker"]
    kinds = list(BlockerKind)
    blocked = [each for each in around if "blocker" in each[0].notes and each[1]]
    return [
        {
            "id": office.draw.id(),
            "key_result_id": course.key_result.id,
            "check_in_id": entries[-1].id,
            "kind": kinds[place % len(kinds)].value,
            "text": texts[kinds[place % len(kinds)].value],
            "owner_person_id": office.roster.people[office.draw.pick(["002", "003", "004"])],
            "due_on": office.moment.date() + timedelta(days=office.draw.whole(3, 15)),
        }
        for place, (course, entries) in enumerate(blocked)
    ]


def _evidence(work: Work, around: Around, office: _Office) -> Rows:
    """Keep the sample's small files, and return the rows that attach them to check-ins."""
    files = office.content.remarks["evidence"]
    proven = [entries[-1] for course, entries in around if "evidence" in course.notes and entries]
    rows: Rows = []
    for place, entry in enumerate(proven):
        file = files[place % len(files)]
        content = file["text"].lstrip("\n").encode()
        address = evidence_store.keep(
            work.connection, office.roster.agency_id, file["name"], content
        )
        rows.append(
            {
                "id": office.draw.id(),
                "check_in_id": entry.id,
                "name": file["name"],
                "sha256": address,
                "size": len(content),
            }
        )
    return rows

"""The small office of the simulator: who is in it at the start, and how its days are counted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from okrdesk.db.journal import SCHEMA_VERSION
from okrdesk.domain.identity import new_id
from okrdesk.sync.record import Record

START_MS = 1_772_500_000_000
"""3 March 2026, in the morning."""
DAY_MS = 86_400_000

Ids = Callable[[], str]


def ids_of(random: Random, now: Callable[[], int]) -> Ids:
    """Return a maker of ids that a seed repeats."""
    return lambda: new_id(now(), random.randbytes(10))


@dataclass
class Office:
    """Units and people by name; `homes` is where each began."""

    agency_id: str
    cycle_id: str
    other_cycle_id: str
    period_id: str
    pack_id: str
    units: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)

    def name_of(self, person_id: str) -> str:
        return next(name for name, id in self.people.items() if id == person_id)


TREE = {"root": None, "u1": "root", "u2": "root", "u3": "u1", "u4": "u3", "u5": "u4", "far": None}
"""Units and what they are under; `far` has nothing to do with the others."""
PEOPLE = {
    "leader": "root",
    "admin": "root",
    "planner": "root",
    "head1": "u1",
    "head2": "u2",
    "one": "u1",
    "two": "u1",
    "three": "u2",
    "deep": "u5",
    "rogue": "far",
}
LEADERS = frozenset({"leader", "head1", "head2"})
ROLES = {"leader": "agency-leader", "admin": "administrator", "planner": "planner"}


def founded(ids: Ids) -> tuple[Office, list[Record]]:
    """Return an office, and the changes that make it on a server."""
    office = Office(ids(), ids(), ids(), ids(), ids())
    return office, list(_founding(office, ids))


def _founding(office: Office, ids: Ids) -> Iterator[Record]:
    make = _Maker(office.agency_id, ids)
    yield make("agency", office.agency_id, code="A", name="Sở")
    for code, id in (("2026", office.cycle_id), ("2025", office.other_cycle_id)):
        yield make(
            "cycle",
            id,
            code=code,
            name=code,
            kind="year",
            start_on=f"{code}-01-01",
            end_on=f"{code}-12-31",
            state="running" if code == "2026" else "closed",
        )
    yield make(
        "rule_pack",
        office.pack_id,
        code="nd335",
        version="1",
        name="NĐ 335",
        text="",
        sha256="0" * 64,
        from_on="2026-01-01",
        published=True,
    )
    days = {"start_on": "2026-03-01", "end_on": "2026-03-31"}
    yield make("period", office.period_id, code="2026-03", kind="month", state="open", **days)
    for name, above in TREE.items():
        office.units[name] = ids()
        parent = {"parent_id": office.units[above]} if above else {}
        yield make("unit", office.units[name], code=name, name=name, **parent)
    yield from _people(make, office, ids)


def _people(make: "_Maker", office: Office, ids: Ids) -> Iterator[Record]:
    for name, unit in PEOPLE.items():
        office.people[name] = ids()
        office.homes[name] = ids()
        yield make(
            "person",
            office.people[name],
            code=name,
            name=name,
            kind="civil-servant",
            archived=False,
            personal_number="012345678901",
        )
        yield make(
            "post",
            office.homes[name],
            person_id=office.people[name],
            unit_id=office.units[unit],
            is_leader=name in LEADERS,
            is_deputy=False,
            from_on="2026-01-01",
        )
        if name in ROLES:
            yield make("role_grant", ids(), person_id=office.people[name], role=ROLES[name])


@dataclass
class _Maker:
    agency_id: str
    ids: Ids
    count: int = 0

    def __call__(self, ent: str, eid: str, **values: Any) -> Record:
        self.count += 1
        return Record(
            cid=self.ids(),
            dev=self.agency_id,
            dseq=0,
            actor=self.agency_id,
            act="set-up",
            ent=ent,
            eid=eid,
            op="create",
            hlc=(START_MS - DAY_MS) << 16 | self.count,
            grp=self.ids(),
            sv=SCHEMA_VERSION,
            wall=START_MS - DAY_MS,
            tz=420,
            app="0",
            set=values,
        )

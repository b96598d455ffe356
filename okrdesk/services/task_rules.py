"""What the rules in force say of a single task: the working days, back-dating, more than asked."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.queries.office import in_force
from okrdesk.domain.evaluation.pack import RulePack
from okrdesk.domain.evaluation.pack_fields import PackFaulty
from okrdesk.domain.evaluation.pack_reading import read_pack
from okrdesk.domain.evaluation.working_days import WorkCalendar
from okrdesk.domain.organisation import PersonKind

WEEKENDS_ONLY = WorkCalendar()
_pack, _person = schema.rule_pack, schema.person


@dataclass(frozen=True)
class TaskWindow:
    """The calendar, whether more than the quantity may be done, how far back a day may lie.

    `back_dating_days` are working days; None says that no rule limits them.
    """

    calendar: WorkCalendar = WEEKENDS_ONLY
    may_exceed: bool = False
    back_dating_days: int | None = None


def calendar_on(connection: Connection, agency_id: str, day: date) -> WorkCalendar:
    """Return the working days by the rules in force on a day; without rules, all but weekends."""
    return _window(_packs_on(connection, agency_id, day)).calendar


def window_of(connection: Connection, agency_id: str, person_id: str, day: date) -> TaskWindow:
    """Return what the rules that cover a person on a day say of tasks."""
    kind = connection.scalar(
        select(_person.c.kind).where(_person.c.agency_id == agency_id, _person.c.id == person_id)
    )
    covering = [
        pack
        for pack in _packs_on(connection, agency_id, day)
        if kind is None or PersonKind(kind) in pack.covers.persons
    ]
    return _window(covering)


def _window(packs: list[RulePack]) -> TaskWindow:
    """Return what several packs say together: what one allows is allowed."""
    if not packs:
        return TaskWindow()
    days = [pack.tasks.back_dating_days for pack in packs]
    limits = [limit for limit in days if limit is not None]
    return TaskWindow(
        calendar=packs[0].calendar,
        may_exceed=any(pack.bonus is not None for pack in packs),
        back_dating_days=max(limits) if len(limits) == len(days) else None,
    )


def _packs_on(connection: Connection, agency_id: str, day: date) -> list[RulePack]:
    texts = connection.scalars(
        select(_pack.c.text)
        .where(
            _pack.c.agency_id == agency_id,
            _pack.c.published,
            ~_pack.c.archived,
            ~_pack.c.deleted,
            in_force(_pack, day),
        )
        .order_by(_pack.c.code, _pack.c.from_on.desc(), _pack.c.id)
    )
    return [pack for text in texts if (pack := _read(text)) is not None]


@lru_cache(maxsize=32)
def _read(text: str) -> RulePack | None:
    """Return the pack of a text, read once; None for one that only a newer program reads."""
    try:
        return read_pack(text)
    except PackFaulty:
        return None

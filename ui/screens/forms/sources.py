"""What the screen asks of the core: what can be chosen, and the facts of one sheet.

Each function runs on the database thread; services are imported inside, because they load
SQLAlchemy.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from okrdesk.domain.dates import format_date
from okrdesk.domain.objective import Owner
from okrdesk.i18n import language

if TYPE_CHECKING:
    from okrdesk.forms.gathering import SpanKind
    from okrdesk.forms.offer import Offer
    from okrdesk.forms.registry import Template
    from okrdesk.forms.sheets import Facts
    from okrdesk.services.desk import Desk, Done

INDENT = "\u2003"


@dataclass(frozen=True)
class SpanChoice:
    """What to fill a form for: a period or a year by its code, else by its id."""

    id: str
    name: str
    is_current: bool


@dataclass(frozen=True)
class OwnerRow:
    """A person or a unit in the list; `note` tells namesakes apart, `depth` indents units.

    `objectives` is how many they own in the cycle, None while that is not known yet.
    """

    id: str
    name: str
    note: str
    code: str
    depth: int = 0
    parent_id: str | None = None
    objectives: int | None = None


@dataclass(frozen=True)
class Ground:
    """All that can be chosen."""

    forms: "tuple[Offer, ...]"
    spans: "Mapping[SpanKind, tuple[SpanChoice, ...]]"
    people: tuple[OwnerRow, ...]
    units: tuple[OwnerRow, ...]
    own_id: str


@dataclass(frozen=True)
class Wish:
    """A sheet that is wanted: which form, for which span (`SpanChoice.id`), whose."""

    code: str
    span: str
    owner: Owner


@dataclass(frozen=True)
class Prepared:
    """The facts of one sheet, with the edition of the form and the moment it bears."""

    wish: Wish
    template: "Template"
    sheet: "Facts"
    made_at: datetime

    @property
    def is_empty(self) -> bool:
        """Say whether a registration has nothing to register."""
        return getattr(self.sheet, "objectives", True) == ()

    def prints_as(self, other: "Prepared") -> bool:
        """Say whether both make the same paper: forms may share their facts, as F4 and F5 do."""
        return (self.template, self.sheet) == (other.template, other.sheet)


def load_ground(desk: "Desk") -> Ground:
    """Return the forms in force, what they can be filled for, and everybody one can be of."""
    from okrdesk.forms.offer import offers_on
    from okrdesk.services.people import find_people
    from okrdesk.services.units import find_units

    today = desk.today()
    return Ground(
        forms=tuple(offers_on(today, language())),
        spans=_spans(desk),
        people=tuple(
            OwnerRow(row.id, row.name, row.unit_name, row.code) for row in find_people(desk)
        ),
        units=tuple(
            OwnerRow(row.id, row.name, row.code, row.code, row.depth, row.parent_id)
            for row in find_units(desk, today)
        ),
        own_id=desk.person_id,
    )


def prepare(desk: "Desk", wish: Wish) -> Prepared:
    """Return the facts of the wanted sheet; raises what `okrdesk.forms.gathering.gather` does."""
    from okrdesk.forms.gathering import gather
    from okrdesk.forms.registry import find_template

    (facts,) = gather(desk, wish.code, wish.span, [wish.owner])
    return Prepared(wish, find_template(wish.code, desk.today()), facts, desk.store.now())


def enter(desk: "Desk", sheets: Sequence[Prepared]) -> "Done[tuple[str, ...]]":
    """Enter sheets of one form (at least one) in the register, before they leave the program."""
    from okrdesk.forms.gathering import evaluation_period
    from okrdesk.forms.register import register_sheets

    first = sheets[0]
    period = evaluation_period(desk, first.wish.code, first.wish.span)
    each = [(one.wish.owner, one.sheet) for one in sheets]
    return register_sheets(desk, first.template, each, period)


def wish_of_evaluation(desk: "Desk", evaluation_id: str) -> Wish:
    """Return the sheet that an evaluation is printed on; raises Refused NOT_FOUND, NO_AUTHORITY."""
    from okrdesk.forms.gathering import evaluation_form
    from okrdesk.services.evaluation_sheets import sheet_of

    sheet = sheet_of(desk, evaluation_id)
    return Wish(
        evaluation_form(sheet.person.kind), sheet.period.code, Owner(person_id=sheet.person.id)
    )


def find_member_ids(desk: "Desk", unit_ids: frozenset[str]) -> list[str]:
    """Return the ids of the people with a post in the units today, in the order of their codes."""
    from okrdesk.services.registration import find_members

    return [owner.person_id for owner in find_members(desk, unit_ids) if owner.person_id]


def count_objectives(desk: "Desk", cycle_id: str) -> Counter[str]:
    """Return how many objectives each person and each unit owns in the cycle, by their id."""
    from okrdesk.services.lists import Filter, find_objective_ids, find_objective_rows

    rows = find_objective_rows(desk, find_objective_ids(desk, Filter(cycle_id=cycle_id)))
    return Counter(row.owner_person_id or row.owner_unit_id or "" for row in rows)


def _spans(desk: "Desk") -> "Mapping[SpanKind, tuple[SpanChoice, ...]]":
    from okrdesk.forms.gathering import SpanKind
    from okrdesk.services.cycles import current_cycle, find_cycles
    from okrdesk.services.decision_papers import find_decisions
    from okrdesk.services.directives import find_directives
    from okrdesk.services.meetings import find_meetings
    from okrdesk.services.periods import find_periods

    current = current_cycle(desk)
    now = current.id if current else None
    periods = [row.period for row in find_periods(desk)]
    latest = next((one.code for one in periods if one.start_on <= desk.today()), None)
    years = sorted({one.end_on.year for one in periods} | {desk.today().year}, reverse=True)
    return {
        SpanKind.CYCLE: tuple(
            SpanChoice(row.id, row.name, row.id == now) for row in find_cycles(desk)
        ),
        SpanKind.PERIOD: tuple(
            SpanChoice(one.code, one.name, one.code == latest) for one in periods
        ),
        SpanKind.YEAR: tuple(
            SpanChoice(str(year), str(year), year == desk.today().year) for year in years
        ),
        SpanKind.MEETING: tuple(
            SpanChoice(
                row.meeting.id,
                f"{format_date(row.meeting.held_on)} · {row.meeting.title}",
                place == 0,
            )
            for place, row in enumerate(find_meetings(desk))
        ),
        SpanKind.DECISION: tuple(
            SpanChoice(row.id, f"{format_date(row.on)} · {row.title}", place == 0)
            for place, row in enumerate(find_decisions(desk))
        ),
        SpanKind.DIRECTIVE: tuple(
            SpanChoice(one.id, " · ".join(filter(None, (one.code, one.title))), place == 0)
            for place, one in enumerate(find_directives(desk))
        ),
    }

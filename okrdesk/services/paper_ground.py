"""What papers have in common, read once for any number of them.

Of every paper holds: people, posts and units are named as on the last day that it is about, and it
is signed by who heads them on the day that it bears. A paper takes effect when it is signed, and
only who holds an office may sign for it: who held it then cannot sign any more, and nobody signs
with the date of an earlier day.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.among import any_of
from okrdesk.db.queries.task_causes import CauseRow, cause_rows
from okrdesk.domain.dates import day_at
from okrdesk.domain.evaluation.pack import RulePack
from okrdesk.domain.organisation import Agency
from okrdesk.domain.tasks import CauseState
from okrdesk.services.checks import fetch
from okrdesk.services.desk import Desk
from okrdesk.services.evaluation_rights import Rights
from okrdesk.services.office import agency_of
from okrdesk.services.papers import ConfirmedCause, Span
from okrdesk.services.periods import Period

_REST = "/rest"
"""What `task_facts` adds to the id of the part of a task that left the period."""
_DIGITS = 20
"""So many digits of an id tell it from any other."""


@dataclass(frozen=True)
class Ground:
    """The agency, its people's names, who heads whom, and the day."""

    agency: Agency
    names: dict[str, str]
    rights: Rights
    on: date

    def head_of(self, person_id: str, unit_id: str | None) -> str:
        """Return the name of the direct head, "" where there is none, or more than one."""
        heads = self.rights.direct_heads(person_id, unit_id)
        return self.names.get(next(iter(heads)), "") if len(heads) == 1 else ""

    def head_of_unit(self, unit_id: str | None) -> str:
        """Return the name of who heads a unit itself or the next above."""
        return self.head_of("", unit_id)


def ground_of(desk: Desk, connection: Connection) -> Ground:
    """Return the ground of papers."""
    person = schema.person
    rows = connection.execute(
        select(person.c.id, person.c.name).where(person.c.agency_id == desk.agency_id)
    )
    return Ground(
        agency_of(fetch(connection, schema.agency, desk.agency_id, desk.agency_id)),
        {row.id: row.name for row in rows},
        Rights(desk, connection),
        desk.today(),
    )


def span_of(period: Period) -> Span:
    """Return the period as papers name it."""
    return Span(period.code, period.start_on, period.end_on)


def code_of(id: str) -> str:
    """Return what a sheet about one object (a meeting, a directive …) names for a period."""
    return id.replace("-", "")[:_DIGITS]


def capital(text: str) -> str:
    """Return `text` with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def band_of(pack: RulePack, id: str | None) -> str:
    """Return the name of a band as a paper says it; "" without one."""
    return next((capital(one.name) for one in pack.bands if one.id == id), "")


def percent(ratio: Fraction | float | None) -> Decimal | None:
    """Return a ratio of 1 in percent."""
    if ratio is None:
        return None
    exact = Fraction(str(ratio)) if isinstance(ratio, float) else ratio
    return Decimal(exact.numerator) * 100 / Decimal(exact.denominator)


def task_id(facts_id: str) -> str:
    """Return the task that facts are of."""
    return facts_id.removesuffix(_REST)


def confirmed_causes(
    connection: Connection, agency_id: str, task_ids: Collection[str]
) -> dict[str, list[ConfirmedCause]]:
    """Return the confirmed causes of tasks by task, the oldest first."""
    table = schema.cause
    ids = connection.scalars(
        select(table.c.id).where(
            table.c.agency_id == agency_id, ~table.c.deleted, any_of(table.c.task_id, "ids")
        ),
        {"ids": list(task_ids)},
    ).all()
    found: defaultdict[str, list[ConfirmedCause]] = defaultdict(list)
    for row in cause_rows(connection, agency_id, ids) if ids else ():
        if row.state is CauseState.CONFIRMED and row.decided_at and row.task_id:
            found[row.task_id].append(_cause(row, day_at(row.decided_at)))
    return found


def _cause(row: CauseRow, confirmed_on: date) -> ConfirmedCause:
    return ConfirmedCause(
        task=row.title,
        reason=row.reason,
        first=row.from_on,
        last=row.to_on,
        confirmer=row.decided_by,
        confirmed_on=confirmed_on,
        errors=row.content_errors,
        delays=row.delays,
    )

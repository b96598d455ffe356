"""F11 for one person and for 200, from the database to the bytes of the PDF.

Typst remembers what it has set before, so no sheet is printed twice: each turn takes another person
or another quarter.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from statistics import median

from sqlalchemy import Table, select

from okrdesk.db import schema
from okrdesk.domain.objective import Owner
from okrdesk.forms.batch import Press
from okrdesk.forms.registry import find_template
from okrdesk.forms.render import Renderer
from okrdesk.services.desk import Desk
from okrdesk.services.registration import Registration, find_registration
from tests.bench import folders
from tests.bench.table import TIMES, Budget, Row, seconds

_ONE = Budget(flat=0.05)
_MANY = Budget(flat=10)
Wanted = Sequence[tuple[str, Owner]]


def rows() -> Iterator[Row]:
    """Yield one sheet, and 200 in one PDF; the floor is the paper alone, with all facts at hand."""
    with folders.desk_on(folders.large()) as desk:
        press = Press(Renderer(), find_template("F11", desk.today()), desk.store.now())
        cycles, people = _ids(desk, schema.cycle), _ids(desk, schema.person)
        owners = [Owner(person_id=id) for id in people]
        singles = [[(cycles[-1], owner)] for owner in owners[: 4 * TIMES]]
        yield Row("F11 of one person, warm", "ms", *_measure(desk, press, singles, _ONE))
        batches = [[(cycle, owner) for owner in owners] for cycle in cycles[:TIMES]]
        what = f"F11 of {len(owners)} people, one PDF"
        yield Row(what, "s", *_measure(desk, press, batches, _MANY))


def _measure(
    desk: Desk, press: Press, turns: Sequence[Wanted], budget: Budget
) -> tuple[float, Budget, float]:
    """Return the median of all, the budget, and the median of the paper alone."""
    taken = []
    for wanted in turns:
        sheets: list[Registration] = []
        reading = seconds(partial(_read, desk, wanted, sheets))
        taken.append((reading, seconds(partial(press.pdf, sheets))))
    paper = median(printing for _reading, printing in taken)
    return median(sum(both) for both in taken), budget, paper


def _read(desk: Desk, wanted: Wanted, sheets: list[Registration]) -> None:
    sheets.extend(find_registration(desk, cycle, owner) for cycle, owner in wanted)


def _ids(desk: Desk, table: Table) -> list[str]:
    with desk.read() as connection:
        return list(connection.scalars(select(table.c.id).order_by(table.c.id)))

"""What the section Chỉ số reads; runs on the database thread."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from okrdesk.domain.organisation import holds_on

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.indicators import IndicatorDetail, IndicatorRow


@dataclass(frozen=True)
class Wanted:
    """Which indicators: by words, of a job position, as of a day (None: today), archived too."""

    text: str = ""
    position: str | None = None
    on: date | None = None
    archived: bool = False


@dataclass(frozen=True)
class Line:
    """An indicator as the table shows it, by its version of the day."""

    id: str
    row: "IndicatorRow"
    is_in_force: bool

    @property
    def name(self) -> str:
        """What it is called."""
        return self.row.title

    @property
    def archived(self) -> bool:
        """Whether it was put away."""
        return self.row.archived


@dataclass(frozen=True)
class Catalogue:
    """The indicators by job position and code as of the day `on`, and the positions there are."""

    lines: tuple[Line, ...]
    positions: tuple[str, ...]
    on: date
    today: date


def catalogue(wanted: Wanted, desk: "Desk") -> Catalogue:
    """Return the catalogue as of a day; those that name no position come last."""
    from okrdesk.domain.text import collation_key, fold
    from okrdesk.services.indicators import find_indicators

    day = wanted.on or desk.today()
    rows = [row for row in find_indicators(desk, on=day) if wanted.archived or not row.archived]
    positions = sorted({row.indicator.position for row in rows} - {""}, key=collation_key)
    words = fold(wanted.text).split()
    found = [
        Line(row.id, row, holds_on(row.indicator.from_on, row.indicator.to_on, day))
        for row in rows
        if wanted.position in (None, row.indicator.position)
        and all(word in fold(f"{row.code} {row.title}") for word in words)
    ]
    order = {position: place for place, position in enumerate(positions)}
    found.sort(key=lambda line: (order.get(line.row.indicator.position, len(order)), line.row.code))
    return Catalogue(tuple(found), tuple(positions), day, desk.today())


def versions(id: str, desk: "Desk") -> "IndicatorDetail":
    """Return an indicator with all its versions; raises Refused(NOT_FOUND)."""
    from okrdesk.services.indicators import find_indicator

    return find_indicator(desk, id)

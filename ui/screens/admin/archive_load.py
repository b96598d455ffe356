"""What the section Lưu trữ reads and writes: runs on the database thread, with the desk last."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from okrdesk.domain.dates import format_moment
from okrdesk.domain.text import name_key

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.removal import Leaving


@dataclass(frozen=True)
class Asked:
    """What the filters ask for; `removed` asks for what was removed for good instead."""

    entity: str | None
    person_id: str | None
    since: date | None
    until: date | None
    removed: bool


@dataclass(frozen=True)
class Line:
    """One object that is archived, or was removed: then with the reason."""

    id: str
    entity: str
    title: str
    belongs_to: str
    when: str
    who: str
    reason: str = ""


@dataclass(frozen=True)
class Archive:
    """The objects asked for, and everybody who put one away, by id and name."""

    rows: tuple[Line, ...]
    people: tuple[tuple[str, str], ...]


def archive(asked: Asked, desk: "Desk") -> Archive:
    """Return what is archived, or was removed for good, as the filters ask."""
    from okrdesk.services.archived import Wanted, find_archived
    from okrdesk.services.removal import find_removed

    wanted = Wanted(asked.entity, asked.person_id, asked.since, asked.until)
    found = find_removed(desk) if asked.removed else find_archived(desk)
    people = {row.person_id: row.person for row in found if row.person_id}
    lines = (
        Line(
            row.id,
            row.entity,
            row.title,
            row.belongs_to,
            format_moment(row.at) if row.at else "",
            row.person,
            getattr(row, "reason", ""),
        )
        for row in found
        if wanted.lets_in(row)
    )
    by_name = sorted(people.items(), key=lambda pair: name_key(pair[1]))
    return Archive(tuple(lines), tuple(by_name))


def leaving(entity: str, id: str, desk: "Desk") -> "Leaving":
    """Return what would go with an object that is removed for good."""
    from okrdesk.services.removal import find_leaving

    return find_leaving(desk, entity, id)


def remove(entity: str, id: str, reason: str, desk: "Desk") -> Any:
    """Remove an archived object for good."""
    from okrdesk.services.removal import remove_for_good

    return remove_for_good(desk, entity, id, reason)

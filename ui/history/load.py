"""The changes of an object as lines to read; runs on the database thread."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from okrdesk.act_names import act_name
from okrdesk.domain.dates import day_at, format_date, format_moment
from okrdesk.field_names import (
    FIELD_NAMES,
    entity_name,
    field_name,
    setting_name,
    setting_text,
    value_text,
)

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.history import HistoryEntry

_SAYS_NOTHING = frozenset(
    {"person_id", "key_result_id", "objective_id", "task_id", "cause_id", "evaluation_id"}
    | {"score_id", "document_id", "author_id", "entered_at"}
)
"""Fields of parts (posts, check-ins, deliveries) that only name what they belong to, and whose."""
_KEY_RESULT_OF_A_TASK = ("task", "key_result_id")


@dataclass(frozen=True)
class Line:
    """One field that changed; `when` and `who` are empty below the first line of an act.

    `by` and `on` say of every line who did it and on which day, to filter by.
    """

    id: str
    when: str
    who: str
    act: str
    effective: str
    field: str
    before: str
    after: str
    by: str
    on: date


def read_history(ids: Sequence[str], desk: "Desk") -> tuple[Line, ...]:
    """Return what happened to the object `ids[0]` and to its parts `ids[1:]`, newest first."""
    from okrdesk.services.history import find_history, find_names, ids_in

    entries = [entry for id in ids for entry in find_history(desk, id)]
    entries = sorted(filter(_says_something, entries), key=lambda entry: entry.at, reverse=True)
    names = find_names(desk, ids_in(entries))
    settings = {
        entry.eid: entry.after
        for entry in entries
        if (entry.entity, entry.field) == ("office_setting", "key")
    }
    entries = [entry for entry in entries if entry.field != "key"]
    return tuple(_lines(entries, names, Subject(ids[0], settings)))


@dataclass(frozen=True)
class Subject:
    """Whose history it is: the object's id, and the keys of the office's settings by id."""

    id: str
    settings: dict[str, str]

    def label(self, entry: "HistoryEntry") -> str:
        """Return what a field that changed is called; that of a part with the part's name."""
        if entry.eid in self.settings:
            return setting_name(self.settings[entry.eid])
        name = field_name(entry.entity, entry.field)
        return name if entry.eid == self.id else f"{entity_name(entry.entity)}: {name}"

    def text(self, entry: "HistoryEntry", value: Any, names: dict[str, str]) -> str:
        """Return a value in words."""
        if entry.eid in self.settings:
            return setting_text(self.settings[entry.eid], value)
        return value_text(entry.entity, entry.field, value, names)


def _says_something(entry: "HistoryEntry") -> bool:
    says_nothing = entry.field in _SAYS_NOTHING
    if (entry.entity, entry.field) == _KEY_RESULT_OF_A_TASK:
        says_nothing = False
    if entry.field not in FIELD_NAMES or says_nothing:
        return False
    if entry.before is None and entry.after in (None, False, "", []):
        return False
    return bool(entry.before != entry.after)


def _lines(
    entries: Iterable["HistoryEntry"], names: dict[str, str], subject: Subject
) -> Iterator[Line]:
    last: tuple[Any, ...] = ()
    for place, entry in enumerate(entries):
        act = (entry.at, entry.who, entry.act)
        goes_on, last = act == last, act
        yield Line(
            id=str(place),
            when="" if goes_on else format_moment(entry.at),
            who="" if goes_on else entry.who,
            act="" if goes_on else act_name(entry.act),
            effective=format_date(entry.effective_on) if entry.effective_on else "",
            field=subject.label(entry),
            before=subject.text(entry, entry.before, names),
            after=subject.text(entry, entry.after, names),
            by=entry.who,
            on=day_at(entry.at),
        )

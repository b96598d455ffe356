"""What the frame asks of the core: choosers, search, undo; each runs on the database
thread.

The services are imported inside the functions, so that the first paint does not wait for
SQLAlchemy.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from okrdesk.domain.act import Act

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk, Done
    from okrdesk.services.reminders import Reminders


@dataclass(frozen=True)
class Entry:
    """One entry of a chooser; `depth` indents it, `is_current` marks the cycle of today."""

    id: str
    name: str
    depth: int = 0
    is_current: bool = False


@dataclass(frozen=True)
class FrameFacts:
    """What the top bar shows."""

    cycles: tuple[Entry, ...]
    units: tuple[Entry, ...]
    undo: Act | None


@dataclass(frozen=True)
class Found:
    """One thing that a search found."""

    entity: str
    id: str
    title: str


def load_facts(desk: "Desk") -> FrameFacts:
    """Return what the frame shows."""
    from okrdesk.services.cycles import current_cycle, find_cycles
    from okrdesk.services.history import next_undo
    from okrdesk.services.units import find_units

    current = current_cycle(desk)
    now = current.id if current else None
    cycles = tuple(Entry(row.id, row.name, 0, row.id == now) for row in find_cycles(desk))
    units = tuple(Entry(row.id, row.name, row.depth) for row in find_units(desk, desk.today()))
    undoable = next_undo(desk)
    return FrameFacts(cycles, units, undoable.act if undoable else None)


def search_everything(desk: "Desk", text: str) -> list[Found]:
    """Return what `text` finds, accents ignored, best first."""
    from okrdesk.services.search import search

    return [Found(hit.entity, hit.id, hit.title) for hit in search(desk, text, 40)]


def undo(desk: "Desk") -> "Done[Any]":
    """Take back the last act."""
    from okrdesk.services.history import undo_last

    return undo_last(desk)


def load_reminders(desk: "Desk") -> "Reminders":
    """Return what is due today or late."""
    from okrdesk.services.reminders import find_reminders

    return find_reminders(desk)

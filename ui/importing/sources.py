"""What the import asks of the core: what can be chosen, reading on a worker, writing, taking back.

Excel is read on a worker thread and matched on the database thread; whatever loads SQLAlchemy or
openpyxl is imported inside the functions.
"""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.errors import Code, Refused
from okrdesk.exchange.preview import KindName, Preview
from okrdesk.i18n import N_
from ui.importing.lines import PreviewLine, lines_of

if TYPE_CHECKING:
    from okrdesk.services.bulk import Counts
    from okrdesk.services.desk import Desk, Done

KINDS: Mapping[KindName, tuple[str, str]] = {
    KindName.PLAN: (
        N_("Plan: objectives and key results"),
        N_("One key result in each row, under its objective; goes into the cycle chosen below."),
    ),
    KindName.VALUES: (
        N_("Values: check-ins of key results"),
        N_("One value in each row: which key result, of which day, how much."),
    ),
    KindName.ROSTER: (
        N_("Staff list: people, units and posts"),
        N_("One person in each row; a unit that is not there yet is made."),
    ),
    KindName.TASKS: (
        N_("Tasks: what was given to whom, and what is done"),
        N_("One task in each row; a person's task of the same title and due day is changed."),
    ),
    KindName.DIRECTIVES: (
        N_("Directives: documents and what they ask for"),
        N_("One task of a directive in each row; the document is known by number and day."),
    ),
    KindName.KPIS: (
        N_("Indicators (KPI) with their targets"),
        N_("One indicator in each row, known by its code; targets of one year."),
    ),
    KindName.CATALOGUE: (
        N_("Catalogue: products, points and coefficients"),
        N_("One product in each row, in either layout that offices use; errors are told by row."),
    ),
}
TEMPLATE_NAMES = {
    KindName.PLAN: "mau-ke-hoach.xlsx",
    KindName.VALUES: "mau-so-lieu.xlsx",
    KindName.ROSTER: "mau-danh-sach-can-bo.xlsx",
    KindName.TASKS: "mau-cong-viec.xlsx",
    KindName.CATALOGUE: "mau-danh-muc.xlsx",
    KindName.DIRECTIVES: "mau-van-ban.xlsx",
    KindName.KPIS: "mau-chi-so.xlsx",
}


@dataclass(frozen=True)
class CycleChoice:
    """A cycle that a plan may go into."""

    id: str
    name: str
    is_current: bool


@dataclass(frozen=True)
class Source:
    """What to read: a file, or cells pasted from Excel; `cycle_id` is where a plan goes,
    or which version of a catalogue its rows go into.
    """

    kind: KindName
    file: Path | None = None
    text: str = ""
    cycle_id: str | None = None


@dataclass(frozen=True)
class Seen:
    """A preview with the lines that show it."""

    preview: Preview[Any]
    lines: tuple[PreviewLine, ...]

    @property
    def bad_rows(self) -> int:
        """How many rows have at least one problem."""
        return len({(one.sheet, one.row) for one in self.preview.problems})


@dataclass(frozen=True)
class Written:
    """What was written, and the group that undo takes back; None where nothing changed."""

    counts: "Counts"
    group: str | None


def find_open_cycles(desk: "Desk") -> list[CycleChoice]:
    """Return the cycles that are not closed, the latest first."""
    from okrdesk.domain.objective import CycleState
    from okrdesk.services.cycles import current_cycle, find_cycles

    current = current_cycle(desk)
    now = current.id if current else None
    return [
        CycleChoice(row.id, row.name, row.id == now)
        for row in find_cycles(desk)
        if row.state is not CycleState.CLOSED
    ]


def read(
    source: Source, submit: Callable[[Callable[[Any], Any]], "Future[Any]"], stop: threading.Event
) -> Seen:
    """Read a source and match it with the database; call on a worker.

    Raises what `read_kind` and `match` raise, and CancelledError once `stop` is set.
    """
    found = _read(source)
    _heed(stop)
    matched = submit(partial(_match, found=found, cycle_id=source.cycle_id)).result()
    _heed(stop)
    return Seen(matched, tuple(lines_of(matched)))


def write(desk: "Desk", preview: Preview[Any], good_rows_only: bool) -> "Done[Written]":
    """Write the rows of a preview in one act."""
    from okrdesk.exchange.apply import apply
    from okrdesk.services.desk import Done
    from okrdesk.services.history import next_undo

    done = apply(desk, preview, good_rows_only)
    last = next_undo(desk) if done.touched else None
    return Done(Written(done.value, last.group if last else None), done.touched)


def take_back(desk: "Desk", group: str) -> "Done[Any]":
    """Undo an import, as long as nothing was done after it; raises Refused CHANGED_SINCE."""
    from okrdesk.services.history import next_undo, undo_last

    last = next_undo(desk)
    if last is None or last.group != group:
        raise Refused(Code.CHANGED_SINCE)
    return undo_last(desk)


def _read(source: Source) -> Preview[Any]:
    if source.file is None:
        from okrdesk.exchange.paste import read_pasted

        return read_pasted(source.kind, source.text)
    from okrdesk.exchange.reading import read_kind

    return read_kind(source.kind, source.file)


def _match(desk: "Desk", found: Preview[Any], cycle_id: str | None) -> Preview[Any]:
    from okrdesk.exchange.apply import match

    return match(desk, found, cycle_id)


def _heed(stop: threading.Event) -> None:
    if stop.is_set():
        raise CancelledError

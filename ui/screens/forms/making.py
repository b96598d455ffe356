"""Making sheets on a worker: one for the preview, or many with progress and cancel."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.domain.objective import Owner
from okrdesk.i18n import _
from ui.screens.forms.sources import Prepared, prepare
from ui.shell.jobs import Ticket

if TYPE_CHECKING:
    from okrdesk.forms.batch import Press

Submit = Callable[[Callable[[Any], Prepared]], "Future[Prepared]"]


@dataclass(frozen=True)
class Batch:
    """Sheets of the form `code` for many owners; `skips_empty` leaves out who has no objective."""

    code: str
    cycle_id: str
    owners: tuple[Owner, ...]
    skips_empty: bool = True


@dataclass(frozen=True)
class Made:
    """What a batch gave: one PDF, or files in a folder, and how many had nothing to print."""

    count: int
    skipped: int
    pdf: bytes = b""
    files: tuple[Path, ...] = ()


def draw(prepared: Prepared) -> bytes:
    """Return one sheet as PDF/A."""
    return _press(prepared).pdf([prepared.sheet])


def draw_all(batch: Batch, submit: Submit, ticket: Ticket) -> Made:
    """Return the sheets of a batch in one PDF; `submit` asks the database thread."""
    prepared, skipped = _collect(batch, submit, ticket)
    if not prepared:
        return Made(0, skipped)
    ticket.progress(0, 0, _("Setting the pages"))
    pdf = _press(prepared[0]).pdf([one.sheet for one in prepared])
    ticket.check()
    return Made(len(prepared), skipped, pdf)


def fill_folder(batch: Batch, submit: Submit, folder: Path, ticket: Ticket) -> Made:
    """Write the sheets of a batch to a folder, a file each; a stop leaves what was written."""
    prepared, skipped = _collect(batch, submit, ticket)
    if not prepared:
        return Made(0, skipped)
    told = partial(_tell, ticket, _("Writing the files"))
    files = _press(prepared[0]).fill_folder([one.sheet for one in prepared], folder, told)
    return Made(len(files), skipped, files=tuple(files))


def _collect(batch: Batch, submit: Submit, ticket: Ticket) -> tuple[list[Prepared], int]:
    """Read the sheets one by one, so that the window's own questions get their turn between."""
    prepared: list[Prepared] = []
    skipped = 0
    for number, owner in enumerate(batch.owners):
        ticket.progress(number, len(batch.owners), _("Reading the objectives"))
        ask = partial(prepare, code=batch.code, cycle_id=batch.cycle_id, owner=owner)
        one = submit(ask).result()
        if batch.skips_empty and not one.sheet.objectives:
            skipped += 1
        else:
            prepared.append(one)
    return prepared, skipped


def _tell(ticket: Ticket, text: str, done: int, total: int) -> None:
    ticket.progress(done, total, text)


def _press(prepared: Prepared) -> "Press":
    from okrdesk.forms.batch import Press
    from okrdesk.forms.render import shared_renderer

    return Press(shared_renderer(), prepared.template, prepared.made_at)


def owners_of(person_ids: Sequence[str]) -> tuple[Owner, ...]:
    """Return people as owners."""
    return tuple(Owner(person_id=one) for one in person_ids)

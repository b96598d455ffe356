"""Making sheets on a worker: one for the preview, or many with progress and cancel."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from ui.screens.forms.sources import Prepared, Wish, enter, prepare
from ui.shell.jobs import Ticket

if TYPE_CHECKING:
    from okrdesk.forms.batch import Press

Submit = Callable[[Callable[[Any], Any]], "Future[Any]"]


@dataclass(frozen=True)
class Batch:
    """Many sheets of one form; `skips_empty` leaves out registrations of nothing.

    Who was not evaluated in the period has no sheet of it, and is left out in any case.
    """

    wishes: tuple[Wish, ...]
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
    for number, wish in enumerate(batch.wishes):
        ticket.progress(number, len(batch.wishes), _("Reading what to print"))
        one = _read(submit, wish)
        if one is None or (batch.skips_empty and one.is_empty):
            skipped += 1
        else:
            prepared.append(one)
    if prepared:
        submit(partial(enter, sheets=prepared)).result()
    return prepared, skipped


def _read(submit: Submit, wish: Wish) -> Prepared | None:
    """Return the facts of one sheet; None where there is no evaluation to print."""
    try:
        prepared: Prepared = submit(partial(prepare, wish=wish)).result()
    except Refused as error:
        if error.code is Code.EVALUATION_MISSING:
            return None
        raise
    return prepared


def _tell(ticket: Ticket, text: str, done: int, total: int) -> None:
    ticket.progress(done, total, text)


def _press(prepared: Prepared) -> "Press":
    from okrdesk.forms.batch import Press
    from okrdesk.forms.render import shared_renderer

    return Press(shared_renderer(), prepared.template, prepared.made_at)


def write_listing(prepared: Prepared, file: Path) -> Path:
    """Write one sheet as a workbook; raises Refused FORM_WITHOUT_WORKBOOK, Fault."""
    from okrdesk.forms.sheets import make_sheet
    from okrdesk.forms.workbook import write_workbook

    template = prepared.template
    return write_workbook(template, [make_sheet(template, prepared.sheet)], file)

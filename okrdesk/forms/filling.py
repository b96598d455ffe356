"""A form asked for by its code, for some owners, made and written where a person wants it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from okrdesk.domain.objective import Owner
from okrdesk.forms.batch import Press, save_pdf
from okrdesk.forms.registry import find_template
from okrdesk.forms.render import shared_renderer
from okrdesk.services.desk import Desk
from okrdesk.services.registration import find_registration


@dataclass(frozen=True)
class Filled:
    """The files written."""

    files: tuple[Path, ...]


def fill_form(
    desk: Desk, code: str, cycle_id: str, owners: Sequence[Owner], target: Path
) -> Filled:
    """Fill form `code` for each owner: one PDF where `target` ends in .pdf, else a folder of them.

    Raises Refused: NOT_FOUND, NO_AUTHORITY; Fault where the target cannot be written.
    """
    press = Press(shared_renderer(), find_template(code, desk.today()), desk.store.now())
    sheets = [find_registration(desk, cycle_id, owner) for owner in owners]
    if target.suffix.lower() == ".pdf":
        save_pdf(press.pdf(sheets), target)
        return Filled((target,))
    return Filled(tuple(press.fill_folder(sheets, target, lambda _done, _total: None)))

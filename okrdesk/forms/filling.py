"""A form asked for by its code, for some owners: made, written where asked, and registered."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from okrdesk.domain.objective import Owner
from okrdesk.forms.batch import Press, save_pdf
from okrdesk.forms.gathering import evaluation_period, gather
from okrdesk.forms.register import register_sheets
from okrdesk.forms.registry import find_template
from okrdesk.forms.render import shared_renderer
from okrdesk.forms.sheets import make_sheet
from okrdesk.forms.workbook import write_workbook
from okrdesk.services.desk import Desk


@dataclass(frozen=True)
class Filled:
    """The files written, and the codes of the sheets in the register, in the order asked."""

    files: tuple[Path, ...]
    codes: tuple[str, ...]


def fill_form(desk: Desk, code: str, period: str, owners: Sequence[Owner], target: Path) -> Filled:
    """Fill form `code` for each owner and enter the sheets in the register.

    One PDF where `target` ends in .pdf, one workbook where it ends in .xlsx, else a folder of PDFs.
    `period` is a code or an id. Raises Refused: as `gather` does, FORM_WITHOUT_WORKBOOK; Fault
    where the target cannot be written.
    """
    facts = gather(desk, code, period, owners)
    template = find_template(code, desk.today())
    sheets = [make_sheet(template, one) for one in facts]
    press = Press(shared_renderer(), template, desk.store.now())
    files: Sequence[Path] = [target]
    match target.suffix.lower():
        case ".pdf":
            save_pdf(press.pdf(facts), target)
        case ".xlsx":
            write_workbook(template, sheets, target)
        case _:
            files = press.fill_folder(facts, target, lambda _done, _total: None)
    each = list(zip(owners, facts, strict=True))
    register_sheets(desk, template, each, evaluation_period(desk, code, period))
    return Filled(tuple(files), tuple(one.mark.code for one in sheets))

"""Printed forms and the register: entering sheets, and asking whether a sheet still holds.

A sheet holds where the register has its content; what the record says now is compared with what
was printed, field by field. A PDF is compared line by line with the sheet made again, so that a
changed page under an honest mark is found as well.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from okrdesk.db.files import file_faults
from okrdesk.domain.objective import Owner
from okrdesk.errors import Code, Refused
from okrdesk.forms.gathering import gather
from okrdesk.forms.marks import Mark, find_mark, read_mark
from okrdesk.forms.pages import page_sizes, page_text
from okrdesk.forms.registry import Template, find_edition, find_template
from okrdesk.forms.render import Renderer, shared_renderer
from okrdesk.forms.sheets import Facts, Sheet, form_data, make_sheet
from okrdesk.services.desk import Desk, Done
from okrdesk.services.documents import (
    Document,
    NewDocument,
    find_documents,
    find_documents_of_file,
    register_documents,
)


@dataclass(frozen=True)
class Difference:
    """A field that is not as it was printed: where ("criteria", "Ý thức kỷ luật", "mark"), what."""

    path: tuple[str, ...]
    printed: str
    now: str


@dataclass(frozen=True)
class Checked:
    """What the register says of a sheet.

    `is_registered`: this content was printed by the office. `is_untouched`: a PDF's pages say what
    was printed, None where no PDF was given. `changed` is what the record says differently now,
    None where it cannot be read any more. `has_other_form`: its columns, wording or signatures are
    others now, by a newer edition or by the rules. `is_attached`: the very file came back before.
    """

    mark: Mark
    document: Document | None
    is_registered: bool
    changed: tuple[Difference, ...] | None
    has_other_form: bool = False
    is_untouched: bool | None = None
    altered: tuple[str, ...] = ()
    is_attached: bool = False

    @property
    def matches(self) -> bool:
        """Whether the sheet says what the office printed; the record may have gone on since."""
        return self.is_registered and self.is_untouched is not False


def register_sheets(
    desk: Desk,
    template: Template,
    sheets: Sequence[tuple[Owner, Facts]],
    period_id: str | None,
) -> Done[tuple[str, ...]]:
    """Enter sheets in the register, each content once; return the ids of the documents."""
    return register_documents(
        desk,
        [
            _document(template, owner, make_sheet(template, facts), period_id)
            for owner, facts in sheets
        ],
    )


def check_text(desk: Desk, text: str) -> Checked:
    """Say what the register knows of a code, of the line at a sheet's foot, or of its QR code.

    Raises Refused DOCUMENT_UNKNOWN where no sheet has this code.
    """
    return _check(desk, read_mark(text))


def check_pdf(desk: Desk, file: Path, renderer: Renderer | None = None) -> Checked:
    """Say whether a PDF is a sheet of the register as it was printed, and what changed since.

    Raises Refused: PDF_UNREADABLE, DOCUMENT_WITHOUT_MARK, DOCUMENT_UNKNOWN; Fault to read it.
    """
    with file_faults(file):
        content = file.read_bytes()
    pages = _pages(content)
    mark = next((mark for page in pages if (mark := find_mark(page))), None)
    if mark is None:
        raise Refused(Code.DOCUMENT_WITHOUT_MARK, name=file.name)
    found = _check(desk, mark)
    attached = find_documents_of_file(desk, sha256(content).hexdigest())
    altered: tuple[str, ...] | None = None
    if found.is_registered and found.document:
        again = _pages(_made_again(found.document, renderer or shared_renderer()))
        altered = tuple(_other_lines(again, pages))
    return replace(
        found,
        mark=mark,
        is_untouched=None if altered is None else not altered,
        altered=altered or (),
        is_attached=bool(attached),
    )


def differences(
    printed: Mapping[str, Any], now: Mapping[str, Any], path: tuple[str, ...] = ()
) -> Iterator[Difference]:
    """Yield what differs between two sheets' data, rows of lists by their names."""
    for key in dict.fromkeys([*printed, *now]):
        before, after = printed.get(key, ""), now.get(key, "")
        if before == after:
            continue
        if isinstance(before, list) or isinstance(after, list):
            before, after = _by_name(before or []), _by_name(after or [])
        if isinstance(before, Mapping) or isinstance(after, Mapping):
            yield from differences(before or {}, after or {}, (*path, key))
        else:
            yield Difference((*path, key), str(before), str(after))


def _document(template: Template, owner: Owner, sheet: Sheet, period_id: str | None) -> NewDocument:
    return NewDocument(
        code=sheet.mark.code,
        form=template.code,
        title=sheet.title(template),
        content_sha256=sheet.mark.sha256,
        owner=owner,
        period_id=period_id,
        facts=sheet.data | {"edition": template.effective_from.isoformat()},
    )


def _check(desk: Desk, mark: Mark) -> Checked:
    found = find_documents(desk, mark.code)
    if not found:
        raise Refused(Code.DOCUMENT_UNKNOWN, code=mark.code)
    same = [one for one in found if one.content_sha256.startswith(mark.sha256)]
    document = same[0] if same else found[0]
    now = _now(desk, document)
    if now is None:
        return Checked(mark, document, bool(same), None)
    changed = tuple(differences(_content(document.facts), _content(now)))
    has_other_form = any(document.facts.get(part) != now.get(part) for part in _OF_THE_FORM)
    return Checked(mark, document, bool(same), changed, has_other_form)


def _now(desk: Desk, document: Document) -> dict[str, Any] | None:
    """Return what the sheet would say now; None where nobody here can tell."""
    period = document.period_id or document.code.split(".")[1]
    try:
        facts = gather(desk, document.form, period, [document.owner])
    except Refused:
        return None
    template = find_template(document.form, desk.today())
    return make_sheet(template, facts[0]).data | {"edition": template.effective_from.isoformat()}


_OF_THE_FORM = ("edition", "texts", "columns", "signatures")


def _content(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a sheet says, without its day and what only the layout reads."""
    left_out = {*_OF_THE_FORM, "form", "has_causes"}
    head = {name: text for name, text in facts["letterhead"].items() if name != "date"}
    kept = {name: value for name, value in facts.items() if name not in left_out}
    return kept | {"letterhead": head}


def _by_name(rows: Sequence[Any]) -> dict[str, Any]:
    """Return a list's rows by number and name, so that a difference says which row it is in."""
    found = {}
    for number, row in enumerate(rows, start=1):
        name = (
            row.get("name") or row.get("title") or row.get("task") if isinstance(row, dict) else ""
        )
        found[f"{number}. {name}" if name else str(number)] = row
    return found


def edition_of(document: Document) -> Template:
    """Return the edition of the form that a sheet was printed by; raise Refused NOT_FOUND."""
    return find_edition(document.form, document.facts["edition"])


def sheet_of(document: Document) -> Sheet:
    """Return a sheet of the register, to be made again as it was printed."""
    facts = {name: value for name, value in document.facts.items() if name != "edition"}
    return Sheet("", "", Mark(document.code, document.content_sha256), facts)


def _made_again(document: Document, renderer: Renderer) -> bytes:
    template = edition_of(document)
    data = form_data(template, [sheet_of(document)])
    return renderer.render_pdf(template, data, document.at)


def _pages(pdf: bytes) -> list[str]:
    return [page_text(pdf, index) for index in range(len(page_sizes(pdf)))]


def _other_lines(printed: Sequence[str], found: Sequence[str]) -> Iterator[str]:
    """Yield the lines of the pages found that were not printed, and those printed and not found."""
    before, after = (
        [" ".join(line.split()) for page in pages for line in page.splitlines() if line.strip()]
        for pages in (printed, found)
    )
    yield from (f"+ {line}" for line in after if line not in before)
    yield from (f"- {line}" for line in before if line not in after)
    if len(printed) != len(found):
        yield f"{len(printed)} → {len(found)}"

"""Commands about printed forms: form, form-check, form-attach, form-sign, export-mine, summary."""

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.cli.session import Session
from okrdesk.domain.tasks import AttachmentKind
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from okrdesk.replies import Reply

if TYPE_CHECKING:
    from okrdesk.domain.objective import Owner
    from okrdesk.forms.register import Checked
    from okrdesk.services.desk import Desk

_TARGETS = ("", ".pdf", ".xlsx")
_KINDS = (AttachmentKind.SIGNED, AttachmentKind.SCAN)


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    told = _("fill a form as PDF/A, B1, B2, B5 and F3–F5 also as workbook")
    form = commands.add_parser("form", help=told)
    form.add_argument("code", metavar="CODE")
    span = form.add_mutually_exclusive_group(required=True)
    span.add_argument(
        "--period", metavar="PERIOD", help=_("of B3 a meeting; of B4 one of “list decisions”")
    )
    span.add_argument(
        "--directive", metavar="DIRECTIVE", help=_("of B5; without a unit, all of it")
    )
    whose = form.add_mutually_exclusive_group()
    whose.add_argument("--person", metavar="PERSON")
    whose.add_argument("--unit", metavar="UNIT", help=_("the unit's own, or everybody's in it"))
    whose.add_argument("--all", action="store_true", help=_("everybody of the agency"))
    form.add_argument("--out", type=Path, required=True, metavar="FILE.pdf|FILE.xlsx|DIR")
    form.set_defaults(run=partial(_form, form))
    check = commands.add_parser("form-check", help=_("say whether a sheet matches the record"))
    check.add_argument("sheet", metavar="CODE|FILE.pdf")
    check.set_defaults(run=_check)
    attach = commands.add_parser("form-attach", help=_("keep a signed PDF or a scan of a sheet"))
    attach.add_argument("code", metavar="CODE")
    attach.add_argument("file", type=Path, metavar="FILE")
    kinds = [kind.value for kind in _KINDS]
    attach.add_argument("--kind", choices=kinds, default=AttachmentKind.SIGNED.value)
    attach.set_defaults(run=_attach)
    _add_exports(commands)


def _add_exports(commands: Any) -> None:
    mine = commands.add_parser("export-mine", help=_("the own record as PDF/A with its data"))
    mine.add_argument("file", type=Path, metavar="FILE.pdf")
    mine.set_defaults(run=_export_mine)
    summary = commands.add_parser("summary", help=_("the results of a unit as a workbook"))
    summary.add_argument("--period", metavar="PERIOD", required=True)
    summary.add_argument("--unit", metavar="UNIT", required=True)
    summary.add_argument("file", type=Path, metavar="FILE.xlsx")
    summary.set_defaults(run=_summary)


def _form(parser: Any, args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.forms.gathering import SpanKind, span_of

    is_of_one = span_of(args.code) in (SpanKind.DIRECTIVE, SpanKind.MEETING, SpanKind.DECISION)
    if args.period and not (is_of_one or args.person or args.unit or args.all):
        parser.error(_("one of the arguments %s is required") % "--person --unit --all")
    suffix = args.out.suffix.lower()
    if suffix not in _TARGETS and not args.out.is_dir():
        raise Refused(Code.BAD_VALUE, text=suffix, allowed=".pdf, .xlsx")
    return session.run(lambda desk: _filled(desk, args))


def _filled(desk: "Desk", args: argparse.Namespace) -> Reply:
    from okrdesk.forms.filling import fill_form
    from okrdesk.forms.pages import page_sizes

    span = args.period or _directive(desk, args)
    filled = fill_form(desk, args.code, span, _owners(desk, args, span), args.out)
    pdfs = [file for file in filled.files if file.suffix.lower() == ".pdf"]
    pages = sum(len(page_sizes(file.read_bytes())) for file in pdfs)
    document = {"files": filled.files, "pages": pages, "codes": filled.codes}
    return Reply(document, [str(file) for file in filled.files])


def _directive(desk: "Desk", args: argparse.Namespace) -> str:
    """Return the id of the directive that is named; only B5 is of one."""
    from okrdesk.forms.gathering import SpanKind, span_of
    from okrdesk.services.search import resolve

    if span_of(args.code) is not SpanKind.DIRECTIVE:
        raise Refused(Code.BAD_VALUE, text=args.code, allowed="B5")
    return resolve(desk, "directive", args.directive)[1]


def _owners(desk: "Desk", args: argparse.Namespace, span: str) -> "list[Owner]":
    from okrdesk.domain.objective import Owner
    from okrdesk.forms.gathering import owners_in
    from okrdesk.services.search import resolve
    from okrdesk.services.units import find_units

    if args.person:
        return [Owner(person_id=resolve(desk, "person", args.person)[1])]
    if args.unit:
        return owners_in(desk, args.code, span, resolve(desk, "unit", args.unit)[1])
    if args.all:
        return owners_in(desk, args.code, span, None)
    return [Owner(unit_id=find_units(desk, desk.today())[0].id)]


def _check(args: argparse.Namespace, session: Session) -> Reply:
    return session.run(lambda desk: _checked(desk, args.sheet))


def _checked(desk: "Desk", sheet: str) -> Reply:
    from okrdesk.forms.register import check_pdf, check_text
    from okrdesk.forms.register_texts import lines_of

    is_file = sheet.lower().endswith(".pdf")
    found = check_pdf(desk, Path(sheet)) if is_file else check_text(desk, sheet)
    return Reply(_as_document(found), lines_of(found), failed=not found.matches)


def _as_document(found: "Checked") -> dict[str, Any]:
    document = found.document
    changed = found.changed
    return {
        "matches": found.matches,
        "document": {
            "id": document.id,
            "code": document.code,
            "form": document.form,
            "title": document.title,
            "sha256": document.content_sha256,
            "entered_at": document.at,
        }
        if document
        else None,
        "registered": found.is_registered,
        "untouched": found.is_untouched,
        "altered": found.altered,
        "attached": found.is_attached,
        "other_form": found.has_other_form,
        "changed": None
        if changed is None
        else [{"path": one.path, "printed": one.printed, "now": one.now} for one in changed],
        "files": [
            {"kind": file.kind, "name": file.name, "sha256": file.sha256}
            for file in (document.files if document else ())
        ],
    }


def _attach(args: argparse.Namespace, session: Session) -> Reply:
    return session.run(lambda desk: _attached(desk, args))


def _attached(desk: "Desk", args: argparse.Namespace) -> Reply:
    from okrdesk.forms.register import check_text
    from okrdesk.services.documents import attach_file

    document = check_text(desk, args.code).document
    if document is None:
        raise Refused(Code.DOCUMENT_UNKNOWN, code=args.code)
    id = attach_file(desk, document.id, AttachmentKind(args.kind), args.file).value
    return Reply({"id": id, "document": document.id, "code": document.code}, [document.code])


def _export_mine(args: argparse.Namespace, session: Session) -> Reply:
    return session.run(lambda desk: _exported(desk, args.file))


def _exported(desk: "Desk", file: Path) -> Reply:
    from okrdesk.forms.own_record import write_own_record

    counts = write_own_record(desk, file)
    return Reply({"file": file, "counts": counts}, [str(file)])


def _summary(args: argparse.Namespace, session: Session) -> Reply:
    return session.run(lambda desk: _summarised(desk, args))


def _summarised(desk: "Desk", args: argparse.Namespace) -> Reply:
    from okrdesk.exchange.period_summary import write_summary
    from okrdesk.services.search import resolve

    unit_id = resolve(desk, "unit", args.unit)[1]
    file = write_summary(desk, args.period, unit_id, args.file)
    return Reply({"file": file}, [str(file)])

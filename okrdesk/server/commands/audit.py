"""The history: verified, exported for a third person, pinned by checkpoints on paper."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from okrdesk.errors import Code, Fault, Refused
from okrdesk.i18n import _
from okrdesk.replies import Item, Reply, plain
from okrdesk.sentences import explain
from okrdesk.server.session import AgencyName, Session, takes_agency
from okrdesk.sync.wire import Checkpoint

if TYPE_CHECKING:
    from okrdesk.server.audit_report import Report


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    below = commands.add_group("audit", help=_("the history and its proof"))
    verify = below.add_parser("verify", help=_("verify the whole history of each agency"))
    verify.add_argument("--export", type=Path, metavar="FILE.jsonl", help=_("for a third person"))
    verify.add_argument(
        "--headers-only", action="store_true", help=_("export hashes and fates without contents")
    )
    _takes_mark(verify, action="append", default=[])
    takes_agency(verify)
    verify.set_defaults(run=_verify, is_guarded=False)
    checkpoint = below.add_parser("checkpoint", help=_("sign the history as it stands"))
    checkpoint.add_argument("--pdf", type=Path, metavar="FILE.pdf", help=_("one page to print"))
    takes_agency(checkpoint)
    checkpoint.set_defaults(run=_checkpoint)
    cosign = below.add_parser("cosign", help=_("sign another office's checkpoint as its witness"))
    _takes_mark(cosign, required=True)
    takes_agency(cosign)
    cosign.set_defaults(run=_cosign)
    witness = below.add_parser("witness", help=_("keep a witness's co-signature"))
    _takes_mark(witness, required=True)
    for name in ("--name", "--key", "--sig"):
        witness.add_argument(name, required=True)
    witness.set_defaults(run=_witness)


def _takes_mark(parser: Any, **more: Any) -> None:
    words = _("the text of a printed checkpoint's code")
    parser.add_argument("--mark", type=_mark, metavar="TEXT", help=words, **more)


def _mark(text: str) -> Checkpoint:
    from okrdesk.server.checkpoint_paper import read_mark

    try:
        return read_mark(text)
    except ValueError as error:
        words = _("“{text}” is not the text of a checkpoint's code").format(text=text)
        raise argparse.ArgumentTypeError(words) from error


def _verify(args: argparse.Namespace, session: Session) -> Reply:
    chosen = session.agencies()
    if args.export or args.agency_code:
        chosen = [session.agency]
    _refuse_others(args.mark, chosen)
    items, lines = [], []
    for agency in chosen:
        report = _report(session, agency, args.mark)
        items.append(_item(agency, report))
        lines += [f"{agency.code}  {agency.name}", *(f"  {line}" for line in report.lines())]
    went_back = _went_back(session)
    lines += [one["message"] for one in went_back]
    document: Item = {
        "ok": all(item["ok"] for item in items) and not went_back,
        "problems": [problem for item in items for problem in item["problems"]] + went_back,
        "agencies": items,
    }
    if args.export:
        document |= _export(args, session)
        lines.append(
            _("{file}: {entries} entries. Verify it with {script}, which lies beside it.").format(
                file=args.export, entries=document["entries"], script=document["script"].name
            )
        )
        if not args.headers_only:
            lines.append(_("The file holds all contents, personal data too: hand it on with care."))
    return Reply(document, lines, failed=not document["ok"])


def _refuse_others(marks: list[Checkpoint], agencies: list[AgencyName]) -> None:
    """Refuse a checkpoint of none of the agencies: that it was not looked at would go unsaid."""
    known = {agency.id for agency in agencies}
    for mark in marks:
        if mark.agency not in known:
            raise Refused(Code.CHECKPOINT_NOT_OURS, count=mark.size)


def _went_back(session: Session) -> list[Item]:
    """Say where the database is behind what the server has answered from."""
    from okrdesk.server.epoch import watch

    try:
        watch(session.engine, session.folder)()
    except Fault as fault:
        return [{"kind": fault.code, "aseq": 0, "message": explain(fault)}]
    return []


def _report(session: Session, agency: AgencyName, marks: list[Checkpoint]) -> "Report":
    from okrdesk.server.audit import verify

    key = bytes.fromhex(session.keys.verify_key)
    with session.read() as connection:
        return verify(
            connection, agency.id, key, [mark for mark in marks if mark.agency == agency.id]
        )


def _item(agency: AgencyName, report: "Report") -> Item:
    found = [
        {**plain(one), "message": one.sentence(), "agency": agency.code}
        for one in sorted(report.problems, key=lambda one: one.order)
    ]
    return {**plain(report), **plain(agency), "ok": report.is_good, "problems": found}


def _export(args: argparse.Namespace, session: Session) -> Item:
    from okrdesk.server.audit_export import SCRIPT, Contents, export_log

    contents = Contents.NONE if args.headers_only else Contents.ALL
    key, agency = session.keys.verify_key, session.agency
    with session.read() as connection:
        entries = export_log(connection, agency.id, key, args.export, contents)
    return {"file": args.export, "script": args.export.parent / SCRIPT, "entries": entries}


def _checkpoint(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.server.checkpoint_paper import mark_text
    from okrdesk.server.checkpoints import keep_checkpoint
    from okrdesk.server.database import write_agency

    agency, now_ms = session.agency, session.now_ms()
    with write_agency(session.engine, agency.id) as connection:
        kept = keep_checkpoint(connection, agency.id, session.keys.signing_seed, now_ms)
    text = mark_text(kept.checkpoint)
    document: Item = {
        **msgspec.to_builtins(kept.checkpoint),
        "epoch": kept.epoch,
        "key": session.keys.verify_key,
        "text": text,
        "witnesses": [plain(one) for one in kept.witnesses],
    }
    if args.pdf:
        from okrdesk.outgoing import write_whole
        from okrdesk.server.checkpoint_paper import checkpoint_pdf, paper_of

        with session.read() as connection:
            paper = paper_of(connection, kept, session.keys.verify_key)
        write_whole(args.pdf, lambda: checkpoint_pdf(paper))
        document["file"] = args.pdf
    return Reply(document, [text])


def _cosign(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.server.checkpoints import cosign

    made = cosign(args.mark, session.keys.signing_seed, session.agency.name, session.now_ms())
    return Reply(plain(made), [f"--name '{made.name}' --key {made.key} --sig {made.sig}"])


def _witness(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.server.checkpoints import Cosignature, add_cosignature

    witness = Cosignature(args.name, args.key.lower(), args.sig.lower(), session.now_ms())
    with session.write() as connection:
        kept = add_cosignature(connection, args.mark, witness, session.keys.verify_key)
    names = [one.name for one in kept.witnesses]
    words = _("The checkpoint over {count} entries is co-signed by: {names}.")
    line = words.format(count=kept.checkpoint.size, names=", ".join(names))
    return Reply({"size": kept.checkpoint.size, "witnesses": names}, [line])

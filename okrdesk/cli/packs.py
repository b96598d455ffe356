"""Checking a rule pack from a file, beside those of the office if there is one; and reading one."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.cli import office_packs
from okrdesk.cli.session import Session
from okrdesk.errors import Code, Fault
from okrdesk.i18n import _, ngettext
from okrdesk.replies import Reply
from okrdesk.sentences import reason_of

if TYPE_CHECKING:
    from okrdesk.domain.evaluation.pack import RulePack
    from okrdesk.domain.evaluation.pack_fields import PackError


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    group = commands.add_group("pack", help=_("rule packs of evaluation"))
    check = group.add_parser("check", help=_("check a rule pack; each fault with its line"))
    check.add_argument("file", type=Path, metavar="FILE.toml")
    check.set_defaults(run=_check)
    office_packs.register(group)


def find_pack(text: str) -> "RulePack":
    """Return the pack in the file that `text` names, or the shipped one whose id begins so.

    Raises PackFaulty, Fault FILE_UNREADABLE or Refused PACK_NOT_SHIPPED.
    """
    from okrdesk.shipped_packs import shipped_ids, shipped_pack

    if text.endswith(".toml") or "/" in text or "\\" in text:
        return read_file(Path(text))
    begun = [id for id in shipped_ids() if id.startswith(text)]
    return shipped_pack(begun[0] if len(begun) == 1 else text)


def read_file(file: Path) -> "RulePack":
    """Return the pack in `file`; raise PackFaulty, or Fault FILE_UNREADABLE."""
    from okrdesk.domain.evaluation.pack_reading import decode_pack, read_pack

    return read_pack(decode_pack(content_of(file)))


def content_of(file: Path) -> bytes:
    """Return the bytes of a file; raise Fault FILE_UNREADABLE."""
    try:
        return file.read_bytes()
    except OSError as error:
        reason = reason_of(error, file)
        raise Fault(Code.FILE_UNREADABLE, file=file.name, reason=reason) from error


def _check(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.domain.evaluation.pack_fields import PackFaulty
    from okrdesk.services.rule_packs import check_days

    has_office = session.application.exists
    try:
        pack = read_file(args.file)
        if has_office:
            session.run(lambda desk: check_days(desk, pack))
    except PackFaulty as error:
        return faults_reply(args.file.name, error.errors)
    facts = {"id": pack.id, "version": pack.version, "name": pack.name}
    hashed = {"sha256": pack.content_hash, "beside_office": has_office}
    line = _("{file} is in order: {name}, version {version}.")
    lines = [line.format(file=args.file.name, name=pack.name, version=pack.version)]
    if has_office:
        lines.append(_("Its days clash with no rule pack that the office has published."))
    return Reply({"ok": True, "errors": [], **facts, **hashed}, lines)


def faults_reply(name: str, errors: "tuple[PackError, ...]") -> Reply:
    """Return the answer that refuses a pack: each fault with its line and a sentence."""
    from okrdesk.evaluation_texts import pack_error_text

    found = [
        {"line": one.line, "code": one.code, "message": pack_error_text(one), "params": one.params}
        for one in errors
    ]
    head = ngettext("{file}: {count} fault", "{file}: {count} faults", len(found))
    lines = [head.format(file=name, count=len(found))]
    each = _("line {line}: {message}")
    lines += [each.format(line=one["line"], message=one["message"]) for one in found]
    return Reply({"ok": False, "errors": found}, lines, failed=True)

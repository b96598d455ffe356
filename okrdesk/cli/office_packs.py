"""Commands on the rule packs of an office: pack import, export, publish, end, what-if."""

import argparse
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.cli.session import Session
from okrdesk.domain.dates import format_date, parse_date
from okrdesk.domain.numbers import format_decimal
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from okrdesk.replies import Item, Reply

if TYPE_CHECKING:
    from okrdesk.domain.evaluation.pack import RulePack
    from okrdesk.services.desk import Desk
    from okrdesk.services.what_if import WhatIf


def register(group: Any) -> None:
    """Add the commands of this module to the group “pack”."""
    add = group.add_parser("import", help=_("take a rule pack in as a draft"))
    add.add_argument("pack", metavar="FILE.toml|ID", help=_("a file, or a shipped pack's id"))
    add.set_defaults(run=_import)
    out = group.add_parser("export", help=_("write a rule pack of the office to a file"))
    out.add_argument("pack", metavar="PACK")
    out.add_argument("file", type=Path, metavar="FILE.toml")
    out.set_defaults(run=_export)
    publish = group.add_parser("publish", help=_("put a draft in force from a day"))
    publish.add_argument("pack", metavar="PACK")
    publish.add_argument("--from", dest="from_on", metavar="DATE", type=parse_date)
    publish.add_argument("--to", dest="to_on", metavar="DATE", type=parse_date)
    publish.set_defaults(run=_publish)
    end = group.add_parser("end", help=_("set the last day of a published pack; none lifts it"))
    end.add_argument("pack", metavar="PACK")
    end.add_argument("--to", dest="to_on", metavar="DATE", type=parse_date)
    end.set_defaults(run=_end)
    tried = group.add_parser("what-if", help=_("who would change level; nothing is saved"))
    tried.add_argument("pack", metavar="FILE.toml|PACK")
    tried.add_argument("--period", required=True, metavar="PERIOD")
    tried.set_defaults(run=_what_if)


def stored_pack(session: Session, text: str) -> "RulePack":
    """Return a pack of the office by its id, or by its code (and version); a draft goes first.

    Raises Refused(NOT_FOUND).
    """

    def call(desk: "Desk") -> "RulePack":
        from okrdesk.services.rule_packs import find_pack

        return find_pack(desk, _named(desk, text))

    return session.run(call)


def _import(args: argparse.Namespace, session: Session) -> Reply:
    def call() -> Reply:
        from okrdesk.cli.packs import find_pack
        from okrdesk.services.rule_packs import add_pack

        pack = find_pack(args.pack)
        id = session.run(lambda desk: add_pack(desk, pack.text)).value
        facts = {"id": id, "code": pack.id, "version": pack.version, "sha256": pack.content_hash}
        line = _("{name}, version {version}, is kept as a draft.")
        lines = [line.format(name=pack.name, version=pack.version)]
        return Reply({**facts, "published": False}, lines)

    return _unless_faulty(args.pack, call)


def _export(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.outgoing import write_whole

    pack = stored_pack(session, args.pack)
    write_whole(args.file, pack.text.encode)
    line = _("Written: {file}").format(file=args.file)
    return Reply({"file": args.file, "code": pack.id, "version": pack.version}, [line])


def _publish(args: argparse.Namespace, session: Session) -> Reply:
    def call(desk: "Desk") -> Reply:
        from okrdesk.services.rule_packs import publish_pack

        id = publish_pack(desk, _named(desk, args.pack), args.from_on, args.to_on).value
        return _dated(desk, id)

    return _unless_faulty(args.pack, lambda: session.run(call))


def _end(args: argparse.Namespace, session: Session) -> Reply:
    def call(desk: "Desk") -> Reply:
        from okrdesk.services.rule_packs import end_pack, find_packs

        known = [row.id for row in find_packs(desk) if row.published]
        return _dated(desk, end_pack(desk, _named(desk, args.pack, known), args.to_on).value)

    return _unless_faulty(args.pack, lambda: session.run(call))


def _dated(desk: "Desk", id: str) -> Reply:
    """Return from when to when a pack is in force."""
    from okrdesk.services.rule_packs import find_pack

    pack = find_pack(desk, id)
    start, end = format_date(pack.from_on), format_date(pack.to_on) if pack.to_on else "…"
    facts = {"id": id, "code": pack.id, "version": pack.version, "published": True}
    days = {"from_on": pack.from_on, "to_on": pack.to_on}
    line = _("{name}, version {version}, is in force from {start} to {end}.")
    text = line.format(name=pack.name, version=pack.version, start=start, end=end)
    return Reply({**facts, **days}, [text])


def _unless_faulty(name: str, call: Callable[[], Reply]) -> Reply:
    """Return the answer of `call`, or each fault of the pack that it refuses."""
    from okrdesk.cli.packs import faults_reply
    from okrdesk.domain.evaluation.pack_fields import PackFaulty

    try:
        return call()
    except PackFaulty as error:
        return faults_reply(name, error.errors)


def _what_if(args: argparse.Namespace, session: Session) -> Reply:
    def call(desk: "Desk") -> Reply:
        from okrdesk.services.periods import find_period
        from okrdesk.services.what_if import what_if

        rows = what_if(desk, _text(desk, args.pack), find_period(desk, args.period).id)
        changed = [row for row in rows if row.has_other_band]
        head = _("{changed} of {count} people would change level.")
        lines = [head.format(changed=len(changed), count=len(rows))]
        unscored = sum(row.is_unscored for row in rows)
        if unscored:
            text = _("{count} of them cannot be scored: it asks for marks that were not given.")
            lines.append(text.format(count=unscored))
        lines += [_line(row) for row in changed]
        document = {
            "count": len(rows),
            "changed": len(changed),
            "unscored": unscored,
            "items": [_item(row) for row in rows],
        }
        return Reply(document, lines)

    return session.run(call)


def _item(row: "WhatIf") -> Item:
    return {
        "id": row.evaluation_id,
        "name": row.name,
        "score_before": row.before.total,
        "score_after": row.after.total,
        "band_before": row.band_before,
        "band_after": row.band_after,
        "changes_band": row.has_other_band,
    }


def _line(row: "WhatIf") -> str:
    before, after = (
        _("not enough data")
        if one.total is None
        else f"{format_decimal(one.total, 2)} {band}".strip()
        for one, band in ((row.before, row.band_before), (row.after, row.band_after))
    )
    return f"{row.name}: {before} → {after}"


def _text(desk: "Desk", given: str) -> str:
    """Return the text of a file, of a pack of the office, or of a shipped one."""
    from okrdesk.cli.packs import find_pack as find_outside
    from okrdesk.services.rule_packs import find_pack

    try:
        return find_pack(desk, _named(desk, given)).text
    except Refused as error:
        if error.code is not Code.NOT_FOUND:
            raise
    return find_outside(given).text


def _named(desk: "Desk", text: str, among: Collection[str] | None = None) -> str:
    """Return the id of a version by its id, or by its code: the draft first, then the newest."""
    from okrdesk.services.rule_packs import find_packs

    rows = [row for row in find_packs(desk) if among is None or row.id in among]
    known = [row for row in rows if text in (row.id, row.code, f"{row.code} {row.version}")]
    known = known or [row for row in rows if len(text) >= 8 and row.id.startswith(text)]
    if not known:
        raise Refused(Code.NOT_FOUND, text=text)
    return min(known, key=lambda row: (row.published, -row.from_on.toordinal())).id

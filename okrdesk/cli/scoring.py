"""The command that scores a sheet by a rule pack: score.

It opens the data folder only where the pack is neither a file nor a shipped one.
"""

import argparse
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.cli.office_packs import stored_pack
from okrdesk.cli.packs import content_of, find_pack
from okrdesk.cli.session import Session
from okrdesk.domain.numbers import format_decimal
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from okrdesk.replies import Reply
from okrdesk.shell import Parser

if TYPE_CHECKING:
    from okrdesk.domain.evaluation.outcome import Outcome
    from okrdesk.domain.evaluation.pack import RulePack
    from okrdesk.domain.evaluation.sheet import Sheet

_Document = dict[str, Any]


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    command = commands.add_parser("score", help=_("score a sheet by a rule pack"))
    command.add_argument(
        "--pack", metavar="PACK.toml|ID", help=_("a file, or a pack of okrdesk or of the office")
    )
    command.add_argument("file", type=Path, nargs="?", metavar="FILE.json")
    command.add_argument("--schema", action="store_true", help=_("print what FILE.json holds"))
    command.set_defaults(run=partial(_score, command), needs_folder=False)


def _score(command: Parser, args: argparse.Namespace, _session: Any) -> Reply:
    from okrdesk.domain.evaluation.scoring import score
    from okrdesk.domain.evaluation.sheet_documents import parse_sheet

    if args.schema:
        return _schema()
    if args.pack is None or args.file is None:
        command.error(_("name a pack with --pack, and a file"))
    pack = _pack(args)
    sheet = parse_sheet(content_of(args.file), args.file.name, pack)
    outcome = score(pack, sheet)
    document = score_document(pack, sheet, outcome)
    return Reply(document, _lines(pack, sheet, outcome, document))


def _pack(args: argparse.Namespace) -> "RulePack":
    """Return the pack of a file, the shipped one, else the office's own of that id or code."""
    try:
        return find_pack(args.pack)
    except Refused as error:
        if error.code is not Code.PACK_NOT_SHIPPED:
            raise
        return _of_the_office(args, error)


def _of_the_office(args: argparse.Namespace, missing: Refused) -> "RulePack":
    """Return a pack that the data folder keeps; raise `missing` where there is none."""
    with closing(Session(args.data)) as session:
        if not session.application.exists:
            raise missing
        try:
            return stored_pack(session, args.pack)
        except Refused as error:
            if error.code is not Code.NOT_FOUND:
                raise
            raise missing from error


def _schema() -> Reply:
    from okrdesk.domain.evaluation.sheet_schema import SCHEMA
    from okrdesk.replies import as_text

    return Reply(SCHEMA, [as_text(SCHEMA)])


def score_document(pack: "RulePack", sheet: "Sheet", outcome: "Outcome") -> _Document:
    """Return what `score` answers as JSON: null for a figure that something blocks."""
    from okrdesk.evaluation_texts import block_text, measure_text

    names = {band.id: band.name for band in pack.bands}
    components = {id: outcome.components.get(id) for id in pack.formula_of(sheet.leader)}
    blocked = [
        {"code": one.code, "id": one.subject, "name": one.params.get("name", "")}
        | {"message": block_text(one)}
        for one in outcome.blocked
    ]
    unmet = [
        {"band": names[one.band], "measure": one.measure, "name": measure_text(one.measure)}
        | {"least": one.least, "found": one.found}
        for one in outcome.unmet
    ]
    return {
        "components": components,
        "result": outcome.result,
        "general": outcome.general,
        "points_70": outcome.points,
        "bonus": outcome.bonus,
        "total": outcome.total,
        "band": names.get(outcome.band or ""),
        "band_id": outcome.band,
        "blocked": blocked,
        "knocked_out": outcome.knocked_out,
        "unmet": unmet,
        "held_by_unit": outcome.held_by_unit,
        "pack": {"id": pack.id, "version": pack.version, "sha256": pack.content_hash},
    }


def _lines(pack: "RulePack", sheet: "Sheet", outcome: "Outcome", document: _Document) -> list[str]:
    """Return the sheet as a person reads it: figure by figure, then the level or what blocks it."""
    lines = [
        f"{one.symbol} ({one.name}): {_figure(document['components'][one.id])} %"
        for one in map(pack.component, pack.formula_of(sheet.leader))
    ]
    figures = {
        _("KQ: {figure} %"): outcome.result,
        _("General criteria: {figure}"): outcome.general,
        _("Results: {figure}"): outcome.points,
        _("Total: {figure}"): outcome.total,
    }
    lines += [text.format(figure=_figure(value)) for text, value in figures.items()]
    if outcome.bonus:
        lines.insert(-1, _("Bonus: {figure}").format(figure=_figure(outcome.bonus)))
    if outcome.band:
        lines.append(_("Level: {band}.").format(band=document["band"]))
    return lines + [one["message"] for one in document["blocked"]]


def _figure(value: Any) -> str:
    return "–" if value is None else format_decimal(value, 2)

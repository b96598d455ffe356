"""The commands of what serves what: share, assign, map."""

import argparse
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.cli.session import Session
from okrdesk.cli.values import decimal
from okrdesk.domain.objective import LinkKind, Owner
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from okrdesk.replies import Reply

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk

_PICTURES = (".svg", ".pdf")


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    share = commands.add_parser("share", help=_("say which units carry an objective"))
    share.add_argument("objective", metavar="OBJECTIVE")
    share.add_argument("unit", nargs="*", metavar="UNIT[=WEIGHT]")
    share.set_defaults(run=_share)
    assign = commands.add_parser("assign", help=_("hand an objective down to units and people"))
    assign.add_argument("objective", metavar="OBJECTIVE")
    assign.add_argument("--to", action="append", required=True, metavar="UNIT|PERSON")
    assign.add_argument("--key-result", action="append", default=[], metavar="KEY-RESULT")
    assign.add_argument("--for-key-result", metavar="KEY-RESULT")
    assign.add_argument("--kind", choices=tuple(LinkKind), default=LinkKind.CONTRIBUTES.value)
    assign.add_argument("--weight", metavar="N")
    assign.add_argument("--title", default="", metavar="TEXT")
    assign.set_defaults(run=_assign)
    picture = commands.add_parser("map", help=_("draw what serves what"))
    picture.add_argument("--period", metavar="PERIOD")
    picture.add_argument("--unit", metavar="UNIT", help=_("with all units below it"))
    picture.add_argument("--directive", metavar="DIRECTIVE", help=_("only what serves it"))
    picture.add_argument("--out", type=Path, metavar="FILE.svg|pdf")
    picture.set_defaults(run=_map)


def _share(args: argparse.Namespace, session: Session) -> Reply:
    def call(desk: "Desk") -> Reply:
        from okrdesk.services.search import resolve
        from okrdesk.services.shares import find_shares, share_objective

        id = resolve(desk, "objective", args.objective)[1]
        wanted = []
        for text in args.unit:
            unit, _equals, weight = text.partition("=")
            wanted.append((resolve(desk, "unit", unit)[1], _weight(weight)))
        share_objective(desk, id, wanted)
        shares = find_shares(desk, id)
        return Reply({"id": id, "units": list(shares)}, [one.unit for one in shares])

    return session.run(call)


def _assign(args: argparse.Namespace, session: Session) -> Reply:
    def call(desk: "Desk") -> Reply:
        from okrdesk.services.cascade import HandDown, hand_down
        from okrdesk.services.objectives import Alignment
        from okrdesk.services.search import resolve

        def key_result(text: str) -> str:
            return resolve(desk, "key_result", text)[1]

        part = key_result(args.for_key_result) if args.for_key_result else None
        wanted = HandDown(
            resolve(desk, "objective", args.objective)[1],
            tuple(_owner(desk, text) for text in args.to),
            tuple(key_result(text) for text in args.key_result),
            Alignment(LinkKind(args.kind), _weight(args.weight or ""), part),
            args.title,
        )
        made = hand_down(desk, wanted).value
        return Reply({"ids": list(made)}, list(made))

    return session.run(call)


def _map(args: argparse.Namespace, session: Session) -> Reply:
    if args.out is not None and args.out.suffix.lower() not in _PICTURES:
        raise Refused(Code.BAD_VALUE, text=args.out.suffix, allowed=", ".join(_PICTURES))

    def call(desk: "Desk") -> Any:
        from okrdesk.services.alignment import MapChoice, find_alignment
        from okrdesk.services.lists import unit_with_all_below
        from okrdesk.services.search import resolve

        def named(entity: str, text: str | None) -> str | None:
            return resolve(desk, entity, text)[1] if text else None

        unit = named("unit", args.unit)
        units = unit_with_all_below(desk, unit) if unit else None
        choice = MapChoice(named("cycle", args.period), units, named("directive", args.directive))
        return find_alignment(desk, choice)

    found = session.run(call)
    told = {"nodes": list(found.nodes), "edges": list(found.edges), "orphans": list(found.orphans)}
    if args.out is None:
        return Reply(told, [node.title for node in found.orphans])
    _write(found, args.out)
    return Reply(told | {"file": args.out}, [str(args.out)])


def _write(found: Any, out: Path) -> None:
    from okrdesk.charts.alignment import describe_map, map_size, map_svg
    from okrdesk.forms.alignment_map import write_map

    write_map(out, map_svg(found), map_size(found), (_("Alignment map"), describe_map(found)))


def _owner(desk: "Desk", text: str) -> Owner:
    from okrdesk.services.search import resolve

    entity, id = resolve(desk, None, text)
    if entity == "person":
        return Owner(id)
    if entity == "unit":
        return Owner(None, id)
    raise Refused(Code.BAD_VALUE, text=entity, allowed="unit, person")


def _weight(text: str) -> Decimal | None:
    return decimal(text) if text else None

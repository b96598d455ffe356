"""Posts: who works in which unit, as what, from and to when; a transfer closes one, opens one."""

import argparse
from datetime import date
from typing import Any

from okrdesk.domain.dates import parse_date
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from okrdesk.replies import Reply
from okrdesk.server.session import Session, takes_agency
from okrdesk.shell import whole_number


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    below = commands.add_group("post", help=_("who works in which unit"))
    opened = below.add_parser("open", help=_("give a person a post"))
    opened.add_argument("person", metavar="PERSON")
    opened.add_argument("unit", metavar="UNIT")
    opened.add_argument("--title", default="")
    rank = opened.add_mutually_exclusive_group()
    rank.add_argument("--leader", action="store_true", help=_("head of the unit"))
    rank.add_argument("--deputy", action="store_true", help=_("deputy head of the unit"))
    opened.add_argument("--share", type=whole_number(1, 100), default=100, metavar="PERCENT")
    opened.add_argument("--from", dest="from_on", metavar="DATE", help=_("first day; today"))
    opened.add_argument("--to", dest="to_on", metavar="DATE", help=_("last day"))
    takes_agency(opened)
    opened.set_defaults(run=_open)
    closed = below.add_parser("close", help=_("end a post"))
    closed.add_argument("person", metavar="PERSON")
    closed.add_argument("unit", metavar="UNIT")
    closed.add_argument("--on", metavar="DATE", help=_("last day; today"))
    takes_agency(closed)
    closed.set_defaults(run=_close)


def _open(args: argparse.Namespace, session: Session) -> Reply:
    from okrdesk.domain.organisation import Post
    from okrdesk.services.posts import add_post
    from okrdesk.services.search import resolve

    desk = session.desk()
    post = Post(
        id="",
        person_id=resolve(desk, "person", args.person)[1],
        unit_id=resolve(desk, "unit", args.unit)[1],
        title=args.title,
        is_leader=args.leader,
        is_deputy=args.deputy,
        share=args.share,
        from_on=_day(args.from_on) or desk.today(),
        to_on=_day(args.to_on),
    )
    saved = add_post(desk, post).value
    return Reply({"id": saved.id, "share_total": saved.share_total}, [_("The post is opened.")])


def _close(args: argparse.Namespace, session: Session) -> Reply:
    from dataclasses import replace

    from okrdesk.domain.organisation import holds_on
    from okrdesk.services.posts import edit_post, find_post, find_posts
    from okrdesk.services.search import resolve

    desk = session.desk()
    person_id = resolve(desk, "person", args.person)[1]
    unit_id = resolve(desk, "unit", args.unit)[1]
    last = _day(args.on) or desk.today()
    held = [
        find_post(desk, row.id) for row in find_posts(desk, person_id=person_id, unit_id=unit_id)
    ]
    open_ones = [post for post in held if holds_on(post.from_on, post.to_on, last)]
    if not open_ones:
        raise Refused(Code.NOT_FOUND, text=f"{args.person} {args.unit}")
    for post in open_ones:
        edit_post(desk, replace(post, to_on=last))
    ids = [post.id for post in open_ones]
    return Reply({"id": ids[0], "ids": ids, "on": last}, [_("The post is closed.")])


def _day(text: str | None) -> date | None:
    return parse_date(text) if text else None

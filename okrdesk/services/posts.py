"""Posts: which person works in which unit, as what, for how much of the time and how long."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from okrdesk.db import schema
from okrdesk.db.journal import Work
from okrdesk.db.queries.people import PostRow, post_rows
from okrdesk.domain.act import Act
from okrdesk.domain.dates import format_date
from okrdesk.domain.organisation import Post, holds_on
from okrdesk.domain.permissions import Right
from okrdesk.domain.text import tidy
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import fetch, in_order, within
from okrdesk.services.desk import Desk, Done

__all__ = [
    "PostRow",
    "SavedPost",
    "add_post",
    "checked_post",
    "edit_post",
    "find_post",
    "find_posts",
    "remove_post",
]

_post = schema.post
_WHOLE = 100


@dataclass(frozen=True)
class SavedPost:
    """A written post, and the largest share that the person's posts reach together on any day."""

    id: str
    share_total: int

    @property
    def is_overloaded(self) -> bool:
        """Say whether the person's posts claim more than the whole of the working time."""
        return self.share_total > _WHOLE


def add_post(desk: Desk, post: Post) -> Done[SavedPost]:
    """Give a person a post; the id that `post` carries is ignored.

    Raises Refused: NO_AUTHORITY, NOT_FOUND, TOO_LONG, SHARE_RANGE, LEADER_AND_DEPUTY,
    DATES_UPSIDE_DOWN, UNIT_DISSOLVED.
    """
    with desk.write(Act.ADD_POST) as work:
        desk.require(work.connection, Right.EDIT_ORGANISATION)
        id = work.add(_post, **checked_post(desk, work, post))
        saved = SavedPost(id, _share_total(desk, work.connection, post.person_id))
    return Done(saved, frozenset(work.touched))


def edit_post(desk: Desk, post: Post) -> Done[SavedPost]:
    """Change the post that has the same id; raise as `add_post` does."""
    with desk.write(Act.EDIT_POST) as work:
        desk.require(work.connection, Right.EDIT_ORGANISATION)
        fetch(work.connection, _post, desk.agency_id, post.id)
        work.change(_post, post.id, **checked_post(desk, work, post))
        saved = SavedPost(post.id, _share_total(desk, work.connection, post.person_id))
    return Done(saved, frozenset(work.touched))


def remove_post(desk: Desk, post_id: str) -> Done[str]:
    """Take away a post that was entered by mistake; one that was held is ended instead."""
    with desk.write(Act.REMOVE_POST) as work:
        desk.require(work.connection, Right.EDIT_ORGANISATION)
        fetch(work.connection, _post, desk.agency_id, post_id)
        work.remove(_post, post_id)
    return Done(post_id, frozenset(work.touched))


def find_posts(
    desk: Desk,
    person_id: str | None = None,
    unit_id: str | None = None,
    on: date | None = None,
) -> tuple[PostRow, ...]:
    """Return posts of a person, of a unit, or all; those in force on `on` where it is given."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        people = None if person_id is None else [person_id]
        return post_rows(connection, desk.agency_id, people=people, unit_id=unit_id, on=on)


def checked_post(desk: Desk, work: Work, post: Post) -> dict[str, Any]:
    """Return the column values of a post that holds the rules, for an act that has the right."""
    fetch(work.connection, schema.person, desk.agency_id, post.person_id)
    unit = fetch(work.connection, schema.unit, desk.agency_id, post.unit_id)
    if not 1 <= post.share <= _WHOLE:
        raise Refused(Code.SHARE_RANGE, field="share")
    if post.is_leader and post.is_deputy:
        raise Refused(Code.LEADER_AND_DEPUTY, field="is_deputy")
    if post.from_on and post.to_on:
        in_order(post.from_on, post.to_on, "to_on")
    if unit["to_on"] and (post.to_on is None or post.to_on > unit["to_on"]):
        raise Refused(
            Code.UNIT_DISSOLVED,
            field="unit_id",
            name=unit["name"],
            date=format_date(unit["to_on"]),
        )
    return {
        "person_id": post.person_id,
        "unit_id": post.unit_id,
        "title": within(tidy(post.title), 200, "title"),
        "is_leader": post.is_leader,
        "is_deputy": post.is_deputy,
        "share": post.share,
        "from_on": post.from_on,
        "to_on": post.to_on,
    }


def _share_total(desk: Desk, connection: Connection, person_id: str) -> int:
    """Return the largest sum of shares; it can only grow on a day on which a post begins."""
    rows = connection.execute(
        select(_post.c.share, _post.c.from_on, _post.c.to_on).where(
            _post.c.agency_id == desk.agency_id, _post.c.person_id == person_id, ~_post.c.deleted
        )
    ).all()
    days = {row.from_on or date.min for row in rows}
    return max(
        (sum(row.share for row in rows if holds_on(row.from_on, row.to_on, day)) for day in days),
        default=0,
    )


def find_post(desk: Desk, id: str) -> Post:
    """Return one post; raise Refused(NOT_FOUND) where there is none."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        row = fetch(connection, _post, desk.agency_id, id)
    return Post(**{one.name: row[one.name] for one in fields(Post)})

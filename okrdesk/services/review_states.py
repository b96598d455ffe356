"""Where objectives stand between their owners and who approves them, read for many at once."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, or_, select

from okrdesk.db import schema
from okrdesk.db.among import in_chunks
from okrdesk.db.joining import named_by
from okrdesk.domain.fate import Fate
from okrdesk.domain.review import Review, ReviewKind, ReviewState, Standing, standing_of
from okrdesk.services.review_content import contents_of

_review, _change = schema.review, schema.change

Words = list[tuple[Review, Any]]
"""Words on one objective, the latest first, each with its row, its author's name and its fate."""


def in_state(
    connection: Connection, agency_id: str, ids: Sequence[str], state: ReviewState
) -> list[str]:
    """Return those of the objectives that stand at `state`, in the order given."""
    states = stands(connection, agency_id, ids)
    return [id for id in ids if states.get(id, ReviewState.DRAFT) is state]


def words_on(
    connection: Connection, agency_id: str, objective_ids: Collection[str]
) -> dict[str, Words]:
    """Return all words on each objective, the latest first, with author and fate beside."""
    person = schema.person
    found: dict[str, Words] = {id: [] for id in objective_ids}
    for ids in in_chunks(objective_ids):
        rows = connection.execute(
            select(_review, person.c.name.label("who"), _change.c.fate, _change.c.cid)
            .outerjoin(person, named_by(person, _review.c.author_id))
            .outerjoin(
                _change,
                named_by(_review, _change.c.eid)
                & (_change.c.op == "append")
                & or_(_change.c.fate.is_(None), _change.c.fate != Fate.REFUSED.value),
            )
            .where(
                _review.c.agency_id == agency_id,
                ~_review.c.deleted,
                _review.c.objective_id.in_(ids),
            )
        )
        for row in rows:
            found[row.objective_id].append((_word(row), row))
    for words in found.values():
        words.sort(key=lambda pair: (pair[0].at, pair[0].id), reverse=True)
    return found


def _word(row: Any) -> Review:
    kind, at = ReviewKind(row.kind), row.stamps.get("*", 0)
    return Review(row.id, kind, row.author_id, row.content_hash, at, row.comment, row.level)


def stands(connection: Connection, agency_id: str, ids: Collection[str]) -> dict[str, ReviewState]:
    """Return where objectives stand; content is read only of those on which a word was said."""
    words = words_on(connection, agency_id, ids)
    return {id: one.state for id, one in standings(connection, agency_id, words).items()}


def standings(
    connection: Connection, agency_id: str, words: Mapping[str, Words]
) -> dict[str, Standing]:
    """Return where objectives stand by the words that were said on each."""
    found = dict.fromkeys(words, Standing(ReviewState.DRAFT))
    spoken = {id: said for id, said in words.items() if said}
    for id, content in contents_of(connection, agency_id, spoken).items():
        found[id] = standing_of([word for word, _row in spoken[id]], content.hash())
    return found

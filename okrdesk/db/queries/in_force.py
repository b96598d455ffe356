"""The target in force: what was approved last of a key result, while a change of it waits.

Progress, health, what is expected and charts follow from it, here and everywhere, so that no change
of a target takes hold before somebody approved it. A key result that was never approved counts as
it stands; and so does one that was added to an approved objective since.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, and_, bindparam, select

from okrdesk.db import schema
from okrdesk.db.among import any_of, in_chunks
from okrdesk.db.rows import key_result_of, measure_of
from okrdesk.db.types import from_wire
from okrdesk.domain.objective import KeyResult
from okrdesk.domain.review import TARGET, Review, ReviewKind, approved_content

_kr, _review = schema.key_result, schema.review
_agency: Any = bindparam("agency_id")

# Built once: every save runs them.
_WORDS = select(
    _review.c.id,
    _review.c.objective_id,
    _review.c.author_id,
    _review.c.kind,
    _review.c.level,
    _review.c.content_hash,
    _review.c.stamps,
).where(_review.c.agency_id == _agency, any_of(_review.c.objective_id, "ids"), ~_review.c.deleted)
_CONTENTS = select(_review.c.objective_id, _review.c.content_hash, _review.c.content).where(
    _review.c.agency_id == _agency,
    any_of(_review.c.objective_id, "ids"),
    _review.c.kind == ReviewKind.APPROVE.value,
    _review.c.content.is_not(None),
    ~_review.c.deleted,
)
_NAMED = select(_kr).where(_kr.c.agency_id == _agency, any_of(_kr.c.id, "ids"))
JUDGED = (
    select(_kr.c.id)
    .join(
        _review,
        and_(_review.c.agency_id == _kr.c.agency_id, _review.c.objective_id == _kr.c.objective_id),
    )
    .where(
        _review.c.agency_id == _agency,
        any_of(_review.c.id, "ids"),
        _review.c.kind != ReviewKind.SUBMIT.value,
    )
)
"""The key results of which the target in force may follow from the reviews `ids`."""


@dataclass(frozen=True)
class Approved:
    """What was approved last of an objective: wire values of its key results by id."""

    content_hash: str
    key_results: Mapping[str, Mapping[str, Any]]


def approved_of(
    connection: Connection, agency_id: str, objective_ids: Sequence[str]
) -> dict[str, Approved]:
    """Return what was approved last of those objectives of which that is known."""
    found: dict[str, Approved] = {}
    for chunk in in_chunks(set(objective_ids)):
        names = {"agency_id": agency_id, "ids": chunk}
        words: defaultdict[str, list[Review]] = defaultdict(list)
        for row in connection.execute(_WORDS, names):
            words[row.objective_id].append(_word(row))
        named = {id: approved_content(said) for id, said in words.items()}
        known = [id for id, hash in named.items() if hash]
        if not known:
            continue
        for one in connection.execute(_CONTENTS, {**names, "ids": known}):
            if one.content_hash == named[one.objective_id]:
                parts = one.content["key_results"]
                found[one.objective_id] = Approved(one.content_hash, parts)
    return found


def in_force(
    connection: Connection, agency_id: str, key_results: Sequence[KeyResult]
) -> list[KeyResult]:
    """Return key results as they count: with the target, phases, dates and indicator in force."""
    approved = approved_of(connection, agency_id, [one.objective_id for one in key_results])
    return [as_approved(one, approved.get(one.objective_id)) for one in key_results]


def key_results_in_force(connection: Connection, agency_id: str, rows: Any) -> list[KeyResult]:
    """Return the key results that rows of `key_result` hold, as they count."""
    return in_force(connection, agency_id, [key_result_of(row) for row in rows])


def key_results_named(
    connection: Connection, agency_id: str, ids: Sequence[str]
) -> list[KeyResult]:
    """Return the key results that have the `ids`, as they count."""
    found: list[KeyResult] = []
    for chunk in in_chunks(ids):
        rows = connection.execute(_NAMED, {"agency_id": agency_id, "ids": chunk}).mappings()
        found += key_results_in_force(connection, agency_id, rows)
    return found


def as_approved(one: KeyResult, approved: Approved | None) -> KeyResult:
    """Return a key result with the target that was approved of it; as it stands without one."""
    values = approved.key_results.get(one.id) if approved else None
    if values is None:
        return one
    row: Any = {name: from_wire(_kr.c[name].type, values.get(name)) for name in TARGET}
    whole = key_result_of({**_BLANK, **row})  # type: ignore[arg-type]
    return replace(
        one,
        measure=measure_of(row),
        phases=whole.phases,
        start_on=whole.start_on,
        end_on=whole.end_on,
        measure_unit=whole.measure_unit or "",
        rhythm=whole.rhythm,
        due_month=whole.due_month,
        indicator_id=whole.indicator_id,
    )


_BLANK: Mapping[str, Any] = {column.name: None for column in _kr.columns} | {
    "commitment": "committed"
}


def _word(row: Any) -> Review:
    at = row.stamps.get("*", 0)
    kind = ReviewKind(row.kind)
    return Review(row.id, kind, row.author_id, row.content_hash, at, level=row.level)

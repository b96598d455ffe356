"""The confirmed objective causes on key results, by which nothing is overdue in their period."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, select

from okrdesk.db import schema
from okrdesk.db.among import any_of
from okrdesk.db.joining import named_by
from okrdesk.domain.evaluation.steps import StepKind
from okrdesk.domain.excuse import Excuse
from okrdesk.domain.tasks import CauseState, state_of_cause

_cause, _step, _person = schema.cause, schema.step, schema.person
_agency: Any = bindparam("agency_id")

# Built once: every save runs them.
_WORDS = (
    select(
        _cause.c.id,
        _cause.c.key_result_id,
        _cause.c.from_on,
        _cause.c.to_on,
        _cause.c.reason,
        _step.c.kind,
        _step.c.stamps,
        _step.c.id.label("step_id"),
        _person.c.name.label("who"),
    )
    .join(_step, named_by(_cause, _step.c.cause_id))
    .outerjoin(_person, named_by(_person, _step.c.author_id))
    .where(
        _cause.c.agency_id == _agency,
        any_of(_cause.c.key_result_id, "ids"),
        ~_cause.c.deleted,
        ~_step.c.deleted,
    )
)
ASKED = select(_cause.c.key_result_id).where(
    _cause.c.agency_id == _agency, any_of(_cause.c.id, "ids"), _cause.c.key_result_id.is_not(None)
)
"""The key results that causes are about."""
DECIDED = (
    select(_cause.c.key_result_id)
    .join(_step, named_by(_cause, _step.c.cause_id))
    .where(
        _step.c.agency_id == _agency,
        any_of(_step.c.id, "ids"),
        _cause.c.key_result_id.is_not(None),
    )
)
"""The key results that decisions on causes are about."""


def excuses_of(
    connection: Connection, agency_id: str, key_result_ids: Collection[str]
) -> Mapping[str, tuple[Excuse, ...]]:
    """Return the confirmed causes of those key results that have any."""
    if not key_result_ids:
        return {}
    words: defaultdict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(_WORDS, {"agency_id": agency_id, "ids": list(key_result_ids)}):
        words[row.id].append(row)
    found: defaultdict[str, tuple[Excuse, ...]] = defaultdict(tuple)
    for rows in words.values():
        ordered = sorted(rows, key=lambda row: (row.stamps.get("*", 0), row.step_id))
        last = ordered[-1]
        if state_of_cause(StepKind(row.kind) for row in ordered) is CauseState.CONFIRMED:
            excuse = Excuse(last.from_on, last.to_on, last.reason, last.who or "")
            found[last.key_result_id] += (excuse,)
    return found

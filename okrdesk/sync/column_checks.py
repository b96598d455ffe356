"""What each column of the journalled tables may hold, beyond what its type says."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from okrdesk.db.types import Document, Exact, Instant
from okrdesk.domain.archiving import REMOVED
from okrdesk.domain.check_in import BlockerKind
from okrdesk.domain.closing import Outcome
from okrdesk.domain.directive import Axis, DirectiveKind
from okrdesk.domain.evaluation.steps import Level, PeriodState, StepKind
from okrdesk.domain.health import Health
from okrdesk.domain.indicator import Direction
from okrdesk.domain.objective import Commitment, CycleKind, CycleState, LinkKind, RollUp
from okrdesk.domain.organisation import LetterheadKind, PersonKind, Role
from okrdesk.domain.progress import Kind
from okrdesk.domain.remark import RemarkKind
from okrdesk.domain.reorganisation import SuccessionKind
from okrdesk.domain.review import MOST_LEVELS, ReviewKind
from okrdesk.domain.rhythm import Rhythm
from okrdesk.domain.tasks import AttachmentKind, CauseKind, FaultKind, Source
from okrdesk.sync import value_checks as checks

_MOST_FACTS = 262_144
_LONGEST_PACK = 60_000
_COLOURS = (Health.ON_TRACK, Health.AT_RISK, Health.BEHIND)

_STEP: Mapping[str, checks.Check] = {
    "id": partial(checks.text, 60),
    "title": partial(checks.text, 500),
    "weight": checks.exact,
}
_PHASE: Mapping[str, checks.Check] = {"on": checks.day, "value": checks.exact}
_COLOUR = partial(checks.member, frozenset(colour.value for colour in _COLOURS))
SPECIAL: Mapping[tuple[str, str], checks.Check] = {
    ("agency", "letterhead"): checks.one_of(LetterheadKind),
    ("person", "kind"): checks.one_of(PersonKind),
    ("post", "share"): partial(checks.whole, 1, 100),
    ("role_grant", "role"): checks.one_of(Role),
    ("cycle", "kind"): checks.one_of(CycleKind),
    ("cycle", "state"): checks.one_of(CycleState),
    ("objective", "commitment"): checks.one_of(Commitment),
    ("objective", "roll_up"): checks.one_of(RollUp),
    ("link", "kind"): checks.one_of(LinkKind),
    ("link", "parent_entity"): partial(checks.member, frozenset({"objective", "key_result"})),
    ("key_result", "kind"): checks.one_of(Kind),
    ("key_result", "commitment"): checks.one_of(Commitment),
    ("key_result", "rhythm"): checks.one_of(Rhythm),
    ("key_result", "due_month"): partial(checks.whole, 1, 12),
    ("key_result", "steps"): partial(checks.list_of, partial(checks.object_of, _STEP)),
    ("key_result", "phases"): partial(checks.list_of, partial(checks.object_of, _PHASE)),
    ("blocker", "kind"): checks.one_of(BlockerKind),
    ("check_in", "steps_done"): partial(checks.list_of, partial(checks.text, 60)),
    ("check_in", "confidence"): partial(checks.whole, 0, 10),
    ("check_in", "answers"): checks.answers,
    ("check_in", "computed_colour"): _COLOUR,
    ("check_in", "chosen_colour"): _COLOUR,
    ("evidence", "sha256"): checks.sha256,
    ("evidence", "size"): partial(checks.whole, 0, checks.LARGE_WORD),
    ("review", "kind"): checks.one_of(ReviewKind),
    ("review", "level"): partial(checks.whole, 1, MOST_LEVELS),
    ("review", "content"): partial(checks.any_document, most=_MOST_FACTS),
    ("review", "content_hash"): checks.sha256,
    ("objective", "axis"): checks.one_of(Axis),
    ("directive", "kind"): checks.one_of(DirectiveKind),
    ("directive_item", "axis"): checks.one_of(Axis),
    ("directive_file", "sha256"): checks.sha256,
    ("directive_file", "size"): partial(checks.whole, 0, checks.LARGE_WORD),
    ("indicator", "direction"): checks.one_of(Direction),
    ("indicator", "rhythm"): checks.one_of(Rhythm),
    ("indicator", "due_month"): partial(checks.whole, 1, 12),
    ("indicator_target", "kind"): checks.one_of(CycleKind),
    ("remark", "kind"): checks.one_of(RemarkKind),
    ("removal", "entity"): partial(checks.member, REMOVED),
    ("closure", "outcome"): checks.one_of(Outcome),
    ("unit_succession", "kind"): checks.one_of(SuccessionKind),
    ("period", "kind"): checks.one_of(CycleKind),
    ("period", "state"): checks.one_of(PeriodState),
    ("rule_pack", "text"): partial(checks.text, _LONGEST_PACK),
    ("rule_pack", "sha256"): checks.sha256,
    ("task", "axis"): checks.one_of(Axis),
    ("task", "source"): checks.one_of(Source),
    ("fault", "kind"): checks.one_of(FaultKind),
    ("fault", "count"): partial(checks.whole, 1, 1000),
    ("cause", "kind"): checks.one_of(CauseKind),
    ("cause", "content_errors"): partial(checks.whole, 0, 1000),
    ("cause", "delays"): partial(checks.whole, 0, 1000),
    ("evaluation", "days"): partial(checks.whole, 0, 366),
    ("evaluation", "days_present"): partial(checks.whole, 0, 366),
    ("score", "level"): checks.one_of(Level),
    ("score", "marks"): checks.marks,
    ("score", "leadership"): checks.marks,
    ("score", "knock_outs"): partial(checks.list_of, partial(checks.text, 60)),
    ("score", "inputs"): partial(checks.any_document, most=_MOST_FACTS),
    ("document", "facts"): partial(checks.any_document, most=_MOST_FACTS),
    ("step", "kind"): checks.one_of(StepKind),
    ("document", "content_sha256"): checks.sha256,
    ("attachment", "kind"): checks.one_of(AttachmentKind),
    ("attachment", "sha256"): checks.sha256,
    ("attachment", "size"): partial(checks.whole, 0, checks.LARGE_WORD),
}
"""Columns of which the type does not say all."""


def by_type(column: Any) -> checks.Check:
    """Return the check that the type of a column asks for."""
    kind = column.type
    if isinstance(kind, Exact):
        return checks.exact
    if isinstance(kind, Instant):
        return partial(checks.whole, 0, checks.LAST_MS)
    if isinstance(kind, Document):
        return checks.any_document
    plain: dict[str, checks.Check] = {
        "uuid": checks.uuid,
        "date": checks.day,
        "boolean": checks.boolean,
        "integer": partial(checks.whole, -checks.WORD, checks.WORD),
        "big_integer": partial(checks.whole, -checks.LARGE_WORD, checks.LARGE_WORD),
        "string": partial(checks.text, getattr(kind, "length", None) or checks.MOST_TEXT),
        "text": partial(checks.text, checks.MOST_TEXT),
    }
    return plain[kind.__visit_name__]

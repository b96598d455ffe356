"""Scoring: the marks that officer, head and authority give, each kept with what it was made of.

A score is written once. What is being typed is a draft of this device (`find_typed`, `keep_typed`)
until it is given; the last score of a level counts, and all of them are kept.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from typing import Any

from okrdesk.db import schema
from okrdesk.db.journal import Work
from okrdesk.domain.act import Act
from okrdesk.domain.evaluation.outcome import Outcome
from okrdesk.domain.evaluation.pack import Criterion, RulePack
from okrdesk.domain.evaluation.scoring import score
from okrdesk.domain.evaluation.sheet import Sheet
from okrdesk.domain.evaluation.steps import RIGHT_TO_SCORE, Level
from okrdesk.errors import Code, Refused
from okrdesk.names import name_of
from okrdesk.services.checks import plain_number, within
from okrdesk.services.desk import Desk, Done
from okrdesk.services.drafts import discard_in, find_draft, save_draft
from okrdesk.services.evaluation_cases import Case, open_case
from okrdesk.services.evaluation_rights import Rights
from okrdesk.services.evaluation_years import freeze_year, year_outcome
from okrdesk.services.frozen_scores import (
    freeze_inputs,
    freeze_marks,
    freeze_outcome,
    rules_of,
    thaw_marks,
)

TEXT_LIMIT = 4_000
_TEXTS = ("strengths", "weaknesses", "comment")


@dataclass(frozen=True)
class Marks:
    """What a level gives: points by criterion (a ticked box all of its points, an empty one 0).

    `leadership` are the grades of d, đ and e, `knock_outs` ids of the pack's, `band` the id of the
    band that is proposed; None takes the band that the points make.
    """

    marks: Mapping[str, Decimal] = field(default_factory=dict, hash=False)
    leadership: Mapping[str, Decimal] = field(default_factory=dict, hash=False)
    knock_outs: frozenset[str] = frozenset()
    strengths: str = ""
    weaknesses: str = ""
    comment: str = ""
    band: str | None = None


def sheet_with(facts: Sheet, marks: Marks) -> Sheet:
    """Return the facts of a case with marks on them, ready for `scoring.score`."""
    return replace(
        facts,
        marks=marks.marks,
        leadership=marks.leadership if facts.leader else {},
        knock_outs=marks.knock_outs,
    )


def outcome_of(case: Case, marks: Marks) -> Outcome:
    """Return what the marks make of a case; of a year, what its periods make."""
    if case.year is not None:
        return year_outcome(case.pack, case.year, marks.knock_outs)
    return score(case.pack, sheet_with(case.facts, marks))


def save_score(desk: Desk, evaluation_id: str, level: Level, marks: Marks) -> Done[str]:
    """Give the score of a level, complete or not; return its id.

    Raises Refused: NOT_FOUND, NO_AUTHORITY, PERIOD_CLOSED, EVALUATION_STATE, BAD_VALUE (criterion,
    fact or band that the pack does not know), BAD_NUMBER, TOO_LONG, REASON_NEEDED (another band
    than the points make, without a comment), BAND_ABOVE_UNIT.
    """
    with desk.write(Act.SCORE) as work:
        opened = open_case(desk, work.connection, evaluation_id)
        id, _outcome = write_score(desk, work, opened, level, marks)
    return Done(id, frozenset(work.touched))


def keep_typed(desk: Desk, evaluation_id: str, level: Level, marks: Marks) -> None:
    """Keep what is being typed on this device, so that a power cut takes nothing."""
    document = asdict(marks) | {
        "marks": freeze_marks(marks.marks),
        "leadership": freeze_marks(marks.leadership),
        "knock_outs": sorted(marks.knock_outs),
    }
    save_draft(desk, _kind(level), evaluation_id, document)


def find_typed(desk: Desk, evaluation_id: str, level: Level) -> Marks | None:
    """Return what was typed and not given yet, or None."""
    document = find_draft(desk, _kind(level), evaluation_id)
    return None if document is None else marks_of(document)


def marks_of(given: Mapping[str, Any]) -> Marks:
    """Return the marks in a row of `score` or in a draft."""
    return Marks(
        thaw_marks(given["marks"]),
        thaw_marks(given["leadership"]),
        frozenset(given["knock_outs"] or ()),
        *(given[name] for name in (*_TEXTS, "band")),
    )


def write_score(
    desk: Desk, work: Work, opened: tuple[Case, Rights], level: Level, marks: Marks
) -> tuple[str, Outcome]:
    """Write a score inside an act that does more; return its id and what came out of it."""
    case, rights = opened
    rights.require(RIGHT_TO_SCORE[level], case.stand.row.owner_person_id)
    _require_turn(case, level)
    _check(case.pack, marks)
    sheet = sheet_with(case.facts, marks)
    outcome = outcome_of(case, marks)
    _check_band(marks, outcome)
    _check_unit(case, marks)
    author = work.author
    id = work.add(
        schema.score,
        evaluation_id=case.id,
        author_id=author.person_id,
        level=level.value,
        marks=freeze_marks(marks.marks),
        leadership=freeze_marks(sheet.leadership) or None,
        knock_outs=sorted(marks.knock_outs) or None,
        **{name: getattr(marks, name).strip() for name in _TEXTS},
        band=marks.band or outcome.band,
        inputs=_inputs(case, sheet),
        outcome=freeze_outcome(outcome),
        entered_at=author.now,
    )
    discard_in(work.connection, desk, _kind(level), case.id)
    return id, outcome


def _inputs(case: Case, sheet: Sheet) -> dict[str, Any]:
    if case.year is None:
        return freeze_inputs(case.pack, sheet)
    return {"pack": rules_of(case.pack), "year": freeze_year(case.year)}


def _require_turn(case: Case, level: Level) -> None:
    if level in case.next_scores:
        return
    if case.period.is_closed and not case.situation.is_unlocked:
        raise Refused(Code.PERIOD_CLOSED, period=case.period.code)
    state = name_of(case.situation.state)
    raise Refused(Code.EVALUATION_STATE, name=case.person.name, state=state)


def _check(pack: RulePack, marks: Marks) -> None:
    rows = {row.id for root in (*pack.criteria, *pack.bonus_criteria) for row in _all(root)}
    _known("marks", marks.marks, rows)
    _known("leadership", marks.leadership, {one.id for one in pack.components if one.grades})
    _known("knock_outs", marks.knock_outs, {one.id for one in pack.knock_outs})
    if marks.band is not None:
        _known("band", [marks.band], {one.id for one in pack.bands})
    for name, value in (*marks.marks.items(), *marks.leadership.items()):
        plain_number(value, name)
    for name in _TEXTS:
        within(getattr(marks, name), TEXT_LIMIT, name)


def _all(row: Criterion) -> list[Criterion]:
    return [row, *(each for part in row.parts for each in _all(part))]


def _known(field: str, given: Any, allowed: set[str]) -> None:
    for id in given:
        if id not in allowed:
            raise Refused(Code.BAD_VALUE, field=field, text=id, allowed=", ".join(sorted(allowed)))


def _check_band(marks: Marks, outcome: Outcome) -> None:
    """Ask for the reason where another band is proposed than the points make."""
    differs = marks.band is not None and outcome.band is not None and marks.band != outcome.band
    if differs and not marks.comment.strip():
        raise Refused(Code.REASON_NEEDED, field="comment")


def _check_unit(case: Case, marks: Marks) -> None:
    """Refuse a band that is better than the unit's, where the pack does not rate its head above."""
    unit = case.facts.unit_band
    order = [band.id for band in case.pack.bands]
    if not case.pack.head_not_above_unit or unit not in order or marks.band is None:
        return
    if order.index(marks.band) < order.index(unit):
        raise Refused(Code.BAND_ABOVE_UNIT, field="band", unit=case.pack.band(unit).name)


def _kind(level: Level) -> str:
    return f"score-{level.value}"

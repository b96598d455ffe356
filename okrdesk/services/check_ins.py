"""Recording what was reached: check-ins, their corrections, evidence, blockers and drafts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Connection, select

from okrdesk.db import evidence_store, schema
from okrdesk.db.journal import Work
from okrdesk.db.queries.closings import closed_objectives, ends_of_cycles
from okrdesk.db.queries.in_force import key_results_in_force, key_results_named
from okrdesk.db.queries.indicators import values_read_by
from okrdesk.db.queries.key_results import check_ins_of
from okrdesk.db.rows import check_in_of
from okrdesk.domain.act import Act
from okrdesk.domain.check_in import BlockerKind, CheckIn, Prompt
from okrdesk.domain.dates import format_date
from okrdesk.domain.health import Health
from okrdesk.domain.indicator import values_in_force
from okrdesk.domain.objective import KeyResult
from okrdesk.domain.permissions import Right
from okrdesk.domain.progress import Kind, check_value
from okrdesk.domain.reached import colour_of_last
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import (
    clean_title,
    fetch,
    open_cycle,
    owner_of,
    plain_number,
    within,
)
from okrdesk.services.desk import Desk, Done
from okrdesk.services.drafts import discard_in
from okrdesk.services.indicators import NOTE_LIMIT, ValueEntry, append_value

COMMENT_LIMIT = 20_000
COLOURS = (Health.ON_TRACK, Health.AT_RISK, Health.BEHIND)
"""The marks that an officer may choose; the others follow from dates."""


@dataclass(frozen=True)
class EvidenceFile:
    """A file to attach: its name and all of its bytes (at most 20 MB)."""

    name: str
    content: bytes


@dataclass(frozen=True)
class BlockerEntry:
    """What stands in the way, whose task it is to remove it, and until when."""

    kind: BlockerKind
    text: str
    owner_person_id: str | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class CheckInEntry:
    """What an officer types; `value` is worked out from `steps_done` where steps are counted."""

    value: Decimal | None
    effective_on: date
    confidence: int | None = None
    comment: str = ""
    answers: Mapping[Prompt, str] = field(default_factory=dict)
    steps_done: frozenset[str] = frozenset()
    next_on: date | None = None
    chosen_colour: Health | None = None
    colour_reason: str = ""
    corrects_id: str | None = None
    evidence: tuple[EvidenceFile, ...] = ()
    actions_done: frozenset[str] = frozenset()
    blocker: BlockerEntry | None = None
    blockers_closed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Recorded:
    """The new check-in's id and the colour computed for it."""

    id: str
    key_result_id: str
    computed_colour: Health


def record_check_in(desk: Desk, key_result_id: str, entry: CheckInEntry) -> Done[Recorded]:
    """Submit a check-in; it never changes afterwards (a correction is a new one).

    Raises Refused: NO_AUTHORITY, NOT_FOUND, ARCHIVED, CYCLE_NOT_OPEN, CYCLE_CLOSED,
    LATE_WINDOW_OVER, OBJECTIVE_CLOSED, DATE_IN_FUTURE, DATE_OUTSIDE, MISSING_FIELD, BAD_NUMBER,
    BAD_VALUE, CONFIDENCE_RANGE, REASON_NEEDED, TOO_LONG, ALREADY_CORRECTED, FILE_TOO_LARGE,
    INDICATOR_OWNER (the key result reads an indicator that others enter).
    """
    act = Act.CORRECT_CHECK_IN if entry.corrects_id else Act.CHECK_IN
    with desk.write(act) as work:
        key_result = _open_key_result(desk, work.connection, key_result_id)
        value = _checked(desk, key_result, entry)
        computed = _colour_of(desk, work.connection, key_result, entry, value)
        if entry.corrects_id:
            _check_correction(desk, work.connection, key_result_id, entry.corrects_id)
        id = _append(work, key_result_id, entry, value, computed)
        if key_result.indicator_id:
            _record_indicator(desk, work, key_result, entry, value)
        _attach(work, id, entry.evidence)
        _settle_around(desk, work, key_result_id, id, entry)
        if entry.corrects_id:  # the draft of a new check-in stays while an old one is corrected
            discard_in(work.connection, desk, "correction", entry.corrects_id)
        else:
            discard_in(work.connection, desk, "check-in", key_result_id)
    return Done(Recorded(id, key_result_id, computed), frozenset(work.touched))


def check_check_in(desk: Desk, connection: Connection, entry: CheckIn) -> Health:
    """Return the colour of a check-in written once more; raises what `record_check_in` does."""
    given = CheckInEntry(
        entry.value,
        entry.effective_on,
        confidence=entry.confidence,
        comment=entry.comment,
        answers=entry.answers,
        steps_done=entry.steps_done,
        next_on=entry.next_on,
        chosen_colour=entry.chosen_colour,
        colour_reason=entry.colour_reason,
        corrects_id=entry.corrects_id,
    )
    key_result = _open_key_result(desk, connection, entry.key_result_id)
    if entry.corrects_id:
        _check_correction(desk, connection, key_result.id, entry.corrects_id)
    value = _checked(desk, key_result, given)
    return _colour_of(desk, connection, key_result, given, value)


def _open_key_result(desk: Desk, connection: Connection, id: str) -> KeyResult:
    row = fetch(connection, schema.key_result, desk.agency_id, id)
    (key_result,) = key_results_in_force(connection, desk.agency_id, [row])
    objective = fetch(connection, schema.objective, desk.agency_id, key_result.objective_id)
    desk.require_check_in(connection, key_result.owner, owner_of(objective))
    for title, archived in (
        (key_result.title, key_result.archived),
        (objective["title"], objective["archived"]),
    ):
        if archived:
            raise Refused(Code.ARCHIVED, title=title)
    _require_open_cycle(desk, connection, objective["cycle_id"])
    if closed_objectives(connection, desk.agency_id, [objective["id"]]):
        raise Refused(Code.OBJECTIVE_CLOSED, title=objective["title"])
    return key_result


def _require_open_cycle(desk: Desk, connection: Connection, cycle_id: str) -> None:
    """Refuse where the cycle takes no check-ins, or its days for late ones are over."""
    cycle = open_cycle(connection, desk.agency_id, cycle_id)
    if not cycle.state.accepts_check_ins:
        raise Refused(Code.CYCLE_NOT_OPEN, cycle=cycle.name)
    until = cycle.end_on + timedelta(days=desk.office(connection).late_days)
    if desk.today() > until:
        raise Refused(
            Code.LATE_WINDOW_OVER,
            cycle=cycle.name,
            end=format_date(cycle.end_on),
            until=format_date(until),
        )


def _checked(desk: Desk, key_result: KeyResult, entry: CheckInEntry) -> Decimal:
    """Return the value to store; raise Refused at the first field that does not hold."""
    _check_day(desk, key_result, entry.effective_on)
    if entry.confidence is not None and not 0 <= entry.confidence <= 10:
        raise Refused(Code.CONFIDENCE_RANGE, field="confidence")
    if entry.chosen_colour and entry.chosen_colour not in COLOURS:
        raise Refused(
            Code.BAD_VALUE,
            field="chosen_colour",
            text=entry.chosen_colour.value,
            allowed=", ".join(COLOURS),
        )
    if entry.chosen_colour and not entry.colour_reason.strip():
        raise Refused(Code.REASON_NEEDED, field="colour_reason")
    within(entry.comment, COMMENT_LIMIT, "comment")
    for prompt, text in entry.answers.items():
        within(text, COMMENT_LIMIT, prompt.value)
    if key_result.measure.kind is Kind.STEPS:
        return sum(
            (step.weight for step in key_result.measure.steps if step.id in entry.steps_done),
            Decimal(0),
        )
    if entry.value is None:
        raise Refused(Code.MISSING_FIELD, field="value", label="Value")
    plain_number(entry.value, "value")
    check_value(key_result.measure, entry.value)
    return entry.value


def _check_day(desk: Desk, key_result: KeyResult, day: date) -> None:
    if day > desk.today():
        raise Refused(Code.DATE_IN_FUTURE, field="effective_on", date=format_date(day))
    if not key_result.start_on <= day <= key_result.end_on:
        raise Refused(
            Code.DATE_OUTSIDE,
            field="effective_on",
            date=format_date(day),
            start=format_date(key_result.start_on),
            end=format_date(key_result.end_on),
        )


def _colour_of(
    desk: Desk,
    connection: Connection,
    key_result: KeyResult,
    entry: CheckInEntry,
    value: Decimal,
) -> Health:
    """Return the colour at the effective day, from the progress that this value makes."""
    day = entry.effective_on
    values = [(day, value)]
    if key_result.measure.kind.keeps:
        earlier = check_ins_of(connection, desk.agency_id, key_result)
        values[:0] = [
            (one.effective_on, one.value)
            for one in earlier
            if one.effective_on <= day and one.id != entry.corrects_id
        ]
    limits = desk.office(connection).limits
    return colour_of_last(key_result, values, limits, entry.steps_done)


def _append(
    work: Work, key_result_id: str, entry: CheckInEntry, value: Decimal, computed: Health
) -> str:
    answers = {prompt.value: text for prompt, text in entry.answers.items() if text.strip()}
    return work.add(
        schema.check_in,
        key_result_id=key_result_id,
        author_id=work.author.person_id,
        effective_on=entry.effective_on,
        entered_at=work.author.now,
        value=value,
        steps_done=sorted(entry.steps_done) or None,
        confidence=entry.confidence,
        comment=entry.comment,
        answers=answers or None,
        next_on=entry.next_on,
        computed_colour=computed.value,
        chosen_colour=entry.chosen_colour.value if entry.chosen_colour else None,
        colour_reason=entry.colour_reason,
        corrects_id=entry.corrects_id,
    )


def _record_indicator(
    desk: Desk, work: Work, key_result: KeyResult, entry: CheckInEntry, value: Decimal
) -> None:
    """Write the number where it belongs: into the indicator that the key result reads."""
    corrects = None
    if entry.corrects_id:
        day = fetch(work.connection, schema.check_in, desk.agency_id, entry.corrects_id)
        known = values_read_by(work.connection, desk.agency_id, [key_result])[key_result.id]
        of_day = (one for one in values_in_force(known) if one.effective_on == day["effective_on"])
        corrects = next((one.id for one in of_day), None)
    given = ValueEntry(value, entry.effective_on, entry.comment[:NOTE_LIMIT], corrects)
    append_value(desk, work, key_result.indicator_id or "", given)


def _check_correction(
    desk: Desk, connection: Connection, key_result_id: str, corrects_id: str
) -> None:
    table = schema.check_in
    row = fetch(connection, table, desk.agency_id, corrects_id)
    if row["key_result_id"] != key_result_id:
        raise Refused(Code.NOT_FOUND, text=corrects_id)
    newer = connection.scalar(
        select(table.c.id).where(
            table.c.agency_id == desk.agency_id,
            table.c.key_result_id == key_result_id,
            table.c.corrects_id == corrects_id,
            ~table.c.deleted,
        )
    )
    if newer is not None:
        raise Refused(Code.ALREADY_CORRECTED)


def _attach(work: Work, check_in_id: str, files: tuple[EvidenceFile, ...]) -> None:
    for file in files:
        name = clean_title(file.name, "Evidence", "evidence", 255)
        sha256 = evidence_store.keep(work.connection, work.author.agency_id, name, file.content)
        work.add(
            schema.evidence,
            check_in_id=check_in_id,
            name=name,
            sha256=sha256,
            size=len(file.content),
        )


def _settle_around(
    desk: Desk, work: Work, key_result_id: str, check_in_id: str, entry: CheckInEntry
) -> None:
    """Tick the actions that are done and the blockers that are gone; note the new blocker."""
    settled = (
        (schema.action_item, "done_on", entry.actions_done),
        (schema.blocker, "closed_on", entry.blockers_closed),
    )
    for table, day, ids in settled:
        for id in sorted(ids):
            if fetch(work.connection, table, desk.agency_id, id)["key_result_id"] != key_result_id:
                raise Refused(Code.NOT_FOUND, text=id)
            work.change(table, id, **{day: entry.effective_on})
    if entry.blocker:
        work.add(
            schema.blocker,
            key_result_id=key_result_id,
            check_in_id=check_in_id,
            kind=entry.blocker.kind.value,
            text=within(entry.blocker.text, COMMENT_LIMIT, "blocker"),
            owner_person_id=entry.blocker.owner_person_id,
            due_on=entry.blocker.due_on,
        )


def find_check_in(desk: Desk, id: str) -> CheckIn:
    """Return one check-in; raise Refused(NOT_FOUND) where there is none."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        return check_in_of(fetch(connection, schema.check_in, desk.agency_id, id))


def find_check_ins(desk: Desk, key_result_id: str) -> list[CheckIn]:
    """Return all check-ins of a key result, corrected ones too, by effective day."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        return [
            entry
            for one in key_results_named(connection, desk.agency_id, [key_result_id])
            for entry in check_ins_of(connection, desk.agency_id, one, corrected=True)
        ]


def find_late(desk: Desk, check_ins: Sequence[CheckIn]) -> frozenset[str]:
    """Return the ids of those that were entered after the end of their cycle ("sau kỳ")."""
    with desk.read() as connection:
        desk.require(connection, Right.READ_OBJECTIVES)
        ids = {entry.key_result_id for entry in check_ins}
        ends = ends_of_cycles(connection, desk.agency_id, ids)
    return frozenset(
        entry.id for entry in check_ins if entry.entered_after(ends[entry.key_result_id])
    )

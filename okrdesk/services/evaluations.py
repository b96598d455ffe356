"""Evaluations: prepared for people by the rules in force, with leave and transfers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from okrdesk.db import schema
from okrdesk.db.journal import Work
from okrdesk.db.queries.office import load_office, units_below
from okrdesk.db.queries.people import Wanted
from okrdesk.domain.act import Act
from okrdesk.domain.dates import format_date, parse_period
from okrdesk.domain.evaluation.pack import RulePack
from okrdesk.domain.evaluation.steps import Level
from okrdesk.domain.evaluation.working_days import WorkCalendar
from okrdesk.domain.identity import evaluation_id
from okrdesk.domain.numbers import is_plain
from okrdesk.domain.permissions import Right
from okrdesk.errors import Code, Refused
from okrdesk.services.checks import fetch, within
from okrdesk.services.desk import Desk, Done
from okrdesk.services.evaluation_rights import Rights
from okrdesk.services.evaluation_rows import Candidate, candidates, stands_in, stands_of
from okrdesk.services.periods import Period, fetch_period, require_open
from okrdesk.services.putting import put
from okrdesk.services.rule_packs import pack_of, published_packs

NOTE_LIMIT = 4_000
_PREPARING = (Right.EVALUATE_SELF, Right.REVIEW_EVALUATIONS, Right.EDIT_PERIODS)
_EDITING = (Right.REVIEW_EVALUATIONS, Right.EDIT_PERIODS)
_evaluation = schema.evaluation


@dataclass(frozen=True)
class Brought:
    """A score of a period at another office, brought along by a transfer."""

    period: str
    points: Decimal
    band: str = ""
    office: str = ""


@dataclass(frozen=True)
class Presence:
    """The working days somebody was there of those of the period; None where nobody counted."""

    days: int | None
    days_present: int | None


def prepare(desk: Desk, period_id: str, person_id: str | None = None) -> Done[str]:
    """Prepare the evaluation of one person (of the desk's own, if none is given); return its id.

    One that is there already is the answer, unchanged. Raises Refused: NOT_FOUND, NO_AUTHORITY,
    PERIOD_CLOSED, RULE_PACK_NONE.
    """
    whom = person_id or desk.person_id
    with desk.write(Act.PREPARE_EVALUATION) as work:
        connection = work.connection
        period = fetch_period(connection, desk.agency_id, period_id)
        Rights(desk, connection).require_any(_PREPARING, whom)
        wanted = Wanted(ids=frozenset([whom]))
        found = candidates(connection, desk, period.kind, period.end_on, wanted)
        person = fetch(connection, schema.person, desk.agency_id, whom)
        if not found or found[0].pack_id is None:
            day = format_date(period.end_on)
            raise Refused(Code.RULE_PACK_NONE, name=person["name"], date=day)
        write_evaluations(desk, work, period, found)
    return Done(evaluation_id(period_id, whom), frozenset(work.touched))


def prepare_all(desk: Desk, period_id: str, unit_id: str | None = None) -> Done[tuple[str, ...]]:
    """Prepare the evaluations of a unit and all below it, or of the agency; return the new ones.

    What is not submitted yet takes on post and rules of the period's last day, which a transfer
    may have changed. Left out are who has no pack in force and whom one may not prepare. Raises
    Refused: NOT_FOUND, NO_AUTHORITY (for nobody at all), PERIOD_CLOSED.
    """
    with desk.write(Act.PREPARE_EVALUATION) as work:
        connection = work.connection
        period = fetch_period(connection, desk.agency_id, period_id)
        rights = Rights(desk, connection)
        units = units_below(connection, desk.agency_id, frozenset([unit_id])) if unit_id else None
        found = [
            one
            for one in candidates(connection, desk, period.kind, period.end_on, Wanted(units=units))
            if any(rights.may(right, one.person.id) for right in _PREPARING)
        ]
        if not found:
            raise Refused(Code.NO_AUTHORITY)
        ids = write_evaluations(desk, work, period, found)
        _renew(work, period, [one for one in found if may_edit(rights, one.person.id)])
    return Done(ids, frozenset(work.touched))


def write_evaluations(
    desk: Desk, work: Work, period: Period, people: Collection[Candidate]
) -> tuple[str, ...]:
    """Write the evaluations of people who have none, inside an act that may; return their ids."""
    require_open(period)
    calendars = _calendars(work)
    there = stands_in(work.connection, desk.agency_id, period.id)
    new = {
        id: _values(one, period, calendars[one.pack_id])
        for one in people
        if one.pack_id is not None and (id := evaluation_id(period.id, one.person.id)) not in there
    }
    put(work, _evaluation, new)
    return tuple(new)


def _renew(work: Work, period: Period, people: Collection[Candidate]) -> None:
    """Let evaluations that nobody has submitted yet follow a change of post or of rules."""
    agency_id = work.author.agency_id
    stands = stands_in(work.connection, agency_id, period.id)
    calendars = _calendars(work)
    changes = {
        id: _values(one, period, calendars[one.pack_id])
        for one in people
        if one.pack_id is not None
        and (stand := stands.get(id := evaluation_id(period.id, one.person.id))) is not None
        and stand.situation.turn is Level.SELF
    }
    work.change_many(_evaluation, changes)


def _calendars(work: Work) -> dict[str, WorkCalendar]:
    """Return the working days by the published packs, as the office works them."""
    connection, agency_id = work.connection, work.author.agency_id
    office = load_office(connection, agency_id)
    packs = published_packs(connection, agency_id)
    return {id: office.calendar(pack.calendar) for id, pack in packs.items()}


def may_edit(rights: Rights, person_id: str) -> bool:
    """Say whether days of absence and scores brought along of somebody may be noted."""
    return any(rights.may(right, person_id) for right in _EDITING)


def record_presence(desk: Desk, id: str, presence: Presence, note: str = "") -> Done[str]:
    """Note how many of the working days somebody was there: scored is the time worked.

    Raises Refused: NOT_FOUND, NO_AUTHORITY, PERIOD_CLOSED, DAYS_PRESENT, TOO_LONG.
    """
    days, present = presence.days, presence.days_present
    if present is not None and not 0 <= present <= (366 if days is None else days):
        raise Refused(Code.DAYS_PRESENT, field="days_present", present=present, days=days)
    values = {"days": days, "days_present": present, "note": within(note, NOTE_LIMIT, "note")}
    return _edit(desk, id, values)


def bring_along(desk: Desk, id: str, scores: Collection[Brought]) -> Done[str]:
    """Keep the scores that a transferred officer brings from another office, for the year.

    Raises Refused: NOT_FOUND, NO_AUTHORITY, PERIOD_CLOSED, BROUGHT_PERIOD.
    """
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        row = fetch(connection, _evaluation, desk.agency_id, id)
        pack = pack_of(fetch(connection, schema.rule_pack, desk.agency_id, row["rule_pack_id"]))
    documents = [_brought_document(one, pack) for one in scores]
    return _edit(desk, id, {"brought": documents or None})


def brought_of(document: Any) -> tuple[Brought, ...]:
    """Return the scores in the document of an evaluation's `brought`."""
    return tuple(
        Brought(one["period"], Decimal(one["points"]), one["band"], one["office"])
        for one in document or ()
    )


def working_days_of(period: Period, calendar: WorkCalendar) -> int:
    """Return how many working days a period has."""
    return calendar.days_after(period.start_on - timedelta(days=1), period.end_on)


def find_evaluation(desk: Desk, period_id: str, person_id: str) -> str:
    """Return the id of somebody's evaluation in a period; raise Refused(EVALUATION_MISSING)."""
    id = evaluation_id(period_id, person_id)
    with desk.read() as connection:
        desk.require(connection, Right.READ_ORGANISATION)
        if not stands_of(connection, desk.agency_id, [id]):
            period = fetch_period(connection, desk.agency_id, period_id)
            name = fetch(connection, schema.person, desk.agency_id, person_id)["name"]
            raise Refused(Code.EVALUATION_MISSING, name=name, period=period.code)
    return id


def _edit(desk: Desk, id: str, values: Mapping[str, Any]) -> Done[str]:
    with desk.write(Act.EDIT_EVALUATION) as work:
        connection = work.connection
        row = fetch(connection, _evaluation, desk.agency_id, id)
        Rights(desk, connection).require_any(_EDITING, row["owner_person_id"])
        require_open(fetch_period(connection, desk.agency_id, row["period_id"]))
        work.change(_evaluation, id, **values)
    return Done(id, frozenset(work.touched))


def _values(one: Candidate, period: Period, calendar: WorkCalendar) -> dict[str, Any]:
    post = one.person.posts[0]
    return {
        "period_id": period.id,
        "owner_person_id": one.person.id,
        "unit_id": post.unit_id,
        "title": post.title,
        "is_leader": one.is_leader,
        "rule_pack_id": one.pack_id,
        "days": working_days_of(period, calendar),
    }


def _brought_document(one: Brought, pack: RulePack) -> dict[str, str]:
    most = pack.totals.most
    try:
        code = parse_period(one.period).code
    except Refused as error:
        raise _not_brought(one, most) from error
    if not is_plain(one.points) or not 0 <= one.points <= most:
        raise _not_brought(one, most)
    points = format(one.points, "f")
    return {"period": code, "points": points, "band": one.band, "office": one.office}


def _not_brought(one: Brought, most: Decimal) -> Refused:
    text = f"{one.period} {one.points}"
    return Refused(Code.BROUGHT_PERIOD, field="brought", text=text, most=str(most))

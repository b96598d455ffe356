"""The paper of a person's year from its periods (F2, Mẫu số 02 of NĐ 335/2025)."""

from collections.abc import Iterator, Sequence

from okrdesk.domain.dates import PeriodKind, parse_period
from okrdesk.domain.evaluation.outcome import BlockCode
from okrdesk.domain.evaluation.steps import Level
from okrdesk.domain.evaluation.year import PeriodScore, quarter_means, score_year
from okrdesk.domain.identity import evaluation_id
from okrdesk.domain.objective import CycleKind
from okrdesk.domain.permissions import Right
from okrdesk.errors import Code, Refused
from okrdesk.services.desk import Desk
from okrdesk.services.evaluation_names import periods_of
from okrdesk.services.evaluation_papers import approver_of
from okrdesk.services.evaluation_rows import stands_of_person
from okrdesk.services.evaluation_sheets import EvaluationSheet, sheets_of
from okrdesk.services.paper_ground import Ground, band_of, capital, ground_of, percent
from okrdesk.services.papers import Bearer, BroughtScore, Span, YearPaper, YearRow, YearRowKind

_EXCUSING = frozenset({BlockCode.ABSENT_TOO_LONG, BlockCode.NEW_IN_POST})


def find_year_paper(desk: Desk, year: str, person_id: str) -> YearPaper:
    """Return the year ("2026") of a person; raise EVALUATION_MISSING, NO_AUTHORITY.

    The officer's own rating and the authority's are those of the year's own evaluation, if any.
    """
    span = parse_period(year)
    with desk.read() as connection:
        ground = ground_of(desk, connection)
        ground.rights.require(Right.PRINT_FORMS, person_id)
        within = {
            period.id
            for period in periods_of(connection, desk.agency_id).values()
            if span.start <= period.start_on and period.end_on <= span.end
        }
        stands = stands_of_person(connection, desk.agency_id, person_id).values()
        ids = [
            evaluation_id(one.row.period_id, person_id)
            for one in stands
            if one.row.period_id in within
        ]
    if not ids:
        name = ground.names.get(person_id, person_id)
        raise Refused(Code.EVALUATION_MISSING, name=name, period=span.code)
    sheets = sorted(sheets_of(desk, ids), key=lambda sheet: sheet.period.end_on)
    return _paper(sheets, ground, Span(span.code, span.start, span.end))


def _paper(sheets: Sequence[EvaluationSheet], ground: Ground, span: Span) -> YearPaper:
    last = sheets[-1]
    of_year = next((one for one in sheets if one.period.kind is CycleKind.YEAR), None)
    own = of_year.scores.get(Level.SELF) if of_year else None
    head = of_year.scores.get(Level.HEAD) if of_year else None
    approved = of_year.approved if of_year else None
    return YearPaper(
        agency=ground.agency,
        period=span,
        bearer=Bearer(last.person.name, last.title, last.unit, last.person.code),
        on=ground.on,
        head=ground.head_of(last.person.id, last.unit_id),
        authority=approver_of(of_year) if of_year else "",
        okr=percent(last.progress.mean),
        words=last.pack.form,
        rows=tuple(_rows(sheets)),
        bands=tuple(capital(one.name) for one in last.pack.bands),
        brought=tuple(
            BroughtScore(one.period, one.points, one.office)
            for sheet in sheets
            for one in sheet.brought
        ),
        own_band=band_of(last.pack, own.band if own else None),
        band=band_of(last.pack, approved.band if approved else None),
        proposal=head.marks.comment if head else "",
    )


def _rows(sheets: Sequence[EvaluationSheet]) -> Iterator[YearRow]:
    """Yield twelve months, after each third its quarter's mean, and the year's mean."""
    pack = sheets[-1].pack
    scores = _scores(sheets)
    months = {
        parse_period(one.code).start.month: one
        for one in scores
        if parse_period(one.code).kind is PeriodKind.MONTH
    }
    means = quarter_means(pack, scores)
    for month in range(1, 13):
        score = months.get(month)
        yield YearRow(
            YearRowKind.MONTH,
            month,
            score.total if score else None,
            score.excused if score else False,
            score.brought if score else False,
        )
        if month % 3 == 0:
            yield YearRow(YearRowKind.QUARTER_MEAN, month // 3, means[month // 3 - 1])
    yield YearRow(YearRowKind.YEAR_MEAN, 0, score_year(pack, scores).total)


def _scores(sheets: Sequence[EvaluationSheet]) -> list[PeriodScore]:
    """Return the scores of the year's months and quarters, brought ones where there is no own."""
    found = {
        one.period: PeriodScore(one.period, one.points, brought=True)
        for sheet in sheets
        for one in sheet.brought
    }
    for sheet in sheets:
        if sheet.period.kind is not CycleKind.YEAR:
            outcome = sheet.decided.outcome if sheet.decided else None
            blocked = outcome.blocked if outcome else ()
            found[sheet.period.code] = PeriodScore(
                sheet.period.code,
                outcome.total if outcome else None,
                sheet.facts.days_present,
                excused=any(one.code in _EXCUSING for one in blocked),
            )
    return list(found.values())

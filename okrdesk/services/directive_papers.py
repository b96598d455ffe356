"""The report of one directive (B5): how far its items are, what was reached behind them, what was
not and why.

Nothing is typed for it: the figures are those of the coverage, the words those of check-ins,
blockers, confirmed causes and explanations since the directive was issued.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from okrdesk.db import schema
from okrdesk.db.directive_rows import directive_of
from okrdesk.db.queries.coverage import work_behind
from okrdesk.db.queries.key_result_rows import KeyResultRow, key_result_rows, key_results_under
from okrdesk.db.queries.view import View
from okrdesk.domain.directive import Directive
from okrdesk.domain.objective import Owner
from okrdesk.domain.permissions import Right
from okrdesk.services.checks import fetch
from okrdesk.services.coverage import find_coverage
from okrdesk.services.coverage_papers import CoverageRow, row_of, shares_of
from okrdesk.services.desk import Desk
from okrdesk.services.paper_ground import code_of, ground_of, percent
from okrdesk.services.papers import BandShare, Paper, Span
from okrdesk.services.period_papers import Record, Told
from okrdesk.services.unit_papers import unit_bearer


@dataclass(frozen=True, kw_only=True)
class DirectivePaper(Paper):
    """The report of a directive; `okr` is the roll-up over its items, `rows` are the items."""

    directive: Directive
    rows: tuple[CoverageRow, ...]
    shares: tuple[BandShare, ...]
    reached: tuple[Told, ...]
    unreached: tuple[Told, ...]
    key_results: int


def find_directive_paper(desk: Desk, directive_id: str, unit_id: str) -> DirectivePaper:
    """Return the report of a directive as of today: of what a unit, with all below it, has a part
    in; the agency's own unit reports on all of it.

    Raises Refused: NOT_FOUND, NO_AUTHORITY.
    """
    with desk.read() as connection:
        desk.require(connection, Right.PRINT_FORMS, [Owner(unit_id=unit_id)])
        row = fetch(connection, schema.directive, desk.agency_id, directive_id)
        directive = directive_of(row)
        above = fetch(connection, schema.unit, desk.agency_id, unit_id)["parent_id"]
        ground = ground_of(desk, connection)
        bearer = unit_bearer(desk, connection, unit_id, desk.today())
    coverage = find_coverage(desk, directive_id, unit_id if above else None)
    with desk.view() as view:
        rows = _key_results(view, [one.item.id for one in coverage.items])
        record = Record(view, [one.id for one in rows], (directive.issued_on, ground.on))
    reached, unreached = record.outcome(rows, ground.on)
    return DirectivePaper(
        agency=ground.agency,
        period=Span(code_of(directive.id), directive.issued_on, ground.on, directive.code),
        bearer=bearer,
        on=ground.on,
        head=ground.head_of_unit(unit_id),
        compiler=ground.names.get(desk.person_id, ""),
        okr=percent(coverage.progress),
        directive=directive,
        rows=tuple(map(row_of, coverage.items)),
        shares=shares_of(coverage),
        reached=reached,
        unreached=unreached,
        key_results=len(rows),
    )


def _key_results(view: View, item_ids: Sequence[str]) -> list[KeyResultRow]:
    """Return the key results behind items, each once: those of objectives first."""
    behind = [
        one
        for found in work_behind(view.connection, view.agency_id, item_ids).values()
        for one in found
    ]
    objectives = sorted({one.id for one in behind if one.entity == "objective"})
    under = key_results_under(view, objectives)
    known = {one.id for one in under}
    single = sorted({one.id for one in behind if one.entity == "key_result"} - known)
    return [*under, *key_result_rows(view, single)]

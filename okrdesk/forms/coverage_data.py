"""What the templates of B1 and B5 read: the items of directives, and what was said behind them."""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from okrdesk.domain.coverage import CoverageState
from okrdesk.domain.dates import format_date
from okrdesk.domain.directive import Directive
from okrdesk.forms.period_data import told_data
from okrdesk.forms.wording import worded
from okrdesk.services.coverage_papers import CoveragePaper, CoverageRow, DirectivePart
from okrdesk.services.directive_papers import DirectivePaper

Data = dict[str, Any]
Words = Mapping[str, str]


def coverage_data(paper: CoveragePaper, words: Words) -> Data:
    """Return the rows of the table and the counts below it."""
    numbers = count(1)
    rows = [row for part in paper.parts for row in _rows(part, words, numbers)]
    total = sum(len(part.rows) for part in paper.parts)
    shares = [
        {
            "name": words[one.name],
            "count": worded(one.count, words),
            "share": worded(one.share, words, 1) + " %",
        }
        for one in paper.shares
    ]
    return {"rows": rows, "count": str(total), "shares": shares, "parts": []}


def directive_data(paper: DirectivePaper, words: Words) -> Data:
    """Return the rows, the counts of states with their shares, and the two lists of B5."""
    counts = [
        {
            "key": one.name,
            "name": words[one.name],
            "count": str(one.count),
            "share": one.count / len(paper.rows),
        }
        for one in paper.shares
    ]
    return {
        "rows": [_row(number, row, words) for number, row in enumerate(paper.rows, start=1)],
        "counts": counts,
        "reached": told_data(paper.reached, words),
        "unreached": told_data(paper.unreached, words),
        "facts": {
            "cited": _cited(paper.directive, words),
            "items": str(len(paper.rows)),
            "key_results": str(paper.key_results),
        },
        "okr": worded(paper.okr, words, 0),
        "expected": "",
    }


def _rows(part: DirectivePart, words: Words, numbers: Iterator[int]) -> list[Data]:
    head = {
        "label": _cited(part.directive, words),
        "progress": worded(part.progress, words, 0),
        "state": "",
        "strong": True,
        "keep": True,
    }
    return [head, *(_row(next(numbers), row, words) for row in part.rows)]


def _cited(directive: Directive, words: Words) -> str:
    cited = words["directive"].format(
        kind=words[directive.kind.value],
        code=directive.code,
        day=format_date(directive.issued_on),
    )
    if directive.issuer:
        cited = words["directive_of"].format(cited=cited, issuer=directive.issuer)
    return f"{cited}: {directive.title}" if directive.title else cited


def _row(number: int, row: CoverageRow, words: Words) -> Data:
    counts = (
        ("objectives", row.objectives),
        ("key_results", row.key_results),
        ("tasks", row.tasks),
    )
    behind = [words[name].format(count=many) for name, many in counts if many]
    is_forgotten = row.is_overdue and row.state is CoverageState.UNCOVERED
    data: Data = worded(row, words)
    return {
        **data,
        "number": str(number),
        "behind": ", ".join(behind),
        "state": words["forgotten"] if is_forgotten else words[row.state.value],
    }

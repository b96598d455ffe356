"""What the template of B2 reads: a table of objectives and key results, and what was said."""

from collections.abc import Mapping, Sequence
from typing import Any

from okrdesk.domain.progress import Kind
from okrdesk.forms.wording import target_text, worded
from okrdesk.services.period_papers import PeriodPaper, ReportRow, Told

Data = dict[str, Any]
Words = Mapping[str, str]


def period_data(paper: PeriodPaper, words: Words) -> Data:
    """Return the rows, the counts of marks with their shares, and the two lists."""
    numbers = _Numbers()
    rows = [_row(one, numbers, words) for one in paper.rows]
    counts = [
        {
            "key": one.health.value,
            "name": words[one.health.value],
            "count": str(one.count),
            "share": one.count / paper.key_results,
        }
        for one in paper.counts
    ]
    return {
        "rows": rows,
        "counts": counts,
        "reached": told_data(paper.reached, words),
        "unreached": told_data(paper.unreached, words),
        "facts": {"objectives": str(paper.objectives), "key_results": str(paper.key_results)},
        "okr": worded(paper.okr, words, 0),
    }


class _Numbers:
    """Counts objectives 1, 2 … and their key results 1.1, 1.2 …"""

    def __init__(self) -> None:
        self._objective = self._key_result = 0

    def next(self, is_objective: bool) -> str:
        """Return the number of the next row."""
        if is_objective:
            self._objective, self._key_result = self._objective + 1, 0
            return str(self._objective)
        self._key_result += 1
        return f"{self._objective}.{self._key_result}"


def _row(row: ReportRow, numbers: _Numbers, words: Words) -> Data:
    data: Data = worded(row, words)
    is_objective = row.measure is None
    if row.measure is not None:
        data["target"] = target_text(row.measure, words)
        if row.measure.kind is Kind.YES_NO and row.value is not None:
            data["value"] = words["yes" if row.value else "no"]
    else:
        data["target"] = ""
    number = numbers.next(is_objective)
    return {**data, "place": number, "measure": "", "strong": is_objective, "keep": is_objective}


def told_data(told: Sequence[Told], words: Words) -> list[Data]:
    """Return key results with what was said of each, line by line."""
    return [
        {
            "title": one.title,
            "owner": one.owner,
            "state": words["told"].format(
                progress=worded(one.progress, words, 0), health=words[one.health.value]
            ),
            "lines": [f"{words['said_' + line.source.value]}: {line.text}" for line in one.lines],
        }
        for one in told
    ]

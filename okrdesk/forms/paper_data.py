"""What the templates of B1, F1–F9 and F12 read, from the plain facts of each kind of paper."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import singledispatch
from typing import Any

from okrdesk.domain.dates import ROMAN, format_date, office_time
from okrdesk.domain.evaluation.outcome import Block
from okrdesk.domain.evaluation.pack import FormWords
from okrdesk.domain.evaluation.sheet import Settled
from okrdesk.domain.organisation import LetterheadKind
from okrdesk.forms.coverage_data import coverage_data, directive_data
from okrdesk.forms.letterheads import letterhead
from okrdesk.forms.period_data import period_data
from okrdesk.forms.registry import Audience, Template
from okrdesk.forms.wording import period_text, worded
from okrdesk.services.coverage_papers import CoveragePaper
from okrdesk.services.decision_papers import DecisionKind, DecisionPaper
from okrdesk.services.directive_papers import DirectivePaper
from okrdesk.services.minutes_papers import MinutesPaper
from okrdesk.services.papers import (
    BandShare,
    BroughtScore,
    ComplaintPaper,
    ConfirmedCause,
    EvaluationPaper,
    Paper,
    PlanPaper,
    PlanRow,
    ResultRow,
    ResultsPaper,
    TaskPaper,
    TaskRow,
    YearPaper,
    YearRow,
    YearRowKind,
)
from okrdesk.services.period_papers import PeriodPaper

Data = dict[str, Any]
_SUMMED = ("quantity", "done", "converted", "quality", "timeliness", "content_errors", "delays")
_APART = ("agency", "words", "on")
_SIGNED_LATER = (EvaluationPaper, YearPaper)


def paper_data(template: Template, paper: Paper) -> Data:
    """Return what the template reads of one sheet."""
    data: Data = worded(paper, template.words)
    for name in _APART:
        del data[name]
    audience = Audience.PERSON if paper.bearer.is_person else Audience.UNIT
    on = None if isinstance(paper, _SIGNED_LATER) else paper.on
    return {
        **data,
        "period": data["period"] | {"name": _period_name(paper, template.words)},
        "audience": audience.value,
        "letterhead": letterhead(paper.agency, on, _number(template, paper)),
        "signed_by": paper.bearer.name if paper.bearer.is_person else "",
        **office_words(template.code, paper),
        **_more(paper, template.words, data),
    }


def office_words(code: str, paper: Paper) -> Data:
    """Return labels, columns and signature titles that the rule pack settles for this form.

    A text is named after the form's label ("title"), for the sheets of evaluation themselves, or
    with the form's code before it ("F3.title") for any form.
    """
    words: FormWords = paper.words
    own = words.texts if isinstance(paper, EvaluationPaper) else {}
    texts = {name: text for name, text in own.items() if "." not in name}
    texts |= {
        name.removeprefix(f"{code}."): text
        for name, text in words.texts.items()
        if name.startswith(f"{code}.")
    }
    return {
        "texts": texts,
        "columns": dict(words.columns),
        "signatures": dict(words.signatures),
    }


def _period_name(paper: Paper, words: Mapping[str, str]) -> str:
    return paper.period.name or period_text(paper.period.code, words)


def _number(template: Template, paper: Paper) -> str:
    is_party = paper.agency.letterhead is LetterheadKind.PARTY
    return template.words.get("party_number" if is_party else "number", "")


@singledispatch
def _more(paper: Paper, words: Mapping[str, str], data: Data) -> Data:
    raise TypeError(f"no form prints {type(paper).__name__}")


@_more.register
def _evaluation(paper: EvaluationPaper, words: Mapping[str, str], data: Data) -> Data:
    rows = list(data["criteria"])
    if rows:
        own = [one.mark for one in paper.criteria if one.strong]
        given = [one.authority_mark for one in paper.criteria if one.strong]
        rows[-1] = {**rows[-1], "keep": True}
        rows.append(
            {
                "number": "",
                "name": words["sum"],
                "points": worded(paper.general_most, words),
                "mark": worded(_total(own), words),
                "authority_mark": worded(_total(given), words),
                "strong": True,
            }
        )
    return {
        "criteria": rows,
        "by": words[paper.level.value] if paper.level else "",
        "causes": [_cause(one, words) for one in paper.causes],
        "blocked": [_blocked(one, words) for one in paper.blocked],
    }


def _blocked(block: Block, words: Mapping[str, str]) -> str:
    params = {name: worded(value, words) for name, value in block.params.items()}
    return words[block.code.value].format(
        **{name: "; ".join(one) if isinstance(one, list) else one for name, one in params.items()}
    )


@_more.register
def _year(paper: YearPaper, words: Mapping[str, str], data: Data) -> Data:
    rows = [
        {
            **row,
            "name": words[f"row_{fact.kind.value}"].format(number=_numeral(fact)),
            "strong": fact.kind is not YearRowKind.MONTH,
            "note": _year_note(fact, words),
        }
        for fact, row in zip(paper.rows, data["rows"], strict=True)
    ]
    return {"rows": rows, "brought": [_brought(one, words) for one in paper.brought]}


def _brought(score: BroughtScore, words: Mapping[str, str]) -> Data:
    data: Data = worded(score, words)
    return {**data, "period": _lowered(period_text(score.period, words))}


def _numeral(row: YearRow) -> str:
    is_quarter = row.kind is YearRowKind.QUARTER_MEAN
    return ROMAN[row.number - 1] if is_quarter else str(row.number)


def _year_note(row: YearRow, words: Mapping[str, str]) -> str:
    notes = [words["excused"]] if row.is_excused else []
    notes += [words["brought_along"]] if row.is_brought else []
    return "; ".join([*notes, row.note] if row.note else notes)


@_more.register
def _tasks(paper: TaskPaper, words: Mapping[str, str], data: Data) -> Data:
    rows = [
        _task(number, fact, row, words)
        for number, (fact, row) in enumerate(zip(paper.rows, data["rows"], strict=True), start=1)
    ]
    if rows:
        counted = [one for one in paper.rows if one.settled is Settled.NO or one.converted]
        sums = {name: _total(getattr(one, name) for one in counted) for name in _SUMMED}
        places = {
            name: 2 if name in ("converted", "quality", "timeliness") else None for name in sums
        }
        total = {name: worded(value, words, places[name]) for name, value in sums.items()}
        rows[-1]["keep"] = True
        rows.append({"label": words["total"], "strong": True, **total})
    return {"rows": rows, "has_causes": any(fact.causes for fact in paper.rows)}


def _task(number: int, fact: TaskRow, row: Data, words: Mapping[str, str]) -> Data:
    return {
        **row,
        "number": str(number),
        "coefficient": row["coefficient"] or words["missing"],
        "cause": "\n".join(words["cause"].format(**_cause(one, words)) for one in fact.causes),
        "causes": [],
        "note": _note(fact.note, fact.settled, words),
    }


@_more.register
def _results(paper: ResultsPaper, words: Mapping[str, str], data: Data) -> Data:
    rows = [
        {
            **row,
            "number": str(number),
            "listed": row["band"] or row["proposed_band"],
            "note": _result_note(fact, words),
        }
        for number, (fact, row) in enumerate(zip(paper.rows, data["rows"], strict=True), start=1)
    ]
    facts = {
        "period": _inside(paper, words),
        "unit": paper.bearer.name,
        "agency": paper.agency.name,
        "authority": paper.authority or words.get("authority", ""),
        "count": str(len(paper.rows)),
        "legal": paper.legal or words.get("legal", ""),
    }
    shares = [_share(one, words) for one in paper.shares]
    return {"rows": rows, "count": facts["count"], "shares": shares, "facts": facts}


def _result_note(row: ResultRow, words: Mapping[str, str]) -> str:
    notes = [words["brought"].format(**_brought(one, words)) for one in row.brought]
    if row.days is not None and row.days_present is not None and row.days_present < row.days:
        notes.insert(0, words["present"].format(present=row.days_present, days=row.days))
    return "; ".join([*notes, row.note] if row.note else notes)


def _share(share: BandShare, words: Mapping[str, str]) -> Data:
    return {
        "name": share.name or words["none"],
        "count": worded(share.count, words),
        "share": worded(share.share, words, 1) + " %",
    }


@_more.register
def _plan(paper: PlanPaper, words: Mapping[str, str], data: Data) -> Data:
    tasks = [
        {**row, "number": str(number), "note": _note(fact.note, fact.settled, words)}
        for number, (fact, row) in enumerate(zip(paper.tasks, data["tasks"], strict=True), start=1)
    ]
    key_results = [
        {
            **row,
            "number": str(number),
            "target": row["measure"],
            "progress": row["progress"] and row["progress"] + " %",
        }
        for number, row in enumerate(data["key_results"], start=1)
    ]
    return {"tasks": tasks, "key_results": key_results, "counts": _counts(paper.tasks)}


def _counts(tasks: Sequence[PlanRow]) -> dict[str, str]:
    settled = [one for one in tasks if one.settled is Settled.NO]
    finished = sum(one.done >= one.quantity for one in settled)
    return {
        "all": str(len(tasks)),
        "finished": str(finished),
        "unfinished": str(len(tasks) - finished),
        "faulty": str(sum(one.is_faulty for one in tasks)),
        "late": str(sum(one.is_late for one in tasks)),
    }


@_more.register
def _complaint(paper: ComplaintPaper, words: Mapping[str, str], data: Data) -> Data:
    blank = words["filed_on"]
    band = paper.band or words["none"]
    result = words["result"].format(total=data["total"] or "…", band=_lowered(band))
    facts = {
        "name": paper.bearer.name,
        "title": paper.bearer.title,
        "unit": paper.bearer.unit,
        "agency": paper.agency.name,
        "authority": paper.authority or words["authority"],
        "period": _inside(paper, words),
        "result": result,
        "filed_on": data["filed_on"] or blank,
        "answered_on": data["answered_on"] or blank,
    }
    return {"facts": facts, "shares": []}


@_more.register
def _coverage(paper: CoveragePaper, words: Mapping[str, str], _data: Data) -> Data:
    return coverage_data(paper, words)


@_more.register
def _directive(paper: DirectivePaper, words: Mapping[str, str], _data: Data) -> Data:
    return directive_data(paper, words)


@_more.register
def _report(paper: PeriodPaper, words: Mapping[str, str], _data: Data) -> Data:
    return period_data(paper, words)


@_more.register
def _minutes(_paper: MinutesPaper, _words: Mapping[str, str], data: Data) -> Data:
    numbered = enumerate(data["rows"], start=1)
    return {"rows": [{**row, "number": str(number)} for number, row in numbered]}


@_more.register
def _decision(paper: DecisionPaper, words: Mapping[str, str], data: Data) -> Data:
    rows = data["rows"]
    if paper.kind is DecisionKind.OVERRIDE:
        rows = [
            {
                "title": row["title"],
                "field": words["colour"],
                "before": words[row["before"] or "none"],
                "after": words[row["after"]],
            }
            for row in rows
        ]
    at = office_time(paper.at)
    return {"rows": rows, "at": f"{at:%H:%M}, {format_date(at)}"}


def _cause(cause: ConfirmedCause, words: Mapping[str, str]) -> Data:
    data: Data = worded(cause, words)
    return {**data, "last": data["last"] or words["open"]}


def _note(note: str, settled: Settled, words: Mapping[str, str]) -> str:
    happened = "" if settled is Settled.NO else words[settled.value]
    return "; ".join(part for part in (happened, note) if part)


def _inside(paper: Paper, words: Mapping[str, str]) -> str:
    """Return a period's name as it stands inside a sentence."""
    return _lowered(period_text(paper.period.code, words))


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _total(values: Iterable[Decimal | int | None]) -> Decimal | None:
    """Return a sum; None where a part of it is not known."""
    found = list(values)
    if any(value is None for value in found):
        return None
    return sum((Decimal(value) for value in found if value is not None), Decimal(0))

"""What a key result is measured by, told from the cells Loại, Mốc đầu and Mức cần đạt.

Where Loại is empty it follows from the other two: "2–5" is kept between, "≥ 95" kept at least,
"Bước A:30; Bước B:70" are steps, "có" is yes or no, a target below the start value goes down, all
else up.
"""

import re
from dataclasses import replace
from decimal import Decimal

from okrdesk.domain.identity import new_id
from okrdesk.domain.progress import Kind, Measure, Step, check_measure
from okrdesk.domain.text import tidy
from okrdesk.errors import Code, Refused
from okrdesk.exchange.cells import Choice, Option, chosen, number_and_unit, said
from okrdesk.exchange.columns import Line
from okrdesk.exchange.workbook import Cell
from okrdesk.i18n import _

KINDS = Choice(
    [
        Option(Kind.INCREASE, "tăng", "increase", ("tăng lên", "tăng dần")),
        Option(Kind.DECREASE, "giảm", "decrease", ("giảm xuống", "giảm dần")),
        Option(
            Kind.KEEP_AT_LEAST,
            "duy trì ≥",
            "keep at least",
            (
                "keep-at-least",
                "≥",
                "duy trì trên",
                "duy trì tối thiểu",
                "duy trì ít nhất",
                "duy trì",
            ),
        ),
        Option(
            Kind.KEEP_AT_MOST,
            "duy trì ≤",
            "keep at most",
            (
                "keep-at-most",
                "≤",
                "duy trì dưới",
                "duy trì tối đa",
                "duy trì không quá",
                "không quá",
            ),
        ),
        Option(
            Kind.KEEP_BETWEEN,
            "trong khoảng",
            "keep between",
            ("keep-between", "duy trì trong khoảng", "khoảng"),
        ),
        Option(
            Kind.YES_NO,
            "có/không",
            "yes/no",
            ("yes-no", "có hoặc không", "hoàn thành", "đạt/không đạt"),
        ),
        Option(Kind.STEPS, "bước", "steps", ("các bước", "theo bước", "bước có trọng số")),
        Option(
            Kind.COUNT, "sản phẩm", "count", ("số lượng", "số sản phẩm", "đếm sản phẩm", "products")
        ),
    ]
)
_YES = {
    "co",
    "x",
    "dat",
    "hoan thanh",
    "xong",
    "yes",
    "true",
    "ban hanh",
    "da ban hanh",
    "duoc duyet",
    "phe duyet",
}
_RANGE = re.compile(
    r"(?:từ\s+)?(.+?)\s*(?:–|—|\.\.+|…| - | đến | tới |(?<=[\d%])-(?=\d))\s*(.+)$", re.IGNORECASE
)
_LIMIT = re.compile(
    r"(?P<least>≥|>=|=>|tối thiểu|ít nhất|không dưới|không thấp hơn)|"
    r"(?P<most>≤|<=|=<|tối đa|nhiều nhất|không quá|không vượt quá)",
    re.IGNORECASE,
)
_MOST_STEPS = 50


def read_measure(line: Line) -> tuple[Measure, str]:
    """Return the measure of a row, checked, and the unit of measure that its target names, if any.

    Raises Refused with the field ("start", "target") that is wrong.
    """
    cell = line.cells.get("target")
    kind = line.get("kind") or _inferred(line.get("start"), line.get("target"))
    start = line.get("start")
    measure, unit = _MAKERS[kind](kind, line.get("target"), cell)
    if start is not None and kind.moves:
        measure = replace(measure, start=start)
    check_measure(measure)
    return measure, unit


def _inferred(start: Decimal | None, target: str | None) -> Kind:
    text = target or ""
    if limit := _LIMIT.match(text):
        return Kind.KEEP_AT_LEAST if limit["least"] else Kind.KEEP_AT_MOST
    if start is None and chosen(text) in _YES:
        return Kind.YES_NO
    if _range(text):
        return Kind.KEEP_BETWEEN
    if ";" in text or "\n" in text:
        return Kind.STEPS
    if start is not None and text and _number(text)[0] < start:
        return Kind.DECREASE
    return Kind.INCREASE


def _moving(kind: Kind, text: str | None, cell: Cell) -> tuple[Measure, str]:
    target, unit = _number(_LIMIT.sub("", _given(text)).strip())
    return Measure(kind, target=target), unit


def _limited(kind: Kind, text: str | None, cell: Cell) -> tuple[Measure, str]:
    limit, unit = _number(_LIMIT.sub("", _given(text)).strip())
    if kind is Kind.KEEP_AT_LEAST:
        return Measure(kind, target=limit, low=limit), unit
    return Measure(kind, target=limit, high=limit), unit


def _between(kind: Kind, text: str | None, cell: Cell) -> tuple[Measure, str]:
    ends = _range(_given(text))
    if ends is None:
        raise Refused(Code.BAD_VALUE, field="target", text=said(cell), allowed="2–5")
    (low, first), (high, unit) = ends
    return Measure(kind, low=low, high=high), unit or first


def _yes_no(kind: Kind, text: str | None, cell: Cell) -> tuple[Measure, str]:
    return Measure(kind, target=Decimal(1)), ""


def _steps(kind: Kind, text: str | None, cell: Cell) -> tuple[Measure, str]:
    parts = [part for piece in re.split(r"[;\n]", _given(text)) if (part := tidy(piece))]
    if len(parts) == 1 and parts[0].isdigit() and 1 <= int(parts[0]) <= _MOST_STEPS:
        titles = (_("Step {number}").format(number=n) for n in range(1, int(parts[0]) + 1))
        return Measure(kind, steps=tuple(Step(new_id(), title, Decimal(1)) for title in titles)), ""
    if len(parts) > _MOST_STEPS:
        raise Refused(
            Code.BAD_VALUE, field="target", text=str(len(parts)), allowed=f"1–{_MOST_STEPS}"
        )
    return Measure(kind, steps=tuple(_step(part) for part in parts)), ""


def _step(part: str) -> Step:
    title, colon, weight = part.rpartition(":")
    if not colon:
        return Step(new_id(), part, Decimal(1))
    return Step(new_id(), title.strip(), _number(weight.strip())[0])


_MAKERS = {
    Kind.INCREASE: _moving,
    Kind.DECREASE: _moving,
    Kind.COUNT: _moving,
    Kind.KEEP_AT_LEAST: _limited,
    Kind.KEEP_AT_MOST: _limited,
    Kind.KEEP_BETWEEN: _between,
    Kind.YES_NO: _yes_no,
    Kind.STEPS: _steps,
}


def _given(text: str | None) -> str:
    if text is None:
        raise Refused(Code.MISSING_FIELD, field="target", label=_("Target"))
    return text


def _number(text: str) -> tuple[Decimal, str]:
    try:
        return number_and_unit(text)
    except Refused as error:
        raise Refused(error.code, field="target", **error.params) from error


def _range(text: str) -> tuple[tuple[Decimal, str], tuple[Decimal, str]] | None:
    match = _RANGE.match(text)
    if match is None:
        return None
    try:
        return number_and_unit(match[1]), number_and_unit(match[2])
    except Refused:
        return None

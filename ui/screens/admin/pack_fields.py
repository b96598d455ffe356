"""The parameters of a rule pack as a form shows them, each written back into its own line of text.

The text stays what the methodologist wrote: changing a value here replaces that value and nothing
else, so comments and order are kept. Only what stands in the text can be changed this way.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from okrdesk.domain.dates import format_date, parse_date
from okrdesk.domain.evaluation.pack_lines import Path, find_lines
from okrdesk.domain.numbers import format_decimal, parse_decimal
from okrdesk.errors import Code, Refused
from okrdesk.i18n import N_, _

_VALUE = r"""("(?:[^"\\]|\\.)*"|'[^']*'|[^,\]}}#\n"']+?)(?=\s*(?:[,\]}}#]|$))"""


@dataclass(frozen=True)
class PackField:
    """One parameter: where it stands in the pack, how it is called, and its value."""

    path: Path
    section: str
    label: str
    value: Any

    @property
    def id(self) -> str:
        """The path as one word."""
        return ".".join(str(part) for part in self.path)

    def text(self) -> str:
        """Return the value as it is written here: comma decimals, dd/MM/yyyy."""
        if isinstance(self.value, Decimal | int):
            return format_decimal(self.value)
        return format_date(self.value) if isinstance(self.value, date) else str(self.value)

    def literal(self, typed: str) -> str:
        """Return what was typed as TOML; raises Refused BAD_NUMBER, BAD_DATE, MISSING_FIELD."""
        if isinstance(self.value, Decimal | int):
            return f"{parse_decimal(typed):f}"
        if isinstance(self.value, date):
            return parse_date(typed).isoformat()
        if not typed.strip():
            raise Refused(Code.MISSING_FIELD, label=self.label)
        escaped = " ".join(typed.split()).replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'


_GENERAL: tuple[tuple[Path, str], ...] = (
    (("name",), N_("Name")),
    (("version",), N_("Version")),
    (("from_on",), N_("In force from")),
    (("to_on",), N_("In force until")),
    (("legal", "reference"), N_("Legal reference")),
)
_RESULTS: tuple[tuple[Path, str], ...] = (
    (("totals", "general"), N_("Points of the general criteria")),
    (("totals", "results"), N_("Points of the results")),
    (("totals", "bonus"), N_("Points of the bonus")),
    (("tasks", "deduction"), N_("Taken off for one error or delay (of 1)")),
    (("tasks", "baseline"), N_("Points of the reference product")),
    (("tasks", "lowest"), N_("Lowest coefficient")),
    (("tasks", "highest"), N_("Highest coefficient")),
    (("tasks", "back_dating_days"), N_("Working days a delivery may be dated back")),
    (("rounding", "places"), N_("Decimals of the printed figures")),
)
_OTHERS: tuple[tuple[Path, str], ...] = (
    (("bonus", "percent"), N_("Bonus for a task that exceeds (%)")),
    (("bonus", "most"), N_("Most points of the bonus")),
    (("presence", "absent_days"), N_("Not evaluated from so many days away")),
    (("presence", "post_days"), N_("Not evaluated below so many days in the post")),
    (("complaints", "file_days"), N_("Working days to file a complaint")),
    (("complaints", "answer_days"), N_("Working days to answer a complaint")),
)


def read_fields(text: str) -> tuple[PackField, ...]:
    """Return the parameters that stand in `text`; () where it cannot be read."""
    try:
        values = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, ValueError, ArithmeticError, RecursionError):
        return ()
    lines = find_lines(text)
    found = (*_plain(values), *_criteria(values), *_bands(values), *_quotas(values))
    return tuple(one for one in found if one.path in lines)


def write_field(text: str, path: Path, literal: str) -> str:
    """Return `text` with the value at `path` replaced; raises Refused PACK_UNREADABLE where the
    value is not written on one line.
    """
    lines = text.split("\n")
    at = find_lines(text).get(path, 0) - 1
    key = re.escape(str(path[-1]))
    found = re.search(rf"(?<![\w\"-]){key}\s*=\s*{_VALUE}".replace("}}", "}"), lines[at])
    if at < 0 or found is None:
        raise Refused(Code.PACK_UNREADABLE)
    start, end = found.span(1)
    lines[at] = lines[at][:start] + literal + lines[at][end:]
    return "\n".join(lines)


def _plain(values: dict[str, Any]) -> Iterator[PackField]:
    groups = ((N_("In general"), _GENERAL), (N_("Results of work"), _RESULTS))
    for section, fields in (*groups, (N_("Other"), _OTHERS)):
        for path, label in fields:
            value = _value_at(values, path)
            if value is not None:
                yield PackField(path, _(section), _(label), value)


def _value_at(values: Any, path: Path) -> Any:
    for key in path:
        values = values.get(key) if isinstance(values, dict) else None
    return values


def _criteria(values: dict[str, Any]) -> Iterator[PackField]:
    for key in ("criteria", "bonus_criteria"):
        for place, row in enumerate(values.get(key, [])):
            yield from _criterion(row, (key, place), "")


def _criterion(row: Any, path: Path, above: str) -> Iterator[PackField]:
    if not isinstance(row, dict):
        return
    number = f"{above}{row.get('number', '')}"
    if "points" in row:
        name = f"{number}. {row.get('name', '')}"
        yield PackField((*path, "points"), _("General criteria"), name, row["points"])
    for place, part in enumerate(row.get("parts", [])):
        yield from _criterion(part, (*path, "parts", place), f"{number}.")


def _bands(values: dict[str, Any]) -> Iterator[PackField]:
    for place, band in enumerate(values.get("bands", [])):
        for key, words in (("from", N_("{band}: from")), ("below", N_("{band}: below"))):
            if isinstance(band, dict) and key in band:
                name = _(words).format(band=str(band.get("name", "")).capitalize())
                yield PackField(("bands", place, key), _("Bands"), name, band[key])


def _quotas(values: dict[str, Any]) -> Iterator[PackField]:
    words = (
        ("percent", N_("Quota of “{band}” (%)")),
        ("outstanding_percent", N_("Quota of “{band}” in an outstanding organisation (%)")),
    )
    names = {one.get("id"): one.get("short") or one.get("name") for one in values.get("bands", [])}
    for place, quota in enumerate(values.get("quotas", [])):
        for key, text in words:
            if key in quota:
                name = _(text).format(band=names.get(quota.get("band"), quota.get("band")))
                yield PackField(("quotas", place, key), _("Quotas"), name, quota[key])

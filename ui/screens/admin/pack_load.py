"""What the section Bộ quy tắc asks of the core; every function runs on the database thread."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from okrdesk.domain.evaluation.pack import RulePack
from okrdesk.domain.numbers import format_decimal
from okrdesk.i18n import _
from ui.screens.evaluation.wording import cased

if TYPE_CHECKING:
    from okrdesk.services.desk import Desk
    from okrdesk.services.periods import PeriodRow
    from okrdesk.services.rule_packs import PackRow, Shipped


@dataclass(frozen=True)
class Packs:
    """The versions that the office has, and those that come with the program."""

    rows: "tuple[PackRow, ...]"
    shipped: "tuple[Shipped, ...]"


def packs(desk: "Desk") -> Packs:
    """Return all versions of packs, and what can be copied."""
    from okrdesk.services.rule_packs import find_packs, find_shipped

    return Packs(tuple(find_packs(desk)), tuple(find_shipped(desk)))


def pack(pack_id: str, desk: "Desk") -> RulePack:
    """Return one version."""
    from okrdesk.services.rule_packs import find_pack

    return find_pack(desk, pack_id)


def write(pack_id: str | None, text: str, desk: "Desk") -> Any:
    """Save a draft, or begin one."""
    from okrdesk.services import rule_packs

    if pack_id is None:
        return rule_packs.add_pack(desk, text)
    return rule_packs.edit_pack(desk, pack_id, text)


def publish(pack_id: str, from_on: date | None, to_on: date | None, desk: "Desk") -> Any:
    """Put a draft in force."""
    from okrdesk.services.rule_packs import publish_pack

    return publish_pack(desk, pack_id, from_on, to_on)


def end(pack_id: str, last_on: date | None, desk: "Desk") -> Any:
    """Set the last day of a published version."""
    from okrdesk.services.rule_packs import end_pack

    return end_pack(desk, pack_id, last_on)


def next_version(version: str) -> str:
    """Return the version after `version`: 2026.2 after 2026.1."""
    found = re.search(r"\d+$", version)
    if found is None:
        return f"{version}.2"
    return version[: found.start()] + str(int(found[0]) + 1)


@dataclass(frozen=True)
class Tried:
    """A person's result then and by another pack, in words."""

    id: str
    name: str
    before: str
    after: str
    band_before: str
    band_after: str
    is_changed: bool
    is_unscored: bool


def closed_periods(desk: "Desk") -> "list[PeriodRow]":
    """Return the periods that are closed, the latest first."""
    from okrdesk.services.periods import find_periods

    return [row for row in find_periods(desk) if row.period.is_closed]


def what_if(text: str, period_id: str, desk: "Desk") -> tuple[Tried, ...]:
    """Return who would have which result by the pack of `text`."""
    from okrdesk.services.what_if import what_if

    return tuple(
        Tried(
            one.evaluation_id,
            one.name,
            _points(one.before.total),
            _points(one.after.total),
            cased(one.band_before or _("not enough data")),
            cased(one.band_after or _("not enough data")),
            one.has_other_band,
            one.is_unscored,
        )
        for one in what_if(desk, text, period_id)
    )


def _points(value: Decimal | None) -> str:
    return "–" if value is None else format_decimal(value, 2)

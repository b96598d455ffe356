"""What an office sets for itself: colour limits, days of grace, the prompts of a check-in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from okrdesk.domain.check_in import Prompt
from okrdesk.domain.evaluation.working_days import WorkCalendar
from okrdesk.domain.health import Limits
from okrdesk.domain.review import MOST_LEVELS
from okrdesk.errors import Code, Refused

_MOST_POINTS = 100
_MOST_DAYS = 60

DEFAULTS: Mapping[str, Any] = {
    "on_track_points": 10,
    "at_risk_points": 25,
    "grace_days": 3,
    "late_days": 7,
    "approval_levels": 1,
    "prompts": [prompt.value for prompt in Prompt],
    "holidays": [],
    "worked_days": [],
    "terms": {},
}
_DAY_LISTS = ("holidays", "worked_days")
TERMS = ("mục tiêu", "kết quả then chốt", "chỉ số", "công việc", "chu kỳ", "văn bản")
"""The words of the interface that an office may call otherwise, as they stand in Vietnamese."""
_LONGEST_TERM = 40


@dataclass(frozen=True)
class OfficeSettings:
    """The settings in force, each falling back to `DEFAULTS`.

    `late_days` says how long after the end of a cycle its check-ins may still be entered;
    `approval_levels` how many approvals an objective takes (1–3). `holidays` and `worked_days` are
    the office's own beside those of the rule pack (Bộ luật Lao động 2019, Điều 112), and win over
    it. `terms` maps words of `TERMS` to what the office calls them.
    """

    limits: Limits
    prompts: tuple[Prompt, ...]
    late_days: int
    approval_levels: int = 1
    holidays: frozenset[date] = frozenset()
    worked_days: frozenset[date] = frozenset()
    terms: Mapping[str, str] = field(default_factory=dict)

    def calendar(self, rules: WorkCalendar) -> WorkCalendar:
        """Return the working days of `rules` (a pack's) as this office works them."""
        return rules.with_days(self.holidays, self.worked_days)


def office_settings(values: Mapping[str, Any]) -> OfficeSettings:
    """Return the settings for the stored `values` (key to JSON value).

    What another program stored in a form that no setting has counts as not set.
    """
    full = {**DEFAULTS, **{key: value for key, value in values.items() if is_setting(key, value)}}
    limits = Limits(full["on_track_points"], full["at_risk_points"], full["grace_days"])
    prompts = tuple(p for p in Prompt if p.value in full["prompts"])
    off, worked = (frozenset(map(date.fromisoformat, full[key])) for key in _DAY_LISTS)
    levels = full["approval_levels"]
    return OfficeSettings(limits, prompts, full["late_days"], levels, off, worked, full["terms"])


def is_setting(key: str, value: Any) -> bool:
    """Say whether a value has the form that a setting takes; one of unknown name may have any."""
    try:
        _check_form(key, value)
    except Refused:
        return False
    return True


def check_setting(key: str, value: Any, settings: OfficeSettings) -> None:
    """Refuse a `value` that `key` (of `DEFAULTS`) cannot take beside the `settings` in force.

    Levels of approval lie within 1–3, points behind within 0–100 and the first limit is not above
    the second; days of grace and days for late check-ins within 0–60; days off and days worked
    instead are lists of ISO dates; terms map words of `TERMS` to texts of at most 40 characters.
    Raises Refused BAD_VALUE, BAD_DATE or LIMITS_UPSIDE_DOWN.
    """
    _check_form(key, value)
    if key not in ("on_track_points", "at_risk_points"):
        return
    limits = settings.limits
    low = value if key == "on_track_points" else limits.on_track
    high = value if key == "at_risk_points" else limits.at_risk
    if low > high:
        raise Refused(Code.LIMITS_UPSIDE_DOWN, field=key, low=str(low), high=str(high))


def _check_form(key: str, value: Any) -> None:
    if key not in DEFAULTS:
        return
    if key in _DAY_LISTS:
        _check_days(key, value)
        return
    if key == "terms":
        _check_terms(value)
        return
    if key == "prompts":
        known = [prompt.value for prompt in Prompt]
        if not isinstance(value, list) or any(one not in known for one in value):
            raise Refused(Code.BAD_VALUE, field=key, text=str(value), allowed=", ".join(known))
        return
    if key == "approval_levels":
        if type(value) is not int or not 1 <= value <= MOST_LEVELS:
            raise Refused(Code.BAD_VALUE, field=key, text=str(value), allowed=f"1–{MOST_LEVELS}")
        return
    most = _MOST_DAYS if key in ("grace_days", "late_days") else _MOST_POINTS
    if type(value) is not int or not 0 <= value <= most:
        raise Refused(Code.BAD_VALUE, field=key, text=str(value), allowed=f"0–{most}")


def _check_days(key: str, value: Any) -> None:
    texts: list[Any] = value if isinstance(value, list) else [None]
    for text in texts:
        try:
            date.fromisoformat(text)
        except (TypeError, ValueError):
            raise Refused(Code.BAD_DATE, field=key, text=str(text or value)) from None


def _check_terms(value: Any) -> None:
    is_map = isinstance(value, dict) and value.keys() <= set(TERMS)
    texts = list(value.values()) if is_map else [None]
    if not all(isinstance(text, str) and 0 < len(text.strip()) <= _LONGEST_TERM for text in texts):
        raise Refused(Code.BAD_VALUE, field="terms", text=str(value), allowed=", ".join(TERMS))

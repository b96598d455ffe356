"""What an office sets for itself: colour limits, days of grace, the prompts of a check-in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from okrdesk.domain.check_in import Prompt
from okrdesk.domain.health import Limits

DEFAULTS: Mapping[str, Any] = {
    "on_track_points": 10,
    "at_risk_points": 25,
    "grace_days": 3,
    "prompts": [prompt.value for prompt in Prompt],
}


@dataclass(frozen=True)
class OfficeSettings:
    """The settings in force, each falling back to `DEFAULTS`."""

    limits: Limits
    prompts: tuple[Prompt, ...]


def office_settings(values: Mapping[str, Any]) -> OfficeSettings:
    """Return the settings for the stored `values` (key to JSON value)."""
    full = {**DEFAULTS, **values}
    limits = Limits(full["on_track_points"], full["at_risk_points"], full["grace_days"])
    return OfficeSettings(limits, tuple(p for p in Prompt if p.value in full["prompts"]))

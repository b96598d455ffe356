"""Whether a post leads its unit, as one choice in place of two ticks that exclude each other."""

from enum import StrEnum

from okrdesk.i18n import N_, _
from ui.widgets.editors import Choice, ChoiceBox


class Duty(StrEnum):
    """What a person is in a unit."""

    MEMBER = "member"
    LEADER = "leader"
    DEPUTY = "deputy"


_NAMES = {
    Duty.MEMBER: N_("Officer of the unit"),
    Duty.LEADER: N_("Head of the unit"),
    Duty.DEPUTY: N_("Deputy head"),
}


def duty_of(is_leader: bool, is_deputy: bool) -> Duty:
    """Return the duty that the two ticks of a post stand for."""
    if is_leader:
        return Duty.LEADER
    return Duty.DEPUTY if is_deputy else Duty.MEMBER


def duty_name(duty: Duty) -> str:
    """Return the name of a duty in the language in use."""
    return _(_NAMES[duty])


def duty_choice() -> ChoiceBox:
    """Return a box to choose a duty with."""
    return ChoiceBox([Choice(duty, duty_name(duty)) for duty in Duty])

"""Units that a PC asks for in full: noted once, let go of, none that is not there, not too many."""

import pytest

from okrdesk.errors import Code, Refused
from okrdesk.services import pins
from okrdesk.services.pins import find_pins, pin_unit, unpin_unit
from tests.offices import Office


def test_a_unit_is_asked_for_once_until_it_is_let_go_of(office: Office) -> None:
    team = office.ids.team
    pin_unit(office.desk, team)
    pin_unit(office.desk, team)
    assert find_pins(office.desk) == [team]
    unpin_unit(office.desk, team)
    unpin_unit(office.desk, team)
    assert find_pins(office.desk) == []


def test_what_is_not_there_is_not_asked_for(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        pin_unit(office.desk, "không có")
    assert refused.value.code is Code.NOT_FOUND


def test_no_more_are_asked_for_than_a_server_listens_to(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pins, "MOST_PINS", 1)
    pin_unit(office.desk, office.ids.team)
    with pytest.raises(Refused) as refused:
        pin_unit(office.desk, office.ids.division)
    assert refused.value.code is Code.TOO_MANY_PINS
    assert find_pins(office.desk) == [office.ids.team]

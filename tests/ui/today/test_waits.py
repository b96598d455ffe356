"""What waits beside the day's rows is counted from the office's records."""

from okrdesk.domain.objective import Owner
from okrdesk.services.reviews import return_, submit
from tests.office_fixtures import office, offices, template
from tests.offices import Office, make_key_result, make_objective
from ui.screens.today.waits import Wait, Waiting, find_waits

__all__ = ["office", "offices", "template"]


def test_an_objective_that_was_returned_waits_for_its_owner(office: Office) -> None:
    officer, head = office.seat(office.ids.officer), office.seat(office.ids.head)
    objective = make_objective(officer, office.ids, Owner(office.ids.officer))
    make_key_result(officer, objective)
    submit(officer, objective, "Xin duyệt")
    assert Wait.RETURNED not in find_waits(officer)
    return_(head, objective, "Nêu rõ con số")
    assert find_waits(officer)[Wait.RETURNED] == Waiting(1, objective)
    assert Wait.RETURNED not in find_waits(head)

"""How a unit itself is rated: by the authority; its head is not above it, by NĐ 233/2026."""

from dataclasses import replace

import pytest

from okrdesk.domain.organisation import PersonKind
from okrdesk.errors import Code, Refused
from okrdesk.services.evaluation_sheets import sheet_of
from okrdesk.services.evaluation_steps import approve, propose, submit
from okrdesk.services.evaluation_tables import unit_table
from okrdesk.services.people import edit_person, find_person
from okrdesk.services.scores import Marks
from okrdesk.services.unit_ratings import (
    UnitRating,
    find_bands,
    find_unit_ratings,
    may_rate_units,
    rate_unit,
)
from tests.offices import Office
from tests.services.evaluating import GRADES, MARKS, October, october, people_of

FULL = Marks(MARKS.marks, dict.fromkeys(GRADES, GRADES["d"]))


@pytest.fixture
def month(office: Office) -> October:
    """Give October of an office whose head Bình and deputy Cường are public employees."""
    for id in (office.ids.head, office.ids.deputy):
        person = find_person(office.desk, id)
        edit_person(office.desk, replace(person, kind=PersonKind.PUBLIC_EMPLOYEE))
    return october(office)


def test_the_authority_records_and_takes_back(month: October) -> None:
    unit = month.office.ids.division
    assert (may_rate_units(month.authority), may_rate_units(month.head)) == (True, False)
    assert [band.id for band in find_bands(month.head)][:2] == ["excellent", "good"]
    rate_unit(month.authority, month.period, unit, "good", "Hoàn thành 18/20 chỉ tiêu")
    found = find_unit_ratings(month.head, month.period)
    assert found == [UnitRating(unit, "Phòng Tổng hợp", "good", "Hoàn thành 18/20 chỉ tiêu")]
    rate_unit(month.authority, month.period, unit, None)
    assert [one.band for one in find_unit_ratings(month.head, month.period)] == [None]
    for desk, band, code in (
        (month.head, "good", Code.NO_AUTHORITY),
        (month.authority, "superb", Code.BAD_VALUE),
    ):
        with pytest.raises(Refused) as refused:
            rate_unit(desk, month.period, unit, band)
        assert refused.value.code is code


def test_the_head_is_held_to_the_unit_and_the_deputy_is_not(month: October) -> None:
    ids = month.office.ids
    rate_unit(month.authority, month.period, ids.division, "good")
    head, deputy = (sheet_of(month.authority, month.of(id)) for id in (ids.head, ids.deputy))
    assert (head.facts.unit_band, deputy.facts.unit_band) == ("good", None)
    assert (head.outcome(FULL).band, head.outcome(FULL).held_by_unit) == ("good", True)
    assert deputy.outcome(FULL).band == "excellent"
    above = replace(FULL, band="excellent", comment="Rất tốt")
    with pytest.raises(Refused) as refused:
        submit(month.head, month.of(ids.head), marks=above)
    assert refused.value.code is Code.BAND_ABOVE_UNIT


def test_a_rating_that_comes_later_still_holds_what_is_approved(month: October) -> None:
    ids = month.office.ids
    submit(month.head, month.of(ids.head), marks=FULL)
    decided = propose(month.authority, month.of(ids.head)).value
    assert decided.band == "excellent"
    month.office.clock.go_on(hours=1)
    rate_unit(month.authority, month.period, ids.division, "good")
    assert approve(month.authority, month.of(ids.head)).value.band == "good"


def test_an_agency_that_is_rated_best_may_have_more(office: Office) -> None:
    month = october(office)
    for id in people_of(office)[:4]:
        submit(office.seat(id), month.of(id), marks=FULL)

    def allowed() -> int:
        return next(
            one.allowed for one in unit_table(office.desk, month.period).quotas if not one.group
        )

    assert allowed() == 0  # 20 % of four
    rate_unit(office.desk, month.period, office.ids.division, "excellent")
    assert allowed() == 0
    rate_unit(office.desk, month.period, office.ids.root, "excellent")
    assert allowed() == 1  # 25 % of four

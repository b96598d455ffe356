"""The grade that follows from those under a head: NĐ 335/2025, Điều 15, component d."""

from dataclasses import replace

import pytest

from okrdesk.domain.evaluation.leading import suggest
from tests.unit.domain.evaluation.sheets import pack

RULES = pack("nd335-leader")
D = RULES.component("d")


@pytest.mark.parametrize(
    ("bands", "grade", "counted"),
    [
        (["excellent", "good", "fulfilled"], 100, (3, 3, 0)),
        (["excellent", "unfulfilled"], 50, (2, 1, 1)),
        (["good", None], None, (2, 1, 0)),  # somebody is still to be rated
        (["unfulfilled", None], 50, (2, 0, 1)),  # whatever comes, not all reach it
        (["good", "hoàn thành"], None, (2, 1, 0)),  # a band of other rules says nothing
        ([], None, (0, 0, 0)),
    ],
)
def test_all_under_a_head_have_to_reach_the_band(
    bands: list[str | None], grade: int | None, counted: tuple[int, int, int]
) -> None:
    found = suggest(RULES, D, bands)
    assert found is not None
    assert (found.grade, (found.people, found.reached, found.below)) == (grade, counted)
    assert found.band == "hoàn thành nhiệm vụ"


def test_what_does_not_follow_from_others_is_not_proposed() -> None:
    assert suggest(RULES, replace(D, all_reach=""), ["good"]) is None
    assert suggest(RULES, RULES.component("e"), ["good"]) is None

"""Which units lie below which."""

import pytest

from okrdesk.domain.organisation import Unit, units_within

UNITS = [
    Unit("so", "SNV", "Sở Nội vụ"),
    Unit("phong", "CCHC", "Phòng Cải cách hành chính", parent_id="so"),
    Unit("to", "TO1", "Tổ Một cửa", parent_id="phong"),
    Unit("khac", "VP", "Văn phòng", parent_id="so"),
]


@pytest.mark.parametrize(
    ("unit", "within"),
    [("so", {"so", "phong", "to", "khac"}), ("phong", {"phong", "to"}), ("khac", {"khac"})],
)
def test_units_of_every_depth_lie_within_a_unit(unit: str, within: set[str]) -> None:
    assert units_within(UNITS, unit) == within

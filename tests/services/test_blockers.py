"""The list of blockers: whose, of which kind, what is late, and what became of them."""

from datetime import timedelta

import pytest

from okrdesk.domain.check_in import BlockerKind
from okrdesk.domain.objective import Owner
from okrdesk.errors import Code, Refused
from okrdesk.services.blockers import (
    BlockerFilter,
    add_blocker,
    close_blocker,
    edit_blocker,
    find_blockers,
)
from okrdesk.services.check_ins import BlockerEntry
from tests.offices import TODAY, Office, make_key_result, make_objective

LATE, SOON = TODAY - timedelta(days=2), TODAY + timedelta(days=2)


def test_open_blockers_are_narrowed_and_the_late_ones_stand_first(office: Office) -> None:
    officer, ids = office.seat(office.ids.officer), office.ids
    key_result = make_key_result(officer, make_objective(officer, ids, Owner(ids.officer)))
    late = add_blocker(
        officer, key_result, BlockerEntry(BlockerKind.RESOURCES, "Thiếu người", ids.head, LATE)
    ).value
    soon = add_blocker(
        officer, key_result, BlockerEntry(BlockerKind.OBJECTIVE_CAUSE, "Mưa bão", None, SOON)
    ).value
    other = office.seat(ids.neighbour)
    theirs = make_key_result(other, make_objective(other, ids, Owner(ids.neighbour)))
    add_blocker(other, theirs, BlockerEntry(BlockerKind.UNCLEAR, "Chưa rõ"))

    def found(**wanted: object) -> list[str]:
        rows = find_blockers(office.seat(ids.head), BlockerFilter(**wanted))  # type: ignore[arg-type]
        return [row.text for row in rows]

    assert found() == ["Thiếu người", "Mưa bão", "Chưa rõ"]
    assert found(unit_id=ids.division) == ["Thiếu người", "Mưa bão"]
    assert found(mine=True) == ["Thiếu người"]
    assert found(kind=BlockerKind.OBJECTIVE_CAUSE) == ["Mưa bão"]
    assert found(overdue=True) == found(owner_id=ids.head) == ["Thiếu người"]
    edit_blocker(officer, soon, ids.deputy, LATE)
    assert found(overdue=True, owner_id=ids.deputy) == ["Mưa bão"]
    close_blocker(officer, late, TODAY, "Đã bổ sung hai người")
    assert found() == ["Mưa bão", "Chưa rõ"]
    (closed,) = find_blockers(officer, BlockerFilter(closed=True))
    assert (closed.resolution, closed.owner, closed.whose) == (
        "Đã bổ sung hai người",
        "Trần Thị Bình",
        "Đỗ Thị Đào",
    )
    with pytest.raises(Refused) as refused:
        edit_blocker(officer, late, None, None)
    assert refused.value.code is Code.BLOCKER_CLOSED
    with pytest.raises(Refused) as refused:
        close_blocker(office.seat(ids.neighbour), soon, TODAY)
    assert refused.value.code is Code.NO_AUTHORITY

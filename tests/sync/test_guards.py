"""Each guard of the protocol, taken away from the real engine, is missed: its promise breaks.

The promises are told by `properties`; the guards of the PC are kept by `dict_desk`.
"""

from dataclasses import fields, replace

import pytest

from okrdesk.sync.guards import ALL, Guards
from tests.sync.histories import histories_to

MOST = 200
MISSED = {
    "idempotency": "an edit was applied twice",
    "authority": "effect without authority",
    "approval_names_content": "approved what the server never saw",
    "conflict_record": "a lost value is not shown",
    "clock_order": "the result depends on the order of syncing",
    "leave_marker": "row outside scope remains",
    "clamp": "a clock that runs ahead poisons the order",
    "park": "refused only by the order of arrival",
    "atomic_reply": "not converged",
    "refused_kept": "a refused edit was thrown away",
    "fork_detection": "an edit vanished",
    "swap_after_download": "desk empty before new content",
    "epoch": "not converged",
    "scope_diff": "row outside scope remains",
    "fork_resends_all": "an edit vanished",
}


def test_the_table_names_every_guard() -> None:
    assert {one.name for one in fields(Guards)} == MISSED.keys()


@pytest.mark.parametrize("guard", MISSED)
def test_a_guard_that_is_taken_away_is_missed(guard: str) -> None:
    without = replace(ALL, **{guard: False})
    assert histories_to(MISSED[guard], without, MOST)


def main() -> None:
    """Print how many histories it takes for each guard to be missed."""
    for guard, what in MISSED.items():
        count = histories_to(what, replace(ALL, **{guard: False}), MOST)
        print(f"{guard:24} {count or 'never':>5}  {what}")


if __name__ == "__main__":
    main()

"""The search for garbage that was put off goes on whatever becomes of the block."""

import gc

import pytest

from okrdesk.db.unswept import unswept


def test_the_search_goes_on_after_a_failure_and_stays_off_where_it_was() -> None:
    with pytest.raises(KeyboardInterrupt), unswept(), unswept():
        raise KeyboardInterrupt
    assert gc.isenabled()
    gc.disable()
    with unswept():
        pass
    was_on = gc.isenabled()
    gc.enable()
    assert not was_on

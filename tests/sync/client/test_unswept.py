"""The search for garbage is put off while a page is stored, and goes on whatever becomes of it."""

import gc

import pytest

from okrdesk.sync.unswept import unswept
from tests.offices import Ids
from tests.sync.client.conftest import Pcs


def test_no_garbage_is_sought_while_a_page_is_stored(
    ids: Ids, pcs: Pcs, monkeypatch: pytest.MonkeyPatch
) -> None:
    pc = pcs(ids.head)
    seen: list[bool] = []
    monkeypatch.setattr(
        "okrdesk.sync.desk_store_reply.Absorption._decide", lambda _one: seen.append(gc.isenabled())
    )
    pc.sync()
    assert seen
    assert not any(seen)
    assert gc.isenabled()


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

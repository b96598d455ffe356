"""The search for garbage is put off while a page is stored."""

import gc

import pytest

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

"""One change that the database cannot write does not keep back the others of its request."""

import pytest

from okrdesk.domain.objective import Owner
from okrdesk.server.shelf import SqlShelf
from okrdesk.sync.shelf import Outcome
from tests.offices import make_key_result, make_objective
from tests.server.http.conftest import Web


@pytest.mark.logs("cannot be written")
def test_what_cannot_be_written_is_parked_and_all_else_is_written(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    pc = web.pc(web.agency.ids.officer)
    pc.sync()
    desk, owner = web.agency.desk(), Owner(person_id=web.agency.ids.officer)
    target = make_key_result(desk, make_objective(desk, web.agency.ids, owner), owner=owner)
    records = [pc.pc.check_in(target, value) for value in (1, 2, 3)]
    write = SqlShelf.write

    def broken(shelf: SqlShelf, outcome: Outcome) -> None:
        if records[1].key in outcome.rows:
            raise ZeroDivisionError
        write(shelf, outcome)

    monkeypatch.setattr(SqlShelf, "write", broken)
    reply = pc.sync(*records)
    assert [(one.fate, one.reason) for one in reply.verdicts] == [
        ("applied", None),
        ("parked", "internal"),
        ("applied", None),
    ]
    assert pc.sync().ack == records[-1].dseq

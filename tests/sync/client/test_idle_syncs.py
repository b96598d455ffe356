"""A sync with nothing to do costs the same, however much a PC has written in its life."""

from dataclasses import replace

from okrdesk.db import schema
from okrdesk.db.engine import read_transaction, write_transaction
from okrdesk.domain.objective import Owner
from okrdesk.services.objectives import edit_objective, find_objective
from okrdesk.services.outbox import count_waiting
from tests.offices import Ids, check_in, make_key_result, make_objective
from tests.sync.client.bench import Pc
from tests.sync.client.conftest import Pcs


def mislead(pc: Pc) -> None:
    """Make the index of all changes anew: SQLite likes those best that were made last."""
    [index] = [
        one for one in schema.change.indexes if one.name == "ix_change_agency_id_device_dseq"
    ]
    with write_transaction(pc.engine) as connection:
        index.drop(connection)
        index.create(connection)


def steps(pc: Pc) -> int:
    """Return how many steps of its machine SQLite takes for a sync, and for what the window asks.

    The pool gives the connection that was used last.
    """
    taken = 0

    def step() -> int:
        nonlocal taken
        taken += 1
        return 0

    with pc.engine.connect() as connection:
        bare = connection.connection.driver_connection
        assert bare is not None
    bare.set_progress_handler(step, 1)
    pc.sync()
    with read_transaction(pc.engine) as connection:
        assert count_waiting(connection, pc.desk.agency_id) == 0
    bare.set_progress_handler(None, 0)
    assert taken
    return taken


def test_what_was_sent_long_ago_is_not_read_again(ids: Ids, pcs: Pcs) -> None:
    pc = pcs(ids.head)
    pc.sync()
    objective = make_objective(pc.desk, ids)
    key_result = make_key_result(pc.desk, objective, owner=Owner(ids.officer))
    pc.sync()
    mislead(pc)
    pc.sync()
    before = steps(pc)
    for value in range(40):
        check_in(pc.desk, key_result, value)
    edit_objective(pc.desk, replace(find_objective(pc.desk, objective), title="B"))
    pc.sync()
    pc.sync()
    assert steps(pc) <= before + 40

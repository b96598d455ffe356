"""What an object's history tells is the same on every PC that shows it."""

from dataclasses import replace

from okrdesk.services.history import find_history
from okrdesk.services.key_results import edit_key_result, find_key_result
from tests.offices import Ids, make_key_result, make_objective
from tests.sync.client.bench import Pc, Server
from tests.sync.client.conftest import Pcs


def rename(pc: Pc, id: str, title: str) -> None:
    edit_key_result(pc.desk, replace(find_key_result(pc.desk, id), title=title))


def titles(pc: Pc, id: str) -> list[tuple[str, str, str]]:
    """Return who changed the title from what to what, the newest first."""
    found = [one for one in find_history(pc.desk, id) if one.field == "title"]
    return [(one.who, one.before, one.after) for one in found if one.op == "set"]


def test_every_pc_tells_of_two_edits_at_once_what_their_authors_had_before_them(
    server: Server, ids: Ids, pcs: Pcs
) -> None:
    head, deputy = pcs(ids.head), pcs(ids.deputy)
    head.sync()
    objective = make_objective(head.desk, ids)
    key_result = make_key_result(head.desk, objective, title="Gốc")
    head.sync()
    deputy.sync()
    rename(deputy, key_result, "Của phó phòng")
    rename(deputy, key_result, "Của phó phòng, lần nữa")
    server.clock.go_on(minutes=1)
    rename(head, key_result, "Của trưởng phòng")
    for pc in (head, deputy, head):
        pc.sync()
    assert [one[1:] for one in titles(head, key_result)] == [
        ("Gốc", "Của trưởng phòng"),
        ("Của phó phòng", "Của phó phòng, lần nữa"),
        ("Gốc", "Của phó phòng"),
    ]
    assert titles(deputy, key_result) == titles(head, key_result)

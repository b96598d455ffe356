"""Personal numbers come to administrators alone, in rows and in history (NĐ 27/2026/NĐ-CP)."""

import msgspec

from okrdesk.sync.record import decode
from okrdesk.sync.wire import Row, SyncReply
from tests.sync.conftest import Counter
from tests.sync.test_serving import Machine


def people(reply: SyncReply) -> list[Row]:
    found = [pulled.row for pulled in reply.rows if pulled.ent == "person" and pulled.row]
    assert found
    return found


def test_rows_tell_them_to_the_administrator(counter: Counter) -> None:
    for who, sees in (("two", False), ("admin", True)):
        rows = people(Machine(counter, who).send())
        assert all(("personal_number" in row.values) is sees for row in rows)


def test_history_tells_a_change_without_them(counter: Counter) -> None:
    machines = {who: Machine(counter, who) for who in ("two", "admin")}
    for machine in machines.values():
        machine.send()
    key = ("person", counter.person("one"))
    new = {"personal_number": "999999999999", "name": "Tên mới"}
    base = dict.fromkeys(new, counter.shelf.stored[key].stamps["*"])
    edit = counter.change("admin", ent="person", eid=key[1], set=new, base=base)
    counter.arrive(edit)
    told = {who: machine.send() for who, machine in machines.items()}
    assert [decode(bytes(raw)) for raw in told["admin"].records] == [edit]
    (record,) = (decode(bytes(raw)) for raw in told["two"].records)
    assert (record.set, list(record.base)) == ({"name": "Tên mới"}, ["name"])
    assert b"999999999999" not in msgspec.json.encode(told["two"])


def test_an_administrator_who_has_left_gets_them_no_more(counter: Counter) -> None:
    admin = counter.person("admin")
    counter.arrive(counter.change("admin", ent="person", eid=admin, set={"archived": True}))
    rows = people(Machine(counter, "admin").send())
    assert not any("personal_number" in row.values for row in rows)

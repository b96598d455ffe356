"""The duty to erase, from a shell: words leave the database, hashes and fates stay."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from sqlalchemy import insert, select

from okrdesk.db import schema as common
from okrdesk.db.engine import read_transaction, write_transaction
from okrdesk.domain.identity import new_id
from okrdesk.server import schema
from okrdesk.server.__main__ import main
from okrdesk.server.audit import verify
from okrdesk.services.archive import archive
from okrdesk.services.conflicts import Choice, decide
from okrdesk.services.removal import find_removed, remove_for_good
from tests.offices import make_key_result, make_objective
from tests.server.agencies import Agency, Pc
from tests.shell import Run, shell

SECRET = "bimatxyz"


@pytest.fixture
def run(agency: Agency, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs `erase` with --json and returns its document."""
    place = ["--json", "--data", str(agency.folder)]
    place += ["--database", agency.url] if agency.url else []
    return shell(main, [*place, "erase"], capsys)


@pytest.fixture
def pc(agency: Agency) -> Pc:
    """The PC of the head of the division, who saw the objective before it was removed."""
    pc = agency.enrol(agency.ids.head)
    pc.sync()
    return pc


def goal(agency: Agency, pc: Pc) -> str:
    """Make an objective that tells a secret in every way: words, tags, a file, a clash of edits."""
    id = make_objective(agency.desk(), agency.ids, title=f"Giúp {SECRET}", tags=(SECRET,))
    result = make_key_result(agency.desk(), id, title=SECRET)
    check_in = pc.check_in(result, 3)
    check_in.set["comment"] = SECRET
    file = {"check_in_id": check_in.eid, "name": f"{SECRET}.txt", "sha256": "ab" * 32, "size": 9}
    evidence = pc.change("append", "evidence", new_id(), file)
    edits = [
        pc.change("set", "objective", id, {"title": f"{SECRET} {which}"}, base={"title": 1})
        for which in "ab"
    ]
    refused = pc.change("set", "agency", agency.agency_id, {"name": "khác"}, base={"name": 1})
    pc.sync([check_in, evidence, *edits, refused])
    with write_transaction(agency.engine) as connection:
        blob = {"agency_id": agency.agency_id, "sha256": "ab" * 32, "content": SECRET.encode()}
        connection.execute(insert(common.blob), blob)
    assert "blob" in places_of_secret(agency)
    return id


def removed(agency: Agency, pc: Pc) -> str:
    id = goal(agency, pc)
    archive(agency.desk(), "objective", id)
    remove_for_good(agency.desk(), "objective", id, "Nhập nhầm")
    pc.sync()
    return id


def places_of_secret(agency: Agency) -> list[str]:
    """Return the tables in which the secret stands, in any column."""

    def found() -> Iterator[str]:
        with read_transaction(agency.engine) as connection:
            for table in (*common.metadata.sorted_tables, *schema.metadata.sorted_tables):
                if SECRET in str(connection.execute(select(table)).all()):
                    yield table.name

    return list(found())


def clash(agency: Agency, field: str, value: str) -> str:
    """Let an edit of a person meet a value that it had not seen; return the id of the clash."""
    admin = agency.enrol(agency.ids.admin)
    admin.sync([admin.change("set", "person", agency.ids.officer, {field: value}, base={field: 1})])
    with read_transaction(agency.engine) as connection:
        of_field = common.conflict.c.field == field
        return str(connection.scalars(select(common.conflict.c.id).where(of_field)).one())


def stamps_of(agency: Agency) -> dict[str, Any]:
    """Return the clocks of each row that was removed or is a clash, by id."""
    found: dict[str, Any] = {}
    with read_transaction(agency.engine) as connection:
        for name in ("objective", "key_result", "check_in", "evidence", "conflict"):
            table = common.JOURNALLED[name]
            found |= {row.id: row.stamps for row in connection.execute(select(table))}
    return found


def problems(agency: Agency) -> list[Any]:
    with read_transaction(agency.engine) as connection:
        key = bytes.fromhex(agency.keys.verify_key)
        return verify(connection, agency.agency_id, key).problems


def test_what_was_removed_is_erased_everywhere_and_the_log_holds(
    agency: Agency, pc: Pc, run: Run
) -> None:
    id = removed(agency, pc)
    stamps = stamps_of(agency)
    seen = run(id)
    assert (seen["entity"], seen["applied"], seen["files"]) == ("objective", False, 1)
    assert "log_entry" not in places_of_secret(agency)
    assert "change" in places_of_secret(agency)
    told = run(id, "--reason", "Theo đề nghị số 12", "--apply")
    assert told["entries"] >= told["changes"] == seen["changes"] > 6
    assert places_of_secret(agency) == []
    assert problems(agency) == []
    with read_transaction(agency.engine) as connection:
        last = connection.execute(
            select(common.change).order_by(common.change.c.aseq.desc()).limit(1)
        ).one()
    assert (last.action, last.fields["eid"]) == ("erase", id)
    assert last.fields["reason"] == "Theo đề nghị số 12"
    reply = pc.sync()
    assert SECRET not in str(reply)
    rows = {one.eid: one.row for one in reply.rows if one.row}
    # A PC looks at the clocks alone to see whether a row is another than it has.
    assert all(rows[eid].stamps != known for eid, known in stamps.items())
    assert rows[id].values["title"] == ""
    assert rows[id].is_deleted
    assert run(id)["changes"] == 0


def test_what_is_in_use_is_not_erased(agency: Agency, pc: Pc, run: Run) -> None:
    id = goal(agency, pc)
    assert run(id, "--reason", "x", "--apply", status=1)["error"]["code"] == "erase_in_use"
    assert run(new_id(), status=1)["error"]["code"] == "not_found"
    assert "change" in places_of_secret(agency)


def test_what_is_in_use_is_not_erased_as_what_somebody_called_it(
    agency: Agency, pc: Pc, run: Run
) -> None:
    result = make_key_result(agency.desk(), make_objective(agency.desk(), agency.ids))
    called = pc.change("set", "person", new_id(), {"name": "An"}, base={"name": 1})
    entry = msgspec.structs.replace(pc.check_in(result, 3), eid=called.eid)
    assert pc.sync([called, entry]).verdicts[1].fate == "applied"
    told = run(entry.eid, "--reason", "x", "--apply", status=1)
    assert told["error"]["code"] == "erase_in_use"


def test_what_a_refused_act_named_beside_it_stays(agency: Agency, pc: Pc, run: Run) -> None:
    id, unit, act = goal(agency, pc), agency.ids.division, new_id()
    asked = [pc.change("delete", *key, {}, grp=act) for key in (("objective", id), ("unit", unit))]
    assert {verdict.fate for verdict in pc.sync(asked).verdicts} == {"refused"}
    archive(agency.desk(), "objective", id)
    remove_for_good(agency.desk(), "objective", id, "Nhập nhầm")
    run(id, "--reason", "Theo đề nghị số 12", "--apply")
    assert places_of_secret(agency) == []
    with read_transaction(agency.engine) as connection:
        units = connection.execute(select(common.unit).where(common.unit.c.id == unit))
        assert units.one().name


def test_erasing_takes_a_reason_and_the_right_to_keep_the_archive(
    agency: Agency, pc: Pc, run: Run
) -> None:
    id = removed(agency, pc)
    assert run(id, "--apply", status=1)["error"]["code"] == "missing_field"
    words = (id, "--reason", "x", "--apply", "--by", agency.ids.officer)
    assert run(*words, status=1)["error"]["code"] == "no_authority"
    assert "change" in places_of_secret(agency)


def test_of_a_person_goes_the_history_alone(agency: Agency, run: Run) -> None:
    officer = agency.ids.officer
    settled, waiting = clash(agency, "code", "C1"), clash(agency, "name", "Tên khác")
    decide(agency.desk(), settled, Choice.MINE)
    with read_transaction(agency.engine) as connection:
        before = connection.execute(select(common.person.c.name)).scalars().all()
    told = run(officer, "--reason", "Theo đề nghị số 13", "--apply")
    assert (told["entity"], told["rows"]) == ("person", 2)
    with read_transaction(agency.engine) as connection:
        after = connection.execute(select(common.person.c.name)).scalars().all()
        said = connection.scalars(
            select(common.change.c.fields).where(
                common.change.c.eid == officer, common.change.c.entity == "person"
            )
        ).all()
        clashes = connection.execute(select(common.conflict)).all()
        lost = {row.id: row.lost["value"] for row in clashes}
    assert after == before
    assert lost == {settled: None, waiting: "Tên khác"}
    assert find_removed(agency.desk()) == ()
    assert not any(said)
    assert problems(agency) == []

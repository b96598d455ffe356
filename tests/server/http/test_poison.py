"""One change that the database cannot write does not keep back the others of its request."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from okrdesk.domain.objective import Owner
from okrdesk.server.__main__ import main
from okrdesk.server.shelf import SqlShelf
from okrdesk.sync.record import Record
from okrdesk.sync.shelf import Outcome
from tests.offices import make_key_result, make_objective
from tests.server.agencies import Agency
from tests.server.http.conftest import HttpPc, Web


@contextmanager
def _that_cannot_write(record: Record) -> Iterator[None]:
    """Let the server fail for the block whenever it writes the row of a change."""
    write = SqlShelf.write

    def broken(shelf: SqlShelf, outcome: Outcome) -> None:
        if record.key in outcome.rows:
            raise ZeroDivisionError
        write(shelf, outcome)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SqlShelf, "write", broken)
        yield


def _check_ins(web: Web, pc: HttpPc, count: int) -> list[Record]:
    desk, owner = web.agency.desk(), Owner(person_id=web.agency.ids.officer)
    target = make_key_result(desk, make_objective(desk, web.agency.ids, owner), owner=owner)
    return [pc.pc.check_in(target, value) for value in range(1, count + 1)]


@pytest.mark.logs("cannot be written")
def test_what_cannot_be_written_is_parked_and_all_else_is_written(web: Web) -> None:
    pc = web.pc(web.agency.ids.officer)
    pc.sync()
    records = _check_ins(web, pc, 3)
    with _that_cannot_write(records[1]):
        reply = pc.sync(*records)
    assert [(one.fate, one.reason) for one in reply.verdicts] == [
        ("applied", None),
        ("parked", "internal"),
        ("applied", None),
    ]
    assert pc.sync().ack == records[-1].dseq


@pytest.mark.logs("cannot be written")
@pytest.mark.parametrize(
    ("word", "verdict"), [("retry", ["applied", None]), ("drop", ["refused", "internal"])]
)
def test_the_administrator_retries_or_drops_what_could_not_be_written(
    web: Web, capsys: pytest.CaptureFixture[str], word: str, verdict: list[str | None]
) -> None:
    pc = web.pc(web.agency.ids.officer)
    pc.sync()
    (record,) = _check_ins(web, pc, 1)
    with _that_cannot_write(record):
        pc.sync(record)
    (line,) = _told(web.agency, capsys, "list")["items"]
    assert (line["cid"], line["reason"]) == (record.cid, "internal")
    assert record.set["comment"] not in json.dumps(line, ensure_ascii=False)
    (item,) = _told(web.agency, capsys, word, record.cid)["items"]
    assert [item["fate"], item["reason"]] == verdict
    assert _told(web.agency, capsys, "list")["items"] == []
    (late,) = [one for one in pc.sync().fates if one.cid == record.cid and one.fate != "parked"]
    assert [late.fate, late.reason] == verdict
    assert _told(web.agency, capsys, word, record.cid)["error"]["code"] == "not_found"


def _told(agency: Agency, capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    database = ["--database", agency.url] if agency.url else []
    main(["--data", str(agency.folder), *database, "--json", "parked", *words])
    return json.loads(capsys.readouterr().out)

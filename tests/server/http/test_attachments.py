"""Attachments over HTTP: sent in parts, read by who sees the evidence, hidden from all others."""

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest

from okrdesk.domain.identity import new_id
from okrdesk.domain.objective import Owner
from okrdesk.server.blobs import Reader
from okrdesk.sync.blobs import PART_BYTES
from okrdesk.sync.scopes import own
from tests.offices import make_key_result, make_objective
from tests.server.http.conftest import HttpPc, Web

CONTENT = b"%PDF-1.7\n" + bytes(range(256)) * 1500
SHA = sha256(CONTENT).hexdigest()
PARTS = [CONTENT[at : at + PART_BYTES] for at in range(0, len(CONTENT), PART_BYTES)]


@pytest.fixture
def pc(web: Web) -> HttpPc:
    """Give the officer's PC, which has told of one attachment."""
    pc = web.pc(web.agency.ids.officer)
    desk, owner = web.agency.desk(), Owner(person_id=web.agency.ids.officer)
    key_result = make_key_result(desk, make_objective(desk, web.agency.ids, owner), owner=owner)
    pc.sync()
    entry = pc.pc.check_in(key_result, 42)
    values = {"check_in_id": entry.eid, "name": "a.pdf", "sha256": SHA, "size": len(CONTENT)}
    evidence = pc.pc.change("append", "evidence", new_id(), values, grp=entry.grp, act=entry.act)
    reply = pc.sync(entry, evidence)
    assert {verdict.fate for verdict in reply.verdicts} == {"applied"}
    return pc


def test_a_file_goes_up_in_parts_and_comes_down_the_same(web: Web, pc: HttpPc) -> None:
    asked = pc.call("HEAD", f"/v1/blob/{SHA}/0")
    assert asked.headers["okr-missing"] == "0,1"
    assert pc.call("PUT", f"/v1/blob/{SHA}/1", PARTS[1]).json() == {"missing": [0]}
    assert pc.call("PUT", f"/v1/blob/{SHA}/0", PARTS[0]).json() == {"missing": []}
    assert pc.call("HEAD", f"/v1/blob/{SHA}/0").headers["okr-missing"] == ""
    head = web.pc(web.agency.ids.head)
    assert [head.call("GET", f"/v1/blob/{SHA}/{at}").content for at in (0, 1)] == PARTS


def test_parts_that_arrive_at_once_make_the_file(web: Web, pc: HttpPc) -> None:
    blobs = web.running.blobs
    reader = Reader(web.agency.agency_id, frozenset({own(web.agency.ids.officer)}))
    with ThreadPoolExecutor(6) as pool:
        sent = [
            pool.submit(blobs.write, lambda _connection: reader, SHA, at, part)
            for _turn in range(3)
            for at, part in enumerate(PARTS)
        ]
        assert [one.exception(30) for one in sent] == [None] * len(sent)
    assert b"".join(pc.call("GET", f"/v1/blob/{SHA}/{at}").content for at in (0, 1)) == CONTENT


def test_who_does_not_see_the_evidence_hears_that_there_is_nothing(web: Web, pc: HttpPc) -> None:
    for at, part in enumerate(PARTS):
        pc.call("PUT", f"/v1/blob/{SHA}/{at}", part)
    stranger = web.pc(web.agency.ids.neighbour)
    answers = [
        stranger.call("GET", f"/v1/blob/{SHA}/0"),
        stranger.call("PUT", f"/v1/blob/{SHA}/0", PARTS[0]),
        stranger.call("GET", f"/v1/blob/{'0' * 64}/0"),
        pc.call("GET", f"/v1/blob/{SHA}/7"),
        pc.call("GET", f"/v1/blob/{SHA}/x"),
    ]
    assert {(one.status_code, one.text) for one in answers} == {(404, '{"stop":"not_found"}')}


def test_a_part_beyond_its_size_is_not_read(pc: HttpPc) -> None:
    answer = pc.call("PUT", f"/v1/blob/{SHA}/0", bytes(PART_BYTES + 1))
    assert (answer.status_code, answer.json()) == (413, {"stop": "too_large", "limit": "bytes"})

"""What a device may send; what is said to the forged, the replayed and the too large."""

import msgspec
import pytest
import zstandard
from nacl.signing import SigningKey
from sqlalchemy import select

from okrdesk.db.engine import write_transaction
from okrdesk.db.schema import check_in
from okrdesk.domain.objective import Owner
from okrdesk.server.devices import revoke
from okrdesk.server.limits import MOST_SENT
from okrdesk.sync.wire import MOST_CHANGES
from tests.offices import make_key_result, make_objective
from tests.server.http.conftest import HttpPc, Web, read_reply


@pytest.fixture
def pc(web: Web) -> HttpPc:
    """Give a PC of the officer."""
    return web.pc(web.agency.ids.officer)


def test_a_check_in_of_one_pc_reaches_another(web: Web, pc: HttpPc) -> None:
    head = web.pc(web.agency.ids.head)
    head.sync()
    target = _own_key_result(web)
    sent = pc.sync(pc.pc.check_in(target, 42))
    assert [verdict.fate for verdict in sent.verdicts] == ["applied"]
    assert "check_in" in {row.ent for row in head.sync().rows}


def test_an_answer_is_compressed_and_kept_by_nobody(pc: HttpPc) -> None:
    answer = pc.send(pc.pc.request())
    assert answer.headers["content-type"] == "application/zstd"
    assert answer.headers["cache-control"] == "no-store"
    assert "server" not in answer.headers


def test_a_wrong_signature_and_an_unknown_device_look_alike(web: Web, pc: HttpPc) -> None:
    forger = HttpPc(web, web.agency.enrol(web.agency.ids.officer))
    forger.pc.key = SigningKey.generate()
    unknown = "01a20073-c64f-75ed-8ede-29c0a7087d85"
    answers = [
        forger.send(pc.pc.request()),
        pc.call("GET", "/v1/checkpoint", okr_device=unknown),
        pc.call("GET", "/v1/checkpoint", okr_device="' OR 1=1 --"),
        pc.call("GET", "/v1/checkpoint", okr_signature="zz"),
        pc.call("GET", "/v1/checkpoint", okr_device=forger.pc.device),
        web.client.get("/v1/checkpoint"),
    ]
    assert {(one.status_code, one.text) for one in answers} == {(401, '{"stop":"unknown_device"}')}


def test_a_signature_is_good_for_its_method_path_and_body_alone(pc: HttpPc) -> None:
    signed = pc.call("GET", "/v1/checkpoint").request.headers["okr-signature"]
    assert pc.call("GET", "/v1/notices", okr_signature=signed).status_code == 401
    body = zstandard.compress(msgspec.json.encode(pc.pc.request()))
    assert pc.call("POST", "/v1/sync", body, okr_signature=signed).status_code == 401


def test_a_request_in_the_name_of_another_device_is_malformed(web: Web, pc: HttpPc) -> None:
    other = web.pc(web.agency.ids.head)
    answer = pc.send(other.pc.request())
    assert (answer.status_code, answer.json()) == (400, {"stop": "malformed", "detail": "dev"})


def test_a_change_in_the_name_of_another_person_is_refused(web: Web, pc: HttpPc) -> None:
    record = pc.pc.check_in(_own_key_result(web), 42)
    forged = msgspec.structs.replace(record, actor=web.agency.ids.head)
    reply = pc.sync(forged)
    assert [(one.fate, one.reason) for one in reply.verdicts] == [("refused", "no_authority")]


def test_the_same_request_again_changes_nothing_and_gets_the_same_verdicts(
    web: Web, pc: HttpPc
) -> None:
    pc.sync()
    request = pc.pc.request([pc.pc.check_in(_own_key_result(web), 42)])
    first, second = read_reply(pc.send(request)), read_reply(pc.send(request))
    assert first.verdicts == second.verdicts
    with web.agency.engine.connect() as connection:
        values = connection.scalars(select(check_in.c.value)).all()
    assert [int(value) for value in values].count(42) == 1


def test_an_old_request_replayed_after_others_is_noticed_as_a_fork(web: Web, pc: HttpPc) -> None:
    pc.sync()
    old = pc.pc.request([pc.pc.check_in(_own_key_result(web), 42)])
    reply = read_reply(pc.send(old))
    pc.pc.token, pc.pc.head = reply.token, reply.head
    for value in (43, 44):
        pc.sync(pc.pc.check_in(_own_key_result(web), value))
    answer = pc.send(old)
    assert (answer.status_code, answer.json()) == (409, {"stop": "forked"})


@pytest.mark.parametrize("wipe", [False, True])
def test_a_pc_that_was_turned_away_hears_it_and_whether_to_wipe(
    web: Web, pc: HttpPc, wipe: bool
) -> None:
    with write_transaction(web.agency.engine) as connection:
        revoke(connection, web.agency.agency_id, pc.pc.device, web.agency.clock.now, wipe=wipe)
    for answer in (pc.send(pc.pc.request()), pc.call("GET", "/v1/notices")):
        assert (answer.status_code, answer.json()) == (403, {"stop": "revoked", "wipe": wipe})


def test_only_the_pc_itself_hears_that_it_was_turned_away(web: Web, pc: HttpPc) -> None:
    with write_transaction(web.agency.engine) as connection:
        revoke(connection, web.agency.agency_id, pc.pc.device, web.agency.clock.now, wipe=True)
    assert pc.call("GET", "/v1/checkpoint", okr_signature="00" * 64).status_code == 401


def test_a_text_with_a_nul_is_refused_and_does_not_hold_up_the_next(web: Web, pc: HttpPc) -> None:
    target = _own_key_result(web)
    bad = pc.pc.check_in(target, 42)
    bad.set["comment"] = "trước\x00sau"
    reply = pc.sync(bad, pc.pc.check_in(target, 43))
    assert [one.fate for one in reply.verdicts] == ["refused", "applied"]


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"x" * (MOST_SENT + 1), 413, {"stop": "too_large", "limit": "bytes"}),
        (zstandard.compress(bytes(9 << 20)), 413, {"stop": "too_large", "limit": "decompressed"}),
        (b"no frame", 400, {"stop": "malformed", "detail": "zstd"}),
        (zstandard.compress(b"[" * 99), 413, {"stop": "too_large", "limit": "depth"}),
        (zstandard.compress(b'{"proto":1}'), 400, {"stop": "malformed", "detail": "proto"}),
        (zstandard.compress(b"\xff\xfe"), 400, {"stop": "malformed", "detail": "json"}),
        (b"", 400, {"stop": "malformed", "detail": "zstd"}),
    ],
)
def test_what_is_too_large_or_no_request_is_named_and_goes_no_further(
    pc: HttpPc, body: bytes, status: int, said: dict[str, str]
) -> None:
    answer = pc.call("POST", "/v1/sync", body)
    assert (answer.status_code, answer.json()) == (status, said)


def test_more_changes_than_fit_in_one_request_are_too_many(web: Web, pc: HttpPc) -> None:
    target = _own_key_result(web)
    records = [pc.pc.check_in(target, 1) for _ in range(MOST_CHANGES + 1)]
    answer = pc.send(pc.pc.request(records))
    assert (answer.status_code, answer.json()) == (413, {"stop": "too_large", "limit": "changes"})


@pytest.mark.parametrize("fields", [{"cursors": {"a": -1}}, {"waiting": -1}, {"max_rows": -5}])
def test_numbers_that_no_pc_sends_are_malformed(pc: HttpPc, fields: dict[str, object]) -> None:
    answer = pc.send(pc.pc.request(**fields))
    assert (answer.status_code, answer.json()) == (400, {"stop": "malformed", "detail": "number"})


@pytest.mark.parametrize(
    ("fields", "detail"),
    [
        ({"app": "0\0"}, "nul"),
        ({"token": "a\0"}, "nul"),
        ({"sv": 2**31}, "number"),
        ({"waiting": 2**40}, "number"),
    ],
)
def test_what_the_database_cannot_keep_of_a_pc_is_malformed(
    pc: HttpPc, fields: dict[str, object], detail: str
) -> None:
    answer = pc.send(msgspec.structs.replace(pc.pc.request(), **fields))
    assert (answer.status_code, answer.json()) == (400, {"stop": "malformed", "detail": detail})


def test_a_token_longer_than_any_is_too_large(pc: HttpPc) -> None:
    answer = pc.send(msgspec.structs.replace(pc.pc.request(), token="a" * 65))
    assert (answer.status_code, answer.json()) == (413, {"stop": "too_large", "limit": "token"})


def test_a_worker_whose_database_went_back_answers_no_device(web: Web, pc: HttpPc) -> None:
    web.running.is_shut = True
    assert pc.send(pc.pc.request()).json() == {"stop": "busy", "retry_after": 60}


@pytest.mark.logs("a request failed: RuntimeError")
def test_a_bug_is_an_answer_without_words_and_a_line_in_the_log(
    web: Web, pc: HttpPc, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_agency: object, _connection: object) -> None:
        raise RuntimeError("Nguyễn Văn An typed this")

    monkeypatch.setattr(web.running, "shelf", fail)
    answer = pc.send(pc.pc.request())
    assert (answer.status_code, answer.json()) == (500, {"stop": "internal"})


def _own_key_result(web: Web) -> str:
    """Return a key result that the officer owns, made by the administrator."""
    desk, owner = web.agency.desk(), Owner(person_id=web.agency.ids.officer)
    objective = make_objective(desk, web.agency.ids, owner)
    return make_key_result(desk, objective, owner=owner)

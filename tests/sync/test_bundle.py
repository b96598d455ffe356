"""The carried file as bytes: what opens it, what does not, and a word for each wrong file."""

import struct
from dataclasses import dataclass, replace
from hashlib import sha256

import msgspec
import pytest
import zstandard
from nacl.public import PrivateKey
from nacl.signing import SigningKey

from okrdesk.errors import Code, Refused
from okrdesk.sync import bundle
from okrdesk.sync.bundle import (
    DeskKeys,
    DevicePublic,
    Header,
    Letter,
    Message,
    ServerSecrets,
    Told,
    open_answer,
    open_question,
    seal_answer,
    seal_question,
)
from okrdesk.sync.enrol_wire import ServerKeys
from okrdesk.sync.wire import PROTOCOL, Push, SyncReply, SyncRequest

AGENCY = "a" * 36
NOW = 1_792_000_000_000
FILE = b"%PDF-1.7 minutes of a meeting" * 4000


@dataclass(frozen=True)
class Office:
    """A server and a PC that know each other, and both ways between them."""

    server: ServerSecrets
    desk: DeskKeys

    def find(self, agency: str, device: str) -> DevicePublic | None:
        known = (self.desk.agency, self.desk.device)
        return public(self.desk) if (agency, device) == known else None

    def ask(self, message: Message | None = None) -> bytes:
        return seal_question(message or Message(Letter([request()])), self.desk, NOW)

    def read(self, raw: bytes) -> tuple[Header, Message]:
        return open_question(raw, self.server, self.find)

    def reply(self, asked: Header, message: Message | None = None) -> bytes:
        return seal_answer(
            message or Message(Letter(replies=[answer()])),
            asked,
            self.server,
            Told(public(self.desk).seal, NOW + 5, "e1"),
        )


def public(desk: DeskKeys) -> DevicePublic:
    seal = PrivateKey(desk.unseal).public_key
    return DevicePublic(bytes(SigningKey(desk.sign).verify_key), bytes(seal))


def office(device: str = "d" * 36) -> Office:
    sign, unseal = SigningKey.generate(), PrivateKey.generate()
    name = bytes(sign.verify_key).hex()[:16]
    card = ServerKeys(name, bytes(sign.verify_key).hex(), bytes(unseal.public_key).hex())
    own = (bytes(SigningKey.generate()), bytes(PrivateKey.generate()))
    return Office(
        ServerSecrets(name, bytes(sign), bytes(unseal)), DeskKeys(AGENCY, device, *own, card)
    )


def request(device: str = "d" * 36, changes: int = 2) -> SyncRequest:
    raws = [
        msgspec.Raw(b'{"cid":"%d","set":{"title":"Gi\xe1\xba\xa3m"}}' % n) for n in range(changes)
    ]
    return SyncRequest(PROTOCOL, 2, device, "0.3", push=Push(1, "", "", "", raws))


def answer() -> SyncReply:
    return SyncReply("e1", NOW, 2, "", "")


def refusal(open_it: object, *arguments: object) -> Code:
    with pytest.raises(Refused) as caught:
        open_it(*arguments)  # type: ignore[operator]
    return caught.value.code


def changed(raw: bytes, at: int) -> bytes:
    return raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]


def test_what_a_machine_says_arrives_with_its_attachments() -> None:
    here = office()
    sha = sha256(FILE).hexdigest()
    header, message = here.read(here.ask(Message(Letter([request()]), {sha: FILE})))
    assert (header.dev, header.n) == (here.desk.device, NOW)
    assert message.files == {sha: FILE}
    pushed = message.letter.requests[0].push
    assert pushed is not None
    assert [bytes(raw) for raw in pushed.changes] == [bytes(raw) for raw in request().push.changes]  # type: ignore[union-attr]


def test_the_answer_opens_on_its_machine() -> None:
    here = office()
    asked, _message = here.read(here.ask())
    header, message = open_answer(here.reply(asked), here.desk)
    assert (header.n, header.epoch) == (asked.n, "e1")
    assert message.letter.replies == [answer()]


def test_nothing_of_what_is_said_can_be_read_on_the_way() -> None:
    here = office()
    raw = here.ask(Message(Letter([request()]), {}))
    assert b"title" not in raw
    assert b"cid" not in raw


def test_another_server_does_not_read_it() -> None:
    assert refusal(office().read, office().ask()) is Code.BUNDLE_OTHER_SERVER


def test_an_unknown_machine_is_named_as_such() -> None:
    here = office()
    stranger = replace(here.desk, device="x" * 36)
    raw = seal_question(Message(Letter([request("x" * 36)])), stranger, NOW)
    assert refusal(here.read, raw) is Code.BUNDLE_UNKNOWN_MACHINE


def test_an_answer_does_not_open_on_another_machine() -> None:
    here = office()
    raw = here.reply(here.read(here.ask())[0])
    other = replace(here.desk, device="x" * 36, sign=bytes(SigningKey.generate()))
    assert refusal(open_answer, raw, other) is Code.BUNDLE_OTHER_MACHINE


def test_an_answer_of_another_server_is_refused() -> None:
    here, there = office(), office()
    raw = there.reply(there.read(there.ask())[0])
    assert refusal(open_answer, raw, here.desk) is Code.BUNDLE_OTHER_SERVER


def test_a_file_that_is_cut_anywhere_is_refused() -> None:
    here = office()
    raw = here.ask()
    codes = {refusal(here.read, raw[:length]) for length in range(1, len(raw))}
    assert codes == {Code.BUNDLE_TRUNCATED}


def test_a_changed_byte_is_noticed_wherever_it_is() -> None:
    here = office()
    raw = here.ask()
    known = {Code.BUNDLE_DAMAGED, Code.BUNDLE_UNSIGNED, Code.BUNDLE_OTHER_SERVER}
    known |= {Code.BUNDLE_TRUNCATED, Code.BUNDLE_UNKNOWN_MACHINE, Code.BUNDLE_FOREIGN}
    known |= {Code.BUNDLE_NEWER}
    assert {refusal(here.read, changed(raw, at)) for at in range(len(raw))} <= known
    assert refusal(here.read, changed(raw, len(raw) - 1)) is Code.BUNDLE_DAMAGED


def test_bytes_after_the_end_are_refused() -> None:
    here = office()
    assert refusal(here.read, here.ask() + b"x") is Code.BUNDLE_DAMAGED


def test_a_file_without_the_machines_signature_is_refused() -> None:
    here = office()
    impostor = replace(here.desk, sign=bytes(SigningKey.generate()))
    raw = seal_question(Message(Letter([request()])), impostor, NOW)
    assert refusal(here.read, raw) is Code.BUNDLE_UNSIGNED


def test_a_body_cannot_be_sent_on_under_another_name() -> None:
    here = office()
    header, claim, _signature, body = bundle._parts(here.ask(), b"OKRB1\n")
    assert claim
    thief = replace(here.desk, device="t" * 36)
    draft = msgspec.structs.replace(header, dev=thief.device, body_len=0, body_sha="")
    raw = bundle._signed(b"OKRB1\n", draft, body, thief.sign)
    assert (
        refusal(open_question, raw, here.server, lambda _a, _d: public(thief))
        is Code.BUNDLE_DAMAGED
    )


def test_requests_in_the_name_of_another_machine_are_refused() -> None:
    here = office()
    raw = here.ask(Message(Letter([request("x" * 36)])))
    assert refusal(here.read, raw) is Code.BUNDLE_DAMAGED


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    here = office()
    packer = zstandard.ZstdCompressor(level=3)
    frames = packer.compressobj()
    million = bytes(1024 * 1024)
    bomb = b"".join(frames.compress(million) for _turn in range(1024)) + frames.flush()
    assert len(bomb) < 1024 * 1024
    monkeypatch.setattr(bundle, "_spelled", lambda _m: struct.pack(">I", len(bomb)) + bomb)
    raw = here.ask()
    monkeypatch.undo()
    assert refusal(here.read, raw) is Code.BUNDLE_TOO_MANY_CHANGES


def test_a_file_beyond_the_limit_is_neither_written_nor_read() -> None:
    here = office()
    files = {"0" * 64: bytes(bundle.MOST_FILE_BYTES)}
    assert refusal(here.ask, Message(Letter(), files)) is Code.BUNDLE_TOO_LARGE
    assert refusal(here.read, bytes(bundle.MOST_FILE_BYTES + 1)) is Code.BUNDLE_TOO_LARGE


def test_too_many_changes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    here = office()
    raw = here.ask(Message(Letter([request(changes=11)])))
    monkeypatch.setattr(bundle, "MOST_CHANGES", 10)
    assert refusal(here.read, raw) is Code.BUNDLE_TOO_MANY_CHANGES
    assert refusal(here.ask, Message(Letter([request(changes=11)]))) is Code.BUNDLE_TOO_MANY_CHANGES


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", Code.BUNDLE_TRUNCATED),
        (b"OKRB", Code.BUNDLE_TRUNCATED),
        (b"OKRB2\n{}", Code.BUNDLE_NEWER),
        (b"PK\x03\x04 a workbook", Code.BUNDLE_FOREIGN),
        (b"OKRB1\n" + b"x" * 5000, Code.BUNDLE_DAMAGED),
        (b"OKRB1\n[[[[\n", Code.BUNDLE_DAMAGED),
    ],
)
def test_what_is_no_question_is_told_apart(raw: bytes, code: Code) -> None:
    assert refusal(office().read, raw) is code


def test_question_and_answer_are_not_taken_for_each_other() -> None:
    here = office()
    raw = here.ask()
    assert refusal(open_answer, raw, here.desk) is Code.BUNDLE_NOT_AN_ANSWER
    assert refusal(here.read, here.reply(here.read(raw)[0])) is Code.BUNDLE_IS_AN_ANSWER

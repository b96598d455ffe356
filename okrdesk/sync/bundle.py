"""The carried file: what a PC without a network and the server tell each other on a USB stick.

    OKRB1  | header | signature of the PC     | body sealed to the server
    OKRB1R | header | signature of the server | body sealed to the PC

The header is one line of JSON that names both ends, the number of the file and the hash of its
body; its sender signs it, so neither can be changed or taken from another file. libsodium's sealed
box does not say who sealed it, and a signature over what is sealed could be put in place of
another's; so the body itself is bound to sender, recipient and number too, by the data that each of
its chunks authenticates. There is one message each way: cumulative, so a lost stick loses nothing,
and idempotent, so the same stick twice is harmless. Nothing here reads a file or a clock.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import msgspec

from okrdesk.errors import Code, Refused
from okrdesk.sync.enrol_wire import ServerKeys
from okrdesk.sync.signing import is_signed, sign
from okrdesk.sync.wire import COMPRESSION, SyncReply, SyncRequest

MEGABYTE = 1024 * 1024
MOST_FILE_BYTES = 64 * MEGABYTE
MOST_TEXT_BYTES = 128 * MEGABYTE
"""The messages of a file after decompression; 200,000 changes are about 70 MB."""
MOST_CHANGES = 200_000
MOST_HEADER_BYTES = 2048
_CHUNK = 64 * 1024
_SIGNATURE = 64
_SEALED_KEY = 80
_WINDOW = 8 * MEGABYTE
_QUESTION, ANSWER_START = b"OKRB1\n", b"OKRB1R\n"
_FAMILY = b"OKRB"


class Header(msgspec.Struct, frozen=True):
    """What is readable without a key: `dev` is the PC at either end, `n` the number of its file.

    `server` is the key id of the server. `n` is the Unix ms at which the PC wrote its file, and an
    answer bears the `n` of what it answers; `made` is its own. `epoch` is told by answers only.
    """

    agency: str
    dev: str
    server: str
    n: int
    made: int
    body_len: int
    body_sha: str
    epoch: str = ""

    @property
    def bond(self) -> bytes:
        """Return what each chunk of the body authenticates beside itself."""
        return f"{self.agency} {self.dev} {self.server} {self.n}".encode()


class Letter(msgspec.Struct, omit_defaults=True):
    """What a body says: requests, or their replies and the stop that ended them, if one did.

    `since` and `tree_size` repeat where an answer goes on: the cursors and the log that the PC knew
    when it asked. `files` lists the attachments that
    ride along, as (SHA-256, size), their bytes follow the text; `wanted` those that a PC asks for,
    `taken` those of its own that the server has from now on, `declined` those that it will not
    have, with the `FileReason`.
    """

    requests: list[SyncRequest] = []
    replies: list[SyncReply] = []
    since: dict[str, int] = {}
    tree_size: int = 0
    stop: dict[str, Any] | None = None
    files: list[tuple[str, int]] = []
    wanted: list[str] = []
    taken: list[str] = []
    declined: dict[str, str] = {}


@dataclass(frozen=True)
class Message:
    """A body in the clear: its letter, and the attachments by SHA-256."""

    letter: Letter
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class ServerSecrets:
    """The secret keys of a server, 32 bytes each: Ed25519 seed and X25519 key; `id` names both."""

    id: str
    sign: bytes
    unseal: bytes


@dataclass(frozen=True)
class DeskKeys:
    """A PC's place and secret keys, and the public keys of the server that it was enrolled with."""

    agency: str
    device: str
    sign: bytes
    unseal: bytes
    server: ServerKeys


@dataclass(frozen=True)
class DevicePublic:
    """The public keys of a PC, as it was enrolled with: 32 bytes each."""

    verify: bytes
    seal: bytes


def seal_question(message: Message, keys: DeskKeys, now_ms: int) -> bytes:
    """Return the file that carries `message` to the server.

    Raises Refused(BUNDLE_TOO_LARGE or BUNDLE_TOO_MANY_CHANGES), as does `seal_answer`.
    """
    from nacl.public import PublicKey

    names = (keys.agency, keys.device, keys.server.id, now_ms, now_ms)
    draft = Header(*names, body_len=0, body_sha="")
    body = _seal(message, PublicKey(bytes.fromhex(keys.server.seal_key)), draft.bond)
    return _signed(_QUESTION, draft, body, keys.sign)


@dataclass(frozen=True)
class Told:
    """What an answer needs beside its message: the PC's sealing key, Unix ms and the epoch."""

    seal: bytes
    made: int
    epoch: str


def seal_answer(message: Message, asked: Header, keys: ServerSecrets, told: Told) -> bytes:
    """Return the file that answers the one with the header `asked`."""
    from nacl.public import PublicKey

    names = (asked.agency, asked.dev, keys.id, asked.n, told.made)
    draft = Header(*names, body_len=0, body_sha="", epoch=told.epoch)
    body = _seal(message, PublicKey(told.seal), draft.bond)
    return _signed(ANSWER_START, draft, body, keys.sign)


def open_question(
    raw: bytes, keys: ServerSecrets, find: Callable[[str, str], DevicePublic | None]
) -> tuple[Header, Message]:
    """Return what a PC says; `find` gives the keys of (agency, device), None: unknown.

    Raises Refused with a code of its own for each way in which a file can be wrong.
    """
    from nacl.public import PrivateKey

    header, claim, signature, body = _parts(raw, _QUESTION)
    if header.server != keys.id:
        raise Refused(Code.BUNDLE_OTHER_SERVER)
    sender = find(header.agency, header.dev)
    if sender is None:
        raise Refused(Code.BUNDLE_UNKNOWN_MACHINE)
    _verify(sender.verify, claim, signature)
    _check_body(header, body)
    message = _unseal(body, PrivateKey(keys.unseal), header.bond)
    # Who may come at all is asked of requests alone: a file without one must get nothing.
    if {request.dev for request in message.letter.requests} != {header.dev}:
        raise Refused(Code.BUNDLE_DAMAGED)
    return header, message


def open_answer(raw: bytes, keys: DeskKeys) -> tuple[Header, Message]:
    """Return what the server answers to this PC; raise Refused as `open_question` does."""
    from nacl.public import PrivateKey

    header, claim, signature, body = _parts(raw, ANSWER_START)
    if header.server != keys.server.id or header.agency != keys.agency:
        raise Refused(Code.BUNDLE_OTHER_SERVER)
    if header.dev != keys.device:
        raise Refused(Code.BUNDLE_OTHER_MACHINE)
    _verify(bytes.fromhex(keys.server.verify_key), claim, signature)
    _check_body(header, body)
    return header, _unseal(body, PrivateKey(keys.unseal), header.bond)


def peek(raw: bytes) -> tuple[Header, bool]:
    """Return the header of a file, not yet verified, and whether it is an answer.

    Raises Refused(BUNDLE_FOREIGN, BUNDLE_NEWER or BUNDLE_TRUNCATED).
    """
    magic = ANSWER_START if raw.startswith(ANSWER_START) else _QUESTION
    return _header(raw, magic)[0], magic == ANSWER_START


def check_size(size: int) -> None:
    """Raise Refused(BUNDLE_TOO_LARGE) for a file of more than 64 MiB; `size` is in bytes."""
    if size > MOST_FILE_BYTES:
        limit = MOST_FILE_BYTES // MEGABYTE
        raise Refused(Code.BUNDLE_TOO_LARGE, size=-(-size // MEGABYTE), limit=limit)


def _signed(magic: bytes, draft: Header, body: bytes, seed: bytes) -> bytes:
    whole = msgspec.structs.replace(draft, body_len=len(body), body_sha=sha256(body).hexdigest())
    claim = magic + msgspec.json.encode(whole) + b"\n"
    raw = claim + bytes.fromhex(sign(seed, claim)) + body
    check_size(len(raw))
    return raw


def _parts(raw: bytes, magic: bytes) -> tuple[Header, bytes, bytes, bytes]:
    """Return header, the bytes that are signed, their signature and the body."""
    check_size(len(raw))
    header, end = _header(raw, magic)
    body = raw[end + _SIGNATURE :]
    if len(raw) < end + _SIGNATURE or len(body) < header.body_len:
        raise Refused(Code.BUNDLE_TRUNCATED)
    return header, raw[:end], raw[end : end + _SIGNATURE], body


def _header(raw: bytes, magic: bytes) -> tuple[Header, int]:
    """Return the header of a file that begins with `magic`, and where it ends."""
    if not raw.startswith(magic):
        raise Refused(_what_else(raw))
    end = raw.find(b"\n", len(magic), len(magic) + MOST_HEADER_BYTES) + 1
    if not end:
        is_long = len(raw) >= len(magic) + MOST_HEADER_BYTES
        raise Refused(Code.BUNDLE_DAMAGED if is_long else Code.BUNDLE_TRUNCATED)
    try:
        return msgspec.json.decode(raw[len(magic) : end], type=Header), end
    except (msgspec.MsgspecError, RecursionError) as error:
        raise Refused(Code.BUNDLE_DAMAGED) from error


def _what_else(raw: bytes) -> Code:
    """Say what a file is that does not begin as it should."""
    if raw.startswith(_QUESTION):
        return Code.BUNDLE_NOT_AN_ANSWER
    if raw.startswith(ANSWER_START):
        return Code.BUNDLE_IS_AN_ANSWER
    if ANSWER_START.startswith(raw) or _QUESTION.startswith(raw):
        return Code.BUNDLE_TRUNCATED
    return Code.BUNDLE_NEWER if raw.startswith(_FAMILY) else Code.BUNDLE_FOREIGN


def _verify(signer: bytes, claim: bytes, signature: bytes) -> None:
    if not is_signed(signer, claim, signature.hex()):
        raise Refused(Code.BUNDLE_UNSIGNED)


def _check_body(header: Header, body: bytes) -> None:
    if len(body) != header.body_len or sha256(body).hexdigest() != header.body_sha:
        raise Refused(Code.BUNDLE_DAMAGED)


def _seal(message: Message, recipient: Any, bond: bytes) -> bytes:
    """Return sealed key, stream header and chunks; only `recipient` can open them."""
    from nacl import bindings
    from nacl.public import SealedBox

    key = bindings.crypto_secretstream_xchacha20poly1305_keygen()
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    start = bindings.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    sealed = [SealedBox(recipient).encrypt(key), start]
    for chunk, is_last in _chunks(_spelled(message)):
        tag = _tag(is_last)
        sealed.append(bindings.crypto_secretstream_xchacha20poly1305_push(state, chunk, bond, tag))
    return b"".join(sealed)


def _unseal(body: bytes, own: Any, bond: bytes) -> Message:
    from nacl import bindings
    from nacl.exceptions import CryptoError
    from nacl.public import SealedBox

    begin = _SEALED_KEY + bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
    step = _CHUNK + bindings.crypto_secretstream_xchacha20poly1305_ABYTES
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    plain: list[bytes] = []
    try:
        key = SealedBox(own).decrypt(body[:_SEALED_KEY])
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(
            state, body[_SEALED_KEY:begin], key
        )
        for at in range(begin, len(body), step):
            chunk, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(
                state, body[at : at + step], bond
            )
            if tag != _tag(at + step >= len(body)):
                raise Refused(Code.BUNDLE_DAMAGED)
            plain.append(chunk)
    except (CryptoError, ValueError) as error:
        raise Refused(Code.BUNDLE_DAMAGED) from error
    return _read(b"".join(plain))


def _tag(is_last: bool) -> int:
    from nacl import bindings

    final: int = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
    usual: int = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
    return final if is_last else usual


def _chunks(plain: bytes) -> Iterator[tuple[bytes, bool]]:
    for at in range(0, len(plain), _CHUNK):
        yield plain[at : at + _CHUNK], at + _CHUNK >= len(plain)


def _spelled(message: Message) -> bytes:
    """Return a message as bytes: length of the text, the text (zstd of JSON), the attachments."""
    import zstandard

    letter = msgspec.structs.replace(
        message.letter, files=[(sha, len(content)) for sha, content in message.files.items()]
    )
    text = msgspec.json.encode(letter)
    _check_text(len(text), count_changes(letter.requests))
    packed = zstandard.compress(text, COMPRESSION)
    return b"".join([len(packed).to_bytes(4, "big"), packed, *message.files.values()])


def _read(plain: bytes) -> Message:
    end = 4 + int.from_bytes(plain[:4], "big")
    try:
        letter = msgspec.json.decode(_unpacked(plain[4:end]), type=Letter)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise Refused(Code.BUNDLE_DAMAGED) from error
    _check_text(0, count_changes(letter.requests))
    return Message(letter, dict(_files(plain, end, letter.files)))


def _unpacked(packed: bytes) -> bytes:
    """Return what zstd unpacks, never more than the limit, however much it claims to be."""
    import zstandard

    unpacker = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
    try:
        with unpacker.stream_reader(packed) as reader:
            text = reader.read(MOST_TEXT_BYTES + 1)
    except zstandard.ZstdError as error:
        raise Refused(Code.BUNDLE_DAMAGED) from error
    _check_text(len(text), 0)
    return text


def _check_text(size: int, changes: int) -> None:
    if size > MOST_TEXT_BYTES or changes > MOST_CHANGES:
        raise Refused(Code.BUNDLE_TOO_MANY_CHANGES, limit=MOST_CHANGES)


def count_changes(requests: Iterable[SyncRequest]) -> int:
    """Return how many changes requests hold."""
    return sum(len(request.push.changes) for request in requests if request.push)


def _files(plain: bytes, at: int, names: Iterable[tuple[str, int]]) -> Iterator[tuple[str, bytes]]:
    for sha, size in names:
        content = plain[at : at + size]
        if size < 0 or sha256(content).hexdigest() != sha:
            raise Refused(Code.BUNDLE_DAMAGED)
        yield sha, content
        at += size

"""The way to the server: HTTP requests that this PC signs, over TLS that it can trust.

Whatever stands between in the network becomes one of three things: a Stop (the server's own word),
a TimeoutError (the engine then sends less), or a Fault with a sentence. Nothing is retried here; a
request may always be sent again, and the keeper knows when (`Backoff`).
"""

import hashlib
import random
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec
import zstandard

from okrdesk import __version__
from okrdesk.errors import Code, Fault, Refused
from okrdesk.i18n import N_
from okrdesk.sync.ahead import Thrown
from okrdesk.sync.stops import STOPS, Busy
from okrdesk.sync.wire import COMPRESSION, SyncReply, SyncRequest

_MOST_REPLY = 256 * 1024 * 1024
_MAGIC = b"\x28\xb5\x2f\xfd"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_QUIET_S = 45.0
"""Three heartbeats: a stream of notices that is silent for longer is dead."""
_REASONS: dict[type[BaseException], str] = {
    ConnectionRefusedError: N_("no server runs there"),
    ConnectionError: N_("the connection was cut"),
    socket.gaierror: N_("there is no such name in the network"),
    TimeoutError: N_("it takes too long"),
    httpx.TimeoutException: N_("it takes too long"),
    httpx.RemoteProtocolError: N_("the connection was cut"),
}
_STRANGER = N_("its certificate is not one that this computer trusts")
_OTHER_PRINT = N_("its certificate has another SHA-256 than the one that was typed")
_NO_CERTIFICATE = N_("the file that was chosen holds no certificate (PEM)")
_CERTIFICATES = {
    10: N_("its certificate has run out"),
    62: N_("its certificate is for another name"),
}
"""By OpenSSL's number of what is wrong with a certificate."""
_reply_decoder = msgspec.json.Decoder(SyncReply)


@dataclass(frozen=True)
class Address:
    """Where a server is, and by what it is known.

    `ca` is a certificate to trust (PEM), of the server itself or of who issued its own, and
    `fingerprint` the SHA-256 of the server's, in hex; without either the system's authorities
    serve. Without TLS only this machine itself is talked to, unless `is_insecure` allows more.
    """

    url: str
    ca: str = ""
    fingerprint: str = ""
    is_insecure: bool = False

    def checked(self) -> "Address":
        """Return it with the address in one spelling.

        Raises Refused: SERVER_ADDRESS_BAD, SERVER_NEEDS_TLS.
        """
        text = self.url.strip().rstrip("/")
        try:
            parts = urlsplit(text if "://" in text else f"https://{text}")
            is_plain = not any(map(str.isspace, text)) and not parts.netloc.endswith(":")
            is_good = is_plain and parts.scheme in ("http", "https") and parts.port != 0
        except ValueError:
            is_good = False
            parts = urlsplit("")
        if not (is_good and parts.hostname) or parts.query or parts.fragment or parts.username:
            raise Refused(Code.SERVER_ADDRESS_BAD, field="server", text=self.url)
        if parts.scheme == "http" and parts.hostname not in _LOOPBACK and not self.is_insecure:
            raise Refused(Code.SERVER_NEEDS_TLS, field="server", url=text)
        return Address(parts.geturl(), self.ca, self.fingerprint, self.is_insecure)


@dataclass(frozen=True)
class Signer:
    """Who signs the requests: the device's id, and its key."""

    device: str
    sign: Callable[[bytes], str]


class Backoff:
    """How long to wait after a failure: full jitter over 2 s, 4 s, … 15 minutes."""

    first, most = 2.0, 900.0

    def __init__(self, chance: Callable[[], float] = random.random) -> None:
        self._chance = chance
        self._failures = 0

    def next(self, floor: float = 0.0) -> float:
        """Return the seconds to wait; a server's own wish is the floor, with jitter above it.

        A fixed floor alone would bring all PCs back in the same second, and one without a bound
        would keep them away for ever.
        """
        floor = min(floor, self.most)
        reach = min(self.most, self.first * 2.0 ** min(self._failures, 20))
        self._failures += 1
        return floor + self._chance() * max(reach, floor)

    def reset(self) -> None:
        """Begin anew after a success."""
        self._failures = 0


class Transport:
    """One PC's connection to one server; `signer` is None before enrolment.

    Counts the bytes that go up and come down, headers included. Not for two threads at a time, but
    `close` may be called by any.
    """

    def __init__(self, address: Address, signer: Signer | None = None) -> None:
        self.address = address.checked()
        self.bytes_up = 0
        self.bytes_down = 0
        self.signer = signer
        self._client = httpx.Client(
            base_url=self.address.url,
            verify=_trust(self.address),
            timeout=httpx.Timeout(30.0, connect=10.0),
            headers={"User-Agent": f"okrdesk/{__version__}", "Accept-Encoding": "identity"},
            # The address is the one that was enrolled with; no proxy of the environment is asked.
            trust_env=False,
        )

    def __enter__(self) -> "Transport":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the connection back."""
        self._client.close()

    def exchange(self, request: SyncRequest) -> SyncReply:
        """Send one request of a sync and return its reply.

        Raises a Stop, TimeoutError, and Faults: SERVER_UNREACHABLE, SERVER_NOT_TRUSTED,
        SERVER_MISBEHAVES.
        """
        body = zstandard.compress(msgspec.json.encode(request), COMPRESSION)
        answer = self.ask("POST", "/v1/sync", body)
        try:
            return _reply_decoder.decode(self._unfolded(answer.content))
        except msgspec.MsgspecError as error:
            raise self._misbehaves(answer.status_code) from error

    def ahead(self, request: SyncRequest) -> Thrown:
        """Send a request and go on; what it answers is to be taken before the next is sent."""
        return Thrown(self.exchange, request)

    def post(self, path: str, message: Any, kind: type[Any]) -> Any:
        """Send a small message as JSON, and return the answer as `kind`; raises as `exchange`."""
        answer = self.ask("POST", path, msgspec.json.encode(message))
        try:
            return msgspec.json.decode(answer.content, type=kind)
        except msgspec.MsgspecError as error:
            raise self._misbehaves(answer.status_code) from error

    def ask(self, method: str, path: str, body: bytes = b"") -> httpx.Response:
        """Send one request; return the answer, which is a good one. Raises as `exchange`."""
        with self._faults():
            request = self._client.build_request(
                method, path, content=body or None, headers=self._signature(method, path, body)
            )
            answer = self._client.send(request)
        self.bytes_up += _head_size(request.headers) + len(method) + len(path) + 12 + len(body)
        self.bytes_down += _head_size(answer.headers) + 17 + answer.num_bytes_downloaded
        if answer.status_code >= 300:
            raise self._stop(answer)
        return answer

    @contextmanager
    def listen(self) -> Iterator["Notices"]:
        """Give the stream of notices that the server has something new.

        Raises as `exchange`; while the stream is read, too.
        """
        path = "/v1/notices"
        timeout = httpx.Timeout(10.0, read=_QUIET_S)
        headers = self._signature("GET", path, b"")
        with (
            self._faults(),
            self._client.stream("GET", path, headers=headers, timeout=timeout) as answer,
        ):
            if answer.status_code >= 300:
                answer.read()
                raise self._stop(answer)
            yield Notices(answer)

    def _signature(self, method: str, path: str, body: bytes) -> dict[str, str]:
        if self.signer is None:
            return {}
        prefix = urlsplit(self.address.url).path
        claim = f"okr-sync/1 {method} {prefix}{path} {hashlib.sha256(body).hexdigest()}"
        return {
            "Okr-Device": self.signer.device,
            "Okr-Signature": self.signer.sign(claim.encode()),
        }

    def _unfolded(self, body: bytes) -> bytes:
        if not body.startswith(_MAGIC):
            return body
        try:
            with zstandard.ZstdDecompressor().stream_reader(body) as reader:
                raw = reader.read(_MOST_REPLY + 1)
        except zstandard.ZstdError as error:
            raise self._misbehaves(200) from error
        if len(raw) > _MOST_REPLY:
            raise self._misbehaves(200)
        return raw

    def _stop(self, answer: httpx.Response) -> Exception:
        """Return what a refusing answer says, as the exception that the server raised."""
        try:
            told = msgspec.json.decode(answer.content, type=dict[str, Any])
            kind = STOPS[told.pop("stop")]
        except (msgspec.MsgspecError, KeyError, TypeError):
            return self._without_word(answer)
        return kind(**told)

    def _without_word(self, answer: httpx.Response) -> Exception:
        """Say what a proxy means, or a server out of order, that answers without a stop."""
        text = answer.headers.get("Retry-After", "")
        if answer.status_code in (429, 503) and text.isdecimal():
            return Busy(retry_after=float(text))
        return self._misbehaves(answer.status_code)

    def _misbehaves(self, status: int) -> Fault:
        return Fault(Code.SERVER_MISBEHAVES, url=self.address.url, status=status)

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """Turn what httpx raises in the block into a TimeoutError or a Fault."""
        try:
            yield
        except httpx.ConnectTimeout as error:
            raise self._unreachable(error) from error
        except httpx.TimeoutException as error:
            raise TimeoutError from error
        except httpx.TransportError as error:
            raise self._fault_of(error) from error

    def _fault_of(self, error: BaseException) -> Fault:
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, ssl.SSLCertVerificationError):
                reason = _CERTIFICATES.get(cause.verify_code, _STRANGER)
                return Fault(Code.SERVER_NOT_TRUSTED, url=self.address.url, reason=reason)
            cause = cause.__cause__ or cause.__context__
        return self._unreachable(error)

    def _unreachable(self, error: BaseException) -> Fault:
        return Fault(Code.SERVER_UNREACHABLE, url=self.address.url, reason=reason_of(error))


def reason_of(error: BaseException | None) -> str:
    """Return why no connection came about, as `reason` of a sentence, which translates it."""
    while error is not None:
        for kind, reason in _REASONS.items():
            if isinstance(error, kind):
                return reason
        error = error.__cause__ or error.__context__
    return N_("there is no connection")


class Notices:
    """An open stream of notices; iterating gives the length of the log whenever it grew."""

    def __init__(self, answer: httpx.Response) -> None:
        self._answer = answer
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[int]:
        for line in self._answer.iter_lines():
            if line.startswith("data:"):
                with suppress(msgspec.MsgspecError, KeyError, TypeError, ValueError):
                    yield int(msgspec.json.decode(line[5:])["aseq"])

    def end(self) -> None:
        """End the stream from another thread, at once."""
        stream = self._answer.extensions.get("network_stream")
        found = stream.get_extra_info("socket") if stream is not None else None
        with self._lock, suppress(OSError):
            if found is not None:
                found.shutdown(socket.SHUT_RDWR)


def _trust(address: Address) -> ssl.SSLContext | bool:
    """Return the TLS that an address asks for; raise Fault(SERVER_NOT_TRUSTED) for a stranger."""
    if not address.url.startswith("https"):
        return False
    pinned = _pinned(address) if address.fingerprint else address.ca
    try:
        context = ssl.create_default_context(cadata=pinned or None)
    except (ssl.SSLError, ValueError) as error:
        raise Fault(Code.SERVER_NOT_TRUSTED, url=address.url, reason=_NO_CERTIFICATE) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if pinned:
        # The certificate of the server itself may be the trusted one, whoever issued it.
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    if address.fingerprint:
        context.check_hostname = False
    return context


def _pinned(address: Address) -> str:
    """Return the server's certificate (PEM), fetched without trust and compared with the pin."""
    parts = urlsplit(address.url)
    try:
        pem = ssl.get_server_certificate((parts.hostname or "", parts.port or 443), timeout=10.0)
    except OSError as error:
        raise Fault(Code.SERVER_UNREACHABLE, url=address.url, reason=reason_of(error)) from error
    found = hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()
    if found != address.fingerprint.replace(":", "").strip().lower():
        raise Fault(Code.SERVER_NOT_TRUSTED, url=address.url, reason=_OTHER_PRINT)
    return pem


def _head_size(headers: httpx.Headers) -> int:
    return sum(len(name) + len(value) + 4 for name, value in headers.raw)

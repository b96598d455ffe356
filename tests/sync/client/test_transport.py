"""The way to a server: what is trusted, how long is waited, and what goes wrong in words."""

import ssl
import threading
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import inf, nan
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest

from okrdesk.errors import Code, Fault, Refused
from okrdesk.sentences import explain
from okrdesk.sync.stops import Busy, CannotStore, EpochChanged
from okrdesk.sync.transport import Address, Backoff, Signer, Transport
from okrdesk.sync.wire import PROTOCOL, SyncRequest
from tests.server.certificates import write_certificate

REQUEST = SyncRequest(PROTOCOL, 1, "d", "0")


class Answering(BaseHTTPRequestHandler):
    """Answers every POST with what the test has set."""

    status = 200
    body = b"{}"
    headers_more: ClassVar[dict[str, str]] = {}
    seen: ClassVar[list[dict[str, Any]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).seen.append({"path": self.path, "body": body, **self.headers})
        self.send_response(self.status)
        for name, value in self.headers_more.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def answering() -> type[Answering]:
    return type("Fresh", (Answering,), {"seen": [], "headers_more": {}})


@pytest.fixture
def plain(answering: type[Answering]) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), answering) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """Give a certificate for 127.0.0.1, and its key."""
    return write_certificate(tmp_path)


@pytest.fixture
def protected(answering: type[Answering], certificate: tuple[Path, Path]) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)

    class Server(ThreadingHTTPServer):
        def finish_request(self, request: Any, client_address: Any) -> None:
            try:
                wrapped = context.wrap_socket(request, server_side=True)
            except (ssl.SSLError, OSError):
                return
            with wrapped:
                super().finish_request(wrapped, client_address)

    with Server(("127.0.0.1", 0), answering) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"https://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def fault_of(address: Address) -> Fault:
    with pytest.raises(Fault) as raised, Transport(address) as transport:
        transport.exchange(REQUEST)
    return raised.value


def code_of(address: Address) -> Code:
    return fault_of(address).code


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("okr.coquan.vn", "https://okr.coquan.vn"),
        (" https://okr.coquan.vn:8443/ ", "https://okr.coquan.vn:8443"),
        ("http://127.0.0.1:8770", "http://127.0.0.1:8770"),
        ("http://localhost:8770", "http://localhost:8770"),
    ],
)
def test_an_address_may_be_typed_as_people_do(typed: str, url: str) -> None:
    assert Address(typed).checked().url == url


@pytest.mark.parametrize("typed", ["", "ftp://okr", "https://a b", "https://", "okr:0", "x?y=1"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        Address(typed).checked()
    assert refused.value.code is Code.SERVER_ADDRESS_BAD


def test_without_tls_only_this_machine_is_talked_to() -> None:
    with pytest.raises(Refused) as refused:
        Address("http://10.0.0.7").checked()
    assert refused.value.code is Code.SERVER_NEEDS_TLS
    assert Address("http://10.0.0.7", is_insecure=True).checked().url == "http://10.0.0.7"


def test_a_server_is_known_by_its_certificate_or_its_fingerprint(
    protected: str, certificate: tuple[Path, Path], answering: type[Answering]
) -> None:
    answering.body = b'{"epoch":"e","now":1,"ack":0,"head":"","token":"t"}'
    pem = certificate[0].read_text(encoding="ascii")
    pin = sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()
    for address in (Address(protected, ca=pem), Address(protected, fingerprint=pin.upper())):
        with Transport(address) as transport:
            assert transport.exchange(REQUEST).epoch == "e"
    assert code_of(Address(protected)) is Code.SERVER_NOT_TRUSTED
    assert code_of(Address(protected, fingerprint="00" * 32)) is Code.SERVER_NOT_TRUSTED
    assert code_of(Address(protected, ca="nichts")) is Code.SERVER_NOT_TRUSTED
    assert "có SHA-256 khác" in explain(fault_of(Address(protected, fingerprint="00" * 32)))
    assert "không chứa chứng thư" in explain(fault_of(Address(protected, ca="nichts")))
    assert len(answering.seen) == 2, "a stranger was told something"


def test_a_request_is_signed_over_method_path_and_body(
    plain: str, answering: type[Answering]
) -> None:
    signed: list[bytes] = []

    def sign(claim: bytes) -> str:
        signed.append(claim)
        return "ab"

    with pytest.raises(Fault), Transport(Address(plain), Signer("device-1", sign)) as transport:
        transport.exchange(REQUEST)
    seen = answering.seen[0]
    assert signed == [f"okr-sync/1 POST /v1/sync {sha256(seen['body']).hexdigest()}".encode()]
    assert (seen["Okr-Device"], seen["Okr-Signature"]) == ("device-1", "ab")


def test_a_stop_arrives_as_the_server_raised_it(plain: str, answering: type[Answering]) -> None:
    stop = EpochChanged(epoch="e", ack=3, head="", token="t")
    answering.status, answering.body = stop.status, msgspec.json.encode(stop.to_wire())
    with pytest.raises(EpochChanged) as raised, Transport(Address(plain)) as transport:
        transport.exchange(REQUEST)
    assert raised.value.params == stop.params


def test_a_proxy_that_asks_for_patience_is_heard(plain: str, answering: type[Answering]) -> None:
    answering.status, answering.body = 503, b"<html>"
    answering.headers_more = {"Retry-After": "30"}
    with pytest.raises(Busy) as raised, Transport(Address(plain)) as transport:
        transport.exchange(REQUEST)
    assert raised.value.params == {"retry_after": 30}


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<html>welcome</html>"),
        (200, b"\x28\xb5\x2f\xfd broken"),
        (404, b"not here"),
        (500, b'{"stop":"internal"}'),
        (302, b""),
        (403, b"[]"),
    ],
)
def test_what_is_no_answer_of_a_server_is_said_so(
    plain: str, answering: type[Answering], status: int, body: bytes
) -> None:
    answering.status, answering.body = status, body
    assert code_of(Address(plain)) is Code.SERVER_MISBEHAVES


def test_nobody_at_the_address_is_said_so() -> None:
    assert code_of(Address("http://127.0.0.1:9")) is Code.SERVER_UNREACHABLE


def test_bytes_are_counted_both_ways(plain: str, answering: type[Answering]) -> None:
    answering.body = b'{"epoch":"e","now":1,"ack":0,"head":"","token":"t"}'
    with Transport(Address(plain)) as transport:
        transport.exchange(REQUEST)
        assert 150 < transport.bytes_up < 400
        assert len(answering.body) < transport.bytes_down < 400


def test_waiting_grows_with_each_failure_and_is_spread_by_chance() -> None:
    longest, shortest = Backoff(lambda: 1.0), Backoff(lambda: 0.0)
    assert [longest.next() for _ in range(11)] == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
    assert [shortest.next() for _ in range(3)] == [0, 0, 0]
    longest.reset()
    assert longest.next() == 2
    assert Backoff(lambda: 0.5).next(60) == 90, "a server's wish is the least, not the moment"
    assert Backoff(lambda: 1.0).next(3600) == 1800, "and keeps nobody away for long"


@pytest.mark.parametrize(
    ("wish", "seconds"),
    [
        *((good, good) for good in (0, 1, 60, 3600)),
        (0.2, 1),
        *((long, 3600) for long in (3601, 10**9, 10**30, 1e300, inf)),
        *((none, 60) for none in (-1, -inf, nan, None, "30", "", [], {})),
    ],
)
def test_a_server_out_of_order_neither_stops_nor_hastens_a_pc(wish: Any, seconds: int) -> None:
    for stop in (Busy(retry_after=wish), CannotStore(retry_after=wish)):
        assert stop.to_fault().params == {"seconds": seconds}
    assert Busy().to_fault().params == {"seconds": 60}


@pytest.mark.parametrize(
    ("said", "seconds"), [("9" * 5000, 3600), ("\xb2", None), ("-5", None), ("nan", None)]
)
def test_a_header_of_a_proxy_that_is_no_time_is_none(
    plain: str, answering: type[Answering], said: str, seconds: int | None
) -> None:
    answering.status, answering.headers_more = 503, {"Retry-After": said}
    with pytest.raises((Busy, Fault)) as raised, Transport(Address(plain)) as transport:
        transport.exchange(REQUEST)
    assert getattr(raised.value, "seconds", None) == seconds


@pytest.mark.parametrize("told", [b'{"stop":"busy","self":1}', b'{"stop":["busy"]}'])
def test_a_stop_of_a_strange_form_is_no_bug_of_the_pc(
    plain: str, answering: type[Answering], told: bytes
) -> None:
    answering.status, answering.body = 503, told
    with pytest.raises((Busy, Fault)), Transport(Address(plain)) as transport:
        transport.exchange(REQUEST)

"""A worker's application in this process, on both databases, and PCs that speak HTTP to it."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Any

import msgspec
import pytest
import zstandard
from httpx import ASGITransport, AsyncClient, Response
from nacl.public import PrivateKey
from nacl.signing import SigningKey
from starlette.applications import Starlette

from okrdesk.server.accounts import (
    Account,
    IssuedCode,
    account_of,
    add_account,
    issue_code,
)
from okrdesk.server.database import write_agency
from okrdesk.server.http import make_app
from okrdesk.server.metrics import Metrics
from okrdesk.server.notices import Notices, Rhythm
from okrdesk.server.running import Running
from okrdesk.sync.enrol_wire import Enrolled
from okrdesk.sync.record import Record
from okrdesk.sync.wire import SyncReply, SyncRequest
from tests.server.agencies import Agency, Pc

PASSWORD = "mật khẩu của tôi"


@dataclass
class Client:
    """Asks an application that runs in this process; `sender` is the address that it sees."""

    app: Starlette
    sender: str = "127.0.0.1"

    def request(self, method: str, path: str, **more: Any) -> Response:
        """Send one request and return its answer."""

        async def ask() -> Response:
            transport = ASGITransport(self.app, client=(self.sender, 40_000))
            async with AsyncClient(transport=transport, base_url="http://okr") as client:
                return await client.request(method, path, **more)

        return asyncio.run(ask())

    def get(self, path: str, **more: Any) -> Response:
        """Send a GET."""
        return self.request("GET", path, **more)

    def post(self, path: str, **more: Any) -> Response:
        """Send a POST."""
        return self.request("POST", path, **more)


@dataclass
class Web:
    """The server as the network sees it, and what its administrator can do beside."""

    agency: Agency
    running: Running
    client: Client

    def account(self, person_id: str, name: str) -> Account:
        """Return a person's login, made where there is none."""
        with write_agency(self.agency.engine, self.agency.agency_id) as connection:
            known = account_of(connection, self.agency.agency_id, person_id)
            return known or add_account(
                connection, self.agency.agency_id, person_id, name, self.agency.clock.now
            )

    def code(self, person_id: str, name: str) -> IssuedCode:
        """Return a one-time code for a person."""
        account = self.account(person_id, name)
        with write_agency(self.agency.engine, self.agency.agency_id) as connection:
            return issue_code(connection, account, self.agency.clock.now)

    def enrol(self, **fields: Any) -> Response:
        """Ask to enrol a PC with new keys; `fields` are further ones of the request."""
        whole = {
            "agency": "STN",
            "password": PASSWORD,
            "verify_key": SigningKey.generate().verify_key.encode().hex(),
            "seal_key": PrivateKey.generate().public_key.encode().hex(),
            "machine": "PC-07",
            "app": "0.3",
            **fields,
        }
        return self.client.post("/v1/enrol", json=whole)

    def pc(self, person_id: str) -> "HttpPc":
        """Return an enrolled PC of a person."""
        return HttpPc(self, self.agency.enrol(person_id))


@dataclass
class HttpPc:
    """A PC that signs its requests."""

    web: Web
    pc: Pc

    def call(self, method: str, path: str, body: bytes = b"", **headers: str) -> Response:
        """Send a signed request; `headers` (dashes as underscores) go over the own ones."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        signed = self.headers(method, path.partition("?")[0], body)
        return self.web.client.request(method, path, content=body, headers={**signed, **given})

    def post(self, path: str, document: dict[str, Any]) -> Response:
        """Send a signed JSON document."""
        return self.call("POST", path, msgspec.json.encode(document))

    def headers(self, method: str, path: str, body: bytes = b"") -> dict[str, str]:
        """Return the headers that sign a request."""
        claim = f"okr-sync/1 {method} {path} {sha256(body).hexdigest()}"
        signature = self.pc.key.sign(claim.encode()).signature.hex()
        return {"okr-device": self.pc.device, "okr-signature": signature}

    def send(self, request: SyncRequest) -> Response:
        """Send a sync as it travels."""
        return self.call("POST", "/v1/sync", zstandard.compress(msgspec.json.encode(request)))

    def sync(self, *records: Record) -> SyncReply:
        """Sync once, and go on from the answer."""
        answer = self.send(self.pc.request(records))
        assert answer.status_code == 200, answer.text
        reply = read_reply(answer)
        self.pc.token, self.pc.head = reply.token, reply.head
        self.pc.cursors = self.pc.cursors | reply.cursors
        return reply


def read_reply(answer: Response) -> SyncReply:
    """Return the reply in an answer."""
    return msgspec.json.decode(zstandard.decompress(answer.content), type=SyncReply)


def read_enrolled(answer: Response) -> Enrolled:
    """Return what a PC is told when it was enrolled."""
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=Enrolled)


@pytest.fixture
def web(agency: Agency) -> Iterator[Web]:
    """Give the application on a fresh copy of the agency."""
    with Metrics(agency.folder) as metrics:
        running = Running(
            agency.engine,
            agency.keys,
            agency.folder,
            metrics,
            guard=lambda: None,
            now=agency.clock,
            one_writer=Lock(),
        )
        running.notices = Notices(running.heads, Rhythm(), None)
        with closing(running):
            yield Web(agency, running, Client(make_app(running)))

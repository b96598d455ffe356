"""Whatever the description of the interface allows or forbids, the server answers as described."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
import schemathesis
import zstandard
from httpx import Response
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from okrdesk.db.engine import write_transaction
from okrdesk.server.openapi import description
from okrdesk.server.tokens import add_token
from tests.server.http.conftest import HttpPc, Web

CHECKS = [content_type_conformance, response_schema_conformance, status_code_conformance]
METHODS = ("get", "put", "post", "head")
ENDLESS = "/v1/notices"
SCHEMA = schemathesis.openapi.from_dict(description())
EXAMPLES = 12


def _cases() -> Iterator[tuple[str, str, GenerationMode]]:
    """Yield every operation with what it allows, and, where it takes anything, what it forbids."""
    for path, operations in sorted(description()["paths"].items()):
        for method in METHODS:
            if method not in operations:
                continue
            yield path, method, GenerationMode.POSITIVE
            if "{" in path or {"requestBody", "parameters"} & operations[method].keys():
                yield path, method, GenerationMode.NEGATIVE


@schemathesis.serializer("application/zstd")
def _compress(_context: object, value: object) -> bytes:
    return zstandard.compress(_json(value))


@schemathesis.deserializer("application/zstd")
def _decompress(_context: object, response: schemathesis.Response) -> Any:
    return msgspec.json.decode(zstandard.decompress(response.content))


@pytest.mark.parametrize(("path", "method", "mode"), list(_cases()))
def test_every_answer_is_a_described_one(
    web: Web, path: str, method: str, mode: GenerationMode
) -> None:
    asker = _Asker(web)

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), database=None)
    @given(case=SCHEMA[path][method].as_strategy(generation_mode=mode))
    def check(case: Case) -> None:
        for answer in asker.ask(case):
            if answer.status_code != 503:  # a full house is no mistake of the server
                case.validate_response(answer, checks=[not_a_server_error])
            case.validate_response(answer, checks=CHECKS)

    check()


class _Asker:
    """Sends cases as a stranger would, and as a PC and a program that may ask."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._pc: HttpPc = web.pc(web.agency.ids.admin)
        with write_transaction(web.agency.engine) as connection:
            now = web.agency.clock.now
            self._token = add_token(connection, web.agency.agency_id, "Thử", now)

    def ask(self, case: Case) -> list[Response]:
        """Return the answers to a case, sent twice."""
        sent = {"content": _body(case), "params": case.query or None}
        headers = {
            name: str(text).encode("utf-8", "replace")
            for name, text in (case.headers or {}).items()
        }
        stranger = self._web.client.request(
            case.method, case.formatted_path, headers=headers, **sent
        )
        if case.path == ENDLESS:
            return [stranger]
        signed: dict[str, Any] = self._pc.headers(case.method, case.formatted_path, sent["content"])
        if "/read/" in case.path:
            signed = {"authorization": f"Bearer {self._token}"}
        known = self._web.client.request(case.method, case.formatted_path, headers=signed, **sent)
        return [stranger, known]


def _body(case: Case) -> bytes:
    if isinstance(case.body, bytes):
        return case.body
    raw = _json(case.body)
    return zstandard.compress(raw) if case.path == "/v1/sync" else raw


def _json(value: object) -> bytes:
    try:
        return msgspec.json.encode(value)
    except (TypeError, UnicodeEncodeError, OverflowError):
        return repr(value).encode("utf-8", "replace")

"""The description of the HTTP interface (OpenAPI 3.1), made of the structs that are parsed."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec

from okrdesk import __version__
from okrdesk.server.http_signature import DEVICE_HEADER, SIGNATURE_HEADER
from okrdesk.server.reading import KINDS, MOST_ITEMS
from okrdesk.sync import enrol_wire
from okrdesk.sync.stops import STOPS
from okrdesk.sync.wire import Checkpoint, SyncReply, SyncRequest

_MESSAGES: tuple[Any, ...] = (
    SyncRequest,
    SyncReply,
    Checkpoint,
    enrol_wire.EnrolRequest,
    enrol_wire.Enrolled,
    enrol_wire.RekeyRequest,
    enrol_wire.Devices,
    enrol_wire.CodeRequest,
    enrol_wire.CodeReply,
    enrol_wire.RevokeRequest,
    *(kind.item for kind in KINDS.values()),
)
_JSON, _ZSTD = "application/json", "application/zstd"
_REF = "#/components/schemas/"
_DEVICE: list[dict[str, list[str]]] = [{"device": [], "signature": []}]
_TOKEN: list[dict[str, list[str]]] = [{"token": []}]


@cache
def description() -> dict[str, Any]:
    """Return the OpenAPI document."""
    _refs, schemas = msgspec.json.schema_components(_MESSAGES, ref_template=_REF + "{name}")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "okrdesk-server",
            "version": __version__,
            "description": (
                "okr-sync/1 for devices, and a read API for other programs of an agency. A device "
                "signs each request: Ed25519 over `okr-sync/1 <METHOD> <path> <SHA-256 of the body "
                "in hex>`. Bodies of /v1/sync are zstd over the JSON of their schema."
            ),
        },
        "paths": {
            **_enrol_path(),
            **_secured(_device_paths() | _admin_paths() | _blob_path(), _DEVICE),
            **_secured(_read_paths(), _TOKEN),
            **_state_paths(),
        },
        "components": {
            "schemas": {**schemas, "Stop": _stop_schema(), "Health": _health_schema()},
            "securitySchemes": {
                "device": {"type": "apiKey", "in": "header", "name": DEVICE_HEADER},
                "signature": {"type": "apiKey", "in": "header", "name": SIGNATURE_HEADER},
                "token": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _secured(paths: dict[str, Any], security: list[dict[str, list[str]]]) -> dict[str, Any]:
    """Return paths whose operations all ask for the same proof of who asks."""
    return {
        path: {
            name: part if name == "parameters" else part | {"security": security}
            for name, part in parts.items()
        }
        for path, parts in paths.items()
    }


def _enrol_path() -> dict[str, Any]:
    return {
        "/v1/enrol": {
            "post": _operation(
                "enrol",
                "Make this PC a device of a person.",
                body=_content("EnrolRequest"),
                answer=_content("Enrolled"),
                stops=(400, 403, 413, 503),
            )
        }
    }


def _device_paths() -> dict[str, Any]:
    return {
        "/v1/sync": {
            "post": _operation(
                "sync",
                "Send changes and read what is new; the same bytes again get the same verdicts.",
                body=_content("SyncRequest", _ZSTD),
                answer=_content("SyncReply", _ZSTD),
                stops=(400, 401, 403, 409, 413, 503),
            )
        },
        "/v1/rekey": {
            "post": _operation(
                "rekey",
                "Become another device of the same person, after a fork.",
                body=_content("RekeyRequest"),
                answer=_content("Enrolled"),
                stops=(400, 401, 403, 413, 503),
            )
        },
        "/v1/notices": {
            "get": _operation(
                "notices",
                "A stream of events: `head` with the log's new length, as soon as it grows.",
                answer={"text/event-stream": {"schema": {"type": "string"}}},
                stops=(401, 403, 503),
            )
        },
        "/v1/checkpoint": {
            "get": _operation(
                "checkpoint",
                "The signed length and root of the agency's log.",
                answer=_content("Checkpoint"),
                stops=(401, 403, 503),
            )
        },
    }


def _admin_paths() -> dict[str, Any]:
    stops = (400, 401, 403, 404, 413, 503)
    return {
        "/v1/admin/devices": {
            "get": _operation(
                "admin_devices",
                "The devices of the agency; for administrators.",
                answer=_content("Devices"),
                stops=(401, 403, 503),
            )
        },
        "/v1/admin/codes": {
            "post": _operation(
                "admin_codes",
                "A one-time code for a person; for administrators.",
                body=_content("CodeRequest"),
                answer=_content("CodeReply"),
                stops=stops,
            )
        },
        "/v1/admin/revoke": {
            "post": _operation(
                "admin_revoke",
                "Turn a device away; for administrators.",
                body=_content("RevokeRequest"),
                answer={_JSON: {"schema": {"type": "object"}}},
                stops=stops,
            )
        },
    }


def _blob_path() -> dict[str, Any]:
    octets = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    missing = {"type": "object", "properties": {"missing": {"type": "array"}}}
    stops = (400, 401, 403, 404, 413, 503)
    return {
        "/v1/blob/{sha256}/{number}": {
            "parameters": [
                _path_parameter("sha256", {"type": "string", "pattern": "^[0-9a-f]{64}$"}),
                _path_parameter("number", {"type": "integer", "minimum": 0, "maximum": 9999}),
            ],
            "head": _operation(
                "blob_missing",
                "The parts still to be sent, in the header Okr-Missing.",
                stops=(401, 403, 404, 503),
            ),
            "get": _operation("blob_part", "One part of a file.", answer=octets, stops=stops),
            "put": _operation(
                "blob_send",
                "Send one part of a file.",
                body=octets,
                answer={_JSON: {"schema": missing}},
                stops=stops,
            ),
        }
    }


def _read_paths() -> dict[str, Any]:
    parameters = [
        {
            "name": "limit",
            "in": "query",
            "schema": {"type": "integer", "minimum": 1, "maximum": MOST_ITEMS, "default": 100},
        },
        {
            "name": "after",
            "in": "query",
            "description": "`next` of the page before.",
            "schema": {"type": "string"},
        },
    ]
    paths: dict[str, Any] = {}
    for what, kind in KINDS.items():
        page = {
            "type": "object",
            "required": ["items", "next"],
            "properties": {
                "items": {"type": "array", "items": {"$ref": _REF + kind.item.__name__}},
                "next": {"type": ["string", "null"]},
            },
        }
        operation = _operation(
            f"read_{what}",
            f"A page of {what}.",
            answer={_JSON: {"schema": page}},
            stops=(400, 401, 503),
        )
        paths[f"/v1/read/{what}"] = {"get": operation | {"parameters": parameters}}
    return paths


def _state_paths() -> dict[str, Any]:
    text = {"text/plain": {"schema": {"type": "string"}}}
    health = _operation("health", "Whether the server is well.", answer=_content("Health"))
    health["responses"]["503"] = {"description": "not well", "content": _content("Health")}
    live = {"type": "object", "required": ["live"], "properties": {"live": {"type": "boolean"}}}
    return {
        "/health": {"get": health},
        "/health/live": {
            "get": _operation("live", "This worker answers.", answer={_JSON: {"schema": live}})
        },
        "/metrics": {
            "get": _operation(
                "metrics",
                "Counters as Prometheus reads them; to this machine, or with the token.",
                answer=text,
                stops=(404, 503),
            )
        },
        "/openapi.json": {
            "get": _operation(
                "openapi", "This description.", answer={_JSON: {"schema": {"type": "object"}}}
            )
        },
    }


def _operation(
    id: str,
    summary: str,
    *,
    body: dict[str, Any] | None = None,
    answer: dict[str, Any] | None = None,
    stops: Iterable[int] = (),
) -> dict[str, Any]:
    done: dict[str, Any] = {"description": "done"}
    if answer is not None:
        done["content"] = answer
    responses = {"200": done} | {
        str(status): {"description": "a stop of the protocol", "content": _content("Stop")}
        for status in stops
    }
    found: dict[str, Any] = {"operationId": id, "summary": summary, "responses": responses}
    if body:
        found["requestBody"] = {"required": True, "content": body}
    return found


def _content(name: str, kind: str = _JSON) -> dict[str, Any]:
    return {kind: {"schema": {"$ref": _REF + name}}}


def _path_parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _stop_schema() -> dict[str, Any]:
    names = [*STOPS, "unknown_token", "method_not_allowed"]
    stop = {"type": "string", "enum": names}
    return {"type": "object", "required": ["stop"], "properties": {"stop": stop}}


def _health_schema() -> dict[str, Any]:
    names = ("ready", "database", "guard", "disk")
    return {
        "type": "object",
        "required": list(names),
        "properties": {name: {"type": "boolean"} for name in names},
    }

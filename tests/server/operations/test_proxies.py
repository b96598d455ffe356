"""The examples of proxies fit what the server does: paths, sizes, the life of connections."""

import re
from inspect import signature

import pytest
import uvicorn

from okrdesk.server.blobs import PART_BYTES
from okrdesk.server.http import _PATHS
from okrdesk.server.limits import MOST_SENT, SLOWEST_S
from tests.conftest import ROOT

CADDY, NGINX = "Caddyfile", "nginx.conf"
SETTINGS = {
    CADDY: {"size": r"max_size (\d+)MB", "idle": r"keepalive (\d+)s", "body": r"read_body (\d+)m"},
    NGINX: {"size": r"client_max_body_size (\d+)m;", "idle": r"keepalive_timeout (\d+)s;"},
}


@pytest.fixture(params=SETTINGS)
def proxy(request: pytest.FixtureRequest) -> str:
    """Name one of the examples."""
    return str(request.param)


def read(proxy: str) -> str:
    return (ROOT / "installer/server/proxy" / proxy).read_text(encoding="utf-8")


def number(proxy: str, name: str) -> int:
    (found,) = re.findall(SETTINGS[proxy][name], read(proxy))
    return int(found)


def test_the_largest_request_passes(proxy: str) -> None:
    assert number(proxy, "size") * 1024 * 1024 > max(MOST_SENT, PART_BYTES)


def test_an_idle_connection_is_closed_by_the_proxy_before_the_server_closes_it(proxy: str) -> None:
    closed_after_s = signature(uvicorn.Config).parameters["timeout_keep_alive"].default
    assert number(proxy, "idle") < closed_after_s


def test_a_slow_line_has_the_time_that_the_server_gives_it() -> None:
    assert number(CADDY, "body") * 60 >= SLOWEST_S


def test_counters_stay_inside_and_notices_are_not_held_back() -> None:
    paths = {name: path for _methods, path, name, _handler in _PATHS}
    assert f"handle {paths['metrics']} {{\n\t\trespond 404" in read(CADDY)
    assert f"location = {paths['metrics']} {{\n        return 404;" in read(NGINX)
    assert "flush_interval -1" in read(CADDY)
    notices = read(NGINX).split(f"location = {paths['notices']} {{")[1].split("}")[0]
    assert "proxy_buffering off;" in notices

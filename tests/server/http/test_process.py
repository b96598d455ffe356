"""The program itself: one line when ready, workers, TLS, streams, and a clean end."""

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from tests.conftest import ROOT
from tests.offices import make_objective
from tests.server.agencies import Agency, Pc
from tests.server.certificates import write_certificate

SOON_S = 60.0


@dataclass
class Served:
    """A running server process and where it answers."""

    process: subprocess.Popen[str]
    address: str

    def end(self) -> int:
        """Send SIGTERM and return the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(SOON_S)


def test_one_line_says_that_it_is_ready_and_sigterm_ends_it_well(agency: Agency) -> None:
    with _serving(agency.folder, agency.url) as served:
        assert _get(f"{served.address}/health").json()["ready"]
        assert served.end() == 0
        assert served.process.stdout is not None
        assert served.process.stdout.read() == ""
        assert served.process.stderr is not None
        assert served.process.stderr.read() == ""


def test_several_workers_answer_and_count_together(agency: Agency) -> None:
    pc = agency.enrol(agency.ids.officer)
    with _serving(agency.folder, agency.url, "--workers", "2") as served:
        for _request in range(12):
            answer = _get(f"{served.address}/v1/checkpoint", _signed(pc, "/v1/checkpoint"))
            assert answer.status_code == 200
        text = _get(f"{served.address}/metrics").text
        assert 'okr_http_requests_total{route="checkpoint",code="2xx"} 12\n' in text
        assert served.end() == 0


def test_a_worker_that_dies_is_replaced(tmp_path: Path) -> None:
    with _serving(tmp_path, None, "--workers", "2") as served:
        os.kill(_children(served.process.pid)[-1], signal.SIGKILL)
        assert served.process.stderr is not None
        assert "a worker ended (-9) and is replaced" in served.process.stderr.readline()
        assert served.end() == 0


def test_an_open_stream_hears_of_a_change_and_does_not_hold_up_the_end(agency: Agency) -> None:
    pc = agency.enrol(agency.ids.officer)
    with (
        _serving(agency.folder, agency.url, "--workers", "2") as served,
        _listening(served, pc) as stream,
    ):
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.iter_lines()
        assert next(lines) == "event: head"
        first = json.loads(next(lines).removeprefix("data: "))["aseq"]
        next(lines)
        make_objective(agency.desk(), agency.ids)
        assert next(lines) == "event: head"
        assert json.loads(next(lines).removeprefix("data: "))["aseq"] > first
        assert served.end() == 0


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104 - what is refused
def test_a_network_without_tls_is_refused_in_plain_words(tmp_path: Path, host: str) -> None:
    ended = _run(tmp_path, "serve", "--host", host, "--port", "0")
    assert ended.returncode == 1
    assert "TLS" in ended.stderr
    assert "--without-tls-anyone-can-read" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_certificate_that_is_none_is_named(tmp_path: Path) -> None:
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    cert.write_text("no certificate")
    key.write_text("no key")
    ended = _run(tmp_path, "serve", "--tls-cert", str(cert), "--tls-key", str(key))
    assert ended.returncode == 1
    assert "cert.pem" in ended.stderr


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = _run(tmp_path, "serve", "--port", port)
    assert ended.returncode == 1
    assert port in ended.stderr


def test_tls_is_of_version_1_3(tmp_path: Path) -> None:
    cert, key = write_certificate(tmp_path)
    with _serving(tmp_path, None, "--tls-cert", str(cert), "--tls-key", str(key)) as served:
        assert served.address.startswith("https://")
        context = ssl.create_default_context(cafile=cert)
        with httpx.Client(verify=context, trust_env=False, timeout=SOON_S) as client:
            assert client.get(f"{served.address}/health").status_code == 200
        old = ssl.create_default_context(cafile=cert)
        old.maximum_version = ssl.TLSVersion.TLSv1_2
        with httpx.Client(verify=old, trust_env=False) as client, pytest.raises(httpx.ConnectError):
            client.get(f"{served.address}/health")
        assert served.end() == 0


@contextmanager
def _serving(folder: Path, url: str | None, *words: str) -> Iterator[Served]:
    database = ["--database", url] if url else []
    process = subprocess.Popen(
        [*_program(folder), *database, "--json", "serve", "--port", "0", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, process.stderr and process.stderr.read()
        ready = json.loads(line)
        assert ready["ready"]
        yield Served(process, ready["address"])
    finally:
        process.kill()
        process.communicate()


def _get(address: str, headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.get(address, headers=headers, trust_env=False, timeout=SOON_S)


def _listening(served: Served, pc: Pc) -> AbstractContextManager[httpx.Response]:
    headers = _signed(pc, "/v1/notices")
    address = f"{served.address}/v1/notices"
    return httpx.stream("GET", address, headers=headers, trust_env=False, timeout=SOON_S)


def _run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*_program(folder), *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SOON_S,
        check=False,
    )


def _program(folder: Path) -> list[str]:
    return [sys.executable, "-m", "okrdesk.server", "--data", str(folder)]


def _signed(pc: Pc, path: str) -> dict[str, str]:
    claim = f"okr-sync/1 GET {path} {sha256(b'').hexdigest()}"
    signature = pc.key.sign(claim.encode()).signature.hex()
    return {"Okr-Device": pc.device, "Okr-Signature": signature}


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(word) for word in text.split()]

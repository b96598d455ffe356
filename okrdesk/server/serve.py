"""The process that serves: one worker, or several that share one socket under a parent.

The parent opens the database once (upgrades, the guard), binds the socket and waits; workers are
spawned, not forked, so none inherits a connection. SIGTERM lets requests end, ends the streams, and
the exit status is 0. A worker that dies is replaced; one that cannot start ends all.
"""

import errno
import gc
import logging
import multiprocessing
import os
import signal
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from ipaddress import ip_address
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from okrdesk.errors import Code, Fault, Refused
from okrdesk.i18n import N_
from okrdesk.log import QuietFormatter
from okrdesk.sentences import reason_of

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event

    import uvicorn

    from okrdesk.server.running import Running

GRACE_S = 20
"""How long requests under way may take to end after SIGTERM."""
_BACKLOG = 2048
_LOOK_S = 0.2
_TURN_S = 0.0005
_YOUNG = 100_000
"""Objects made between two searches for garbage: about what a page of a thousand changes makes."""
_NO_SUCH_NAME = N_("there is no such name in the network")
_NOT_THERE = {
    errno.EADDRINUSE: N_("another program listens there"),
    errno.EADDRNOTAVAIL: N_("this computer has no such address"),
    errno.EACCES: N_("only root may take a port below 1024"),
}
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Tls:
    """The certificate chain and key that the server shows, and the certificate for PCs to pin."""

    cert: Path
    key: Path
    ca: Path | None = None


@dataclass(frozen=True)
class Settings:
    """How to serve; crosses to the workers. `port` 0 takes any free one."""

    folder: Path
    database: str | None = None
    host: str = "127.0.0.1"
    port: int = 8770
    workers: int = 1
    tls: Tls | None = None
    is_open_without_tls: bool = False
    metrics_token: str = ""
    accept_restore: bool = False


def serve(settings: Settings, say_ready: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT; `say_ready` gets the address once every worker answers.

    Raises Refused SERVER_WITHOUT_TLS; Fault: TLS_FILES, ADDRESS_TAKEN, WORKER_FAILED, and what
    opening the database raises.
    """
    _refuse_open_network(settings)
    _check_tls(settings.tls)
    _prepare_database(settings)
    with _listen(settings) as listener:
        address = _address(settings, listener)
        if settings.workers == 1:
            _work(settings, listener, lambda: say_ready(address))
        else:
            _Parent(settings, listener, lambda: say_ready(address)).run()


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach a host name or address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _refuse_open_network(settings: Settings) -> None:
    if settings.tls is None and not (settings.is_open_without_tls or is_loopback(settings.host)):
        raise Refused(Code.SERVER_WITHOUT_TLS, host=settings.host)


def _check_tls(tls: Tls | None) -> None:
    if tls is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(tls.cert, tls.key, password="")
        if tls.ca:
            ssl.create_default_context(cafile=tls.ca)
    except (OSError, ValueError) as error:
        names = {"cert": tls.cert.name, "key": tls.key.name}
        raise Fault(Code.TLS_FILES, **names, reason=_tls_reason(error, tls.cert)) from error


def _tls_reason(error: OSError | ValueError, path: Path) -> str:
    # ssl.SSLError is an OSError without a number; its own reason is terse but says which part.
    if isinstance(error, OSError) and not isinstance(error, ssl.SSLError):
        return reason_of(error, path)
    return str(getattr(error, "reason", None) or error)


def _prepare_database(settings: Settings) -> None:
    from okrdesk.server.opening import open_server

    open_server(
        settings.folder, settings.database, accept_restore=settings.accept_restore
    ).dispose()


def _listen(settings: Settings) -> socket.socket:
    host = settings.host
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, settings.port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise Fault(
            Code.ADDRESS_TAKEN, host=host, port=settings.port, reason=_why_not_there(error)
        ) from error
    return listener


def _why_not_there(error: OSError) -> str:
    if isinstance(error, socket.gaierror):
        return _NO_SUCH_NAME
    return _NOT_THERE.get(error.errno or 0) or error.strerror or str(error)


def _address(settings: Settings, listener: socket.socket) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    scheme = "https" if settings.tls else "http"
    return f"{scheme}://{host}:{listener.getsockname()[1]}"


def _work(settings: Settings, listener: socket.socket, say_ready: Callable[[], None]) -> None:
    """Be one worker until told to end."""
    from okrdesk.server.opening import start_running

    _log_to_stderr()
    _quiet_signals()
    with ExitStack() as stack:
        running = stack.enter_context(start_running(settings))
        worker = _worker(settings, running, say_ready)
        _set_up_interpreter()
        worker.run(sockets=[listener])


def _set_up_interpreter() -> None:
    """Let garbage be sought seldom, and not in what stays for ever; let threads take turns quickly.

    Who holds an agency's lock gets the interpreter back after each answer of the database, and all
    others of the agency wait meanwhile.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 20, 20)
    sys.setswitchinterval(_TURN_S)


def _worker(
    settings: Settings, running: "Running", say_ready: Callable[[], None]
) -> "uvicorn.Server":
    import uvicorn

    from okrdesk.server.http import make_app

    class Worker(uvicorn.Server):
        """Says when it answers, and ends the streams first, for they would never end."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                say_ready()

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            if running.notices is not None:
                running.notices.end()
            await super().shutdown(sockets)

    config = uvicorn.Config(
        make_app(running),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        lifespan="on",
        workers=settings.workers,
        timeout_graceful_shutdown=GRACE_S,
        ssl_certfile=settings.tls.cert if settings.tls else None,
        ssl_keyfile=settings.tls.key if settings.tls else None,
    )
    config.load()
    if config.ssl is not None:
        config.ssl.minimum_version = ssl.TLSVersion.TLSv1_3
    return Worker(config)


def _log_to_stderr() -> None:
    """Log to standard error, where systemd keeps it, without what people typed."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(QuietFormatter("%(asctime)s %(levelname)s %(process)d %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)


def _quiet_signals() -> None:
    # uvicorn raises the signal again when it has ended in good order; that is no failure.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _nothing)


def _nothing(_number: int, _frame: FrameType | None) -> None:
    """Take a signal that uvicorn has answered already."""


def _spawned(settings: Settings, listener: socket.socket, ready: "Event") -> None:
    """Be a worker under a parent; ends when the parent does, however that came."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()
    _work(settings, listener, ready.set)


def _follow(parent: BaseProcess) -> None:
    wait([parent.sentinel])
    os.kill(os.getpid(), signal.SIGTERM)


class _Parent:
    """Keeps the wanted number of workers."""

    def __init__(
        self, settings: Settings, listener: socket.socket, say_ready: Callable[[], None]
    ) -> None:
        self._settings = settings
        self._listener = listener
        self._say_ready = say_ready
        self._context = multiprocessing.get_context("spawn")
        self._workers: list[tuple[BaseProcess, Event]] = []
        self._is_ending = False

    def run(self) -> None:
        """Start the workers, replace those that die, end all on a signal."""
        _log_to_stderr()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        try:
            for _worker in range(self._settings.workers):
                self._start()
            self._await()
            while not self._is_ending:
                wait([worker.sentinel for worker, _ready in self._workers], timeout=_LOOK_S)
                self._replace_dead()
        finally:
            self._stop()

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self._is_ending = True

    def _start(self) -> None:
        ready = self._context.Event()
        worker = self._context.Process(
            target=_spawned, args=(self._settings, self._listener, ready)
        )
        worker.start()
        self._workers.append((worker, ready))

    def _await(self) -> None:
        for _worker, ready in self._workers:
            while not ready.wait(_LOOK_S):
                if self._is_ending:
                    return
                if any(worker.exitcode is not None for worker, _ready in self._workers):
                    raise Fault(Code.WORKER_FAILED)
        self._say_ready()

    def _replace_dead(self) -> None:
        for worker, ready in list(self._workers):
            if worker.exitcode is None or self._is_ending:
                continue
            if not ready.is_set():
                raise Fault(Code.WORKER_FAILED)
            _log.warning("a worker ended (%s) and is replaced", worker.exitcode)
            self._workers.remove((worker, ready))
            self._start()

    def _stop(self) -> None:
        for worker, _ready in self._workers:
            worker.terminate()
        deadline = time.monotonic() + GRACE_S + 5
        for worker, _ready in self._workers:
            worker.join(max(0.0, deadline - time.monotonic()))
            if worker.exitcode is None:
                worker.kill()
                worker.join()

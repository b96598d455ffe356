"""The command that serves."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from okrdesk.errors import Code, Refused
from okrdesk.i18n import N_, _
from okrdesk.replies import Reply
from okrdesk.server.metrics import MOST_WORKERS
from okrdesk.server.session import Session
from okrdesk.shell import whole_number

_ONE_MISSING = N_("one of the two was not given")
ENVIRONMENT_TOKEN = "OKRDESK_METRICS_TOKEN"  # noqa: S105 - the name of a variable


def register(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    serve = commands.add_parser("serve", help=_("serve until SIGTERM"))
    serve.add_argument("--host", default="127.0.0.1")
    ports, workers = whole_number(0, 65535), whole_number(1, MOST_WORKERS)
    serve.add_argument("--port", type=ports, default=8770, help=_("0 takes any free one"))
    serve.add_argument("--workers", type=workers, default=1, metavar="N", help=_("processes"))
    serve.add_argument("--tls-cert", type=Path, metavar="FILE.pem")
    serve.add_argument("--tls-key", type=Path, metavar="FILE.pem")
    serve.add_argument("--tls-ca", type=Path, metavar="FILE.pem", help=_("for PCs to pin"))
    serve.add_argument(
        "--without-tls-anyone-can-read",
        action="store_true",
        help=_("serve a network without TLS: everybody on it can read and change what is sent"),
    )
    serve.add_argument(
        "--accept-restore",
        action="store_true",
        help=_("the database was restored from a backup: begin a new epoch"),
    )
    serve.set_defaults(run=_serve)


def _serve(args: argparse.Namespace, session: Session) -> Reply | None:
    from okrdesk.server.serve import Settings, serve

    settings = Settings(
        folder=session.folder,
        database=session.database,
        host=args.host,
        port=args.port,
        workers=args.workers,
        tls=_tls(args),
        is_open_without_tls=args.without_tls_anyone_can_read,
        metrics_token=os.environ.get(ENVIRONMENT_TOKEN, ""),
        accept_restore=args.accept_restore,
    )
    serve(settings, lambda address: _say_ready(args, address))
    return None


def _say_ready(args: argparse.Namespace, address: str) -> None:
    line = _("okrdesk-server is ready at {address}").format(address=address)
    if args.json:
        ready = {"ready": True, "address": address, "workers": args.workers, "pid": os.getpid()}
        line = json.dumps(ready)
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _tls(args: argparse.Namespace) -> Any:
    from okrdesk.server.serve import Tls

    if not (args.tls_cert or args.tls_key or args.tls_ca):
        return None
    if not (args.tls_cert and args.tls_key):
        given = {"cert": args.tls_cert or "–", "key": args.tls_key or "–"}
        raise Refused(Code.TLS_FILES, **given, reason=_ONE_MISSING)
    return Tls(args.tls_cert, args.tls_key, args.tls_ca)

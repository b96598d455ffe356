"""The command form-sign: a digital signature on a printed sheet, in the place kept for it."""

import argparse
import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okrdesk.cli.session import Session
from okrdesk.errors import Code, Refused
from okrdesk.i18n import _
from okrdesk.replies import Reply

if TYPE_CHECKING:
    from okrdesk.forms.signing import Key
    from okrdesk.services.desk import Desk

ENVIRONMENT_SECRET = "OKRDESK_SIGNING_PASSWORD"  # noqa: S105


def register(commands: Any) -> None:
    """Add the command of this module to the parser."""
    sign = commands.add_parser("form-sign", help=_("sign a sheet with a key file or a token"))
    sign.add_argument("file", type=Path, metavar="FILE.pdf")
    key = sign.add_mutually_exclusive_group(required=True)
    key.add_argument("--key", type=Path, metavar="KEY.p12", help=_("a PKCS#12 file"))
    key.add_argument("--token", metavar="LABEL", help=_("a token, by its label"))
    sign.add_argument("--library", type=Path, metavar="LIB", help=_("the token's PKCS#11 library"))
    sign.add_argument("--label", metavar="LABEL", default="", help=_("the key on the token"))
    sign.add_argument("--place", type=int, default=1, help=_("which signature, from 1"))
    sign.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    sign.set_defaults(run=_sign)


def _sign(args: argparse.Namespace, session: Session) -> Reply:
    key = _key(args)
    return session.run(lambda desk: _signed(desk, args, key))


def _signed(desk: "Desk", args: argparse.Namespace, key: "Key") -> Reply:
    from okrdesk.forms.signing import Signing, sign_pdf

    file = sign_pdf(desk, args.file, Signing(key, args.place, desk.store.now()), args.out)
    return Reply({"file": file}, [str(file)])


def _key(args: argparse.Namespace) -> "Key":
    from okrdesk.forms.signing import FileKey, TokenKey

    if args.key:
        return FileKey(args.key, _secret(_("Password of the key: ")))
    if args.library is None:
        raise Refused(Code.BAD_VALUE, text="--token", allowed="--library LIB")
    label = args.label or args.token
    return TokenKey(args.library, args.token, label, _secret(_("PIN of the token: ")))


def _secret(question: str) -> str:
    """Return the password of OKRDESK_SIGNING_PASSWORD, or as typed at a terminal."""
    given = os.environ.get(ENVIRONMENT_SECRET)
    if given is None and sys.stdin is not None and sys.stdin.isatty():
        given = getpass.getpass(question)
    return given or ""
